"""Who came by the door: put down alike, judged for the facilitator, confirmed once, and forgotten."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants import arrivals, lookups, rosters
from participants import nik as niks
from participants.models import Arrival, Attendance, Participant
from tests import factories
from tests.factories import ELSEWHERE, calon, person, user
from tests.participants.arriving import DAY, PHONE, comes, going, moment
from tests.refusals import refused_as_a_whole, refused_by
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return going()


def judged(session, by=None):
    return arrivals.judged(by or session.training.logged_by, session, on=DAY)


def kinds(session):
    return [one.kind for one in judged(session)]


def answer(session, *, known=None, new=(), nobody=(), by=None, at=None):
    answers = arrivals.Answers(known or {}, new=[one.pk for one in new], nobody=[one.pk for one in nobody])
    return arrivals.answer(
        by=by or session.training.logged_by, session=session, answers=answers, at=at or moment("09:30")
    )


def listed(session, somebody):
    rosters.add(by=session.training.logged_by, session=session, people=[somebody.pk], present=False, at=moment("08:00"))
    return somebody


def marks(session):
    return {one.participant.name: one.status for one in Attendance.objects.filter(session=session)}


class TestPuttingDown:
    def test_the_same_claim_again_changes_nothing(self, session):
        first = comes(session)
        comes(session, at=moment("09:20"))
        assert [(one.pk, one.arrived_at) for one in Arrival.objects.all()] == [(first.pk, first.arrived_at)]

    def test_known_unknown_first_and_again_the_same_statements_are_put(self, session):
        number = factories.nik()
        person(name="Siti Aminah", phone=PHONE, on=f"{DAY}", nik=number)

        def statements(name, **said):
            with CaptureQueriesContext(connection) as asked:
                comes(session, name, **said)
            return [re.sub(r"VALUES.*|'.*'|\"s\d+_x\d+\"", "", query["sql"]) for query in asked]

        known, again = statements("Siti Aminah"), statements("Siti Aminah")
        unknown = statements("Budi", phone="081300000000")
        by_number, nobodys = statements("Siti", nik=number), statements("Rina", nik=factories.nik())
        assert known == again == unknown == by_number == nobodys
        assert not any("participants_participant" in statement for statement in known)

    def test_a_family_with_one_phone_is_several_people(self, session):
        comes(session, "Siti Aminah")
        comes(session, "Budi Aminah")
        assert Arrival.objects.count() == 2

    def test_the_words_of_a_name_in_another_order_or_spelling_are_the_same_person(self, session):
        comes(session, "Siti Aminah")
        comes(session, "AMINAH, Siti")
        assert Arrival.objects.count() == 1

    def test_whoever_wrote_anothers_identity_number_first_does_not_keep_them_out(self, session):
        number = factories.nik()
        comes(session, "Zzz", nik=number)
        comes(session, "Siti Aminah", nik=number)
        assert kinds(session) == ["unknown", "several"]

    def test_the_claim_tells_no_number_and_is_another_at_another_session(self, session):
        one, other = comes(session), comes(going(starts="13:00"))
        assert bytes(one.claim) != bytes(other.claim)
        assert len(bytes(one.claim)) == 32

    def test_a_seventh_try_of_one_number_in_a_minute_is_refused_and_a_minute_later_taken(self, session):
        for number in range(6):
            comes(session, f"Siti {'abcdef'[number]}")
        with pytest.raises(arrivals.TooOftenError):
            comes(session, "Siti Aminah")
        comes(session, "Budi", phone="081300000000")
        assert comes(session, "Siti Aminah", at=moment("09:06"))
        assert Arrival.objects.count() == 8

    def test_a_session_takes_no_more_than_a_hall_holds(self, session, monkeypatch):
        monkeypatch.setattr(arrivals, "MOST", 2)
        comes(session, "Siti")
        comes(session, "Budi")
        with pytest.raises(arrivals.FullError):
            comes(session, "Rina")

    def test_a_session_that_was_filled_with_nobody_takes_people_again_once_they_are_sent_away(
        self, session, monkeypatch
    ):
        monkeypatch.setattr(arrivals, "MOST", 2)
        comes(session, "Siti")
        comes(session, "Budi")
        answer(session, nobody=Arrival.objects.all())
        comes(session, "Rina")
        assert arrivals.waiting_in_all(session) == 1

    def test_twenty_in_one_moment_are_twenty(self, committed_db):
        session = going()
        comers = [lambda number=number: comes(session, phone=f"0812{number:08}") for number in range(20)]
        together(*comers)
        assert Arrival.objects.filter(session=session).count() == 20


class TestJudging:
    def test_whoever_is_on_the_list_is(self, session):
        listed(session, person(name="Siti Aminah", on=f"{DAY}"))
        comes(session)
        assert kinds(session) == ["listed"]

    def test_whoever_is_known_by_number_is_whatever_the_name(self, session):
        number = factories.nik()
        somebody = person(name="Siti Aminah", on=f"{DAY}", nik=number)
        comes(session, "Bu Siti", nik=number)
        assert [(one.kind, one.people) for one in judged(session)] == [("known", [somebody])]

    def test_an_identity_number_beside_a_name_that_is_not_its_owners_is_asked_about(self, session):
        number = factories.nik()
        somebody = listed(session, person(name="Siti Aminah", on=f"{DAY}", nik=number))
        comes(session, "Zzz Orang", nik=number)
        assert [(one.kind, one.people) for one in judged(session)] == [("several", [somebody])]

    def test_an_identity_number_counts_once_and_beyond_the_limit_nobody_is_told_whose_it_is(self, session, monkeypatch):
        monkeypatch.setattr(lookups, "MOST_LISTED", 1)
        first = comes(session, "Siti", nik=factories.nik())
        assert [len(judged(session)) for _ in range(3)] == [1, 1, 1]
        comes(session, "Budi", nik=factories.nik(), at=moment("09:06"))
        comes(session, "Rina", at=moment("09:07"))
        assert [one.arrival.name for one in judged(session)] == [first.name, "Rina"]

    def test_whoever_is_known_by_phone_is_by_a_part_of_the_name(self, session):
        person(name="Siti Aminah Zahra", on=f"{DAY}", phone=PHONE)
        comes(session, "siti aminah")
        assert kinds(session) == ["known"]

    def test_the_same_phone_with_another_name_is_asked_about(self, session):
        person(name="Siti Aminah", on=f"{DAY}", phone=PHONE)
        comes(session, "Budi Santoso")
        assert kinds(session) == ["several"]

    def test_the_same_name_with_another_phone_is_asked_about(self, session):
        person(name="Siti Aminah", on=f"{DAY}", phone="081399999999")
        comes(session)
        assert kinds(session) == ["several"]

    def test_of_two_with_one_name_it_is_the_one_on_the_list(self, session):
        person(name="Siti Aminah", on=f"{DAY}")
        there = listed(session, person(name="Siti Aminah", on=f"{DAY}"))
        comes(session)
        assert [(one.kind, one.people) for one in judged(session)] == [("listed", [there])]

    def test_the_same_name_with_another_identity_number_is_nobody_known(self, session):
        listed(session, person(name="Siti Aminah", on=f"{DAY}"))
        comes(session, nik=factories.nik())
        assert kinds(session) == ["unknown"]

    def test_whoever_lives_elsewhere_is_nobody_known_here(self, session):
        number = factories.nik()
        person(name="Siti Aminah", on=f"{DAY}", nik=number, phone=PHONE, lives_in=ELSEWHERE)
        comes(session)
        comes(session, "Bu Siti", nik=number, at=moment("09:06"))
        assert kinds(session) == ["unknown", "unknown"]

    def test_a_second_name_beside_the_phone_of_somebody_unknown_is_asked_about(self, session):
        comes(session, "Siti")
        comes(session, "Siti Aminah", at=moment("09:06"))
        comes(session, "Budi", at=moment("09:07"))
        assert kinds(session) == ["unknown", "several", "unknown"]

    def test_two_of_one_name_with_two_identity_numbers_are_two(self, session):
        comes(session, "Siti", nik=factories.nik())
        comes(session, "Siti", nik=factories.nik(), at=moment("09:06"))
        assert kinds(session) == ["unknown", "unknown"]

    def test_it_takes_as_many_questions_for_three_as_for_one(self, session):
        asked = []
        comes(session, "Ani")
        judged(session)
        for name in ("Siti", "Budi", "Rina"):
            comes(session, name)
            with CaptureQueriesContext(connection) as queries:
                judged(session)
            asked.append(len(queries))
        assert len(set(asked)) == 1


class TestAnswering:
    def test_whoever_is_confirmed_is_present_and_the_arrival_says_nothing_more(self, session):
        somebody = listed(session, person(name="Siti Aminah", on=f"{DAY}"))
        arrival = comes(session, nik=factories.nik())
        assert answer(session, known={arrival.pk: somebody.pk}) == {"confirmed": 1, "dismissed": 0}
        arrival.refresh_from_db()
        assert marks(session) == {"Siti Aminah": "present"}
        assert (arrival.participant, arrival.answer) == (somebody, "confirmed")
        said = (arrival.name, arrival.phone, arrival.nik_tail, arrival.nik_sealed, arrival.nik_fingerprint)
        assert said == ("", "", "", None, None)

    def test_somebody_known_who_was_not_on_the_list_is(self, session):
        somebody = person(name="Siti Aminah", on=f"{DAY}")
        answer(session, known={comes(session).pk: somebody.pk})
        assert list(rosters.on_list(session.training)) == [somebody]

    @pytest.mark.parametrize(
        ("before", "after"), [("present", "present"), ("late", "late"), ("absent", "late"), ("sick", "late")]
    )
    def test_whoever_was_marked_as_not_there_is_late(self, session, before, after):
        somebody = person(name="Siti Aminah", on=f"{DAY}")
        rosters.mark(by=session.training.logged_by, session=session, statuses={somebody.pk: before}, at=moment("09:15"))
        answer(session, known={comes(session).pk: somebody.pk})
        assert marks(session) == {"Siti Aminah": after}

    def test_somebody_new_becomes_a_candidate_with_name_and_phone(self, session):
        answer(session, new=[comes(session)])
        made = Participant.objects.get(name="Siti Aminah")
        assert (made.phone, made.is_calon, marks(session)) == (PHONE, True, {"Siti Aminah": "present"})

    def test_a_new_persons_identity_number_is_kept_with_them(self, session):
        number = factories.nik()
        answer(session, new=[comes(session, nik=number)])
        made = Participant.objects.get(name="Siti Aminah")
        assert bytes(made.nik_fingerprint) == niks.read(number, on=DAY).fingerprint
        assert made.identity_verified

    def test_a_number_of_somebody_elsewhere_puts_that_person_on_the_list(self, session):
        number = factories.nik()
        there = person(name="Siti Jauh", on=f"{DAY}", nik=number, lives_in=ELSEWHERE, by=user(kecamatan=(ELSEWHERE,)))
        answer(session, new=[comes(session, nik=number)])
        assert marks(session) == {"Siti Jauh": "present"}
        assert Participant.objects.filter(nik_fingerprint__isnull=False).get() == there

    def test_whoever_is_sent_away_is_on_no_list_and_may_come_again(self, session):
        arrival = comes(session)
        assert answer(session, nobody=[arrival]) == {"confirmed": 0, "dismissed": 1}
        assert (marks(session), judged(session)) == ({}, [])
        comes(session, at=moment("09:40"))
        assert kinds(session) == ["unknown"]

    def test_what_another_answered_a_moment_ago_is_not_answered_again(self, session):
        arrival = comes(session)
        answer(session, new=[arrival])
        assert answer(session, nobody=[arrival]) == {"confirmed": 0, "dismissed": 0}
        assert marks(session) == {"Siti Aminah": "present"}

    def test_two_facilitators_who_confirm_in_one_moment_make_one_person(self, committed_db):
        session = going()
        other, arrival = user(kecamatan=(factories.HOME,)), comes(session)
        both = together(lambda: answer(session, new=[arrival]), lambda: answer(session, new=[arrival], by=other))
        assert sorted(one["confirmed"] for one in both) == [0, 1]
        assert Participant.objects.filter(name="Siti Aminah").count() == 1

    def test_before_the_session_begins_nobody_is_marked(self, session, in_english):
        arrival = comes(session, at=moment("08:30"))
        with refused_as_a_whole():
            answer(session, new=[arrival], at=moment("08:59"))
        assert (Participant.objects.filter(name="Siti Aminah").count(), kinds(session)) == (0, ["unknown"])

    def test_an_arrival_of_another_session_is_not_answered(self, session):
        other = comes(going(starts="13:00"))
        assert answer(session, new=[other]) == {"confirmed": 0, "dismissed": 0}

    def test_a_candidate_who_is_known_by_name_keeps_what_is_there(self, session):
        somebody = calon(name="Siti Aminah", on=f"{DAY}")
        answer(session, known={comes(session).pk: somebody.pk})
        somebody.refresh_from_db()
        assert somebody.phone == ""


class TestGuards:
    def change(self, session, **said):
        arrival = comes(session)
        Arrival.objects.filter(pk=arrival.pk).update(**said)

    def test_one_claim_is_one_arrival(self, session):
        there = comes(session)
        with refused_by("one_arrival_a_claim"):
            Arrival.objects.create(session=session, claim=there.claim, name="Budi", arrived_at=moment("09:00"))

    def test_an_answer_is_one_of_three(self, session):
        with refused_by("arrival_answer_is_known"):
            self.change(session, answer="maybe", answered_at=moment("09:00"), answered_by=user(), name="", phone="")

    def test_an_answer_is_somebodys(self, session):
        with refused_by("arrival_is_answered_by_someone"):
            self.change(session, answer="dismissed", answered_at=moment("09:00"), name="", phone="")

    def test_who_is_confirmed_is_somebody(self, session):
        with refused_by("confirmed_arrival_is_somebody"):
            said = {"answered_at": moment("09:00"), "answered_by": user(), "name": "", "phone": ""}
            self.change(session, answer="confirmed", **said)

    def test_what_is_answered_says_nothing(self, session):
        with refused_by("answered_arrival_says_nothing"):
            self.change(session, answer="dismissed", answered_at=moment("09:00"), answered_by=user())

    def test_a_sealed_number_has_a_fingerprint(self, session):
        with refused_by("arrival_nik_has_a_fingerprint"):
            self.change(session, nik_sealed=b"sealed")
