"""The page of the papers, and each of them as a file: what it is of, who gets it, and when it is made anew."""

import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from python_calamine import CalamineWorkbook

from reports.contributions import METRICS
from tests import factories
from tests.pages import queries
from tests.reports.cells import cell, posted, revision
from tests.reports.closed import closed
from tests.reports.paper.march import counted

pytestmark = pytest.mark.django_db

PAPERS = ["report.pdf", "governor.pdf", "workbook.xlsx"]
KINDS = ["application/pdf", "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]
NAMES = ["monthly-report-2018-03.pdf", "governor-sheet-2018-03.pdf", "numbers-2018-03.xlsx"]


@pytest.fixture
def staff(signed_in):
    return signed_in(factories.user("staff"))


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def links(response):
    """The addresses of what is to be downloaded."""
    return [found.replace("&amp;", "&") for found in re.findall(r'href="([^"]+)" download', response.content.decode())]


class TestPage:
    def test_says_what_the_month_comes_to_and_offers_its_papers_and_lists(self, staff):
        counted()
        page = staff.get("/reports/?month=2018-03")
        assert "Jakarta counts 8 new entrepreneurs for March 2018, 0.2 % of the target of 4,000. provisional" in text(
            page
        )
        assert "each paper says “provisional” on every page" in text(page)
        assert links(page)[:3] == [f"/reports/2018-03/{name}" for name in PAPERS]

    def test_every_link_keeps_the_definition_and_the_revision_that_were_asked_for(self, staff):
        posted(1, "2018-03-10T02:00:00+00:00", ("2018-03", 5))
        posted(2, "2018-03-20T02:00:00+00:00", ("2018-03", 4))
        page = staff.get("/reports/?month=2018-03&definition=2020-P1&as_of=1")
        assert "Jakarta counts 5 people" in text(page)
        assert [urlsplit(link).query for link in links(page)[:3]] == ["definition=2020-P1&as_of=1"] * 3
        assert [parse_qs(urlsplit(link).query)["as_of"] for link in links(page)[3:]] == [["1"], ["1"]]

    def test_of_another_reading_there_are_the_lists_alone(self, staff):
        counted()
        page = staff.get("/reports/?month=2018-03&vintage=first")
        assert "of this reading there are the lists, and no paper" in text(page)
        assert "as it stood when it was first closed" not in text(page)
        assert [parse_qs(urlsplit(link).query)["vintage"] for link in links(page)] == [["first"], ["first"]]

    @pytest.mark.parametrize("vintage", ["first", "adjustments"])
    def test_instead_of_another_reading_it_offers_the_month_as_it_stood_when_it_was_closed(self, staff, vintage):
        posted(1, "2018-03-05T02:00:00+00:00", ("2018-02", 7))
        closed("2018-02")
        # Found out later.
        cell("2018-02", 2, published="2018-03")
        assert "Jakarta counts 9 people" in text(staff.get("/reports/?month=2018-02&definition=2020-P1"))
        page = staff.get(f"/reports/?month=2018-02&definition=2020-P1&vintage={vintage}")
        (address,) = re.findall(r'href="([^"]+)">The papers of February 2018 as it stood', page.content.decode())
        then = staff.get("/reports/" + address.replace("&amp;", "&"))
        assert "Jakarta counts 7 people" in text(then)
        assert "provisional" not in text(then)

    def test_a_closed_month_is_no_draft(self, staff):
        closed("2018-03")
        assert "on every page" not in text(staff.get("/reports/?month=2018-03"))

    def test_its_lists_are_the_counts_of_the_api(self, staff):
        counted()
        by_kecamatan, by_month = (staff.get(link) for link in links(staff.get("/reports/?month=2018-03"))[3:])
        rows = by_kecamatan.content.decode().split()
        assert rows[0] == "kecamatan,metric,value"
        assert "31.74.01,registered,60" in rows
        assert "2018-02,registered,40" in by_month.content.decode().split()
        assert {row.split(",")[1] for row in rows[1:]} <= set(METRICS)

    def test_before_anything_is_counted_it_is_there(self, staff):
        assert "Nothing has been counted yet" in text(staff.get("/reports/"))

    @pytest.mark.parametrize("said", ["month=2017-11", "month=2999-01", "definition=2020-P9", "vintage=second"])
    def test_what_there_is_not_is_not_found(self, staff, said):
        assert staff.get(f"/reports/?{said}").status_code == 404

    def test_takes_as_many_queries_for_three_months_as_for_one(self, staff):
        counted()
        once = queries(staff, "/reports/?month=2018-03")
        for month in ("2017-12", "2018-01"):
            cell(month, 3)
            cell(month, 3, kecamatan=factories.ELSEWHERE)
        assert queries(staff, "/reports/?month=2018-03") == once


class TestFiles:
    @pytest.mark.parametrize(("paper", "kind", "name"), list(zip(PAPERS, KINDS, NAMES, strict=True)))
    def test_each_is_a_file_named_after_the_month(self, staff, paper, kind, name):
        counted()
        answer = staff.get(f"/reports/2018-03/{paper}")
        assert answer["Content-Type"] == kind
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer.content[:4] in {b"%PDF", b"PK\x03\x04"}

    @pytest.mark.parametrize(
        ("asked", "named"),
        [
            ("definition=2020-P1", "2018-03-2020-P1"),
            ("definition=OKOCE-2026.1", "2018-03"),
            ("as_of=1", "2018-03-r1"),
            ("definition=2018-P4&as_of=1", "2018-03-2018-P4-r1"),
        ],
    )
    def test_one_of_another_definition_or_moment_is_another_file(self, staff, asked, named):
        counted()
        answer = staff.get(f"/reports/2018-03/workbook.xlsx?{asked}")
        assert answer["Content-Disposition"] == f'attachment; filename="numbers-{named}.xlsx"'

    @pytest.mark.parametrize("paper", PAPERS)
    def test_unchanged_it_is_not_sent_again_and_changed_it_is(self, staff, paper):
        counted()
        address = f"/reports/2018-03/{paper}"
        tag = staff.get(address)["ETag"]
        again = staff.get(address, headers={"if-none-match": tag})
        assert (again.status_code, again["ETag"], again.content) == (304, tag, b"")
        revision(2)
        cell("2018-03", 4, metric="new_entrepreneurs", kecamatan=factories.ELSEWHERE)
        anew = staff.get(address, headers={"if-none-match": tag})
        assert (anew.status_code, anew["ETag"] == tag) == (200, False)

    @pytest.mark.parametrize("paper", PAPERS)
    def test_in_another_language_it_is_another_one(self, staff, paper):
        english = staff.get(f"/reports/2018-03/{paper}")
        indonesian = staff.get(f"/reports/2018-03/{paper}", headers={"accept-language": "id"})
        assert english["ETag"] != indonesian["ETag"]
        assert "Accept-Language" in english["Vary"]

    def test_it_is_of_the_month_and_of_then_by_the_definition_that_are_asked_for(self, staff):
        posted(1, "2018-03-10T02:00:00+00:00", ("2018-03", 5), ("2018-02", 2))
        posted(2, "2018-03-20T02:00:00+00:00", ("2018-03", 4))
        assert value(staff, "2018-03", "definition=2020-P1") == 9
        assert value(staff, "2018-03", "definition=2020-P1&as_of=1") == 5
        assert value(staff, "2018-02", "definition=2020-P1") == 2

    @pytest.mark.parametrize(
        "asked",
        [
            "2017-11/report.pdf", "2999-01/report.pdf", "2018-13/report.pdf", "2018-03/report.txt",
            "2018-03/report.pdf?vintage=first", "2018-03/report.pdf?definition=2020-P9", "2018-03/report.pdf?as_of=77",
            "2018-03/workbook.xlsx?as_of=never",
        ],
    )  # fmt: skip
    def test_what_there_is_not_is_not_found(self, staff, asked):
        assert staff.get(f"/reports/{asked}").status_code == 404

    def test_a_facilitator_gets_none(self, signed_in):
        browser = signed_in(factories.user(kecamatan=(factories.HOME,)))
        assert [browser.get(f"/reports/2018-03/{paper}").status_code for paper in PAPERS] == [403, 403, 403]

    def test_it_names_nobody(self, staff):
        counted()
        factories.person(name="Aniyah Putri")
        book = CalamineWorkbook.from_filelike(io.BytesIO(staff.get("/reports/2018-03/workbook.xlsx").content))
        cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
        assert not any("Aniyah" in str(cell) for cell in cells)


def value(browser, month, said):
    content = browser.get(f"/reports/{month}/workbook.xlsx?{said}").content
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Summary").to_python()[1][3]
