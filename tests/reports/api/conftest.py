import pytest

from reports.contributions import OUTSIDE
from tests.factories import ELSEWHERE
from tests.reports.api.asking import bearing, token
from tests.reports.cells import cell


@pytest.fixture
def ask():
    return bearing(token())


@pytest.fixture
def cube():
    """A few people of every kind, and two months of trainings."""
    cell("2017-12", 1, gender="male", age_band="55-")
    cell("2018-02", 2)
    cell("2018-03", 3)
    cell("2018-03", 4, kecamatan=ELSEWHERE, gender="male", age_band="unknown")
    cell("2018-03", 5, kecamatan=OUTSIDE)
    cell("2018-03", 6, metric="trained")
    cell("2018-02", 7, metric="trainings")
    cell("2018-03", 8, metric="trainings", kecamatan=ELSEWHERE)
