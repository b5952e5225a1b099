"""What the headers say of the numbers, for programs that read CSV; and series of later thresholds."""

import pytest

from reports import rollup
from tests.factories import ELSEWHERE, HOME, attend, definition, person, training, verified
from tests.reports.api.asking import EVERY_READ, refusals, rows
from tests.reports.cells import cell, revision
from tests.reports.closed import closed, stands

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", EVERY_READ)
def test_every_read_says_its_revision_and_time(ask, address):
    revision(7)
    answer = ask(address)
    assert (answer["OKOCE-Revision"], answer["OKOCE-As-Of"]) == ("7", "2018-03-24T09:15:02+07:00")


def test_before_the_first_revision_there_is_no_time_of_one(ask):
    answer = ask("kecamatan/")
    assert answer["OKOCE-Revision"] == "0"
    assert "OKOCE-As-Of" not in answer


@pytest.mark.parametrize("form", ["json", "csv"])
def test_numbers_say_by_what_they_are_how_sure_and_of_how_many(ask, form):
    cell("2018-02", 3)
    cell("2018-03", 3, kecamatan=ELSEWHERE, metric="trainings")
    cell("2018-04", 3, kecamatan="31.72.01")
    answer = ask(f"counts/?metric=registered&from=2018-02&to=2018-03&format={form}")
    said = [answer[f"OKOCE-{name}"] for name in ("Status", "Definition", "Coverage")]
    assert said == ["open", "OKOCE-2026.1", "2/44"]


def test_the_summary_says_the_same(ask):
    cell("2018-03", 3)
    answer = ask("summary/?month=2018-03&definition=2020-P1")
    said = [answer[f"OKOCE-{name}"] for name in ("Status", "Definition", "Coverage")]
    assert said == ["open", "2020-P1", "1/44"]


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (["final", "final"], "final"),
        (["final", "provisional"], "provisional"),
        (["provisional", "open"], "open"),
        (["final", "open"], "open"),
    ],
)
def test_months_are_as_sure_as_the_least_sure(ask, statuses, status):
    for month, one in zip(("2018-02", "2018-03"), statuses, strict=True):
        stands(month, one)
    assert ask("counts/?metric=registered&from=2018-02&to=2018-03")["OKOCE-Status"] == status


def test_coverage_is_of_what_was_asked_about(ask):
    cell("2018-03", 3)
    answer = ask(f"counts/?metric=registered&from=2018-03&kecamatan={HOME},{ELSEWHERE},LUAR&resident=all")
    assert answer.json()["coverage"] == {"kecamatan_reporting": 1, "of": 2}


def test_one_month_is_covered_as_the_summary_says(ask):
    cell("2018-03", 3)
    cell("2018-03", -3, kecamatan=ELSEWHERE)
    cell("2018-03", 2, kecamatan=ELSEWHERE, metric="trained")
    summary, counts = ask("summary/?month=2018-03"), ask("counts/?metric=funded&from=2018-03&to=2018-03")
    assert summary.json()["coverage"] == counts.json()["coverage"] == {"kecamatan_reporting": 2, "of": 44}


class TestSeries:
    @pytest.fixture(autouse=True)
    def another_definition(self):
        definition("2027.1")
        verified(attend(training(), *(person() for _ in range(10))))
        rollup.drain()

    def test_they_are_metrics_of_their_own(self, ask):
        answer = ask("counts/?metric=trained,trained@2027.1&by=year")
        assert rows(answer) == ["2018 trained 10", "2018 trained@2027.1 10"]
        assert answer["OKOCE-Definition"] == "OKOCE-2026.1, 2027.1"
        assert [(one["code"], one["visit_days"]) for one in answer.json()["series"]] == [("2027.1", 1)]

    def test_what_is_counted_backwards_is_told_in_a_header_too(self, ask):
        asked = "counts/?metric=licensed,licensed@2028&from=2018-03&to=2018-03&format=csv"
        closed("2018-03")
        definition("2028", visit_days=3)
        assert ask(asked)["OKOCE-Backcast"] == "2028"
        assert "OKOCE-Backcast" not in ask(asked.replace("2018-03", "2018-04"))
        backwards = ask("summary/?month=2018-03&definition=2028")
        assert (backwards.json()["definition"]["backcast"], backwards["OKOCE-Backcast"]) == (True, "2028")

    @pytest.mark.parametrize("metric", ["trained@2028", "registered@2027.1", "trainings@2027.1", "trained@", "@2027.1"])
    def test_others_are_unknown(self, ask, metric):
        assert refusals(ask(f"counts/?metric={metric}")) == [("metric", "unknown")]
