"""Whom a person pays: a new report, and the page of one."""

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from participants.forms import JobReportForm
from participants.models import JobReport
from participants.views.records import checked, on_to, opened, recorded_about, withdrawn


@requires(Power.RECORD_PROGRESS)
def job_report_new(request, pk):
    person = recorded_about(request, pk)
    form = JobReportForm(request.POST or None, request.FILES or None, by=request.user, participant=person, at=now())
    if form.act():
        messages.success(request, _("The paid workers are recorded: a verifier checks them now."))
        return on_to(request, "participant", pk=pk)
    return render(request, "participants/job_report_new.html", {"form": form, "person": person})


@requires(Power.SEE_RECORDS)
def job_report(request, pk):
    rows = JobReport.objects.looked_after_by(request.user).select_related("participant")
    report, may_change = opened(request, rows, pk)
    person = report.participant
    form = JobReportForm(
        request.POST or None, request.FILES or None, by=request.user, participant=person, at=now(), report=report
    )
    if form.act():
        messages.success(request, _("The report is changed: a verifier checks it now."))
        return on_to(request, "participant", pk=person.pk)
    context = {"report": report, "person": person, "form": form, **checked(request.user, report, may_change)}
    return render(request, "participants/job_report.html", context)


@require_POST
@requires(Power.RECORD_PROGRESS)
def job_report_withdraw(request, pk):
    return withdrawn(request, JobReport.objects.looked_after_by(request.user), pk, page="job-report")
