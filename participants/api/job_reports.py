"""Paid workers, in the API."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Day, Number
from participants import jobs
from participants.api.checked import CHECKED, CheckedQuery, CheckedRecords, CheckedShape
from participants.jobs import MOST
from participants.models import JobReport, Participant
from programs.api.records import Action
from programs.api.resources import NewBody, ParentField, as_said
from programs.api.versions import OfVersion

SAID = ["reported_on", "full_time", "part_time"]
FULL_TIME = _("Paid workers in full time, the owner not among them.")
PART_TIME = _("Paid workers in part time, the owner not among them.")


class JobReportShape(CheckedShape):
    example = {
        "id": "a8e41f70-93d5-4b6c-8f02-6d1c9b7e3a58",
        "participant": "7a0e4c1d-2b69-4f3a-8e5c-d91b6f0a3c27",
        "reported_on": "2018-03-05",
        "full_time": 1,
        "part_time": 2,
        "state": "submitted",
        "version": 2,
        "submitted_at": "2018-03-05T16:40:00+07:00",
        "returned_because": None,
        "recorded_at": "2018-03-05T16:40:00+07:00",
    }

    class Meta:
        model = JobReport
        fields = ["id", "participant", *SAID, *CHECKED]
        extra_kwargs = {
            "participant": {"help_text": _("Who pays them.")},
            "reported_on": {"help_text": _("The day of which it is true.")},
            "full_time": {"help_text": FULL_TIME},
            "part_time": {"help_text": PART_TIME},
        }


class JobReportsQuery(CheckedQuery):
    reported_on = serializers.DateField(required=False, help_text=_("Only of this day."))


class JobReportFields(Body):
    example = {"part_time": 3}

    reported_on = Day(help_text=_("The day of which it is true."))
    full_time = Number(min_value=0, max_value=MOST, help_text=FULL_TIME)
    part_time = Number(min_value=0, max_value=MOST, help_text=PART_TIME)


class ChangedJobReport(OfVersion, JobReportFields):
    pass


class NewJobReport(NewBody, JobReportFields):
    participant = ParentField(Participant.objects.worked_by, help_text=_("Who pays them."))


class JobReports(CheckedRecords):
    name, one, about = "job-reports", "job-report", _("Paid workers")
    model, shape, query = JobReport, JobReportShape, JobReportsQuery
    new, changed, power = NewJobReport, ChangedJobReport, Power.RECORD_PROGRESS

    def create(self, *, by, id, said, at):
        return jobs.report_jobs(by=by, id=id, at=at, **said), True

    def change(self, *, by, record, said, at):
        return jobs.change_report(by=by, report=record, at=at, **(as_said(record, SAID) | said))


class SubmitJobReport(Action):
    name, about, power = "submit", _("Hand in again what came back"), Power.RECORD_PROGRESS

    def do(self, *, by, record, said, at):
        return jobs.change_report(by=by, report=record, at=at, **as_said(record, SAID))
