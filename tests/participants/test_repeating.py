import uuid

import pytest

from okoce.core.months import today
from participants import repeating, rosters
from programs.models import Training
from tests.factories import ELSEWHERE, HOME, attend, facilitator, meeting, people, training, user
from tests.together import together

pytestmark = pytest.mark.django_db


def again(like, *, form=None):
    said = {"kecamatan": like.kecamatan, "curriculum": like.curriculum, "agency": like.agency, "place": like.place}
    return repeating.log_again(
        by=facilitator(), id=form or uuid.uuid4(), like=like, meeting=meeting("2018-03-12"), today=today(), **said
    )


class TestTheLast:
    def test_is_the_users_own_with_how_many_its_list_has(self):
        me = user(kecamatan=(HOME,))
        training(by=me)
        mine = attend(training(by=me), *people(3, by=me))
        training(by=user(kecamatan=(HOME,)))
        assert repeating.last_of(me) == repeating.Repeatable(mine, 3)

    def test_is_none_before_the_first(self):
        assert repeating.last_of(user(kecamatan=(HOME,))) is None

    def test_is_none_of_a_kecamatan_that_is_theirs_no_more(self):
        me = user(kecamatan=(HOME,))
        training(by=me, kecamatan=ELSEWHERE)
        assert repeating.last_of(me) is None


@pytest.mark.usefixtures("committed_db")
def test_two_taps_in_one_moment_log_one_training_with_one_list():
    like, form = attend(training(), *people(3)), uuid.uuid4()
    answers = together(*[lambda: again(like, form=form)] * 8)
    assert {one.pk for one in answers} == {form}
    assert Training.objects.count() == 2
    assert rosters.on_list(answers[0]).count() == answers[0].enrolments.count() == 3
