"""Why a kecamatan stands where it does: each rule at the number at which it begins to hold."""

import pytest

from reports.diagnosis import RULES, Numbers, diagnosis

pytestmark = pytest.mark.usefixtures("in_english")

# Where nothing is wrong: one less or more in one of these makes one rule hold.
WELL = {
    "registered": 40, "trained": 20, "licensed": 10, "trainings": 1, "facilitators": 1, "visits": 8, "counted": 2,
    "people": 58, "uncounted": 1, "came": 9, "waiting": 3, "days_waiting": 14, "lag": 23, "lag_of": 9, "overdue": 0, "needed": 58,
}  # fmt: skip


def said(*, value=10, target=10, **numbers):
    found = diagnosis(Numbers(**WELL | numbers), value=value, target=target)
    return [(one.code, one.sentence) for one in found]


def test_where_nothing_is_wrong_it_is_on_pace_with_its_numbers():
    assert said(value=1200) == [
        ("on-pace", "On pace: 1,200 since the start, where the months that are over ask for 10."),
    ]


def test_behind_without_a_reason_it_says_that_too():
    assert said(value=9) == [
        (
            "unexplained",
            "Behind, and no number here says why: 9 since the start, where the months that are over ask for 10.",
        )
    ]


def test_no_training_is_told_wherever_there_was_none_and_once():
    nobody_but_visits = {"trainings": 0, "facilitators": 0, "uncounted": 0}
    assert [code for code, _sentence in said(visits=8, **nobody_but_visits)] == ["no-training"]
    assert [code for code, _sentence in said(visits=7, **nobody_but_visits)] == ["nobody"]


def test_after_the_programme_there_is_nothing_to_be_behind_of():
    assert said(target=None) == [("quiet", "Nothing stands out.")]


@pytest.mark.parametrize(
    ("numbers", "code", "sentence"),
    [
        (
            {"facilitators": 0, "visits": 7},
            "nobody",
            "No facilitator was active: no counted training, and 7 visits.",
        ),
        (
            {"trainings": 0},
            "none-counted",
            "No training counted: 1 to which 9 came was too small, too short, or over in another month.",
        ),
        ({"trainings": 0, "counted": 0, "uncounted": 0}, "no-training", "No training counted this month."),
        (
            {"registered": 41},
            "untrained",
            "Many registered, few trained: 41 and 20 in six months.",
        ),
        ({"licensed": 9}, "unlicensed", "Many trained, few licensed: 20 and 9 in six months."),
        (
            {"days_waiting": 15},
            "unchecked",
            "What was handed in waits for a verifier: 3, the oldest for 15 days.",
        ),
        (
            {"people": 57},
            "half-empty",
            # 28.5 to each.
            "Too few at trainings: 57 came to 2 that counted, about 29 to each; 58 new entrepreneurs are needed from each.",
        ),
        ({"visits": 7}, "few-visits", "Few visits: 7 this month."),
        (
            {"lag": 24},
            "late",
            "Data come late: half of 9 records took 24 days or more until they were approved.",
        ),
        ({"overdue": 1}, "findings", "Findings wait for an answer past their day: 1."),
    ],
)
def test_each_rule_holds_from_one_number_on(numbers, code, sentence):
    assert said(**numbers) == [(code, sentence)]


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"facilitators": 0, "visits": 1}, "No facilitator was active: no counted training, and 1 visit."),
        (
            {"people": 28, "counted": 1},
            "Too few at trainings: 28 came to 1 that counted; 58 new entrepreneurs are needed from each.",
        ),
        ({"lag": 24, "lag_of": 1}, "Data come late: 1 record took 24 days until it was approved."),
    ],
)
def test_of_one_it_is_said_as_of_one(numbers, sentence):
    assert [words for _code, words in said(**numbers)] == [sentence]


def test_a_large_number_stands_in_it_as_people_write_it():
    assert said(waiting=1284, days_waiting=15)[0][1].startswith("What was handed in waits for a verifier: 1,284,")


def test_every_rule_is_tried():
    tried = {
        "nobody",
        "none-counted",
        "no-training",
        "untrained",
        "unlicensed",
        "unchecked",
        "half-empty",
        "few-visits",
        "late",
        "findings",
    }
    assert {rule.code for rule in RULES} == tried


def test_at_most_two_are_told_the_worst_first():
    assert [code for code, _sentence in said(trainings=0, uncounted=0, lag=99, overdue=4)] == ["no-training", "late"]


def test_nothing_is_said_twice_where_nobody_was_active():
    codes = [code for code, _sentence in said(facilitators=0, trainings=0, uncounted=0, visits=0, lag=24)]
    assert codes == ["nobody", "late"]


def test_trainings_of_which_none_counted_are_told_once():
    none = {"trainings": 0, "counted": 0, "people": 0, "uncounted": 3, "came": 14}
    assert said(**none) == [
        (
            "none-counted",
            "No training counted: 3 to which 14 came were too small, too short, or over in another month.",
        )
    ]
    assert [code for code, _sentence in said(**none, facilitators=0, visits=0)] == ["nobody", "none-counted"]


def test_those_that_did_not_count_make_the_others_no_smaller():
    assert said(uncounted=9, came=9) == said()


def test_a_month_that_has_just_begun_may_have_trainings_with_too_few():
    assert [code for code, _sentence in said(trainings=None, people=57)] == ["half-empty"]


def test_where_no_training_counted_yet_there_were_not_too_few():
    assert said(trainings=None, counted=0, people=0) == said()


@pytest.mark.parametrize(
    "unknown", ["facilitators", "trainings", "visits", "counted", "uncounted", "waiting", "lag", "overdue", "needed"]
)
def test_what_is_not_known_makes_no_rule_hold(unknown):
    assert said(**{unknown: None}) == said()


def test_of_fewer_than_twenty_a_share_is_chance():
    assert said(registered=19, trained=0, licensed=0) == said()


def test_it_is_told_with_the_numbers_that_made_it():
    (found,) = diagnosis(Numbers(**WELL | {"licensed": 9}), value=10, target=10)
    assert found.numbers == {"trained": 20, "licensed": 9}
