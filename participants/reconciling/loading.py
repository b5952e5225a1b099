"""A list on its way in: sent, its columns named, read by a job, or let go of before it is."""

import datetime
import hashlib
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils import translation
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core import sealing
from okoce.core.sheets import reading
from okoce.core.verbs import check, squeezed, verb
from participants.importing import files
from participants.importing.alone import one_a_process
from participants.importing.headings import as_kept, key_of, without_niks, words_for
from participants.importing.masks import masked
from participants.models import OfficialList
from participants.reconciling.kinds import KINDS, Kind
from participants.reconciling.piles import sees_all

State = OfficialList.State
_PURPOSE = "official list"

# Of these nothing is here: the same file is loaded as if it had never been.
ENDED = (State.FAILED, *OfficialList.GONE)

# Sent after a commit that leaves a list to be read. Who listens is not the list's business.
waits = Signal()


def send(
    *,
    by: User,
    kind: str,
    issuer: str,
    as_of: datetime.date,
    content: bytes,
    at: datetime.datetime,
    licence_type: str = "",
) -> OfficialList:
    """The list kept sealed, its columns known as those of the office's last one; read at once when none is missing.

    Columns that somebody else named are agreed to first: who chooses them chooses what the lines say.
    The same file of the same office again is the list that is there. Raises a sentence for what cannot be read, and for
    whoever sees a part of the city alone: of which line is whose they would learn who lives elsewhere.
    """
    _refuse_a_part(by)
    one = OfficialList(
        kind=kind, issuer=squeezed(issuer), as_of=as_of, licence_type=licence_type, loaded_by=by, loaded_at=at
    )
    check(one, "kind", "issuer")
    if as_of > at.date():
        raise ValidationError({"as_of": _("This day lies in the future: say as of which day the list is.")})
    one.fingerprint = fingerprint_of(one, content)
    if there := OfficialList.objects.exclude(state__in=ENDED).filter(fingerprint=one.fingerprint).first():
        return there
    with one_a_process():
        table = reading.skim(content, most=files.MOST)
    if not table.rows:
        raise ValidationError(_("There is a heading in this file and no row below it."))
    one.rows, one.headings, one.language = len(table.rows), as_kept(table), translation.get_language() or "en"
    one.sheet = masked(table.sheet)[:60] if table.others else ""
    return _keep(one, content)


@verb("official list loaded")
def _keep(one: OfficialList, content: bytes) -> OfficialList:
    kind = KINDS[one.kind]
    one.columns = guess(one, kind)
    one.headings = without_niks(one.headings, kind, one.columns)
    one.file = files.sealed(content)
    if not missing(one, one.columns) and not named_before(one):
        _let_read(one)
    one.save(force_insert=True)
    return one


@verb("columns of an official list named")
def name_columns(*, by: User, official: OfficialList, columns: Mapping[str, int]) -> OfficialList:
    """Say which column stands where (name -> index of the heading), and let the list be read.

    Raises a sentence for a required column that is missing, and for two at one place.
    """
    _refuse_a_part(by)
    kind, official = KINDS[official.kind], _held(by, official)
    if official.state != State.SENT:
        raise ValidationError(_("This list is being read, or was: its columns stay as they are."))
    known = {column.name for column in kind.columns}
    if not columns.keys() <= known or not all(0 <= index < len(official.headings) for index in columns.values()):
        raise ValidationError(_("The columns of this file are others: open it again."))
    if len(set(columns.values())) < len(columns):
        raise ValidationError(_("Two columns stand at one place: choose each once."))
    if lacking := missing(official, columns):
        raise ValidationError(_("Say which column is this: %(names)s.") % {"names": ", ".join(lacking)})
    official.columns = dict(columns)
    official.headings = without_niks(official.headings, kind, columns)
    _let_read(official)
    official.save(update_fields=["columns", "headings", "state", "passed"])
    return official


@verb("official list let go of")
def give_up(*, by: User, official: OfficialList) -> None:
    """Nothing is left of a list that was not read; refused for one of which lines are here."""
    official = _held(by, official)
    if official.state == State.READ or official.lines.exists():
        raise ValidationError(_("Lines of this list are here already: it stays."))
    file = official.file.name
    official.delete()
    transaction.on_commit(lambda: files.remove([file]), robust=True)


def guess(one: OfficialList, kind: Kind) -> dict[str, int]:
    """Column -> where it stands, each at most once: as the kind knows the heading, else as the office's last list had it.

    What a heading says by itself nobody makes another column; it may have been left out.
    """
    last = _last(one)
    return _found(one, _by_itself(kind) | (_remembered(last, kind) if last else {}))


def named_before(one: OfficialList) -> OfficialList | None:
    """The office's last list, where somebody else loaded it and its columns are named by nothing but what was said then."""
    last, kind = _last(one), KINDS[one.kind]
    if not last or last.loaded_by_id == one.loaded_by_id:
        return None
    return last if guess(one, kind) != _found(one, _by_itself(kind)) else None


def _by_itself(kind: Kind) -> dict[str, str]:
    return {word: column.name for column in kind.columns for word in words_for(column)}


def _found(one: OfficialList, known: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, (text, _samples) in enumerate(one.headings):
        if name := known.get(key_of(text), ""):
            found.setdefault(name, index)
    return found


def _last(one: OfficialList) -> OfficialList | None:
    """The office's last list of which somebody said, or agreed, what its columns are."""
    known = OfficialList.objects.filter(kind=one.kind, issuer__iexact=one.issuer).exclude(columns={})
    return known.exclude(state__in=[State.SENT, *OfficialList.GONE]).exclude(pk=one.pk).first()


def _remembered(last: OfficialList, kind: Kind) -> dict[str, str]:
    """Heading -> column, as it was said of that list; nothing for a heading that is none of them."""
    at, own = {index: name for name, index in last.columns.items()}, _by_itself(kind)
    said = {key_of(text): at.get(index, "") for index, (text, _samples) in enumerate(last.headings) if key_of(text)}
    return {word: name for word, name in said.items() if name in ("", own.get(word, name))}


def missing(one: OfficialList, columns: Mapping[str, int]) -> list[str]:
    """The labels of the columns that are needed and that nothing stands for, and of those that say whose a line is, and of what kind.

    A licence of which nobody says the kind would count as another one, for nothing.
    """
    kind = KINDS[one.kind]
    lacking = [str(column.label) for column in kind.columns if column.required and column.name not in columns]
    if not lacking and not ({"nik", "licence_number"} & columns.keys() or {"name", "birth_date"} <= columns.keys()):
        lacking = [str(kind.column("nik").label)]
    if one.kind == OfficialList.Kind.LICENCES and not one.licence_type and "licence_type" not in columns:
        lacking.append(_("the kind of licence; where no column says it, give this list up and send it with its kind"))
    return lacking


def fingerprint_of(one: OfficialList, content: bytes) -> bytes:
    """Equal for the same file of the same office, and nothing to anybody without the key."""
    said = f"{one.kind} {one.issuer.casefold()} {hashlib.sha256(content).hexdigest()}"
    return sealing.fingerprint(said, key=settings.NIK_HMAC_KEY, purpose=_PURPOSE)


def _let_read(one: OfficialList) -> None:
    one.state, one.passed = State.READING, 0
    transaction.on_commit(_ring, robust=True)


def _refuse_a_part(by: User) -> None:
    if not sees_all(by):
        raise ValidationError(_("A list is of the whole city: ask somebody who sees all of it to load this one."))


def _held(by: User, official: OfficialList) -> OfficialList:
    """The list for this writer alone; only whoever loaded it says what it is."""
    held = OfficialList.objects.select_for_update(of=("self",)).filter(pk=official.pk, loaded_by=by).first()
    if not held:
        raise ValidationError(_("This list is gone, or somebody else loaded it."))
    return held


def _ring() -> None:
    waits.send(sender=None)
