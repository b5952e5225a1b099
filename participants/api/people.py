"""People, in the API: registered, put right, completed, moved; masked for whoever only counts."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers
from rest_framework.exceptions import Throttled

from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Choice, Day, Number, Text, Truth
from okoce.core.schema import one_of
from participants import correction, lookups, registration, transfers
from participants.api.shapes import (
    CALON,
    STATES,
    ElsewhereShape,
    ListedShape,
    MaskedShape,
    ParticipantShape,
)
from participants.correction import Corrected
from participants.homes import with_homes
from participants.jobs import MOST
from participants.lookups import Purpose
from participants.models import Participant, Transfer
from participants.registration import Particulars
from programs.api.records import Action
from programs.api.resources import CodeField, NewBody, RecordsQuery, Resource, no_choice
from programs.api.writing import is_trial
from programs.models import Kecamatan
from programs.places import OUTSIDE, places, within, workplaces

# What is said at registration and stays: said otherwise later it would be let go in silence.
STAYS = ["sex", "birth_date", "ktp_seen", "registered_on", "baseline"]
SEXES = Participant.Sex.choices[:2]


class PlaceField(serializers.CharField):
    """The code of a kecamatan, or LUAR."""

    default_error_messages = {"does_not_exist": _("There is no such kecamatan: write a dotted code, or LUAR.")}

    def to_internal_value(self, data):
        code = super().to_internal_value(data)
        if code not in places():
            self.fail("does_not_exist")
        return code


class PlaceSchema(OpenApiSerializerFieldExtension):
    target_class = PlaceField

    def map_serializer_field(self, auto_schema, direction):
        return one_of(places())


class HomeField(CodeField):
    """Where somebody lives: a kecamatan, or None for LUAR."""

    def found(self, code):
        if code == OUTSIDE:
            return None
        choices = self.choices_of(self.context["by"])
        if place := choices.filter(pk=code).first():
            return place
        raise no_choice(self.field_name, [*choices.values_list("pk", flat=True), OUTSIDE])

    def codes(self):
        return [*super().codes(), OUTSIDE]


def home_field():
    return HomeField(
        lambda _user: within(None),
        every=Kecamatan.objects.all,
        help_text=_("Dotted code of the kecamatan of residence, or LUAR."),
    )


class ParticipantsQuery(RecordsQuery):
    lives_in = PlaceField(required=False, help_text=_("Only who lives there now: a dotted code, or LUAR."))
    state = serializers.ChoiceField(STATES, required=False, help_text=_("Only in this state."))
    merged = serializers.ChoiceField(
        ["yes", "no"],
        required=False,
        help_text=_("no: everybody once; yes: only who was merged into somebody else. Left out: both."),
    )


class NikField(Text):
    """Never said again: the answer has its last four digits, and what is refused has none."""

    def __init__(self, **kwargs):
        super().__init__(required=False, allow_blank=True, max_length=40, **kwargs)


class IdentityFields(Body):
    nik = NikField(help_text=_("The 16 digits of the identity card. Empty: not known yet."))
    ktp_seen = Truth(required=False, help_text=_("No NIK, and the identity card was seen."))
    sex = Choice(SEXES, required=False, help_text=_("Left out: as the NIK says."))
    birth_date = Day(required=False, help_text=_("Left out: as the NIK says."))


# What is sent and not told again.
NUMBER, CONSENT = {"nik": "9901015503900001"}, {"consented": True}


class ConsentFields(Body):
    consented = Truth(required=False, help_text=_("The person heard the text that docs/privacy.md has, and agrees."))
    baseline = Choice(
        Participant.Baseline.choices,
        required=False,
        help_text=_("Business at the start. It is kept with consent only."),
    )
    baseline_workers = Number(
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=_("Paid workers at the start, of somebody with a business; the owner not among them."),
    )


class NewParticipant(NewBody, IdentityFields, ConsentFields):
    example = NUMBER | CONSENT | {"kecamatan": ParticipantShape.example["registered_in"]}

    kecamatan = CodeField(
        lambda user: workplaces(user, Power.REGISTER_PEOPLE),
        every=Kecamatan.objects.all,
        help_text=_("Dotted code of where the person is registered: one where you work."),
    )
    name = Text(max_length=120, help_text=_("As the identity card says it."))
    phone = Text(required=False, allow_blank=True, max_length=30, help_text=_("For example 0812 3456 7890."))
    lives_in = home_field()
    registered_on = Day(
        help_text=_("The day on which consent and answer were taken; without them, of the first meeting.")
    )


class Completion(IdentityFields, ConsentFields):
    example = NUMBER | CONSENT | {"baseline": "unlicensed", "registered_on": "2018-03-05"}

    registered_on = Day(required=False, help_text=_("The day on which consent and answer were taken."))


class Correction(Body):
    example = {"birth_date": "1990-03-16", "reason": "Salah baca di kartu"}

    name = Text(max_length=120, help_text=_("As the identity card says it."))
    phone = Text(allow_blank=True, max_length=30, help_text=_("Empty takes it away."))
    sex = Choice(SEXES, help_text=_("It takes a reason."))
    birth_date = Day(help_text=_("It takes a reason."))
    nik = NikField(help_text=_("The right number of somebody who has one. It takes a reason."))
    reason = Text(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text=_("What was wrong and how you know. It stays in the audit trail: no name and no number."),
    )


class Moved(Body):
    example = {"lives_in": "31.74.02", "since": "2018-06-01", "because": "Pindah ikut anaknya, katanya saat dikunjungi"}

    lives_in = home_field()
    since = Day(help_text=_("The first day there: after everything of the person that is verified."))
    because = Text(
        max_length=Transfer.LONGEST, help_text=_("How you know. It stays in the audit trail: no name and no number.")
    )


class Participants(Resource):
    name, one, about = "participants", "participant", _("People")
    model, shape, query = Participant, ParticipantShape, ParticipantsQuery
    new, changed, power = NewParticipant, Correction, Power.REGISTER_PEOPLE
    scope_to_read = Scope.DETAILS

    def under(self, scope):
        return self if scope == Scope.RECORDS else MASKED

    def rows(self, user):
        people = with_homes(Participant.objects.visible_to(user).telling(user))
        return people.select_related("facilitator", "registered_by").defer("nik_sealed")

    def narrowed(self, rows, asked):
        if "lives_in" in asked:
            # The home of somebody who is only on a list here is not told by a filter either.
            rows = rows.filter(home=asked["lives_in"], opens=True)
        if "merged" in asked:
            # Nor whether they were merged.
            rows = rows.as_told() if asked["merged"] == "no" else rows.filter(merged_into__isnull=False, opens=True)
        if "state" in asked:
            rows = rows.filter(registration.CALON if asked["state"] == CALON else ~registration.CALON)
        return rows

    def again(self, user, key):
        return self.rows(user).filter(pk=key).first() or Participant(pk=key)

    def shown(self, user, record):
        """As much as the user may know; of somebody elsewhere, whose number they typed, the id alone."""
        opens = getattr(record, "opens", None)
        shape = {True: ParticipantShape, False: ListedShape, None: ElsewhereShape}[opens]
        return dict.fromkeys(ParticipantShape.Meta.fields) | shape(record).data

    def create(self, *, by, id, said, at):
        refuse(halves(said))
        place, on, number = said.pop("kecamatan"), said.pop("registered_on"), said.get("nik")
        if number:
            before_a_number(by, number, at.date())
        person, new = registration.register(
            by=by, id=id, kecamatan=place, said=Particulars(**said), on=on, today=at.date()
        )
        if number and not new and not self.rows(by).filter(pk=person.pk).exists():
            count_a_number(by)
        return person, new

    def change(self, *, by, record, said, at):
        if number := said.get("nik"):
            check_right_number(record, number, at.date())
            count_a_number(by)
        reason = said.pop("reason", "")
        right = Corrected(**({"name": record.name, "phone": record.phone} | said))
        return correction.correct(by=by, participant=record, said=right, reason=reason, today=at.date())


class MaskedParticipants(Participants):
    """Those whom the user looks after, without what names them: asked of the database in no other columns."""

    def rows(self, user):
        kept = [name for name in MaskedShape.Meta.fields if name not in ("state", "lives_in")]
        people = Participant.objects.looked_after_by(user).with_whole().annotate(opens=Value(True))
        return with_homes(people).only(*kept)

    def shown(self, user, record):
        return dict.fromkeys(ParticipantShape.Meta.fields) | MaskedShape(record).data


MASKED = MaskedParticipants()


def before_a_number(user, typed, today):
    """Raises Throttled where no more numbers are taken."""
    registration.number_of(typed, today)
    with in_turn():
        lookups.count_tried(user) if is_trial() else lookups.refuse_further(user)


def check_right_number(person, typed, today):
    if not person.nik_fingerprint:
        raise ValidationError({"nik": _("This person has no number yet: add it with complete/.")})
    registration.number_of(typed, today)


def count_a_number(user):
    """One that is somebody's, or may be: what is only tried has a count of its own."""
    with in_turn():
        lookups.count_one(user, Purpose.TRIAL if is_trial() else Purpose.WORK)


@contextmanager
def in_turn():
    try:
        yield
    except lookups.TooManyError as error:
        raise Throttled(wait=error.wait) from None


def halves(said):
    """What is said without what it goes together with: a sentence by field."""
    if said.get("consented") and not said.get("baseline"):
        yield "baseline", _("Ask this too: consent counts together with the answer.")
    if said.get("baseline") and not said.get("consented"):
        yield "consented", _("The answer is kept only with consent: send true, or leave the answer out.")
    if said.get("baseline_workers") and not said.get("baseline"):
        yield "baseline", _("Paid workers are of a business: say which business there was.")


def too_late(said, person):
    """What is said of somebody of whom something else is known, or who did not agree to it: a sentence by field."""
    if said.get("consented") and "registered_on" not in said:
        yield "registered_on", _("Say on which day consent and answer were taken.")
    if "registered_on" in said and not said.get("consented"):
        yield "consented", _("This is the day of the consent: send true, or leave the day out.")
    for name in [*STAYS, *(["baseline_workers"] if person.baseline else [])]:
        there = getattr(person, name)
        if name in said and there not in registration.NOT_SAID and said[name] != there:
            yield name, _("Something else is known here, and stays: leave this out.")


def refuse(refusals):
    if errors := dict(refusals):
        raise ValidationError(errors)


class Complete(Action):
    name, about, body = "complete", _("Add what is missing of a registration"), Completion
    power = Power.REGISTER_PEOPLE

    def do(self, *, by, record, said, at):
        refuse([*halves(said), *too_late(said, record)])
        if number := said.get("nik"):
            registration.number_of(number, at.date())
            count_a_number(by)
        on = said.pop("registered_on", at.date())
        said = Particulars(**({"name": record.name} | said))
        return registration.complete(by=by, participant=record, said=said, on=on, today=at.date())


class Move(Action):
    name, about, body = "move", _("Record where the person lives from a day on"), Moved
    power = Power.REGISTER_PEOPLE

    def do(self, *, by, record, said, at):
        transfers.transfer(by=by, participant=record, to=said.pop("lives_in"), at=at, **said)
        return record
