"""Months: the calendar of closing, what keeps a month open, closing it and opening it again, and what was revised."""

from collections import defaultdict

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import Month, now, today
from okoce.core.snapshot import snapshot
from okoce.core.spared import spared
from okoce.core.templatetags.jakarta import month as in_words
from participants.waiting import NAMES
from programs.models import Kecamatan, Programme
from reports import frozen, nudge, reopening, rollup, tasks
from reports.blockers import blockers
from reports.calendar import calendar, months_of, next_to_close, reopenings_of
from reports.contributions import OUTSIDE
from reports.definitions import definitions_in
from reports.freshness import freshness
from reports.month_forms import CloseForm, ReopenForm
from reports.revisions import revisions
from reports.words import headline_name

# A recount that was asked for is on its way for as long as a large one takes.
RECOUNTING = "recount-asked"
RECOUNTS_FOR = 300


@requires(Power.SEE_COUNTS)
def month_list(request):
    entries = calendar(months_of(Programme.objects.get(), on=today()))
    coming = next_to_close(entries)
    links = [entry.newest for entry in entries if entry.newest]
    context = {
        "entries": entries,
        "coming": coming,
        "blockers": blockers(coming.month, at=now()) if coming else None,
        "overdue": coming and not coming.reopened and coming.close_on < today(),
        "newest": max(links, key=lambda closing: closing.number, default=None),
        "may_close": request.user.may(Power.CLOSE_MONTHS),
    }
    return render(request, "reports/months.html", context)


@requires(Power.SEE_COUNTS)
def month(request, month):
    """The month, and closing it."""
    entry = entry_of(month)
    if request.method == "POST" and not request.user.may(Power.CLOSE_MONTHS):
        raise PermissionDenied
    if request.method == "POST" and entry.final:
        messages.info(request, _("%(month)s is closed already.") % {"month": in_words(month)})
        return redirect("month", month=month)
    found = None if entry.final else blockers(month, at=now())
    form = form_of(request, entry, found)
    if form and (closed := form.act()):
        words = {"month": in_words(month), "number": closed.number}
        messages.success(request, _("%(month)s is closed, as number %(number)s of the chain.") % words)
        return redirect("month", month=month)
    return render(request, "reports/month.html", {"form": form, **told_of(request, entry, found)})


def form_of(request, entry, found):
    """The form that closes the month; None for whoever may not, and while something stands in the way."""
    if entry.final or not request.user.may(Power.CLOSE_MONTHS) or (found.hard and request.method != "POST"):
        return None
    return CloseForm(request.POST or None, by=request.user, month=entry.month, waiting=found.total, at=now())


def told_of(request, entry, found):
    """What the page of a month says of it."""
    fresh = freshness()
    return {
        "entry": entry,
        "blockers": found,
        "waiting": waiting_by_place(found) if found else [],
        "coming": None if entry.final else frozen.coming(entry.month),
        "closings": [(closing, frozen.published(closing)) for closing in reversed(entry.closings)],
        "reopenings": reopenings_of(entry.month).exclude(confirmed=None),
        "fresh": fresh,
        "recounting": recounting(fresh.check),
        "may_close": request.user.may(Power.CLOSE_MONTHS),
        "may_verify": request.user.may(Power.VERIFY),
        "may_read_trails": request.user.may(Power.READ_TRAILS),
    }


def recounting(last):
    """Whether a recount was asked for and is not there yet."""
    asked = cache.get(RECOUNTING)
    return asked is not None and (last is None or last.at < asked)


def waiting_by_place(found):
    """Where records wait, most of them first: {code, name, many, kinds}."""
    names = dict(Kecamatan.objects.values_list("code", "name")) | {OUTSIDE: _("outside Jakarta")}
    places = defaultdict(dict)
    for one in found.waiting:
        places[one.kecamatan][one.kind] = one.many
    rows = [
        {
            "code": code,
            "name": names[code],
            "many": sum(kinds.values()),
            "kinds": [(kind, name, kinds[kind]) for kind, name in NAMES.items() if kind in kinds],
        }
        for code, kinds in places.items()
    ]
    return sorted(rows, key=lambda row: (-row["many"], row["name"]))


@requires(Power.CLOSE_MONTHS)
def month_reopen(request, month):
    entry = entry_of(month)
    if not entry.final or entry.asked:
        return redirect("month", month=month)
    form = ReopenForm(request.POST or None, by=request.user, closing=entry.newest, at=now())
    if form.act():
        messages.success(request, _("Asked for. The month stays closed until somebody else confirms it here."))
        return redirect("month", month=month)
    return render(request, "reports/month_reopen.html", {"form": form, "entry": entry})


@require_POST
@requires(Power.CLOSE_MONTHS)
def reopening_confirm(request, month, asked):
    told = _("The month is open again, and takes entries of its own.")
    return answered(request, month, asked, reopening.confirm, told)


@require_POST
@requires(Power.CLOSE_MONTHS)
def reopening_decline(request, month, asked):
    return answered(request, month, asked, reopening.decline, _("Declined: the month stays closed."))


def answered(request, month, asked, verb, told):
    """What one of the two verbs makes of it; what it refuses is told above the page of the month."""
    try:
        verb(by=request.user, reopening=get_object_or_404(reopenings_of(month), pk=asked), at=now())
        messages.success(request, told)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    return redirect("month", month=month)


@require_POST
@requires(Power.CLOSE_MONTHS)
def month_recount(request, month):
    """Count everything anew, in the background: it reads all that there is."""
    entry_of(month)
    if cache.add(RECOUNTING, now(), RECOUNTS_FOR):
        with spared("recount_not_asked"):
            tasks.check.apply_async()
    messages.success(request, _("Everything is counted anew: load this page again in a minute."))
    return redirect("month", month=month)


@require_POST
@requires(Power.CLOSE_MONTHS)
def month_retry(request, month):
    """Try once more to count what is in quarantine."""
    entry_of(month)
    rollup.retry()
    nudge.nudge()
    messages.success(request, _("It is tried once more: load this page again in a minute."))
    return redirect("month", month=month)


@requires(Power.SEE_COUNTS)
def revision_list(request):
    known = definitions_in(Month.of(today()))
    code = request.GET.get("definition")
    definition = next((one for one in known if one.code == code), None) if code else known[0]
    if not definition:
        raise Http404
    with snapshot():
        told = revisions(definition)
    context = {
        "definition": definition,
        "name": headline_name(definition),
        "definitions": [
            {"code": one.code, "name": headline_name(one), "address": f"definition={one.code}"} for one in known
        ],
        "revisions": told,
    }
    return render(request, "reports/revisions.html", context)


def entry_of(month):
    """What the calendar says of the month; 404 for one that has no counts."""
    if month not in months_of(Programme.objects.get(), on=today()):
        raise Http404
    return calendar([month])[0]
