"""The pages of check-in by phone: of whoever comes, and of the facilitator."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from okoce.core.months import now, today
from participants import arrivals, doors, rosters
from participants.models import Arrival, Attendance, Participant
from programs.trainings import cancel_session
from tests import factories
from tests.factories import ELSEWHERE, person, user
from tests.pages import messages, queries
from tests.participants.arriving import DAY, PHONE, all_day, comes, going, opened, page_of, phone, sends

pytestmark = pytest.mark.django_db

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def session():
    """One of today that is going on, with its door open."""
    session = all_day()
    opened(session, at=now())
    return session


@pytest.fixture
def door(session):
    return doors.of(session)


@pytest.fixture
def browser(session, signed_in):
    return signed_in(session.training.logged_by)


@pytest.fixture
def stopped(monkeypatch):
    """A minute that does not end within the test."""
    at = now()
    monkeypatch.setattr("participants.views.arrivals.now", lambda: at)


def text_of(answer):
    return CSRF.sub("", answer.content.decode())


def errors(answer, field):
    return [f"{error}" for error in answer.context["form"].errors.get(field, [])]


class TestComing:
    def test_known_unknown_first_and_again_get_the_very_same_answer(self, door):
        number = factories.nik()
        person(name="Siti Aminah", phone=PHONE, nik=number, on=f"{DAY}")
        sent = [("Siti Aminah", PHONE), ("Siti Aminah", PHONE), ("Budi", "081300000000"), ("Rina", number)]
        answers = {text_of(sends(phone(), door, *said)).replace(said[0], "NAME") for said in sent}
        assert len(answers) == 1
        assert "You are put down" in answers.pop()
        assert Arrival.objects.count() == 3

    def test_the_answer_says_who_was_put_down_and_no_number(self, door):
        page = text_of(sends(phone(), door, " siti  Aminah", PHONE))
        assert "Put down as <strong>siti Aminah</strong>." in page
        assert PHONE not in page

    @pytest.mark.parametrize("typed", ["0812 3456 7890", "+62 812-3456-7890", "62812 3456 7890"])
    def test_a_phone_is_understood_however_it_is_written(self, door, typed):
        sends(phone(), door, number=typed)
        assert Arrival.objects.get().phone == PHONE

    def test_a_number_of_sixteen_digits_is_kept_sealed(self, door):
        number = factories.nik()
        sends(phone(), door, number=f"{number[:6]} {number[6:]}")
        arrival = Arrival.objects.get()
        assert (arrival.phone, arrival.nik_tail) == ("", number[-4:])
        assert number.encode() not in bytes(arrival.nik_sealed)

    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("name", "", "Write your name."),
            ("name", "123", "Write your name in letters."),
            ("name", "Si\x07ti", "This text holds control characters, which nobody can read: type it anew."),
            ("number", "", "Write your phone number, or the 16 digits of your NIK."),
            ("number", "812345", "A phone number begins with 0 and has 8 to 14 digits."),
            ("number", "317401410190001", "A NIK has 16 digits and this one has 15. Look at the identity card again."),
            (
                "number",
                "9900019913900001",
                "Digits 7 to 12 of a NIK are a date of birth, and these are none. Look at the identity card again.",
            ),
        ],
    )
    def test_what_is_no_name_or_number_is_told_beside_the_field(self, door, field, typed, sentence):
        answer = sends(phone(), door, **{field: typed})
        assert errors(answer, field) == [sentence]
        assert Arrival.objects.count() == 0

    def test_the_page_speaks_bahasa_indonesia_first(self, door):
        page = phone("id").get(reverse("checkin-door", args=[door.token])).content.decode()
        assert '<html lang="id">' in page
        assert 'name="language" value="en"' in page

    def test_it_needs_no_script_and_nothing_of_the_site_but_two_style_sheets(self, door):
        page = phone().get(reverse("checkin-door", args=[door.token])).content.decode()
        assert re.findall(r'<script|href="[^"]+\.css"', page) == [
            'href="/static/css/tokens.css"',
            'href="/static/css/checkin.css"',
        ]

    def test_a_seventh_try_in_a_minute_is_told_to_wait_and_keeps_what_was_typed(self, door, stopped):
        for number in range(6):
            sends(phone(), door, f"Siti {'abcdef'[number]}")
        answer = sends(phone(), door, "Siti Aminah")
        assert (answer.status_code, answer["Retry-After"]) == (429, "60")
        assert 'value="Siti Aminah"' in answer.content.decode()

    def test_it_is_not_for_search_engines_and_no_cache_keeps_it(self, door):
        answer = phone().get(reverse("checkin-door", args=[door.token]))
        assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == ("noindex", "no-store")


class TestClosed:
    def told(self, session, status):
        answer = phone().get(reverse("checkin-door", args=[doors.of(session).token]))
        assert answer.status_code == status
        return answer.content.decode()

    def test_too_early_it_says_from_when_on(self):
        later = going(on=DAY + 3 * (today() - DAY))
        opened(later, at=now())
        assert "Check-in opens at 08:00 WIB" in self.told(later, 200)

    def test_too_late_it_says_so(self):
        before = going()
        opened(before)
        assert "This session is over" in self.told(going_over(before), 410)

    def test_of_a_session_that_was_cancelled_too(self, session):
        cancel_session(by=session.training.logged_by, session=session)
        assert "This session was cancelled" in self.told(session, 410)

    def test_and_of_a_door_that_was_shut(self, session, door):
        doors.shut_door(by=session.training.logged_by, session=session, at=now())
        assert "The facilitator has closed the check-in" in self.told(session, 410)

    def test_nobody_is_put_down_at_one(self, session, door):
        doors.shut_door(by=session.training.logged_by, session=session, at=now())
        assert sends(phone(), door).status_code == 410
        assert Arrival.objects.count() == 0

    def test_one_that_was_never_there_answers_as_a_page_that_is_not(self):
        assert phone().get(reverse("checkin-door", args=["nothing"])).status_code == 404


def going_over(session):
    """The same, two days earlier."""
    doors.TrainingSession.objects.filter(pk=session.pk).update(held_on=DAY - (today() - DAY))
    return session


class TestSixDigits:
    def test_they_lead_to_the_page_of_their_session(self, door):
        answer = phone().post(reverse("checkin"), {"code": f"{door.code[:3]} {door.code[3:]}"})
        assert answer.url == reverse("checkin-door", args=[door.token])

    def test_wrong_ones_are_told_and_while_too_many_are_nobody_of_that_address_tries_more(
        self, door, stopped, monkeypatch
    ):
        monkeypatch.setattr(doors, "WRONG_IN_ALL", 20)
        wrong, browser = f"{(int(door.code) + 1) % 10**6:06}", phone()
        for _ in range(20):
            answer = browser.post(reverse("checkin"), {"code": wrong})
        assert errors(answer, "code") == [
            "No session has this code now: look at the wall again, or scan the picture beside it."
        ]
        assert browser.post(reverse("checkin"), {"code": door.code}).status_code == 429
        assert browser.post(reverse("checkin"), {"code": door.code}, REMOTE_ADDR="192.0.2.9").status_code == 302


class TestTheDoor:
    def test_it_is_opened_shown_shut_and_renewed(self, signed_in):
        session = all_day()
        browser = signed_in(session.training.logged_by)
        address = page_of(session, "door")
        assert "Open the check-in" in browser.get(address).content.decode()
        browser.post(address, {"do": "open"})
        first = doors.of(session)
        page = browser.get(address).content.decode()
        assert f"{first.code[:3]} {first.code[3:]}" in page
        assert "<svg viewBox" in page
        browser.post(address, {"do": "renew"})
        assert doors.of(session).token != first.token
        browser.post(address, {"do": "shut"})
        assert "Open the check-in again" in browser.get(address).content.decode()

    def test_it_answers_nothing_to_a_page_that_has_shown_it_already(self, session, browser):
        address = page_of(session, "door")
        seen = browser.get(address).context["seen"]
        assert browser.get(address, {"seen": seen}).status_code == 204
        comes(session, at=now())
        assert "<strong>1</strong>" in browser.get(address, {"seen": seen}).content.decode()

    def test_that_of_a_session_that_is_over_stays_closed(self, signed_in):
        session = going()
        browser = signed_in(session.training.logged_by)
        answer = browser.post(page_of(session, "door"))
        assert escape("This session is over: nobody can check in to it any more.") in answer.content.decode()
        assert doors.of(session) is None

    @pytest.mark.parametrize("name", ["door", "arrivals"])
    def test_nobody_of_another_kecamatan_opens_it(self, session, signed_in, name):
        other = signed_in(user(kecamatan=(ELSEWHERE,)))
        assert other.get(page_of(session, name)).status_code == 404
        assert other.post(page_of(session, name)).status_code == 404


class TestConfirming:
    def arrived(self, session):
        somebody = person(name="Siti Aminah", on=f"{DAY}", phone=PHONE)
        return comes(session, at=now()), somebody

    def test_a_training_without_a_door_says_nothing_of_arrivals(self, signed_in):
        session = all_day()
        page = signed_in(session.training.logged_by).get(reverse("training", args=[session.training_id]))
        assert 'id="arrivals"' not in page.content.decode()
        assert "arrivals.js" not in page.content.decode()

    def test_who_is_surely_known_is_confirmed_by_one_tap(self, session, browser):
        arrival, somebody = self.arrived(session)
        comes(session, "Budi", phone="081300000000", at=now())
        page = browser.get(reverse("training", args=[session.training_id]))
        # By keyboard it is not behind every name.
        assert page.content.decode().index('href="#confirm"') < page.content.decode().index("Budi")
        fields = re.findall(r'name="(who\.[\w-]+)" value="([\w-]+)" checked', page.content.decode())
        assert fields == [(f"who.{arrival.pk}", f"{somebody.pk}")]
        answer = browser.post(page_of(session, "arrivals"), dict(fields), follow=True)
        assert messages(answer) == ["1 person is marked as here."]
        assert [mark.participant for mark in Attendance.objects.all()] == [somebody]

    def test_everybody_new_is_registered_by_one_tap_and_nobody_who_came_after_the_page(self, session, browser):
        shown = [comes(session, name, phone=f"08130000000{number}", at=now()) for number, name in enumerate("AB")]
        comes(session, "C", phone="081300000009", at=now())
        said = {f"shown.{one.pk}": "yes" for one in shown} | {"all": "yes"}
        browser.post(page_of(session, "arrivals"), said)
        assert sorted(Participant.objects.values_list("name", flat=True)) == ["A", "B"]

    def test_whoever_became_known_since_the_page_was_shown_is_made_no_second_time(self, session, browser):
        arrival, somebody = self.arrived(session)
        browser.post(page_of(session, "arrivals"), {f"who.{arrival.pk}": "new"})
        assert list(Participant.objects.filter(name="Siti Aminah")) == [somebody]

    def test_of_two_with_one_name_whom_nobody_knows_one_tap_makes_one(self, session, browser):
        shown = [comes(session, "Orang Baru", at=now()), comes(session, "Baru Orang", nik=factories.nik(), at=now())]
        page = " ".join(browser.get(page_of(session, "arrivals")).content.decode().split())
        assert "is it the same person twice?" in page
        said = {f"shown.{one.pk}": "yes" for one in shown} | {"all": "yes"}
        browser.post(page_of(session, "arrivals"), said)
        assert list(Participant.objects.values_list("name", flat=True)) == ["Orang Baru"]

    def test_another_phone_than_that_of_somebody_on_the_list_is_told(self, session, browser):
        somebody = person(name="Siti Aminah", on=f"{DAY}", phone=PHONE)
        rosters.add(by=session.training.logged_by, session=session, people=[somebody.pk], present=False, at=now())
        comes(session, at=now())
        comes(session, phone="081300000000", at=now())
        page = browser.get(page_of(session, "arrivals")).content.decode()
        assert page.count("another phone than before") == 1

    def test_more_than_a_hall_holds_are_told(self, session, browser, monkeypatch):
        monkeypatch.setattr(arrivals, "MANY", 1)
        comes(session, at=now())
        assert "more than a hall holds" in browser.get(page_of(session, "arrivals")).content.decode()

    def test_before_the_session_begins_it_says_from_when_on(self, signed_in):
        soon = going(on=DAY + 3 * (today() - DAY))
        opened(soon, at=now())
        comes(soon, at=now())
        page = signed_in(soon.training.logged_by).get(page_of(soon, "arrivals")).content.decode()
        assert "They are confirmed from 09:00 WIB on" in page
        assert "Confirm who is here" not in page

    def test_nobody_is_confirmed_as_somebody_whom_the_page_did_not_offer(self, session, browser):
        arrival, _somebody = self.arrived(session)
        other = person(name="Budi", on=f"{DAY}")
        browser.post(page_of(session, "arrivals"), {f"who.{arrival.pk}": f"{other.pk}"})
        assert Attendance.objects.count() == 0

    def test_somebody_of_another_kecamatan_is_not_told(self, session, browser):
        number = factories.nik()
        person(name="Siti Jauh", nik=number, on=f"{DAY}", lives_in=ELSEWHERE, by=user(kecamatan=(ELSEWHERE,)))
        comes(session, "Siti", nik=number, at=now())
        page = browser.get(page_of(session, "arrivals")).content.decode()
        assert "Siti Jauh" not in page
        assert "1 is not known here" in " ".join(page.split())

    def test_nothing_comes_to_a_page_that_has_shown_it_already(self, session, browser):
        seen = browser.get(page_of(session, "arrivals")).context["seen"]
        assert browser.get(page_of(session, "arrivals"), {"seen": seen}).status_code == 204
        comes(session, at=now())
        assert "Siti Aminah" in browser.get(page_of(session, "arrivals"), {"seen": seen}).content.decode()

    def test_the_page_that_a_phone_keeps_says_nothing_of_arrivals(self, session, browser):
        comes(session, at=now())
        page = browser.get(reverse("training", args=[session.training_id]), headers={"okoce-offline": "1"})
        assert PHONE not in page.content.decode()

    def test_home_says_how_many_wait(self, session, browser):
        comes(session, at=now())
        comes(session, "Budi", phone="081300000000", at=now())
        page = " ".join(browser.get("/").content.decode().split())
        assert f'{page_of_list(session)}#arrivals"> 2 wait to be confirmed' in page

    def test_home_takes_as_many_queries_for_three_who_wait_as_for_none(self, session, browser):
        none = queries(browser, "/")
        for name in ("Siti", "Budi", "Rina"):
            comes(session, name, at=now())
        assert queries(browser, "/") == none


def page_of_list(session):
    return f"{reverse('training', args=[session.training_id])}?session={session.pk}"
