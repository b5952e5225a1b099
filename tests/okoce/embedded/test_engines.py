import os
import signal
import subprocess

import psutil
import pytest

from okoce.embedded import engines, places, postgres, processes, valkey

NOBODY = 65534


@pytest.fixture
def home(tmp_path):
    """A home whose engines a test starts with `start`; afterwards nothing of it runs."""
    yield tmp_path / "home"
    engines.end(tmp_path / "home", patience=5)


def start(home):
    return [one.process for one in engines.start(home, fast=True, bound=True)]


def end(home, running):
    engines.end(home, patience=5)
    return [process.wait() for process in running]


def test_engines_that_end_leave_no_folder_of_sockets_and_their_data(home):
    running = start(home)
    assert (postgres.ready(home), valkey.ready(home)) == (True, True)
    assert end(home, running) == [0, 0]
    assert not places.sockets(home).exists()
    assert (postgres.ready(home), valkey.ready(home)) == (False, False)
    assert (home / "postgres" / "PG_VERSION").read_text() == "18\n"


def test_a_dead_server_that_nobody_buried_keeps_no_successor_from_starting(home):
    end(home, start(home))
    with subprocess.Popen(["true"]) as dead:
        while psutil.Process(dead.pid).status() != psutil.STATUS_ZOMBIE:
            pass
        (home / "postgres" / "postmaster.pid").write_text(f"{dead.pid}\n{home}\n0\n5432\n\n\n\nready\n")
        assert not postgres.ready(home)
        running = start(home)
    assert postgres.ready(home)
    end(home, running)


def test_children_of_a_killed_server_are_gone_before_the_next_one_starts(home):
    first = start(home)
    children = psutil.Process(first[0].pid).children()
    # Stopped, they do not notice that their server is dead, and hold its memory.
    for child in children:
        child.send_signal(signal.SIGSTOP)
    os.kill(first[0].pid, signal.SIGKILL)
    first[0].wait()
    second = start(home)
    assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
    assert postgres.ready(home)
    first[1].wait()
    end(home, second)


def test_a_cluster_that_was_made_half_is_made_anew(home):
    (home / "postgres.draft").mkdir(parents=True)
    (home / "postgres.draft" / "PG_VERSION").write_text("18\n")
    end(home, start(home))
    assert not (home / "postgres.draft").exists()


def test_two_homes_have_two_folders_of_sockets_with_short_names(tmp_path):
    first, second = (places.sockets(tmp_path / name) for name in ("first", "second"))
    assert first != second
    assert len(f"{first}/postgres/.s.PGSQL.5432") < 100


@pytest.mark.parametrize("foreign", ["a link", "somebody else's"])
def test_a_folder_of_sockets_that_is_not_ours_is_refused(home, tmp_path, foreign):
    folder = places.sockets(home)
    if foreign == "a link" or os.geteuid():
        folder.symlink_to(tmp_path)
    else:
        folder.mkdir()
        os.chown(folder, NOBODY, NOBODY)
    with pytest.raises(SystemExit) as refusal:
        places.open_sockets(home)
    folder.unlink() if folder.is_symlink() else folder.rmdir()
    assert refusal.value.code == f"okoce: {folder} belongs to somebody else; remove it and start again."


def test_a_second_supervisor_is_refused_until_the_first_has_left(home):
    sentence = f"okoce: it already runs on {home}; stop that one, or give OKOCE_HOME another folder."
    with engines.only_supervisor(home):
        with pytest.raises(SystemExit) as refusal, engines.only_supervisor(home):
            pass
    assert refusal.value.code == sentence
    with engines.only_supervisor(home):
        pass


def test_no_record_is_left_of_engines_that_ended(home):
    end(home, start(home))
    assert [processes.pid(home, name) for name in engines.NAMES] == [None, None]
