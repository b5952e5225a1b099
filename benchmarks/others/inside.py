"""Ways through the project's own web process: the API's, and two that a Django developer would take without rollups."""

import gzip
import json
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks import api, databases
from benchmarks.api import CONNECTIONS, FEW
from benchmarks.load import Ask
from benchmarks.others.question import Question, tidy
from benchmarks.others.views import view_of
from benchmarks.others.way import Way
from okoce.embedded import places
from reports import rollup

MADE = """
CREATE MATERIALIZED VIEW {view} AS {sql};
CREATE UNIQUE INDEX ON {view} (month, kecamatan);
GRANT SELECT ON {view} TO {application}
"""
# Whoever reads meanwhile reads what was there before.
REFRESHED = "REFRESH MATERIALIZED VIEW CONCURRENTLY {view}"
# Whoever reads meanwhile waits.
PLAINLY = "REFRESH MATERIALIZED VIEW {view}"


def plain() -> dict[str, str]:
    return {"Authorization": f"Bearer {api.token()}", "Accept-Language": "en"}


def packed() -> dict[str, str]:
    return plain() | {"Accept-Encoding": "gzip"}


def ours(address: str, question: Question) -> Way:
    """What the API answers, packed; rolled up here and now, where a worker does it as soon as it is rung for."""
    ask = Ask(f"{address}/api/v1/counts/?metric={question.metric}&by=month,kecamatan", packed(), CONNECTIONS)
    return Way(ask, anew=rollup.drain, rows=lambda body: tidy(json.loads(gzip.decompress(body))["results"]))


def ours_unkept(address: str, question: Question) -> Way:
    """The same for somebody who wants nothing that was kept: read from the rollups each time."""
    kept = ours(address, question)
    headers = {**kept.ask.headers, "Cache-Control": "no-cache"}
    return replace(kept, ask=replace(kept.ask, headers=headers, connections=FEW))


def by_models(address: str, question: Question) -> Way:
    return Way(Ask(f"{address}/others/models/{question.metric}/", plain(), FEW))


def from_view(address: str, engines: Path, database: str, question: Question) -> Way:
    view = view_of(question.metric)

    def do(statements: str) -> None:
        words = {"view": view, "sql": question.sql, "application": places.APPLICATION}
        databases.as_superuser(engines, database, statements.format(**words))

    do(MADE)
    ask = Ask(f"{address}/others/view/{question.metric}/", plain(), FEW)
    return Way(ask, anew=partial(do, REFRESHED), otherwise={"refreshed plainly": partial(do, PLAINLY)})
