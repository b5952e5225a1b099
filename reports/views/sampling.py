"""The random audit: what waits for a verifier, one drawn person with everything behind the count, and how it stands."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.forms import VerbForm
from okoce.core.months import now, today
from okoce.core.snapshot import snapshot
from participants.views.evidence import opened
from programs.models import Kecamatan
from programs.scoping import area_of
from reports.models import Judgement
from reports.person import standing_of
from reports.sampling import giving, judging, results


class JudgeForm(VerbForm):
    """Right, wrong and in what, or not to be found out; and why."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("What did you find?"), choices=Judgement.Verdict, widget=forms.RadioSelect
    )
    failing = forms.ChoiceField(
        label=gettext_lazy("If it is wrong: which condition is not met?"),
        choices=[("", "–"), *Judgement.Failing.choices],
        required=False,
    )
    because = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("What you saw, in words: no name and no number of anybody. It stays on record."),
        max_length=Judgement.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row

    def perform(self):
        return judging.judge(by=self.by, row=self.row, at=now(), **self.cleaned_data)


@requires(Power.SEE_COUNTS)
def sampling(request):
    verifies = request.user.may(Power.VERIFY)
    with snapshot():
        context = {
            "mine": list(judging.mine(request.user)) if verifies else [],
            "wrong": judging.found_wrong(request.user, on=today()) if verifies else [],
            "verifies": verifies,
            "results": results.every_result(),
        }
    return render(request, "reports/sampling.html", context)


@requires(Power.SEE_COUNTS)
def sample(request, number):
    """One closing's: its seed, the digests of its rows and what was found, of nobody by name."""
    with snapshot():
        result = results.result_of_closing(number)
        if result is None:
            raise Http404
        context = {
            "result": result,
            "again": results.for_the_first_time(result.closing),
            "rows": rows_for(request.user, result.sample),
            "may_see_findings": request.user.may(Power.SEE_FINDINGS),
            "may_hand_on": request.user.may(Power.CLOSE_MONTHS),
            "may_see_whose": request.user.may(Power.CLOSE_MONTHS) or request.user.may(Power.READ_TRAILS),
        }
    return render(request, "reports/sample.html", context)


def rows_for(user, sample):
    """Its rows, each with `where` it counts for whoever may see the records of that place."""
    places = Kecamatan.objects.all() if (codes := area_of(user)) is None else Kecamatan.objects.filter(pk__in=codes)
    names = dict(places.values_list("code", "name")) if user.may(Power.SEE_RECORDS) else {}
    rows = list(results.rows_of(sample))
    for row in rows:
        row.where = names.get(row.entry.kecamatan, "")
    return rows


@requires(Power.VERIFY)
def sampled_row(request, row):
    """Open to whoever has to judge it, and until then."""
    if found := judging.judged_by(request.user, row):
        text = _("You judged this one already: %(verdict)s. What you found then stands.")
        messages.warning(request, text % {"verdict": found.get_verdict_display()})
        return redirect("sampling")
    row = get_object_or_404(judging.mine(request.user), pk=row)
    form = JudgeForm(request.POST or None, by=request.user, row=row)
    if form.act():
        messages.success(request, _("Kept. What you found stands in the rate of this closing."))
        return redirect("sampling")
    person = row.participant.kept
    standing = standing_of(person)
    context = {
        "row": row,
        "person": person,
        "standing": standing,
        "residences": standing.facts.residences[::-1],
        "form": form,
    }
    return render(request, "reports/sampled_row.html", context)


@requires(Power.VERIFY)
def sampled_file(request, row, file):
    """A file behind the count of a person who waits for the user's judgement; of nobody else's."""
    row = get_object_or_404(judging.mine(request.user), pk=row)
    facts = standing_of(row.participant.kept).facts
    records = [*facts.visits, *facts.milestones, *facts.job_reports]
    found = next((one for record in records for one in record.evidence.all() if one.pk == file), None)
    if found is None:
        raise Http404
    return opened(request.user, found)


@require_POST
@requires(Power.CLOSE_MONTHS)
def sampled_row_hand_on(request, row):
    row = results.row_by_key(row)
    if row is None:
        raise Http404
    try:
        giving.hand_on(by=request.user, row=row, at=now())
        messages.success(request, _("Handed on: another verifier looks at this row."))
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect("sample", number=row.sample_id)
