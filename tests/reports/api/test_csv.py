"""The same rows as CSV."""

import csv
import io

import pytest

from okoce.core import problems
from reports.api.formats import safe
from reports.contributions import OUTSIDE
from tests.factories import definition
from tests.reports.cells import cell

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("cube")
class TestCsv:
    QUESTION = "counts/?metric=registered,trained&by=month,kecamatan,age_band"

    def test_it_has_the_rows_of_the_json(self, ask):
        table = list(csv.DictReader(io.StringIO(ask(f"{self.QUESTION}&format=csv").content.decode())))
        results = ask(self.QUESTION).json()["results"]
        assert table == [{name: str(value) for name, value in row.items()} for row in results]
        assert len(table) == 5

    def test_it_is_a_file_of_its_own_type(self, ask):
        answer = ask(f"{self.QUESTION}&format=csv")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"] == 'attachment; filename="counts.csv"'

    def test_without_rows_it_still_has_its_header(self, ask):
        answer = ask("counts/?metric=trained&to=2017-12&by=year,gender&format=csv")
        assert answer.content.decode() == "year,gender,metric,value\r\n"

    @pytest.mark.parametrize(
        ("accept", "parameter", "type_"),
        [
            ("text/csv", "", "text/csv; charset=utf-8"),
            ("application/json", "&format=csv", "text/csv; charset=utf-8"),
            ("text/csv", "&format=json", "application/json"),
            ("text/html,*/*;q=0.8", "", "application/json"),
        ],
    )
    def test_the_address_goes_before_the_accept_header(self, ask, accept, parameter, type_):
        assert ask(f"{self.QUESTION}{parameter}", accept=accept)["Content-Type"] == type_

    def test_a_refusal_is_a_problem_all_the_same(self, ask):
        answer = ask("counts/?metric=nothing&format=csv", accept="text/csv")
        assert (answer.status_code, answer["Content-Type"]) == (400, problems.CONTENT_TYPE)

    def test_people_from_outside_and_other_letters_are_in_it(self, ask):
        definition("Défi-2027")
        cell("2018-03", 7, metric="trained@Défi-2027", kecamatan=OUTSIDE)
        answer = ask("counts/?metric=trained@Défi-2027&resident=all&by=kecamatan&format=csv")
        assert answer.content.decode() == "kecamatan,metric,value\r\nLUAR,trained@Défi-2027,7\r\n"

    @pytest.mark.parametrize(
        ("value", "cell"),
        [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+1", "'+1"),
            ("-1+cmd", "'-1+cmd"),
            ("\tx", "'\tx"),
            ("-24", "-24"),
            ("-", "-"),
            (-3, -3),
            (None, None),
            (True, "true"),
            (["Tebet", "=1+1"], "Tebet; '=1+1"),
            (["-24", "25-34"], "'-24; 25-34"),
            ("Budi;=1+1", "Budi;'=1+1"),
            (["=1+1"], "'=1+1"),
        ],
    )
    def test_no_cell_is_a_formula(self, value, cell):
        assert safe(value) == cell
