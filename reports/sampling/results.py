"""How much of a sample was wrong, and how wrong the number may be by that."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from okoce.core.months import Month
from okoce.core.readings import models_read, read, values_read
from reports.contributions import OUTSIDE
from reports.definitions import BACKCAST, named_in
from reports.models import Closing
from reports.sampling.models import Judgement, Sample, SampledRow
from reports.sampling.wilson import Interval, wilson

# Whom a closing publishes by its headline, and the closing of the same month before it did not.
FOR_THE_FIRST_TIME = f"""
SELECT count(*)
FROM (
    SELECT source_id
    FROM reports_ledger, LATERAL (SELECT CASE WHEN metric = %(less)s THEN -delta ELSE delta END AS value) signed
    WHERE posting_month = %(month)s AND revision_id <= %(until)s AND metric IN (%(metric)s, %(less)s)
      AND source_kind = 'participant' AND kecamatan <> '{OUTSIDE}' AND reason <> '{BACKCAST}'
    GROUP BY source_id
    HAVING sum(signed.value) > 0
       AND coalesce(sum(signed.value) FILTER (WHERE revision_id <= %(before)s), 0) <= 0
) person
"""


@dataclass(frozen=True)
class Result:
    """Of one closing: how many counted anew, how many of them were drawn, and what was found so far."""

    sample: Sample
    drawn: int
    right: int = 0
    wrong: int = 0
    unknown: int = 0
    # Drawn, and there is nobody who may judge it.
    nobody: int = 0
    # What was found of the closing before that this one replaces: it stands beside the number until this one is judged.
    before: "Result | None" = None

    @property
    def closing(self) -> Closing:
        return self.sample.closing

    @property
    def month(self) -> Month:
        return Month.of(self.closing.month)

    @property
    def unjudged(self) -> int:
        """Whoever is not judged is told, and never guessed."""
        return self.drawn - self.right - self.wrong - self.unknown

    @property
    def found_out(self) -> int:
        """What the rate is of: what was not to be found out is neither right nor wrong."""
        return self.right + self.wrong

    @property
    def is_judged(self) -> bool:
        """Whether it has a rate of its own, and nobody who was drawn is left."""
        return bool(self.found_out) and not self.unjudged

    @property
    def interval(self) -> Interval | None:
        return wilson(self.wrong, self.found_out) if self.found_out else None


@dataclass(frozen=True)
class Together:
    """What was found of every closing that was drawn from, as if it were one sample."""

    closings: int
    wrong: int
    found_out: int
    interval: Interval


def results(samples: QuerySet[Sample]) -> list[Result]:
    """Of each of them, in their order: one question for all."""
    drawn = _with_verdicts(SampledRow.objects.filter(sample__in=samples.order_by())).order_by()
    chosen, closings, rows = read(
        models_read(samples),
        models_read(Closing.objects.filter(sample__in=samples.order_by()).order_by()),
        values_read(drawn.values_list("sample", "found", "verifier")),
    )
    by_number = {closing.number: closing for closing in closings}
    found, nobody = Counter[Any](), Counter[int]()
    for one in chosen:
        one.closing = by_number[one.pk]
    for sample, verdict, judge in rows:
        found[sample, verdict] += 1
        nobody[sample] += judge is None and verdict is None
    return [
        Result(
            sample=one,
            drawn=sum(many for (sample, _verdict), many in found.items() if sample == one.pk),
            nobody=nobody[one.pk],
            **{verdict: found[one.pk, verdict] for verdict in Judgement.Verdict.values},
        )
        for one in chosen
    ]


def every_result(*, as_of: int | None = None) -> list[Result]:
    """Of each closing that was drawn from, or was by that revision, newest first."""
    return results(_until(as_of))


def newest_result(*, as_of: int | None = None) -> Result | None:
    """Of the newest closing of the latest month that was drawn from, or that was it by that revision, if any."""
    latest = _until(as_of).order_by("-closing__month").values("closing__month")[:1]
    return _newest(_until(as_of).filter(closing__month=Subquery(latest)))


def newest_of(every: Iterable[Result], month: Month | None = None) -> Result | None:
    """Of `every` result, newest first, the newest of that month, or of the latest month; None where there is none."""
    every = list(every)
    chosen = month or max((one.month for one in every), default=None)
    return next(iter(_beside_what_was_judged([one for one in every if one.month == chosen])), None)


def together(every: Iterable[Result]) -> Together | None:
    """Of all closings of which somebody was drawn; None while there are not two, or nothing was found out."""
    drawn = [one for one in every if one.drawn]
    wrong, found_out = sum(one.wrong for one in drawn), sum(one.found_out for one in drawn)
    if len(drawn) < 2 or not found_out:
        return None
    return Together(len(drawn), wrong, found_out, wilson(wrong, found_out))


def result_of(month: Month, *, as_of: int | None = None) -> Result | None:
    """Of the month's newest closing, or the one that was it by that revision; None where nothing was drawn."""
    return _newest(_until(as_of).filter(closing__month=month.first))


def results_of(closings: Iterable[Closing]) -> dict[int, Result]:
    """Of each of these closings of one month that was drawn from, by its number."""
    samples = Sample.objects.filter(pk__in=[closing.number for closing in closings])
    return {one.sample.pk: one for one in _beside_what_was_judged(results(samples))}


def result_of_closing(number: int) -> Result | None:
    """Of the closing with this number; None where there is none, or nothing was drawn of it."""
    return next(iter(results(Sample.objects.filter(pk=number))), None)


def for_the_first_time(closing: Closing) -> tuple[Closing, int] | None:
    """The closing of its month that this one replaces, and how many it publishes whom that one did not; None of a first."""
    before = Closing.objects.filter(month=closing.month, number__lt=closing.number).first()
    if before is None:
        return None
    read = named_in(Month.of(closing.month), as_of=closing.last_revision_id)
    said = {
        "month": closing.month,
        "until": closing.last_revision_id,
        "before": before.last_revision_id,
        "metric": read.metric,
        "less": read.less,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOR_THE_FIRST_TIME, said)
        ((many,),) = cursor.fetchall()
    return before, many


def row_by_key(key: uuid.UUID) -> SampledRow | None:
    return SampledRow.objects.filter(pk=key).first()


def samples_of(month: Month) -> list[Sample]:
    """Of every closing of the month, in their order."""
    return list(Sample.objects.filter(closing__month=month.first).select_related("closing").order_by("closing_id"))


def rows_of(sample: Sample) -> QuerySet[Any]:
    """Its rows in the order of their digests, each with what was `found`, whose turn it is and where and when it counts."""
    return _with_verdicts(sample.rows.select_related("verifier", "entry")).order_by("place")


def _newest(samples: QuerySet[Sample]) -> Result | None:
    """Of the newest of one month's, beside what was found before it while that is all that is known."""
    return next(iter(_beside_what_was_judged(results(samples))), None)


def _beside_what_was_judged(newest_first: list[Result]) -> list[Result]:
    """Closing a month anew draws anew: else whoever opens and closes a month would wipe a bad rate from beside it."""
    return [
        one if one.is_judged else replace(one, before=next((old for old in newest_first[at:] if old.found_out), None))
        for at, one in enumerate(newest_first, start=1)
    ]


def _until(as_of: int | None) -> QuerySet[Sample]:
    return Sample.objects.filter(closing__last_revision__lte=as_of) if as_of else Sample.objects.all()


def _with_verdicts(rows: QuerySet[SampledRow]) -> QuerySet[Any]:
    newest = Judgement.objects.filter(row=OuterRef("pk")).order_by("-number")
    return rows.annotate(found=Subquery(newest.values("verdict")[:1]))
