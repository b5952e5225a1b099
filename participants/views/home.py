"""The first page after signing in."""

from django.shortcuts import redirect, render

from okoce.accounts.roles import Power
from okoce.core.months import today
from participants import caseload, submission
from participants.models import Entrepreneur, JobReport, Milestone, Visit
from programs import trainings
from programs.models import Training

# Where those land who log no trainings, by what they may do.
ELSEWHERE = [(Power.VERIFY, "verification"), (Power.SEE_COUNTS, "dashboard")]
# Where a record that came back is mended, and one that was revoked stands.
PAGES = {
    Visit: "visit",
    Milestone: "milestone",
    JobReport: "job-report",
    Entrepreneur: "participant",
    Training: "training",
}
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
            **looked_after(request.user, day),
        },
    )


def looked_after(user, day):
    """How many people the user looks after, whose record came back or was revoked, and who had no visit for long."""
    unvisited = caseload.unvisited(user, on=day)
    return {
        "people": caseload.people_of(user).count(),
        "returned": with_pages(caseload.came_back(user))[:AT_HOME],
        "revoked": with_pages(caseload.revoked(user, on=day))[:AT_HOME],
        "unvisited": unvisited[:AT_HOME],
        "unvisited_in_all": unvisited.count(),
    }


def with_pages(records):
    return [{"record": record, "page": PAGES[type(record)]} for record in records]
