"""The counting rules, written once, as SQL (docs/counting.md, “The rules”).

Each file beside this one says what its sources are worth now: rows of (source_id, metric, month, kecamatan, gender,
age_band, value), read from the facts of the sources in `scope`. The same text serves one source, a batch and the
whole database. It never reads the clock, and reads only what survives an erasure.
"""

import functools
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent

COLUMNS = "source_id, metric, month, kecamatan, gender, age_band, value"


# Rules that other rules build on, by the word that stands for them there.
PIECES = ["days", "person", "finished", "visits", "home", "whole", "doubled"]


@functools.cache
def text_of(name: str) -> str:
    """The SQL of that file with the pieces that it names put in, for a statement with parameters."""
    # The rules take no parameters of their own; the statements around them do.
    return _whole(name).replace("%", "%%")


@functools.cache
def days_of(metric: str) -> str:
    """Of the days on which people stand on a rung, the one part that says those of this metric: rows of the same columns.

    Asked for the whole, the database works out every rung before it leaves out the others.
    """
    steps, end, rungs = text_of("days").rpartition("\n)\n")
    (rung,) = (part for part in rungs.split("UNION ALL\n") if f"'{metric}'" in part)
    return f"{steps}{end}{rung}"


def _whole(name: str) -> str:
    text = (FOLDER / f"{name}.sql").read_text()
    for piece in PIECES:
        if f"{{{piece}}}" in text:
            text = text.replace(f"{{{piece}}}", _whole(piece))
    return text


@dataclass(frozen=True)
class Source:
    """A kind of source: its name in the ledger, the rules that read it, and a SELECT of the keys there are."""

    kind: str
    keys: str

    @property
    def rules(self) -> str:
        """A SELECT of COLUMNS that expects a relation `scope (source_id)`, for a statement with parameters."""
        return text_of(self.kind)


# A facilitator and a centre's month have no row of their own: their keys are made of what they stand for.
SOURCES = [
    Source("participant", "SELECT id AS source_id FROM participants_participant"),
    Source("training", "SELECT id AS source_id FROM programs_training"),
    Source(
        "facilitator",
        "SELECT facilitator_key(led_by_id) AS source_id FROM programs_training"
        " UNION SELECT facilitator_key(facilitator_id) FROM participants_visit",
    ),
    # After what it is made of.
    Source(
        "centre",
        "SELECT DISTINCT centre_key(kecamatan, month) AS source_id FROM reports_monthlycount"
        " WHERE metric IN ('trainings', 'mentoring_visits')",
    ),
    Source("expense", "SELECT id AS source_id FROM programs_expense"),
]

# Metrics in the order of the ladder, then activity. Activity metrics have no personal dimensions.
PERSON_METRICS = [
    "registered",
    "trained",
    "mentored",
    "licensed",
    "marketed",
    "bookkeeping",
    "funded",
    "new_entrepreneurs",
    "level_up",
    "jobs_created",
]
ACTIVITY_METRICS = [
    "trainings",
    "attendances",
    "mentoring_visits",
    "active_facilitators",
    "active_centres",
    "spending",
]
METRICS = [*PERSON_METRICS, *ACTIVITY_METRICS]
# The dimension of what has none, and the residence of people from outside Jakarta.
NO_DIMENSION = "-"
OUTSIDE = "LUAR"


# A scope of the keys in one array parameter.
GIVEN = "SELECT unnest(%s::uuid[]) AS source_id"


def everything(source: Source) -> str:
    """A scope of every source there is or ever was: deleted ones still stand in the ledger."""
    ledger = f"SELECT source_id FROM reports_ledger WHERE source_kind = '{source.kind}'"
    return f"{source.keys} UNION {ledger}"
