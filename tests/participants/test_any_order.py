"""What two phones kept while they had no line, up to thirty days old: whatever arrives when, and how often, it ends alike.

A history is drawn, what it means is said in plain Python, and it arrives twice: in the order in which it was typed, and
in any other, each thing one to three times. What comes before the thing it is about is sent again, as a phone does it.
"""

import copy
import datetime
import os
import uuid
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okoce.accounts.models import Sent
from okoce.core.months import now, today
from participants.models import Attendance, Enrolment, Participant, Visit
from programs.models import Agency, Curriculum, Training, TrainingSession
from tests import factories
from tests.factories import HOME, meeting, nik, user

pytestmark = pytest.mark.django_db

LONG = os.environ.get("OKOCE_LONG") == "yes"
LATEST = 30
FORM = "application/x-www-form-urlencoded"
WORDS = ["present", "late", "excused", "sick", "absent"]
KINDS = ["log", "register", "join", "mark", "mark", "mark", "rest", "visit"]
DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
# Who is known before: the first of them was marked at the session that was, and all of them are on its training's list.
KNOWN = 3


def key(*words):
    """The same id for the same thing, so that both deliveries make the same records."""
    return uuid.uuid5(uuid.NAMESPACE_OID, " ".join(str(word) for word in words))


def letters(number):
    """A name that no other looks like."""
    return "".join(chr(ord("a") + int(digit)) * 3 for digit in f"{number:04}").title()


@dataclass
class Roster:
    """A training with the session that is marked, as a phone knows it before the server does."""

    training: uuid.UUID
    session: uuid.UUID
    day: datetime.date
    by: object
    makers: set = field(default_factory=set)
    # Whom the list has, by what put them there; their marks by name, in the order of the taps; who is present for all that.
    listed: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)
    assumed: set = field(default_factory=set)

    @property
    def address(self):
        return f"/trainings/{self.training}/sessions/{self.session}/"

    def status(self, person):
        return self.marks.get(person) or ("present" if person in self.assumed else "")


@dataclass
class Draft:
    """A form that waits on a phone under an id of its own."""

    id: uuid.UUID
    path: str
    said: dict

    def reaches(self, browser):
        """Whether the server has it; what it makes twice is told as what it made once."""
        body = urlencode(self.said)
        headers = {"okoce-draft": f"{self.id}", "okoce-author": f"{browser.author.pk}"}
        known = Sent.objects.filter(pk=self.id).exists()
        answer = browser.post(self.path, body, content_type=FORM, headers=headers)
        if answer.status_code != 200:
            assert answer.status_code in (404, 409, 422), answer.content
            return False
        told = answer.json()
        assert (told["outcome"], told["id"], told["replayed"]) == ("kept", f"{self.id}", known)
        return True


@dataclass
class Tap:
    """A mark of somebody, or of whoever is not marked: it waits for the drafts that put its people on the list."""

    roster: Roster
    said: dict
    after: list
    ago_of: uuid.UUID | None
    tapped: datetime.datetime

    def reaches(self, browser):
        if not all(Sent.objects.filter(pk=one.id).exists() for one in self.after):
            return False
        said = dict(self.said)
        if self.ago_of:
            said[f"ago.{self.ago_of}"] = (now() - self.tapped) // datetime.timedelta(milliseconds=1)
        answer = browser.post(f"{self.roster.address}roster/", said, headers={"hx-request": "true"})
        assert answer.status_code == 200, answer.content
        return True


class History:
    """What was typed, in its order, and what has to be true once all of it arrived."""

    def __init__(self, users, there):
        self.users, self.events = users, []
        self.rosters = [there]
        self.people = dict.fromkeys(there.listed)
        self.visits = []

    def happens(self, kind, phone, which, whom, word):
        by, moment = self.users[phone], now() - LATEST * DAY + len(self.events) * MINUTE
        roster = self.rosters[which % len(self.rosters)]
        if arrives := getattr(self, kind)(by, roster, whom, word, moment):
            self.events.append((phone, arrives))

    def draft(self, path, **said):
        return Draft(key("draft", len(self.events)), path, said)

    def log(self, by, _roster, _whom, _word, _moment):
        number = len(self.rosters)
        day = today() - (LATEST - number) * DAY
        made = Roster(key("training", number), key("session", number), day, by, {by})
        self.rosters.append(made)
        said = {"id": made.training, "session": made.session, "held_on": day, "starts_at": "09:00", "ends_at": "12:00"}
        what = {"curriculum": Curriculum.objects.first().pk, "agency": Agency.objects.first().pk}
        return self.draft("/trainings/new/", **said, kecamatan=HOME, place=letters(number), **what)

    def register(self, by, roster, _whom, _word, _moment):
        number = len(self.people)
        person = key("person", number)
        self.people[person] = by
        said = {"id": person, "name": letters(number), "nik": nik(born=f"19{60 + number}-02-03"), "lives_in": HOME}
        said |= {"baseline": "no_business", "consented": "on", "registered_on": roster.day}
        return self.lists(by, roster, person, self.draft(f"{roster.address}people/new/", **said))

    def join(self, by, roster, whom, _word, _moment):
        person = list(self.people)[whom % len(self.people)]
        return self.lists(by, roster, person, self.draft(f"{roster.address}join/", participant=person))

    def lists(self, by, roster, person, draft):
        roster.listed.setdefault(person, draft)
        roster.assumed.add(person)
        roster.makers.add(by)
        return draft

    def mark(self, by, roster, whom, word, moment):
        if not roster.listed:
            return None
        person = list(roster.listed)[whom % len(roster.listed)]
        roster.marks[person] = word
        roster.makers.add(by)
        return self.tap(roster, {f"mark.{person}": word}, [person], person, moment)

    def rest(self, by, roster, _whom, _word, moment):
        those = [person for person in roster.listed if not roster.status(person)]
        if not those:
            return None
        roster.assumed |= set(those)
        roster.makers.add(by)
        return self.tap(roster, {"rest": "present", **{f"was.{person}": "" for person in those}}, those, None, moment)

    def tap(self, roster, said, people, ago_of, moment):
        return Tap(roster, said, [roster.listed[one] for one in people if roster.listed[one]], ago_of, moment)

    def visit(self, by, _roster, whom, word, _moment):
        person = list(self.people)[whom % len(self.people)]
        day = today() - (len(self.events) * 7 % (LATEST + 1)) * DAY
        visit = key("visit", len(self.events))
        self.visits.append((visit, person, by.pk, day, word))
        said = {"id": visit, "held_on": day, "mode": "phone", "topic": word, "minutes": 45, "kecamatan": HOME}
        return self.draft(f"/participants/{person}/visits/new/", **said)

    def means(self):
        """What there is at the end, as `there_is` reads it."""
        lines = [(one, person) for one in self.rosters for person in one.listed]
        return {
            "trainings": sorted((one.training, one.session, one.day, one.by.pk) for one in self.rosters),
            "makers": sorted((one.training, by.pk) for one in self.rosters for by in one.makers),
            "people": sorted((who, (by or self.users[0]).pk) for who, by in self.people.items()),
            "marks": sorted((one.session, who, one.status(who)) for one, who in lines if one.status(who)),
            "visits": sorted(self.visits),
            "enrolments": [],
            "drafts": sorted(one.id for _phone, one in self.events if isinstance(one, Draft)),
        }


def there_is(there):
    rows = {
        "trainings": Training.objects.values_list("pk", "sessions", "sessions__held_on", "logged_by"),
        "makers": Training.makers.through.objects.values_list("training", "user"),
        "people": Participant.objects.values_list("pk", "makers"),
        "marks": Attendance.objects.values_list("session", "participant", "status"),
        "visits": Visit.objects.values_list("pk", "participant", "facilitator", "held_on", "topic"),
        "enrolments": Enrolment.objects.values_list("training", "participant"),
        "drafts": Sent.objects.values_list("pk", flat=True),
    }
    # The session that was before is no part of the history.
    past = TrainingSession.objects.filter(training=there.training).exclude(pk=there.session).get().pk
    return {
        name: sorted(row for row in found if past not in (row if isinstance(row, tuple) else ()))
        for name, found in rows.items()
    }


def after(events, browsers, there):
    """What there is when they arrived in this order; nothing of it stays."""
    cache.clear()
    with transaction.atomic():
        waiting = deque(events)
        most = len(waiting) * (len(waiting) + 1)
        while waiting:
            phone, one = waiting.popleft()
            most -= 1
            assert most > 0, "a phone sends for ever what is refused for ever"
            if not one.reaches(browsers[phone]):
                waiting.append((phone, one))
        found = there_is(there)
        transaction.set_rollback(True)
    for browser in browsers:
        browser.cookies.pop("messages", None)
    return found


@pytest.fixture
def users():
    return [user(kecamatan=(HOME,)), user(kecamatan=(HOME,))]


@pytest.fixture
def browsers(users, signed_in):
    phones = []
    for one in users:
        phones.append(signed_in(one))
        phones[-1].author = one
    return phones


@pytest.fixture
def there(users):
    """A training of thirty days ago whose second session nobody marked yet."""
    day = today() - LATEST * DAY
    made = factories.training(meeting(day - DAY), meeting(day), by=users[0])
    first, second = made.sessions.all()
    people = [factories.person(by=users[0], name=letters(9000 + number), on=f"{day - DAY}") for number in range(KNOWN)]
    factories.attend(first, *people)
    return Roster(made.pk, second.pk, day, users[0], {users[0]}, dict.fromkeys(one.pk for one in people))


def steps(kinds, *, lists, people, words):
    """Kind, phone, list, person and word of what is typed."""
    # One phone more often than the other, so that a single thing of the other's is seen to hold.
    phone = st.sampled_from([0, 0, 0, 1])
    numbers = (st.integers(0, last) for last in (lists - 1, people - 1))
    return st.tuples(st.sampled_from(kinds), phone, *numbers, st.sampled_from(words))


def played(examples):
    return settings(
        max_examples=25 * examples if LONG else examples,
        deadline=None,
        derandomize=not LONG,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


def ends_alike(data, typed, users, browsers, there):
    history = History(users, copy.deepcopy(there))
    for step in data.draw(typed, label="typed"):
        history.happens(*step)
    events = history.events
    times = data.draw(st.lists(st.integers(1, 3), min_size=len(events), max_size=len(events)), label="how often")
    sent = [number for number, many in enumerate(times) for _time in range(many)]
    order = data.draw(st.permutations(sent), label="arrives")
    assert after(events, browsers, there) == history.means()
    assert after([events[number] for number in order], browsers, there) == history.means()


@played(examples=15)
@given(data=st.data())
def test_whatever_arrives_when_and_however_often_it_ends_alike(data, users, browsers, there):
    everything = steps(KINDS, lists=3, people=5, words=WORDS)
    ends_alike(data, st.lists(everything, min_size=6, max_size=12), users, browsers, there)


@played(examples=60)
@given(data=st.data())
def test_two_phones_at_one_list_end_alike(data, users, browsers, there):
    taps = steps(["join", "mark", "mark", "rest"], lists=1, people=2, words=["late", "sick"])
    of_one = steps(["mark"], lists=1, people=1, words=["late", "sick"])
    typed = st.lists(taps, min_size=3, max_size=5) | st.lists(of_one, min_size=3, max_size=4)
    ends_alike(data, typed, users, browsers, there)
