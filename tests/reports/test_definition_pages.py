"""The page that says what every number means, and the forms that add a definition and name the headline."""

import pytest

from okoce.accounts.roles import Role
from programs.models import Programme
from reports import rollup
from reports.definitions import named_in
from reports.models import Definition, Naming, Thresholds
from reports.summary import Month
from tests.factories import approved, definition, licence, person, user
from tests.pages import messages, queries, refused
from tests.reports.closed import closed

pytestmark = pytest.mark.django_db

SAID = {
    "code": "OKOCE-2027.1",
    "attendance_percent": "50",
    "visit_days": "1",
    "licence_types": ["NIB", "PIRT"],
    "source": "Pergub 9/2027",
    "reason": "Pelatihan singkat ikut dihitung",
}


@pytest.fixture
def staff(signed_in):
    return signed_in(user(Role.STAFF))


def page(browser):
    return browser.get("/definitions/").content.decode()


def figures(browser, day):
    """What the page says of the claims of that day: rung, published, counted here."""
    (told,) = [told for told in browser.get("/definitions/").context["claims"] if str(told["claim"].day) == day]
    return [(each["figure"].metric, each["figure"].claimed, each["figure"].counted) for each in told["figures"]]


class TestThePage:
    def test_says_what_each_definition_and_each_rung_means(self, staff):
        text = page(staff)
        for code in ("OKOCE-2026.1", "2018-P4", "2020-P1", "COUNCIL-P7"):
            assert f"/definitions/{code}/" in text
        assert "Somebody who was there for 75 % of the minutes of one training, or longer." in text
        assert "Somebody with a licence (NIB or IUMK) in the own name" in text
        assert text.count("For example:") == 9

    def test_says_since_when_the_headline_reads_which(self, staff):
        told = staff.get("/definitions/").context["spans"]
        assert [(row["span"].definition.code, str(row["span"].first)) for row in told] == [("OKOCE-2026.1", "2017-12")]

    def test_shows_all_eleven_claims_with_their_rungs(self, staff):
        shown = staff.get("/definitions/").context["claims"]
        assert len(shown) == 11
        assert sum(len(told["figures"]) for told in shown) == 30
        assert figures(staff, "2019-03-18") == [
            ("registered", 65000, 0),
            ("trained", 53000, 0),
            ("licensed", 16734, 0),
            ("jobs_created", 29346, 0),
        ]

    def test_says_what_a_claim_mixed(self, staff):
        text = page(staff)
        assert "8,000 are in the stage of capital; not all of them were paid out." in text
        assert "16,734 licences in all; 7,295 matched." in text
        assert "kompas.com 2018/09/12/17252051" in text
        assert "(8000 are in the stage" not in text

    def test_counts_to_the_end_of_the_month_of_the_claim_and_residents_alone(self, staff):
        for issued in ("2018-07-31", "2018-08-01"):
            approved(licence(person(), issued=issued))
        person(lives_in=None)
        rollup.drain()
        assert figures(staff, "2018-07-16")[0] == ("registered", 42000, 2)
        assert figures(staff, "2018-09-10")[1] == ("licensed", 1000, 2)
        assert figures(staff, "2018-09-11")[0] == ("licensed", 608, 2)
        assert "/records/?metric=registered&amp;month=2018-07&amp;span=through" in page(staff)

    def test_a_claim_about_some_months_is_compared_with_those_alone(self, staff):
        person(on="2022-09-30")
        person(on="2022-10-01")
        rollup.drain()
        assert figures(staff, "2023-03-29")[0] == ("registered", 18183, 1)
        assert figures(staff, "2021-12-21")[0] == ("registered", 281813, 0)

    def test_whoever_sees_no_counts_sees_claims_without_them(self, signed_in):
        person()
        rollup.drain()
        facilitator = signed_in(user(Role.FACILITATOR))
        assert figures(facilitator, "2018-07-16")[0] == ("registered", 42000, None)
        assert "Counted here" not in page(facilitator)

    @pytest.mark.usefixtures("programme_may_move")
    def test_nothing_is_counted_where_the_programme_had_not_begun(self, staff):
        Programme.objects.update(first_month="2019-04-01")
        assert figures(staff, "2019-03-21") == [("licensed", 7295, None)]
        assert figures(staff, "2020-02-21")[0] == ("registered", 111108, 0)

    def test_takes_as_many_queries_whatever_was_counted(self, staff):
        before = queries(staff, "/definitions/")
        for month in ("2018-03", "2018-04", "2018-05"):
            person(on=f"{month}-05")
        rollup.drain()
        assert queries(staff, "/definitions/") == before

    def test_only_whoever_may_change_definitions_is_offered_to(self, staff, signed_in):
        assert "/definitions/new/" in page(staff)
        assert "/definitions/new/" not in page(signed_in(user(Role.AUDITOR)))


class TestANewOne:
    def test_shows_first_what_it_would_ask_for(self, staff):
        closed("2018-03")
        answer = staff.post("/definitions/new/", SAID)
        text = answer.content.decode()
        assert "Somebody who was there for 50 % of the minutes" in text
        assert "Now: Somebody who was there for 75 % of the minutes" in text
        assert "Somebody whom a facilitator visited once" in text
        assert "(NIB or PIRT)" in text
        assert "1 month was closed already." in text
        assert Thresholds.objects.count() == 1

    def test_is_added_when_that_is_confirmed(self, staff):
        answer = staff.post("/definitions/new/", SAID | {"confirm": "1"}, follow=True)
        assert answer.redirect_chain == [("/definitions/OKOCE-2027.1/", 302)]
        assert messages(answer) == [
            "The definition is added. Everybody is counted by it now; what was published stays."
        ]
        made = Definition.objects.get(pk="OKOCE-2027.1")
        assert (made.metric, made.source, made.reason) == (
            "new_entrepreneurs@OKOCE-2027.1",
            "Pergub 9/2027",
            "Pelatihan singkat ikut dihitung",
        )
        assert Thresholds.objects.get(pk="OKOCE-2027.1").licence_types == ["NIB", "PIRT"]

    def test_what_was_typed_stays_to_be_changed(self, staff):
        answer = staff.post("/definitions/new/", SAID | {"again": "1"})
        assert answer.context["shown"] is None
        assert 'value="OKOCE-2027.1"' in answer.content.decode()

    def test_what_is_wrong_is_said_before_it_is_shown(self, staff):
        answer = staff.post("/definitions/new/", SAID | {"code": "2018-P4"})
        assert answer.context["shown"] is None
        assert refused(answer) == {
            "code": ["There is a definition of this name. It stays as it is: choose another name."]
        }

    def test_the_same_tap_twice_adds_one(self, staff):
        staff.post("/definitions/new/", SAID | {"confirm": "1"})
        assert "code" in refused(staff.post("/definitions/new/", SAID | {"confirm": "1"}))
        assert Definition.objects.count() == 5

    def test_its_page_says_how_far_it_is_counted(self, staff):
        for _ in range(2):
            person()
        rollup.drain()
        definition("2027.1", visit_days=1)
        text = staff.get("/definitions/2027.1/").content.decode()
        assert "Being counted: 0 of 2 people so far." in text
        assert "Name it for the headline" not in text
        rollup.drain()
        assert "Everybody is counted by it." in staff.get("/definitions/2027.1/progress/").content.decode()
        assert "mentored is one visit" in staff.get("/definitions/2027.1/").content.decode()

    def test_there_is_no_page_of_one_that_there_is_not(self, staff):
        assert staff.get("/definitions/NONE/").status_code == 404


class TestNaming:
    def test_the_headline_reads_it_from_that_month_on(self, staff):
        answer = staff.post("/definitions/2018-P4/name/", {"from_month": "2018-06", "reason": "Pergub"}, follow=True)
        assert messages(answer) == ["From June 2018 on the headline reads 2018-P4."]
        assert (named_in(Month(2018, 5)).code, named_in(Month(2018, 6)).code) == ("OKOCE-2026.1", "2018-P4")
        assert "Pergub" in page(staff)
        assert "In the headline from June 2018 on." in page(staff)

    def test_a_month_that_was_closed_is_none_to_choose(self, staff):
        closed("2018-03")
        answer = staff.post("/definitions/2018-P4/name/", {"from_month": "2018-03", "reason": "Pergub"})
        assert "from_month" in refused(answer)
        assert Naming.objects.count() == 0
        shown = staff.get("/definitions/2018-P4/name/").context["form"]
        assert shown.fields["from_month"].choices[0] == ("2018-04", "April 2018")

    def test_dashboard_and_api_read_it_in_that_month(self, staff):
        staff.post("/definitions/2020-P1/name/", {"from_month": "2018-03", "reason": "Pergub"})
        person()
        rollup.drain()
        answer = staff.get("/api/v1/summary/?month=2018-03").json()
        assert (answer["definition"]["code"], answer["headline"]["month"]["value"]) == ("2020-P1", 1)
        assert staff.get("/api/v1/summary/?month=2018-02").json()["definition"]["code"] == "OKOCE-2026.1"
        assert staff.get("/dashboard/?month=2018-03").context["definition"].code == "2020-P1"
        asked = staff.get("/dashboard/?month=2018-03&definition=COUNCIL-P7")
        assert asked.context["definition"].code == "COUNCIL-P7"
