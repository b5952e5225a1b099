"""Whoever posts and whoever closes a month at the same time: no entry of a closed month lies outside its link, and no work is lost."""

import threading
from contextlib import closing as at_the_end

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from okoce.accounts.roles import Role
from okoce.core.months import Month, now
from reports import chain, checking, closing, definitions, reopening, rollup
from reports.models import ChangedKey, Closing, Definition, Period
from tests import pristine
from tests.factories import people, person, user
from tests.reports import chained
from tests.reports.closed import closed, reopened
from tests.reports.machine.stage import Stage
from tests.reports.reading import entries, revisions
from tests.stepping import PACE, orders
from tests.together import together

pytestmark = pytest.mark.usefixtures("committed_db")
MARCH = Month(2018, 3)
ON_TIME, LATE = "2018-03 in 2018-03: +1", "2018-03 in 2018-04: +1"
# More steps than any act here takes.
WHOLE = 10_000
ROUNDS = 200 if PACE == 1 else 12


@pytest.fixture
def scene():
    """Two people of March are counted, a third waits in the queue; the months before are closed. It can be made again."""
    staff = [user(Role.STAFF), user(Role.STAFF)]
    facilitators, verifiers = [user(Role.FACILITATOR, kecamatan=("31.74.01",))] * 2, [user(Role.VERIFIER)] * 2
    with at_the_end(Stage(facilitators, verifiers, staff)) as stage:
        for month in ("2017-12", "2018-01", "2018-02"):
            closed(month)
        people(2, by=stage.facilitator)
        rollup.drain()
        checking.check(at=now())
        person(by=stage.facilitator)
        stage.keep()
        yield stage
        connection.close()


def closes(stage, month=MARCH):
    return lambda: closing.close(by=stage.staff, month=month, at=now())


def registers(stage):
    return lambda: person(by=stage.facilitator)


def stands(registered):
    """Everybody is counted once, wherever it is published; and every link holds."""
    rollup.drain()
    assert ChangedKey.objects.count() == 0
    told = entries("registered")
    assert len(told) == registered
    assert set(told) <= {ON_TIME, LATE}
    assert checking.recount()[0] == 0
    assert revisions() == list(range(1, len(revisions()) + 1))
    assert chained.holds()
    assert chain.verify() == []
    return told


@pytest.mark.parametrize("posts", [rollup.post_batch, rollup.rebuild])
@pytest.mark.parametrize("closing_first", [True, False])
def test_a_posting_and_a_closing_in_every_order_of_their_steps(scene, posts, closing_first):
    def both():
        scene.restore()
        return (closes(scene), posts) if closing_first else (posts, closes(scene))

    for one, another in orders(both):
        one.told()
        another.told()
        assert stands(3) == [ON_TIME] * 3


def test_a_fact_that_commits_after_each_step_of_a_closing(scene):
    """It is counted in the month when the closing could see it, and else in the next one."""

    def both():
        scene.restore()
        return closes(scene), registers(scene)

    found = set()
    for one, another in orders(both, pace=PACE // 2 + 1, near=WHOLE):
        one.told()
        another.told()
        found.add(tuple(stands(4)))
    assert found == {(ON_TIME, ON_TIME, ON_TIME, ON_TIME), (ON_TIME, ON_TIME, ON_TIME, LATE)}


def test_two_closings_are_one(scene):
    def both():
        scene.restore()
        return closes(scene), closes(scene)

    for closings in orders(both):
        assert [isinstance(refusal(one), ValidationError) for one in closings].count(True) == 1
        assert Closing.objects.filter(month=MARCH.first).count() == 1
        stands(3)


def refusal(steps):
    """What the act raised, None when it was done."""
    try:
        steps.told()
    except ValidationError as said:
        return said


def test_a_month_is_opened_again_while_another_is_closed(scene):
    february = Closing.objects.get(month="2018-02-01")
    asked = reopening.ask(by=scene.staff, closing=february, reason="Satu daftar terlewat", at=now())
    scene.keep()

    def both():
        scene.restore()
        return closes(scene), lambda: reopening.confirm(by=scene.colleague, reopening=asked, at=now())

    for one, another in orders(both):
        one.told()
        another.told()
        assert Period.objects.get(month="2018-02-01").status == "provisional"
        stands(3)


def test_a_headline_is_named_for_the_month_that_is_closed(scene):
    """Before it is closed, or not at all."""
    other = Definition.objects.get(code="2018-P4")
    said = {"definition": other, "from_month": MARCH, "reason": "Keputusan rapat"}

    def both():
        scene.restore()
        return closes(scene), lambda: definitions.name_headline(by=scene.staff, **said)

    found = set()
    for closing_, naming in orders(both):
        closing_.told()
        refused = refusal(naming) is not None
        assert (definitions.named_in(MARCH) == other) is not refused
        at = Closing.objects.latest("number").last_revision_id
        assert definitions.named_in(MARCH, as_of=at) == definitions.named_in(MARCH)
        found.add(refused)
        stands(3)
    assert found == {True, False}


def test_real_drains_against_a_real_closing_many_times(scene):
    """Each time two drains, two closings and two who register, all in one moment."""
    for _ in range(ROUNDS):
        scene.restore()
        results = together(*[lambda: attempt(closes(scene))] * 2, *[rollup.drain] * 2, *[registers(scene)] * 2)
        assert sorted(results[:2]) == ["closed", "refused"]
        stands(5)


def attempt(close):
    try:
        close()
    except ValidationError:
        return "refused"
    return "closed"


def test_work_goes_on_while_months_are_closed_and_opened_again(scene):
    """Somebody registers all the time, a worker drains all the time, and meanwhile March is closed five times."""
    over, made = threading.Event(), []

    def works():
        while not over.is_set():
            made.append(person(by=scene.facilitator))

    def drains():
        while not over.is_set():
            rollup.drain()

    def closes_and_opens():
        try:
            for _ in range(5):
                closes(scene)()
                reopened("2018-03")
            closes(scene)()
        finally:
            over.set()

    together(works, drains, closes_and_opens)
    assert Closing.objects.filter(month=MARCH.first).count() == 6
    stands(3 + len(made))


@pytest.fixture
def unlike_others():
    """A server whose transactions see one moment all along, unless told."""
    with at_the_end(pristine.connect()) as superuser, superuser.cursor() as cursor:
        name = connection.settings_dict["NAME"]
        cursor.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'")
        yield
        cursor.execute(f"ALTER DATABASE {name} RESET default_transaction_isolation")


def test_a_closing_sees_what_was_posted_whatever_the_server_prefers(scene, unlike_others):
    connection.close()
    closes(scene)()
    assert stands(3)[-1] == ON_TIME
