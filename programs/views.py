"""A training's particulars and sessions, money spent, and what somebody's account says. Rosters need people: see participants."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power, Role
from okoce.core.months import Month, now, today
from okoce.core.paging import page_of
from okoce.core.templatetags.jakarta import number
from programs import expenses, trainings
from programs.forms import ExpenseForm, ExpensesShown, ParticularsForm, SessionForm, StrikeOutForm
from programs.models import Expense, Training, TrainingSession
from programs.scoping import may_write


@requires(Power.LOG_TRAINING)
def training_edit(request, pk):
    training = get_object_or_404(Training.objects.worked_by(request.user), pk=pk)
    fields = ("kecamatan", "curriculum", "agency", "place")
    initial = {name: getattr(training, name) for name in fields}
    form = ParticularsForm(request.POST or None, by=request.user, training=training, initial=initial)
    if form.act():
        messages.success(request, _("The particulars are saved."))
        return redirect("training", pk=pk)
    return render(request, "programs/training_edit.html", {"form": form, "training": training})


@requires(Power.LOG_TRAINING)
def session_new(request, pk):
    training = get_object_or_404(Training.objects.worked_by(request.user), pk=pk)
    last = training.sessions.last()
    initial = {"held_on": today()} | ({"starts_at": last.starts_at, "ends_at": last.ends_at} if last else {})
    form = SessionForm(request.POST or None, by=request.user, training=training, at=now(), initial=initial)
    if session := form.act():
        messages.success(request, _("The session is added."))
        return redirect(to_session(session))
    return render(request, "programs/session_new.html", {"form": form, "training": training})


@requires(Power.LOG_TRAINING)
def session_move(request, pk, session):
    session = get_object_or_404(TrainingSession.objects.worked_by(request.user), pk=session, training=pk)
    fields = ("held_on", "starts_at", "ends_at")
    initial = {name: getattr(session, name) for name in fields}
    form = SessionForm(request.POST or None, by=request.user, session=session, at=now(), initial=initial)
    if form.act():
        messages.success(request, _("The session is moved."))
        return redirect(to_session(session))
    return render(request, "programs/session_move.html", {"form": form, "session": session})


@require_POST
@requires(Power.LOG_TRAINING)
def session_cancel(request, pk, session):
    session = get_object_or_404(TrainingSession.objects.worked_by(request.user), pk=session, training=pk)
    trainings.cancel_session(by=request.user, session=session)
    messages.success(request, _("The session is cancelled. It stays on record and counts nothing."))
    return redirect("training", pk=pk)


def to_session(session):
    """The address of a training's page with this session chosen."""
    return f"{redirect('training', pk=session.training_id).url}?session={session.pk}"


@requires(Power.SEE_RECORDS)
def expense_list(request):
    chosen = ExpensesShown(request.GET, by=request.user, today=today())
    said = chosen.said()
    rows = expenses.listed(request.user, **said)
    months = expenses.by_month(rows)
    context = {
        "chosen": chosen,
        "months": months,
        "items": Expense.Item.choices,
        "sums": expenses.in_all(months),
        "month": said["month"],
        "page": page_of(request, rows) if said["month"] else None,
        "struck_out": expenses.struck_out(request.user, **said) if said["month"] else None,
        "may_record": may_write(request.user, Power.RECORD_EXPENSES),
    }
    return render(request, "programs/expenses.html", context)


@requires(Power.RECORD_EXPENSES)
def expense_new(request):
    form = ExpenseForm(request.POST or None, by=request.user, today=today())
    if expense := form.act():
        messages.success(
            request, _("Saved: %(expense)s, Rp %(rupiah)s.") % {"expense": expense, "rupiah": number(expense.rupiah)}
        )
        return redirect("expense-new") if "next" in request.POST else redirect(to_month(expense))
    return render(request, "programs/expense_new.html", {"form": form})


@requires(Power.RECORD_EXPENSES)
def expense(request, pk):
    expense = get_object_or_404(Expense.objects.worked_by(request.user), pk=pk)
    form = ExpenseForm(request.POST or None, by=request.user, today=today(), expense=expense)
    if changed := form.act():
        messages.success(request, _("The expense is changed. What it said before stays in the trail."))
        return redirect(to_month(changed))
    return render(request, "programs/expense.html", {"form": form, "expense": expense})


@requires(Power.RECORD_EXPENSES)
def expense_strike_out(request, pk):
    # The same tap twice gets the same answer.
    if gone := expenses.struck_out(request.user).filter(pgh_obj_id=pk).first():
        return redirect(to_month(gone))
    expense = get_object_or_404(Expense.objects.worked_by(request.user), pk=pk)
    form = StrikeOutForm(request.POST or None, by=request.user, expense=expense)
    if form.act():
        messages.success(request, _("The expense is struck out. It counts nothing, and the reason is kept."))
        return redirect(to_month(expense))
    return render(request, "programs/expense_strike_out.html", {"form": form, "expense": expense})


def to_month(expense):
    """The address of the list of the expense's month."""
    return f"{redirect('expenses').url}?month={Month.of(expense.month)}"


def account(request):
    """For everybody who is signed in: who am I here, and how is my account protected."""
    assignments = request.user.assignments.on(today()).select_related("kecamatan__city")
    roles = [Role(role).label for role in request.user.roles]
    context = {"assignments": assignments, "roles": roles, "sees_counts": request.user.may(Power.SEE_COUNTS)}
    return render(request, "programs/account.html", context)
