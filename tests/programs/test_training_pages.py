import pytest

from programs.models import Agency, Curriculum, Training
from tests import factories
from tests.pages import refused

pytestmark = pytest.mark.django_db


def said(**other):
    """A filled-in form."""
    fields = {
        "kecamatan": factories.HOME,
        "place": "Aula",
        "curriculum": Curriculum.objects.first().pk,
        "agency": Agency.objects.first().pk,
    }
    return fields | other


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def test_changed_particulars_are_saved_and_saved_again(browser):
    training = factories.training()
    form = said(place="Balai warga")
    for _ in range(2):
        assert browser.post(f"/trainings/{training.pk}/edit/", form).url == f"/trainings/{training.pk}/"
    assert Training.objects.get().place == "Balai warga"


def test_particulars_that_are_wrong_are_refused_beside_the_field(browser):
    answer = browser.post(f"/trainings/{factories.training().pk}/edit/", said(place="A"))
    assert refused(answer) == {"place": ["Ensure this value has at least 3 characters (it has 1)."]}


@pytest.mark.parametrize("page", ["", "edit/", "sessions/new/"])
def test_a_training_outside_the_area_is_not_found(signed_in, page):
    training = factories.training()
    stranger = signed_in(factories.user(kecamatan=(factories.ELSEWHERE,)))
    assert stranger.get(f"/trainings/{training.pk}/{page}").status_code == 404
