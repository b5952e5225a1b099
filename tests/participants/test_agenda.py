import datetime

import pytest

from okoce.core.months import today
from participants import agenda
from programs import trainings
from tests.factories import ELSEWHERE, day, facilitator, meeting, training

pytestmark = pytest.mark.django_db


def on(one):
    """The sessions of one day."""
    return agenda.sessions_in(facilitator(), one, one + datetime.timedelta(days=1))


def test_the_sessions_of_a_day_by_the_hour_without_cancelled_ones():
    late, early = training(meeting(starts="13:00")), training(meeting(starts="08:00"))
    training(meeting("2018-03-06"))
    training(meeting(), kecamatan=ELSEWHERE)
    trainings.cancel_session(by=facilitator(), session=training(meeting(starts="10:00")).sessions.get())
    assert [one.training for one in on(day("2018-03-05"))] == [early, late]


def test_a_day_without_sessions():
    assert list(on(today())) == []
