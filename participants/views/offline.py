"""Pages without a line: the worker that opens them, what it keeps, and pages that wait for an address."""

import json
import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import date, time
from django.views.decorators.http import etag

from okoce.accounts import reads
from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now, today
from participants import offline
from participants.forms import PersonForm, SearchForm, VisitForm
from participants.models import Attendance
from participants.registration import CONSENT_VERSION


@login_not_required
def worker(request):
    """The text of the worker; where nothing is to be kept, of one that takes itself away."""
    files = offline.statics()
    told = {"version": offline.version(files), "statics": files}
    page = "worker.js" if settings.OFFLINE else "worker_gone.js"
    answer = render(request, page, {"told": json.dumps(told)}, content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@login_not_required
def room(request):
    """What is shown without a line where nothing else is kept; whoever is not signed in may have it too."""
    return render(request, "participants/offline.html")


@requires(Power.LOG_TRAINING)
def pages(request):
    """The addresses that this user's phone keeps today, whose they are, and of which version."""
    day = today()
    sessions = offline.sessions(request.user, on=day)
    told = {"pages": offline.pages(request.user, sessions), "sessions": [in_words(one) for one in sessions]}
    whose = {"user": str(request.user.pk), "version": offline.version(offline.statics())}
    return JsonResponse({**whose, "day": f"{day}", **told})


def in_words(session):
    """How the room without a line tells of a session that the phone keeps."""
    when = f"{date(session.held_on, 'l')} {time(session.starts_at, 'TIME_FORMAT')}"
    training = session.training
    return {
        "url": offline.roster_of(session),
        "label": f"{when} {training.curriculum}",
        "at": f"{training.place}, {training.kecamatan}",
    }


@requires(Power.LOG_TRAINING)
def names(request):
    """Everybody who lives where the user works; nothing when the phone has them as they are."""
    rows = offline.names(request.user)
    tag = f'"{offline.version([str(request.user.pk), *map(json.dumps, rows)])}"'
    answer = etag(lambda _request: tag)(lambda _request: told(rows))(request)
    # Names lie on the phone sealed, and in no cache of the browser's beside.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def told(rows):
    """The names, noted as read: a phone asks for them all day, and mostly has them already."""
    reads.note_once_a_day([uuid.UUID(key) for key, _name, _place in rows])
    return JsonResponse({"names": rows})


@requires(Power.LOG_TRAINING)
def roster(request):
    """The list of a training that waits on the phone: nobody is on it, and everybody can be marked."""
    session = offline.blank_session(request.user, now())
    context = {
        "session": session,
        "training": session.training,
        "search": SearchForm(),
        "people": [],
        "listed": set(),
        "statuses": Attendance.Status.choices,
        "present": 0,
        "unmarked": 0,
        "somebody": offline.blank_person(),
        **dict.fromkeys(
            ["begun", "going", "open", "may_log", "may_mark", "may_put", "unfinished", "kept", "blank"], True
        ),
    }
    return render(request, "participants/offline_roster.html", context)


@requires(Power.REGISTER_PEOPLE)
def person(request):
    """Somebody new at a session, before it is known at which."""
    session = offline.blank_session(request.user, now())
    form = PersonForm(initial={"name": offline.SOMEBODY}, by=request.user, session=session, at=now())
    context = {"form": form, "session": session, "consent": CONSENT_VERSION, "kept": True}
    return render(request, "participants/person_new.html", context)


@requires(Power.RECORD_PROGRESS)
def visit(request):
    """A visit to somebody, before it is known to whom."""
    somebody = offline.blank_person()
    form = VisitForm(by=request.user, participant=somebody, at=now())
    context = {"form": form, "person": somebody, "kept": True}
    return render(request, "participants/visit_new.html", context)
