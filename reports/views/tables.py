"""People, ledger and trails as they lie in the database: to read, and without what tells who somebody is."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.paging import page_of
from reports import tables
from reports.forms import LedgerShown, PeopleShown, TrailShown


@requires(Power.READ_TABLES)
def table_people(request):
    form = PeopleShown(request.GET)
    page = page_of(request, form.narrowed(tables.people(request.user)))
    return show(request, _("People, without names"), form, page, tables.of_people(request.user, page))


@requires(Power.READ_TABLES)
def table_ledger(request):
    form = LedgerShown(request.GET)
    page = page_of(request, form.rows())
    return show(request, _("The ledger"), form, page, tables.of_ledger(page))


@requires(Power.READ_TABLES)
def table_trail(request):
    form = TrailShown(request.GET)
    page = page_of(request, form.rows())
    return show(request, _("The audit trail"), form, page, tables.of_trail(page))


def show(request, title, form, page, rows):
    context = {"title": title, "form": form, "page": page, "rows": rows, "params": request.GET}
    return render(request, "reports/table.html", context)
