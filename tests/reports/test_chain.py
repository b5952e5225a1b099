"""The text of a link: anybody has its digest from `sha256sum`, whatever stands in it and however it is read."""

import json
import shutil
import subprocess

import pytest
from django.core.management import call_command
from django.db import connection

from okoce.core.months import now
from reports import chain, rollup
from reports.models import Closing, LedgerEntry
from tests.factories import HOME, people, person
from tests.reports.closed import closed, reopened

pytestmark = pytest.mark.django_db


def text(link):
    return b"".join(chain.document(link)).decode()


def test_sha256sum_says_what_the_closing_says(tmp_path):
    people(3)
    link = closed("2018-03")
    file = tmp_path / "link.txt"
    file.write_bytes(b"".join(chain.document(link)))
    said = subprocess.run([shutil.which("sha256sum"), file], capture_output=True, text=True, check=True).stdout
    assert said.split()[0] == Closing.objects.get().digest


def test_it_is_these_lines():
    somebody = person(on="2018-03-05")
    link = closed("2018-03", waiting=2)
    entry = LedgerEntry.objects.select_related("revision").get()
    at = f"{entry.revision.at:%Y-%m-%dT%H:%M:%S.%fZ}"
    source = f"participant\t{somebody.pk}\tregistered\t2018-03\t{HOME}\tfemale\t25-34"
    assert text(link).splitlines() == [
        "okoce-chain 1",
        f"previous {'0' * 64}",
        "number 1",
        "month 2018-03",
        f"closed_at {link.closed_at:%Y-%m-%dT%H:%M:%S.%fZ}",
        "closed_by -",
        "revisions 1 2",
        "waiting 2",
        "entries 1",
        "headline OKOCE-2026.1 new_entrepreneurs -",
        "thresholds OKOCE-2026.1 75 2 NIB,IUMK",
        f"figure\t2018-03\tregistered\t{HOME}\t1",
        f"entry\t{entry.pk}\t1\t{at}\t{source}\t1\t{entry.change}\tuser created",
    ]


def test_a_reason_with_tabs_and_line_ends_is_one_line():
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('okoce.reason', %s, true)", ["a\tb\nc\\d\ré"])
        cursor.execute("SELECT set_config('okoce.change', %s, true)", ["6d3ba6ad-8d1d-4f4f-8b5a-d4b6c8b0a001"])
    person()
    *_head, line = text(closed("2018-03")).split("\n")[:-1]
    assert line.split("\t")[-1] == "a\\tb\\nc\\\\d\\ré"


def test_what_was_opened_again_stands_in_the_next_link_with_its_reason():
    closed("2018-03")
    answered = reopened("2018-03", reason="Daftar “hadir”\nterlewat")
    (line,) = [line for line in text(closed("2018-04")).splitlines() if line.startswith("reopened ")]
    told = json.loads(line.removeprefix("reopened "))
    assert (told["month"], told["closing"], told["revision"]) == ("2018-03", 1, 2)
    assert (told["asked_by"], told["confirmed_by"]) == (answered.asked_by_id, answered.answered_by_id)
    assert (told["reason"], told["confirmed_at"]) == ("Daftar “hadir” terlewat", "2018-04-10T02:00:00.000000Z")


def test_it_is_the_same_in_parts_of_any_size(monkeypatch):
    people(3)
    link = closed("2018-03")
    whole = text(link)
    monkeypatch.setattr(chain, "PART", 2)
    assert text(link) == whole
    assert len(list(chain.document(link))) == 4


@pytest.mark.parametrize("setting", ["TimeZone = 'Asia/Tokyo'", "DateStyle = 'German'", "bytea_output = 'escape'"])
def test_it_is_the_same_whatever_the_session_is_set_to(setting):
    people(2)
    link = closed("2018-03")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {setting}")
    assert chain.digest(link) == link.digest


def test_a_closing_that_somebody_makes_up_is_found():
    people(2)
    closed("2018-03")
    rollup.write_revision(rollup.next_revision(), 0)
    made_up = chain.follow(chain.Month(2018, 4), revision=rollup.next_revision() - 1, at=now())
    made_up.digest = "a" * 64
    connection.cursor().execute("INSERT INTO reports_period (month, status) VALUES ('2018-04-01', 'open')")
    made_up.save(force_insert=True)
    assert [(one.link, one.code) for one in chain.verify()] == [(2, "digest"), (None, "period")]


class TestTheCommand:
    pytestmark = pytest.mark.usefixtures("committed_db")

    def test_it_prints_a_line_a_link_and_the_newest_digest(self, capsys):
        first, second = closed("2018-03"), closed("2018-04")
        with pytest.raises(SystemExit, match="0"):
            call_command("verify_chain")
        assert capsys.readouterr().out.splitlines() == [
            f"1 2018-03 {first.digest} 0 entries: ok",
            f"2 2018-04 {second.digest} 0 entries: ok",
            f"newest digest {second.digest}",
            "0 faults",
        ]

    @pytest.mark.parametrize(
        ("number", "noted", "found"),
        [("1", None, 0), ("1", "a" * 64, 1), ("2", None, 1)],
        ids=["what was noted", "another digest", "a link that is gone"],
    )
    def test_it_finds_that_the_chain_is_not_what_somebody_noted_outside(self, number, noted, found, capsys):
        link = closed("2018-03")
        with pytest.raises(SystemExit, match=str(found)):
            call_command("verify_chain", "--expect", number, noted or link.digest)
        assert capsys.readouterr().out.splitlines()[-1] == f"{found} faults"
