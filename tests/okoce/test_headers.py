"""Every response carries the headers, whoever answers: pages, redirects, refusals, errors, files, the API."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.test import Client
from django.urls import include, path

from okoce import urls
from tests.factories import user

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}


@login_not_required
def break_down(request):
    raise RuntimeError("seeded")


class WithFaults:
    """The site's addresses, and one that breaks."""

    urlpatterns = [path("broken/", break_down), path("api/broken/", break_down), path("", include(urls))]
    handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.fixture
def browser(settings):
    settings.ROOT_URLCONF = WithFaults
    return Client(raise_request_exception=False, headers={"accept-language": "en"})


def policy(response):
    return set(response.headers["Content-Security-Policy"].split("; "))


def assert_walled(response):
    assert policy(response) == POLICY
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


ANSWERS = [
    ("/sign-in/", 200),
    ("/", 302),
    ("/dashboard", 301),
    ("/no-such-page/", 404),
    ("/broken/", 500),
    ("/healthz", 200),
    ("/readyz", 503),
    ("/api/v1/summary/", 401),
    ("/api/v1/no-such-page/", 404),
    ("/api/broken/", 500),
    ("/api/v1/schema/", 200),
    ("/api/v1/docs/", 200),
    ("/public/", 200),
    ("/public/data/months.csv", 200),
    ("/public/data/months.csv?kecamatan=31.74.01", 400),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), ANSWERS)
def test_every_answer_is_walled(browser, address, status):
    response = browser.get(address)
    assert response.status_code == status
    assert_walled(response)


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), ANSWERS)
def test_no_cache_keeps_an_answer_unless_its_view_says_so(browser, address, status):
    answer = browser.get(address)
    kept = answer.headers["Cache-Control"]
    open_to_all = address.startswith("/public/") and answer.status_code == 200
    assert "no-store" in kept or address.startswith("/api/v1/") or (open_to_all and "public" in kept)


@pytest.mark.django_db
def test_a_page_without_the_power_is_walled(signed_in):
    response = signed_in(user("admin")).get("/trainings/new/")
    assert response.status_code == 403
    assert_walled(response)


@pytest.mark.django_db
def test_a_wrong_method_is_walled(signed_in):
    response = signed_in(user()).delete("/trainings/00000000-0000-0000-0000-000000000000/submit/")
    assert response.status_code == 405
    assert_walled(response)


@pytest.mark.django_db
def test_a_form_without_its_token_is_walled():
    response = Client(enforce_csrf_checks=True).post("/sign-in/")
    assert response.status_code == 403
    assert_walled(response)


def test_a_host_that_is_not_ours_is_walled(browser):
    response = browser.get("/sign-in/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert_walled(response)


def test_an_unreadable_request_is_walled(browser):
    response = browser.generic("GET", "/sign-in/", b"a", "text/html; charset=iso-8859-1")
    assert response.status_code == 400
    assert_walled(response)


@pytest.mark.django_db
def test_a_static_file_is_walled(browser):
    name = Path(settings.STATIC_ROOT) / "walled.css"
    name.write_text("p { margin: 0 }")
    # WhiteNoise looks at the folder once, when the first request builds the middleware.
    response = browser.get("/static/walled.css")
    name.unlink()
    response.close()
    assert response.status_code == 200
    assert_walled(response)
    assert response.headers["Cache-Control"] == "max-age=60, public"


def test_a_redirect_to_https_is_walled(browser, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = browser.get("/sign-in/")
    assert (response.status_code, response.url) == (301, "https://testserver/sign-in/")
    assert_walled(response)


def test_nothing_in_the_policy_is_unsafe():
    assert "unsafe" not in str(settings.CONTENT_SECURITY_POLICY)
    assert not hasattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY")


INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle\s*=|\son[a-z]+\s*=", re.IGNORECASE)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-in/", "/no-such-page/", "/broken/", "/api/v1/docs/", "/public/"])
def test_a_page_needs_nothing_that_the_policy_refuses(browser, address):
    assert INLINE.findall(browser.get(address).content.decode()) == []
