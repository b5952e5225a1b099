"""Definitions: how a new one comes, what it leaves alone, and from which month the headline reads it."""

import pytest
from django.db import connection

from okoce.accounts.roles import Role
from okoce.core.months import Month
from reports import rollup
from reports.checking import recount
from reports.definitions import left_to_count, name_headline, named_in, spans
from reports.models import Definition, LedgerEntry, Revision
from reports.summary import Question, counts, summary
from tests.factories import definition, person, user, visit
from tests.refusals import refused_as_a_whole, refused_beside
from tests.reports.closed import closed
from tests.reports.reading import counted, entries, rolled

pytestmark = pytest.mark.django_db


def visited_once(*, on="2018-03-12"):
    somebody = person()
    visit(somebody, on=on)
    return somebody


def named(code, month, *, reason="Keputusan gubernur"):
    row = Definition.objects.get(pk=code)
    return name_headline(by=user(Role.STAFF), definition=row, from_month=Month.parse(month), reason=reason)


def codes(*months):
    return [named_in(Month.parse(month)).code for month in months]


def figures(vintage):
    question = Question(("mentored", "mentored@2027.1"), Month(2018, 3), Month(2018, 4), vintage=vintage)
    return [(row["month"], row["metric"], row["value"]) for row in counts(question)]


class TestANewDefinition:
    def test_is_a_series_of_its_own_over_all_facts(self):
        visited_once()
        definition("2027.1", visit_days=1)
        assert counted("mentored@2027.1") == ["2018-03 31.74.01 female 25-34: 1"]
        assert rolled("mentored") == []

    def test_changes_no_entry_and_no_published_figure_of_a_closed_month(self):
        for day in ("2018-03-12", "2018-03-13"):
            visited_once(on=day)
        visit(visited_once(), on="2018-03-14")
        rollup.drain()
        closed("2018-03")
        before, first = list(LedgerEntry.objects.order_by("pk").values()), figures("first")
        definition("2027.1", visit_days=1)
        rollup.drain()
        assert first == figures("first") == [("2018-03", "mentored", 1)]
        assert list(LedgerEntry.objects.exclude(metric__contains="@").order_by("pk").values()) == before
        assert entries("mentored@2027.1") == ["2018-03 in 2018-04: +1"] * 3
        assert set(LedgerEntry.objects.filter(metric__contains="@").values_list("reason", flat=True)) == {"backcast"}
        assert recount()[0] == 0

    def test_was_first_published_by_no_month_that_was_closed_before_it_came(self):
        visited_once()
        rollup.drain()
        closed("2018-03")
        made = definition("2027.1", visit_days=1)
        rollup.drain()
        assert summary(Month(2018, 3), made)["headline"]["month"]["first_published"] is None
        plain = Definition.objects.get(pk="2020-P1")
        assert summary(Month(2018, 3), plain)["headline"]["month"]["first_published"] == 1

    def test_says_how_many_people_are_not_counted_by_it_yet(self):
        for _ in range(3):
            visited_once()
        rollup.drain()
        made = definition("2027.1", visit_days=1)
        assert left_to_count(made) == 3
        later = definition("2027.2", visit_days=3)
        assert (left_to_count(made), left_to_count(later)) == (3, 3)
        rollup.drain()
        assert (left_to_count(made), left_to_count(later)) == (0, 0)

    def test_is_a_revision_without_entries(self):
        made = definition("2027.1")
        assert (made.revision.entries, made.revision.number) == (0, Revision.objects.first().number)
        assert (made.reason, made.added_by.roles) == ("To see what it would be", [Role.STAFF])

    @pytest.mark.parametrize(
        ("said", "field", "sentence"),
        [
            ({"code": "OKOCE-2026.1"}, "code", "There is a definition of this name"),
            ({"code": "new"}, "code", "Begin with a capital letter"),
            ({"code": "A,B"}, "code", "Begin with a capital letter"),
            ({"code": "A@B"}, "code", "Begin with a capital letter"),
            ({"source": " "}, "source", "cannot be blank"),
            ({"reason": " "}, "reason", "Say why"),
            ({"attendance_percent": 0}, "attendance_percent", "between 1 and 100"),
            ({"attendance_percent": 101}, "attendance_percent", "between 1 and 100"),
            ({"visit_days": 0}, "visit_days", "between 1 and 24"),
            ({"licence_types": []}, "licence_types", "at least one"),
            ({"licence_types": ["NONE"]}, "licence_types", "no kind of licence NONE"),
            ({"visit_days": 2}, "attendance_percent", "OKOCE-2026.1 asks for exactly this"),
        ],
    )
    @pytest.mark.usefixtures("in_english")
    def test_is_refused_beside_the_field_that_is_wrong(self, said, field, sentence):
        with refused_beside(field) as refusal:
            definition(**{"code": "2027.1", **said})
        assert sentence in str(refusal.value)
        assert Definition.objects.count() == 4


class TestNaming:
    def test_until_one_is_named_every_month_reads_the_one_from_the_beginning(self):
        assert codes("2017-12", "2022-12") == ["OKOCE-2026.1", "OKOCE-2026.1"]

    def test_it_holds_from_its_month_on(self):
        named("2018-P4", "2018-06")
        assert codes("2018-05", "2018-06", "2019-01") == ["OKOCE-2026.1", "2018-P4", "2018-P4"]

    def test_until_the_next_one_begins(self):
        named("2020-P1", "2018-09")
        named("2018-P4", "2018-06")
        assert codes("2018-05", "2018-08", "2018-09") == ["OKOCE-2026.1", "2018-P4", "2020-P1"]
        assert [(span.definition.code, str(span.first), span.last and str(span.last)) for span in spans()] == [
            ("OKOCE-2026.1", "2017-12", "2018-05"),
            ("2018-P4", "2018-06", "2018-08"),
            ("2020-P1", "2018-09", None),
        ]

    def test_of_two_for_one_month_the_newer_holds(self):
        named("2020-P1", "2018-06")
        named("2018-P4", "2018-06")
        assert codes("2018-06") == ["2018-P4"]
        assert [span.definition.code for span in spans()] == ["OKOCE-2026.1", "2018-P4"]

    def test_an_earlier_revision_reads_what_was_named_by_then(self):
        before = named("2018-P4", "2018-06").revision_id
        named("2020-P1", "2018-06")
        assert named_in(Month(2018, 6), as_of=before).code == "2018-P4"
        assert named_in(Month(2018, 6), as_of=before - 1).code == "OKOCE-2026.1"

    def test_one_from_the_first_month_takes_the_whole(self):
        named("2020-P1", "2017-12")
        assert [span.definition.code for span in spans()] == ["2020-P1"]

    @pytest.mark.usefixtures("in_english")
    def test_a_month_that_was_ever_closed_keeps_its_own(self):
        closed("2018-03")
        with refused_beside("from_month") as refusal:
            named("2020-P1", "2018-03")
        assert refusal.value.messages == ["What was published keeps its definition: choose April 2018 or later."]
        named("2020-P1", "2018-04")
        assert codes("2018-03", "2018-04") == ["OKOCE-2026.1", "2020-P1"]

    @pytest.mark.usefixtures("in_english")
    def test_it_waits_until_everybody_is_counted(self):
        person()
        definition("2027.1")
        with refused_as_a_whole():
            named("2027.1", "2018-06")
        rollup.drain()
        named("2027.1", "2018-06")
        assert codes("2018-06") == ["2027.1"]

    @pytest.mark.usefixtures("in_english")
    def test_it_is_refused_where_nothing_changes_or_no_reason_is_said(self):
        with refused_beside("from_month"):
            named("OKOCE-2026.1", "2018-06")
        with refused_beside("reason"):
            named("2020-P1", "2018-06", reason=" ")

    def test_what_was_named_is_written_down_for_good(self):
        named("2020-P1", "2018-06")
        for table in ("naming", "definition", "thresholds"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE')", [f"reports_{table}"])
                assert cursor.fetchone() == (False,)
