"""What webhooks are told: each closed month and the newest revision once, whatever runs twice, late or at once."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.alone import alone
from okoce.core.months import JAKARTA
from reports.models import Delivery, Webhook
from reports.webhooks import deliveries, news, subscriptions
from reports.webhooks.addresses import Refused
from reports.webhooks.sending import Outcome
from tests.factories import user
from tests.reports.closed import closed, reopened, stands
from tests.reports.hooks import anywhere, at, close, hook, revise
from tests.together import together

pytestmark = pytest.mark.django_db

MONTHS = ["month.closed"]
REVISIONS = ["revision.reached"]
NOON = at("2018-04-10 12:00")


def told(*, of=None):
    """What is to be told, in order: kind, subject and state."""
    rows = Delivery.objects.filter(webhook=of) if of else Delivery.objects.all()
    return [(row.kind, row.subject, row.state) for row in rows.order_by("made_at", "subject")]


def waiting(subject, kind="month.closed"):
    return (kind, subject, "waiting")


class TestClosedMonths:
    def test_a_month_that_is_closed_is_told_once_to_each_who_wants_to_hear(self):
        one, _secret = hook(events=MONTHS)
        other, _secret = hook(events=MONTHS)
        hook(events=REVISIONS)
        close("2018-03")
        news.find(at=NOON)
        news.find(at=NOON)
        assert told(of=one) == told(of=other) == [waiting("2018-03")]
        assert Delivery.objects.filter(kind="month.closed").count() == 2

    def test_one_that_is_closed_again_is_told_again_with_its_link_and_while_it_is_open_nothing(self):
        hook(events=MONTHS)
        close("2018-03")
        news.find(at=NOON)
        reopened("2018-03")
        news.find(at=NOON)
        assert told() == [waiting("2018-03")]
        again = close("2018-03", when="2018-05-02 09:00")
        news.find(at=NOON)
        assert told() == [waiting("2018-03"), waiting("2018-03/2")]
        data = json.loads(Delivery.objects.get(subject="2018-03/2").body)["data"]
        assert (data["closing"], data["digest"]) == (2, again.digest)

    def test_a_month_that_was_closed_before_is_not_told(self):
        close("2018-02", when="2018-03-10 12:00")
        hook(events=MONTHS)
        news.find(at=NOON)
        assert told() == []

    def test_a_month_whose_closing_carries_an_earlier_time_is_told_all_the_same(self):
        # It began before the webhook was made, and was committed after.
        hook(events=MONTHS, made="2018-03-10 12:01")
        close("2018-02", when="2018-03-10 12:00")
        news.find(at=NOON)
        assert told() == [waiting("2018-02")]

    def test_an_open_and_a_provisional_month_are_not_told(self):
        hook(events=MONTHS)
        stands("2018-03", "provisional")
        closed("2018-04")
        reopened("2018-04")
        news.find(at=NOON)
        assert told() == []

    def test_its_message_names_month_status_time_and_revision(self):
        hook(events=MONTHS)
        revise(6)
        closing = close("2018-03")
        news.find(at=NOON)
        assert json.loads(Delivery.objects.get().body) == {
            "type": "month.closed",
            "timestamp": "2018-04-10T12:00:00+07:00",
            "data": {
                "month": "2018-03",
                "status": "final",
                "at": closing.closed_at.astimezone(JAKARTA).isoformat(timespec="seconds"),
                "revision": 7,
                "closing": 1,
                "digest": closing.digest,
            },
        }

    def test_what_was_closed_while_it_was_switched_off_is_told_when_it_listens_again(self):
        one, _secret = hook(events=MONTHS)
        changed(one, active=False)
        close("2018-03")
        news.find(at=NOON)
        assert told() == []
        changed(one, active=True)
        news.find(at=NOON)
        assert told() == [waiting("2018-03")]

    def test_months_closed_before_somebody_asked_for_them_are_not_told(self):
        one, _secret = hook(events=REVISIONS)
        close("2018-03")
        changed(one, events=["revision.reached", "month.closed"])
        close("2018-04", when="2018-05-10 12:00")
        news.find(at=NOON)
        assert [row for row in told() if row[0] == "month.closed"] == [waiting("2018-04")]


class TestRevisions:
    def test_the_newest_revision_is_told_and_none_from_before(self):
        revise(1)
        hook(events=REVISIONS)
        news.find(at=NOON)
        assert told() == []
        revise(2)
        revise(3, when="2018-04-10 11:59:59")
        news.find(at=NOON)
        assert told() == [waiting("3", "revision.reached")]
        assert json.loads(Delivery.objects.get().body)["data"] == {
            "revision": 3,
            "as_of": "2018-04-10T11:59:59+07:00",
        }

    def test_at_most_one_in_ten_seconds_and_then_the_newest(self):
        one, _secret = hook(events=REVISIONS)
        revise(1)
        news.find(at=NOON)
        sent(one)
        revise(2)
        news.find(at=at("2018-04-10 12:00:09"))
        revise(3)
        assert told() == [("revision.reached", "1", "sent")]
        news.find(at=at("2018-04-10 12:00:10"))
        assert told() == [("revision.reached", "1", "sent"), waiting("3", "revision.reached")]

    def test_a_newer_one_takes_the_place_of_one_that_waits_and_knocks_no_more_often(self):
        hook(events=REVISIONS)
        revise(1)
        news.find(at=NOON)
        [claimed] = deliveries.claim(at=NOON)
        deliveries.note(claimed, Outcome(503, "status"), at=NOON)
        due = Delivery.objects.get().due_at
        revise(2)
        news.find(at=at("2018-04-10 12:00:10"))
        assert told() == [("revision.reached", "1", "replaced"), waiting("2", "revision.reached")]
        newest = Delivery.objects.get(subject="2")
        assert (newest.tries, newest.due_at) == (1, due)

    def test_one_that_is_being_sent_is_not_replaced(self):
        hook(events=REVISIONS)
        revise(1)
        news.find(at=NOON)
        deliveries.claim(at=NOON)
        revise(2)
        news.find(at=at("2018-04-10 12:00:10"))
        assert [row[2] for row in told()] == ["waiting", "waiting"]

    def test_what_was_told_long_ago_is_forgotten_but_for_months(self):
        one, _secret = hook()
        close("2018-03")
        news.find(at=NOON)
        sent(one)
        revise(2)
        news.find(at=at("2018-04-18 12:00"))
        assert told() == [("month.closed", "2018-03", "sent"), waiting("2", "revision.reached")]
        news.find(at=at("2018-04-19 12:00"))
        assert len(told()) == 2


class TestWhoListens:
    def test_nobody_whose_account_is_closed_or_who_may_see_no_counts_any_more(self):
        for said in ({"is_active": False}, {"roles": [Role.FACILITATOR]}):
            one, _secret = hook()
            User.objects.filter(pk=one.user_id).update(**said)
        close("2018-03")
        news.find(at=NOON)
        assert told() == []

    def test_what_waits_is_not_sent_when_the_account_is_closed_and_the_webhook_stays_off(self):
        one, _secret = hook()
        close("2018-03")
        news.find(at=NOON)
        deliveries.ping(hook=one, at=NOON)
        User.objects.filter(pk=one.user_id).update(is_active=False)
        assert deliveries.claim(at=NOON) == []
        deliveries.tell(clock=lambda: NOON)
        User.objects.filter(pk=one.user_id).update(is_active=True)
        assert not Webhook.objects.get().active

    def test_no_more_than_ten_of_one_user(self, in_english):
        by = user(Role.STAFF)
        for _nth in range(10):
            hook(by=by)
        with pytest.raises(ValidationError, match="You have 10 webhooks, and no more are possible"):
            hook(by=by)

    def test_an_address_inside_is_refused_when_it_is_saved_and_when_it_is_changed(self, in_english):
        with pytest.raises(ValidationError, match="leads into a private or special network"):
            hook("https://169.254.169.254/")
        one, _secret = hook()
        with pytest.raises(ValidationError, match="leads into a private or special network"):
            changed(one, url="https://10.0.0.1/")

    def test_the_secret_is_sealed_and_whole_when_it_is_needed(self):
        one, secret = hook()
        assert secret.startswith("whsec_")
        assert secret.encode() not in bytes(one.secret)
        assert subscriptions.secret_of(Webhook.objects.get()) == secret

    def test_who_made_changed_and_deleted_it_is_in_the_trail(self):
        one, _secret = hook()
        changed(one, active=False)
        subscriptions.remove(by=one.user, hook=one)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pgh_label, (metadata->>'user')::int FROM reports_webhookevent"
                " JOIN pghistory_context context ON context.id = pgh_context_id ORDER BY pgh_id"
            )
            assert cursor.fetchall() == [(label, one.user_id) for label in ("insert", "update", "delete")]


class TestClaims:
    def test_who_was_killed_between_claim_and_note_leaves_it_to_the_next_under_the_same_id(self):
        hook(events=MONTHS)
        close("2018-03")
        news.find(at=NOON)
        [killed] = deliveries.claim(at=NOON)
        assert deliveries.claim(at=at("2018-04-10 12:01:59")) == []
        [next_one] = deliveries.claim(at=at("2018-04-10 12:02"))
        assert (next_one.pk, next_one.body, next_one.tries) == (killed.pk, killed.body, 2)
        # Should the first one be alive after all, what it notes is nothing.
        deliveries.note(killed, Outcome(500, "status"), at=at("2018-04-10 12:02:01"))
        deliveries.note(next_one, Outcome(204), at=at("2018-04-10 12:02:02"))
        assert told() == [("month.closed", "2018-03", "sent")]

    def test_each_webhook_has_its_turn(self):
        hook(events=MONTHS)
        hook(events=MONTHS)
        for month in ("2018-01", "2018-02", "2018-03"):
            close(month)
        news.find(at=NOON)
        assert len({row.webhook_id for row in deliveries.claim(at=NOON)}) == 2
        assert len(deliveries.claim(at=NOON)) == 2

    def test_pauses_grow_and_after_the_eighth_try_it_is_given_up(self):
        hook(events=MONTHS)
        close("2018-03")
        news.find(at=NOON)
        pauses, moment = [], NOON
        while claimed := deliveries.claim(at=moment):
            deliveries.note(claimed[0], Outcome(500, "status"), at=moment)
            row = Delivery.objects.get()
            pauses.append(row.due_at and (row.due_at - moment).total_seconds())
            moment = row.due_at or moment
        least = [10, 60, 300, 1800, 7200, 21600, 86400]
        assert all(low <= pause <= low * 1.2 for low, pause in zip(least, pauses[:-1], strict=True))
        assert told() == [("month.closed", "2018-03", "failed")]
        assert Webhook.objects.get().failures == 8

    def test_after_ten_failures_in_three_days_it_is_switched_off_and_one_that_arrives_begins_anew(self):
        one, _secret = hook(events=MONTHS)
        later = at("2018-04-13 12:00")
        failed(one, times=10, moment=NOON)
        assert Webhook.objects.get().active
        assert failed(one, times=1, moment=later).active is False
        changed(one, active=True)
        sent(one)
        one = Webhook.objects.get()
        assert (one.active, one.failures, one.failing_since) == (True, 0, None)

    def test_a_test_message_is_tried_once_also_when_it_is_switched_off_and_counts_as_no_failure(self):
        one, _secret = hook()
        changed(one, active=False)
        assert deliveries.ping(hook=one, at=NOON) == deliveries.ping(hook=one, at=NOON)
        [claimed] = deliveries.claim(at=NOON)
        assert json.loads(claimed.body) == {"type": "ping", "timestamp": "2018-04-10T12:00:00+07:00", "data": {}}
        deliveries.note(claimed, Outcome(500, "status"), at=NOON)
        assert (Delivery.objects.get().state, Webhook.objects.get().failures) == ("failed", 0)

    def test_sent_again_it_keeps_its_id_and_has_all_its_tries(self, in_english):
        one, _secret = hook()
        first = deliveries.ping(hook=one, at=NOON)
        with pytest.raises(ValidationError, match="on its way already"):
            deliveries.again(delivery=first, at=NOON)
        sent(one)
        deliveries.again(delivery=first, at=NOON)
        [claimed] = deliveries.claim(at=NOON)
        assert (claimed.pk, claimed.body, claimed.tries) == (first.pk, first.body, 1)

    def test_the_table_itself_keeps_one_for_each_subject(self):
        one, _secret = hook()
        close("2018-03")
        news.find(at=NOON)
        with pytest.raises(IntegrityError, match="one_delivery_a_subject"), transaction.atomic():
            news.delivery(one.pk, "month.closed", "2018-03", {}, at=NOON).save(force_insert=True)


class TestTogether:
    pytestmark = pytest.mark.usefixtures("committed_db")

    def test_jobs_that_find_at_once_make_one_delivery_of_each(self):
        hook()
        hook()
        close("2018-03")
        together(*[lambda: news.find(at=NOON)] * 8)
        assert sorted(told()) == sorted(2 * [waiting("2018-03"), waiting("1", "revision.reached")])

    def test_of_jobs_that_claim_at_once_each_row_goes_to_one(self):
        for _nth in range(4):
            hook(events=MONTHS)
        close("2018-02")
        close("2018-03")
        news.find(at=NOON)
        rounds = [
            row.pk for _round in range(3) for rows in together(*[lambda: deliveries.claim(at=NOON)] * 6) for row in rows
        ]
        assert len(rounds) == len(set(rounds)) == 8

    def test_while_one_job_sends_another_does_nothing(self):
        hook(events=MONTHS)
        close("2018-03")
        with alone(deliveries.SENDING) as free:
            assert free
            together(lambda: deliveries.tell(clock=lambda: NOON))
            assert told() == []

    def test_two_who_add_a_tenth_at_once_make_one(self):
        by = user(Role.STAFF)
        for _nth in range(9):
            hook(by=by)

        def add():
            try:
                return hook(by=by)
            except ValidationError:
                return None

        assert sum(one is not None for one in together(add, add, add)) == 1


def changed(one, **said):
    """Change what is said of a webhook, as its owner does."""
    known = {"name": one.name, "url": one.url, "events": one.events, "active": one.active} | said
    return subscriptions.change(by=one.user, hook=one, look_up=anywhere, **known)


def sent(one):
    """Everything that waits arrives."""
    for row in Delivery.objects.filter(webhook=one, state="waiting"):
        Delivery.objects.filter(pk=row.pk).update(claim=row.pk)
        row.claim = row.pk
        deliveries.note(row, Outcome(204), at=row.due_at)


def failed(one, *, times, moment):
    """As many tries fail then."""
    for _nth in range(times):
        row = news.delivery(one.pk, "month.closed", str(Delivery.objects.count()), {}, at=moment)
        row.claim, row.tries = row.pk, 1
        row.save(force_insert=True)
        deliveries.note(row, Outcome(500, "status"), at=moment)
    return Webhook.objects.get(pk=one.pk)


def test_a_refusal_carries_a_code_and_a_sentence():
    assert (Refused("private", "No.").code, str(Refused("private", "No."))) == ("private", "No.")
