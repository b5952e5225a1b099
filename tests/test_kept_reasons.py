"""A reason that stays on record holds no number of a person, whatever it is the reason of."""

import ast
import uuid

import pytest
from django.core.exceptions import ValidationError

from okoce.accounts.links import make_link
from okoce.accounts.roles import Role
from okoce.core.months import Month, now, today
from okoce.core.reasons import for_the_record
from participants import correction, handover, merging, transfers
from participants.quality import answering
from participants.reconciling import deciding, withdrawing
from programs.expenses import strike_out_expense
from programs.models import Target
from reports import definitions, reopening, targets
from reports.explaining.asked import Number
from reports.exporting import asking
from reports.models import Definition, SampledRow
from reports.sampling.judging import judge
from tests import factories
from tests.factories import approved, handed_in, licence, user
from tests.participants.listing import line, load, match_of
from tests.refusals import refused_beside
from tests.reports.closed import closed
from tests.reports.test_sampling import entrepreneur
from tests.test_architecture import FILES, name_of, tree_of

WITH_A_NUMBER = "The card of 99 0101 410185 0003 says so"


def merge(said):
    kept, folded = factories.people(2)
    merging.merge(by=user(Role.VERIFIER), id=uuid.uuid4(), kept=kept, folded=folded, because=said, at=now())


def unmerge(said):
    merging.unmerge(by=user(Role.VERIFIER), merge=factories.merge(), because=said, at=now())


def transfer(said):
    told = {"to": factories.kecamatan(factories.FAR), "since": today(), "because": said}
    transfers.transfer(by=user(Role.VERIFIER), participant=factories.person(), at=now(), **told)


def undo_transfer(said):
    factories.taken_back(factories.transfer(), because=said)


def correct(said):
    right = correction.Corrected(name="Sari", sex="male")
    correction.correct(
        by=factories.facilitator(), participant=factories.person(), said=right, reason=said, today=today()
    )


def hand_over(said):
    one, other = user(kecamatan=(factories.HOME,)), user(kecamatan=(factories.HOME,))
    handover.hand_over(by=user(Role.ADMIN), giver=one, taker=other, day=today(), reason=said, today=today())


def undo(said):
    number = factories.nik()
    somebody = factories.person(nik=number)
    load(line(nik=number))
    by = user(Role.VERIFIER)
    deciding.confirm(by=by, match=match_of(somebody), at=now())
    deciding.undo(by=by, match=match_of(somebody), because=said, at=now())


def withdraw(said):
    one = load(line(nik=factories.nik()))
    withdrawing.withdraw(by=user(Role.STAFF), official=one, because=said, at=now())


def explain(said):
    answering.explain(by=user(Role.VERIFIER), finding=factories.finding(on=today()), because=said, at=now())


def hand_on(said):
    answering.hand_on(
        by=user(Role.VERIFIER), finding=factories.finding(on=today()), to=user(Role.VERIFIER), because=said, at=now()
    )


def send_back(said):
    factories.returned(handed_in(licence(factories.person())), reason=said)


def revoke(said):
    factories.revoked(approved(licence(factories.person())), reason=said)


def strike_out(said):
    strike_out_expense(by=user(Role.STAFF), expense=factories.expense(), reason=said)


def link(said):
    make_link(by=user(Role.ADMIN), user=user(), at=now(), resets_second_factor=True, reason=said)


def target(said):
    old = Target.objects.filter(superseded_by=None, unit="people").first()
    version = targets.NewVersion(1, 2, valid_from=Month.parse("2018-03"), source="The council", reason=said)
    targets.new_version(by=user(Role.STAFF), target=old, said=version)


def define(said):
    factories.definition(reason=said)


def name(said):
    definitions.name_headline(
        by=user(Role.STAFF), definition=Definition.objects.first(), from_month=Month.of(today()), reason=said
    )


def reopen(said):
    reopening.ask(by=user(Role.STAFF), closing=closed("2018-03"), reason=said, at=now())


def judged(said):
    verifier = user(Role.VERIFIER, kecamatan=(factories.ELSEWHERE,))
    entrepreneur()
    closed("2018-03")
    judge(by=verifier, row=SampledRow.objects.get(), verdict="right", because=said, at=now())


def take_along(said):
    march = Month(2018, 3)
    asked = Number("licensed", march, march)
    asking.ask(by=user(Role.STAFF), asked=asked, format="csv", with_names=True, reason=said, at=now())


# Every verb that keeps a reason, and beside which field it refuses.
VERBS = {
    "okoce.accounts.links.make_link": (link, "reason"),
    "participants.correction.correct": (correct, "reason"),
    "participants.handover.hand_over": (hand_over, "reason"),
    "participants.merging.merge": (merge, "because"),
    "participants.merging.unmerge": (unmerge, "because"),
    "participants.quality.answering.explain": (explain, "because"),
    "participants.quality.answering.hand_on": (hand_on, "because"),
    "participants.reconciling.deciding.undo": (undo, "because"),
    "participants.reconciling.withdrawing.withdraw": (withdraw, "because"),
    "participants.transfers.take_back": (undo_transfer, "because"),
    "participants.transfers.transfer": (transfer, "because"),
    "participants.verification.revoke": (revoke, "reason"),
    "participants.verification.send_back": (send_back, "reason"),
    "programs.expenses.strike_out_expense": (strike_out, "reason"),
    "reports.definitions.add_definition": (define, "reason"),
    "reports.definitions.name_headline": (name, "reason"),
    "reports.exporting.asking.ask": (take_along, "reason"),
    "reports.reopening._ask": (reopen, "reason"),
    "reports.sampling.judging.judge": (judged, "because"),
    "reports.targets.new_version": (target, "reason"),
}
# What is said of a definition or a target is one value, and its reason part of that.
IN_ONE = {"reports.definitions.add_definition", "reports.targets.new_version"}


def verbs_with_a_reason():
    for path in (path for path in FILES if "@verb" in path.read_text()):
        for function in ast.walk(tree_of(path)):
            if not isinstance(function, ast.FunctionDef):
                continue
            verb = any(getattr(getattr(one, "func", None), "id", "") == "verb" for one in function.decorator_list)
            if verb and {"because", "reason"} & {one.arg for one in function.args.kwonlyargs}:
                yield f"{name_of(path)}.{function.name}"


def test_every_verb_that_keeps_a_reason_is_asked():
    others = {
        "participants.duplicates.answering.make_one",
        "participants.duplicates.answering.tell_apart",
        "participants.duplicates.answering.take_back",
    }
    assert set(verbs_with_a_reason()) == set(VERBS) - IN_ONE | others


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
def test_refuses_a_number_of_a_person_beside_the_field(verb, in_english):
    act, field = VERBS[verb]
    with refused_beside(field) as refusal:
        act(WITH_A_NUMBER)
    assert refusal.value.message_dict[field] == [
        "Leave every number of a person out: this stays on record. Before an amount write Rp."
    ]


@pytest.mark.parametrize(
    "said",
    [
        "The list as of 2018-03-05 was replaced on 28.11.2018",
        "It was Rp 12.500.000 and not Rp12500000",
        "500 people in 10 rooms, 31.74.01",
        "31.74.01, 31.73.05",
        "2017 2018",
        "2018-03-05 14:30-15:45",
        "05/03/2018, Rp. 12.500.000,00",
    ],
)
def test_days_amounts_and_short_numbers_may_be_told(said):
    assert for_the_record(f" {said}\n") == said


@pytest.mark.parametrize(
    "said",
    [
        "0812 3456 7890",
        "0812-3456-7890",
        "0812 2019 2018",
        "(0812) 345-6789",
        "+62 (812) 345 6789",
        "990101/410185/0003",
        "990101\u2013410185_0003",
        "9901014101850003",
        "9\u03019\ufe0f0\u200b1\u00ad0\u31641\u20604 1",
        "⁹⁹⓪①０１٤١",
        "99O1Ol41",
        "08-12-1990-7777",
        "12500000",
        "Rp 9901014101850003",
        "Rp 9.901.014.101.850.003",
        "Rp 990101410185 0003",
        "Rp 99010141 Rp 1850003",
    ],
)
def test_whatever_else_may_be_a_number_of_a_person_is_refused(said):
    with pytest.raises(ValidationError):
        for_the_record(said)
