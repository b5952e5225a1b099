"""Why a number, for programs: what fell out and where, and nobody in it."""

import pytest

from reports import rollup
from tests import factories
from tests.factories import ELSEWHERE, HOME, OUTSIDE
from tests.reports.api.asking import refusals
from tests.reports.closed import closed, reopened

pytestmark = pytest.mark.django_db

LICENSED = "counts/explain/?metric=licensed&month=2018-03"


@pytest.fixture
def licences():
    """Nine licences of March, each of somebody else: one counts at HOME, one elsewhere, one outside."""
    for lives_in in (HOME, ELSEWHERE, OUTSIDE):
        factories.approved(factories.licence(factories.person(lives_in=lives_in), issued="2018-03-12"))
    factories.licence(factories.person(), issued="2018-03-13")
    factories.handed_in(factories.licence(factories.person(), issued="2018-03-13"))
    factories.revoked(factories.approved(factories.licence(factories.person(), issued="2018-03-13")))
    factories.approved(factories.licence(factories.person(), issued="2018-03-13", own_name=False))
    factories.approved(factories.licence(factories.person(), issued="2018-03-13", licence_type="PIRT"))
    factories.approved(factories.licence(factories.person(on="2018-03-20"), issued="2018-03-13"))
    rollup.drain()


def fallen(answer):
    records = answer.json()["records"]
    return [f"{one['condition']} {one['records']}: {one['left']}" for one in records["conditions"]]


@pytest.mark.usefixtures("licences")
def test_each_record_falls_out_at_its_condition_and_the_number_is_left(ask):
    answer = ask(LICENSED)
    assert fallen(answer) == [
        "not_handed_in 1: 8",
        "waits 1: 7",
        "revoked 1: 6",
        "other_name 1: 5",
        "other_type 1: 4",
        "before 1: 3",
        "outside 1: 2",
    ]
    assert answer.json()["value"] == 2


@pytest.mark.usefixtures("licences")
@pytest.mark.parametrize(("place", "recorded", "value"), [(HOME, 7, 1), (ELSEWHERE, 1, 1), ("LUAR", 1, 1)])
def test_a_place_has_the_records_of_those_who_lived_there(ask, place, recorded, value):
    told = ask(f"{LICENSED}&kecamatan={place}").json()
    assert (told["records"]["recorded"], told["records"]["counting"], told["value"]) == (recorded, value, value)


@pytest.mark.usefixtures("licences")
def test_the_entries_tell_their_reasons_and_add_up(ask):
    told = ask(LICENSED).json()["entries"]
    assert sum(one["added"] + one["taken"] for one in told) == 2


def test_a_second_licence_counts_nobody_again(ask):
    ani = factories.person()
    for day in ("2018-03-12", "2018-03-13", "2018-04-02"):
        factories.approved(factories.licence(ani, issued=day))
    rollup.drain()
    assert fallen(ask(LICENSED)) == ["again 1: 1"]
    assert fallen(ask("counts/explain/?metric=licensed&month=2018-04")) == ["earlier 1: 0"]


def test_a_definition_takes_off_what_it_does_not_mean(ask):
    factories.approved(factories.licence(factories.person(), issued="2018-03-12"))
    traded = factories.person(baseline="unlicensed", baseline_workers=0)
    factories.approved(factories.licence(traded, issued="2018-03-12"))
    rollup.drain()
    told = ask("counts/explain/?definition=2018-P4&month=2018-03").json()
    assert (told["value"], told["records"]["counting"], told["records"]["less"]) == (1, 2, 1)


def test_a_closed_month_says_what_it_was_published_with_and_in_which_closing(ask):
    paper = factories.approved(factories.licence(factories.person(), issued="2018-03-12"))
    rollup.drain()
    link = closed("2018-03")
    factories.revoked(paper)
    rollup.drain()
    told = ask(LICENSED).json()
    assert (told["value"], told["first_published"], told["status"]) == (0, 1, "final")
    assert told["closing"]["digest"] == link.digest
    assert [(one["vintage"], one["added"], one["taken"]) for one in told["entries"]] == [
        ("first", 1, 0),
        ("adjustment", 0, -1),
    ]


@pytest.mark.usefixtures("licences")
def test_what_was_first_published_keeps_its_closing_while_the_month_is_open_again(ask):
    link = closed("2018-03")
    reopened("2018-03")
    first, latest = ask(f"{LICENSED}&vintage=first").json(), ask(LICENSED).json()
    assert (first["status"], first["closing"]["number"]) == ("final", link.number)
    assert (latest["first_published"], latest["closing"]) == (2, None)


@pytest.mark.usefixtures("licences")
def test_no_closing_has_published_what_is_counted_backwards(ask):
    closed("2018-03")
    code = factories.definition("2027.1", attendance_percent=60, visit_days=3).code
    told = ask(f"counts/explain/?definition={code}&month=2018-03").json()
    assert (told["backcast"], told["status"], told["closing"]) == (True, "final", None)


@pytest.mark.usefixtures("licences")
def test_what_no_closing_published_has_no_first_published_number(ask):
    assert refusals(ask(f"{LICENSED}&vintage=first")) == [("vintage", "not_published")]
    closed("2018-03")
    assert ask(f"{LICENSED}&vintage=first").json()["value"] == 2
    code = factories.definition("2027.1").code
    backwards = f"counts/explain/?metric=licensed@{code}&month=2018-03&vintage=first"
    assert refusals(ask(backwards)) == [("vintage", "not_published")]


def test_a_correction_is_not_published_before_its_own_month_is_closed(ask):
    closed("2018-03")
    factories.approved(factories.licence(factories.person(), issued="2018-03-12"))
    rollup.drain()
    told = ask(LICENSED).json()
    assert (told["value"], told["status"], told["not_published"]) == (1, "final", 1)
    closed("2018-04")
    assert ask(LICENSED).json()["not_published"] == 0


def test_what_evens_out_is_told_by_the_closing_that_it_waits_for_also_while_the_month_is_open_again(ask):
    one, other = (factories.licence(factories.person(), issued="2018-03-12") for _ in range(2))
    factories.approved(one)
    closed("2018-03")
    factories.approved(other)
    rollup.drain()
    reopened("2018-03")
    factories.returned(one)
    rollup.drain()
    told = ask(LICENSED).json()
    assert (told["first_published"], told["corrections"], told["published_since"], told["not_published"]) == (
        1,
        0,
        0,
        0,
    )
    assert told["waits_for"] == [{"month": "2018-03", "value": -1}, {"month": "2018-04", "value": 1}]
    closed("2018-03")
    told = ask(LICENSED).json()
    assert (told["published_since"], told["waits_for"]) == (-1, [{"month": "2018-04", "value": 1}])
    closed("2018-04")
    told = ask(LICENSED).json()
    assert (told["published_since"], told["not_published"], told["waits_for"]) == (0, 0, [])


@pytest.mark.usefixtures("licences")
def test_an_earlier_moment_has_its_entries_and_no_records(ask):
    told = ask(f"{LICENSED}&as_of=1").json()
    assert (told["revision"], told["records"]) == (1, None)


def test_a_record_that_counts_nothing_yet_is_another_answer(ask):
    before = ask(LICENSED)
    assert ask(LICENSED, if_none_match=before["ETag"]).status_code == 304
    factories.licence(factories.person(), issued="2018-03-12")
    assert ask(LICENSED, if_none_match=before["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("metric=licensed,trained", ("metric", "repeated")),
        ("metric=happiness", ("metric", "unknown")),
        ("metric=active_centres&span=through", ("span", "no_sum_over_months")),
        ("metric=trainings&kecamatan=LUAR", ("kecamatan", "no_such_dimension")),
        ("definition=2030", ("definition", "does_not_exist")),
    ],
)
def test_what_is_no_number_is_refused(ask, query, refusal):
    assert refusals(ask(f"counts/explain/?{query}")) == [refusal]
