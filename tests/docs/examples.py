"""The language of the examples of docs/counting.md and of tests/stories/: what a line does, and what a line expects."""

import re
from pathlib import Path
from typing import NamedTuple

from django.db.models import Model, Sum

from okoce.accounts.models import User
from okoce.core.months import Month, now, today
from participants import businesses, entrepreneurs, milestones, registration, rosters
from participants.models import Entrepreneur, Participant
from programs.models import Training
from programs.trainings import cancel_session
from reports import rollup
from reports.contributions import PERSON_METRICS
from reports.definitions import name_headline, named_in
from reports.models import Definition, LedgerEntry
from reports.summary import Question, counts, summary
from tests import factories
from tests.factories import day
from tests.reports.closed import closed
from tests.reports.reading import counted, entries

PAGE = Path(__file__).parents[2] / "docs" / "counting.md"
BLOCK = re.compile(r"^```example\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BASELINE = {"consented": True, "baseline": "no_business"}
TRADING = {"trading without a licence": "unlicensed", "trading with a licence": "licensed"}
MODES = {"": "in_person", " by phone": "phone", " online": "online"}
# What verifiers decide, in the words of a story.
DECISIONS = {"approved": factories.approved, "sent back": factories.returned, "revoked": factories.revoked}


def examples() -> list[str]:
    return BLOCK.findall(PAGE.read_text())


class Told(NamedTuple):
    """A record that a line made: whose, what the story calls it, its day."""

    letter: str
    words: set[str]
    on: str
    record: Model


class Story:
    """The people, trainings, facilitators and records of one example, by their letters."""

    def __init__(self, text: str = ""):
        self.people: dict[str, Participant] = {}
        self.trainings: dict[str, Training] = {}
        self.facilitators: dict[str, User] = {}
        self.numbers: dict[str, str] = {}
        self.records: list[Told] = []
        self.goes_on(text)

    def goes_on(self, text: str):
        for line in filter(None, map(str.strip, text.splitlines())):
            self.tell(line)

    def tell(self, line: str):
        for pattern, happens in HAPPENS.items():
            if said := re.fullmatch(pattern, line):
                happens(self, **said.groupdict())
                return
        raise ValueError(line)

    def answer(self, asked: str) -> list[str]:
        """What the system shows, as the lines of the example write it."""
        rollup.drain()
        if ledger := re.fullmatch(r"ledger of (\S+)", asked):
            return entries(ledger[1])
        if reasons := re.fullmatch(r"reasons of (\S+)", asked):
            rows = LedgerEntry.objects.filter(metric=reasons[1]).order_by("pk")
            return list(rows.values_list("reason", flat=True))
        if vintage := re.fullmatch(r"(\w+), (latest|first|adjustments)", asked):
            sign = "+" if vintage[2] == "adjustments" else ""
            first, last = Month(2017, 12), Month.of(today())
            rows = counts(Question(metrics=(vintage[1],), first=first, last=last, vintage=vintage[2]))
            return [f"{row['month']}: {row['value']:{sign}}" for row in rows]
        if headline := re.fullmatch(r"headline (reads|of \S+) in (\S+)", asked):
            return [self.headline(headline[1], Month.parse(headline[2]))]
        if asked == "cases":
            return [
                letter for letter, one in self.people.items() if Entrepreneur.objects.filter(participant=one).exists()
            ]
        return counted(asked)

    def headline(self, said: str, month: Month) -> str:
        """Which definition it reads; or by one of them, its number."""
        if said == "reads":
            return named_in(month).code
        shown = summary(month, Definition.objects.get(pk=said.removeprefix("of ")))
        return str(shown["headline"]["month"]["value"])

    def rungs(self, letter: str) -> list[str]:
        """Every rung of the person as the ledger has it, oldest first: "licensed 2018-04 31.74.01"."""
        rollup.drain()
        mine = LedgerEntry.objects.filter(source_id=self.people[letter].pk, metric__in=PERSON_METRICS)
        sums = mine.values_list("metric", "month", "kecamatan").annotate(value=Sum("delta")).exclude(value=0)
        rows = sorted(sums, key=lambda row: (row[1], PERSON_METRICS.index(row[0])))
        return [
            f"{metric} {month:%Y-%m} {kecamatan}" + ("" if value == 1 else f": {value}")
            for metric, month, kecamatan, value in rows
        ]

    # People

    def comes(self, letters, sex, name, born, home, on, known, trading, paid):
        said = {} if known.startswith("on a list since") else BASELINE
        if trading:
            said = said | {"baseline": TRADING[trading], "baseline_workers": int(paid or 0)}
        sex = "female" if sex.startswith("wom") else "male"
        for letter in letters.split(", "):
            self.numbers[letter] = factories.nik(born=born, sex=sex)
            identity = {} if known.endswith("unknown") else {"nik": self.numbers[letter]}
            lives_in = None if home == "outside Jakarta" else home.removeprefix("in ")
            self.people[letter] = factories.calon(lives_in=lives_in, on=on, name=name or letter, **said, **identity)

    def shows_the_number(self, letter, on):
        person = self.people[letter]
        self._complete(person, registration.Particulars(name=person.name, nik=self.numbers[letter]), on)

    def consents(self, letter, on):
        person = self.people[letter]
        self._complete(person, registration.Particulars(name=person.name, **BASELINE), on)

    def _complete(self, person, said, on):
        registration.complete(by=factories.facilitator(), participant=person, said=said, on=day(on), today=today())

    def moves(self, letter, to, on):
        factories.moved(self.people[letter], to=None if to == "outside Jakarta" else to, since=on)

    def is_corrected(self, letter, sex):
        Participant.objects.filter(pk=self.people[letter].pk).update(sex={"man": "male", "woman": "female"}[sex])

    # Trainings

    def training(self, letter, kecamatan, by, sessions):
        said = [re.fullmatch(r"(\S+) for (\d+) minutes", session).groups() for session in sessions.split(", ")]
        meetings = [factories.meeting(on, minutes=int(minutes)) for on, minutes in said]
        self.trainings[letter] = factories.training(*meetings, kecamatan=kecamatan, by=self._facilitator(by))

    def marks(self, letter, on, marks):
        session = self.trainings[letter].sessions.get(held_on=on)
        said = (mark.split(" ") for mark in marks.split(", "))
        statuses = {self.people[person].pk: status for person, status in said}
        rosters.mark(by=factories.facilitator(), session=session, statuses=statuses, at=now())

    def cancels(self, letter, on):
        cancel_session(by=factories.facilitator(), session=self.trainings[letter].sessions.get(held_on=on))

    def verifies(self, letter):
        factories.verified(Training.objects.get(pk=self.trainings[letter].pk))

    def revokes(self, letter):
        factories.revoked(self.trainings[letter])

    # Visits, milestones, workers, money

    def is_visited(self, letters, on, kecamatan, mode, trading, by=None):
        for letter in letters.split(", "):
            visit = factories.visit(
                self.people[letter],
                on=on,
                by=self._facilitator(by),
                kecamatan=kecamatan or factories.HOME,
                mode=MODES[mode or ""],
                confirms_trading=bool(trading),
            )
            self._keep(letter, {"visit"}, on, visit)

    def has_a_licence(self, letter, licence_type, on, another, until, business):
        licence = factories.licence(
            self.people[letter],
            licence_type=licence_type,
            issued=on,
            own_name=not another,
            lapses_on=until,
            business=self.people[letter].businesses.get() if business else None,
        )
        self._keep(letter, {"licence", licence_type}, on, factories.handed_in(licence))

    def applies_for_a_licence(self, letter, licence_type, on):
        licence = factories.licence(self.people[letter], licence_type=licence_type, issued=None, entered_on=on)
        self._keep(letter, {"licence", licence_type}, on, licence)

    def sells(self, letter, on):
        self._keep(letter, {"market"}, on, factories.handed_in(factories.market(self.people[letter], on=on)))

    def finishes_books(self, letter, month, on):
        books = factories.books(self.people[letter], month=month, on=on)
        self._keep(letter, {"books"}, on, factories.handed_in(books))

    def applies_for_capital(self, letter, amount, on):
        capital = factories.capital(self.people[letter], on=None, amount=int(amount), entered_on=on)
        self._keep(letter, {"capital"}, on, capital)

    def is_paid_capital(self, letter, amount, on):
        capital = factories.capital(self.people[letter], on=on, amount=int(amount))
        self._keep(letter, {"capital"}, on, factories.handed_in(capital))

    def capital_is_paid_out(self, letter, on):
        capital = self._told("capital", letter)
        said = {name: getattr(capital, name) for name in ("entered_on", "name", "amount")}
        milestones.change(
            by=factories.facilitator(),
            milestone=capital,
            said=milestones.MilestoneFacts(**said, completed_on=day(on)),
            today=today(),
        )
        milestones.hand_in(by=factories.facilitator(), milestone=capital, at=now())

    def pays(self, letter, full_time, part_time, on):
        report = factories.workers(
            self.people[letter], on=on, full_time=int(full_time or 0), part_time=int(part_time or 0)
        )
        self._keep(letter, {"report"}, on, report)

    def own_a_business(self, letter, other):
        business = factories.business(self.people[letter])
        businesses.add_owner(by=factories.facilitator(), business=business, owner=self.people[other])

    def closes_the_business(self, letter, on):
        business = self.people[letter].businesses.get()
        said = {name: getattr(business, name) for name in ("name", "sector", "kecamatan", "kelurahan", "started_on")}
        businesses.change_business(
            by=factories.facilitator(),
            business=business,
            said=businesses.BusinessFacts(**said, closed_on=day(on)),
            today=today(),
        )

    def is_spent(self, rupiah, stage, item, kecamatan, month):
        stage = {"spent on": "paid"}.get(stage, stage.removesuffix(" for"))
        factories.expense(month=Month.parse(month), kecamatan=kecamatan, item=item, rupiah=int(rupiah), stage=stage)

    # What others decide

    def is_decided(self, word, letters, on, decision):
        for letter in letters.split(", "):
            DECISIONS[decision](self._told(word.removesuffix("s") if word == "licences" else word, letter, on))

    def case_is_decided(self, letter, decision):
        rollup.drain()
        DECISIONS[decision](Entrepreneur.objects.get(participant=self.people[letter]))

    def case_is_handed_in(self, letter):
        case = Entrepreneur.objects.get(participant=self.people[letter])
        entrepreneurs.hand_in_again(by=factories.facilitator(), entrepreneur=case, at=now())

    def closes(self, month):
        closed(month)

    def thresholds_are_set(self, code, percent, days, types):
        asked = {"attendance_percent": int(percent), "visit_days": int(days), "licence_types": types.split(" or ")}
        factories.definition(code, **asked)

    def headline_is_named(self, code, month):
        named = Definition.objects.get(pk=code)
        name_headline(by=factories.user("staff"), definition=named, from_month=Month.parse(month), reason="-")

    # By their letters

    def _facilitator(self, letter: str | None) -> User:
        if letter is None:
            return factories.facilitator()
        if letter not in self.facilitators:
            self.facilitators[letter] = factories.user(name=letter)
        return self.facilitators[letter]

    def _keep(self, letter: str, words: set[str], on: str, record: Model):
        self.records.append(Told(letter, words, on, record))

    def _told(self, word: str, letter: str, on: str | None = None) -> Model:
        """The one record of the person that the story calls so, as it is now."""
        [record] = [
            told.record
            for told in self.records
            if told.letter == letter and word in told.words and on in (None, told.on)
        ]
        return type(record).objects.get(pk=record.pk)


LETTER, DATE, CODE = "[A-Z]", r"\d{4}-\d\d-\d\d", r"\d\d\.\d\d\.\d\d"
LETTERS, LICENCE = rf"{LETTER}(?:, {LETTER})*", "[A-Z]{3,}"
VISIT = rf" on (?P<on>{DATE})(?: in (?P<kecamatan>{CODE}))?(?P<mode> by phone| online)?(?P<trading> and seen trading)?"
HAPPENS = {
    rf"(?P<letters>{LETTERS}): (?P<sex>woman|women|man|men)(?: named (?P<name>\w+))? born (?P<born>{DATE}), "
    rf"(?:lives|living) (?P<home>in {CODE}|outside Jakarta), "
    rf"(?P<known>(?:registered|on a list since) (?P<on>{DATE})(?:, identity unknown)?)"
    rf"(?:, (?P<trading>{'|'.join(TRADING)}))?(?:, paying (?P<paid>\d+) workers?)?": Story.comes,
    rf"(?P<letter>{LETTER}) shows the number on (?P<on>{DATE})": Story.shows_the_number,
    rf"(?P<letter>{LETTER}) consents on (?P<on>{DATE})": Story.consents,
    rf"(?P<letter>{LETTER}) moves to (?P<to>{CODE}|outside Jakarta) on (?P<on>{DATE})": Story.moves,
    rf"(?P<letter>{LETTER}) is a (?P<sex>man|woman)": Story.is_corrected,
    rf"training (?P<letter>{LETTER}) in (?P<kecamatan>{CODE})(?: led by (?P<by>{LETTER}))?: (?P<sessions>.+)": (
        Story.training
    ),
    rf"(?P<letter>{LETTER}) on (?P<on>{DATE}): (?P<marks>{LETTER} .+)": Story.marks,
    rf"(?P<letter>{LETTER}) on (?P<on>{DATE}): cancelled": Story.cancels,
    rf"(?P<letter>{LETTER}) is verified": Story.verifies,
    rf"(?P<letter>{LETTER}) is revoked": Story.revokes,
    rf"(?P<letters>{LETTERS}) (?:is|are) visited{VISIT}": Story.is_visited,
    rf"(?P<by>{LETTER}) visits (?P<letters>{LETTERS}){VISIT}": Story.is_visited,
    rf"(?P<letter>{LETTER}) has an? (?P<licence_type>{LICENCE}) issued (?P<on>{DATE})(?P<another> in another name)?"
    rf"(?: until (?P<until>{DATE}))?(?P<business> for the business)?": Story.has_a_licence,
    rf"(?P<letter>{LETTER}) applies for an? (?P<licence_type>{LICENCE}) on (?P<on>{DATE})": Story.applies_for_a_licence,
    rf"(?P<letter>{LETTER}) sells at a market on (?P<on>{DATE})": Story.sells,
    rf"(?P<letter>{LETTER}) finishes the books of (?P<month>\d{{4}}-\d\d) on (?P<on>{DATE})": Story.finishes_books,
    rf"(?P<letter>{LETTER}) applies for Rp (?P<amount>\d+) of capital on (?P<on>{DATE})": Story.applies_for_capital,
    rf"(?P<letter>{LETTER}) is paid Rp (?P<amount>\d+) of capital on (?P<on>{DATE})": Story.is_paid_capital,
    rf"the capital of (?P<letter>{LETTER}) is paid out on (?P<on>{DATE})": Story.capital_is_paid_out,
    rf"(?P<letter>{LETTER}) pays (?:(?P<full_time>\d+) workers? full time)?(?: and )?"
    rf"(?:(?P<part_time>\d+)(?: workers?)? part time)? on (?P<on>{DATE})": Story.pays,
    rf"(?P<letter>{LETTER}) and (?P<other>{LETTER}) own a business": Story.own_a_business,
    rf"(?P<letter>{LETTER}) closes the business on (?P<on>{DATE})": Story.closes_the_business,
    rf"Rp (?P<rupiah>\d+) is (?P<stage>spent on|planned for|committed for) (?P<item>\w+) in (?P<kecamatan>{CODE}) in (?P<month>\d{{4}}-\d\d)": (
        Story.is_spent
    ),
    rf"the (?P<word>visit|licences?|{LICENCE}|market|books|capital|report) (?:of|to) (?P<letters>{LETTERS})"
    rf"(?: (?:of|on) (?P<on>{DATE}))? (?:is|are) (?P<decision>{'|'.join(DECISIONS)})": Story.is_decided,
    rf"(?P<letter>{LETTER})'s case is (?P<decision>{'|'.join(DECISIONS)})": Story.case_is_decided,
    rf"(?P<letter>{LETTER})'s case is handed in again": Story.case_is_handed_in,
    r"(?P<month>\d{4}-\d\d) is closed": Story.closes,
    r"the headline reads (?P<code>\S+) from (?P<month>\d{4}-\d\d) on": Story.headline_is_named,
    r"thresholds (?P<code>\S+): (?P<percent>\d+) % of the minutes, (?P<days>\d+) days? of visits, (?P<types>.+)": (
        Story.thresholds_are_set
    ),
}
