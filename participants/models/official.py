"""Lists of a licensing office, a bank or the civil registry: their lines, and whom of ours each belongs to."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from participants.models.checked import OfAPerson, as_it_was
from participants.models.milestones import Milestone
from participants.models.people import Noted, Participant, ParticipantQuerySet
from programs.scoping import area_of


class OfficialListQuerySet(models.QuerySet):
    def visible_to(self, user):
        """That a list is here and who issued it is the same to everybody who works with lists; how long it is, the city's."""
        return self if user.may(Power.LOAD_LISTS) else self.none()


class OfficialList(models.Model):
    """One list of an office, as of one day. The file lies sealed until it is read, and is gone then."""

    class Kind(models.TextChoices):
        LICENCES = "licences", _("licensing office")
        BANK = "bank", _("bank")
        CIVIL = "civil", _("civil registry")

    class State(models.TextChoices):
        SENT = "sent", _("columns to be named")
        READING = "reading", _("being read")
        READ = "read", _("read")
        FAILED = "failed", _("not read")
        LEAVING = "leaving", _("being withdrawn")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # Nothing of these counts, and nobody decides about their lines.
    GONE = (State.LEAVING, State.WITHDRAWN)
    LONGEST = 500
    # Stands for the sentence, which whoever reads it has in their own words.
    WENT_WRONG = "went wrong"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind of office"), max_length=8, choices=Kind)
    issuer = models.CharField(_("who issued the list"), max_length=80)
    as_of = models.DateField(_("as of"))
    # Of lines that do not say it themselves; of licences alone.
    licence_type = models.CharField(max_length=6, choices=Milestone.LicenceType, blank=True)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()
    # Keyed, of the content: the same file is known again.
    fingerprint = models.BinaryField(max_length=32)
    file = models.FileField(upload_to="lists/", max_length=120, blank=True)
    # In whose words it is told what cannot be read.
    language = models.CharField(max_length=5)
    # What stands above each column, and what is in its first cells until they are read; without digits that may be somebody's.
    headings = models.JSONField(default=list)
    # Column -> where it stands. The next list of the same office is read alike.
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State, default=State.SENT)
    # Rows of the file, how many of them are passed, and how many cannot be read.
    rows = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    # The first of these: [row, sentence].
    mistakes = models.JSONField(default=list)
    refusal = models.CharField(max_length=400, blank=True)
    # Which one was read, of a workbook that has several.
    sheet = models.CharField(max_length=60, blank=True)
    read_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    because = models.CharField(_("why it is withdrawn"), max_length=LONGEST, blank=True)

    objects = OfficialListQuerySet.as_manager()

    class Meta:
        ordering = ["-loaded_at"]
        constraints = [
            CheckConstraint(name="official_list_kind_is_known", condition=Q(kind__in=["licences", "bank", "civil"])),
            CheckConstraint(
                name="official_list_state_is_known",
                condition=Q(state__in=["sent", "reading", "read", "failed", "leaving", "withdrawn"]),
            ),
            CheckConstraint(
                name="list_is_withdrawn_by_someone",
                condition=~Q(state__in=["leaving", "withdrawn"]) & Q(withdrawn_by=None, withdrawn_at=None, because="")
                | Q(state__in=["leaving", "withdrawn"], withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & ~Q(because=""),
            ),
            CheckConstraint(
                name="read_list_keeps_no_file", condition=~Q(state="read") | Q(file="", read_at__isnull=False)
            ),
        ]

    def __str__(self):
        return self.issuer

    @property
    def why_not_read(self):
        if self.refusal == self.WENT_WRONG:
            return _("Something went wrong here, and the list was not read. Load it again, or tell the administrator.")
        return self.refusal


class ListLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every line to whoever sees the whole city; to others those that may be of people whom they open, and of nobody else.

        A line of somebody elsewhere is for them what a line of nobody is: one that they do not see.
        """
        if not (user.may(Power.LOAD_LISTS) and user.may(Power.SEE_RECORDS)):
            return self.none()
        codes = area_of(user)
        if codes is None:
            return self
        opened = Participant.objects.filter(ParticipantQuerySet.entrusted(codes)).values("pk")
        here = Match.objects.filter(participant__in=opened)
        elsewhere = Match.objects.exclude(participant__in=opened).filter(state__in=Match.OPEN)
        return self.filter(pk__in=here.values("line")).exclude(pk__in=elsewhere.values("line"))


class ListLine(models.Model):
    """What is kept of one line: fingerprints and masked ends, and the name as long as somebody has to look at it."""

    class Pile(models.TextChoices):
        MATCHED = "matched", _("matched")
        DOUBTFUL = "doubtful", _("doubtful")
        UNMATCHED = "unmatched", _("unmatched")

    id = models.BigAutoField(primary_key=True)
    list = models.ForeignKey(OfficialList, models.PROTECT, related_name="lines")
    # The one that the file shows.
    number = models.PositiveIntegerField()
    # Keyed, of who issued it and everything that it says: the same line again adds nothing. A list that is withdrawn
    # lets go of it.
    digest = models.BinaryField(max_length=32, unique=True, null=True)
    nik_fingerprint = models.BinaryField(max_length=32, null=True)
    nik_tail = models.CharField(max_length=4, blank=True)
    # Without what people put between its digits.
    licence_number = models.CharField(max_length=60, blank=True)
    licence_type = models.CharField(max_length=6, choices=Milestone.LicenceType, blank=True)
    # On which the licence was issued, or the money paid out.
    day = models.DateField(null=True)
    amount = models.BigIntegerField(null=True)
    birth_date = models.DateField(null=True)
    name = models.CharField(max_length=120, blank=True)
    pile = models.CharField(max_length=9, choices=Pile, default=Pile.UNMATCHED)

    objects = ListLineQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(name="lines_of_a_pile", fields=["list", "pile", "number"]),
            models.Index(name="lines_of_a_nik", fields=["nik_fingerprint"], condition=Q(nik_fingerprint__isnull=False)),
            models.Index(name="lines_of_a_licence", fields=["licence_number"], condition=~Q(licence_number="")),
            models.Index(name="lines_with_a_name", fields=["list"], condition=~Q(name="")),
        ]
        constraints = [
            CheckConstraint(name="pile_is_known", condition=Q(pile__in=["matched", "doubtful", "unmatched"])),
            CheckConstraint(name="line_amount_is_some", condition=Q(amount=None) | Q(amount__gt=0)),
        ]

    def __str__(self):
        return str(self.number)

    @property
    def nik_masked(self):
        return f"{'*' * 12}{self.nik_tail}" if self.nik_tail else ""


class RepeatedLine(models.Model):
    """A later list of the office says the line too: it holds as that list's when the first one is withdrawn."""

    list = models.ForeignKey(OfficialList, models.CASCADE, related_name="repeated")
    line = models.ForeignKey(ListLine, models.CASCADE, related_name="repeated")
    # Where it stands in the later list.
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [UniqueConstraint(name="one_repetition_a_list", fields=["list", "line"])]

    def __str__(self):
        return str(self.number)


@pghistory.track(*as_it_was())
class Match(Noted):
    """A line that may be somebody's. It counts as long as it is confirmed, by somebody who did not load the list."""

    class Method(models.TextChoices):
        NIK = "nik", _("the same identity number")
        NUMBER = "number", _("the same licence number")
        NAME = "name", _("the same name and date of birth")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("to be decided")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("somebody else")
        UNDONE = "undone", _("taken back")

    # Of these nobody said that they are not.
    OPEN = (State.PROPOSED, State.CONFIRMED)
    LONGEST = 500

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(ListLine, models.PROTECT, related_name="matches")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="matches")
    method = models.CharField(max_length=6, choices=Method)
    # Whether the name on the line was the person's, when the two were laid beside each other; names are not kept. It is
    # no longer known once the person's name is corrected.
    name_agrees = models.BooleanField(null=True)
    # Whoever loaded the list, written by the database.
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    # The record that it shows, and whether that was made of it.
    milestone = models.ForeignKey(Milestone, models.SET_NULL, null=True, related_name="matches")
    made_it = models.BooleanField(default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    because = models.CharField(_("why it is taken back"), max_length=LONGEST, blank=True)

    objects = OfAPerson.as_manager()

    class Meta:
        ordering = ["line__number", "pk"]
        constraints = [
            UniqueConstraint(name="one_match_of_line_and_person", fields=["line", "participant"]),
            UniqueConstraint(name="one_person_a_line", fields=["line"], condition=Q(state="confirmed")),
            CheckConstraint(name="match_method_is_known", condition=Q(method__in=["nik", "number", "name"])),
            CheckConstraint(
                name="match_state_is_known", condition=Q(state__in=["proposed", "confirmed", "refused", "undone"])
            ),
            CheckConstraint(
                name="match_is_decided_by_someone",
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | ~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            CheckConstraint(
                name="decider_did_not_load_the_list",
                condition=~Q(state="confirmed") | ~Q(decided_by=F("loaded_by")),
            ),
            CheckConstraint(name="undone_match_says_why", condition=~Q(state="undone") | ~Q(because="")),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def nik_agrees(self):
        """Whether the identity number on the line is the person's; None where either is not known."""
        rows = (self.participant, self.participant.kept)
        here = {bytes(one.nik_fingerprint) for one in rows if one.nik_fingerprint}
        return bytes(self.line.nik_fingerprint) in here if self.line.nik_fingerprint and here else None

    @property
    def birth_agrees(self):
        """Whether the date of birth on the line is the person's; None where either is not known."""
        born = self.participant.kept.birth_date or self.participant.birth_date
        return self.line.birth_date == born if self.line.birth_date and born else None

    @property
    def disagrees(self):
        """Whether the line names the person otherwise, or has another date of birth."""
        return self.name_agrees is False or self.birth_agrees is False
