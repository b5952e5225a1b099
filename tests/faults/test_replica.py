"""Counts from a real replica: what is read from it, what never is, and that nobody notices when it is late or gone."""

import re
import time

import pytest
from django.db import connections
from django.test import override_settings

from okoce.accounts.models import Read, User
from okoce.accounts.roles import Role
from okoce.core import replica
from okoce.embedded import places
from programs.models import Agency
from reports import rollup
from reports.views import unchanged
from tests import engines, kept
from tests.factories import people, user
from tests.site import until
from tests.standby import Standby

pytestmark = [
    pytest.mark.usefixtures("read_from_it"),
    pytest.mark.django_db(transaction=True, databases=["default", "replica"]),
]
AGENCIES = "/api/v1/agencies/"
ANEW = {"cache-control": "no-cache"}


@pytest.fixture(scope="module")
def standby(django_db_setup):
    home = kept.MEMORY / f"{engines.HOME.name}-standby"
    home.mkdir()
    standby = Standby(engines.HOME, home)
    yield standby.make().start()
    standby.remove()


@pytest.fixture(scope="module", autouse=True)
def its_address(standby):
    """As DATABASE_REPLICA_URL gives it."""
    run = places.sockets(standby.home) / "postgres"
    connections.settings["replica"] = connections.settings["default"] | {"HOST": str(run)}
    yield
    del connections.settings["replica"]


@pytest.fixture
def read_from_it(standby):
    """Numbers may be as old as a test takes."""
    replica.watch.forget()
    unchanged.forget()
    with override_settings(COUNTS_FRESH_SECONDS=600):
        yield
    if standby.is_paused():
        standby.resume()
    connections["replica"].close()
    unchanged.forget()


@pytest.fixture
def paused(standby):
    """What is written from here on is on the primary alone; this process saw that it had everything before."""
    standby.catch_up()
    until(lambda: replica.watch.has(0))
    standby.pause()
    return standby


@pytest.fixture
def staff(signed_in):
    return signed_in(user(Role.STAFF))


@pytest.fixture
def administrator(signed_in):
    return signed_in(user(Role.ADMIN))


def codes(browser, **headers):
    answer = browser.get(AGENCIES, headers=headers)
    assert answer.status_code == 200
    return {row["code"] for row in answer.json()["results"]}


def add(code):
    """Somebody does, elsewhere."""
    Agency.objects.create(code=code, name=code)


def add_by(browser, code):
    answer = browser.post("/admin/agencies/new/", {"code": code, "name": code})
    assert answer.status_code == 302, answer.content.decode()


def words(browser, page, **headers):
    """What it says, made anew."""
    unchanged.forget()
    return re.sub(r"<[^>]+>", " ", browser.get(page, headers=headers).content.decode())


def state(browser):
    return browser.get("/readyz").json()["replica"]


def test_counts_are_read_from_the_replica(staff, paused):
    add("NEW")
    assert "NEW" not in codes(staff)
    paused.resume()
    paused.catch_up()
    assert "NEW" in codes(staff)


def test_pages_of_counts_are_read_from_the_replica_too(staff, paused):
    before = words(staff, "/dashboard/")
    people(3)
    rollup.drain()
    assert words(staff, "/dashboard/") == before
    assert words(staff, "/dashboard/", **ANEW) != before


def test_who_just_wrote_reads_it_and_others_may_wait(administrator, staff, paused):
    add_by(administrator, "NEW")
    assert "NEW" in codes(administrator)
    assert "NEW" not in codes(staff)


def test_who_wrote_reads_from_the_replica_again_as_soon_as_it_has_that(administrator, standby):
    add_by(administrator, "FIRST")
    standby.catch_up()
    assert "FIRST" in codes(administrator)
    standby.pause()
    add("SECOND")
    assert "SECOND" not in codes(administrator)


def test_what_a_process_kept_is_not_given_to_who_just_wrote_to_another_one(administrator):
    """A process knows what it took itself, and nothing of the others."""
    before = words(administrator, "/dashboard/", **ANEW)
    kept = unchanged.clock.moment
    add_by(administrator, "NEW")
    people(3)
    rollup.drain()
    unchanged.clock.learn(kept, time.monotonic())
    said = re.sub(r"<[^>]+>", " ", administrator.get("/dashboard/").content.decode())
    assert said != before


def test_a_client_that_was_told_of_something_new_reads_it(staff, paused):
    add("NEW")
    assert "NEW" in codes(staff, **ANEW)


def test_where_numbers_are_never_old_the_primary_is_read(staff, paused):
    add("NEW")
    with override_settings(COUNTS_FRESH_SECONDS=0):
        assert "NEW" in codes(staff)


def test_a_replica_that_is_late_is_not_read_until_it_has_caught_up(staff, paused):
    with override_settings(COUNTS_FRESH_SECONDS=1):
        codes(staff)
        add("NEW")
        until(lambda: "NEW" in codes(staff), seconds=5)
        assert state(staff) == "late"
        paused.resume()
        until(lambda: state(staff) == "ok", seconds=5)


def test_a_gauge_says_whether_it_is_read(staff, standby):
    until(lambda: state(staff) == "ok")
    assert "okoce_replica_read 1.0" in staff.get("/metrics").content.decode().splitlines()


def test_nobody_is_told_of_a_place_where_nothing_was_written(staff):
    assert "wrote" not in staff.get(AGENCIES).cookies
    assert "wrote" not in staff.options(AGENCIES).cookies


def test_who_was_switched_off_reads_nothing_whatever_the_replica_knows(signed_in, paused):
    somebody = user(Role.STAFF)
    browser = signed_in(somebody)
    User.objects.filter(pk=somebody.pk).update(is_active=False)
    assert browser.get(AGENCIES).status_code == 401


def test_that_people_were_read_is_written_to_the_primary(signed_in, standby):
    people(3, on="2018-03-05")
    rollup.drain()
    standby.catch_up()
    officer = signed_in(user(Role.OFFICER))
    assert officer.get("/records/?metric=registered&month=2018-03").status_code == 200
    assert [len(read.people) for read in Read.objects.filter(name="records")] == [3]


def test_one_that_is_gone_is_missed_by_nobody_and_read_again_when_it_is_back(staff, standby):
    before = codes(staff)
    standby.stop()
    try:
        assert (codes(staff), state(staff)) == (before, "away")
    finally:
        standby.start()
    # As five seconds later.
    replica.watch.forget()
    until(lambda: state(staff) == "ok")
    assert codes(staff) == before


def test_one_that_was_made_a_primary_is_not_read(staff, standby):
    """Last: it does not follow any more."""
    codes(staff)
    standby.promote()
    replica.watch.forget()
    add("NEW")
    assert ("NEW" in codes(staff), state(staff)) == (True, "no replica of this database")
