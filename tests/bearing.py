"""Sending to the API as somebody's phone or script does."""

import datetime
import json

from django.test import Client

from okoce.accounts.models import Scope
from okoce.accounts.tokens import make_token


def bearing(owner, scope=Scope.RECORDS):
    """Sends as the bearer of a token of the user's: `send("get", "visits/")`, `send("post", "visits/", {...})`."""
    _token, text = make_token(user=owner, name="phone", scope=scope, lifetime=datetime.timedelta(days=30))
    client = Client(raise_request_exception=False, headers={"authorization": f"Bearer {text}", "accept-language": "en"})

    def send(method, address, body=None, headers=None):
        said = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return client.generic(method.upper(), f"/api/v1/{address}", headers=headers, **said)

    return send
