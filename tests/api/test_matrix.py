"""Each request of the API by everybody, about a record of HOME and about the same of ELSEWHERE.

`own` is the answer `yes` at home and `no` elsewhere, `both` is `yes` at both, and a number is the answer at both. The
answer to a list is what of the place stands in it: a record, `code` for anything there, or `none`. Everybody asks by a
session and by a token; `narrowed` and `office` reach both places, and their tokens HOME alone.
"""

import re

import pytest
from rest_framework import serializers

from okoce.accounts.bearers import reaches
from okoce.accounts.models import Scope
from okoce.core.months import today
from participants.api.people import PlaceField
from reports import rollup
from tests.api.world import WHOLE, Asking, new
from tests.factories import FAR, HOME, nik, photo, user
from tests.test_roles import OF_THE_API, patterns

pytestmark = pytest.mark.django_db

WHO = ["facilitator", "verifier", "city", "staff", "admin", "officer", "auditor", "narrowed", "office"]
TABLE = """
request                                     scope    yes           no   facilitator verifier city staff admin officer auditor narrowed office
GET ledger/                                 details  code          none own         own      both both  403   both    both    own      own
GET ledger/?source={person}                 details  person        none own         own      both both  403   both    both    own      own
GET ledger/?kecamatan={code}                details  code          400  own         own      both both  403   both    both    own      own
GET expenses/                               records  expense       none own         own      both both  403   both    both    own      own
GET expenses/?kecamatan={code}              records  expense       none own         own      both both  403   both    both    own      own
GET expenses/{expense}/                     records  200           404  own         own      both both  403   both    both    own      own
POST expenses/                              records  201           409  403         403      403  both  403   403     403     own      own
PATCH expenses/{expense}/                   records  200           404  403         403      403  both  403   403     403     own      own
POST expenses/{expense}/strike-out/         records  204           404  403         403      403  both  403   403     403     own      own
GET trainings/                              records  draft         none own         own      both both  403   both    both    own      own
GET trainings/?kecamatan={code}             records  draft         none own         own      both both  403   both    both    own      own
GET trainings/{draft}/                      records  200           404  own         own      both both  403   both    both    own      own
POST trainings/                             records  201           409  own         403      403  403   403   403     403     own      403
PATCH trainings/{draft}/                    records  200           404  own         403      403  403   403   403     403     own      403
POST trainings/{ready}/submit/              records  200           404  own         403      403  403   403   403     403     own      403
POST trainings/{waiting}/verify/            records  200           404  403         own      both 403   403   403     403     own      own
POST trainings/{waiting}/reject/            records  200           404  403         own      both 403   403   403     403     own      own
POST trainings/{done}/revoke/               records  200           404  403         own      both 403   403   403     403     own      own
GET sessions/                               records  session       none own         own      both both  403   both    both    own      own
GET sessions/?training={draft}              records  session       none own         own      both both  403   both    both    own      own
GET sessions/?kecamatan={code}              records  session       none own         own      both both  403   both    both    own      own
GET sessions/{session}/                     records  200           404  own         own      both both  403   both    both    own      own
POST sessions/                              records  201           409  own         403      403  403   403   403     403     own      403
PATCH sessions/{session}/                   records  200           404  own         403      403  403   403   403     403     own      403
POST sessions/{empty}/cancel/               records  200           404  own         403      403  403   403   403     403     own      403
GET attendances/                            records  attendance    none own         own      both both  403   both    both    own      own
GET attendances/?session={session}          records  attendance    none own         own      both both  403   both    both    own      own
GET attendances/?training={draft}           records  attendance    none own         own      both both  403   both    both    own      own
GET attendances/?participant={listed}       records  attendance    none own         own      both both  403   both    both    own      own
GET attendances/?kecamatan={code}           records  attendance    none own         own      both both  403   both    both    own      own
GET attendances/{attendance}/               records  200           404  own         own      both both  403   both    both    own      own
POST attendances/                           records  201           409  own         403      403  403   403   403     403     own      403
PATCH attendances/{attendance}/             records  200           404  own         403      403  403   403   403     403     own      403
POST attendances/{attendance}/leave/        records  204           404  own         403      403  403   403   403     403     own      403
GET participants/                           details  person        none own         own      both both  403   both    both    own      own
GET participants/?lives_in={code}           details  person        none own         own      both both  403   both    both    own      own
GET participants/{person}/                  details  200           404  own         own      both both  403   both    both    own      own
POST participants/                          records  201           409  own         403      403  403   403   403     403     own      403
PATCH participants/{person}/                records  200           404  own         403      403  403   403   403     403     own      403
POST participants/{calon}/complete/         records  200           404  own         403      403  403   403   403     403     own      403
POST participants/{person}/move/            records  200           404  own         403      403  403   403   403     403     own      403
GET businesses/                             records  business      none own         own      both both  403   both    both    own      own
GET businesses/?participant={person}        records  business      none own         own      both both  403   both    both    own      own
GET businesses/?kecamatan={code}            records  business      none own         own      both both  403   both    both    own      own
GET businesses/{business}/                  records  200           404  own         own      both both  403   both    both    own      own
POST businesses/                            records  201           409  own         403      403  403   403   403     403     own      403
PATCH businesses/{business}/                records  200           404  own         403      403  403   403   403     403     own      403
POST businesses/{business}/owners/          records  200           404  own         403      403  403   403   403     403     own      403
GET visits/                                 records  visit         none own         own      both both  403   both    both    own      own
GET visits/?participant={person}            records  visit         none own         own      both both  403   both    both    own      own
GET visits/{visit}/                         records  200           404  own         own      both both  403   both    both    own      own
POST visits/                                records  201           409  own         403      403  403   403   403     403     own      403
PATCH visits/{visit}/                       records  200           404  own         403      403  403   403   403     403     own      403
POST visits/{visit_back}/submit/            records  200           404  own         403      403  403   403   403     403     own      403
POST visits/{trading}/verify/               records  200           404  403         own      both 403   403   403     403     own      own
POST visits/{trading}/reject/               records  200           404  403         own      both 403   403   403     403     own      own
POST visits/{visit}/revoke/                 records  200           404  403         own      both 403   403   403     403     own      own
POST visits/{visit}/withdraw/               records  204           404  own         403      403  403   403   403     403     409/404  403
GET milestones/                             records  step          none own         own      both both  403   both    both    own      own
GET milestones/?participant={person}        records  step          none own         own      both both  403   both    both    own      own
GET milestones/{step}/                      records  200           404  own         own      both both  403   both    both    own      own
POST milestones/                            records  201           409  own         403      403  403   403   403     403     own      403
PATCH milestones/{step}/                    records  200           404  own         403      403  403   403   403     403     own      403
POST milestones/{step}/submit/              records  200           404  own         403      403  403   403   403     403     own      403
POST milestones/{step_waiting}/verify/      records  200           404  403         own      both 403   403   403     403     own      own
POST milestones/{step_waiting}/reject/      records  200           404  403         own      both 403   403   403     403     own      own
POST milestones/{step_done}/revoke/         records  200           404  403         own      both 403   403   403     403     own      own
POST milestones/{step}/withdraw/            records  204           404  own         403      403  403   403   403     403     409/404  403
GET job-reports/                            records  jobs          none own         own      both both  403   both    both    own      own
GET job-reports/?participant={person}       records  jobs          none own         own      both both  403   both    both    own      own
GET job-reports/{jobs}/                     records  200           404  own         own      both both  403   both    both    own      own
POST job-reports/                           records  201           409  own         403      403  403   403   403     403     own      403
PATCH job-reports/{jobs}/                   records  200           404  own         403      403  403   403   403     403     own      403
POST job-reports/{jobs_back}/submit/        records  200           404  own         403      403  403   403   403     403     own      403
POST job-reports/{jobs}/verify/             records  200           404  403         own      both 403   403   403     403     own      own
POST job-reports/{jobs}/reject/             records  200           404  403         own      both 403   403   403     403     own      own
POST job-reports/{jobs_done}/revoke/        records  200           404  403         own      both 403   403   403     403     own      own
POST job-reports/{jobs}/withdraw/           records  204           404  own         403      403  403   403   403     403     409/404  403
GET entrepreneurs/                          records  case          none own         own      both both  403   both    both    own      own
GET entrepreneurs/?participant={person}     records  case          none own         own      both both  403   both    both    own      own
GET entrepreneurs/{case}/                   records  200           404  own         own      both both  403   both    both    own      own
POST entrepreneurs/{case_back}/submit/      records  200           404  own         403      403  403   403   403     403     own      403
POST entrepreneurs/{case}/verify/           records  200           404  403         own      both 403   403   403     403     own      own
POST entrepreneurs/{case}/reject/           records  200           404  403         own      both 403   403   403     403     own      own
POST entrepreneurs/{case_done}/revoke/      records  200           404  403         own      both 403   403   403     403     own      own
GET evidence/                               records  photo         none own         own      both both  403   both    both    own      own
GET evidence/?participant={person}          records  photo         none own         own      both both  403   both    both    own      own
GET evidence/?visit={trading}               records  photo         none own         own      both both  403   both    both    own      own
GET evidence/?milestone={step}              records  scan          none own         own      both both  403   both    both    own      own
GET evidence/?job_report={jobs}             records  paper         none own         own      both both  403   both    both    own      own
GET evidence/?training={ready}              records  room          none own         own      both both  403   both    both    own      own
GET evidence/{photo}/                       records  200           404  own         own      both both  403   both    both    own      own
GET evidence/{photo}/file/                  records  200           404  own         own      both 403   403   403     403     own      own
POST evidence/                              records  201           409  own         403      403  403   403   403     403     own      403
"""
HEAD, *LINES = [line.rsplit(maxsplit=len(WHO) + 3) for line in TABLE.strip().splitlines()]


def body_of(request, place):
    """What is sent with it, about records of the place; None with a read."""
    method, address = request.split()
    kind, *key = address.strip("/").split("/")
    last = key[-1] if key else kind
    if method == "GET":
        return None
    if last in ("verify", "reject", "revoke"):
        reason = {} if last == "verify" else {"reason": "Not what it says"}
        return {"version": place.versions[key[0].strip("{}")]} | reason
    if method == "PATCH":
        return CHANGED.get(kind, {})
    return SAID.get(last, lambda _keys: {})(place.keys) if key else new(**NEW[kind](place.keys))


def hours(day="2018-03-20"):
    return {"held_on": day, "starts_at": "09:00", "ends_at": "12:00"}


# Parameters that name a record or a place.
OF_A_PLACE = (serializers.UUIDField, serializers.RelatedField, PlaceField)
CHANGED = {"participants": {"phone": ""}, "attendances": {"status": "late"}}
SAID = {
    "strike-out": lambda _keys: {"reason": "Typed twice"},
    "owners": lambda keys: {"participant": keys["other"]},
    "complete": lambda _keys: {"nik": nik()},
    "move": lambda _keys: {"lives_in": FAR, "since": f"{today()}", "because": "Pindah ikut anaknya"},
}
NEW = {
    "expenses": lambda keys: {"month": "2018-03", "kecamatan": keys["code"], "item": "rooms", "rupiah": 1000},
    "trainings": lambda keys: {
        "kecamatan": keys["code"],
        "curriculum": keys["curriculum"],
        "agency": keys["agency"],
        "place": "Aula",
        "sessions": [new(**hours())],
    },
    "sessions": lambda keys: {"training": keys["draft"], **hours()},
    "attendances": lambda keys: {"session": keys["session"], "participant": keys["person"], "status": "present"},
    "participants": lambda keys: {
        "kecamatan": keys["code"],
        "name": "Somebody",
        "nik": nik(),
        "lives_in": keys["code"],
        "registered_on": "2018-03-05",
    },
    "businesses": lambda keys: {
        "participant": keys["person"],
        "name": "Warung",
        "sector": "I",
        "kecamatan": keys["code"],
        "kelurahan": "Tebet Barat",
    },
    "visits": lambda keys: {
        "participant": keys["person"],
        "kecamatan": keys["code"],
        "held_on": "2018-03-10",
        "mode": "in_person",
        "minutes": 30,
        "topic": "Prices",
    },
    "milestones": lambda keys: {"participant": keys["person"], "kind": "market", "name": "Bazar"},
    "job-reports": lambda keys: {
        "participant": keys["person"],
        "reported_on": "2018-03-10",
        "full_time": 1,
        "part_time": 0,
    },
    "evidence": lambda keys: {"milestone": keys["step"], "file": photo()},
}


def outcome(ask, place, request, yes):
    """What is answered about the records of the place."""
    method, address = request.split()
    answer = ask.tried(method, address.format(**place.keys), body_of(request, place))
    if answer.status_code != 200 or yes not in place.keys:
        return str(answer.status_code)
    told = {value for row in answer.json()["results"] for value in row.values() if isinstance(value, str)}
    return yes if place.keys[yes] in told else "none"


def expected(cell, yes, no):
    """(at home, elsewhere)"""
    known = {"own": (yes, no), "both": (yes, yes)}
    return known.get(cell) or tuple(cell.split("/")) * (1 if "/" in cell else 2)


@pytest.fixture(autouse=True)
def counted(world):
    rollup.drain()


# With a session too: what is behind it is asked of everybody in tests/test_roles.py.
SIGNED_IN = ["facilitator", "city"]


@pytest.mark.parametrize("who", WHO)
def test_everybody_reaches_exactly_what_the_table_says(who, world):
    owner, kecamatan = world.actors[who]
    ways = [Asking(owner, kecamatan=kecamatan), *([Asking(owner, session=True)] if who in SIGNED_IN else [])]
    for ask in ways:
        answers, table = {}, {}
        for request, _scope, yes, no, *cells in LINES:
            table[request] = expected(cells[WHO.index(who)], yes, no)
            answers[request] = tuple(outcome(ask, place, request, yes) for place in (world.home, world.elsewhere))
        assert answers == table


@pytest.mark.parametrize("scope", [Scope.SUMMARY, Scope.DETAILS])
def test_a_token_reaches_what_its_scope_says(scope, world):
    ask = Asking(user(*WHOLE, kecamatan=(HOME,)), scope=scope)
    answers, table = {}, {}
    for request, needed, yes, *_others in LINES:
        table[request] = yes if reaches(scope, needed) else "403"
        answers[request] = outcome(ask, world.home, request, yes)
    assert answers == table


def test_the_numbers_of_the_city_are_open_to_every_scope(world):
    reads = [
        "summary/",
        "counts/?metric=registered",
        "counts/explain/?metric=registered",
        "agencies/claims/?metric=registered",
        "survival/",
        "forecast/",
        "cohorts/?metric=licensed",
        "diagnosis/",
        "official-lists/",
        "targets/",
        "definitions/",
        "periods/",
        "kecamatan/",
        "curricula/",
    ]
    for scope in Scope.values:
        ask = Asking(world.actors["staff"][0], scope=scope)
        assert [ask("GET", address).status_code for address in reads] == [200] * 14


# Their answers are of no kecamatan; what a batch holds is asked in tests/api/test_reach.py.
OF_THE_CITY = {
    "", "summary", "counts", "counts/explain", "targets", "definitions", "periods", "kecamatan", "curricula", "agencies",
    "agencies/claims", "batches", "official-lists", "samples", "schema", "survival", "forecast", "cohorts", "docs", "diagnosis",
}  # fmt: skip


def test_the_table_has_every_request():
    asked = {
        (request.split()[0], re.sub(r"{\w+}", "<uuid:pk>", request.split()[1].split("?")[0])) for request, *_ in LINES
    }
    routes = {pattern.name: str(pattern.pattern) for pattern in patterns()}
    known = {(method, routes[name]) for name, method, *_cells in OF_THE_API}
    assert asked == {(method, route) for method, route in known if route.strip("/") not in OF_THE_CITY}


def test_the_table_has_every_filter():
    """Every parameter that takes an id or a code stands in a line of its own."""
    asked = {request.split()[1].split("=")[0] for request, *_ in LINES if "?" in request}
    filters = set()
    for pattern in patterns():
        resource = getattr(pattern.callback, "view_initkwargs", {}).get("resource")
        if resource and "pk" not in pattern.pattern.converters:
            fields = resource.query().fields.items()
            filters |= {f"{pattern.pattern}?{name}" for name, field in fields if isinstance(field, OF_A_PLACE)}
    assert filters
    assert filters - asked == set()
