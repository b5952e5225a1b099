"""The pages of one's own webhooks."""

import pytest
from django.urls import reverse

from okoce.accounts.roles import Role
from reports.models import Delivery, Webhook
from reports.webhooks import addresses, deliveries, news, subscriptions
from reports.webhooks.sending import Outcome
from reports.webhooks.words import KINDS, TROUBLES
from tests.factories import user
from tests.reports.hooks import anywhere, at, close, hook

pytestmark = pytest.mark.django_db

NOON = at("2018-04-10 12:00")
SAID = {"name": "Dashboard", "url": "https://bi.example.org/okoce", "events": ["month.closed"]}


@pytest.fixture
def owner():
    return user(Role.STAFF)


@pytest.fixture
def browser(signed_in, owner):
    return signed_in(owner)


@pytest.fixture
def public_names(monkeypatch):
    """Every name is that of a public server: no test asks the network."""
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda host, port, **kind: [(0, 0, 0, "", ("93.184.215.14",))])


def page_of(browser, one):
    return browser.get(reverse("webhook", args=[one.pk])).content.decode()


@pytest.mark.usefixtures("public_names")
class TestMaking:
    def test_the_answer_shows_the_secret_and_no_other_page_does(self, browser):
        made = browser.post(reverse("webhooks"), SAID).content.decode()
        one = Webhook.objects.get()
        secret = subscriptions.secret_of(one)
        assert secret in made
        assert secret not in page_of(browser, one) + browser.get(reverse("webhooks")).content.decode()

    def test_what_is_refused_is_told_beside_its_field(self, browser):
        answer = browser.post(reverse("webhooks"), {"name": "A", "url": "https://127.0.0.1/", "events": ["ping"]})
        errors = answer.context["form"].errors
        assert list(errors) == ["events"]
        answer = browser.post(reverse("webhooks"), SAID | {"url": "http://bi.example.org/"})
        assert answer.context["form"].errors == {"url": ["Write an address that begins with https://."]}
        assert Webhook.objects.count() == 0

    def test_after_the_tenth_there_is_no_form(self, browser, owner):
        for _nth in range(10):
            hook(by=owner)
        assert "Make the webhook" not in browser.get(reverse("webhooks")).content.decode()
        answer = browser.post(reverse("webhooks"), SAID)
        assert "You have as many webhooks as are possible" in answer.content.decode()
        assert Webhook.objects.count() == 10

    def test_it_is_changed_and_switched_off(self, browser, owner):
        one, _secret = hook(by=owner)
        browser.post(reverse("webhook", args=[one.pk]), SAID)
        one.refresh_from_db()
        assert (one.name, one.url, one.events, one.active) == (*SAID.values(), False)


def test_somebody_elses_is_not_there(browser, owner):
    other, _secret = hook()
    delivery = deliveries.ping(hook=other, at=NOON)
    mine, _secret = hook(by=owner, name="Mine")
    asked = [("webhook", [other.pk]), ("webhook-test", [other.pk]), ("webhook-delete", [other.pk])]
    asked += [("webhook-again", [other.pk, delivery.pk]), ("webhook-again", [mine.pk, delivery.pk])]
    answers = [browser.post(reverse(name, args=args), SAID | {"active": "on"}).status_code for name, args in asked]
    answers.append(browser.get(reverse("webhook", args=[other.pk])).status_code)
    assert answers == [404] * 6
    assert [row.name for row in browser.get(reverse("webhooks")).context["hooks"]] == ["Mine"]
    other.refresh_from_db()
    assert (other.name, other.active) == ("BI of the city", True)


def test_a_test_message_is_made_and_shown(browser, owner):
    one, _secret = hook(by=owner)
    assert "None yet." in page_of(browser, one)
    browser.post(reverse("webhook-test", args=[one.pk]))
    assert "Test message" in page_of(browser, one)


def test_what_went_wrong_is_told_and_the_message_sent_again(browser, owner):
    one, _secret = hook(by=owner)
    row = deliveries.ping(hook=one, at=NOON)
    [claimed] = deliveries.claim(at=NOON)
    deliveries.note(claimed, Outcome(302, "redirect"), at=NOON)
    assert "The server answered 302 and sent us elsewhere" in page_of(browser, one)
    browser.post(reverse("webhook-again", args=[one.pk, row.pk]))
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", 0)


def test_that_it_was_switched_off_is_told_with_its_reason(browser, owner):
    one, _secret = hook(by=owner)
    Webhook.objects.filter(pk=one.pk).update(active=False, failures=11, failing_since=NOON)
    assert "because 11 tries in a row failed since" in page_of(browser, one)
    browser.post(reverse("webhook", args=[one.pk]), SAID | {"url": one.url, "active": "on"})
    one.refresh_from_db()
    assert (one.active, one.failures) == (True, 0)


def test_deleted_it_takes_its_messages_along(browser, owner):
    one, _secret = hook(by=owner)
    deliveries.ping(hook=one, at=NOON)
    browser.post(reverse("webhook-delete", args=[one.pk]))
    assert (Webhook.objects.count(), Delivery.objects.count()) == (0, 0)


def test_three_messages_cost_no_more_queries_than_one(browser, owner, django_assert_num_queries):
    one, _secret = hook(by=owner)
    close("2018-01")
    news.find(at=NOON)
    page_of(browser, one)
    with django_assert_num_queries(4):
        page_of(browser, one)
    close("2018-02")
    close("2018-03")
    news.find(at=NOON)
    with django_assert_num_queries(4):
        page_of(browser, one)


def test_every_kind_and_every_trouble_has_words():
    assert set(KINDS) == {*Webhook.Event.values, "ping"}
    refusals = {"address", "private", "unknown_name"}
    assert set(TROUBLES) == refusals | {"secret", "connect", "certificate", "timeout", "redirect", "status", "broken"}
    assert anywhere("bi.example.org", 443) == ["93.184.215.14"]
