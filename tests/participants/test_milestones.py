import datetime
import uuid

import pytest

from okoce.core.months import now, today
from participants import milestones
from participants.models import Milestone
from tests.factories import (
    HOME,
    approved,
    books,
    business,
    capital,
    day,
    facilitator,
    handed_in,
    licence,
    market,
    person,
    photo,
    returned,
    revoked,
    user,
)
from tests.refusals import refused_as_a_whole, refused_beside

pytestmark = pytest.mark.django_db

SOON = today() + datetime.timedelta(days=2)
KINDS = {"licence": licence, "market": market, "books": books, "capital": capital}
# A whole one of each kind.
SAID = {
    "licence": {"licence_type": "NIB", "number": "0220001112223", "own_name": True},
    "market": {"name": "Bazar Tebet"},
    "books": {"month": day("2018-03-01")},
    "capital": {"name": "Koperasi", "amount": 5_000_000},
}


def enter(somebody, kind, *, id=None, by=None, files=(), **said):
    known = {"entered_on": day("2018-04-02"), **SAID[kind]}
    return milestones.enter(
        by=by or facilitator(),
        id=id or uuid.uuid4(),
        participant=somebody,
        kind=kind,
        said=milestones.MilestoneFacts(**known | said),
        today=today(),
        files=files,
    )


def change(made, *, by=None, files=(), **said):
    names = ["entered_on", "completed_on", "business", *milestones.FIELDS[Milestone.Kind(made.kind)]]
    facts = {name: getattr(made, name) for name in names} | said
    said = milestones.MilestoneFacts(**facts)
    return milestones.change(by=by or facilitator(), milestone=made, said=said, today=today(), files=files)


def hand_in(made, *, by=None):
    return milestones.hand_in(by=by or facilitator(), milestone=made, at=now())


class TestEntering:
    @pytest.mark.parametrize("kind", SAID)
    def test_makes_a_draft_that_is_not_completed_yet(self, kind):
        made = enter(person(), kind)
        assert (made.state, made.completed_on, list(made.makers.all())) == ("draft", None, [facilitator()])

    @pytest.mark.parametrize("kind", SAID)
    def test_keeps_of_each_kind_its_own_fields_alone(self, kind):
        everything = {name: value for said in SAID.values() for name, value in said.items()}
        made = enter(person(), kind, **everything | SAID[kind])
        kept = {name for name in everything if getattr(made, name) not in ("", None, False)}
        assert kept == set(SAID[kind])

    def test_a_licence_that_is_applied_for_has_no_number_yet(self):
        made = enter(person(), "licence", number="")
        assert (made.number, made.completed_on) == ("", None)

    def test_the_same_form_twice_makes_one(self):
        ani, key = person(), uuid.uuid4()
        first, second = (enter(ani, "market", id=key, files=[photo()]) for _ in range(2))
        assert (first, Milestone.objects.count(), first.evidence.count()) == (second, 1, 1)

    def test_another_form_with_a_used_key_is_refused(self):
        ani, key = person(), uuid.uuid4()
        enter(ani, "market", id=key)
        with refused_beside("id"):
            enter(ani, "market", id=key, name="Bazar Cawang")

    def test_a_licence_may_be_older_than_the_programme(self):
        made = enter(person(), "licence", entered_on=day("2015-01-05"), completed_on=day("2015-01-05"))
        assert made.completed_on == day("2015-01-05")

    @pytest.mark.parametrize(
        ("kind", "said", "field"),
        [
            ("licence", {"number": " ", "completed_on": day("2018-04-02")}, "number"),
            ("licence", {"licence_type": ""}, "licence_type"),
            ("licence", {"licence_type": "SIM"}, "licence_type"),
            ("licence", {"entered_on": SOON}, "entered_on"),
            ("licence", {"completed_on": day("2018-04-02"), "lapses_on": day("2018-04-02")}, "lapses_on"),
            ("market", {"name": ""}, "name"),
            ("market", {"entered_on": day("2017-11-30")}, "entered_on"),
            ("market", {"completed_on": SOON}, "completed_on"),
            ("market", {"completed_on": day("2018-04-01")}, "completed_on"),
            ("books", {"month": None}, "month"),
            ("books", {"month": day("2018-03-02")}, "month"),
            ("books", {"month": day("2018-04-01"), "completed_on": day("2018-04-29")}, "completed_on"),
            ("capital", {"amount": 0}, "amount"),
            ("capital", {"amount": None}, "amount"),
            ("capital", {"name": ""}, "name"),
        ],
    )
    def test_what_cannot_be_is_refused_beside_its_field(self, kind, said, field):
        with refused_beside(field):
            enter(person(), kind, **said)
        assert Milestone.objects.count() == 0

    def test_books_are_done_on_the_last_day_of_their_month_at_the_earliest(self):
        said = {"month": day("2018-04-01"), "completed_on": day("2018-04-30")}
        assert enter(person(), "books", **said).completed_on == day("2018-04-30")

    def test_the_business_is_one_of_the_person(self):
        ani = person()
        assert enter(ani, "market", business=business(ani)).business.owners.get() == ani
        with refused_beside("business"):
            enter(ani, "market", business=business(person()))


class TestHandingIn:
    @pytest.mark.parametrize("kind", KINDS)
    def test_gives_it_to_a_verifier(self, kind):
        made = hand_in(KINDS[kind](person()))
        assert (made.state, made.submitted_by) == ("submitted", facilitator())

    def test_says_everything_that_is_missing(self, in_english):
        made = enter(person(), "market")
        with refused_as_a_whole() as refusal:
            hand_in(made)
        assert refusal.value.messages == [
            "It is not completed yet: enter the day on which it was.",
            "There is no evidence yet: add a photo or a document.",
        ]

    def test_twice_changes_nothing(self):
        made = hand_in(market(person()))
        assert hand_in(made).submitted_at == made.submitted_at

    def test_by_somebody_else_makes_them_one_of_the_makers(self):
        made, other = market(person()), user(kecamatan=(HOME,))
        hand_in(made, by=other)
        assert set(made.makers.all()) == {facilitator(), other}

    def test_what_came_back_may_be_handed_in_again(self):
        assert hand_in(returned(handed_in(market(person())))).state == "submitted"


class TestAChange:
    def test_of_what_is_counted_takes_the_approval_away(self):
        made = change(approved(market(person())), name="Bazar Cawang")
        assert (made.state, made.version) == ("submitted", 2)

    def test_of_the_day_it_began_takes_no_approval_away(self):
        made = approved(licence(person()))
        assert change(made, entered_on=day("2018-03-01")).state == "verified"

    def test_cannot_take_the_day_of_completion_from_what_was_handed_in(self):
        with refused_beside("completed_on"):
            change(handed_in(market(person())), completed_on=None)

    def test_adds_evidence(self):
        made = enter(person(), "market")
        change(made, completed_on=day("2018-04-03"), files=[photo(), photo()])
        assert (made.evidence.count(), milestones.missing(Milestone.objects.get())) == (2, [])

    def test_of_what_is_void_is_refused(self):
        with refused_as_a_whole():
            change(revoked(handed_in(market(person()))), name="Bazar Cawang")

    def test_that_is_refused_keeps_no_file(self):
        made = enter(person(), "market")
        with refused_beside("name"):
            change(made, name="", files=[photo()])
        assert made.evidence.count() == 0
