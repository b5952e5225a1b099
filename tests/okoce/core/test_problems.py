"""Exceptions of the API as problem details."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import translation
from rest_framework import exceptions

from okoce.core import problems


def answered(error):
    with translation.override("en"):
        response = problems.handler(error, {})
    return response, json.loads(response.content)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.ValidationError("no"), 400, "invalid"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.AuthenticationFailed("Token 123 is unknown"), 401, "authentication_failed"),
        (exceptions.PermissionDenied(), 403, "permission_denied"),
        (PermissionDenied("row 7"), 403, "permission_denied"),
        (exceptions.NotFound(), 404, "not_found"),
        (Http404("No Training matches"), 404, "not_found"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type"),
        (exceptions.Throttled(wait=60), 429, "throttled"),
    ],
)
def test_each_has_its_status_code_and_type(error, status, code):
    response, body = answered(error)
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)


def test_the_sentence_is_ours_and_not_the_exceptions():
    _response, body = answered(exceptions.AuthenticationFailed("Token 123 is unknown"))
    assert body["detail"] == "This token is wrong, or it has ended."


def test_who_was_slowed_down_is_told_for_how_long():
    response, _body = answered(exceptions.Throttled(wait=59.2))
    assert response["Retry-After"] == "60"


def test_each_refused_field_is_named_by_its_path():
    refused = {"month": ["late"], "sessions": [{}, {"held_on": ["early"]}], "place": "far"}
    _response, body = answered(exceptions.ValidationError(refused, code="wrong"))
    assert body["errors"] == [
        {"field": "month", "code": "wrong", "detail": "late"},
        {"field": "sessions.held_on", "code": "wrong", "detail": "early"},
        {"field": "place", "code": "wrong", "detail": "far"},
    ]


def test_a_refusal_of_the_whole_names_no_field():
    _response, body = answered(exceptions.ValidationError("no", code="wrong"))
    assert body["errors"] == [{"field": "", "code": "wrong", "detail": "no"}]


def test_what_a_verb_refuses_is_a_conflict_with_the_rules_that_names_its_fields():
    _response, body = answered(ValidationError({"held_on": ["early"], "__all__": ["twice"]}))
    assert (body["status"], body["code"], body["detail"]) == (409, "refused", "early twice")
    assert body["errors"] == [
        {"field": "held_on", "code": "refused", "detail": "early"},
        {"field": "", "code": "refused", "detail": "twice"},
    ]


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (ValidationError("late", "wrong_state"), "wrong_state"),
        (ValidationError({"day": ValidationError("late", "wrong_state")}), "wrong_state"),
        (
            ValidationError([ValidationError("no photo", "not_ready"), ValidationError("no day", "not_ready")]),
            "not_ready",
        ),
        (ValidationError({"day": ValidationError("late", "wrong_state"), "place": "far"}), "refused"),
        (ValidationError({"place": ValidationError("far", "max_length")}), "refused"),
    ],
)
def test_a_verb_says_by_a_code_what_helps(refusal, code):
    _response, body = answered(refusal)
    assert (body["status"], body["code"]) == (409, code)


def test_what_is_no_refusal_is_left_to_become_a_500():
    assert problems.handler(ValueError("a row"), {}) is None
