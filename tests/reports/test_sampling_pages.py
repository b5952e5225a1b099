"""The pages of the random audit: who sees a drawn person, and what stands beside the headline."""

import uuid

import pytest
from django.urls import reverse

from okoce.accounts.models import Read
from okoce.accounts.roles import Role
from okoce.core.months import now
from programs.models import Kecamatan
from reports.models import SampledRow
from reports.sampling.judging import judge
from tests import factories
from tests.factories import ELSEWHERE, HOME
from tests.reports.closed import closed, reopened
from tests.reports.test_sampling import entrepreneur, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def vera():
    return factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,), name="Vera")


@pytest.fixture
def row(vera):
    entrepreneur("Ani")
    closed("2018-03")
    return SampledRow.objects.get()


@pytest.fixture
def page(row):
    return reverse("sampled-row", args=[row.pk])


def said(answer):
    return " ".join(answer.content.decode().split())


def test_the_row_opens_for_whoever_it_was_given_to_and_is_noted(page, row, vera, signed_in):
    answer = signed_in(vera).get(page)
    assert (answer.status_code, "Ani" in said(answer)) == (200, True)
    assert Read.objects.filter(user=vera, name="sampled-row", people__contains=[row.participant_id]).exists()


@pytest.mark.parametrize("place", [HOME, ELSEWHERE])
def test_the_row_is_not_there_for_anybody_else(page, place, signed_in):
    other = factories.user(Role.VERIFIER, kecamatan=(place,))
    assert signed_in(other).get(page).status_code == 404


def test_no_question_of_the_judge_is_called_optional(page, row, vera, signed_in):
    answer = said(signed_in(vera).get(page))
    assert ("If it is wrong: which condition is not met?" in answer, "(optional)" in answer) == (True, False)


def test_the_row_shuts_once_it_is_judged_and_says_how_it_was(page, row, vera, signed_in):
    browser = signed_in(vera)
    answer = browser.post(page, {"verdict": "wrong", "failing": "trading", "because": "The photo is of another stall"})
    again = browser.post(page, {"verdict": "right", "because": "The stall is theirs"}, follow=True)
    assert (answer.url, again.redirect_chain) == (reverse("sampling"), [(reverse("sampling"), 302)])
    assert "You judged this one already: wrong: it should not count." in said(again)
    assert "Ani" not in said(again)
    assert row.judgements.get().failing == "trading"


def test_what_is_missing_is_said_beside_its_field(page, row, vera, signed_in):
    answer = said(signed_in(vera).post(page, {"verdict": "wrong", "because": "The photo is of another stall"}))
    assert "Choose which condition is not met." in answer
    assert not row.judgements.exists()


def test_a_file_behind_it_opens_for_whoever_judges_and_no_other_file_does(row, vera, signed_in):
    browser = signed_in(vera)
    visit = row.participant.visits.get(confirms_trading=True)
    theirs, other = visit.evidence.first(), entrepreneur("Budi").visits.get(confirms_trading=True).evidence.first()
    picture = browser.get(reverse("sampled-file", args=[row.pk, theirs.pk]))
    # A file is closed by whoever reads it to its end.
    assert len(b"".join(picture)) == theirs.file.size
    assert browser.get(reverse("sampled-file", args=[row.pk, other.pk])).status_code == 404
    assert browser.get(reverse("evidence", args=[theirs.pk])).status_code == 404


def test_the_list_shows_what_waits_for_oneself(row, vera, signed_in):
    assert reverse("sampled-row", args=[row.pk]) in said(signed_in(vera).get(reverse("sampling")))


def test_a_closing_is_shown_with_digests_and_no_names(row, signed_in):
    answer = said(signed_in(factories.user(Role.AUDITOR)).get(reverse("sample", args=[row.sample_id])))
    assert row.digest in answer
    assert row.sample.closing.digest in answer
    assert "Vera" in answer
    assert "Ani" not in answer


def test_a_row_says_where_it_counts_to_whoever_sees_the_records_of_that_place(row, vera, signed_in):
    page = reverse("sample", args=[row.sample_id])
    known = f"Row 1: {Kecamatan.objects.get(pk=HOME).name}, counts in March 2018"
    assert known in said(signed_in(factories.user(Role.STAFF)).get(page))
    for other in (vera, factories.user(Role.ADMIN)):
        answer = said(signed_in(other).get(page))
        assert ("Row 1" in answer, known in answer) == (True, False)


def test_an_administrator_sees_nobody_s_turn(row, signed_in):
    assert "Vera" not in said(signed_in(factories.user(Role.ADMIN)).get(reverse("sample", args=[row.sample_id])))


def test_the_office_hands_on_and_is_told_when_there_is_nobody(row, signed_in):
    browser = signed_in(factories.user(Role.STAFF))
    answer = browser.post(reverse("sampled-row-hand-on", args=[row.pk]), follow=True)
    assert "There is no other verifier, elsewhere or of the city office" in said(answer)
    other = factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
    browser.post(reverse("sampled-row-hand-on", args=[row.pk]))
    row.refresh_from_db()
    assert row.verifier == other


@pytest.mark.parametrize("page", ["/dashboard/?month=2018-03", "/months/2018-03/"])
def test_the_rate_stands_beside_the_headline_of_the_closed_month(page, row, vera, signed_in):
    browser = signed_in(factories.user(Role.STAFF))
    assert "Not judged yet: 1 of 1." in said(browser.get(page))
    wrong(row, vera)
    assert "1 of 1 wrong; of all, 21 % to 100 % (95 %)." in said(browser.get(page))


def test_a_month_without_an_audit_of_its_own_has_the_newest_and_all_of_them_beside_its_headline(row, vera, signed_in):
    wrong(row, vera)
    browser = signed_in(factories.user(Role.STAFF))
    answer = said(browser.get("/dashboard/"))
    assert ("Random audit of March 2018: 1 of 1 wrong" in answer, "Random audit of the" in answer) == (True, False)
    entrepreneur("Budi", on="2018-04")
    closed("2018-04")
    judge(by=vera, row=SampledRow.objects.get(sample=2), verdict="right", failing="", because="Her stall", at=now())
    answer = said(browser.get("/dashboard/"))
    assert "Random audit of April 2018: 0 of 1 wrong" in answer
    assert "Random audit of the 2 closings of which somebody was drawn: 1 of 2 wrong; 9.5 % to 91 % (95 %)." in answer
    assert "Random audit of the" not in said(browser.get("/dashboard/?definition=2018-P4"))


def test_the_rate_stands_beside_the_definitions_for_whoever_may_see_counts(row, vera, signed_in):
    wrong(row, vera)
    told = "Random audit of March 2018: 1 of 1 wrong"
    assert told in said(signed_in(factories.user(Role.STAFF)).get("/definitions/"))
    assert told not in said(signed_in(factories.user(kecamatan=(HOME,))).get("/definitions/"))


def test_programs_read_the_rate_beside_the_headline(row, vera, signed_in):
    wrong(row, vera)
    browser = signed_in(factories.user(Role.STAFF))
    audit = browser.get("/api/v1/summary/?month=2018-03").json()["headline"]["audit"]
    assert (audit["closing"], audit["wrong"], audit["drawn"], round(audit["low"], 4)) == (1, 1, 1, 0.2065)
    for other in ("month=2018-04", "month=2018-03&definition=2018-P4"):
        assert browser.get(f"/api/v1/summary/?{other}").json()["headline"]["audit"] is None


def test_no_rate_stands_beside_another_reading(row, signed_in):
    browser = signed_in(factories.user(Role.STAFF))
    assert "Random audit:" not in said(browser.get("/dashboard/?month=2018-03&definition=2018-P4"))


def test_an_unknown_row_and_somebody_else_s_answer_alike(page, signed_in):
    browser = signed_in(factories.user(Role.VERIFIER, kecamatan=(HOME,)))
    assert browser.get(page).status_code == browser.get(reverse("sampled-row", args=[uuid.uuid4()])).status_code == 404


def test_programs_are_told_of_it_and_anew_once_somebody_judged(row, vera, signed_in):
    browser = signed_in(factories.user(Role.STAFF))
    before = browser.get("/api/v1/samples/")
    (told,) = before.json()["results"]
    numbers = ["closing", "people", "drawn", "right", "wrong", "unknown", "unjudged", "low", "high"]
    assert [told[name] for name in numbers] == [1, 1, 1, 0, 0, 0, 1, None, None]
    wrong(row, vera)
    after = browser.get("/api/v1/samples/", headers={"if-none-match": before["ETag"]})
    (told,) = after.json()["results"]
    assert [round(told[name], 4) for name in numbers] == [1, 1, 1, 0, 1, 0, 0, 0.2065, 1]


class TestAMonthThatIsClosedAnew:
    @pytest.fixture
    def browser(self, row, vera, signed_in):
        """Of the city office; the one of March was found wrong, and March was opened again."""
        wrong(row, vera)
        reopened("2018-03")
        return signed_in(factories.user(Role.STAFF))

    @pytest.mark.parametrize("page", ["/dashboard/?month=2018-03", "/months/2018-03/"])
    def test_has_what_was_found_before_beside_it_until_the_new_sample_is_judged(self, page, browser, vera):
        before = "Closing 1 of the same month, until this one is judged: 1 of 1 wrong; of all, 21 % to 100 % (95 %)."
        closed("2018-03")
        answer = said(browser.get(page))
        assert answer.index("Not judged yet: 1 of 1.") < answer.index(before)
        judge(by=vera, row=SampledRow.objects.get(sample=2), verdict="right", failing="", because="Hers", at=now())
        answer = said(browser.get(page))
        assert ("0 of 1 wrong" in answer, before in answer) == (True, False)

    def test_has_it_while_it_is_open_too(self, browser, vera):
        entrepreneur("Budi", on="2018-04")
        closed("2018-04")
        assert "Random audit of March 2018: 1 of 1 wrong" in said(browser.get("/dashboard/?month=2018-03"))
        assert "Random audit of April 2018: Not judged yet: 1 of 1." in said(browser.get("/dashboard/"))

    def test_tells_programs_so(self, browser, vera):
        closed("2018-03")
        audit = browser.get("/api/v1/summary/?month=2018-03").json()["headline"]["audit"]
        told = [audit["closing"], audit["unjudged"], audit["low"], audit["before"]["closing"], audit["before"]["wrong"]]
        assert told == [2, 1, None, 1, 1]
        judge(by=vera, row=SampledRow.objects.get(sample=2), verdict="right", failing="", because="Hers", at=now())
        audit = browser.get("/api/v1/summary/?month=2018-03").json()["headline"]["audit"]
        assert (audit["right"], audit["before"]) == (1, None)

    def test_says_whom_it_counts_for_the_first_time(self, browser):
        closed("2018-03")
        told = said(browser.get("/sampling/2/"))
        assert "Closing 2 publishes 1 person, in place of closing 1. It counts nobody anew." in told
        reopened("2018-03")
        entrepreneur("Budi")
        closed("2018-03")
        told = said(browser.get("/sampling/3/"))
        assert "Closing 3 publishes 2 people, in place of closing 2. It counts 1 of them anew." in told
        assert "Closing 1 counted 1 people anew; 1 of them were drawn." in said(browser.get("/sampling/1/"))
