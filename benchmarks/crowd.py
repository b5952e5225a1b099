"""Who is on the site on a busy evening, for locust: run by `benchmarks/evening.py`, in an environment without this project.

Each kind does what people of it do, with the pauses of people; what they may do is in the file `CROWD`.
"""

import itertools
import json
import os
import random
from pathlib import Path

from locust import FastHttpUser, between, task

WHO = json.loads(Path(os.environ["CROWD"]).read_text())
CSRF = WHO["csrf"]
COMES = itertools.count(1)
EACH = {kind: itertools.cycle(WHO[kind]) for kind in ("facilitators", "staff", "verifiers", "tokens")}


class Person(FastHttpUser):
    abstract = True

    def page(self, address: str, name: str) -> None:
        self.client.get(address, name=name, headers=self.headers)

    def write(self, address: str, said: dict, name: str, **headers: str) -> None:
        # What follows a form is the next page, which is asked for by itself.
        said = {"csrfmiddlewaretoken": CSRF, **said}
        self.client.post(address, said, name=name, headers={**self.headers, **headers}, allow_redirects=False)


class Facilitator(Person):
    fixed_count = len(WHO["facilitators"])
    wait_time = between(10, 40)

    def on_start(self):
        self.mine = next(EACH["facilitators"])
        self.headers = {"Cookie": self.mine["cookie"]}

    @task(4)
    def looks_at_the_training(self):
        self.page(self.mine["training"], "the training's page")

    @task(3)
    def looks_at_home(self):
        self.page("/", "a facilitator's home")

    @task(12)
    def marks_one(self):
        person = random.choice(self.mine["people"])
        marks = {f"mark.{person}": random.choice(["present", "late", "absent"]), f"ago.{person}": "500"}
        self.write(self.mine["roster"], marks, "one mark", **{"HX-Request": "true"})

    @task(2)
    def saves_all(self):
        marks = {f"mark.{person}": random.choice(["present", "late"]) for person in self.mine["people"]}
        self.write(self.mine["roster"], marks, "the whole roster", **{"HX-Request": "true"})

    @task(1)
    def hands_in(self):
        self.write(f"{self.mine['training']}submit/", {}, "hand in")

    @task(6)
    def somebody_checks_in(self):
        """At the door of a hall, by a phone that nobody has signed in with."""
        said = {"csrfmiddlewaretoken": CSRF, "name": "Orang Baru", "number": f"08{next(COMES):010d}"}
        self.client.post(random.choice(WHO["doors"]), said, name="check-in", headers={"Cookie": WHO["nobody"]})


class Staff(Person):
    fixed_count = len(WHO["staff"])
    wait_time = between(10, 40)

    def on_start(self):
        self.headers = {"Cookie": next(EACH["staff"])}

    @task(4)
    def looks_at_the_dashboard(self):
        self.page("/dashboard/", "the dashboard")

    @task(2)
    def looks_where(self):
        self.page("/dashboard/where/", "where")


class Verifier(Person):
    fixed_count = len(WHO["verifiers"])
    wait_time = between(10, 40)

    def on_start(self):
        self.headers = {"Cookie": next(EACH["verifiers"])}

    @task
    def looks_what_waits(self):
        self.page("/verification/", "what waits for a verifier")


class Program(FastHttpUser):
    """Asks for counts, and again only for what has changed."""

    fixed_count = len(WHO["tokens"])
    wait_time = between(5, 15)

    def on_start(self):
        self.headers = {"Authorization": f"Bearer {next(EACH['tokens'])}"}

    @task
    def asks_for_counts(self):
        answer = self.client.get(WHO["counts"], name="counts of the API", headers=self.headers)
        # None, where nobody answered.
        if tag := (answer.headers or {}).get("ETag"):
            self.headers["If-None-Match"] = tag
