"""Who read whom: every answer that shows somebody says so in the log of reads, whatever page it is."""

import datetime
import html
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from okoce.accounts import reads
from okoce.accounts.models import Read
from okoce.accounts.roles import Role
from okoce.core.months import now
from participants import evidence
from participants.importing import moving
from participants.models import Participant
from tests.api.world import Asking
from tests.factories import (
    ELSEWHERE,
    HOME,
    attend,
    expense,
    finding,
    likeness,
    merge,
    nik,
    people,
    person,
    photo,
    submitted,
    training,
    transfer,
    user,
)
from tests.participants.importing.bringing import judged, sent, xlsx
from tests.test_roles import LINES, achiever, address_of

pytestmark = pytest.mark.django_db

READ = sorted({line[0] for line in LINES if line[1] == "GET" and not line[0].startswith("mfa_")})
NAMES = ["Kenari Kuning", "Jalak Suren", "Merak Hijau"]
# Of these addresses the sweep must have seen people, or it looked at nothing.
SHOW = {
    "business", "job-report", "milestone", "offline-names", "participant", "participants", "roster-leave", "roster-print",
    "table-people", "training", "verification", "verification-record", "verification-training", "visit", "visits",
    "api-attendances", "api-businesses", "api-entrepreneurs", "api-evidence", "api-job-reports", "api-milestones",
    "api-participant", "api-participants", "api-visits",
}  # fmt: skip
# A key of the machinery, beside no word about whose it is.
KEYS_ALONE = {"table-ledger", "table-trail", "api-ledger"}
HEADINGS = ["Nama", "NIK", "Tgl Daftar", "Usaha Awal", "Setuju"]


@pytest.fixture
def by():
    return user(*Role.values, kecamatan=(HOME,))


@pytest.fixture
def record(by):
    """A training handed in, with three people on its list who have something of every kind."""
    expense()
    finding(), likeness(), merge(), transfer()
    return submitted(attend(training(by=by), *(achiever(by=by, name=name) for name in NAMES)))


@pytest.fixture
def browser(by, signed_in):
    return signed_in(by)


def shown_in(answer):
    """The keys of those whose name, masked number or key stands in the answer."""
    body = b"".join(answer) if answer.streaming else answer.content
    text = html.unescape(body.decode(errors="replace"))
    return {one.pk for one in Participant.objects.all() if any(word and word in text for word in told_of(one))}


def told_of(one):
    return one.name, one.nik_masked, f"{one.pk}"


def noted(ask, *asked):
    """What the answer is, and whom the rows that it left in the log have."""
    newest = Read.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer = ask(*asked)
    return answer, [set(row.people) for row in Read.objects.filter(pk__gt=newest)]


def test_whoever_an_answer_shows_is_in_the_log(record, by, signed_in):
    told, forgotten = set(), {}
    for reader in (by, user(*Role.values, kecamatan=(HOME,))):
        browser = signed_in(reader)
        # What an address does wrong other tests tell.
        browser.raise_request_exception = False
        for name in READ:
            answer, rows = noted(browser.get, address_of(name, record))
            shown = set() if name in KEYS_ALONE else shown_in(answer)
            told |= {name} if shown else set()
            if len(rows) > 1 or shown - set().union(*rows):
                forgotten[name] = (shown, rows)
    assert forgotten == {}
    assert told >= SHOW


def test_a_search_is_noted_with_its_method_and_never_with_what_was_typed(record, browser, by):
    _answer, rows = noted(browser.post, "/participants/", {"q": "kenari"})
    kenari = Participant.objects.get(name="Kenari Kuning")
    row = Read.objects.latest("pk")
    assert rows == [{kenari.pk}]
    assert (row.user, row.name, row.method, row.token) == (by, "participants", "POST", None)


def test_an_answer_about_nobody_costs_no_row_and_one_about_many_costs_one(browser, by):
    def inserts():
        with CaptureQueriesContext(connection) as asked:
            browser.get("/participants/")
        return sum("accounts_read" in query["sql"] for query in asked)

    assert inserts() == 0
    people(3, by=by)
    assert inserts() == 1


def test_the_same_read_again_within_five_minutes_is_one_row_and_costs_no_query_more(browser, by):
    somebody, colleague = person(by=by), person(by=by)
    with CaptureQueriesContext(connection) as asked:
        told = [noted(browser.get, f"/participants/{one.pk}/")[1] for one in (somebody, colleague, somebody)]
    assert [len(rows) for rows in told] == [1, 1, 0]
    assert sum("INTO accounts_read" in query["sql"] for query in asked) == 3
    assert not any("FROM accounts_read" in query["sql"].partition("INTO accounts_read")[0] for query in asked)


def test_the_same_read_by_somebody_else_or_somewhere_else_is_another(by):
    one = reads.Noted(people={uuid.uuid4()})
    for reader, name, method in (
        (by, "a", "GET"),
        (user(), "a", "GET"),
        (by, "b", "GET"),
        (by, "a", "POST"),
        (by, "a", "GET"),
    ):
        reads.keep(one, user=reader, name=name, method=method)
    assert Read.objects.count() == 4


SELECTED = "SELECT unnest(%(keys)s::uuid[])"


def test_everybody_whom_a_select_gives_is_noted_in_rows_of_so_many(by, monkeypatch):
    monkeypatch.setattr(reads, "TOGETHER", 2)
    keys = sorted(uuid.uuid4() for _five in range(5))
    reads.keep_selected(SELECTED, {"keys": keys[::-1]}, user=by, name="a")
    told = Read.objects.order_by("people").values_list("user", "name", "method", "people")
    assert list(told) == [(by.pk, "a", "JOB", part) for part in (keys[:2], keys[2:4], keys[4:])]


def test_a_select_that_gives_nobody_leaves_no_row(by):
    reads.keep_selected(SELECTED, {"keys": []}, user=by, name="a")
    assert not Read.objects.exists()


def test_the_same_select_again_within_five_minutes_is_noted_once(by):
    for keys in (one := [uuid.uuid4()], one, [*one, uuid.uuid4()]):
        reads.keep_selected(SELECTED, {"keys": keys}, user=by, name="a")
    assert sorted(len(row.people) for row in Read.objects.all()) == [1, 2]


def test_when_somebody_read_is_said_by_the_database():
    before = now()
    long_ago = now() - datetime.timedelta(days=800)
    row = Read.objects.create(user=user(), name="participant", method="GET", people=[uuid.uuid4()], at=long_ago)
    row.refresh_from_db()
    assert before <= row.at <= now()


def test_what_is_not_there_for_somebody_shows_nobody(browser):
    elsewhere = person(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE)
    answer, rows = noted(browser.get, f"/participants/{elsewhere.pk}/")
    assert (answer.status_code, rows) == (404, [])


def test_a_token_is_noted_by_its_handle(by):
    somebody, ask = person(by=by), Asking(by)
    _answer, rows = noted(ask, "GET", f"participants/{somebody.pk}/")
    row = Read.objects.latest("pk")
    assert rows == [{somebody.pk}]
    assert (row.user, row.name, row.token) == (by, "api-participant", by.auth_token_set.get().handle)


def test_the_photo_of_a_paper_list_shows_everybody_on_the_list(record, by, browser):
    paper = evidence.attach(by=by, record=training(by=by), file=photo())
    attend(paper.training, *Participant.objects.all())
    answer, rows = noted(browser.get, f"/evidence/{paper.pk}/")
    b"".join(answer)
    assert rows == [set(Participant.objects.values_list("pk", flat=True))]


def test_names_that_a_phone_asks_for_all_day_are_noted_once_and_whoever_is_new_among_them(browser, by):
    first = person(by=by)
    assert noted(browser.get, "/offline/names/")[1] == [{first.pk}]
    assert noted(browser.get, "/offline/names/")[1] == []
    second = person(by=by)
    assert noted(browser.get, "/offline/names/")[1] == [{second.pk}]


def test_what_a_job_reads_for_the_sender_of_a_file_is_noted_as_theirs(by):
    number = nik()
    somebody = person(by=by, name="Siti Rahma", nik=number)
    file = sent(xlsx(HEADINGS, ["Siti Rahma", number, "05-03-2018", "belum", "ya"]), by=by)
    _done, told = noted(lambda: moving.judge(file.pk, at=now()))
    row = Read.objects.latest("pk")
    assert set().union(*told) == {somebody.pk}
    assert (row.user, row.name, row.method) == (by, "spreadsheet-judged", "JOB")


def test_the_rows_of_a_file_show_who_is_there_already(browser, by):
    number = nik()
    somebody = person(by=by, name="Siti Rahma", nik=number)
    file = judged(xlsx(HEADINGS, ["Siti Rahma", number, "05-03-2018", "belum", "ya"]), by=by)
    assert noted(browser.get, reverse("import", args=[file.pk]))[1] == [{somebody.pk}]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_is_older_than_two_years_goes_by_the_owner_alone():
    Read.objects.create(user=user(), name="participant", method="GET", people=[uuid.uuid4()])
    assert reads.forget(at=now() + datetime.timedelta(days=729)) == 0
    assert reads.forget(at=now() + datetime.timedelta(days=731)) == 1
    assert not Read.objects.exists()
