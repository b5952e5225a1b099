import os

import pytest

from okoce.embedded import engines, places


def mode(path):
    return oct(path.stat().st_mode & 0o7777)


def test_a_home_that_everybody_could_read_becomes_private(tmp_path):
    tmp_path.chmod(0o755)
    places.keep_private(tmp_path)
    assert mode(tmp_path) == "0o700"


def test_a_lock_is_for_its_owner_only(tmp_path):
    places.keep_private(tmp_path)
    with engines.guard(tmp_path):
        assert (mode(tmp_path / "run"), mode(tmp_path / "run" / "guard.lock")) == ("0o700", "0o600")


def test_a_folder_that_everybody_writes_into_is_no_home(tmp_path):
    tmp_path.chmod(0o1777)
    with pytest.raises(SystemExit) as refusal:
        places.keep_private(tmp_path)
    assert refusal.value.code == (
        f"okoce: OKOCE_HOME must be a folder for this site alone, and everybody writes into {tmp_path}."
    )
    assert mode(tmp_path) == "0o1777"


def test_only_the_servers_user_walks_through_the_folder_of_sockets(tmp_path):
    places.keep_private(tmp_path)
    places.open_sockets(tmp_path)
    # When root starts us, PostgreSQL is somebody else.
    assert mode(places.sockets(tmp_path)) == ("0o700" if os.geteuid() else "0o711")
    places.close_sockets(tmp_path)
