"""Each counting rule of docs/counting.md, with figures worked out by hand."""

import datetime
import uuid

import pytest
from django.db import connection

from okoce.core.months import now, today
from participants import registration, rosters, verification
from programs.models import Programme
from programs.trainings import cancel_session, move_session
from reports.contributions import Source
from tests.factories import (
    ELSEWHERE,
    HOME,
    OUTSIDE,
    attend,
    calon,
    day,
    facilitator,
    homeless,
    kecamatan,
    meeting,
    moved,
    nik,
    people,
    person,
    submitted,
    training,
    verified,
    verifier,
)
from tests.reports.reading import counted

pytestmark = pytest.mark.django_db


def completed(participant, *, on, **said):
    particulars = registration.Particulars(name=participant.name, **said)
    return registration.complete(by=facilitator(), participant=participant, said=particulars, on=day(on), today=today())


class TestRegistered:
    def test_counts_a_person_on_the_day_consent_and_baseline_were_taken(self):
        person(on="2018-03-31", lives_in=HOME, sex="female", born="1990-06-01")
        assert counted("registered") == ["2018-03 31.74.01 female 25-34: 1"]

    def test_adds_people_of_one_cell(self):
        people(3, on="2018-03-05", sex="male", born="1970-01-01")
        assert counted("registered") == ["2018-03 31.74.01 male 45-54: 3"]

    def test_wants_an_identity(self):
        calon(consented=True, baseline="no_business")
        assert counted("registered") == []

    def test_takes_an_identity_card_that_was_seen_for_a_number(self):
        calon(ktp_seen=True, consented=True, baseline="no_business", on="2018-03-05")
        assert counted("registered") == ["2018-03 31.74.01 unknown unknown: 1"]

    def test_wants_consent(self):
        calon(nik=nik(), baseline="no_business")
        assert counted("registered") == []

    def test_wants_a_baseline(self):
        calon(nik=nik(), consented=True)
        assert counted("registered") == []

    def test_counts_whatever_the_baseline_says(self):
        for baseline in ("no_business", "unlicensed", "licensed"):
            person(baseline=baseline)
        assert counted("registered") == ["2018-03 31.74.01 female 25-34: 3"]

    def test_wants_a_residence(self):
        homeless()
        assert counted("registered") == []

    def test_a_later_verification_does_not_move_the_date(self):
        late = calon(consented=True, baseline="no_business", on="2018-01-31")
        assert counted("registered") == []
        completed(late, nik=nik(born="1990-01-01"), on="2018-04-20")
        assert counted("registered") == ["2018-01 31.74.01 female 25-34: 1"]

    def test_a_later_consent_sets_the_date(self):
        late = calon(nik=nik(), on="2018-01-31")
        completed(late, consented=True, baseline="no_business", on="2018-04-20")
        assert counted("registered") == ["2018-04 31.74.01 female 25-34: 1"]

    def test_is_counted_where_the_person_lived_on_that_day(self):
        mover = calon(nik=nik(), lives_in=HOME, on="2018-03-04")
        moved(mover, to=ELSEWHERE, since="2018-03-05")
        completed(mover, consented=True, baseline="no_business", on="2018-03-05")
        assert counted("registered") == ["2018-03 31.73.05 female 25-34: 1"]

    def test_a_move_on_the_next_day_leaves_the_count_where_it_was(self):
        mover = person(on="2018-03-05", lives_in=HOME)
        moved(mover, to=ELSEWHERE, since="2018-03-06")
        assert counted("registered") == ["2018-03 31.74.01 female 25-34: 1"]

    def test_before_the_first_known_residence_the_first_one_holds(self):
        late = calon(nik=nik(), lives_in=HOME, on="2018-03-05")
        completed(late, consented=True, baseline="no_business", on="2018-02-10")
        moved(late, to=ELSEWHERE, since="2018-06-01")
        assert counted("registered") == ["2018-02 31.74.01 female 25-34: 1"]

    def test_somebody_from_outside_jakarta_has_a_line_of_their_own(self):
        person(lives_in=OUTSIDE)
        assert counted("registered") == ["2018-03 LUAR female 25-34: 1"]

    def test_the_kecamatan_of_registration_does_not_matter(self):
        said = registration.Particulars(
            name="Ani", nik=nik(), consented=True, baseline="no_business", lives_in=kecamatan(ELSEWHERE)
        )
        facts = {"said": said, "on": day("2018-03-05"), "today": today()}
        registration.register(by=facilitator(), id=uuid.uuid4(), kecamatan=kecamatan(HOME), **facts)
        assert counted("registered") == ["2018-03 31.73.05 female 25-34: 1"]

    @pytest.mark.parametrize(
        ("born", "band"),
        [
            ("1994-01-01", "-24"),
            ("1993-12-31", "25-34"),
            ("1984-01-01", "25-34"),
            ("1983-12-31", "35-44"),
            ("1974-01-01", "35-44"),
            ("1973-12-31", "45-54"),
            ("1964-01-01", "45-54"),
            ("1963-12-31", "55-"),
        ],
    )
    def test_age_is_the_year_of_the_day_minus_the_year_of_birth(self, born, band):
        person(on="2018-12-31", born=born)
        assert counted("registered") == [f"2018-12 31.74.01 female {band}: 1"]


class TestTrained:
    def test_counts_who_was_there_on_the_day_of_the_last_session(self):
        attend(march := training(meeting("2018-03-30"), meeting("2018-04-02")), person())
        verified(march)
        assert counted("trained") == ["2018-04 31.74.01 female 25-34: 1"]

    @pytest.mark.parametrize(
        ("minutes", "of", "lines"),
        [
            (75, 100, ["2018-03 31.74.01 female 25-34: 1"]),
            (74, 100, []),
            (179, 240, []),
            (180, 240, ["2018-03 31.74.01 female 25-34: 1"]),
        ],
    )
    def test_wants_three_quarters_of_the_minutes(self, minutes, of, lines):
        pair = training(meeting("2018-03-05", minutes=minutes), meeting("2018-03-06", minutes=of - minutes))
        first, second = pair.sessions.all()
        attend(first, person())
        attend(second, person())
        verified(pair)
        assert counted("trained") == lines

    def test_three_quarters_of_no_minute_are_nothing(self, monkeypatch):
        # The database refuses a session of no length: the rule reads this in its stead.
        empty = "(SELECT id, training_id, held_on, state, 0 AS minutes FROM programs_trainingsession)"
        right = Source.rules.fget
        wrong = property(lambda source: right(source).replace("programs_trainingsession", empty))
        monkeypatch.setattr(Source, "rules", wrong)
        verified(attend(training(), person()))
        assert counted("trained") == []

    @pytest.mark.parametrize("status", ["present", "late"])
    def test_present_and_late_were_there(self, status):
        attend(one := training(), person(), status=status)
        verified(one)
        assert counted("trained") == ["2018-03 31.74.01 female 25-34: 1"]

    @pytest.mark.parametrize("status", ["excused", "sick", "absent"])
    def test_excused_sick_and_absent_were_not(self, status):
        attend(one := training(), calon())
        attend(one, person(), status=status)
        verified(one)
        assert counted("trained") == []

    def test_two_trainings_count_once_in_the_month_of_the_earlier(self):
        keen = person()
        for on in ("2018-05-10", "2018-04-10"):
            verified(attend(training(meeting(on)), keen))
            counted("trained")
        assert counted("trained") == ["2018-04 31.74.01 female 25-34: 1"]

    def test_halves_of_two_trainings_are_no_training(self):
        keen, other = people(2)
        for on in ("2018-03-05", "2018-04-05"):
            pair = training(meeting(on), meeting(on, starts="13:00"))
            attend(pair.sessions.first(), keen)
            verified(attend(pair.sessions.last(), other).training)
        assert counted("trained") == []

    def test_a_cancelled_session_leaves_the_minutes(self):
        pair = training(meeting("2018-03-05"), meeting("2018-04-05"))
        attend(pair.sessions.first(), person())
        cancel_session(by=facilitator(), session=pair.sessions.last())
        verified(pair)
        assert counted("trained") == ["2018-03 31.74.01 female 25-34: 1"]

    def test_a_draft_counts_nobody(self):
        attend(training(), person())
        assert counted("trained") == []

    def test_what_waits_for_verification_counts_nobody(self):
        submitted(attend(training(), person()))
        assert counted("trained") == []

    def test_what_was_returned_counts_nobody(self):
        done = verified(attend(training(), person()))
        assert counted("trained") == ["2018-03 31.74.01 female 25-34: 1"]
        verification.send_back(by=verifier(), record=done, version=done.version, reason="Foto belum ada")
        assert counted("trained") == []

    def test_a_calon_is_trained_once_the_identity_is_known(self):
        guest = calon()
        verified(attend(training(), guest))
        assert counted("trained") == []
        completed(guest, nik=nik(), on="2018-06-01")
        assert counted("trained") == ["2018-03 31.74.01 female 25-34: 1"]

    def test_needs_no_consent_to_be_true(self):
        verified(attend(training(), calon(nik=nik())))
        assert counted("trained") == ["2018-03 31.74.01 female 25-34: 1"]

    def test_is_counted_where_the_person_lived_on_the_last_day(self):
        mover = person(on="2018-03-01", lives_in=HOME)
        moved(mover, to=ELSEWHERE, since="2018-03-06")
        verified(attend(training(meeting("2018-03-05"), meeting("2018-03-06"), kecamatan=HOME), mover))
        assert counted("trained") == ["2018-03 31.73.05 female 25-34: 1"]

    def test_a_later_move_does_not_move_the_count(self):
        mover = person(on="2018-03-01", lives_in=HOME)
        verified(attend(training(meeting("2018-03-05")), mover))
        moved(mover, to=OUTSIDE, since="2018-03-06")
        assert counted("trained") == ["2018-03 31.74.01 female 25-34: 1"]

    def test_takes_the_age_of_its_own_year(self):
        verified(attend(training(meeting("2019-01-05")), person(on="2018-12-05", born="1994-07-01")))
        assert counted("registered") == ["2018-12 31.74.01 female -24: 1"]
        assert counted("trained") == ["2019-01 31.74.01 female 25-34: 1"]


class TestTrainings:
    def test_counts_in_the_kecamatan_of_the_centre_in_the_month_of_the_last_session(self):
        crowd = people(10, lives_in=ELSEWHERE)
        verified(attend(training(meeting("2018-03-31"), meeting("2018-04-01"), kecamatan=HOME), *crowd))
        assert counted("trainings") == ["2018-04 31.74.01: 1"]

    @pytest.mark.parametrize(("minutes", "lines"), [(119, []), (120, ["2018-03 31.74.01: 1"])])
    def test_wants_two_hours(self, minutes, lines):
        verified(attend(training(meeting(minutes=minutes)), *people(10)))
        assert counted("trainings") == lines

    def test_sums_the_minutes_of_its_sessions(self):
        verified(attend(training(meeting("2018-03-05", minutes=60), meeting("2018-03-06", minutes=60)), *people(10)))
        assert counted("trainings") == ["2018-03 31.74.01: 1"]

    @pytest.mark.parametrize(("number", "lines"), [(9, []), (10, ["2018-03 31.74.01: 1"])])
    def test_wants_ten_people(self, number, lines):
        verified(attend(training(), *people(number)))
        assert counted("trainings") == lines

    def test_one_person_twice_is_one_person(self):
        verified(attend(training(meeting("2018-03-05"), meeting("2018-03-06")), *people(9)))
        assert counted("trainings") == []

    def test_the_ten_need_not_sit_together(self):
        pair = training(meeting("2018-03-05"), meeting("2018-03-06"))
        attend(pair.sessions.first(), *people(5))
        attend(pair.sessions.last(), *people(5))
        verified(pair)
        assert counted("trainings") == ["2018-03 31.74.01: 1"]

    def test_people_without_identity_are_people(self):
        verified(attend(training(), *(calon() for _ in range(10))))
        assert counted("trainings") == ["2018-03 31.74.01: 1"]

    def test_the_absent_do_not_make_ten(self):
        attend(nine := training(), *people(9))
        verified(attend(nine, person(), status="absent"))
        assert counted("trainings") == []

    def test_a_cancelled_session_gives_no_minutes(self):
        pair = attend(training(meeting("2018-03-05", minutes=60), meeting("2018-03-06", minutes=60)), *people(10))
        cancel_session(by=facilitator(), session=pair.sessions.last())
        verified(pair)
        assert counted("trainings") == []

    def test_waits_for_the_verifier(self):
        submitted(attend(training(), *people(10)))
        assert counted("trainings") == []


class TestAttendances:
    def test_counts_each_session_in_its_own_month(self):
        pair = training(meeting("2018-03-31"), meeting("2018-04-01"))
        one, two, three = people(3)
        attend(pair.sessions.first(), one, two, three)
        attend(pair.sessions.last(), one, two)
        verified(pair)
        assert counted("attendances") == ["2018-03 31.74.01: 3", "2018-04 31.74.01: 2"]

    def test_counts_the_late_and_not_the_absent(self):
        attend(mixed := training(), person(), status="late")
        verified(attend(mixed, person(), status="absent"))
        assert counted("attendances") == ["2018-03 31.74.01: 1"]

    def test_needs_neither_ten_people_nor_two_hours(self):
        verified(attend(training(meeting(minutes=30)), person()))
        assert counted("attendances") == ["2018-03 31.74.01: 1"]

    def test_counts_people_without_identity(self):
        verified(attend(training(), calon()))
        assert counted("attendances") == ["2018-03 31.74.01: 1"]

    def test_a_cancelled_session_counts_nobody(self):
        pair = attend(training(meeting("2018-03-05"), meeting("2018-03-06")), person())
        cancel_session(by=facilitator(), session=pair.sessions.last())
        verified(pair)
        assert counted("attendances") == ["2018-03 31.74.01: 1"]

    def test_waits_for_the_verifier(self):
        submitted(attend(training(), person()))
        assert counted("attendances") == []


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
class TestTheBorderOfAMonth:
    @pytest.fixture(autouse=True)
    def server_in(self, zone):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL TIME ZONE %s", [zone])

    def test_a_session_on_31_january_late_is_january_and_on_1_february_early_is_february(self):
        one, two = people(2, on="2018-01-02")
        verified(attend(training(meeting("2018-01-31", starts="20:30")), one))
        verified(attend(training(meeting("2018-02-01", starts="06:00")), two))
        assert counted("attendances") == ["2018-01 31.74.01: 1", "2018-02 31.74.01: 1"]
        assert counted("trained") == ["2018-01 31.74.01 female 25-34: 1", "2018-02 31.74.01 female 25-34: 1"]

    def test_a_registration_is_of_its_own_day(self):
        person(on="2018-01-31")
        person(on="2018-02-01")
        assert counted("registered") == ["2018-01 31.74.01 female 25-34: 1", "2018-02 31.74.01 female 25-34: 1"]


def test_a_session_moved_over_the_border_takes_its_count_along():
    done = verified(attend(training(meeting("2018-01-31")), *people(10)))
    assert counted("trainings") == ["2018-01 31.74.01: 1"]
    move_session(by=facilitator(), session=done.sessions.get(), meeting=meeting("2018-02-01"), at=now())
    assert counted("trainings") == []
    verified(done)
    assert counted("trainings") == ["2018-02 31.74.01: 1"]


def test_somebody_taken_off_a_verified_roster_counts_no_longer():
    stays, leaves = people(2)
    done = verified(attend(training(), stays, leaves))
    assert counted("trained") == ["2018-03 31.74.01 female 25-34: 2"]
    rosters.leave(by=facilitator(), session=done.sessions.get(), participant=leaves)
    verified(done)
    assert counted("trained") == ["2018-03 31.74.01 female 25-34: 1"]


def test_the_first_month_of_the_programme_counts():
    assert Programme.objects.get().first_month == datetime.date(2017, 12, 1)
    person(on="2017-12-01")
    assert counted("registered") == ["2017-12 31.74.01 female 25-34: 1"]
