import uuid

import pytest

from okoce.core.months import Month, today
from participants.models import Milestone
from tests import factories
from tests.pages import messages, queries, refused

pytestmark = pytest.mark.django_db

SAID = {
    "licence": {"licence_type": "NIB", "number": "0220001112223", "own_name": "yes", "completed_on": "2018-03-05"},
    "market": {"name": "Bazar Tebet", "completed_on": "2018-03-05"},
    "books": {"month": "2018-03", "completed_on": "2018-04-02"},
    "capital": {"name": "Koperasi", "amount": "5.000.000", "completed_on": "2018-03-05"},
}
every_kind = pytest.mark.parametrize("kind", SAID)


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def new_for(person, kind="market"):
    return f"/participants/{person.pk}/milestones/{kind}/new/"


def said(kind="market", **other):
    return {"id": f"{uuid.uuid4()}", **SAID[kind], **other}


class TestANewStep:
    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            ("licence", ["licence_type", "number", "own_name", "completed_on", "files", "lapses_on", "entered_on"]),
            ("market", ["name", "completed_on", "files"]),
            ("books", ["month", "completed_on", "files"]),
            ("capital", ["name", "amount", "completed_on", "files", "entered_on"]),
        ],
    )
    def test_asks_for_the_fields_of_its_kind_alone(self, browser, kind, fields):
        form = browser.get(new_for(factories.person(), kind)).context["form"]
        assert [field.name for field in form.visible_fields()] == fields

    @every_kind
    def test_is_saved_as_a_draft(self, browser, kind):
        ani = factories.person()
        assert browser.post(new_for(ani, kind), said(kind)).url == f"/participants/{ani.pk}/"
        made = ani.milestones.get()
        assert (made.kind, made.state, made.entered_on <= made.completed_on) == (kind, "draft", True)

    @every_kind
    def test_with_its_evidence_is_handed_in_in_one_go(self, browser, kind):
        ani = factories.person()
        form = said(kind, hand_in="yes", files=[factories.photo(), factories.photo()])
        assert browser.post(new_for(ani, kind), form).url == f"/participants/{ani.pk}/"
        made = ani.milestones.get()
        assert (made.state, made.evidence.count()) == ("submitted", 2)

    def test_without_evidence_is_saved_all_the_same_and_the_page_says_what_is_missing(self, browser):
        ani = factories.person()
        answer = browser.post(new_for(ani), said(hand_in="yes"), follow=True)
        assert answer.redirect_chain[-1][0] == f"/milestones/{ani.milestones.get().pk}/"
        assert messages(answer) == ["It is saved, and not handed in yet: see below what is missing."]
        assert answer.context["missing"] == ["There is no evidence yet: add a photo or a document."]

    def test_is_made_once_however_often_it_is_sent(self, browser):
        ani, form = factories.person(), said()
        answers = [browser.post(new_for(ani), form) for _ in range(2)]
        assert [answer.url for answer in answers] == [f"/participants/{ani.pk}/"] * 2
        assert Milestone.objects.count() == 1

    def test_handed_in_twice_is_handed_in_once(self, browser):
        ani, picture = factories.person(), factories.photo()
        form = said(hand_in="yes", files=picture)
        for _ in range(2):
            picture.seek(0)
            browser.post(new_for(ani), form)
        made = ani.milestones.get()
        assert (made.state, made.evidence.count()) == ("submitted", 1)

    def test_that_was_applied_for_began_on_that_day(self, browser):
        ani = factories.person()
        browser.post(new_for(ani, "capital"), said("capital", entered_on="2018-02-01"))
        assert f"{ani.milestones.get().entered_on}" == "2018-02-01"

    def test_that_is_not_completed_yet_began_today(self, browser):
        ani, begun = factories.person(), today()
        browser.post(new_for(ani, "capital"), said("capital", completed_on=""))
        made = ani.milestones.get()
        assert (made.completed_on, begun <= made.entered_on <= today()) == (None, True)

    def test_that_was_applied_for_needs_no_number(self, browser):
        ani = factories.person()
        browser.post(new_for(ani, "licence"), said("licence", number="", completed_on=""))
        made = ani.milestones.get()
        assert (made.number, made.state) == ("", "draft")

    def test_of_books_is_about_last_month_unless_somebody_says_otherwise(self, browser):
        form = browser.get(new_for(factories.person(), "books")).context["form"]
        # The day that the form proposes is today, whatever midnight does.
        assert form["month"].value() == str(Month.of(form["completed_on"].value()) + -1)

    def test_is_about_the_only_business_of_the_person(self, browser):
        ani = factories.person()
        only = factories.business(ani)
        assert browser.get(new_for(ani)).context["form"]["business"].value() == only.pk
        factories.business(ani)
        form = browser.get(new_for(ani)).context["form"]
        assert (form["business"].value(), form.fields["business"].queryset.count()) == (None, 2)

    def test_shows_where_a_business_is_recorded_when_there_is_none(self, browser):
        ani = factories.person()
        assert f"/participants/{ani.pk}/businesses/new/" in browser.get(new_for(ani)).content.decode()

    @pytest.mark.parametrize(
        ("kind", "typed", "sentences"),
        [
            ("licence", {"own_name": ""}, {"own_name": ["This field is required."]}),
            ("licence", {"number": ""}, {"number": ["The licence was issued: enter the number that stands on it."]}),
            (
                "licence",
                {"entered_on": "2018-03-06"},
                {"completed_on": ["It was completed before it began: look at both dates again."]},
            ),
            (
                "books",
                {"completed_on": "2018-03-30"},
                {"completed_on": ["The month of these books is not over on this day."]},
            ),
            ("capital", {"amount": "banyak"}, {"amount": ["Write whole rupiah, for example 1500000 or 1.500.000."]}),
            ("capital", {"amount": "0"}, {"amount": ["Enter the amount in rupiah, more than 0."]}),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, browser, kind, typed, sentences):
        assert refused(browser.post(new_for(factories.person(), kind), said(kind, **typed))) == sentences
        assert Milestone.objects.count() == 0

    def test_four_files_at_once_are_too_many(self, browser):
        files = [factories.photo() for _ in range(4)]
        assert refused(browser.post(new_for(factories.person()), said(files=files))) == {
            "files": ["Send at most 3 files at a time: save, then add the others."]
        }

    def test_of_an_unknown_kind_is_not_found(self, browser):
        assert browser.get(new_for(factories.person(), "marriage")).status_code == 404


class TestOneStep:
    def test_ready_to_go_has_a_button_that_hands_it_in(self, browser):
        made = factories.market(factories.person())
        assert f"/milestones/{made.pk}/submit/" in browser.get(f"/milestones/{made.pk}/").content.decode()
        answer = browser.post(f"/milestones/{made.pk}/submit/")
        assert (answer.url, Milestone.objects.get().state) == (f"/participants/{made.participant_id}/", "submitted")

    def test_that_misses_something_has_none_and_stays_a_draft(self, browser):
        made = factories.market(factories.person(), on=None, files=())
        page = browser.get(f"/milestones/{made.pk}/")
        assert f"/milestones/{made.pk}/submit/" not in page.content.decode()
        assert page.context["missing"] == [
            "It is not completed yet: enter the day on which it was.",
            "There is no evidence yet: add a photo or a document.",
        ]
        assert browser.post(f"/milestones/{made.pk}/submit/").url == f"/milestones/{made.pk}/"
        assert Milestone.objects.get().state == "draft"

    @every_kind
    def test_is_completed_later(self, browser, kind):
        made = getattr(factories, kind)(factories.person(), **{"issued" if kind == "licence" else "on": None})
        form = said(kind, entered_on="2018-03-05", hand_in="yes")
        browser.post(f"/milestones/{made.pk}/", form)
        made = Milestone.objects.get()
        assert (f"{made.completed_on}", made.state) == (SAID[kind]["completed_on"], "submitted")

    @every_kind
    def test_sent_as_it_came_changes_nothing(self, browser, kind):
        made = factories.approved(getattr(factories, kind)(factories.person()))
        form = browser.get(f"/milestones/{made.pk}/").context["form"]
        shown = {field.name: field.value() for field in form if field.value() not in (None, [])}
        browser.post(f"/milestones/{made.pk}/", shown)
        assert Milestone.objects.values().get() == Milestone.objects.filter(state="verified").values().get()

    def test_that_came_back_says_why_and_can_be_mended(self, browser):
        made = factories.returned(factories.handed_in(factories.market(factories.person())), reason="Salah hari.")
        assert "Salah hari." in browser.get(f"/milestones/{made.pk}/").content.decode()
        browser.post(f"/milestones/{made.pk}/", said(completed_on="2018-03-06", hand_in="yes"))
        assert Milestone.objects.get().state == "submitted"

    def test_is_not_changed_by_somebody_who_only_looks(self, signed_in):
        made = factories.market(factories.person())
        both = signed_in(factories.user("facilitator", "auditor"))
        assert both.get(f"/milestones/{made.pk}/").context["may_change"] is False
        assert [both.post(f"/milestones/{made.pk}/{page}").status_code for page in ("", "submit/")] == [404, 404]

    def test_takes_as_many_queries_with_three_files_as_with_one(self, browser):
        one, three = (
            factories.market(factories.person(), files=[factories.photo() for _ in range(count)]) for count in (1, 3)
        )
        assert queries(browser, f"/milestones/{three.pk}/") == queries(browser, f"/milestones/{one.pk}/")
