"""What the environment says, and the one sentence with which a wrong word ends a start."""

import ast
import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from okoce import environment
from okoce.environment import BASE_DIR

SERVERS = {"DATABASE_URL": "postgres://app:secret@db.example/okoce", "REDIS_URL": "redis://broker.example:6379/0"}
LONG = "k" * 50


def start(home, *, servers=True, **said):
    """Load the settings in a process of their own that hears only what is said here."""
    known = {"PATH": os.environ["PATH"], "OKOCE_HOME": str(home), **(SERVERS if servers else {}), **said}
    return subprocess.run(
        [sys.executable, "-c", "from okoce import settings; print(settings.DATABASES['default']['NAME'])"],
        cwd=BASE_DIR,
        env={name: value for name, value in known.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


REFUSED = [
    ({"DATABASE_URL": "mysql://app:secret@db.example/okoce"}, "DATABASE_URL must be a PostgreSQL address"),
    ({"DATABASE_URL": "db.example"}, "DATABASE_URL must look like postgres://user:password@host/name."),
    ({"DATABASE_URL": "postgres://app:secret@db.example"}, "DATABASE_URL must name the database and its user"),
    ({"DATABASE_URL": "postgres://db.example/okoce"}, "DATABASE_URL must name the database and its user"),
    ({"DATABASE_OWNER_URL": "postgres://owner@db.example"}, "DATABASE_OWNER_URL must name the database and its user"),
    (
        {"DATABASE_REPLICA_URL": "replica.example"},
        "DATABASE_REPLICA_URL must look like postgres://user:password@host/name.",
    ),
    ({"DATABASE_URL": ""}, "DATABASE_URL is missing: REDIS_URL and DATABASE_OWNER_URL are read only together with it."),
    ({"REDIS_URL": ""}, "REDIS_URL is missing: with DATABASE_URL, give the broker's address too"),
    ({"REDIS_URL": "broker.example"}, "REDIS_URL must look like redis://host:6379/0."),
    ({"SECRET_KEY": "short"}, "SECRET_KEY must have 50 characters or more"),
    ({"OKOCE_NIK_HMAC_KEY": "short"}, "OKOCE_NIK_HMAC_KEY must have 50 characters or more"),
    ({"OKOCE_NIK_CIPHER_KEY": "short"}, "OKOCE_NIK_CIPHER_KEY must have 50 characters or more"),
    ({"PORT": "eighty"}, "PORT must be a whole number from 1 to 65535, and it is 'eighty'."),
    ({"PORT": "0"}, "PORT must be a whole number from 1 to 65535, and it is '0'."),
    ({"PORT": "65536"}, "PORT must be a whole number from 1 to 65535, and it is '65536'."),
    ({"PORT": "²"}, "PORT must be a whole number from 1 to 65535, and it is '²'."),
    ({"OKOCE_HTTPS": "true"}, "OKOCE_HTTPS must be yes or no, and it is 'true'."),
    ({"OKOCE_PROXIES": "yes"}, "OKOCE_PROXIES must be a whole number from 0 to 65535, and it is 'yes'."),
    ({"OKOCE_BEHIND_PROXY": "yes"}, "OKOCE_BEHIND_PROXY is now OKOCE_PROXIES, the number of proxies in front"),
    ({"OKOCE_RATE_LIMIT": "0"}, "OKOCE_RATE_LIMIT must be a whole number from 1 to 1000000000, and it is '0'."),
    ({"OKOCE_ENTRY_DAY": "29"}, "OKOCE_ENTRY_DAY must be a whole number from 1 to 28, and it is '29'."),
    ({"OKOCE_CHECK_DAY": "4"}, "OKOCE_ENTRY_DAY, OKOCE_CHECK_DAY and OKOCE_CLOSE_DAY follow one another"),
    ({"OKOCE_CLOSE_DAY": "6"}, "OKOCE_ENTRY_DAY, OKOCE_CHECK_DAY and OKOCE_CLOSE_DAY follow one another"),
    ({"OKOCE_FIRST_MONTH": "2017-13"}, "OKOCE_FIRST_MONTH must be a month such as 2017-12, and it is '2017-13'."),
    ({"OKOCE_FIRST_MONTH": "Dec 2017"}, "OKOCE_FIRST_MONTH must be a month such as 2017-12, and it is 'Dec 2017'."),
    ({"OKOCE_LOG_LEVEL": "loud"}, "OKOCE_LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL, and it is 'LOUD'."),
    ({"CSRF_TRUSTED_ORIGINS": "okoce.example"}, "CSRF_TRUSTED_ORIGINS must be addresses such as"),
    ({"OKOCE_WEBHOOK_NETWORKS": "10.1.0.1/16"}, "OKOCE_WEBHOOK_NETWORKS must be networks such as 10.1.0.0/16"),
    ({"OKOCE_HOME": "/dev/null/home"}, "OKOCE_HOME must be a folder that can be written"),
]


@pytest.mark.parametrize(
    ("said", "sentence"), REFUSED, ids=lambda part: "-".join(part) if isinstance(part, dict) else ""
)
def test_a_wrong_setting_ends_the_start_with_one_sentence(tmp_path, said, sentence):
    started = start(tmp_path, **said)
    assert started.returncode == 1
    assert started.stdout == ""
    assert started.stderr.startswith(f"okoce: {sentence}")
    assert started.stderr.count("\n") == 1


@pytest.mark.parametrize("said", [said for said, _sentence in REFUSED if "secret" in str(said)], ids=str)
def test_the_sentence_tells_no_password(tmp_path, said):
    assert "secret@" not in start(tmp_path, **said).stderr


def test_with_its_servers_it_starts(tmp_path):
    started = start(tmp_path)
    assert (started.returncode, started.stdout, started.stderr) == (0, "okoce\n", "")


def test_with_nothing_said_it_starts_on_its_own_servers(tmp_path):
    started = start(tmp_path, servers=False)
    assert (started.returncode, started.stdout, started.stderr) == (0, "okoce\n", "")


def test_an_empty_setting_is_one_that_is_not_there(tmp_path):
    empty = dict.fromkeys(names_in_code() - {"OKOCE_HOME", *SERVERS}, "")
    started = start(tmp_path, **empty)
    assert (started.returncode, started.stderr) == (0, "")


def test_the_worker_processes_are_counted_as_the_port_is(monkeypatch):
    monkeypatch.setenv("OKOCE_WEB_WORKERS", "none")
    with pytest.raises(SystemExit, match="okoce: OKOCE_WEB_WORKERS must be a whole number from 1 to 65535"):
        environment.whole_number("OKOCE_WEB_WORKERS", 1)


class TestKeys:
    def test_the_first_start_makes_them_for_its_user_alone(self, tmp_path):
        start(tmp_path)
        made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
        assert made == {"secret": 0o600, "nik-hmac": 0o600, "nik-cipher": 0o600}
        assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700

    def test_the_next_start_keeps_them(self, tmp_path):
        start(tmp_path)
        before = {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}
        start(tmp_path)
        assert {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()} == before
        assert len(set(before.values())) == 3

    def test_those_of_the_environment_need_no_file(self, tmp_path):
        keys = dict.fromkeys(["SECRET_KEY", "OKOCE_NIK_HMAC_KEY", "OKOCE_NIK_CIPHER_KEY"], LONG)
        assert start(tmp_path, **keys).returncode == 0
        assert not (tmp_path / "keys").exists()

    def test_starts_at_once_agree_on_one(self, tmp_path):
        with ThreadPoolExecutor(8) as pool:
            keys = list(pool.map(lambda _: environment.secret(tmp_path, "secret"), range(8)))
        assert len(set(keys)) == 1
        assert [path.name for path in (tmp_path / "keys").iterdir()] == ["secret"]

    def test_an_emptied_file_is_no_key(self, tmp_path):
        start(tmp_path)
        (tmp_path / "keys" / "nik-hmac").write_text("")
        assert start(tmp_path).stderr.startswith("okoce: OKOCE_NIK_HMAC_KEY must have 50 characters or more")


class TestFile:
    def test_it_gives_what_the_environment_does_not(self, tmp_path, monkeypatch):
        monkeypatch.setattr(os, "environ", {"PORT": "9000", "HOST": ""})
        (tmp_path / ".env").write_text("# a remark\n\nPORT=8000\nHOST=192.0.2.1\nOKOCE_HTTPS = 'yes'\nno sign here\n")
        environment.read_file(tmp_path / ".env")
        assert os.environ == {"PORT": "9000", "HOST": "", "OKOCE_HTTPS": "yes"}

    def test_none_is_needed(self, tmp_path):
        environment.read_file(tmp_path / ".env")


# The functions that read a variable, and the names of the environment itself.
READERS = {"whole_number", "switch", "words", "key", "level", "month", "origins", "networks", "get", "database"}
# Django's own, and what a request is said to be in the same manner.
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "CONTENT_TYPE", "CONTENT_LENGTH", "QUERY_STRING", "REMOTE_ADDR"}


def names_in_code():
    """Every variable that the code reads by its name."""
    names = set()
    for package in ("okoce", "programs", "participants", "reports"):
        for path in (BASE_DIR / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in READERS:
                    names |= {argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)}
                if isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("os.environ", "_urls"):
                    names.add(ast.literal_eval(node.slice))
    ours = {name for name in names if isinstance(name, str) and re.fullmatch(r"(?!HTTP_)[A-Z][A-Z0-9_]{2,}", name)}
    return ours - NOT_OURS


def test_the_example_lists_exactly_what_the_code_reads():
    listed = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (BASE_DIR / ".env.example").read_text(), re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == names_in_code()


def test_the_example_as_it_stands_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", {})
    environment.read_file(BASE_DIR / ".env.example")
    assert os.environ == {}


def test_the_defaults_in_the_example_are_taken(tmp_path):
    defaults = dict(re.findall(r"^#([A-Z_]+)=(.+)$", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    started = start(tmp_path, servers=False, **defaults)
    assert (started.returncode, started.stderr) == (0, "")
