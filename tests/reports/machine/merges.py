"""Two rows are found to be one person, and found to be two after all; nothing of theirs is moved."""

import uuid

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import now
from participants import merging
from participants.models import Merge, Participant
from reports import rollup
from tests.factories import HOME
from tests.reports.machine.cases import Cases
from tests.reports.machine.jobs import Jobs
from tests.reports.machine.months import Months
from tests.reports.machine.stage import DAYS

BECAUSE = "Orangnya sama, kartunya saya lihat"


class Merges(Cases, Jobs, Months):
    def apart(self) -> list[uuid.UUID]:
        """Who was merged into nobody."""
        return [key for key in self.people if key not in self.merges]

    def merged(self) -> dict[uuid.UUID, uuid.UUID]:
        """Who counts as whom, at the end of all merges that stand."""
        roots = {}
        for key in self.merges:
            root = key
            while root in self.merges:
                root = self.merges[root]
            roots[key] = root
        return roots

    def whole(self, key) -> set[uuid.UUID]:
        roots = self.merged()
        root = roots.get(key, key)
        return {root, *(one for one, other in roots.items() if other == root)}

    @precondition(lambda self: not self.pending and len(self.apart()) > 1)
    @rule(data=st.data())
    def are_merged(self, data):
        self.merges_them(*self.two(data))

    def merges_them(self, kept, folded):
        people = Participant.objects.in_bulk([kept, folded])
        said = {"kept": people[kept], "folded": people[folded], "because": BECAUSE}
        merging.merge(by=self.stage.verifier, id=uuid.uuid4(), **said, at=now())
        self.merges[folded] = kept
        self.ever_merged |= {kept, folded}

    @precondition(lambda self: not self.pending and self.merges)
    @rule(data=st.data())
    def are_two_after_all(self, data):
        self.tells_apart(self.some(data, list(self.merges), "folded"))

    def tells_apart(self, folded):
        merge = Merge.objects.get(folded=folded, undone_at=None)
        merging.unmerge(by=self.stage.verifier, merge=merge, because="Ternyata kembar", at=now())
        del self.merges[folded]

    def two(self, data) -> tuple[uuid.UUID, uuid.UUID]:
        """Who is kept, and who is folded."""
        kept = self.some(data, self.apart(), "kept")
        return kept, self.some(data, [one for one in self.apart() if one != kept], "folded")

    @precondition(lambda self: self.still_here() and len(self.apart()) > 1)
    @rule(data=st.data(), closes=st.booleans())
    def a_merge_that_is_taken_back_leaves_everything_as_it_was(self, data, closes):
        """Also when months are closed: then the way there and back stands in the open ones."""
        rollup.drain()
        before, (kept, folded) = self.rolled(), self.two(data)
        self.merges_them(kept, folded)
        self.a_month_goes_by(closes)
        self.tells_apart(folded)
        rollup.drain()
        assert self.rolled() == before

    @precondition(lambda self: self.still_here() and len(self.apart()) > 1)
    @rule(
        data=st.data(),
        kinds=st.lists(st.sampled_from(["visit", "workers", "licence", "books"]), min_size=1, max_size=3),
        closes=st.booleans(),
        closes_again=st.booleans(),
    )
    def what_comes_to_two_who_are_one_is_of_that_row_when_they_are_two_again(self, data, kinds, closes, closes_again):
        """Before the months are closed in which it is counted, or afterwards."""
        kept, folded = self.two(data)
        self.merges_them(kept, folded)
        self.a_month_goes_by(closes)
        for kind in kinds:
            self.something_comes(data, kind, self.some(data, [kept, folded], "row"))
        self.a_month_goes_by(closes_again)
        self.tells_apart(folded)
        self.stage.happened["told apart after more was recorded"] += 1
        self.stage.happened["told apart after a closing"] += closes or closes_again
        rollup.drain()
        self.look_at_postings()
        assert self.rolled() == self.truth()

    def something_comes(self, data, kind, person):
        """And is approved, where somebody approves it."""
        on = self.some(data, DAYS, "day")
        if kind == "visit":
            self.perform(self.visiting(person, self.stage.facilitator, HOME, on))
        elif kind == "workers":
            self.perform(self.decision(self.pays(person, on, 2), "approve"))
        else:
            self.completes_a_step(person, kind, on)
