"""The first page after signing in."""

from django.shortcuts import redirect, render

from okoce.accounts.roles import Power
from okoce.core.months import today
from participants import submission
from programs import trainings

# Where those land who log no trainings, by what they may do.
ELSEWHERE = [(Power.VERIFY, "verification"), (Power.SEE_COUNTS, "dashboard")]
# How much of what is unfinished the first page shows.
AT_HOME = 20


def home(request):
    if not request.user.may(Power.LOG_TRAINING):
        return redirect(next((name for power, name in ELSEWHERE if request.user.may(power)), "account"))
    day = today()
    unfinished = list(submission.to_finish(request.user, on=day)[: AT_HOME + 1])
    return render(
        request,
        "participants/home.html",
        {
            "today": day,
            "sessions": trainings.sessions_on(request.user, day),
            "unfinished": unfinished[:AT_HOME],
            "more": len(unfinished) > AT_HOME,
        },
    )
