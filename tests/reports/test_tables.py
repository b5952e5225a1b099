"""People, ledger and trails as they lie in the database: to read, and without what tells who somebody is."""

import uuid

import pytest
from django.apps import apps
from pghistory.models import Event

from okoce.accounts.links import make_link
from okoce.accounts.roles import Role
from okoce.core.months import now
from programs import trainings
from reports import rollup, tables
from reports.models import LedgerEntry
from tests.factories import ELSEWHERE, HOME, attend, person, training, user, verified
from tests.pages import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(signed_in):
    return signed_in(user(Role.ADMIN))


@pytest.fixture
def auditor(signed_in):
    return signed_in(user(Role.AUDITOR))


@pytest.fixture
def somebody():
    return person(name="Kenari Kuning", phone="081299887766", born="1991-02-03")


ADDRESSES = {
    "people": "/admin/tables/people/",
    "ledger": "/admin/tables/",
    "trail": "/admin/tables/trail/",
}


def shown(browser, which, **asked):
    return browser.get(ADDRESSES[which], asked).context["rows"]


class TestPeople:
    def test_an_administrator_reads_rows_and_no_number(self, admin, somebody):
        (row,) = shown(admin, "people")
        assert (row["Key"], row["Registered in"], row["Identity"]) == (somebody.pk, "Tebet", "verified")
        assert "NIK" not in row

    def test_an_auditor_reads_the_masked_number(self, auditor, somebody):
        (row,) = shown(auditor, "people")
        assert row["NIK"] == "*" * 12 + somebody.nik_tail

    @pytest.mark.parametrize("who", ["admin", "auditor"])
    def test_nobody_reads_who_it_is(self, who, somebody, request):
        page = request.getfixturevalue(who).get("/admin/tables/people/").content.decode()
        told = [text for text in ("Kenari", "0812", "1991-02-03", "3 Feb") if text in page]
        assert (str(somebody.pk) in page, told) == (True, [])

    def test_an_administrators_page_holds_not_even_the_last_digits(self, admin, somebody):
        page = admin.get("/admin/tables/people/").content.decode().replace(str(somebody.pk), "")
        assert somebody.nik_tail not in page

    def test_an_auditor_of_one_kecamatan_reads_that_one(self, signed_in):
        here, _there = person(lives_in=HOME), person(lives_in=ELSEWHERE)
        rows = shown(signed_in(user(Role.AUDITOR, kecamatan=(HOME,))), "people")
        assert [row["Key"] for row in rows] == [here.pk]

    def test_one_is_found_by_the_key_and_by_nothing_else(self, admin, somebody):
        person()
        assert [row["Key"] for row in shown(admin, "people", key=f"{somebody.pk}")] == [somebody.pk]
        assert shown(admin, "people", key="Kenari") == shown(admin, "people", key=f"{uuid.uuid4()}") == []
        assert len(shown(admin, "people", name="nobody", nik_tail="0000", q="x")) == 2

    def test_it_takes_as_many_queries_for_three_people_as_for_one(self, admin, somebody):
        one = queries(admin, "/admin/tables/people/")
        person()
        person()
        assert queries(admin, "/admin/tables/people/") == one


class TestLedger:
    @pytest.fixture
    def counted(self, somebody):
        done = verified(attend(training(), somebody))
        rollup.drain()
        return done

    def test_entries_newest_first(self, admin, counted):
        rows = shown(admin, "ledger")
        assert [row["Number"] for row in rows] == list(LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True))
        assert {row["Metric"] for row in rows} == {
            "registered", "trained", "attendances", "active_facilitators",
        }  # fmt: skip

    def test_by_metric_month_and_source(self, admin, counted, somebody):
        assert [row["Difference"] for row in shown(admin, "ledger", metric="trained")] == [1]
        assert shown(admin, "ledger", month="2018-04") == []
        rows = shown(admin, "ledger", source_id=f"{somebody.pk}", month="2018-03")
        assert [row["Metric"] for row in rows].count("trained") == 1
        assert {row["Source"] for row in rows} == {f"participant {somebody.pk}"}

    @pytest.mark.parametrize(
        "asked",
        [{"metric": "king"}, {"month": "2018-13"}, {"month": "0000-01"}, {"month": "\uff12018-03"}, {"source_id": "x"}],
    )
    def test_what_cannot_be_asked_shows_nothing_and_says_so(self, admin, counted, asked):
        answer = admin.get("/admin/tables/", asked)
        assert (answer.context["rows"], list(answer.context["form"].errors)) == ([], list(asked))


class TestTrail:
    def test_says_who_changed_which_row_and_what_kind_of_change(self, admin, signed_in):
        by = user(kecamatan=(HOME,), name="Budi")
        draft = training(by=by)
        session = draft.sessions.get()
        signed_in(by).post(f"/trainings/{draft.pk}/sessions/{session.pk}/cancel/")
        row = shown(admin, "trail", table="programs.TrainingSessionEvent")[0]
        assert (row["What"], row["Key"], row["Who"]) == ("changed", str(session.pk), "Budi")

    def test_what_no_page_did_has_nobody(self, admin):
        trainings.cancel_session(by=user(), session=training().sessions.get())
        assert shown(admin, "trail", table="programs.TrainingSessionEvent")[0]["Who"] is None

    def test_says_why_a_second_factor_was_taken_away(self, admin):
        make_link(by=user(name="Ratna"), user=user(), at=now(), resets_second_factor=True, reason="Lost phone")
        row = shown(admin, "trail", table="accounts.OneTimeLinkEvent")[0]
        assert (row["Who"], row["Reason"]) == ("Ratna", "Lost phone")

    def test_of_users_unless_another_is_asked_for(self, admin):
        assert len(shown(admin, "trail")) == 1
        assert shown(admin, "trail", table="auth.User") == []

    def test_of_every_table_that_has_one(self):
        there = {model._meta.label for model in apps.get_models() if issubclass(model, Event)}
        assert set(tables.TRAILS) == there

    def test_it_takes_as_many_queries_for_three_rows_as_for_one(self, admin):
        one = queries(admin, "/admin/tables/trail/")
        user()
        user()
        assert queries(admin, "/admin/tables/trail/") == one
