"""Errors of the API as problem details."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import override
from rest_framework import exceptions, serializers

from okoce.core.problems import answer, handler


class Person(serializers.Serializer):
    name = serializers.CharField(max_length=5)
    age = serializers.IntegerField()


def told(error):
    """The response and its body."""
    with override("en"):
        response = handler(error, {})
    return response, json.loads(response.content)


@pytest.mark.parametrize(
    ("error", "status", "code", "title"),
    [
        (Http404("a secret"), 404, "not_found", "Not Found"),
        (PermissionDenied("a secret"), 403, "permission_denied", "Forbidden"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated", "Unauthorized"),
        (exceptions.MethodNotAllowed("POST"), 405, "method_not_allowed", "Method Not Allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable", "Not Acceptable"),
        (exceptions.UnsupportedMediaType("text/csv"), 415, "unsupported_media_type", "Unsupported Media Type"),
        (exceptions.ParseError(), 400, "parse_error", "Bad Request"),
        (exceptions.Throttled(wait=59.2), 429, "throttled", "Too Many Requests"),
    ],
)
def test_each_has_status_code_title_and_a_sentence(error, status, code, title):
    response, body = told(error)
    detail = body.pop("detail")
    assert body == {"type": "about:blank", "title": title, "status": status, "code": code}
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert detail
    assert "secret" not in detail


def test_a_wrong_field_has_a_code_of_its_own():
    form = Person(data={"name": "too long a name"})
    with override("en"):
        form.is_valid()
    _response, body = told(exceptions.ValidationError(form.errors))
    assert body["code"] == "invalid"
    assert body["errors"] == [
        {"field": "name", "code": "max_length", "detail": "Ensure this field has no more than 5 characters."},
        {"field": "age", "code": "required", "detail": "This field is required."},
    ]


def test_it_says_when_to_come_again():
    assert told(exceptions.Throttled(wait=59.2))[0].headers["retry-after"] == "60"


def test_it_says_how_to_sign_in():
    error = exceptions.NotAuthenticated()
    error.auth_header = "Bearer"
    assert told(error)[0].headers["www-authenticate"] == "Bearer"


def test_what_is_no_answer_stays_an_error():
    assert handler(RuntimeError("a secret"), {}) is None


def test_an_answer_from_outside_the_framework_looks_the_same():
    response = answer(404, "not_found", "Nothing is at this address.")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert json.loads(response.content) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "code": "not_found",
        "detail": "Nothing is at this address.",
    }
