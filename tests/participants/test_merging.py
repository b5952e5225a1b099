"""Two rows of one person count as one, and as two again when that was a mistake (docs/counting.md, “One person once”)."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from okoce.accounts.roles import Role
from okoce.core.months import now, today
from participants import merging, search
from participants.models import Likeness, Merge, Participant
from reports import chain, rollup
from tests.factories import (
    ELSEWHERE,
    HOME,
    approved,
    attend,
    case,
    facilitator,
    licence,
    likeness,
    meeting,
    nik,
    people,
    person,
    training,
    user,
    verified,
    visit,
)
from tests.refusals import refused_by
from tests.reports.closed import closed
from tests.reports.reading import counted, entries

pytestmark = pytest.mark.django_db


def merged(kept, folded, *, by=None, because="Kartunya sama") -> Merge:
    kept, folded = (Participant.objects.get(pk=one.pk) for one in (kept, folded))
    return merging.merge(
        by=by or user(Role.VERIFIER), id=uuid.uuid4(), kept=kept, folded=folded, because=because, at=now()
    )


def at_the_end():
    """What the database asks when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def unmerged(merge) -> Merge:
    return merging.unmerge(by=user(Role.VERIFIER), merge=merge, because="Ternyata kembar", at=now())


class TestCounting:
    def test_whoever_was_registered_twice_counts_once_from_the_earlier_day_on(self):
        late, early = person(on="2018-03-20"), person(on="2018-02-05", lives_in=ELSEWHERE)
        merged(late, early)
        assert counted("registered") == [f"2018-02 {ELSEWHERE} female 25-34: 1"]

    def test_two_halves_of_a_training_make_a_whole_one(self):
        first, second = people(2)
        course = training(meeting("2018-03-05"), meeting("2018-03-06"))
        morning, evening = course.sessions.order_by("held_on")
        attend(morning, first)
        attend(evening, second)
        verified(course)
        assert counted("trained") == []
        merged(first, second)
        assert counted("trained") == [f"2018-03 {HOME} female 25-34: 1"]

    def test_whoever_sat_there_twice_was_there_once(self):
        first, second, *others = people(10)
        verified(attend(training(), first, second, *others))
        assert (counted("attendances"), counted("trainings")) == ([f"2018-03 {HOME}: 10"], [f"2018-03 {HOME}: 1"])
        merged(first, second)
        assert (counted("attendances"), counted("trainings")) == ([f"2018-03 {HOME}: 9"], [])

    def test_a_visit_to_each_is_two_visits_to_one(self):
        first, second = people(2)
        visit(first, on="2018-03-05")
        visit(second, on="2018-03-06")
        merged(first, second)
        assert counted("mentored") == [f"2018-03 {HOME} female 25-34: 1"]

    def test_one_visit_entered_for_both_is_one(self):
        first, second = people(2)
        by = facilitator()
        for one in (first, second):
            visit(one, by=by)
        assert counted("mentoring_visits") == [f"2018-03 {HOME}: 2"]
        merged(first, second)
        assert counted("mentoring_visits") == [f"2018-03 {HOME}: 1"]

    def test_a_fact_that_comes_for_the_merged_row_counts_for_the_other(self):
        first, second = people(2)
        merged(first, second)
        rollup.drain()
        approved(licence(second))
        assert counted("licensed") == [f"2018-03 {HOME} female 25-34: 1"]

    def test_taken_back_everything_is_as_it_was(self):
        first, second = people(2)
        approved(licence(second))
        rollup.drain()
        before = counted("registered"), counted("licensed")
        merge = merged(first, second)
        rollup.drain()
        unmerged(merge)
        rollup.drain()
        assert (counted("registered"), counted("licensed")) == before

    def test_after_a_closing_only_open_months_change(self):
        first, second = people(2)
        closed("2018-03")
        merged(first, second)
        rollup.drain()
        assert entries("registered")[-1] == "2018-03 in 2018-04: -1"
        assert chain.verify() == []


class TestTakingBack:
    def test_is_for_nobody_who_recorded_something_of_either_row(self, in_english):
        maker = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        merge = merged(person(), person(by=maker))
        with pytest.raises(ValidationError, match="another verifier takes the merge back"):
            merging.unmerge(by=maker, merge=merge, because="Ternyata kembar", at=now())
        assert counted("registered") == [f"2018-03 {HOME} female 25-34: 1"]


class TestMerging:
    def test_of_three_the_first_is_led_to_the_last_and_back(self):
        first, second, third = people(3)
        merged(second, first)
        last = merged(third, second)
        assert set(Participant.objects.filter(merged_into=third)) == {first, second}
        unmerged(last)
        assert Participant.objects.get(pk=first.pk).merged_into == second
        assert not Participant.objects.filter(merged_into=third)

    def test_a_merge_in_between_is_taken_back_too(self):
        first, second, third = people(3)
        middle = merged(second, first)
        merged(third, second)
        unmerged(middle)
        assert [Participant.objects.get(pk=one.pk).merged_into for one in (first, second)] == [None, third]

    def test_the_same_twice_is_one(self):
        first, second = people(2)
        assert merged(first, second) == merged(first, second)

    def test_who_was_merged_already_is_not_merged_elsewhere(self, in_english):
        first, second, third = people(3)
        merged(first, second)
        with pytest.raises(ValidationError, match="merged into somebody else meanwhile"):
            merged(third, second)

    @pytest.mark.parametrize(
        ("because", "sentence"), [(" ", "Say how you know"), ("NIK 9901010101900001", "Leave every")]
    )
    def test_it_has_a_reason_without_a_number(self, in_english, because, sentence):
        with pytest.raises(ValidationError, match=sentence):
            merged(*people(2), because=because)

    def test_whoever_approved_one_of_them_recorded_nothing_of_the_other(self, in_english):
        checker = user(Role.VERIFIER, Role.FACILITATOR)
        first, second = person(), person(by=checker)
        approved(case(first), by=checker)
        with pytest.raises(ValidationError, match="send that case back"):
            merged(first, second)

    def test_what_is_verified_goes_to_another_kecamatan_by_nobody_who_recorded_any_of_it(self, in_english):
        both = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME, ELSEWHERE))
        one, twin = person(on="2018-03-05"), person(by=both, lives_in=ELSEWHERE, on="2018-03-08")
        approved(licence(one, issued="2018-03-12"))
        with pytest.raises(ValidationError, match="or in another kecamatan, and you recorded something"):
            merged(one, twin, by=both)
        merged(one, twin)
        assert counted("licensed") == [f"2018-03 {ELSEWHERE} female 25-34: 1"]

    def test_whoever_recorded_one_of_them_merges_them_when_nothing_verified_moves(self):
        both = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME, ELSEWHERE))
        one, twin = person(on="2018-03-05"), person(by=both, lives_in=ELSEWHERE, on="2018-03-20")
        approved(licence(one, issued="2018-03-12"))
        merged(one, twin, by=both)
        assert counted("licensed") == [f"2018-03 {HOME} female 25-34: 1"]

    def test_whoever_registered_somebody_earlier_gives_nobody_else_that_day_and_baseline(self, in_english):
        maker = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        one, twin = person(on="2018-03-05", baseline="licensed"), person(by=maker, on="2018-01-10")
        approved(licence(one, issued="2018-03-12"))
        with pytest.raises(ValidationError, match="would count by the registration of the other"):
            merged(one, twin, by=maker)
        assert counted("level_up") == [f"2018-03 {HOME} female 25-34: 1"]

    def test_a_fact_of_the_other_row_takes_the_own_approval_away(self):
        checker = user(Role.VERIFIER, Role.FACILITATOR)
        first, second = people(2)
        opened = approved(case(first), by=checker)
        merged(first, second)
        visit(second, by=checker)
        opened.refresh_from_db()
        assert opened.state == "submitted"


class TestGuards:
    def test_nobody_counts_as_somebody_else_without_a_merge(self):
        first, second = people(2)
        with refused_by("merged_as_decided"):
            Participant.objects.filter(pk=first.pk).update(merged_into=second)
            at_the_end()

    def test_nobody_is_let_go_while_the_merge_stands(self):
        first, second = people(2)
        merged(first, second)
        with refused_by("merged_as_decided"):
            Participant.objects.filter(pk=second.pk).update(merged_into=None)
            at_the_end()

    def test_who_merged_whom_never_changes(self):
        first, second, third = people(3)
        merge = merged(first, second)
        with refused_by("merge_stays"):
            Merge.objects.filter(pk=merge.pk).update(kept=third)

    def test_it_is_said_whole(self):
        first, second = people(2)
        words = {"kept": first, "folded": second, "merged_by": user(Role.VERIFIER), "merged_at": now()}
        with refused_by("merge_has_a_reason"):
            Merge.objects.create(**words, because="")
        with refused_by("merge_is_taken_back_whole"):
            Merge.objects.create(**words, because="x", undone_because="x")

    def test_nobody_is_merged_into_themself(self):
        one, by = person(), user(Role.VERIFIER)
        with refused_by("merge_is_of_two"):
            Merge.objects.create(kept=one, folded=one, because="x", merged_by=by, merged_at=now())
        with refused_by("merged_into_another"):
            Participant.objects.filter(pk=one.pk).update(merged_into=one)

    def test_nobody_is_merged_into_two(self):
        first, second, third = people(3)
        merged(first, second)
        with refused_by("merged_into_one"):
            Merge.objects.create(kept=third, folded=second, because="x", merged_by=user(Role.VERIFIER), merged_at=now())

    def test_a_maker_s_approval_is_no_way_around(self):
        checker = user(Role.VERIFIER, Role.FACILITATOR)
        first, second = person(), person(by=checker)
        approved(case(first), by=checker)
        with refused_by("merged_case_is_checked_by_no_maker"):
            Merge.objects.create(kept=first, folded=second, because="x", merged_by=checker, merged_at=now())
            Participant.objects.filter(pk=second.pk).update(merged_into=first)
            at_the_end()


class TestWhoSees:
    def test_whoever_saw_the_merged_row_sees_the_one_kept(self):
        here, elsewhere = person(lives_in=HOME), person(lives_in=ELSEWHERE)
        by = user(Role.FACILITATOR, kecamatan=(ELSEWHERE,))
        assert here not in Participant.objects.visible_to(by)
        merge = merged(here, elsewhere)
        assert here in Participant.objects.visible_to(by)
        assert here in Participant.objects.looked_after_by(by, among=[here.pk])
        unmerged(merge)
        assert here not in Participant.objects.visible_to(by)

    def test_a_list_has_everybody_once_and_any_of_their_names_finds_them(self):
        by = user(Role.FACILITATOR, kecamatan=(HOME,))
        kept, folded = person(name="Siti Aminah"), person(name="Sitti Minah")
        merged(kept, folded)
        found = search.answer(by, "Sitti Minah", on=today()).people
        assert [one.pk for one in found] == [kept.pk]
        assert [one.name for one in search.listed(by)] == ["Siti Aminah"]

    def test_the_number_of_either_row_is_the_person_s(self):
        by = user(Role.FACILITATOR, kecamatan=(HOME,))
        number = nik()
        kept, folded = person(), person(nik=number)
        merged(kept, folded)
        assert search.by_nik(by, number, on=today()) == kept

    def test_the_page_of_the_merged_row_is_that_of_the_one_kept(self, signed_in):
        client = signed_in(user(Role.FACILITATOR, kecamatan=(HOME,)))
        kept, folded = person(name="Siti Aminah"), person(name="Sitti Minah")
        visit(folded, on="2018-03-07")
        merged(kept, folded)
        response = client.get(f"/participants/{folded.pk}/", follow=True)
        assert response.redirect_chain == [(f"/participants/{kept.pk}/", 302)]
        assert [one.held_on.isoformat() for one in response.context["standing"].facts.visits] == ["2018-03-07"]


class TestLikenesses:
    def test_are_of_two_once_in_one_order_and_in_a_known_way(self):
        one = likeness()
        with refused_by("one_likeness_of_two"):
            Likeness.objects.create(first=one.first, second=one.second, how="phone", score=50, found_at=now())
        with refused_by("likeness_is_in_order"):
            Likeness.objects.create(first=one.second, second=one.first, how="phone", score=50, found_at=now())
        with refused_by("likeness_is_known"):
            Likeness.objects.filter(pk=one.pk).update(how="eyes")
