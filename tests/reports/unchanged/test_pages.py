"""Pages that are made once: the same as ever, of whoever reads them and of nobody else, and for no longer than they hold."""

import gzip

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from okoce.accounts import viewers
from okoce.accounts.models import Read
from okoce.accounts.roles import Power, Role
from reports import rollup
from reports.unchanged.page import HOLES
from reports.views import unchanged
from tests.factories import HOME, people, user
from tests.reports.cells import revision
from tests.reports.unchanged.reading import PAGES, TOKEN, a_second_later, address, bare, the_long_way

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(signed_in):
    return signed_in(user(Role.STAFF, name="Ani & Budi"))


def questions(browser, page, **headers):
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(page, headers=headers)
    return len(captured), answer


@pytest.mark.parametrize("page", [*PAGES, "/dashboard/?month=2017-12", "/dashboard/where/?metric=trained&order=name"])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("encoding", ["gzip, br", "identity"])
def test_it_is_the_page_to_the_last_byte_and_header(staff, page, language, encoding):
    people(3)
    rollup.drain()
    asked = {"accept-language": language, "accept-encoding": encoding}
    expected = the_long_way(staff, page, **asked)
    given = [questions(staff, page, **asked) for _ in range(3)]

    def read(answer):
        status, body, headers = bare(answer)
        return status, TOKEN.sub(b"", gzip.decompress(answer.content)) if encoding != "identity" else body, headers

    assert [read(answer) for _count, answer in given] == [read(expected)] * 3
    # The first makes it; of the others nobody asks the database anything.
    assert [count for count, _answer in given[1:]] == [0, 0]


def test_a_second_later_it_is_asked_who_reads_and_whether_anything_changed(staff):
    staff.get("/dashboard/"), staff.get("/dashboard/")
    a_second_later()
    assert questions(staff, "/dashboard/")[0] == 2


@pytest.mark.parametrize("page", PAGES)
def test_each_reader_sees_their_own_name_and_number(signed_in, page):
    first, second = (user(Role.STAFF, name=name) for name in ("Ani <b>Wijaya</b>", "Budi"))
    one, other = (signed_in(somebody) for somebody in (first, second))
    one.get(page)
    read = [browser.get(page).content.decode() for browser in (one, other)]
    assert ["Ani &lt;b&gt;Wijaya&lt;/b&gt;" in body for body in read] == [True, False]
    assert ["Budi" in body for body in read] == [False, True]
    assert [f'data-user="{somebody.pk}"' in body for somebody, body in zip((first, second), read, strict=True)] == [
        True
    ] * 2


def test_the_form_of_a_kept_page_is_the_readers_own_and_works():
    browsers = [Client(enforce_csrf_checks=True) for _ in range(2)]
    for browser in browsers:
        browser.force_login(user(Role.STAFF))
        browser.session["second_factor"] = True
        session = browser.session
        session["second_factor"] = True
        session.save()
        browser.get("/dashboard/")
    read = [browser.get("/dashboard/") for browser in browsers]
    one, other = (TOKEN.search(answer.content)[1].decode() for answer in read)
    assert browsers[0].post("/language/", {"language": "en", "csrfmiddlewaretoken": one}).status_code == 302
    assert browsers[0].post("/language/", {"language": "en", "csrfmiddlewaretoken": other}).status_code == 403


def test_no_hole_is_left(staff):
    for page in PAGES:
        staff.get(page)
        body = staff.get(page).content.decode()
        assert [hole for hole in HOLES if f"{hole}" in body or f"{hole:,}" in body] == []


def test_who_may_do_more_gets_a_page_of_their_own(signed_in):
    staff, auditor = signed_in(user(Role.STAFF)), signed_in(user(Role.AUDITOR))
    for browser in (staff, auditor):
        assert bare(the_long_way(browser, "/dashboard/")) == bare(browser.get("/dashboard/"))
    assert "/expenses/new/" in staff.get("/dashboard/").content.decode()
    assert "/expenses/new/" not in auditor.get("/dashboard/").content.decode()


def test_who_may_not_see_it_is_refused_though_it_is_kept(signed_in, staff):
    staff.get("/dashboard/"), staff.get("/dashboard/")
    field = signed_in(user(Role.FACILITATOR, kecamatan=(HOME,)))
    assert [field.get("/dashboard/").status_code for _ in range(2)] == [403, 403]
    assert Client().get("/dashboard/").status_code == 302


def test_a_message_is_told_to_its_reader_once_and_to_nobody_else(signed_in, staff):
    other = signed_in(user(Role.STAFF))
    for browser in (staff, other):
        browser.get("/dashboard/")
    storage = CookieStorage(RequestFactory().get("/"))
    storage.add(constants.SUCCESS, "Saved and well kept")
    response = unchanged.HttpResponse()
    storage.update(response)
    staff.cookies["messages"] = response.cookies["messages"].value
    assert "Saved and well kept" in staff.get("/dashboard/").content.decode()
    assert "Saved and well kept" not in staff.get("/dashboard/").content.decode()
    assert "Saved and well kept" not in other.get("/dashboard/").content.decode()


class TestTheEndOfASession:
    def test_who_signs_out_is_out_at_once(self, staff):
        staff.get("/dashboard/"), staff.get("/dashboard/")
        copied = Client(headers={"accept-language": "en"})
        copied.cookies["sessionid"] = staff.cookies["sessionid"].value
        assert copied.get("/dashboard/").status_code == 200
        staff.post("/sign-out/")
        assert copied.get("/dashboard/").status_code == 302

    @pytest.mark.parametrize(
        "change",
        [
            lambda one: setattr(one, "is_active", False),
            lambda one: one.set_password("kata sandi lain sekali"),
            lambda one: setattr(one, "roles", [Role.FACILITATOR]),
            lambda one: setattr(one, "must_change_password", True),
        ],
    )
    def test_what_else_ends_it_is_seen_within_a_second(self, signed_in, change):
        somebody = user(Role.STAFF)
        browser = signed_in(somebody)
        browser.get("/dashboard/"), browser.get("/dashboard/")
        change(somebody)
        somebody.save()
        a_second_later()
        assert browser.get("/dashboard/").status_code in (302, 403)

    def test_without_the_second_factor_nobody_is_known(self, signed_in):
        browser = signed_in(user(Role.STAFF))
        browser.get("/dashboard/"), browser.get("/dashboard/")
        session = browser.session
        del session["second_factor"]
        session.save()
        assert browser.get("/dashboard/").status_code == 302


class TestWhatIsReadAnew:
    def test_a_page_that_the_reader_asks_for_anew(self, staff):
        staff.get("/dashboard/")
        assert questions(staff, "/dashboard/", **{"cache-control": "no-cache"})[0] > 5

    @pytest.mark.parametrize("header", [{"Okoce-Offline": "1"}, {"HX-Request": "true"}])
    def test_a_page_for_a_phone_or_a_part_of_it(self, staff, header):
        staff.get("/dashboard/")
        assert questions(staff, "/dashboard/", **header)[0] > 5

    def test_nothing_is_kept_where_nothing_may_be_older(self, staff, settings):
        settings.COUNTS_FRESH_SECONDS = 0
        staff.get("/dashboard/")
        assert (questions(staff, "/dashboard/")[0] > 5, unchanged.memory.size) == (True, 0)

    def test_a_page_that_is_not_there_is_kept_for_nobody(self, staff):
        assert [staff.get("/dashboard/?month=1999-01").status_code for _ in range(2)] == [404, 404]
        assert unchanged.memory.size == 0

    def test_a_long_address_is_answered_and_not_kept(self, staff):
        assert staff.get(f"/dashboard/?month=2018-03&x={'x' * 2_000}").status_code == 200
        assert unchanged.memory.size == 0


def test_each_address_has_a_page_of_its_own(staff):
    revision(1)
    addresses = [address(page, month) for page in PAGES for month in ("2018-02", "2018-03")]
    first = [bare(staff.get(one))[1] for one in addresses]
    assert [bare(staff.get(one))[1] for one in addresses] == first
    assert len(set(first)) == len(addresses)


def test_a_kept_page_shows_nobody_whom_the_log_of_reads_would_tell_of(staff):
    people(2)
    rollup.drain()
    for page in PAGES:
        staff.get(page), staff.get(page)
    assert not Read.objects.exists()


class TestNobody:
    def test_a_page_of_everybody_knows_what_its_reader_may(self):
        nobody = unchanged.Nobody(frozenset([Power.SEE_COUNTS]))
        assert (nobody.may(Power.SEE_COUNTS), nobody.may(Power.VERIFY)) == (True, False)

    @pytest.mark.parametrize("said", ["username", "email", "assignments", "id", "last_login"])
    def test_and_whatever_else_it_asks_of_them_fails_aloud(self, said):
        with pytest.raises(unchanged.OfWhomever):
            getattr(unchanged.Nobody(frozenset()), said)


def test_many_readers_are_known_and_the_one_seen_longest_ago_is_forgotten(monkeypatch, signed_in):
    monkeypatch.setattr(viewers, "MOST", 1)
    one, other = signed_in(user(Role.STAFF)), signed_in(user(Role.STAFF))
    one.get("/dashboard/"), other.get("/dashboard/")
    assert viewers.known(other.session)
    assert viewers.known(one.session) is None
