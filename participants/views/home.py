"""The first page after signing in."""

import datetime

from django.shortcuts import redirect, render

from okoce.accounts.roles import Power
from okoce.core.months import today
from participants import agenda, caseload, repeating, submission, transfers
from participants.models import Entrepreneur, JobReport, Milestone, State, Visit
from participants.quality.queue import waiting_for
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
# How much of each the first page shows.
AT_HOME = 20
A_DAY = datetime.timedelta(days=1)


def home(request):
    if not request.user.may(Power.LOG_TRAINING):
        return redirect(next((name for power, name in ELSEWHERE if request.user.may(power)), "account"))
    day = today()
    context = {
        "today": day,
        "findings": waiting_for(request.user),
        "repeatable": repeating.last_of(request.user),
        **newcomers(request.user),
        **answers(request.user, day),
        **due(request.user, day),
        **week(request.user, day),
        **caseload.sizes(request.user, on=day),
    }
    return render(request, "participants/home.html", context)


def answers(user, day):
    """What verifiers sent back, the oldest first, and what they revoked lately, the newest first."""
    answered = [{"record": record, "page": PAGES[type(record)]} for record in caseload.answered(user, on=day)]
    returned = [row for row in answered if row["record"].state == State.RETURNED]
    revoked = [row for row in reversed(answered) if row["record"].state == State.REVOKED]
    return {"returned": returned[:AT_HOME], "returned_in_all": len(returned), "revoked": revoked[:AT_HOME]}


def newcomers(user):
    """Who came from elsewhere and is looked after by nobody here yet, the longest wait first."""
    came = list(transfers.arrived(user)[: AT_HOME + 1])
    return {"arrived": came[:AT_HOME], "more_arrived": len(came) > AT_HOME}


def due(user, day):
    """What was held before today and nobody handed in, by the day until which it is entered."""
    drafts = submission.to_finish(user, on=day - A_DAY).filter(state=State.DRAFT)
    unfinished = list(drafts[: AT_HOME + 1])
    return {"due": agenda.by_deadline(unfinished[:AT_HOME], on=day), "more": len(unfinished) > AT_HOME}


def week(user, day):
    """The sessions of today and of the days of this week that come, and what the user did in it so far."""
    monday, after = agenda.week_of(day)
    sessions = list(agenda.sessions_in(user, day, after))
    return {
        "sessions": [session for session in sessions if session.held_on == day],
        "planned": [session for session in sessions if session.held_on > day],
        "done": agenda.done(user, monday, day + A_DAY),
    }
