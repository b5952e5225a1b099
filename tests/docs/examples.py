"""The examples of docs/counting.md: what a line of one does, and what a line of it expects."""

import re
from pathlib import Path

from okoce.core.months import Month, now, today
from participants import registration, rosters
from participants.models import Participant
from programs.models import Training
from programs.trainings import cancel_session
from reports import rollup
from reports.models import Period
from reports.summary import Question, counts
from tests import factories
from tests.factories import day
from tests.reports.reading import counted, entries

PAGE = Path(__file__).parents[2] / "docs" / "counting.md"
BLOCK = re.compile(r"^```example\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BASELINE = {"consented": True, "baseline": "no_business"}


def examples() -> list[str]:
    return BLOCK.findall(PAGE.read_text())


class Story:
    """The people and trainings of one example, by their letters."""

    def __init__(self):
        self.people: dict[str, Participant] = {}
        self.trainings: dict[str, Training] = {}
        self.numbers: dict[str, str] = {}

    def tell(self, line: str):
        for pattern, happens in HAPPENS.items():
            if said := re.fullmatch(pattern, line):
                happens(self, **said.groupdict())
                return
        raise ValueError(line)

    def answer(self, asked: str) -> list[str]:
        """What the system shows, as the lines of the example write it."""
        rollup.drain()
        if ledger := re.fullmatch(r"ledger of (\w+)", asked):
            return entries(ledger[1])
        if vintage := re.fullmatch(r"(\w+), (latest|first|adjustments)", asked):
            sign = "+" if vintage[2] == "adjustments" else ""
            first, last = Month(2017, 12), Month.of(today())
            rows = counts(Question(metrics=(vintage[1],), first=first, last=last, vintage=vintage[2]))
            return [f"{row['month']}: {row['value']:{sign}}" for row in rows]
        return counted(asked)

    def comes(self, letters, sex, born, home, on, known):
        said = {} if known.startswith("on a list since") else BASELINE
        sex = "female" if sex.startswith("wom") else "male"
        for letter in letters.split(", "):
            self.numbers[letter] = factories.nik(born=born, sex=sex)
            identity = {} if known.endswith("unknown") else {"nik": self.numbers[letter]}
            lives_in = None if home == "outside Jakarta" else home.removeprefix("in ")
            self.people[letter] = factories.calon(lives_in=lives_in, on=on, name=letter, **said, **identity)

    def shows_the_number(self, letter, on):
        person = self.people[letter]
        self._complete(person, registration.Particulars(name=person.name, nik=self.numbers[letter]), on)

    def consents(self, letter, on):
        person = self.people[letter]
        self._complete(person, registration.Particulars(name=person.name, **BASELINE), on)

    def _complete(self, person, said, on):
        registration.complete(by=factories.facilitator(), participant=person, said=said, on=day(on), today=today())

    def moves(self, letter, to, on):
        registration.record_move(
            by=factories.facilitator(),
            participant=self.people[letter],
            lives_in=factories.kecamatan(to),
            since=day(on),
            today=today(),
        )

    def is_corrected(self, letter, sex):
        Participant.objects.filter(pk=self.people[letter].pk).update(sex={"man": "male", "woman": "female"}[sex])

    def training(self, letter, kecamatan, sessions):
        said = [re.fullmatch(r"(\S+) for (\d+) minutes", session).groups() for session in sessions.split(", ")]
        meetings = [factories.meeting(on, minutes=int(minutes)) for on, minutes in said]
        self.trainings[letter] = factories.training(*meetings, kecamatan=kecamatan)

    def marks(self, letter, on, marks):
        session = self.trainings[letter].sessions.get(held_on=on)
        said = (mark.split(" ") for mark in marks.split(", "))
        statuses = {self.people[person].pk: status for person, status in said}
        rosters.mark(by=factories.facilitator(), session=session, statuses=statuses, at=now())

    def cancels(self, letter, on):
        cancel_session(by=factories.facilitator(), session=self.trainings[letter].sessions.get(held_on=on))

    def verifies(self, letter):
        factories.verified(Training.objects.get(pk=self.trainings[letter].pk))

    def closes(self, month):
        rollup.drain()
        final = {"status": Period.Status.FINAL, "first_closed_at": now()}
        Period.objects.update_or_create(month=Month.parse(month).first, defaults=final)


LETTER, DATE, CODE = "[A-Z]", r"\d{4}-\d\d-\d\d", r"\d\d\.\d\d\.\d\d"
HAPPENS = {
    rf"(?P<letters>{LETTER}(?:, {LETTER})*): (?P<sex>woman|women|man|men) born (?P<born>{DATE}), "
    rf"(?:lives|living) (?P<home>in {CODE}|outside Jakarta), "
    rf"(?P<known>(?:registered|on a list since) (?P<on>{DATE})(?:, identity unknown)?)": Story.comes,
    rf"(?P<letter>{LETTER}) shows the number on (?P<on>{DATE})": Story.shows_the_number,
    rf"(?P<letter>{LETTER}) consents on (?P<on>{DATE})": Story.consents,
    rf"(?P<letter>{LETTER}) moves to (?P<to>{CODE}) on (?P<on>{DATE})": Story.moves,
    rf"(?P<letter>{LETTER}) is a (?P<sex>man|woman)": Story.is_corrected,
    rf"training (?P<letter>{LETTER}) in (?P<kecamatan>{CODE}): (?P<sessions>.+)": Story.training,
    rf"(?P<letter>{LETTER}) on (?P<on>{DATE}): (?P<marks>{LETTER} .+)": Story.marks,
    rf"(?P<letter>{LETTER}) on (?P<on>{DATE}): cancelled": Story.cancels,
    rf"(?P<letter>{LETTER}) is verified": Story.verifies,
    r"(?P<month>\d{4}-\d\d) is closed": Story.closes,
}
