"""Who is on the site on a busy evening, for locust: run by `benchmarks/evening.py`, in an environment without this project.

Each kind does what people of it do, with the pauses of people; what they may do is in the file `CROWD`. Whatever is
answered otherwise than it should be has failed: who is led to the sign-in, or sees a form again, is not served. At the
end `said.json` beside that file tells which marks were answered, what failed and why, and where somebody was stopped by a
page that is not as it should be.
"""

import itertools
import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import gevent
from locust import FastHttpUser, between, events, task

CROWD = Path(os.environ["CROWD"])
WHO = json.loads(CROWD.read_text())
CSRF = WHO["csrf"]
HTMX = {"HX-Request": "true"}
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# Seconds over a form, and over a page before it is decided.
WRITES, READS = (5, 15), (5, 15)
COMES, NEW = itertools.count(1), itertools.count(1)
EACH = {kind: itertools.cycle(WHO[kind]) for kind in ("facilitators", "staff", "verifiers", "tokens")}
# By session and person, the word that was answered last.
MARKS: dict[str, dict[str, str]] = defaultdict(dict)


def shown(page: str, field: str) -> str:
    """What a field has on the page as it comes; of a list, what is chosen."""
    here = page.partition(f' name="{field}"')[2]
    value = re.match(r'[^>]* value="([^"]*)"', here)
    chosen = re.search(r'<option value="([^"]*)" selected', here.partition("</select>")[0])
    return (value or chosen)[1]


def new_name() -> str:
    """Of somebody whom nobody is called like."""
    words = ("".join(random.choice("bdgjklmnprstwy") + random.choice("aiu") for _ in range(4)) for _ in range(2))
    return " ".join(words).title()


def new_number() -> str:
    """An identity number of province 99, which there is not."""
    born = f"{random.randint(1, 28):02}{random.randint(1, 12):02}{random.randint(60, 99)}"
    return f"990101{born}{next(NEW):04}"


def is_page(answer) -> bool:
    """Not the one of the sign-in: whoever is led there is answered with 302."""
    return answer.status_code == 200


def is_counts(answer) -> bool:
    return answer.status_code in (200, 304)


def leads_to(address: str, *, further: str = "") -> Callable:
    """To that very address, or to one that goes on like `further`."""
    to = re.compile(re.escape(address) + further)
    return lambda answer: answer.status_code == 302 and bool(to.fullmatch(answer.headers["Location"]))


def puts_down(name: str) -> Callable:
    # The form that comes again has the name too, and not so.
    return lambda answer: is_page(answer) and f"<strong>{name}</strong>" in answer.text


def says(words: dict[str, str]) -> Callable:
    return lambda answer: is_page(answer) and words.items() <= answer.json()["marks"].items()


def where(answer) -> str:
    to = (answer.headers or {}).get("Location")
    return f" to {re.sub(UUID, 'ID', to)}" if to else ""


class Somebody(FastHttpUser):
    abstract = True
    # By which the site knows them: a cookie or a token.
    known: dict[str, str]

    def ask(self, address: str, name: str, said: dict[str, str] | None = None, *, right: Callable = is_page, **headers):
        """The answer when it is `right`, else None; one without a body is false. What is `said` is sent as a form.

        Where the answer leads to is asked for by itself.
        """
        how, form = ("GET", None) if said is None else ("POST", {"csrfmiddlewaretoken": CSRF, **said})
        with self.client.request(
            how, address, name=name, data=form, headers={**self.known, **headers}, allow_redirects=False,
            catch_response=True,
        ) as answer:  # fmt: skip
            if not right(answer):
                answer.failure(f"answered with {answer.status_code}{where(answer)}")
                return None
            answer.success()
        return answer


class Facilitator(Somebody):
    fixed_count = len(WHO["facilitators"])
    wait_time = between(10, 40)

    def on_start(self):
        self.mine = next(EACH["facilitators"])
        self.known = {"Cookie": self.mine["cookie"]}
        self.training = f"/trainings/{self.mine['training']}/"
        self.session = f"{self.training}sessions/{self.mine['session']}/"
        self.may_hand_in = self.mine["may_hand_in"]

    @task(4)
    def looks_at_the_training(self):
        self.ask(self.training, "the training's page")

    @task(3)
    def looks_at_home(self):
        self.ask("/", "a facilitator's home")

    @task(12)
    def marks_one(self):
        person, word = random.choice(self.mine["people"]), random.choice(["present", "late", "absent"])
        self.marks({person: word}, "one mark", **{f"ago.{person}": "500"})

    @task(2)
    def saves_all(self):
        self.marks({person: random.choice(["present", "late"]) for person in self.mine["people"]}, "the whole roster")

    def marks(self, words: dict[str, str], name: str, **said: str) -> None:
        """As a phone sends them, which is answered with the marks as they are then."""
        there = MARKS[self.mine["session"]]
        for person, word in words.items():
            said[f"mark.{person}"] = word
            # Until there is an answer nobody knows which word holds.
            there.pop(person, None)
        if self.ask(f"{self.session}roster/", name, said, right=says(words), **HTMX) is not None:
            there.update(words)

    @task(1)
    def hands_in(self):
        """Once, what came back; what is held today cannot be handed in before it has ended."""
        if self.may_hand_in:
            done = self.ask(f"{self.training}submit/", "hand in", {}, right=leads_to(self.training))
            self.may_hand_in = done is None

    @task(3)
    def registers_somebody(self):
        """Whom the search does not find: on the page that it leads to, with what the page says already."""
        name, address = new_name(), f"{self.session}people/new/"
        self.ask(f"{self.session}search/", "search", {"q": name}, **HTMX)
        if (opened := self.ask(address, "the page of somebody new", {"q": name, "opening": "yes"})) is None:
            return
        said = {field: shown(opened.text, field) for field in ("id", "lives_in", "registered_on")}
        said |= {"name": name, "baseline": "no_business", "consented": "on"}
        said |= random.choice([{"nik": new_number()}, {"ktp_seen": "on"}])
        gevent.sleep(random.uniform(*WRITES))
        right = leads_to(f"{self.training}?session={self.mine['session']}")
        self.ask(address, "register somebody", said, right=right)

    @task(3)
    def records_a_visit(self):
        person = f"/participants/{random.choice(self.mine['looked_after'])}/"
        if (opened := self.ask(f"{person}visits/new/", "the page of a visit")) is None:
            return
        said = {field: shown(opened.text, field) for field in ("id", "held_on", "minutes", "kecamatan")}
        said |= {"mode": "in_person", "topic_chip": "Pembukuan", "finding_chip": "Penjualan naik"}
        gevent.sleep(random.uniform(*WRITES))
        self.ask(f"{person}visits/new/", "record a visit", said, right=leads_to(person))

    @task(6)
    def somebody_checks_in(self):
        """At the door of a hall, by a phone that nobody has signed in with."""
        said = {"name": "Orang Baru", "number": f"08{next(COMES):010}"}
        self.ask(random.choice(WHO["doors"]), "check-in", said, right=puts_down(said["name"]), Cookie=WHO["nobody"])


class Staff(Somebody):
    fixed_count = len(WHO["staff"])
    wait_time = between(10, 40)

    def on_start(self):
        self.known = {"Cookie": next(EACH["staff"])}

    @task(4)
    def looks_at_the_dashboard(self):
        self.ask("/dashboard/", "the dashboard")

    @task(2)
    def looks_where(self):
        self.ask("/dashboard/where/", "where")


class Verifier(Somebody):
    fixed_count = len(WHO["verifiers"])
    # With the reading before it, ten to forty seconds from one decision to the next.
    wait_time = between(5, 25)

    def on_start(self):
        mine = next(EACH["verifiers"])
        self.known = {"Cookie": mine["cookie"]}
        # What waits for one of them is no other's: nobody comes too late.
        self.waiting = iter(mine["waiting"])

    @task(1)
    def looks_what_waits(self):
        self.ask("/verification/", "what waits for a verifier")

    @task(5)
    def approves_the_next(self):
        if not (training := next(self.waiting, None)):
            self.looks_what_waits()
            return
        address = f"/verification/{training}/"
        if (opened := self.ask(address, "a training to verify")) is None:
            return
        said = {"version": shown(opened.text, "version"), "decision": "approved"}
        # The tick is asked for where something is odd.
        said |= {"all_the_same": "on"} if ' name="all_the_same"' in opened.text else {}
        gevent.sleep(random.uniform(*READS))
        # To the next that waits, or to the list.
        self.ask(address, "approve", said, right=leads_to("/verification/", further=f"({UUID}/)?"))


class Program(Somebody):
    """Asks for counts, and again only for what has changed."""

    fixed_count = len(WHO["tokens"])
    wait_time = between(5, 15)

    def on_start(self):
        self.known = {"Authorization": f"Bearer {next(EACH['tokens'])}"}

    @task
    def asks_for_counts(self):
        if (answer := self.ask(WHO["counts"], "counts of the API", right=is_counts)) is not None:
            self.known["If-None-Match"] = answer.headers["ETag"]


@events.quitting.add_listener
def tell(environment, **_more):
    failed = [f"{one.name}: {one.error} ({one.occurrences})" for one in environment.stats.errors.values()]
    stopped = [f"{one['msg']} ({one['count']})" for one in environment.runner.exceptions.values()]
    said = {"marks": MARKS, "failed": failed, "stopped": stopped}
    CROWD.with_name("said.json").write_text(json.dumps(said))
