"""What has not arrived: marks that a phone still keeps, and trainings that nobody handed in yet."""

from django.conf import settings
from django.shortcuts import render

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import today
from participants import agenda, submission

# How many trainings the page shows; the rest is in their list.
AT_ONCE = 100


@requires(Power.LOG_TRAINING)
def unsent(request):
    day = today()
    trainings = list(submission.to_finish(request.user, on=day)[: AT_ONCE + 1])
    context = {
        "due": agenda.by_deadline(trainings[:AT_ONCE], on=day),
        "more": len(trainings) > AT_ONCE,
        "entry_day": settings.ENTRY_DAY,
    }
    return render(request, "participants/unsent.html", context)
