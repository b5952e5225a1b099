"""Everything that was recorded about one person, read once: what a page says of them is said from here."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.models import User
from okoce.core.months import JAKARTA
from participants.models import (
    Attendance,
    Business,
    Entrepreneur,
    JobReport,
    Merge,
    Milestone,
    Participant,
    Residence,
    State,
    Transfer,
    Verification,
    Visit,
)
from programs.models import Training

Record = Training | Visit | Milestone | JobReport | Entrepreneur
# What shows for itself what it says, by the files kept with it.
SHOWN = Visit | Milestone | JobReport

# Of two cases of one person: one that is void rules, and then one that is approved (docs/counting.md, “One person once”).
RULING = [State.REVOKED, State.VERIFIED, State.SUBMITTED, State.RETURNED, State.DRAFT]

KEPT_FIRST = F("merged_into").asc(nulls_first=True), "pk"
# The columns of a decision, each for one kind of record.
DECIDED = ["training", "visit", "milestone", "job_report", "entrepreneur"]


@dataclass(frozen=True)
class Facts:
    """What there is about the person, each kind in the order of its days; decisions newest first."""

    person: Participant
    # Each row that tells of the person, the one kept first.
    rows: list[Participant]
    residences: list[Residence]
    attendances: list[Attendance]
    visits: list[Visit]
    milestones: list[Milestone]
    job_reports: list[JobReport]
    businesses: list[Business]
    case: Entrepreneur | None
    decisions: list[Verification]
    # With whom the person was found to be one, newest first, those that were taken back too.
    merges: list[Merge]
    # To which kecamatan the person moved and why, in the order of their days, those that were taken back too.
    transfers: list[Transfer]
    # Who entered a milestone, by its key: the first of its makers.
    entered_by: dict[uuid.UUID, User]

    @property
    def registration(self) -> Participant:
        """The row by which the person registered first; the one kept as long as none did."""
        registered = [row for row in self.rows if row.registered_on]
        return min(registered, key=lambda row: row.registered_on, default=self.person)

    @property
    def identity(self) -> Participant:
        """The row that says who the person is: by a number, or because the card was seen."""
        return max(self.rows, key=lambda row: (bool(row.nik_fingerprint), row.identity_verified))

    def decisions_of(self, record: Record) -> list[Verification]:
        return [one for one in self.decisions if decided(one) == record.pk]

    def answer_to(self, record: Record) -> Verification | None:
        """The decision that stands: the newest about a record that came back or is void."""
        if record.state not in (State.RETURNED, State.REVOKED):
            return None
        return next((one for one in self.decisions_of(record) if one.decision == record.state), None)

    @property
    def trainings(self) -> dict[Training, list[Attendance]]:
        """The trainings whose list the person is on, each with the person's marks there."""
        marks: dict[Training, list[Attendance]] = {}
        for attendance in self.attendances:
            marks.setdefault(attendance.session.training, []).append(attendance)
        return marks


def facts_of(person: Participant) -> Facts:
    """As many queries for a long story as for a short one."""
    rows = Participant.objects.rows_of([person.kept_id])
    whose = {"participant__in": rows.values("pk")}
    trained = Attendance.objects.filter(**whose)
    trained = trained.select_related("session__training__curriculum", "session__training__led_by")
    trained = trained.select_related("recorded_by").prefetch_related("session__training__sessions")
    attendances = list(trained.order_by("session__held_on"))
    visits = list(Visit.objects.filter(**whose).select_related("facilitator", "kecamatan").prefetch_related("evidence"))
    milestones = list(
        Milestone.objects.filter(**whose).select_related("business", "submitted_by").prefetch_related("evidence")
    )
    reports = list(JobReport.objects.filter(**whose).select_related("submitted_by").prefetch_related("evidence"))
    cases = list(Entrepreneur.objects.filter(**whose).select_related("submitted_by"))
    case = min(cases, key=lambda one: (RULING.index(one.state), one.participant_id != person.pk), default=None)
    records: list[Record] = [*visits, *milestones, *reports, *([case] if case else [])]
    trainings = {attendance.session.training for attendance in attendances}
    return Facts(
        person=person,
        rows=list(rows.select_related("registered_by").defer("nik_sealed").order_by(*KEPT_FIRST)),
        residences=_homes(person),
        attendances=attendances,
        visits=visits,
        milestones=milestones,
        job_reports=reports,
        businesses=list(
            Business.objects.filter(owners__in=person.rows).distinct().select_related("kecamatan", "recorded_by")
        ),
        case=case,
        decisions=_decisions([*records, *trainings]),
        merges=list(
            Merge.objects.filter(Q(kept__in=person.rows) | Q(folded__in=person.rows)).select_related(
                "merged_by", "undone_by"
            )
        ),
        transfers=_transfers(person),
        entered_by=_entered_by(milestones),
    )


def _homes(person: Participant) -> list[Residence]:
    """Each home once, though a transfer writes it of every row."""
    homes = Residence.objects.filter(participant__in=person.rows).select_related("kecamatan", "recorded_by")
    return list({home.transfer_id or f"{home.pk}": home for home in homes}.values())


def _transfers(person: Participant) -> list[Transfer]:
    """Also one that was written of this row while it was merged into another."""
    written = Residence.objects.filter(participant__in=person.rows).values("transfer")
    rows = Transfer.objects.filter(Q(participant__in=person.rows) | Q(pk__in=written))
    people = ("transferred_by", "taken_by", "undone_by")
    return list(rows.select_related("moved_from", "moved_to", *people))


def _decisions(records: Iterable[Record]) -> list[Verification]:
    keys = [record.pk for record in records]
    # The keys are random, so one list of them serves all five columns, each with its own index.
    about = Q()
    for column in DECIDED:
        about |= Q(**{f"{column}__in": keys})
    return list(Verification.objects.filter(about).select_related("checked_by").order_by("-checked_at", "-pk"))


def _entered_by(milestones: list[Milestone]) -> dict[uuid.UUID, User]:
    makers = Milestone.makers.through.objects.filter(milestone__in=milestones).select_related("user").order_by("-pk")
    return {made.milestone_id: made.user for made in makers}


def decided(decision: Verification) -> uuid.UUID:
    """The key of the record that the decision is about."""
    return getattr(decision, f"{decision.column}_id")


def called(record: Record) -> str:
    """What people call the record, in a sentence or on a line of its own."""
    match record:
        case Training():
            return str(record.curriculum)
        case Visit():
            # Its topic alone reads as the thing itself: a visit about a licence is none.
            return _("Visit on %(day)s") % {"day": in_words(record.held_on)}
        case JobReport():
            return _workers(record.workers)
        case Entrepreneur():
            return _("The case of a new entrepreneur")
        case _:
            return _milestone(record)


def _milestone(record: Milestone) -> str:
    if record.kind == Milestone.Kind.LICENCE:
        return f"{record.get_licence_type_display()} {record.number}".strip()
    if record.month:
        return _("Books of %(month)s") % {"month": date_format(record.month, "F Y")}
    if record.amount:
        return _("%(lender)s, Rp %(amount)s") % {
            "lender": record.name,
            "amount": number_format(record.amount, force_grouping=True),
        }
    return record.name


def _workers(number: int) -> str:
    return ngettext("%(number)s paid worker", "%(number)s paid workers", number) % {"number": number}


def local(when: datetime.date | datetime.datetime) -> datetime.date:
    """The day in Jakarta."""
    return when.astimezone(JAKARTA).date() if isinstance(when, datetime.datetime) else when


def in_words(when: datetime.date | datetime.datetime) -> str:
    """5 March 2018, in the reader's language."""
    return date_format(local(when), "DATE_FORMAT")


def address_of(record: Record) -> str:
    """The record's own page."""
    return reverse(kind_of(record), args=[record.pk])


def kind_of(record: Record) -> str:
    """The word for the record in addresses."""
    return "job-report" if isinstance(record, JobReport) else type(record).__name__.lower()
