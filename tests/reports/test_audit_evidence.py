"""The evidence of a closing: whole, to be checked with what every computer has, and without anybody's name in it."""

import csv
import hashlib
import io
import json
import re
import subprocess
import zipfile

import pytest
from django.urls import reverse

from okoce.accounts.models import Read
from okoce.accounts.roles import Role
from okoce.core.months import Month, now
from programs.models import Target
from reports import reopening, rollup
from reports.audit import evidence
from reports.definitions import name_headline
from reports.models import Closing, Figure, LedgerEntry
from reports.targets import NewVersion, new_version
from tests.factories import (
    HOME,
    approved,
    approver,
    attend,
    case,
    definition,
    handed_in,
    licence,
    person,
    submitted,
    training,
    user,
    verified,
    visit,
)
from tests.reports.closed import closed, reopened, tenth

pytestmark = pytest.mark.django_db

# A form that takes evidence along, with the token that lies in it.
FORM = re.compile(r'action="(/audit/evidence/\d+/)">\s*<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)">')


@pytest.fixture
def closings():
    """December closed, opened again and closed anew, and between both January and March with people in it."""
    by = user(kecamatan=(HOME,), name="Rina Pendamping")
    somebody = person(by=by, name="Kenari Kuning", phone="081299887766")
    approved(handed_in(licence(somebody, by=by)), by=approver())
    for month in ("2017-12", "2018-01", "2018-02", "2018-03"):
        closed(month)
    reopened("2018-03", reason="=Data ganda;=1 dalam satu daftar", at=tenth("2018-03"))
    verified(submitted(attend(training(by=by), *(person(by=by) for _ in range(9)), somebody)))
    return closed("2018-03")


@pytest.fixture
def archive(closings):
    with evidence.packed(closings, at=tenth("2018-04")) as file:
        yield zipfile.ZipFile(io.BytesIO(file.read()))


@pytest.fixture
def by_facts():
    """The evidence of a month in which somebody's case was approved, and nothing else."""
    by = user(kecamatan=(HOME,))
    somebody = person(by=by)
    visit(somebody, by=by)
    licence(somebody, by=by)
    approved(case(somebody), by=approver())
    with evidence.packed(closed("2017-12", at=now()), at=now()) as file:
        yield zipfile.ZipFile(io.BytesIO(file.read()))


def rows(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode())))


def test_the_manifest_has_the_digest_size_and_rows_of_every_file(archive):
    said = json.loads(archive.read("manifest.json"))
    assert set(archive.namelist()) == {*said["files"], "manifest.json"}
    for name, told in said["files"].items():
        content = archive.read(name)
        assert (told["sha256"], told["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
    assert said["files"]["entries.csv"]["rows"] == LedgerEntry.objects.filter(posting_month="2018-03-01").count() > 20
    assert said["files"]["digests.csv"]["rows"] == 5


def test_sha256sum_of_the_chains_text_is_the_digest_that_was_published(archive, closings, tmp_path):
    archive.extractall(tmp_path)
    told = subprocess.run(
        ["sha256sum", tmp_path / "chain" / "0005-2018-03.txt"], capture_output=True, text=True, check=True
    )
    assert told.stdout.split()[0] == closings.digest == rows(archive, "digests")[-1]["digest"]


def test_every_digest_names_the_one_before(archive):
    links = rows(archive, "digests")
    assert [link["previous"] for link in links] == ["0" * 64, *(link["digest"] for link in links[:-1])]


def test_the_entries_add_up_to_the_figures(archive, closings):
    sums = {}
    for row in rows(archive, "entries"):
        cell = row["month"], row["metric"], row["kecamatan"]
        sums[cell] = sums.get(cell, 0) + int(row["delta"])
    figures = {(row["month"], row["metric"], row["kecamatan"]): int(row["value"]) for row in rows(archive, "figures")}
    assert {cell: value for cell, value in sums.items() if value} == figures
    assert len(figures) == Figure.objects.filter(closing=closings).count() > 3


def test_decisions_are_those_since_the_closing_before_each_with_checker_and_maker(archive):
    made = rows(archive, "decisions")
    assert {(row["decision"], row["record_kind"]) for row in made} == {("approved", "training")}
    assert [row for row in made if row["checked_by_id"] == row["made_by_id"]] == []


def test_of_a_case_everybody_is_named_who_entered_a_fact_behind_it(by_facts):
    (decision,) = rows(by_facts, "decisions")
    made = rows(by_facts, "makers")
    assert (decision["record_kind"], decision["made_by_id"], decision["stands"]) == ("entrepreneur", "", "yes")
    assert {"registration", "visit", "milestone"} <= {row["fact_kind"] for row in made}
    assert {row["decision_id"] for row in made} == {decision["id"]}
    assert decision["checked_by_id"] not in {row["made_by_id"] for row in made}


def test_every_table_has_a_heading_also_without_a_line(by_facts):
    heads = {name: by_facts.read(name).split(b"\n")[0] for name in by_facts.namelist() if name.endswith(".csv")}
    assert [name for name, head in heads.items() if b"," not in head] == []
    assert rows(by_facts, "reopenings") == []


def test_months_are_written_as_in_the_chains_text(archive):
    assert {row["month"] for row in rows(archive, "figures")} == {"2018-03"}
    assert {row["posting_month"] for row in rows(archive, "entries")} == {"2018-03"}


def test_a_reopening_has_two_people_and_its_reason_as_text(archive):
    (asked,) = rows(archive, "reopenings")
    assert asked["asked_by_id"] != asked["answered_by_id"]
    assert asked["reason"] == "'=Data ganda;'=1 dalam satu daftar"


def test_taken_along_again_after_all_that_came_since_it_is_the_same_but_for_the_moment(closings, archive):
    staff, june = user(Role.STAFF), Month(2018, 6)
    later = definition("2027.1")
    rollup.drain()
    name_headline(by=staff, definition=later, from_month=june, reason="Ambang baru")
    target = Target.objects.get(code="T-2017-NE-M", superseded_by=None)
    new_version(by=staff, target=target, said=NewVersion(3000, None, june, "Pergub", "Anggaran"))
    reopening.ask(by=staff, closing=Closing.objects.get(number=3), reason="Satu daftar lagi terlewat", at=now())
    reopened("2018-03")
    with evidence.packed(closings, at=tenth("2018-05")) as file, zipfile.ZipFile(file) as again:
        assert again.namelist() == archive.namelist()
        assert [name for name in again.namelist() if again.read(name) != archive.read(name)] == ["manifest.json"]
        said, before = (json.loads(one.read("manifest.json")) for one in (again, archive))
        assert [one.date_time for one in again.infolist()] == [one.date_time for one in archive.infolist()]
    assert said | {"made_at": before["made_at"]} == before


def test_nobodys_name_number_or_phone_is_in_it(archive):
    text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert [word for word in ("Kenari", "99887766", "*" * 12, "Rina", "Pendamping") if word in text] == []


def test_it_says_how_to_check_it_in_both_languages(archive):
    text = archive.read("README.txt").decode()
    assert text.index("BAHASA INDONESIA") < text.index("ENGLISH")
    assert text.count("sha256sum chain/*.txt") == 2


class TestTakingItAlong:
    @pytest.fixture
    def auditor(self):
        return user(Role.AUDITOR)

    def test_gives_the_zip_and_is_noted(self, closings, auditor, signed_in):
        answer = signed_in(auditor).post(reverse("audit-evidence", args=[closings.number]))
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as whole:
            assert whole.testzip() is None
        assert answer["Content-Disposition"] == 'attachment; filename="okoce-evidence-0005-2018-03.zip"'
        row = Read.objects.latest("pk")
        assert (row.user, row.name, row.people, row.about) == (auditor, "audit-evidence", [], "evidence of closing 5")

    def test_is_a_form_on_the_page_of_the_month(self, closings, auditor, signed_in):
        page = signed_in(auditor).get(reverse("audit-month", args=["2018-03"])).content.decode()
        assert page.count(closings.digest) == 2
        assert page.count("/audit/evidence/") == 2

    def test_by_the_form_of_a_page_gives_the_zip(self, closings, auditor, signed_in):
        browser = signed_in(auditor)
        browser.handler.enforce_csrf_checks = True
        for page in ("audit-month", "month"):
            shown = browser.get(reverse(page, args=["2018-03"])).content.decode()
            action, token = FORM.findall(shown)[-1]
            answer = browser.post(action, {"csrfmiddlewaretoken": token})
            assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
            assert b"".join(answer).startswith(b"PK")
