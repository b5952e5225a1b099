"""Facilitators from a spreadsheet: every row judged, all of them made or none."""

import datetime

import pytest

from okoce.accounts import links
from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.months import now
from okoce.core.sheets.lists import Row
from programs import facilitators
from tests.factories import ELSEWHERE, HOME, day, user
from tests.pages import refused
from tests.refusals import refused_as_a_whole
from tests.spreadsheets import csv, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY = day("2026-11-24")
HEAD = ("username", "name", "kecamatan", "from", "until")
SITI = ("siti", "Siti Rahayu", "Tebet; 31.73.05", "2026-12-01", "31/03/2027")
BUDI = ("budi", "Budi Santoso", "tebet", "", "")


def row(**said):
    return Row(2, {"username": "siti", "name": "Siti", "kecamatan": "Tebet", "from": "", "until": "", **said})


def judged(*rows):
    return facilitators.judge(rows, today=TODAY)


class TestJudging:
    def test_a_right_row(self):
        one = judged(row(kecamatan="Tebet; 31.73.05", **{"from": "2026-12-01", "until": "31/03/2027"}))[0]
        assert ([place.code for place in one.kecamatan], one.on, one.until, one.wrong) == (
            [HOME, ELSEWHERE],
            day("2026-12-01"),
            day("2027-04-01"),
            [],
        )

    def test_without_a_first_day_it_is_today(self):
        assert judged(row())[0].on == TODAY

    @pytest.mark.parametrize(
        ("said", "sentences"),
        [
            ({"username": "siti rahayu"}, ["user name: Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."]),
            ({"username": ""}, ["user name: This field cannot be blank."]),
            ({"name": "  "}, ["full name: This field cannot be blank."]),
            ({"kecamatan": "Tebet; Atlantis"}, ["Unknown kecamatan: Atlantis."]),
            ({"kecamatan": "317401"}, ["Unknown kecamatan: 317401."]),
            ({"kecamatan": " ; "}, ["No kecamatan: a facilitator works in one at least."]),
            ({"from": "tomorrow"}, ["Write days as 2026-03-31 or 31/03/2026."]),
            ({"from": "2026-02-30"}, ["Write days as 2026-03-31 or 31/03/2026."]),
            ({"until": "9999-12-31"}, ["Write days as 2026-03-31 or 31/03/2026."]),
            ({"until": "2026-11-23"}, ["The last day lies before the first."]),
            ({"name": "=HYPERLINK(1)"}, ["A cell begins with a sign that spreadsheets take for a formula."]),
        ],
        ids=str,
    )  # fmt: skip
    def test_each_thing_that_is_wrong_gets_a_sentence(self, said, sentences):
        assert judged(row(**said))[0].wrong == sentences

    def test_a_user_name_that_somebody_has_in_any_case(self):
        user()
        User.objects.update(username="SITI")
        assert judged(row())[0].wrong == ["Somebody has this user name already."]

    def test_a_user_name_that_stands_there_twice(self):
        sentence = "This user name stands in the list more than once."
        assert [one.wrong for one in judged(row(), row(username="Siti"), row(username="budi"))] == [[sentence]] * 2 + [
            []
        ]

    def test_it_takes_as_many_queries_for_three_rows_as_for_one(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            judged(row(), row(username="b"), row(username="c"))


class TestInviting:
    def test_everybody_with_a_link(self):
        rows = [row(), row(username="budi")]
        made = facilitators.invite_all(by=user(Role.ADMIN), rows=rows, at=now())
        assert [(one.username, one.roles) for one, _token in made] == [
            ("siti", ["facilitator"]),
            ("budi", ["facilitator"]),
        ]
        assert [links.link_of(token).user for _one, token in made] == [one for one, _token in made]

    def test_nobody_when_one_row_is_wrong(self):
        with refused_as_a_whole():
            facilitators.invite_all(by=user(Role.ADMIN), rows=[row(), row(username="")], at=now())
        assert not User.objects.filter(username="siti").exists()


class TestPage:
    @pytest.fixture
    def browser(self, signed_in):
        return signed_in(user(Role.ADMIN))

    def show(self, browser, file):
        return browser.post("/admin/facilitators/", {"file": file})

    @pytest.mark.parametrize("make", [csv, workbook])
    def test_shows_every_row_and_then_adds_them(self, browser, make):
        form = self.show(browser, make(HEAD, SITI, BUDI)).context["form"]
        assert ([one.username for one in form.judged], form.wrong) == (["siti", "budi"], [])
        assert not User.objects.filter(username="siti").exists()
        answer = browser.post("/admin/facilitators/", {"rows": form["rows"].value()})
        assert [account.username for account, _address in answer.context["rows"]] == ["siti", "budi"]
        siti = User.objects.get(username="siti").assignments.order_by("kecamatan")
        assert [(one.kecamatan_id, one.starts_on, one.last_day) for one in siti] == [
            (ELSEWHERE, day("2026-12-01"), day("2027-03-31")),
            (HOME, day("2026-12-01"), day("2027-03-31")),
        ]

    def test_a_wrong_row_has_its_sentence_and_no_button_adds_anybody(self, browser):
        answer = self.show(browser, csv(HEAD, SITI, ("budi", "Budi", "Atlantis", "", "")))
        assert [one.row.number for one in answer.context["form"].wrong] == [3]
        page = answer.content.decode()
        assert ("Unknown kecamatan: Atlantis." in page, 'name="rows"' in page) == (True, False)

    def test_what_has_become_wrong_meanwhile_is_shown_again(self, browser):
        form = self.show(browser, csv(HEAD, SITI, BUDI)).context["form"]
        somebody = user()
        User.objects.filter(pk=somebody.pk).update(username="budi")
        answer = browser.post("/admin/facilitators/", {"rows": form["rows"].value()})
        assert [one.username for one in answer.context["form"].wrong] == ["budi"]
        assert not User.objects.filter(username="siti").exists()

    @pytest.mark.parametrize("rows", ["[1]", "{}", "[[1, 2]]", '[["x", {}]]', "[[Infinity, {}]]", "what"])
    def test_rows_that_it_did_not_show_are_none(self, browser, rows):
        assert browser.post("/admin/facilitators/", {"rows": rows}).status_code == 200
        assert User.objects.count() == 1

    def test_no_file_and_no_row_are_said_beside_the_field(self, browser):
        assert refused(browser.post("/admin/facilitators/", {"rows": ""})) == {"file": ["Choose a file."]}
        told = refused(self.show(browser, csv(HEAD)))
        assert told == {"file": ["The list holds no row under the names of its columns."]}

    def test_the_empty_list_is_one_that_it_reads(self, browser):
        answer = browser.get("/admin/facilitators/template.csv")
        assert answer.content.decode("utf-8-sig") == "username;name;kecamatan;from;until\r\n"
        assert refused(self.show(browser, csv(HEAD))) == {
            "file": ["The list holds no row under the names of its columns."]
        }

    def test_a_day_after_the_list_was_shown_an_empty_first_day_is_that_day(self):
        made = facilitators.invite_all(by=user(Role.ADMIN), rows=[row()], at=now() + datetime.timedelta(days=1))
        assert made[0][0].assignments.get().starts_on == (now() + datetime.timedelta(days=1)).date()
