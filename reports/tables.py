"""The tables as they are, for whoever checks the machinery: to read, and without what tells who somebody is."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory.models import Event

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from participants.models import Participant
from reports.models import LedgerEntry

# What the trail is kept of, by the name of its table.
TRAILS = {
    "accounts.UserEvent": gettext_lazy("Users"),
    "accounts.OneTimeLinkEvent": gettext_lazy("One-time links"),
    "accounts.TokenEvent": gettext_lazy("Tokens"),
    "programs.AssignmentEvent": gettext_lazy("Assignments"),
    "programs.TargetEvent": gettext_lazy("Targets"),
    "programs.AgencyEvent": gettext_lazy("Agencies"),
    "programs.CurriculumEvent": gettext_lazy("Curricula"),
    "programs.CentreEvent": gettext_lazy("Centres"),
    "programs.TrainingEvent": gettext_lazy("Trainings"),
    "programs.TrainingSessionEvent": gettext_lazy("Sessions"),
    "programs.ExpenseEvent": gettext_lazy("Spending"),
    "participants.ParticipantEvent": gettext_lazy("People"),
    "participants.ResidenceEvent": gettext_lazy("Residences"),
    "participants.BusinessEvent": gettext_lazy("Businesses"),
    "participants.VisitEvent": gettext_lazy("Visits"),
    "participants.MilestoneEvent": gettext_lazy("Steps P4 to P7"),
    "participants.JobReportEvent": gettext_lazy("Reports of workers"),
    "participants.EntrepreneurEvent": gettext_lazy("New entrepreneurs"),
    "participants.MatchEvent": gettext_lazy("Official lists"),
    "reports.WebhookEvent": gettext_lazy("Webhooks"),
}


def people(user: User) -> QuerySet[Participant]:
    """The user's people; everybody for who sees no records, because no column tells who they are."""
    rows = Participant.objects.looked_after_by(user) if user.may(Power.SEE_RECORDS) else Participant.objects.all()
    return rows.select_related("registered_in", "facilitator").order_by("pk")


def of_people(user: User, rows: Iterable[Participant]) -> list[dict[str, Any]]:
    """The columns of people. The masked number is for whoever sees records."""
    sees = user.may(Power.SEE_RECORDS)
    return [
        {
            _("Key"): row.pk,
            _("Counts as"): row.merged_into_id,
            **({_("NIK"): row.nik_masked} if sees else {}),
            _("Identity"): _("verified") if row.identity_verified else _("not verified"),
            _("Registered in"): row.registered_in.name,
            _("Consent and baseline"): row.registered_on,
            _("Business at registration"): row.get_baseline_display(),
            _("Sex"): row.get_sex_display(),
            _("Year of birth"): row.birth_year and str(row.birth_year),
            _("Facilitator"): row.facilitator.name,
        }
        for row in rows
    ]


def ledger(**said: Any) -> QuerySet[LedgerEntry]:
    """The entries, newest first; what is said of metric, month or source narrows them."""
    known = {name: value for name, value in said.items() if value}
    if month := known.pop("month", None):
        known["month"] = month.first
    return LedgerEntry.objects.filter(**known).order_by("-pk")


def of_ledger(rows: Iterable[LedgerEntry]) -> list[dict[str, Any]]:
    return [
        {
            _("Number"): row.pk,
            _("Revision"): row.revision_id,
            _("Metric"): row.metric,
            _("Month"): f"{row.month:%Y-%m}",
            _("Published in"): f"{row.posting_month:%Y-%m}",
            _("Kecamatan"): row.kecamatan,
            _("Sex"): row.gender,
            _("Age"): row.age_band,
            _("Difference"): row.delta,
            _("Reason"): row.reason,
            _("Source"): f"{row.source_kind} {row.source_id}",
        }
        for row in rows
    ]


def trail(table: str) -> QuerySet[Event]:
    """What happened in that table, newest first."""
    return apps.get_model(table).objects.select_related("pgh_context").order_by("-pgh_id")


def of_trail(events: Iterable[Event]) -> list[dict[str, Any]]:
    """When, what kind of change, to which row, by whom and why: no value of the row itself."""
    rows: list[Any] = list(events)
    said: dict[int, dict[str, Any]] = {row.pk: (row.pgh_context and row.pgh_context.metadata) or {} for row in rows}
    happened = {"insert": _("added"), "delete": _("removed")}
    names = dict(User.objects.filter(pk__in={one.get("user") for one in said.values()}).values_list("pk", "name"))
    return [
        {
            _("When"): row.pgh_created_at,
            _("What"): happened.get(row.pgh_label, _("changed")),
            # A token's key is its digest.
            _("Key"): str(getattr(row, "handle", row.pgh_obj_id)),
            _("Who"): names.get(said[row.pk].get("user", 0)),
            _("Reason"): said[row.pk].get("reason"),
        }
        for row in rows
    ]
