"""`manage.py backup` and `restore`: a whole site in one file and back, on other machines, with and without its keys."""

import contextlib
import dataclasses
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import tarfile

import psycopg2
import pytest

from okoce.core import archive
from okoce.core.archive import DUMP, FILES, MANIFEST
from okoce.embedded import engines, places, postgres
from tests.site import Site, until

FACTS = """
import json, uuid
from django.core.files.base import ContentFile
from participants.models import Participant
from reports import rollup
from reports.models import Revision
from tests import factories
people = factories.people(12, name="Sari")
factories.verified(factories.attend(factories.training(), *people))
factories.expense(rupiah=7)
rollup.drain()
print(Revision.objects.first().number)
"""
# What somebody who looks at the site sees of it: rows, numbers, one sealed identity number.
SEEN = """
import json
from django.conf import settings
from django.db import connection
from okoce.core import sealing
from participants.models import Participant
from reports.models import MonthlyCount
first = Participant.objects.order_by("nik_tail").first()
try:
    nik = sealing.unseal(first.nik_sealed, key=settings.NIK_CIPHER_KEY, purpose="nik")[-4:] if first else None
except Exception as error:
    nik = type(error).__name__
with connection.cursor() as cursor:
    cursor.execute("SELECT md5(string_agg(row::text, '|' ORDER BY id)) FROM reports_ledger row")
    ledger = cursor.fetchone()[0]
print(json.dumps([
    Participant.objects.count(),
    sorted(MonthlyCount.objects.values_list("metric", "value")),
    ledger,
    nik,
]))
"""
REWRITES = "UPDATE reports_ledger SET delta = 0"


@contextlib.contextmanager
def awake(site):
    """The engines of a stopped site."""
    with engines.users(site.home) as users:
        started = engines.start(site.home, bound=True)
        engines.share(users)  # so that commands use these
        yield
        engines.end(site.home, patience=10)
        for one in started:
            one.process.wait()


def seen(site):
    with awake(site):
        return json.loads(site.do(SEEN))


def shape(site):
    """Tables, functions, triggers and rights, as PostgreSQL itself writes them."""
    with awake(site):
        dumped = subprocess.run(
            [postgres.program("pg_dump"), "--schema-only", places.database_url(site.home, places.SUPERUSER)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    # Casts in lists of words are written another way the second time.
    lines = re.sub(r"::(character varying|text)(\[\])?|[()]", "", dumped.stdout).splitlines()
    return [line for line in lines if not line.startswith("\\")]


def give_keys(source, target):
    for name in ("secret", "nik-hmac", "nik-cipher"):
        shutil.copy2(source.home / "keys" / name, target.home / "keys" / name)


@pytest.fixture(scope="module")
def original(tmp_path_factory, copied):
    """A site with people, counts and an evidence file, stopped; its backup was written while it ran."""
    site = Site(copied(tmp_path_factory.mktemp("original") / "home"))
    site.start()
    site.revision = int(site.do(FACTS))
    evidence = site.home / "media" / "evidence" / "a.pdf"
    evidence.parent.mkdir(parents=True)
    evidence.write_bytes(b"%PDF-1.7 a licence")
    site.file = site.home.parent / "okoce.backup"
    site.done = site.command("backup", str(site.file))
    site.stop()
    yield site
    site.remove()
    shutil.rmtree(site.home.parent, ignore_errors=True)


@pytest.fixture
def other(tmp_path):
    """A machine on which nothing ever ran."""
    site = Site(tmp_path / "other")
    yield site
    site.remove()


def test_a_backup_is_one_private_file_and_says_that_the_keys_are_not_in_it(original):
    assert original.done.returncode == 0, original.done.stderr
    assert original.done.stdout.splitlines()[:2] == [
        f"revision {original.revision} and 1 evidence files are in {original.file}",
        "The keys are not: keep a copy of them elsewhere. In a restored site",
    ]
    assert stat.S_IMODE(original.file.stat().st_mode) == 0o600
    assert sorted(path.name for path in original.file.parent.glob("*okoce*")) == ["okoce.backup"]
    with tarfile.open(original.file) as tar:
        assert tar.getnames() == [DUMP, f"{FILES}/evidence/a.pdf", MANIFEST]
    whole = original.file.read_bytes()
    keys = [path.read_text().strip().encode() for path in (original.home / "keys").iterdir()]
    assert [key for key in keys if key in whole] == []


def test_before_the_first_start_there_is_nothing_to_back_up(other, tmp_path):
    done = other.command("backup", str(tmp_path / "okoce.backup"))
    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: The database has no tables yet: there is nothing to back up.\n",
    )
    assert list(tmp_path.glob("*okoce*")) == []


@pytest.mark.parametrize("file", ["missing/okoce.backup", "."])
def test_a_file_that_cannot_be_is_said_in_a_sentence(running, tmp_path, file):
    done = running.command("backup", str(tmp_path / file))
    assert done.returncode == 1
    assert re.fullmatch(r"CommandError: .* cannot be read or written \(.*\)\.\n", done.stderr)


def test_with_the_keys_everything_is_as_it_was(original, other):
    other.home.joinpath("keys").mkdir(parents=True)
    give_keys(original, other)
    done = other.command("restore", str(original.file))
    assert (done.returncode, done.stderr) == (0, "")
    first, last = done.stdout.splitlines()
    assert first.startswith(f"revision {original.revision} and 1 evidence files of ")
    assert last.startswith(f"0 differences at revision {original.revision}, ")
    assert seen(other) == seen(original)
    assert seen(other)[0] == 12
    assert (other.home / "media/evidence/a.pdf").read_bytes() == b"%PDF-1.7 a licence"
    assert shape(other) == shape(original)
    with awake(other), pytest.raises(AssertionError, match="permission denied"):
        other.do(f"from django.db import connection; connection.cursor().execute({REWRITES!r})")
    other.start()
    until(other.ready)


def test_without_the_keys_it_says_what_is_lost_and_no_number_can_be_read(original, other):
    done = other.command("restore", str(original.file))
    assert done.returncode == 0
    assert done.stderr.splitlines()[:4] == [
        "This site has other keys than the one that was backed up:",
        "- SECRET_KEY: second factors and the secrets of webhooks cannot be read, and each has to be set up anew.",
        (
            "- OKOCE_NIK_HMAC_KEY: nobody is recognised by their identity number, and the same person could be"
            " registered twice."
        ),
        "- OKOCE_NIK_CIPHER_KEY: sealed identity numbers cannot be read.",
    ]
    *counts, nik = seen(other)
    assert counts == seen(original)[:-1]
    assert nik == "InvalidTag"


def test_people_are_lost_only_when_that_is_asked_for(original, site):
    with awake(site):
        site.do("from tests import factories; factories.people(3)")
    (site.home / "media").mkdir()
    (site.home / "media" / "old.pdf").write_bytes(b"%PDF-1.7")
    done = site.command("restore", str(original.file))
    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: People are registered here: give --replace to lose them and everything else that is here.\n",
    )
    assert seen(site)[0] == 3
    assert site.command("restore", str(original.file), "--replace").returncode == 0
    assert seen(site)[0] == 12
    assert [path.name for path in (site.home / "media").rglob("*.pdf")] == ["a.pdf"]


def test_what_was_restored_can_be_backed_up_and_restored(original, other, tmp_path):
    assert other.command("restore", str(original.file)).returncode == 0
    assert other.command("backup", str(tmp_path / "second.backup")).returncode == 0
    assert other.command("restore", str(tmp_path / "second.backup"), "--replace").returncode == 0
    assert seen(other)[:-1] == seen(original)[:-1]
    assert shape(other) == shape(original)


def test_a_running_site_is_left_alone(original, running):
    done = running.command("restore", str(original.file), "--replace")
    assert (done.returncode, done.stderr) == (
        1,
        f"okoce: it already runs on {running.home}; stop that one, or give OKOCE_HOME another folder.\n",
    )
    assert running.ready()


def test_the_site_does_not_start_while_it_is_restored(site):
    with engines.only_supervisor(site.home):
        site.launch()
        assert site.supervisor.wait(60) == 1


def test_a_database_that_somebody_uses_is_left_alone(original, servers, tmp_path):
    there = Site(tmp_path / "home", **servers.urls)
    holder = there.command_begun(
        "shell",
        "-c",
        "from participants.models import Participant as P; P.objects.count(); import time; time.sleep(60)",
    )
    other = Site(tmp_path / "another", **servers.urls)
    try:
        until(lambda: "in use" in other.command("restore", str(original.file), "--replace").stderr)
    finally:
        holder.send_signal(signal.SIGTERM)
        holder.wait(60)


def test_a_damaged_backup_changes_nothing(original, site, tmp_path):
    whole = bytearray(original.file.read_bytes())
    whole[len(whole) // 3] ^= 1
    file = tmp_path / "damaged"
    file.write_bytes(whole)
    before = seen(site)
    done = site.command("restore", str(file))
    assert (done.returncode, done.stderr) == (
        1,
        f"CommandError: {file} is no backup, or is damaged: nothing was changed.\n",
    )
    assert seen(site) == before


def test_a_backup_that_is_cut_short_leaves_the_one_before(original, tmp_path):
    file = tmp_path / "okoce.backup"
    file.write_bytes(b"the one before")
    with awake(original), contextlib.closing(psycopg2.connect(places.database_url(original.home, places.OWNER))) as one:
        # Until this is let go, the dump waits.
        one.cursor().execute("LOCK programs_agency IN ACCESS EXCLUSIVE MODE")
        command = original.command_begun("backup", str(file))
        until(lambda: list(tmp_path.glob(".okoce.backup.*")))
        command.send_signal(signal.SIGTERM)
        command.wait(60)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("okoce.backup", b"the one before")]


def test_a_restore_that_fails_on_its_way_leaves_the_database_as_it_was(original, site, tmp_path):
    with awake(site):
        site.do("from tests import factories; factories.people(3)")
    before = seen(site)
    done = site.command("restore", str(rewritten(original.file, tmp_path, share=0.9)), "--replace")
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database is as it was, because it stopped at this: ")
    assert not (site.home / "restore.draft").exists()
    assert [path for path in (site.home / "media").rglob("*") if path.is_file()] == []
    assert seen(site) == before


def rewritten(file, folder, *, share=1.0, **other):
    """The backup with this share of its dump and another manifest, sound in itself."""
    with archive.opened(file) as one:
        manifest = dataclasses.replace(one.manifest, digests={}, **other)
        one.extract(DUMP, folder / DUMP)
        one.extract_files(folder / "media")
    os.truncate(folder / DUMP, int((folder / DUMP).stat().st_size * share))
    with archive.written(folder / "other.backup", manifest) as (writer, _drafts):
        writer.add(DUMP, folder / DUMP)
        writer.add_files(folder / "media")
    return folder / "other.backup"


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (
            {"migrations": ["programs.9999_later"], "version": "9.0"},
            "The backup was made by a newer version (9.0): install that one first.",
        ),
        (
            {"roles": ["anna", "budi"]},
            (
                "The backup is of a database whose owner is called anna and whose application's role budi: give"
                " addresses with these names in DATABASE_OWNER_URL and DATABASE_URL."
            ),
        ),
    ],
    ids=["newer", "other roles"],
)
def test_a_backup_that_would_not_work_here_is_refused(original, site, tmp_path, other, sentence):
    done = site.command("restore", str(rewritten(original.file, tmp_path, **other)))
    assert (done.returncode, done.stderr) == (1, f"CommandError: {sentence}\n")
