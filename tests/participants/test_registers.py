"""What official lists say of one person, on their page and at their case, and what the civil registry says otherwise."""

import datetime
import uuid

import pytest
from django.urls import reverse

from okoce.accounts.roles import Role
from okoce.core.months import now, today
from participants import merging
from participants.models import Match, Milestone
from participants.quality.detector import found_by
from participants.quality.detectors import DETECTORS
from participants.reconciling import deciding
from participants.reconciling.registers import registers_of
from tests.factories import ELSEWHERE, HOME, case, licence, nik, person, user
from tests.participants.listing import line, load, match_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

BORN = datetime.date(1985, 6, 7)
CIVIL = {"kind": "civil", "issuer": "Dukcapil", "headings": ("NIK", "Nama", "Tanggal Lahir")}


@pytest.fixture
def somebody():
    number = nik()
    one = person(nik=number, on="2018-03-05", name="Siti Aminah", birth_date=BORN)
    one.number = number
    return one


@pytest.fixture
def verifier():
    return user(Role.VERIFIER)


def confirm(match, by=None):
    return deciding.confirm(by=by or user(Role.VERIFIER), match=match, at=now())


def merged(kept, folded):
    merging.merge(
        by=user(Role.VERIFIER), id=uuid.uuid4(), kept=kept, folded=folded, because="Two cards, one woman", at=now()
    )


def page_of(browser, one):
    return browser.get(reverse("participant", args=[one.pk])).content.decode()


def otherwise():
    found = found_by(DETECTORS["registry"], on=today()).values()
    return [(one.kecamatan, DETECTORS["registry"].sentence(one.facts)) for one in found]


class TestOnThePage:
    def test_stands_what_is_confirmed_by_whom_and_what_was_taken_back(self, somebody, verifier, signed_in):
        load(line(nik=somebody.number, issued="10-03-2018"))
        facilitator = signed_in(user(Role.FACILITATOR, kecamatan=(HOME,)))
        assert "What official lists say" not in page_of(facilitator, somebody)
        match = confirm(match_of(somebody), verifier)
        shown = page_of(facilitator, somebody)
        assert "NIB 8120001234567, 10 March 2018" in shown
        assert f"Confirmed by {verifier}" in shown or f"confirmed by {verifier}" in shown
        deciding.undo(by=verifier, match=match, because="Another woman of that name", at=now())
        shown = page_of(facilitator, somebody)
        assert "8120001234567, 10 March 2018" not in shown
        assert "Another woman of that name" in shown

    def test_what_waits_is_shown_to_whoever_may_open_the_line(self, somebody, verifier):
        load(line(nik=somebody.number))
        assert [one.match.state for one in registers_of(somebody, verifier)] == ["proposed"]
        assert registers_of(somebody, user(Role.FACILITATOR, kecamatan=(HOME,))) == []
        assert registers_of(somebody, user(Role.VERIFIER, kecamatan=(ELSEWHERE,))) == []

    def test_what_is_said_of_a_merged_row_is_said_of_the_person(self, somebody, verifier):
        kept = person(name="Siti Aminah")
        merged(kept, somebody)
        load(line(nik=somebody.number))
        confirm(match_of(somebody))
        assert [one.match.participant for one in registers_of(kept, verifier)] == [somebody]

    def test_it_stands_at_the_case_too(self, somebody, verifier, signed_in):
        load((somebody.number, "Siti Aminah", "07-06-1985"), **CIVIL)
        confirm(match_of(somebody))
        shown = signed_in(verifier).get(reverse("verification-record", args=["entrepreneur", case(somebody).pk]))
        assert "Name and date of birth are those of the registry." in shown.content.decode()


class TestTheCivilRegistry:
    def test_verifies_nobody_without_a_number_or_a_card(self):
        one = person(nik="", ktp_seen=False, name="Nur Hidayati", birth_date=BORN)
        load((nik(), "Nur Hidayati", "07-06-1985"), **CIVIL)
        confirm(match_of(one))
        one.refresh_from_db()
        assert (one.identity_verified, one.ktp_seen) == (False, False)

    def test_that_agrees_is_no_finding(self, somebody):
        load((somebody.number, "AMINAH, Siti", "07-06-1985"), **CIVIL)
        confirm(match_of(somebody))
        assert otherwise() == []

    def test_that_says_otherwise_is_asked_about_once_it_is_confirmed(self, somebody, verifier, signed_in):
        load((somebody.number, "Budi Santoso", "08-06-1985"), **CIVIL)
        assert otherwise() == []
        confirm(match_of(somebody), verifier)
        assert otherwise() == [(HOME, "The civil registry writes the name otherwise, and has another date of birth.")]
        shown = page_of(signed_in(user(Role.FACILITATOR, kecamatan=(HOME,))), somebody)
        assert "The registry writes the name otherwise." in shown
        assert "The registry has another date of birth: 8 June 1985." in shown

    def test_a_name_that_was_corrected_is_held_against_nothing(self, somebody):
        load((somebody.number, "Sitti Aminah", "07-06-1985"), **CIVIL)
        match = confirm(match_of(somebody))
        assert otherwise() == [(HOME, "The civil registry writes the name otherwise.")]
        somebody.name = "Sitti Aminah"
        somebody.save(update_fields=["name"])
        match.refresh_from_db()
        assert (match.name_agrees, otherwise()) == (None, [])


def test_a_licence_on_record_of_a_merged_row_is_not_made_twice(somebody):
    other = person(name="Siti Aminah", on="2018-03-05")
    waiting = licence(other, issued="2018-03-10", number="8120-0012-34567")
    merged(somebody, other)
    load(line(nik=somebody.number, issued="10-03-2018"))
    match = confirm(Match.objects.get(participant=somebody))
    assert (match.milestone, match.made_it, Milestone.objects.count()) == (waiting, False, 1)
