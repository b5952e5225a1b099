"""What every number means: the definitions, the rungs, what was published; a new definition, and the headline's name."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import Month, today
from okoce.core.snapshot import snapshot
from okoce.core.templatetags.jakarta import month as in_words
from participants.reconciling.shares import share_of
from programs.models import Programme
from reports import claims, definitions
from reports.forms import DefinitionForm, NamingForm
from reports.meanings import MEANINGS, ONE_PERSON, in_plain_words, thresholds_in
from reports.periods import statuses
from reports.sampling.results import newest_result
from reports.summary import STEPS
from reports.words import headline_name, name_of

CONFIRM = "confirm"


@requires(Power.SEE_REFERENCE)
def definition_list(request):
    with snapshot():
        first, spans = Programme.objects.get().first, definitions.spans()
        plain, known = definitions.plain(), definitions.definitions_in(Month.of(today()))
        context = {
            "first": first,
            "spans": [told_of_span(span) for span in spans],
            "definitions": [told_of(each, spans) for each in known],
            "answers": [answer_of(each) for each in known if each.code in ONE_PERSON],
            "rungs": [told_of_rung(metric, plain) for metric in MEANINGS],
            "claims": claims_shown(first, counts=request.user.may(Power.SEE_COUNTS)),
            "official": share_of() if request.user.may(Power.SEE_COUNTS) else None,
            "audited": newest_result() if request.user.may(Power.SEE_COUNTS) else None,
            "may_count": request.user.may(Power.SEE_COUNTS),
            "may_change": request.user.may(Power.CHANGE_DEFINITIONS),
        }
    return render(request, "reports/definitions.html", context)


def told_of(definition, spans):
    """What the pages say of a definition."""
    thresholds = definitions.thresholds_behind(definition)
    return {
        "definition": definition,
        "name": headline_name(definition),
        "words": in_plain_words(definition, thresholds),
        "thresholds": thresholds and thresholds_in(thresholds),
        "spans": [told_of_span(span) for span in spans if span.definition == definition],
        **progress_of(definition),
    }


def progress_of(definition):
    """How many people are not counted by it yet, and of how many."""
    left = definitions.left_to_count(definition)
    everybody = definitions.everybody() if left else 0
    return {"left": left, "everybody": everybody, "done": max(0, everybody - left)}


def told_of_span(span):
    return {"span": span, "name": headline_name(span.definition)}


def answer_of(definition):
    return {"code": definition.code, "name": headline_name(definition), "answer": ONE_PERSON[definition.code]}


def told_of_rung(metric, thresholds):
    return {
        "metric": metric,
        "step": STEPS.get(metric),
        "name": name_of(metric),
        "meaning": MEANINGS[metric](thresholds),
    }


def claims_shown(first, *, counts):
    """Each claim with its rungs, and what is counted here beside them where the reader may see counts."""
    known = statuses() if counts else {}
    return [
        {
            "claim": claim,
            "here": any(figure.counted is not None for figure in claim.figures),
            "status": known[claim.last] if counts else "",
            "figures": [told_of_figure(claim, figure) for figure in claim.figures],
        }
        for claim in (claims.beside_counts(first) if counts else claims.published())
    ]


def told_of_figure(claim, figure):
    """One number of a claim, and the address of the records behind what is counted here from the start."""
    asked = {"metric": figure.metric, "month": claim.last, "span": "through"}
    opens = figure.counted is not None and claim.is_from_the_start
    return {
        "figure": figure,
        "name": name_of(figure.metric),
        "step": STEPS.get(figure.metric),
        "records": f"{reverse('records')}?{urlencode(asked)}" if opens else "",
    }


@requires(Power.SEE_REFERENCE)
def definition(request, definition):
    row = get_object_or_404(definitions.known(), pk=definition)
    context = {**told_of(row, definitions.spans()), "may_change": request.user.may(Power.CHANGE_DEFINITIONS)}
    return render(request, "reports/definition.html", context)


@requires(Power.SEE_REFERENCE)
def definition_progress(request, definition):
    """The live line of a definition that is being counted."""
    row = get_object_or_404(definitions.known(), pk=definition)
    return render(request, "reports/_definition_progress.html", {"definition": row, **progress_of(row)})


@requires(Power.CHANGE_DEFINITIONS)
def definition_new(request):
    """First what it would ask for is shown; it is added when that was confirmed."""
    form = DefinitionForm(request.POST or None, by=request.user)
    if CONFIRM in request.POST and (made := form.act()):
        messages.success(
            request, _("The definition is added. Everybody is counted by it now; what was published stays.")
        )
        return redirect("definition", made.pk)
    shown = preview_of(form) if request.POST and "again" not in request.POST and form.is_valid() else None
    return render(request, "reports/definition_new.html", {"form": form, "shown": shown})


def preview_of(form):
    """What the definition would ask for, rung by rung beside what is asked now, and what adding it does."""
    asked, made = form.prepared
    plain = definitions.plain()
    return {
        "definition": made,
        "thresholds": asked,
        "rungs": [
            {"name": name_of(metric), "now": MEANINGS[metric](plain).who, "then": MEANINGS[metric](asked).who}
            for metric in definitions.BY_RULES
        ],
        "series": [f"{metric}{asked.suffix}" for metric in definitions.BY_THRESHOLDS],
        "people": definitions.everybody(),
        "months": definitions.closed_months(),
    }


@requires(Power.CHANGE_DEFINITIONS)
def definition_name(request, definition):
    row = get_object_or_404(definitions.known(), pk=definition)
    form = NamingForm(request.POST or None, by=request.user, definition=row, today=today())
    if naming := form.act():
        words = {"code": row.code, "month": in_words(naming.from_month)}
        messages.success(request, _("From %(month)s on the headline reads %(code)s.") % words)
        return redirect("definition", row.pk)
    context = {"form": form, **told_of(row, definitions.spans()), "named": map(told_of_span, definitions.spans())}
    return render(request, "reports/definition_name.html", context)
