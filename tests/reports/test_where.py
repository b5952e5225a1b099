"""Where it stands: a map, and each kecamatan against its own target."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import Kecamatan
from programs.population import load_population
from okoce.core.months import now
from reports import rollup
from tests.factories import ELSEWHERE, FAR, HOME, OUTSIDE, attend, people, person, training, user, verified
from tests.reports.cells import cell
from tests.reports.closed import closed

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(signed_in):
    return signed_in(user("staff"))


def page(browser, month="2018-03", **said):
    return browser.get("/dashboard/where/", {"month": month, **said})


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_it_opens(staff):
    cell("2018-03", 40, metric="new_entrepreneurs")
    response = page(staff)
    assert response.status_code == 200
    print(text(response)[:3000])
    page(staff)
    with CaptureQueriesContext(connection) as q:
        page(staff)
    for one in q:
        print(one["sql"][:110])
    assert 0
