"""The monthly report of a facilitator: what it counts, whose it is, and what stands on paper."""

import datetime
import html
import json

import pytest
import typst
from django.db import IntegrityError
from django.utils import translation

from okoce.core.months import JAKARTA, Month, today
from participants.models import Participant, Visit
from programs import trainings
from programs.models import Assignment
from reports.facilitators import paper, words
from reports.facilitators.month import FacilitatorMonth, keep_report, kept
from reports.models import FacilitatorReport
from tests import factories
from tests.factories import day, meeting
from tests.pages import queries, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

MARCH = Month(2018, 3)
PAGE = "/reports/facilitator/?month=2018-03"
PDF = "/reports/facilitator/2018-03/pdf/"
NOON = datetime.datetime(2018, 4, 2, 12, tzinfo=JAKARTA)
WORDS = {"remarks": "Hujan: #strong[sepuluh] orang *tidak* datang", "plan": "Bazar $x$ di Tebet\nIzin untuk dua orang"}


@pytest.fixture
def sari():
    return factories.user(kecamatan=(factories.HOME,), name="Sari Dewanti")


@pytest.fixture
def browser(signed_in, sari):
    return signed_in(sari)


def told(user, month=MARCH, *, on="2018-04-02"):
    return FacilitatorMonth.of(user, month, datetime.datetime.combine(day(on), datetime.time(12), JAKARTA))


def lines(section):
    return dict(section.lines)


def fill(by, **said):
    """One of everything in March 2018, and somebody new to each of it."""
    ani, bayu = factories.person(by=by, **said), factories.person(by=by, sex="male", **said)
    factories.submitted(factories.attend(factories.training(by=by), ani, bayu))
    factories.visit(ani, by=by, on="2018-03-12")
    factories.licence(ani, by=by, issued="2018-03-20")
    return ani


class TestTrainings:
    def test_of_a_training_the_sessions_of_the_month_and_who_came_to_one_of_them(self, sari):
        women, men = factories.people(3, by=sari), factories.people(2, by=sari, sex="male")
        led = factories.training(
            meeting("2018-03-30"), meeting("2018-03-31", minutes=90), meeting("2018-04-01"), by=sari
        )
        first, second, third = led.sessions.all()
        factories.attend(first, *women, men[0])
        factories.attend(second, women[0], status="late")
        factories.attend(second, men[1], status="sick")
        factories.attend(third, men[1])
        (one,) = told(sari).led
        assert (one.first_day, one.last_day, one.minutes) == (day("2018-03-30"), day("2018-03-31"), 270)
        assert (one.came, one.women, one.men) == (4, 3, 1)

    def test_a_session_that_was_cancelled_is_none(self, sari):
        led = factories.training(meeting("2018-03-05"), meeting("2018-03-06"), by=sari)
        trainings.cancel_session(by=sari, session=led.sessions.last())
        assert [session.held_on for session in told(sari).led[0].sessions] == [day("2018-03-05")]

    def test_how_many_are_verified_stands_beside_how_many_are_recorded(self, sari):
        fill(sari)
        factories.verified(factories.attend(factories.training(by=sari), *factories.people(10, by=sari)))
        section = words.sections(told(sari))[0]
        assert lines(section) == {"Recorded": "2", "of which verified": "1", "Minutes in all": "360"}

    def test_of_whom_the_sex_is_not_known_is_told_beside_women_and_men(self, sari):
        led = factories.training(meeting("2018-03-05"), by=sari)
        guests = [factories.calon(by=sari) for _ in range(3)]
        factories.attend(led, factories.person(by=sari), factories.person(by=sari, sex="male"), *guests)
        factories.training(meeting("2018-03-06"), by=sari)
        rows = words.sections(told(sari))[0].trainings
        assert [(row["told"], row["unknown"]) for row in rows] == [
            ("5 came: 1 woman, 1 man, 3 not known", "Sex not known: 3"),
            ("nobody came", ""),
        ]

    def test_a_session_that_is_not_over_was_not_led_yet(self, sari):
        factories.training(meeting("2018-03-12", starts="09:00"), by=sari)
        factories.training(meeting("2018-03-12", starts="10:00"), by=sari)
        half = told(sari, on="2018-03-12")
        assert ([one.minutes for one in half.led], half.still_to_come) == ([180], 1)

    def test_what_is_still_to_come_this_month_was_not_led_yet(self, sari):
        factories.training(meeting("2018-03-05"), meeting("2018-03-20"), by=sari)
        half = told(sari, on="2018-03-12")
        assert ([len(one.sessions) for one in half.led], half.still_to_come) == ([1], 1)


class TestPeople:
    def test_counted_by_the_day_of_consent_and_a_candidate_by_the_day_of_entry(self, sari):
        factories.person(by=sari, on="2018-03-01")
        factories.person(by=sari, on="2018-03-31", sex="male")
        factories.person(by=sari, on="2018-04-01")
        factories.person(by=sari, on="2018-02-28")
        somebody = factories.calon(by=sari)
        # 1 March, 00:10 in Jakarta.
        entered = datetime.datetime(2018, 2, 28, 17, 10, tzinfo=datetime.UTC)
        Participant.objects.filter(pk=somebody.pk).update(created_at=entered)
        assert told(sari).people == {"registered": 2, "women": 1, "men": 1, "candidates": 1}
        assert lines(words.sections(told(sari))[1]) == {
            "Registered": "2",
            "of which women": "1",
            "of which men": "1",
            "Candidates besides: identity, consent or baseline is missing": "1",
        }


class TestVisits:
    def test_counts_visits_people_and_ways(self, sari):
        ani, bayu = factories.people(2, by=sari)
        factories.visit(ani, by=sari, on="2018-03-01")
        factories.visit(ani, by=sari, on="2018-03-31", mode="phone")
        factories.approved(factories.visit(bayu, by=sari, on="2018-03-15", confirms_trading=True))
        factories.visit(bayu, by=sari, on="2018-04-01")
        factories.revoked(factories.visit(bayu, by=sari, on="2018-03-16"))
        assert lines(words.sections(told(sari))[2]) == {
            "Recorded": "3",
            "of which in person": "2",
            "of which by phone": "1",
            "People visited": "2",
            "Visits that saw a business trading": "1",
            "of which verified": "1",
        }

    def test_what_was_found_is_told_by_the_phrases_that_were_chosen_and_in_no_words_of_anybody(self, sari):
        ani = factories.person(by=sari)
        for finding in ("Penjualan naik", "Penjualan naik", "Penjualan turun", "Bu Aniyah butuh modal"):
            Visit.objects.filter(pk=factories.visit(ani, by=sari).pk).update(finding=finding)
        visits = words.sections(told(sari))[2]
        assert [line for line in visits.lines if line[0].startswith("Found")] == [
            ("Found: Selling more", "2"),
            ("Found: Selling less", "1"),
            ("Found: in words of their own", "1"),
        ]

    def test_somebody_who_had_no_visit_for_long_when_the_next_month_begins_is_due(self, sari):
        late, seen, fresh = factories.people(3, by=sari, on="2018-02-20")
        factories.visit(late, by=sari, on="2018-03-01")
        factories.visit(seen, by=sari, on="2018-03-02")
        factories.visit(fresh, by=sari, on="2018-04-05")
        assert told(sari).due == 2


def test_steps_stand_by_kind_and_state(sari):
    ani = factories.person(by=sari)
    factories.approved(factories.licence(ani, by=sari, issued="2018-03-20"))
    factories.licence(ani, by=sari, issued=None)
    factories.capital(ani, by=sari, on="2018-04-01")
    assert lines(words.sections(told(sari))[3]) == {"P4 licence": "2 recorded: 1 draft, 1 verified"}


def test_what_came_back_is_told_with_how_much_of_it_is_still_there(sari):
    ani = factories.person(by=sari)
    mended = factories.returned(factories.handed_in(factories.licence(ani, by=sari)))
    factories.returned(factories.handed_in(factories.licence(ani, by=sari)))
    factories.handed_in(mended)
    this_month = words.sections(told(sari, Month.of(today()), on=today()))
    assert lines(this_month[4]) == {"Steps P4 to P7": "2", "of which still to be mended": "1"}


def test_the_plan_has_the_sessions_of_the_next_month(sari):
    factories.training(meeting("2018-03-31"), meeting("2018-04-30", starts="13:00"), meeting("2018-05-01"), by=sari)
    plan = words.next_month(told(sari))
    assert plan.title == "Plan for April 2018"
    assert [(one["day"], one["hours"]) for one in plan.sessions] == [("30 Apr 2018", "13:00–16:00")]


def test_what_another_facilitator_recorded_is_not_mine(sari):
    fill(factories.user(kecamatan=(factories.HOME,)))
    assert told(sari).is_empty
    assert (told(sari).planned, told(sari).due) == ([], 0)


def test_work_in_a_kecamatan_that_passed_to_another_is_still_told(sari, browser):
    fill(sari)
    Assignment.objects.filter(user=sari).update(ends_on=day("2018-04-01"))
    page = browser.get(PAGE)
    assert len(page.context["told"].led) == 1
    assert page.context["opens"] == set()


class TestWords:
    def test_are_kept_one_row_a_month(self, browser, sari):
        browser.post(PAGE, WORDS)
        browser.post(PAGE, {"remarks": "Lain", "plan": ""})
        browser.post("/reports/facilitator/?month=2018-04", WORDS)
        rows = FacilitatorReport.objects.filter(facilitator=sari).order_by("month")
        assert [(row.month, row.remarks) for row in rows] == [
            (day("2018-03-01"), "Lain"),
            (day("2018-04-01"), WORDS["remarks"]),
        ]

    def test_of_another_are_not_shown(self, sari, signed_in):
        keep_report(by=sari, month=MARCH, at=NOON, **WORDS)
        other = signed_in(factories.user(kecamatan=(factories.HOME,)))
        page = other.get(PAGE)
        assert page.context["form"].initial == {"remarks": "", "plan": ""}
        assert "Hujan" not in page.content.decode()

    def test_that_are_too_long_are_refused_beside_the_field(self, browser):
        answer = browser.post(PAGE, {"remarks": "a" * 2001, "plan": "b\r\n" * 999})
        assert list(refused(answer)) == ["remarks"]
        assert FacilitatorReport.objects.count() == 0

    def test_belong_to_a_month(self, sari):
        with pytest.raises(IntegrityError, match="facilitator_report_is_of_a_month"):
            FacilitatorReport.objects.create(facilitator=sari, month=day("2018-03-02"), updated_at=NOON)


class TestPage:
    def test_names_nobody(self, browser, sari):
        ani = fill(sari, name="Aniyah Putri")
        page = browser.get(PAGE).content.decode()
        assert "Aula" in page
        assert ani.name not in page

    @pytest.mark.parametrize("month", ["2017-11", "2999-01", "2018-13", "march"])
    def test_a_month_that_the_programme_does_not_have_is_none(self, browser, month):
        assert browser.get(f"/reports/facilitator/?month={month}").status_code == 404
        assert browser.get(f"/reports/facilitator/{month}/pdf/").status_code == 404

    def test_an_empty_month_says_so(self, browser):
        assert "Nothing is recorded in March 2018" in browser.get(PAGE).content.decode()

    def test_takes_as_many_queries_for_three_of_everything_as_for_one(self, browser, sari):
        fill(sari)
        once = queries(browser, PAGE)
        fill(sari)
        fill(sari)
        assert queries(browser, PAGE) == once


class TestPaper:
    def test_is_a_file_named_after_the_month_alone(self, browser, sari):
        fill(sari)
        answer = browser.get(PDF)
        assert answer.content.startswith(b"%PDF-")
        assert answer["Content-Disposition"] == 'attachment; filename="facilitator-report-2018-03.pdf"'
        assert answer["Cache-Control"] == "no-store"

    def test_says_what_the_page_says(self, sari):
        fill(sari)
        text = text_of(sari, *NOTHING_SAID)
        assert "Monthly report, March 2018" in text
        assert "Sari Dewanti, Tebet" in text
        assert "Made on 2 April 2018." in text
        for section in words.sections(told(sari)):
            assert section.title in text
            for term, value in section.lines:
                assert term in text
                assert value in text

    def test_puts_down_what_people_write_as_they_wrote_it(self, sari):
        text = text_of(sari, *WORDS.values())
        assert all(line in text for words in WORDS.values() for line in words.split("\n"))

    def test_names_nobody_else(self, sari):
        fill(sari, name="Aniyah Putri")
        assert "Aniyah" not in text_of(sari, *NOTHING_SAID)

    def test_an_empty_month_says_so(self, sari):
        assert "Nothing is recorded in March 2018." in text_of(sari, *NOTHING_SAID)

    def test_is_the_same_file_on_the_same_day(self, sari):
        fill(sari)
        assert made(sari, *WORDS.values()) == made(sari, *WORDS.values())

    @pytest.mark.parametrize("text", ["😀 汉字", "x" * 2000, "#panic()", '"]\\ \\u{0}', "= A\n/ B: c\n- d"])
    def test_takes_whatever_is_written(self, sari, text):
        assert made(sari, text, text).startswith(b"%PDF-")

    def test_is_in_the_language_of_the_reader(self, sari):
        with translation.override("id"):
            assert paper.paper(told(sari), said(sari, "", ""), day("2018-04-02"))["language"] == "id"


NOTHING_SAID = ("", "")


def said(user, remarks, plan):
    keep_report(by=user, month=MARCH, remarks=remarks, plan=plan, at=NOON)
    return kept(user, MARCH)


def made(user, *written):
    return paper.pdf_of(told(user), said(user, *written), day("2018-04-02"))


def text_of(user, *written):
    """What stands on the pages, read from the pages themselves."""
    document = json.dumps(paper.paper(told(user), said(user, *written), day("2018-04-02")))
    pages = typst.compile(paper.TEMPLATE, format="html", sys_inputs={"report": document}, ignore_system_fonts=True)
    return html.unescape(pages.decode())
