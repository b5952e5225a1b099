"""People whose facts meet the rule of new entrepreneurs, in the API: the system opens the case, people decide it."""

from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from participants import entrepreneurs
from participants.api.checked import CHECKED, CheckedQuery, CheckedRecords, CheckedShape
from participants.models import Entrepreneur
from programs.api.records import Action


class EntrepreneurShape(CheckedShape):
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
