"""What the numbers are read with."""

import pytest

from tests.reports.api.asking import rows
from tests.reports.cells import stands

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

    def test_definitions_say_what_they_read_and_which_is_the_default(self, ask):
        results = ask("definitions/").json()["results"]
        assert [(row["code"], row["metric"], row["less"], row["is_default"]) for row in results] == [
            ("2018-P4", "licensed", "level_up", False),
            ("2020-P1", "registered", "", False),
            ("COUNCIL-P7", "funded", "", False),
            ("OKOCE-2026.1", "new_entrepreneurs", "", True),
        ]
        assert results[1]["source"] == "kompas.com 2020/02/21/21465811"

    def test_periods_are_months_with_their_status(self, ask):
        stands("2018-03", "final")
        stands("2018-02", "open")
        assert rows(ask("periods/")) == ["2018-02 open", "2018-03 final"]

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
