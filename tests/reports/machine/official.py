"""Lists of a licensing office: loaded, loaded again, their lines confirmed, taken back, and withdrawn as a whole."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import now
from participants.models import Match, OfficialList
from participants.reconciling import deciding, loading, reading, withdrawing
from reports import rollup
from tests.factories import nik
from tests.participants.listing import HEADINGS, OFFICE, line
from tests.reports.machine.merges import Merges
from tests.reports.machine.stage import DAYS, LICENCE_TYPES, Act
from tests.reports.recount import Milestone
from tests.spreadsheets import csv

# Every licence here has this number: whoever has one may be whose a line is.
NUMBER = "1"
BEFORE = datetime.date(2017, 6, 1)
ISSUED = [BEFORE, *DAYS]
UNVERIFIED = ("draft", "submitted", "returned")
STANDING = (*UNVERIFIED, "verified")
BECAUSE = "Daftar kota lain"


class Row(NamedTuple):
    """What a line says."""

    nik: str
    day: datetime.date
    licence_type: str


@dataclass
class Proposed:
    """A match."""

    key: uuid.UUID
    person: uuid.UUID
    row: Row
    confirmed: bool = False
    # Which it shows since it was confirmed.
    record: uuid.UUID | None = None


@dataclass
class Loaded:
    """A list as it came, and the matches of those of its lines that no earlier list has."""

    rows: set[Row]
    proposed: list[Proposed] = field(default_factory=list)


class Official(Merges):
    def numbered(self) -> list[uuid.UUID]:
        return [key for key in self.people if key in self.numbers]

    def matches(self) -> list[Proposed]:
        return [match for loaded in self.lists.values() for match in loaded.proposed]

    def confirmed(self) -> list[Proposed]:
        return [match for match in self.matches() if match.confirmed]

    def of_nobody(self, matches) -> list[Proposed]:
        """Those whose line is nobody's so far."""
        taken = {match.row for match in self.confirmed()}
        return [match for match in matches if match.row not in taken]

    # Loading.

    @precondition(lambda self: not self.pending and self.numbered())
    @rule(data=st.data())
    def a_list_is_loaded(self, data):
        """A line that an earlier list says too stays that one's; and the same file again is the list that is there."""
        rows = self.some_rows(data)
        one, _loaded = self.loads(rows)
        assert self.sends(rows) == one

    def some_rows(self, data) -> list[Row]:
        """Of one to three people, and of a stranger."""
        numbers = st.sampled_from([self.numbers[key] for key in self.numbered()])
        rows = st.builds(Row, numbers, st.sampled_from(ISSUED), st.sampled_from(LICENCE_TYPES))
        if known := self.known_rows():
            rows |= st.sampled_from(known)
        lines = data.draw(st.lists(rows, min_size=1, max_size=3, unique_by=lambda row: row.nik), label="lines")
        return [*lines, Row(nik(), DAYS[0], LICENCE_TYPES[0])]

    def known_rows(self) -> list[Row]:
        """What an earlier list says, and what a licence says that nobody verified."""
        waiting = [
            Row(self.numbers[key], one.completed_on, one.licence_type)
            for key in self.numbered()
            for one in self.licences_of({key}, *UNVERIFIED).values()
            if one.completed_on
        ]
        return sorted({*self.rows_said(), *waiting})

    def row_of_a_list(self, person, day) -> Row:
        return Row(self.numbers[person], day, LICENCE_TYPES[0])

    def sends(self, rows) -> OfficialList:
        lines = [line(nik=one, number=NUMBER, kind=kind, issued=f"{day:%d-%m-%Y}") for one, day, kind in rows]
        said = {"kind": "licences", "issuer": OFFICE, "as_of": datetime.date(2018, 12, 31)}
        return loading.send(by=self.stage.staff, content=csv(HEADINGS, *lines).read(), at=now(), **said)

    def loads(self, rows) -> tuple[OfficialList, Loaded]:
        one, new = self.sends(rows), set(rows) - self.rows_said()
        reading.go_on(at=now())
        loaded = self.lists[one.pk] = Loaded(set(rows), self.proposed(one, rows))
        assert {(match.row, match.person) for match in loaded.proposed} == self.whose(new)
        self.ever_matched |= {match.person for match in loaded.proposed}
        return one, loaded

    def rows_said(self) -> set[Row]:
        """By the lists that are here."""
        return {row for loaded in self.lists.values() for row in loaded.rows}

    def proposed(self, one, rows) -> list[Proposed]:
        found = Match.objects.filter(line__list=one).order_by("line__number", "participant")
        told = found.values_list("pk", "participant", "line__number")
        # Below the heading.
        return [Proposed(key, person, rows[number - 2]) for key, person, number in told]

    def whose(self, rows) -> set[tuple[Row, uuid.UUID]]:
        """Whose number stands on the line, and who handed in a licence, which has that of the line."""
        licensed = [key for key in self.people if self.licences_of({key}, "submitted", "verified")]
        numbered = {(row, key) for row in rows for key, number in self.numbers.items() if number == row.nik}
        return numbered | {(row, key) for row in rows for key in licensed}

    def licences_of(self, whole, *states) -> dict[uuid.UUID, Milestone]:
        """Those that are not void, or in these states."""
        return {
            key: record
            for person in whole
            for key, record in self.people[person].milestones.items()
            if record.kind == "licence" and record.state in (states or STANDING)
        }

    # Deciding.

    def confirmable(self) -> list[Proposed]:
        free = set(self.free(self.people))
        return [match for match in self.of_nobody(self.matches()) if self.whole(match.person) <= free]

    @precondition(lambda self: not self.pending and self.of_nobody(self.matches()))
    @rule(data=st.data())
    def a_line_is_confirmed(self, data):
        self.perform(self.confirming(self.some(data, self.of_nobody(self.matches()), "match")))

    def confirming(self, match) -> Act:
        whole = self.whole(match.person)

        def means():
            match.confirmed = True
            self.people[match.person].official[match.key] = match.row.day
            self.shows(match, whole)

        row = Match.objects.get(pk=match.key)
        return Act(lambda: deciding.confirm(by=self.stage.verifier, match=row, at=now()), means, whole)

    def shows(self, match, whole):
        """Of the time before none; else a licence that is verified already, or one that says the same, or one of its own."""
        record = Match.objects.values_list("milestone", flat=True).get(pk=match.key)
        verified, others = self.licences_of(whole, "verified"), self.licences_of(whole, *UNVERIFIED)
        said = (match.row.day, match.row.licence_type, True)
        agreeing = [key for key, one in others.items() if (one.completed_on, one.licence_type, one.own_name) == said]
        days = [self.people[one].registered_on for one in whole if self.people[one].registered_on]
        if days and match.row.day < min(days):
            assert record is None
            self.stage.happened["a licence from before is confirmed"] += 1
        elif verified:
            assert record in verified
        else:
            if agreeing:
                assert record in agreeing
                others[record].state = "verified"
            else:
                self.people[match.person].milestones[record] = Milestone("licence", *said, "verified")
                self.made_by_lists.add(record)
            self.decided.add(record)
            self.approved_by_lists.add(record)
        match.record = record

    @precondition(lambda self: not self.pending and self.confirmed())
    @rule(data=st.data())
    def a_line_is_somebody_elses(self, data):
        match = self.some(data, self.confirmed(), "match")
        row = Match.objects.get(pk=match.key)
        deciding.undo(by=self.stage.verifier, match=row, because="Orangnya lain", at=now())
        self.is_taken_back(match)

    def is_taken_back(self, match):
        """Its record goes with it, unless another line shows it too, or somebody decided about it since."""
        match.confirmed = False
        del self.people[match.person].official[match.key]
        record = next(
            (one.milestones[match.record] for one in self.people.values() if match.record in one.milestones), None
        )
        shown = match.record in {other.record for other in self.confirmed()}
        if (
            record
            and not shown
            and match.record in self.approved_by_lists
            and record.state in ("submitted", "verified")
        ):
            record.state = "revoked" if match.record in self.made_by_lists else "returned"
            self.stage.happened[f"a record of a line is {record.state}"] += 1
            self.approved_by_lists.discard(match.record)

    # The whole list.

    @precondition(lambda self: not self.pending and self.lists)
    @rule(data=st.data())
    def a_list_is_withdrawn(self, data):
        self.withdraws(self.some(data, list(self.lists), "list"))

    def withdraws(self, key):
        """What a later list says too is that one's from now on, and stays confirmed; nothing else of it counts."""
        said = {"official": OfficialList.objects.get(pk=key), "because": BECAUSE, "at": now()}
        gone = self.lists.pop(key)
        if any(match.confirmed for match in gone.proposed):
            with self.refused():
                withdrawing.withdraw(by=self.stage.staff, **said)
        withdrawing.withdraw(by=self.stage.colleague, **said)
        withdrawing.go_on(at=now())
        for match in gone.proposed:
            if heir := next((later for later in self.lists.values() if match.row in later.rows), None):
                heir.proposed.append(match)
                self.stage.happened["a line goes to a later list"] += 1
            elif match.confirmed:
                self.is_taken_back(match)
                self.stage.happened["withdrawn with its list"] += 1

    @precondition(lambda self: self.still_here() and self.numbered())
    @rule(data=st.data(), again=st.booleans(), closes=st.booleans())
    def a_list_that_is_withdrawn_leaves_everything_as_it_was(self, data, again, closes):
        """Also when a month is closed meanwhile: then the way there and back stands in the open ones."""
        self.come_and_go(self.some_rows(data), again=again, closes=closes)

    def come_and_go(self, rows, *, again=False, closes=False):
        rollup.drain()
        before = self.rolled()
        for _ in range(1 + again):
            one, loaded = self.loads(rows)
            while left := self.of_nobody(loaded.proposed):
                self.perform(self.confirming(left[0]))
            self.a_month_goes_by(closes)
            self.withdraws(one.pk)
            rollup.drain()
            assert self.rolled() == before
