"""What is tried, and what is refused, leaves nothing behind: no row, no file, no bell, and no id that is remembered."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from okoce.accounts.models import Sent
from participants import lookups
from reports import rollup
from tests.api.test_matrix import LINES, body_of
from tests.api.world import WHOLE, Asking, new
from tests.factories import ELSEWHERE, HOME, nik, person, photo, user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted(world):
    rollup.drain()


def everything():
    """What every table holds, by its rows; that somebody was shown is noted of a trial too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'accounts_read' ORDER BY tablename"
        )
        sums = [
            f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"{table}\" t"
            for (table,) in cursor.fetchall()
        ]
        cursor.execute(" UNION ALL ".join(sums))
        return {table: rest for table, *rest in cursor.fetchall()}


def files():
    return sorted(default_storage.listdir("evidence")[1]) if default_storage.exists("evidence") else []


def writes():
    return [request for request, *_others in LINES if not request.startswith(("GET", "POST evidence/"))]


def test_a_trial_answers_as_if_it_were_done_and_keeps_nothing(world):
    doing = {False: Asking(world.home.by), True: Asking(world.actors["office"][0], kecamatan=(HOME,))}
    before, bells = everything(), len(connection.run_on_commit)
    for request in writes():
        method, address = request.split()
        decided = "expenses" in address or address.split("/")[-2] in ("verify", "reject", "revoke")
        tried = f"{address.format(**world.home.keys)}?dry_run=yes"
        answer = doing[decided](method, tried, body_of(request, world.home))
        assert (request, answer.status_code in (200, 201, 204), answer["Dry-Run"]) == (request, True, "true")
    after = everything()
    assert {table for table in after if after[table] != before[table]} == set()
    assert len(connection.run_on_commit) == bells


def test_a_batch_that_is_tried_or_falls_keeps_nothing(world):
    ask = Asking(world.home.by)
    kinds = ["participants", "visits", "trainings", "milestones"]
    items = [{"kind": kind, "content": body_of(f"POST {kind}/", world.home)} for kind in kinds]
    wrong = {"kind": "visits", "content": new()}
    before = everything()
    tried = ask("POST", "batches/?dry_run=yes", {"items": items})
    assert (tried.json()["written"], tried["Dry-Run"]) == (4, "true")
    fallen = ask("POST", "batches/", {"items": [*items, wrong], "all_or_nothing": True})
    assert (fallen.status_code, fallen.json()["code"]) == (409, "batch_refused")
    assert everything() == before
    assert ask("POST", "batches/", {"items": [*items, wrong]}).json()["written"] == 4
    assert Sent.objects.filter(pk__in=[item["content"]["id"] for item in items]).count() == 4


def test_what_is_refused_keeps_nothing(world):
    ask = Asking(user(*WHOLE, kecamatan=(HOME, ELSEWHERE)), kecamatan=(HOME,))
    before, kept = everything(), files()
    for request in writes():
        method, address = request.split()
        answer = ask(method, address.format(**world.elsewhere.keys), body_of(request, world.elsewhere))
        assert (request, answer.status_code in (404, 409)) == (request, True)
    file = new(visit=world.elsewhere.keys["trading"], file=photo())
    assert ask("POST", "evidence/", file).status_code == 409
    assert everything() == before
    assert files() == kept


def test_a_file_is_never_tried(world):
    body = new(milestone=world.home.keys["step"], file=photo())
    kept = files()
    answer = Asking(world.home.by)("POST", "evidence/?dry_run=yes", body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unknown_parameter")
    assert files() == kept


def test_numbers_that_are_only_tried_are_counted_as_looked_up(world):
    """Else a trial would tell whose numbers are known, as often as somebody likes."""
    ask, number = Asking(world.home.by), nik()
    person(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE, nik=number)
    known, unknown = (body_of("POST participants/", world.home) | {"nik": one} for one in (number, nik()))
    tries = [ask("POST", "participants/?dry_run=yes", known).status_code for _ in range(lookups.MOST + 1)]
    assert tries == [200] * lookups.MOST + [429]
    batch = {"items": [{"kind": "participants", "content": unknown}]}
    assert ask("POST", "batches/?dry_run=yes", batch).json()["results"][0]["status"] == 429
