import os
import re
import socket

import pytest

from tests.site import Site

NOBODY = 65534


@pytest.fixture
def fresh(tmp_path):
    """Sites on homes that do not exist yet."""
    sites = []

    def make(name="home", **said):
        sites.append(Site(tmp_path / name, **said))
        return sites[-1]

    yield make
    for site in sites:
        site.remove()


def test_one_command_starts_everything_and_prints_the_address_and_the_first_time_a_password(fresh):
    site = fresh(f"{'deep/' * 20}a home of Ibu Sari").start()
    assert len(str(site.home)) > 108  # what the path of a socket may have
    first, second = site.said().splitlines()
    assert re.fullmatch(r"Administrator: user name admin, one-time password \S{16}", first)
    assert second == f"okoce: {site.address} (Ctrl-C stops everything)"
    assert site.get("/sign-in/")[0] == 200
    assert all(site.pids().values())
    assert site.command("roll_up").returncode == 0
    assert site.stop() == 0
    assert site.left() == []
    site.start()
    assert site.said() == f"{second}\n"


def test_somebody_other_than_root_may_start_it(fresh, tmp_path):
    if os.geteuid() == 0:  # else everything here is that test
        os.chown(tmp_path, NOBODY, NOBODY)
        # Without root's number; the right to read lets the clone and the temporary folder be private ones of root's.
        become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        site = fresh(before=[*become, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"])
        site.home.mkdir()
        os.chown(site.home, NOBODY, NOBODY)
    else:
        site = fresh()
    site.start()
    assert (site.home / "postgres").stat().st_uid == site.home.stat().st_uid
    assert site.get("/sign-in/")[0] == 200
    assert site.command("roll_up").returncode == 0
    assert site.stop() == 0
    assert site.left() == []


def test_keys_are_for_their_owner_only(site):
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (site.home / "keys").iterdir()}
    names = ["secret", "nik-hmac", "nik-cipher", "password-okoce_app", "password-okoce_owner", "password-postgres"]
    assert modes == dict.fromkeys(names, "0o600")


def readable(folder):
    """What others than its owner may read or walk into, by its path in the folder."""
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.lstat().st_mode & 0o077]


def test_a_running_site_is_for_its_owner_only_even_in_a_home_that_was_open(site):
    site.home.chmod(0o755)
    site.start()
    site.get("/sign-in/")
    assert oct(site.home.stat().st_mode & 0o777) == "0o700"
    # Django gives the files of every site to every reader.
    assert [path for path in readable(site.home) if not path.startswith("static/")] == []


def test_static_files_in_a_folder_of_their_own_are_for_another_server_to_read(site, tmp_path):
    folder = tmp_path / "static"
    site.environment["STATIC_ROOT"] = str(folder)
    site.start()
    assert (folder / "css" / "base.css").exists()
    assert sorted(readable(folder)) == sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
    site.stop()


def test_a_taken_port_is_said_in_a_sentence(site):
    with socket.create_server(("127.0.0.1", site.port)):
        site.launch()
        assert site.supervisor.wait(60) == 1
    assert site.said() == (f"okoce: HOST and PORT 127.0.0.1:{site.port} cannot be used (Address already in use).\n")
    assert site.left() == []


def test_a_second_start_on_the_same_home_is_refused_and_the_first_goes_on(running):
    before = running.pids()
    second = Site(running.home)
    second.launch()
    assert second.supervisor.wait(60) == 1
    assert second.said() == (
        f"okoce: it already runs on {running.home}; stop that one, or give OKOCE_HOME another folder.\n"
    )
    assert running.pids() == before
    assert running.ready()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"PORT": "eight"}, "okoce: PORT must be a whole number from 1 to 65535, and it is 'eight'.\n"),
        ({"OKOCE_HTTPS": "maybe"}, "okoce: OKOCE_HTTPS must be yes or no, and it is 'maybe'.\n"),
        (
            {"OKOCE_PG_BIN": "/nowhere"},
            "okoce: OKOCE_PG_BIN must be a folder with initdb and postgres, and it is '/nowhere'.\n",
        ),
    ],
    ids=["read by the supervisor", "read by the settings", "read by an engine"],
)
def test_a_wrong_setting_ends_the_start_with_one_sentence_that_names_it(fresh, said, sentence):
    site = fresh(**said)
    site.environment |= said
    site.launch()
    assert site.supervisor.wait(60) == 1
    assert site.said() == sentence
    assert site.left() == []
