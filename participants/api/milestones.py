"""The steps P4 to P7, in the API: four kinds under one body, each with fields of its own."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Choice, Day, Number, Text, Truth, WholeMonth
from okoce.core.months import Month
from okoce.core.queries import MonthField
from participants import milestones
from participants.api.checked import CHECKED, CheckedQuery, CheckedRecords, CheckedShape
from participants.milestones import FIELDS, MilestoneFacts
from participants.models import Business, Milestone, Participant
from programs.api.records import Action
from programs.api.resources import NewBody, ParentField, as_said
from programs.api.versions import OfVersion

OF_A_KIND = ["name", "licence_type", "number", "own_name", "lapses_on", "month", "amount"]
SAID = ["entered_on", "completed_on", "business", *OF_A_KIND]
# Of all readers of JSON some tell no larger number from one more.
LARGEST = 10**15 - 1
# The same words for what is sent and what is answered.
HELP = {
    "participant": _("Whose step it is."),
    "kind": _("licence is P4, market P5, books P6, capital P7."),
    "business": _("A business of the person. Null: none, or not recorded yet."),
    "entered_on": _("The day on which it began: applied for, for a licence or capital."),
    "completed_on": _("The day on which it was issued, held, finished or paid out. Null: not yet."),
    "name": _("Of market: where the person sold. Of capital: who lent or gave."),
    "licence_type": _("Of a licence."),
    "number": _("Of a licence, once it is issued."),
    "own_name": _("Of a licence: whether it is in the person's own name."),
    "lapses_on": _("Of a licence: its last day, if it says one."),
    "month": _("Of books: the month that they are of."),
    "amount": _("Of capital: whole rupiah."),
    "has_evidence": _("Whether a photo or a document was added."),
}


def helped(*names):
    return {name: {"help_text": HELP[name]} for name in names}


class MilestoneShape(CheckedShape):
    example = {
        "id": "6e9d0b35-c817-4d42-a5f6-08b3e7d1c94a",
        "participant": "7a0e4c1d-2b69-4f3a-8e5c-d91b6f0a3c27",
        "kind": "licence",
        "entered_on": "2018-03-01",
        "completed_on": "2018-03-20",
        "business": "d48b2a6f-1e73-4c95-b0a8-57f9e3c6d120",
        "name": "",
        "licence_type": "NIB",
        "number": "CONTOH-0001",
        "own_name": True,
        "lapses_on": None,
        "month": None,
        "amount": None,
        "has_evidence": False,
        "state": "draft",
        "version": 1,
        "submitted_at": None,
        "returned_because": None,
        "recorded_at": "2018-03-20T16:40:00+07:00",
    }

    month = MonthField(allow_null=True, help_text=HELP["month"])

    class Meta:
        model = Milestone
        fields = ["id", "participant", "kind", *SAID, "has_evidence", *CHECKED]
        extra_kwargs = helped(*(name for name in HELP if name != "month"))


class MilestonesQuery(CheckedQuery):
    kind = serializers.ChoiceField(Milestone.Kind.choices, required=False, help_text=HELP["kind"])


class MilestoneFields(Body):
    example = {"completed_on": "2018-03-21"}

    entered_on = Day(
        required=False, help_text=_("The day on which it began. Left out: the day of completion, or today.")
    )
    completed_on = Day(required=False, allow_null=True, help_text=HELP["completed_on"])
    business = ParentField(Business.objects.worked_by, required=False, allow_null=True, help_text=HELP["business"])
    name = Text(required=False, allow_blank=True, max_length=120, help_text=HELP["name"])
    licence_type = Choice(
        Milestone.LicenceType.choices, required=False, allow_blank=True, help_text=HELP["licence_type"]
    )
    number = Text(required=False, allow_blank=True, max_length=60, help_text=HELP["number"])
    own_name = Truth(required=False, help_text=HELP["own_name"])
    lapses_on = Day(required=False, allow_null=True, help_text=HELP["lapses_on"])
    month = WholeMonth(required=False, allow_null=True, help_text=HELP["month"])
    amount = Number(required=False, allow_null=True, min_value=1, max_value=LARGEST, help_text=HELP["amount"])


class ChangedMilestone(OfVersion, MilestoneFields):
    pass


class NewMilestone(NewBody, MilestoneFields):
    participant = ParentField(Participant.objects.worked_by, help_text=HELP["participant"])
    kind = Choice(Milestone.Kind.choices, help_text=HELP["kind"])


class Milestones(CheckedRecords):
    name, one, about = "milestones", "milestone", _("Steps P4 to P7")
    model, shape, query = Milestone, MilestoneShape, MilestonesQuery
    new, changed, power = NewMilestone, ChangedMilestone, Power.RECORD_PROGRESS

    def create(self, *, by, id, said, at):
        who = {name: said.pop(name) for name in ("participant", "kind")}
        facts = facts_of({"entered_on": said.get("completed_on") or at.date()} | said, who["kind"])
        return milestones.enter(by=by, id=id, said=facts, today=at.date(), **who), True

    def change(self, *, by, record, said, at):
        facts = facts_of(as_said(record, SAID) | said, record.kind)
        return milestones.change(by=by, milestone=record, said=facts, today=at.date())


class SubmitMilestone(Action):
    name, about, power = "submit", _("Hand the step in: it takes evidence"), Power.RECORD_PROGRESS

    def do(self, *, by, record, said, at):
        return milestones.hand_in(by=by, milestone=record, at=at)


def facts_of(said, kind):
    """What is said of a step of that kind; raises a sentence beside each field that it does not have."""
    strange = [name for name in OF_A_KIND if said.get(name) and name not in FIELDS[Milestone.Kind(kind)]]
    if strange:
        raise ValidationError(dict.fromkeys(strange, _("This kind of step has no such field: leave it out.")))
    month = said.get("month")
    return MilestoneFacts(**said | {"month": month.first if isinstance(month, Month) else month})
