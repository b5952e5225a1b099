"""Opening a closed month again takes two people and a reason; and the database holds to it whoever asks."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from okoce.accounts.roles import Role
from reports import reopening, rollup
from reports.models import Closing, Period, Reopening, Revision
from tests.factories import person, user
from tests.refusals import refused_beside, refused_by
from tests.reports.closed import closed, reopened, stands, tenth
from tests.reports.reading import entries
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

AT = tenth("2018-04")


@pytest.fixture
def link():
    return closed("2018-03")


def asked(link, *, by=None, reason="Satu daftar hadir terlewat"):
    return reopening.ask(by=by or user(Role.STAFF), closing=link, reason=reason, at=AT)


def status():
    return Period.objects.get(month="2018-03-01").status


class TestTheTwo:
    def test_asking_alone_changes_nothing(self, link):
        asked(link)
        assert status() == "final"

    def test_another_one_confirms_as_a_revision_and_the_month_takes_entries_of_its_own(self, link):
        done = reopening.confirm(by=user(Role.STAFF), reopening=asked(link), at=AT)
        assert (status(), done.confirmed, done.revision_id) == ("provisional", True, 2)
        person(on="2018-03-05")
        rollup.drain()
        assert entries("registered") == ["2018-03 in 2018-03: +1"]

    def test_whoever_asked_confirms_nothing_and_may_take_it_back(self, link):
        by = user(Role.STAFF)
        waits = asked(link, by=by)
        with pytest.raises(ValidationError, match="somebody else has to confirm it"):
            reopening.confirm(by=by, reopening=waits, at=AT)
        assert reopening.decline(by=by, reopening=waits, at=AT).confirmed is False
        assert status() == "final"

    def test_without_a_reason_nobody_is_asked(self, link):
        with refused_beside("reason"):
            asked(link, reason=" \n ")

    def test_while_one_waits_there_is_no_second_and_after_it_was_declined_there_is(self, link):
        waits = asked(link)
        with pytest.raises(ValidationError, match="Somebody asked for this already"):
            asked(link)
        reopening.decline(by=user(Role.STAFF), reopening=waits, at=AT)
        assert asked(link).confirmed is None

    @pytest.mark.parametrize("answer", [reopening.confirm, reopening.decline])
    def test_it_is_answered_once(self, link, answer):
        waits = asked(link)
        reopening.decline(by=user(Role.STAFF), reopening=waits, at=AT)
        with pytest.raises(ValidationError, match="confirmed or declined meanwhile"):
            answer(by=user(Role.STAFF), reopening=waits, at=AT)

    def test_only_the_newest_closing_of_a_final_month_is_opened_again(self, link):
        reopened("2018-03")
        with pytest.raises(ValidationError, match="not closed by that closing any more"):
            asked(link)
        again = closed("2018-03")
        with pytest.raises(ValidationError, match="not closed by that closing any more"):
            asked(link)
        assert asked(again).closing == again


class TestTogether:
    pytestmark = pytest.mark.usefixtures("committed_db")

    def test_of_two_who_ask_at_once_one_does(self):
        link, people = closed("2018-03"), [user(Role.STAFF), user(Role.STAFF)]

        def asks(by):
            try:
                return bool(asked(link, by=by))
            except ValidationError:
                return False

        assert sorted(together(*[lambda by=by: asks(by) for by in people])) == [False, True]

    def test_of_one_who_confirms_and_one_who_declines_at_once_one_does(self):
        waits, people = asked(closed("2018-03")), [user(Role.STAFF), user(Role.STAFF)]

        def answers(act, by):
            try:
                return act(by=by, reopening=waits, at=AT).confirmed
            except ValidationError:
                return None

        told = together(lambda: answers(reopening.confirm, people[0]), lambda: answers(reopening.decline, people[1]))
        assert told.count(None) == 1
        assert Reopening.objects.get().confirmed in told


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


PERIODS = [
    ("period_begins_open", "INSERT INTO reports_period (month, status) VALUES ('2018-06-01', 'final')"),
    ("period_begins_open", "INSERT INTO reports_period VALUES ('2018-06-01', 'open', now(), now())"),
    ("period_stays", "DELETE FROM reports_period WHERE month = '2018-03-01'"),
    ("period_stays", "UPDATE reports_period SET month = '2018-07-01' WHERE month = '2018-03-01'"),
    ("first_closed_once", "UPDATE reports_period SET first_closed_at = now() WHERE month = '2018-03-01'"),
    ("first_closed_once", "UPDATE reports_period SET first_closed_at = now() WHERE month = '2018-04-01'"),
    ("provisional_since", "UPDATE reports_period SET provisional_at = NULL WHERE month = '2018-04-01'"),
    (
        "first_closed_once",
        "UPDATE reports_period SET status = 'final', first_closed_at = now() WHERE month = '2018-04-01'",
    ),
    ("final_until_reopened", "UPDATE reports_period SET status = 'provisional' WHERE month = '2018-03-01'"),
    ("final_until_reopened", "UPDATE reports_period SET status = 'open' WHERE month = '2018-03-01'"),
    ("final_by_a_closing", "UPDATE reports_period SET status = 'final' WHERE month = '2018-02-01'"),
    ("open_comes_first", "UPDATE reports_period SET status = 'open' WHERE month = '2018-04-01'"),
]
ASKED = "INSERT INTO reports_reopening (id, closing_id, reason, asked_by_id, asked_at, confirmed, answered_by_id, answered_at)"
MADE_UP = """
    INSERT INTO reports_closing
    SELECT number + {}, month, closed_at, digest, repeat('a', 64), last_revision_id + 1, 0, 0, NULL,
           (SELECT max(number) FROM reports_revision)
    FROM reports_closing WHERE number = 2
"""
BACKDATED = """
    INSERT INTO reports_closing
    SELECT number + 1, '2018-04-01', '2018-05-10', digest, repeat('b', 64), last_revision_id + 1, 0, 0, NULL,
           (SELECT max(number) FROM reports_revision)
    FROM reports_closing WHERE number = 2
"""
WAITING, CONFIRMED = (f"FROM reports_reopening WHERE confirmed IS {one}" for one in ("NULL", "true"))
OTHERS = [
    ("reopening_stays", "DELETE FROM reports_reopening"),
    ("reopening_stays", "UPDATE reports_reopening SET reason = 'Lain' WHERE confirmed IS NULL"),
    ("reopening_stays", "UPDATE reports_reopening SET asked_at = now() WHERE confirmed IS NULL"),
    ("reopening_is_answered_once", "UPDATE reports_reopening SET answered_at = now() WHERE confirmed"),
    (
        "reopening_is_of_a_final_month",
        f"{ASKED} SELECT gen_random_uuid(), closing_id, 'Lain', asked_by_id, now(), NULL, NULL, NULL {CONFIRMED}",
    ),
    (
        "reopening_is_asked_first",
        f"{ASKED} SELECT gen_random_uuid(), closing_id, 'Lain', asked_by_id, now(), false, asked_by_id, now() {WAITING}",
    ),
    ("closing_is_of_an_open_month", MADE_UP.format(1)),
    ("closing_follows_the_last", MADE_UP.format(2)),
    ("closed_after_its_entries", BACKDATED),
    ("figures_are_frozen", "INSERT INTO reports_figure VALUES (DEFAULT, '2018-02-01', 'funded', '31.74.01', 1, 1)"),
]


def test_a_month_is_provisional_no_earlier_than_the_newest_revision():
    rollup.write_revision(1, 0)
    stands("2018-04", "open")
    execute(
        "UPDATE reports_period SET status = 'provisional', provisional_at = '2017-01-01' WHERE month = '2018-04-01'"
    )
    assert Period.objects.get().provisional_at == Revision.objects.get().at


@pytest.mark.parametrize(
    ("guard", "row"),
    [
        ("revision_follows_the_last", "max(number) + 2, now()"),
        ("revision_follows_the_last", "max(number), now()"),
        ("revision_times_go_forward", "max(number) + 1, max(at) - interval '1 second'"),
        ("revision_is_of_now", "max(number) + 1, now() + interval '1 day'"),
    ],
)
def test_a_revision_by_hand_is_the_next_one_and_of_now(guard, row):
    rollup.write_revision(1, 0)
    with refused_by(guard):
        execute(f"INSERT INTO reports_revision (number, at, entries) SELECT {row}, 0 FROM reports_revision")


@pytest.mark.parametrize(("guard", "statement"), PERIODS + OTHERS)
def test_the_database_refuses_it_by_hand(guard, statement):
    closed("2018-02")
    march = closed("2018-03")
    reopened("2018-02")
    asked(march)
    stands("2018-04", "provisional")
    rollup.write_revision(rollup.next_revision(), 0)
    with refused_by(guard):
        execute(statement)


def test_a_reopening_by_hand_takes_two_as_well(link):
    waits = asked(link)
    rollup.write_revision(2, 0)
    said = f"confirmed = true, answered_at = now(), revision_id = 2, answered_by_id = {waits.asked_by_id}"
    with refused_by("reopening_takes_two"):
        execute(f"UPDATE reports_reopening SET {said}")
    assert Closing.objects.count() == 1
