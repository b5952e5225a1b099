"""Where it stands and why, for programs: each kecamatan against its own target."""

import pytest

from reports import rollup
from tests.factories import FAR, HOME, finding, people
from tests.reports.api.asking import refusals
from tests.reports.cells import cell

pytestmark = pytest.mark.django_db


def of(code, told):
    return next(row for row in told["results"] if row["kecamatan"] == code)


def test_each_stands_against_its_own_target_who_needs_help_first_first(ask):
    cell("2018-03", 12, metric="new_entrepreneurs")
    cell("2018-03", 60, metric="new_entrepreneurs", kecamatan=FAR)
    told = ask("diagnosis/?month=2018-03").json()
    assert (told["month"], told["count"], told["shared_by"]) == ("2018-03", 44, {"year": None, "source": ""})
    assert [row["kecamatan"] for row in told["results"]][-2:] == [HOME, FAR]
    # 79/91 and 352/364: 43.4 + 48.4.
    home = of(HOME, told)
    assert (home["need"], home["month"], home["through"]) == (
        92,
        {"value": 12, "target": 91},
        {"value": 12, "target": 364},
    )


def test_why_is_a_code_with_its_numbers_and_a_sentence_in_the_language_asked_for(ask):
    cell("2018-03", 40, metric="trained")
    cell("2018-03", 19, metric="licensed")
    cell("2018-03", 1, metric="trainings")
    cell("2018-03", 2, metric="active_facilitators")
    cell("2018-03", 2000, metric="mentoring_visits")
    (why,) = of(HOME, ask("diagnosis/?month=2018-03").json())["diagnosis"]
    assert why == {
        "code": "unlicensed",
        "numbers": {"trained": 40, "licensed": 19},
        "sentence": "Many trained, few licensed: 40 and 19 in six months.",
    }


def test_by_the_definition_asked_for(ask):
    people(3)
    rollup.drain()
    told = ask("diagnosis/?month=2018-03&definition=2020-P1").json()
    assert (of(HOME, told)["month"]["value"], told["definition"]["code"]) == (3, "2020-P1")


def test_after_the_programme_nobody_needs_anything(ask):
    told = ask("diagnosis/?month=2023-01").json()
    assert {row["need"] for row in told["results"]} == {None}


def test_its_tag_changes_with_the_facts(ask):
    before = ask("diagnosis/?month=2018-03")
    assert ask("diagnosis/?month=2018-03", if_none_match=before["ETag"]).status_code == 304
    for metric, value in (("trainings", 1), ("active_facilitators", 1), ("mentoring_visits", 9)):
        cell("2018-03", value, metric=metric)
    finding()
    after = ask("diagnosis/?month=2018-03", if_none_match=before["ETag"])
    assert [one["code"] for one in of(HOME, after.json())["diagnosis"]] == ["findings"]


def test_an_earlier_moment_is_refused(ask):
    assert refusals(ask("diagnosis/?as_of=1")) == [("as_of", "unknown_parameter")]
