"""Whatever a page shows: when it changes, the page is made anew."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.roles import Role
from okoce.core.months import Month, now
from participants.reconciling import deciding
from programs.models import Centre, Target
from programs.population import load_population
from reports import checking, periods, rollup
from reports.definitions import name_headline
from reports.fingerprint import REFERENCE
from reports.models import Definition, FactChange, Quarantine, SampledRow
from reports.sampling.judging import judge
from reports.targets import NewVersion, new_version
from reports.unchanged import moment
from tests import factories
from tests.factories import HOME, handed_in, person, user
from tests.participants.listing import line, load, match_of
from tests.reports.cells import cell
from tests.reports.closed import closed, reopened
from tests.reports.unchanged.reading import PAGES, a_second_later, address, bare, five_minutes_later, the_long_way

pytestmark = pytest.mark.django_db

CITY, PLACE, WHERE, WHEN = PAGES


@pytest.fixture
def staff(signed_in):
    return signed_in(user(Role.STAFF))


def somebody_registers():
    person(on="2018-03-05")
    rollup.drain()


def a_target_is_replaced():
    old = Target.objects.get(code="T-2017-NE-M", superseded_by=None)
    new_version(
        by=user(Role.STAFF), target=old, said=NewVersion(3000, None, Month(2018, 1), "Pergub 1/2018", "Anggaran")
    )


def a_headline_is_named():
    named = Definition.objects.get(pk="2020-P1")
    name_headline(by=user(Role.STAFF), definition=named, from_month=Month(2018, 3), reason="Pergub")


def the_population_is_loaded():
    codes = factories.Kecamatan.objects.values_list("code", flat=True)
    load_population(
        people={code: 1000 + number for number, code in enumerate(codes)}, year=2017, source="BPS", at=now()
    )


def a_centre_has_another_name():
    Centre.objects.filter(kecamatan=HOME).update(name="Balai Baru")


def workers_are_reported():
    handed_in(factories.workers(person(on="2018-03-05"), full_time=3, on="2018-03-20"))
    rollup.drain()


def a_line_is_confirmed():
    deciding.confirm(by=user(Role.VERIFIER), match=match_of(factories.Participant.objects.get()), at=now())


def a_list_comes():
    load(line(number="81", name="Orang"))


def a_sample_is_judged():
    row = SampledRow.objects.get()
    judge(by=row.verifier, row=row, at=now(), verdict="right", failing="", because="")


def something_waits():
    person(on="2018-04-05")


def something_is_set_apart():
    said = {"error": "E", "reason": "", "since": now()}
    Quarantine.objects.create(source_kind="participant", source_id="00000000-0000-0000-0000-000000000001", **said)


def it_is_recounted():
    checking.check(at=now())


# What happens, on which page it shows, and what was there before.
CHANGES = {
    "somebody is counted": (somebody_registers, PAGES),
    "a month is provisional": (lambda: periods.turn_provisional(at=now()), [CITY, PLACE, WHERE, WHEN]),
    "a month is closed": (lambda: closed("2018-03"), PAGES),
    "a target is replaced": (a_target_is_replaced, [CITY, WHERE, WHEN]),
    "the headline is named": (a_headline_is_named, PAGES),
    "the population is loaded": (the_population_is_loaded, [WHERE, PLACE]),
    "a centre has another name": (a_centre_has_another_name, [PLACE]),
    "workers are reported": (workers_are_reported, [CITY, PLACE]),
    "a list of an office comes": (a_list_comes, [CITY]),
    "something waits to be counted": (something_waits, [CITY]),
    "something could not be counted": (something_is_set_apart, [CITY]),
    "it is recounted": (it_is_recounted, [CITY]),
}


@pytest.mark.parametrize(("change", "page"), [(name, page) for name in CHANGES for page in CHANGES[name][1]])
def test_a_second_after_it_the_page_tells_of_it(staff, change, page):
    page = address(page)
    before = [bare(staff.get(page)) for _ in range(2)]
    CHANGES[change][0]()
    a_second_later()
    after = bare(staff.get(page))
    assert after != before[1]
    assert after == bare(the_long_way(staff, page))


def test_a_line_of_a_list_that_is_confirmed_is_told(staff):
    somebody = person(nik="", ktp_seen=True, on="2018-03-05")
    factories.verified(factories.licence(somebody, issued="2018-03-10", number="812001"))
    load(line(number="812001", name=str(somebody)))
    rollup.drain()
    before = [bare(staff.get(address(CITY))) for _ in range(2)]
    revision = moment.fingerprint()
    a_line_is_confirmed()
    assert moment.fingerprint() != revision
    a_second_later()
    assert bare(staff.get(address(CITY))) == bare(the_long_way(staff, address(CITY))) != before[1]


def test_whoever_wrote_something_here_sees_it_at_once(staff, django_capture_on_commit_callbacks):
    before = [bare(staff.get(address(CITY))) for _ in range(2)]
    with django_capture_on_commit_callbacks(execute=True):
        something_waits()
    assert bare(staff.get(address(CITY))) == bare(the_long_way(staff, address(CITY))) != before[1]


def test_a_month_that_is_opened_again_is_told(staff):
    closed("2018-03")
    before = [bare(staff.get(address(CITY))) for _ in range(2)]
    reopened("2018-03")
    a_second_later()
    assert bare(staff.get(address(CITY))) == bare(the_long_way(staff, address(CITY))) != before[1]


def test_tomorrow_it_is_the_page_of_tomorrow(staff):
    with time_machine.travel(datetime.datetime(2018, 3, 31, 23, 59, tzinfo=now().tzinfo), tick=False):
        before = [bare(staff.get(CITY)) for _ in range(2)]
        assert b"March 2018" in before[1][1]
    with time_machine.travel(datetime.datetime(2018, 4, 1, 0, 1, tzinfo=now().tzinfo), tick=False):
        a_second_later()
        assert b"April 2018" in bare(staff.get(CITY))[1]


def test_what_is_read_once_in_five_minutes_is_shown_no_longer_than_that(staff):
    cell("2018-03", 5)
    first = [bare(staff.get(address(WHERE))) for _ in range(2)][1]
    factories.finding(on="2018-03-05")
    a_second_later()
    assert bare(staff.get(address(WHERE))) == first
    five_minutes_later()
    assert bare(staff.get(address(WHERE))) == bare(the_long_way(staff, address(WHERE))) != first


# Tables of which nothing changes without a revision.
OF_REVISIONS = {
    "reports_monthlycount",
    "reports_ledger",
    "reports_revision",
    "reports_closing",
    "reports_figure",
    "reports_reopening",
    "reports_targetversion",
}
# Who reads: never of the page.
OF_READERS = {"accounts_user", "django_session"}
OF_THE_MOMENT = {
    "reports_factchange",
    "programs_city",
    "programs_centre",
    "reports_queue",
    "reports_quarantine",
    "reports_check",
}
TABLE = re.compile(r'(?:FROM|JOIN)\s+"?((?:accounts|programs|participants|reports|django|auth)_\w+)"?')


@pytest.fixture
def noted():
    """The tables whose changes triggers note."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'note_change_of_facts'")
        return {table for (table,) in cursor.fetchall()}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("asked", ["", "&vintage=first", "&vintage=adjustments", "&as_of=2"])
def test_a_page_reads_no_table_of_which_the_moment_knows_nothing(staff, noted, page, asked):
    for month in ("2018-02", "2018-03"):
        person(on=f"{month}-05")
    load(line(number="81", name="Orang"))
    rollup.drain()
    closed("2018-02")
    for month in ("2018-02", "2018-03"):
        # What is read once in five minutes is there by now.
        the_long_way(staff, address(page, month) + asked)
        with CaptureQueriesContext(connection) as captured:
            the_long_way(staff, address(page, month) + asked)
        read = {table for query in captured for table in TABLE.findall(query["sql"])}
        assert "reports_definition" in read
        assert read - OF_REVISIONS - OF_READERS - OF_THE_MOMENT - {*REFERENCE} - noted == set()


def test_statements_about_these_facts_are_noted_and_about_others_not(noted):
    assert noted == {
        "participants_participant",
        "participants_residence",
        "participants_jobreport",
        "participants_officiallist",
        "participants_listline",
        "participants_match",
        "reports_sample",
        "reports_sampledrow",
        "reports_judgement",
    }


class TestTheSum:
    def statements(self):
        return sum(FactChange.objects.values_list("statements", flat=True))

    def test_it_is_the_same_after_the_rows_are_made_one(self):
        FactChange.objects.all().delete()
        FactChange.objects.bulk_create(FactChange(statements=2) for _ in range(moment.ROWS + 1))
        before = moment.fingerprint()
        moment.fold()
        assert (FactChange.objects.count(), self.statements()) == (1, 2 * moment.ROWS + 2)
        assert moment.fingerprint() == before

    def test_few_rows_are_left_as_they_are(self):
        FactChange.objects.all().delete()
        FactChange.objects.bulk_create(FactChange(statements=1) for _ in range(moment.ROWS))
        moment.fold()
        assert FactChange.objects.count() == moment.ROWS

    def test_of_none_it_makes_none(self):
        FactChange.objects.all().delete()
        moment.fold()
        assert not FactChange.objects.exists()
