"""Asking the API as a program does."""

import datetime

from django.test import Client

from okoce.accounts.models import Scope
from okoce.accounts.tokens import make_token
from tests.factories import user

# With the scope summary.
EVERY_READ = [
    "summary/",
    "counts/?metric=registered",
    "counts/explain/?metric=licensed",
    "agencies/claims/?metric=licensed",
    "survival/",
    "forecast/",
    "cohorts/?metric=licensed",
    "diagnosis/",
    "official-lists/",
    "targets/",
    "definitions/",
    "periods/",
    "kecamatan/",
]


def token(owner=None, scope=Scope.SUMMARY):
    _token, text = make_token(
        user=owner or user("staff"), name="test", scope=scope, lifetime=datetime.timedelta(days=30)
    )
    return text


def bearing(text):
    """Asks as the bearer of the token: `ask("summary/", accept_language="id")`; in English unless told."""
    client = Client(raise_request_exception=False)

    def ask(address, method="get", **headers):
        headers = {"authorization": f"Bearer {text}", "accept-language": "en", **headers}
        return getattr(client, method)(f"/api/v1/{address}", headers=headers)

    return ask


def rows(answer):
    """The results as lines: "2018-03 31.74.01 registered 5"."""
    return [" ".join(map(str, row.values())) for row in answer.json()["results"]]


def refusals(answer):
    assert answer.status_code == 400
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]
