"""Facilitators: their own monthly report, drafted from the log, and for the city what all of them logged."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.accounts.users import who_may
from okoce.core.months import Month, now, today
from okoce.core.paging import page_of
from okoce.core.snapshot import snapshot
from programs.models import Programme, Training
from reports.dashboard import months_to_choose
from reports.facilitators import words
from reports.facilitators.activity import ORDERS, activity, ordered
from reports.facilitators.log import Log
from reports.facilitators.month import FacilitatorMonth, kept
from reports.facilitators.paper import file_name, pdf_of
from reports.forms import ReportForm
from reports.views.asked import asked_month

# Whoever calls them does so one after the other: a page is the calls of a day.
ON_SCREEN = 25


@requires(Power.LOG_TRAINING)
def facilitator_report(request):
    programme = Programme.objects.get()
    month = asked_month(request, programme)
    said = kept(request.user, month)
    form = ReportForm(request.POST or None, by=request.user, report=said, at=now())
    if form.act():
        messages.success(request, _("Your words are saved."))
        return redirect(f"{request.path}?month={month}")
    with snapshot():
        told = FacilitatorMonth.of(request.user, month, now())
        led = [one.training.pk for one in told.led] + [one.training_id for one in told.planned]
        opens = set(Training.objects.visible_to(request.user).filter(pk__in=led).values_list("pk", flat=True))
    context = {
        "told": told,
        "month": month,
        "months": months_to_choose(programme, Month.of(today())),
        "sections": words.sections(told),
        "next": words.next_month(told),
        "opens": opens,
        "form": form,
        "said": said,
    }
    return render(request, "reports/facilitator_report.html", context)


@requires(Power.LOG_TRAINING)
def facilitator_report_pdf(request, month):
    if not Programme.objects.get().first <= month <= Month.of(today()):
        raise Http404
    with snapshot():
        told, said = FacilitatorMonth.of(request.user, month, now()), kept(request.user, month)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(told)}"'}
    return HttpResponse(pdf_of(told, said, today()), content_type="application/pdf", headers=headers)


@requires(Power.SEE_COUNTS)
def facilitator_list(request):
    programme = Programme.objects.get()
    month, order = asked_month(request, programme), asked_order(request)
    with snapshot():
        rows, honours = activity(month, on=today())
    context = {
        "month": month,
        "address": f"month={month}",
        "may_open": request.user.may(Power.SEE_RECORDS),
        "months": months_to_choose(programme, Month.of(today())),
        "page": page_of(request, ordered(rows, order), ON_SCREEN),
        "params": request.GET,
        "honours": honours,
        "order": order,
        "orders": {each: f"month={month}&order={each}" for each in ORDERS},
        "contracts": sum(each.facilitators for each in honours),
        "booked": sum(each.rupiah for each in honours),
    }
    return render(request, "reports/facilitator_list.html", context)


@requires(Power.SEE_COUNTS)
@requires(Power.SEE_RECORDS)
def facilitator(request, user):
    """The records behind one line of the list; 404 for who never logs."""
    programme = Programme.objects.get()
    month = asked_month(request, programme)
    # Who works for the programme is no secret among those who see its counts; what they logged is asked for by reader.
    one = get_object_or_404(who_may(Power.LOG_TRAINING), pk=user)
    with snapshot():
        log = Log.of(one, month, reader=request.user, on=today())
    context = {
        "one": one,
        "log": log,
        "month": month,
        "months": months_to_choose(programme, Month.of(today())),
    }
    return render(request, "reports/facilitator.html", context)


def asked_order(request):
    """By what the list is ordered; 404 for what it is not ordered by."""
    order = request.GET.get("order") or ORDERS[0]
    if order not in ORDERS:
        raise Http404
    return order
