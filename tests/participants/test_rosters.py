import datetime
import uuid
from itertools import permutations

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from okoce.core.months import JAKARTA, now, today
from participants import rosters
from participants.models import Attendance, Participant
from participants.registration import Particulars
from programs.models import TrainingSession
from programs.trainings import cancel_session, move_session
from tests.factories import (
    ELSEWHERE,
    attend,
    calon,
    day,
    facilitator,
    kecamatan,
    meeting,
    nik,
    people,
    person,
    revoked,
    training,
    user,
    verified,
)
from tests.refusals import refused_as_a_whole, refused_beside
from tests.together import somebody_else, together

pytestmark = pytest.mark.django_db

LATER = today() + datetime.timedelta(days=30)
HOUR = datetime.timedelta(hours=1)


def session(*on, **said):
    return training(*on, **said).sessions.get()


def mark(where, statuses, *, by=None, at=None):
    keys = {getattr(who, "pk", who): status for who, status in statuses.items()}
    return rosters.mark(by=by or facilitator(), session=where, statuses=keys, at=at or now())


def join(where, who, *, by=None, at=None):
    return rosters.join(by=by or facilitator(), session=where, participant=who, at=at or now())


def join_new(where, *, form=None, by=None, on="2018-03-05", **said):
    particulars = Particulars(**{"name": "Siti Rahayu", "lives_in": kecamatan()} | said)
    form = form or uuid.uuid4()
    return rosters.join_new(by=by or facilitator(), session=where, id=form, said=particulars, on=day(on), at=now())


def call(where, *who, by=None, at=None, rest=(), tapped=None, **taps):
    """A roll call: `present=[ani]`; whoever is named alone is present."""
    said = {one.pk: status for status, those in {"present": who, **taps}.items() for one in those}
    rest = {one.pk: "present" for one in rest}
    tapped = {one.pk: moment for one, moment in (tapped or {}).items()}
    taps = rosters.Taps(said, rest, tapped)
    return rosters.call_roll(by=by or facilitator(), session=where, taps=taps, at=at or now())


def add(where, *people, new=(), present):
    new = [(uuid.uuid4(), Particulars(name=name, lives_in=kecamatan())) for name in new]
    people = [one.pk for one in people]
    return rosters.add(by=facilitator(), session=where, people=people, new=new, present=present, at=now())


def leave(where, who, *, by=None):
    return rosters.leave(by=by or facilitator(), session=where, participant=who)


def marks(where):
    return {str(one.participant): one.status for one in where.attendances.select_related("participant")}


def at(written):
    return datetime.datetime.fromisoformat(written).replace(tzinfo=JAKARTA)


def version(where):
    where.training.refresh_from_db()
    return where.training.version


class TestMarking:
    def test_each_person_gets_a_status(self):
        where, (ani, budi) = session(), (calon(name="Ani"), calon(name="Budi"))
        assert mark(where, {ani: "present", budi: "sick"}) == 2
        assert marks(where) == {"Ani": "present", "Budi": "sick"}

    def test_a_later_mark_holds_and_says_who_made_it(self):
        where, ani, other = session(), calon(name="Ani"), user()
        mark(where, {ani: "present"})
        assert mark(where, {ani: "late"}, by=other) == 1
        assert (marks(where), where.attendances.get().recorded_by) == ({"Ani": "late"}, other)

    def test_the_same_marks_again_change_nothing(self):
        where, ani, other = session(), calon(), user()
        mark(where, {ani: "present"})
        before = version(where)
        assert mark(where, {ani: "present"}, by=other) == 0
        assert version(where) == before
        assert not where.training.makers.filter(pk=other.pk).exists()

    def test_whoever_marks_made_part_of_the_training(self):
        where, other = session(), user()
        mark(where, {calon(): "absent"}, by=other)
        assert where.training.makers.filter(pk=other.pk).exists()

    def test_no_marks_are_no_error(self):
        assert mark(session(), {}) == 0

    def test_somebody_unknown_is_refused_with_the_others(self):
        where, ani = session(), calon()
        with refused_as_a_whole():
            mark(where, {ani: "present", uuid.uuid4(): "present"})
        assert marks(where) == {}

    @pytest.mark.parametrize("word", ["asleep", "", "p" * 9])
    def test_an_unknown_word_is_refused_with_the_others(self, word):
        where, (ani, budi) = session(), people(2)
        with refused_beside("status"):
            mark(where, {ani: "present", budi: word})
        assert marks(where) == {}


class TestWhen:
    def test_a_session_is_open_from_the_minute_it_starts(self):
        where, ani = session(meeting("2018-03-05", starts="09:00")), calon(name="Ani")
        mark(where, {ani: "present"}, at=at("2018-03-05T09:00"))
        assert marks(where) == {"Ani": "present"}

    def test_and_not_a_minute_before(self):
        where = session(meeting("2018-03-05", starts="09:00"))
        with refused_as_a_whole():
            mark(where, {calon(): "present"}, at=at("2018-03-05T08:59"))
        assert marks(where) == {}

    def test_who_joins_before_it_starts_is_on_the_list_and_not_marked(self):
        where, ani = session(meeting("2018-03-05", starts="09:00")), calon(name="Ani")
        assert [join(where, ani, at=at("2018-03-05T08:59")) for _ in range(2)] == [True, False]
        assert (marks(where), list(rosters.on_list(where.training))) == ({}, [ani])

    @pytest.mark.parametrize("act", [lambda where, who: mark(where, {who: "present"}), join, call])
    def test_nobody_is_marked_at_a_session_that_was_cancelled(self, act):
        where = session()
        cancel_session(by=facilitator(), session=TrainingSession.objects.get())
        with refused_as_a_whole():
            act(where, calon())
        assert (marks(where), list(rosters.on_list(where.training))) == ({}, [])

    @pytest.mark.parametrize(
        "act",
        [
            lambda where, ani: mark(where, {ani: "late"}),
            lambda where, ani: call(where, late=[ani]),
            lambda where, _ani: join(where, calon()),
            lambda where, _ani: join_new(where),
            lambda where, _ani: add(where, calon(), new=["Budi"], present=True),
        ],
    )
    def test_a_training_that_was_revoked_takes_no_people_and_no_marks(self, act):
        ani = person(name="Ani")
        where = revoked(verified(attend(training(), ani))).sessions.get()
        with pytest.raises(ValidationError) as refusal:
            act(where, ani)
        assert (refusal.value.code, marks(where)) == ("wrong_state", {"Ani": "present"})

    def test_what_another_phone_changed_meanwhile_holds(self):
        where = session()
        elsewhere = TrainingSession.objects.get()
        move_session(by=facilitator(), session=elsewhere, meeting=meeting(LATER), at=now())
        with refused_as_a_whole():
            mark(where, {calon(): "present"})

    def test_somebody_new_at_a_session_that_has_not_begun_is_registered_and_on_the_list(self):
        where = session(meeting(LATER))
        somebody, new = join_new(where)
        assert (new, marks(where), list(rosters.on_list(where.training))) == (True, {}, [somebody])


class TestJoining:
    def test_somebody_who_joins_is_present(self):
        where, other = session(), user()
        join(where, calon(name="Ani"), by=other)
        assert marks(where) == {"Ani": "present"}
        assert where.training.makers.filter(pk=other.pk).exists()

    def test_somebody_on_the_list_keeps_their_mark(self):
        where, ani = session(), calon(name="Ani")
        mark(where, {ani: "late"})
        before = version(where)
        join(where, ani)
        assert (marks(where), version(where)) == ({"Ani": "late"}, before)

    def test_who_puts_somebody_there_made_part_of_it_whoever_did_so_before(self):
        where, ani, other = session(), calon(), user()
        join(where, ani)
        join(where, ani, by=other)
        assert where.training.makers.filter(pk=other.pk).exists()

    def test_somebody_of_another_kecamatan_may_join(self):
        where = session()
        join(where, person(name="Ani", lives_in=ELSEWHERE))
        assert marks(where) == {"Ani": "present"}


class TestJoiningNew:
    def test_somebody_new_is_registered_where_the_training_is_and_present(self):
        where = session(kecamatan=ELSEWHERE)
        somebody, new = join_new(where, nik=nik(), consented=True, baseline="licensed")
        assert (new, somebody.registered_in_id, marks(where)) == (True, "31.73.05", {"Siti Rahayu": "present"})

    def test_the_same_form_again_is_the_same_person_once(self):
        where, form = session(), uuid.uuid4()
        first, _new = join_new(where, form=form)
        assert join_new(where, form=form) == (first, False)
        assert marks(where) == {"Siti Rahayu": "present"}

    def test_a_form_that_was_used_brings_nobody_else(self):
        where, form = session(), uuid.uuid4()
        join_new(where, form=form)
        with refused_beside("id"):
            join_new(where, form=form, name="Budi")
        assert marks(where) == {"Siti Rahayu": "present"}

    def test_somebody_known_by_the_number_joins_and_nothing_of_theirs_changes(self):
        number = nik()
        known = person(nik=number, name="Siti", lives_in=ELSEWHERE)
        where = session()
        assert join_new(where, nik=number, name="Sita") == (known, False)
        assert marks(where) == {"Siti": "present"}

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("name", {"name": ""}),
            ("nik", {"nik": "123"}),
            ("phone", {"phone": "123"}),
            ("registered_on", {"on": "2017-11-30"}),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field_and_nobody_joins(self, field, said):
        where = session()
        with refused_beside(field):
            join_new(where, **said)
        assert (marks(where), Participant.objects.count()) == ({}, 0)


class TestARollCall:
    def test_only_who_is_on_the_list_is_marked_and_the_others_are_saved(self):
        where, ani, stranger = session(), calon(name="Ani"), calon(name="Budi")
        join(where, ani)
        called = call(where, late=[ani, stranger])
        assert (marks(where), called.changed, called.strangers) == ({"Ani": "late"}, 1, 1)

    def test_it_tells_the_marks_as_they_are_now(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"))
        first, second = made.sessions.all()
        ani, budi, cici = calon(name="Ani"), calon(name="Budi"), calon(name="Cici")
        attend(first, ani, budi, cici)
        mark(second, {budi: "sick"})
        assert call(second, late=[ani]).marks == {ani.pk: "late", budi.pk: "sick", cici.pk: ""}

    def test_the_rest_keeps_the_mark_that_another_phone_gave_meanwhile(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"))
        first, second = made.sessions.all()
        ani, budi = calon(name="Ani"), calon(name="Budi")
        attend(first, ani, budi)
        mark(second, {ani: "sick"})
        assert call(second, rest=[ani, budi]).changed == 1
        assert marks(second) == {"Ani": "sick", "Budi": "present"}

    @pytest.mark.parametrize(("minutes", "holds"), [(-10, "sick"), (10, "late")])
    def test_the_later_tap_holds_whichever_arrives_first(self, minutes, holds):
        where, ani = session(), calon(name="Ani")
        mark(where, {ani: "sick"})
        tapped = now() + datetime.timedelta(minutes=minutes)
        call(where, late=[ani], tapped={ani: tapped})
        assert marks(where) == {"Ani": holds}

    def test_the_rest_keeps_the_mark_that_another_phone_gave_before_and_sends_after(self):
        where, ani = session(), calon(name="Ani")
        join(where, ani)
        call(where, rest=[ani])
        call(where, sick=[ani], tapped={ani: now() - HOUR})
        assert marks(where) == {"Ani": "sick"}

    @pytest.mark.parametrize("order", [*permutations(range(3))])
    def test_three_taps_give_one_mark_in_any_order(self, order):
        where, ani, one, other = session(), calon(name="Ani"), user(), user()
        join(where, ani)
        taps = [("late", 3, one), ("sick", 2, other), ("late", 1, one)]
        for said, hours, by in (taps[number] for number in order):
            call(where, by=by, **{said: [ani]}, tapped={ani: now() - hours * HOUR})
        assert marks(where) == {"Ani": "late"}
        assert set(where.training.makers.all()) == {where.training.logged_by, one, other}

    @pytest.mark.parametrize("words", [*permutations(["late", "sick"])])
    def test_of_two_taps_of_one_instant_the_same_word_holds_in_any_order(self, words):
        where, ani, at = session(), calon(name="Ani"), now()
        join(where, ani)
        for word in words:
            call(where, **{word: [ani]}, tapped={ani: at - HOUR}, at=at)
        assert marks(where) == {"Ani": "sick"}

    def test_a_tap_that_says_what_is_there_moves_its_time_alone(self):
        where, ani = session(), calon(name="Ani")
        mark(where, {ani: "late"}, at=now() - 3 * HOUR)
        before, tapped = version(where), now() - HOUR
        call(where, late=[ani], tapped={ani: tapped})
        call(where, sick=[ani], tapped={ani: tapped - HOUR})
        assert (marks(where), version(where)) == ({"Ani": "late"}, before)
        assert where.attendances.get().recorded_at == tapped

    def test_no_tap_is_of_a_time_to_come(self):
        where, ani, at = session(), calon(name="Ani"), now()
        join(where, ani)
        call(where, late=[ani], tapped={ani: at + HOUR}, at=at)
        assert where.attendances.get().recorded_at == at

    def test_the_same_marks_again_change_nothing(self):
        where, ani, other = session(), calon(), user()
        join(where, ani)
        before = version(where)
        assert call(where, ani, by=other).changed == 0
        assert version(where) == before
        assert not where.training.makers.filter(pk=other.pk).exists()

    @pytest.mark.parametrize("word", ["asleep", ""])
    def test_an_unknown_word_is_refused(self, word):
        where, ani = session(), calon()
        join(where, ani)
        with refused_beside("status"):
            call(where, **{word: [ani]})


class TestAddingMany:
    def test_known_and_new_people_come_on_the_list_in_one_go(self):
        where, ani = session(), calon(name="Ani")
        assert add(where, ani, new=["Budi", "Cici"], present=True) == 3
        assert marks(where) == {"Ani": "present", "Budi": "present", "Cici": "present"}

    def test_without_a_mark_when_they_are_not_here(self):
        where, ani = session(), calon(name="Ani")
        assert add(where, ani, new=["Budi"], present=False) == 2
        assert (marks(where), rosters.on_list(where.training).count()) == ({}, 2)

    def test_who_is_on_the_list_stays_as_they_are(self):
        where, ani = session(), calon(name="Ani")
        mark(where, {ani: "sick"})
        assert [add(where, ani, present=present) for present in (True, False)] == [0, 0]
        assert marks(where) == {"Ani": "sick"}

    def test_all_of_it_or_nothing(self):
        where = session()
        with refused_beside("name"):
            add(where, calon(), new=["Budi", ""], present=True)
        assert (marks(where), Participant.objects.count()) == ({}, 1)

    def test_nobody_is_present_before_the_session_begins(self):
        with refused_as_a_whole():
            add(session(meeting(LATER)), calon(), present=True)


class TestLeaving:
    def test_who_was_on_the_list_alone_leaves_it(self):
        where, ani = session(meeting(LATER)), calon()
        join(where, ani)
        assert [leave(where, ani) for _ in range(2)] == [1, 0]
        assert list(rosters.on_list(where.training)) == []

    def test_who_is_marked_at_another_session_stays_on_the_list(self):
        made, ani = training(meeting("2018-03-05"), meeting(LATER)), calon()
        first, second = made.sessions.all()
        join(second, ani)
        mark(first, {ani: "present"})
        assert leave(second, ani) == 0
        assert list(rosters.on_list(made)) == [ani]

    def test_several_leave_in_one_go_but_whom_another_session_marked(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"))
        first, second = made.sessions.all()
        ani, budi, cici = (calon(name=name) for name in ("Ani", "Budi", "Cici"))
        attend(first, ani, budi, cici)
        mark(second, {budi: "late"})
        off = {"by": facilitator(), "session": first, "people": [ani.pk, budi.pk, calon().pk]}
        assert [rosters.take_off(**off) for _ in range(2)] == [2, 0]
        assert (marks(first), marks(second)) == ({"Cici": "present"}, {"Budi": "late"})
        assert list(rosters.on_list(made)) == [budi, cici]

    def test_somebody_is_taken_off_this_session_only(self):
        made, ani = training(meeting("2018-03-05"), meeting("2018-03-12")), calon(name="Ani")
        attend(made, ani)
        first, second = made.sessions.all()
        other = user()
        assert leave(first, ani, by=other) == 1
        assert (marks(first), marks(second)) == ({}, {"Ani": "present"})
        assert made.makers.filter(pk=other.pk).exists()

    def test_somebody_who_is_not_on_the_list_leaves_nothing_behind(self):
        where, other = session(), user()
        before = version(where)
        assert leave(where, calon(), by=other) == 0
        assert version(where) == before
        assert not where.training.makers.filter(pk=other.pk).exists()

    def test_a_person_who_leaves_stays_registered(self):
        where, ani = session(), person()
        join(where, ani)
        leave(where, ani)
        assert Participant.objects.filter(pk=ani.pk).exists()


class TestQuestions:
    def test_the_list_of_a_training_is_everybody_at_any_session_by_name(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"))
        first, second = made.sessions.all()
        budi, ani = calon(name="Budi"), calon(name="Ani")
        mark(first, {budi: "absent"})
        mark(second, {ani: "present", budi: "present"})
        attend(training(meeting("2018-03-06")), calon(name="Cici"))
        assert list(rosters.on_list(made)) == [ani, budi]

    def test_who_came_counts_each_once_present_or_late_at_sessions_not_cancelled(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"), meeting("2018-03-19"))
        first, second, third = made.sessions.all()
        ani, budi, cici, dodo = people(4)
        mark(first, {ani: "present", budi: "late", cici: "sick"})
        mark(second, {ani: "present", cici: "excused"})
        mark(third, {dodo: "present"})
        cancel_session(by=facilitator(), session=third)
        assert rosters.came(made) == 2


@pytest.mark.usefixtures("committed_db")
class TestInTheSameMoment:
    def test_two_phones_that_mark_one_roster_do_not_deadlock(self):
        session()
        here, there, everybody = user(), user(), people(20)

        def marks_them(by, status, whom):
            for _ in range(5):
                mark(TrainingSession.objects.get(), dict.fromkeys(whom, status), by=by)

        together(
            lambda: marks_them(here, "present", everybody),
            lambda: marks_them(there, "late", everybody[::-1]),
        )
        assert Attendance.objects.count() == 20
        assert len(set(Attendance.objects.values_list("status", "recorded_by"))) == 1

    def test_two_phones_that_mark_two_people_lose_neither(self):
        where, ani, budi = session(), calon(name="Ani"), calon(name="Budi")
        together(lambda: mark(where, {ani: "present"}), lambda: mark(where, {budi: "late"}))
        assert marks(where) == {"Ani": "present", "Budi": "late"}

    def test_twenty_taps_put_somebody_on_the_list_once(self):
        where, ani, by = session(), calon(name="Ani"), facilitator()
        together(*[lambda: join(TrainingSession.objects.get(), ani, by=by)] * 20)
        assert marks(where) == {"Ani": "present"}

    def test_two_facilitators_who_register_one_number_get_one_person_on_both_lists(self):
        number, here, there = nik(), session(), session(kecamatan=ELSEWHERE)
        one, other = user(), user()
        answers = together(
            lambda: join_new(here, nik=number, by=one, name="Siti"),
            lambda: join_new(there, nik=number, by=other, name="Siti R"),
        )
        somebody = Participant.objects.get()
        assert sorted(new for _who, new in answers) == [False, True]
        assert list(Attendance.objects.values_list("participant", flat=True)) == [somebody.pk] * 2

    def test_a_session_does_not_move_into_the_future_while_somebody_joins(self):
        where, ani = session(), calon()
        with somebody_else() as begins, transaction.atomic():
            join(where, ani)
            moving = begins(
                lambda: move_session(
                    by=facilitator(), session=TrainingSession.objects.get(), meeting=meeting(LATER), at=now()
                )
            )
        with refused_beside("held_on"):
            moving.result()
