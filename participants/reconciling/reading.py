"""Every line of a list read, copied in parts that each commit, and matched: a new start doubles nothing."""

import contextlib
import datetime
import io
import json
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from okoce.core import sealing
from okoce.core.alone import alone
from okoce.core.verbs import verb
from participants.importing import files
from participants.importing.columns import day_of
from participants.importing.judging import RowReader
from participants.importing.kinds import Judged
from participants.matching import words_of
from participants.models import ListLine, OfficialList, RepeatedLine
from participants.reconciling import matching, withdrawing
from participants.reconciling.kinds import KINDS, Kind, type_of

log = structlog.get_logger(__name__)

State = OfficialList.State
PART = 5_000
# So many rows that cannot be read are told one by one.
MOST_TOLD = 100
# A list at which the worker ends, with nothing read since it began, is begun again after each of these, and then no more.
WAITS = [datetime.timedelta(minutes=minutes) for minutes in (0, 1, 10)]
BEGUN, BEGUN_FOR = "official-list-begun", 24 * 3600
_PURPOSE = "line of an official list"
COLUMNS = "number, digest, nik_fingerprint, nik_tail, licence_number, licence_type, day, amount, birth_date, name"
COPY = f"COPY participants_listline (list_id, pile, {COLUMNS}) FROM STDIN"
NOTHING = r"\N"
ESCAPED = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " "})


def go_on(*, at: datetime.datetime) -> int:
    """Read whatever waits, and take back what is withdrawn, one list at a time in the whole site; how many were worked at."""
    with alone("official lists") as free:
        if not free:
            return 0
        withdrawn = withdrawing.go_on(at=at)
        waiting = OfficialList.objects.filter(state=State.READING).order_by("rows", "loaded_at")
        return withdrawn + sum(_work_at(one, at) for one in waiting)


def read(key: uuid.UUID, *, at: datetime.datetime) -> bool:
    """Read the list and match its lines; rung twice, killed or late it ends the same. Whether there was anything to do."""
    one = OfficialList.objects.filter(pk=key, state=State.READING).first()
    if not one:
        return False
    with _told(one), translation.override(one.language):
        _read(one)
        _match(one, at)
    return True


def _work_at(one: OfficialList, at: datetime.datetime) -> bool:
    """Whether it was worked at now. What ends the worker itself again and again is given up: it takes whatever waits with it."""
    begun = f"{BEGUN}:{one.pk}"
    passed, times, last = cache.get(begun) or (one.passed, 0, at)
    # A start after which rows were read is none in vain, whoever ended the worker then.
    times = times if passed == one.passed else 0
    if times > len(WAITS):
        log.error("official_list_ends_its_worker", kind=one.kind, rows=one.rows)
        fail(one, OfficialList.WENT_WRONG)
        return True
    if times and at < last + WAITS[times - 1]:
        return False
    cache.set(begun, (one.passed, times + 1, at), BEGUN_FOR)
    try:
        return read(one.pk, at=at)
    finally:
        cache.delete(begun)


@contextlib.contextmanager
def _told(one: OfficialList) -> Iterator[None]:
    try:
        yield
    except ValidationError as refusal:
        fail(one, " ".join(refusal.messages))
    except (OperationalError, InterfaceError):
        # The database went away: whoever rings next goes on.
        raise
    except Exception:
        log.exception("official_list_not_read", kind=one.kind)
        fail(one, OfficialList.WENT_WRONG)


def fail(one: OfficialList, why: str) -> None:
    """The list not read, and why; its file goes, what its first cells said, and the lines that were read of it."""
    file = one.file.name
    with transaction.atomic():
        failed = OfficialList.objects.filter(pk=one.pk, state=State.READING).update(
            state=State.FAILED, refusal=why[:400], file="", headings=without_samples(one.headings)
        )
        if failed:
            withdrawing.hand_over_lines(one)
    files.remove([file])


def without_samples(headings: list[list]) -> list[list]:
    """The headings alone: they make the office's next list known, and its cells are of strangers."""
    return [[text, []] for text, _samples in headings]


def _read(one: OfficialList) -> None:
    table, kind = files.skimmed(one), KINDS[one.kind]
    reader = RowReader(kind, one.columns, table)
    # Where an earlier start was ended it goes on.
    passed, wrong, mistakes = one.passed, one.wrong, list(one.mistakes)
    lines = islice(table.rows, passed, None)
    while part := list(islice(lines, PART)):
        rows = [_looked_at(reader.row(number, cells), kind, one) for number, cells in part]
        bad = [row for row in rows if row.mistakes]
        wrong += len(bad)
        mistakes += [[row.number, " ".join(row.mistakes.values())] for row in bad[: MOST_TOLD - len(mistakes)]]
        with transaction.atomic():
            _copy(one, [row for row in rows if not row.mistakes])
            passed += len(part)
            OfficialList.objects.filter(pk=one.pk).update(passed=passed, wrong=wrong, mistakes=mistakes)


def _looked_at(row: Judged, kind: Kind, one: OfficialList) -> Judged:
    """The row with what is wrong with it as a line of that list."""
    if not row.mistakes and (lacking := kind.lacking(row)):
        row.mistakes[""] = lacking
    happened = day_of(row.said.get("day"))
    if happened and happened > one.as_of:
        row.mistakes["day"] = _("This day lies after the day as of which the list is.")
    if row.said.get("amount") == 0:
        row.mistakes["amount"] = _("Enter the amount in rupiah, more than 0.")
    return row


def _copy(one: OfficialList, rows: Iterable[Judged]) -> None:
    """Keep those of the lines that are not here already, each once."""
    told = {_digest(one, row): row for row in reversed(list(rows))}
    known = ListLine.objects.filter(digest__in=list(told)).values_list("digest", "pk", "list")
    here = [(bytes(digest or b""), key, whose) for digest, key, whose in known]
    # Of another list: should that be withdrawn, the line is of this one.
    again = [
        RepeatedLine(list=one, line_id=key, number=told[digest].number)
        for digest, key, whose in here
        if whose != one.pk
    ]
    RepeatedLine.objects.bulk_create(again, ignore_conflicts=True)
    for digest, _key, _whose in here:
        del told[digest]
    lines = io.StringIO("".join([_line(one, row, digest) for digest, row in reversed(told.items())]))
    with connection.cursor() as cursor:
        cursor.copy_expert(COPY, lines)


def _line(one: OfficialList, row: Judged, digest: bytes) -> str:
    said = row.said
    fields = (
        one.pk,
        ListLine.Pile.UNMATCHED,
        row.number,
        rf"\x{digest.hex()}",
        rf"\x{row.nik.fingerprint.hex()}" if row.nik else None,
        row.nik.tail if row.nik else "",
        said.get("licence_number") or "",
        _type(one, row),
        said.get("day"),
        said.get("amount"),
        said.get("birth_date"),
        said.get("name") or "",
    )
    return "\t".join(NOTHING if field is None else str(field).translate(ESCAPED) for field in fields) + "\n"


def _type(one: OfficialList, row: Judged) -> str:
    return type_of(row.said, one.licence_type) if one.kind == OfficialList.Kind.LICENCES else ""


def _digest(one: OfficialList, row: Judged) -> bytes:
    """Of who issued the line and all that it says: it tells nothing to anybody without the key."""
    said = row.said
    whose = [row.nik.digits if row.nik else None, said.get("birth_date"), sorted(words_of(said.get("name") or ""))]
    what = [said.get("licence_number"), _type(one, row), said.get("day"), said.get("amount")]
    told = json.dumps([one.kind, one.issuer.casefold(), *whose, *what])
    return sealing.fingerprint(told, key=settings.NIK_HMAC_KEY, purpose=_PURPOSE)


@verb("official list matched")
def _match(one: OfficialList, at: datetime.datetime) -> None:
    file = one.file.name
    matching.match(one)
    OfficialList.objects.filter(pk=one.pk, state=State.READING).update(
        state=State.READ, read_at=at, file="", headings=without_samples(one.headings)
    )
    transaction.on_commit(lambda: files.remove([file]), robust=True)
