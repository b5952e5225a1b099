"""What lists of other offices say is counted once it is confirmed, and posted back when that is taken back."""

import pytest

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants import verification
from participants.models import Match
from participants.reconciling import deciding
from tests.factories import ELSEWHERE, HOME, approver, books, case, licence, nik, person, user, verified, visit
from tests.participants.listing import line, load, match_of
from tests.reports.reading import counted, entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def entrepreneur():
    """Somebody who counts as new in April, and has an identity number."""
    number = nik()
    somebody = person(nik=number, on="2018-03-05")
    for held in ("2018-03-10", "2018-03-20"):
        visit(somebody, on=held)
    verified(licence(somebody, issued="2018-03-25"))
    verified(books(somebody, month="2018-04"))
    verification.approve(by=approver(), record=case(somebody), version=1)
    somebody.number = number
    return somebody


def test_a_licence_from_before_the_registration_withdraws_new_as_long_as_it_is_confirmed(entrepreneur):
    load(line(nik=entrepreneur.number, number="9", issued="04-03-2018"))
    assert counted("new_entrepreneurs") == ["2018-04 31.74.01 female 25-34: 1"]

    match = deciding.confirm(by=user(Role.VERIFIER), match=match_of(entrepreneur), at=now())
    assert (counted("new_entrepreneurs"), counted("level_up")) == ([], ["2018-03 31.74.01 female 25-34: 1"])

    deciding.undo(by=user(Role.VERIFIER), match=match, because="Orangnya lain", at=now())
    assert (counted("new_entrepreneurs"), counted("level_up")) == (["2018-04 31.74.01 female 25-34: 1"], [])
    assert entries("level_up") == ["2018-03 in 2018-03: +1", "2018-03 in 2018-03: -1"]


def test_a_licence_since_the_registration_is_licensed_once_it_is_confirmed():
    number = nik()
    somebody = person(nik=number, on="2018-03-05")
    load(line(nik=number, issued="05-03-2018"))
    assert counted("licensed") == []
    match = deciding.confirm(by=user(Role.VERIFIER), match=match_of(somebody), at=now())
    assert counted("licensed") == ["2018-03 31.74.01 female 25-34: 1"]
    deciding.undo(by=user(Role.VERIFIER), match=match, because="Orangnya lain", at=now())
    assert counted("licensed") == []


def test_of_the_licensed_of_a_place_it_is_told_of_how_many_a_line_is_confirmed(signed_in, in_english):
    people = [person(nik="", ktp_seen=True, on="2018-03-05", lives_in=place) for place in (HOME, HOME, ELSEWHERE)]
    for number, one in enumerate(people):
        verified(licence(one, issued="2018-03-10", number=f"81200{number}"))
    load(
        *[line(number=f"81200{number}", name=str(people[number])) for number in (0, 2)], line(number="9", name="Orang")
    )
    confirmed = [match for match in Match.objects.all() if match.participant != people[2]]
    for match in confirmed:
        deciding.confirm(by=user(Role.VERIFIER), match=match, at=now())
    counted("licensed")
    browser = signed_in(user(Role.STAFF))
    here = "of 2 people a line of a licensing office's list is confirmed for 1."
    assert here in browser.get(f"/dashboard/{HOME}/?month=2018-03").content.decode()
    assert here in browser.get(f"/records/?metric=licensed&month=2018-03&kecamatan={HOME}").content.decode()
    city = browser.get("/dashboard/?month=2018-03").content.decode()
    assert "of 3 people a line of a licensing office's list is confirmed for 1." in city
    assert "1 of 3 licences on the licensing offices' lists" in city
