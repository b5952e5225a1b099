"""What all checked records have in common in the API: their state, and handing in, approving, sending back, revoking."""

from django.db.models import Value
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Number, Text
from participants import records, verification
from participants.models import OfTheWhole, State
from programs.api.records import Action
from programs.api.resources import RecordShape, RecordsQuery, Resource

CHECKED = ["state", "version", "submitted_at", "returned_because", "recorded_at"]
SINCE = {
    "submitted_at": _("When it was handed in last. Null: never."),
    "recorded_at": _("When it was recorded."),
}


class CheckedShape(RecordShape):
    # Subclasses say the model and its fields, `CHECKED` among them, and `state` where it means something else.
    state = serializers.ChoiceField(
        State.choices, help_text=_("It counts when it is verified, and no more once revoked.")
    )
    version = serializers.IntegerField(help_text=_("Grows with every change of what counts; a decision names it."))
    returned_because = serializers.SerializerMethodField(
        help_text=_("Why a verifier sent it back or revoked it. Null otherwise.")
    )

    def get_fields(self):
        fields = super().get_fields()
        for name, sentence in SINCE.items():
            fields[name].help_text = sentence
        return fields

    def get_returned_because(self, record) -> str | None:
        if record.state not in (State.RETURNED, State.REVOKED):
            return None
        if not hasattr(record, "answer"):
            newest = verification.decisions(record).standing().first()
            record.answer = newest.reason if newest else None
        return record.answer


class CheckedQuery(RecordsQuery):
    participant = serializers.UUIDField(
        required=False, help_text=_("Only of this person; what is under the id of somebody merged into them too.")
    )
    state = serializers.ChoiceField(State.values, required=False, help_text=_("Only in this state."))


def of_person(rows, asked):
    """The rows of the person that is asked for, by whichever row tells of them; and what else is asked."""
    others = {name: value for name, value in asked.items() if name != "participant"}
    if "participant" in asked:
        rows = rows.filter(OfTheWhole("participant", Value(asked["participant"])))
    return rows, others


class CheckedRecords(Resource):
    """A kind of record about a person that somebody checks."""

    def rows(self, user):
        return verification.with_answers(super().rows(user))

    def narrowed(self, rows, asked):
        return super().narrowed(*of_person(rows, asked))


class Decision(Body):
    example = {"version": 2}

    version = Number(min_value=1, help_text=_("The version that was looked at: another one by now is refused."))


class ReasonedDecision(Decision):
    example = {"version": 2, "reason": "Foto tidak terbaca, kirim yang lebih jelas."}

    reason = Text(max_length=1000, help_text=_("Why, for whoever recorded it."))


class Verify(Action):
    name, about, body, power = "verify", _("Approve a record that somebody else made"), Decision, Power.VERIFY

    def rows(self, resource, user):
        return resource.rows(user)

    def do(self, *, by, record, said, at):
        return verification.approve(by=by, record=record, **said)


class Reject(Verify):
    name, about, body = "reject", _("Send a record back with a reason"), ReasonedDecision

    def do(self, *, by, record, said, at):
        return verification.send_back(by=by, record=record, **said)


class Revoke(Verify):
    name, about, body = "revoke", _("Void a record from the start"), ReasonedDecision

    def do(self, *, by, record, said, at):
        return verification.revoke(by=by, record=record, **said)


class Withdraw(Action):
    name, about, power = "withdraw", _("Take back a record that nobody decided about"), Power.RECORD_PROGRESS
    removes = True

    def __init__(self, kind):
        self.kind = kind

    def do(self, *, by, record, said, at):
        records.withdraw(by=by, record=record)

    def removed(self, *, by, key):
        return records.was_withdrawn(by=by, kind=self.kind, key=key)


DECISIONS = (Verify(), Reject(), Revoke())
