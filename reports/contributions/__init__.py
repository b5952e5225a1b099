"""The counting rules, written once, as SQL (docs/counting.md, “The rules”).

Each file beside this one says what its sources are worth now: rows of (source_id, metric, month, kecamatan, gender,
age_band, value), read from the facts of the sources in `scope`. The same text serves one source, a batch and the
whole database. It never reads the clock, and reads only what survives an erasure.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent

COLUMNS = "source_id, metric, month, kecamatan, gender, age_band, value"


@dataclass(frozen=True)
class Source:
    """A kind of source: its name in the ledger, the table of its keys and the rules that read it."""

    kind: str
    table: str

    @property
    def rules(self) -> str:
        """A SELECT of COLUMNS that expects a relation `scope (source_id)`, for a statement with parameters."""
        # The rules take no parameters of their own; the statements around them do.
        return (FOLDER / f"{self.kind}.sql").read_text().replace("%", "%%")


SOURCES = [
    Source("participant", "participants_participant"),
    Source("training", "programs_training"),
]

# Metrics in the order of the ladder, then activity. Activity metrics have no personal dimensions.
PERSON_METRICS = ["registered", "trained"]
ACTIVITY_METRICS = ["trainings", "attendances"]
METRICS = [*PERSON_METRICS, *ACTIVITY_METRICS]
# The dimension of what has none, and the residence of people from outside Jakarta.
NO_DIMENSION = "-"
OUTSIDE = "LUAR"


# A scope of the keys in one array parameter.
GIVEN = "SELECT unnest(%s::uuid[]) AS source_id"


def everything(source: Source) -> str:
    """A scope of every source there is or ever was: deleted ones still stand in the ledger."""
    ledger = f"SELECT source_id FROM reports_ledger WHERE source_kind = '{source.kind}'"
    return f"SELECT id AS source_id FROM {source.table} UNION {ledger}"
