"""How a person is told in the API: whole, as a list tells them, by their id alone, or masked."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from participants.models import Participant

CALON, REGISTERED = "calon", "registered"
STATES = [CALON, REGISTERED]
# What a masked person is made of: nothing that names somebody, and all of it survives an erasure.
PSEUDONYMOUS = [
    "id",
    "merged_into",
    "state",
    "sex",
    "birth_year",
    "identity_verified",
    "ktp_seen",
    "registered_on",
    "consent_version",
    "baseline",
    "baseline_workers",
    "registered_in",
    "lives_in",
]
IDENTITY = ["name", "phone", "nik_masked", "birth_date"]
BY_WHOM = ["facilitator", "registered_by", "recorded_at"]
NOT_TOLD = _("Null where it is not told; always null with the scope details.")


class StateField(serializers.ChoiceField):
    def to_representation(self, value):
        return CALON if value else REGISTERED


class OrNullField(serializers.ChoiceField):
    def to_representation(self, value):
        return value or None


class _Person(serializers.ModelSerializer):
    id = serializers.UUIDField(help_text=_("Stands for the person, and tells nothing."))
    merged_into = serializers.UUIDField(
        source="merged_into_id",
        read_only=True,
        allow_null=True,
        help_text=_(
            "The person found to be the same, for whom everything recorded under this id counts. Null: nobody."
        ),
    )
    state = StateField(
        STATES,
        source="is_calon",
        allow_null=True,
        help_text=_("A calon counts nowhere: identity, consent or baseline is missing."),
    )
    baseline = OrNullField(
        Participant.Baseline.choices, allow_null=True, help_text=_("Business at registration. Null: not asked yet.")
    )
    lives_in = serializers.CharField(
        source="home", allow_null=True, help_text=_("Dotted code of the kecamatan of residence now, or LUAR.")
    )
    nik_masked = serializers.CharField(
        allow_null=True, help_text=_("************ and the last four digits; empty without a number.")
    )
    facilitator = serializers.CharField(allow_null=True, help_text=_("Name of the user who looks after the person."))
    registered_by = serializers.CharField(allow_null=True, help_text=_("Name of the user who registered the person."))
    recorded_at = serializers.DateTimeField(source="created_at", allow_null=True, help_text=_("When that was."))

    example = {
        "id": "7a0e4c1d-2b69-4f3a-8e5c-d91b6f0a3c27",
        "merged_into": None,
        "state": "registered",
        "sex": "female",
        "birth_year": 1990,
        "identity_verified": True,
        "ktp_seen": False,
        "registered_on": "2018-03-05",
        "consent_version": "2026-11",
        "baseline": "unlicensed",
        "baseline_workers": 0,
        "registered_in": "31.74.01",
        "lives_in": "31.74.01",
        "name": "Orang Contoh",
        "phone": "+6281200000000",
        "nik_masked": "************0001",
        "birth_date": "1990-03-15",
        "facilitator": "Pendamping Contoh",
        "registered_by": "Pendamping Contoh",
        "recorded_at": "2018-03-05T09:05:00+07:00",
    }

    class Meta:
        model = Participant
        fields = [*PSEUDONYMOUS, *IDENTITY, *BY_WHOM]
        extra_kwargs = {
            "sex": {"allow_null": True, "help_text": _("unknown as long as nobody said it.")},
            "birth_year": {"help_text": _("Ages in counts are told by the year.")},
            "identity_verified": {"allow_null": True, "help_text": _("A well-formed NIK, or the card was seen.")},
            "ktp_seen": {"allow_null": True, "help_text": _("Whether the identity card was seen.")},
            "registered_on": {"help_text": _("The day on which consent and baseline were taken. Null: not yet.")},
            "consent_version": {"allow_null": True, "help_text": _("Which text was read out; empty before consent.")},
            "baseline_workers": {"allow_null": True, "help_text": _("Paid workers at registration.")},
            "registered_in": {"allow_null": True, "help_text": _("Dotted code.")},
            "name": {"allow_null": True, "help_text": NOT_TOLD},
            "phone": {"allow_null": True, "help_text": NOT_TOLD},
            "birth_date": {"help_text": NOT_TOLD},
        }


class ParticipantShape(_Person):
    """Of somebody whom the user looks after everything; what is not told of others, or is not known, is null."""


class ListedShape(_Person):
    """Somebody who is only on a list of the user's."""

    class Meta(_Person.Meta):
        fields = ["id", "state", "name", "nik_masked"]


class ElsewhereShape(_Person):
    """Somebody registered where the user does not work."""

    class Meta(_Person.Meta):
        fields = ["id"]


class MaskedShape(_Person):
    class Meta(_Person.Meta):
        fields = PSEUDONYMOUS
