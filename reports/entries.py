"""The entries behind a number: which of the ledger somebody sees, and which came after a revision."""

from collections.abc import Collection
from typing import Any

from django.db.models import Max, QuerySet

from okoce.accounts.models import User
from okoce.core.months import Month
from reports.models import LedgerEntry


def entries(
    user: User,
    *,
    metric: Collection[str] = (),
    first: Month | None = None,
    month: Month | None = None,
    posting_month: Month | None = None,
    kecamatan: Collection[str] = (),
    source: Any = None,
    since: int | None = None,
) -> QuerySet[LedgerEntry]:
    """What the user sees of the ledger in the order in which it was written; what is said narrows it.

    Of one month, or of all from the `first` until it.
    """
    said = {
        "metric__in": metric,
        "month__gte": first and first.first,
        "month__lte" if first else "month": month and month.first,
        "posting_month": posting_month and posting_month.first,
        "kecamatan__in": kecamatan,
        "source_id": source,
        "pk__gt": since and last_until(since),
    }
    rows = LedgerEntry.objects.visible_to(user).filter(**{name: value for name, value in said.items() if value})
    return rows.select_related("revision").order_by("pk")


def last_until(revision: int) -> int:
    """The key of the last entry written until the end of that revision; 0 before the first.

    Keys rise with revisions, because both are given under one lock: so the index of keys tells what came after, and
    the ledger is not read from its beginning.
    """
    newest = LedgerEntry.objects.filter(revision_id__lte=revision).aggregate(newest=Max("revision_id"))["newest"]
    return LedgerEntry.objects.filter(revision_id=newest).aggregate(last=Max("pk"))["last"] or 0
