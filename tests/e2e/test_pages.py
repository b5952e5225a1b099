"""Every page for everybody who may see it: no barrier that axe knows, in both languages, themes and sizes."""

import datetime
import json

import pytest
from django.urls import reverse

from okoce.core.months import Month, today
from tests.e2e.pages import LAPTOP, PHONE, barriers, covered, too_wide
from tests.e2e.people import ELSEWHERE, HOME, USERS
from tests.test_roles import LINES, WHO, kind_of, kind_within, patterns

# What is no page: answers for machines, a piece of a page, and a file.
NO_PAGE = {
    "healthz",
    "readyz",
    "metrics",
    "dashboard-freshness",
    "definition-progress",
    "participant-conditions",
    "audit-since",
    "arrivals",
    "worker",
    "offline-pages",
    "offline-names",
    "mfa_download_recovery_codes",
    "evidence",
    "evidence-thumbnail",
    "facilitators-template",
    "import-template",
    "facilitator-report-pdf",
    "public-csv",
    "public-json",
    "public-metadata",
    "paper",
}
# The pages of the account are the same for everybody, but for the second factor.
ONE_OF_EACH = {"nobody", "facilitator", "verifier"}
USER_OF = {"nobody": None, **{role: name for name, (role, _places) in reversed(USERS.items())}}

FACTS = """
import json
from okoce.core.months import Month
from programs.models import Target
from tests import factories
people = factories.people(12, on={day!r}, born="1994-04-04")
calon = factories.calon(on={day!r}, name="Seorang calon")
meetings = factories.meeting({day!r}), factories.meeting({before!r})
draft, waiting, counted = [factories.training(*meetings, place=f"Aula {{word}}") for word in ("satu", "dua", "tiga")]
for training in draft, waiting, counted:
    factories.attend(training, *people, calon)
factories.submitted(waiting)
factories.verified(counted)
somebody = people[0]
visit = factories.visit(somebody, on={day!r}, confirms_trading=True)
milestone, business = factories.licence(somebody, issued={day!r}), factories.business(somebody)
workers = factories.workers(somebody, on={day!r})
print(json.dumps({{
    "draft": str(draft.pk), "waiting": str(waiting.pk), "counted": str(counted.pk),
    "visit": str(visit.pk), "milestone": str(milestone.pk), "business": str(business.pk), "job-report": str(workers.pk),
    "session": str(draft.sessions.first().pk), "person": str(people[0].pk), "calon": str(calon.pk),
    "user": draft.logged_by_id, "target": Target.objects.first().pk,
    "agency": draft.agency_id, "curriculum": draft.curriculum_id,
    "finding": str(factories.finding(on={day!r}, kecamatan=somebody.registered_in_id).pk),
    "duplicate": str(factories.likeness(on={day!r}).pk), "merge": str(factories.merge(on={day!r}).pk),
    "transfer": str(factories.transfer(on={day!r}).pk),
    "expense": str(factories.expense(month=Month.parse({day!r}[:7])).pk),
}}))
"""


@pytest.fixture(scope="module")
def facts(site):
    """The keys of a draft, of a training that waits and of one that counts, of somebody on their lists, of money spent."""
    day, before = (f"{today() - datetime.timedelta(days=days)}" for days in (2, 3))
    return json.loads(site.do(FACTS.format(day=day, before=before)))


def pages_of(who):
    """The names of the pages that this role gets, by the table of the roles' tests."""
    column = WHO.index(who) + 2
    names = [line[0] for line in LINES if line[1] == "GET" and line[column] == "200"]
    left_out = ("api-",) if who in ONE_OF_EACH else ("api-", "account", "mfa_", "webhook")
    return [name for name in names if name not in NO_PAGE and not name.startswith(left_out)]


def address_of(name, facts):
    training = facts["waiting"] if name == "verification-training" else facts["draft"]
    person = facts["calon"] if name == "participant-complete" else facts["person"]
    known = {
        "pk": {**facts, "participant": person, "training": training}[kind_of(name)],
        "kind": kind_within(name),
        "session": facts["session"],
        "kecamatan": HOME,
        "month": str(Month.of(today()) + -2),
        "definition": "2018-P4",
        **{name: facts[name] for name in ("user", "target", "agency", "curriculum")},
    }
    pattern = next(pattern for pattern in patterns() if pattern.name == name)
    return reverse(name, kwargs={key: known[key] for key in pattern.pattern.converters})


def looked_at(open_window, name, addresses):
    """What is wrong at each address: in Indonesian on a phone, in English on a laptop, in light and in dark."""
    phone, laptop = open_window(name, size=PHONE, language="id").page, open_window(name, size=LAPTOP).page
    wrong = {}
    for address in addresses:
        for page in (phone, laptop):
            page.emulate_media(color_scheme="light")
            page.goto(address)
            found = barriers(page) + too_wide(page) + covered(page)
            page.emulate_media(color_scheme="dark")
            found += [f"dark: {barrier}" for barrier in barriers(page, "color-contrast")]
            wrong |= {f"{address} ({page.viewport_size['width']} px)": found} if found else {}
        laptop.set_viewport_size(PHONE)
        wrong |= {f"{address} (English on a phone)": found} if (found := too_wide(laptop)) else {}
        laptop.set_viewport_size(LAPTOP)
    return wrong


@pytest.mark.parametrize("who", WHO)
def test_no_page_of_a_role_has_a_barrier(window, facts, who):
    assert looked_at(window, USER_OF[who], [address_of(name, facts) for name in pages_of(who)]) == {}


def test_the_pages_of_somebody_who_has_no_data_yet_have_no_barrier(window, facts):
    names = ["home", "trainings", "training-new", "participants", "visits", "account"]
    assert looked_at(window, "dewi", [reverse(name) for name in names]) == {}
    place = reverse("dashboard-kecamatan", kwargs={"kecamatan": ELSEWHERE})
    assert looked_at(window, "wati", [reverse("verification"), place]) == {}


CLEAR = """() => {
    const typed = "main form.stack :is(input:not([type=hidden], [type=radio], [type=checkbox]), select)";
    for (const field of document.querySelectorAll(typed)) field.value = "";
}"""


def refused(page, address):
    """What is wrong with the page that comes back when its form is sent empty."""
    page.goto(address)
    page.evaluate(CLEAR)
    for folded in page.locator("main details:not([open]):has(form.stack) > summary").all():
        folded.click()
    page.locator("main form.stack button[type=submit]").first.click()
    page.locator(".field-error").first.wait_for()
    return barriers(page) + too_wide(page)


def test_what_a_form_refuses_is_told_without_a_barrier(window, facts):
    names = ["training-new", "session-new", "session", "participant-transfer", "account_change_password"]
    names += ["visit-new", "milestone-new", "business-new", "job-report-new"]
    asked = [
        (None, "account_login"),
        ("budi", "verification-training"),
        ("budi", "verification-record"),
        *(("sari", name) for name in names),
    ]
    wrong = {}
    for user, name in asked:
        page = window(user, size=PHONE, language="id").page
        wrong[name] = refused(page, address_of(name, facts))
    assert wrong == {name: [] for _user, name in asked}


def test_what_a_search_answers_has_no_barrier(window, facts):
    for language in ("id", "en"):
        page = window("sari", size=PHONE, language=language).page
        page.goto(f"/trainings/{facts['draft']}/")
        for text, answer in (
            ("Orang", "li.match"),
            ("Zzz", "li.match"),
            ("99", "li.match"),
            ("9" * 16, ".field-error"),
        ):
            page.get_by_role("searchbox").fill(text)
            # Whoever is on the list shows there, and not among the answers.
            page.locator(f"#matches {answer}").first.wait_for(state="attached")
            assert barriers(page) + too_wide(page) == []


def test_pages_that_tell_of_errors_have_no_barrier(window):
    for address in ("/nowhere/", "/dashboard/"):
        opened = window("sari", size=PHONE)
        opened.page.goto(address)
        assert barriers(opened.page) + too_wide(opened.page) == []
        opened.faults.clear()  # the browser tells 403 and 404 on its console


def test_axe_would_have_told(window):
    page = window().page
    page.goto("/sign-in/")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"/static/img/mark.svg\">'")
    assert [barrier.split(":")[0] for barrier in barriers(page)] == ["empty-heading", "image-alt"]
