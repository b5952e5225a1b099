"""Businesses and their owners, in the API."""

from django.db.models import Prefetch, Value
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Choice, Day, Text
from participants import businesses
from participants.businesses import BusinessFacts
from participants.models import Business, OfTheWhole, Participant
from programs.api.records import Action
from programs.api.resources import CodeField, KecamatanField, NewBody, ParentField, RecordsQuery, Resource, as_said
from programs.models import Kecamatan
from programs.places import within

SAID = ["name", "sector", "kecamatan", "kelurahan", "started_on", "closed_on"]
HELP = {
    "name": _("Name of the business."),
    "sector": _("Section of KBLI 2020, as it stands on the NIB."),
    "kecamatan": _("Dotted code of where it is."),
    "kelurahan": _("Where it is within the kecamatan."),
    "started_on": _("Trading since. Null: not known."),
    "closed_on": _("Closed on. Null: it is open. That it closed takes no count away."),
}


class BusinessShape(serializers.ModelSerializer):
    owners = serializers.SerializerMethodField(
        help_text=_("Its owners, as far as the user looks after them; of whoever was merged the person kept.")
    )
    recorded_by = serializers.CharField(help_text=_("Name of the user who recorded it."))

    example = {
        "id": "d48b2a6f-1e73-4c95-b0a8-57f9e3c6d120",
        "owners": ["7a0e4c1d-2b69-4f3a-8e5c-d91b6f0a3c27"],
        "name": "Warung Contoh",
        "sector": "I",
        "kecamatan": "31.74.01",
        "kelurahan": "Tebet Timur",
        "started_on": "2017-06-01",
        "closed_on": None,
        "recorded_by": "Pendamping Contoh",
        "recorded_at": "2018-03-05T16:40:00+07:00",
    }

    class Meta:
        model = Business
        fields = ["id", "owners", *SAID, "recorded_by", "recorded_at"]
        extra_kwargs = {name: {"help_text": sentence} for name, sentence in HELP.items()} | {
            "id": {"help_text": _("The record's id.")},
            "recorded_at": {"help_text": _("When it was recorded.")},
        }

    def get_owners(self, business) -> list[str]:
        owners = getattr(business, "owners_seen", None)
        owners = owners_of(business, self.context["by"]) if owners is None else owners
        return sorted({str(owner.kept_id) for owner in owners})


class OwnerField(serializers.UUIDField):
    """The person of a filter, among those whom the user looks after: who owns it elsewhere is not told by it either."""

    def to_internal_value(self, data):
        key, user = super().to_internal_value(data), self.context["request"].user
        return Participant.objects.looked_after_by(user).filter(OfTheWhole("pk", Value(key)))


class BusinessesQuery(RecordsQuery):
    participant = OwnerField(required=False, help_text=_("Only those that this person owns."))
    kecamatan = KecamatanField(help_text=_("Dotted code."))


class BusinessFields(Body):
    example = {"closed_on": "2018-11-30"}

    name = Text(max_length=120, help_text=HELP["name"])
    sector = Choice(Business.Sector.choices, help_text=HELP["sector"])
    kecamatan = CodeField(lambda _user: within(None), every=Kecamatan.objects.all, help_text=HELP["kecamatan"])
    kelurahan = Text(max_length=60, help_text=HELP["kelurahan"])
    started_on = Day(required=False, allow_null=True, help_text=HELP["started_on"])
    closed_on = Day(required=False, allow_null=True, help_text=HELP["closed_on"])


class NewBusiness(NewBody, BusinessFields):
    example = {"participant": "7a0e4c1d-2b69-4f3a-8e5c-d91b6f0a3c27"}

    participant = ParentField(Participant.objects.worked_by, help_text=_("Who owns it."))


class NewOwner(Body):
    example = {"participant": "c2f95d07-86b1-4e3d-9a40-e8d7b15f6c32"}

    participant = ParentField(Participant.objects.worked_by, help_text=_("Who owns it too."))


class Businesses(Resource):
    name, one, about = "businesses", "business", _("Businesses of people")
    model, shape, query = Business, BusinessShape, BusinessesQuery
    new, changed, power = NewBusiness, BusinessFields, Power.RECORD_PROGRESS

    def rows(self, user):
        owners = Participant.objects.looked_after_by(user).only("pk", "merged_into")
        seen = Prefetch("owners", owners, to_attr="owners_seen")
        return super().rows(user).select_related("recorded_by").prefetch_related(seen)

    def narrowed(self, rows, asked):
        asked = dict(asked)
        if "participant" in asked:
            rows = rows.filter(owners__in=asked.pop("participant")).distinct()
        return super().narrowed(rows, asked)

    def create(self, *, by, id, said, at):
        owner = said.pop("participant")
        facts = BusinessFacts(**said)
        return businesses.record_business(by=by, id=id, owner=owner, said=facts, today=at.date()), True

    def change(self, *, by, record, said, at):
        facts = BusinessFacts(**(as_said(record, SAID) | said))
        return businesses.change_business(by=by, business=record, said=facts, today=at.date())


class AddOwner(Action):
    name, about, body, power = "owners", _("Add another owner"), NewOwner, Power.RECORD_PROGRESS

    def do(self, *, by, record, said, at):
        return businesses.add_owner(by=by, business=record, owner=said["participant"])


def owners_of(business, user):
    return business.owners.looked_after_by(user)
