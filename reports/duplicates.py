"""Two people side by side: what is known of each, and in what they differ."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from okoce.accounts.models import User
from participants.matching import words_of
from participants.models import Distinction, Likeness, Merge, Participant
from reports.facts import Facts, facts_of, in_words


@dataclass(frozen=True)
class Row:
    """One thing as it is of each, and in a word how they stand to one another."""

    label: str
    kept: str
    folded: str
    word: str
    differs: bool


@dataclass(frozen=True)
class Pair:
    kept: Participant
    folded: Participant
    rows: list[Row]

    @property
    def differences(self) -> str:
        """In what they differ, in words; empty where nothing speaks against one person."""
        return ", ".join(row.label for row in self.rows if row.differs)

    @property
    def two_numbers(self) -> bool:
        return bool(self.kept.nik_fingerprint and self.folded.nik_fingerprint)


def pair_of(kept: Participant, folded: Participant) -> Pair:
    return Pair(kept, folded, list(_rows(facts_of(kept), facts_of(folded))))


@dataclass(frozen=True)
class Answer:
    """What became of a pair that waits no more: a merge, two who were told apart, or neither: they look alike no longer."""

    merge: Merge | None
    apart: Distinction | None


def answer_to(likeness: Likeness) -> Answer:
    keys = [likeness.first_id, likeness.second_id]
    merges = Merge.objects.filter(folded__in=keys, undone_at=None).select_related("kept__merged_into", "merged_by")
    apart = Distinction.objects.filter(first=likeness.first, second=likeness.second).select_related("said_by")
    return Answer(merges.first(), apart.first())


def elsewhere(user: User) -> int:
    """How many of the user's people look like somebody whom the user may not open: a number, and nothing of whom."""
    # Asked the same way whatever there is, so that nothing is told by how long it takes.
    mine = Participant.objects.looked_after_by(user).values("pk")
    first = Q(first__in=mine) & ~Q(second__in=mine)
    second = Q(second__in=mine) & ~Q(first__in=mine)
    ours = Likeness.objects.waiting().order_by()
    return ours.filter(first).values("first").union(ours.filter(second).values("second")).count()


def _home(facts: Facts) -> str:
    home = facts.residences[-1] if facts.residences else None
    return str(home.kecamatan or _("Outside Jakarta")) if home else ""


# What is compared word by word, each as it is of one.
PARTICULARS: list[tuple[object, Callable[[Facts], str]]] = [
    (gettext_lazy("Date of birth"), lambda facts: _day(facts.person.birth_date)),
    (gettext_lazy("Sex"), lambda facts: _sex(facts.person)),
    (gettext_lazy("Phone"), lambda facts: facts.person.phone),
    (gettext_lazy("Lives in"), _home),
    (gettext_lazy("Registered in"), lambda facts: str(facts.person.registered_in)),
    (gettext_lazy("Registered"), lambda facts: _day(facts.person.registered_on)),
    (gettext_lazy("Business at the start"), lambda facts: facts.person.get_baseline_display()),
    (gettext_lazy("Looked after by"), lambda facts: str(facts.person.facilitator)),
]
# What adds up, and is told without a word.
RECORDED: list[tuple[object, Callable[[Facts], int]]] = [
    (gettext_lazy("Trainings"), lambda facts: len(facts.trainings)),
    (gettext_lazy("Visits"), lambda facts: len(facts.visits)),
    (gettext_lazy("Steps"), lambda facts: len(facts.milestones)),
    (gettext_lazy("Reports of paid workers"), lambda facts: len(facts.job_reports)),
]


def _rows(kept: Facts, folded: Facts) -> Iterator[Row]:
    yield Row(_("Name"), kept.person.name, folded.person.name, *_word(*map(_words, (kept, folded))))
    yield from _numbers(kept.person, folded.person)
    # What is known of neither tells nothing of the two.
    for label, of in PARTICULARS:
        one, other = of(kept), of(folded)
        if one or other:
            yield Row(str(label), one, other, *_word(one, other))
    for label, number in RECORDED:
        if number(kept) or number(folded):
            yield Row(str(label), str(number(kept)), str(number(folded)), "", differs=False)
    if kept.case or folded.case:
        yield Row(_("Case of a new entrepreneur"), _case(kept), _case(folded), "", differs=False)


def _numbers(kept: Participant, folded: Participant) -> Iterator[Row]:
    """Of two numbers the ends are shown; a number is one person's alone, so that two always differ."""
    if kept.nik_tail and folded.nik_tail:
        yield Row(_("NIK"), kept.nik_masked, folded.nik_masked, pgettext("two people", "differs"), differs=True)
    elif kept.nik_tail or folded.nik_tail:
        yield Row(_("NIK"), kept.nik_masked, folded.nik_masked, *_word(kept.nik_masked, folded.nik_masked))


def _word(one: str, other: str) -> tuple[str, bool]:
    if one == other:
        return (pgettext("two people", "the same") if one else ""), False
    if one and other:
        return pgettext("two people", "differs"), True
    return pgettext("two people", "known of one"), False


def _words(facts: Facts) -> str:
    """The name, however it is written."""
    return " ".join(sorted(words_of(facts.person.name)))


def _day(day: datetime.date | None) -> str:
    return in_words(day) if day else ""


def _sex(person: Participant) -> str:
    return "" if person.sex == Participant.Sex.UNKNOWN else person.get_sex_display()


def _case(facts: Facts) -> str:
    return facts.case.get_state_display() if facts.case else "–"
