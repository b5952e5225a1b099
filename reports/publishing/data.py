"""The two tables as files: their rows, and what says what they are (docs/open-data.md)."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from okoce.core.months import Month
from reports import chain
from reports.publishing.tables import BY_KECAMATAN, FIRST_PUBLISHED, VALUE, OfMonth, OfPlace, Published
from reports.publishing.words import described, every_threshold

Lazy = Any

LICENCE, LICENCE_URL = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"
MONTHS, KECAMATAN = "months", "kecamatan"


@dataclass(frozen=True)
class Column:
    """A column: its name in the file, what it holds, and its type as CSV on the Web says it."""

    name: str
    meaning: Lazy
    datatype: Any = "string"
    empty: bool = False


HIDDEN = Column(
    "hidden",
    gettext_lazy("which of the numbers in this row are hidden, so that no small one can be worked out: their columns"),
    empty=True,
)
METRIC = Column("metric", gettext_lazy("what is counted"))


@dataclass(frozen=True)
class Table:
    """One of the two: what it is called and says, its columns, which of them are its key, and how a row is written."""

    name: str
    title: Lazy
    about: Lazy
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Published], list[dict[str, Any]]]


def of_month(row: OfMonth) -> dict[str, Any]:
    return {
        "month": str(row.month),
        METRIC.name: row.metric,
        VALUE: row.value,
        FIRST_PUBLISHED: row.first_published,
        "status": str(row.status),
        HIDDEN.name: " ".join(row.hidden),
    }


def of_place(row: OfPlace) -> dict[str, Any]:
    return {
        "quarter": str(row.quarter),
        "kecamatan": row.kecamatan,
        METRIC.name: row.metric,
        VALUE: row.value,
        HIDDEN.name: " ".join(row.hidden),
    }


TABLES = {
    MONTHS: Table(
        MONTHS,
        gettext_lazy("OK OCE: the city by month"),
        gettext_lazy(
            "What the programme counts in all of Jakarta, month by month: of a month that was closed what is published of it so far,"
            " with the corrections that later closings published, beside what it first published. Residents of Jakarta alone."
        ),
        (
            Column("month", gettext_lazy("the month, in Jakarta"), "gYearMonth"),
            METRIC,
            Column(
                VALUE,
                gettext_lazy(
                    "of a month that was closed what closings published of it so far, corrections too; of another one, or by a metric"
                    " that came later, as known now; empty where it is hidden"
                ),
                "integer",
                empty=True,
            ),
            Column(
                FIRST_PUBLISHED,
                gettext_lazy(
                    "what the month's first closing published; empty where there was none by this metric, or it is hidden"
                ),
                "integer",
                empty=True,
            ),
            Column("status", gettext_lazy("open, provisional or final: only a final month is closed")),
            HIDDEN,
        ),
        ("month", "metric"),
        lambda published: [of_month(row) for row in published.months],
    ),
    KECAMATAN: Table(
        KECAMATAN,
        gettext_lazy("OK OCE: the kecamatan by quarter"),
        gettext_lazy(
            "What the programme counts in each of the 44 kecamatan, quarter by quarter: the sum of what its months first published,"
            " once all of them were closed. It never changes afterwards; corrections are told of the whole city alone."
        ),
        (
            Column("quarter", gettext_lazy("the calendar quarter"), {"base": "string", "format": "[0-9]{4}-Q[1-4]"}),
            Column("kecamatan", gettext_lazy("the code of the kecamatan, as the Ministry of Home Affairs writes it")),
            METRIC,
            Column(VALUE, gettext_lazy("as first published; empty where it is hidden"), "integer", empty=True),
            HIDDEN,
        ),
        ("quarter", "kecamatan", "metric"),
        lambda published: [of_place(row) for row in published.quarters],
    ),
}


def as_json(table: Table, published: Published) -> dict[str, Any]:
    """The table with all that says what it is: the same revision gives the same answer, whatever the time is."""
    return {
        **about(table, published),
        "columns": [{"name": column.name, "meaning": str(column.meaning)} for column in table.columns],
        "metrics": [asdict(each) for each in metrics_of(table, published)],
        "kecamatan": [
            {"code": place.code, "name": place.name} for place in published.places if table.name == KECAMATAN
        ],
        "rows": table.rows(published),
    }


def about(table: Table, published: Published) -> dict[str, Any]:
    newest = chain.newest()
    return {
        "title": str(table.title),
        "description": str(table.about),
        "hidden": f"{in_words_of_hidden()} {in_words_of_empty()}",
        "language": get_language(),
        "licence": {"name": LICENCE, "url": LICENCE_URL},
        "revision": published.ground.standing.revision,
        "chain": newest and {"number": newest.number, "month": str(Month.of(newest.month)), "digest": newest.digest},
    }


def in_words_of_hidden() -> str:
    """What is hidden and why, for a page; a file says besides how it shows that."""
    return _(
        "Numbers of participants from 1 to 4 are hidden, and others beside them, so that nobody can work them out;"
        " facilitators, centres, trainings and money are told however few. What can be seen is by how much two published numbers of the"
        " whole city differ, however little that is."
    )


def in_words_of_empty() -> str:
    return _("A hidden number is empty, and its column is named in “hidden”: it is not 0.")


def as_metadata(table: Table, published: Published) -> dict[str, Any]:
    """What says to a program what the columns of the CSV are (CSV on the Web)."""
    said = about(table, published)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": said["language"]}],
        "url": f"{table.name}.csv",
        "dc:title": said["title"],
        "dc:description": f"{said['description']} {said['hidden']}",
        "dc:license": {"@id": LICENCE_URL},
        "dc:source": _("Revision %(number)s of the counts") % {"number": said["revision"]},
        "notes": [{"chain": said["chain"], "metrics": [asdict(each) for each in metrics_of(table, published)]}],
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "dc:description": str(column.meaning),
                    "datatype": column.datatype,
                    **({} if column.empty else {"required": True}),
                }
                for column in table.columns
            ],
            "primaryKey": list(table.key),
        },
    }


def metrics_of(table: Table, published: Published) -> list[Any]:
    thresholds = every_threshold()
    metrics = published.metrics if table.name == MONTHS else BY_KECAMATAN
    return [described(metric, thresholds) for metric in metrics]
