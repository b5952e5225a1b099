"""Superset over the same facts in the same server, its cache on and warm, asked by a program that has signed in."""

import json
import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks import databases
from benchmarks.api import FEW
from benchmarks.load import Ask
from benchmarks.others import environments
from benchmarks.others.question import Question, Row, tidy
from benchmarks.others.way import Way
from benchmarks.serving import get, running
from okoce.embedded import places
from okoce.embedded.processes import Service
from okoce.environment import secret
from tests.site import free_port

METADATA = "bench_superset"
# Seconds for which it keeps an answer, a day, as its manual has it.
KEPT = 86_400
JSON = {"Content-Type": "application/json"}
PASSWORD = secrets.token_hex(16)


@contextmanager
def served(folder: Path, database: str, question: Question) -> Iterator[Way]:
    """The request for a chart's data out of the cache; the newest are those that it is forced to count."""
    home, engines, port = folder / "superset", folder / "engines", free_port()
    programs = environments.made(folder, "superset")
    said = set_up(engines, programs)
    # One process with four threads, as ours.
    command = [
        str(programs / "gunicorn"), "--workers", "1", "--worker-class", "gthread", "--threads", "4", "--timeout", "120",
        "--bind", f"127.0.0.1:{port}", "superset.app:create_app()",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    service = Service("superset", command, environment=said, log=home / "superset.log")
    with running(home, service, f"{address}/health"):
        way = chart(address, url(engines, places.APPLICATION, database), question)
        way.answer()
        told = post(way.ask.url, dict(way.ask.headers), json.loads(way.ask.body))
        assert told["result"][0]["is_cached"], "the cache is not on"
        yield way


def environment(engines: Path) -> dict[str, str]:
    return {
        "SUPERSET_CONFIG_PATH": str(Path(__file__).with_name("superset_config.py")),
        "FLASK_APP": "superset.app:create_app()",
        "BENCH_SECRET": secrets.token_hex(32),
        "BENCH_METADATA": url(engines, places.OWNER, METADATA),
        "BENCH_CACHE": places.urls(engines)["REDIS_URL"],
        "BENCH_KEPT": str(KEPT),
        "PYTHONWARNINGS": "ignore",
    }


def url(engines: Path, role: str, name: str) -> str:
    """The database's address as SQLAlchemy reads it."""
    password = secret(engines, f"password-{role}")
    return f"postgresql+psycopg2://{role}:{password}@/{name}?host={places.sockets(engines) / 'postgres'}"


def set_up(engines: Path, programs: Path) -> dict[str, str]:
    """Its own database, and somebody who may everything; returns the environment that it runs in."""
    print("  superset: setting up", flush=True)
    said = environment(engines)
    databases.as_superuser(
        engines, "postgres", f"DROP DATABASE IF EXISTS {METADATA}; CREATE DATABASE {METADATA} OWNER {places.OWNER}"
    )
    names = ["--username", "bench", "--firstname", "Bench", "--lastname", "Bench", "--email", "bench@example.org"]
    for words in (["db", "upgrade"], ["fab", "create-admin", *names, "--password", PASSWORD], ["init"]):
        done = subprocess.run(
            [programs / "superset", *words], env={**os.environ, **said}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return said


def chart(address: str, data: str, question: Question) -> Way:
    """The requests for a chart's data, by somebody who has signed in and told Superset of the question."""
    api = f"{address}/api/v1"
    who = {"username": "bench", "password": PASSWORD, "provider": "db", "refresh": False}
    bearer = {**JSON, "Authorization": f"Bearer {post(f'{api}/security/login', JSON, who)['access_token']}"}
    database = post(f"{api}/database/", bearer, {"database_name": "bench", "sqlalchemy_uri": data})["id"]
    virtual = {"database": database, "schema": "public", "table_name": question.metric, "sql": question.sql}
    source = post(f"{api}/dataset/", bearer, virtual)["id"]
    query = {
        "columns": ["month", "kecamatan"],
        "metrics": [{"expressionType": "SQL", "sqlExpression": "sum(value)", "label": "value"}],
        "orderby": [["month", True], ["kecamatan", True]],
        "row_limit": 5000,
    }
    asked = {"datasource": {"id": source, "type": "table"}, "queries": [query], "result_format": "json"}
    ask = Ask(f"{api}/chart/data", bearer, FEW, body=json.dumps(asked))
    return Way(ask, newest=replace(ask, body=json.dumps(asked | {"force": True})), stale=KEPT, rows=rows)


def rows(body: bytes) -> list[Row]:
    return tidy(json.loads(body)["result"][0]["data"])


def post(address: str, headers: dict[str, str], said: dict) -> dict:
    told = get(address, headers, body=json.dumps(said))
    assert told.status in (200, 201), told.body
    return json.loads(told.body)
