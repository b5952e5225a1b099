"""A file is whole or not there: whoever is killed, rung twice or overtaken."""

import contextlib
import datetime
import hashlib
import os
import stat
import time
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection

from okoce.accounts.roles import Role
from okoce.core.alone import alone
from okoce.core.months import now
from reports import rollup, tasks
from reports.exporting import contents, files, running
from reports.models import Export
from tests.factories import approved, licence, person, user
from tests.reports.exporting.asked import COUNTS, LEDGER, PEOPLE, asked, content, rows, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def licensed():
    approved(licence(person(), issued="2018-03-12"))
    rollup.drain()


@pytest.fixture
def staff():
    return user(Role.STAFF)


class Killed(BaseException):
    """What no code catches: as if the process were gone."""


def killed_at(monkeypatch, place, name, error=Killed):
    """The next time something of that name is done, the process ends there."""

    def die(*args, **kwargs):
        monkeypatch.undo()
        raise error

    monkeypatch.setattr(place, name, die)


def lying(media):
    return [path.name for path in (media / "exports").iterdir()]


def there(export):
    return Export.objects.get(pk=export.pk)


def test_a_complete_file_says_how_many_rows_it_has_and_its_digest(licensed, staff):
    export = written(staff, COUNTS)
    assert (export.state, export.rows, export.begun) == ("complete", 1, 1)
    assert export.sha256 == hashlib.sha256(content(export)).hexdigest()
    assert export.size == len(content(export))
    assert export.revision == 1


def test_nobody_else_on_the_machine_reads_it(licensed, staff, media):
    export = written(staff, COUNTS)
    assert stat.S_IMODE(files.path_of(export).stat().st_mode) == 0o600
    assert stat.S_IMODE((media / "exports").stat().st_mode) == 0o700
    assert lying(media) == [f"{export.pk}.csv"]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("place", [(contents, "write"), (files, "keep"), (running, "_end")])
def test_a_job_that_is_killed_is_done_again_and_the_file_is_whole(licensed, staff, monkeypatch, media, place, format):
    export = asked(staff, PEOPLE, format=format)
    killed_at(monkeypatch, *place)
    with pytest.raises(Killed):
        running.go_on(clock=now)
    assert there(export).state == "running"
    assert running.go_on(clock=now) == 1
    export = there(export)
    assert (export.state, export.rows, export.begun) == ("complete", 1, 2)
    assert lying(media) == [f"{export.pk}.{format}"]
    assert export.sha256 == hashlib.sha256(content(export)).hexdigest()


def test_a_database_that_goes_away_leaves_it_to_the_next_who_rings(licensed, staff, monkeypatch):
    export = asked(staff, COUNTS)
    killed_at(monkeypatch, files, "keep", OperationalError)
    with pytest.raises(OperationalError):
        running.go_on(clock=now)
    tasks.export()
    assert there(export).state == "complete"


def test_what_goes_wrong_in_the_middle_leaves_no_file(licensed, staff, monkeypatch, media):
    export = asked(staff, COUNTS)
    killed_at(monkeypatch, files, "keep", ValueError)
    tasks.export()
    export = there(export)
    assert (export.state, export.file, export.rows) == ("failed", "", None)
    assert export.error == "Something went wrong here: ask again, or tell the administrator."
    assert lying(media) == []


def test_run_twice_it_is_written_once(licensed, staff):
    export = asked(staff, COUNTS)
    assert [running.run(export.pk, clock=now) for _twice in range(2)] == [True, False]
    assert there(export).begun == 1
    assert running.go_on(clock=now) == 0


def test_of_two_workers_one_has_it(licensed, staff):
    export = asked(staff, COUNTS)
    assert running.claim(export.pk).begun == 1
    assert running.claim(export.pk) is None


def test_whoever_was_overtaken_ends_nothing(licensed, staff):
    export = asked(staff, COUNTS)
    slow = running.claim(export.pk)
    Export.objects.filter(pk=export.pk).update(state="waiting")
    running.run(export.pk, clock=now)
    whole = there(export)
    running._end(slow, state="failed", error="?", finished_at=now())
    assert there(export).state == whole.state == "complete"


def test_whoever_was_overtaken_leaves_the_file_as_it_is(licensed, staff, media):
    export = asked(staff, PEOPLE)
    slow = running.claim(export.pk)
    Export.objects.filter(pk=export.pk).update(state="waiting")
    running.run(export.pk, clock=now)
    approved(licence(person(), issued="2018-03-13"))
    rollup.drain()
    with files.aside(slow) as folder:
        running._write(slow, folder, now)
    assert lying(media) == [f"{export.pk}.csv"]
    assert there(export).sha256 == hashlib.sha256(content(there(export))).hexdigest()


@pytest.mark.usefixtures("committed_db")
def test_while_another_worker_writes_nobody_else_does(licensed, staff):
    export = asked(staff, COUNTS)
    with held_elsewhere("exports"):
        assert running.go_on(clock=now) == 0
    assert there(export).state == "waiting"
    assert running.go_on(clock=now) == 1


@contextlib.contextmanager
def held_elsewhere(what):
    """As if another process were at it."""
    has, over = Event(), Event()

    def hold():
        with alone(what) as free:
            assert free
            has.set()
            over.wait(10)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    has.wait(10)
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_what_ends_its_worker_three_times_is_given_up(licensed, staff):
    export = asked(staff, COUNTS)
    Export.objects.filter(pk=export.pk).update(state="running", begun=3)
    assert running.go_on(clock=now) == 1
    assert there(export).error == "It was begun three times and never ended: ask for less, or tell the administrator."


def test_who_lost_the_power_meanwhile_gets_no_file(licensed, staff):
    export = asked(staff, PEOPLE, with_names=True, reason="Undangan wisuda")
    staff.roles = [Role.VERIFIER]
    staff.save(update_fields=["roles"])
    running.go_on(clock=now)
    assert there(export).error == "This file is not yours to have any more."


def test_the_oldest_is_written_first(licensed, staff, monkeypatch):
    first, second = asked(staff, COUNTS), asked(staff, LEDGER)
    order = []
    monkeypatch.setattr(running, "_write", lambda export, *_rest: order.append(export.pk))
    running._work(now)
    assert order == [first.pk, second.pk]


def test_how_far_it_is_is_told_while_it_is_written(licensed, staff, monkeypatch):
    monkeypatch.setattr(contents, "PART", 1)
    told = []
    monkeypatch.setattr(running, "_tell", lambda key, rows: told.append(rows))
    for question in (COUNTS, LEDGER, PEOPLE):
        written(staff, question)
    assert told == [1, 1, 1]


def test_after_a_week_the_file_goes_and_its_line_stays(licensed, staff, media):
    export = written(staff, COUNTS)
    grow_old(media, days=7)
    assert running.let_go(at=export.finished_at + datetime.timedelta(days=6, hours=23)) == 0
    assert rows(there(export))
    assert running.let_go(at=export.finished_at + datetime.timedelta(days=7, minutes=1)) == 1
    export = there(export)
    assert (export.state, export.rows, export.file) == ("complete", 1, "")
    assert lying(media) == []


def test_what_a_killed_job_left_goes_after_a_day_and_not_before(media):
    left = files.folder() / "somebody-1.part"
    left.mkdir()
    (left / "rows").write_text("half")
    assert running.let_go(at=now()) == 0
    grow_old(media, days=1, seconds=5)
    assert running.let_go(at=now()) == 1
    assert not left.exists()


def grow_old(media, **age):
    then = time.time() - datetime.timedelta(**age).total_seconds()
    for path in (media / "exports").iterdir():
        os.utime(path, (then, then))
