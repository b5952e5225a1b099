"""What each detector finds, and what lies next to it and is not found (docs/quality.md)."""

import datetime
import uuid

import pytest

from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA, now
from participants import merging
from participants.models import Attendance, Finding, Participant, Visit
from participants.quality.detector import found_by
from participants.quality.detectors import DETECTORS
from programs.models import Centre, Training
from tests import factories
from tests.factories import ELSEWHERE, HOME

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY = datetime.date(2018, 6, 15)


def sentences(name, *, kecamatan=HOME, on=TODAY):
    """What the detector says of the kecamatan."""
    found = found_by(DETECTORS[name], on=on).values()
    return [DETECTORS[name].sentence(one.facts) for one in found if one.kecamatan == kecamatan]


def entered(person, moment):
    """A visit of an hour that was entered at that moment of its day."""
    visit = factories.visit(person, on=moment[:10])
    at = datetime.datetime.fromisoformat(moment).replace(tzinfo=JAKARTA)
    Visit.objects.filter(pk=visit.pk).update(recorded_at=at)
    return visit


class TestPhone:
    def test_of_four_people_is_found_and_of_three_is_not(self):
        factories.people(3, phone="08990000001")
        assert sentences("phone") == []
        factories.person(phone="08990000001")
        assert sentences("phone") == ["4 people have one phone number."]

    def test_of_people_who_are_one_is_not(self):
        people = factories.people(4, phone="08990000001", by=factories.user(kecamatan=(HOME,)))
        merging.merge(
            by=factories.user(Role.VERIFIER, kecamatan=(HOME,)),
            id=uuid.uuid4(), kept=people[0], folded=people[1], because="Orang yang sama", at=now(),
        )  # fmt: skip
        assert sentences("phone") == []

    def test_of_people_in_two_kecamatan_tells_each_of_its_own(self):
        factories.people(3, phone="08990000001")
        factories.person(phone="08990000001", lives_in=ELSEWHERE)
        assert sentences("phone") == ["The phone number of 3 people here is that of people elsewhere too."]
        assert sentences("phone", kecamatan=ELSEWHERE) == [
            "The phone number of 1 person here is that of people elsewhere too."
        ]


class TestLicence:
    def test_of_two_people_is_found_however_its_number_is_written(self):
        ani, budi = factories.people(2)
        factories.licence(ani, number="9120.1234-567")
        factories.licence(budi, number="91201234567", own_name=False)
        assert sentences("licence") == []
        factories.licence(budi, number="9120 1234567", licence_type="IUMK")
        assert sentences("licence") == ["2 people have one and the same licence."]

    def test_from_before_the_registration_is_found_of_somebody_who_said_that_there_was_none(self):
        for baseline in ("no_business", "licensed"):
            somebody = factories.person(on="2018-03-10", baseline=baseline)
            factories.licence(somebody, issued="2018-03-09")
        factories.licence(factories.person(on="2018-03-10"), issued="2018-03-10")
        assert sentences("early") == [
            "The licence is of 9 March 2018, before the registration on 10 March 2018, which says that there was none."
        ]


class TestLists:
    def test_somebody_in_two_places_at_once_is_found_and_one_after_the_other_is_not(self):
        ani = factories.person()
        for starts in ("09:00", "12:00"):
            factories.attend(factories.training(factories.meeting(starts=starts)), ani)
        assert sentences("two-places") == []
        factories.attend(factories.training(factories.meeting(starts="11:59")), factories.person(), status="present")
        assert sentences("two-places") == []
        factories.attend(factories.training(factories.meeting(starts="08:00", minutes=61)), ani)
        assert sentences("two-places") == ["On 5 March 2018 1 person was at two trainings in the same hours."]

    def test_two_kecamatan_are_told_of_their_own_side(self):
        ani = factories.person()
        factories.attend(factories.training(), ani)
        factories.attend(factories.training(kecamatan=ELSEWHERE), ani)
        told = ["On 5 March 2018 1 person was at this training and, in the same hours, at one elsewhere."]
        assert sentences("two-places") == told
        assert sentences("two-places", kecamatan=ELSEWHERE) == told

    def test_a_list_like_another_is_found_from_nineteen_of_twenty_on_and_not_below(self):
        people = factories.people(41)
        factories.attend(factories.training(), *people[:40])
        # 38 of 41 came to both.
        factories.attend(factories.training(factories.meeting("2018-03-25")), *people[2:])
        assert sentences("same-list") == []
        # 40 of 41.
        factories.attend(factories.training(factories.meeting("2018-03-26")), *people)
        assert sentences("same-list") == [
            "Two trainings have the same list: 40 people came to both, and hardly anybody to one alone."
        ]

    def test_a_short_list_says_nothing(self):
        people = factories.people(9)
        for day in ("2018-03-25", "2018-03-26"):
            factories.attend(factories.training(factories.meeting(day)), *people)
        assert sentences("same-list") == []

    def test_more_people_than_seats_are_found_at_the_centre_and_not_in_another_hall(self):
        Centre.objects.filter(kecamatan=HOME).update(seats=3)
        centre = Centre.objects.get(kecamatan=HOME).name
        people = factories.people(4)
        factories.attend(factories.training(), *people)
        training = factories.attend(factories.training(factories.meeting("2018-03-25"), place=centre), *people[:3])
        assert sentences("seats") == []
        factories.attend(training, people[3])
        assert sentences("seats") == ["On 25 March 2018 4 people were present, and the centre has 3 seats."]

    def test_a_room_of_a_centre_and_the_centre_of_another_kecamatan_are_known_by_the_name_in_the_place(self):
        Centre.objects.filter(kecamatan=ELSEWHERE).update(seats=3, name="Pusat Rintis")
        people = factories.people(4)
        factories.attend(factories.training(place="Lantai 2, PUSAT  Rintis"), *people)
        factories.attend(factories.training(place="Pusat Rintisan"), *people)
        assert sentences("seats") == ["On 5 March 2018 4 people were present, and the centre has 3 seats."]


class TestNumbers:
    def tails(self, *tails, **said):
        for tail in tails:
            Participant.objects.filter(pk=factories.person(**said).pk).update(nik_tail=tail)

    def test_in_a_row_of_one_birth_date_are_found(self):
        self.tails("0003", "0004", "0007", "0009", born="1991-02-03")
        self.tails("0005", born="1991-02-04")
        assert sentences("serials") == []
        self.tails("0008", born="1991-02-03")
        assert sentences("serials") == [
            "3 people of one date of birth have identity numbers that count on from one to the next."
        ]

    def test_in_a_row_as_they_were_entered_are_found(self):
        born = [f"1991-02-{number:02}" for number in range(1, 7)]
        for number in (1, 2, 3, 4, 6):
            self.tails(f"000{number}", born=born[number - 1])
        self.tails("0005", born=born[4])
        assert sentences("serials") == []
        for number in range(1, 7):
            self.tails(f"100{number}", born=born[number - 1])
        assert sentences("serials") == [
            "6 people were entered one after the other with serials that count on from one to the next."
        ]

    def test_that_end_in_0_far_above_chance_are_found(self):
        self.tails(*(["0010"] * 13 + ["0011"] * 27))
        assert sentences("round") == []
        self.tails("0010")
        assert sentences("round") == [
            "Of 41 identity numbers that one person entered, 14 end in 0: by chance it would be one in ten."
        ]


class TestWork:
    def test_a_burst_on_the_last_two_days_is_found_when_the_month_is_over(self):
        people = factories.people(10)
        for day in ("2018-04-28", "2018-04-29", "2018-04-30"):
            for somebody in people[:5]:
                factories.visit(somebody, on=day)
        assert sentences("burst", on=datetime.date(2018, 4, 30)) == []
        assert sentences("burst") == ["10 of 15 visits and steps of the month April 2018 are of its last two days."]
        for somebody in people[5:]:
            factories.visit(somebody, on="2018-04-28")
        assert sentences("burst") == []

    def test_visits_less_than_ten_minutes_apart_are_found(self):
        ani, budi, cici = factories.people(3)
        entered(ani, "2018-04-10 10:00")
        entered(budi, "2018-04-10 10:10")
        assert sentences("hurried") == []
        entered(cici, "2018-04-10 10:19")
        assert sentences("hurried") == [
            "On 10 April 2018 1 visit was entered less than ten minutes after another one, and is said to have taken longer."
        ]

    @pytest.mark.parametrize("moments", [("10:00:00", "10:00:10"), ("19:00:00", "19:05:00")])
    def test_visits_that_a_phone_kept_or_somebody_writes_down_in_the_evening_are_not(self, moments):
        for somebody, moment in zip(factories.people(2), moments, strict=True):
            entered(somebody, f"2018-04-10 {moment}")
        assert sentences("hurried") == []

    def test_a_facilitator_is_silent_after_ten_days(self):
        by = factories.user(kecamatan=(HOME,), since="2018-01-01")
        training = factories.training(by=by)
        moment = datetime.datetime(2018, 3, 24, 12, tzinfo=JAKARTA)
        Training.objects.filter(pk=training.pk).update(logged_at=moment)
        assert sentences("silent", on=datetime.date(2018, 4, 2)) == []
        assert sentences("silent", on=datetime.date(2018, 4, 3)) == ["Nothing was entered since 24 March 2018."]

    def test_somebody_assigned_lately_is_not_silent_yet(self):
        factories.user(kecamatan=(HOME,), since="2018-06-06")
        factories.user(Role.VERIFIER, kecamatan=(HOME,), since="2018-01-01")
        assert sentences("silent") == []
        assert sentences("silent", on=datetime.date(2018, 6, 16)) == ["Nothing was entered since 6 June 2018."]

    def test_a_centre_with_trainings_and_no_visit_for_thirty_days_is_found(self):
        for day in ("2018-04-01", "2018-06-10"):
            factories.training(factories.meeting(day))
        visit = factories.visit(factories.person(), on="2018-05-17")
        assert sentences("unvisited") == []
        Visit.objects.filter(pk=visit.pk).update(held_on="2018-05-16")
        assert sentences("unvisited") == ["1 training within a month, and the last visit was on 16 May 2018."]

    def test_a_centre_that_begins_is_not(self):
        factories.training(factories.meeting("2018-06-10"))
        assert sentences("unvisited") == []


def test_who_came_late_was_there_and_who_was_absent_was_not():
    ani = factories.person()
    factories.attend(factories.training(), ani)
    second = factories.training()
    factories.attend(second, ani, status="absent")
    assert sentences("two-places") == []
    Attendance.objects.filter(session__training=second).update(status="late")
    assert len(sentences("two-places")) == 1


def test_no_detector_names_anybody_in_what_is_kept():
    people = factories.people(4, phone="08990000001", name="Orang Rahasia")
    from participants.quality import looking  # noqa: PLC0415

    looking.look(clock=now)
    kept = str(list(Finding.objects.values()))
    assert "08990000001" not in kept
    assert "Rahasia" not in kept
    assert str(people[0].pk) in kept
