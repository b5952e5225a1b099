"""The entries behind a number: in their order, page by page, of one's own kecamatan, for a copy that misses nothing."""

import csv
import io

import pytest

from okoce.accounts.models import Scope
from reports import rollup
from reports.contributions import OUTSIDE
from reports.models import LedgerEntry
from tests.factories import ELSEWHERE, HOME, person, user
from tests.reports.api.asking import bearing, refusals, token
from tests.reports.cells import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask():
    return bearing(token(user("auditor"), Scope.DETAILS))


@pytest.fixture
def written():
    posted(1, "2018-03-10T10:00:00+07:00", ("2018-02", 5), ("2018-03", 4, {"kecamatan": ELSEWHERE}))
    posted(2, "2018-03-20T10:00:00+07:00", ("2018-03", 3, {"kecamatan": OUTSIDE, "metric": "trained"}))
    posted(3, "2018-04-02T10:00:00+07:00", ("2018-03", -1, {"published": "2018-04"}))


def deltas(answer):
    assert answer.status_code == 200
    return [row["delta"] for row in answer.json()["results"]]


def path(address):
    return address.removeprefix("http://testserver/api/v1/")


@pytest.mark.usefixtures("written")
class TestEntries:
    def test_an_entry_says_what_it_changed_and_when(self, ask):
        answer = ask("ledger/?since=2").json()
        entry = LedgerEntry.objects.get(delta=-1)
        assert answer == {
            "as_of": "2018-04-02T10:00:00+07:00",
            "revision": 3,
            "area": None,
            "count": 1,
            "next": None,
            "previous": None,
            "results": [
                {
                    "id": entry.pk,
                    "revision": 3,
                    "at": "2018-04-02T10:00:00+07:00",
                    "metric": "registered",
                    "month": "2018-03",
                    "posting_month": "2018-04",
                    "vintage": "first",
                    "kecamatan": HOME,
                    "gender": "female",
                    "age_band": "25-34",
                    "delta": -1,
                    "reason": "a test",
                    "change": None,
                    "source_kind": "participant",
                    "source": str(entry.source_id),
                }
            ],
        }

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", [5, 4, 3, -1]),
            ("metric=trained", [3]),
            ("metric=trained,registered", [5, 4, 3, -1]),
            ("month=2018-03", [4, 3, -1]),
            ("posting_month=2018-04", [-1]),
            ("month=2018-03&posting_month=2018-03", [4, 3]),
            (f"kecamatan={HOME}", [5, -1]),
            (f"kecamatan=LUAR,{ELSEWHERE}", [4, 3]),
            ("since=0", [5, 4, 3, -1]),
            ("since=1", [3, -1]),
            ("since=3", []),
            ("source=00000000-0000-0000-0000-000000000000", []),
        ],
    )
    def test_they_come_in_their_order_as_they_are_asked_for(self, ask, query, expected):
        assert deltas(ask(f"ledger/?{query}")) == expected

    def test_one_record_has_its_own(self, ask):
        source = LedgerEntry.objects.get(delta=4).source_id
        assert deltas(ask(f"ledger/?source={source}")) == [4]

    def test_they_add_up_to_the_number(self, ask):
        (row,) = ask(f"counts/?metric=registered&from=2018-02&by=year&kecamatan={HOME}").json()["results"]
        assert row["value"] == sum(deltas(ask(f"ledger/?metric=registered&kecamatan={HOME}"))) == 4

    def test_csv_has_the_rows_of_the_json(self, ask):
        answer = ask("ledger/?format=csv")
        table = list(csv.DictReader(io.StringIO(answer.content.decode())))
        results = ask("ledger/").json()["results"]
        assert table == [{name: "" if one is None else str(one) for name, one in row.items()} for row in results]
        assert answer["Content-Disposition"] == 'attachment; filename="ledger.csv"'
        assert answer["OKOCE-Revision"] == "3"

    def test_csv_is_never_a_part_that_looks_like_all(self, ask, monkeypatch):
        assert refusals(ask("ledger/?format=csv&page_size=3")) == [("page_size", "csv_comes_whole")]
        monkeypatch.setattr("reports.api.ledger.MOST_AS_CSV", 2)
        assert refusals(ask("ledger/?format=csv")) == [("format", "too_many_rows")]
        assert ask("ledger/?format=csv&month=2018-02").status_code == 200

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("metrics=trained", [("metrics", "unknown_parameter")]),
            ("metric=nothing", [("metric", "unknown")]),
            ("month=2017-11", [("month", "month_out_of_range")]),
            ("posting_month=x", [("posting_month", "invalid")]),
            ("kecamatan=317401", [("kecamatan", "unknown")]),
            ("source=1", [("source", "invalid")]),
            ("since=4", [("since", "revision_unknown")]),
            ("since=-1", [("since", "invalid")]),
            ("page_size=501", [("page_size", "max_value")]),
            ("page_size=0", [("page_size", "min_value")]),
            ("cursor=x", [("cursor", "invalid")]),
            ("cursor=", [("cursor", "empty")]),
            ("cursor=cD1h", [("cursor", "invalid")]),
        ],
    )
    def test_what_is_not_understood_is_refused(self, ask, query, expected):
        assert refusals(ask(f"ledger/?{query}")) == expected


@pytest.mark.usefixtures("written")
class TestWhoSees:
    def test_no_token_of_counts_alone(self):
        answer = bearing(token(user("auditor"), Scope.SUMMARY))("ledger/")
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")

    def test_nobody_who_sees_no_records(self):
        assert bearing(token(user("admin"), Scope.RECORDS))("ledger/").status_code == 403

    def test_somebody_with_kecamatan_sees_theirs_and_is_told_so(self):
        ask = bearing(token(user("verifier", kecamatan=(HOME,)), Scope.DETAILS))
        answer = ask("ledger/")
        assert (deltas(answer), answer.json()["count"], answer.json()["area"]) == ([5, -1], 2, [HOME])
        assert answer["OKOCE-Area"] == HOME

    @pytest.mark.parametrize("code", [ELSEWHERE, OUTSIDE, f"{HOME},{ELSEWHERE}"])
    def test_another_place_is_refused_and_is_no_zero(self, code):
        ask = bearing(token(user("verifier", kecamatan=(HOME,)), Scope.DETAILS))
        assert refusals(ask(f"ledger/?kecamatan={code}")) == [("kecamatan", "outside_area")]

    def test_two_areas_share_no_tag(self):
        tags = {
            bearing(token(user("verifier", kecamatan=codes), Scope.DETAILS))("ledger/")["ETag"]
            for codes in ((), (HOME,), (ELSEWHERE,))
        }
        assert len(tags) == 3


class TestPages:
    def test_they_go_forth_and_back(self, ask):
        posted(1, "2018-03-10T10:00:00+07:00", *(("2018-03", number) for number in range(1, 6)))
        first = ask("ledger/?page_size=2")
        second = ask(path(first.json()["next"]))
        third = ask(path(second.json()["next"]))
        assert [deltas(page) for page in (first, second, third)] == [[1, 2], [3, 4], [5]]
        assert (third.json()["next"], first.json()["previous"], third.json()["count"]) == (None, None, 5)
        assert deltas(ask(path(third.json()["previous"]))) == [3, 4]

    def test_while_posting_goes_on_nothing_is_missed_and_nothing_is_doubled(self, ask):
        copy, seen = [], 0
        for _day in range(3):
            address = f"ledger/?page_size=2&since={seen}"
            while address:
                page = ask(address).json()
                copy += [row["id"] for row in page["results"]]
                # Between two pages somebody comes, and somebody known before turns out to have been somewhere else.
                if page["next"] or not copy:
                    person(on="2018-03-05")
                    rollup.drain()
                address = page["next"] and path(page["next"])
                seen = page["revision"]
            [person(on="2018-03-06") for _ in range(3)]
            rollup.drain()
        page = ask(f"ledger/?since={seen}").json()
        copy += [row["id"] for row in page["results"]]
        assert copy == list(LedgerEntry.objects.order_by("pk").values_list("pk", flat=True))
        assert len(copy) > 10

    def test_their_keys_rise_with_revisions(self):
        for _ in range(3):
            person()
            rollup.drain()
        entries = LedgerEntry.objects.order_by("pk").values_list("revision_id", flat=True)
        assert list(entries) == sorted(entries)
