"""What everybody may read without signing in: the page, the two tables as files, and how they are kept and asked for."""

import csv
import gzip
import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okoce.accounts.roles import Role
from okoce.core.months import Month
from reports import chain, definitions, rollup
from reports.api import remembered
from reports.models import Definition
from reports.publishing.page import Revision
from reports.revisions import Published, Revised, Why
from tests.factories import ELSEWHERE, FAR, HOME, OUTSIDE, people, user
from tests.pages import queries
from tests.reports.cells import cell
from tests.reports.closed import closed, reopened, stands
from tests.reports.publishing.known import secrets, worked_out

pytestmark = pytest.mark.django_db

DAY = "2017-12-05"
FILES = [
    f"/public/data/{table}.{kind}" for table in ("months", "kecamatan") for kind in ("csv", "json", "csv-metadata.json")
]
ADDRESSES = ["/public/", *FILES]


@pytest.fixture(autouse=True)
def march(monkeypatch):
    """It is March of the programme's first year."""
    monkeypatch.setattr("reports.views.public.today", lambda: Month(2018, 3).first)


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"})


def words(answer):
    """The text of a page, without its marks."""
    body = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def figures(answer):
    return re.findall(r'class="figure-value[^"]*">([^<]*)<', answer.content.decode())


def table(browser, name):
    return list(csv.DictReader(io.StringIO(browser.get(f"/public/data/{name}.csv").content.decode())))


# The page


def test_the_page_tells_the_last_closed_month_the_current_one_and_all_since_the_start(browser):
    for month, number in (("2017-12", 7), ("2018-03", 9)):
        cell(month, number, metric="new_entrepreneurs")
    closed("2017-12")
    assert figures(browser.get("/public/")) == ["7", "9", "16"]


def test_a_month_that_is_not_closed_looks_provisional(browser):
    page = browser.get("/public/").content.decode()
    assert "This month so far" in page
    assert "No month is closed yet" in page
    assert page.count("provisional, not closed yet") == 2


def test_every_rung_stands_with_its_name(browser):
    people(6, on=DAY)
    rollup.drain()
    told = words(browser.get("/public/"))
    assert "P1 Registered 6" in told
    assert "P7 Funded 0" in told
    assert "Level up 0" in told


def test_a_small_number_is_not_on_the_page(browser):
    people(4, on=DAY)
    closed("2017-12")
    told = words(browser.get("/public/"))
    assert "P1 Registered fewer than 5 not shown" in told


def test_a_sum_with_a_hidden_month_in_it_says_or_more(browser):
    people(6, on=DAY)
    people(3, on="2018-01-05")
    rollup.drain()
    assert "P1 Registered 6 or more" in words(browser.get("/public/"))


@pytest.fixture
def headline_of_registered():
    """The headline counts whoever is registered, from the programme's first month on."""
    definition, said = Definition.objects.get(pk="2020-P1"), {"from_month": Month(2017, 12), "reason": "A test"}
    definitions.name_headline(by=user(Role.STAFF), definition=definition, **said)


def revised(browser):
    """What the page says of revisions."""
    return (
        words(browser.get("/public/"))
        .partition("What changed since it was first published")[2]
        .partition("The seal")[0]
    )


@pytest.mark.usefixtures("committed_db", "headline_of_registered")
def test_what_changed_since_a_month_was_first_published_has_its_reason(browser):
    people(6, on=DAY)
    closed("2017-12")
    assert revised(browser) == " Nothing that was published has changed. "
    people(2, on=DAY)
    rollup.drain()
    # Until a closing publishes it, nobody is told.
    assert "6 Registered December 2017 final target" in words(browser.get("/public/"))
    assert revised(browser) == " Nothing that was published has changed. "
    closed("2018-01")
    assert "P1 Registered 0 8" in words(browser.get("/public/"))
    assert "December 2017: 6 first published, 8 now: registered" in revised(browser)


@pytest.mark.usefixtures("committed_db", "headline_of_registered")
def test_the_last_closed_month_that_was_corrected_says_what_it_first_published(browser):
    people(6, on=DAY)
    closed("2017-12")
    reopened("2017-12")
    people(2, on=DAY)
    closed("2017-12")
    told = words(browser.get("/public/"))
    assert "8 Registered December 2017 final, corrected since" in told
    assert "First published: 6." in told


@pytest.mark.parametrize(
    ("now", "why", "told"),
    [
        (14, [("registered", 5)], "14 now: 5 registered"),
        (13, [("registered", 4)], "13 now: registered"),
        (10, [("registered", 6), ("revoked", -5)], "10 now: +6 registered, −5 revoked"),
        # The number beside the small one would tell it, with the two that are published.
        (14, [("registered", 6), ("revoked", -1)], "14 now: registered, revoked"),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_where_a_reason_moved_fewer_than_five_none_has_a_number(now, why, told):
    month = Revised(Month(2017, 12), [Published(None, 9)], now, [Why(*each) for each in why], [])
    assert Revision.of(month).words == f"December 2017: 9 first published, {told}"


@pytest.mark.usefixtures("committed_db", "headline_of_registered")
@pytest.mark.parametrize(("most", "shown"), [(1, 1), (2, 2)])
def test_the_page_tells_the_newest_revisions_and_where_all_of_them_are(browser, most, shown, monkeypatch):
    monkeypatch.setattr("reports.publishing.page.REVISED", most)
    for day in (DAY, "2018-01-05"):
        people(6, on=day)
        closed(day[:7])
        people(5, on=day)
    closed("2018-02")
    told = revised(browser)
    assert told.count("first published,") == shown
    assert ("These are the 1 newest. All months are in months.csv" in told) == (shown < 2)
    assert 'href="/public/data/months.csv"' in browser.get("/public/").content.decode()


def test_the_page_says_what_can_be_seen_of_small_numbers(browser):
    assert "What can be seen is by how much two published numbers of the whole city differ" in words(
        browser.get("/public/")
    )


@pytest.mark.usefixtures("committed_db", "headline_of_registered")
def test_a_month_that_was_opened_again_says_why(browser):
    people(6, on=DAY)
    closed("2017-12")
    reopened("2017-12", reason="One list was left out")
    people(2, on=DAY)
    closed("2017-12")
    assert "“One list was left out”" in revised(browser)


@pytest.mark.usefixtures("committed_db", "headline_of_registered")
def test_a_revision_of_a_hidden_month_is_not_told(browser):
    people(4, on=DAY)
    closed("2017-12")
    people(5, on=DAY)
    closed("2018-01")
    assert "P1 Registered 0 9" in words(browser.get("/public/"))
    assert revised(browser) == " Nothing that was published has changed. "


def test_the_newest_digest_stands_there_with_how_to_check_it(browser):
    closing = closed("2017-12")
    told = words(browser.get("/public/"))
    assert f"manage.py verify_chain --expect 1 {closing.digest}" in told
    assert chain.newest().digest == closing.digest


def test_every_definition_is_told_in_words_beside_what_was_claimed(browser):
    told = words(browser.get("/public/"))
    for code in ("OKOCE-2026.1", "2018-P4", "2020-P1", "COUNCIL-P7"):
        assert f"{code}:" in told
    assert "Published, and the rung that it meant" in told


def test_a_hidden_tile_has_no_number_and_one_with_a_hidden_quarter_has_a_plus(browser):
    cell("2017-12", 6, metric="new_entrepreneurs")
    closed("2017-12")
    page = browser.get("/public/").content.decode()
    assert ">6</span>" in page
    for month in ("2018-01", "2018-02", "2018-03"):
        cell(month, 1, metric="new_entrepreneurs")
        cell(month, 30, metric="new_entrepreneurs", kecamatan=ELSEWHERE)
        closed(month)
    page = browser.get("/public/").content.decode()
    assert ">6+</abbr>" in page
    assert "6 or more" in page
    assert page.count(">*</abbr>") == 1


def test_where_all_kecamatan_are_hidden_no_map_is_drawn_and_no_plus_explained(browser):
    cell("2017-12", 1, metric="new_entrepreneurs")
    closed("2017-12")
    told = words(browser.get("/public/"))
    assert "all 44 are hidden" in told
    assert "A plus stands" not in told
    assert ">*</abbr>" not in browser.get("/public/").content.decode()


# The tables


def test_the_months_as_csv(browser):
    people(6, on=DAY)
    people(7, on=DAY, lives_in=OUTSIDE)
    closed("2017-12")
    people(2, on=DAY)
    people(3, on="2018-02-05")
    rollup.drain()
    rows = table(browser, "months")
    assert len(rows) == 4 * 16
    assert [row for row in rows if row["metric"] == "registered"] == [
        {
            "month": "2017-12",
            "metric": "registered",
            "value": "6",
            "first_published": "6",
            "status": "final",
            "hidden": "",
        },
        {
            "month": "2018-01",
            "metric": "registered",
            "value": "0",
            "first_published": "",
            "status": "open",
            "hidden": "",
        },
        {
            "month": "2018-02",
            "metric": "registered",
            "value": "",
            "first_published": "",
            "status": "open",
            "hidden": "value",
        },
        {
            "month": "2018-03",
            "metric": "registered",
            "value": "0",
            "first_published": "",
            "status": "open",
            "hidden": "",
        },
    ]


def test_the_kecamatan_as_csv(browser):
    people(6, on=DAY)
    people(9, on=DAY, lives_in=FAR)
    people(3, on=DAY, lives_in=ELSEWHERE)
    closed("2017-12")
    rows = {row["kecamatan"]: row for row in table(browser, "kecamatan") if row["metric"] == "registered"}
    hidden = {"quarter": "2017-Q4", "metric": "registered", "value": "", "hidden": "value"}
    # Three have somebody: the third belongs to the one pair there is.
    assert [rows[code] for code in (FAR, ELSEWHERE, HOME)] == [
        {"kecamatan": code, **hidden} for code in (FAR, ELSEWHERE, HOME)
    ]
    assert len(rows) == 44


@pytest.mark.parametrize("name", ["months", "kecamatan"])
def test_json_has_the_same_rows_as_csv_and_what_they_are(browser, name):
    people(6, on=DAY)
    closing = closed("2017-12")
    told = browser.get(f"/public/data/{name}.json").json()
    as_text = [{key: "" if value is None else f"{value}" for key, value in row.items()} for row in told["rows"]]
    assert as_text == table(browser, name)
    assert told["revision"] == closing.last_revision_id
    assert told["licence"] == {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    assert told["chain"] == {"number": 1, "month": "2017-12", "digest": closing.digest}
    assert {row["metric"] for row in told["rows"]} == {metric["metric"] for metric in told["metrics"]}
    assert all(metric["meaning"] and metric["unit"] for metric in told["metrics"])
    assert [column["name"] for column in told["columns"]] == list(told["rows"][0])


@pytest.mark.parametrize("name", ["months", "kecamatan"])
def test_the_metadata_describe_every_column_of_the_csv(browser, name):
    people(6, on=DAY)
    closed("2017-12")
    described = browser.get(f"/public/data/{name}.csv-metadata.json").json()
    answer = browser.get(f"/public/data/{name}.csv")
    header = answer.content.decode().splitlines()[0]
    assert [column["name"] for column in described["tableSchema"]["columns"]] == header.split(",")
    assert described["url"] == f"{name}.csv"
    assert f"/public/data/{name}.csv-metadata.json" in answer["Link"]
    keys = {tuple(row[key] for key in described["tableSchema"]["primaryKey"]) for row in table(browser, name)}
    assert len(keys) == len(table(browser, name))


def test_there_are_two_tables_and_no_part_of_either(browser):
    assert browser.get("/public/data/people.csv").status_code == 404
    assert browser.get("/public/data/months.csv?kecamatan=31.74.01").status_code == 400
    assert browser.get("/public/data/months.csv?lang=en").status_code == 200


def test_whoever_downloads_both_tables_learns_no_small_number(browser):
    """The attack once more, on what really goes out."""
    for month, places in (("2017-12", {HOME: 9, ELSEWHERE: 4, FAR: 30}), ("2018-01", {HOME: 3, ELSEWHERE: 40, FAR: 7})):
        for code, number in places.items():
            cell(month, number, metric="licensed", kecamatan=code)
            cell(month, number // 3, metric="level_up", kecamatan=code)
            cell(month, number, kecamatan=code)
        closed(month)
    for month in ("2018-02", "2018-03"):
        closed(month)
    known = worked_out(*(read(table(browser, name)) for name in ("months", "kecamatan")))
    counted = {
        ("2017-Q4", HOME, "licensed"): 9,
        ("2017-Q4", HOME, "level_up"): 3,
        ("2017-Q4", ELSEWHERE, "licensed"): 4,
        ("2017-Q4", ELSEWHERE, "level_up"): 1,
        ("2017-Q4", ELSEWHERE, "registered"): 4,
        ("2018-Q1", HOME, "licensed"): 3,
        ("2018-Q1", HOME, "level_up"): 1,
        ("2018-Q1", HOME, "registered"): 3,
        ("2018-Q1", FAR, "level_up"): 2,
        ("2018-Q1", FAR, "licensed"): 7,
    }
    assert secrets(known, counted) == []
    assert known["place", "2017-Q4", FAR, "registered"] != (30, 30)


def read(rows):
    """Numbers as numbers, and nothing as None."""
    numbers = {"value", "first_published"}
    return [
        {key: (int(value) if value else None) if key in numbers else value for key, value in row.items()}
        for row in rows
    ]


# How they are asked for, and kept


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_gets_a_cookie_and_everybody_may_keep_it(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert answer["Cache-Control"] == "public, max-age=300"
    assert {each.strip() for each in answer["Vary"].split(",")} == {"Accept-Language", "Accept-Encoding"}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", [settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME])
def test_whatever_cookie_comes_none_goes_out(browser, address, name):
    browser.cookies[name] = "zz"
    answer = browser.get(address)
    assert answer.cookies == {}
    assert "Cookie" not in answer["Vary"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_unchanged_is_not_sent_again(browser, address):
    people(6, on=DAY)
    rollup.drain()
    tag = browser.get(address)["ETag"]
    again = browser.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=300"
    closed("2017-12")
    assert browser.get(address)["ETag"] != tag


def test_each_revision_and_each_month_that_turns_provisional_changes_the_tag_of_the_page(browser):
    first = browser.get("/public/")["ETag"]
    people(6, on=DAY)
    rollup.drain()
    second = browser.get("/public/")["ETag"]
    stands("2018-03", "provisional")
    assert len({first, second, browser.get("/public/")["ETag"]}) == 3


def test_the_kecamatan_are_the_same_file_while_no_month_is_closed(browser):
    before = browser.get("/public/data/kecamatan.csv")["ETag"]
    people(6, on=DAY)
    rollup.drain()
    assert browser.get("/public/data/kecamatan.csv")["ETag"] == before


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_is_signed_in_gets_the_very_same_bytes(browser, signed_in, address):
    assert signed_in(user("staff")).get(address)["ETag"] == browser.get(address)["ETag"]


@pytest.mark.parametrize(
    ("address", "accepts", "language"),
    [
        ("/public/", "en-GB,en;q=0.9", "en"),
        ("/public/", "id", "id"),
        ("/public/", "fr,en;q=0.5", "en"),
        ("/public/", "fr", "id"),
        ("/public/", "", "id"),
        ("/public/?lang=id", "en", "id"),
        ("/public/?lang=en", "id", "en"),
        ("/public/?lang=fr", "en", "en"),
    ],
)
def test_the_language_is_that_of_the_address_or_of_the_reader(address, accepts, language):
    answer = Client(headers={"accept-language": accepts} if accepts else {}).get(address)
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.content.decode()


def test_a_cookie_of_a_language_changes_nothing():
    browser = Client(headers={"accept-language": "en"})
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "id"
    assert browser.get("/public/")["Content-Language"] == "en"


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_goes_out_packed_to_whoever_takes_it(browser, address):
    closed("2017-12")
    plain, packed = browser.get(address), browser.get(address, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]


def test_the_page_and_its_style_weigh_at_most_60_kilobytes(browser):
    for number in range(12):
        cell("2017-12", 100 + number, metric="new_entrepreneurs", kecamatan=HOME, age_band=f"{number}")
    closed("2017-12")
    page = browser.get("/public/", headers={"accept-encoding": "gzip"})
    text = gzip.decompress(page.content).decode()
    styles = re.findall(r'href="/static/([^"]+\.(?:css|svg))"', text)
    assert "css/public.css" in styles
    weight = sum(len(gzip.compress(Path(finders.find(name)).read_bytes(), 9)) for name in set(styles))
    assert len(page.content) + weight <= 60_000


def test_the_page_asks_for_no_script(browser):
    assert "<script" not in browser.get("/public/").content.decode()


def test_the_page_takes_as_many_queries_with_three_months_as_with_one(browser):
    cell("2017-12", 6, metric="new_entrepreneurs")
    closed("2017-12")
    with_one = queries(browser, "/public/")
    for month in ("2018-01", "2018-02"):
        cell(month, 6, metric="new_entrepreneurs")
        closed(month)
    assert queries(browser, "/public/") == with_one
    assert with_one <= 24


def test_what_is_unchanged_asks_the_database_once_a_second_at_most(browser, settings):
    settings.COUNTS_FRESH_SECONDS = 60
    remembered.forget()
    tag = browser.get("/public/")["ETag"]
    # Whether anything changed; what was answered then holds for a while.
    assert queries(browser, "/public/") == 1
    assert queries(browser, "/public/") == 0
    assert browser.get("/public/", headers={"if-none-match": tag}).status_code == 304
    assert browser.get("/public/?lang=id")["ETag"] != tag
    remembered.forget()


@pytest.mark.parametrize(
    ("condition", "said", "status"),
    [
        ("if-match", "*", 200),
        ("if-match", '"x"', 412),
        ("if-modified-since", "Sun, 29 Oct 2017 19:43:31 GMT", 200),
        ("if-unmodified-since", "Sun, 29 Oct 2017 19:43:31 GMT", 412),
    ],
)
def test_whatever_condition_comes_nothing_is_made_anew_for_it(browser, settings, condition, said, status):
    settings.COUNTS_FRESH_SECONDS = 60
    remembered.forget()
    first = browser.get("/public/").content
    # Whether anything changed is asked once a second.
    assert queries(browser, "/public/") == 1
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get("/public/", headers={condition: said})
    assert (answer.status_code, answer.content) == (status, first if status == 200 else b"")
    assert len(asked) == 0
    remembered.forget()


def test_the_page_is_for_reading(browser):
    assert browser.post("/public/").status_code == 405
    head = browser.head("/public/data/months.csv")
    assert (head.status_code, head.content) == (200, b"")


def test_the_files_are_utf_8_and_named(browser):
    answer = browser.get("/public/data/months.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="months.csv"'
    assert json.loads(browser.get("/public/data/months.json").content)["language"] == "en"
