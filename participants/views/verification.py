"""The verifier's desk: what waits in the order that is asked for, and one record with its facts beside its evidence."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from okoce.core.paging import page_of
from participants import dossier, risk, rosters, twice, undoing, verification, waiting
from participants.clearing import MOST
from participants.desk import ORDERS, Queue
from participants.forms import ClearForm, DecisionForm, UndoForm
from participants.models import Attendance, Entrepreneur, Verification
from participants.oddities import oddities
from participants.pace import pace
from participants.reconciling.registers import registers_of
from participants.views.training import shown
from participants.waiting import KINDS, NAMES, word_of
from programs.models import Kecamatan
from programs.places import OUTSIDE

COUNTS_LATER = _(
    "Approved: it counts by itself once a licence and a proof are verified; the case does not come back here."
)
DECIDED = {
    Verification.Decision.APPROVED: _("Approved: it counts from now on."),
    Verification.Decision.RETURNED: _("Sent back, with your reason."),
    Verification.Decision.REVOKED: _("Revoked: it is void from the start, and counts nothing."),
}
# A message of what was just decided: it stands beside the button that takes it back, not above it once more.
TAKEN_BACK_BESIDE = "decided"
SORTED = {"age": _("Oldest first"), "risk": _("Riskiest first"), "clean": _("Clean ones first")}
PLACE = re.compile(rf"\d\d\.\d\d\.\d\d|{OUTSIDE}", re.ASCII)
# What the page of a record shows of it besides the person.
AROUND = {
    "visit": ["submitted_by", "facilitator", "kecamatan"],
    "milestone": ["submitted_by", "business"],
    "job-report": ["submitted_by"],
    "entrepreneur": ["submitted_by"],
}


@dataclass(frozen=True)
class Asked:
    """What of the queue somebody goes through, as every address of the desk carries it on."""

    kind: str = ""
    order: str = ""
    kecamatan: str = ""

    @classmethod
    def of(cls, request):
        """What the address asks for; a word that is none asks for nothing."""
        kind, order = request.GET.get("kind", ""), request.GET.get("order", "")
        order = order if order in ORDERS and order != "age" else ""
        place = request.GET.get("kecamatan", "")
        return cls(kind if kind in NAMES else "", order, place if PLACE.fullmatch(place) else "")

    def address(self, **other):
        """The end of an address: the same, but for what is said here."""
        said = vars(self) | other
        said = {name: value for name, value in said.items() if value}
        return f"?{urlencode(said)}" if said else ""

    def __str__(self):
        return self.address()

    def queue(self, user):
        kinds = [self.kind] if self.kind else list(NAMES)
        return Queue(user, kinds, self.order or "age", self.kecamatan)


@requires(Power.VERIFY)
def verification_list(request):
    return queue_page(request)


@require_POST
@requires(Power.VERIFY)
def verification_approve(request):
    """Approve the ticked clean records; those that were not are told on the page, each with why."""
    form = ClearForm({"record": request.POST.getlist("record")}, by=request.user)
    cleared = form.act()
    if cleared is None or cleared.refused:
        return queue_page(request, form=form, cleared=cleared)
    many, already = len(cleared.approved), cleared.already
    said = ngettext("%(many)s record approved.", "%(many)s records approved.", many) % {"many": many}
    if already:
        before = ngettext("%(many)s was approved already.", "%(many)s were approved already.", already)
        said = f"{said} {before % {'many': already}}"
    messages.success(request, said, extra_tags=TAKEN_BACK_BESIDE)
    return redirect(f"{reverse('verification')}{Asked.of(request)}")


@require_POST
@requires(Power.VERIFY)
def verification_undo(request):
    """Take a decision back, and look at the record again; after a bulk approval, at the list."""
    form, asked = UndoForm(request.POST, by=request.user), Asked.of(request)
    done = form.act()
    sentences = [sentence for _record, sentence in done.refused] if done else form.errors.get("undoes", [])
    if done and done.records:
        many = len(done.records)
        text = ngettext("Taken back: it is as it was.", "Taken back: %(many)s records are as they were.", many)
        messages.success(request, text % {"many": many})
    for sentence in set(sentences):
        messages.error(request, sentence)
    records = [*done.records, *(record for record, _sentence in done.refused)] if done else []
    to = address_of(word_of(records[0]), records[0].pk) if len(records) == 1 else reverse("verification")
    return redirect(f"{to}{asked}")


@requires(Power.SEE_COUNTS)
def verification_pace(request):
    return render(request, "participants/verification_pace.html", {"pace": pace(at=now())})


def queue_page(request, *, form=None, cleared=None):
    """The list; above it, what was not approved of what was ticked."""
    asked = Asked.of(request)
    counts = waiting.counts(request.user, asked.kecamatan)
    many = counts[asked.kind] if asked.kind else sum(counts.values())
    page = page_of(request, asked.queue(request.user).rows(), MOST, many=many)
    rows = waiting.told(request.user, [(kind, key) for kind, key, _since, _risk in page])
    context = {
        "page": page,
        "rows": rows,
        "clean": sum(row.clean for row in rows),
        "kinds": [(kind, name, counts[kind], asked.address(kind=kind)) for kind, name in NAMES.items()],
        "orders": [
            (order, name, asked.address(order=order if order != "age" else "")) for order, name in SORTED.items()
        ],
        "chosen": asked.kind,
        "asked": asked,
        "every_kind": asked.address(kind="") or "?",
        "order": asked.order or "age",
        "narrowed": asked.kecamatan and (Kecamatan.objects.filter(pk=asked.kecamatan).first() or OUTSIDE),
        "everywhere": asked.address(kecamatan="") or "?",
        "all": sum(counts.values()),
        "pace": pace(at=now(), user=request.user),
        "undo": undoing.undoable(request.user, at=now()),
        "form": form,
        "cleared": cleared,
    }
    return render(request, "participants/verification.html", context)


@requires(Power.VERIFY)
def verification_training(request, pk):
    training = get_object_or_404(shown(request).select_related("submitted_by", "logged_by"), pk=pk)
    return desk(request, training, "training", lambda: roster_of(request.user, training))


@requires(Power.VERIFY)
def verification_record(request, kind, pk):
    rows = KINDS[kind].objects.looked_after_by(request.user).select_related("participant", *AROUND[kind])
    record = get_object_or_404(rows, pk=pk)
    return desk(request, record, kind, lambda: about(request.user, record, kind))


def desk(request, record, kind, facts):
    """The page of the record, with its decision; once that is taken, the next that waits."""
    asked = Asked.of(request)
    queue = asked.queue(request.user)
    form = DecisionForm(request.POST or None, by=request.user, record=record, initial={"version": record.version})
    # Where it stands is asked before it is decided about: afterwards it stands nowhere.
    place = queue.place_of(kind, record)
    following = queue.to_go_on_with(kind, record, following=place.following) if form.is_valid() else None
    if form.act():
        messages.success(request, told_of(form.cleaned_data["decision"], record), extra_tags=TAKEN_BACK_BESIDE)
        return redirect(f"{address_of(*following)}{asked}" if following else f"{reverse('verification')}{asked}")
    held = risk.flags_of(record)
    context = {
        "record": record,
        "kind": kind,
        "chosen": asked.kind,
        "asked": asked,
        "place": place,
        "previous": place.previous and f"{address_of(*place.previous)}{asked}",
        "following": place.following and f"{address_of(*place.following)}{asked}",
        "form": form,
        "mine": verification.made_by(request.user, record),
        "offered": verification.offered(record),
        "decisions": verification.decisions(record),
        "doubts": [risk.FLAGS[code].label for code in held],
        "oddities": oddities(request.user, record, held),
        "since": since(form, held),
        "undo": undoing.undoable(request.user, at=now()),
        **facts(),
    }
    template = (
        "participants/verification_training.html" if kind == "training" else "participants/verification_record.html"
    )
    return render(request, template, context)


def since(form, held):
    """From when on the page tells what changed: the version that was looked at, or the decision before; None for neither."""
    if form.has_error(NON_FIELD_ERRORS, "version_stale"):
        return {"asked": f"?version={form.cleaned_data['version']}"}
    return {"asked": ""} if "decided_before" in held else None


def told_of(decision, record):
    """What a decision means for the record: an approval of somebody whose facts fell short meanwhile counts nothing yet."""
    if decision == Verification.Decision.APPROVED and isinstance(record, Entrepreneur):
        return COUNTS_LATER if "unproved" in risk.flags_of(record) else DECIDED[decision]
    return DECIDED[decision]


def address_of(kind, key):
    if kind == "training":
        return reverse("verification-training", args=[key])
    return reverse("verification-record", args=[kind, key])


def about(user, record, kind):
    """What stands on the page of a record about a person: a case stands on all facts, any other on its own evidence."""
    person = record.participant
    if kind == "entrepreneur":
        return {"person": person, "facts": dossier.facts_of(person, user), "registers": registers_of(person, user)}
    return {"person": person, "files": files_of(record)}


def files_of(record):
    return list(record.evidence.select_related("uploaded_by"))


def roster_of(user, training):
    """The sessions, and for each person the mark at each of them."""
    sessions = list(training.sessions.exclude(state="cancelled"))
    marks = {session.pk: rosters.marks_at(session) for session in sessions}
    people = [
        {"person": person, "marks": [in_words(marks[session.pk].get(person.pk)) for session in sessions]}
        for person in twice.told_twice(rosters.on_list(training).telling(user))
    ]
    candidates = sum(row["person"].is_calon for row in people)
    return {
        "sessions": sessions,
        "people": people,
        "candidates": candidates,
        "came": rosters.came(training),
        "files": files_of(training),
    }


def in_words(status):
    return {"word": Attendance.Status(status).label if status else "–", "came": status in Attendance.CAME}
