"""Months: the calendar of closing, what keeps a month open, closing it and opening it again, and what was revised."""

from collections import defaultdict
from urllib.parse import urlencode

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
from reports.contributions import ACTIVITY_METRICS, METRICS, OUTSIDE, PERSON_METRICS
from reports.definitions import BY_THRESHOLDS, COUNTED, definitions_in, spans
from reports.freshness import freshness
from reports.known import KnownMonths
from reports.models import Definition
from reports.month_forms import CloseForm, ConfirmForm, ReopenForm
from reports.revisions import revisions
from reports.sampling.results import results_of
from reports.views.asked import place_among
from reports.words import headline_name, name_of

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
    fresh, reopenings = freshness(), list(reopenings_of(entry.month).exclude(confirmed=None))
    audited, publications = results_of(entry.closings), frozen.publications(entry.closings)
    coming = None if entry.final else frozen.coming(entry.month)
    return {
        "entry": entry,
        "confirming": confirming(request, entry),
        "blockers": found,
        "waiting": waiting_by_place(found) if found else [],
        "coming": coming,
        "changes": frozen.changes(publications[-1].figures, coming) if entry.reopened else [],
        "closings": [(one, audited.get(one.closing.number)) for one in reversed(publications)],
        "reopenings": reopenings,
        "opened": next((one for one in reopenings if one.confirmed), None),
        "overdue": entry.close_on < today(),
        "fresh": fresh,
        "recounting": recounting(fresh.check),
        "may_close": request.user.may(Power.CLOSE_MONTHS),
        "may_verify": request.user.may(Power.VERIFY),
        "may_read_trails": request.user.may(Power.READ_TRAILS),
    }


def confirming(request, entry):
    """The form that opens the month again; None but for another one than who asked."""
    if not entry.asked or entry.asked.asked_by == request.user or not request.user.may(Power.CLOSE_MONTHS):
        return None
    return ConfirmForm(by=request.user, month=entry.month, asked=entry.asked, at=now())


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
    """Open the month again, for whoever types its name; what the verb refuses is told above the page of the month."""
    waits = get_object_or_404(reopenings_of(month), pk=asked)
    form = ConfirmForm(request.POST, by=request.user, month=month, asked=waits, at=now())
    if form.act():
        messages.success(request, _("The month is open again, and takes entries of its own."))
    elif "name" in form.errors and (entry := entry_of(month)).asked == waits and waits.asked_by != request.user:
        return render(request, "reports/month.html", told_of(request, entry, None) | {"confirming": form})
    else:
        tell(request, form.non_field_errors())
    return redirect("month", month=month)


@require_POST
@requires(Power.CLOSE_MONTHS)
def reopening_decline(request, month, asked):
    waits = get_object_or_404(reopenings_of(month), pk=asked)
    try:
        done = reopening.decline(by=request.user, reopening=waits, at=now())
        taken_back = _("You took your request back: the month stays closed.")
        messages.success(request, taken_back if done.taken_back else _("Declined: the month stays closed."))
    except ValidationError as refusal:
        tell(request, refusal.messages)
    return redirect("month", month=month)


def tell(request, sentences):
    for sentence in sentences:
        messages.error(request, sentence)


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
    # What was published is told first by the definition that it was published by.
    last = max(KnownMonths().first_closings, default=Month.of(today()))
    known = definitions_in(last)
    definition, kecamatan = revised_by(request.GET, known), request.GET.get("kecamatan", "")
    place = place_of(kecamatan, definition.metric)
    with snapshot():
        told = revisions(definition, kecamatan)
        named = [(span, min(span.last or last, last)) for span in spans() if span.first <= last]
    of_place = {"kecamatan": kecamatan} if kecamatan else {}
    context = {
        "definition": definition,
        "name": headline_name(definition),
        "place": place,
        "of_people": definition.metric.partition("@")[0] in PERSON_METRICS,
        "definitions": [
            {"code": one.code, "name": headline_name(one), "address": urlencode({"definition": one.code} | of_place)}
            for one in known
        ],
        "metrics": [(metric, name_of(metric), urlencode({"metric": metric} | of_place)) for metric in METRICS],
        "revisions": told,
        # A metric of the ladder is no reading of the headline.
        "spans": named if told and definition.code else [],
        "another": definition not in [span.definition for span, _last in named],
    }
    return render(request, "reports/revisions.html", context)


def revised_by(said, known):
    """The definition in the address, a metric as if it were one; the headline's when neither is said, 404 for another."""
    if metric := said.get("metric"):
        plain, _at, code = metric.partition("@")
        came = next((one for one in known if one.metric == f"{COUNTED}@{code}"), None)
        if metric not in METRICS and not (came and plain in BY_THRESHOLDS):
            raise Http404
        return Definition(metric=metric, revision_id=came and came.revision_id)
    code = said.get("definition") or known[0].code
    definition = next((one for one in known if one.code == code), None)
    if not definition:
        raise Http404
    return definition


def place_of(kecamatan, metric):
    """The kecamatan, people from outside, nothing for the whole city; 404 for a place without such counts."""
    if kecamatan == OUTSIDE and metric not in ACTIVITY_METRICS:
        return _("From outside Jakarta")
    return place_among(Kecamatan.objects.all(), kecamatan) if kecamatan else ""


def entry_of(month):
    """What the calendar says of the month; 404 for one that has no counts."""
    if month not in months_of(Programme.objects.get(), on=today()):
        raise Http404
    return calendar([month])[0]
