"""The made-up city: through every guard, the same each time, and counted without a difference."""

import json
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from okoce.accounts.models import User
from okoce.core.months import Month, today
from participants.models import Entrepreneur, Milestone, Participant
from participants.nik import Nik
from programs.models import Programme
from reports import chain, checking, periods
from reports.demo import cards
from reports.models import Closing
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
    # Of 600, one in twenty has shown no card, and six are registered twice.
    registered = Participant.objects.exclude(registered_on=None).count()
    assert lifetime("registered") == registered == 570 + Participant.objects.filter(ktp_seen=True).count()
    funnel = {"mentored": 0.55, "licensed": 0.52, "marketed": 0.16, "bookkeeping": 0.12, "funded": 0.02}
    assert {metric for metric, share in funnel.items() if abs(lifetime(metric) / registered - share) > 0.06} == set()
    assert Entrepreneur.objects.filter(state="verified").count() == lifetime("new_entrepreneurs") > 0
    assert set(Milestone.objects.values_list("state").annotate(n=Count("pk")).values_list("state", flat=True)) == {
        "draft",
        "submitted",
        "returned",
        "verified",
    }
    # All months but the last two are closed, and the few records that were looked at again stand as adjustments.
    closings = list(Closing.objects.order_by("number").values_list("month", flat=True))
    first, last = Month.of(Programme.objects.get().first_month), Month.of(today())
    assert closings == [month.first for month in first.until(last + -2)]
    assert periods.statuses()[last + -1] == ("open" if today().day <= 5 else "provisional")
    assert chain.verify() == []
    corrected = counts(Question(metrics=("marketed",), first=first, last=last, vintage="adjustments", resident="all"))
    assert [(row["month"], row["value"]) for row in corrected] == [(str(last + -1), -5)]
    # Once more: who can sign in is told again, and nothing is added.
    before = Participant.objects.count()
    assert load() == said
    assert Participant.objects.count() == before
    assert stat.S_IMODE((home / "logins.json").stat().st_mode) == 0o600
    assert set(json.loads((home / "logins.json").read_text())) == {"password", *said_users()} - {"pendamping01"}


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
    digits = cards._digits(123_456, "female", today())
    assert (digits[:2], len(digits), Nik(digits).sex) == ("99", 16, "female")
