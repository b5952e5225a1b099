"""The papers of a month: which there are, and each as a file."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import Month, today
from okoce.core.snapshot import snapshot
from programs.models import Programme
from reports.contributions import METRICS
from reports.paper import pdf, words, workbook
from reports.paper.month import PaperMonth
from reports.views.asked import Asked, ThenForm, asked_vintage

PDF, XLSX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Paper(NamedTuple):
    """What a paper is called and says of itself, and how it is made: what stands in it, then the bytes of that."""

    name: str
    about: str
    file: str
    kind: str
    told: Callable[[PaperMonth], Any]
    made: Callable[[Any, PaperMonth], bytes]


PAPERS = {
    "report.pdf": Paper(
        gettext_lazy("Monthly report"),
        gettext_lazy(
            "The sentence first, then the ladder, the months, the 44 kecamatan, how it is counted, what moved since it was"
            " published, and the digest."
        ),
        gettext_lazy("monthly-report-%(month)s.pdf"),
        PDF,
        pdf.report,
        pdf.report_set,
    ),
    "governor.pdf": Paper(
        gettext_lazy("Governor's sheet"),
        gettext_lazy("One page: the sentence, three numbers, the bars, the map, and what needs a decision."),
        gettext_lazy("governor-sheet-%(month)s.pdf"),
        PDF,
        pdf.governor,
        pdf.governor_set,
    ),
    "workbook.xlsx": Paper(
        gettext_lazy("Workbook"),
        gettext_lazy(
            "For Excel and others: summary, ladder, every month, every kecamatan, and what each number means. No cell is"
            " a formula."
        ),
        gettext_lazy("numbers-%(month)s.xlsx"),
        XLSX,
        workbook.sheets,
        workbook.written,
    ),
}


@requires(Power.SEE_COUNTS)
def paper_list(request):
    with snapshot():
        asked = Asked.of(request)
        latest = asked.vintage == "latest"
        paper = PaperMonth.of(asked.month, code=asked.definition.code, then=asked.then, on=today()) if latest else None
        context = {
            **asked.context(),
            "as_of": asked.ground.standing,
            "summary": words.summary(paper) if paper else [],
            "draft": words.draft(paper) if paper else "",
            "papers": _offered(asked) if latest else [],
            "lists": _lists(asked),
            "as_closed": _as_closed(asked),
        }
    return render(request, "reports/papers.html", context)


@requires(Power.SEE_COUNTS)
def paper_of_month(request, month, paper):
    """One of the papers as a file; unchanged since the reader's tag it is not made again."""
    asked = PAPERS[paper]
    with snapshot():
        of = _paper_month(request, month)
        told = asked.told(of)
    tag = f'"{hashlib.sha256(json.dumps([paper, told], default=str).encode()).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=tag) or _file(asked, told, of)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return answer


def _paper_month(request, month):
    """The month in the address, as of then and by the definition that it says; 404 for what there is not."""
    form, programme = ThenForm(request.GET), Programme.objects.get()
    is_there = programme.first <= month <= max(Month.of(today()), programme.first)
    # A paper has what was first published beside what is known: it is of no other reading.
    if not is_there or not form.is_valid() or asked_vintage(request) != "latest":
        raise Http404
    try:
        return PaperMonth.of(month, code=request.GET.get("definition", ""), then=form.then, on=today())
    except LookupError as error:
        raise Http404 from error


def _file(asked, told, of):
    name = str(asked.file) % {"month": _named(of)}
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(asked.made(told, of), content_type=asked.kind, headers=headers)


def _named(of):
    """The month; with the definition, or the revision, where it is of another one than of now: two papers are never one file."""
    code = of.definition.code if of.definition != of.definitions[0] else ""
    as_of = f"r{of.then.revision}" if of.then else ""
    return get_valid_filename("-".join(filter(None, [f"{of.month}", code, as_of])))


def _offered(asked):
    """Each paper with its address, which says what the page's does."""
    said = urlencode({name: value for name, value in asked.said().items() if name != "month"})
    return [
        {
            "name": each.name,
            "about": each.about,
            "kind": kind.rpartition(".")[2].upper(),
            "url": reverse("paper", args=[asked.month, kind]) + (f"?{said}" if said else ""),
        }
        for kind, each in PAPERS.items()
    ]


def _as_closed(asked):
    """What the address says of the month as it stood when it was first closed; nothing of one that never was."""
    revision = asked.ground.first_closings.get(asked.month)
    return asked.address(vintage="", as_of=revision) if revision else ""


def _lists(asked):
    """The counts themselves as CSV: of this month by kecamatan, and of every month."""
    start = asked.targets.programme.first
    return [
        {"name": _("Every number of this month, by kecamatan"), "url": _counts(asked, asked.month, "kecamatan")},
        {"name": _("Every number of every month, of all Jakarta"), "url": _counts(asked, start, "month")},
    ]


def _counts(asked, first, by):
    said = {"metric": ",".join(METRICS), "from": first, "to": asked.month, "by": by, "format": "csv"}
    said |= {name: value for name, value in asked.said().items() if name in {"vintage", "as_of"}}
    return f"{reverse('api-counts')}?{urlencode(said)}"
