"""Rollups written by hand, for tests of what reads them."""

import datetime
import uuid

from okoce.core.months import Month
from reports import ledger
from reports.contributions import ACTIVITY_METRICS, NO_DIMENSION
from reports.models import LedgerEntry, MonthlyCount, Revision, Vintage
from tests.factories import HOME


def cell(month, value, *, metric="registered", kecamatan=HOME, published=None, gender="female", age_band="25-34"):
    """So many people in one cell of the month, published in it unless told."""
    activity = metric in ACTIVITY_METRICS
    MonthlyCount.objects.create(
        metric=metric,
        month=Month.parse(month).first,
        posting_month=Month.parse(published or month).first,
        vintage=Vintage.ADJUSTMENT if published else Vintage.FIRST,
        kecamatan=kecamatan,
        gender=NO_DIMENSION if activity else gender,
        age_band=NO_DIMENSION if activity else age_band,
        value=value,
    )


def revision(number, at="2018-03-24T02:15:02+00:00"):
    """The revision of that number and time, or of the newest one's; what is missing before it are rebuilds of that moment."""
    at, newest = datetime.datetime.fromisoformat(at), Revision.objects.first()
    at = max(at, newest.at) if newest else at
    before = range(newest.number + 1 if newest else 1, number)
    Revision.objects.bulk_create(Revision(number=one, at=at, entries=0, rebuilt=True) for one in before)
    return Revision.objects.create(number=number, at=at, entries=1)


def posted(number, at, *entries):
    """A revision of that number and time with entries `(month, delta)`, or with words of a LedgerEntry besides."""
    revision(number, at)
    for month, delta, *said in entries:
        told = {"metric": "registered", "kecamatan": HOME, "gender": "female", "age_band": "25-34", "published": month}
        told["reason"] = "a test"
        told |= said[0] if said else {}
        LedgerEntry.objects.create(
            source_kind="participant",
            source_id=uuid.uuid4(),
            month=Month.parse(month).first,
            posting_month=Month.parse(told.pop("published")).first,
            # None of their months was ever closed.
            vintage=Vintage.FIRST,
            delta=delta,
            revision_id=number,
            **told,
        )
    ledger.roll_anew()
