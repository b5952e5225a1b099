"""Reading a page as a browser does, and as if nothing were kept."""

import re

from django.core.cache import cache
from django.test import override_settings

from okoce.core.months import Month
from reports.views import unchanged
from tests.factories import HOME

PAGES = ["/dashboard/", f"/dashboard/{HOME}/", "/dashboard/where/", "/dashboard/when/"]
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


def bare(answer):
    """All that a browser gets of it, besides its token, which is another one each time, and how long the packed body is."""
    headers = {**answer.headers, "Vary": sorted(answer["Vary"].split(", ")), "Content-Length": ""}
    return answer.status_code, TOKEN.sub(b"", answer.content), headers


def the_long_way(browser, address, **headers):
    with override_settings(COUNTS_FRESH_SECONDS=0):
        return browser.get(address, headers=headers)


def a_second_later():
    """What was asked of the database a second ago is asked again; readings of five minutes ago too."""
    unchanged.clock.forget()
    unchanged.viewers.forget()


def five_minutes_later():
    a_second_later()
    unchanged.memory.forget()
    cache.clear()


def address(page, month="2018-03"):
    return f"{page}?month={Month.parse(month)}"
