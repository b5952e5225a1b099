"""People whose facts meet the rule of new entrepreneurs, in the API: the system opens the case, people decide it."""

from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from participants import entrepreneurs
from participants.api.checked import CHECKED, CheckedQuery, CheckedRecords, CheckedShape
from participants.models import Entrepreneur
from programs.api.records import Action


class EntrepreneurShape(CheckedShape):
    example = {
        "id": "5f83b6d9-0c4e-4a17-92bd-a60e7c1f8d34",
        "participant": "7a0e4c1d-2b69-4f3a-8e5c-d91b6f0a3c27",
        "state": "submitted",
        "version": 2,
        "submitted_at": "2018-04-02T10:00:00+07:00",
        "returned_because": None,
        "recorded_at": "2018-04-02T10:00:00+07:00",
    }

    class Meta:
        model = Entrepreneur
        fields = ["id", "participant", *CHECKED]
        extra_kwargs = {"participant": {"help_text": _("Whose case it is: everybody has one at most.")}}


class Entrepreneurs(CheckedRecords):
    name, one, about = "entrepreneurs", "entrepreneur", _("New entrepreneurs")
    model, shape, query = Entrepreneur, EntrepreneurShape, CheckedQuery
    power = Power.RECORD_PROGRESS


class SubmitEntrepreneur(Action):
    name, about, power = "submit", _("Hand in again a case that came back"), Power.RECORD_PROGRESS

    def do(self, *, by, record, said, at):
        return entrepreneurs.hand_in_again(by=by, entrepreneur=record, at=at)
