"""A webhook of a whole running site: web, beat and worker, and a server of somebody else's that fails at first."""

import base64
import hashlib
import hmac
import json

import pytest

from tests.errands import BusySite
from tests.reports.hooks import listening
from tests.site import until

MAKE = """
from okoce.accounts.roles import Role
from okoce.core.months import now
from reports.webhooks import subscriptions
from tests.factories import user
_hook, secret = subscriptions.add(
    by=user(Role.STAFF), name="BI", url={url!r}, events=["month.closed"], at=now()
)
print(secret)
"""
CLOSE = """
from tests.reports.closed import closed
closed("2018-03")
"""
STATE = """
from reports.models import Delivery
print([(row.state, row.tries, bool(row.claim)) for row in Delivery.objects.all()])
"""


@pytest.fixture
def open_site(tmp_path, copied):
    """A running site for which the loopback address is a network of its own."""
    site = BusySite(copied(tmp_path / "home"), OKOCE_WEBHOOK_NETWORKS="127.0.0.0/8")
    yield site.start()
    site.remove()


def test_a_closed_month_arrives_once_signed_and_under_one_id_though_server_and_worker_fail(open_site):
    site = open_site
    with listening(500, 200) as listener:
        secret = site.do(MAKE.format(url=listener.url)).strip()
        site.do(CLOSE)
        until(lambda: site.do(STATE).strip() == "[('waiting', 1, False)]")
        # What is due stands in the database, so the next worker sends it.
        site.kill("worker")
        until(lambda: site.do(STATE).strip() == "[('sent', 2, False)]")
    first, second = listener.heard
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert json.loads(second.body)["data"]["month"] == "2018-03"
    said = f"{second.headers['webhook-id']}.{second.headers['webhook-timestamp']}.".encode() + second.body
    right = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), said, hashlib.sha256)
    assert second.headers["webhook-signature"] == f"v1,{base64.b64encode(right).decode()}"
