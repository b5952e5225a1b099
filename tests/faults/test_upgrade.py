"""A new version comes while people work: first the tables, then the processes (docs/operating.md, “A new version”)."""

import contextlib
import json
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import uuid
from typing import NamedTuple

import pytest

from okoce.embedded import places
from okoce.environment import BASE_DIR
from tests import factories
from tests.faults import counting
from tests.faults.conftest import Servers
from tests.site import Site, free_port, until

KEYS = {"SECRET_KEY": "s" * 64, "OKOCE_NIK_HMAC_KEY": "a" * 64, "OKOCE_NIK_CIPHER_KEY": "b" * 64}
PROCFILE = dict(line.split(": ", 1) for line in (BASE_DIR / "Procfile").read_text().splitlines())
USERS = """
import datetime, json
from benchmarks.users import session_of
from okoce.accounts.models import Scope
from okoce.accounts.tokens import make_token
from tests import factories

facilitator, staff = factories.user(kecamatan=(factories.HOME,)), factories.user("staff")
month = datetime.timedelta(days=30)
_token, text = make_token(user=facilitator, name="phone", scope=Scope.RECORDS, lifetime=month)
print(json.dumps([text, session_of(facilitator.username), session_of(staff.username)]))
"""
# How many are registered in each of the times.
SOME = 15
# What the API answers when something broke on our side.
BROKE, PROBLEM = {500, 503}, "application/problem+json"
HOMES = """
SELECT person.id::text, count(home.id)
FROM participants_participant person
LEFT JOIN participants_residence home ON home.participant_id = person.id
GROUP BY person.id
"""


def git(*words):
    done = subprocess.run(["git", *words], cwd=BASE_DIR, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def version_before():
    """The commit before the one with the newest migration; "" where the project came without its history."""
    newest = git("log", "-1", "--format=%H", "--diff-filter=A", "--", "*/migrations/0*.py")
    return newest and git("rev-parse", "--quiet", "--verify", f"{newest}^")


pytestmark = [pytest.mark.long, pytest.mark.skipif(not version_before(), reason="no history here: git clone brings it")]


class Work:
    """A facilitator's phone that registers people, and browsers that look at pages, at whichever address is told."""

    def __init__(self, address, token, *sessions):
        self.address, self.token, self.sessions = address, token, sessions
        # Statuses of what went wrong, and ids of who was registered.
        self.wrong, self.taken = [], []
        self.ended = threading.Event()

    def __enter__(self):
        self.threads = [threading.Thread(target=self.goes, args=[act]) for act in (self.registers, self.looks)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def goes(self, act):
        while not self.ended.wait(0.1):
            self.wrong += act(self.address)

    def goes_on(self):
        """Until some more are registered, and the pages were looked at meanwhile."""
        more = len(self.taken) + SOME
        until(lambda: len(self.taken) >= more, seconds=120)

    def registers(self, address):
        person = somebody()
        status = registered(address, self.token, person).status
        if status == 201:
            self.taken.append(person["id"])
        return [] if status == 201 else [("participants/", status)]

    def looks(self, address):
        facilitator, staff = ({"Cookie": f"sessionid={session}"} for session in self.sessions)
        pages = {
            "/": facilitator,
            "/participants/": facilitator,
            "/dashboard/": staff,
            "/records/": staff,
            "/reports/exports/": staff,
        }
        told = [(page, asked(f"{address}{page}", headers).status) for page, headers in pages.items()]
        return [(page, status) for page, status in told if status != 200]


class Answer(NamedTuple):
    """All None when nobody answers."""

    status: int | None = None
    kind: str | None = None
    said: bytes | None = None

    @property
    def is_plain(self):
        """Somebody is registered, or it broke and says so as problem details."""
        if self.status == 201:
            return True
        return self.status in BROKE and self.kind == PROBLEM and json.loads(self.said)["status"] == self.status


def somebody():
    return {
        "id": str(uuid.uuid4()), "kecamatan": factories.HOME, "name": "Ani", "phone": "0812 3456 7890",
        "nik": factories.nik(), "consented": True, "registered_on": "2018-03-05", "baseline": "no_business",
        "lives_in": factories.HOME,
    }  # fmt: skip


def registered(address, token, person):
    return asked(f"{address}/api/v1/participants/", {"Authorization": f"Bearer {token}"}, person)


def asked(address, headers, body=None):
    data = None if body is None else json.dumps(body).encode()
    said = headers | {"Content-Type": "application/json"} if data else headers
    request = urllib.request.Request(address, data=data, headers=said)  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
            return Answer(answer.status, answer.headers["Content-Type"], answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Answer(refusal.code, refusal.headers["Content-Type"], refusal.read())
    except OSError:
        return Answer()


@contextlib.contextmanager
def processes(site, *names):
    """Those of the Procfile, of the site's code and settings, as a supervisor starts them that migrates nothing."""
    environment = site.environment | {"DATABASE_OWNER_URL": ""}
    started = [
        subprocess.Popen(
            ["sh", "-c", f"exec {PROCFILE[name].replace('.venv/bin/python', sys.executable)}"],
            cwd=site.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for name in names
    ]  # fmt: skip
    try:
        yield
    finally:
        for one in started:
            one.terminate()
        for one in started:
            one.wait(120)


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Without tables."""
    home = tmp_path_factory.mktemp("servers") / "home"
    home.mkdir()
    places.keep_private(home)
    servers = Servers(home)
    servers.start()
    yield servers
    servers.stop()
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def before(servers, tmp_path_factory):
    """A site of the version before."""
    folder = tmp_path_factory.mktemp("before")
    archive = subprocess.run(["git", "archive", version_before()], cwd=BASE_DIR, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    site = Site(folder.with_name("before-home"), folder=folder, **servers.urls, **KEYS, OKOCE_RATE_LIMIT="1000000")
    yield site.start()
    site.remove()


@pytest.fixture(scope="module")
def after(servers, tmp_path_factory):
    """This version's site beside it, not started."""
    home = tmp_path_factory.mktemp("after") / "home"
    home.mkdir()
    site = Site(home, **servers.urls, **KEYS, OKOCE_RATE_LIMIT="1000000", HOST="127.0.0.1")
    site.port = free_port()
    yield site
    site.remove()


@pytest.fixture(scope="module")
def told(before, after):
    """What happened, in this order."""
    told = {"missing": len(set(migrations(after.folder)) - set(migrations(before.folder)))}
    work = told["work"] = Work(before.address, *json.loads(before.do(USERS)))
    told["people"] = people = [somebody() for _time in range(SOME)]
    with work:
        work.goes_on()
        assert after.command("collectstatic", "--no-input").returncode == 0
        # The new processes too early, beside the old ones.
        with processes(after, "web", "worker"):
            until(lambda: after.get("/healthz")[0] == 200)
            told["readyz"] = after.get("/readyz")
            told["early"] = [registered(after.address, work.token, person) for person in people]
            told["homes"] = dict(counting.ask(after, HOMES))
            work.goes_on()
        told["migrated"] = after.command("migrate")
        # The old ones in the new tables.
        work.goes_on()
        with processes(after, "web", "worker", "beat"):
            until(after.ready)
            told["again"] = [registered(after.address, work.token, person).status for person in people]
            work.goes_on()
            work.address = after.address
            work.goes_on()
            told["stopped"] = before.stop()
            work.goes_on()
            work.__exit__()
            until(lambda: counting.waiting(after) == 0)
            told["check"] = after.command("roll_up", "--check")
    told["taken"] = {*work.taken, *(person["id"] for person in people)}
    return told


def migrations(folder):
    return [path.stem for path in folder.glob("**/migrations/0*.py") if ".venv" not in path.parts]


def test_the_version_before_lacks_a_migration_of_this_one(told):
    assert told["missing"] > 0
    assert told["migrated"].returncode == 0, told["migrated"].stderr
    assert told["stopped"] == 0


def test_new_processes_in_old_tables_say_that_they_are_not_ready(told):
    """So that a proxy which asks sends nobody there."""
    status, text = told["readyz"]
    said = json.loads(text)
    assert (status, said["ready"], said["migrations"]) == (503, False, f"{told['missing']} not applied")


def test_new_processes_in_old_tables_take_somebody_in_or_say_plainly_that_they_cannot(told):
    assert [answer for answer in told["early"] if not answer.is_plain] == []


def test_new_processes_in_old_tables_leave_nothing_half_written(told):
    """Whoever was taken in is there with a home, and of nobody else there is anything."""
    taken = [person["id"] for person, answer in zip(told["people"], told["early"], strict=True) if answer.status == 201]
    sent = {person["id"] for person in told["people"]}
    assert {key: homes for key, homes in told["homes"].items() if key in sent} == dict.fromkeys(taken, 1)


def test_what_is_sent_again_after_the_migration_is_written_once(told):
    """Whoever was taken in is known; whoever was not is taken in now."""
    assert told["again"] == [200 if answer.status == 201 else 201 for answer in told["early"]]


def test_nobody_who_works_meets_an_error(told):
    assert told["work"].wrong == []


def test_whoever_was_told_that_somebody_is_registered_finds_them_counted_once(told, after):
    assert dict(counting.ask(after, HOMES)) == dict.fromkeys(told["taken"], 1)
    assert counting.counts(after)["registered"] == len(told["taken"])
    assert told["check"].returncode == 0, told["check"].stdout
