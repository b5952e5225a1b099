"""The door of a session: when it is open, whose code it has, and who closes it."""

import datetime

import pytest

from okoce.core.addresses import Address
from participants import arrivals, doors
from participants.models import Door
from programs.trainings import Meeting, cancel_session, move_session
from tests import factories
from tests.factories import user
from tests.participants.arriving import DAY, comes, going, moment, opened
from tests.refusals import refused_as_a_whole, refused_by
from tests.together import together

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


def state_at(session, clock, day=None):
    return doors.state(doors.of(session), moment(clock, day))


@pytest.fixture
def session():
    return going()


class TestHours:
    @pytest.mark.parametrize(
        ("clock", "state"),
        [("07:59", "early"), ("08:00", "open"), ("12:00", "open"), ("13:59", "open"), ("14:00", "over")],
    )
    def test_it_opens_an_hour_before_the_session_and_closes_two_hours_after(self, session, clock, state):
        opened(session)
        assert state_at(session, clock) == state

    def test_after_a_session_late_in_the_evening_it_closes_on_the_next_day(self):
        late = going(starts="21:00", minutes=150)
        opened(late)
        assert [state_at(late, clock, DAY + A_DAY) for clock in ("01:29", "01:30")] == ["open", "over"]

    def test_a_session_that_moves_takes_it_along(self, session):
        opened(session)
        meeting = Meeting(DAY + A_DAY, datetime.time(9), datetime.time(12))
        move_session(by=session.training.logged_by, session=session, meeting=meeting, at=moment("08:30"))
        assert [state_at(session, "09:30"), state_at(session, "09:30", DAY + A_DAY)] == ["early", "open"]

    def test_a_session_that_is_cancelled_closes_it_at_once(self, session):
        opened(session)
        cancel_session(by=session.training.logged_by, session=session)
        assert state_at(session, "09:30") == "cancelled"

    def test_so_does_a_training_that_is_revoked(self):
        before = going(on=DAY - A_DAY)
        opened(before, at=moment("09:30", DAY - A_DAY))
        factories.revoked(factories.submitted(factories.attend(before.training, factories.person())))
        assert doors.state(doors.by_token(doors.of(before).token), moment("09:30", DAY - A_DAY)) == "cancelled"


class TestOpening:
    def test_a_session_has_one_door_however_often_it_is_opened(self, session):
        first, again = opened(session), opened(session)
        assert (again.token, again.code) == (first.token, first.code)

    def test_its_token_has_128_bits_and_its_code_six_digits(self, session):
        door = opened(session)
        assert (len(door.token), len(door.code), door.code.isdigit()) == (22, 6, True)

    def test_one_that_was_shut_opens_again_under_the_same_token_and_code(self, session):
        first = opened(session)
        doors.shut_door(by=session.training.logged_by, session=session, at=moment("09:30"))
        assert state_at(session, "09:31") == "shut"
        again = opened(session, at=moment("09:32"))
        assert (again.token, again.code, state_at(session, "09:33")) == (first.token, first.code, "open")

    def test_a_renewed_one_answers_to_neither_its_old_token_nor_its_old_code(self, session):
        old = opened(session)
        new = doors.renew_door(by=session.training.logged_by, session=session, at=moment("09:30"))
        assert (doors.by_token(old.token), doors.by_code(old.code)) == (None, None)
        assert doors.by_token(new.token) == doors.by_code(new.code) == new

    def test_a_code_that_is_taken_is_no_other_sessions(self, session, monkeypatch):
        drawn = iter([7, 7, 8])
        monkeypatch.setattr(doors.secrets, "randbelow", lambda most: next(drawn))
        assert [opened(session).code, opened(going()).code] == ["000007", "000008"]

    def test_a_code_whose_session_is_over_is_free_for_others(self, monkeypatch):
        before = going(on=DAY - A_DAY)
        code = opened(before, at=moment("09:30", DAY - A_DAY)).code
        monkeypatch.setattr(doors.secrets, "randbelow", lambda most: int(code))
        assert (opened(going()).code, doors.of(before).code) == (code, None)

    @pytest.mark.parametrize("end", ["cancelled", "over"])
    def test_no_door_opens_to_a_session_that_is_over_or_cancelled(self, session, end, in_english):
        if end == "cancelled":
            cancel_session(by=session.training.logged_by, session=session)
        with refused_as_a_whole() as refusal:
            opened(session, at=moment("14:00"))
        said = {"cancelled": "This session was cancelled", "over": "This session is over"}[end]
        assert refusal.value.messages == [
            f"{said}: nobody can check in to it" + (" any more." if end == "over" else ".")
        ]

    def test_two_who_open_it_in_one_moment_open_one(self, committed_db):
        session = going()
        both = together(lambda: opened(session), lambda: opened(session))
        assert both[0].token == both[1].token

    def test_a_planned_session_has_its_door_days_before(self):
        assert opened(going(on=DAY + 3 * A_DAY)).code


class TestWrongCodes:
    AT = moment("09:00")

    def wrong(self, times, address="192.0.2.1"):
        for _ in range(times):
            doors.count_wrong(read(address), self.AT)

    def test_an_address_alone_waits_for_no_wrong_codes_of_a_hall(self):
        self.wrong(100)
        assert doors.may_try(read("192.0.2.1"), self.AT)

    def test_while_all_of_them_try_many_only_whoever_mistypes_often_waits_a_minute(self, monkeypatch):
        monkeypatch.setattr(doors, "WRONG_IN_ALL", 39)
        self.wrong(20, "192.0.2.1")
        self.wrong(19, "192.0.2.2")
        assert [doors.may_try(read(one), self.AT) for one in ("192.0.2.1", "192.0.2.2")] == [False, True]
        assert doors.may_try(read("192.0.2.1"), self.AT + datetime.timedelta(minutes=1))

    def test_whoever_has_a_whole_network_has_one_address(self, monkeypatch):
        monkeypatch.setattr(doors, "WRONG_IN_ALL", 20)
        self.wrong(20, "2001:db8::1")
        assert not doors.may_try(read("2001:db8::2"), self.AT)


def read(address) -> Address:
    return doors.ipaddress.ip_address(address)


def test_seven_days_after_the_session_nothing_is_left():
    old, kept = (going(on=DAY - days * A_DAY) for days in (8, 7))
    for session in (old, kept):
        opened(session, at=moment("09:30", session.held_on))
        comes(session, at=moment("09:30", session.held_on))
    assert arrivals.let_go(moment("03:00")) == 1
    assert [door.session for door in Door.objects.all()] == [kept]


def test_a_code_is_six_digits():
    session = going()
    with refused_by("door_code_has_six_digits"):
        Door.objects.create(session=session, token="t", code="12345x", opened_by=user(), opened_at=moment("09:00"))
