"""Mentoring visits, in the API."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Choice, Day, Number, Text, Truth
from participants import mentoring
from participants.api.checked import CHECKED, CheckedQuery, CheckedRecords, CheckedShape
from participants.mentoring import LONGEST, VisitFacts
from participants.models import Participant, State, Visit
from programs.api.records import Action
from programs.api.resources import CodeField, NewBody, ParentField, as_said, no_choice
from programs.api.versions import OfVersion
from programs.models import Kecamatan
from programs.places import within
from programs.scoping import works_in

SAID = ["kecamatan", "held_on", "mode", "minutes", "topic", "finding", "next_action", "confirms_trading"]
PHOTO_FIRST = _("It takes a photo: send that to evidence/ for this visit first, then change this to true.")


class VisitShape(CheckedShape):
    example = {
        "id": "f72c1b84-6a0d-4e59-bd38-914e0c7a5f26",
        "participant": "7a0e4c1d-2b69-4f3a-8e5c-d91b6f0a3c27",
        "facilitator": "Pendamping Contoh",
        "kecamatan": "31.74.01",
        "held_on": "2018-03-05",
        "mode": "in_person",
        "minutes": 45,
        "topic": "Harga",
        "finding": "Harga jual belum menutup biaya",
        "next_action": "Hitung ulang harga pokok",
        "confirms_trading": False,
        "has_evidence": False,
        "state": "draft",
        "version": 1,
        "submitted_at": None,
        "returned_because": None,
        "recorded_at": "2018-03-05T16:40:00+07:00",
    }

    state = serializers.ChoiceField(
        State.choices,
        help_text=_(
            "A visit counts as one at once, as a draft too, and no more once it is revoked. One that confirms trading is"
            " handed in and checked, and shows that only when it is verified."
        ),
    )
    facilitator = serializers.CharField(help_text=_("Name of the user who paid it."))

    class Meta:
        model = Visit
        fields = ["id", "participant", "facilitator", *SAID, "has_evidence", *CHECKED]
        extra_kwargs = {
            "participant": {"help_text": _("Whom it was paid to.")},
            "kecamatan": {"help_text": _("Dotted code of where it happened.")},
            "held_on": {"help_text": _("The day, in Jakarta.")},
            "mode": {"help_text": _("How it was held.")},
            "minutes": {"help_text": _("Minutes.")},
            "topic": {"help_text": _("What it was about.")},
            "finding": {"help_text": _("What was found.")},
            "next_action": {"help_text": _("What comes next.")},
            "confirms_trading": {"help_text": _("Whether the business was seen trading: then a verifier checks it.")},
            "has_evidence": {"help_text": _("Whether a photo was added.")},
        }


class VisitsQuery(CheckedQuery):
    held_on = serializers.DateField(required=False, help_text=_("Only of this day."))


class VisitFields(Body):
    example = {"minutes": 60}

    kecamatan = CodeField(
        lambda _user: within(None), every=Kecamatan.objects.all, help_text=_("Dotted code of where it happened.")
    )
    held_on = Day(help_text=_("The day, in Jakarta."))
    mode = Choice(Visit.Mode.choices, help_text=_("How it was held."))
    minutes = Number(min_value=1, max_value=LONGEST, help_text=_("Minutes."))
    topic = Text(max_length=120, help_text=_("What it was about."))
    finding = Text(required=False, allow_blank=True, max_length=2000, help_text=_("What was found."))
    next_action = Text(required=False, allow_blank=True, max_length=200, help_text=_("What comes next."))
    confirms_trading = Truth(
        required=False, help_text=_("Whether the business was seen trading. It takes a photo: see evidence/.")
    )


class ChangedVisit(OfVersion, VisitFields):
    pass


class NewVisit(NewBody, VisitFields):
    participant = ParentField(Participant.objects.worked_by, help_text=_("Whom it was paid to."))


class Visits(CheckedRecords):
    name, one, about = "visits", "visit", _("Mentoring visits")
    model, shape, query = Visit, VisitShape, VisitsQuery
    new, changed, power = NewVisit, ChangedVisit, Power.RECORD_PROGRESS

    def rows(self, user):
        return super().rows(user).select_related("facilitator")

    def create(self, *, by, id, said, at):
        participant = said.pop("participant")
        check_photo(said)
        check_place(by, said, participant)
        facts = VisitFacts(**said)
        return mentoring.record_visit(by=by, id=id, participant=participant, said=facts, at=at), True

    def change(self, *, by, record, said, at):
        check_photo(said, record)
        check_place(by, said, record.participant, record)
        facts = VisitFacts(**(as_said(record, SAID) | said))
        return mentoring.change_visit(by=by, visit=record, said=facts, at=at)


class SubmitVisit(Action):
    name, about, power = "submit", _("Hand in again what came back"), Power.RECORD_PROGRESS

    def do(self, *, by, record, said, at):
        if not record.confirms_trading:
            sentence = _("Only a visit that confirms trading is checked: this one counts without.")
            raise ValidationError(sentence, "wrong_state")
        return mentoring.change_visit(by=by, visit=record, said=VisitFacts(**as_said(record, SAID)), at=at)


def check_photo(said, visit=None):
    if said.get("confirms_trading") and not (visit and visit.has_evidence):
        raise ValidationError({"confirms_trading": ValidationError(PHOTO_FIRST, "evidence_missing")})


def check_place(by, said, participant, visit=None):
    """Raises Conflict for a place where the user has nothing to do: its centre would count what happened elsewhere."""
    if "kecamatan" not in said or said["kecamatan"].pk in (works_in(by, Power.RECORD_PROGRESS) or ()):
        return
    codes = mentoring.places(by, participant, visit)
    if said["kecamatan"].pk not in codes:
        raise no_choice("kecamatan", codes)
