"""What ticked lines, or a whole list, will change is said before it is done, and is what then happens."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants.models import Match, Milestone, OfficialList
from participants.reconciling import deciding, reading, withdrawing
from reports import foreseen_lists, rollup
from tests.factories import licence, nik, person, user, verified
from tests.participants.listing import line, load, match_of
from tests.participants.merged import merged
from tests.reports.closed import closed
from tests.reports.reading import counted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def people():
    """Three: of one the list says a licence of then, of one a licence from before, one has the licence verified already."""
    numbers = [nik(), nik(), nik()]
    three = [person(nik=number, on="2018-03-05") for number in numbers]
    verified(licence(three[2], issued="2018-03-12", number="8120003"))
    return three, load(
        line(nik=numbers[0], number="8120001"),
        line(nik=numbers[1], number="8120002", issued="04-03-2018"),
        line(nik=numbers[2], number="8120003", issued="12-03-2018"),
    )


def told(months):
    return [(f"{one.month}", f"{one.posted_in}", one.numbers) for one in months]


def confirm_all(by=None):
    deciding.confirm_each(by=by or user(Role.VERIFIER), matches=Match.objects.all(), at=now())


class TestConfirming:
    def test_says_what_becomes_of_records_people_and_months_and_nothing_of_it_stays(self, people):
        changes = foreseen_lists.of_confirmations(by=user(Role.VERIFIER), matches=Match.objects.all(), at=now())
        assert changes[:4] == (3, 3, 1, 1)
        assert told(changes.months) == [("2018-03", "2018-03", [("Licensed", 1)])]
        assert (Match.objects.filter(state="confirmed").count(), Milestone.objects.count()) == (0, 1)

    def test_a_closed_month_is_posted_later(self, people):
        closed("2018-03")
        changes = foreseen_lists.of_confirmations(by=user(Role.VERIFIER), matches=Match.objects.all(), at=now())
        assert told(changes.months) == [("2018-03", "2018-04", [("Licensed", 1)])]

    def test_a_line_that_cannot_be_confirmed_is_told_with_why(self, people):
        somebody, by = person(nik=(number := nik()), on="2018-03-05"), user(Role.VERIFIER, Role.FACILITATOR)
        licence(somebody, issued="2018-03-10", number="8120004", by=by)
        load(line(nik=number, number="8120004"), issuer="Another")
        changes = foreseen_lists.of_confirmations(by=by, matches=[match_of(somebody)], at=now())
        assert (changes.lines, [match.participant for match, _why in changes.refused]) == (0, [somebody])


class TestWithdrawing:
    def test_says_what_the_list_alone_shows(self, people):
        _three, one = people
        confirm_all()
        changes = foreseen_lists.of_a_withdrawal(by=user(Role.STAFF), official=one, at=now())
        assert changes[:4] == (3, 3, 1, 1)
        assert told(changes.months) == [("2018-03", "2018-03", [("Licensed", -1)])]
        assert Match.objects.filter(state="confirmed").count() == 3

    def test_what_another_list_shows_too_is_not_taken_away(self, people):
        number = nik()
        both = person(nik=number, on="2018-03-05")
        for office in ("Kelurahan", "Kecamatan"):
            load(line(nik=number, number="8120009"), issuer=office)
        confirm_all()
        kelurahan = Match.objects.filter(participant=both).order_by("line__list__loaded_at").first().line.list
        changes = foreseen_lists.of_a_withdrawal(by=user(Role.STAFF), official=kelurahan, at=now())
        assert (changes.records, changes.months) == (0, [])

    def test_it_is_what_the_withdrawal_then_does(self, people):
        _three, one = people
        before = counted("licensed")
        confirm_all()
        rollup.drain()
        by = user(Role.STAFF)
        foreseen_lists.of_a_withdrawal(by=by, official=one, at=now())
        withdrawing.withdraw(by=by, official=one, because="Salah", at=now())
        reading.go_on(at=now())
        assert counted("licensed") == before

    def test_of_too_many_lines_as_many_questions_are_asked_however_many_they_are(self, people, monkeypatch):
        monkeypatch.setattr(foreseen_lists, "MOST", 0)
        three, one = people
        staff, checker, asked = user(Role.STAFF), user(Role.VERIFIER), []
        for somebody in three:
            deciding.confirm(by=checker, match=match_of(somebody), at=now())
            with CaptureQueriesContext(connection) as questions:
                foreseen_lists.of_a_withdrawal(by=staff, official=one, at=now())
            asked.append(len(questions))
        assert asked[0] == asked[1] == asked[2]

    def test_of_too_many_lines_no_month_is_told(self, people, monkeypatch):
        monkeypatch.setattr(foreseen_lists, "MOST", 2)
        confirm_all()
        changes = foreseen_lists.of_a_withdrawal(by=user(Role.STAFF), official=people[1], at=now())
        assert (changes[:4], changes.months) == ((3, 3, 1, 1), None)


class TestThePages:
    @pytest.fixture
    def city(self, signed_in):
        return signed_in(user(Role.VERIFIER))

    def test_nothing_is_confirmed_before_it_was_seen(self, city, people):
        _three, one = people
        where = reverse("reconcile-confirm", args=[one.pk])
        ticked = [str(match.pk) for match in Match.objects.all()]
        answer = city.post(where, {"match": ticked, "page": "1"})
        page = " ".join(answer.content.decode().split())
        assert "1 licence becomes verified." in page
        assert "1 person is new no more" in page
        assert not Match.objects.filter(state="confirmed").exists()
        said = {"match": ticked, "sure": "1"}
        assert "Nothing is confirmed yet" in city.post(where, said).content.decode()
        assert not Match.objects.filter(state="confirmed").exists()
        for _twice in range(2):
            answered = city.post(where, said | {"shown": answer.context["shown"]}, follow=True)
            assert [str(one) for one in answered.context["messages"]] == ["3 lines confirmed."]
        assert Match.objects.filter(state="confirmed").count() == 3

    def test_each_line_leads_to_its_comparison_and_says_when_it_is_not_counted(self, city, people):
        three, one = people
        ticked = [str(match.pk) for match in Match.objects.all()]
        page = city.post(reverse("reconcile-confirm", args=[one.pk]), {"match": ticked, "page": "1"}).content.decode()
        assert all(reverse("reconcile-match", args=[key]) in page for key in ticked)
        (row,) = (part for part in page.split("<li>") if "from before the registration: it is not counted" in part)
        assert match_of(three[1]).pk.hex in row.replace("-", "")

    def test_what_would_do_something_else_than_was_seen_is_shown_again(self, city, signed_in, people):
        three, one = people
        where = reverse("reconcile-confirm", args=[one.pk])
        keys = [str(match.pk) for match in Match.objects.order_by("line__number")]
        seen = city.post(where, {"match": keys[:2]}).context["shown"]
        said = {"match": keys[:2], "sure": "1", "shown": seen}
        again = "What this does changed meanwhile: look at it again."
        assert again in city.post(where, said | {"match": keys}).content.decode()
        assert again in signed_in(user(Role.VERIFIER)).post(where, said).content.decode()
        # Of somebody who was registered earlier too the licence is not from before the registration.
        merged(person(on="2018-01-10"), three[1])
        answer = city.post(where, said)
        assert again in answer.content.decode()
        assert not Match.objects.filter(state="confirmed").exists()
        city.post(where, said | {"shown": answer.context["shown"]})
        assert Match.objects.filter(state="confirmed").count() == 2

    def test_a_withdrawal_takes_back_only_what_was_seen(self, city, signed_in, people):
        _three, one = people
        where, browser = reverse("reconcile-withdraw", args=[one.pk]), signed_in(user(Role.STAFF))
        seen = browser.get(where).context["shown"]
        confirm_all()
        said = {"because": "Daftar kota lain", "shown": seen}
        answer = browser.post(where, said)
        assert "What this does changed meanwhile: look at it again." in answer.content.decode()
        assert "Daftar kota lain" in answer.content.decode()
        assert OfficialList.objects.get(pk=one.pk).state == "read"
        browser.post(where, said | {"shown": answer.context["shown"]})
        assert OfficialList.objects.get(pk=one.pk).state == "leaving"

    def test_whoever_comes_back_to_the_address_alone_finds_the_list(self, city, people):
        _three, one = people
        answer = city.get(reverse("reconcile-confirm", args=[one.pk]))
        assert answer.url == reverse("reconcile-list", args=[one.pk])

    def test_whoever_leaves_it_finds_the_same_lines_ticked(self, city, people):
        _three, one = people
        ticked = [str(match.pk) for match in Match.objects.order_by("line__number")[:2]]
        back = city.post(reverse("reconcile-confirm", args=[one.pk]), {"match": ticked, "page": "1"}).context["back"]
        page = city.get(back).content.decode()
        assert page.count(" checked>") == 2
        assert [f'value="{key}" data-tick data-sure checked>' in page for key in ticked] == [True, True]

    def test_whoever_loaded_a_list_with_confirmed_lines_is_told_why_not_and_asked_nothing(self, signed_in, people):
        _three, one = people
        confirm_all()
        page = signed_in(one.loaded_by).get(reverse("reconcile-withdraw", args=[one.pk])).content.decode()
        assert "somebody else has to withdraw it" in page
        assert 'name="because"' not in page
