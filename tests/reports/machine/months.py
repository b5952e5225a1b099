"""Months are closed in their order, opened again by two people, closed anew; and what was published stands."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from okoce.core.months import Month, now
from reports import blockers, closing, reopening, rollup
from reports.models import Closing, Figure, MonthlyCount, Period
from tests.reports import chained, plain
from tests.reports.machine.postings import Postings
from tests.reports.machine.stage import MONTHS

FINAL, REOPENED = Period.Status.FINAL, Period.Status.PROVISIONAL

NAMED = {"OKOCE-2026.1": ("OKOCE-2026.1", "new_entrepreneurs"), "2018-P4": ("2018-P4", "licensed", "level_up")}


@dataclass(frozen=True)
class Link:
    """What a closing said when it was made."""

    row: dict
    figures: Counter

    @property
    def month(self) -> date:
        return self.row["month"]


class Months(Postings):
    def headline(self, month: date) -> str:
        """The definition that it reads in the month."""
        return self.namings[max(since for since in self.namings if since <= month)]

    def reads(self, code: str) -> tuple[str, ...]:
        return NAMED.get(code, (code, f"new_entrepreneurs@{code}"))

    def final_months(self) -> list[date]:
        return sorted(month for month, status in self.periods.items() if status == FINAL)

    def may_be_closed(self) -> list[date]:
        """Those that were opened again, and the first that was never closed."""
        never = [month for month in MONTHS if month not in self.periods]
        return [month for month, status in self.periods.items() if status == REOPENED] + never[:1]

    @precondition(lambda self: not self.draining and self.may_be_closed())
    @rule(data=st.data())
    def is_closed(self, data):
        self.closes(self.some(data, self.may_be_closed(), "month"))

    @precondition(lambda self: not self.draining and self.may_be_closed())
    @rule(many=st.integers(2, 4))
    def several_are_closed(self, many):
        for _ in range(many):
            if months := self.may_be_closed():
                self.closes(months[0])

    def a_month_goes_by(self, closes):
        """All is counted, and where that is meant the next month is closed."""
        rollup.drain()
        self.cases_are_as_remembered()
        if closes and (months := self.may_be_closed()):
            self.closes(months[0])

    def closes(self, month):
        closing.close(by=self.stage.staff, month=Month.of(month), at=now(), waiting=self.waiting(month))
        self.was_closed(month)

    def was_closed(self, month):
        """What it posted was posted before it was final."""
        self.look_at_postings()
        self.periods[month] = FINAL
        row = Closing.objects.values().latest("number")
        figures = Figure.objects.filter(closing=row["number"]).values_list("month", "metric", "kecamatan", "value")
        link = Link(row, Counter({(*cell,): value for *cell, value in figures}))
        assert link.month == month
        assert link.figures == plain.published(self.ledger, month)
        assert row["previous"] == (self.links[-1].row["digest"] if self.links else chained.BEGINNING)
        self.links.append(link)
        self.has_its_digest(link)

    def has_its_digest(self, link):
        """By the rows that were seen when they came."""
        code, metric, *less = self.reads(self.headline(link.month))
        headline = chained.Headline(code, metric, "".join(less), chained.thresholds_of(metric))
        text = chained.text(link.row, link.figures, self.ledger, self.revision_times, self.reopened, headline)
        assert link.row["digest"] == chained.digest(text)

    def waiting(self, month) -> int:
        """Whoever closes says how many they saw; a drain may open cases, which wait too."""
        rollup.drain()
        self.cases_are_as_remembered()
        seen = blockers.blockers(Month.of(month), at=now()).total
        assert seen == self.waits_until(Month.of(month).days()[1])
        return seen

    def waits_until(self, day) -> int:
        """What was handed in of the days before."""
        days = [one.last_day for key, one in self.trainings.items() if self.states[key] == "submitted" and one.held]
        for person in self.people.values():
            days += [one.held_on for one in person.visits.values() if one.state == "submitted"]
            days += [one.completed_on for one in person.milestones.values() if one.state == "submitted"]
            days += [one.reported_on for one in person.job_reports.values() if one.state == "submitted"]
            days += self.day_of_a_case(person)
        return sum(each < day for each in days)

    def day_of_a_case(self, person) -> list[date]:
        """The first on which both a licence and a proof were there; of one without any it is today."""
        first = [min(days) for days in (person.completed("licence"), person.proofs()) if days]
        return [max(first)] if first and person.case == "submitted" else []

    @precondition(lambda self: not self.draining)
    @rule(month=st.sampled_from(MONTHS))
    def a_closing_out_of_turn_is_refused(self, month):
        if month not in self.may_be_closed():
            with self.refused():
                closing.close(by=self.stage.staff, month=Month.of(month), at=now(), waiting=self.waiting(month))

    @precondition(lambda self: not self.draining and self.final_months())
    @rule(data=st.data(), confirmed=st.sampled_from([True, True, False, None]))
    def is_opened_again(self, data, confirmed):
        """Somebody asks; somebody else confirms or declines, at once or not."""
        self.opens_again(self.some(data, self.final_months(), "month"), confirmed=confirmed)

    @precondition(lambda self: not self.draining and self.final_months() and self.known())
    @rule(data=st.data())
    def is_opened_again_for_a_correction(self, data):
        """What was wrong is mended in the month itself, which is closed anew."""
        month = self.some(data, self.final_months(), "month")
        self.opens_again(month)
        self.perform(self.correction(data))
        self.closes(month)

    def opens_again(self, month, *, confirmed=True):
        if month not in self.asked:
            row = Closing.objects.filter(month=month).latest("number")
            asks = {"closing": row, "reason": "Daftar hadir \\ terlewat", "at": now()}
            self.asked[month] = reopening.ask(by=self.stage.staff, **asks)
        if confirmed is not None:
            self.answers(month, confirmed)

    @precondition(lambda self: not self.draining and self.asked)
    @rule(data=st.data(), confirmed=st.booleans())
    def it_is_answered(self, data, confirmed):
        self.answers(self.some(data, sorted(self.asked), "month"), confirmed)

    def answers(self, month, confirmed):
        asked, at = self.asked.pop(month), now()
        said = {"reopening": asked, "at": at}
        if confirmed:
            with self.refused():
                reopening.confirm(by=self.stage.staff, **said)
        answer = reopening.confirm if confirmed else reopening.decline
        answer(by=self.stage.colleague, **said)
        if confirmed:
            self.look_at_postings()
            people = self.stage.staff.pk, self.stage.colleague.pk
            facts = (month, asked.closing_id, self.revision, people[0], asked.asked_at, people[1], at, asked.reason)
            self.reopened.append(chained.Reopened(*facts))
            self.periods[month] = REOPENED

    def newest_links(self) -> dict[date, Link]:
        """Of each final month."""
        newest = {link.month: link for link in self.links}
        return {month: newest[month] for month in self.final_months()}

    @invariant()
    def what_was_published_stands(self):
        """After each revision."""
        if self.revision > self.stood_at:
            self.stood_at = self.revision
            self.look_at_months()

    def look_at_months(self):
        """Every link and figure is what it was, and every entry that a final month published is in its newest link."""
        assert list(Closing.objects.order_by("number").values()) == [link.row for link in self.links]
        assert self.figures() == {link.row["number"]: link.figures for link in self.links if link.figures}
        for month, link in self.newest_links().items():
            assert plain.published(self.ledger, month) == link.figures
        self.first_published_is_what_the_first_closing_said()
        self.published_and_latest_are_the_same()

    def first_published_is_what_the_first_closing_said(self):
        """However often a month is opened again, and whatever is posted into it then."""
        said, told = Counter(), Counter()
        for link in {link.month: link for link in reversed(self.links)}.values():
            said.update({cell: value for cell, value in link.figures.items() if cell[0] == link.month})
        rows = MonthlyCount.objects.filter(vintage="first", month__in=self.periods)
        for *cell, value in rows.values_list("month", "metric", "kecamatan", "value"):
            told[tuple(cell)] += value
        assert plain.without_zeros(told) == said

    def figures(self) -> dict[int, Counter]:
        found: dict[int, Counter] = {}
        for number, *cell, value in Figure.objects.values_list("closing", "month", "metric", "kecamatan", "value"):
            found.setdefault(number, Counter())[tuple(cell)] = value
        return found

    def published_and_latest_are_the_same(self):
        """What the final months froze and what the others publish so far is what there is, cell by cell."""
        published, latest = Counter(), Counter()
        for link in self.newest_links().values():
            published.update(link.figures)
        for entry in self.ledger:
            if self.periods.get(entry.posting_month) != FINAL:
                published[entry.month, entry.metric, entry.kecamatan] += entry.delta
        for (metric, month, kecamatan, *_dimensions), value in self.rolled().items():
            latest[month, metric, kecamatan] += value
        assert plain.without_zeros(published) == plain.without_zeros(latest)

    @invariant()
    def each_month_stands_where_it_was_left(self):
        standing = dict(Period.objects.filter(first_closed_at__isnull=False).values_list("month", "status"))
        assert standing == self.periods
