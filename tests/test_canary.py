"""A canary in the mine: one person's NIK, phone and name go through every flow, and lie nowhere but in their own row.

Not in a log, an address, the broker, the cache, a session, a cookie, a mail, an error page, a task's arguments, the
server's log, the trails, the ledger or the API's answers.
"""

import html
import io
import json
import logging
import re
import uuid

import pytest
import redis
from allauth.mfa.models import Authenticator
from celery import shared_task
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import include, path

from okoce import urls
from okoce.accounts.models import Scope
from okoce.accounts.roles import Role
from okoce.accounts.tokens import LONGEST, make_token
from okoce.core.months import today
from participants import nik
from participants.models import Participant
from programs.models import Kecamatan
from reports import rollup
from reports.models import Quarantine
from tests.engines import HOME as ENGINES_HOME
from tests.factories import ELSEWHERE, HOME, PASSWORD, attend, meeting, person, photo, training, user, verified
from tests.factories import nik as new_nik
from tests.reports.refusing import refusing_ledger

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Kenari Kuning Tersembunyi"
PHONE = "081299887766"
NIK = new_nik(born="1991-02-03")
SPACED = " ".join(NIK[at : at + 4] for at in range(0, 16, 4))

# Any spelling of the three.
CANARIES = [
    NIK,
    SPACED,
    PHONE,
    f"+62{PHONE[1:]}",
    "0812 9988 7766",
    NAME,
    NAME.upper(),
    "Tersembunyi",
    NIK.encode().hex(),
]
# The columns in which name and phone are readable: those of the person's own row, and of the index that finds people.
OWN = {("participants_participant", "name"), ("participants_participant", "phone"), ("participants_findable", "word")}


def sung(text):
    """Which of the canaries the text tells."""
    plain = html.unescape(str(text)).replace("%20", " ").replace("+", " ")
    return [canary for canary in CANARIES if canary in plain or canary in str(text)]


# A view, a row and a task that break with the person in their hands


@login_not_required
def stumble(request):
    number, said = request.POST["nik"], dict(request.POST.items())
    raise RuntimeError(f"seeded with {number} of {said}")


@login_not_required
def refused_row(request):
    write_refused_row()


def write_refused_row():
    """A row that the database refuses, and repeats in its error."""
    place = Kecamatan.objects.first()
    by = user()
    values = {"name": NAME, "phone": PHONE, "baseline": "unheard of", "registered_in": place}
    values |= {"registered_by": by, "facilitator": by}
    Participant.objects.create(**values)


@shared_task
def stumbling_task():
    write_refused_row()


class WithFaults:
    urlpatterns = [
        path("stumble/", stumble),
        path("refused-row/", refused_row),
        path("api/stumble/", stumble),
        path("", include(urls)),
    ]
    handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


# Where a datum could end up


@pytest.fixture
def log():
    """Everything that is logged, from the finest level on, as the site writes it."""
    stream, root = io.StringIO(), logging.getLogger()
    site = next(
        handler for handler in root.handlers if handler.formatter and "structlog" in type(handler.formatter).__module__
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(site.formatter)
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def server_log():
    """What PostgreSQL writes from now on."""
    file = ENGINES_HOME / "log" / "postgres.log"
    begin = file.stat().st_size
    return lambda: file.read_text()[begin:]


@pytest.fixture
def site(settings):
    settings.ROOT_URLCONF = WithFaults


class Browser(Client):
    """Keeps every address and every page that it saw."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, raise_request_exception=False, headers={"accept-language": "en"}, **kwargs)
        self.addresses, self.pages = [], []

    def request(self, **request):
        response = super().request(**request)
        text = b"".join(response).decode(errors="replace")
        # A link that calls the person is for the phone in the hand, and asks nobody for a page.
        links = re.findall(r'(?:href|action|src|hx-[a-z]+|content)="(?!tel:)([^"]*)"', text)
        self.addresses += [request["PATH_INFO"], request.get("QUERY_STRING", ""), response.get("Location", ""), *links]
        self.pages.append((response.status_code, text))
        return response


def browser_of(somebody):
    browser = Browser()
    browser.post("/sign-in/", {"login": somebody.username, "password": PASSWORD})
    if somebody.needs_second_factor:
        Authenticator.objects.create(user=somebody, type=Authenticator.Type.TOTP, data={})
        session = browser.session
        session["second_factor"] = True
        session.save()
    return browser


def in_broker():
    """Every key of the broker and cache, with what it holds."""
    server = redis.Redis.from_url(settings.REDIS_URL)
    read = {
        b"string": server.get,
        b"list": lambda key: server.lrange(key, 0, -1),
        b"set": server.smembers,
        b"hash": server.hgetall,
        b"zset": lambda key: server.zrange(key, 0, -1, withscores=True),
    }
    held = [(key, read[server.type(key)](key)) for key in server.scan_iter()]
    server.close()
    return held


def in_sessions():
    return [session.get_decoded() for session in Session.objects.all()]


def in_tables():
    """(table, column, canary) for each column of the database that holds one of them."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT DISTINCT canary FROM "{table}", unnest(%s::text[]) canary'
                f' WHERE strpos("{column}"::text, canary) > 0',
                [CANARIES],
            )
            found |= {(table, column, canary) for (canary,) in cursor.fetchall()}
    return found


# The flows


@pytest.fixture
def session():
    """One that has been held, in HOME, by a facilitator of it."""
    by = user(kecamatan=(HOME,))
    return training(by=by).sessions.get()


@pytest.fixture
def browser(session, site):
    return browser_of(session.training.logged_by)


def at(session, page):
    return f"/trainings/{session.training_id}/sessions/{session.pk}/{page}/"


def particulars(**also):
    said = {
        "id": uuid.uuid4(), "name": NAME, "nik": SPACED, "phone": "+62 812-9988-7766", "lives_in": HOME,
        "baseline": "no_business", "consented": "on", "registered_on": f"{today()}", "sex": "", "birth_date": "",
    }  # fmt: skip
    return {**said, **also}


def search(browser, session):
    for typed in (NIK, SPACED, NAME, PHONE, NIK[:15], NIK[:6] + "99" + NIK[8:], f"{NIK}x"):
        browser.post(at(session, "search"), {"q": typed})
        browser.post(at(session, "search"), {"q": typed}, headers={"hx-request": "true"})
        browser.post("/participants/", {"q": typed})


def register(browser, session):
    """From the first look to the person on the list; by a mistyped number, and a second time."""
    search(browser, session)
    browser.post(at(session, "people/new"), {"opening": "", "q": NIK})
    browser.post(at(session, "people/new"), particulars(nik=NIK[:15]))
    browser.post(at(session, "people/new"), particulars(nik=NIK[:8] + "99" + NIK[10:]))
    browser.post(at(session, "people/new"), particulars(registered_on="2099-01-01"))
    browser.post(at(session, "people/new"), particulars())
    browser.post(at(session, "people/new"), particulars())
    for again in ({"look": "yes"}, {"nik": ""}, {"use": "number"}):
        browser.post(at(session, "people/new"), particulars(**again))
    search(browser, session)
    return Participant.objects.get(nik_fingerprint=nik.read(NIK, on=today()).fingerprint)


def work_on(browser, session, somebody):
    """Everything else that is done with the person."""
    browser.post(at(session, "join"), {"nik": NIK})
    browser.post(at(session, "roster"), {f"mark.{somebody.pk}": "late"})
    for pasted in ({}, {"add": "yes", "line.0": somebody.pk}):
        browser.post(at(session, "paste"), {"id": uuid.uuid4(), "text": f"1. {NAME} {PHONE} {NIK}"} | pasted)
    browser.get(at(session, "leave"))
    browser.get(at(session, "print"))
    browser.get(f"/participants/{somebody.pk}/")
    for because in (f"{NAME} {NIK} {PHONE}", "Pindah"):
        move = {"lives_in": ELSEWHERE, "since": f"{today()}", "because": because}
        browser.post(f"/participants/{somebody.pk}/transfer/", move)
    browser.post(f"/participants/{somebody.pk}/complete/", {"nik": NIK, "sex": "", "registered_on": f"{today()}"})
    correct(browser, f"/participants/{somebody.pk}/correct/")
    browser.get(f"/trainings/{session.training_id}/")
    browser.get("/participants/")
    check_in(browser, session, somebody)
    record(browser, somebody)
    send(browser, session, somebody)


def check_in(browser, session, somebody):
    """By phone at a session of today: mistyped, by phone and by number, known once and sent away once."""
    there = training(meeting(today(), starts="00:00", minutes=1439), by=session.training.logged_by).sessions.get()
    browser.post(at(there, "door"), {"do": "open"})
    page = f"/checkin/{there.door.token}/"
    browser.post("/checkin/", {"code": NIK})
    for typed in (NIK[:15], NIK[:8] + "99" + NIK[10:], f"{PHONE}x", PHONE, f"+62 {PHONE[1:]}", SPACED):
        for name in (NAME, NIK):
            browser.post(page, {"name": name, "number": typed})
    browser.get(f"/trainings/{there.training_id}/")
    browser.get(at(there, "arrivals"))
    browser.get("/")
    first, second = there.arrivals.order_by("arrived_at")
    browser.post(at(there, "arrivals"), {f"who.{first.pk}": f"{somebody.pk}", f"who.{second.pk}": "no"})
    assert set(there.arrivals.values_list("answer", flat=True)) <= {"confirmed", "dismissed"}


def send(browser, session, somebody):
    """The same as a program sends it, taken and refused; what it sends is in the bodies."""

    def to(address, said, method="POST"):
        body = said if isinstance(said, str) else json.dumps(said)
        browser.generic(method, f"/api/v1/{address}", body, content_type="application/json")

    said = {
        "kecamatan": HOME,
        "name": NAME,
        "phone": PHONE,
        "nik": SPACED,
        "lives_in": HOME,
        "registered_on": f"{today()}",
    }
    key = str(uuid.uuid4())
    refused = [{"nik": NIK[:15]}, {"nik": NIK[:8] + "99" + NIK[10:]}, {"nik": [NIK]}, {"phone": NIK}, {"lives_in": NIK},
               {"kecamatan": NAME}, {"registered_on": NIK}, {"sex": NAME}, {NIK: NAME}, {"id": NIK}, {"name": NIK, "nik": NAME}]  # fmt: skip
    for address in ("participants/", "participants/?dry_run=yes"):
        to(address, said | {"id": key})
        for wrong in refused:
            to(address, said | {"id": str(uuid.uuid4())} | wrong)
    to("participants/", said | {"id": key, "name": NIK})
    to("attendances/", {"id": str(uuid.uuid4()), "session": str(session.pk), "participant": key, "status": "late"})
    items = [{"kind": "participants", "content": said | {"id": str(uuid.uuid4())} | wrong} for wrong in [{}, *refused]]
    to("batches/", {"items": items})
    to("batches/", {"items": items, "all_or_nothing": True})
    to("batches/", {"items": [{"kind": NIK, "content": said}]})
    to(f"participants/{somebody.pk}/", {"nik": new_nik(), "reason": NIK}, "PATCH")
    to(f"participants/{somebody.pk}/", {"phone": PHONE, "name": NAME}, "PATCH")
    to(f"participants/{somebody.pk}/complete/", {"nik": NIK})
    to(f"participants/{somebody.pk}/move/", {"lives_in": NIK, "since": NAME})
    to("participants/", f'{{"nik": "{NIK}", "name": "{NAME}"')
    browser.get("/api/v1/participants/")
    browser.get(f"/api/v1/participants/{somebody.pk}/")


def correct(browser, page):
    """To another number and back; and refused without a reason, and with the number for one."""
    typed, other = {"name": NAME, "phone": PHONE, "sex": "female", "birth_date": "1991-02-03"}, new_nik()
    browser.get(page)
    for number, reason in [(other, ""), (other, NIK), (other, "Salah baca"), (SPACED, "Salah baca")]:
        browser.post(page, typed | {"nik": number, "reason": reason})


def picture():
    """As a phone may call it that somebody tidies up."""
    return SimpleUploadedFile(f"{NAME} {NIK}.jpg", photo().read(), "image/jpeg")


def record(browser, somebody):
    """What the person achieves, each refused once and then recorded, with evidence; and every page of it."""
    of, day = f"/participants/{somebody.pk}", f"{today()}"
    visit = {"held_on": day, "mode": "in_person", "minutes": 30, "kecamatan": HOME, "topic": "Kas"}
    licence = {"licence_type": "NIB", "number": "0220001112223", "own_name": "yes", "completed_on": day}
    business = {"name": "Warung", "sector": "I", "kecamatan": HOME, "kelurahan": "Tebet Barat"}
    for address, form in {
        f"{of}/visits/new/": visit | {"confirms_trading": "on", "photo": picture()},
        f"{of}/milestones/licence/new/": licence | {"hand_in": "yes", "files": picture()},
        f"{of}/businesses/new/": business,
        f"{of}/jobs/new/": {"reported_on": day, "full_time": 1, "part_time": 0, "file": picture()},
    }.items():
        browser.post(address, {"id": NIK, "nik": NIK, "name": "", "held_on": NAME, "file": picture()})
        browser.post(address, form | {"id": uuid.uuid4()})
    pages = {"visits": "visits", "milestones": "milestones", "businesses": "businesses", "job-reports": "job_reports"}
    for page, records in pages.items():
        browser.get(f"/{page}/{getattr(somebody, records).get().pk}/")
    for one in somebody.evidence.all():
        browser.get(f"/evidence/{one.pk}/")


def break_everything(browser, session):
    """Every kind of refusal, each with the person in the form; returns the pages."""
    begin, form = len(browser.pages), {"nik": NIK, "name": NAME, "phone": PHONE, "q": NAME}
    browser.post("/stumble/", form)
    browser.post("/api/stumble/", form)
    browser.post("/refused-row/", form)
    browser.post("/no-such-page/", form)
    browser.get(f"/no-such-page/{NIK}/")
    browser.post(f"/trainings/{uuid.uuid4()}/submit/", form)
    browser.post("/dashboard/", form)
    browser.post("/verification/", form)
    browser.post(f"/verification/{session.training_id}/", form)
    browser.post("/sign-in/", form, headers={"host": "elsewhere.example"})
    browser.post("/participants/", {f"field-{number}": NIK for number in range(3_011)})
    browser.put("/api/v1/targets/", form, content_type="application/json")
    browser.handler.enforce_csrf_checks = True
    browser.post(at(session, "people/new"), form)
    browser.post("/api/v1/targets/", form)
    browser.handler.enforce_csrf_checks = False
    return browser.pages[begin:]


def test_the_canary_is_heard_where_it_sings():
    assert sung(f"a log line with {NIK}") == [NIK]
    assert sung(f"/participants/?q={NAME.replace(' ', '+')}") == [NAME, "Tersembunyi"]
    assert sung("nobody here") == []


def test_the_person_lies_in_their_own_row_and_the_index_of_people_alone(browser, session):
    somebody = register(browser, session)
    work_on(browser, session, somebody)
    verified(training_of(session))
    rollup.drain()
    assert {(where, column) for where, column, _canary in in_tables()} == OWN
    assert (somebody.name, somebody.phone, somebody.nik_masked) == (NAME, PHONE, "*" * 12 + NIK[-4:])


def training_of(session):
    session.training.refresh_from_db()
    return session.training


def test_no_log_tells_the_person(browser, session, log, server_log):
    somebody = register(browser, session)
    work_on(browser, session, somebody)
    break_everything(browser, session)
    with refusing_ledger(somebody):
        rollup.drain()
    stumbling_task.apply()
    lines = log.getvalue().splitlines()
    assert any("source_quarantined" in line for line in lines)
    assert any("Internal Server Error: POST /stumble/" in line for line in lines)
    assert any("stumbling_task" in line and "IntegrityError" in line for line in lines)
    assert [line for line in lines if sung(line)] == []
    told = server_log()
    assert "violates check constraint" in told
    assert sung(told) == []


def test_a_quarantined_source_is_named_by_its_key(browser, session):
    somebody = register(browser, session)
    with refusing_ledger(somebody):
        rollup.drain()
    kept = Quarantine.objects.values().get()
    assert (kept["source_id"], sung(kept)) == (somebody.pk, [])


def test_no_address_tells_the_person(browser, session):
    somebody = register(browser, session)
    work_on(browser, session, somebody)
    assert len(browser.addresses) > 100
    assert [address for address in browser.addresses if sung(address)] == []


def test_broker_cache_sessions_and_cookies_hold_nothing_of_the_person(browser, session):
    somebody = register(browser, session)
    work_on(browser, session, somebody)
    rung = [held for key, held in in_broker() if key == b"celery"]
    assert len(rung) == 1
    assert [key for key, held in in_broker() if sung(key) or sung(held)] == []
    assert [held for held in in_sessions() if sung(held)] == []
    assert [morsel.value for morsel in browser.cookies.values() if sung(morsel.value)] == []
    assert mail.outbox == []


def test_no_error_page_tells_the_person(browser, session):
    pages = break_everything(browser, session)
    assert {status for status, _text in pages} == {400, 403, 404, 405, 415, 500}
    assert [(status, text) for status, text in pages if sung(text)] == []


def test_no_refusal_of_the_api_tells_the_person(browser, session):
    somebody = register(browser, session)
    begin = len(browser.pages)
    send(browser, session, somebody)
    refused = [(status, text) for status, text in browser.pages[begin:] if status >= 400 and '"results"' not in text]
    assert {status for status, _text in refused} >= {400, 409}
    assert [(status, text) for status, text in refused if sung(text)] == []


def test_somebody_elsewhere_learns_that_the_number_is_known_and_nothing_more(browser, session):
    register(browser, session)
    there = training(by=user(kecamatan=(ELSEWHERE,)), kecamatan=ELSEWHERE).sessions.get()
    other = browser_of(there.training.logged_by)
    response = other.post(at(there, "search"), {"q": NIK})
    # What was typed stays in the field; nothing else of the person is there.
    assert response.context["answer"].known_elsewhere
    assert sung(other.pages[-1][1]) == [NIK]
    assert NIK[-4:] not in re.sub(r'value="[^"]*"', "", other.pages[-1][1])


def test_the_api_tells_no_person_to_a_summary(browser, session):
    register(browser, session)
    verified(attend(training_of(session), person()))
    rollup.drain()
    _token, text = make_token(user=user(Role.STAFF), name="a script", scope=Scope.SUMMARY, lifetime=LONGEST)
    script = Browser()
    for address in (
        "summary/",
        "counts/?metric=registered,trained&by=month,kecamatan,gender,age_band",
        f"counts/?metric=registered&name={NAME}",
        f"counts/?metric=registered&kecamatan={NIK}",
        "targets/",
        "definitions/",
        "periods/",
        "kecamatan/",
        "schema/",
        f"participants/?nik={NIK}",
    ):
        script.get(f"/api/v1/{address}", headers={"authorization": f"Bearer {text}"})
    statuses = [status for status, _text in script.pages]
    assert statuses == [200, 200, 400, 400, 200, 200, 200, 200, 200, 403]
    assert [text for status, text in script.pages if status == 200 and sung(text)] == []


def test_a_cache_key_is_never_made_of_what_was_typed(browser, session):
    cache.clear()
    search(browser, session)
    for _ in range(6):
        Browser().post("/sign-in/", {"login": NIK, "password": PHONE})
    assert [key for key, held in in_broker() if sung(key) or sung(held)] == []


def test_the_database_does_refuse_the_seeded_row():
    with pytest.raises(IntegrityError, match=f"Failing row contains .*{NAME}, {PHONE}"):
        write_refused_row()
