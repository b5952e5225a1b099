"""Which new entrepreneurs still trade: a facilitator asks, and the city sees how many of how many do."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.forms import VerbForm
from okoce.core.months import Month, now, today
from okoce.core.paging import page_of
from okoce.core.snapshot import snapshot
from participants.followups import record_follow_up
from participants.models import FollowUp, Participant
from participants.views.records import on_to
from programs.models import Kecamatan, Programme
from reports.contributions import OUTSIDE
from reports.dashboard import months_to_choose
from reports.survival import marks_of, survival, survival_of, to_ask
from reports.views.asked import asked_month

# How many are on a phone at once, and how many of the last answers can be put right.
TO_ASK, ANSWERED = 20, 10


class FollowUpForm(VerbForm):
    """One tap: how it stands with the person's business today, so many months after the person counted."""

    id = forms.UUIDField()
    months = forms.TypedChoiceField(choices=FollowUp.Mark, coerce=int)
    outcome = forms.ChoiceField(choices=FollowUp.Outcome)

    def __init__(self, *args, participant, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.participant, self.at = participant, at

    def perform(self):
        months = self.cleaned_data["months"]
        marks = marks_of([self.participant.pk], on=self.at.date())
        due_on = next((mark.due_on for mark in marks if mark.months == months), None)
        if due_on is None:
            raise ValidationError(_("It is too early to ask, or the person does not count any more."))
        return record_follow_up(
            by=self.by,
            participant=self.participant,
            due_on=due_on,
            asked_on=self.at.date(),
            at=self.at,
            **self.cleaned_data,
        )


@requires(Power.RECORD_PROGRESS)
def follow_up_list(request):
    day = today()
    page = page_of(request, to_ask(request.user, on=day), TO_ASK)
    people = Participant.objects.worked_by(request.user).in_bulk([mark.person for mark in page.object_list])
    context = {
        "page": page,
        "rows": [row(people[mark.person], mark, day) for mark in page.object_list if mark.person in people],
        "answered": answered(request.user),
    }
    return render(request, "reports/follow_ups.html", context)


@require_POST
@requires(Power.RECORD_PROGRESS)
def follow_up(request, pk):
    person = get_object_or_404(Participant.objects.worked_by(request.user), pk=pk)
    form = FollowUpForm(request.POST, participant=person, by=request.user, at=now())
    answer = form.act()
    if not answer:
        sentence = next(iter(form.non_field_errors()), _("Choose one of the three answers."))
        messages.warning(request, sentence)
        return on_to(request, "follow-ups")
    if request.htmx:
        return render(request, "reports/_follow_up_answered.html", {"answer": answer, "again": uuid.uuid4()})
    words = {"person": person.name, "outcome": answer.get_outcome_display()}
    messages.success(request, _("%(person)s: %(outcome)s.") % words)
    return redirect("follow-ups")


def row(person, mark, day):
    """With the key of the answer that is given there, so that the same tap twice gives one."""
    return {"person": person, "mark": mark, "waited": (day - mark.due_on).days, "key": uuid.uuid4()}


def answered(user):
    """What the user answered last, each mark once, with the key of another answer in its place."""
    answers = FollowUp.objects.worked_by(user).filter(recorded_by=user).select_related("participant")
    newest = {}
    for answer in answers[: ANSWERED * 2]:
        newest.setdefault((answer.participant_id, answer.months), answer)
    return [{"answer": answer, "again": uuid.uuid4()} for answer in list(newest.values())[:ANSWERED]]


@requires(Power.SEE_COUNTS)
def survival_page(request):
    with snapshot():
        programme = Programme.objects.get()
        month = asked_month(request, programme)
        places = survival(month)
        context = {
            "month": month,
            "months": months_to_choose(programme, Month.of(today())),
            "city": survival_of(places),
            "outside": survival_of(places, OUTSIDE) if OUTSIDE in places else [],
            "places": [(place, survival_of(places, place.code)) for place in Kecamatan.objects.all()],
        }
    return render(request, "reports/survival.html", context)
