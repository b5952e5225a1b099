"""What was spent: against the budget, by month, kecamatan and item, and for each new entrepreneur."""

from django.shortcuts import render
from django.urls import reverse

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.snapshot import snapshot
from programs.models import Expense, Kecamatan
from reports import money as spent
from reports.summary import NOTHING, residents, spending, totals_by_place, totals_of
from reports.views.asked import Asked


@requires(Power.SEE_COUNTS)
def money(request):
    with snapshot():
        asked = Asked.of(request)
        places = totals_by_place(asked.month, asked.targets, then=asked.then)
        recorded = spent.recorded(asked.month, asked.ground)
        months = spent.of_months(asked.month, asked.ground, recorded.by_month if recorded else {})
        rows = spent.of_places(places, Kecamatan.objects.all(), recorded.by_place if recorded else {})
        total = totals_of(residents(places))
        context = asked.context() | {
            "spending": spending(asked.month, total, asked.targets),
            "spent": total.get(spent.SPENT, NOTHING),
            "recorded": recorded,
            "items": Expense.Item.choices if recorded else [],
            "stages": Expense.Stage.choices,
            "ahead": [choice for choice in Expense.Stage.choices if choice[0] != Expense.Stage.PAID]
            if recorded
            else [],
            "apart": recorded.rupiah - total.get(spent.SPENT, NOTHING)["year"] if recorded else 0,
            "first": months[-1].month,
            "lines": [of_month(asked, line) for line in months],
            "rows": [of_place(asked, row, recorded.stages_of if recorded else {}) for row in rows],
            "may_spend": request.user.may(Power.RECORD_EXPENSES),
            "behind": records(asked),
            "told": {"status": asked.sure().year},
            "said": asked.said(vintage=""),
            "address_of_now": asked.address(vintage="", as_of=""),
        }
    return render(request, "reports/money.html", context)


def of_month(asked, line):
    return {"told": line, "behind": records(asked, month=line.month), "status": asked.ground.status_of([line.month])}


def of_place(asked, row, stages):
    """A kecamatan, with what is planned and committed there in the whole year."""
    behind = records(asked, kecamatan=row.kecamatan.code)
    return {"told": row, "behind": behind, "stages": stages.get(row.kecamatan.code, {})}


def records(asked, **said):
    """The beginning of the address of the records behind a number: always the latest, as the page shows."""
    return f"{reverse('records')}?{asked.address(**{'definition': '', 'vintage': ''} | said)}"
