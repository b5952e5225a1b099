"""The pages on which months are closed and opened again."""

import re

import pytest
from django.urls import reverse

from okoce.accounts.roles import Role
from okoce.core.months import Month, now, today
from reports import calendar, checking, frozen, rollup
from reports.models import Check, Closing, Quarantine, Reopening
from reports.month_forms import names_of
from tests.factories import (
    ELSEWHERE,
    OUTSIDE,
    approved,
    definition,
    handed_in,
    licence,
    people,
    person,
    returned,
    user,
)
from tests.pages import messages, queries, refused
from tests.reports.closed import closed, reopened

pytestmark = pytest.mark.django_db

# The programme's first month: no other has to be closed before it.
FIRST, DAY = "2017-12", "2017-12-05"


@pytest.fixture
def staff():
    return user(Role.STAFF, name="Rina")


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


def page_of(browser, month=FIRST):
    return browser.get(reverse("month", args=[month]))


def text_of(answer):
    return " ".join(answer.content.decode().split())


def recounted():
    """All is counted, and a recount found it right."""
    rollup.drain()
    checking.check(at=now())


def close(browser, month=FIRST, **said):
    return browser.post(reverse("month", args=[month]), {"name": "December 2017", "waiting": "0"} | said)


def status_of(month):
    return calendar.calendar([Month.parse(month)])[0].status


class TestNames:
    def test_a_month_is_typed_by_its_name_in_either_language_or_by_its_number(self):
        assert names_of(Month(2018, 5)) == {"mei 2018", "may 2018", "2018-05"}


class TestCalendar:
    def test_shows_every_month_up_to_now_the_newest_first(self, browser):
        entries = browser.get(reverse("months")).context["entries"]
        assert (entries[0].month, entries[-1].month) == (Month.of(today()), Month(2017, 12))

    def test_the_next_to_close_is_the_oldest_that_never_was(self, browser):
        closed("2017-12")
        assert browser.get(reverse("months")).context["coming"].month == Month(2018, 1)

    def test_one_that_was_opened_again_comes_before_it(self, browser):
        closed("2017-12")
        closed("2018-01")
        reopened("2018-01")
        assert browser.get(reverse("months")).context["coming"].month == Month(2018, 1)

    def test_shows_the_newest_digest(self, browser):
        closed("2017-12")
        newest = closed("2018-01")
        assert f'<p class="digest">{newest.digest}</p>' in text_of(browser.get(reverse("months")))

    def test_a_month_that_was_opened_again_has_each_of_its_closings(self, browser):
        closed(FIRST)
        reopened(FIRST)
        closed("2018-01")
        closed(FIRST)
        assert "1 opened again, 3" in text_of(browser.get(reverse("months")))

    def test_takes_as_many_queries_for_three_closed_months_as_for_one(self, browser):
        closed("2017-12")
        with_one = queries(browser, reverse("months"))
        closed("2018-01")
        closed("2018-02")
        assert queries(browser, reverse("months")) == with_one


class TestBlockers:
    def codes(self, browser, month=FIRST):
        return [blocker.code for blocker in page_of(browser, month).context["blockers"].hard]

    def test_without_a_recount_the_page_offers_one_and_no_form(self, browser):
        answer = page_of(browser)
        assert [blocker.code for blocker in answer.context["blockers"].hard] == ["no_recount"]
        assert answer.context["form"] is None
        assert reverse("month-recount", args=[FIRST]) in text_of(answer)

    def test_a_recount_is_asked_for_once_until_it_is_there(self, browser):
        browser.post(reverse("month-recount", args=[FIRST]))
        answer = page_of(browser)
        assert answer.context["recounting"] is True
        assert reverse("month-recount", args=[FIRST]) not in text_of(answer)
        checking.check(at=now())
        assert page_of(browser).context["recounting"] is False

    def test_a_recount_that_found_differences_can_be_made_again(self, browser):
        Check.objects.create(at=now(), differences=3, revision=0, seconds=1)
        answer = page_of(browser)
        assert [blocker.code for blocker in answer.context["blockers"].hard] == ["differences"]
        assert reverse("month-recount", args=[FIRST]) in text_of(answer)

    def test_what_is_in_quarantine_can_be_tried_again(self, browser):
        checking.check(at=now())
        key = person(on=DAY).pk
        Quarantine.objects.create(source_kind="participant", source_id=key, error="DataError 22003", since=now())
        assert reverse("month-retry", args=[FIRST]) in text_of(page_of(browser))
        browser.post(reverse("month-retry", args=[FIRST]))
        rollup.drain()
        assert self.codes(browser) == []

    def test_a_month_that_goes_on_says_so(self, browser):
        assert "not_over" in self.codes(browser, str(Month.of(today())))

    def test_an_earlier_month_comes_first_and_is_a_link_away(self, browser):
        checking.check(at=now())
        answer = page_of(browser, "2018-01")
        assert [blocker.code for blocker in answer.context["blockers"].hard] == ["earlier_open"]
        assert 'href="/months/">See which month is next' in text_of(answer)

    def test_what_waits_is_told_by_kecamatan_most_of_it_first(self, browser):
        one, other = people(2, on=DAY)
        far = person(on=DAY, lives_in=ELSEWHERE)
        for somebody in (one, other, far):
            handed_in(licence(somebody, issued=DAY))
        told = [(row["code"], row["many"]) for row in page_of(browser).context["waiting"]]
        assert told == [("31.74.01", 2), ("31.73.05", 1)]

    def test_only_a_verifier_is_led_to_the_desk(self, browser, signed_in):
        handed_in(licence(person(on=DAY), issued=DAY))
        desk = "/verification/?kind=milestone"
        assert desk not in text_of(page_of(browser))
        assert desk in text_of(page_of(signed_in(user(Role.VERIFIER))))

    def test_a_month_outside_the_programme_is_none(self, browser):
        later = str(Month.of(today()) + 1)
        assert [page_of(browser, month).status_code for month in ("2017-11", later)] == [404, 404]


class TestClosing:
    @pytest.fixture
    def counted(self):
        people(2, on=DAY)
        recounted()

    @pytest.mark.usefixtures("counted")
    @pytest.mark.parametrize("name", ["Desember 2017", "december 2017", " DECEMBER  2017 ", "2017-12"])
    def test_by_typing_its_name(self, browser, name, staff):
        answer = close(browser, name=name)
        assert answer.url == reverse("month", args=[FIRST])
        link = Closing.objects.get()
        assert (link.closed_by, link.waiting, f"{link.month}", status_of(FIRST)) == (staff, 0, "2017-12-01", "final")

    @pytest.mark.usefixtures("counted")
    @pytest.mark.parametrize("name", ["", "Desember", "January 2018", "12/2017"])
    def test_another_name_closes_nothing(self, browser, name):
        assert list(refused(close(browser, name=name))) == ["name"]
        assert not Closing.objects.exists()

    @pytest.mark.usefixtures("counted")
    def test_twice_is_once(self, browser):
        close(browser)
        answer = close(browser)
        assert answer.url == reverse("month", args=[FIRST])
        assert messages(browser.get(answer.url))[-1] == "December 2017 is closed already."
        assert Closing.objects.count() == 1

    @pytest.mark.usefixtures("counted")
    def test_with_what_waits_only_for_whoever_says_that_they_know(self, browser):
        handed_in(licence(person(on=DAY), issued=DAY))
        recounted()
        assert list(refused(close(browser, waiting="1"))) == ["accepts"]
        close(browser, waiting="1", accepts="on")
        assert Closing.objects.get().waiting == 1

    @pytest.mark.usefixtures("counted")
    def test_what_came_to_wait_meanwhile_is_agreed_to_anew(self, browser):
        handed_in(licence(person(on=DAY), issued=DAY))
        recounted()
        answer = close(browser, waiting="0", accepts="on")
        assert refused(answer) == {"accepts": ["Meanwhile 1 record waits: tick this again."]}
        assert 'name="waiting" value="1"' in text_of(answer)
        assert not Closing.objects.exists()

    def test_what_stands_in_the_way_is_told_where_the_form_was(self, browser):
        answer = close(browser)
        assert list(refused(answer)) == ["__all__"]
        assert not Closing.objects.exists()

    @pytest.mark.usefixtures("counted")
    def test_the_page_shows_before_what_it_would_publish_and_after_what_it_did(self, browser):
        expected = [("registered", 2, 0)]
        before = page_of(browser).context["coming"]
        close(browser)
        ((shown, _audited),) = page_of(browser).context["closings"]
        link, after = shown.closing, shown.figures
        assert [[(line.metric, line.value, line.outside) for line in told.own] for told in (before, after)] == [
            expected,
            expected,
        ]
        assert link.digest in text_of(page_of(browser))

    def test_people_from_outside_have_a_column_of_their_own(self):
        people(2, on=DAY)
        person(on=DAY, lives_in=OUTSIDE)
        rollup.drain()
        told = [(line.metric, line.value, line.outside) for line in frozen.coming(Month.parse(FIRST)).own]
        assert told == [("registered", 2, 1)]

    def test_a_correction_is_published_beside_the_later_months_own_figures(self):
        person(on=DAY)
        closed(FIRST)
        person(on=DAY)
        person(on="2018-01-05")
        link = closed("2018-01")
        told = frozen.published(link)
        assert [(f"{line.month}", line.value) for line in told.own] == [("2018-01", 1)]
        assert [(f"{line.month}", line.value) for line in told.adjusted] == [("2017-12", 1)]

    @pytest.mark.parametrize("role", [Role.VERIFIER, Role.AUDITOR])
    def test_others_read_the_page_and_close_nothing(self, signed_in, role):
        recounted()
        browser = signed_in(user(role))
        assert page_of(browser).context["form"] is None
        assert close(browser).status_code == 403


class TestReopening:
    @pytest.fixture
    def asked(self, browser):
        closed(FIRST)
        browser.post(reverse("month-reopen", args=[FIRST]), {"reason": "Daftar dua pelatihan tertukar"})
        return Reopening.objects.get()

    def answer(self, browser, name, asked):
        return browser.post(reverse(name, args=[FIRST, asked.pk]), {"name": "Desember 2017"}, follow=True)

    @pytest.mark.parametrize("reason", [" ", "x", "Data ganda", "xxxxxxxxxx xxxxxxxxxx", "1 2 3 4 5 6 7 8 9 10 11"])
    def test_takes_a_sentence_as_its_reason(self, browser, reason):
        closed(FIRST)
        assert list(refused(browser.post(reverse("month-reopen", args=[FIRST]), {"reason": reason}))) == ["reason"]
        assert not Reopening.objects.exists()

    @pytest.mark.parametrize("name", ["", "x", "January 2018"])
    def test_is_confirmed_by_typing_the_name_of_the_month(self, asked, signed_in, name):
        other = signed_in(user(Role.STAFF, name="Budi"))
        answer = other.post(reverse("reopening-confirm", args=[FIRST, asked.pk]), {"name": name})
        assert list(refused(answer, "confirming")) == ["name"]
        assert status_of(FIRST) == "final"

    def test_whoever_asked_may_take_it_back_and_not_confirm_it(self, browser, asked):
        page = text_of(page_of(browser))
        assert reverse("reopening-confirm", args=[FIRST, asked.pk]) not in page
        assert "Take it back" in page
        refusal = messages(self.answer(browser, "reopening-confirm", asked))
        assert refusal == ["You asked for this yourself: somebody else has to confirm it."]
        assert status_of(FIRST) == "final"

    def test_somebody_else_confirms_and_the_reason_is_there_for_everybody(self, asked, signed_in):
        other = signed_in(user(Role.STAFF, name="Budi"))
        self.answer(other, "reopening-confirm", asked)
        assert status_of(FIRST) == "provisional"
        assert "Daftar dua pelatihan tertukar" in text_of(page_of(signed_in(user(Role.AUDITOR))))

    def test_declined_it_stays_closed(self, asked, signed_in):
        self.answer(signed_in(user(Role.STAFF)), "reopening-decline", asked)
        assert status_of(FIRST) == "final"
        assert Reopening.objects.get().confirmed is False

    def test_whoever_asked_took_it_back_and_declined_nothing(self, browser, asked):
        said = messages(self.answer(browser, "reopening-decline", asked))
        assert said[-1] == "You took your request back: the month stays closed."
        assert "Not opened again after closing 1: taken back by who asked" in text_of(page_of(browser))

    def test_a_month_opened_again_says_so_at_the_top(self, browser):
        closed(FIRST)
        reopened(FIRST, reason="Satu daftar hadir terlewat")
        _before, _begins, lead = text_of(page_of(browser)).partition('<p class="lead">')
        assert "“Satu daftar hadir terlewat”" in lead.partition("</p>")[0]

    def test_what_is_asked_already_or_open_leads_back_to_the_month(self, browser, asked):
        address = reverse("month-reopen", args=[FIRST])
        assert browser.get(address).url == reverse("month", args=[FIRST])
        assert Reopening.objects.count() == 1

    def test_of_another_month_it_is_not_there(self, browser, asked):
        assert browser.post(reverse("reopening-decline", args=["2018-01", asked.pk])).status_code == 404

    def test_a_month_closed_anew_shows_both_closings_the_newest_first(self, browser):
        closed(FIRST)
        reopened(FIRST, reason="Satu pelatihan salah dihitung")
        closed(FIRST)
        assert [shown.closing.number for shown, _audited in page_of(browser).context["closings"]] == [2, 1]
        assert "Satu pelatihan salah dihitung" in text_of(page_of(browser))

    def test_a_closing_anew_says_what_it_changes_and_leads_to_no_other_number(self, browser):
        one, other = (licence(person(on=DAY), issued="2017-12-06") for _ in range(2))
        approved(one)
        closed(FIRST)
        approved(other)
        rollup.drain()
        reopened(FIRST)
        returned(one)
        rollup.drain()
        coming = page_of(browser).context["changes"][0]
        assert (coming.metric, coming.before, coming.value) == ("licensed", 1, 0)
        closed(FIRST)
        page = page_of(browser)
        anew, first = (shown for shown, _audited in page.context["closings"])
        assert [(line.metric, line.before, line.value, line.change) for line in anew.changes] == [
            ("licensed", 1, 0, -1),
            ("registered", 2, 2, 0),
        ]
        assert (anew.before, first.changes) == (first.closing, [])
        assert re.findall(r"/records/\?metric=licensed[^\"]*", page.content.decode()) == [
            "/records/?metric=licensed&amp;month=2017-12&amp;vintage=adjustments",
            "/records/?metric=licensed&month=2017-12&vintage=first",
        ]
        assert "What closing 1 first published of December 2017 stays as it was" in text_of(page)
        made_of = browser.get("/records/?metric=licensed&month=2017-12&vintage=adjustments")
        assert [member.source.value for member in made_of.context["members"]] == [-1]

    def test_each_correction_of_an_earlier_month_leads_to_what_makes_it(self, browser):
        closed(FIRST)
        person(on=DAY)
        person(on=DAY, lives_in=OUTSIDE)
        rollup.drain()
        html = page_of(browser, "2018-01").content.decode()
        of = "/records/?metric=registered&amp;month=2018-01&amp;vintage=adjustments"
        assert f'<a href="{of}">Registered</a>' in html
        assert f'<a href="{of}&amp;kecamatan=LUAR">from outside Jakarta</a>' in html


@pytest.mark.parametrize("kecamatan", ["%00", "a%00b", "31.74.99", "Tebet"])
def test_the_revisions_of_a_kecamatan_that_there_is_not_are_not_there(browser, kecamatan):
    assert browser.get(f"{reverse('revisions')}?kecamatan={kecamatan}").status_code == 404


def test_what_a_later_definition_counts_backwards_is_one_line_and_no_correction(browser):
    approved(licence(person(on=DAY), issued="2017-12-06"))
    closed(FIRST)
    code = definition("2027.1").code
    rollup.drain()
    coming = page_of(browser, "2018-01").context["coming"]
    assert coming.adjusted == []
    assert [(one.code, [line.metric for line in one.lines]) for one in coming.backwards] == [
        (code, ["licensed@2027.1"])
    ]
    assert "Counted backwards by 2027.1: 1 number, no publication" in text_of(page_of(browser, "2018-01"))
    told = frozen.published(closed("2018-01"))
    assert (told.adjusted, len(told.backwards)) == ([], 1)
