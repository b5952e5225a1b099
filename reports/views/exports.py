"""Files of what the pages show: asked for here, written by a job, there for a week."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRefresh

from okoce.accounts import reads
from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import JAKARTA, Month, now, today
from okoce.core.paging import page_of
from programs.models import Programme
from programs.scoping import area_of
from reports.api.counts import CountsQuery, question_of
from reports.exporting import asking, contents, files, running
from reports.exporting.forms import CountsForm, EntriesForm, ExportForm
from reports.exporting.questions import Entries, address_of, asked_of
from reports.exporting.words import told
from reports.models import Export
from reports.summary import LADDER
from reports.views.number import EntriesQuery, RecordsQuery

# What an address that says nothing is understood as.
COUNTS = {"metric": LADDER, "by": ["month", "kecamatan"]}
CHOOSERS = {Export.Kind.COUNTS: CountsForm, Export.Kind.LEDGER: EntriesForm}
QUERIES = {
    Export.Kind.COUNTS: (CountsQuery, question_of),
    Export.Kind.LEDGER: (EntriesQuery, Entries.of),
    Export.Kind.PEOPLE: (RecordsQuery, lambda said: said["number"]),
}
# What one kind of file is asked for with as another is: whoever changes from one to the other keeps it.
SHARED = ["metric", "kecamatan", "from", "to"]
# The newest ones, on the page where another is asked for.
LAST = 10
MEDIA = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@requires(Power.SEE_COUNTS)
def exports(request):
    """What the address asks for, in words, and a button that has it written."""
    kind = kind_of(request)
    said = said_in(request, kind)
    query = query_of(request, kind, said)
    chooser = choosing(kind, said) if kind in CHOOSERS else {}
    if not query.is_valid():
        if not chooser:
            raise Http404
        return page(request, kind, **chooser, refusals=refusals_of(query))
    asked = QUERIES[kind][1](query.validated_data)
    form = ExportForm(request.POST or None, by=request.user, asked=asked, at=now())
    if request.method == "POST" and (export := form.act()):
        return redirect("export", export=export.pk)
    return page(request, kind, **chooser, form=form, told=told(asked, area_of(request.user)))


@requires(Power.SEE_COUNTS)
def export(request, export):
    """How far it is; while it is being written the page asks again by itself."""
    one = visible(request, export)
    if request.htmx and not one.under_way:
        return HttpResponseClientRefresh()
    template = "reports/_export_progress.html" if request.htmx else "reports/export.html"
    return render(request, template, context_of(request, one))


@requires(Power.SEE_COUNTS)
def export_file(request, export):
    """The file, for whoever asked for it and may still have it."""
    one = visible(request, export)
    if not downloadable(request, one):
        raise Http404
    if one.with_names:
        # Whose names they are was noted when it was written.
        reads.note_about(f"export {one.pk}")
    answer = FileResponse(
        files.path_of(one).open("rb"), as_attachment=True, filename=name_of(one), content_type=MEDIA[one.format]
    )
    # No cache keeps it: whoever may have it now may not tomorrow.
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires(Power.SEE_COUNTS)
def export_manifest(request, export):
    """What a program needs to know that it has all of the file: rows, bytes and digest, and what they are of."""
    one = visible(request, export)
    if one.state != Export.State.COMPLETE:
        raise Http404
    said = {
        "file": name_of(one),
        "kind": one.kind,
        "asked": one.parameters,
        "columns": list(contents.columns_of_export(one)),
        "rows": one.rows,
        "bytes": one.size,
        "sha256": one.sha256,
        "revision": one.revision,
        "with_names": one.with_names,
        "within": one.within,
    }
    return JsonResponse(said, json_dumps_params={"indent": 1})


def kind_of(request):
    """Of what; 404 for a kind that there is not, 403 for one that is not the user's."""
    kind = request.GET.get("kind", Export.Kind.COUNTS)
    if kind not in QUERIES:
        raise Http404
    if not asking.may(request.user, kind):
        raise PermissionDenied
    return Export.Kind(kind)


def said_in(request, kind):
    """The question in the address; an empty field says nothing."""
    said = request.GET.copy()
    for name in ("kind", "page"):
        said.pop(name, None)
    for name, values in list(said.lists()):
        said.setlist(name, [value for value in values if value.strip()])
        if not said.getlist(name):
            del said[name]
    if kind == Export.Kind.COUNTS:
        for name, words in COUNTS.items():
            if name not in said:
                said.setlist(name, words)
    return said


def query_of(request, kind, said):
    query, _asked = QUERIES[kind]
    return query(data=said, context={"request": request})


def refusals_of(query):
    return [str(sentence) for sentences in query.errors.values() for sentence in sentences]


def choosing(kind, said):
    """The form that chooses others of the kind, and what it keeps of the address."""
    first = Programme.objects.get().first
    months = first.until(max(first, Month.of(today())))
    shown = spanned(said)
    shown.setdefault("from", str(months[0]))
    shown.setdefault("to", str(months[-1]))
    shown.setdefault("resident", "yes")
    shown.setdefault("vintage", "latest")
    # A list may come as one word with commas, as in the API.
    for name in COUNTS:
        shown.setlist(name, ",".join(said.getlist(name)).split(","))
    form = CHOOSERS[kind](shown, months=months)
    kept = [(name, value) for name, values in spanned(said).lists() if name not in form.fields for value in values]
    return {"chooser": form, "kept": [("kind", kind), *kept]}


def spanned(said):
    """The same with a `month` said as the last of its months, and the first one where that is not said."""
    told = said.copy()
    if month := told.pop("month", None):
        told.setlist("to", month)
        told.setdefault("from", month[-1])
    return told


def other_kind(request, kind):
    """What an address says to ask for a file of another kind, of the same months and metrics."""
    said = spanned(said_in(request, Export.Kind.LEDGER))
    for name in [name for name in said if name not in SHARED]:
        del said[name]
    said["kind"] = kind
    return f"{reverse('exports')}?{said.urlencode()}"


def page(request, kind, **context):
    seen = Export.objects.visible_to(request.user).select_related("by")
    kinds = [(one, label, other_kind(request, one)) for one, label in Export.Kind.choices]
    context |= {
        "kind": kind,
        # People are those of a number: one comes from there.
        "kinds": [one for one in kinds if one[0] != Export.Kind.PEOPLE and asking.may(request.user, one[0])],
        "everybody": request.user.may(Power.READ_TRAILS),
        "exports": page_of(request, seen, LAST),
    }
    return render(request, "reports/exports.html", context)


def visible(request, key):
    return get_object_or_404(Export.objects.visible_to(request.user).select_related("by"), pk=key)


def downloadable(request, one):
    """Whether its file is there for whoever asks now."""
    return asking.may_have(request.user, one) and one.file != "" and files.path_of(one).exists()


def name_of(one):
    """What it is called on the disk of whoever downloads it: of what it is, and which one."""
    return f"okoce-{one.kind}-{one.asked_at.astimezone(JAKARTA):%Y%m%d}-{str(one.pk)[:8]}.{one.format}"


def context_of(request, one):
    asked = asked_of(one)
    return {
        "export": one,
        "told": told(asked, one.within if one.state == Export.State.COMPLETE else area_of(one.by)),
        "again": address_of(asked) if one.by_id == request.user.pk else "",
        "passed": running.passed(one) if one.under_way else one.rows,
        "downloadable": downloadable(request, one),
        "file_name": name_of(one),
        "until": one.finished_at and one.finished_at + running.KEPT_FOR,
    }
