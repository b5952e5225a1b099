"""Everything that can happen to the facts, in any order, while a plain memory of it says what must be counted.

Every rule is an act: what it does to the database, by a verb where one does it and by hand where a mistake could, and
what it means for the memory. An act can also be done *elsewhere*: on another connection whose transaction stays open
while more happens here. And a drain can stay open in the same way, with everything else going on.
"""

import math
import sys
from collections import Counter

from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from okoce.accounts.roles import Role
from okoce.core.months import Month, now
from participants.models import Entrepreneur
from reports import chain, checking, ledger, rollup
from reports.contributions import GIVEN, SOURCES
from reports.summary import Question, counts
from tests import factories
from tests.factories import ELSEWHERE, HOME, OUTSIDE
from tests.reports.machine.answers import Answers
from tests.reports.machine.definitions import Definitions
from tests.reports.machine.elsewhere import Elsewhere
from tests.reports.machine.money import Money
from tests.reports.machine.official import BEFORE
from tests.reports.machine.stage import DAYS, LICENCE_TYPES, MONTHS, SEXES, Stage
from tests.reports.recount import meeting_the_rule, recount

LICENSED = ("licensed", "new_entrepreneurs", "level_up")
# What is remembered of the first scene, and besides it of the second.
KEPT = (
    "people",
    "numbers",
    "trainings",
    "states",
    "expenses",
    "decided",
    "merges",
    "ever_merged",
    "ever_moved",
    "lists",
    "ever_matched",
    "made_by_lists",
    "approved_by_lists",
)
OF_MONTHS = ("periods", "links", "reopened", "ledger", "revision_times", "revision")
# Of which counts it takes how many for a centre to be active in a month.
ENOUGH = {"trainings": 1, "mentoring_visits": 8}


class Counting(Elsewhere, Money, Definitions, Answers):
    """The whole machine; the invariant is `rollups_and_queue_are_the_recount`."""

    def first_scene(self):
        """Seventeen people, nine of them without identity; all but two have come to trainings at borders of months."""
        for year in (1993, 1993, 1970, 1970):
            for sex, home in ((SEXES[0], HOME), (SEXES[1], ELSEWHERE)):
                self.registers("nik", True, home, DAYS[0], sex, year)
        for _ in range(9):
            self.registers("", False, HOME, DAYS[0], SEXES[0], None)
        self.is_logged(HOME, [(DAYS[0], 20, 90), (DAYS[1], 6, 60)])
        self.is_logged(HOME, [(DAYS[3], 6, 120)])
        self.is_logged(ELSEWHERE, [(DAYS[4], 20, 120)])
        self.is_logged(HOME, [(DAYS[1], 6, 120)])
        _late, _later, *others = self.people
        for training, session in self.sessions():
            self.perform(self.marking(training, session, dict.fromkeys(others, "present")))
        first, second, third, _draft = self.trainings
        for training in (first, second, third):
            self.perform(self.handing_in(training))
        for training in (first, second):
            self.perform(self.approval(training))
        self.some_are_further()
        self.some_fall_short()
        self.some_were_written_down_otherwise()
        # Whoever closes a month wants a fresh one.
        checking.check(at=now())
        self.stage.keep(**{name: vars(self)[name] for name in KEPT})
        self.months_go_by()
        self.stage.keep("second", **{name: vars(self)[name] for name in (*KEPT, *OF_MONTHS)})

    def months_go_by(self):
        """In the second scene December is closed, and January was and is open again."""
        rollup.drain()
        self.cases_are_as_remembered()
        for month in MONTHS[:2]:
            self.closes(month)
        self.opens_again(MONTHS[1])
        *_, seventh, eighth = list(self.people)[:8]
        self.come_and_go([self.row_of_a_list(seventh, DAYS[0]), self.row_of_a_list(eighth, DAYS[1])], again=True)

    def some_are_further(self):
        """One has all that makes a new entrepreneur but the approval; seven were visited in one month."""
        eighth, first = self.stage.facilitators[1], list(self.people)[2]
        for person in list(self.people)[:7]:
            self.perform(self.visiting(person, eighth, HOME, DAYS[1]))
        self.perform(self.visiting(first, eighth, ELSEWHERE, DAYS[2]))
        self.completes_a_step(first, "licence", DAYS[1])
        self.completes_a_step(first, "books", DAYS[2])

    def some_fall_short(self):
        """By a name, a type, a decision, a day, or the workers whom they had before."""
        _first, second, _third, fourth, fifth, sixth, *_ = self.people
        self.completes_a_step(fourth, "licence", DAYS[2], own_name=False)
        self.completes_a_step(fifth, "licence", DAYS[2], "PIRT")
        self.perform(self.decision(self.completes_a_step(sixth, "licence", DAYS[2]), "revoke"))
        for day, workers in ((DAYS[2], 2), (DAYS[3], 1), (DAYS[4], 3)):
            self.perform(self.decision(self.pays(second, day, workers), "approve"))
        for person in (fourth, fifth):
            self.completes_a_step(person, "capital", DAYS[3])
            self.perform(self.visiting(person, self.stage.facilitators[0], ELSEWHERE, DAYS[1]))

    def some_were_written_down_otherwise(self):
        """Two are one, two moved, one of them by what is settled, and a list has a line of one and may have one of another."""
        *_, fifth, _sixth, seventh, eighth, ninth, tenth, eleventh = list(self.people)[:11]
        self.merges_them(ninth, tenth)
        self.perform(self.moving(eleventh, ELSEWHERE, DAYS[2]))
        self.perform(self.moving(fifth, OUTSIDE, DAYS[2]))
        _one, loaded = self.loads([self.row_of_a_list(seventh, DAYS[3]), self.row_of_a_list(eighth, BEFORE)])
        self.perform(self.confirming(next(match for match in loaded.proposed if match.person == seventh)))

    @initialize(drained=st.booleans(), approved=st.booleans(), asked=st.booleans(), months=st.booleans())
    def begins_here(self, drained, approved, asked, months):
        self.stage.happened["a run"] += 1
        if months:
            vars(self).update(self.stage.restore("second"))
        if asked:
            self.asks_for(50, 1, LICENCE_TYPES)
        if drained or approved:
            rollup.drain()
        if approved:
            self.cases_are_as_remembered()
            self.perform(self.deciding_a_case(self.undecided_cases()[0], "approve"))

    def truth(self) -> Counter:
        for key, training in self.trainings.items():
            training.approved = self.states[key] == "verified"
        facts = self.people, list(self.trainings.values()), self.expenses.values(), self.definitions
        return recount(*facts, self.merged())

    def owed(self) -> Counter:
        """What the queue still holds: the differences of the sources that its keys mean."""
        late, counts = checking.queued(), Counter()
        with connection.cursor() as cursor:
            for source in SOURCES:
                if keys := late.get(source.kind):
                    cursor.execute(ledger.difference(source, GIVEN), [keys])
                    for _source, *cell, delta in cursor.fetchall():
                        counts[tuple(cell)] += delta
        return counts

    @invariant()
    def rollups_and_queue_are_the_recount(self):
        """It asks what each key in the queue is worth: every second moment is enough."""
        self.moments += 1
        if self.moments % 2:
            counted = self.rolled()
            self.centres_are_active_by_what_is_counted(counted)
            counted.update(self.owed())
            assert without_centres(counted) == without_centres(self.truth())

    def centres_are_active_by_what_is_counted(self, counted):
        """Not by what still waits in the queue."""
        active = {(month, kecamatan) for metric, month, kecamatan, *_ in counted if metric == "active_centres"}
        assert active == {
            (month, kecamatan)
            for (metric, month, kecamatan, *_), value in counted.items()
            if value >= ENOUGH.get(metric, math.inf)
        }

    @invariant()
    def the_recount_of_the_product_finds_nothing(self):
        """It reads everything there is."""
        if self.moments % 8 == 0:
            assert checking.recount() == (0, self.revision)

    def teardown(self):
        failed = sys.exc_info()[0] is not None
        if self.pending or self.draining:
            self.ends(commits=False)
            self.pending, self.draining = None, False
        if not failed:
            rollup.drain()
            assert self.rolled() == self.truth()
            self.look_at_postings()
            self.look_at_months()
            assert (checking.recount()[0], chain.verify()) == (0, [])
            self.whoever_meets_the_rule_has_a_case()
            self.everything_is_answered_as_it_was()
            self.numbers_open_onto_their_records()
            self.rungs_stand_on_each_other()

    def whoever_meets_the_rule_has_a_case(self):
        roots = self.merged()
        cases = {roots.get(key, key) for key in Entrepreneur.objects.values_list("participant", flat=True)}
        assert meeting_the_rule(self.people, list(self.trainings.values()), self.definitions, roots) <= cases

    def lifetime(self, *by, resident="all") -> Counter:
        """Of each metric over all months, told apart by these."""
        metrics = tuple({metric for metric, *_cell in self.truth()})
        span = {"first": Month(2017, 12), "last": Month(2025, 12), "metrics": metrics, "by": by, "resident": resident}
        return Counter({(row["metric"], *(row[name] for name in by)): row["value"] for row in counts(Question(**span))})

    def rungs_stand_on_each_other(self):
        """For life, in the whole city; and whatever it is told apart by, the parts make the whole."""
        everybody = self.lifetime()
        for one in self.definitions:
            licensed, new, level_up = (everybody[one.series(metric),] for metric in LICENSED)
            assert everybody["registered",] >= licensed >= new + level_up
        assert self.lifetime(resident="yes") + self.lifetime(resident="no") == everybody
        for dimension in ("kecamatan", "city", "gender", "age_band"):
            parts: Counter = Counter()
            for (metric, _part), value in self.lifetime(dimension).items():
                parts[metric,] += value
            assert parts == everybody


def without_centres(counts: Counter) -> dict:
    return {cell: count for cell, count in counts.items() if count and cell[0] != "active_centres"}


def play(machine: type[Counting], *, examples: int, shrinks: bool = True, patience: int = 30) -> Counter:
    """Play that many runs of the machine, the same ones each time; returns how often each thing happened.

    Nobody here waits for another, least of all for a drain; the server's own cleaning may want a table for a moment.
    Who waits longer than the patience, in seconds, fails.
    """
    facilitators = [factories.facilitator(), factories.user(kecamatan=(HOME,))]
    staff = [factories.user(Role.STAFF), factories.user(Role.STAFF)]
    stage = Stage(facilitators, [factories.verifier(), factories.approver()], staff)
    try:
        machine(stage).first_scene()
        stage.happened.clear()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{patience}s"])
        run_state_machine_as_test(
            lambda: machine(stage),
            settings=settings(
                max_examples=examples,
                stateful_step_count=30,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate, Phase.shrink] if shrinks else [Phase.generate],
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        connection.close()
        stage.close()
    return stage.happened
