"""The pages of the audit: what changed, who decided, and who read whom."""

import re

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.urls import reverse

from okoce.accounts.models import Read
from okoce.accounts.roles import Role
from participants.models import Milestone
from participants.verification import made_by
from reports.audit.kinds import Trail
from reports.audit.makers import users_behind
from reports.tables import TRAILS
from tests.factories import (
    ELSEWHERE,
    HOME,
    approved,
    approver,
    attend,
    case,
    definition,
    handed_in,
    licence,
    people,
    person,
    returned,
    submitted,
    training,
    user,
)
from tests.pages import queries
from tests.participants.checked import ENTERED
from tests.reports.closed import closed, reopened

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return user(kecamatan=(HOME,), name="Rina")


@pytest.fixture
def auditor():
    return user(Role.AUDITOR)


@pytest.fixture
def browser(auditor, signed_in):
    return signed_in(auditor)


class TestDecisions:
    @pytest.fixture
    def decided(self, by):
        """A training sent back by one checker and a step approved by another."""
        one, other = user(Role.VERIFIER, name="Dewi"), user(Role.VERIFIER, name="Bagus")
        returned(submitted(attend(training(by=by), *people(10, by=by))), by=one)
        approved(handed_in(licence(person(by=by), by=by)), by=other)
        return one, other

    def shown(self, browser, **asked):
        page = browser.get(reverse("audit-decisions"), asked)
        return [(one.checker, one.decision, one.kind, one.makers) for one in page.context["decisions"]]

    def test_each_has_the_checker_beside_the_makers(self, browser, decided):
        assert self.shown(browser) == [
            ("Bagus", "approved", "milestone", ["Rina"]),
            ("Dewi", "returned", "training", ["Rina"]),
        ]

    @pytest.mark.parametrize(
        ("asked", "who"),
        [({"decision": "returned"}, ["Dewi"]), ({"kind": "milestone"}, ["Bagus"]), ({"month": "2018-03"}, [])],
    )
    def test_are_narrowed(self, browser, decided, asked, who):
        assert [row[0] for row in self.shown(browser, **asked)] == who

    def test_of_a_user_are_those_checked_and_those_handed_in(self, browser, decided, by):
        assert len(self.shown(browser, user=decided[0].pk)) == 1
        assert len(self.shown(browser, user=by.pk)) == 2

    def test_of_one_user_are_counted_by_checker(self, browser, decided, by):
        sums = browser.get(reverse("audit-decisions"), {"user": by.pk}).context["sums"]
        assert sums == [{"checker": "Bagus", "all": 1, "approved": 1}, {"checker": "Dewi", "all": 1, "returned": 1}]

    def test_of_a_case_the_makers_are_those_of_the_facts_behind_it(self, browser, by):
        somebody = person(by=by)
        approved(case(somebody), by=user(Role.VERIFIER, name="Dewi"))
        page = browser.get(reverse("audit-decisions"))
        assert [(one.checker, one.makers, one.place) for one in page.context["decisions"]] == [
            ("Dewi", ["Rina"], somebody.registered_in.name)
        ]

    @pytest.mark.parametrize("enter", ENTERED.values(), ids=ENTERED)
    def test_of_a_case_whoever_the_database_takes_for_a_maker_is_one(self, enter):
        somebody, maker = person(), user(kecamatan=(HOME,))
        made = approved(case(somebody), by=approver())
        enter(somebody, maker)
        assert made_by(maker, made)
        assert maker.pk in users_behind([made.verifications.get().pk])[made.verifications.get().pk]

    def test_what_is_no_month_says_so_and_shows_nothing(self, browser, decided):
        page = browser.get(reverse("audit-decisions"), {"month": "Maret"})
        assert "Write the month as 2018-03." in page.content.decode()
        assert not page.context["decisions"]

    def test_take_as_many_queries_for_three_as_for_one(self, browser, by):
        approved(handed_in(licence(person(by=by), by=by)), by=approver())
        once = queries(browser, reverse("audit-decisions"))
        for _ in range(2):
            approved(handed_in(licence(person(by=by), by=by)), by=approver())
        assert queries(browser, reverse("audit-decisions")) == once


class TestReads:
    @pytest.fixture
    def read(self, by, signed_in):
        """Two people, of whom Rina read the first and then both."""
        one, other = person(by=by, name="Kenari Kuning"), person(by=by)
        browser = signed_in(by)
        browser.get(f"/participants/{one.pk}/")
        browser.get("/participants/")
        return one, other

    def lines(self, browser, **asked):
        page = browser.get(reverse("audit-reads"), asked)
        return [(line.row.user.name, line.row.name, len(line.row.people)) for line in page.context["lines"]]

    def test_of_a_person_are_everybody_to_whom_they_were_shown(self, browser, read):
        one, other = read
        assert self.lines(browser, person=other.pk) == [("Rina", "participants", 2)]
        assert self.lines(browser, person=one.pk)[-2:] == [("Rina", "participants", 2), ("Rina", "participant", 1)]

    def test_of_a_user_are_counted(self, browser, read, by):
        page = browser.get(reverse("audit-reads"), {"user": by.pk})
        (sums,) = page.context["sums"]
        assert (sums["user__name"], sums["times"], sums["shown"]) == ("Rina", 2, 3)

    def test_whoever_reads_the_log_stands_in_it_with_the_person(self, browser, auditor, read):
        one, _other = read
        browser.get(reverse("audit-reads"), {"person": one.pk})
        row = Read.objects.latest("pk")
        assert (row.user, row.name, row.about, row.people) == (auditor, "audit-reads", "log of reads", [one.pk])

    def test_also_who_finds_nothing_there(self, browser, auditor):
        browser.get(reverse("audit-reads"), {"since": "2018-03-01"})
        assert Read.objects.get().about == "log of reads"

    def test_are_told_in_words_and_open_onto_everybody(self, browser, by):
        everybody = {one.pk for one in people(8, by=by)}
        row = Read.objects.create(user=by, name="participants", method="GET", people=sorted(everybody))
        (line,) = browser.get(reverse("audit-reads"), {"user": by.pk}).context["lines"]
        assert (line.where, line.more) == ("list of people, or a search", 2)
        (whole,) = browser.get(reverse("audit-reads"), {"row": row.pk}).context["lines"]
        assert (set(whole.people), whole.more) == (everybody, 0)

    def test_names_nobody(self, browser, read):
        text = browser.get(reverse("audit-reads")).content.decode()
        assert "Kenari" not in text
        assert f"{read[0].pk}" in text


class TestChanges:
    def test_are_shown_by_user_and_lead_to_their_rows(self, browser, by, signed_in):
        draft = training(by=by)
        signed_in(by).post(reverse("session-cancel", args=[draft.pk, draft.sessions.get().pk]))
        page = browser.get(reverse("audit"), {"user": by.pk})
        one = page.context["changes"][0].happened
        assert one.who == "Rina"
        rows = browser.get(reverse("audit-change", args=[one.context])).context["rows"]
        assert ("training", draft.pk) in {(row.kind, row.key) for row in rows}

    def test_closings_and_reopenings_are_among_them_and_lead_to_their_month(self, browser):
        closed("2017-12")
        asked = reopened("2017-12", reason="Data ganda dalam satu daftar")
        page = browser.get(reverse("audit"))
        months = [one for one in page.context["changes"] if one.month]
        assert sorted((one.happened.what, one.happened.who, one.happened.why) for one in months) == [
            ("Asked to open December 2017 again", asked.asked_by.name, "Data ganda dalam satu daftar"),
            ("Closed December 2017: link 1 of the chain", "by command", ""),
            ("Opened December 2017 again", asked.answered_by.name, "Data ganda dalam satu daftar"),
        ]
        assert 'href="/audit/months/2017-12/"' in page.content.decode()

    def test_an_added_definition_stands_in_it_and_on_its_page_with_who_added_it(self, browser):
        made = definition(reason="Short trainings count")
        page = browser.get(reverse("audit"))
        (told,) = [one for one in page.context["changes"] if one.definition]
        assert (told.happened.what, told.happened.who, told.happened.why) == (
            "Added the definition 2027.1",
            made.added_by.name,
            "Short trainings count",
        )
        assert 'href="/definitions/2027.1/"' in page.content.decode()
        mine = browser.get(reverse("audit"), {"user": made.added_by_id})
        assert [one.definition for one in mine.context["changes"]] == ["2027.1"]
        assert f"{made.added_by.name}," in browser.get("/definitions/2027.1/").content.decode()

    def test_what_is_no_day_says_so_beside_its_field_alone(self, browser):
        text = browser.get(reverse("audit"), {"since": "quatsch"}).content.decode()
        assert "Write the day as 2018-03-05." in text
        assert "Nothing is found here." not in text

    def test_take_as_many_queries_for_three_as_for_one(self, browser, by):
        training(by=by)
        once = queries(browser, reverse("audit"))
        training(by=by)
        assert queries(browser, reverse("audit")) == once


KEPT = [
    *(Trail(table).model._meta.db_table for table in TRAILS),
    "pghistory_context",
    "participants_verification",
    "accounts_read",
    "reports_closing",
    "reports_figure",
    "reports_ledger",
    "reports_revision",
    "reports_naming",
    "reports_definition",
]


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_changes_and_deletes_nothing_that_an_audit_reads(statement):
    refused = []
    for table in KEPT:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
                [table],
            )
            column = cursor.fetchone()[0]
            try:
                with transaction.atomic():
                    cursor.execute(statement.format(table, column, column))
            except ProgrammingError as error:
                refused += [table] if "permission denied" in str(error) else []
    assert refused == KEPT


@pytest.mark.parametrize(
    "statement", ["UPDATE reports_reopening SET reason = 'another'", "DELETE FROM reports_reopening"]
)
def test_who_asked_for_a_reopening_and_who_confirmed_it_stays(statement):
    closed("2017-12")
    reopened("2017-12")
    with pytest.raises(DatabaseError, match="reopening"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


class TestWhatChangedSince:
    @pytest.fixture
    def checker(self, signed_in):
        return signed_in(user(Role.VERIFIER, kecamatan=(HOME,)))

    def said(self, answer):
        return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())

    def test_a_decision_is_told_beside_the_record_field_by_field(self, checker):
        made = approved(licence(person(), number="9120"))
        Milestone.objects.filter(pk=made.pk).update(number="9121")
        page = checker.get(reverse("verification-record", args=["milestone", made.pk])).content.decode()
        since = reverse("audit-since", args=["milestone", made.pk])
        assert f'hx-get="{since}"' in page
        told = self.said(checker.get(since))
        assert "Number of the licence 9120 → 9121" in told
        assert "State" not in told

    def test_one_looked_at_it_is_told_where_the_decision_is_refused(self, checker):
        made = handed_in(licence(person(), number="9120"))
        Milestone.objects.filter(pk=made.pk).update(number="9121")
        seen = {"version": made.version, "decision": "approved", "all_the_same": "on"}
        page = checker.post(reverse("verification-record", args=["milestone", made.pk]), seen).content.decode()
        since = f"{reverse('audit-since', args=['milestone', made.pk])}?version={made.version}"
        assert f'hx-get="{since}"' in page
        assert "What changed while you looked at it Number of the licence 9120 → 9121" in self.said(checker.get(since))

    def test_a_training_was_handed_in_tells_of_its_sessions_too(self, checker):
        made = submitted(attend(training(), person()))
        told = self.said(checker.get(reverse("audit-since", args=["training", made.pk]), {"version": 1}))
        assert ("What changed while you looked at it" in told, "Session added" in told) == (True, True)

    # What changed in one transaction changed at one time.
    @pytest.mark.django_db(transaction=True)
    def test_a_case_went_back_is_told_of_the_facts_that_it_stands_on(self, checker):
        somebody = person()
        held, made = approved(licence(somebody, number="9120")), case(somebody)
        returned(made)
        returned(held)
        told = self.said(checker.get(reverse("audit-since", args=["entrepreneur", made.pk])))
        assert "Licence, NIB 9120: State verified → returned" in told

    def test_it_is_told_to_nobody_elsewhere_and_of_nothing_that_nobody_checks(self, checker, signed_in):
        made = licence(person())
        elsewhere = signed_in(user(Role.VERIFIER, kecamatan=(ELSEWHERE,)))
        assert elsewhere.get(reverse("audit-since", args=["milestone", made.pk])).status_code == 404
        assert checker.get(reverse("audit-since", args=["participant", made.participant_id])).status_code == 404
        assert (
            checker.get(reverse("audit-since", args=["milestone", made.pk]), {"version": "9" * 40}).status_code == 200
        )
