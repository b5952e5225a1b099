"""One's own report by mail: to which address, what was sent, and one of any month now."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import Month, now, today
from okoce.core.paging import page_of
from programs.models import Programme
from reports.mailing import plans
from reports.mailing.forms import NowForm, PlanForm
from reports.mailing.sending import next_due
from reports.models import MailPlan, MailSent

# What was sent lately, on one page.
LAST = 12


@requires(Power.SEE_COUNTS)
def mail(request):
    plan = plan_of(request)
    form = PlanForm(request.POST or None, by=request.user, at=now(), initial={"address": plan.address if plan else ""})
    if form.act():
        messages.success(request, _("The report of each month comes to this address from now on."))
        return redirect("mail")
    return page(request, plan, form=form)


@require_POST
@requires(Power.SEE_COUNTS)
def mail_stop(request):
    plans.stop(by=request.user)
    messages.success(request, _("Nothing is sent to you any more."))
    return redirect("mail")


@require_POST
@requires(Power.SEE_COUNTS)
def mail_now(request):
    form = NowForm(request.POST, by=request.user, months=months(), at=now())
    if form.act():
        messages.success(request, _("It is on its way: load this page again in a minute."))
        return redirect("mail")
    return page(request, plan_of(request), now_form=form)


def page(request, plan, *, form=None, now_form=None):
    initial = {"address": plan.address if plan else ""}
    context = {
        "plan": plan,
        "form": form or PlanForm(by=request.user, at=now(), initial=initial),
        "now_form": now_form or NowForm(by=request.user, months=months(), at=now()),
        "due": next_due(now()),
        "mails": settings.MAILS,
        "page": page_of(request, MailSent.objects.visible_to(request.user), LAST),
    }
    return render(request, "reports/mail.html", context)


def plan_of(request):
    return MailPlan.objects.visible_to(request.user).filter(active=True).first()


def months():
    first = Programme.objects.get().first
    return first.until(max(first, Month.of(today())))
