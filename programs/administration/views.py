"""The administrator's pages: users, where they work, links to hand over, and reference data."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts import users
from okoce.accounts.gate import requires
from okoce.accounts.roles import Power, Role
from okoce.core.months import now, today
from okoce.core.paging import ON_SCREEN, page_of
from programs.access.views import rows_of
from programs.administration.forms import (
    AgencyForm,
    AssignmentForm,
    CentreForm,
    CurriculumForm,
    EndForm,
    FacilitatorsForm,
    LinkForm,
    NewUserForm,
    UserForm,
)
from programs.models import Agency, Centre, Curriculum

# The first row of a list of facilitators.
FIRST_ROW = ["username", "name", "kecamatan", "from", "until"]


@requires(Power.MANAGE_USERS)
def user_list(request):
    # Nobody's name has a null character, and the database takes none.
    state, words = request.GET.get("state", ""), request.POST.get("q", "").replace("\0", "")
    state = state if state in users.State else ""
    found = users.listed(state=state, words=words)
    # What is typed is in no address, so its answer is one page.
    page = page_of(request, found[:ON_SCREEN] if words else found)
    for user in page:
        user.told = told_of(user)
    more = words and found.count() > ON_SCREEN
    context = {"page": page, "state": state, "states": users.State.choices, "words": words, "more": more}
    return render(request, "administration/users.html", context)


def told_of(user):
    """What a list says of a user."""
    return {"state": users.state_of(user), "roles": [Role(role).label for role in user.roles]}


@requires(Power.MANAGE_USERS)
def user_new(request):
    form = NewUserForm(request.POST or None, by=request.user, at=now())
    if made := form.act():
        return hand_over_link(request, *made)
    return render(request, "administration/user_new.html", {"form": form})


def hand_over_link(request, user, token):
    """The link, on the answer itself: it is kept nowhere, so that this page alone ever shows it."""
    return render(request, "administration/link.html", {"account": user, "address": address_of(request, token)})


def address_of(request, token):
    return request.build_absolute_uri(reverse("account_link", args=[token]))


@requires(Power.MANAGE_USERS)
def facilitators_new(request):
    form = FacilitatorsForm(request.POST or None, request.FILES or None, by=request.user, at=now())
    if made := form.act():
        rows = [(user, address_of(request, token)) for user, token in made]
        return render(request, "administration/links.html", {"rows": rows})
    return render(request, "administration/facilitators.html", {"form": form, "columns": FIRST_ROW})


@requires(Power.MANAGE_USERS)
def facilitators_template(request):
    """An empty list. Semicolons, because that is what a spreadsheet in Bahasa Indonesia puts between columns."""
    sheet = HttpResponse(f"\ufeff{';'.join(FIRST_ROW)}\r\n", content_type="text/csv; charset=utf-8")
    sheet["Content-Disposition"] = 'attachment; filename="facilitators.csv"'
    return sheet


@requires(Power.MANAGE_USERS)
def user_page(request, user):
    account = get_object_or_404(users.listed(), pk=user)
    form = UserForm(request.POST or None, by=request.user, user=account)
    if form.act():
        messages.success(request, _("What you changed about the account is saved."))
        return redirect("user", user=user)
    account.refresh_from_db()
    return show_user(request, account, form=form)


def show_user(request, account, **forms):
    """The page of a user, with the form on it that was refused."""
    assignments = account.assignments.select_related("kecamatan__city").order_by("-starts_on", "kecamatan")
    rows = [(row, forms.get(f"end_{row.pk}") or EndForm(by=request.user, assignment=row)) for row in assignments]
    told = {
        "form": UserForm(by=request.user, user=account),
        "assign": AssignmentForm(by=request.user, user=account, today=today()),
        "link": LinkForm(by=request.user, user=account, at=now()),
    }
    tokens = rows_of(account, now(), lambda token: reverse("user-token-revoke", args=[account.pk, token.handle]))
    about = {"account": account, "told": told_of(account), "rows": rows, "tokens": tokens, "today": today()}
    return render(request, "administration/user.html", {**about, **told, **forms})


@require_POST
@requires(Power.MANAGE_USERS)
def assignment_new(request, user):
    account = get_object_or_404(users.listed(), pk=user)
    form = AssignmentForm(request.POST, by=request.user, user=account, today=today())
    if assignment := form.act():
        told = {"name": account.name, "place": assignment.kecamatan}
        messages.success(request, _("%(name)s is assigned to %(place)s.") % told)
        return redirect("user", user=user)
    return show_user(request, account, assign=form)


@require_POST
@requires(Power.MANAGE_USERS)
def assignment_end(request, user, assignment):
    account = get_object_or_404(users.listed(), pk=user)
    assignment = get_object_or_404(account.assignments.select_related("kecamatan", "user"), pk=assignment)
    form = EndForm(request.POST, by=request.user, assignment=assignment)
    if form.act():
        messages.success(request, _("The assignment has a last day now."))
        return redirect("user", user=user)
    return show_user(request, account, **{f"end_{assignment.pk}": form})


@require_POST
@requires(Power.MANAGE_USERS)
def user_close(request, user):
    account = get_object_or_404(users.listed(), pk=user)
    try:
        users.close_account(by=request.user, user=account, at=now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The account is closed: its sessions and tokens have ended."))
    return redirect("user", user=user)


@require_POST
@requires(Power.MANAGE_USERS)
def user_open(request, user):
    account = get_object_or_404(users.listed(), pk=user)
    users.open_account(by=request.user, user=account)
    messages.success(request, _("The account is open again. It needs a one-time link before anybody signs in with it."))
    return redirect("user", user=user)


@require_POST
@requires(Power.MANAGE_USERS)
def user_link(request, user):
    account = get_object_or_404(users.listed(), pk=user)
    form = LinkForm(request.POST, by=request.user, user=account, at=now())
    if made := form.act():
        _link, token = made
        return hand_over_link(request, account, token)
    return show_user(request, account, link=form)


@requires(Power.MANAGE_REFERENCE)
def agency_list(request):
    rows = [(reverse("agency", args=[row.pk]), row.name, row.code) for row in Agency.objects.all()]
    return render(request, "administration/agencies.html", {"rows": rows})


@requires(Power.MANAGE_REFERENCE)
def agency_new(request):
    form = AgencyForm(request.POST or None, by=request.user)
    return saved(request, form, "agencies") or render(request, "administration/agency_new.html", {"form": form})


@requires(Power.MANAGE_REFERENCE)
def agency(request, agency):
    row = get_object_or_404(Agency.objects.all(), pk=agency)
    form = AgencyForm(request.POST or None, by=request.user, row=row)
    return saved(request, form, "agencies") or render(request, "administration/agency.html", {"form": form, "row": row})


@requires(Power.MANAGE_REFERENCE)
def curriculum_list(request):
    rows = [(reverse("curriculum", args=[row.pk]), row.name, row.topic) for row in Curriculum.objects.all()]
    return render(request, "administration/curricula.html", {"rows": rows})


@requires(Power.MANAGE_REFERENCE)
def curriculum_new(request):
    form = CurriculumForm(request.POST or None, by=request.user)
    return saved(request, form, "curricula") or render(request, "administration/curriculum_new.html", {"form": form})


@requires(Power.MANAGE_REFERENCE)
def curriculum(request, curriculum):
    row = get_object_or_404(Curriculum.objects.all(), pk=curriculum)
    form = CurriculumForm(request.POST or None, by=request.user, row=row)
    context = {"form": form, "row": row}
    return saved(request, form, "curricula") or render(request, "administration/curriculum.html", context)


@requires(Power.MANAGE_REFERENCE)
def centre_list(request):
    centres = Centre.objects.select_related("kecamatan").order_by("kecamatan")
    rows = [(reverse("centre", args=[row.kecamatan_id]), row.kecamatan.name, row.address) for row in centres]
    return render(request, "administration/centres.html", {"rows": rows})


@requires(Power.MANAGE_REFERENCE)
def centre(request, kecamatan):
    row = get_object_or_404(Centre.objects.select_related("kecamatan"), kecamatan=kecamatan)
    form = CentreForm(request.POST or None, by=request.user, row=row)
    return saved(request, form, "centres") or render(request, "administration/centre.html", {"form": form, "row": row})


def saved(request, form, then):
    """Back to the list when the form was saved, else None."""
    if not form.act():
        return None
    messages.success(request, _("Saved."))
    return redirect(then)
