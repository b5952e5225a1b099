"""The guide for facilitators: each screen leads to its part, and what it tells somebody to press is there."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from okoce.environment import BASE_DIR
from tests import factories

GUIDE = "participants/guide.html"
TEMPLATES = BASE_DIR / "templates"
HELP = re.compile(r'class="help-link" href="/help/#([\w-]+)"')
# A field of a sentence, as templates, Python and the catalogue write it; the guide says “…”.
HOLE = re.compile(r"\{\{ [\w.|]+ \}\}|%\(\w+\)s")
QUOTED = re.compile(r"“([^”]+)”")


def guide(language):
    with translation.override(language):
        return render_to_string(GUIDE)


@pytest.mark.django_db
def test_each_screen_of_a_facilitator_leads_to_its_part(signed_in):
    sari = factories.user(kecamatan=(factories.HOME,))
    browser, training = signed_in(sari), factories.training(by=sari)
    person, session = factories.person(by=sari), training.sessions.get()
    visit = factories.visit(person, by=sari)
    screens = {
        "/": "training",
        "/trainings/": "training",
        "/trainings/new/": "training",
        f"/trainings/{training.pk}/": "roster",
        f"/trainings/{training.pk}/sessions/{session.pk}/paste/": "roster",
        "/participants/": "person",
        f"/participants/{person.pk}/visits/new/": "visits",
        f"/participants/{person.pk}/milestones/licence/new/": "visits",
        f"/visits/{visit.pk}/": "visits",
        "/visits/": "visits",
        "/unsent/": "signal",
        "/reports/facilitator/": "report",
    }
    led_to = {address: HELP.findall(browser.get(address).content.decode()) for address in screens}
    assert led_to == {address: [part] for address, part in screens.items()}


def test_each_part_that_a_template_leads_to_is_in_the_guide():
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    asked = set(re.findall(r'_help_link.html" with about="([\w-]+)"', pages)) | set(
        re.findall(r'href="#(\w+)"', guide("en"))
    )
    assert len(asked) > 6
    assert asked - set(re.findall(r'<section id="([\w-]+)">', guide("en"))) == {"main"}


def test_what_the_guide_says_to_press_is_on_a_screen():
    there = "".join(
        path.read_text() for path in TEMPLATES.rglob("*.html") if not path.name.startswith(("guide", "_guide"))
    )
    there = " ".join(HOLE.sub("…", there).split()) + (BASE_DIR / "okoce/accounts/navigation.py").read_text()
    named = set(QUOTED.findall(guide("en"))) - {"?"}
    assert len(named) > 10
    assert {name for name in named if name not in there} == set()


def test_what_the_guide_says_to_press_is_called_so_in_indonesian_too():
    catalogue = (BASE_DIR / "locale/id/LC_MESSAGES/django.po").read_text().replace('"\n"', "")
    there = {HOLE.sub("…", text) for text in re.findall(r'^msgstr(?:\[\d\])? "(.+)"$', catalogue, re.MULTILINE)}
    assert {name for name in QUOTED.findall(guide("id")) if name not in there} - {"?"} == set()
