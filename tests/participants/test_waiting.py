"""What waits for a verifier: everything of their area, the oldest first, and which of it they made part of."""

import pytest

from okoce.accounts.roles import Role
from participants import waiting
from participants.desk import Queue
from tests import factories
from tests.factories import (
    ELSEWHERE,
    HOME,
    attend,
    meeting,
    people,
    person,
    submitted,
    training,
    user,
    verified,
    verifier,
    workers,
)
from tests.participants.checked import ENTERED
from tests.participants.checked import waiting as one_that_waits

pytestmark = pytest.mark.django_db


def handed_in(*meetings, **said):
    return submitted(attend(training(*meetings, **said), *people(2)))


def rows(reader, kinds=tuple(waiting.KINDS)):
    return waiting.told(reader, [(kind, key) for kind, key, _since, _risk in Queue(reader, kinds).rows()])


def records(reader):
    return [row.record for row in rows(reader)]


def one_of_each():
    return [handed_in(), *(one_that_waits(kind) for kind in ("visit", "milestone", "jobreport", "entrepreneur"))]


def test_every_kind_oldest_first():
    made = one_of_each()
    assert records(verifier()) == made


def test_a_training_says_its_last_day_and_who_came():
    handed_in(meeting("2018-03-05"), meeting("2018-03-12"))
    (row,) = rows(verifier())
    assert (str(row.record.last_day), row.record.people) == ("2018-03-12", 2)


def test_a_record_about_a_person_says_where_they_live_now():
    somebody = person(lives_in=HOME, on="2018-03-05")
    factories.moved(somebody, to=ELSEWHERE, since="2018-04-01")
    workers(somebody)
    (row,) = rows(verifier())
    assert row.record.home == factories.kecamatan(ELSEWHERE).name


def test_what_waits_for_nobody_is_not_there():
    training()
    verified(attend(training(), person()))
    factories.visit(person())
    factories.licence(person())
    factories.returned(one_that_waits("jobreport"))
    factories.revoked(one_that_waits("visit"))
    factories.approved(one_that_waits("entrepreneur"))
    assert (records(verifier()), sum(waiting.counts(verifier()).values())) == ([], 0)


def test_in_the_users_kecamatan_only():
    far = user(kecamatan=(ELSEWHERE,))
    workers(person(by=far, lives_in=ELSEWHERE), by=far)
    handed_in(kecamatan=ELSEWHERE)
    near = one_of_each()
    reader = user(Role.VERIFIER, kecamatan=(HOME,))
    assert records(reader) == near
    assert waiting.counts(reader) == {"training": 1, "visit": 1, "milestone": 1, "job-report": 1, "entrepreneur": 1}


def test_of_the_whole_city_for_a_verifier_who_was_never_assigned():
    far = user(kecamatan=(ELSEWHERE,))
    both = [workers(person(by=far, lives_in=ELSEWHERE), by=far), handed_in()]
    assert records(user(Role.VERIFIER)) == both


def test_one_kind_alone():
    one_of_each()
    assert [row.kind for row in rows(verifier(), ["milestone"])] == ["milestone"]


def test_what_the_user_made_part_of_is_marked():
    both = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
    made = one_of_each()
    made[0].makers.add(both)
    made[2].makers.add(both)
    assert [row.mine for row in rows(both)] == [True, False, True, False, False]


@pytest.mark.parametrize("enter", ENTERED.values(), ids=ENTERED)
def test_a_case_is_marked_for_whoever_entered_a_fact_of_the_person(enter):
    both, made = user(Role.FACILITATOR, Role.VERIFIER), one_that_waits("entrepreneur")
    enter(made.participant, both)
    row = next(row for row in rows(both) if row.kind == "entrepreneur")
    assert row.mine is True


def test_the_one_to_go_on_with_is_the_oldest_that_the_user_may_decide():
    both = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
    own, older, newer = one_that_waits("visit"), one_that_waits("entrepreneur"), one_that_waits("visit")
    own.makers.add(both)
    factories.workers(older.participant, by=both)
    first = one_that_waits("visit")
    assert Queue(both).to_go_on_with("visit", first) == ("visit", newer.pk)
    assert Queue(both, ["entrepreneur"]).to_go_on_with("visit", first) is None
