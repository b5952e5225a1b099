"""People who look like one: the list, two side by side, and a merge that is taken back."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from okoce.core.paging import page_of
from participants.duplicates.answering import decides_anew, proposed
from participants.forms import ApartForm, DuplicatesShown, MergeForm, TakeBackMergeForm
from participants.homes import home_of_both
from participants.models import Likeness, Merge
from reports import foreseen
from reports.duplicates import answer_to, elsewhere, pair_of

PEOPLE = ["first__registered_in", "second__registered_in"]


@requires(Power.MERGE_PEOPLE)
def duplicate_list(request):
    form = DuplicatesShown(request.GET, user=request.user)
    pairs = Likeness.objects.visible_to(request.user).select_related(*PEOPLE)
    context = {
        "form": form,
        "page": page_of(request, asked(form, pairs)),
        "params": request.GET,
        "elsewhere": elsewhere(request.user),
        "narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "reports/duplicates.html", context)


@requires(Power.MERGE_PEOPLE)
def duplicate(request, pk):
    return shown(request, pair_for(request, pk))


@require_POST
@requires(Power.MERGE_PEOPLE)
def duplicate_merge(request, pk):
    likeness = pair_for(request, pk)
    kept, folded = chosen(request, likeness)
    form = MergeForm(request.POST, by=request.user, at=now(), likeness=likeness, kept=kept, folded=folded)
    made = form.act()
    # Another one's merge of the two is there already: with it goes what was typed here.
    if not made or made.pk != form.cleaned_data["id"]:
        return shown(request, likeness, merge=form)
    messages.success(request, _("Merged: everything counts for %(name)s now.") % {"name": kept.name})
    return redirect("participant", pk=kept.pk)


@require_POST
@requires(Power.MERGE_PEOPLE)
def duplicate_apart(request, pk):
    likeness = pair_for(request, pk)
    form = ApartForm(request.POST, by=request.user, likeness=likeness)
    if not form.act():
        return shown(request, likeness, apart=form)
    messages.success(request, _("Two people: nobody is asked about them again."))
    return redirect("duplicates")


@requires(Power.MERGE_PEOPLE)
def merge_undo(request, pk):
    rows = Merge.objects.visible_to(request.user).select_related("kept", "folded", "merged_by", "undone_by")
    merge = get_object_or_404(rows, pk=pk)
    form = TakeBackMergeForm(request.POST or None, by=request.user, merge=merge, at=now())
    undone = form.act()
    late = undone is not None and undone.undone_by != request.user
    if undone and not late:
        messages.success(request, _("They are two again, and count as they did before."))
        return redirect("participant", pk=merge.kept_id)
    return render(request, "reports/merge_undo.html", {"merge": undone or merge, "form": form, "late": late})


def pair_for(request, pk):
    return get_object_or_404(Likeness.objects.visible_to(request.user).select_related(*PEOPLE), pk=pk)


def chosen(request, likeness):
    """Who is kept and who is merged: as the button said; before it is pressed as proposed, or as the address turns it."""
    two = likeness.first, likeness.second
    for one, other in (two, two[::-1]):
        if request.POST.get("kept") == f"{one.pk}":
            return one, other
    kept, folded = proposed(*two)
    return (folded, kept) if request.GET.get("turned") else (kept, folded)


def new_merge(user, likeness, kept, folded, *, after_all):
    said = {"likeness": likeness, "kept": kept, "folded": folded}
    said["initial"] = {"id": uuid.uuid4(), "after_all": after_all}
    return MergeForm(by=user, at=None, **said)


def shown(request, likeness, *, merge=None, apart=None):
    """The page of the pair, with the form that was refused; whoever comes late with one is told who was quicker."""
    kept, folded = chosen(request, likeness)
    answered = not Likeness.objects.visible_to(request.user).waiting().filter(pk=likeness.pk).exists()
    answer = answer_to(likeness) if answered else None
    # Nobody is asked again about two who were told apart: whoever sees the whole city may say that it was a mistake.
    anew = bool(answer and answer.apart and not answer.merge and decides_anew(request.user))
    knew = anew and request.POST.get("after_all") == "True"
    if anew and not knew:
        merge = merge and new_merge(request.user, likeness, kept, folded, after_all=True)
    moved, refused = what_moves(request.user, kept, folded) if anew or not answered else (None, [])
    context = {
        "likeness": likeness,
        "pair": pair_of(kept, folded),
        "turned": bool(request.GET.get("turned")),
        "late": bool(merge or apart) and not knew,
        "answer": answer,
        "anew": anew,
        "moved": moved,
        "home": home_of_both(kept, folded, now().date()),
        "refused": refused,
        "merge": merge or new_merge(request.user, likeness, kept, folded, after_all=anew),
        "apart": apart or ApartForm(by=request.user, likeness=likeness),
    }
    return render(request, "reports/duplicate.html", context)


def what_moves(user, kept, folded):
    """What the merge would change in the counts, or why it would be refused."""
    try:
        return foreseen.of_a_merge(by=user, kept=kept, folded=folded, at=now()), []
    except ValidationError as refusal:
        return None, refusal.messages


def asked(form, pairs):
    if not form.is_valid():
        return []
    how, code = form.cleaned_data["how"], form.cleaned_data["kecamatan"]
    pairs = pairs.told_apart() if form.cleaned_data.get("answered") else pairs.waiting()
    pairs = pairs.filter(how=how) if how else pairs
    return pairs.of(code) if code else pairs
