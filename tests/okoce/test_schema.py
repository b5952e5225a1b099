"""The description of the API: valid, complete, true of what is answered, and without a way to a personal datum."""

import datetime
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from okoce.accounts.models import Scope
from okoce.accounts.tokens import make_token
from okoce.core.months import today
from okoce.core.schema import CODES
from okoce.environment import BASE_DIR
from reports import rollup, waits
from reports.contributions import METRICS
from tests.factories import OUTSIDE, attend, definition, people, person, training, user, verified
from tests.reports.told import by_the_month, tell

pytestmark = pytest.mark.django_db

READS = {
    "summary/": "SummaryShape",
    "summary/?month=2018-03&definition=2020-P1": "SummaryShape",
    "summary/?month=2022-12": "SummaryShape",
    "counts/?metric=registered,trained&by=month,year,kecamatan,city,gender,age_band,resident&resident=all": "CountsShape",
    "counts/?metric=new_entrepreneurs,level_up,jobs_created": "CountsShape",
    "counts/?metric=registered,trained@2027.1&since=0": "CountsShape",
    "counts/?metric=trainings,attendances,mentoring_visits,active_centres,spending&vintage=first": "CountsShape",
    "forecast/?month=2018-03": "ForecastsShape",
    "cohorts/?metric=licensed&from=2018-03&to=2018-04": "CohortsShape",
    "targets/": "TargetListShape",
    "targets/?month=2018-03": "TargetListShape",
    "targets/?by=kecamatan&month=2018-03": "OwnTargetsShape",
    "targets/?by=kecamatan&month=2023-01": "OwnTargetsShape",
    "definitions/": "DefinitionListShape",
    "periods/": "PeriodListShape",
    "kecamatan/": "KecamatanListShape",
    "curricula/": "CurriculumListShape",
    "agencies/": "AgencyListShape",
    "kecamatan/?page=2&page_size=20": "KecamatanListShape",
}
# What is recorded is read for these too, and told as numbers of people alone.
OF_FACTS = {
    "counts/explain/?metric=registered&month=2018-03": "ExplanationShape",
    "agencies/claims/?metric=trained&month=2018-03&span=through&by=month,kecamatan": "AgencyClaimsShape",
    "survival/?month=2018-10": "SurvivalShape",
    "survival/?by=kecamatan": "SurvivalShape",
    "diagnosis/?month=2018-03": "DiagnosisShape",
    "diagnosis/?month=2023-01&definition=2018-P4": "DiagnosisShape",
    "official-lists/?month=2018-03&kecamatan=31.74.01": "OfficialListsShape",
}
REFUSED = {"summary/?month=x": 400, "counts/": 400, "kecamatan/?page=9": 400}


@pytest.fixture(scope="module")
def schema(standing):
    headers = {"accept": "application/vnd.oai.openapi+json", "accept-language": "en"}
    return Client().get("/api/v1/schema/", headers=headers).json()


@pytest.fixture
def ask(client):
    lifetime = datetime.timedelta(days=30)
    _token, text = make_token(user=user("staff"), name="test", scope=Scope.SUMMARY, lifetime=lifetime)
    return lambda address: client.get(f"/api/v1/{address}", headers={"authorization": f"Bearer {text}"})


@pytest.fixture
def something_counted():
    definition("2027.1", attendance_percent=50, licence_types=["NIB"])
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
            "agencies/claims",
            "cohorts",
            "counts",
            "counts/explain",
            "curricula",
            "definitions",
            "diagnosis",
            "forecast",
            "kecamatan",
            "ledger",
            "official-lists",
            "periods",
            "samples",
            "summary",
            "survival",
            "targets",
        )
    ]


def test_each_read_says_what_it_is_and_how_it_refuses(schema):
    for path, operation in operations(schema).items():
        name = path.removeprefix("/api/v1/").rstrip("/")
        assert operation["operationId"] == name.rpartition("/")[2].replace("-", "_")
        assert operation["summary"]
        assert operation["description"]
        assert operation["security"] == [{"bearer": []}, {"basic": []}, {"cookie": []}]
        assert sorted(operation["responses"]) == ["200", "304", "400", "401", "403", "406", "429"]
        for status in ("400", "401", "403", "406", "429"):
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
        told = {"ETag", "OKOCE-Revision", "OKOCE-As-Of", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}
        told |= (
            {"OKOCE-Status", "OKOCE-Definition", "OKOCE-Backcast", "OKOCE-Coverage"}
            if name in ("counts", "summary")
            else set()
        )
        told |= {"OKOCE-Area"} if name == "ledger" else set()
        told |= {"OKOCE-Status"} if name == "counts/explain" else set()
        assert set(operation["responses"]["200"]["headers"]) == told


def test_each_parameter_is_described(schema):
    parameters = {
        (path.split("/")[-2], parameter["name"])
        for path, operation in operations(schema).items()
        for parameter in operation["parameters"]
        if parameter["description"]
    }
    lists = {
        (name, key)
        for name in ("agencies", "curricula", "definitions", "kecamatan", "periods", "samples", "targets")
        for key in ("page", "page_size", "format")
    }
    counts = {"metric", "from", "to", "by", "kecamatan", "resident", "vintage", "as_of", "since", "format"}
    explain = {"metric", "definition", "month", "span", "kecamatan", "vintage", "as_of"}
    claims = {"metric", "definition", "month", "span", "kecamatan", "by"}
    ledger = {"metric", "month", "posting_month", "kecamatan", "source", "since", "cursor", "page_size", "format"}
    assert {pair for pair in parameters if pair[1] not in {"If-None-Match", "Accept-Language"}} == lists | {
        ("summary", "month"),
        ("summary", "definition"),
        ("summary", "as_of"),
        *(("forecast", name) for name in ("month", "definition", "as_of")),
        *(("cohorts", name) for name in ("metric", "from", "to", "as_of")),
        *(("counts", name) for name in counts),
        *(("ledger", name) for name in ledger),
        *(("explain", name) for name in explain),
        *(("claims", name) for name in claims),
        *(("targets", name) for name in ("by", "month")),
        *(("diagnosis", name) for name in ("month", "definition")),
        *(("survival", name) for name in ("month", "by", "kecamatan")),
        *(("official-lists", name) for name in ("month", "kecamatan")),
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
    pattern = parameters["kecamatan"]["schema"]["items"]["pattern"]
    assert [bool(re.search(pattern, code)) for code in ("31.01.01", "31.75.10", "LUAR", "31x75x10", "31.75.100")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_no_code_is_a_member_of_an_enumeration(schema):
    """Programs made from the description would call it by its place in the list."""
    members = [word for shape in schema["components"]["schemas"].values() for word in shape.get("enum") or []]
    assert [word for word in members if word in ("31.74.01", "LUAR", "DASAR", "DINSOS", "participant")] == []


def test_months_do_not_end_with_this_one(schema):
    months = [
        parameter["schema"]
        for operation in operations(schema).values()
        for parameter in operation["parameters"]
        if parameter["name"] in ("from", "to", "month", "posting_month")
    ]
    assert {month["pattern"] for month in months} == {r"^[1-9]\d{3}-(0[1-9]|1[0-2])$"}


def contents(schema):
    """(where, media type, schema and examples) of every body and every answer."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            bodies = {"request": operation.get("requestBody", {}), **operation["responses"]}
            for name, body in bodies.items():
                for kind, content in body.get("content", {}).items():
                    yield f"{method} {path} {name}", kind, content


def test_every_body_and_every_answer_has_an_example_that_is_right(schema):
    wrong = []
    for where, kind, content in contents(schema):
        if kind.startswith("image/") or kind == "application/pdf":
            continue
        (example,) = content["examples"].values()
        reference = content["schema"].get("$ref", "").rpartition("/")[2]
        validator = strictly(schema, reference) if reference else Draft202012Validator(content["schema"])
        wrong += [f"{where}: {error.json_path} {error.message}" for error in validator.iter_errors(example["value"])]
    assert wrong == []


def test_no_example_is_of_somebody(schema):
    text = json.dumps([content.get("examples") for _where, _kind, content in contents(schema)])
    assert {number[:2] for number in re.findall(r"\b\d{16}\b", text)} == {"99"}
    assert set(re.findall(r'"(?:name|led_by|facilitator|recorded_by|registered_by|uploaded_by)": "([^"]*)"', text)) == {
        "",
        "Dasar kewirausahaan",
        "Dinas Sosial",
        "Orang Contoh",
        "Pendamping Contoh",
        "Petugas Contoh",
        "Tebet",
        "Warung Contoh",
    }


def test_each_operation_says_what_it_needs_and_is_called_otherwise(schema):
    told = {
        f"{method} {path}": (operation["summary"], operation["description"])
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }
    ends = r"Needs the scope (summary|details|records) and the power \w+\.$"
    assert [where for where, (_summary, about) in told.items() if not re.search(ends, about)] == []
    assert told["get /api/v1/participants/"][1].endswith("the scope details and the power see_records.")
    assert told["post /api/v1/participants/"][1].endswith("the scope records and the power register_people.")
    assert told["get /api/v1/evidence/{id}/file/"][1].endswith("the scope records and the power see_evidence.")
    expenses = [summary for where, (summary, _about) in told.items() if "expenses" in where]
    assert len(set(expenses)) == len(expenses) == 5


def test_every_property_is_described(schema):
    bare = [
        f"{name}.{key}"
        for name, shape in schema["components"]["schemas"].items()
        for key, value in shape.get("properties", {}).items()
        if "description" not in value
    ]
    assert bare == []


def test_a_write_is_tried_out_before_it_is_done(schema):
    writes = [
        parameter["schema"]
        for methods in schema["paths"].values()
        for operation in methods.values()
        for parameter in operation["parameters"]
        if parameter["name"] == "dry_run"
    ]
    assert len(writes) > 30
    assert {(said["default"], said["example"]) for said in writes} == {("no", "yes")}


def test_the_codes_of_refusals_are_those_of_the_docs():
    rows = re.findall(r"^\| [\d, ]+ \| (`[^|]*) \|", (BASE_DIR / "docs/api.md").read_text(), re.MULTILINE)
    assert [code for row in rows for code in re.findall(r"`(\w+)`", row)] == CODES


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
@pytest.mark.parametrize(("address", "shape"), (READS | OF_FACTS).items())
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


def test_a_forecast_with_all_that_it_tells_is_what_is_described(ask, schema):
    tell(*by_the_month("2018-01", *[20] * 11), ("2019-02", 4, 12))
    answer = ask("forecast/?month=2019-02&definition=2020-P1&as_of=23").json()
    assert len(answer["forecast"]["replays"]) == 3
    strictly(schema, "ForecastsShape").validate(answer)


def test_a_refusal_without_a_token_is_what_is_described(client, schema):
    strictly(schema, "ProblemShape").validate(client.get("/api/v1/summary/").json())


@pytest.mark.usefixtures("something_counted")
@pytest.mark.parametrize("address", READS)
def test_the_scope_summary_reads_no_table_of_people(ask, address):
    # After the night's job, which has read how many days people took: of them an answer tells a median, and of nobody.
    waits.of_day(today())
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
        "DefinitionShape.reason",
        "DefinitionShape.words_en",
        "DefinitionShape.words_id",
        "SeriesShape.code",
        "AgencyClaimsShape.less",
        "ForecastsShape.definition",
        "AgencyShareShape.kecamatan",
        "ClaimsSumShape.kecamatan",
        "SurvivalRowShape.kecamatan",
        "OwnTargetShape.kecamatan",
        "SharedByShape.source",
        "PlaceShape.kecamatan",
        "ReasonShape.sentence",
        "SampleShape.month",
        "SampleShape.seed",
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
        # Words about a number, and none about anybody.
        *(f"RuleShape.{name}" for name in ("code", "heading", "means", "day")),
        "ConditionShape.sentence",
        "PostedShape.reason",
        "PostedShape.sentence",
        "ExplanationShape.less",
        "ClosingShape.digest",
        # Of who has the scope details: what the program calls what was done, and places.
        "LedgerEntryShape.kecamatan",
        "LedgerEntryShape.reason",
        "LedgerEntryShape.source_kind",
    }


def test_its_page_says_that_it_writes_in_the_language_of_the_reader(client):
    headers = {"accept": "text/html", "accept-language": "en"}
    page = client.get("/api/v1/docs/", headers=headers).content.decode()
    assert '<html lang="en">' in page
    assert "What is sent from this page is really sent." in page
    headers = {"accept": "text/html", "accept-language": "id"}
    assert '<html lang="id">' in client.get("/api/v1/docs/", headers=headers).content.decode()


def test_its_page_brings_nothing_from_elsewhere_and_nothing_inline(client):
    page = client.get("/api/v1/docs/", headers={"accept": "text/html"}).content.decode()
    assert "<style" not in page
    assert re.findall(r"<script(?![^>]*src=)", page) == []
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(sources) >= 4
    assert [source for source in sources if not source.startswith("/")] == []
