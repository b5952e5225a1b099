"""Somebody lives in another kecamatan from a day on (docs/counting.md, “Transfers”)."""

import datetime
from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError

from okoce.accounts.roles import Role
from okoce.core.months import now, today
from participants import caseload, merging, transfers
from participants.models import Participant, Residence, Transfer
from tests import factories
from tests.factories import ELSEWHERE, HOME, OUTSIDE, calon, kecamatan, moved, person, taken_back
from tests.refusals import refused_as_a_whole, refused_beside, refused_by
from tests.together import together

pytestmark = pytest.mark.django_db
THIRD = "31.71.01"


def homes(participant):
    return [f"{home.kecamatan_id} since {home.since}" for home in participant.residences.all()]


def verifier_of(*codes):
    return factories.user(Role.VERIFIER, kecamatan=codes)


def there():
    """A facilitator of the other kecamatan."""
    return factories.user(kecamatan=(ELSEWHERE,))


def gave(somebody, *, to, since):
    """Given away by a facilitator of where the person lives."""
    return moved(somebody, to=to, since=since, by=factories.facilitator())


def not_both():
    return refused_beside("lives_in")


class TestTheHome:
    def test_a_move_is_added_and_the_past_stays(self):
        mover = person(lives_in=HOME, on="2018-03-05")
        moved(mover, to=ELSEWHERE, since="2018-06-01")
        moved(mover, to=OUTSIDE, since="2018-09-01")
        assert homes(mover) == [
            "31.74.01 since 2018-03-05",
            "31.73.05 since 2018-06-01",
            "None since 2018-09-01",
        ]

    def test_it_says_from_where_to_where_since_when_why_and_by_whom(self):
        made = moved(person(), to=ELSEWHERE, since="2018-06-01")
        said = (made.moved_from_id, made.moved_to_id, f"{made.since}", made.because, made.transferred_by)
        assert said == (HOME, ELSEWHERE, "2018-06-01", "Pindah ikut keluarga", factories.facilitator())

    @pytest.mark.parametrize(("home", "field"), [(OUTSIDE, "since"), (HOME, "lives_in")])
    def test_on_the_day_of_another_home_it_is_refused(self, home, field):
        mover = person(lives_in=HOME, on="2018-03-05")
        moved(mover, to=ELSEWHERE, since="2018-06-01")
        with refused_beside("since"):
            moved(mover, to=home, since="2018-06-01")
        with refused_beside(field):
            moved(mover, to=home, since="2018-03-05")
        assert Transfer.objects.count() == 1

    def test_to_where_the_person_lives_it_is_refused(self):
        with refused_beside("lives_in"):
            moved(person(lives_in=OUTSIDE), to=OUTSIDE, since="2018-06-01")

    @pytest.mark.parametrize("home", [ELSEWHERE, OUTSIDE])
    def test_the_same_again_gets_the_same_answer(self, home):
        mover = person()
        assert moved(mover, to=home, since="2018-06-01") == moved(mover, to=home, since="2018-06-01")
        assert Transfer.objects.count() == 1

    def test_somebody_may_have_lived_elsewhere_before_the_programme(self):
        mover = person(lives_in=HOME, on="2018-03-05")
        moved(mover, to=ELSEWHERE, since="2015-01-01")
        assert homes(mover) == ["31.73.05 since 2015-01-01", "31.74.01 since 2018-03-05"]

    def test_today_is_not_the_future(self):
        assert moved(person(), to=ELSEWHERE, since=today()).since == today()

    @pytest.mark.parametrize("since", ["9999-12-31", "1989-12-31", "0001-01-01"])
    def test_a_day_in_the_future_or_before_birth_is_refused(self, since):
        mover = person(lives_in=HOME, on="2018-03-05", born="1990-01-01")
        with refused_beside("since"):
            moved(mover, to=ELSEWHERE, since=since)
        assert homes(mover) == ["31.74.01 since 2018-03-05"]

    def test_without_a_date_of_birth_the_year_is_looked_at(self):
        mover = person(born="1990-06-01")
        Participant.objects.filter(pk=mover.pk).update(birth_date=None)
        assert moved(mover, to=ELSEWHERE, since="1990-01-01").since == datetime.date(1990, 1, 1)
        with refused_beside("since"):
            moved(mover, to=OUTSIDE, since="1989-12-31")

    def test_without_either_living_memory_is_the_limit(self):
        mover = calon()
        assert moved(mover, to=ELSEWHERE, since="1900-01-01").since == datetime.date(1900, 1, 1)
        with refused_beside("since"):
            moved(mover, to=OUTSIDE, since="1899-12-31")

    @pytest.mark.parametrize("because", ["", " ", "KTP 9900014101900003 saya lihat"])
    def test_it_has_a_reason_without_a_number_of_anybody(self, because):
        said = {"to": kecamatan(ELSEWHERE), "since": today(), "because": because, "at": now()}
        with refused_beside("because"):
            transfers.transfer(by=factories.facilitator(), participant=person(), **said)

    def test_of_somebody_who_is_two_rows_it_is_of_both_also_after_they_are_told_apart(self):
        merge = factories.merge()
        ani, other = merge.kept, merge.folded
        made = moved(Participant.objects.get(pk=other.pk), to=ELSEWHERE, since="2018-06-01")
        assert made.participant == ani
        merging.unmerge(by=factories.verifier(), merge=merge, because="Kembar", at=now())
        assert [homes(one)[-1] for one in (ani, other)] == ["31.73.05 since 2018-06-01"] * 2


class TestWhatIsSettled:
    """What counts by what is verified is moved between kecamatan by a verifier of both who recorded none of it."""

    @pytest.fixture
    def ani(self):
        ani = calon(on="2018-03-05")
        factories.approved(factories.market(ani, on="2018-05-02"))
        return ani

    def test_whoever_looks_after_the_person_gives_them_away_from_the_day_after(self, ani):
        assert gave(ani, to=ELSEWHERE, since="2018-05-03").moved_to_id == ELSEWHERE
        with refused_beside("since"):
            gave(ani, to=THIRD, since="2018-05-02")

    @pytest.mark.parametrize(
        ("codes", "refused"),
        [((), nullcontext), ((HOME, ELSEWHERE), nullcontext), ((HOME,), not_both), ((ELSEWHERE,), not_both)],
        ids=["of the city", "of both", "of the one", "of the other"],
    )
    def test_a_verifier_moves_it_in_whose_hands_both_are(self, ani, codes, refused):
        with refused():
            moved(ani, to=ELSEWHERE, since="2018-05-01", by=verifier_of(*codes))

    def test_a_verifier_who_recorded_something_of_the_person_does_not(self, ani):
        both = factories.user(Role.VERIFIER, Role.FACILITATOR, kecamatan=(HOME, ELSEWHERE))
        factories.visit(ani, on="2018-05-20", by=both)
        with refused_beside("since"):
            moved(ani, to=ELSEWHERE, since="2018-05-01", by=both)
        assert moved(ani, to=ELSEWHERE, since="2018-05-03", by=both)

    def test_the_database_refuses_it_whatever_code_does(self, ani):
        by = factories.facilitator()
        said = {"participant": ani, "moved_from": kecamatan(), "moved_to": kecamatan(ELSEWHERE), "because": "Pindah"}
        who = {"transferred_by": by, "transferred_at": now(), "looked_after_by": by}
        with refused_by("settled_is_moved_by_no_maker"):
            Transfer.objects.create(since="2018-05-02", **said, **who)
        made = Transfer.objects.create(since="2018-05-03", **said, **who)
        assert factories.home_of(made)

    def test_a_registration_is_settled_too(self):
        ani = calon(on="2018-01-01", lives_in=HOME, nik=factories.nik())
        Participant.objects.update(registered_on="2018-03-05", consent_version="2026-11", baseline="no_business")
        with refused_beside("since"):
            gave(ani, to=ELSEWHERE, since="2018-03-05")
        assert gave(ani, to=ELSEWHERE, since="2018-03-06")

    def test_a_training_is_settled_until_its_last_session(self):
        ani = calon(on="2018-03-05")
        training = factories.training(factories.meeting("2018-04-02"), factories.meeting("2018-04-09"))
        factories.attend(training, ani)
        factories.verified(training)
        with refused_beside("since"):
            gave(ani, to=ELSEWHERE, since="2018-04-09")
        assert gave(ani, to=ELSEWHERE, since="2018-04-10")

    def test_a_home_between_two_moves_what_lies_between(self, ani):
        gave(ani, to=ELSEWHERE, since="2018-06-01")
        with refused_beside("since"):
            gave(ani, to=THIRD, since="2018-04-01")
        moved(ani, to=OUTSIDE, since="2018-04-20")
        assert gave(ani, to=THIRD, since="2018-04-01")

    def test_a_new_first_home_moves_what_lies_before_it(self):
        ani = calon(on="2018-06-01", lives_in=HOME)
        factories.approved(factories.market(ani, on="2018-05-20"))
        with refused_beside("since"):
            gave(ani, to=ELSEWHERE, since="2018-05-20")

    def test_whoever_approved_the_case_moves_nobody(self):
        ani, both = person(), factories.user(Role.VERIFIER, Role.FACILITATOR, kecamatan=(HOME, ELSEWHERE))
        factories.approved(factories.case(ani), by=both)
        with refused_as_a_whole():
            moved(ani, to=ELSEWHERE, since="2018-06-01", by=both)


class TestTakingOver:
    def test_who_arrived_waits_for_the_facilitators_there_until_one_looks_after_them(self):
        ani, budi = person(name="Ani"), person(name="Budi")
        first, second = (moved(one, to=ELSEWHERE, since="2018-06-01") for one in (ani, budi))
        taker, colleague = there(), there()
        assert list(transfers.arrived(colleague)) == [first, second]
        transfers.take_over(by=taker, transfer=first, at=now())
        assert list(transfers.arrived(colleague)) == [second]
        assert list(caseload.people_of(taker)) == [ani]

    def test_two_at_once_leave_one(self):
        made, one, other = moved(person(), to=ELSEWHERE, since="2018-06-01"), there(), there()
        transfers.take_over(by=one, transfer=made, at=now())
        assert transfers.take_over(by=other, transfer=made, at=now()).taken_by == one

    def test_whoever_works_there_too_goes_on(self):
        both = factories.user(kecamatan=(HOME, ELSEWHERE))
        made = moved(person(by=both), to=ELSEWHERE, since="2018-06-01", by=both)
        assert (made.taken_by, list(transfers.arrived(there()))) == (both, [])

    @pytest.mark.parametrize("place", [ELSEWHERE, HOME])
    def test_a_visit_there_meets_them_and_one_here_does_not(self, place):
        ani = person()
        moved(ani, to=ELSEWHERE, since="2018-06-01")
        factories.visit(ani, on="2018-06-20", by=there(), kecamatan=place)
        assert len(transfers.arrived(there())) == (place == HOME)

    @pytest.mark.parametrize("works_there", [True, False])
    def test_a_step_that_somebody_there_recorded_meets_them_and_one_of_the_city_does_not(self, works_there):
        ani = person()
        moved(ani, to=ELSEWHERE, since="2018-06-01")
        factories.licence(ani, issued="2018-06-20", by=there() if works_there else factories.user(Role.STAFF))
        assert len(transfers.arrived(there())) == (not works_there)

    def test_who_moved_on_waits_there_and_not_here(self):
        ani = person()
        moved(ani, to=ELSEWHERE, since="2018-06-01")
        moved(ani, to=THIRD, since="2018-09-01")
        assert [len(transfers.arrived(factories.user(kecamatan=(code,)))) for code in (ELSEWHERE, THIRD)] == [0, 1]


class TestTakingBack:
    def test_the_person_lives_where_they_lived_and_is_looked_after_as_before(self):
        ani = person()
        made = moved(ani, to=ELSEWHERE, since="2018-06-01")
        transfers.take_over(by=there(), transfer=made, at=now())
        taken_back(made)
        ani.refresh_from_db()
        assert (homes(ani), ani.facilitator) == (["31.74.01 since 2018-03-05"], factories.facilitator())

    def test_it_stays_and_so_does_the_home_in_the_trail(self):
        made = taken_back(moved(person(), to=ELSEWHERE, since="2018-06-01"))
        told = [event.pgh_label for event in Residence.pgh_event_model.objects.filter(transfer=made)]
        assert (made.undone_because, told) == ("Salah orang", ["insert", "delete"])

    def test_once_and_again_is_once(self):
        made = taken_back(moved(person(), to=ELSEWHERE, since="2018-06-01"))
        assert taken_back(made, because="Lagi").undone_because == "Salah orang"

    def test_the_day_is_free_again(self):
        ani = person()
        taken_back(moved(ani, to=ELSEWHERE, since="2018-06-01"))
        moved(ani, to=THIRD, since="2018-06-01")
        assert homes(ani) == ["31.74.01 since 2018-03-05", "31.71.01 since 2018-06-01"]

    def test_somebody_else_does_not(self):
        made = moved(person(), to=ELSEWHERE, since="2018-06-01")
        with refused_as_a_whole():
            taken_back(made, by=there())
        assert taken_back(made, by=factories.verifier()).undone_by == factories.verifier()

    def test_what_was_verified_since_then_stays_where_it_counts_unless_a_verifier_moves_it(self):
        ani = person()
        made = moved(ani, to=ELSEWHERE, since="2018-06-01")
        factories.approved(factories.market(ani, on="2018-07-02"))
        with refused_beside("since"):
            taken_back(made)
        assert taken_back(made, by=factories.approver()).undone_at

    def test_of_two_moves_by_one_hand_the_later_goes_first(self, in_english):
        ani, by = person(), factories.verifier()
        first = moved(ani, to=ELSEWHERE, since="2018-06-01", by=by)
        second = moved(ani, to=THIRD, since="2018-09-01", by=by)
        factories.approved(factories.market(ani, on="2018-07-02"))
        with pytest.raises(ValidationError, match="You recorded the move of 1 September 2018 too"):
            taken_back(first, by=by)
        taken_back(second, by=by)
        assert taken_back(first, by=by).undone_at

    def test_of_two_rows_both_go_back_also_when_they_are_two_again(self):
        merge = factories.merge()
        made = moved(merge.kept, to=ELSEWHERE, since="2018-06-01")
        merging.unmerge(by=factories.verifier(), merge=merge, because="Kembar", at=now())
        taken_back(made)
        assert [len(homes(one)) for one in (merge.kept, merge.folded)] == [1, 1]

    def test_the_database_keeps_a_transfer_as_it_was_said(self):
        made = taken_back(moved(person(), to=ELSEWHERE, since="2018-06-01"))
        with refused_by("transfer_stays"):
            Transfer.objects.filter(pk=made.pk).update(because="Lain")


@pytest.mark.usefixtures("committed_db")
class TestInTheSameMoment:
    def test_two_moves_on_one_day_leave_one_home(self):
        mover = person(lives_in=HOME, on="2018-03-05")
        together(*[lambda: moved(mover, to=ELSEWHERE, since="2018-06-01")] * 8)
        assert homes(mover) == ["31.74.01 since 2018-03-05", "31.73.05 since 2018-06-01"]


class TestTheDatabase:
    """What each row of the table must say, whoever writes it."""

    @pytest.fixture
    def words(self):
        by = factories.facilitator()
        places = {"moved_from_id": HOME, "moved_to_id": ELSEWHERE}
        said = {"since": today(), "because": "Pindah rumah", "transferred_by": by, "transferred_at": now()}
        return {"participant": person(), **places, **said, "looked_after_by": by}

    def test_a_transfer_leads_elsewhere(self, words):
        with refused_by("transfer_leads_elsewhere"):
            Transfer.objects.create(**words | {"moved_to_id": HOME})

    def test_it_has_a_reason(self, words):
        with refused_by("transfer_has_a_reason"):
            Transfer.objects.create(**words | {"because": ""})

    def test_it_is_taken_over_by_somebody(self, words):
        with refused_by("transfer_is_taken_by_somebody"):
            Transfer.objects.create(**words, taken_at=now())

    def test_it_is_taken_back_whole(self, words):
        with refused_by("transfer_is_taken_back_whole"):
            Transfer.objects.create(**words, undone_at=now())

    def test_nobody_moves_twice_on_one_day(self, words):
        factories.home_of(Transfer.objects.create(**words))
        with refused_by("one_transfer_a_day"):
            Transfer.objects.create(**words)
