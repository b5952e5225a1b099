"""What was published first, what is known now, and why the two differ."""

import pytest
from django.urls import reverse
from django.utils import translation

from okoce.accounts.roles import Role
from okoce.core.months import Month
from okoce.core.verbs import verb
from participants.models import Participant
from reports import rollup
from reports.models import Definition
from reports.revisions import Revised, Why, revisions
from tests.factories import ELSEWHERE, HOME, OUTSIDE, approved, definition, licence, people, person, returned, user
from tests.pages import queries
from tests.reports.closed import closed, reopened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DAY = "2017-12-05"


def registered():
    """By the definition that counts whoever is registered."""
    rollup.drain()
    return revisions(Definition.objects.get(pk="2020-P1"))


@verb("duplicates merged")
def merge(people):
    """As a merge does it: an identity stays with one of two, and the other counts nothing."""
    keys = [somebody.pk for somebody in people]
    Participant.objects.filter(pk__in=keys).update(nik_sealed=None, nik_fingerprint=None, nik_tail="")


def test_without_a_closed_month_there_is_nothing():
    person(on=DAY)
    assert registered() == []


# A verb inside a transaction carries that one's reason: these commit.
@pytest.mark.usefixtures("committed_db")
def test_a_month_says_what_was_published_what_is_known_and_why():
    everybody = people(5, on=DAY)
    closed("2017-12")
    merge(everybody[:2])
    (told,) = registered()
    assert f"{told}" == "December 2017: 5 first published, 3 now: 2 duplicates merged"
    assert (told.change, told.change_in_words, told.corrected_in) == (-2, "−2", [])
    assert [f"{one}" for one in told.waiting_for] == ["January 2018 (−2)"]
    closed("2018-01")
    (_january, told) = registered()
    assert ([f"{one}" for one in told.corrected_in], told.waiting_for) == (["January 2018 (−2)"], [])


@pytest.mark.usefixtures("committed_db")
def test_what_adds_and_what_takes_away_have_their_signs():
    everybody = people(5, on=DAY)
    closed("2017-12")
    merge(everybody[:3])
    person(on=DAY)
    (told,) = registered()
    assert f"{told}" == "December 2017: 5 first published, 3 now: −3 duplicates merged, +1 registered"


def test_an_unchanged_month_says_so():
    person(on=DAY)
    closed("2017-12")
    (told,) = registered()
    assert f"{told}" == "December 2017: 1 first published, and 1 now"


@pytest.mark.usefixtures("committed_db")
def test_the_reasons_add_up_to_the_difference_whatever_was_reopened_meanwhile():
    everybody = people(4, on=DAY)
    closed("2017-12")
    merge(everybody[:1])
    rollup.drain()
    reopened("2017-12")
    people(2, on=DAY)
    closed("2017-12")
    merge(everybody[1:2])
    (told,) = registered()
    assert [one.value for one in told.published] == [4, 6]
    assert (told.first, told.now, sum(why.value for why in told.why)) == (4, 4, 0)
    assert [(why.words, why.value) for why in told.why] == [("duplicates merged", -2), ("registered", 2)]


@pytest.mark.usefixtures("committed_db")
def test_what_was_taken_back_again_is_no_reason_and_no_correction():
    one, _other = people(2, on=DAY)
    closed("2017-12")
    seal = one.nik_sealed, one.nik_fingerprint, one.nik_tail
    merge([one])
    rollup.drain()
    one.nik_sealed, one.nik_fingerprint, one.nik_tail = seal
    one.save()
    (told,) = registered()
    assert f"{told}" == "December 2017: 2 first published, and 2 now"
    assert (told.why, told.corrections, told.moved) == ([], [], False)


@pytest.mark.usefixtures("committed_db")
def test_what_a_closing_took_back_and_another_one_is_to_publish_has_its_reasons_though_it_evens_out():
    record = licence(person(on=DAY), issued="2017-12-06")
    closed("2017-12")
    approved(record)
    rollup.drain()
    reopened("2017-12")
    returned(record)
    closed("2017-12")
    (told,) = revisions(Definition(metric="licensed"))
    assert f"{told}" == "December 2017: 0 first published, 0 now: +1 approved by a verifier, −1 sent back by a verifier"
    assert [f"{one}" for one in told.waiting_for] == ["January 2018 (+1)"]


def test_a_month_closed_again_says_why_it_was_opened_and_what_that_changed():
    person(on=DAY)
    closed("2017-12")
    reopened("2017-12", reason="Satu daftar hadir terlewat")
    people(2, on=DAY)
    closed("2017-12")
    (told,) = registered()
    assert [(one.value, one.moved, one.reopening and one.reopening.reason) for one in told.published] == [
        (1, None, "Satu daftar hadir terlewat"),
        (3, 2, None),
    ]


def test_people_from_outside_are_in_no_headline():
    person(on=DAY)
    closed("2017-12")
    person(on=DAY, lives_in=OUTSIDE)
    (told,) = registered()
    assert (told.first, told.now, told.why) == (1, 1, [])


def test_a_definition_that_takes_something_off_takes_it_off_the_reasons_too():
    one, other = person(on=DAY), person(on=DAY, baseline="unlicensed")
    for somebody in (one, other):
        approved(licence(somebody, issued="2017-12-06"))
    rollup.drain()
    closed("2017-12")
    (told,) = revisions(Definition.objects.get(pk="2018-P4"))
    assert (told.first, told.now) == (1, 1)


def test_a_month_that_was_closed_before_a_definition_came_was_not_published_by_it():
    person(on=DAY)
    closed("2017-12")
    (told,) = revisions(definition("2027.1", visit_days=1))
    assert f"{told}" == (
        "December 2017: counted backwards by this definition, which came later and published nothing; 0 now"
    )
    assert (told.change, told.corrections) == (None, [])


def test_thousands_are_told_as_people_write_them():
    with translation.override("id"):
        assert Revised(Month(2018, 5), [], 0, [Why("duplikat digabung", -1017)], []).reasons == (
            "1.017 duplikat digabung"
        )


class TestPage:
    @pytest.fixture
    def browser(self, signed_in):
        return signed_in(user(Role.AUDITOR))

    def test_shows_the_sentence_of_each_month_by_the_definition_that_is_chosen(self, browser):
        people(2, on=DAY)
        closed("2017-12")
        page = browser.get(reverse("revisions") + "?definition=2020-P1").content.decode()
        assert "December 2017: 2 first published, and 2 now" in page
        assert "December 2017: 0 first published, and 0 now" in browser.get(reverse("revisions")).content.decode()

    def test_shows_no_correction_beside_a_month_that_a_later_definition_counts_backwards(self, browser):
        somebody = person(on=DAY)
        closed("2017-12")
        definition("2027.1", visit_days=1)
        approved(licence(somebody, issued="2017-12-06"))
        rollup.drain()
        page = browser.get(reverse("revisions") + "?definition=2027.1").content.decode()
        assert ("counted backwards" in page, "corrections" in page) == (True, False)

    def test_shows_the_reason_of_a_reopening_between_its_closings(self, browser):
        closed("2017-12")
        reopened("2017-12", reason="Satu daftar hadir terlewat")
        person(on=DAY)
        closed("2017-12")
        page = " ".join(browser.get(reverse("revisions") + "?definition=2020-P1").content.decode().split())
        assert "“Satu daftar hadir terlewat” </li> <li> closed again, closing 2," in page
        assert ": +1 </li>" in page

    def test_of_an_unknown_definition_is_not_there(self, browser):
        assert browser.get(reverse("revisions") + "?definition=2031-X").status_code == 404

    def test_of_a_rung_says_why_that_moved(self, browser):
        closed("2017-12")
        approved(licence(person(on=DAY), issued="2017-12-06"))
        rollup.drain()
        page = browser.get(reverse("revisions") + "?metric=licensed").content.decode()
        assert "December 2017: 0 first published, 1 now" in page

    def test_of_one_kecamatan_says_what_moved_there(self, browser):
        people(2, on=DAY)
        closed("2017-12")
        person(on=DAY)
        person(on=DAY, lives_in=ELSEWHERE)
        rollup.drain()
        of = reverse("revisions") + "?metric=registered&kecamatan="
        told = {place: browser.get(f"{of}{place}").context["revisions"][0] for place in ("", HOME, ELSEWHERE, "LUAR")}
        assert {place: (one.first, one.now) for place, one in told.items()} == {
            "": (2, 4),
            HOME: (2, 3),
            ELSEWHERE: (0, 1),
            "LUAR": (0, 0),
        }
        assert [why.value for why in told[ELSEWHERE].why] == [1]

    @pytest.mark.parametrize("query", ["kecamatan=31.99.99", "metric=spending&kecamatan=LUAR"])
    def test_of_a_place_without_such_counts_is_not_there(self, browser, query):
        assert browser.get(f"{reverse('revisions')}?{query}").status_code == 404

    def test_of_an_activity_says_nothing_of_residents_and_of_the_headline(self, browser):
        closed("2017-12")
        activity = browser.get(reverse("revisions") + "?metric=active_facilitators").content.decode()
        assert ("Residents of Jakarta" in activity, "The headline was published by" in activity) == (False, False)
        assert 'href="?metric=spending"' in activity
        assert "Residents of Jakarta" in browser.get(reverse("revisions")).content.decode()

    def test_of_an_unknown_metric_is_not_there(self, browser):
        assert browser.get(reverse("revisions") + "?metric=licensed@2031-X").status_code == 404

    def test_takes_as_many_queries_for_three_months_as_for_one(self, browser):
        closed("2017-12")
        with_one = queries(browser, reverse("revisions"))
        closed("2018-01")
        closed("2018-02")
        assert queries(browser, reverse("revisions")) == with_one
