"""What the planner goes by: the last whole months, now or then, of the city and of each kecamatan."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.core.months import Month
from programs.models import Kecamatan
from reports.known import Ground
from reports.models import Definition
from reports.planning import reading
from reports.planning.reading import Experience
from reports.standing import standing_at
from reports.summary import totals_by_place
from tests.factories import ELSEWHERE, HOME
from tests.reports.cells import cell, posted

pytestmark = pytest.mark.django_db

OCTOBER = Month(2018, 10)


def experience(month=OCTOBER, code="OKOCE-2026.1", then=None):
    ground = Ground.of(then)
    return Experience.of(month, Definition.objects.get(code=code), ground)


def asked(month=OCTOBER):
    ground = Ground.of()
    definition = Definition.objects.get(code="OKOCE-2026.1")
    return reading.ask(month, definition, ground, totals_by_place(month, ground.targets))


def test_it_is_the_six_whole_months_before_and_nothing_of_the_month_itself():
    for month in ("2018-03", "2018-04", "2018-09", "2018-10"):
        cell(month, 10, metric="trainings")
    told = experience()
    assert [str(month) for month in told.months] == ["2018-04", "2018-05", "2018-06", "2018-07", "2018-08", "2018-09"]
    assert told.counted()["trainings"] == 20


def test_early_in_the_programme_there_are_fewer_and_in_its_first_month_none():
    assert [str(month) for month in experience(Month(2018, 2)).months] == ["2017-12", "2018-01"]
    assert experience(Month(2017, 12)).months == []


def test_a_kecamatan_has_its_own_and_people_from_outside_are_in_none():
    cell("2018-09", 7)
    cell("2018-09", 5, kecamatan=ELSEWHERE)
    cell("2018-09", 90, kecamatan="LUAR")
    told = experience()
    assert told.counted()["registered"] == 12
    assert told.counted(HOME)["registered"] == 7


def test_the_headline_is_that_of_the_definition():
    cell("2018-09", 9, metric="licensed")
    cell("2018-09", 2, metric="level_up")
    told = experience(code="2018-P4").counted()
    assert (told["licensed"], told["headline"]) == (9, 7)


def test_as_of_an_earlier_revision_it_is_what_counted_then():
    posted(1, "2018-10-05T02:00:00+00:00", ("2018-09", 4))
    posted(2, "2018-10-06T02:00:00+00:00", ("2018-09", 3))
    assert experience().counted()["registered"] == 7
    assert experience(then=standing_at(1)).counted()["registered"] == 4


def test_month_by_month_the_latest_comes_first():
    cell("2018-08", 3)
    cell("2018-09", 4)
    told = [(str(month), counted["registered"]) for month, counted in experience().by_month()]
    assert told[:3] == [("2018-09", 4), ("2018-08", 3), ("2018-07", 0)]


def test_a_kecamatan_is_asked_for_its_part_of_the_targets():
    cell("2018-01", 100, metric="new_entrepreneurs", kecamatan=ELSEWHERE)
    basis = asked().basis(experience(), ELSEWHERE)
    # 4,000 and 200,000 over 44: 90 and 91, 4,545 and 4,546. 50 months are left: (4,545 - 100) / 50, rounded up.
    assert basis.month_target in (90, 91)
    assert basis.pace == 89
    assert (basis.floor, basis.ceiling) == (None, None)


def test_the_parts_of_the_kecamatan_add_up_to_the_citys_target():
    told = reading.rows(asked(), experience(), Kecamatan.objects.all())
    assert sum(row.basis.month_target for row in told) == 4000


def test_a_kecamatan_goes_by_its_own_conversion_and_by_that_of_the_city():
    for metric, here, there in (
        ("trainings", 4, 6),
        ("registered", 100, 100),
        ("trained", 80, 80),
        ("licensed", 40, 40),
        ("new_entrepreneurs", 20, 30),
    ):
        cell("2018-09", here, metric=metric)
        cell("2018-09", there, metric=metric, kecamatan=ELSEWHERE)
    rows = {row.kecamatan.code: row for row in reading.rows(asked(), experience(), Kecamatan.objects.all())}
    # 5 from each training both here and in Jakarta: 90 or 91 take 18 or 19.
    assert rows[HOME].by_own in (18, 19)
    assert rows[HOME].by_own == rows[HOME].by_city
    empty = next(row for code, row in rows.items() if code not in (HOME, ELSEWHERE))
    assert empty.by_own is None
    assert empty.by_city in (18, 19)


def test_it_is_read_with_one_question():
    cell("2018-09", 4)
    ground, definition = Ground.of(), Definition.objects.get(code="OKOCE-2026.1")
    with CaptureQueriesContext(connection) as queries:
        Experience.of(OCTOBER, definition, ground)
    assert len(queries) == 1
