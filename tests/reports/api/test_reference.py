"""What the numbers are read with."""

import csv
import io

import pytest

from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA, Month, now
from programs.models import Kecamatan
from programs.population import load_population
from reports.definitions import name_headline
from tests.factories import HOME, definition, user
from tests.reports.closed import closed, reopened, stands

pytestmark = pytest.mark.django_db


class TestReference:
    def test_targets_come_with_source_and_version(self, ask):
        first = ask("targets/").json()["results"][0]
        assert first == {
            "code": "T-2017-CENTRES",
            "version": 1,
            "metric": "active_centres",
            "period": "programme",
            "from_month": 1,
            "to_month": 60,
            "floor": 44,
            "ceiling": 44,
            "unit": "kecamatan",
            "source": "kumparan 2017-11-25",
            "note": "one centre in each kecamatan",
            "valid_from": "2017-12-01",
            "superseded_by": None,
            "reason": "",
        }

    def test_of_a_month_the_versions_that_hold_in_it_come(self, ask):
        # 47 months after the first the third third of the monthly target holds, and no budget.
        codes = [row["code"] for row in ask("targets/?month=2021-11").json()["results"]]
        assert codes == ["T-2017-CENTRES", "T-2017-JOBS-Y", "T-2017-NE-M3", "T-2017-NE-P", "T-2017-TRAIN-M"]

    def test_by_kecamatan_the_target_of_a_month_is_shared_out_evenly_without_a_population(self, ask):
        told = ask("targets/?by=kecamatan&month=2018-03").json()
        assert (told["month"], told["shared_by"], told["count"]) == ("2018-03", {"year": None, "source": ""}, 44)
        assert sum(row["target"] for row in told["results"]) == 4000
        assert sum(row["through"] for row in told["results"]) == 16_000
        # 4000 = 44 x 90 + 40, 16000 = 44 x 363 + 28.
        assert told["results"][0] == {"kecamatan": "31.01.01", "target": 91, "through": 364, "people": None}

    def test_by_people_where_they_are_loaded_and_another_answer_from_then_on(self, ask):
        before = ask("targets/?by=kecamatan&month=2018-03")
        everybody = dict.fromkeys(Kecamatan.objects.values_list("code", flat=True), 100) | {HOME: 700}
        load_population(people=everybody, year=2017, source="BPS 2018", at=now())
        after = ask("targets/?by=kecamatan&month=2018-03", if_none_match=before["ETag"])
        (home,) = (row for row in after.json()["results"] if row["kecamatan"] == HOME)
        assert home == {"kecamatan": HOME, "target": 560, "through": 2240, "people": 700}
        assert after.json()["shared_by"] == {"year": 2017, "source": "BPS 2018"}

    def test_after_the_programme_a_kecamatan_has_no_target(self, ask):
        first = ask("targets/?by=kecamatan&month=2023-01").json()["results"][0]
        assert (first["target"], first["through"]) == (None, None)

    def test_as_csv_by_kecamatan_it_has_its_own_columns(self, ask):
        lines = ask("targets/?by=kecamatan&month=2018-03&format=csv").content.decode().splitlines()
        assert (lines[0], len(lines)) == ("kecamatan,target,through,people", 45)

    def test_definitions_say_what_they_read_and_which_is_the_default(self, ask):
        results = ask("definitions/").json()["results"]
        assert [(row["code"], row["metric"], row["less"], row["is_default"]) for row in results] == [
            ("2018-P4", "licensed", "level_up", False),
            ("2020-P1", "registered", "", False),
            ("COUNCIL-P7", "funded", "", False),
            ("OKOCE-2026.1", "new_entrepreneurs", "", True),
        ]
        assert results[1]["source"] == "kompas.com 2020/02/21/21465811"

    def test_a_definition_says_whom_it_counts_by_which_thresholds_and_since_when(self, ask):
        staff = user(Role.STAFF)
        added = definition("2027.1", visit_days=1, licence_types=["NIB"], by=staff)
        name_headline(by=staff, definition=added, from_month=Month(2018, 6), reason="Pergub")
        rows = {row["code"]: row for row in ask("definitions/").json()["results"]}
        assert rows["2027.1"] == {
            "code": "2027.1",
            "metric": "new_entrepreneurs@2027.1",
            "less": "",
            "source": "a test",
            "reason": "To see what it would be",
            "is_default": True,
            "from_month": "2018-06",
            "until_month": None,
            "attendance_percent": 75,
            "visit_days": 1,
            "licence_types": ["NIB"],
            "revision": 1,
            "words_en": "As OKOCE-2026.1, with thresholds of its own: trained is 75 % of the minutes, mentored is one"
            " visit, a licence is NIB.",
            "words_id": rows["2027.1"]["words_id"],
        }
        old = rows["OKOCE-2026.1"]
        assert (old["from_month"], old["until_month"], old["is_default"]) == ("2017-12", "2018-05", False)
        never = rows["2020-P1"]
        assert (never["from_month"], never["visit_days"], never["licence_types"]) == (None, None, None)

    def test_periods_are_months_with_their_status(self, ask):
        stands("2018-03", "final")
        stands("2018-02", "open")
        told = [(row["month"], row["status"]) for row in ask("periods/").json()["results"]]
        assert told == [("2018-02", "open"), ("2018-03", "final")]

    def test_a_period_tells_its_newest_closing_and_when_it_was_first_closed(self, ask):
        first = closed("2018-03")
        reopened("2018-03")
        again = closed("2018-03")
        (told,) = ask("periods/").json()["results"]
        assert told == {
            "month": "2018-03",
            "status": "final",
            "provisional_at": None,
            "first_closed_at": first.closed_at.astimezone(JAKARTA).isoformat(),
            "closing": again.number,
            "closed_at": again.closed_at.astimezone(JAKARTA).isoformat(),
            "digest": again.digest,
        }

    def test_there_are_44_kecamatan(self, ask):
        answer = ask("kecamatan/").json()
        assert (answer["count"], len(answer["results"])) == (44, 44)
        assert (answer["next"], answer["previous"]) == (None, None)
        assert answer["results"][0]["code"] == "31.01.01"
        assert answer["results"][0]["city_name"] == "Kabupaten Administrasi Kepulauan Seribu"

    def test_a_long_list_comes_in_pages(self, ask):
        pages, address = [], "kecamatan/?page_size=20"
        while address:
            page = ask(address).json()
            pages.append(page)
            address = page["next"] and page["next"].removeprefix("http://testserver/api/v1/")
        assert [len(page["results"]) for page in pages] == [20, 20, 4]
        assert len({row["code"] for page in pages for row in page["results"]}) == 44
        assert pages[2]["previous"] == "http://testserver/api/v1/kecamatan/?page=2&page_size=20"

    @pytest.mark.parametrize("address", ["targets", "definitions", "periods", "kecamatan", "curricula", "agencies"])
    def test_each_list_comes_whole_as_csv_too(self, ask, address):
        stands("2018-03", "final")
        answer = ask(f"{address}/?format=csv")
        assert answer["Content-Disposition"] == f'attachment; filename="{address}.csv"'
        table = list(csv.DictReader(io.StringIO(answer.content.decode())))
        results = ask(f"{address}/").json()["results"]
        assert [list(row) for row in table] == [list(row) for row in results]
        assert len(table) > 0

    def test_several_spellings_are_one_cell(self, ask):
        Kecamatan.objects.filter(pk="31.74.01").update(aliases=["Tebet Raya", "=Tebet"])
        row = ask("kecamatan/?format=csv").content.decode().partition("31.74.01,")[2].splitlines()[0]
        assert row.startswith("Tebet,31.74,Kota Administrasi Jakarta Selatan,Tebet Raya; '=Tebet,")

    def test_a_page_of_csv_is_refused(self, ask):
        answer = ask("kecamatan/?format=csv&page=1")
        assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("page", "csv_comes_whole")]


def test_where_to_begin_is_told_to_everybody(client):
    told = client.get("/api/v1/").json()
    assert list(told)[:4] == ["summary", "counts", "explain", "ledger"]
    assert told["job-reports"] == "http://testserver/api/v1/job-reports/"
    assert client.get(told["schema"], headers={"accept": "application/json"}).status_code == 200
    assert client.get("/api/v1/?page=1").status_code == 400
