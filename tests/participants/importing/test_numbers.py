"""A list is no way to read out a number of which somebody sees the last four digits: whatever is tried, the answer is the same."""

import datetime

import pytest
from structlog.testing import capture_logs

from tests import factories
from tests.participants.importing.bringing import as_csv, counts, judged, mistakes, taken_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HEADINGS = ["Nama", "NIK", "Tanggal", "Topik"]
BEGIN = datetime.date(1990, 1, 1)
NUMBER = "9901014502900077"
NOBODY = "None of your people has this NIK and this name"


def tried(many):
    """Numbers with the same end, one for each day; the thirty-sixth is somebody's."""
    days = (BEGIN + datetime.timedelta(days=one) for one in range(many))
    return [f"990101{day.day + 40:02}{day:%m%y}0077" for day in days]


def known(**said):
    return factories.person(nik=NUMBER, name="Siti Aminah Dewi", **said)


def found(names, numbers, kind):
    rows = [[name, number, "05-03-2018", "Usaha"] for name, number in zip(names, numbers, strict=True)]
    spreadsheet = judged(as_csv(HEADINGS, *rows), kind=kind)
    if kind == "people":
        return spreadsheet.same
    return len(rows) - sum(said.get("nik", "").startswith(NOBODY) for said in mistakes(spreadsheet).values())


KINDS = pytest.mark.parametrize("kind", ["people", "visits"])


@KINDS
def test_one_number_beside_the_name_of_somebody_whom_one_looks_after_is_theirs(kind):
    known()
    assert NUMBER in tried(40)
    assert found(["Siti Aminah Dewi"] * 40, tried(40), kind) == 1


@KINDS
@pytest.mark.parametrize(
    "name",
    [
        lambda one: "Orang Coba",
        lambda one: "Siti Aminah Dewi",
        lambda one: ["Siti", "Siti Aminah", "Dewi", "Aminah Dewi"][one % 4],
        lambda one: f"Siti Aminah Dewi {one}",
        lambda one: f"Siti {one}",
    ],
)
def test_numbers_that_are_tried_one_after_the_other_are_nobodys(kind, name):
    known()
    assert found([name(one) for one in range(400)], tried(400), kind) == 0


@KINDS
@pytest.mark.parametrize("name", ["Siti Aminah", "dewi", "Siti Aminah Dewi Rahmawati"])
def test_a_shortened_or_a_longer_name_is_enough_for_one_number(kind, name):
    known()
    assert found([name], [NUMBER], kind) == 1


@KINDS
def test_of_somebody_who_is_only_on_a_list_no_number_is_told(kind):
    by = factories.facilitator()
    elsewhere = known(by=factories.user(kecamatan=(factories.ELSEWHERE,)), lives_in=factories.ELSEWHERE)
    factories.attend(factories.training(by=by), elsewhere)
    assert found(["Siti Aminah Dewi"], [NUMBER], kind) == 0


def test_who_tries_numbers_is_put_down_once_a_file():
    known()
    with capture_logs() as logs:
        found(["Siti"] * 60 + ["Budi"] * 60, tried(120), "people")
    assert [log["event"] for log in logs if log["log_level"] == "warning"] == ["many_numbers_for_a_name"]


def test_the_same_list_again_adds_nobody_whatever_somebody_is_called_by_now():
    known()
    rows = [["Whoever This Is", NUMBER], ["Budi", "9901011503850002"]]
    assert counts(taken_in(as_csv(HEADINGS[:2], *rows))) == ("done", 1, 1, 0)
    assert counts(judged(as_csv(HEADINGS[:2], *rows))) == ("judged", 0, 2, 0)
