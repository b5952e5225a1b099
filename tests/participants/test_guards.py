"""What must always be true of people: each named guard of the database refuses, whatever the code forgot."""

import contextlib
import datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from okoce.accounts.roles import Role
from okoce.core.months import now, today
from okoce.embedded.places import APPLICATION
from participants.models import Attendance, Distinction, Enrolment, Evidence, Participant, Residence, Verification
from programs.models import Training, TrainingSession
from tests import pristine
from tests.factories import (
    attend,
    calon,
    facilitator,
    meeting,
    person,
    submitted,
    training,
    user,
    verified,
    verifier,
    visit,
)
from tests.refusals import refused_by

pytestmark = pytest.mark.django_db

# Still to come when midnight passes while the tests run.
SOON = today() + datetime.timedelta(days=2)


@pytest.fixture
def may_make_temporary_tables(django_db_setup):
    database = connection.settings_dict["NAME"]
    with contextlib.closing(pristine.connect()) as server, server.cursor() as cursor:
        cursor.execute(f"GRANT TEMPORARY ON DATABASE {database} TO {APPLICATION}")
        yield
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM {APPLICATION}")


def update(somebody, **values):
    Participant.objects.filter(pk=somebody.pk).update(**values)


def mark(made, who, status="present"):
    return Attendance.objects.create(
        session=made.sessions.get(), participant=who, status=status, recorded_by=facilitator(), recorded_at=now()
    )


def decide(made, decision="approved", **other):
    said = {"version": made.version, "made_by": made.submitted_by, "checked_by": verifier(), "reason": ""}
    return Verification.objects.create(training=made, decision=decision, **said | other)


def waiting():
    return submitted(attend(training(), person()))


class TestPeople:
    def test_a_number_is_given_once(self):
        with refused_by("participants_participant_nik_fingerprint_key"):
            update(person(), nik_fingerprint=person().nik_fingerprint)

    def test_a_sealed_number_has_a_fingerprint(self):
        with refused_by("sealed_nik_has_a_fingerprint"):
            update(person(), nik_fingerprint=None)

    def test_after_an_erasure_the_fingerprint_stays_and_the_identity_with_it(self):
        somebody = person()
        update(somebody, nik_sealed=None, name="", phone="", birth_date=None, nik_tail="")
        somebody.refresh_from_db()
        assert (somebody.identity_verified, somebody.nik_masked, somebody.birth_year) == (True, "", 1990)

    @pytest.mark.parametrize("half", [{"consent_version": ""}, {"baseline": ""}])
    def test_a_registration_is_whole(self, half):
        with refused_by("registration_is_whole"):
            update(person(), **half)

    def test_sex_is_a_known_word(self):
        with refused_by("sex_is_known_word"):
            update(person(), sex="other")

    def test_the_baseline_is_a_known_word(self):
        with refused_by("baseline_is_known_word"):
            update(person(), baseline="rich")

    @pytest.mark.parametrize("year", [1991, None])
    def test_the_year_of_birth_goes_with_the_date(self, year):
        with refused_by("birth_year_goes_with_the_date"):
            update(person(born="1990-01-01"), birth_year=year)

    def test_nobody_registered_before_the_programme(self):
        with refused_by("registration_within_programme"):
            update(person(), registered_on="2017-11-30")

    def test_nobody_registers_in_the_future(self):
        with refused_by("registration_not_in_future"):
            update(person(), registered_on=SOON)

    def test_one_home_a_day(self):
        somebody = person(on="2018-03-05")
        with refused_by("one_residence_a_day"):
            Residence.objects.create(participant=somebody, since="2018-03-05", recorded_by=facilitator())

    def test_nobody_moves_in_the_future(self):
        with refused_by("residence_not_in_future"):
            Residence.objects.create(participant=person(), since=SOON, recorded_by=facilitator())


class TestAttendance:
    def test_one_of_a_person_at_a_session(self):
        made, somebody = training(), person()
        mark(made, somebody)
        with refused_by("one_attendance_a_session"):
            mark(made, somebody)

    def test_its_status_is_a_known_word(self):
        with refused_by("attendance_status_is_known"):
            mark(training(), person(), "asleep")

    def test_nobody_attends_in_the_future(self):
        with refused_by("attendance_not_in_future"):
            mark(training(meeting(SOON)), person())

    def test_a_session_with_a_roster_does_not_move_into_the_future(self):
        attend(training(), person())
        with refused_by("attendance_not_in_future"):
            TrainingSession.objects.update(held_on="2999-12-31")

    @pytest.mark.parametrize("change", ["add", "change", "remove"])
    def test_a_roster_moves_the_version_and_takes_the_approval(self, change):
        made = verified(attend(training(), person()))
        if change == "add":
            mark(made, person())
        elif change == "change":
            Attendance.objects.update(status="sick")
        else:
            Attendance.objects.all().delete()
        now_is = Training.objects.get(pk=made.pk)
        assert (now_is.state, now_is.version > made.version) == ("submitted", True)


class TestDecisions:
    def test_the_checker_is_not_the_maker(self):
        made, stranger = waiting(), user(Role.VERIFIER)
        with refused_by("checker_is_not_maker"):
            decide(made, made_by=stranger, checked_by=stranger)

    def test_the_checker_recorded_none_of_it(self):
        made = waiting()
        with refused_by("checker_made_none_of_it"):
            decide(made, made_by=user(), checked_by=facilitator())

    def test_none_is_of_tomorrow(self, monkeypatch):
        made, later = waiting(), now() + datetime.timedelta(minutes=5)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        with refused_by("decided_by_now"):
            decide(made)

    def test_a_return_has_a_reason(self):
        with refused_by("a_return_has_a_reason"):
            decide(waiting(), "returned")

    def test_the_decision_is_a_known_word(self):
        with refused_by("decision_is_known"):
            decide(waiting(), "maybe")

    def test_only_an_approval_verifies(self):
        made = waiting()
        with refused_by("verified_by_an_approval"):
            Training.objects.filter(pk=made.pk).update(state="verified")

    def test_only_an_approval_of_this_version(self):
        made = waiting()
        decide(made, version=made.version - 1)
        with refused_by("verified_by_an_approval"):
            Training.objects.filter(pk=made.pk).update(state="verified")

    def test_only_an_approval_that_was_not_taken_back(self):
        made = waiting()
        decide(made)
        decide(made, "returned", reason="No photo")
        with refused_by("verified_by_an_approval"):
            Training.objects.filter(pk=made.pk).update(state="verified")

    def test_no_training_begins_as_verified(self):
        made = verified(attend(training(), person()))
        twin = Training.objects.values().get(pk=made.pk) | {"id": calon().pk}
        with refused_by("verified_by_an_approval"):
            Training.objects.create(**twin)

    @pytest.mark.parametrize(
        ("table", "column"),
        [
            ("participants_verification", "id"),
            ("participants_participantevent", "pgh_id"),
            ("participants_residenceevent", "pgh_id"),
        ],
    )
    @pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
    def test_decisions_and_the_trails_are_never_changed(self, table, column, change):
        with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(change.format(table, column))

    def test_an_approval_in_a_temporary_table_is_none(self, may_make_temporary_tables):
        made = waiting()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE participants_verification ON COMMIT DROP AS"
                " SELECT 1 AS id, id AS training_id, version, 'approved' AS decision FROM programs_training"
            )
        with refused_by("verified_by_an_approval"):
            Training.objects.filter(pk=made.pk).update(state="verified")

    def test_a_training_with_decisions_is_not_deleted(self):
        made = verified(attend(training(), person()))
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.all().delete()
            made.delete()

    def test_the_trail_of_a_person_holds_no_name_phone_or_number(self):
        somebody = person(name="Siti Rahayu", phone="081234567890")
        trail = str(apps.get_model("participants", "ParticipantEvent").objects.values().get())
        assert [word for word in ("Siti", "0812", somebody.nik_tail) if word in trail] == []


def told_apart(one, other, because="cards"):
    return Distinction.objects.create(first=one, second=other, because=because, said_by=facilitator())


@pytest.fixture
def two():
    """Two people in the order of their keys."""
    return sorted([calon(), calon()], key=lambda somebody: somebody.pk)


def test_two_people_are_told_apart_once(two):
    told_apart(*two)
    with refused_by("one_distinction_of_two"):
        told_apart(*two, because="known")


def test_two_people_who_are_told_apart_stand_in_order(two):
    with refused_by("distinction_is_in_order"):
        told_apart(*reversed(two))


def test_two_people_are_told_apart_for_a_reason_that_is_known(two):
    with refused_by("distinction_reason_is_known"):
        told_apart(*two, because="maybe")


def test_somebody_is_on_the_list_of_a_training_once():
    made, somebody = training(), calon()
    Enrolment.objects.create(training=made, participant=somebody, added_by=facilitator())
    with refused_by("one_enrolment_a_training"):
        Enrolment.objects.create(training=made, participant=somebody, added_by=facilitator())


@pytest.mark.parametrize("of", [{}, {"training": True, "participant": True}])
def test_evidence_is_of_a_person_unless_it_is_of_a_training(of):
    whose = {"training": training()} if "training" in of else {"visit": visit(person())}
    whose |= {"participant": calon()} if "participant" in of else {}
    with refused_by("evidence_of_a_person_unless_of_a_training"):
        Evidence.objects.create(
            content_type="image/jpeg", size=1, sha256="0" * 64, uploaded_by=facilitator(), file="a.jpg", **whose
        )
