"""Who is one step away, in stories; and for many made people, the same as the conditions on the person's own page say."""

import datetime
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants import registration
from participants.models import Participant, State
from reports.missing import told
from reports.one_step import Missing, one_step_away
from reports.person import standing_of
from tests import factories
from tests.factories import approved, books, handed_in, licence, returned, revoked, visit, workers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DAY = datetime.date(2018, 6, 1)


def read(by=None):
    """[(name, what is missing)], and how many wait."""
    reading = one_step_away(by or factories.facilitator(), on=DAY)
    names = dict(Participant.objects.values_list("pk", "name"))
    return [(names[one.person], one.missing) for one in reading.near], reading.waiting


def missing(person):
    """What the one thing is; None when there is none, or more than one."""
    return dict(read()[0]).get(person.name)


def words():
    near = one_step_away(factories.facilitator(), on=DAY).near
    return [(row.person.name, row.step.sentence, row.step.label, row.step.url) for row in told(near)]


@pytest.fixture
def ani():
    return factories.person(on="2018-03-05", name="Ani")


def helped(person):
    visit(person, on="2018-03-06")
    visit(person, on="2018-03-10")
    return person


def licensed(person, issued="2018-03-20"):
    approved(licence(person, issued=issued))
    return person


def trading(person):
    approved(books(person, month="2018-04"))
    return person


class TestSomebody:
    def test_who_lacks_a_proof_is_one_visit_away(self, ani):
        licensed(helped(ani))
        sentence = "A proof of trading, such as a visit with a photo."
        assert words() == [("Ani", sentence, "Record a visit", f"/participants/{ani.pk}/visits/new/?from=visits")]

    def test_who_lacks_the_licence_is_one_licence_away(self, ani):
        trading(helped(ani))
        sentence = "A licence in the person's own name: NIB, IUMK."
        url = f"/participants/{ani.pk}/milestones/licence/new/"
        assert words() == [("Ani", sentence, "Record a licence", url)]

    def test_who_applied_for_the_licence_completes_it(self, ani):
        applied = licence(trading(helped(ani)), issued=None, number="912")
        assert words() == [("Ani", "NIB 912 is not completed.", "Complete", f"/milestones/{applied.pk}/")]

    def test_who_has_one_visit_and_a_licence_is_one_visit_away_that_sees_the_business(self, ani):
        visit(licensed(ani), on="2018-03-06")
        assert missing(ani) == Missing.VISIT
        visit(ani, on="2018-05-02", confirms_trading=True)
        assert read() == ([], 1)

    def test_whose_second_visit_was_today_is_told_to_come_another_day(self, ani):
        visit(licensed(ani), on=DAY)
        assert missing(ani) == Missing.VISIT

    def test_who_had_no_visit_and_no_training_is_further_away(self, ani):
        trading(licensed(ani))
        assert read() == ([], 0)

    def test_whose_licence_and_proof_came_before_the_help_lacks_a_later_proof(self, ani):
        approved(visit(licensed(ani, issued="2018-03-06"), on="2018-03-06", confirms_trading=True))
        factories.verified(factories.attend(factories.training(factories.meeting("2018-03-10")), ani))
        assert missing(ani) == Missing.LATER_PROOF

    def test_whose_identity_is_not_known_is_one_look_at_the_card_away(self):
        ani = factories.person(on="2018-03-05", name="Ani", nik="")
        trading(licensed(helped(ani)))
        sentence = "The NIK, or a look at the identity card."
        assert words() == [("Ani", sentence, "Add what is missing", f"/participants/{ani.pk}/complete/")]
        registration.complete(
            by=factories.facilitator(),
            participant=ani,
            said=registration.Particulars(name="Ani", ktp_seen=True),
            on=DAY,
            today=DAY,
        )
        assert read() == ([], 1)

    def test_whose_home_is_not_known_is_one_answer_away(self):
        ani = trading(licensed(helped(factories.homeless(on="2018-03-05", name="Ani"))))
        assert words() == [("Ani", "Where the person lives.", "Record the home", f"/participants/{ani.pk}/transfer/")]

    @pytest.mark.parametrize("lacks_too", ["proof", "identity"])
    def test_who_lacks_two_things_is_not_there(self, lacks_too):
        ani = helped(factories.person(on="2018-03-05", **({"nik": ""} if lacks_too == "identity" else {})))
        if lacks_too == "identity":
            trading(ani)
        assert read() == ([], 0)

    def test_who_had_a_business_never_counts_and_is_not_there(self):
        licensed(helped(factories.person(on="2018-03-05", baseline="unlicensed")))
        assert read() == ([], 0)

    def test_who_counts_is_not_there(self, ani):
        approved(factories.case(trading(licensed(helped(ani)))), by=factories.approver())
        assert read() == ([], 0)

    def test_of_another_facilitator_is_not_there(self, ani):
        licensed(helped(ani))
        assert read(factories.user(kecamatan=(factories.HOME,))) == ([], 0)

    def test_from_outside_jakarta_comes_last_and_is_told_of_it(self, ani):
        trading(helped(ani))
        licensed(helped(factories.person(lives_in=factories.OUTSIDE, on="2018-03-05", name="Abdul")))
        handed = told(one_step_away(factories.facilitator(), on=DAY).near)
        assert [(row.person.name, row.outside) for row in handed] == [("Ani", False), ("Abdul", True)]


class TestWhatIsThereAndNotHandedIn:
    def test_is_nearer_than_anything_else(self, ani):
        licensed(helped(ani))
        zaki = licensed(helped(factories.person(on="2018-03-05", name="Zaki")))
        made = books(zaki, month="2018-04")
        assert read()[0] == [("Zaki", Missing.HAND_IN), ("Ani", Missing.PROOF)]
        assert words()[0] == (
            "Zaki",
            "Books of April 2018 is not handed in.",
            "Hand in",
            f"/milestones/{made.pk}/submit/",
        )

    def test_waits_for_a_verifier_afterwards(self, ani):
        made = books(licensed(helped(ani)), month="2018-04")
        handed_in(made)
        assert read() == ([], 1)

    def test_is_mended_when_it_came_back(self, ani):
        made = returned(handed_in(books(licensed(helped(ani)), month="2018-04")))
        assert words() == [("Ani", "Books of April 2018 came back from a verifier.", "Mend", f"/milestones/{made.pk}/")]

    def test_is_not_there_when_it_would_not_be_enough(self, ani):
        licence(trading(helped(ani)), licence_type="HALAL", issued="2018-05-02")
        assert missing(ani) == Missing.LICENCE

    def test_may_be_a_report_of_workers(self, ani):
        made = returned(workers(licensed(helped(ani)), on="2018-05-02"))
        assert words() == [("Ani", "1 paid worker came back from a verifier.", "Mend", f"/job-reports/{made.pk}/")]

    def test_may_be_a_training(self, ani):
        training = factories.attend(factories.training(factories.meeting("2018-03-07")), ani)
        trading(licensed(ani))
        assert words() == [("Ani", f"{training.curriculum} is not handed in.", "Hand in", f"/trainings/{training.pk}/")]

    def test_is_no_training_whose_last_session_lies_ahead(self, ani):
        training = factories.training(factories.meeting("2018-03-07"), factories.meeting("2018-06-02", minutes=15))
        factories.attend(training.sessions.get(held_on="2018-03-07"), ani)
        trading(licensed(ani))
        assert read() == ([], 0)

    def test_of_two_that_are_both_needed_leaves_somebody_further_away(self, ani):
        licence(helped(ani), issued="2018-03-20")
        books(ani, month="2018-04")
        assert read() == ([], 0)


class TestTheCase:
    def test_that_waits_is_counted_and_no_work(self, ani):
        factories.case(trading(licensed(helped(ani))))
        assert read() == ([], 1)

    def test_that_came_back_is_handed_in_again(self, ani):
        case = returned(factories.case(trading(licensed(helped(ani)))))
        sentence = "The case came back from a verifier."
        assert words() == [("Ani", sentence, "Hand in again", f"/entrepreneurs/{case.pk}/submit/")]

    def test_that_was_revoked_is_over(self, ani):
        revoked(approved(factories.case(trading(licensed(helped(ani)))), by=factories.approver()))
        assert read() == ([], 0)

    def test_that_came_back_while_something_else_is_missing_is_two_things(self, ani):
        proof = approved(books(licensed(helped(ani)), month="2018-04"))
        returned(factories.case(ani))
        revoked(proof)
        assert read() == ([], 0)

    def test_that_stands_counts_again_with_the_one_thing(self, ani):
        proof = approved(books(licensed(helped(ani)), month="2018-04"))
        approved(factories.case(ani), by=factories.approver())
        revoked(proof)
        assert missing(ani) == Missing.PROOF


# What each of many people has of each kind, and in which state.
HELP = {
    "no help": lambda person: None,
    "a visit": lambda person: visit(person, on="2018-03-06"),
    "visits": helped,
}
LICENCES = {
    "no licence": lambda person: None,
    "applied for": lambda person: licence(person, issued=None),
    "licence draft": lambda person: licence(person, issued="2018-03-20"),
    "licence waits": lambda person: handed_in(licence(person, issued="2018-03-20")),
    "licensed": licensed,
}
PROOFS = {
    "no proof": lambda person: None,
    "books draft": lambda person: books(person, month="2018-04"),
    "workers wait": lambda person: workers(person, on="2018-05-01"),
    "trading": trading,
}
HELPED, LICENCE, PROOF = 4, 5, 6


def by_the_conditions(person):
    """The same question, asked of the conditions on the person's page: what is not there and does not wait either."""
    conditions = standing_of(person).conditions[HELPED : PROOF + 1]
    lacking = {at for at, one in enumerate(conditions, HELPED) if one.state not in (State.VERIFIED, State.SUBMITTED)}
    first = person.visits.count() == 1
    if lacking in ({LICENCE}, {PROOF}):
        drafts = person.milestones.filter(state=State.DRAFT).exclude(completed_on=None)
        kinds = {LICENCE: ["licence"], PROOF: ["books"]}[min(lacking)]
        if drafts.filter(kind__in=kinds).exists():
            return Missing.HAND_IN
        return {LICENCE: Missing.LICENCE, PROOF: Missing.PROOF}[min(lacking)]
    # One visit that sees the business trading is a second visit and a proof.
    return Missing.VISIT if first and HELPED in lacking and LICENCE not in lacking else None


def test_it_agrees_with_the_conditions_of_each_person():
    expected = {}
    for kinds in itertools.product(HELP, LICENCES, PROOFS):
        person = factories.person(on="2018-03-05", name=", ".join(kinds))
        for kind, ways in zip(kinds, (HELP, LICENCES, PROOFS), strict=True):
            ways[kind](person)
        expected[person.name] = by_the_conditions(person)
    found, waiting = read()
    assert dict(found) == {name: thing for name, thing in expected.items() if thing}
    # Those with visits, a licence and a proof of which something waits, or whose case is not opened yet.
    assert waiting == 4


def test_it_takes_as_many_queries_for_three_as_for_one(ani):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            told(one_step_away(factories.facilitator(), on=DAY).near)
        return len(queries)

    books(licensed(helped(ani)), month="2018-04")
    once = asked()
    for _ in range(2):
        books(licensed(helped(factories.person(on="2018-03-05"))), month="2018-04")
    assert asked() == once
