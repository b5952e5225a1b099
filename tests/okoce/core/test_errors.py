"""What somebody sees when a request fails: a page in their language, and under /api/ a problem."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

from okoce import urls
from okoce.core import errors


def failing(error):
    @csrf_protect
    @login_not_required
    def view(request):
        raise error

    return view


FAILURES = {
    "400": BadRequest("a secret"),
    "403": PermissionDenied("a secret"),
    "404": Http404("a secret"),
    "500": RuntimeError("a secret"),
}


class WithFaults:
    urlpatterns = [
        *(path(f"{at}fail/{status}/", failing(error)) for at in ("", "api/") for status, error in FAILURES.items()),
        path("", include(urls)),
    ]
    handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.fixture
def browser(settings):
    settings.ROOT_URLCONF = WithFaults
    return Client(raise_request_exception=False, enforce_csrf_checks=True, headers={"accept-language": "en"})


PAGES = {
    "400": "This request could not be read",
    "403": "Your account may not do this",
    "404": "This page does not exist",
    "500": "Something broke on our side",
}


# Without the mark of the database: none of them may ask it.
@pytest.mark.parametrize("status", PAGES)
def test_a_page_says_what_to_do_and_needs_no_database(browser, status):
    response = browser.get(f"/fail/{status}/")
    html = response.content.decode()
    assert response.status_code == int(status)
    assert f"<h1>{PAGES[status]}</h1>" in html
    assert "a secret" not in html


@pytest.mark.parametrize(
    ("status", "code"),
    [("400", "bad_request"), ("403", "permission_denied"), ("404", "not_found"), ("500", "server_error")],
)
def test_under_the_api_it_is_a_problem(browser, status, code):
    response = browser.get(f"/api/fail/{status}/")
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, response.json()["status"], response.json()["code"]) == (
        int(status),
        int(status),
        code,
    )
    assert "a secret" not in response.content.decode()


def test_an_address_of_the_api_without_its_slash_says_how_addresses_end(browser):
    detail = browser.get("/api/nothing").json()["detail"]
    assert detail == "Nothing is at this address. Addresses of the API end in “/”."


def test_pages_speak_the_readers_language(browser):
    html = browser.get("/fail/404/", headers={"accept-language": "id"}).content.decode()
    assert '<html lang="id">' in html
    assert PAGES["404"] not in html


def test_a_form_without_its_token_says_how_to_go_on(browser):
    html = browser.post("/fail/404/").content.decode()
    assert "<h1>This form is too old</h1>" in html


def test_under_the_api_a_missing_token_is_a_problem(browser):
    response = browser.post("/api/fail/404/")
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")


@pytest.mark.parametrize(
    ("at", "kind"), [("/sign-in/", "text/html; charset=utf-8"), ("/api/x/", "application/problem+json")]
)
def test_too_many_tries_are_told_in_both_ways(at, kind):
    request = RequestFactory().post(at)
    request.resolver_match = None
    response = errors.too_many_requests(request)
    assert (response.status_code, response.headers["content-type"]) == (429, kind)


def test_a_page_never_reads_a_body_that_may_be_what_failed(browser):
    assert browser.generic("POST", "/no-such-page/", b"a", "multipart/form-data").status_code == 404
    request = RequestFactory().generic("POST", "/", b"a", "text/plain")
    assert errors.server_error(request).status_code == 500
    assert not request._read_started


def test_an_address_that_is_none_is_a_problem_under_the_api(browser):
    assert browser.get("/api/v2/counts/").json()["code"] == "not_found"
