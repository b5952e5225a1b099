"""A month in sentences: what stands first on every paper, and what needs a decision."""

import pytest
from django.utils import translation

from okoce.core.months import Month
from reports import rollup
from reports.paper import method, pdf, words
from reports.paper.decisions import decisions
from reports.sampling.models import Sample
from reports.sampling.results import Result
from reports.standing import standing, standing_at
from tests.factories import people, person
from tests.reports.cells import cell, posted, revision
from tests.reports.closed import closed
from tests.reports.paper.march import HOME, counted, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def with_numbers(of, **headline):
    """The same month with another headline."""
    of.numbers["headline"] |= headline
    return of


class TestSummary:
    def test_the_month_is_the_first_sentence_then_the_programme_then_the_ladder(self):
        counted()
        assert words.summary(paper()) == [
            "Jakarta counts 8 new entrepreneurs for March 2018, 0.2\u00a0% of the target of 4,000.",
            # (200,000 - 4) / 57, rounded up.
            (
                "Since December 2017 it is 12 of 200,000 (0.01\u00a0%). To reach them by November 2022, each of the 57 months from"
                " this one on needs 3,509."
            ),
            "Of 105 people registered so far, 50 (48\u00a0%) are trained and 16 (15\u00a0%) licensed.",
        ]

    def test_by_another_definition_it_names_what_it_counts(self):
        counted()
        assert words.summary(paper(code="2018-P4"))[0] == (
            "For March 2018 Jakarta counts 8 people as “Licensed, without ‘Level up’”, 0.2\u00a0% of the target of 4,000"
            " new entrepreneurs."
        )

    def test_after_the_programme_there_is_no_target(self):
        revision(1)
        cell("2022-12", 7, metric="new_entrepreneurs")
        assert words.summary(paper(Month(2022, 12))) == [
            "Jakarta counts 7 new entrepreneurs for December 2022.",
            "Since December 2017 it is 7; the programme's last month was November 2022, and targets ended with it.",
        ]

    def test_a_forecast_stands_with_its_band_where_there_is_one(self):
        of = with_numbers(paper(), forecast={"value": 1750, "low": 1500, "high": 2050})
        assert words.summary(of)[2] == (
            "By what earlier months took in late, the month will come to 1,750 (between 1,500 and 2,050)."
        )

    def test_before_anybody_registered_no_share_is_told(self):
        assert len(words.summary(paper())) == 2


class TestFigures:
    def test_are_the_month_the_programme_and_the_pace(self):
        counted()
        told = [(one.name, one.value, one.period, one.target, one.mark) for one in words.figures(paper())]
        assert told == [
            ("New entrepreneurs", "8", "March 2018", "8 of 4,000 = 0.2\u00a0%", "provisional"),
            ("New entrepreneurs", "12", "December 2017 to March 2018", "12 of 200,000 = 0.01\u00a0%", "provisional"),
            (
                "Needed each month",
                "3,509",
                "in each of 57 months, March 2018 to November 2022",
                "so that 200,000 are reached",
                "provisional",
            ),
        ]

    def test_of_a_closed_month_that_was_corrected_say_what_was_first_published(self):
        posted(1, "2018-04-01T02:00:00+00:00", ("2018-03", 9))
        for month in ("2017-12", "2018-01", "2018-02", "2018-03"):
            closed(month)
        month = words.figures(paper(code="2020-P1", on="2018-04-20"))[0]
        assert (month.value, month.mark, month.first) == ("9", "final", "First published: 9.")


class TestWhatWaits:
    """Two registered in December, which was closed; one more came in since, which the closing of January publishes."""

    WAITS = "Not published yet, and may still change: waits for the closing of January 2018 (+1)."

    @pytest.fixture
    def december(self):
        people(2, on="2017-12-05")
        closed("2017-12")
        person(on="2017-12-06")
        rollup.drain()
        return lambda: paper(Month(2017, 12), code="2020-P1", on="2018-01-20")

    def test_stands_in_the_sentences_and_at_the_large_numbers(self, december):
        sentences = words.summary(december())
        assert [sentence.endswith(self.WAITS) for sentence in sentences] == [True, True, False]
        told = [(one.value, one.mark, one.first) for one in words.figures(december())]
        beside = f"2 first published. {self.WAITS}"
        assert told[:2] == [("3", "final, not all published yet", beside)] * 2
        assert told[2][1:] == ("final, not all published yet", "")

    def test_stands_in_the_ladder_the_months_and_the_kecamatan_of_the_report(self, december):
        report = pdf.report(december())
        registered, trained = report["ladder"]["rows"][:2]
        assert (registered["waits"], registered["pale"]) == (
            "not published yet: +1 in the month, +1 since the start",
            [True, True],
        )
        assert (trained["waits"], trained["pale"]) == ("", [False, False])
        assert [(row["mark"], row["soft"]) for row in report["months"]["rows"]] == [
            ("final, not all published yet", True)
        ]
        pale = {row["name"] for row in report["kecamatan"]["rows"] if any(row["pale"])}
        assert pale == {"Tebet", "Jakarta"}
        assert report["kecamatan"]["note"].endswith("not published yet, and may still change.")

    def test_is_a_correction_once_a_closing_published_it(self, december):
        closed("2018-01")
        month = words.figures(december())[0]
        assert (month.mark, month.first) == ("final, corrected since", "2 first published, +1 published since.")
        assert pdf.report(december())["ladder"]["rows"][0]["pale"] == [False, False]

    def test_waits_as_of_the_revision_before_that_closing(self, december):
        newest = standing()
        closed("2018-01")
        then = paper(Month(2017, 12), code="2020-P1", then=newest, on="2018-02-20")
        assert words.figures(then)[0].mark == "final, not all published yet"


class TestHowItStands:
    def test_an_open_month_is_a_draft_and_says_when_it_is_closed(self):
        assert words.draft(paper()) == "PROVISIONAL: March 2018 is not closed, its numbers may still change"
        assert words.status(paper()) == (
            "Provisional: the numbers may change until March 2018 is closed, which is due on 10 April 2018."
        )
        assert "which was due on 10 April 2018" in words.status(paper(on="2018-05-01"))

    def test_a_closed_month_is_none(self):
        closed("2018-03")
        assert words.draft(paper()) == ""
        assert words.status(paper()).startswith("March 2018 is closed")

    def test_as_of_says_the_revision_and_its_moment(self):
        assert words.as_of(paper()) == "Nothing has been counted yet"
        revision(1)
        assert words.as_of(paper()) == "Data as of 24 March 2018, 09:15 WIB (revision 1)"


class TestSections:
    def test_each_says_the_numbers_of_the_summary(self):
        counted()
        of = paper()
        told = {one.title: dict(one.lines) for one in (words.trainings(of), words.jobs(of), words.spending(of))}
        assert told == {
            "Trainings": {
                "Trainings that count": "2",
                "The month's band": "50 to 70",
                "New in the headline to each training": "8 to 2: 4.0",
                "Kecamatan with something counted": "2 of 44",
            },
            "Jobs": {
                "Created in programme year 1, since December 2017": "7",
                "Of the year's target": "7 of 40,000 = 0.02\u00a0%",
            },
            "Spending": {
                "Spent in 2018": "Rp 24,000,000",
                "Of the year's budget": "0.03\u00a0% of Rp 82,000,000,000",
                "To each new entrepreneur (Rp 24,000,000 to 12 people)": "Rp 2,000,000",
            },
        }

    @pytest.mark.parametrize(("value", "of", "told"), [(5, 7, "5 banding 7: 0,7"), (34, 9, "34 banding 9: 3,8")])
    def test_what_each_training_brought_has_one_decimal(self, value, of, told):
        cell("2018-03", value, metric="new_entrepreneurs")
        cell("2018-03", of, metric="trainings")
        with translation.override("id"):
            assert told in dict(words.trainings(paper()).lines).values()

    def test_after_the_programme_jobs_have_no_year(self):
        assert words.jobs(paper(Month(2022, 12))).lines == []

    def test_who_still_trades_is_told_of_today_alone(self):
        revision(1)
        assert dict(words.still_trading(paper()).lines) == {
            "After 6 months": "nobody is due yet",
            "After 12 months": "nobody is due yet",
        }
        assert words.still_trading(paper(then=standing_at(1))) is None

    def test_a_month_that_nobody_checked_says_so(self):
        assert words.checked(paper()).note == "No random audit and no official list says anything of this month."

    def test_every_number_has_a_meaning(self):
        assert all(who and day for _metric, who, day in method.meanings())
        assert len(method.meanings()) == 16


class TestDecisions:
    def test_of_a_month_that_runs_only_what_the_months_before_it_say_is_asked(self):
        counted()
        # 0, 0 and 4.
        assert decisions(paper(on="2018-03-20")) == [
            (
                "The last 3 whole months brought 1 each on average, and 3,509 a month are needed: decide what is added, or which"
                " target holds."
            )
        ]

    def test_a_month_that_is_over_asks_for_what_is_missing_the_most_pressing_first(self):
        counted()
        assert decisions(paper(on="2018-04-11")) == [
            "March 2018 was to be closed on 10 April 2018 and is not: close it, or say in public why it stays open.",
            # 0, 4 and 8.
            (
                "The last 3 whole months brought 4 each on average, and 3,509 a month are needed: decide what is added, or which"
                " target holds."
            ),
            # 4,000 x 2 / 8.
            "2 trainings counted, of at least 50. At their yield (8 to 2) the target of 4,000 takes 1,000.",
            (
                "42 of 44 kecamatan have nothing counted in this month: Kepulauan Seribu Utara, Kepulauan Seribu Selatan,"
                " Gambir, Sawah Besar, Kemayoran and 37 more."
            ),
        ]

    def test_a_month_at_its_pace_with_trainings_enough_asks_for_nothing_of_it(self):
        revision(1)
        for month in ("2018-01", "2018-02", "2018-03"):
            cell(month, 4000, metric="new_entrepreneurs")
        cell("2018-03", 50, metric="trainings")
        assert not any("needed" in said or "trainings" in said for said in decisions(paper(on="2018-04-01")))

    def test_a_budget_that_is_spent_is_told(self):
        revision(1)
        cell("2018-03", 82_000_000_001, metric="spending")
        assert decisions(paper(on="2018-03-20"))[-1] == (
            "Rp 82,000,000,001 are spent in 2018, more than its budget of Rp 82,000,000,000."
        )

    @pytest.mark.parametrize(("right", "wrong", "asks"), [(20, 10, True), (29, 1, False), (1, 1, False)])
    def test_a_sample_in_which_too_many_are_wrong_is_told(self, right, wrong, asks):
        of = paper(on="2018-03-20")
        vars(of)["audited"] = Result(Sample(closing=closed("2018-03")), 30, right=right, wrong=wrong)
        assert any("random audit" in said for said in decisions(of)) is asks

    def test_the_kecamatan_where_something_is_counted_is_not_among_the_silent(self):
        revision(1)
        cell("2018-03", 1, kecamatan=HOME)
        (told,) = [said for said in decisions(paper(on="2018-04-01")) if "nothing counted" in said]
        assert told.startswith("43 of 44")
