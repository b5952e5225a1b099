"""The page behind a number: what it means, what fell out, who counts, and nobody's name to whoever may not open them."""

import re

import pytest

from okoce.core.months import Month
from participants.models import Participant
from reports import rollup
from reports.standing import standing
from tests.factories import (
    ELSEWHERE,
    HOME,
    approved,
    attend,
    definition,
    expense,
    licence,
    people,
    person,
    revoked,
    training,
    user,
    verified,
    visit,
)
from tests.pages import queries
from tests.reports.closed import closed, reopened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def licensed():
    """Ani of HOME counts; Budi's licence is in another name."""
    ani, budi = person(name="Ani Wijaya"), person(name="Budi Santoso")
    approved(licence(ani, issued="2018-03-12"))
    approved(licence(budi, issued="2018-03-13", own_name=False))
    rollup.drain()
    return ani


def test_whoever_may_open_a_person_sees_the_name(licensed, signed_in):
    page = signed_in(user("staff")).get("/records/?metric=licensed&month=2018-03").content.decode()
    assert "Ani Wijaya" in page
    assert "Budi Santoso" not in page
    assert "woman, 25-34, Tebet" in page


def test_elsewhere_nobody_has_a_name(licensed, signed_in):
    verifier = user("verifier", kecamatan=(ELSEWHERE,))
    page = signed_in(verifier).get(f"/records/?metric=licensed&month=2018-03&kecamatan={HOME}").content.decode()
    assert "woman, 25-34, Tebet" in page
    assert "Ani" not in page


def test_it_tells_at_which_condition_a_record_fell_out(licensed, signed_in):
    page = signed_in(user("admin")).get("/records/?metric=licensed&month=2018-03").content.decode()
    assert "In somebody else&#x27;s name" in page
    assert "Ani" not in page


def test_the_headline_of_the_month_is_asked_about_when_nothing_is_said(signed_in):
    page = signed_in(user("staff")).get("/records/").content.decode()
    assert "Why this number: New entrepreneurs" in page


@pytest.mark.parametrize(
    "query",
    ["metric=happiness", "metric=licensed&month=1999-01", "metric=active_centres&span=through", "kecamatan=31.99.99"],
)
def test_a_number_that_there_is_not_is_not_found(query, signed_in):
    assert signed_in(user("staff")).get(f"/records/?{query}").status_code == 404


def test_takes_as_many_queries_for_three_people_as_for_one(licensed, signed_in):
    browser, address = signed_in(user("staff")), "/records/?metric=licensed&month=2018-03"
    once = queries(browser, address)
    for _ in range(2):
        approved(licence(person(), issued="2018-03-14"))
    rollup.drain()
    assert len(browser.get(address).context["members"]) == 3
    assert queries(browser, address) == once


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        ("trainings", "A training in Tebet"),
        ("attendances", "A training in Tebet"),
        ("mentoring_visits", "1 visit, Tebet"),
        ("active_facilitators", "A facilitator"),
        ("active_centres", "Tebet"),
        ("spending", "Spending in Tebet"),
    ],
)
def test_every_activity_has_its_records_and_names_none_to_who_sees_no_records(metric, name, signed_in):
    whole = attend(training(), *people(10))
    verified(whole)
    visit(person())
    expense()
    rollup.drain()
    page = signed_in(user("admin")).get(f"/records/?metric={metric}&month=2018-03")
    assert [member.name for member in page.context["members"]] == [name]


def test_what_a_later_definition_counts_backwards_is_told_so_with_its_own_thresholds(signed_in):
    closed("2017-12")
    code = definition("2027.1", attendance_percent=60, visit_days=3).code
    page = signed_in(user("staff")).get(f"/records/?definition={code}&month=2017-12").content.decode()
    assert "counted backwards, never published" in page
    assert "no closing has published this number" in page
    assert "trained is 60 % of the minutes, mentored is visits on 3 days" in page


def test_a_number_that_was_corrected_says_by_how_much(licensed, signed_in):
    closed("2018-03")
    approved(licence(person(), issued="2018-03-14"))
    rollup.drain()
    page = signed_in(user("staff")).get("/records/?metric=licensed&month=2018-03").content.decode()
    assert "1 first published." in page
    assert "waits for the closing of April 2018 (+1)." in page


def test_a_number_of_a_month_that_is_open_again_says_which_closing_first_published_it(licensed, signed_in):
    link = closed("2018-03")
    reopened("2018-03")
    browser, address = signed_in(user("staff")), "/records/?metric=licensed&month=2018-03"
    said = f"First published by number {link.number}, of March 2018 ({link.digest[:8]}); opened again since"
    assert said in browser.get(address).content.decode()
    first = browser.get(f"{address}&vintage=first").content.decode()
    assert link.digest in first
    assert "Opened again since" in first


def test_what_was_first_published_stays_in_its_first_closing_when_the_month_is_closed_anew(licensed, signed_in):
    link = closed("2018-03")
    reopened("2018-03")
    closed("2018-03")
    page = signed_in(user("staff")).get("/records/?metric=licensed&month=2018-03&vintage=first")
    assert page.context["account"].closing == link


def test_what_was_first_published_is_final_also_while_its_month_is_open_again(licensed, signed_in):
    closed("2018-03")
    reopened("2018-03")
    browser, address = signed_in(user("staff")), "/records/?metric=licensed&month=2018-03"
    told = [browser.get(f"{address}{vintage}").context["account"].told_as for vintage in ("", "&vintage=first")]
    assert told == ["provisional", "final"]


def test_of_corrections_only_what_a_closing_published_is_called_published(licensed, signed_in):
    closed("2018-03")
    approved(licence(person(), issued="2018-03-14"))
    rollup.drain()
    browser = signed_in(user("staff"))
    waiting = text(browser.get("/records/?metric=licensed&month=2018-04"))
    assert "Corrections published in these 0 Not published yet, and may still change: waits for" in waiting
    of_them = text(browser.get("/records/?metric=licensed&month=2018-04&vintage=adjustments"))
    assert "+1 Licensed April 2018" in of_them
    assert (
        "They are of March 2018 (+1). Not published yet, and may still change: waits for the closing of April"
        in of_them
    )
    closed("2018-04")
    assert "Corrections published in these +1 Closing" in text(browser.get("/records/?metric=licensed&month=2018-04"))


def test_a_month_without_a_published_number_says_that_the_definition_came_later(licensed, signed_in):
    closed("2018-03")
    code = definition("2027.1").code
    said = text(signed_in(user("staff")).get(f"/records/?definition={code}&month=2018-03&vintage=first"))
    assert "Nothing was published: the definition came later" in said
    assert "not every one of these months was closed" not in said


def test_money_is_told_in_rupiah_and_records_in_records(signed_in):
    expense()
    rollup.drain()
    page = signed_in(user("staff")).get("/records/?metric=spending&month=2018-03")
    value = page.context["account"].value
    assert f"Together they are Rp {value:,}." in page.content.decode()


def test_what_is_not_paid_yet_falls_out_of_spending(signed_in):
    expense(rupiah=500)
    expense(rupiah=70, stage="planned")
    rollup.drain()
    page = signed_in(user("staff")).get("/records/?metric=spending&month=2018-03")
    assert page.context["account"].value == 500
    assert "Planned or committed: not paid yet" in page.content.decode()


def test_what_was_first_published_has_its_own_people(licensed, signed_in):
    closed("2018-03")
    approved(licence(person(), issued="2018-03-14"))
    rollup.drain()
    browser = signed_in(user("staff"))
    shown = {
        vintage: len(browser.get(f"/records/?metric=licensed&month=2018-03&vintage={vintage}").context["members"])
        for vintage in ("latest", "first")
    }
    assert shown == {"latest": 2, "first": 1}


MARCH_COHORT = "/records/?metric=licensed&registered=2018-03&month="


@pytest.fixture
def cohort():
    """Of three who registered in March one is licensed in it and one in May; Dewi registered in April and was licensed then."""
    ani, budi, _cici = (person(name=name, on="2018-03-05") for name in ("Ani Wijaya", "Budi Santoso", "Cici Rahayu"))
    dewi = person(name="Dewi Lestari", on="2018-04-02")
    for somebody, issued in ((ani, "2018-03-12"), (budi, "2018-05-02"), (dewi, "2018-04-09")):
        approved(licence(somebody, issued=issued))
    rollup.drain()


def named(page):
    return sorted(member.name for member in page.context["members"])


def test_a_cell_of_a_cohort_opens_onto_its_people(cohort, signed_in):
    browser = signed_in(user("staff"))
    april, may = (browser.get(f"{MARCH_COHORT}{month}") for month in ("2018-04", "2018-05"))
    assert (april.context["account"].value, named(april)) == (1, ["Ani Wijaya"])
    assert (may.context["account"].value, named(may)) == (2, ["Ani Wijaya", "Budi Santoso"])
    assert "Registered in March 2018, by the end of May 2018" in text(may)
    assert "/dashboard/when/?month=2018-05&amp;rung=licensed#cohorts" in may.content.decode()


def test_whoever_reached_a_rung_before_registering_is_in_the_cohort_from_the_beginning(signed_in):
    early = person(on="2018-03-05")
    for day in ("2018-01-06", "2018-02-10"):
        visit(early, on=day)
    rollup.drain()
    page = signed_in(user("staff")).get("/records/?metric=mentored&registered=2018-03&month=2018-03")
    assert page.context["account"].value == 1


def test_a_cohort_is_told_as_of_an_earlier_revision_too(cohort, signed_in):
    before = standing().revision
    revoked(Participant.objects.get(name="Ani Wijaya").milestones.get())
    rollup.drain()
    browser, address = signed_in(user("staff")), f"{MARCH_COHORT}2018-05"
    assert named(browser.get(address)) == ["Budi Santoso"]
    assert named(browser.get(f"{address}&as_of={before}")) == ["Ani Wijaya", "Budi Santoso"]


def test_a_cohort_takes_as_many_queries_for_three_people_as_for_one(cohort, signed_in):
    browser, address = signed_in(user("staff")), f"{MARCH_COHORT}2018-05"
    once = queries(browser, f"{MARCH_COHORT}2018-03")
    assert len(browser.get(address).context["members"]) == 2
    assert queries(browser, address) == once


@pytest.mark.parametrize(
    "more",
    [
        "&month=2018-02",
        "&month=2018-05&span=through",
        "&month=2018-05&vintage=first",
        f"&month=2018-05&kecamatan={HOME}",
        "&month=2018-05&from=2018-03",
        "&month=2018-05&registered=1999-01",
    ],
)
def test_a_cohort_is_asked_for_as_it_is_told(more, signed_in):
    address = f"/records/?metric=licensed&registered=2018-03{more}"
    assert signed_in(user("staff")).get(address).status_code == 404


@pytest.mark.parametrize("metric", ["registered", "trainings", "level_up"])
def test_only_of_its_rungs_a_cohort_is_told(metric, signed_in):
    address = f"/records/?metric={metric}&registered=2018-03&month=2018-05"
    assert signed_in(user("staff")).get(address).status_code == 404


def test_several_months_are_added_up(cohort, signed_in):
    page = signed_in(user("staff")).get("/records/?metric=licensed&from=2018-03&month=2018-04")
    assert (page.context["account"].value, named(page)) == (2, ["Ani Wijaya", "Dewi Lestari"])
    assert "March 2018 to April 2018" in text(page)


@pytest.mark.parametrize("more", ["from=2018-05&month=2018-04", "from=2018-03&month=2018-04&span=through", "from=x"])
def test_several_months_begin_before_they_end(more, signed_in):
    assert signed_in(user("staff")).get(f"/records/?metric=licensed&{more}").status_code == 404


def test_another_last_month_keeps_the_first_one_and_the_moment(cohort, signed_in):
    browser, revision = signed_in(user("staff")), standing().revision
    page = browser.get(f"/records/?metric=licensed&from=2018-03&month=2018-05&as_of={revision}")
    assert dict(page.context["kept"]) == {"metric": "licensed", "from": "2018-03", "as_of": str(revision)}
    assert min(page.context["months"]) == Month(2018, 3)
    assert dict(browser.get(f"{MARCH_COHORT}2018-05").context["kept"]) == {
        "metric": "licensed",
        "registered": "2018-03",
    }


def test_the_way_back_keeps_the_reading(licensed, signed_in):
    closed("2018-03")
    page = signed_in(user("staff")).get("/records/?metric=licensed&month=2018-03&vintage=first")
    assert page.context["back"] == "month=2018-03&vintage=first"


def test_whoever_sees_counts_alone_is_told_so_and_finds_nobody(cohort, signed_in):
    for address in (f"{MARCH_COHORT}2018-05", "/records/?metric=licensed&month=2018-03"):
        page = signed_in(user("admin")).get(address)
        assert "Your role sees counts, not records: nobody is named here" in text(page)
        assert "Ani" not in text(page)
        assert "/reports/exports/" not in page.content.decode()


def test_whoever_works_in_one_kecamatan_is_told_why_others_have_no_name(licensed, signed_in):
    elsewhere = signed_in(user("verifier", kecamatan=(ELSEWHERE,))).get("/records/?metric=licensed&month=2018-03")
    assert "whoever is from another one has no name here" in text(elsewhere)
    own = signed_in(user("verifier", kecamatan=(HOME,)))
    said = text(own.get(f"/records/?metric=licensed&month=2018-03&kecamatan={HOME}"))
    assert "has no name here" not in said
    assert "has no name here" not in text(signed_in(user("staff")).get("/records/?metric=licensed&month=2018-03"))


def test_a_file_is_offered_of_exactly_what_is_shown(licensed, signed_in):
    verified(attend(training(), *people(10)))
    rollup.drain()
    browser, whole = signed_in(user("staff")), "?kind=ledger&metric=trainings&month=2018-03"
    of_people = browser.get("/records/?metric=licensed&registered=2018-03&month=2018-05&page=1")
    assert of_people.context["file"] == "kind=people&metric=licensed&registered=2018-03&month=2018-05"
    assert whole in browser.get("/records/?metric=trainings&month=2018-03").content.decode().replace("&amp;", "&")
    for other in ("month=2018-03&as_of=1", "month=2018-03&vintage=adjustments"):
        page = browser.get(f"/records/?metric=trainings&{other}")
        assert page.context["file"] == ""
        assert "Entries go into a file as they are now" in text(page)


@pytest.mark.parametrize("several", ["from=2017-12&month=2018-04", "span=through&month=2018-04"])
def test_the_entries_of_several_months_are_one_file(licensed, signed_in, several):
    page = signed_in(user("staff")).get(f"/records/?metric=trainings&{several}")
    assert page.context["file"] == "kind=ledger&metric=trainings&from=2017-12&month=2018-04"
