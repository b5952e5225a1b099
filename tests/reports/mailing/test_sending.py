"""The report of a month goes out on the first working day of the next one, to each who wants it once."""

import datetime
import re
import smtplib

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import translation

from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA, Month
from reports import definitions, rollup
from reports.mailing import plans, sending
from reports.models import Definition, MailPlan, MailSent
from tests.factories import people, user
from tests.reports.cells import cell, revision
from tests.reports.closed import closed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

LONG_AGO = datetime.datetime(2018, 1, 15, 9, tzinfo=JAKARTA)


@pytest.fixture(autouse=True)
def mails(settings):
    settings.MAILS, settings.SITE = True, "https://okoce.example.org"


def moment(said):
    return datetime.datetime.fromisoformat(said).replace(tzinfo=JAKARTA)


def at(said):
    return sending.send_reports(clock=lambda: moment(said))


@pytest.fixture
def headline_of_registered():
    """The headline counts whoever is registered, from the programme's first month on."""
    definition, said = Definition.objects.get(pk="2020-P1"), {"from_month": Month(2017, 12), "reason": "A test"}
    definitions.name_headline(by=user(Role.STAFF), definition=definition, **said)


def wanting(address="staf@example.org", *, since=LONG_AGO, role=Role.STAFF):
    by = user(role)
    return plans.want(by=by, address=address, at=since)


def test_it_goes_out_on_the_first_working_day_and_no_sooner():
    wanting()
    # The first of April 2018 is a Sunday.
    assert [at("2018-04-01T12:00"), at("2018-04-02T06:59"), len(mail.outbox)] == [0, 0, 0]
    assert at("2018-04-02T07:00") == 1
    assert [message.to for message in mail.outbox] == [["staf@example.org"]]
    assert MailSent.objects.get().month == datetime.date(2018, 3, 1)


def test_by_itself_it_goes_out_once_however_often_it_is_rung_for():
    wanting()
    assert [at("2018-04-02T07:00"), at("2018-04-02T07:01"), at("2018-04-27T09:00")] == [1, 0, 0]
    assert at("2018-05-01T07:00") == 1
    assert len(mail.outbox) == 2


def test_whoever_slept_on_that_day_sends_it_later():
    wanting()
    assert at("2018-04-19T09:00") == 1


def test_who_wants_it_later_gets_nothing_that_was_due_before():
    wanting(since=moment("2018-04-03T09:00"))
    assert [at("2018-04-03T09:01"), at("2018-05-01T07:00")] == [0, 1]


def test_a_holiday_is_no_working_day(settings, tmp_path):
    settings.HOLIDAYS = tmp_path / "holidays.csv"
    settings.HOLIDAYS.write_text("date,name\n2018-04-02,Hari libur\n")
    wanting()
    assert [at("2018-04-02T09:00"), at("2018-04-03T07:00")] == [0, 1]


@pytest.mark.parametrize(
    ("month", "day"),
    [("2026-01", "2026-01-02"), ("2026-02", "2026-02-02"), ("2026-05", "2026-05-04"), ("2026-06", "2026-06-02")],
)
def test_the_days_that_the_law_fixes_are_holidays(month, day):
    assert f"{sending.due_in(Month.parse(month)):%Y-%m-%d %H:%M}" == f"{day} 07:00"


def test_the_next_one_is_told():
    assert [f"{sending.next_due(moment(now)):%Y-%m-%d}" for now in ("2018-04-02T06:00", "2018-04-02T07:00")] == [
        "2018-04-02",
        "2018-05-01",
    ]


def test_what_the_server_refuses_is_noted_and_not_tried_again(monkeypatch):
    wanting()

    def refuse(*_said, **_more):
        raise smtplib.SMTPRecipientsRefused({"staf@example.org": (550, b"no")})

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    assert at("2018-04-02T07:00") == 1
    monkeypatch.undo()
    assert at("2018-04-02T07:01") == 0
    sent = MailSent.objects.get()
    assert (sent.state, sent.error) == ("failed", "SMTPRecipientsRefused")


def test_one_address_that_is_refused_keeps_nobody_else(monkeypatch):
    wanting("a@example.org"), wanting("b@example.org")
    send = mail.EmailMultiAlternatives.send

    def refuse_one(message, **said):
        if message.to == ["a@example.org"]:
            raise smtplib.SMTPServerDisconnected
        return send(message, **said)

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse_one)
    at("2018-04-02T07:00")
    assert sorted(MailSent.objects.values_list("plan__address", "state")) == [
        ("a@example.org", "failed"),
        ("b@example.org", "sent"),
    ]


def test_a_worker_that_is_killed_while_it_sends_leaves_nothing_that_is_sent_twice(monkeypatch):
    wanting()

    class Killed(BaseException):
        pass

    def die(*_said, **_more):
        raise Killed

    monkeypatch.setattr(sending, "_end", die)
    with pytest.raises(Killed):
        at("2018-04-02T07:00")
    monkeypatch.undo()
    assert at("2018-04-02T07:01") == 0
    assert len(mail.outbox) == 1
    assert MailSent.objects.get().state == "sending"


def test_of_two_workers_one_sends_it():
    plan = wanting()
    message = plans.send_now(by=plan.user, month=Month(2018, 3), at=LONG_AGO)
    assert [sending.send(message.pk, clock=lambda: LONG_AGO) for _twice in range(2)] == [True, False]
    assert len(mail.outbox) == 1


def test_who_left_or_no_longer_sees_counts_gets_none():
    gone, moved = wanting("a@example.org").user, wanting("b@example.org").user
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    moved.roles = [Role.FACILITATOR]
    moved.save(update_fields=["roles"])
    assert at("2018-04-02T07:00") == 0


def test_who_wants_it_no_more_gets_none():
    plans.stop(by=wanting().user)
    assert at("2018-04-02T07:00") == 0


def test_without_a_server_nothing_is_sent_and_nothing_is_claimed(settings):
    settings.MAILS = False
    plan = wanting()
    assert at("2018-04-02T07:00") == 0
    assert not MailSent.objects.exists()
    with pytest.raises(ValidationError, match="No mail server"):
        plans.send_now(by=plan.user, month=Month(2018, 3), at=LONG_AGO)


def test_one_that_is_asked_for_goes_out_besides_and_five_in_a_day():
    by = wanting().user
    at("2018-04-02T07:00")
    for _five in range(5):
        plans.send_now(by=by, month=Month(2018, 3), at=moment("2018-04-02T08:00"))
    assert at("2018-04-02T08:00") == 5
    with pytest.raises(ValidationError, match="five reports within a day"):
        plans.send_now(by=by, month=Month(2018, 3), at=moment("2018-04-02T09:00"))


def test_who_never_said_an_address_asks_in_vain():
    with pytest.raises(ValidationError, match="Say first"):
        plans.send_now(by=user(Role.STAFF), month=Month(2018, 3), at=LONG_AGO)


def test_an_address_that_changes_sends_nothing_twice():
    by = wanting().user
    at("2018-04-02T07:00")
    plans.want(by=by, address="baru@example.org", at=moment("2018-04-02T08:00"))
    assert at("2018-04-02T08:01") == 0
    assert MailPlan.objects.get().since == LONG_AGO


def test_it_says_the_month_in_a_sentence_and_every_rung_with_its_name():
    revision(7)
    cell("2018-03", 1284, metric="new_entrepreneurs"), cell("2018-02", 16, metric="new_entrepreneurs")
    cell("2018-03", 9120)
    wanting()
    at("2018-04-02T07:00")
    message = mail.outbox[0]
    assert message.subject == "OK OCE, March 2018: 1,284 of 4,000, New entrepreneurs (provisional)"
    assert message.body.startswith("March 2018: 1,284 of 4,000, New entrepreneurs. Provisional")
    # 1,284 and 16; (200,000 - 16) / 57, this month included
    assert "Since December 2017 it is 1,300 of 200,000" in message.body
    assert "each of the 57 months from this one on needs 3,509" in message.body
    assert "Registered: 9,120 / 9,120" in message.body
    assert "https://okoce.example.org/dashboard/?month=2018-03" in message.body
    page, kind = message.alternatives[0]
    assert kind == "text/html"
    assert '<td class="number">9,120</td>' in page


def received(said="2018-04-02T07:00", since=LONG_AGO):
    """What somebody who wants it got on that day, as it goes over the wire."""
    wanting(since=since)
    at(said)
    return mail.outbox[-1].message()


def test_the_picture_comes_with_the_page_and_is_fetched_from_nowhere():
    cell("2018-03", 1284, metric="new_entrepreneurs")
    message = received()
    # Whoever reads text reads the first; the page and its picture belong together.
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/related", "multipart/alternative", "text/plain", "text/html", "image/png",
    ]  # fmt: skip
    *_others, page, picture = message.walk()
    html = page.get_payload(decode=True).decode()
    assert picture["Content-ID"] == "<bars@okoce>"
    assert re.findall(r'src="([^"]+)"', html) == ["cid:bars@okoce"]
    assert picture.get_content_disposition() == "inline"
    assert picture.get_payload(decode=True).startswith(b"\x89PNG")


def test_beside_the_picture_are_its_words_and_its_numbers():
    cell("2018-02", 16, metric="new_entrepreneurs"), cell("2018-03", 1284, metric="new_entrepreneurs")
    message = received()
    text, html = (part.get_payload(decode=True).decode() for part in list(message.walk())[2:4])
    assert 'alt="Bars: “New entrepreneurs” in each month from December 2017 to March 2018' in html
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    shown = [re.sub(r"<[^>]+>|\s+", " ", row).split() for row in rows]
    assert shown[-4] == ["Mar", "2018", "1,284", "4,000", "provisional"]
    assert shown[-3] == ["Feb", "2018", "16", "4,000", "provisional"]
    assert "Mar 2018: 1,284 / 4,000 (provisional)\nFeb 2018: 16 / 4,000 (provisional)\n" in text


@pytest.mark.usefixtures("headline_of_registered")
def test_a_final_month_that_was_corrected_says_so_and_what_it_first_published():
    for month, there in (("2017-12", 30), ("2018-01", 6), ("2018-02", 7)):
        people(there, on=f"{month}-05")
        closed(month)
    people(4, on="2017-12-05")
    closed("2018-03")
    message = received()
    text, html = (part.get_payload(decode=True).decode() for part in list(message.walk())[2:4])
    assert "Feb 2018: 7 / 4,000 (final)\nJan 2018: 6 / 4,000 (final)\n" in text
    assert "Dec 2017: 34 / 4,000 (final, corrected since; first published 30)\n" in text
    assert '<td class="small">final, corrected since; first published 30</td>' in html
    assert "First published" not in text


@pytest.mark.usefixtures("headline_of_registered")
def test_so_does_the_month_that_it_is_of():
    people(30, on="2017-12-05")
    closed("2017-12")
    people(4, on="2017-12-05")
    rollup.drain()
    message = received("2018-01-01T07:00", since=moment("2017-12-15T09:00"))
    text, html = (part.get_payload(decode=True).decode() for part in list(message.walk())[2:4])
    corrected = (
        "30 first published. Not published yet, and may still change: waits for the closing of January 2018 (+4)."
    )
    assert text.startswith(f"December 2017: 34 of 4,000, Registered. {corrected}")
    assert f'<p class="mark">{corrected}</p>' in html


def test_a_mail_of_twelve_months_is_small():
    for number in range(1, 13):
        cell(f"2019-{number:02}", 3000 + 97 * number, metric="new_entrepreneurs")
    message = received("2020-01-01T07:00")
    assert len(message.as_bytes()) < 100_000
    *_others, page, picture = message.walk()
    assert len(picture.get_payload(decode=True)) > 5_000
    # The months of the picture, and no more: January 2019 is the first of twelve.
    told = page.get_payload(decode=True).decode()
    assert (">Jan 2019<" in told, ">Dec 2018<" in told) == (True, False)


def test_it_is_in_the_language_in_which_the_address_was_given():
    with translation.override("id"):
        wanting()
    at("2018-04-02T07:00")
    page, _kind = mail.outbox[0].alternatives[0]
    assert '<html lang="id">' in page
    assert 'alt="Grafik batang: “' in page
