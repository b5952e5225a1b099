"""What happened to a record, as it is told: who changed what, why, what was decided and what it counted."""

import pghistory
import pytest
from django.urls import reverse

from okoce.accounts.models import Read
from okoce.accounts.roles import Role
from okoce.core.months import Month, now, today
from participants import correction, handover
from programs import expenses, trainings
from programs.models import Target
from reports import rollup
from reports.audit.history import history_of, history_of_month
from reports.audit.kinds import KINDS
from reports.audit.log import latest, rows_of, told
from tests.factories import (
    ELSEWHERE,
    HOME,
    approved,
    approver,
    attend,
    business,
    case,
    day,
    expense,
    handed_in,
    licence,
    meeting,
    people,
    person,
    returned,
    revoked,
    submitted,
    training,
    user,
    verified,
    visit,
    workers,
)
from tests.reports.closed import closed, reopened

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def by():
    return user(kecamatan=(HOME,), name="Rina")


def told_of(word, key):
    """Each moment of the history, the first first: what, who, and the fields as `label: before > after`."""
    moments = history_of(KINDS[word], key)[::-1]
    return [
        (one.what, one.who, [f"{line.label}: {line.before} > {line.after}" for line in one.lines]) for one in moments
    ]


# Each verb in a transaction of its own, as in use.
@pytest.mark.django_db(transaction=True)
class TestChanges:
    def test_a_session_that_moved_has_its_day_before_and_after_and_who_moved_it(self, by):
        draft = training(meeting("2018-03-05"), by=by)
        with pghistory.context(user=by.pk):
            trainings.move_session(by=by, session=draft.sessions.get(), meeting=meeting("2018-03-06"), at=now())
        what, who, lines = told_of("training", draft.pk)[-1]
        assert (what, who) == ("Session moved", "Rina")
        assert "Session: Date: 5 March 2018 > 6 March 2018" in lines

    def test_a_correction_says_which_field_who_and_why_and_no_value(self, by):
        somebody = person(by=by, name="Kenari Kuning")
        said = correction.Corrected(name="Jalak Suren", phone=somebody.phone)
        correction.correct(by=by, participant=somebody, said=said, reason="Salah baca KTP", today=today())
        last = history_of(KINDS["participant"], somebody.pk)[0]
        assert (last.what, last.who, last.why) == ("Particulars corrected", "Rina", "Salah baca KTP")
        assert last.lines == [("Name", "not kept", "not kept")]

    def test_a_bulk_change_is_one_line_that_opens_onto_its_rows(self, by):
        one, _other, _third = people(3, by=by)
        taker, admin = user(kecamatan=(HOME,), name="Sari"), user(Role.ADMIN, name="Kepala")
        handover.hand_over(by=admin, giver=by, taker=taker, day=day("2018-03-09"), reason="Pindah tugas", today=today())
        moment = history_of(KINDS["participant"], one.pk)[0]
        assert (moment.who, moment.why) == ("Kepala", "Pindah tugas")
        assert "Rina > Sari" in f"{moment.lines[0].before} > {moment.lines[0].after}"
        (happened,) = told(latest().filter(pk=moment.change))
        assert ("People", 3) in [(str(label), many) for label, many in happened.rows]
        assert moment.others + 1 == sum(many for _label, many in happened.rows) == len(rows_of(moment.change))

    def test_what_was_struck_out_is_told_when_it_is_no_more(self, by):
        one = expense(rupiah=1_500_000)
        expenses.strike_out_expense(by=by, expense=one, reason="Kuitansi ganda")
        last = history_of(KINDS["expense"], one.pk)[0]
        assert (last.what, last.who, last.why) == ("Spending struck out", "Rina", "Kuitansi ganda")

    def test_of_a_step_is_told_what_its_approval_counted_for_the_person(self, by):
        step = handed_in(licence(person(by=by), by=by))
        approved(step, by=approver())
        rollup.drain()
        lines = [line for _what, _who, lines in told_of("milestone", step.pk) for line in lines]
        assert "Licensed, Tebet, March 2018:  > +1" in lines

    @pytest.mark.parametrize("decide", [returned, revoked])
    def test_what_was_sent_back_or_revoked_says_why_where_all_changes_stand(self, by, decide):
        checker = approver()
        decide(
            approved(visit(person(by=by), by=by, confirms_trading=True), by=checker), by=checker, reason="Foto buram"
        )
        newest, before = told(latest()[:2])
        assert (newest.who, newest.why, newest.rows) == (checker.name, "Foto buram", [("Visits", 1)])
        assert (before.who, before.why) == (checker.name, "")

    def test_an_account_has_its_roles_and_places(self, by):
        moments = told_of("user", by.pk)
        lines = [line for _what, _who, lines in moments for line in lines]
        assert {"Full name: – > Rina", "Roles: – > Facilitator", "Assignment: Kecamatan: – > Tebet"} <= set(lines)


@pytest.mark.django_db
class TestARecord:
    def test_has_each_decision_with_checker_and_reason_beside_who_handed_it_in(self, by):
        checker = approver()
        draft = submitted(attend(training(by=by), *people(10, by=by)))
        returned(draft, by=checker, reason="Foto belum ada")
        one = next(one for one in history_of(KINDS["training"], draft.pk) if one.what == "Returned")
        assert (one.who, one.why, one.lines[0].after) == (checker.name, "Foto belum ada", "Rina")

    def test_has_what_it_counted_and_in_which_revision(self, by):
        draft = verified(submitted(attend(training(by=by), *people(10, by=by))))
        rollup.drain()
        counted = next(one for one in history_of(KINDS["training"], draft.pk) if one.icon == "chart")
        assert counted.what == "Counted in revision 1"
        assert ("Trainings, Tebet, March 2018", "", "+1") in counted.lines

    def test_has_how_it_was_before_it_was_changed(self, by):
        one = visit(person(by=by), by=by)
        before, one.topic = one.topic, "Izin"
        one.save(update_fields=["topic"])
        assert f"Topic: {before} > Izin" in [line for _what, _who, lines in told_of("visit", one.pk) for line in lines]

    def test_of_every_kind_is_told_and_names_no_person(self, by):
        somebody = person(by=by, name="Kenari Kuning", phone="081299887766")
        made = {
            "participant": somebody,
            "visit": visit(somebody, by=by),
            "milestone": licence(somebody, by=by),
            "job-report": workers(somebody, by=by),
            "business": business(somebody, by=by),
            "entrepreneur": case(somebody),
            "expense": expense(),
            "target": Target.objects.first(),
        }
        stories = {word: told_of(word, record.pk) for word, record in made.items() if word != "target"}
        assert {word for word, story in stories.items() if not story} == set()
        assert [word for word in ("Kenari", "99887766", somebody.nik_masked) if word in str(stories)] == []

    def test_of_a_month_are_its_closings_and_reopenings_with_who_and_why(self):
        closed("2017-12")
        asked = reopened("2017-12", reason="Data ganda dalam satu daftar")
        moments = history_of_month(Month(2017, 12))
        assert {(one.what, one.who, one.why) for one in moments} == {
            ("Closed December 2017: link 1 of the chain", "by command", ""),
            ("Asked to open December 2017 again", asked.asked_by.name, "Data ganda dalam satu daftar"),
            ("Opened December 2017 again", asked.answered_by.name, "Data ganda dalam satu daftar"),
        }


@pytest.mark.django_db
class TestWhoMayRead:
    @pytest.fixture
    def hers(self, by):
        return person(by=by)

    def status(self, browser, somebody):
        return browser.get(reverse("audit-record", args=["participant", somebody.pk])).status_code

    def test_whoever_looks_after_the_person_and_whoever_reads_trails(self, hers, by, signed_in):
        assert self.status(signed_in(by), hers) == 200
        assert self.status(signed_in(user(Role.AUDITOR, kecamatan=(ELSEWHERE,))), hers) == 200
        assert self.status(signed_in(user(kecamatan=(ELSEWHERE,))), hers) == 404

    def test_of_what_is_no_more_only_whoever_reads_trails(self, by, signed_in):
        one = expense()
        expenses.strike_out_expense(by=by, expense=one, reason="Kuitansi ganda")
        address = reverse("audit-record", args=["expense", one.pk])
        assert signed_in(user(Role.STAFF)).get(address).status_code == 404
        assert "Kuitansi ganda" in signed_in(user(Role.AUDITOR)).get(address).content.decode()

    def test_whoever_reads_it_is_in_the_log(self, hers, by, signed_in):
        self.status(signed_in(by), hers)
        assert (Read.objects.latest("pk").user, hers.pk in Read.objects.latest("pk").people) == (by, True)
