"""Two machines with web and worker each, one database with a replica, one broker: nothing is lost while each is started anew."""

import http.client
import json
import threading
import time
import urllib.parse
import uuid

import pytest

from tests import hosts
from tests.faults import counting
from tests.site import until

pytestmark = pytest.mark.long

PREPARE = """
import json
from benchmarks.users import session_of
from okoce.accounts.models import Scope
from okoce.accounts.roles import Role
from okoce.core.months import now
from programs.access.tokens import give_token
from tests import factories

staff, admin = factories.user(Role.STAFF), factories.user(Role.ADMIN)
token = give_token(to=staff, name="load", scope=Scope.RECORDS, days=1, at=now())[1]
print(json.dumps({"token": token, "staff": session_of(staff.username), "admin": session_of(admin.username)}))
"""
PHOTO = """
import json
from benchmarks.users import session_of
from participants import evidence
from tests import factories

by = factories.facilitator()
made = evidence.attach(by=by, record=factories.workers(factories.person(by=by), by=by), file=factories.photo())
print(json.dumps({"session": session_of(by.username), "photo": f"/evidence/{made.pk}/"}))
"""
WRITERS, READERS = 4, 3
CSRF = "c" * 32
EXPENSE = {"month": "2018-03", "kecamatan": "31.74.01", "item": "rooms", "rupiah": 1}
SPENT = "SELECT coalesce(sum(value), 0)::int FROM reports_monthlycount WHERE metric = 'spending'"


@pytest.fixture(scope="module")
def database(tmp_path_factory, copied):
    if why := hosts.missing():
        pytest.skip(why)
    network = hosts.Network().make()
    database = hosts.Database(copied(tmp_path_factory.mktemp("database") / "home"), network)
    try:
        yield database.start()
    finally:
        database.remove()
        network.remove()


@pytest.fixture(scope="module")
def pair(database, tmp_path_factory):
    keys = {"SECRET_KEY": "secret", "OKOCE_NIK_HMAC_KEY": "nik-hmac", "OKOCE_NIK_CIPHER_KEY": "nik-cipher"}
    said = {name: (database.home / "keys" / file).read_text().strip() for name, file in keys.items()}
    said |= database.urls() | {"STATIC_ROOT": str(database.home / "static"), "MEDIA_ROOT": str(database.home / "media")}
    said["OKOCE_RATE_LIMIT"] = "1000000000"
    folder, network = tmp_path_factory.mktemp("hosts"), database.network
    said["ALLOWED_HOSTS"] = ",".join(["127.0.0.1", *map(network.address, (11, 12))])
    pair = [hosts.Host(folder / f"{number}", network, number, beats=number == 11, **said) for number in (11, 12)]
    try:
        for host in pair:
            host.start()
        until(lambda: all(host.ready() for host in pair))
        yield pair
    finally:
        for host in pair:
            host.remove()


@pytest.fixture(scope="module")
def known(pair):
    return json.loads(pair[0].do(PREPARE))


class Load:
    """Writers and readers that go on until they are stopped, and what became of what they sent."""

    def __init__(self, proxy, known):
        self.proxy, self.known = proxy, known
        self.over = threading.Event()
        self.written, self.added, self.read, self.failed = [], [], [], []

    def write(self):
        body = {"id": str(uuid.uuid4()), **EXPENSE}
        headers = {"Authorization": f"Bearer {self.known['token']}", "Content-Type": "application/json"}
        status, _headers, said, host = self.proxy.ask("POST", "/api/v1/expenses/", json.dumps(body), **headers)
        (self.written if status == 201 else self.failed).append((status, host, said[:200]))

    def look(self):
        for page in ("/dashboard/", "/api/v1/counts/?metric=spending"):
            headers = {"Cookie": f"sessionid={self.known['staff']}"}
            status, _headers, said, host = self.proxy.ask("GET", page, **headers)
            (self.read if status == 200 else self.failed).append((status, host, said[:200]))

    def add_and_look(self):
        """What is added on one host is there when the next page comes from the other, though that one reads the replica."""
        code = uuid.uuid4().hex[:12].upper()
        form = urllib.parse.urlencode({"code": code, "name": code})
        cookies = f"sessionid={self.known['admin']}; csrftoken={CSRF}"
        said = {"X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
        status, headers, _said, first = self.proxy.ask("POST", "/admin/agencies/new/", form, Cookie=cookies, **said)
        [wrote] = [line.partition(";")[0] for line in headers.get_all("Set-Cookie") if line.startswith("wrote=")]
        found, _headers, said, second = self.proxy.ask("GET", "/api/v1/agencies/", Cookie=f"{cookies}; {wrote}")
        is_there = code in {row["code"] for row in json.loads(said)["results"]}
        told = status, found, is_there, first, second
        (self.added if told[:3] == (302, 200, True) else self.failed).append(told)

    def on_and_on(self, act):
        while not self.over.is_set():
            try:
                act()
            except (OSError, http.client.HTTPException) as error:
                self.failed.append((type(error).__name__, act.__name__, str(error)))
            time.sleep(0.02)

    def __enter__(self):
        acts = [self.write] * WRITERS + [self.look] * READERS + [self.add_and_look]
        self.threads = [threading.Thread(target=self.on_and_on, args=[act]) for act in acts]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure):
        self.over.set()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def load(pair, known, database, tmp_path):
    """All of it while each host is started anew, one after the other, and what became of it."""
    proxy, looked = hosts.proxy_of(pair, tmp_path), database.standby.looked_into("programs_agency")
    before = counting.ask(pair[0], SPENT)[0][0]
    with Load(proxy, known) as load:
        for host in pair:
            time.sleep(1)
            with proxy.without(host):
                # What it was given before is done.
                time.sleep(0.5)
                host.end()
                host.start()
                until(host.ready)
        time.sleep(1)
    proxy.stop()
    until(lambda: counting.waiting(pair[0]) == 0)
    load.spent = counting.ask(pair[0], SPENT)[0][0] - before
    load.from_the_replica = database.standby.looked_into("programs_agency") - looked
    return load


def test_each_host_is_started_anew_under_load_and_nothing_fails(pair, load):
    assert load.failed == []
    # Both hosts took of it, every write is counted, and the replica was read.
    assert {name for _status, name, _said in load.written} == {host.name for host in pair}
    assert {first != second for *_told, first, second in load.added} == {True, False}
    assert load.spent == len(load.written) > 100
    assert load.from_the_replica > 0
    assert pair[1].command("roll_up", "--check").returncode == 0


def test_a_photo_that_one_host_took_is_shown_by_the_other(pair):
    taken = json.loads(pair[0].do(PHOTO))
    cookie = {"Cookie": f"sessionid={taken['session']}"}
    status, headers, photo = hosts.asked(pair[1].name, hosts.PORT, "GET", taken["photo"], None, cookie)
    assert (status, headers["Content-Type"], photo[:2]) == (200, "image/jpeg", b"\xff\xd8")
