"""The made-up city: through every guard, the same each time, and counted without a difference."""

import datetime
import json
import stat
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from okoce.accounts.models import User
from okoce.core.months import JAKARTA, Month, today
from participants.models import (
    Distinction,
    Entrepreneur,
    Evidence,
    Finding,
    FollowUp,
    Likeness,
    ListLine,
    Match,
    Merge,
    Milestone,
    Participant,
    Transfer,
)
from participants.nik import Nik
from participants.transfers import arrived
from programs.deadlines import close_on
from programs.models import Expense, Population, Programme
from reports import chain, checking, periods
from reports.demo import cards
from reports.known import Ground
from reports.models import Closing, LedgerEntry, Revision
from reports.sampling.models import Judgement, SampledRow
from reports.shares import OwnTargets
from reports.standing import Standing, standing_after
from reports.summary import Question, counts
from tests.factories import facilitator

PEOPLE = 600
committed = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def recent_programme(transactional_db, programme_may_move):
    Programme.objects.update(first_month=(Month.of(today()) + -23).first)


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path
    return tmp_path


def load():
    said = StringIO()
    call_command("load_demo", people=PEOPLE, stdout=said)
    return said.getvalue()


def lifetime(metric):
    first, last = Month.of(Programme.objects.get().first_month), Month.of(today())
    rows = counts(Question(metrics=(metric,), first=first, last=last, by=(), resident="all"))
    return rows[0]["value"]


@committed
def test_a_loaded_city_is_counted_without_a_difference_and_goes_down_the_funnel(recent_programme, home):
    said = load()
    assert checking.recount()[0] == 0
    # Of 600, one in twenty has shown no card, and some are registered twice: who was merged counts once.
    registered = Participant.objects.whole().exclude(registered_on=None).count()
    assert lifetime("registered") == registered
    funnel = {"mentored": 0.55, "licensed": 0.52, "marketed": 0.16, "bookkeeping": 0.12, "funded": 0.02}
    assert {metric for metric, share in funnel.items() if abs(lifetime(metric) / registered - share) > 0.06} == set()
    # An official list has a licence of one of them from before.
    assert Entrepreneur.objects.filter(state="verified").count() - 1 == lifetime("new_entrepreneurs") > 0
    assert set(Milestone.objects.values_list("state").annotate(n=Count("pk")).values_list("state", flat=True)) == {
        "draft",
        "submitted",
        "returned",
        "verified",
    }
    # All months but the last two are closed.
    closings = list(Closing.objects.order_by("number").values_list("month", flat=True))
    first, last = Month.of(Programme.objects.get().first_month), Month.of(today())
    assert closings == [month.first for month in first.until(last + -2)]
    assert periods.statuses()[last + -1] == ("open" if today().day <= 5 else "provisional")
    assert chain.verify() == []
    # Once more: who can sign in is told again, and nothing is added.
    before = Participant.objects.count()
    assert load() == said
    assert Participant.objects.count() == before
    assert stat.S_IMODE((home / "logins.json").stat().st_mode) == 0o600
    assert set(json.loads((home / "logins.json").read_text())) == {"password", *said_users()} - {"pendamping01"}


@committed
def test_a_loaded_city_was_kept_month_by_month_and_shows_something_wherever_somebody_looks(recent_programme, home):
    load()
    first, last = Month.of(Programme.objects.get().first_month), Month.of(today())
    # Counted in each month, and each closing in its month's turn, on its day.
    assert {Standing.of(one).month for one in Revision.objects.all()} >= set(first.until(last + -1))
    closed = dict(Closing.objects.values_list("month", "last_revision__at"))
    assert closed == {month.first: nine_on(close_on(month)) for month in first.until(last + -2)}
    # What was said on a day of last year, before anything of that month was looked at again, is what it first published.
    then, asked = (
        standing_after(close_on(last + -12)).revision,
        Question(("licensed",), last + -12, last + -12, resident="all"),
    )
    assert counts(replace(asked, as_of=then)) == counts(replace(asked, vintage="first")) != []
    # Of some months a market came back, or a case was approved late.
    adjusted = LedgerEntry.objects.filter(vintage="adjustment")
    assert {entry.posting_month > entry.month for entry in adjusted} == {True}
    assert set(adjusted.values_list("metric", flat=True)) >= {"marketed", "new_entrepreneurs"}
    assert not LedgerEntry.objects.filter(reason="").exists()
    # Most of what waits has a file, and no two are alike.
    waiting = Milestone.objects.filter(kind="licence", state="submitted")
    with_file = waiting.exclude(evidence=None).count()
    assert 0.5 < with_file / waiting.count() < 1
    files = Evidence.objects.all()
    assert files.count() == len(set(files.values_list("sha256", flat=True))) > 100
    assert all(one.file.storage.exists(one.file.name) for one in files)
    everybody_finds_something()
    shared_out_and_planned()


def everybody_finds_something():
    # Who was registered twice: some merged, which took something off a month that was closed; twins told apart; others wait.
    merged = LedgerEntry.objects.filter(reason="duplicates merged", metric="registered")
    assert set(merged.values_list("vintage", "delta")) >= {("adjustment", -1)}
    assert Merge.objects.exists()
    assert Likeness.objects.waiting().exists()
    assert Distinction.objects.count() == 1
    # A list of licences was decided about, and one of a licence from before took somebody off the new ones; a bank's waits.
    assert states_of("licences") == {"confirmed", "refused", "proposed"}
    assert (states_of("civil"), states_of("bank")) == ({"confirmed", "proposed"}, {"proposed"})
    assert {"matched", "doubtful", "unmatched"} == set(ListLine.objects.values_list("pile", flat=True))
    confirmed = LedgerEntry.objects.filter(reason="match confirmed")
    assert confirmed.filter(metric="new_entrepreneurs").get().delta == -1
    # Of each kind that needs no large city there is a finding, some are answered and some late.
    found = set(Finding.objects.values_list("detector", flat=True))
    assert found >= {
        "phone",
        "serials",
        "licence",
        "early",
        "registry",
        "two-places",
        "same-list",
        "burst",
        "hurried",
        "silent",
    }
    assert set(Finding.objects.values_list("state", flat=True)) == {"open", "explained", "mended"}
    assert Finding.objects.filter(state="open", due_on__lt=today()).exists()
    # Drawn rows have a verifier; nearly all are judged, and few are wrong.
    drawn, judged = SampledRow.objects.exclude(verifier=None).count(), Judgement.objects
    assert drawn == SampledRow.objects.count() > judged.count() > judged.exclude(verdict="wrong").count() > drawn * 0.8
    assert set(FollowUp.objects.values_list("months", "outcome")) >= {(6, "trading"), (6, "closed"), (12, "trading")}
    assert Transfer.objects.filter(taken_at=None).count() == 3
    # The facilitator and the verifier of some kecamatan whom it names see some of it.
    of_some = {name: User.objects.get(username=name) for name in ("pendamping01", "verifikator-selatan")}
    assert arrived(of_some["pendamping01"]).exists()
    assert Finding.objects.filter(state="open", owner=of_some["pendamping01"]).exists()
    assert Finding.objects.visible_to(of_some["verifikator-selatan"]).filter(state="open").exists()
    assert Likeness.objects.visible_to(of_some["verifikator-selatan"]).waiting().exists()
    agencies = Count("attendances__session__training__agency", distinct=True)
    assert Participant.objects.annotate(agencies=agencies).filter(agencies=2).exists()


def shared_out_and_planned():
    # Each kecamatan has a target of its own, by numbers that say what they are.
    assert set(Population.objects.values_list("source", flat=True)) == {"demo: angka karangan, made-up numbers"}
    own = OwnTargets.of(Month.of(today()), Ground.of()).month
    assert (len(own), min(own.values()) < 20, max(own.values()) > 100) == (44, True, True)
    # Money that is still to be spent stands beside what is paid, with the honour of facilitators; it is of no month before.
    ahead = Expense.objects.exclude(stage="paid")
    assert set(ahead.values_list("stage", "item")) >= {("planned", "training"), ("committed", "facilitators")}
    assert ahead.filter(month__lt=Month.of(today()).first).count() == 0
    assert ahead.values("kecamatan").distinct().count() == 44


def states_of(kind):
    return set(Match.objects.filter(line__list__kind=kind).values_list("state", flat=True))


def nine_on(day):
    return datetime.datetime.combine(day, datetime.time(9), JAKARTA)


def said_users():
    return User.objects.exclude(roles=["facilitator"]).values_list("username", flat=True)


@committed
def test_a_database_with_somebody_in_it_is_left_alone(home):
    facilitator()
    with pytest.raises(CommandError, match="empty"):
        load()


def test_the_same_people_each_time_and_all_of_a_province_that_does_not_exist(settings):
    def drawn(seed):
        return [row[:5] + row[6:] for row in cards.cards(40, seed, today())]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_no_two_numbers_are_alike():
    fingerprints = {row[6] for row in cards.cards(2000, 1, today())} - {None}
    assert len(fingerprints) == 1900


def test_every_number_is_of_province_99():
    digits = cards.digits(123_456, "female", today())
    assert (digits[:2], len(digits), Nik(digits).sex) == ("99", 16, "female")
