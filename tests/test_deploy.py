"""The files of deploy/ and the Procfile: what their readers take, and the same processes as `make run` starts."""

import datetime
import re
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from okoce.embedded.supervisor import Supervisor
from okoce.environment import BASE_DIR
from okoce.urls import urlpatterns

DEPLOY, DOCS = BASE_DIR / "deploy", BASE_DIR / "docs"
POOLER = DEPLOY / "pgbouncer.ini"
UNITS = sorted((DEPLOY / "systemd").iterdir())
PROCFILE = dict(line.split(": ", 1) for line in (BASE_DIR / "Procfile").read_text().splitlines())
SERVICES = ["web", "worker", "beat"]
CLOSED = ["okoce", "yes", "strict", "yes", "yes", "okoce"]
# Where beat keeps its notes, and how processes give way to others, is each supervisor's own.
OWN = {"--schedule", "--respawn-interval", "--workers-kill-timeout"}


def said(unit: Path) -> dict[str, list[str]]:
    """What stands after each word of the unit, in whatever section."""
    told = defaultdict(list)
    for line in unit.read_text().splitlines():
        word, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            told[word].append(value)
    return told


def of_unit(name: str) -> list[str]:
    """The command of the unit, with what the unit itself says of its variables."""
    unit = said(DEPLOY / "systemd" / f"okoce-{name}.service")
    variables = dict(pair.split("=", 1) for line in unit["Environment"] for pair in line.split())
    return shlex.split(re.sub(r"\$\{(\w+)\}", lambda found: variables[found[1]], *unit["ExecStart"]))


def of_procfile(name: str) -> list[str]:
    words = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {PROCFILE[name]}"], env={}, capture_output=True, text=True, check=True
    )
    return words.stdout.split()


def shared(command: list[str]) -> list[str]:
    """All but the Python and what is each supervisor's own."""
    after = zip(["", *command], command, strict=False)
    return [word for before, word in after if not {before, word} & OWN][1:]


@pytest.fixture
def by_make(tmp_path, monkeypatch):
    """What `make run` starts, with as many web processes as the units say."""
    for name in (
        "HOST",
        "PORT",
        "OKOCE_WEB_THREADS",
        "OKOCE_WEB_CONNECTIONS",
        "OKOCE_WEB_BACKLOG",
        "WORKER_CONCURRENCY",
    ):
        monkeypatch.delenv(name, raising=False)

    def started(name, *, workers):
        monkeypatch.setenv("OKOCE_WEB_WORKERS", workers)
        supervisor = Supervisor(tmp_path)
        supervisor.users.close()
        return getattr(supervisor, name)().command

    return started


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_starts_what_make_run_starts(name, by_make):
    assert shared(of_unit(name)) == shared(by_make(name, workers="4"))


@pytest.mark.parametrize("name", SERVICES)
def test_the_procfile_starts_what_make_run_starts(name, by_make):
    assert shared(of_procfile(name)) == shared(by_make(name, workers="1"))


def test_the_procfile_has_the_three_and_what_comes_before_them():
    assert list(PROCFILE) == ["release", *SERVICES]


def test_only_the_backup_is_told_the_owners_address():
    told = [unit.name for unit in UNITS if "/etc/okoce-owner.env" in unit.read_text()]
    assert told == ["okoce-backup.service"]


def test_no_service_may_write_but_in_its_own_folder():
    words = (
        "User",
        "NoNewPrivileges",
        "ProtectSystem",
        "ProtectHome",
        "PrivateTmp",
        "StateDirectory",
        "ReadWritePaths",
    )
    found = {
        unit.stem: [value for word in words for value in said(unit)[word]]
        for unit in UNITS
        if unit.suffix == ".service"
    }
    assert found == {
        "okoce-backup": [*CLOSED, "/var/backups/okoce"],
        "okoce-beat": CLOSED,
        "okoce-web": CLOSED,
        "okoce-worker": CLOSED,
    }


def test_systemd_takes_the_units(tmp_path):
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/okoce/.venv/bin/python", sys.executable))
        assert said(unit)["Description"]
    if shutil.which("systemd-analyze"):
        files = sorted(map(str, tmp_path.iterdir()))
        done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def statements(text: str) -> list:
    """A file of nginx as lists of words, each block a list of its own after its words."""
    tokens = re.findall(r"[{};]|[^\s{};]+", re.sub(r"#.*", "", text))

    def block() -> list:
        found, words = [], []
        while tokens and (token := tokens.pop(0)) != "}":
            if token in ";{":
                found.append([*words, block()] if token == "{" else words)
                words = []
            else:
                words.append(token)
        assert not words, f"{words} does not end"
        return found

    found = block()
    assert not tokens, f"{tokens[0]} stands after the end"
    return found


def only(block: list, *words: str) -> list:
    (found,) = [statement[len(words) :] for statement in block if statement[: len(words)] == [*words]]
    return found


def test_nginx_takes_requests_in_whole_and_tells_the_site_who_asks():
    server = next(one[1] for one in statements((DEPLOY / "nginx.conf").read_text()) if "ssl" in str(one))
    site = only(server, "location", "/")[0]
    assert only(site, "proxy_request_buffering") == ["on"]
    assert only(server, "client_max_body_size") == ["32m"]
    headers = {words[1]: words[2] for words in site if words[0] == "proxy_set_header"}
    assert headers == {"Host": "$host", "X-Forwarded-Proto": "https", "X-Forwarded-For": "$remote_addr"}
    assert only(server, "location", "~", "^/(readyz|metrics)$") == [[["return", "404"]]]


def test_nginx_logs_no_address_that_opens_something_for_whoever_has_it():
    told = statements((DEPLOY / "nginx.conf").read_text())
    silent = [words[0].removeprefix("~^") for words in only(told, "map", "$request_uri", "$told")[0] if words[1] == "0"]
    secret = [f"/{pattern.pattern}" for pattern in urlpatterns if "token>" in str(pattern.pattern)]
    assert secret
    assert [one for one in secret if not one.startswith(tuple(silent))] == []
    assert "referer" not in " ".join(only(told, "log_format", "without_referer"))


def test_nginx_gives_out_the_static_files_that_are_collected():
    server = next(one[1] for one in statements((DEPLOY / "nginx.conf").read_text()) if "ssl" in str(one))
    (folder,) = only(only(server, "location", "/static/")[0], "root")
    assert f"\nSTATIC_ROOT={folder}/static\n" in (DOCS / "deployment.md").read_text()


def test_nginx_takes_the_file(tmp_path):
    told = (DEPLOY / "nginx.conf").read_text()
    assert [words[0] for words in statements(told)] == ["upstream", "map", "log_format", "map", "server", "server"]
    if shutil.which("nginx"):
        certificate(tmp_path)
        told = told.replace("/etc/ssl", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
        # Ports that everybody may have.
        told = told.replace("443 ssl", "18443 ssl").replace("listen 80;", "listen 18080;").replace(":80;", ":18080;")
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
        (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}}\nhttp {{\n{folders}{told}\n}}")
        command = ["nginx", "-t", "-q", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "okoce.example.org")])
    begins = datetime.datetime(2018, 3, 1, tzinfo=datetime.UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), begins, begins.replace(year=2068)
    ).sign(key, hashes.SHA256())
    (folder / "okoce.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "okoce.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def test_both_proxies_keep_what_is_for_operators_inside_and_take_three_photos():
    caddy = " ".join((DEPLOY / "Caddyfile").read_text().split())
    assert "@inside path /readyz /metrics respond @inside 404" in caddy
    assert "max_size 32MB" in caddy
    assert caddy.count("{") == caddy.count("}")


def test_a_pooler_says_for_each_of_its_sessions_what_it_lets_the_site_say_in_vain():
    told = {key: value for key, _sign, value in (line.partition(" = ") for line in POOLER.read_text().splitlines())}
    assert told["pool_mode"] == "transaction"
    assert told["ignore_startup_parameters"] == "options"
    options = re.findall(r"-c (\w+)=((?:\\ |\S)+)", settings.DATABASES["default"]["OPTIONS"]["options"])
    said = "; ".join(f"SET {name} = ''{value.replace(chr(92), '')}''" for name, value in options)
    assert said
    assert told["okoce"].partition(" connect_query=")[2] == f"'{said}'"
