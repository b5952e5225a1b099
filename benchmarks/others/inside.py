"""Ways through the project's own web process: the API's, and two that a Django developer would take without rollups."""

import gzip
import json
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks import api, databases
from benchmarks.load import Ask
from benchmarks.others.question import METRIC, QUESTION, tidy
from benchmarks.others.views import VIEW
from benchmarks.others.way import FEW, Way
from okoce.embedded import places
from reports import rollup

CONNECTIONS = 64

MADE = f"""
CREATE MATERIALIZED VIEW {VIEW} AS {QUESTION};
CREATE UNIQUE INDEX ON {VIEW} (month, kecamatan);
GRANT SELECT ON {VIEW} TO {places.APPLICATION}
"""
# Whoever reads meanwhile reads what was there before.
REFRESHED = f"REFRESH MATERIALIZED VIEW CONCURRENTLY {VIEW}"


def plain() -> dict[str, str]:
    return {"Authorization": f"Bearer {api.token()}", "Accept-Language": "en"}


def packed() -> dict[str, str]:
    return plain() | {"Accept-Encoding": "gzip"}


def ours(address: str) -> Way:
    """What the API answers, packed; rolled up here and now, where a worker does it as soon as it is rung for."""
    ask = Ask(f"{address}/api/v1/counts/?metric={METRIC}&by=month,kecamatan", packed(), CONNECTIONS)
    return Way(ask, anew=rollup.drain, rows=lambda body: tidy(json.loads(gzip.decompress(body))["results"]))


def ours_unkept(address: str) -> Way:
    """The same for somebody who wants nothing that was kept: read from the rollups each time."""
    kept = ours(address)
    headers = {**kept.ask.headers, "Cache-Control": "no-cache"}
    return replace(kept, ask=replace(kept.ask, headers=headers, connections=FEW))


def by_models(address: str) -> Way:
    return Way(Ask(f"{address}/others/models/", plain(), FEW))


def from_view(address: str, engines: Path, database: str) -> Way:
    databases.as_superuser(engines, database, MADE)
    refresh = partial(databases.as_superuser, engines, database, REFRESHED)
    return Way(Ask(f"{address}/others/view/", plain(), FEW), anew=refresh)
