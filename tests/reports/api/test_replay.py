"""Counts as of an earlier revision or day, and what changed since one."""

import itertools

import pytest
import time_machine

from okoce.accounts.models import Token
from participants.models import Participant
from reports import rollup
from reports.models import Revision
from tests.factories import ELSEWHERE, HOME, OUTSIDE, approved, licence, person, revoked
from tests.reports.api.asking import refusals, rows
from tests.reports.cells import posted
from tests.reports.closed import closed, stands

pytestmark = pytest.mark.django_db

MARCH = "counts/?metric=registered&from=2018-03"


@pytest.fixture
def history():
    """Three revisions: five people in March, one of whom moved, and one who was none after all."""
    posted(1, "2018-03-10T10:00:00+07:00", ("2018-03", 5))
    posted(2, "2018-03-20T23:59:59+07:00", ("2018-03", -1), ("2018-03", 1, {"kecamatan": ELSEWHERE}))
    posted(3, "2018-03-21T00:00:00+07:00", ("2018-03", -1))


@pytest.mark.usefixtures("history")
class TestAsOf:
    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [
            ("1", [f"{HOME} registered 5"]),
            ("2", [f"{ELSEWHERE} registered 1", f"{HOME} registered 4"]),
            ("3", [f"{ELSEWHERE} registered 1", f"{HOME} registered 3"]),
            ("2018-03-10", [f"{HOME} registered 5"]),
            ("2018-03-19", [f"{HOME} registered 5"]),
            ("2018-03-20", [f"{ELSEWHERE} registered 1", f"{HOME} registered 4"]),
            ("2018-03-21", [f"{ELSEWHERE} registered 1", f"{HOME} registered 3"]),
        ],
    )
    def test_it_is_that_revision_or_the_last_of_that_day(self, ask, as_of, expected):
        assert rows(ask(f"{MARCH}&by=kecamatan&as_of={as_of}")) == expected

    def test_the_answer_says_which_revision_it_is_of(self, ask):
        answer = ask(f"{MARCH}&as_of=2018-03-20")
        told = answer.json()
        assert (told["revision"], told["as_of"]) == (2, "2018-03-20T23:59:59+07:00")
        assert told["periods"] == [{"month": "2018-03", "status": "open"}]
        assert told["coverage"] == {"kecamatan_reporting": 2, "of": 44}
        assert (answer["OKOCE-Revision"], answer["OKOCE-As-Of"]) == ("2", "2018-03-20T23:59:59+07:00")

    def test_a_month_that_was_closed_later_was_not_final_then(self, ask):
        # That is revision 4.
        stands("2018-03", "final")
        posted(5, "2018-04-20T09:00:00+07:00", ("2018-04", 1))
        then, later = (ask(f"{MARCH}&vintage=first&as_of={number}").json() for number in (3, 5))
        assert (then["results"], then["periods"][0]["status"]) == ([], "open")
        assert (later["results"][0]["value"], later["periods"][0]["status"]) == (4, "final")

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("as_of=0", [("as_of", "revision_unknown")]),
            ("as_of=4", [("as_of", "revision_unknown")]),
            ("as_of=2018-03-09", [("as_of", "revision_unknown")]),
            ("as_of=2999-01-01", [("as_of", "day_not_finished")]),
            ("as_of=9999-12-31", [("as_of", "day_not_finished")]),
            ("as_of=2018-02-29", [("as_of", "invalid")]),
            ("as_of=2018-03", [("as_of", "invalid")]),
            ("as_of=-1", [("as_of", "invalid")]),
            ("as_of=9999999999999999999", [("as_of", "invalid")]),
            ("since=4", [("since", "revision_unknown")]),
            ("since=2018-03-20", [("since", "invalid")]),
            ("since=3&as_of=2", [("since", "revisions_reversed")]),
            ("since=1&vintage=first", [("since", "no_changes_of_first")]),
        ],
    )
    def test_what_there_is_none_of_is_refused(self, ask, query, expected):
        assert refusals(ask(f"{MARCH}&{query}")) == expected

    def test_why_is_said_in_a_sentence(self, ask):
        told = {ask(f"{MARCH}&{query}").json()["errors"][0]["detail"] for query in ("as_of=9", "as_of=2018-03-01")}
        assert told == {
            "There is no such revision; revisions go from 1 to 3.",
            "Nothing was counted by the end of that day: there is no revision of it.",
        }


def test_a_day_is_over_once_nothing_more_can_be_of_it(ask):
    posted(1, "2018-03-20T20:00:00+07:00", ("2018-03", 5))
    Token.objects.update(expiry="2019-01-01T00:00:00Z")
    question = "counts/?metric=registered&as_of=2018-03-20"
    with time_machine.travel("2018-03-20T17:59:00Z", tick=False):
        assert refusals(ask(question)) == [("as_of", "day_not_finished")]
    with time_machine.travel("2018-03-20T18:00:00Z", tick=False):
        assert ask(question).json()["revision"] == 1
    posted(2, "2018-03-21T00:00:30+07:00", ("2018-03", 1))
    with time_machine.travel("2018-03-20T17:01:00Z", tick=False):
        assert ask(question).json()["revision"] == 1


def life():
    """What happens one after the other; each is rolled up before the next."""
    someone, other = person(on="2018-03-05"), person(on="2018-03-06", sex="male", lives_in=OUTSIDE)
    yield
    checked = approved(licence(someone, issued="2018-03-20"))
    yield
    stands("2018-03", "final")
    person(on="2018-03-07", lives_in=ELSEWHERE)
    Participant.objects.filter(pk=other.pk).update(sex="female")
    yield
    revoked(checked)
    yield


MANY = [
    "",
    "&by=year,kecamatan",
    "&by=month,gender,age_band,resident&resident=all",
    "&by=city&resident=no",
    "&vintage=adjustments&resident=all",
    "&vintage=first",
]


def test_every_answer_of_the_past_is_given_again_exactly(ask):
    given = {}
    for _happened in life():
        rollup.drain()
        newest = Revision.objects.first().number
        given |= {(question, newest): told(ask, question) for question in MANY}
    assert len(given) == 24
    assert {(question, number): told(ask, f"{question}&as_of={number}") for question, number in given} == given


def told(ask, question):
    return ask(f"counts/?metric=registered,licensed{question}").json()["results"]


class TestSince:
    @pytest.mark.usefixtures("history")
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("by=kecamatan&since=0", [f"{ELSEWHERE} registered 1", f"{HOME} registered 3"]),
            ("by=kecamatan&since=2", [f"{HOME} registered 3"]),
            ("by=kecamatan&since=3", []),
            ("by=kecamatan&since=1&as_of=2", [f"{ELSEWHERE} registered 1", f"{HOME} registered 4"]),
            (f"by=month&since=2&kecamatan={ELSEWHERE}", []),
            ("by=gender&since=1&to=2018-03", ["female registered 4"]),
        ],
    )
    def test_only_rows_that_changed_with_what_they_are_now(self, ask, query, expected):
        assert rows(ask(f"{MARCH}&{query}")) == expected

    def test_so_are_adjustments(self, ask):
        checked = approved(licence(person(on="2018-03-05")))
        closed("2018-03")
        revoked(checked)
        rollup.drain()
        adjusted = "counts/?metric=licensed&vintage=adjustments&since="
        assert [rows(ask(f"{adjusted}{number}")) for number in (1, 3)] == [["2018-04 licensed -1"], []]

    def test_a_row_that_is_nothing_any_more_is_told_as_nothing(self, ask):
        posted(1, "2018-03-10T10:00:00+07:00", ("2018-03", 5))
        posted(2, "2018-03-11T10:00:00+07:00", ("2018-03", -5))
        assert rows(ask(MARCH)) == []
        assert rows(ask(f"{MARCH}&since=1")) == ["2018-03 registered 0"]

    def test_a_copy_that_is_kept_up_to_date_is_the_whole(self, ask):
        question = "counts/?metric=registered,licensed&resident=all&by=month,kecamatan,gender"
        copy, seen = {}, 0
        for _happened in itertools.chain([None], life()):
            rollup.drain()
            answer = ask(f"{question}&since={seen}").json()
            seen = answer["revision"]
            for row in answer["results"]:
                copy[tuple(row.values())[:-1]] = row["value"]
            whole = {tuple(row.values())[:-1]: row["value"] for row in ask(question).json()["results"]}
            assert {key: value for key, value in copy.items() if value} == whole
        assert len(copy) > len(whole)
