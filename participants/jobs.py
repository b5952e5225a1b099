"""Paid workers, as a person declares them on a day."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import verb
from participants import evidence
from participants.evidence import Sent
from participants.models import JobReport, Participant
from participants.records import hand_in_record, hold_record, keep_changes, keep_new
from programs.days import check_fact_day

# More than any business of the programme has; a finger that stayed on a key writes more.
MOST = 1000


@verb("workers reported")
def report_jobs(
    *,
    by: User,
    id: uuid.UUID,
    participant: Participant,
    reported_on: datetime.date,
    full_time: int,
    part_time: int,
    at: datetime.datetime,
    file: Sent | None = None,
) -> JobReport:
    """A report, declared and on its way to a verifier. The same id again returns the one that it made the first time."""
    said = _said(reported_on, full_time, part_time, at)
    report = JobReport(id=id, participant=participant, submitted_by=by, submitted_at=at, state="submitted", **said)
    report = keep_new(by, report, {"participant": participant, **said})
    if file and not report.evidence.exists():
        evidence.keep(by, report, file, field="file")
    return report


@verb("report of workers changed")
def change_report(
    *,
    by: User,
    report: JobReport,
    reported_on: datetime.date,
    full_time: int,
    part_time: int,
    at: datetime.datetime,
    file: Sent | None = None,
) -> JobReport:
    """The report with other numbers, with the verifier again."""
    said = _said(reported_on, full_time, part_time, at)
    report = keep_changes(by, hold_record(report), said)
    if file:
        evidence.keep(by, report, file, field="file")
    return hand_in_record(by, report, at) if report.state == JobReport.State.RETURNED else report


def _said(reported_on: datetime.date, full_time: int, part_time: int, at: datetime.datetime) -> dict:
    check_fact_day("reported_on", reported_on, at.date())
    for field, number in (("full_time", full_time), ("part_time", part_time)):
        if not 0 <= number <= MOST:
            raise ValidationError({field: _("Enter a number from 0 to 1000.")})
    return {"reported_on": reported_on, "full_time": full_time, "part_time": part_time}
