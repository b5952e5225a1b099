"""No parameter, header, method or error of the API tells a person to a token for summaries or details.

Every address that answers the token is asked with each parameter that it describes, each with values that it takes and
with others, in every form that an answer has.
"""

import gzip
import html

import pytest
from django.urls import reverse
from rest_framework import serializers

from okoce.accounts.models import Scope
from okoce.accounts.roles import Role
from reports import rollup
from tests.api.world import Asking, Place
from tests.factories import ELSEWHERE, HOME, attend, business, meeting, nik, person, training, user, visit
from tests.test_roles import OF_THE_API, patterns

pytestmark = pytest.mark.django_db

NAME, PHONE, BORN = "Kenari Kuning Tersembunyi", "081299887766", "1971-08-23"
NUMBER = nik(born=BORN, sex="female")
TYPED = f"{NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:12]} {NUMBER[12:]}"
MASKED = f"{'*' * 12}{NUMBER[-4:]}"
# Any spelling of them.
TELLING = [
    *NAME.split(), NAME.upper(), NUMBER, TYPED, NUMBER[:12], MASKED, PHONE, f"+62{PHONE[1:]}", PHONE[1:], "0812 9988 7766",
    BORN, "23-08-1971", "23/08/1971", "23 August 1971", "23 Agustus 1971", "Warung Kenari",
]  # fmt: skip
# What somebody might type for a value.
ODD = ["*", "' or ''='", "participant__name", NUMBER, NAME]
# What somebody might hope for.
HOPED = [
    "fields", "include", "expand", "embed", "select", "ordering", "sort", "search", "q", "name", "nik", "phone", "birth_date",
    "participant__name", "name__startswith", "nik_tail", "limit", "offset", "scope", "details", "debug", "callback",
]  # fmt: skip
HEADERS = [
    {"accept": "text/html"}, {"accept": "text/csv"}, {"accept": "application/xml, */*;q=0.1"}, {"accept-encoding": "gzip"},
    {"accept-language": "en"}, {"accept-language": "xx"}, {"if-none-match": "*"}, {"range": "bytes=0-9"},
    {"x-http-method-override": "PATCH"}, {"x-original-url": "/api/v1/participants/"}, {"prefer": "return=representation"},
]  # fmt: skip


@pytest.fixture(scope="module")
def place(made):
    """A place where somebody stands in every record, in every text that may hold a name."""
    there = Place(HOME, made.checker)
    somebody = person(by=there.by, name=NAME, phone=PHONE, nik=NUMBER, born=BORN)
    visit(somebody, by=there.by)
    business(somebody, by=there.by, name="Warung Kenari", kelurahan=NAME)
    place = attend(training(meeting("2018-03-22"), by=there.by, place=NAME), somebody)
    there.keys |= {"person": str(somebody.pk), "draft": str(place.pk)}
    rollup.drain()
    return there


def sung(answer):
    """What of the person the answer tells, in its body or its headers."""
    body = b"".join(answer) if answer.streaming else answer.content
    if answer.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    text = html.unescape(f"{answer.headers} {body.decode()}")
    return {word for word in TELLING if word in text}


def pages(place):
    """Every address that is read; where it takes a key, that of the person."""
    reads = {name for name, method, *_cells in OF_THE_API if method == "GET"} - {"api-schema", "api-docs"}
    for pattern in patterns():
        if pattern.name in reads:
            kwargs = {"pk": place.keys["person"]} if "pk" in pattern.pattern.converters else {}
            yield pattern, reverse(pattern.name, kwargs=kwargs)


def described(pattern):
    """The parameters that the address describes, each with values that it takes."""
    resource = pattern.callback.view_initkwargs.get("resource")
    query = resource.query if resource else getattr(pattern.callback.view_class, "query", None)
    return {name: list(values_of(name, field)) for name, field in (query().fields if query else {}).items()}


KNOWN = {
    "metric": ["registered", "registered,trained,trainings"],
    "by": ["month,kecamatan,gender,age_band", "year,city,resident"],
    "kecamatan": [HOME, f"{HOME},{ELSEWHERE}", "LUAR"],
    "lives_in": [HOME, "LUAR"],
    "month": ["2018-03"],
    "posting_month": ["2018-03"],
    "from": ["2017-12"],
    "to": ["2018-12"],
    "as_of": ["1"],
    "since": ["0"],
    "page_size": ["1", "500"],
    "cursor": ["cD0x", "cD1LZW5hcmk="],
    "definition": ["OKOCE-2026.1"],
}


def values_of(name, field):
    yield from KNOWN.get(name, [])
    if isinstance(field, serializers.ChoiceField):
        yield from field.choices


def told(ask, place):
    """The statuses that were answered, and what of the person was told."""
    statuses, heard = set(), set()

    def listen(address, method="get", **headers):
        answer = getattr(ask.client, method)(address, headers=headers)
        statuses.add(answer.status_code)
        # A refusal may repeat what was typed, to whoever typed it.
        heard.update((address, word) for word in sung(answer) if word == NUMBER or word not in address)
        return answer

    for pattern, address in pages(place):
        if listen(address).status_code == 403:
            # Nobody looked at what was asked; nor is it told how the address is used.
            assert listen(address, "options").status_code == 403
            continue
        params = described(pattern)
        needed = "metric=registered" if {"by", "metric"} <= params.keys() else ""
        for name, values in params.items():
            for value in [*values, *ODD]:
                listen(f"{address}?{'' if name == 'metric' else needed}&{name}={value}")
        refused = listen(f"{address}?{needed}&{'&'.join(f'{name}=name' for name in HOPED)}").json()["errors"]
        assert {(one["field"], one["code"]) for one in refused} == {(name, "unknown_parameter") for name in HOPED}
        for headers in HEADERS:
            listen(f"{address}?{needed}", **headers)
        for method in ("options", "head", "post", "put", "patch", "delete", "trace"):
            listen(f"{address}?{needed}", method)
    return statuses, heard


@pytest.mark.parametrize(
    ("role", "scope"),
    [(Role.STAFF, Scope.SUMMARY), (Role.STAFF, Scope.DETAILS), (Role.FACILITATOR, Scope.DETAILS)],
)
def test_who_only_counts_is_told_nobody(role, scope, world, place):
    owner = place.by if role == Role.FACILITATOR else user(role)
    statuses, heard = told(Asking(owner, scope=scope), place)
    assert heard == set()
    assert statuses <= {200, 304, 400, 403, 404, 405, 406, 412}


def test_the_person_does_stand_there(world, place):
    """So that whoever may read it would be told."""
    ask = Asking(place.by)
    reads = ["participants", "businesses", "trainings"]
    heard = [sung(ask("GET", f"{name}/")) for name in reads]
    assert [{NAME.split(maxsplit=1)[0]} <= words for words in heard] == [True] * 3
    assert {PHONE, BORN, MASKED} <= heard[0]
