"""A small city that lives through nine months by chance, the same one each time, and what was true after each step of it.

Months are closed in their order and one is opened again; people are merged and told apart, move, are corrected and revoked;
what was approved is sent back; money is planned, committed and paid; a second definition comes in the middle.
"""

import contextlib
import datetime
import random
import uuid
from dataclasses import dataclass, field

import time_machine

from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA, Month, now
from participants import merging
from participants.followups import record_follow_up
from participants.models import Entrepreneur, Match, Participant
from participants.reconciling import deciding
from programs.models import Expense, Training
from reports import checking, definitions, reopening, rollup
from reports.models import Closing
from tests import factories
from tests.factories import ELSEWHERE, FAR, HOME, OUTSIDE, day
from tests.participants import listing
from tests.reports.closed import closed
from tests.reports.recount import Thresholds
from tests.reports.shown.memory import Memory

FIRST, LAST = Month(2017, 12), Month(2018, 8)
# At ten in the morning, when everything is over.
TODAY = datetime.datetime(2018, 8, 20, 10, tzinfo=JAKARTA)
EARLY = [Month(2017, 12), Month(2018, 1)]
REOPENED = Month(2018, 2)
SECOND, NAMED_FROM = "COBA-1", Month(2018, 6)
HOMES = [HOME, HOME, HOME, ELSEWHERE, ELSEWHERE, FAR, FAR, OUTSIDE]
PLACES = [HOME, HOME, ELSEWHERE, FAR]
AGENCIES = ["DPPKUKM", "DISNAKER", "DKPKP"]


@dataclass
class City:
    """What happens by the seed; `memory` is what was true."""

    seed: int = 2018
    memory: Memory = field(default_factory=Memory)
    people: list[Participant] = field(default_factory=list)
    # Those who traded early, to whom nothing else happens.
    early: list[Participant] = field(default_factory=list)

    def __post_init__(self):
        self.chance = random.Random(self.seed)

    def live(self):
        """All of it, month by month; returns itself."""
        with at(FIRST, 1):
            self.staff = factories.user(Role.STAFF, name="Staf kota")
            self.colleague = factories.user(Role.STAFF, name="Rekan kota")
            self.facilitators = {
                code: factories.user(kecamatan=(code,), since="2017-12-01", name=f"Pendamping {word(number)}")
                for number, code in enumerate(dict.fromkeys(PLACES))
            }
            self.checker, self.approver, self.mover = factories.verifier(), factories.approver(), factories.approver()
        for month in FIRST.until(LAST):
            self.lives_through(month)
        return self

    def lives_through(self, month):
        with at(month, 10):
            # The last but one waits for its closing.
            if FIRST < month < LAST:
                self.closes(month + -1)
            self.registers(month, 3)
            self.climb(month)
            if month in EARLY:
                self.begins_to_trade(month)
            self.counts()
            self.approves_cases()
            self.counts()
        with at(month, 20 if month == LAST else 27):
            self.works(month)
            self.counts()
            self.approves_cases()
            if month > FIRST:
                self.goes_wrong(month)
            if month == LAST:
                self.is_looked_into()
            self.counts()
        if month == Month(2018, 4):
            with at(month, 28):
                self.another_definition_comes()
        if month == Month(2018, 5):
            with at(month, 29):
                self.opens_again(REOPENED)

    def counts(self):
        """Everything that happened is counted, and remembered as it is then."""
        rollup.drain()
        self.memory.look()

    def closes(self, month):
        self.counts()
        checking.check(at=now())
        closed(str(month), at=now())
        self.memory.was_closed(month)

    def opens_again(self, month):
        """Something is mended in it, and it is closed anew."""
        asked = reopening.ask(
            by=self.staff, closing=Closing.objects.get(month=month.first), reason="Satu daftar terlewat", at=now()
        )
        reopening.confirm(by=self.colleague, reopening=asked, at=now())
        self.memory.was_opened(month)
        self.registers(month, 2)
        self.pays(month)
        self.counts()
        self.closes(month)

    def another_definition_comes(self):
        """One visit is enough for it, and half of a training; it is named from June on."""
        asked = {"attendance_percent": 50, "visit_days": 1, "licence_types": ["NIB", "IUMK"]}
        said = definitions.NewDefinition(code=SECOND, source="Rapat", reason="Ambang lain", **asked)
        made = definitions.add_definition(by=self.staff, said=said)
        self.memory.comes(Thresholds(SECOND, 50, 1, frozenset(["NIB", "IUMK"])), made.revision_id)
        self.counts()
        named = {"definition": made, "from_month": NAMED_FROM, "reason": "Keputusan rapat"}
        definitions.name_headline(by=self.staff, **named)
        self.memory.was_named()
        self.memory.look()

    # A month's work.

    def works(self, month):
        self.registers(month, self.chance.randint(5, 11))
        for place in self.chance.sample(PLACES, 2):
            self.trains(month, place)
        self.visits(month)
        self.climb(month)
        self.pays(month)

    def registers(self, month, number):
        for _ in range(number):
            home = self.chance.choice(HOMES)
            somebody = factories.person(
                by=self.at(home),
                lives_in=home,
                on=self.day(month),
                born=f"{self.chance.choice([1958, 1968, 1979, 1988, 1996])}-06-01",
                sex=self.chance.choice(["female", "male"]),
                name=f"Orang {word(len(self.people))}",
                **self.chance.choice([{}, {}, {}, {"baseline": "unlicensed", "baseline_workers": 1}]),
            )
            if len(self.people) % 3 == 0:
                here = HOME if home == OUTSIDE else home
                sector = "CGI"[len(self.people) // 3 % 3]
                factories.business(somebody, by=self.at(home), kecamatan=here, sector=sector)
            self.people.append(somebody)

    def begins_to_trade(self, month):
        """Three people who count at once: long enough ago to be asked whether they still trade."""
        for place in (HOME, HOME, ELSEWHERE):
            number = len(self.early)
            somebody = factories.person(
                by=self.at(place), lives_in=place, on=f"{month}-02", name=f"Awal {word(number)}"
            )
            for date in ("03", "04"):
                factories.visit(somebody, on=f"{month}-{date}", by=self.at(place), kecamatan=place)
            factories.approved(factories.licence(somebody, by=self.at(place), issued=f"{month}-05"), by=self.checker)
            seen = {"on": f"{month}-06", "by": self.at(place), "kecamatan": place, "confirms_trading": True}
            factories.approved(factories.visit(somebody, **seen), by=self.checker)
            self.early.append(somebody)

    def is_looked_into(self):
        """What looked wrong, of a day that is over and of one that is to come; and who still trades."""
        factories.finding(kecamatan=ELSEWHERE, on="2018-08-01")
        factories.finding(kecamatan=FAR, on="2018-08-18")
        for somebody, outcome in zip(self.early, ["trading", "closed", "unreachable"], strict=False):
            place = somebody.registered_in_id
            asking = {"by": self.at(place), "id": self.key(), "participant": somebody, "months": 6}
            begun = Month.of(somebody.registered_on) + 7
            record_follow_up(**asking, due_on=begun.first, asked_on=day("2018-08-17"), outcome=outcome, at=now())
        seen = {"on": "2018-08-16", "by": self.at(ELSEWHERE), "kecamatan": ELSEWHERE, "confirms_trading": True}
        factories.approved(factories.visit(self.early[5], **seen), by=self.checker)
        self.another_office_knows()

    def another_office_knows(self):
        """Three people on a list with somebody else: one is licensed by it, one was before registering, one waits."""
        numbers = [factories.nik() for _ in range(3)]
        for number in numbers:
            factories.person(by=self.at(HOME), lives_in=HOME, on="2018-08-03", nik=number, name="Orang Daftar")
        days = ["10-08-2018", "02-07-2018", "11-08-2018"]
        lines = [
            listing.line(nik=number, number=f"81200012345{at}", issued=on)
            for at, (number, on) in enumerate(zip(numbers, days, strict=True))
        ]
        known = listing.load(
            *lines, listing.line(nik=factories.nik(), number="9"), by=self.colleague, as_of="2018-08-15"
        )
        for match in Match.objects.filter(line__list=known).order_by("line__number")[:2]:
            deciding.confirm(by=self.checker, match=match, at=now())

    def trains(self, month, place):
        where = factories.training(
            *(
                factories.meeting(self.day(month), starts=hour)
                for hour in ("08:00", "13:00")[: self.chance.randint(1, 2)]
            ),
            by=self.facilitators[place],
            kecamatan=place,
        )
        # By each of three agencies in turn.
        agency = AGENCIES[Training.objects.count() % len(AGENCIES)]
        Training.objects.filter(pk=where.pk).update(agency=agency)
        where.refresh_from_db()
        came = self.chance.sample(self.people, min(len(self.people), self.chance.randint(9, 16)))
        for session in where.sessions.all():
            factories.attend(session, *self.chance.sample(came, max(1, len(came) - self.chance.randint(0, 2))))
        if self.chance.random() < 0.85:
            factories.verified(where, by=self.checker)

    def visits(self, month):
        for somebody in self.some(0.3):
            for _ in range(self.chance.randint(1, 3)):
                place = self.chance.choice(PLACES)
                trading = self.chance.random() < 0.3
                made = factories.visit(
                    somebody,
                    on=self.day(month),
                    by=self.facilitators[place],
                    kecamatan=place,
                    confirms_trading=trading,
                )
                if trading and self.chance.random() < 0.8:
                    factories.approved(made, by=self.checker)

    def climb(self, month):
        for somebody in self.some(0.25):
            make = self.chance.choice([factories.licence, factories.licence, factories.market, factories.capital])
            said = {"issued" if make is factories.licence else "on": self.day(month)}
            self.checks(make(somebody, by=self.at(None), **said))
        if month > FIRST:
            for somebody in self.some(0.1):
                self.checks(factories.books(somebody, by=self.at(None), month=str(month + -1)))
        for somebody in self.some(0.12):
            numbers = {"full_time": self.chance.randint(1, 3), "part_time": self.chance.randint(0, 2)}
            self.checks(factories.workers(somebody, by=self.at(None), on=self.day(month), **numbers))

    def checks(self, record):
        if self.chance.random() < 0.85:
            factories.approved(record, by=self.checker)

    def pays(self, month):
        for _ in range(4):
            said = {
                "kecamatan": self.chance.choice(PLACES),
                "item": self.chance.choice([item for item, _label in Expense.Item.choices]),
                "stage": self.chance.choice(["planned", "committed", "paid", "paid", "paid"]),
                "rupiah": self.chance.randint(100, 9_000) * 1_000 + 7,
            }
            factories.expense(by=self.staff, month=month, **said)

    def approves_cases(self):
        for case in Entrepreneur.objects.filter(state="submitted").order_by("participant__registered_on", "pk"):
            if self.chance.random() < 0.8:
                factories.approved(case, by=self.approver)

    def goes_wrong(self, month):
        """In months that were closed, too."""
        self.revokes()
        self.moves(month)
        self.merges(month)

    def revokes(self):
        checked = [
            record
            for somebody in self.people
            for record in (*somebody.milestones.all(), *somebody.job_reports.all())
            if record.state == "verified"
        ]
        for record in self.chance.sample(checked, min(len(checked), 2)):
            undo = self.chance.choice([factories.revoked, factories.returned])
            undo(record, by=self.checker)

    def moves(self, month):
        if month.first.month % 3 == 0:
            stay = [one for one in self.people if one.residences.exclude(kecamatan=FAR).count() == 1]
            somebody = self.chance.choice(stay)
            factories.moved(somebody, to=FAR, since=month.first.replace(day=19), by=self.mover)

    def merges(self, month):
        """Two are one; in April they are two again."""
        if month in {Month(2018, 1), Month(2018, 4), Month(2018, 6)}:
            kept, folded = self.people.pop(0), self.people.pop(0)
            kept, folded = (Participant.objects.get(pk=one.pk) for one in (kept, folded))
            made = merging.merge(
                by=self.checker, id=self.key(), kept=kept, folded=folded, because="Kartunya sama", at=now()
            )
            if month == Month(2018, 4):
                self.counts()
                merging.unmerge(by=self.checker, merge=made, because="Ternyata dua orang", at=now())

    # Chance.

    def some(self, share):
        return [one for one in self.people if self.chance.random() < share]

    def day(self, month):
        """One of it that is over."""
        return str(month.first + datetime.timedelta(days=self.chance.randint(0, now().astimezone(JAKARTA).day - 2)))

    def at(self, place):
        return self.facilitators.get(place, self.facilitators[HOME])

    def key(self):
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)


def word(number):
    """A name without a digit: every digit on a page is one of its numbers."""
    return "".join(chr(ord("A") + int(digit)) for digit in str(number))


@contextlib.contextmanager
def at(month, day):
    """That morning, also for what is posted."""
    then = datetime.datetime.combine(month.first.replace(day=day), datetime.time(10), JAKARTA)
    with time_machine.travel(then, tick=False), rollup.posted_as_of(then):
        yield
