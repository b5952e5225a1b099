"""Named definitions: another set of thresholds is another series over all facts (docs/counting.md, “Readings of a number”)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Max, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.months import Month
from okoce.core.reasons import for_the_record
from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.verbs import check, squeezed, verb
from participants.models import Milestone, Participant
from programs.models import Programme
from reports import rollup
from reports.contributions.requeue import requeue
from reports.known import KnownMonths
from reports.models import Definition, Naming, Period, Thresholds
from reports.standing import Standing

# The first posting of a new series over months that are over: told as such beside each entry, and no publication.
BACKCAST = "backcast"

# The metrics whose rules read thresholds: each later set makes a series of these.
BY_THRESHOLDS = ["trained", "mentored", "licensed", "new_entrepreneurs", "level_up"]
# Of these the ones whose own rule reads a threshold; the others follow from them.
BY_RULES = BY_THRESHOLDS[:3]
# The metric that the headline of such a set reads.
COUNTED = "new_entrepreneurs"
# It stands in addresses and in the names of metrics, which are told apart by commas.
CODE = re.compile(r"[A-Z0-9][\w.-]{0,19}")
# Visits on more days than these no facilitator makes to one person.
MOST_DAYS = 24


def known() -> QuerySet[Definition]:
    """Every definition with the revision in which it came, and who added it."""
    return Definition.objects.select_related("revision", "added_by")


def plain() -> Thresholds:
    """The thresholds of metrics with plain names."""
    return Thresholds.objects.get(suffix="")


def series() -> list[str]:
    """The metrics of every later set of thresholds, as `metric@CODE`."""
    suffixes = Thresholds.objects.exclude(suffix="").values_list("suffix", flat=True)
    return [f"{metric}{suffix}" for suffix in suffixes for metric in BY_THRESHOLDS]


def thresholds_of(metrics: Iterable[str]) -> list[dict[str, Any]]:
    """The thresholds behind metrics with plain names, then those of each series that is among them."""
    named = {"", *(metric.partition("@")[2] for metric in metrics)}
    rows = Thresholds.objects.order_by("suffix").values(
        "code", "suffix", "attendance_percent", "visit_days", "licence_types"
    )
    return [
        {name: value for name, value in row.items() if name != "suffix"}
        for row in rows
        if row["suffix"].removeprefix("@") in named
    ]


def closed_before(code: str, months: Iterable[Month], *, then: Standing | None = None) -> list[Month]:
    """Of these months, the ones that were closed before the set of thresholds came: what it counts there was never published."""
    came = Definition.objects.filter(metric=f"{COUNTED}@{code}").first()
    backwards = KnownMonths(then).backwards(came) if came else set()
    return [month for month in months if month in backwards]


def definitions_in(month: Month, *, as_of: int | None = None) -> list[Definition]:
    """All of them, first the one that the headline of that month reads unless told; `as_of` an earlier revision, as then.

    Each with that naming's month and reason, `named_from` and `named_because`: none where nobody named one by then.
    """
    definitions, namings = Definition.objects.all(), Naming.objects.filter(from_month__lte=month.first)
    if as_of is not None:
        by_then = Q(revision=None) | Q(revision__lte=as_of)
        definitions, namings = definitions.filter(by_then), namings.filter(by_then)
    said = {"named": "definition", "named_from": "from_month", "named_because": "reason"}
    newest = {name: Subquery(namings.values(column)[:1]) for name, column in said.items()}
    known: list[Any] = list(definitions.annotate(**newest))
    return sorted(known, key=lambda each: each.code != each.named if each.named else not each.is_default)


def named_in(month: Month, *, as_of: int | None = None) -> Definition:
    return definitions_in(month, as_of=as_of)[0]


@dataclass(frozen=True)
class NewDefinition:
    """What is said of a definition with thresholds of its own."""

    code: str
    source: str
    reason: str
    attendance_percent: int
    visit_days: int
    licence_types: list[str]


def prepared(said: NewDefinition) -> tuple[Thresholds, Definition]:
    """The two rows that it would be; raises ValidationError with a sentence for each wrong field."""
    code = said.code.strip()
    if unknown := set(said.licence_types) - set(Milestone.LicenceType.values):
        sentence = _("There is no kind of licence %(unknown)s.") % {"unknown": ", ".join(sorted(unknown))}
        raise ValidationError({"licence_types": sentence})
    thresholds = Thresholds(
        code=code,
        suffix=f"@{code}",
        attendance_percent=said.attendance_percent,
        visit_days=said.visit_days,
        licence_types=sorted(said.licence_types, key=Milestone.LicenceType.values.index),
    )
    definition = Definition(
        code=code, metric=f"{COUNTED}@{code}", source=squeezed(said.source), reason=squeezed(said.reason)
    )
    _refuse_words(definition)
    _refuse_thresholds(thresholds)
    return thresholds, definition


@verb(BACKCAST)
def add_definition(*, by: User | None, said: NewDefinition) -> Definition:
    """A definition of new entrepreneurs with thresholds of its own; what was counted by others stays as it is.

    From now on everybody is counted by it too, slice by slice. Raises ValidationError with a sentence for each wrong
    field. `by` is nobody when a command adds it.
    """
    # A revision of its own: two answers of one revision are the same.
    rollup.hold_the_lock()
    thresholds, definition = prepared(said)
    definition.added_by, number = by, rollup.next_revision()
    rollup.write_revision(number, 0)
    definition.revision_id = number
    thresholds.save(force_insert=True)
    definition.save(force_insert=True)
    requeue(BACKCAST, "participant")
    return definition


def _refuse_words(definition: Definition) -> None:
    if not CODE.fullmatch(definition.code):
        raise ValidationError(
            {
                "code": _(
                    "Begin with a capital letter or a digit, then letters, digits, points and hyphens, 20 at most:"
                    " for example OKOCE-2027.1."
                )
            }
        )
    if Definition.objects.filter(pk=definition.code).exists() or Thresholds.objects.filter(pk=definition.code).exists():
        raise ValidationError(
            {"code": _("There is a definition of this name. It stays as it is: choose another name.")}
        )
    check(definition, "source")
    _refuse_without_reason(definition)


def _refuse_without_reason(said: Definition | Naming) -> None:
    check(said, "reason")
    for_the_record(said.reason, ask=_("Say why: everybody who sees the number reads the reason."))


def _refuse_thresholds(said: Thresholds) -> None:
    if not 1 <= said.attendance_percent <= 100:
        raise ValidationError({"attendance_percent": _("Write a share between 1 and 100 per cent.")})
    if not 1 <= said.visit_days <= MOST_DAYS:
        raise ValidationError({"visit_days": _("Write between 1 and %(most)s days.") % {"most": MOST_DAYS}})
    if not said.licence_types:
        raise ValidationError({"licence_types": _("Choose at least one kind of licence.")})
    for other in Thresholds.objects.order_by("suffix"):
        if asked_by(other) == asked_by(said):
            sentence = _("%(code)s asks for exactly this already: read that one.") % {"code": other.code}
            raise ValidationError({"attendance_percent": sentence})


def asked_by(thresholds: Thresholds) -> tuple[int, int, frozenset[str]]:
    """What two sets of thresholds are the same by."""
    return thresholds.attendance_percent, thresholds.visit_days, frozenset(thresholds.licence_types)


def thresholds_behind(definition: Definition) -> Thresholds | None:
    """Those that its metric is counted by; None where its rule reads none."""
    metric, _at, code = definition.metric.partition("@")
    if metric not in BY_THRESHOLDS:
        return None
    return Thresholds.objects.get(suffix=f"@{code}" if code else "")


def backwards_by_code() -> dict[str, set[Month]]:
    """By the code of each later set of thresholds: the months that were closed before it came."""
    known = KnownMonths()
    later = Definition.objects.filter(metric__contains="@")
    return {definition.metric.partition("@")[2]: known.backwards(definition) for definition in later}


@verb("headline named")
def name_headline(*, by: User, definition: Definition, from_month: Month, reason: str) -> Naming:
    """From that month on the headline reads this definition, until another is named for a later month.

    No month that was ever closed changes. Raises ValidationError with a sentence for what is wrong.
    """
    rollup.hold_the_lock()
    naming = Naming(definition=definition, from_month=from_month.first, reason=squeezed(reason), named_by=by)
    _refuse_without_reason(naming)
    _refuse_month(definition, from_month)
    naming.revision_id = number = rollup.next_revision()
    rollup.write_revision(number, 0)
    naming.save(force_insert=True)
    return naming


def first_free_month(programme: Programme) -> Month:
    """The first month whose headline may be named: nothing that was ever closed lies in it or after it."""
    closed = Period.objects.filter(first_closed_at__isnull=False).aggregate(last=Max("month"))["last"]
    return max(Month.of(closed) + 1, programme.first) if closed else programme.first


def closed_months() -> int:
    """How many months were closed so far, once or again."""
    return Period.objects.filter(first_closed_at__isnull=False).count()


def months_to_name(programme: Programme, today: Month) -> list[Month]:
    """Those from which on a headline may be named: to the programme's end, and a year ahead at least."""
    free = first_free_month(programme)
    return free.until(max(programme.last, today + 12, free))


def _refuse_month(definition: Definition, month: Month) -> None:
    programme = Programme.objects.get()
    free = first_free_month(programme)
    if month < free:
        sentence = _("What was published keeps its definition: choose %(month)s or later.") % {"month": in_words(free)}
        raise ValidationError({"from_month": sentence})
    if left_to_count(definition):
        sentence = _("It is still being counted: name it once everybody is counted by it.")
        raise ValidationError(sentence)
    if named_in(month) == definition:
        sentence = _("Nothing changes: the headline reads this definition in that month already.")
        raise ValidationError({"from_month": sentence})


# A revision is written before its people are queued, and the next definition's after: the clock of both is the server's.
LEFT = """
SELECT count(DISTINCT key) FROM reports_queue
WHERE kind = 'participant' AND reason = %s
  AND queued_at >= (SELECT at FROM reports_revision WHERE number = %s)
  AND queued_at < coalesce((SELECT min(at) FROM reports_revision later
                            JOIN reports_definition next ON next.revision_id = later.number
                            WHERE later.number > %s), 'infinity')
"""


def left_to_count(definition: Definition) -> int:
    """How many people are not counted by it yet, and 0 once they all are."""
    number = definition.revision_id
    if number is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [BACKCAST, number, number])
        return cursor.fetchone()[0]


def everybody() -> int:
    """How many people a definition counts or does not."""
    return Participant.objects.count()


@dataclass(frozen=True)
class Span:
    """Months in which the headline reads one definition: from the first on, to the last or without an end."""

    definition: Definition
    first: Month
    last: Month | None
    # By which it was named; None from the beginning.
    naming: Naming | None


def spans() -> list[Span]:
    """What the headline reads from the programme's first month on, oldest first."""
    first = Programme.objects.get().first
    begin: dict[Month, tuple[Definition, Naming | None]] = {
        first: (Definition.objects.get(is_default=True), None),
    }
    for naming in Naming.objects.select_related("definition", "revision").order_by("from_month", "pk"):
        begin[max(Month.of(naming.from_month), first)] = (naming.definition, naming)
    months = [*begin, None]
    return [
        Span(definition, month, after + -1 if after else None, naming)
        for (month, (definition, naming)), after in zip(begin.items(), months[1:], strict=True)
    ]
