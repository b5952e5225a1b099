"""How many people live where: loaded of all kecamatan or of none, and never changed."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from okoce.core.months import now
from programs.models import Kecamatan, Population
from programs.population import load_population, newest, rows_of
from tests.factories import HOME
from tests.refusals import refused_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def everybody(many=1000, **others):
    """So many in each kecamatan, but in those that are said."""
    return dict.fromkeys(Kecamatan.objects.values_list("code", flat=True), many) | others


def loaded(people=None, *, year=2017, source="BPS 2018", at=None):
    return load_population(people=people or everybody(), year=year, source=source, at=at or now())


class TestLoading:
    def test_the_newest_year_holds_whichever_was_loaded_last(self):
        loaded(everybody(2000), year=2018)
        loaded(everybody(1000), year=2017)
        counted = newest()
        assert (counted.year, counted.source, counted.people[HOME], len(counted.people)) == (2018, "BPS 2018", 2000, 44)

    def test_a_count_that_was_corrected_is_loaded_again(self):
        loaded()
        assert loaded(everybody() | {HOME: 1200}) is True
        assert newest().people[HOME] == 1200

    def test_as_of_a_moment_what_was_loaded_until_then_holds(self):
        loaded()
        between = now()
        loaded(everybody(3000))
        assert newest(until=between).people[HOME] == 1000

    def test_the_same_again_changes_nothing(self):
        loaded()
        assert loaded() is False
        assert Population.objects.count() == 44

    def test_where_nothing_is_loaded_nothing_is_known(self):
        assert newest() is None

    def test_it_is_one_question(self, django_assert_num_queries):
        loaded()
        with django_assert_num_queries(1):
            newest()


class TestWhatIsRefused:
    def test_one_that_is_missing(self):
        people = everybody()
        del people[HOME]
        with pytest.raises(ValidationError, match=r"Of these kecamatan nothing is there: 31\.74\.01"):
            loaded(people)
        assert Population.objects.count() == 0

    def test_a_code_of_no_kecamatan(self):
        with pytest.raises(ValidationError, match="These are no codes of kecamatan: 317401"):
            loaded(everybody() | {"317401": 5})

    def test_no_source(self):
        with pytest.raises(ValidationError) as refusal:
            loaded(source=" ")
        assert list(refusal.value.message_dict) == ["source"]

    @pytest.mark.parametrize(
        ("lines", "sentence"),
        [
            (["kecamatan,people"], "The first line of the file has to be"),
            (["code,people", "31.74.01,many"], "31.74.01: write how many people"),
            (["code,people", "31.74.01,-3"], "31.74.01: write how many people"),
            (["code,people", "31.74.01,0"], "31.74.01: write how many people"),
            (["code,people", "31.74.01,3", "31.74.01,3"], "31.74.01 is there twice"),
        ],
    )
    def test_a_file_that_says_something_else(self, lines, sentence):
        with pytest.raises(ValidationError, match=sentence):
            rows_of(lines)


class TestTheCommand:
    @pytest.fixture
    def file(self, tmp_path):
        path = tmp_path / "people.csv"
        path.write_text("code,people\n" + "".join(f"{code},{many}\n" for code, many in everybody().items()))
        return path

    def test_it_loads_and_says_how_many(self, file, capsys):
        call_command("load_population", str(file), year=2017, source="BPS 2018")
        call_command("load_population", str(file), year=2017, source="BPS 2018")
        assert capsys.readouterr().out.splitlines() == [
            "2017: 44000 people in 44 kecamatan, loaded",
            "2017: 44000 people in 44 kecamatan, as before",
        ]

    def test_what_is_wrong_is_one_sentence(self, tmp_path):
        path = tmp_path / "people.csv"
        path.write_text("code,people\n31.74.01,5\n")
        with pytest.raises(CommandError, match="Of these kecamatan nothing is there"):
            call_command("load_population", str(path), year=2017, source="BPS 2018")

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("load_population", str(tmp_path / "none.csv"), year=2017, source="BPS 2018")


class TestWhatTheDatabaseRefuses:
    def row(self, **said):
        facts = {"kecamatan_id": HOME, "year": 2017, "people": 1000, "source": "BPS 2018", "loaded_at": now()} | said
        return Population.objects.create(**facts)

    def test_a_kecamatan_in_which_nobody_lives(self):
        with refused_by("somebody_lives_there"):
            self.row(people=0)

    def test_a_count_of_which_nobody_knows_whose_it_is(self):
        with refused_by("population_has_a_source"):
            self.row(source="")

    def test_two_counts_of_one_year_in_one_loading(self):
        at = now()
        self.row(loaded_at=at)
        with refused_by("one_population_a_loading"):
            self.row(loaded_at=at)
