"""Visits in the field: record one, who is one step away from counting, and what was seen lately."""

from django.shortcuts import render

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power


@requires(Power.RECORD_PROGRESS)
def visit_list(request):
    return render(request, "reports/visits.html")
