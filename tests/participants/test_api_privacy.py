"""Who a person is stays with those who look after them, whatever is asked of the API, and with whatever token."""

import re

import pytest
from django.db import connection
from django.urls import get_resolver

from okoce.accounts.models import Scope
from participants.api.shapes import PSEUDONYMOUS
from tests.bearing import bearing
from tests.factories import (
    ELSEWHERE,
    HOME,
    attend,
    business,
    case,
    licence,
    nik,
    person,
    training,
    user,
    visit,
    workers,
)

pytestmark = pytest.mark.django_db

NUMBER = nik(born="1991-07-19", sex="female")
# What tells who somebody is, and what stands only on the pages of those who look after them.
TELLING = ["Zubaidah", "081298765432", "1991-07-19", NUMBER, NUMBER[-4:], "Warung Zub", "0912345678901", "Kurniasih"]
# What somebody might try.
TRIES = [
    "",
    "name=Zubaidah",
    "phone=081298765432",
    f"nik={NUMBER}",
    f"nik_masked={NUMBER[-4:]}",
    "birth_date=1991-07-19",
    "q=Zubaidah",
    "search=Zubaidah",
    "ordering=name",
    "fields=name",
    "include=name",
    "expand=participant",
    "scope=records",
    "state=registered",
    f"lives_in={HOME}",
    "format=csv",
    "page_size=500",
    "cursor=cD1adWJhaWRhaA%3D%3D",
]


@pytest.fixture(autouse=True)
def no_limit(settings):
    settings.RATE_LIMIT = 1_000_000


@pytest.fixture
def facilitator():
    return user(kecamatan=(HOME,), name="Kurniasih")


@pytest.fixture
def ids(facilitator):
    """One of each kind of record about one person, by the name of its address."""
    zubaidah = person(by=facilitator, name="Zubaidah", born="1991-07-19", phone="081298765432", nik=NUMBER)
    step = licence(zubaidah, by=facilitator, number="0912345678901")
    attended = attend(training(by=facilitator), zubaidah)
    records = {
        "participants": zubaidah,
        "businesses": business(zubaidah, by=facilitator, name="Warung Zub"),
        "visits": visit(zubaidah, by=facilitator, confirms_trading=True),
        "milestones": step,
        "evidence": step.evidence.get(),
        "job-reports": workers(zubaidah, by=facilitator),
        "entrepreneurs": case(zubaidah),
        "attendances": attended.sessions.get().attendances.get(),
        "sessions": attended.sessions.get(),
        "trainings": attended,
    }
    return {name: str(record.pk) for name, record in records.items()}


def addresses(ids, *methods):
    """Every address of the API that takes one of the methods, with the key of its record in it."""
    for found in get_resolver("okoce.api").url_patterns:
        route, view = str(found.pattern), found.callback.cls
        kind = route.partition("/")[0]
        known = kind in ids or "<" not in route
        if known and kind not in ("schema", "docs") and any(hasattr(view, method) for method in methods):
            yield re.sub(r"<[^>]+>", ids.get(kind, ""), route)


def told(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def told_by(send, ids, tries):
    """What of all that tells somebody stands in any answer, errors too."""
    found = set()
    for address in addresses(ids, "get"):
        for asked in tries:
            answer = send("get", f"{address}?{asked}" if asked else address)
            assert answer.status_code != 500, address
            found |= {word for word in TELLING if word.encode() in told(answer)}
            if answer.status_code == 403:
                # Nothing was asked yet.
                break
    return found


def test_a_token_for_records_tells_what_pages_tell(facilitator, ids):
    """So that the others below would be caught."""
    assert told_by(bearing(facilitator), ids, [""]) == set(TELLING) - {NUMBER}


@pytest.mark.parametrize("scope", [Scope.SUMMARY, Scope.DETAILS])
@pytest.mark.parametrize("role", ["verifier", "staff", "officer", "auditor"])
def test_a_token_for_less_tells_nobody_whatever_is_asked(scope, role, ids):
    # Each role knows the whole city; one of them tries everything.
    tries = TRIES if role == "verifier" else [""]
    assert told_by(bearing(user(role), scope), ids, tries) == set()


def test_a_token_for_less_of_whoever_looks_after_the_person_tells_nobody(facilitator, ids):
    assert told_by(bearing(facilitator, Scope.DETAILS), ids, [""]) == set()


def test_a_token_for_less_writes_nothing(facilitator, ids):
    for scope in (Scope.SUMMARY, Scope.DETAILS):
        send = bearing(facilitator, scope)
        answers = [send(method, address, {}) for method in ("post", "patch") for address in addresses(ids, method)]
        assert {answer.status_code for answer in answers} == {403}


def test_counting_tokens_read_masked_people(facilitator, ids):
    answer = bearing(facilitator, Scope.DETAILS)("get", "participants/").json()
    (row,) = answer["results"]
    assert {name: value for name, value in row.items() if value is not None} == {
        "id": ids["participants"],
        "state": "registered",
        "sex": "female",
        "birth_year": 1991,
        "identity_verified": True,
        "ktp_seen": False,
        "registered_on": "2018-03-05",
        "consent_version": "2026-11",
        "baseline": "no_business",
        "baseline_workers": 0,
        "registered_in": HOME,
        "lives_in": HOME,
    }
    # Nobody found to be somebody else.
    told = {name for name, value in row.items() if value is not None}
    assert set(PSEUDONYMOUS) == {*told, "merged_into"}
    assert bearing(facilitator, Scope.SUMMARY)("get", "participants/").status_code == 403


def test_masked_people_are_asked_of_the_database_without_what_names_them(facilitator, ids, django_assert_num_queries):
    send = bearing(facilitator, Scope.DETAILS)
    # The last of them notes who was read.
    with django_assert_num_queries(5) as queries:
        send("get", f"participants/{ids['participants']}/")
    asked = [one["sql"] for one in queries if '"participants_participant"."sex"' in one["sql"]]
    assert len(asked) == 1
    assert not re.search(r'"participants_participant"\."(name|phone|birth_date|nik_sealed|nik_tail)"', asked[0])


# Where a key of a record narrows a list.
FILTERS = {
    "participants": ["businesses", "visits", "milestones", "entrepreneurs", "job-reports", "evidence"],
    "visits": ["evidence"],
    "milestones": ["evidence"],
}


def test_who_looks_after_nobody_there_sees_nothing_of_the_person(ids):
    send = bearing(user(kecamatan=(ELSEWHERE,)))
    assert told_by(send, ids, [""]) == set()
    filters = [f"{name}/?{kind.removesuffix('s')}={ids[kind]}" for kind, names in FILTERS.items() for name in names] + [
        f"{name}/" for name in FILTERS["participants"]
    ]
    assert {send("get", address).json()["count"] for address in filters} == {0}


def test_who_looks_after_nobody_there_changes_nothing_of_the_person(ids):
    send = bearing(user("facilitator", "verifier", kecamatan=(ELSEWHERE,)))
    each = [(method, address) for method in ("patch", "post") for address in addresses(ids, method)]
    of_one = [(method, address) for method, address in each if any(key in address for key in ids.values())]
    answers = {address: send(method, address, {}).status_code for method, address in of_one}
    assert (len(answers) > 20, {address for address, status in answers.items() if status != 404}) == (True, set())


def test_a_number_that_was_sent_lies_sealed_and_nowhere_else(facilitator, caplog):
    send, number = bearing(facilitator), nik()
    body = {"id": "0b7f0e7e-7b1a-4d35-9a6e-6f3c8f0a1c11", "kecamatan": HOME, "name": "Ani", "lives_in": HOME}
    body |= {"registered_on": "2018-03-05", "nik": number}
    assert send("post", "participants/", body).status_code == 201
    right = nik()
    said = {"nik": right, "reason": "Salah ketik"}
    assert send("patch", f"participants/{body['id']}/", said).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        kept = ""
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            kept += cursor.fetchone()[0] or ""
    assert [each in kept + caplog.text for each in (number, right)] == [False, False]
    assert f",{right[-4:]}," in kept
