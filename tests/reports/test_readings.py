"""Readings of the dashboard: as of an earlier moment, as first published, and what was corrected."""

import re

import pytest

from okoce.core.months import Month
from programs.models import Target
from reports import rollup
from reports.dashboard import Sureness
from reports.definitions import name_headline
from reports.models import Definition
from reports.standing import standing
from reports.targets import NewVersion, new_version
from tests.factories import (
    ELSEWHERE,
    HOME,
    approved,
    attend,
    definition,
    licence,
    people,
    person,
    returned,
    revoked,
    training,
    user,
    verified,
)
from tests.reports.api.asking import bearing, refusals, token
from tests.reports.closed import closed, reopened

pytestmark = pytest.mark.django_db

MARCH, APRIL = "2018-03", "2018-04"
# What a page says of its numbers, whichever the moment.
SAID = [
    "numbers",
    "ladder",
    "headline",
    "outside",
    "activity",
    "spent",
    "bars",
    "chart",
    "table",
    "corrected",
    "status",
    "sure",
]


@pytest.fixture
def staff(signed_in):
    return signed_in(user("staff"))


@pytest.fixture
def ask():
    return bearing(token())


def page(browser, month=MARCH, kecamatan="", **said):
    return browser.get(f"/dashboard/{kecamatan}", {"month": month} | said)


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def closed_until(month):
    for each in Month(2017, 12).until(Month.parse(month)):
        closed(str(each))


def aimed(floor, *, valid_from=MARCH):
    target = Target.objects.get(code="T-2017-NE-M", superseded_by=None)
    new_version(
        by=user("staff"), target=target, said=NewVersion(floor, None, Month.parse(valid_from), "Pergub", "test")
    )


def life():
    """What happens one after the other: to people, targets, months and the headline."""
    first, *_others = people(10)
    verified(attend(training(), first, *_others, person(lives_in=ELSEWHERE)))
    rollup.drain()
    yield
    aimed(3000)
    yield
    checked = approved(licence(first, issued="2018-03-20"))
    rollup.drain()
    yield
    closed_until(MARCH)
    yield
    person(on="2018-03-07", lives_in=ELSEWHERE)
    rollup.drain()
    yield
    reopened(MARCH)
    yield
    revoked(checked)
    rollup.drain()
    yield
    closed(MARCH)
    yield
    name_headline(
        by=user("staff"), definition=Definition.objects.get(pk="2020-P1"), from_month=Month(2018, 4), reason="test"
    )
    yield
    aimed(2000, valid_from=APRIL)
    yield


def told(ask, question):
    answer = ask(f"summary/?{question}")
    return answer.content, answer["OKOCE-Status"], answer["OKOCE-Revision"]


def test_every_summary_of_the_past_is_answered_again_to_the_byte(ask):
    questions = [f"month={month}{definition}" for month in (MARCH, APRIL) for definition in ("", "&definition=2018-P4")]
    given = {}
    for _happened in life():
        given |= {(question, standing().revision): told(ask, question) for question in questions}
    assert len(given) == 4 * 10
    assert len({body for body, *_headers in given.values()}) == 4 * 10
    assert {key: told(ask, f"{key[0]}&as_of={key[1]}") for key in given} == given


# Beside its numbers as known now, what one kecamatan had and each other vintage.
PAGES = [{}, {"kecamatan": f"{HOME}/"}, {"vintage": "first"}, {"vintage": "adjustments"}]


def test_every_dashboard_of_the_past_is_shown_again(staff):
    def shown(number, **said):
        return [[context.get(name) for name in SAID] for context in (contexts(number, said))]

    def contexts(number, said):
        return (page(staff, **PAGES[(number + turn) % 4], **said).context for turn in range(2))

    given = {standing().revision: shown(standing().revision) for _happened in life()}
    assert len(given) == 10
    assert {number: shown(number, as_of=number) for number in given} == given


class TestAsOf:
    @pytest.fixture
    def moved(self):
        """Three people as of revision 1, five as of revision 2."""
        people(3)
        rollup.drain()
        people(2)
        rollup.drain()

    @pytest.mark.usefixtures("moved")
    def test_the_page_says_as_of_when_it_is_and_how_to_come_back(self, staff):
        response = page(staff, as_of=1, definition="2020-P1")
        assert response.context["numbers"]["headline"]["month"]["value"] == 3
        assert "These are the numbers as they were on" in text(response)
        assert 'href="?month=2018-03&amp;definition=2020-P1">Back to the numbers of now' in response.content.decode()
        # What waits now is no matter of then.
        assert "nothing waits to be counted" not in text(response)

    @pytest.mark.usefixtures("moved")
    def test_the_month_the_definition_and_the_kecamatan_keep_the_moment(self, staff):
        html = page(staff, as_of=1).content.decode()
        assert '<input type="hidden" name="as_of" value="1">' in html
        assert 'href="?month=2018-03&amp;definition=2020-P1&amp;as_of=1"' in html
        assert 'href="/dashboard/where/?month=2018-03&amp;as_of=1"' in html

    @pytest.mark.usefixtures("moved")
    @pytest.mark.parametrize(
        ("as_of", "sentence"),
        [
            ("9", "There is no such revision; revisions go from 1 to 2."),
            ("2999-01-01", "This day is not over yet: numbers as of a day are those of its end."),
            ("2017-12-01", "Nothing was counted by the end of that day: there is no revision of it."),
            ("March", "Write the number of a revision, or a day as YYYY-MM-DD, for example 2018-03-31."),
        ],
    )
    def test_a_moment_that_there_is_not_is_said_beside_the_field_and_now_is_shown(self, staff, as_of, sentence):
        response = page(staff, as_of=as_of, definition="2020-P1")
        assert response.context["form"].errors["as_of"] == [sentence]
        assert response.context["numbers"]["headline"]["month"]["value"] == 5

    def test_a_target_that_came_later_is_not_in_it(self, ask):
        people(1)
        rollup.drain()
        aimed(3000)
        aims = [
            ask(f"summary/?month={MARCH}&as_of={number}").json()["headline"]["month"]["target"] for number in (1, 2)
        ]
        assert aims == [4000, 3000]

    def test_a_definition_that_came_later_is_refused(self, ask):
        people(1)
        rollup.drain()
        person()
        rollup.drain()
        Definition.objects.create(code="LATER", metric="registered", source="a test", revision_id=2)
        question = f"summary/?month={MARCH}&definition=LATER"
        assert ask(f"{question}&as_of=2").status_code == 200
        assert refusals(ask(f"{question}&as_of=1")) == [("definition", "does_not_exist")]

    def test_without_a_month_it_is_the_one_of_then(self, ask):
        people(1)
        rollup.drain()
        assert ask("summary/?as_of=1").json()["month"] == str(standing().month)

    @pytest.mark.parametrize(("as_of", "code"), [("1", "revision_unknown"), ("2018-3-1", "invalid")])
    def test_what_there_is_none_of_is_refused(self, ask, as_of, code):
        assert refusals(ask(f"summary/?as_of={as_of}")) == [("as_of", code)]


class TestVintages:
    def test_first_published_of_a_month_that_is_not_final_is_no_number(self, staff):
        people(3)
        rollup.drain()
        response = page(staff, vintage="first", definition="2020-P1")
        assert "March 2018: not published yet" in text(response)
        assert "The ladder" not in text(response)
        home = page(staff, kecamatan=f"{HOME}/", vintage="first", definition="2020-P1")
        assert {bar.value for bar in home.context["bars"]} == {None}

    def test_first_published_of_a_final_month_stays_whatever_comes_later(self, staff):
        people(3)
        closed_until(MARCH)
        people(2)
        rollup.drain()
        first, latest = page(staff, vintage="first", definition="2020-P1"), page(staff, definition="2020-P1")
        assert first.context["numbers"]["headline"]["month"]["value"] == 3
        assert latest.context["numbers"]["headline"]["month"] == {"value": 5, "first_published": 3, "target": 4000}
        assert "3 first published. Not published yet" in text(latest)

    def test_what_was_first_published_is_told_while_the_month_is_open_again(self, staff):
        people(3)
        closed_until(APRIL)
        reopened(MARCH)
        person()
        rollup.drain()
        first, latest = page(staff, vintage="first", definition="2020-P1"), page(staff, definition="2020-P1")
        assert first.context["unpublished"] == []
        assert first.context["numbers"]["headline"]["month"]["value"] == 3
        assert latest.context["numbers"]["headline"]["month"] == {"value": 4, "first_published": 3, "target": 4000}

    def test_nobody_is_first_published_twice(self, ask):
        """A licence was returned while its month was closed, and approved once the month was open again."""
        record = approved(licence(person()))
        closed_until(MARCH)
        returned(record)
        closed(APRIL)
        reopened(MARCH)
        approved(record)
        closed(MARCH)
        assert ask(f"counts/?metric=licensed&from={MARCH}&to={APRIL}&vintage=first").json()["results"] == [
            {"month": MARCH, "metric": "licensed", "value": 1}
        ]
        assert ask(f"counts/?metric=licensed&from={MARCH}&to={APRIL}&vintage=adjustments").json()["results"] == [
            {"month": MARCH, "metric": "licensed", "value": 1},
            {"month": APRIL, "metric": "licensed", "value": -1},
        ]

    def test_what_a_later_definition_counts_in_a_closed_month_is_neither_published_nor_a_correction(self, ask):
        approved(licence(person()))
        closed_until(MARCH)
        definition("2027.1", visit_days=1)
        rollup.drain()
        asked = f"counts/?metric=licensed@2027.1&from={MARCH}&to={APRIL}"
        of = {each: ask(f"{asked}&vintage={each}").json()["results"] for each in ("latest", "first", "adjustments")}
        assert of == {
            "latest": [{"month": MARCH, "metric": "licensed@2027.1", "value": 1}],
            "first": [],
            "adjustments": [],
        }

    def test_corrections_are_what_the_month_published_of_earlier_ones(self, staff):
        people(3)
        closed_until(MARCH)
        person(on="2018-03-07", lives_in=ELSEWHERE)
        rollup.drain()
        response = page(staff, APRIL, vintage="adjustments", definition="2020-P1")
        assert response.context["corrected"] == [(Month(2018, 3), 1)]
        assert "March 2018 +1" in text(response)
        assert page(staff, MARCH, vintage="adjustments").context["corrected"] == []

    def test_another_vintage_is_no_page(self, staff):
        assert page(staff, vintage="oldest").status_code == 404


def test_the_head_over_what_was_first_published_says_that_it_stays(staff):
    closed_until(MARCH)
    reopened(MARCH)
    first, latest = text(page(staff, vintage="first")), text(page(staff))
    assert "What it first published stays as it is" in first
    assert "provisional" not in first
    assert "Paler numbers may change until it is closed anew" in latest


def test_corrections_of_a_month_that_is_open_are_not_called_published(staff):
    closed_until(MARCH)
    opened, closed_one = text(page(staff, APRIL, vintage="adjustments")), text(page(staff, vintage="adjustments"))
    assert "What no closing has published of them may change until April 2018 is closed" in opened
    assert "April 2018 has no correction of the headline so far" in opened
    assert "March 2018 published no correction" in closed_one


def test_each_number_leads_to_the_records_behind_it(staff):
    people(3)
    rollup.drain()
    html = page(staff, definition="2018-P4").content.decode()
    for address in (
        "/records/?month=2018-03&amp;definition=2018-P4",
        "/records/?month=2018-03&amp;definition=2018-P4&amp;span=through",
        "/records/?month=2018-03&amp;metric=registered&amp;span=through",
        "/records/?month=2018-03&amp;metric=trained&amp;span=through",
        "/records/?month=2018-03&amp;kecamatan=LUAR&amp;metric=registered",
    ):
        assert f'href="{address}"' in html
    assert staff.get("/records/?month=2018-03&kecamatan=LUAR&metric=registered").status_code == 200


def test_a_sum_is_no_surer_than_the_least_sure_month_in_it(staff):
    closed_until(MARCH)
    reopened(MARCH)
    assert page(staff, APRIL).context["sure"] == Sureness("open", "open", "open", "open")
    assert page(staff, MARCH).context["sure"] == Sureness("provisional", "provisional", "provisional", "provisional")
    assert page(staff, "2018-02").context["sure"].through == "final"


def test_what_was_first_published_is_sure_also_while_its_month_is_open_again(staff):
    closed_until(MARCH)
    reopened(MARCH)
    assert page(staff, MARCH, vintage="first").context["sure"] == Sureness("final", "final", "final", "final")
    assert page(staff, APRIL, vintage="first").context["sure"] == Sureness("open", "open", "open", "open")
