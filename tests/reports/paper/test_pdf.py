"""The PDFs: tagged, the same bytes for the same content, in the reader's language, and with the numbers of the summary."""

import html
import json
import re

import pytest
import typst
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import number
from reports import rollup
from reports.paper import pdf
from tests.factories import ELSEWHERE, definition, people, person
from tests.reports.cells import cell
from tests.reports.closed import closed
from tests.reports.paper.march import counted, paper, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

BOTH = pytest.mark.parametrize(
    ("told", "made"), [(pdf.report, pdf.report_of), (pdf.governor, pdf.governor_of)], ids=["report", "governor"]
)


def text_of(template, told):
    """What stands on the pages, read from the pages themselves."""
    pages = typst.compile(
        template,
        format="html",
        root=pdf.FOLDER,
        sys_inputs={"paper": json.dumps(pdf._shown(told))},
        ignore_system_fonts=True,
    )
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", pages.decode())).split())


@BOTH
def test_it_is_tagged_for_who_does_not_see_it(told, made):
    counted()
    content = made(paper())
    assert content.startswith(b"%PDF-1.7")
    # PDF/UA-1 says so of itself, and typst makes no file that is none.
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"/StructTreeRoot" in content


@BOTH
def test_the_same_content_on_the_same_day_makes_the_same_bytes(told, made):
    counted()
    assert made(paper()) == made(paper())


@BOTH
def test_another_day_another_number_and_another_language_make_other_bytes(told, made):
    counted()
    first = made(paper())
    with translation.override("id"):
        in_indonesian = made(paper())
    cell("2018-03", 1, metric="new_entrepreneurs", kecamatan=ELSEWHERE)
    assert len({first, in_indonesian, made(paper()), made(paper(on="2018-04-03"))}) == 4


@BOTH
def test_it_is_in_the_language_of_the_reader(told, made):
    with translation.override("id"):
        of = told(paper())
        assert (of["language"], of["month"]) == ("id", "Maret 2018")
        assert b"/Lang(id)" in made(paper())


class TestReport:
    def test_has_the_sentence_first_and_every_rung_with_its_name(self):
        counted()
        of = pdf.report(paper())
        text = text_of(pdf.REPORT, of)
        assert (
            of["summary"][0] == "Jakarta counts 8 new entrepreneurs for March 2018, 0.2\u00a0% of the target of 4,000."
        )
        places = [
            text.index(words)
            for words in (" ".join(of["summary"][0].split()), "The ladder", "Month by month", "The 44 kecamatan")
        ]
        assert places == sorted(places)

    def test_the_ladder_says_what_the_summary_says(self):
        counted()
        rows = pdf.report(paper())["ladder"]["rows"]
        assert [row["cells"] for row in rows[:-1]] == [
            [number(rung["month"]), number(rung["cumulative"])] for rung in said()["ladder"]
        ]
        assert rows[-1]["cells"] == ["3", "3"]

    def test_no_share_stands_without_its_two_numbers(self):
        counted()
        rows = {row["name"]: row["share"] for row in pdf.report(paper())["ladder"]["rows"]}
        assert rows["Registered"] == ""
        assert rows["Trained"] == "50 of 105 “Registered” = 48\u00a0%"
        assert rows["New entrepreneurs"] == "12 of 16 “Licensed” = 75\u00a0%"

    def test_each_of_the_44_kecamatan_has_a_row_and_their_sum_is_jakarta(self):
        counted()
        rows = pdf.report(paper())["kecamatan"]["rows"]
        assert len(rows) == 46
        by_name = {row["name"]: row["cells"] for row in rows}
        # The headline in the month and through it, registered, trained, licensed, trainings, visits.
        assert by_name["Tebet"] == ["8", "12", "100", "50", "16", "2", "0"]
        assert by_name["Jakarta"] == ["8", "12", "105", "50", "16", "2", "31"]
        assert by_name["Outside Jakarta"] == ["0", "0", "3", "0", "0", "–", "–"]

    def test_beside_the_picture_are_its_numbers_and_a_word_for_who_does_not_see_it(self):
        counted()
        months = pdf.report(paper())["months"]
        assert months["rows"][0] == {
            "name": "March 2018",
            "cells": ["8", "4,000", "–"],
            "mark": "provisional",
            "soft": True,
        }
        assert [row["cells"][0] for row in months["rows"]] == ["8", "4", "0", "0"]
        assert months["alt"].startswith("Bars: “New entrepreneurs” in each month from December 2017 to March 2018")
        assert "var(--" not in months["svg"]

    def test_a_month_that_did_not_move_since_it_was_published_is_counted_as_such(self):
        closed("2018-02")
        cell("2018-02", 17, metric="registered", published="2018-03")
        told = pdf.report(paper(code="2020-P1"))["revisions"]
        assert (told["rows"], told["note"]) == (
            [],
            "Unchanged since they were first published: 1 of 1 closed months.",
        )

    # A verb inside a transaction carries that one's reason: these commit.
    @pytest.mark.usefixtures("committed_db")
    def test_what_moved_since_it_was_published_has_a_line_with_why(self):
        people(2, on="2017-12-05")
        closed("2017-12")
        person(on="2017-12-06")
        rollup.drain()
        told = pdf.report(paper(code="2020-P1"))["revisions"]
        assert told["rows"] == [
            [
                "December 2017",
                "2",
                "3",
                "1 registered. Not published yet, and may still change: waits for the closing of January 2018 (+1).",
            ]
        ]
        assert told["note"] == "Unchanged since they were first published: 0 of 1 closed months."

    def test_more_corrected_months_than_a_page_holds_are_told_to_be_elsewhere(self):
        for month in Month(2017, 12).until(Month(2018, 12)):
            closed(str(month))
        definition("2027.1", visit_days=1)
        told = pdf.report(paper(Month(2018, 12), code="2027.1"))["revisions"]
        assert [row[0] for row in told["rows"]][:: pdf.MOST_REVISIONS - 1] == ["December 2018", "January 2018"]
        assert {tuple(row[1:]) for row in told["rows"]} == {
            ("–", "0", "counted backwards by this definition, which came later and published nothing")
        }
        assert told["note"] == (
            "1 earlier month moved too: “Revisions” under “Months” has all of them."
            " Unchanged since they were first published: 0 of 13 closed months."
        )

    def test_the_newest_digest_is_printed_with_how_to_check_it(self):
        closing = closed("2018-03")
        text = text_of(pdf.REPORT, pdf.report(paper()))
        assert closing.digest in text
        assert "manage.py verify_chain" in text

    def test_before_the_first_closing_there_is_no_digest(self):
        told = pdf.report(paper())["digest"]
        assert (told["told"], told["digest"]) == ("No month is closed yet: there is no digest to keep.", "")

    @pytest.mark.parametrize(
        "text", ["😀 汉字", "x" * 500, '#panic("x") *a* $x$', '"]\\ \\u{0}', "= A\n/ B: c\n- d", "\x07\u200b"]
    )
    def test_whatever_somebody_wrote_is_put_down_as_text(self, text):
        told = pdf.report(paper())
        told["revisions"]["rows"] = [["March 2018", "8", "9", text]]
        assert pdf._shown(" ".join(text.split())) in text_of(pdf.REPORT, told)
        assert pdf.report_set(told, paper()).startswith(b"%PDF-")

    def test_takes_as_many_queries_for_three_kecamatan_and_months_as_for_one(self):
        counted()
        # What is kept of a revision is asked for by the first of them.
        _queries()
        once = _queries()
        for kecamatan in ("31.71.01", "31.72.01", "31.75.01"):
            for month in ("2017-12", "2018-01", "2018-03"):
                cell(month, 4, kecamatan=kecamatan)
                cell(month, 4, kecamatan=kecamatan, metric="new_entrepreneurs")
        assert _queries() == once


class TestGovernor:
    def test_is_one_page(self):
        counted()
        told = pdf.governor(paper(on="2018-05-01"))
        pages = typst.compile(
            pdf.GOVERNOR, format="png", ppi=20, root=pdf.FOLDER, sys_inputs={"paper": json.dumps(told)}
        )
        assert not isinstance(pages, list)

    def test_shows_each_kecamatan_with_its_number_on_its_tile(self):
        counted()
        tiles = [tile for row in pdf.governor(paper())["map"]["rows"] for tile in row if tile]
        assert len(tiles) == 44
        assert next(tile for tile in tiles if tile["short"] == "Tebe") == {"short": "Tebe", "value": "12", "shade": 5}

    def test_asks_for_what_the_numbers_ask_for(self):
        counted()
        told = pdf.governor(paper(on="2018-05-01"))["decide"]
        assert len(told["lines"]) == 4
        assert told["none"] in text_of(pdf.GOVERNOR, pdf.governor(paper()) | {"decide": {**told, "lines": []}})


@BOTH
def test_a_draft_says_so_on_every_page_and_a_closed_month_does_not(told, made):
    counted()
    assert told(paper())["draft"] == "PROVISIONAL: March 2018 is not closed, its numbers may still change"
    closed("2018-03")
    assert told(paper())["draft"] == ""


def _queries():
    with CaptureQueriesContext(connection) as asked:
        pdf.report(paper())
    return len(asked)
