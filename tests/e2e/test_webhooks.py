"""The pages of webhooks: empty, full, in trouble, and the one that shows the secret; none has a barrier."""

import json

import pytest

from tests.e2e.pages import LAPTOP, PHONE, barriers, too_wide

# Nothing is due while the test lasts, so that nothing is sent to the address, which is somebody's.
# One that is listening and was told everything that can be told, one that was switched off, one that is new.
HOOKS = """
import datetime, json
from django.urls import reverse
from okoce.accounts.models import User
from okoce.core.months import now
from reports.models import Delivery, Webhook
from reports.webhooks import news, subscriptions
from reports.webhooks.words import TROUBLES
rina, at = User.objects.get(username="rina"), now()
url = "https://93.184.215.14/okoce/" + "sangat-panjang/" * 12
made = [subscriptions.add(by=rina, name=name, url=url, events=["month.closed"], at=at)[0]
        for name in ("Dasbor", "Gudang data yang namanya panjang sekali dan masih bertambah panjang", "Baru")]
told, off, new = made
states = [("sent", ""), ("replaced", ""), ("waiting", ""), *(("failed", trouble) for trouble in TROUBLES)]
for nth, (state, trouble) in enumerate(states * 2):
    row = news.delivery(told.pk, "revision.reached", str(18231 + nth), {}, at=at - datetime.timedelta(hours=nth))
    row.state, row.tries, row.trouble, row.answered = state, nth % 9, trouble, 302
    row.due_at = at + datetime.timedelta(days=1) if state == "waiting" else None
    row.save(force_insert=True)
for hook, kind, subject in ((told, "month.closed", "2018-03"), (off, "ping", "1")):
    row = news.delivery(hook.pk, kind, subject, {}, at=at)
    row.due_at = at + datetime.timedelta(days=1)
    row.save(force_insert=True)
Webhook.objects.filter(pk=off.pk).update(active=False, failures=11, failing_since=at - datetime.timedelta(days=4))
Webhook.objects.filter(pk=told.pk).update(failures=2, failing_since=at)
print(json.dumps([reverse("webhook", args=[hook.pk]) for hook in made]))
"""


@pytest.fixture(scope="module")
def addresses(site):
    return ["/account/webhooks/", *json.loads(site.do(HOOKS))]


def found(page):
    page.emulate_media(color_scheme="light")
    wrong = barriers(page) + too_wide(page)
    page.emulate_media(color_scheme="dark")
    return wrong + [f"dark: {barrier}" for barrier in barriers(page, "color-contrast")]


def test_none_has_a_barrier(window, addresses):
    wrong = {}
    for size, language in ((PHONE, "id"), (PHONE, "en"), (LAPTOP, "en")):
        page = window("rina", size=size, language=language).page
        for address in [*addresses, f"{addresses[1]}?page=2"]:
            page.goto(address)
            wrong |= {f"{address} ({size['width']} px)": wrongs} if (wrongs := found(page)) else {}
    assert wrong == {}


def test_somebody_makes_one_reads_its_secret_tests_it_and_deletes_it(window):
    page = window("budi", size=PHONE).page
    page.goto("/account/webhooks/")
    assert found(page) == []
    page.get_by_role("button", name="Make the webhook").click()
    page.locator(".field-error").first.wait_for()
    assert found(page) == []
    page.get_by_label("Name").fill("Dashboard")
    page.get_by_label("Address").fill("https://93.184.215.14/okoce")
    page.get_by_label("A month is closed").check()
    page.get_by_role("button", name="Make the webhook").click()
    assert page.locator(".secret").inner_text().startswith("whsec_")
    assert found(page) == []
    page.get_by_role("link", name="To the webhook").click()
    page.get_by_role("button", name="Delete this webhook").click()
    page.get_by_text("The webhook is deleted").wait_for()
