"""Eight at once merge, tell apart, move and check the same few people: what stands at the end is what is counted."""

import os
import random
import uuid
from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants import merging, transfers, verification
from participants.models import Entrepreneur, Match, Merge, Milestone, Participant, State, Transfer
from participants.reconciling import deciding
from reports import checking, rollup
from tests import factories
from tests.factories import ELSEWHERE, HOME, OUTSIDE, attend, books, capital, kecamatan, licence, nik, person, training
from tests.participants.listing import line, load
from tests.reports.standing_rows import recounted, rolled
from tests.together import together

pytestmark = pytest.mark.usefixtures("committed_db")
MANY = 8
ACTS = 200 if os.environ.get("OKOCE_LONG") == "yes" else 40
DAYS = ["2018-01-10", "2018-02-20", "2018-03-05", "2018-04-01"]


class Somebody:
    """Whoever does one thing after the other, each about some of the same few people."""

    def __init__(self, number, facilitator):
        self.pick = random.Random(number)
        self.facilitator, self.verifier = facilitator, factories.approver()
        self.met = Counter()

    def works(self):
        acts = [self.merges, self.merges, self.tells_apart, self.moves, self.moves_back, self.takes_over, self.checks]
        acts += [
            self.checks,
            self.decides_a_case,
            self.decides_a_case,
            self.confirms,
            self.takes_a_line_back,
            self.visits,
            rollup.drain,
        ]
        for _ in range(ACTS):
            act = self.pick.choice(acts)
            try:
                act()
            except ValidationError:
                self.met["refused"] += 1
            else:
                self.met[act.__name__] += 1

    def one_of(self, rows):
        """One of the rows that are there now; raises ValidationError when none is."""
        if not (keys := sorted(rows.values_list("pk", flat=True))):
            raise ValidationError("")
        return rows.model.objects.get(pk=self.pick.choice(keys))

    def merges(self):
        kept, folded = self.one_of(Participant.objects.all()), self.one_of(Participant.objects.all())
        said = {"kept": kept, "folded": folded, "because": "Kartunya sama"}
        merging.merge(by=self.verifier, id=uuid.uuid4(), **said, at=now())

    def tells_apart(self):
        merge = self.one_of(Merge.objects.filter(undone_at=None))
        merging.unmerge(by=self.verifier, merge=merge, because="Ternyata kembar", at=now())

    def moves(self):
        somebody, home = self.one_of(Participant.objects.all()), self.pick.choice([HOME, ELSEWHERE, OUTSIDE])
        said = {"since": factories.day(self.pick.choice(DAYS)), "because": "Ikut keluarga", "at": now()}
        to = kecamatan(home) if home else None
        transfers.transfer(by=self.pick.choice([self.facilitator, self.verifier]), participant=somebody, to=to, **said)

    def moves_back(self):
        transfer = self.one_of(Transfer.objects.filter(undone_at=None))
        transfers.take_back(by=self.verifier, transfer=transfer, because="Salah orang", at=now())

    def takes_over(self):
        transfers.take_over(by=self.facilitator, transfer=self.one_of(Transfer.objects.filter(taken_at=None)), at=now())

    def checks(self):
        step = self.one_of(Milestone.objects.exclude(state=State.REVOKED))
        if step.state == State.SUBMITTED:
            verification.approve(by=self.verifier, record=step, version=step.version)
        elif step.state == State.VERIFIED:
            verification.send_back(by=self.verifier, record=step, version=step.version, reason="Foto belum ada")
        else:
            factories.handed_in(step)

    def decides_a_case(self):
        case = self.one_of(Entrepreneur.objects.all())
        if case.state == State.VERIFIED:
            verification.revoke(by=self.verifier, record=case, version=case.version, reason="Dokumen palsu")
        else:
            verification.approve(by=self.verifier, record=case, version=case.version)

    def confirms(self):
        match = self.one_of(Match.objects.exclude(state=Match.State.CONFIRMED))
        deciding.confirm(by=self.verifier, match=match, at=now())

    def takes_a_line_back(self):
        match = self.one_of(Match.objects.filter(state=Match.State.CONFIRMED))
        deciding.undo(by=self.verifier, match=match, because="Orangnya lain", at=now())

    def visits(self):
        factories.visit(self.one_of(Participant.objects.all()), on=self.pick.choice(DAYS), by=self.facilitator)


@pytest.fixture
def several():
    """Five people, of whom each may yet become a new entrepreneur, and a list that has a line of three of them."""
    numbers = [nik() for _ in range(5)]
    people = [person(nik=number, on=on) for number, on in zip(numbers, [*DAYS, DAYS[1]], strict=True)]
    factories.verified(attend(training(), *people))
    for one in people:
        for step in (licence(one, issued="2018-04-02"), books(one), capital(one, on="2018-04-03")):
            factories.approved(step)
    load(
        *[line(nik=number, number=f"81{at}", issued=f"0{at}-02-2018") for at, number in enumerate(numbers[:3], start=1)]
    )
    return [Somebody(number, factories.user(Role.FACILITATOR, kecamatan=(HOME, ELSEWHERE))) for number in range(MANY)]


def test_what_stands_in_the_end_is_counted(several):
    together(*[one.works for one in several])
    rollup.drain()
    assert rolled() == recounted()
    assert checking.recount()[0] == 0
    assert approved_by_a_maker() == []
    # Else it would say nothing.
    assert {"merges", "tells_apart", "moves", "takes_over", "checks", "confirms"} <= set().union(
        *(one.met for one in several)
    )


def approved_by_a_maker():
    """Cases of somebody of whom, by whichever row, the one who approved it recorded something."""
    cases = Entrepreneur.objects.filter(state=State.VERIFIED)
    return [one for one in cases if verification.made_by(verification.decisions(one)[0].checked_by, one)]
