"""The room of official lists: what each reader sees of it, and that nobody learns of people elsewhere."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants.models import ListLine, Match, OfficialList
from participants.reconciling import deciding, loading, reading
from programs.models import Assignment
from tests.factories import ELSEWHERE, HOME, handed_in, licence, nik, person, user
from tests.participants.listing import HEADINGS, line, load, match_of
from tests.spreadsheets import csv

# Another one in each answer.
TOKEN = re.compile(r'"[A-Za-z0-9]{64}"')
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def browser(signed_in):
    """A verifier of HOME alone."""
    return signed_in(user(Role.VERIFIER, kecamatan=(HOME,)))


@pytest.fixture
def city(signed_in):
    return signed_in(user(Role.VERIFIER))


def page_of(browser, one, pile="matched"):
    return browser.get(f"{reverse('reconcile-list', args=[one.pk])}?pile={pile}")


def counts(browser, one):
    told = page_of(browser, one).context["counts"]
    return told.matched, told.doubtful, told.unmatched


def test_a_list_is_loaded_and_its_lines_confirmed_by_somebody_else(signed_in, city):
    number = nik()
    somebody = person(nik=number, on="2018-03-05", name="Siti Aminah")
    staff = signed_in(user(Role.STAFF))
    said = {"kind": "licences", "issuer": "DPMPTSP", "as_of": "2018-12-31", "file": csv(HEADINGS, line(nik=number))}
    where = staff.post(reverse("reconcile"), said).url
    assert "The lines are being read" in staff.get(where).content.decode()
    reading.go_on(at=now())
    assert "Confirm the ticked lines" not in staff.get(where).content.decode()
    match = match_of(somebody)
    assert f'value="{match.pk}"' in city.get(where).content.decode()
    ticked = {"match": [str(match.pk)]}
    seen = city.post(f"{where}confirm/", ticked).context["shown"]
    city.post(f"{where}confirm/", ticked | {"sure": "1", "shown": seen})
    match.refresh_from_db()
    assert match.state == "confirmed"
    assert "1 of 1 lines are confirmed" in city.get(where).content.decode()


def test_no_line_is_ticked_beforehand_and_a_tap_ticks_those_that_agree(city):
    numbers = [nik(), nik()]
    sure, other = [person(nik=number, on="2018-03-05", name="Siti Aminah") for number in numbers]
    one = load(line(nik=numbers[0], name="Siti Aminah"), line(nik=numbers[1], name="Joko Wijaya", number="8120001"))
    page = " ".join(page_of(city, one).content.decode().split())
    assert " checked" not in page
    assert f'value="{match_of(sure).pk}" data-tick data-sure>' in page
    assert f'value="{match_of(other).pk}" data-tick>' in page
    assert "Tick the one line here that agrees" in page


def test_one_line_is_confirmed_and_taken_back_beside_the_person(city):
    number = nik()
    somebody = person(nik=number, on="2018-03-05")
    load(line(nik=number, issued="04-03-2018"))
    where = reverse("reconcile-match", args=[match_of(somebody).pk])
    page = city.get(where).content.decode()
    assert "it is not counted, and this person is then no longer new" in page
    assert "becomes a verified licence" not in page
    city.post(where, {"decision": "confirm"})
    assert "Say why this is no match" in city.post(where, {"decision": "undo"}).content.decode()
    city.post(where, {"decision": "undo", "because": "Another woman of that name"})
    assert match_of(somebody).state == "undone"


def test_at_once_and_with_no_reason_it_is_taken_back_by_whoever_confirmed_it_alone(signed_in):
    by, number = user(Role.VERIFIER), nik()
    somebody = person(nik=number)
    load(line(nik=number))
    match = match_of(somebody)
    where, at_once = reverse("reconcile-match", args=[match.pk]), {"decision": "undo", "at_once": "1"}
    deciding.confirm(by=by, match=match, at=now())
    assert "Say why this is no match" in signed_in(user(Role.VERIFIER)).post(where, at_once).content.decode()
    Match.objects.update(decided_at=now() - datetime.timedelta(minutes=6))
    mine = signed_in(by)
    assert mine.get(where, {"after": str(match.pk)}).context["last"] is None
    assert "Say why this is no match" in mine.post(where, at_once).content.decode()
    Match.objects.update(decided_at=now() - datetime.timedelta(minutes=4))
    mine.post(where, at_once)
    assert (match_of(somebody).state, match_of(somebody).because) == (
        "undone",
        "It was confirmed by mistake, and taken back at once.",
    )


def test_an_empty_file_is_refused_in_the_words_of_the_page(signed_in):
    said = {
        "kind": "licences",
        "issuer": "DPMPTSP",
        "as_of": "2018-12-31",
        "file": SimpleUploadedFile("empty.csv", b""),
    }
    page = signed_in(user(Role.STAFF)).post(reverse("reconcile"), said)
    assert page.context["form"].errors["file"] == ["This file is empty: choose another one."]


def test_a_list_whose_columns_wait_for_a_name_is_listed_to_the_whole_city_alone(browser, city):
    load((nik(), "8120001234567", "05-03-2018"), headings=("A", "B", "C"))
    assert [len(one.get(reverse("reconcile")).context["rows"]) for one in (browser, city)] == [0, 1]


def test_columns_that_nobody_knows_are_named_by_whoever_loaded_the_list_alone(signed_in, city):
    staff = signed_in(user(Role.STAFF))
    file = csv(("A", "B", "C"), (nik(), "8120001234567", "05-03-2018"))
    said = {"kind": "licences", "issuer": "DPMPTSP", "as_of": "2018-12-31", "licence_type": "NIB", "file": file}
    where = staff.post(reverse("reconcile"), said).url
    assert city.get(where).status_code == 404
    assert "Name the columns" in staff.get(where).content.decode()
    staff.post(f"{where}columns/", {"column-0": "nik", "column-1": "licence_number", "column-2": "day"})
    assert OfficialList.objects.get().state == "reading"


def test_columns_that_somebody_else_named_are_shown_and_read_with_one_press(signed_in):
    first, second = user(Role.STAFF, name="Sinta"), user(Role.STAFF)
    one = load((nik(), "8120001234567", "05-03-2018"), headings=("A", "B", "C"), by=first, licence_type="NIB")
    loading.name_columns(by=first, official=one, columns={"nik": 0, "licence_number": 1, "day": 2})
    reading.go_on(at=now())
    again = load((nik(), "8120001234568", "05-03-2018"), headings=("A", "B", "C"), by=second, licence_type="NIB")
    where = reverse("reconcile-list", args=[again.pk])
    page = signed_in(second).get(where).content.decode()
    assert "These columns were named by Sinta" in page
    assert "Yes, read the lines" in page
    chosen = re.findall(r'<select name="(column-\d)".*?<option value="(\w+)" selected', page, re.DOTALL)
    signed_in(second).post(f"{where}columns/", dict(chosen))
    assert OfficialList.objects.get(pk=again.pk).state == "reading"


def test_a_licence_number_of_somebody_elsewhere_is_told_and_nothing_of_them(signed_in, city):
    number = nik()
    somebody = person(nik=number, lives_in=HOME)
    other = person(name="Orang Sana", lives_in=ELSEWHERE)
    handed_in(licence(other, number="8120001234567"))
    load(line(nik=number, number="8120001234567"), issuer="Another")
    deciding.refuse(by=user(Role.VERIFIER), match=match_of(other), at=now())
    where = reverse("reconcile-match", args=[match_of(somebody).pk])
    local = signed_in(user(Role.VERIFIER, kecamatan=(HOME,))).get(where).content.decode()
    assert "Somebody in another kecamatan has this licence number too." in local
    assert "Orang Sana" not in local
    assert str(other.pk) not in local
    assert f'<a href="{reverse("participant", args=[other.pk])}">Orang Sana</a>.' in city.get(where).content.decode()


def test_whom_a_line_names_that_the_licence_number_alone_matched_is_the_citys(browser, city):
    somebody, stranger = person(name="Siti Aminah", born="1985-06-07"), nik(born="1977-07-07")
    handed_in(licence(somebody, number="8120001234567"))
    one = load(line(nik=stranger, name="Orang Asing", born="07-07-1977"))
    where = reverse("reconcile-match", args=[match_of(somebody).pk])
    for who, told in ((browser, False), (city, True)):
        compared, listed = who.get(where).content.decode(), page_of(who, one, "doubtful").content.decode()
        for page in (compared, listed):
            assert somebody.name in page
            assert [("Orang Asing" in page), (f"********{stranger[-4:]}" in page)] == [told, told]
        assert ("7 July 1977" in compared, "another one than here" in compared) == (told, not told)
        assert "another day than here" in compared


class TestElsewhere:
    """A line of somebody elsewhere is as one of nobody: neither is told of."""

    @pytest.fixture
    def lists(self):
        """One with a line of somebody of HOME, and of somebody elsewhere or of nobody."""
        here, there = nik(), nik()
        person(nik=here, lives_in=HOME)
        person(nik=there, lives_in=ELSEWHERE, name="Orang Sana")
        with_somebody = load(line(nik=here, number="1"), line(nik=there, number="2"))
        with_nobody = load(line(nik=here, number="3"), line(nik=nik(), number="4"), issuer="Another")
        return with_somebody, with_nobody

    def test_the_numbers_of_both_lists_are_the_same(self, browser, lists):
        assert [counts(browser, one) for one in lists] == [(1, 0, 0), (1, 0, 0)]

    def test_the_city_sees_both_lines(self, city, lists):
        assert [counts(city, one) for one in lists] == [(2, 0, 0), (1, 0, 1)]

    def test_how_long_a_list_is_and_what_of_it_was_here_already_is_the_citys(self, browser, city, lists):
        here = nik()
        somebody = person(nik=here, lives_in=HOME)
        one = load(line(nik=here, number="6"), line(nik=here, number="6"), line(nik="3,17402E+15"))
        told = [page_of(who, one).context["counts"] for who in (browser, city)]
        assert [(each.lines, each.matched, each.same) for each in told] == [(1, 1, 0), (1, 1, 1)]
        assert [page_of(who, lists[0]).context["counts"].lines for who in (browser, city)] == [1, 2]
        assert "1 row could not be read" in page_of(city, one).content.decode()
        assert "could not be read" not in page_of(browser, one).content.decode()
        assert somebody.name in page_of(browser, one).content.decode()

    def test_no_pile_shows_the_line(self, browser, lists):
        for one in lists:
            assert [len(page_of(browser, one, pile).context["page"]) for pile in ListLine.Pile.values] == [1, 0, 0]
            assert "Orang Sana" not in page_of(browser, one, "unmatched").content.decode()

    def test_a_match_elsewhere_answers_as_one_that_is_none(self, browser, lists):
        there = Match.objects.get(participant__name="Orang Sana")
        none = "00000000-0000-4000-8000-000000000000"
        for method in ("get", "post"):
            answers = [
                getattr(browser, method)(reverse("reconcile-match", args=[key]), {"decision": "confirm"})
                for key in (there.pk, none)
            ]
            assert [answer.status_code for answer in answers] == [404, 404]
            pages = [TOKEN.sub("", answer.content.decode()) for answer in answers]
            assert pages[0].replace(str(there.pk), none) == pages[1]

    def test_to_confirm_a_line_elsewhere_says_what_it_says_of_none(self, browser, lists):
        there = Match.objects.get(participant__name="Orang Sana")
        where = reverse("reconcile-confirm", args=[lists[0].pk])
        said = [
            [str(one) for one in browser.post(where, {"match": [key]}, follow=True).context["messages"]]
            for key in (str(there.pk), "no key")
        ]
        assert said[0] == said[1] == ["No line is ticked that waits to be confirmed."]
        there.refresh_from_db()
        assert there.state == "proposed"

    def test_a_line_that_may_be_of_somebody_here_or_elsewhere_is_the_citys(self, browser, city):
        number = nik()
        here = person(nik=number, lives_in=HOME)
        handed_in(licence(person(lives_in=ELSEWHERE), number="8120001234567"))
        one = load(line(nik=number))
        assert (counts(browser, one), counts(city, one)) == ((0, 0, 0), (0, 1, 0))
        assert browser.get(reverse("reconcile-match", args=[match_of(here).pk])).status_code == 404

    def test_as_many_questions_are_asked_whoever_it_is(self, browser, lists):
        asked = []
        for one in lists:
            page_of(browser, one)
            with CaptureQueriesContext(connection) as questions:
                page_of(browser, one)
            asked.append(len(questions))
        assert asked[0] == asked[1]


class TestLoading:
    """Whoever chooses the lines of a list would learn by what becomes of them who lives elsewhere."""

    @pytest.fixture
    def sent(self):
        return {"kind": "licences", "issuer": "DPMPTSP", "as_of": "2018-12-31", "file": csv(HEADINGS, line(nik=nik()))}

    def test_is_for_whoever_sees_the_whole_city(self, browser, city, sent):
        assert "Load the list" in city.get(reverse("reconcile")).content.decode()
        assert "Load the list" not in browser.get(reverse("reconcile")).content.decode()
        assert browser.post(reverse("reconcile"), sent).status_code == 403
        assert not OfficialList.objects.exists()

    def test_is_refused_by_the_verb_too(self):
        with pytest.raises(ValidationError, match="A list is of the whole city"):
            load(line(nik=nik()), by=user(Role.VERIFIER, kecamatan=(HOME,)))
        assert not OfficialList.objects.exists()

    def test_no_columns_are_named_by_whoever_sees_a_part_of_the_city_since(self, signed_in):
        by = user(Role.VERIFIER)
        one = load((nik(), "8120001234567", "05-03-2018"), by=by, headings=("A", "B", "C"))
        Assignment.objects.create(user=by, kecamatan_id=HOME, starts_on="2018-01-01")
        browser = signed_in(by)
        assert browser.get(reverse("reconcile-list", args=[one.pk])).status_code == 403
        assert browser.post(reverse("reconcile-columns", args=[one.pk]), {}).status_code == 403
