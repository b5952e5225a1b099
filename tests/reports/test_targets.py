"""Targets read by a month's place in the programme."""

import pghistory.models
import pytest
from django.core.exceptions import ValidationError

from okoce.accounts.roles import Role
from okoce.core.months import Month
from programs.models import Programme, Target
from reports.models import Definition, Revision
from reports.summary import summary
from reports.targets import NewVersion, Targets, new_version
from tests.factories import user
from tests.pages import queries, refused
from tests.refusals import refused_as_a_whole, refused_beside, refused_by
from tests.reports.closed import closed

pytestmark = pytest.mark.django_db


@pytest.fixture
def targets():
    return Targets.of(Programme.objects.get())


@pytest.mark.parametrize(
    ("month", "index", "left"), [("2017-12", 1, 60), ("2018-03", 4, 57), ("2022-11", 60, 1), ("2022-12", 61, 0)]
)
def test_the_first_month_is_1_and_has_all_sixty_left(targets, month, index, left):
    assert (targets.index(Month.parse(month)), targets.months_left(Month.parse(month))) == (index, left)


@pytest.mark.parametrize(
    ("month", "began"),
    [
        ("2017-12", "2017-12"),
        ("2018-11", "2017-12"),
        ("2018-12", "2018-12"),
        ("2019-01", "2018-12"),
        ("2023-05", "2022-12"),
    ],
)
def test_a_year_of_the_programme_has_twelve_months_and_they_go_on_after_it(targets, month, began):
    assert targets.year_began(Month.parse(month)) == Month.parse(began)


@pytest.mark.parametrize("month", ["2017-11", "2022-12"])
def test_outside_the_programme_there_is_none(targets, month):
    outside = Month.parse(month)
    assert targets.year(outside) is None
    assert targets.floor("new_entrepreneurs", "month", outside) is None
    assert targets.floor("new_entrepreneurs", "programme", outside) is None
    assert targets.band("trainings", outside) == {"floor": None, "ceiling": None}


def test_the_months_add_up_to_the_programme(targets):
    months = Programme.objects.get().first.until(Programme.objects.get().last)
    assert len(months) == 60
    assert sum(targets.floor("new_entrepreneurs", "month", month) for month in months) == 200_000


def test_a_metric_without_a_target_has_none(targets):
    assert targets.floor("attendances", "month", Month(2018, 3)) is None


MONTHLY = "T-2017-NE-M"
BUDGET = "T-2018-BUDGET"


def newest(code):
    return Target.objects.get(code=code, superseded_by=None)


def replaced(
    code=MONTHLY, *, floor=3000, ceiling=None, valid_from="2018-06", source="Pergub 1/2018", reason="Anggaran"
):
    said = NewVersion(floor, ceiling, Month.parse(valid_from), source, reason)
    return new_version(by=user(Role.STAFF), target=newest(code), said=said)


def monthly(*months):
    targets = Targets.of(Programme.objects.get())
    return [targets.floor("new_entrepreneurs", "month", Month.parse(month)) for month in months]


class TestNewVersion:
    def test_holds_from_its_month_on_and_the_old_one_before(self):
        replaced(valid_from="2018-06")
        assert monthly("2017-12", "2018-05", "2018-06", "2018-11", "2018-12") == [4000, 4000, 3000, 3000, 3167]

    def test_one_of_the_future_is_not_used_yet(self):
        replaced(valid_from="2018-10")
        assert monthly("2018-09") == [4000]

    def test_the_newest_that_has_begun_wins(self):
        replaced(floor=3000, valid_from="2018-06")
        replaced(floor=2000, valid_from="2018-08")
        assert monthly("2018-05", "2018-06", "2018-07", "2018-08") == [4000, 3000, 3000, 2000]

    def test_a_correction_that_begins_earlier_takes_the_later_ones_place(self):
        replaced(floor=3000, valid_from="2018-08")
        replaced(floor=2000, valid_from="2018-06")
        assert monthly("2018-05", "2018-06", "2018-08") == [4000, 2000, 2000]

    def test_leaves_the_old_row_as_it_was_but_for_what_took_its_place(self):
        old = Target.objects.values().get(code=MONTHLY)
        new = replaced()
        assert Target.objects.values().get(pk=old["id"]) == {**old, "superseded_by_id": new.pk}
        assert (new.version, new.period, new.from_month, new.to_month, new.unit) == (2, "month", 1, 12, "people")

    def test_of_a_year_is_read_in_the_month_that_looks(self):
        replaced(BUDGET, floor=None, ceiling=90_000_000_000, valid_from="2018-09")
        definition = Definition.objects.get(is_default=True)
        told = {
            month: summary(Month.parse(month), definition)["spending"]["target"] for month in ("2018-08", "2018-09")
        }
        assert told == {"2018-08": 82_000_000_000, "2018-09": 90_000_000_000}

    def test_is_a_revision_of_its_own_without_entries(self):
        before = Revision.objects.count()
        replaced()
        assert (Revision.objects.count(), Revision.objects.latest("number").entries) == (before + 1, 0)

    def test_the_trail_says_who_and_why(self):
        new = replaced(reason="Anggaran dipotong")
        last = pghistory.models.Events.objects.tracks(new).get()
        assert last.pgh_context["reason"] == "Anggaran dipotong"

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("reason", {"reason": " "}),
            ("source", {"source": " "}),
            ("floor", {"floor": None}),
            ("ceiling", {"floor": 3000, "ceiling": 2999}),
            ("valid_from", {"valid_from": "2017-11"}),
            ("valid_from", {"valid_from": "2022-12"}),
            ("floor", {"floor": 4000, "valid_from": "2017-12"}),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field_and_nothing_changes(self, field, said):
        with refused_beside(field):
            replaced(**said)
        assert Target.objects.get(code=MONTHLY).superseded_by is None

    def test_begins_no_later_than_the_last_month_that_the_target_is_for(self, in_english):
        with pytest.raises(ValidationError, match="up to the target's last one"):
            replaced(BUDGET, floor=None, ceiling=90_000_000_000, valid_from="2019-01")
        assert replaced(BUDGET, floor=None, ceiling=90_000_000_000, valid_from="2018-12").version == 2

    def test_of_one_that_was_replaced_meanwhile_is_refused(self):
        old = newest(MONTHLY)
        replaced()
        with refused_as_a_whole():
            said = NewVersion(1, None, Month(2018, 6), "x", "y")
            new_version(by=user(Role.STAFF), target=old, said=said)

    def test_begins_after_the_months_that_are_closed(self):
        closed("2018-06")
        with pytest.raises(ValidationError, match="2018-06"):
            replaced(valid_from="2018-06")
        assert replaced(valid_from="2018-07").version == 2


class TestTheTable:
    def test_changes_no_row(self):
        with refused_by("target_never_changes"):
            Target.objects.filter(code=MONTHLY).update(floor=1)

    def test_is_told_once_what_took_a_rows_place(self):
        replaced()
        with refused_by("target_never_changes"):
            Target.objects.filter(code=MONTHLY, version=1).update(superseded_by=None)

    def test_takes_no_new_version_without_a_reason(self):
        new = replaced()
        with refused_by("new_version_has_a_reason"):
            Target.objects.create(
                code="X", version=2, metric="trainings", period="month", from_month=1, to_month=2, floor=1,
                unit="trainings", source="x", valid_from=new.valid_from,
            )  # fmt: skip


class TestPages:
    @pytest.fixture
    def browser(self, signed_in):
        return signed_in(user(Role.STAFF))

    def said(self, **other):
        return {
            "floor": "3000", "ceiling": "", "valid_from": "2018-06", "source": "Pergub 1/2018", "reason": "Anggaran",
            "note": "", **other,
        }  # fmt: skip

    def test_show_every_version_the_newest_first(self, browser):
        replaced()
        told = next(one for one in browser.get("/admin/targets/").context["targets"] if one["newest"].code == MONTHLY)
        assert [(one.version, one.floor) for one in told["versions"]] == [(2, 3000), (1, 4000)]
        assert (told["first"], told["last"]) == (Month(2017, 12), Month(2018, 11))

    def test_a_new_version_is_saved(self, browser):
        answer = browser.post(f"/admin/targets/{newest(MONTHLY).pk}/", self.said())
        assert (answer.status_code, monthly("2018-06")) == (302, [3000])

    def test_rupiah_are_written_as_people_write_them(self, browser):
        said = self.said(floor="", ceiling="Rp 90.000.000.000")
        browser.post(f"/admin/targets/{newest(BUDGET).pk}/", said)
        assert newest(BUDGET).ceiling == 90_000_000_000

    def test_without_a_reason_nothing_is_saved(self, browser):
        answer = browser.post(f"/admin/targets/{newest(MONTHLY).pk}/", self.said(reason=""))
        assert (list(refused(answer)), monthly("2018-06")) == (["reason"], [4000])

    def test_an_old_version_gets_no_successor(self, browser):
        old = newest(MONTHLY)
        replaced()
        assert browser.get(f"/admin/targets/{old.pk}/").status_code == 404

    def test_the_api_shows_every_version(self, browser):
        replaced()
        rows = browser.get("/api/v1/targets/").json()["results"]
        told = [(row["version"], row["floor"], row["superseded_by"]) for row in rows if row["code"] == MONTHLY]
        assert told == [(1, 4000, 2), (2, 3000, None)]

    def test_the_list_takes_as_many_queries_for_three_versions_as_for_one(self, browser):
        one = queries(browser, "/admin/targets/")
        replaced(floor=3000)
        replaced(floor=2000)
        assert queries(browser, "/admin/targets/") == one
