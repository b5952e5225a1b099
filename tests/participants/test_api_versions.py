"""Changes that say which version was read: of another one by now, nothing is changed."""

import pytest

from tests.bearing import bearing
from tests.factories import HOME, licence, person, training, user, visit, workers

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return user(kecamatan=(HOME,))


def records(by):
    """The address of one of each kind that is checked and changed, and a change of it."""
    somebody = person(by=by)
    return [
        (f"visits/{visit(somebody, by=by, confirms_trading=True).pk}/", {"topic": "Books"}),
        (f"milestones/{licence(somebody, by=by).pk}/", {"number": "9120001234567"}),
        (f"job-reports/{workers(somebody, by=by).pk}/", {"full_time": 7}),
        (f"trainings/{training(by=by).pk}/", {"place": "Another hall"}),
    ]


@pytest.mark.usefixtures("in_english")
def test_a_change_of_another_version_is_refused_and_one_of_the_present_one_is_made(by):
    send = bearing(by)
    for address, change in records(by):
        version = send("get", address).json()["version"]
        stale = send("patch", address, change | {"version": version + 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "version_stale")
        assert [error["field"] for error in stale.json()["errors"]] == ["version"]
        present = send("patch", address, change | {"version": version})
        assert present.status_code == 200, present.content
        assert {name: present.json()[name] for name in change} == change


def test_if_match_is_refused_because_records_have_no_tags(by):
    send = bearing(by)
    for address, change in records(by):
        answer = send("patch", address, change, headers={"if-match": '"x"'})
        assert answer.status_code == 400
        assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
            ("If-Match", "if_match_not_taken")
        ]
        assert send("get", address, headers={"if-match": '"x"'}).status_code == 200
