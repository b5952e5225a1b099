import datetime

import pytest

from okoce.core.months import JAKARTA, now, today
from participants import rosters, submission
from participants.models import Evidence
from programs.models import Training
from programs.trainings import cancel_session
from tests.factories import (
    ELSEWHERE,
    HOME,
    attend,
    facilitator,
    meeting,
    people,
    person,
    submitted,
    training,
    user,
    verified,
    verifier,
)
from tests.participants.test_verification import send_back
from tests.refusals import refused_as_a_whole
from tests.together import together

pytestmark = pytest.mark.django_db

LATER = today() + datetime.timedelta(days=30)


def submit(made, *, by=None, at=None):
    return submission.submit_training(by=by or facilitator(), training=made, at=at or now())


def at(written):
    return datetime.datetime.fromisoformat(written).replace(tzinfo=JAKARTA)


def hand_over_photo(made):
    """Of the paper list."""
    Evidence.objects.create(
        training=made, file="evidence/x", content_type="image/jpeg", size=1, sha256="0" * 64, uploaded_by=made.logged_by
    )


def missing(made, *, at=None):
    return len(submission.missing(made, at=at or now()))


class TestWhatIsMissing:
    def test_nothing_when_somebody_was_present_at_each_session(self):
        assert missing(attend(training(meeting("2018-03-05"), meeting("2018-03-12")), person())) == 0

    def test_somebody_late_is_somebody_present(self):
        assert missing(attend(training(), person(), status="late")) == 0

    def test_a_session(self):
        made = training()
        cancel_session(by=facilitator(), session=made.sessions.get())
        assert missing(made) == 1

    def test_the_end_of_the_last_session(self):
        made = attend(training(meeting("2018-03-05", starts="09:00", minutes=180)), person())
        assert missing(made, at=at("2018-03-05T11:59")) == 1
        assert missing(made, at=at("2018-03-05T12:00")) == 0

    @pytest.mark.parametrize("status", ["absent", "sick", "excused"])
    def test_somebody_present(self, status):
        assert missing(attend(training(), *people(2), status=status)) == 1

    def test_somebody_present_at_one_of_two_sessions(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"))
        attend(made.sessions.first(), person())
        assert missing(made) == 1

    def test_each_thing_has_a_sentence_of_its_own(self):
        assert missing(training(meeting("2018-03-05"), meeting(LATER))) == 2

    def test_a_session_that_was_cancelled_misses_nothing(self):
        made = training(meeting("2018-03-05"), meeting(LATER))
        attend(made.sessions.first(), person())
        cancel_session(by=facilitator(), session=made.sessions.last())
        assert missing(made) == 0


def lines(made, *, at=None):
    """The checklist: of each line what it is about and how it stands, and at which session it is mended."""
    listed = submission.checklist(made, people=rosters.came(made), at=at or now())
    return {one.about: (one.state, one.session and f"{one.session.held_on}") for one in listed}


class TestTheChecklist:
    def test_of_an_empty_training_leads_to_where_each_thing_is_mended(self):
        made = training(meeting("2018-03-05"), meeting(LATER))
        assert lines(made) == {
            "held": ("missing", f"{LATER}"),
            "attended": ("missing", "2018-03-05"),
            "photo": ("advised", None),
        }

    def test_of_a_training_without_session_begins_there(self):
        made = training()
        cancel_session(by=facilitator(), session=made.sessions.get())
        assert lines(made)["held"] == ("missing", None)

    @pytest.mark.usefixtures("in_english")
    def test_while_the_last_session_runs_waits_for_its_end_and_sends_nobody_anywhere(self):
        made = attend(training(meeting("2018-03-05", starts="09:00", minutes=180)), person())
        assert lines(made, at=at("2018-03-05T08:59"))["held"] == ("missing", "2018-03-05")
        assert lines(made, at=at("2018-03-05T09:00"))["held"] == ("waiting", None)
        assert lines(made, at=at("2018-03-05T12:00"))["held"] == ("done", None)
        assert missing(made, at=at("2018-03-05T09:00")) == 1

    def test_tells_what_it_takes_to_count_as_soon_as_somebody_came(self):
        made = training()
        made.enrolments.create(participant=person(), added_by=made.logged_by)
        assert "large" not in lines(made)
        assert lines(attend(made, person()))["large"] == ("advised", None)

    def test_of_a_training_with_everything_is_done(self):
        made = attend(training(), *people(10))
        hand_over_photo(made)
        assert set(lines(made).values()) == {("done", None)}

    @pytest.mark.usefixtures("in_english")
    def test_tells_of_marks_that_are_missing_and_hinders_nothing(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"))
        attend(made, *people(2))
        made.enrolments.create(participant=person(), added_by=made.logged_by)
        attend(made.sessions.first(), person())
        assert lines(made)["marked"] == ("advised", "2018-03-05")
        sentences = [one.sentence for one in submission.checklist(made, people=3, at=now())]
        assert "3 marks are missing: whoever has none counts as not there." in sentences
        assert submission.missing(made, at=now()) == []

    def test_asks_for_no_mark_at_a_session_that_has_not_begun(self):
        made = training(meeting("2018-03-05"), meeting(LATER))
        attend(made.sessions.first(), person())
        assert lines(made)["marked"] == ("done", None)

    def test_takes_as_many_queries_for_three_people_and_sessions_as_for_one(self, django_assert_num_queries):
        attend(training(), person())
        attend(training(meeting("2018-03-05"), meeting("2018-03-12"), meeting("2018-03-19")), *people(3))
        for one in Training.objects.all():
            with django_assert_num_queries(3):
                submission.checklist(one, people=3, at=now())


@pytest.mark.usefixtures("in_english")
class TestTooSmall:
    def test_is_no_training_of_ten_people_and_two_hours_over_all_its_sessions(self):
        made = training(meeting("2018-03-05", minutes=60), meeting("2018-03-12", minutes=60))
        first, second = made.sessions.all()
        attend(first, *people(9))
        attend(second, person(), status="late")
        assert submission.too_small(made) == ""

    @pytest.mark.parametrize(
        ("minutes", "crowd", "sentence"),
        [
            (120, 9, "This training has 9 people and 120 minutes."),
            (119, 10, "This training has 10 people and 119 minutes."),
            (120, 1, "This training has 1 person and 120 minutes."),
        ],
    )
    def test_is_one_with_less_of_either(self, minutes, crowd, sentence):
        made = attend(training(meeting(minutes=minutes)), *people(crowd))
        assert submission.too_small(made) == (
            f"{sentence} Its attendances count when it is approved; the training itself does not count:"
            " that takes at least 10 people and 120 minutes."
        )

    def test_is_one_whose_other_session_was_cancelled(self):
        made = training(meeting("2018-03-05", minutes=60), meeting("2018-03-12", minutes=60))
        attend(made, *people(10))
        cancel_session(by=facilitator(), session=made.sessions.last())
        assert submission.too_small(made).startswith("This training has 10 people and 60 minutes.")


class TestHandingIn:
    def test_it_waits_and_its_sessions_were_held(self):
        by, moment = user(), now()
        made = submit(attend(training(meeting("2018-03-05"), meeting("2018-03-12")), person()), by=by, at=moment)
        assert (made.state, made.submitted_by, made.submitted_at) == ("submitted", by, moment)
        assert list(made.sessions.values_list("state", flat=True)) == ["held", "held"]
        assert made.makers.filter(pk=by.pk).exists()

    def test_a_session_that_was_cancelled_stays_cancelled(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"))
        attend(made.sessions.first(), person())
        cancel_session(by=facilitator(), session=made.sessions.last())
        assert list(submit(made).sessions.values_list("state", flat=True)) == ["held", "cancelled"]

    def test_what_is_not_ready_is_refused_with_each_reason_and_stays(self):
        made = training(meeting("2018-03-05"), meeting(LATER))
        with refused_as_a_whole() as refusal:
            submit(made)
        assert refusal.value.messages == submission.missing(made, at=now())
        made.refresh_from_db()
        assert (made.state, set(made.sessions.values_list("state", flat=True))) == ("draft", {"planned"})

    @pytest.mark.parametrize("done", [submitted, verified])
    def test_a_second_tap_gets_the_same_answer(self, done):
        first = done(attend(training(), person()))
        before = Training.objects.filter(pk=first.pk).values().get()
        again = submit(first, by=user())
        assert (again, again.state) == (first, before["state"])
        assert Training.objects.filter(pk=first.pk).values().get() == before

    def test_what_came_back_is_handed_in_again_by_whoever_mended_it(self):
        made, other = submitted(attend(training(), person())), user()
        again = submit(send_back(made), by=other)
        assert (again.state, again.submitted_by) == ("submitted", other)
        assert again.version > made.version

    @pytest.mark.usefixtures("committed_db")
    def test_two_taps_in_one_moment_hand_it_in_once(self):
        made = attend(training(), person())
        answers = together(*[lambda: submit(made)] * 8)
        assert {(one.state, one.version) for one in answers} == {("submitted", answers[0].version)}
        assert made.events.filter(state="submitted").count() == 1


class TestWhatIsToBeFinished:
    def test_what_came_back_first_with_its_reason_then_drafts_by_their_last_day(self):
        later, sooner = training(meeting("2018-03-12")), training(meeting("2018-03-05"))
        back = send_back(submitted(attend(training(meeting("2018-04-02")), person())), reason="No photo")
        submitted(attend(training(), person()))
        rows = submission.to_finish(facilitator(), on=today())
        assert [(row, row.reason, str(row.last_day)) for row in rows] == [
            (back, "No photo", "2018-04-02"),
            (sooner, None, "2018-03-05"),
            (later, None, "2018-03-12"),
        ]

    def test_of_two_returns_the_newest_reason(self):
        once = send_back(submitted(attend(training(), person())), reason="No photo")
        send_back(submit(once), reason="No list")
        assert submission.to_finish(facilitator(), on=today()).get().reason == "No list"

    def test_in_the_users_kecamatan_only(self):
        near, _far = training(kecamatan=HOME), training(kecamatan=ELSEWHERE)
        assert list(submission.to_finish(user(kecamatan=(HOME,)), on=today())) == [near]

    def test_nothing_that_is_still_to_come(self):
        training(meeting((today() + datetime.timedelta(days=7)).isoformat()))
        assert list(submission.to_finish(facilitator(), on=today())) == []

    def test_nothing_of_what_is_done(self):
        verified(attend(training(), person()), by=verifier())
        assert list(submission.to_finish(facilitator(), on=today())) == []
