"""Whom an agency is credited with, to whom others contributed, and that everybody counts once whatever agencies claim."""

import datetime
import random
from collections import Counter
from dataclasses import dataclass

import pytest

from okoce.accounts.roles import Role
from okoce.core.months import Month, now
from participants.models import Participant
from programs.models import Agency, Training
from reports import rollup
from reports.agencies import NO_AGENCY, Claims, Share, by, claimed_of, matrix, pairs, shares, together
from reports.cases import open_those_who_meet_the_rule
from reports.contributions import PERSON_METRICS
from reports.explaining.asked import Number
from tests import factories
from tests.factories import ELSEWHERE, HOME, approved, attend, day, meeting, verified
from tests.pages import queries
from tests.reports import recount
from tests.reports.recount import Thresholds, climbed

pytestmark = pytest.mark.django_db

MARCH, APRIL = Month(2018, 3), Month(2018, 4)


@pytest.fixture(autouse=True)
def agencies():
    """Three of the city's, by their codes: KOP, NAKER and UKM."""
    for code in ("KOP", "NAKER", "UKM"):
        Agency.objects.get_or_create(code=code, defaults={"name": f"Dinas {code}"})


def given(agency, *who, on="2018-03-05", starts="09:00", minutes=180, by=None):
    """A verified training of that agency with these people."""
    training = factories.training(meeting(on, starts=starts, minutes=minutes), by=by)
    Training.objects.filter(pk=training.pk).update(agency=agency)
    return verified(attend(training, *who))


def licensed(*people, issued="2018-03-20"):
    for person in people:
        approved(factories.licence(person, issued=issued))
    rollup.drain()


def claimed(metric="licensed", first=MARCH, last=APRIL, **said):
    return claimed_of(Number(metric, first, last, **said))


def told(metric="licensed", **said):
    return [(share.agency, share.credit, share.contribution) for share in shares(claimed(metric, **said))]


def test_the_first_training_that_somebody_finished_has_the_credit_and_others_contribute():
    ani, budi = factories.people(2)
    given("UKM", ani, budi, on="2018-03-06")
    given("KOP", ani, on="2018-03-07")
    licensed(ani, budi)
    assert told() == [("UKM", 2, 0), ("KOP", 0, 1)]


def test_of_two_on_one_day_the_one_that_ended_earlier_has_it():
    ani = factories.person()
    given("UKM", ani, on="2018-03-06", starts="08:00", minutes=300)
    given("KOP", ani, on="2018-03-06", starts="09:00", minutes=180)
    licensed(ani)
    assert told() == [("KOP", 1, 0), ("UKM", 0, 1)]


def test_a_training_after_the_day_on_which_somebody_counts_has_no_part_in_it():
    ani = factories.person()
    given("UKM", ani, on="2018-03-21")
    licensed(ani, issued="2018-03-20")
    assert told() == [(NO_AGENCY, 1, 0)]
    assert told("trained") == [("UKM", 1, 0)]


def test_a_training_that_nobody_approved_and_one_that_was_left_early_have_no_part():
    ani, budi = factories.people(2)
    attend(factories.training(), ani)
    left = factories.training(meeting("2018-03-06", minutes=60), meeting("2018-03-07", minutes=120))
    attend(left.sessions.first(), ani)
    attend(left.sessions.last(), budi)
    verified(left)
    licensed(ani)
    assert told() == [(NO_AGENCY, 1, 0)]


def test_two_trainings_of_one_agency_are_one_claim():
    ani = factories.person()
    given("UKM", ani, on="2018-03-06")
    given("UKM", ani, on="2018-03-07")
    licensed(ani)
    assert together(claimed()) == Claims(claims=1, unclaimed=0, union=1)


def test_a_headline_that_takes_another_metric_off_takes_its_people_off():
    ani, budi = factories.person(), factories.person(baseline="unlicensed")
    given("UKM", ani, budi, on="2018-03-06")
    licensed(ani, budi)
    assert told(less="level_up") == [("UKM", 1, 0)]


def test_another_agency_is_seen_at_once_though_no_number_moves():
    ani = factories.person()
    training = given("UKM", ani, on="2018-03-06")
    licensed(ani)
    assert told() == [("UKM", 1, 0)]
    Training.objects.filter(pk=training.pk).update(agency="KOP")
    approved(Training.objects.get(pk=training.pk))
    assert told() == [("KOP", 1, 0)]


def test_agencies_share_people_two_by_two():
    ani, budi, cici = factories.people(3)
    given("UKM", ani, budi, cici, on="2018-03-06")
    given("KOP", ani, budi, on="2018-03-07")
    given("NAKER", ani, on="2018-03-08")
    licensed(ani, budi, cici)
    rows = claimed()
    assert (pairs(rows)["KOP", "UKM"], pairs(rows)["NAKER", "KOP"]) == (2, 1)
    assert matrix(rows, ["KOP", "UKM"]) == [("KOP", [None, 2]), ("UKM", [2, None])]
    assert shares(rows)[0] == Share("UKM", credit=3, contribution=0, shared=2)
    assert together(rows) == Claims(claims=6, unclaimed=0, union=3)


# Against a recount in plain Python.


@dataclass
class Held(recount.Training):
    key: str = ""
    agency: str = ""
    ended: datetime.time | None = None


def history(seed):
    """What a random month or two would be, in the database and in memory."""
    chance = random.Random(seed)
    staff, checks = factories.user(kecamatan=(HOME, ELSEWHERE)), factories.approver()
    people = {}
    for _ in range(12):
        home, on = chance.choice([HOME, HOME, ELSEWHERE, None]), chance.choice(["2018-03-01", "2018-03-12"])
        baseline = chance.choice(["no_business", "no_business", "unlicensed"])
        person = factories.person(by=staff, lives_in=home, on=on, baseline=baseline)
        people[person.pk] = recount.Person("female", 1990, True, day(on), {day(on): home}, baseline)
    trainings = [_training(chance, staff, people) for _ in range(8)]
    for key, person in people.items():
        _achieves(chance, Participant.objects.get(pk=key), person, staff, checks)
    rollup.drain()
    return people, trainings


def _training(chance, staff, people):
    on = chance.choice(["2018-03-04", "2018-03-10", "2018-03-20", "2018-04-02"])
    starts = chance.choice(["08:00", "09:00"])
    meetings = [meeting(on, starts=starts, minutes=120), meeting(on, starts="13:00", minutes=chance.choice([40, 60]))]
    training = factories.training(*meetings, by=staff)
    Training.objects.filter(pk=training.pk).update(agency=chance.choice(["KOP", "NAKER", "UKM"]))
    sessions = {}
    for session in training.sessions.all():
        marks = {key: chance.choice(["present", "late", "absent"]) for key in people if chance.random() < 0.6}
        # A session to which nobody came is not handed in.
        marks[next(iter(people))] = "present"
        for key, status in marks.items():
            attend(session, Participant.objects.get(pk=key), status=status)
        sessions[session.pk] = recount.Session(session.held_on, session.minutes, marks=marks)
    checked = chance.random() < 0.8
    if checked:
        verified(training)
    training.refresh_from_db()
    ended = max(session.ends_at for session in training.sessions.all())
    return Held(HOME, sessions, approved=checked, key=str(training.pk), agency=training.agency_id, ended=ended)


def _achieves(chance, row, person, staff, checks):
    if chance.random() < 0.7:
        issued = chance.choice(["2018-03-09", "2018-03-15", "2018-03-25"])
        step = approved(factories.licence(row, issued=issued, by=staff))
        person.milestones[step.pk] = recount.Milestone("licence", day(issued), "NIB", own_name=True, state="verified")
    for on in chance.sample(["2018-03-05", "2018-03-16", "2018-04-03"], chance.choice([0, 1, 2])):
        visit = approved(factories.visit(row, on=on, by=staff, confirms_trading=True))
        person.visits[visit.pk] = recount.Visit(staff.pk, HOME, day(on), confirms_trading=True, state="verified")
    if open_those_who_meet_the_rule([str(row.pk)], at=now()):
        approved(row.entrepreneur, by=checks)
        person.case = "verified"


def expected(people, trainings, metric):
    """{(month, kecamatan, agencies): people}, the credited agency first."""
    found = Counter()
    taken = [training for training in trainings if training.approved]
    for key, rung, on, value in climbed(people, taken, Thresholds()):
        home = people[key].lives_in(on)
        if rung == metric and home != "LUAR":
            done = [one for one in taken if one.last_day <= on and key in one.finished(75)]
            order = sorted(done, key=lambda one: (one.last_day, one.ended, one.key))
            found[Month.of(on), home, tuple(dict.fromkeys(one.agency for one in order))] += value
    return found


@pytest.mark.parametrize(("seed", "few"), [(1, 5_000), (2, 0)])
def test_credit_contribution_and_union_are_those_of_a_recount(seed, few, monkeypatch):
    monkeypatch.setattr("reports.agencies.FEW", few)
    people, trainings = history(seed)
    for metric in PERSON_METRICS:
        number = Number(metric, MARCH, APRIL)
        rows, plain = claimed_of(number), expected(people, trainings, metric)
        read = Counter()
        for one in rows:
            read[one.month, one.kecamatan, one.agencies] += one.value
        assert read == plain
        added_up = sum(people * len(claiming) for (_month, _home, claiming), people in plain.items())
        nobodys = sum(people for (_month, _home, claiming), people in plain.items() if not claiming)
        assert together(rows) == Claims(claims=added_up, unclaimed=nobodys, union=number.value())
        assert sum(share.credit for share in shares(rows)) == number.value()
        assert sum(share.claim for share in shares(rows) if share.agency) == together(rows).claims
        assert sum(claims.overlap for claims in by(rows, lambda one: one.month).values()) == together(rows).overlap


# The page.


@pytest.fixture
def staff(signed_in, in_english):
    return signed_in(factories.user(Role.STAFF))


def text_of(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_shows_everybody_once_beside_what_would_be_added_up(staff):
    ani, budi = factories.people(2)
    given("UKM", ani, budi, on="2018-03-06")
    given("KOP", ani, on="2018-03-07")
    licensed(ani, budi)
    page = staff.get("/agencies/?metric=licensed&month=2018-03")
    assert page.context["sums"] == Claims(claims=3, unclaimed=0, union=2)
    assert "metric=licensed&amp;month=2018-03&amp;span=month&amp;kecamatan=31.74.01" in text_of(page)
    assert "month=2018-03&amp;span=month" in text_of(staff.get("/agencies/?metric=licensed&month=2018-04&span=through"))


def test_contributions_have_no_sum(staff):
    ani = factories.person()
    for agency, on in (("UKM", "2018-03-06"), ("KOP", "2018-03-07"), ("NAKER", "2018-03-08")):
        given(agency, ani, on=on)
    licensed(ani)
    page = text_of(staff.get("/agencies/?metric=licensed&month=2018-03"))
    foot = page.partition("<tfoot>")[2].partition("</tfoot>")[0]
    assert [part.partition("<")[0] for part in foot.split(">") if part[:1].isdigit()] == ["1"]


@pytest.mark.parametrize("asked", ["metric=trainings", "metric=licensed&vintage=first", "metric=licensed&as_of=1"])
def test_what_is_not_of_people_or_not_of_now_is_not_there(staff, asked):
    ani = factories.person()
    licensed(ani)
    assert staff.get(f"/agencies/?{asked}").status_code == 404


def test_the_page_asks_as_many_questions_for_many_as_for_few(staff):
    ani, budi, cici = factories.people(3)
    given("UKM", ani, on="2018-03-06")
    licensed(ani)
    few = queries(staff, "/agencies/?metric=licensed&month=2018-03")
    given("KOP", budi, cici, on="2018-03-07")
    licensed(budi, cici)
    assert queries(staff, "/agencies/?metric=licensed&month=2018-03") == few
