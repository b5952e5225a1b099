"""Somebody moves to another kecamatan, backdated too, and it turns out to be a mistake."""

import datetime
import uuid

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import now
from participants import transfers
from participants.models import Participant, Residence, Transfer
from programs.models import Kecamatan
from reports import rollup
from tests.reports.machine.months import Months
from tests.reports.machine.stage import DAYS, HOMES, Act
from tests.reports.recount import THERE

NOWHERE = "nowhere"


class Moves(Months):
    def whole_and_free(self) -> list[uuid.UUID]:
        """Of whom no act elsewhere holds any row."""
        free = set(self.free(self.people))
        return [key for key in self.people if self.whole(key) <= free]

    def members(self, key) -> list[uuid.UUID]:
        """The row that the person is told by, and then the others."""
        root = self.merged().get(key, key)
        return [root, *sorted(self.whole(key) - {root})]

    def homes_of(self, key) -> dict[datetime.date, str | None]:
        return {day: home for one in reversed(self.members(key)) for day, home in self.people[one].homes.items()}

    @precondition(lambda self: self.whole_and_free())
    @rule(data=st.data(), to=st.sampled_from(HOMES), since=st.sampled_from(DAYS))
    def moves_house(self, data, to, since):
        self.perform(self.moving_house(data, to, since))

    def moving_house(self, data, to, since):
        return self.moving(self.some(data, self.whole_and_free(), "person"), to, since)

    def moving(self, key, to, since):
        members, homes = self.members(key), self.homes_of(key)
        said = {"to": Kecamatan(to) if to else None, "since": since, "because": "Pindah ikut keluarga"}

        def does(by):
            return transfers.transfer(by=by, participant=Participant.objects.get(pk=key), at=now(), **said)

        # The same move again is the one that is there, whoever asks for it.
        there = since in homes or lives_in(homes, since) == to
        by = None if there else self.who_moves(key, since, homes, does)
        if not by:
            return Act(lambda: None, lambda: None, set(members))

        def means():
            self.ever_moved.update(members)
            for one in members:
                self.people[one].homes[since] = to

        return Act(lambda: does(by), means, set(members))

    def who_moves(self, key, since, homes, does, besides=None):
        """Whoever looks after them; what is settled a verifier who recorded none of it. None: nobody here may."""
        if not self.moves_what_is_settled(key, since, homes):
            return self.stage.facilitator
        with self.refused():
            does(self.stage.facilitator)
        made = Residence.objects.filter(participant__in=self.whole(key), recorded_by=self.stage.mover)
        return None if made.exclude(transfer=besides).exists() else self.stage.mover

    def moves_what_is_settled(self, key, since, homes) -> bool:
        """Whether a verified day lies where a home since that day rules: until the next, and before the first of all."""
        others = [day for day in homes if day != since]
        start = since if any(day < since for day in others) else datetime.date.min
        end = min((day for day in others if day > since), default=datetime.date.max)
        return any(start <= day < end for day in self.settled(self.whole(key)))

    def settled(self, members) -> list[datetime.date]:
        people = [self.people[one] for one in members]
        records = [record for one in people for kind in (one.visits, one.job_reports) for record in kind.values()]
        days = [getattr(one, "held_on", None) or one.reported_on for one in records if one.state == "verified"]
        for one in people:
            days += [step.completed_on for step in one.milestones.values() if step.state == "verified"]
        for key, training in self.trainings.items():
            if self.states[key] == "verified" and any(
                status in THERE and one in members
                for s in training.sessions.values()
                for one, status in s.marks.items()
            ):
                days += [training.last_day] if training.held else []
        if any(one.identified for one in people):
            days += sorted(one.registered_on for one in people if one.registered_on)[:1]
        return days

    def standing(self) -> list[Transfer]:
        free = set(self.whole_and_free())
        rows = Transfer.objects.filter(undone_at=None).order_by("transferred_at")
        return [one for one in rows if one.participant_id in free and set(self.written(one)) <= free]

    def written(self, transfer) -> list[uuid.UUID]:
        return list(Residence.objects.filter(transfer=transfer).values_list("participant", flat=True))

    @precondition(lambda self: self.ever_moved and self.standing())
    @rule(data=st.data())
    def a_move_was_a_mistake(self, data):
        if self.takes_back(self.some(data, self.standing(), "transfer")):
            self.stage.happened["an older move taken back"] += 1

    def takes_back(self, transfer) -> bool:
        """By whoever wrote it, or a verifier of the city; what is settled moves back by none of its makers. If anybody may."""
        rows, since = self.written(transfer), transfer.since
        people = {self.members(row)[0]: row for row in [transfer.participant_id, *rows]}

        def does(by):
            return transfers.take_back(by=by, transfer=transfer, because="Ternyata tidak pindah", at=now())

        who = [self.who_moves(key, since, self.homes_of(key), does, transfer) for key in people]
        settles = [one for one in who if one != self.stage.facilitator]
        by = None if None in settles else settles[0] if settles else transfer.transferred_by
        if by:
            does(by)
            self.stage.happened["a settled move taken back"] += bool(settles)
            for row in rows:
                self.people[row].homes.pop(since)
        return bool(by)

    @precondition(lambda self: self.still_here() and self.people)
    @rule(data=st.data(), closes=st.booleans())
    def a_move_that_is_taken_back_leaves_everything_as_it_was(self, data, closes):
        """Also when a month is closed meanwhile: then the way there and back stands in the open ones."""
        rollup.drain()
        before, key = self.rolled(), self.some(data, list(self.people), "person")
        to, since = self.some(data, self.other_homes(key) or [(None, DAYS[0])], "home")
        self.perform(self.moving(key, to, since))
        for made in Transfer.objects.filter(participant__in=self.members(key), since=since, undone_at=None):
            self.a_month_goes_by(closes)
            self.takes_back(made)
            self.stage.happened["moved and back"] += 1
            rollup.drain()
            assert self.rolled() == before

    def other_homes(self, key) -> list[tuple[str | None, datetime.date]]:
        """Where the person did not live, and since when on."""
        homes = self.homes_of(key)
        return [(to, day) for to in HOMES for day in DAYS if day not in homes and lives_in(homes, day) != to]


def lives_in(homes, day) -> str | None:
    past = [since for since in homes if since <= day]
    return homes[max(past) if past else min(homes)] if homes else NOWHERE
