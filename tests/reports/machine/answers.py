"""What was answered is answered again: random questions are remembered with their revision, and asked as of it later."""

import random
from dataclasses import dataclass, replace

from hypothesis.stateful import invariant

from okoce.core.months import Month
from reports import periods
from reports.contributions import OUTSIDE
from reports.definitions import named_in
from reports.explaining.asked import Number
from reports.explaining.records import records_of
from reports.standing import standing_at
from reports.summary import DIMENSIONS, LADDER, PERSONAL, RESIDENTS, VINTAGES, Question, counts
from tests.factories import ELSEWHERE, HOME
from tests.reports import plain
from tests.reports.machine.months import FINAL, Months

ACTIVITY = ["trainings", "attendances", "mentoring_visits", "spending"]
FIRST, LAST = Month(2017, 12), Month(2018, 5)


@dataclass(frozen=True)
class Answered:
    question: Question
    rows: list
    final: set
    headline: tuple[Month, str]


class Answers(Months):
    @invariant()
    def somebody_asks(self):
        """At each new revision once, and something that was asked before is asked again."""
        if self.revision > self.asked_at:
            self.asked_at = self.revision
            pick = self.pick()
            self.answered.append(self.answer(self.question(pick), pick.choice(FIRST.until(LAST))))
            self.is_answered_as_it_was(pick.choice(self.answered))

    def pick(self):
        """By what happened so far and nothing else, so that a run that is played again asks the same."""
        return random.Random(f"{self.revision} {len(self.ledger)} {sum(entry.delta for entry in self.ledger)}")

    def question(self, pick) -> Question:
        personal = pick.random() < 0.7
        metrics = [*LADDER, *(f"mentored@{one.code}" for one in self.definitions[1:])] if personal else ACTIVITY
        by = [name for name in DIMENSIONS if personal or name not in PERSONAL]
        first, last = sorted(pick.choices(FIRST.until(LAST), k=2))
        return Question(
            metrics=tuple(pick.sample(metrics, pick.randint(1, len(metrics)))),
            first=first,
            last=last,
            by=tuple(pick.sample(by, pick.randint(0, 3))),
            kecamatan=pick.choice([(), (), (HOME,), (HOME, ELSEWHERE), (OUTSIDE,)]),
            resident=pick.choice(list(RESIDENTS)),
            vintage=pick.choice(list(VINTAGES)),
        )

    def answer(self, question, month) -> Answered:
        final = set(self.final_months())
        rows = counts(question)
        # In which order is the database's business.
        assert sorted(rows, key=str) == sorted(plain.answer(self.ledger, self.first_closings(), question), key=str)
        assert {month.first for month, status in periods.statuses(None).items() if status == FINAL} == final
        assert named_in(month).code == self.headline(month.first)
        return Answered(replace(question, as_of=self.revision), rows, final, (month, self.headline(month.first)))

    def is_answered_as_it_was(self, before: Answered):
        assert counts(before.question) == before.rows
        then = standing_at(before.question.as_of)
        assert {month.first for month, status in periods.statuses(then).items() if status == FINAL} == before.final
        month, code = before.headline
        assert named_in(month, as_of=then.revision).code == code

    def everything_is_answered_as_it_was(self):
        for before in self.answered:
            self.is_answered_as_it_was(before)

    def numbers_open_onto_their_records(self):
        """Once all is counted, some of the numbers: the records that meet every condition are worth it."""
        pick = self.pick()
        for metric, month, kecamatan, *_dimensions in pick.sample(sorted(self.truth()), min(2, len(self.truth()))):
            number = Number(metric, Month.of(month), Month.of(month), kecamatan=pick.choice([kecamatan, ""]))
            found = records_of(number)
            assert (found.worth, found.on_the_way) == (number.value(), 0)
