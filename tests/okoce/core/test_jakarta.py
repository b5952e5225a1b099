"""Numbers and days as people write them, in both languages."""

import datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from okoce.core.months import Month

MOMENT = datetime.datetime(2026, 11, 24, 2, 15, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 11, 24)

# What the template says about the value, in Bahasa Indonesia and in English.
WRITTEN = [
    ("{{ it|number }}", 1284, "1.284", "1,284"),
    ("{{ it|number }}", 0, "0", "0"),
    ("{{ it|number }}", -1284, "−1.284", "−1,284"),
    ("{{ it|number }}", 200_000, "200.000", "200,000"),
    ("{{ it|number }}", None, "–", "–"),
    ("{{ it|number_or_nothing }}", None, "", ""),
    ("{{ it|number_or_nothing }}", 1284, "1.284", "1,284"),
    ("{{ it|tenths }}", 2, "2,0", "2.0"),
    ("{{ it|tenths }}", 2.5, "2,5", "2.5"),
    ("{{ it|tenths }}", 0.25, "0,3", "0.3"),
    ("{{ it|tenths }}", 1284.96, "1.285,0", "1,285.0"),
    ("{{ it|tenths }}", None, "–", "–"),
    ("{{ it|percent:4000 }}", 1284, "32\u00a0%", "32\u00a0%"),
    ("{{ it|percent:200000 }}", 4890, "2,4\u00a0%", "2.4\u00a0%"),
    ("{{ it|percent:1000 }}", 99, "9,9\u00a0%", "9.9\u00a0%"),
    ("{{ it|percent:10000 }}", 999, "10\u00a0%", "10\u00a0%"),
    ("{{ it|percent:200000 }}", 12, "0,01\u00a0%", "0.01\u00a0%"),
    ("{{ it|percent:200000 }}", 1, "0,0005\u00a0%", "0.0005\u00a0%"),
    ("{{ it|percent:4000 }}", 0, "0\u00a0%", "0\u00a0%"),
    ("{{ it|percent:4000 }}", -1284, "−32\u00a0%", "−32\u00a0%"),
    ("{{ it|percent:200000 }}", -1, "−0,0005\u00a0%", "−0.0005\u00a0%"),
    ("{{ it|percent:0 }}", 5, "–", "–"),
    ("{{ it|percent:4000 }}", None, "–", "–"),
    (
        "{{ it|of_target }}",
        {"value": 1284, "target": 4000},
        "1.284 dari 4.000 = 32\u00a0%",
        "1,284 of 4,000 = 32\u00a0%",
    ),
    ("{{ it|month }}", Month(2018, 3), "Maret 2018", "March 2018"),
    ("{{ it|month }}", DAY, "November 2026", "November 2026"),
    ("{{ it|short_month }}", Month(2018, 5), "Mei 2018", "May 2018"),
    ("{{ it|clock }}", MOMENT, "09.15 WIB", "09:15 WIB"),
    ("{{ it|clock }}", datetime.time(9, 5), "09.05 WIB", "09:05 WIB"),
    ("{{ it|moment }}", MOMENT, "24 November 2026, 09.15 WIB", "24 November 2026, 09:15 WIB"),
    ("{{ it|date }}", DAY, "24 November 2026", "24 November 2026"),
    ('{{ it|date:"SHORT_DATETIME_FORMAT" }}', MOMENT, "24 Nov 2026, 09.15", "24 Nov 2026, 09:15"),
    ("{{ it }}", 1284, "1.284", "1,284"),
    ("{{ it|meter_scale }}", {"value": 10, "target": 4000}, "4.200", "4,200"),
    ("{{ it|meter_scale }}", {"value": 5000, "target": 4000}, "5.250", "5,250"),
    ("{{ it|band_scale }}", {"value": 41, "ceiling": 70}, "80", "80"),
]


@pytest.mark.parametrize(("template", "value", "indonesian", "english"), WRITTEN)
def test_it_is_written_as_people_write_it(template, value, indonesian, english):
    for language, expected in (("id", indonesian), ("en", english)):
        with override(language):
            assert Template(template).render(Context({"it": value})) == expected


def test_the_last_minute_of_a_day_in_jakarta_is_that_day():
    with override("id"):
        late = datetime.datetime(2018, 1, 31, 16, 59, tzinfo=datetime.UTC)
        assert Template("{{ it|moment }}").render(Context({"it": late})) == "31 Januari 2018, 23.59 WIB"


@pytest.mark.parametrize("written", ["2018-03-05", "05-03-2018", "5/3/2018"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_day_may_be_typed_in_several_ways(language, written):
    with override(language):
        assert forms.DateField().clean(written) == datetime.date(2018, 3, 5)
        assert forms.TimeField().clean("09.15") == forms.TimeField().clean("09:15") == datetime.time(9, 15)
