"""The rollups as lines that a test can be compared with by eye."""

from django.db.models import Sum

from reports import rollup
from reports.contributions import NO_DIMENSION
from reports.models import LedgerEntry, MonthlyCount, Revision

CELL = ("month", "kecamatan", "gender", "age_band")


def counted(metric: str) -> list[str]:
    """What the metric stands at once all is rolled up: "2018-03 31.74.01 female 25-34: 1"."""
    rollup.drain()
    return rolled(metric)


def rolled(metric: str) -> list[str]:
    """What the rollups say of the metric now, over all posting months."""
    cells = MonthlyCount.objects.filter(metric=metric).values_list(*CELL).annotate(count=Sum("value")).order_by(*CELL)
    return [line(*cell) for cell in cells if cell[-1]]


def line(month, kecamatan, gender, age_band, value) -> str:
    dimensions = [dimension for dimension in (gender, age_band) if dimension != NO_DIMENSION]
    return f"{' '.join([f'{month:%Y-%m}', kecamatan, *dimensions])}: {value}"


def entries(metric: str) -> list[str]:
    """The ledger's entries, oldest first: "2018-03 in 2018-04: +1"."""
    rows = LedgerEntry.objects.filter(metric=metric).order_by("pk").values_list("month", "posting_month", "delta")
    return [f"{month:%Y-%m} in {posting:%Y-%m}: {delta:+}" for month, posting, delta in rows]


def revisions() -> list[int]:
    return list(Revision.objects.order_by("number").values_list("number", flat=True))
