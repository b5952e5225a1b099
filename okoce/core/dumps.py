"""The database as a file and back, by PostgreSQL's own programs, as its owner; no password stands on a command line."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path
from subprocess import DEVNULL, PIPE

from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.client import DatabaseClient

# Of what holds a lock; whoever waits longer says so.
PATIENCE = "20s"

# All of it or nothing: COMMIT follows only when the whole dump went through. Whoever may make temporary tables is
# written at the database itself, which a dump does not hold.
BEGIN = f"""
BEGIN;
SET client_min_messages = error;
SET LOCAL lock_timeout = '{PATIENCE}';
DROP OWNED BY CURRENT_USER CASCADE;
REVOKE TEMPORARY ON DATABASE {{database}} FROM PUBLIC, {{application}};
"""
STRICT = ["--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse"]
# Among the settings at the head of a script, one that no server before 17 knows; it says what is so anyway.
NEWER, HEAD = b"SET transaction_timeout = 0;\n", 1000


class Failed(Exception):  # noqa: N818 - what a program of PostgreSQL said
    """One of PostgreSQL's programs ended with an error; its last words."""


def dump(to: Path, *, snapshot: str) -> None:
    """The whole database as of the exported snapshot, without the sessions of those who were signed in."""
    words = ["--format=custom", f"--file={to}", f"--snapshot={snapshot}", f"--lock-wait-timeout={PATIENCE}"]
    command, environment = _as_owner("pg_dump", *words, "--exclude-table-data=django_session")
    done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise Failed(_last_words(done.stderr))


def put_in_place(dumped: Path) -> None:
    """The dump instead of everything that is there, or, when anything fails, everything as it was."""
    # Without a database named it writes what the dump holds as SQL; rights stay with the names they were given to.
    words = ["--no-owner", f"--use-list={_contents(dumped)}", "--file=-", str(dumped)]
    script = subprocess.Popen([_program("pg_restore"), *words], stdout=PIPE, stderr=PIPE)  # noqa: S603 - our own words
    command, environment = _as_owner("psql", "--no-psqlrc", "--quiet", *STRICT, "--file=-")
    psql = subprocess.Popen(command, env=environment, stdin=PIPE, stdout=DEVNULL, stderr=PIPE)  # noqa: S603 - our own words
    with psql, script:
        assert psql.stdin and script.stdout and script.stderr  # noqa: S101, PT018 - for the types: these are pipes
        # A psql that stopped at an error says so itself.
        with contextlib.suppress(BrokenPipeError):
            psql.stdin.write(_begin() + script.stdout.read(HEAD).replace(NEWER, b""))
            shutil.copyfileobj(script.stdout, psql.stdin)
            if script.wait() == 0:
                psql.stdin.write(b"COMMIT;\n")
        script.stdout.close()
        said = psql.communicate()[1] or script.stderr.read()
    if psql.returncode or script.returncode:
        raise Failed(_last_words(said))


def _contents(dumped: Path) -> Path:
    """What the dump holds, but for remarks on extensions: those may belong to somebody else, who may remark alone."""
    listing = [_program("pg_restore"), "--list", str(dumped)]
    done = subprocess.run(listing, capture_output=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise Failed(_last_words(done.stderr))
    lines = [line for line in done.stdout.splitlines(keepends=True) if b" COMMENT - EXTENSION " not in line]
    path = dumped.with_suffix(".list")
    path.write_bytes(b"".join(lines))
    return path


def users() -> tuple[str, str]:
    """The names of the owner's and of the application's role."""
    return (settings.DATABASES["owner"]["USER"], settings.DATABASES["default"]["USER"])


def _begin() -> bytes:
    quote = connections["owner"].ops.quote_name
    names = {"database": settings.DATABASES["owner"]["NAME"], "application": users()[1]}
    return BEGIN.format(**{word: quote(name) for word, name in names.items()}).encode()


def _as_owner(program: str, *words: str) -> tuple[list[str], dict[str, str]]:
    """The command and its environment, which holds the password."""
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(settings.DATABASES["owner"], list(words))
    return [_program(program), *arguments[1:]], os.environ | (environment or {})


def _program(name: str) -> str:
    return str(settings.POSTGRES_PROGRAM(name))


def _last_words(said: bytes) -> str:
    """The last error, which names a table or a server and repeats no row; a DETAIL would."""
    lines = said.decode(errors="replace").splitlines()
    errors = [line for line in lines if "error:" in line.lower() or "fatal:" in line.lower()]
    return (errors or ["it ended without a word"])[-1].strip()
