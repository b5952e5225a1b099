"""What the audit, the lists of work and what is taken along tell of a row that was merged (docs/duplicates.md)."""

import csv
import datetime
import io
import zipfile

import pytest

from okoce.accounts.models import Read
from okoce.accounts.roles import Role
from okoce.core.months import now
from participants import merging
from reports import rollup, tables
from reports.audit import evidence, readers
from reports.audit.history import history_of
from reports.audit.kinds import KINDS
from reports.declared import declared_jobs
from reports.one_step import Missing, one_step_away
from reports.person import standing_of
from tests.factories import HOME, approved, calon, day, handed_in, licence, nik, people, person, user, visit, workers
from tests.participants.merged import merged, one_of_two
from tests.reports.closed import closed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def by():
    return user(Role.FACILITATOR, kecamatan=(HOME,), name="Rina")


class TestTheAudit:
    # Each verb in a transaction of its own, as in use.
    @pytest.mark.django_db(transaction=True)
    def test_a_history_has_both_rows_and_every_merge(self, by):
        kept, folded = people(2, by=by)
        merge = merged(kept, folded)
        rollup.drain()
        for key in (kept.pk, folded.pk):
            told = [one.what for one in history_of(KINDS["participant"], key)]
            assert (told.count("Registered"), told.count("Merged: two rows are one person")) == (2, 1)
            assert sum(one.startswith("Counted in revision") for one in told) == 1
        merging.unmerge(by=user(Role.VERIFIER), merge=merge, because="Ternyata kembar", at=now())
        (undone, done) = [one for one in history_of(KINDS["participant"], folded.pk) if one.icon == "people"]
        assert (done.why, undone.why, undone.what) == (
            "Kartunya sama",
            "Ternyata kembar",
            "The merge was taken back: two people",
        )

    def test_a_page_that_shows_the_person_is_a_read_of_every_row(self, by, signed_in):
        kept, folded = one_of_two(person(by=by), person(by=by))
        signed_in(by).get(f"/participants/{kept.pk}/")
        (row,) = Read.objects.filter(name="participant")
        assert set(row.people) == {kept.pk, folded.pk}

    def test_whoever_read_the_other_row_read_the_person(self, by, signed_in):
        kept, folded = people(2, by=by)
        signed_in(by).get(f"/participants/{folded.pk}/")
        merged(kept, folded)
        (line,) = readers.lines_of(list(readers.asked(person=kept.pk)), person=kept.pk)
        assert (line.row.user, line.people) == (by, [folded.pk])

    def test_a_table_of_people_says_as_whom_each_counts(self, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        auditor = user(Role.AUDITOR)
        told = {row["Key"]: row["Counts as"] for row in tables.of_people(auditor, tables.people(auditor))}
        assert told == {kept.pk: None, folded.pk: kept.pk}

    def test_the_evidence_of_a_closing_has_the_merges_as_they_were_by_then(self, by):
        kept, folded = people(2, by=by)
        merge = merged(kept, folded)
        closing = closed("2017-12", at=now())
        merging.unmerge(by=user(Role.VERIFIER), merge=merge, because="Ternyata kembar", at=now())
        with evidence.packed(closing, at=now()) as file:
            text = zipfile.ZipFile(io.BytesIO(file.read())).read("merges.csv").decode()
        (row,) = csv.DictReader(io.StringIO(text))
        assert (row["kept_id"], row["folded_id"], row["undone_at"]) == (str(kept.pk), str(folded.pk), "")


class TestWork:
    def test_a_draft_of_the_merged_row_is_the_step_that_is_missing(self, by):
        kept, folded = people(2, by=by)
        visit(kept, by=by, on="2018-03-06")
        visit(folded, by=by, on="2018-03-07", confirms_trading=True)
        draft = licence(folded, by=by, issued="2018-03-20")
        one_of_two(kept, folded)
        (near,) = one_step_away(by, on=datetime.date(2018, 6, 1)).near
        assert (near.person, near.missing, near.records) == (kept.pk, Missing.HAND_IN, {draft.pk})

    def test_the_registration_may_stand_on_either_row(self, by):
        kept, folded = one_of_two(calon(by=by, nik=nik()), person(by=by, nik="", on="2018-03-01"))
        standing = standing_of(kept)
        assert standing.facts.registration == folded
        assert [one.met for one in standing.conditions[:4]] == [True, True, True, True]

    def test_jobs_that_wait_are_counted_from_the_workers_of_the_whole_person(self, by):
        kept, folded = people(2, by=by)
        approved(workers(kept, on="2018-03-10", full_time=2))
        handed_in(workers(folded, on="2018-03-20", full_time=3))
        one_of_two(kept, folded)
        assert declared_jobs(day("2018-03-01"), day("2018-04-01")) == {HOME: 1}
