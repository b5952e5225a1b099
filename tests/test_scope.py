"""Outside one's kecamatan there is nothing: every address of a record answers 404, to read and to write."""

import re
import uuid

import pytest
from django.db import transaction
from django.urls import reverse

from okoce.accounts.roles import Role
from programs.models import Assignment
from tests.factories import (
    ELSEWHERE,
    HOME,
    attend,
    day,
    expense,
    finding,
    likeness,
    merge,
    submitted,
    training,
    transfer,
    user,
)
from tests.test_roles import ABOUT_SOMEBODY, LINES, PARTS, achiever, keys_of, kind_of, kind_within, patterns, told

pytestmark = pytest.mark.django_db

RECORDS = sorted({pattern.name for pattern in patterns() if "pk" in pattern.pattern.converters})
SESSIONS = sorted({pattern.name for pattern in patterns() if "session" in pattern.pattern.converters})
# The methods that the address knows at all.
ASKED = [(line[0], line[1]) for line in LINES if line[0] in RECORDS]
OF_THE_API = [(name, method) for name, method in ASKED if name.startswith("api-")]
OF_PAGES = [one for one in ASKED if one not in OF_THE_API]


@pytest.fixture(scope="module")
def record(standing):
    """One training handed in at each place, with somebody of that place on its list and money spent: {code: training}."""

    def made(code):
        by = user(kecamatan=(code,))
        expense(kecamatan=code)
        finding(kecamatan=code)
        likeness(by=by, lives_in=code)
        merge(by=by, lives_in=code)
        transfer(to=code)
        return submitted(attend(training(by=by, kecamatan=code), achiever(by=by, lives_in=code)))

    return {code: made(code) for code in (HOME, ELSEWHERE)}


@pytest.fixture
def browser(signed_in):
    """Somebody of HOME with every power that opens a record."""
    return signed_in(user(Role.FACILITATOR, Role.VERIFIER, Role.STAFF, kecamatan=(HOME,)))


def address(name, training, *, session=None):
    session = session or training.sessions.get()
    keys = {"pk": keys_of(training)[kind_of(name)], "kind": kind_within(name), "session": session.pk}
    return reverse(name, kwargs={key: keys[key] for key in PARTS[name]})


def test_there_are_records_to_ask_for():
    assert "training" in RECORDS
    assert "participant" in RECORDS
    assert "expense" in RECORDS
    assert set(ABOUT_SOMEBODY) < set(RECORDS)
    assert "roster" in SESSIONS


@pytest.mark.parametrize(("name", "method"), OF_PAGES)
def test_a_record_of_another_kecamatan_is_not_there(name, method, record, browser):
    assert told(browser.generic(method, address(name, record[ELSEWHERE]))) == "404"


@pytest.mark.parametrize(("name", "method"), OF_PAGES)
def test_a_record_of_the_own_kecamatan_is(name, method, record, browser):
    assert told(browser.generic(method, address(name, record[HOME]))) in ("200", "to")


def test_in_the_api_a_record_of_another_kecamatan_is_not_there(record, browser):
    answers = {(name, method): asked(browser, method, address(name, record[ELSEWHERE])) for name, method in OF_THE_API}
    assert answers == dict.fromkeys(OF_THE_API, "404")


def test_in_the_api_a_record_of_the_own_kecamatan_is(record, browser):
    answers = {(name, method): asked(browser, method, address(name, record[HOME])) for name, method in OF_THE_API}
    # It says of a record that is there what is wrong with an empty body, or with what is asked of it.
    assert {line for line, answer in answers.items() if answer not in ("200", "204", "400", "409")} == set()


def asked(browser, method, where):
    """The answer, and everything as it was before."""
    with transaction.atomic():
        answer = told(browser.generic(method, where))
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize(("name", "method"), [(name, method) for name, method in ASKED if name in SESSIONS])
def test_a_session_is_there_only_within_its_training(name, method, record, browser):
    other = training(by=user(kecamatan=(HOME,))).sessions.get()
    assert told(browser.generic(method, address(name, record[HOME], session=other))) == "404"


@pytest.mark.parametrize(
    "name",
    [
        "training",
        "participant",
        "participant-transfer",
        "transfer-undo",
        "expense",
        "api-expense",
        "api-visit",
        *ABOUT_SOMEBODY,
    ],
)
def test_what_may_not_be_seen_and_what_does_not_exist_answer_alike(name, record, browser):
    hidden = address(name, record[ELSEWHERE])
    missing = reverse(name, args=[uuid.uuid4()])
    pages = [browser.get(asked).content.decode().replace(asked, "") for asked in (hidden, missing)]
    tokens = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert tokens.sub("", pages[0]) == tokens.sub("", pages[1])


def test_lists_show_exactly_the_own_kecamatan(record, browser):
    page = browser.get(reverse("trainings")).context["page"]
    assert [row.pk for row in page] == [record[HOME].pk]
    page = browser.get(reverse("expenses") + "?month=2018-03").context["page"]
    assert [row.kecamatan_id for row in page] == [HOME]


def test_an_assignment_that_ended_shows_nothing(record, signed_in):
    one = user(kecamatan=(HOME,))
    Assignment.objects.filter(user=one).update(ends_on=day("2018-04-01"))
    assert told(signed_in(one).get(address("training", record[HOME]))) == "404"


def test_somebody_of_the_whole_city_sees_both(record, signed_in):
    page = signed_in(user(Role.STAFF)).get(reverse("trainings")).context["page"]
    assert {row.pk for row in page} == {record[HOME].pk, record[ELSEWHERE].pk}
