"""What must always be true of the facts of every rung: each named guard of the database refuses, whatever code forgot."""

import datetime
import uuid

import pytest
from django.db import ProgrammingError

from okoce.core.months import now, today
from participants.models import Evidence, Milestone
from tests import factories
from tests.factories import person
from tests.participants.checked import update, waiting
from tests.refusals import refused_by

pytestmark = pytest.mark.django_db

# Still to come when midnight passes while the tests run.
SOON = today() + datetime.timedelta(days=2)
EARLY = "2017-11-30"


def another(**other):
    """A second row of evidence like that of a visit, but for these columns."""
    shown = waiting("visit").evidence.get()
    said = Evidence.objects.values().get(pk=shown.pk) | {"id": uuid.uuid4()}
    return Evidence.objects.create(**said | other)


class TestRegistration:
    def test_workers_at_registration_have_a_business(self):
        with refused_by("workers_at_registration_have_a_business"):
            update(person(baseline="no_business"), baseline_workers=1)


class TestDays:
    def test_no_visit_lies_in_the_future(self):
        with refused_by("visit_not_in_future"):
            update(factories.visit(person()), held_on=SOON)

    def test_no_visit_lies_before_the_programme(self):
        with refused_by("visit_within_programme"):
            update(factories.visit(person()), held_on=EARLY)

    def test_no_report_of_workers_lies_in_the_future(self):
        with refused_by("job_report_not_in_future"):
            update(factories.workers(person()), reported_on=SOON)

    def test_no_report_of_workers_lies_before_the_programme(self):
        with refused_by("job_report_within_programme"):
            update(factories.workers(person()), reported_on=EARLY)

    @pytest.mark.parametrize("days", [{"completed_on": SOON}, {"entered_on": SOON, "completed_on": None}])
    @pytest.mark.parametrize("make", [factories.licence, factories.market, factories.books, factories.capital])
    def test_no_milestone_lies_in_the_future(self, make, days):
        with refused_by("milestone_not_in_future"):
            update(make(person()), **days)

    @pytest.mark.parametrize("make", [factories.market, factories.books, factories.capital])
    def test_no_milestone_begins_before_the_programme(self, make):
        with refused_by("milestone_within_programme"):
            update(make(person()), entered_on=EARLY)

    def test_a_licence_from_before_the_programme_is_kept(self):
        old = factories.licence(person())
        update(old, entered_on="2015-06-01", completed_on="2015-06-01")
        assert str(Milestone.objects.get().completed_on) == "2015-06-01"

    def test_books_are_not_completed_before_their_month_is_over(self):
        with refused_by("books_cover_a_whole_month"):
            update(factories.books(person(), month="2018-04"), completed_on="2018-04-29")

    def test_they_are_on_its_last_day(self):
        factories.books(person(), month="2018-04", on="2018-04-30")
        assert str(Milestone.objects.get().completed_on) == "2018-04-30"


class TestVisits:
    def test_the_mode_is_a_known_word(self):
        with refused_by("visit_mode_is_known"):
            update(factories.visit(person()), mode="letter")

    def test_a_visit_takes_time(self):
        with refused_by("visit_takes_time"):
            update(factories.visit(person()), minutes=0)

    @pytest.mark.parametrize("mode", ["phone", "online"])
    def test_trading_is_seen_in_person(self, mode):
        with refused_by("trading_is_seen_in_person"):
            update(waiting("visit"), mode=mode)

    def test_trading_is_shown_by_a_photo(self):
        with refused_by("trading_is_shown_by_a_photo"):
            update(waiting("visit"), has_evidence=False)

    @pytest.mark.parametrize("state", ["submitted", "returned"])
    def test_an_ordinary_visit_waits_for_nobody(self, state):
        with refused_by("visit_is_checked_for_trading"):
            update(factories.visit(person()), state=state, submitted_at=now())


class TestMilestones:
    def test_the_kind_is_a_known_word(self):
        with refused_by("milestone_kind_is_known"):
            update(factories.market(person()), kind="party", name="")

    def test_none_is_completed_before_it_began(self):
        with refused_by("milestone_days_in_order"):
            update(factories.market(person(), on="2018-03-05"), completed_on="2018-03-04")

    @pytest.mark.parametrize("lacking", [{"completed_on": None}, {"has_evidence": False}])
    @pytest.mark.parametrize("decided", [lambda made: made, factories.approved], ids=["waiting", "verified"])
    def test_what_is_handed_in_is_completed_and_shown(self, lacking, decided):
        with refused_by("milestone_handed_in_is_completed"):
            update(decided(waiting("milestone")), **lacking)

    @pytest.mark.parametrize("half", [{"licence_type": ""}, {"number": ""}])
    def test_a_licence_says_which(self, half):
        with refused_by("licence_says_which"):
            update(factories.licence(person()), **half)

    def test_a_licence_that_is_applied_for_says_its_kind(self):
        with refused_by("licence_says_which"):
            update(factories.licence(person(), issued=None, number=""), licence_type="")

    @pytest.mark.parametrize(
        "foreign", [{"licence_type": "NIB"}, {"number": "1"}, {"own_name": True}, {"lapses_on": "2020-01-01"}]
    )
    def test_what_is_no_licence_has_nothing_of_one(self, foreign):
        with refused_by("licence_says_which"):
            update(factories.market(person()), **foreign)

    def test_the_kind_of_licence_is_a_known_word(self):
        with refused_by("licence_type_is_known"):
            update(factories.licence(person()), licence_type="SIM")

    def test_a_licence_lapses_after_its_issue(self):
        with refused_by("licence_lapses_after_its_issue"):
            update(factories.licence(person(), issued="2018-03-05"), lapses_on="2018-03-05")

    @pytest.mark.parametrize("month", [None, "2018-03-02"])
    def test_books_are_of_a_month(self, month):
        with refused_by("books_are_of_a_month"):
            update(factories.books(person()), month=month)

    def test_nothing_else_has_a_month(self):
        with refused_by("books_are_of_a_month"):
            update(factories.market(person()), month="2018-02-01")

    @pytest.mark.parametrize("make", [factories.market, factories.capital])
    def test_a_market_event_and_capital_are_named(self, make):
        with refused_by("market_and_capital_are_named"):
            update(make(person()), name="")

    @pytest.mark.parametrize("make", [factories.licence, factories.books])
    def test_nothing_else_is(self, make):
        with refused_by("market_and_capital_are_named"):
            update(make(person()), name="Bazar")

    @pytest.mark.parametrize("amount", [None, 0])
    def test_capital_is_an_amount(self, amount):
        with refused_by("capital_is_an_amount"):
            update(factories.capital(person()), amount=amount)

    def test_nothing_else_has_one(self):
        with refused_by("capital_is_an_amount"):
            update(factories.market(person()), amount=1)


class TestBusinesses:
    def test_the_sector_is_a_section_of_kbli(self):
        with refused_by("sector_is_a_section_of_kbli"):
            update(factories.business(person()), sector="V")

    def test_none_closes_before_it_starts(self):
        with refused_by("business_closes_after_it_starts"):
            update(factories.business(person()), started_on="2018-03-05", closed_on="2018-03-04")


class TestEvidence:
    def test_it_is_of_one_record(self):
        with refused_by("evidence_of_one_record"):
            another(visit_id=None)

    def test_and_of_no_second_one(self):
        report = waiting("jobreport")
        with refused_by("evidence_of_one_record"):
            another(job_report_id=report.pk)

    def test_it_is_a_picture_or_a_document(self):
        with refused_by("evidence_is_a_picture_or_a_document"):
            another(content_type="text/html")

    def test_nobody_puts_another_file_in_its_place(self):
        waiting("visit")
        with pytest.raises(ProgrammingError, match="permission denied"):
            Evidence.objects.update(sha256="0" * 64)
