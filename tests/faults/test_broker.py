"""Losing the broker costs seconds, never a number and never a page."""

import http.cookiejar
import re
import urllib.parse
import urllib.request

import redis

from okoce.embedded import places
from tests.faults import counting
from tests.site import Site, until

PASSWORD = "kopi tubruk tanpa gula"


def sign_in(site, name):
    """What opens pages as that user."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = opener.open(f"{site.address}/sign-in/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
    opener.open(f"{site.address}/sign-in/", urllib.parse.urlencode(form).encode())
    return opener


def test_without_a_broker_the_site_starts_and_works_and_counts_catch_up_when_it_comes(servers, tmp_path):
    servers.stop_broker()
    site = Site(tmp_path / "home", **servers.urls)
    try:
        site.start()
        words = ["create_user", "sari", "--role", "facilitator", "--kecamatan", "31.74.01", "--password-stdin"]
        assert site.command(*words, text=f"{PASSWORD}\n").returncode == 0
        sari = sign_in(site, "sari")
        assert sari.open(f"{site.address}/trainings/").url == f"{site.address}/trainings/"
        counting.train(site, people=10)
        assert counting.counts(site) == {}
        told = site.readiness()
        assert (told["ready"], told["database"], told["broker"]) == (False, "ok", "ConnectionError")

        servers.start_broker()
        until(lambda: counting.waiting(site) == 0)
        until(site.ready)
        assert counting.counts(site) == counting.TEN_TRAINED
        assert sari.open(f"{site.address}/trainings/").url == f"{site.address}/trainings/"
    finally:
        site.remove()


def test_a_broker_that_forgets_everything_costs_only_seconds(running):
    running.kill("worker")
    counting.train(running, people=10)
    with redis.Redis(unix_socket_path=str(places.sockets(running.home) / "valkey.sock")) as broker:
        broker.flushall()
    until(lambda: counting.waiting(running) == 0)
    assert counting.counts(running) == counting.TEN_TRAINED
    assert running.command("roll_up", "--check").returncode == 0
