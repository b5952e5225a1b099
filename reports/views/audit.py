"""The audit: what happened to each record, who decided what, who read whom, and the evidence of a closing."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from okoce.accounts import reads
from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from okoce.core.paging import page_of
from reports.audit import decisions, evidence, history, lately, log, readers, since
from reports.audit.forms import ChangesShown, DecisionsShown, ReadsShown
from reports.audit.kinds import KINDS
from reports.periods import closings_of

# More digits than a version ever has.
LONGEST_VERSION = 10


@requires(Power.READ_TRAILS)
def audit(request):
    form = ChangesShown(request.GET)
    said = form.said()
    page = page_of(request, [] if said is None else lately.lately(**said))
    return shown(request, "audit", form, page, changes=lately.told(page))


@requires(Power.READ_TRAILS)
def audit_change(request, change):
    rows = log.rows_of(change)
    if not rows:
        raise Http404
    (happened,) = log.told(log.latest().filter(pk=change))
    return render(request, "reports/audit_change.html", {"happened": happened, "rows": rows, "most": log.MOST})


@requires(Power.READ_TRAILS)
def audit_decisions(request):
    form = DecisionsShown(request.GET)
    said = form.said()
    rows = [] if said is None else decisions.decisions(**said)
    page = page_of(request, rows)
    # Of one month or one user the sums are quick; of everything they are nobody's question.
    sums = decisions.by_checker(rows) if said and {"month", "user"} & said.keys() else []
    return shown(request, "audit_decisions", form, page, decisions=decisions.in_words(page), sums=sums)


@requires(Power.READ_TRAILS)
def audit_reads(request):
    form = ReadsShown(request.GET)
    said = form.said()
    rows = [] if said is None else readers.asked(**said)
    page = page_of(request, rows)
    # Whoever looks at the log stands in it, with the person who was looked for.
    reads.note_about("log of reads")
    person = (said or {}).get("person")
    reads.note(person)
    whole = bool(said and said.get("row"))
    sums = readers.by_reader(rows) if said and not whole else []
    lines = readers.lines_of(page, person=person, whole=whole)
    return shown(request, "audit_reads", form, page, lines=lines, sums=sums, whole=whole)


@requires(Power.SEE_RECORDS)
def audit_record(request, kind, pk):
    return told(request, KINDS[kind], pk)


@requires(Power.SEE_RECORDS)
def audit_since(request, kind, pk):
    """What changed since it was decided about, or since the version that the address names, to stand beside the record."""
    if kind not in history.DECIDED:
        raise Http404
    kind = KINDS[kind]
    record = get_object_or_404(kind.seen_by(request.user), pk=pk)
    asked, decided = request.GET.get("version", ""), since.decision_about(record)
    looked = asked.isdecimal() and len(asked) < LONGEST_VERSION
    version = int(asked) if looked else decided and decided.version
    lines = since.changed_in(kind, record, version) if version else []
    if kind.word == "entrepreneur" and decided:
        lines += since.changed_around(request.user, record, decided.checked_at)
    context = {"kind": kind, "key": pk, "looked": looked, "decided": decided, "lines": lines}
    return render(request, "reports/_audit_since.html", context)


@requires(Power.READ_TRAILS)
def audit_user(request, user):
    return told(request, KINDS["user"], user)


@requires(Power.READ_TRAILS)
def audit_target(request, target):
    return told(request, KINDS["target"], target)


@requires(Power.READ_TRAILS)
def audit_month(request, month):
    moments = history.history_of_month(month)
    context = {"month": month, "moments": moments, "closings": closings_of(month)}
    return render(request, "reports/audit_month.html", context)


@require_POST
@requires(Power.READ_TRAILS)
def audit_evidence(request, number):
    if not (closing := evidence.closing_of(number)):
        raise Http404
    file = evidence.packed(closing, at=now())
    return FileResponse(file, as_attachment=True, filename=evidence.file_name(closing), content_type="application/zip")


def told(request, kind, key):
    """The history of the record; nothing of what the user may not read."""
    if not kind.is_known(request.user, key):
        raise Http404
    moments = history.history_of(kind, key)
    context = {"kind": kind, "key": key, "moments": moments, "may_read_trails": request.user.may(Power.READ_TRAILS)}
    return render(request, "reports/audit_record.html", context)


def shown(request, name, form, page, **more):
    return render(request, f"reports/{name}.html", {"form": form, "page": page, "params": request.GET, **more})
