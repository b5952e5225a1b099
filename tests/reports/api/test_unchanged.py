"""An unchanged answer is 304, and every change is one."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.models import Scope, Token
from okoce.core.months import now
from programs.models import Kecamatan, Programme, Target
from reports import rollup
from reports.models import Definition, MonthlyCount, Thresholds
from tests.factories import HOME, person, user
from tests.reports.api.asking import EVERY_READ, bearing, token
from tests.reports.cells import revision
from tests.reports.closed import stands

pytestmark = pytest.mark.django_db


def new_target():
    old, new = (Target.objects.get(code="T-2017-NE-M") for _ in range(2))
    new.pk, new.version, new.reason = None, 2, "looked up again"
    new.save()
    old.superseded_by = new
    old.save(update_fields=["superseded_by"])


def other_definition():
    Definition.objects.create(code="ANOTHER", metric="funded", source="a test")


def other_thresholds():
    kept = {"attendance_percent": 75, "licence_types": ["NIB"]}
    Thresholds.objects.create(code="ANOTHER", suffix="@ANOTHER", visit_days=3, **kept)


def moved_programme():
    Programme.objects.update(months=61)


def other_spelling():
    Kecamatan.objects.filter(pk=HOME).update(aliases=["Tebet Timur"])


class TestETag:
    @pytest.mark.parametrize("address", EVERY_READ)
    def test_unchanged_it_is_304_without_a_body(self, ask, address):
        tag = ask(address)["ETag"]
        again = ask(address, if_none_match=tag)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)

    @pytest.mark.parametrize("asked", ["W/{tag}", '"other", {tag}', "*"])
    def test_a_weak_tag_a_list_and_a_star_match(self, ask, asked):
        tag = ask("summary/")["ETag"]
        assert ask("summary/", if_none_match=asked.format(tag=tag)).status_code == 304

    def test_another_tag_gets_the_whole_answer(self, ask):
        assert ask("summary/", if_none_match='"other"').status_code == 200

    @pytest.mark.parametrize(
        "change",
        [
            lambda: revision(1),
            lambda: stands("2018-03", "provisional"),
            new_target,
            other_definition,
            other_thresholds,
            moved_programme,
            other_spelling,
        ],
    )
    @pytest.mark.usefixtures("programme_may_move")
    def test_it_changes_with_the_numbers_and_what_they_are_read_with(self, ask, change):
        before = ask("summary/?month=2018-03")["ETag"]
        change()
        assert ask("summary/?month=2018-03")["ETag"] != before

    def test_it_changes_when_a_final_month_is_opened_again(self, ask):
        stands("2018-03", "final")
        before = ask("summary/?month=2018-03")["ETag"]
        stands("2018-03", "open")
        assert ask("summary/?month=2018-03")["ETag"] != before

    def test_it_changes_when_the_rollups_were_mended(self, ask):
        person()
        rollup.drain()
        MonthlyCount.objects.update(value=2)
        wrong = ask("summary/?month=2018-03&definition=2020-P1")
        assert wrong.json()["headline"]["month"]["value"] == 2
        assert rollup.rebuild() == 0
        mended = ask("summary/?month=2018-03&definition=2020-P1", if_none_match=wrong["ETag"])
        assert (mended.status_code, mended.json()["headline"]["month"]["value"]) == (200, 1)

    def test_each_question_form_language_scope_and_month_has_its_own(self, ask, signed_in):
        counts = "counts/?metric=registered"
        tags = [
            ask("summary/")["ETag"],
            ask("summary/?month=2018-03")["ETag"],
            ask(counts)["ETag"],
            ask(counts, accept="text/csv")["ETag"],
            ask(counts, accept_language="id")["ETag"],
            bearing(token(scope=Scope.RECORDS))(counts)["ETag"],
            signed_in(user("staff")).get(f"/api/v1/{counts}")["ETag"],
        ]
        with time_machine.travel(now() + datetime.timedelta(days=31), tick=False):
            Token.objects.update(expiry=now() + datetime.timedelta(days=1))
            tags.append(ask(counts)["ETag"])
        assert len(set(tags)) == 8

    def test_two_tokens_of_one_scope_share_it(self, ask):
        assert bearing(token())("summary/")["ETag"] == ask("summary/")["ETag"]

    def test_it_is_kept_by_nobody_else_and_asked_for_again(self, ask):
        answer = ask("summary/")
        assert answer["Cache-Control"] == "private, no-cache"
        assert {"Authorization", "Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))

    def test_head_has_the_tag_and_no_body(self, ask):
        whole, head = ask("summary/"), ask("summary/", "head")
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
        assert ask("summary/", "head", if_none_match=whole["ETag"]).status_code == 304

    def test_a_refusal_is_no_304(self, ask):
        assert ask("summary/?month=x", if_none_match="*").status_code == 400

    def test_it_takes_three_queries(self, ask):
        tag = ask("summary/")["ETag"]
        with CaptureQueriesContext(connection) as queries:
            ask("summary/", if_none_match=tag)
        assert len(queries) == 3
