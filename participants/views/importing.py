"""Spreadsheets on their way in. One page a file, and it is always at one step: columns, looked through, taken in."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from okoce.core.paging import page_of
from participants.forms import ColumnsForm, SpreadsheetForm
from participants.forms.importing import LARGEST
from participants.importing import KINDS, moving, preview, words
from participants.models import Spreadsheet, SpreadsheetRow
from programs.scoping import may_write

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = Spreadsheet.State
# While one of these lasts the page asks again by itself.
UNDER_WAY = {State.JUDGING, State.WRITING}
# Of one's files so many are listed.
FILES = 10
# Of a form, beside its file.
AROUND = 100_000


class Held(MemoryFileUploadHandler):
    """Holds a file in memory: on the disk of the server it would lie open. One that is too large is let pass by."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 - Django's names
        self.activated = content_length <= LARGEST + AROUND


def comes_by_a_form(view):
    """Whoever opens its address, by Back, a reload or another language, is at the page of the file again."""

    @wraps(view)
    def coming(request, spreadsheet):
        if request.method == "GET":
            return redirect("import", spreadsheet=own(request, spreadsheet).pk)
        return require_POST(view)(request, spreadsheet)

    return coming


# The handler must be there before anybody looks into the form, as the check of its token does: that comes after.
@csrf_exempt
@requires(Power.SEE_RECORDS)
def imports(request):
    request.upload_handlers = [Held(request)]
    return imports_page(request)


@csrf_protect
def imports_page(request):
    """What one may bring in, which is what one may record by hand, and one's last files."""
    kinds = kinds_of(request.user)
    kind = kinds.get(request.GET.get("kind"), next(iter(kinds.values())))
    form = SpreadsheetForm(request.POST or None, request.FILES or None, by=request.user, kind=kind, at=now())
    if spreadsheet := form.act():
        return redirect("import", spreadsheet=spreadsheet.pk)
    files = page_of(request, owned(request), FILES)
    nowhere = not may_write(request.user, kind.power)
    context = {"form": form, "kind": kind, "nowhere": nowhere, "about": about(request, kind.name), "files": files}
    return render(request, "participants/imports.html", context | {"kinds": [words.ABOUT[name] for name in kinds]})


@requires(Power.SEE_RECORDS)
def import_template(request, sheet):
    """An empty spreadsheet of that kind, to fill in."""
    if sheet not in kinds_of(request.user):
        raise PermissionDenied
    return told(moving.template_of(KINDS[sheet]), f"{sheet}.xlsx")


@requires(Power.SEE_RECORDS)
def spreadsheet(request, spreadsheet):
    if request.htmx:
        return progress(request, spreadsheet)
    one = own(request, spreadsheet)
    naming = one.state == State.SENT or (one.state == State.JUDGED and "columns" in request.GET)
    return columns_page(request, one) if naming else page(request, one)


@requires(Power.SEE_RECORDS)
@comes_by_a_form
def import_columns(request, spreadsheet):
    one = own(request, spreadsheet)
    if one.state not in (State.SENT, State.JUDGED):
        return redirect("import", spreadsheet=one.pk)
    form = ColumnsForm(request.POST, by=request.user, spreadsheet=one, kind=KINDS[one.kind], at=now())
    return redirect("import", spreadsheet=one.pk) if form.act() else columns_page(request, one, form)


@requires(Power.SEE_RECORDS)
@comes_by_a_form
def import_take_in(request, spreadsheet):
    one = own(request, spreadsheet)
    if one.state == State.JUDGED:
        try:
            if moving.take_in(by=request.user, spreadsheet=one, at=now()).state == State.JUDGING:
                messages.info(request, _("It was looked through a while ago: that is done once more, then take it in."))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    return redirect("import", spreadsheet=one.pk)


@requires(Power.SEE_RECORDS)
@comes_by_a_form
def import_give_up(request, spreadsheet):
    # The same tap twice gets the same answer.
    if one := owned(request).filter(pk=spreadsheet).first():
        try:
            moving.give_up(by=request.user, spreadsheet=one)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("import", spreadsheet=one.pk)
    messages.success(request, _("The file is gone: nothing of it is kept here."))
    return redirect("imports")


@requires(Power.SEE_RECORDS)
def import_mended(request, spreadsheet):
    """The file again, with what is wrong in it marked."""
    one = own(request, spreadsheet)
    if one.state != State.JUDGED:
        return redirect("import", spreadsheet=one.pk)
    try:
        return told(moving.coloured_of(one), f"{one.kind}-to-mend.xlsx")
    except ValidationError as refusal:
        messages.info(request, " ".join(refusal.messages))
        return redirect("import", spreadsheet=one.pk)


def kinds_of(user):
    """The kinds that the user may record by hand; whoever may record nothing has no business here."""
    if kinds := {name: kind for name, kind in KINDS.items() if user.may(kind.power)}:
        return kinds
    raise PermissionDenied


def owned(request):
    """The user's own files."""
    kinds_of(request.user)
    return Spreadsheet.objects.visible_to(request.user).select_related("kecamatan")


def own(request, key):
    return get_object_or_404(owned(request), pk=key)


def page(request, one):
    context = {"spreadsheet": one, "about": about(request, one.kind)}
    if one.state == State.JUDGED:
        context |= {"judged": words.judged(one), "take_in": words.take_in(one), **rows_shown(request, one)}
    elif one.state in UNDER_WAY:
        context |= under_way(one)
    elif one.state == State.DONE:
        context["taken_in"] = words.taken_in(one)
    return render(request, "participants/import.html", context)


def about(request, kind):
    """What is said of that kind; the page belongs to the room where its records are."""
    request.room = words.ABOUT[kind].room
    return words.ABOUT[kind]


def rows_shown(request, one):
    shown = request.GET.get("rows", "")
    shown = shown if shown in {*SpreadsheetRow.Verdict, preview.DOUBTED} else ""
    rows, columns = page_of(request, preview.rows_of(one, shown)), preview.columns_of(one)
    return {"page": rows, "shown": shown, "columns": columns, "lines": preview.lines_of(rows, columns)}


def columns_page(request, one, form=None):
    form = form or ColumnsForm(by=request.user, spreadsheet=one, kind=KINDS[one.kind], at=now())
    context = {"spreadsheet": one, "form": form, "about": about(request, one.kind)}
    return render(request, "participants/import_columns.html", context)


def progress(request, key):
    """How far the work is. What is over is another step, so another page; so is what is gone."""
    one = owned(request).filter(pk=key, state__in=UNDER_WAY).first()
    return render(request, "participants/_import_progress.html", under_way(one)) if one else HttpResponseClientRefresh()


def under_way(one):
    return {"spreadsheet": one, "passed": moving.progress_of(one)}


def told(content, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
