"""The description of the API: valid, complete, true of what is answered, and without a way to a personal datum."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from okoce.accounts.models import Scope
from okoce.accounts.tokens import make_token
from reports import rollup
from reports.contributions import METRICS
from reports.definitions import add_definition
from tests.factories import OUTSIDE, attend, people, person, training, user, verified

pytestmark = pytest.mark.django_db

READS = {
    "summary/": "SummaryShape",
    "summary/?month=2018-03&definition=2020-P1": "SummaryShape",
    "summary/?month=2022-12": "SummaryShape",
    "counts/?metric=registered,trained&by=month,year,kecamatan,city,gender,age_band,resident&resident=all": "CountsShape",
    "counts/?metric=new_entrepreneurs,level_up,jobs_created": "CountsShape",
    "counts/?metric=registered,trained@2027.1&since=0": "CountsShape",
    "counts/?metric=trainings,attendances,mentoring_visits,active_centres,spending&vintage=first": "CountsShape",
    "targets/": "TargetListShape",
    "definitions/": "DefinitionListShape",
    "periods/": "PeriodListShape",
    "kecamatan/": "KecamatanListShape",
    "curricula/": "CurriculumListShape",
    "agencies/": "AgencyListShape",
    "kecamatan/?page=2&page_size=20": "KecamatanListShape",
}
REFUSED = {"summary/?month=x": 400, "counts/": 400, "kecamatan/?page=9": 400}


@pytest.fixture
def schema(client):
    headers = {"accept": "application/vnd.oai.openapi+json", "accept-language": "en"}
    return client.get("/api/v1/schema/", headers=headers).json()


@pytest.fixture
def ask(client):
    lifetime = datetime.timedelta(days=30)
    _token, text = make_token(user=user("staff"), name="test", scope=Scope.SUMMARY, lifetime=lifetime)
    return lambda address: client.get(f"/api/v1/{address}", headers={"authorization": f"Bearer {text}"})


@pytest.fixture
def something_counted():
    add_definition(code="2027.1", source="a test", attendance_percent=50, visit_days=1, licence_types=["NIB"])
    verified(attend(training(), *people(10, sex="male"), person(lives_in=OUTSIDE, born="1950-01-01")))
    rollup.drain()


def operations(schema):
    """The reads: of counts and of what they are read with."""
    reads = {path: methods["get"] for path, methods in schema["paths"].items() if "get" in methods}
    return {path: read for path, read in reads.items() if set(read["tags"]) & {"counts", "reference"}}


def named_in(part):
    """The names of the shapes that this part of the description refers to."""
    match part:
        case {"$ref": reference}:
            return {reference.rpartition("/")[2]}
        case dict():
            return set().union(*(named_in(inner) for inner in part.values()))
        case list():
            return set().union(*(named_in(inner) for inner in part))
    return set()


def shapes_of_reads(schema):
    """Every shape that a read answers in, to the last one inside another."""
    found, new = set(), named_in(operations(schema))
    while new:
        found |= new
        new = named_in([schema["components"]["schemas"][name] for name in new]) - found
    return found


def strictly(schema, name):
    """Validates what answers in the shape: nothing missing, nothing besides, each value of its type."""
    shapes = {
        key: shape | ({"additionalProperties": False} if "properties" in shape else {})
        for key, shape in schema["components"]["schemas"].items()
    }
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": {"schemas": shapes}})


def properties(schema):
    """(shape, name, schema) of every property of every shape that a read answers in."""
    for name in sorted(shapes_of_reads(schema)):
        shape = schema["components"]["schemas"][name]
        for key, value in shape.get("properties", {}).items():
            yield name, key, value


def test_it_is_openapi_3_1(schema):
    assert schema["openapi"] == "3.1.1"
    validate_schema(schema)


def test_it_describes_every_read(schema):
    addresses = [str(pattern.pattern) for pattern in get_resolver().url_patterns if "api/" in str(pattern.pattern)]
    assert addresses == ["api/v1/"]
    assert sorted(operations(schema)) == [
        f"/api/v1/{name}/"
        for name in (
            "agencies",
            "counts",
            "curricula",
            "definitions",
            "kecamatan",
            "ledger",
            "periods",
            "summary",
            "targets",
        )
    ]


def test_each_read_says_what_it_is_and_how_it_refuses(schema):
    for path, operation in operations(schema).items():
        name = path.removeprefix("/api/v1/").rstrip("/")
        assert operation["operationId"] == name
        assert operation["summary"]
        assert operation["description"]
        assert operation["security"] == [{"bearer": []}, {"basic": []}, {"cookie": []}]
        assert sorted(operation["responses"]) == ["200", "304", "400", "401", "403", "406", "429"]
        for status in ("400", "401", "403", "406", "429"):
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
        told = {"ETag", "OKOCE-Revision", "OKOCE-As-Of", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}
        told |= {"OKOCE-Status", "OKOCE-Definition", "OKOCE-Coverage"} if name in ("counts", "summary") else set()
        told |= {"OKOCE-Area"} if name == "ledger" else set()
        assert set(operation["responses"]["200"]["headers"]) == told


def test_each_parameter_is_described(schema):
    parameters = {
        (path.split("/")[3], parameter["name"])
        for path, operation in operations(schema).items()
        for parameter in operation["parameters"]
        if parameter["description"]
    }
    lists = {
        (name, key)
        for name in ("agencies", "curricula", "definitions", "kecamatan", "periods", "targets")
        for key in ("page", "page_size")
    }
    counts = {"metric", "from", "to", "by", "kecamatan", "resident", "vintage", "as_of", "since", "format"}
    ledger = {"metric", "month", "posting_month", "kecamatan", "source", "since", "cursor", "page_size", "format"}
    assert {pair for pair in parameters if pair[1] not in {"If-None-Match", "Accept-Language"}} == lists | {
        ("summary", "month"),
        ("summary", "definition"),
        *(("counts", name) for name in counts),
        *(("ledger", name) for name in ledger),
    }


def test_lists_of_words_go_with_commas(schema):
    parameters = {parameter["name"]: parameter for parameter in operations(schema)["/api/v1/counts/"]["parameters"]}
    assert parameters["metric"] == {
        "in": "query",
        "name": "metric",
        "required": True,
        "description": "One metric or several, with commas; those of a later set of thresholds as metric@CODE.",
        "schema": {
            "type": "array",
            "items": {"type": "string", "enum": METRICS},
            "minItems": 1,
        },
        "style": "form",
        "explode": False,
    }
    assert [parameters["kecamatan"]["schema"]["items"]["enum"][place] for place in (0, 43, 44)] == [
        "31.01.01",
        "31.75.10",
        "LUAR",
    ]


def test_every_number_has_its_unit(schema):
    bare = [
        f"{shape}.{name}"
        for shape, name, value in properties(schema)
        if "integer" in value.get("type", []) and "description" not in value
    ]
    assert bare == []


def test_the_ways_to_prove_oneself_are_told(schema):
    schemes = schema["components"]["securitySchemes"]
    assert {name: (scheme["type"], scheme.get("scheme"), scheme.get("in")) for name, scheme in schemes.items()} == {
        "bearer": ("http", "bearer", None),
        "basic": ("http", "basic", None),
        "cookie": ("apiKey", None, "cookie"),
    }


def test_it_is_in_the_language_asked_for(client):
    headers = {"accept": "application/vnd.oai.openapi+json", "accept-language": "id"}
    indonesian = client.get("/api/v1/schema/", headers=headers).json()
    parameters = operations(indonesian)["/api/v1/counts/"]["parameters"]
    (resident,) = (one for one in parameters if one["name"] == "resident")
    sentence = "Hanya warga Jakarta (yes), hanya luar Jakarta (no), atau semua (all)."
    assert resident["description"] == sentence


@pytest.mark.parametrize("parameter", ["lang=en", "version=2", "format=json"])
def test_it_takes_no_parameter(client, parameter):
    answer = client.get(f"/api/v1/schema/?{parameter}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["code"] == "unknown_parameter"


@pytest.mark.usefixtures("something_counted")
@pytest.mark.parametrize(("address", "shape"), READS.items())
def test_what_is_answered_is_what_is_described(ask, schema, address, shape):
    answer = ask(address)
    assert answer.status_code == 200
    strictly(schema, shape).validate(answer.json())


@pytest.mark.parametrize(("address", "status"), REFUSED.items())
def test_a_refusal_is_what_is_described(ask, schema, address, status):
    answer = ask(address)
    assert answer.status_code == status
    strictly(schema, "ProblemShape").validate(answer.json())


@pytest.mark.usefixtures("something_counted")
def test_the_ledger_is_what_is_described(signed_in, schema):
    answer = signed_in(user("auditor")).get("/api/v1/ledger/")
    assert answer.json()["count"] > 10
    strictly(schema, "LedgerShape").validate(answer.json())


def test_a_refusal_without_a_token_is_what_is_described(client, schema):
    strictly(schema, "ProblemShape").validate(client.get("/api/v1/summary/").json())


@pytest.mark.usefixtures("something_counted")
@pytest.mark.parametrize("address", READS)
def test_the_scope_summary_reads_no_table_of_people(ask, address):
    with CaptureQueriesContext(connection) as queries:
        assert ask(address).status_code == 200
    tables = set(re.findall(r'(?:FROM|JOIN) "?(\w+)', " ".join(query["sql"] for query in queries)))
    assert {table.partition("_")[0] for table in tables if "_" in table} <= {"accounts", "programs", "reports"}
    assert [table for table in tables if table.startswith("participants")] == []


def test_no_shape_has_room_for_a_person(schema):
    free_text = {
        f"{shape}.{name}"
        for shape, name, value in properties(schema)
        if value.get("type") == "string" and not value.keys() & {"pattern", "format", "enum"}
    }
    problems = {f"ProblemShape.{name}" for name in ("type", "title", "code", "detail")}
    refusals = {f"RefusalShape.{name}" for name in ("field", "code", "detail")}
    assert free_text - problems - refusals == {
        "ProgrammeShape.code",
        "ChosenDefinitionShape.code",
        "ChosenDefinitionShape.metric",
        "CountShape.kecamatan",
        "CountShape.city",
        "TargetShape.code",
        "TargetShape.metric",
        "TargetShape.unit",
        "TargetShape.source",
        "TargetShape.note",
        "TargetShape.reason",
        "DefinitionShape.code",
        "DefinitionShape.metric",
        "DefinitionShape.less",
        "DefinitionShape.source",
        "AgencyShape.code",
        "AgencyShape.name",
        "CurriculumShape.code",
        "CurriculumShape.name",
        "CurriculumShape.topic",
        "KecamatanShape.code",
        "KecamatanShape.name",
        "KecamatanShape.city",
        "KecamatanShape.city_name",
        "ThresholdsShape.code",
        # Of who has the scope details: what the program calls what was done, and places.
        "LedgerEntryShape.kecamatan",
        "LedgerEntryShape.reason",
    }


def test_its_page_brings_nothing_from_elsewhere_and_nothing_inline(client):
    page = client.get("/api/v1/docs/", headers={"accept": "text/html"}).content.decode()
    assert "<style" not in page
    assert re.findall(r"<script(?![^>]*src=)", page) == []
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(sources) >= 4
    assert [source for source in sources if not source.startswith("/")] == []
