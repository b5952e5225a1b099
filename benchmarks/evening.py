"""`python -m benchmarks.evening`: a busy evening on a whole site, with 300 facilitators, 50 of the city's staff and 20 programs.

Not part of `make bench`: it lasts ten minutes besides the loading, and locust is installed first, in an environment
of its own. Judged: no request is answered otherwise than it should be, what was answered is in the database, the numbers
moved and without drift, memory is flat; the rest is told.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import data, running, start
from benchmarks.data import Size
from benchmarks.report import Report
from okoce import environment

# Each of the facilitators has a training of those that are not handed in, and the verifiers have enough of those that wait.
SIZE = Size("bench_evening", people=440_000, trainings=50_000, waiting=400)
SMALL = Size("bench_evening", people=44_000, trainings=5_000, waiting=400)
WHO = {"facilitators": 300, "staff": 40, "verifiers": 10, "tokens": 20}
# So many more are there each second, until all are.
COMING = 20
EVERY = 2
# Of the middle third of the evening.
GROWS = 1.1


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evening", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="how long the evening is")
    parser.add_argument("--tenth", action="store_true", help="one in ten of them: for a machine that is busy otherwise")
    parser.add_argument("--small", action="store_true", help="among a tenth of the data: for a quick try")
    asked = parser.parse_args()
    folder = environment.home() / "bench" / "evening"
    start.alone(folder)
    who = {kind: number // 10 if asked.tenth else number for kind, number in WHO.items()}
    return measure(folder, SMALL if asked.small else SIZE, asked.seconds, who).close(folder / "report.json")


def measure(folder: Path, size: Size, seconds: int, who: dict[str, int]) -> Report:
    from benchmarks import city, databases  # noqa: PLC0415 - they reach the models, which wait for django.setup
    from okoce.core.months import today  # noqa: PLC0415 - the same

    report, home, first = Report(), folder / "engines", data.first_month().first
    report.begin(f"a busy evening of {seconds} s at {size}")
    databases.make(home, (size,), first=first, days=(today() - first).days - 1)
    with databases.server(home, fast=False), databases.at(size.database):
        city.findable(home, size.database)
        spent(report, folder, size, seconds, who)
    return report


def spent(report: Report, folder: Path, size: Size, seconds: int, who: dict[str, int]) -> None:
    """The evening itself, on engines that are up."""
    from benchmarks import answered, fresh, serving  # noqa: PLC0415 - they reach the models, which wait for django.setup

    with serving.sited(folder / "engines", size.database) as site:
        (folder / "crowd.json").write_text(json.dumps(crowd(size, who)))
        was = answered.before()
        web = running.family(site.pids()["web"])
        before = sum(map(running.worked, web))
        with remembered(site.pids()) as memory:
            told = visited(folder, site.address, seconds, everybody=sum(who.values()))
        worked = sum(map(running.worked, web)) - before
        fresh.nothing_queued()
    of_the_pages(report, told, seconds, worked)
    of_the_memory(report, memory)
    answered.judge(report, was, told, folder / "said.json")


def crowd(size: Size, who: dict[str, int]) -> dict:
    """Who comes, each with a session or a token of their own, and what they may open."""
    from benchmarks import api, saving, users  # noqa: PLC0415 - they reach the models, which wait for django.setup

    halls = saving.opened("", size)
    waits = list(map(str, [*data.waiting(size), *data.crowds(size)]))

    def signed_in(username: str) -> str:
        return saving.signed_in(users.session_of(username))

    return {
        "csrf": saving.TOKEN,
        "nobody": saving.cookies(),
        "doors": halls.doors,
        "facilitators": [facilitator(size, number) for number in range(who["facilitators"])],
        "staff": [signed_in(users.STAFF) for _ in range(who["staff"])],
        "verifiers": [
            {"cookie": signed_in(name), "waiting": waits[number :: who["verifiers"]]}
            for number, name in enumerate(users.verifiers(who["verifiers"]))
        ],
        "tokens": [api.token() for _ in range(who["tokens"])],
        "counts": api.QUESTION,
    }


def facilitator(size: Size, number: int) -> dict:
    """One of the seven of a kecamatan, with a training of that kecamatan that is not handed in yet."""
    from benchmarks import saving, users  # noqa: PLC0415 - they reach the models, which wait for django.setup
    from okoce.accounts.models import User  # noqa: PLC0415 - the same
    from participants.models import Attendance, Participant  # noqa: PLC0415 - the same

    user = User.objects.get(username=f"facilitator-{number}")
    training = unfinished(size, number)
    session = data.key("session", training * 3)
    people = list(Attendance.objects.filter(session=session).values_list("participant_id", flat=True))
    # Some of the list live elsewhere.
    looked_after = Participant.objects.worked_by(user, among=people).filter(pk__in=people).values_list("pk", flat=True)
    return {
        "cookie": saving.signed_in(users.session_of(user.username)),
        "training": str(data.key("training", training)),
        "session": str(session),
        "people": list(map(str, people)),
        "looked_after": list(map(str, looked_after)),
        # Every other one came back; the others are held today, until midnight.
        "may_hand_in": training % 2 == 1,
    }


def unfinished(size: Size, number: int) -> int:
    """The number of a training of the facilitator's kecamatan that is nobody else's of them."""
    first = size.trainings - 2 * size.waiting
    place, nth = number % 44, number // 44
    training = first + (place - first) % 44 + 44 * nth
    assert training < first + size.waiting, f"there is no training for facilitator {number}"
    return training


def visited(folder: Path, address: str, seconds: int, *, everybody: int) -> list[dict]:
    """What locust tells of each page after so long."""
    from benchmarks.others import environments  # noqa: PLC0415 - only this needs it

    command = [
        environments.made(folder, "locust") / "locust", "--headless", "--only-summary", "--json", "--host", address,
        "-f", Path(__file__).with_name("crowd.py"), "-u", str(everybody), "-r", str(COMING), "-t", f"{seconds}s",
        "--stop-timeout", "30", "--exit-code-on-error", "0",
    ]  # fmt: skip
    log, said = folder / "locust.log", folder / "said.json"
    said.unlink(missing_ok=True)
    with log.open("w") as errors:
        done = subprocess.run(
            command, env={**os.environ, "CROWD": str(folder / "crowd.json")}, stdout=subprocess.PIPE, stderr=errors,
            text=True, cwd=folder, timeout=seconds + 300, check=False,
        )  # fmt: skip
    assert done.returncode == 0, log.read_text()
    assert said.exists(), log.read_text()
    return json.loads(done.stdout[done.stdout.index("[") :])


def of_the_pages(report: Report, told: list[dict], seconds: int, worked: float) -> None:
    asked, refused = (sum(one[what] for one in told) for what in ("num_requests", "num_failures"))
    report.number("requests", asked)
    report.number("requests", asked / seconds, "a second")
    report.number("processor of the web for a request", worked / asked * 1000, "ms")
    report.at_most(0, "requests that failed", refused)
    for one in sorted(told, key=lambda one: -one["num_requests"]):
        report.number(f"{one['name']}: requests", one["num_requests"])
        for part in (50, 95, 99):
            report.number(f"{one['name']}: {part}th percentile", percentile(one["response_times"], part), "ms")


def percentile(times: dict[str, int], part: int) -> float:
    """Of milliseconds and how often each was taken: so many in a hundred took no longer."""
    left = sum(times.values()) * part / 100
    for taken, number in sorted((float(taken), number) for taken, number in times.items()):
        left -= number
        if left <= 0:
            return taken
    return 0


def of_the_memory(report: Report, memory: dict[str, list[float]]) -> None:
    for name, taken in memory.items():
        third = len(taken) // 3
        middle, last = (statistics.median(some) for some in (taken[third : 2 * third], taken[2 * third :]))
        report.spread(f"memory of {name}", taken, "MB (PSS)")
        report.at_most(GROWS, f"memory of {name}: last third to the middle one", last / middle)


@contextmanager
def remembered(pids: dict[str, int]) -> Iterator[dict[str, list[float]]]:
    """Inside, megabytes of web and worker are noted every few seconds."""
    taken: dict[str, list[float]] = {"web": [], "worker": []}
    over = threading.Event()

    def note() -> None:
        while not over.wait(EVERY):
            for name, megabytes in taken.items():
                megabytes.append(running.megabytes(running.family(pids[name])))

    noting = threading.Thread(target=note)
    noting.start()
    try:
        yield taken
    finally:
        over.set()
        noting.join()


if __name__ == "__main__":
    sys.exit(main())
