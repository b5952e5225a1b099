"""What docs/webhooks.md promises: its recipe is run on messages that really arrived, its examples are what is sent."""

import json
import re

import pytest
import time_machine

from reports.models import Webhook
from reports.webhooks import deliveries, news, sending
from tests.docs.pages import DOCS, blocks, rows, words
from tests.reports.hooks import LOOPBACK, at, close, hook, listening, revise

pytestmark = pytest.mark.django_db

PAGE = DOCS / "webhooks.md"
NOON = at("2018-04-10 12:00")


@pytest.fixture
def is_from_okoce():
    """The recipe of the page."""
    [recipe] = blocks(PAGE, "python")
    known = {}
    exec(recipe, known)  # noqa: S102 - it is the page's own
    return known["is_from_okoce"]


@pytest.fixture
def arrived(settings):
    """A test message as a real server heard it, and the secret that it was signed with."""
    settings.WEBHOOK_NETWORKS = LOOPBACK
    with listening(204) as listener:
        one, secret = hook(listener.url)
        deliveries.ping(hook=one, at=NOON)
        deliveries.tell(clock=lambda: NOON)
    [heard] = listener.heard
    return secret, heard.headers, heard.body


@time_machine.travel("2018-04-10T12:04:59+07:00", tick=False)
def test_the_recipe_takes_a_message_from_here(is_from_okoce, arrived):
    assert is_from_okoce(*arrived)


@time_machine.travel("2018-04-10T12:00:01+07:00", tick=False)
def test_the_recipe_takes_nothing_else(is_from_okoce, arrived):
    secret, headers, body = arrived
    forged = [
        (secret, headers, body + b" "),
        (secret, headers | {"webhook-id": "another"}, body),
        (secret, headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}, body),
        (secret, headers | {"webhook-timestamp": "soon"}, body),
        (secret, headers | {"webhook-signature": "v1,"}, body),
        ("whsec_" + "A" * 44, headers, body),
    ]
    assert [is_from_okoce(*one) for one in forged] == [False] * 6


@time_machine.travel("2018-04-10T12:05:01+07:00", tick=False)
def test_the_recipe_takes_no_message_that_somebody_kept(is_from_okoce, arrived):
    assert not is_from_okoce(*arrived)


def test_every_type_with_its_fields():
    month = news.of_closing(close("2018-03"), None)
    told = {"month.closed": set(month), "revision.reached": set(news.of_revision(revise(9))), "ping": set()}
    written = {
        words(row[0])[0]: set(re.findall(r"`([a-z_]+)`(?! ?\))", row[2])) for row in rows("webhooks.md", "`type`")
    }
    assert {kind: fields - {"null", "final"} for kind, fields in written.items()} == told
    assert set(told) == {*Webhook.Event.values, "ping"}


def test_the_example_is_what_is_sent():
    example = json.loads(blocks(PAGE, "json")[0])
    assert set(example["data"]) == set(news.of_closing(close("2018-03"), None))
    assert set(example) == set(json.loads(news.delivery(None, "ping", "", {}, at=NOON).body))


def test_every_header_of_a_message():
    one, _secret = hook()
    headers = sending.headers_of(deliveries.ping(hook=one, at=NOON), NOON)
    written = [words(row[0])[0] for row in rows("webhooks.md", "header")]
    assert written == [name for name in headers if name.startswith("webhook-")]


def test_the_pauses_between_tries():
    text = " ".join(PAGE.read_text().split())
    minutes = [pause.total_seconds() / 60 for pause in deliveries.PAUSES]
    assert minutes == [1 / 6, 1, 5, 30, 120, 360, 1440]
    assert "after 10 seconds, 1 minute, 5 minutes, 30 minutes, 2 hours, 6 hours and 24 hours" in text
    assert "after the eighth try" in text
