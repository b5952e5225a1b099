"""Where a person stands: the days are those of the counting rules, the sentences are for people."""

import datetime
import itertools

import pytest

from participants.models import Residence
from reports.person import standing_of
from reports.timeline import timeline_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

IDENTITY, CONSENT, HOME, NEW, HELPED, LICENCE, PROOF, APPROVED = range(8)


@pytest.fixture
def ani():
    return factories.person(on="2018-03-05", name="Ani")


def helped(person):
    """Two visits, the second on 2018-03-10."""
    factories.visit(person, on="2018-03-06")
    factories.visit(person, on="2018-03-10")
    return person


def trading(person):
    """Helped, licensed on 2018-03-20, and with books of April."""
    helped(person)
    factories.approved(factories.licence(person, issued="2018-03-20"))
    factories.approved(factories.books(person, month="2018-04"))
    return person


def counted(person):
    factories.approved(factories.case(trading(person)), by=factories.approver())
    return person


# What happens to a person on a day: the second visit, a licence, a proof of trading.
happens = {
    "H": lambda somebody, on: factories.visit(somebody, on=on),
    "L": lambda somebody, on: factories.approved(factories.licence(somebody, issued=on)),
    "P": lambda somebody, on: factories.approved(factories.workers(somebody, on=on)),
}


def told(person, condition):
    one = standing_of(person).conditions[condition]
    return one.state, one.sentence


def next_of(person):
    step = standing_of(person).next
    return step.label, step.url


class TestStages:
    def test_are_seven_each_with_its_name(self, ani):
        assert [f"{stage.step} {stage.name}" for stage in standing_of(ani).stages] == [
            "P1 Registered",
            "P2 Trained",
            "P3 Mentored",
            "P4 Licensed",
            "P5 Marketed",
            "P6 Bookkeeping",
            "P7 Funded",
        ]

    def test_have_the_days_of_the_counting_rules(self, ani):
        factories.verified(factories.attend(factories.training(factories.meeting("2018-03-07")), ani))
        trading(ani)
        factories.approved(factories.market(ani, on="2018-05-02"))
        factories.approved(factories.capital(ani, on="2018-05-03"))
        assert [f"{stage.day}" for stage in standing_of(ani).stages] == [
            "2018-03-05",
            "2018-03-07",
            "2018-03-10",
            "2018-03-20",
            "2018-05-02",
            "2018-04-30",
            "2018-05-03",
        ]

    def test_of_a_candidate_have_none(self):
        standing = standing_of(factories.calon())
        assert ({stage.day for stage in standing.stages}, standing.reached) == ({None}, 0)

    def test_show_what_is_entered_and_not_completed(self, ani):
        factories.licence(ani, issued=None, number="912")
        stage = standing_of(ani).stages[3]
        assert [(stage.day, line.name, line.state, line.word) for line in stage.lines] == [
            (None, "NIB 912", "planned", "not completed")
        ]

    def test_show_what_is_completed_and_not_handed_in(self, ani):
        factories.market(ani, name="Bazar Tebet")
        assert [(line.name, line.word) for line in standing_of(ani).stages[4].lines] == [
            ("Bazar Tebet", "not handed in")
        ]

    def test_show_what_came_back_with_its_reason(self, ani):
        factories.returned(factories.handed_in(factories.licence(ani)), reason="Foto buram")
        stage = standing_of(ani).stages[3]
        assert [(stage.state, line.note) for line in stage.lines] == [("returned", "Foto buram")]

    def test_are_begun_by_what_may_still_count_and_not_by_what_was_revoked(self, ani):
        factories.revoked(factories.approved(factories.licence(ani)))
        factories.market(ani)
        assert [stage.step for stage in standing_of(ani).stages if stage.begun] == ["P5"]

    def test_show_the_evidence(self, ani):
        licence = factories.licence(ani)
        assert [line.files for line in standing_of(ani).stages[3].lines] == [[licence.evidence.get()]]

    def test_show_a_training_with_the_sessions_somebody_came_to(self, ani):
        days = ["2018-03-07", "2018-03-08"]
        training = factories.training(*map(factories.meeting, days))
        first, second = training.sessions.order_by("held_on")
        factories.attend(first, ani)
        factories.attend(second, ani, status="absent")
        assert [(line.state, line.note) for line in standing_of(ani).stages[1].lines] == [
            ("draft", "came to 1 of 2 sessions")
        ]


class TestConditions:
    def test_of_a_new_entrepreneur_are_all_met(self, ani):
        standing = standing_of(counted(ani))
        assert [one.met for one in standing.conditions] == [True] * 8
        assert standing.counts_since == datetime.date(2018, 4, 30)

    def test_of_somebody_registered_are_half_met(self, ani):
        assert [one.met for one in standing_of(ani).conditions] == [True] * 4 + [False] * 4

    @pytest.mark.parametrize(
        ("condition", "sentence"),
        [
            (IDENTITY, "Neither the NIK nor the identity card is recorded."),
            (CONSENT, "Not taken yet."),
            (NEW, "Known when the registration is complete."),
            (HELPED, "No training is finished yet, and no visit recorded."),
            (LICENCE, "No licence is recorded yet."),
            (PROOF, "No proof is recorded yet."),
            (APPROVED, "Comes when everything above is there: the case opens by itself."),
        ],
    )
    def test_of_a_candidate_say_what_is_missing(self, condition, sentence):
        assert told(factories.calon(), condition) == ("draft", sentence)

    def test_an_identity_card_that_was_seen_is_enough(self):
        person = factories.person(nik="", ktp_seen=True)
        assert told(person, IDENTITY) == ("verified", "The identity card was seen.")

    def test_somebody_from_outside_counts_on_a_line_of_its_own(self):
        person = factories.person(lives_in=factories.OUTSIDE)
        sentence = "Lives outside Jakarta: counts on a line of its own, and not towards the city's target."
        assert told(person, HOME) == ("verified", sentence)

    def test_one_visit_says_that_another_is_enough(self, ani):
        factories.visit(ani, on="2018-03-06")
        sentence = "1 of 2 visits so far, on 6 March 2018: another one, on another day, is enough."
        assert told(ani, HELPED) == ("draft", sentence)

    def test_two_visits_on_one_day_are_one(self, ani):
        for _ in range(2):
            factories.visit(ani, on="2018-03-06")
        assert told(ani, HELPED)[1].startswith("1 of 2 visits so far")

    def test_a_training_that_waits_is_named(self, ani):
        training = factories.submitted(factories.attend(factories.training(), ani))
        sentence = f"No training is finished yet, and no visit recorded. {training.curriculum} waits for a verifier."
        assert told(ani, HELPED) == ("draft", sentence)

    def test_help_says_by_what(self, ani):
        assert told(helped(ani), HELPED) == ("verified", "By visits, the last one needed on 10 March 2018.")

    def test_a_training_helps_too(self, ani):
        factories.verified(factories.attend(factories.training(factories.meeting("2018-03-07")), ani))
        assert told(ani, HELPED) == ("verified", "By a training, finished on 7 March 2018.")

    def test_visits_of_a_candidate_are_kept_for_later(self):
        sentence = "The visits are there: they count when the registration is complete."
        assert told(helped(factories.calon()), HELPED) == ("draft", sentence)

    def test_a_licence_that_is_not_issued_is_to_be_completed(self, ani):
        factories.licence(ani, issued=None, number="912")
        assert told(ani, LICENCE) == ("draft", "NIB 912 is not completed yet.")

    def test_a_licence_without_evidence_is_to_be_completed_too(self, ani):
        factories.licence(ani, number="912", files=())
        assert told(ani, LICENCE) == ("draft", "NIB 912 is not completed yet.")

    def test_a_licence_that_is_ready_is_to_be_handed_in(self, ani):
        factories.licence(ani, number="912")
        assert told(ani, LICENCE) == ("draft", "NIB 912 is not handed in yet.")

    def test_a_licence_that_was_handed_in_waits(self, ani):
        licence = factories.handed_in(factories.licence(ani, number="912"))
        assert told(ani, LICENCE) == ("submitted", f"NIB 912 waits for a verifier since {on(licence.submitted_at)}.")

    def test_a_licence_that_came_back_says_why(self, ani):
        factories.returned(factories.handed_in(factories.licence(ani, number="912")), reason="Foto buram")
        assert told(ani, LICENCE) == ("returned", "NIB 912 was sent back: Foto buram")

    def test_a_licence_that_is_void_says_why(self, ani):
        factories.revoked(factories.approved(factories.licence(ani, number="912")), reason="Palsu")
        assert told(ani, LICENCE) == ("draft", "NIB 912 was revoked: Palsu")

    @pytest.mark.parametrize("said", [{"own_name": False}, {"licence_type": "PIRT"}])
    def test_a_licence_that_does_not_count_says_what_would(self, ani, said):
        licence = factories.approved(factories.licence(ani, number="912", **said))
        kind = licence.get_licence_type_display()
        rule = "What counts is one in the person's own name (NIB, IUMK), issued on the day of registration or later."
        assert told(ani, LICENCE) == ("draft", f"{kind} 912 is verified and does not count here. {rule}")

    def test_of_two_licences_the_one_that_waits_is_told(self, ani):
        factories.licence(ani, issued=None, number="1")
        factories.handed_in(factories.licence(ani, number="2"))
        assert told(ani, LICENCE)[0] == "submitted"

    @pytest.mark.parametrize(
        "proof",
        [
            lambda person: factories.books(person, month="2018-04"),
            factories.capital,
            factories.workers,
            lambda person: factories.visit(person, confirms_trading=True),
        ],
        ids=["books", "capital", "workers", "visit"],
    )
    def test_every_kind_of_proof_is_one(self, ani, proof):
        record = proof(ani)
        waits = factories.handed_in(record)
        assert told(ani, PROOF)[0] == "submitted"
        factories.approved(waits)
        assert told(ani, PROOF)[0] == "verified"

    def test_no_worker_proves_nothing(self, ani):
        factories.approved(factories.workers(ani, full_time=0))
        assert told(ani, PROOF) == ("draft", "No proof is recorded yet.")

    def test_licence_and_proof_before_the_help_want_another_proof(self, ani):
        factories.approved(factories.licence(ani, issued="2018-03-05"))
        factories.approved(factories.capital(ani, on="2018-03-06"))
        factories.visit(ani, on="2018-03-07")
        factories.visit(ani, on="2018-03-08")
        order = standing_of(ani).conditions[-2]
        assert (order.state, order.sentence) == (
            "draft",
            "Every licence and every proof so far is from before 8 March 2018, when the programme had helped.",
        )

    def test_a_proof_after_the_help_makes_the_day_and_is_the_one_that_is_shown(self, ani):
        factories.approved(factories.licence(ani, issued="2018-03-05"))
        factories.approved(factories.capital(ani, on="2018-03-06"))
        helped(ani)
        factories.approved(factories.workers(ani, on="2018-03-12"))
        assert told(ani, LICENCE) == ("verified", "Issued on 5 March 2018, and verified.")
        before = "The one of 6 March 2018 was before the programme had helped, so this one makes the day."
        assert told(ani, PROOF) == ("verified", f"Of 12 March 2018, and verified. {before}")
        assert [proof.name for proof in standing_of(ani).conditions[PROOF].proofs] == ["1 paid worker"]

    @pytest.mark.parametrize("order", sorted({"".join(order) for order in itertools.permutations("HLLPP")}))
    def test_the_day_is_the_one_of_a_record_that_is_shown_whatever_came_first(self, ani, order):
        factories.visit(ani, on="2018-03-05")
        for number, letter in enumerate(f"{order}L"):
            happens[letter](ani, f"2018-03-{6 + number:02}")
        factories.approved(factories.case(ani), by=factories.approver())
        standing = standing_of(ani)
        shown = {proof.day for one in standing.conditions[LICENCE:APPROVED] for proof in one.proofs}
        assert {standing.counts_since} <= shown

    def test_of_two_trainings_that_end_on_one_day_the_one_that_helped_is_shown(self, ani):
        last = factories.meeting("2018-03-08", minutes=60)
        helping = factories.training(factories.meeting("2018-03-06", minutes=240), last)
        missed = factories.training(factories.meeting("2018-03-07", minutes=60), last)
        for made, came in ((helping, 0), (missed, 1)):
            factories.attend(made.sessions.all()[came], ani)
            factories.verified(factories.attend(made, factories.person()))
        assert [proof.record for proof in standing_of(ani).conditions[HELPED].proofs] == [helping]

    def test_a_case_waits_for_somebody_who_recorded_none_of_it(self, ani):
        case = factories.case(trading(ani))
        sentence = f"The case of a new entrepreneur waits for a verifier since {on(case.submitted_at)}."
        assert told(ani, APPROVED) == ("submitted", sentence)

    def test_a_case_that_came_back_says_why(self, ani):
        factories.returned(factories.case(trading(ani)), reason="Siapa pemiliknya?")
        assert told(ani, APPROVED) == ("returned", "The case of a new entrepreneur was sent back: Siapa pemiliknya?")

    def test_a_case_is_about_to_open(self, ani):
        assert told(trading(ani), APPROVED) == ("draft", "Everything above is there: the case opens in a moment.")

    def test_an_approval_says_whose(self, ani):
        counted(ani)
        approval = ani.entrepreneur.verifications.get()
        assert told(ani, APPROVED) == ("verified", f"By {approval.checked_by} on {on(approval.checked_at)}.")

    def test_an_approval_stands_when_the_licence_is_revoked(self, ani):
        counted(ani)
        factories.revoked(ani.milestones.get(kind="licence"))
        assert [one.met for one in standing_of(ani).conditions] == [True, True, True, True, True, False, True, True]

    def test_an_approval_may_be_taken_back_at_the_desk(self, ani):
        counted(ani)
        step = standing_of(ani).conditions[APPROVED].step
        assert (step.label, step.url) == ("Send back or revoke", f"/verification/entrepreneur/{ani.entrepreneur.pk}/")

    def test_a_case_that_was_revoked_says_why_and_may_be_approved_again(self, ani):
        counted(ani)
        factories.revoked(ani.entrepreneur, reason="Usaha orang lain.")
        assert told(ani, APPROVED) == ("revoked", "The case of a new entrepreneur was revoked: Usaha orang lain.")
        assert standing_of(ani).conditions[APPROVED].step.url == f"/verification/entrepreneur/{ani.entrepreneur.pk}/"

    @pytest.mark.parametrize("baseline", ["unlicensed", "licensed"])
    def test_of_somebody_who_was_trading_end_with_the_licence(self, baseline):
        standing = standing_of(factories.person(baseline=baseline))
        assert [one.state for one in standing.conditions] == ["verified", "verified", "verified", "cancelled", "draft"]

    def test_of_somebody_who_had_a_licence_lead_to_level_up(self, ani):
        factories.approved(factories.licence(ani, issued="2018-01-10"))
        factories.approved(factories.licence(ani, issued="2018-04-10"))
        standing = standing_of(ani)
        assert (standing.is_level_up, standing.counts_since) == (True, datetime.date(2018, 4, 10))


class TestWhatIsNext:
    def test_a_candidate_is_completed(self):
        person = factories.calon()
        assert next_of(person) == ("Add what is missing", f"/participants/{person.pk}/complete/")

    def test_somebody_registered_is_visited(self, ani):
        assert next_of(ani) == ("Record a visit", f"/participants/{ani.pk}/visits/new/")

    def test_somebody_helped_gets_a_licence(self, ani):
        assert next_of(helped(ani)) == ("Record a licence", f"/participants/{ani.pk}/milestones/licence/new/")

    def test_what_was_begun_is_completed(self, ani):
        licence = factories.licence(helped(ani), issued=None, number="912")
        assert next_of(ani) == ("Complete: NIB 912", f"/milestones/{licence.pk}/")

    def test_what_is_ready_is_handed_in(self, ani):
        licence = factories.licence(helped(ani), number="912")
        assert next_of(ani) == ("Hand in: NIB 912", f"/milestones/{licence.pk}/")

    def test_what_came_back_is_mended_first(self, ani):
        report = factories.workers(ani)
        factories.returned(report)
        assert next_of(ani) == ("Mend: 1 paid worker", f"/job-reports/{report.pk}/")

    def test_says_what_the_verifier_wrote(self, ani):
        factories.returned(factories.handed_in(factories.licence(ani, number="912")), reason="Foto buram.")
        assert standing_of(ani).next.sentence == "NIB 912 was sent back: Foto buram. Mend it and hand it in again."

    def test_what_waits_keeps_nobody_from_the_rest(self, ani):
        factories.handed_in(factories.licence(helped(ani)))
        assert next_of(ani) == ("Record a visit", f"/participants/{ani.pk}/visits/new/")

    def test_when_all_the_rest_is_there_a_verifier_looks(self, ani):
        case = factories.case(trading(ani))
        assert next_of(ani) == ("Check: The case of a new entrepreneur", f"/verification/entrepreneur/{case.pk}/")

    def test_a_case_that_came_back_is_handed_in_again(self, ani):
        case = factories.case(trading(ani))
        factories.returned(case)
        assert next_of(ani) == ("Hand the case in again", f"/entrepreneurs/{case.pk}/submit/")

    def test_whoever_counts_climbs_on(self, ani):
        assert next_of(counted(ani)) == ("Record a market event", f"/participants/{ani.pk}/milestones/market/new/")

    def test_at_the_top_there_is_nothing(self, ani):
        counted(ani)
        factories.approved(factories.market(ani))
        factories.approved(factories.capital(ani))
        assert standing_of(ani).next is None


class TestJobs:
    def test_are_what_counts(self, ani):
        for day, workers in [("2018-04-01", 2), ("2018-05-01", 1), ("2018-06-01", 5)]:
            factories.approved(factories.workers(ani, on=day, full_time=workers))
        assert standing_of(ani).jobs == 5


class TestTimeline:
    def test_tells_what_happened_newest_first(self, ani):
        factories.visit(ani, on="2018-03-06")
        factories.attend(factories.training(factories.meeting("2018-03-07")), ani)
        factories.licence(ani, issued="2018-03-20", number="912", entered_on="2018-03-10")
        training = ani.attendances.get().session.training.curriculum
        assert [event.what for event in timeline_of(standing_of(ani).facts) if event.day.year == 2018] == [
            "NIB 912: issued",
            "NIB 912: begun",
            f"Training {training}: present",
            "Visit (in person): Usaha",
            "Registered: consent and the business at the start taken",
        ]

    def test_names_who_did_it(self, ani):
        verifier = factories.verifier()
        licence = factories.approved(factories.licence(ani, number="912"), by=verifier)
        newest = timeline_of(standing_of(ani).facts)[:2]
        assert [(event.what, event.who) for event in newest] == [
            ("NIB 912: approved", verifier),
            ("NIB 912: handed in", licence.submitted_by),
        ]

    def test_tells_every_decision_with_its_reason(self, ani):
        licence = factories.returned(factories.handed_in(factories.licence(ani, number="912")), reason="Foto buram")
        factories.approved(licence)
        decisions = [event for event in timeline_of(standing_of(ani).facts) if event.icon != "file"]
        assert [(event.what, event.note) for event in decisions if event.note] == [("NIB 912: returned", "Foto buram")]

    def test_tells_of_a_move(self, ani):
        from_there = ani.residences.get()
        factories.moved(ani, to=factories.ELSEWHERE, since="2018-06-01", by=from_there.recorded_by)
        (moved,) = [event for event in timeline_of(standing_of(ani).facts) if event.icon == "pin"]
        assert (moved.what, f"{moved.day}", moved.who) == (
            "Moved from Tebet to Kebon Jeruk",
            "2018-06-01",
            from_there.recorded_by,
        )

    def test_tells_of_a_move_of_before_there_were_transfers(self, ani):
        (first,), facts = ani.residences.all(), standing_of(ani).facts
        elsewhere, by = factories.kecamatan(factories.ELSEWHERE), first.recorded_by
        facts.residences.append(
            Residence(participant=ani, kecamatan=elsewhere, since=datetime.date(2018, 6, 1), recorded_by=by)
        )
        (moved,) = [event for event in timeline_of(facts) if event.icon == "pin"]
        assert (moved.what, f"{moved.day}", moved.who) == ("Moved: Kebon Jeruk", "2018-06-01", by)

    def test_tells_of_the_case(self, ani):
        counted(ani)
        (opened,) = [event for event in timeline_of(standing_of(ani).facts) if event.icon == "status-open"]
        assert (opened.what, opened.who) == (
            "Everything that makes a new entrepreneur is there: the case was opened",
            None,
        )

    def test_tells_of_a_business_and_of_workers(self, ani):
        factories.business(ani, name="Warung Ani")
        factories.workers(ani, full_time=1, part_time=2)
        words = {event.what for event in timeline_of(standing_of(ani).facts)}
        assert "Business Warung Ani recorded" in words
        assert "3 paid workers reported: 1 full time, 2 part time" in words


def on(moment):
    """As the pages write the day of a moment in Jakarta."""
    local = moment.astimezone(datetime.timezone(datetime.timedelta(hours=7)))
    return f"{local.day} {local:%B %Y}"
