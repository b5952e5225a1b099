"""Mentoring visits, in the API."""

from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Choice, Day, Number, Text, Truth
from participants import mentoring
from participants.api.checked import CHECKED, CheckedQuery, CheckedShape
from participants.mentoring import LONGEST, VisitFacts
from participants.models import Participant, Visit
from programs.api.resources import CodeField, NewBody, ParentField, Resource
from programs.places import within

SAID = ["kecamatan", "held_on", "mode", "minutes", "topic", "finding", "next_action", "confirms_trading"]


class VisitShape(CheckedShape):
    class Meta:
        model = Visit
        fields = ["id", "participant", "facilitator", *SAID, "has_evidence", *CHECKED]


class VisitsQuery(CheckedQuery):
    pass


class VisitFields(Body):
    kecamatan = CodeField(lambda _user: within(None), help_text=_("Dotted code of where it happened."))
    held_on = Day(help_text=_("The day, in Jakarta."))
    mode = Choice(Visit.Mode.choices, help_text=_("How it was held."))
    minutes = Number(min_value=1, max_value=LONGEST, help_text=_("Minutes."))
    topic = Text(max_length=120, help_text=_("What it was about."))
    finding = Text(required=False, allow_blank=True, max_length=2000, help_text=_("What was found."))
    next_action = Text(required=False, allow_blank=True, max_length=200, help_text=_("What comes next."))
    confirms_trading = Truth(
        required=False, help_text=_("Whether the business was seen trading. It takes a photo: see evidence/.")
    )


class NewVisit(NewBody, VisitFields):
    participant = ParentField(lambda user: Participant.objects.worked_by(user), help_text=_("Whom it was paid to."))


class Visits(Resource):
    name, one, about = "visits", "visit", _("Mentoring visits")
    model, shape, query = Visit, VisitShape, VisitsQuery
    new, changed, power = NewVisit, VisitFields, Power.RECORD_PROGRESS

    def create(self, *, by, id, said, at):
        participant = said.pop("participant")
        facts = VisitFacts(**said)
        return mentoring.record_visit(by=by, id=id, participant=participant, said=facts, at=at), True

    def change(self, *, by, record, said, at):
        facts = VisitFacts(**({name: getattr(record, name) for name in SAID} | said))
        return mentoring.change_visit(by=by, visit=record, said=facts, at=at)
