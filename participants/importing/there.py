"""Whether what a row says is there already: by the key that the row gives its record."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from participants.importing.kinds import SAME, Case, Judged

# Of the staged rows, in the order of the file.
NEW_ROWS = "participants_spreadsheetrow WHERE spreadsheet_id = %(spreadsheet)s AND verdict = 'new'"


def taken(model: Any, keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these keys are of records, or of records that somebody took away: those do not come back by a file."""
    gone = model.events.rel.related_model.objects.filter(pgh_obj_id__in=keys, pgh_label="delete")
    return {*model.objects.filter(pk__in=keys).values_list("pk", flat=True), *gone.values_list("pgh_obj_id", flat=True)}


def is_same(row: Judged, record: uuid.UUID) -> None:
    """The row says what is there."""
    row.verdict, row.record = SAME, record


def said_before(row: Judged, case: Case, column: str, *what: Any) -> bool:
    """Whether a row above says what may be said once; then that is the mistake of this one."""
    first = case.seen.setdefault(what, row.number)
    if first == row.number:
        return False
    row.mistakes[column] = _("Row %(row)d says this already: leave one of the two out.") % {"row": first}
    return True


def make(sql: str, case: Case, **values: Any) -> int:
    """Run a statement about the staged rows; how many rows it wrote or found."""
    values |= {"spreadsheet": case.spreadsheet.pk, "by": case.by.pk, "at": case.at}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def kept(table: str, columns: dict[str, str], *, makers: str) -> str:
    """The statement that makes a record of each new row, with its sender as its maker: column -> what it holds in SQL."""
    return f"""
WITH made AS (
    INSERT INTO {table} (id, {", ".join(columns)})
    SELECT record, {", ".join(columns.values())} FROM {NEW_ROWS} ORDER BY number
    ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO {table}_makers ({makers}, user_id) SELECT id, %(by)s FROM made
"""  # noqa: S608 - our own words


def letters(text: str) -> str:
    """What two ways of writing a place have in common."""
    return "".join(one for one in text.casefold() if one.isalnum())
