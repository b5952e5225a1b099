"""Every number on every page is what the API says and what plain Python recounts, whatever is asked for.

A random city (tests/reports/shown/city.py) is asked random questions, on its pages, in print and by mail. A number that is a link onto its records must be the
API's and the recount's; every other one must stand in a sentence or in a column of which a table says what it is
(shown/kinds.py, shown/cells.py). One that does neither fails, with the page and the text: say there what it is, or link it.
"""

import csv
import io
import os
import random
import re
from collections import Counter

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from python_calamine import CalamineWorkbook

from okoce.core.months import Month
from reports.mailing.message import message_of
from reports.models import MailPlan, MailSent, MonthlyCount
from tests.reports.shown.account import faults, of_words
from tests.reports.shown.city import TODAY, City
from tests.reports.shown.filters import Chooser, Filter
from tests.reports.shown.numbers import Answers, Reading
from tests.reports.shown.paper import Paper
from tests.reports.shown.room import Room
from tests.reports.standing_rows import rolled

LONG = os.environ.get("OKOCE_LONG") == "yes"
SEED, MANY = 2018, 500 if LONG else 50
# What is set by typst takes a while.
PRINTED, MAILED, OFFERED = (40, 40, 40) if LONG else (3, 2, 1)


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """The city, which takes a while to live: all these tests read the same one, and write nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        city = City().live()
        yield city, Answers(city.memory), Chooser(SEED, city.memory)
        transaction.set_rollback(True)
    cache.clear()


@pytest.fixture(scope="module")
def filters(lived):
    _city, _told, chooser = lived
    return chooser.filters(MANY)


@pytest.fixture
def answers(lived, signed_in):
    city, told, _chooser = lived
    with time_machine.travel(TODAY, tick=False):
        told.browser = signed_in(city.staff)
        yield told


def room(answers, asked):
    page = answers.browser.get(asked.address, headers={"accept-language": asked.language})
    assert page.status_code == 200, asked
    return Room.of(asked, page.content.decode(), answers)


def test_the_memory_of_the_city_is_what_is_counted(answers):
    """In each vintage and month, before anything is asked of it."""
    memory = answers.memory
    assert rolled() == memory.seen
    assert set(MonthlyCount.objects.values_list("vintage", flat=True)) == {one.vintage for one in memory.came}
    assert len(memory.came) > 500


@pytest.mark.parametrize("number", range(MANY))
def test_every_number_is_the_apis_and_the_recounts(filters, answers, number):
    found = room(answers, filters[number])
    assert list(faults(found)) == []
    explained = random.Random(number).sample(found.links, min(2, len(found.links)))
    assert [answers.explained(link) for link in explained] == [answers.asked(link) for link in explained]


BOARD = Filter("dashboard", "/dashboard/", {"month": "2018-03"}, "en")
PLACE = Filter("kecamatan", "/dashboard/31.74.01/", {"month": "2018-03"}, "id")


@pytest.mark.parametrize("asked", [BOARD, PLACE])
def test_another_number_in_a_link_is_found(answers, asked):
    found = room(answers, asked)
    link = next(piece for piece in found.pieces if piece.link and re.fullmatch(r"[1-9]\d?", piece.text))
    link.element.children = [f"{int(link.text) + 1}"]
    del found.pieces
    assert [re.search(r"page (\d+), recount (\d+), API (\d+)", one).groups() for one in faults(found)] == [
        (f"{int(link.text) + 1}", link.text, link.text)
    ]


@pytest.mark.parametrize("text", ["We are proud of 4,321 people.", "Target 5,000", "12 of 4,000 = 0.5 %"])
def test_a_number_of_which_nobody_says_what_it_is_is_found(answers, text):
    found = room(answers, BOARD)
    found.main.children.append(text)
    assert [one.rpartition("| ")[2] for one in faults(found)] == [text]


@pytest.mark.parametrize("month", ["2017-12", "2018-02", "2018-05", "2018-08"])
def test_the_workbook_has_the_recounts_numbers(answers, month):
    """Of each kecamatan in the month and since the start, and of the city in each month: whatever adds up."""
    browser = answers.browser.get(f"/reports/{month}/workbook.xlsx", headers={"accept-language": "en"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(browser)))
    asked = Room.of(Filter("paper", "/reports/", {"month": month}, "en"), "<main></main>", answers)
    heads, *places = book.get_sheet_by_name("Kecamatan").to_python()
    told = [
        (head, row[0], value, recounted(asked, head, row[0]))
        for row in places
        for head, value in zip(heads[3:], row[3:], strict=True)
        if value != ""
    ]
    assert len(told) > 45 * 20
    assert [line for line in told if line[2] != line[3]] == []
    heads, *months = book.get_sheet_by_name("Months").to_python()
    names = asked.metrics_named
    told = [
        (row[0], head, value, asked.here(names[head], "month", Month.of(row[0])))
        for row in months
        for head, value in zip(heads, row, strict=True)
        if head in names
    ]
    assert len(told) >= 10 * len(months)
    assert [line for line in told if line[2] != line[3]] == []


def recounted(asked, head, code):
    """What a column of the sheet of kecamatan is to say of one of them: “Licensed, since the start”."""
    name, _comma, months = head.rpartition(", ")
    metric = "" if name == asked.headline_name else asked.metrics_named[name]
    span = "through" if months == "since the start" else "month"
    return asked.answers.recounted(asked.question(metric, span, code))


@pytest.mark.parametrize("number", range(5))
def test_a_file_of_counts_has_the_recounts_numbers(answers, number):
    chance = random.Random(number)
    reading = Reading(chance.choice(["latest", "first", "adjustments"]), chance.choice(answers.memory.revisions))
    told, _api = answers.cells(reading)
    rows = csv.DictReader(io.StringIO(answers.file(reading)))
    found = Counter({(row["metric"], Month.parse(row["month"]), row["kecamatan"]): int(row["value"]) for row in rows})
    asked = {metric for metric, *_cell in found} | {"licensed", "spending"}
    assert found == {cell: value for cell, value in told.items() if value and cell[0] in asked}


# The last digit of a number, and another one.
NINES = re.compile(r"\d(?![\d.,]*\d)")


def nine(found):
    return "8" if found.group() == "9" else "9"


@pytest.mark.parametrize("number", range(OFFERED))
@pytest.mark.parametrize("page", ["offered", "agencies", "lists"])
def test_every_number_of_papers_agencies_and_lists_is_accounted_for(answers, page, number):
    found = room(answers, getattr(Chooser(SEED + number, answers.memory), page)())
    assert found.pieces
    assert list(faults(found)) == []


@pytest.mark.parametrize("number", range(PRINTED))
def test_every_number_that_is_printed_is_accounted_for(answers, number):
    asked = Chooser(SEED + number, answers.memory).paper(["report", "governor"][number % 2])
    answer = answers.browser.get(asked.address, headers={"accept-language": asked.language})
    found = Paper.printed(asked, answer.content, answers)
    assert len(found.pieces) > 50
    assert list(faults(found)) == []


def test_another_number_in_print_is_found_wherever_it_stands(answers):
    asked = Filter("report", "/reports/2018-03/report.pdf", {}, "en")
    found = Paper.printed(asked, answers.browser.get(asked.address).content, answers)
    told = {piece: found.plain(piece.text) for piece in found.pieces}
    others = [(piece, another) for piece, text in told.items() if (another := NINES.sub(nine, text, count=1)) != text]
    assert len(others) > 400
    assert [another for piece, another in others if not of_words(found, piece, another)] == []


@pytest.mark.parametrize("number", range(MAILED))
def test_every_number_that_is_mailed_is_accounted_for(answers, settings, number):
    settings.SITE = "https://okoce.example.org"
    asked = Chooser(SEED + number, answers.memory).mail()
    plan = MailPlan(language=asked.language, address="staf@example.org")
    mail = message_of(MailSent(plan=plan, month=asked.month.first, at=TODAY))
    found = Paper.mailed(asked, mail, answers)
    assert len(found.pieces) > 40
    assert list(faults(found)) == []
    (sentence,) = found.main.all("h1")
    assert mail.subject.startswith(f"OK OCE, {sentence.text().removesuffix('.')}")
