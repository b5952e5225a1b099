"""What every write has in common."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import translation

from okoce.core.verbs import check, facts_changed, squeezed, verb
from programs.models import Agency, Training
from reports.models import ChangedKey
from tests.factories import training

pytestmark = pytest.mark.django_db(transaction=True)


def marks():
    """The reason and the change id that the triggers would read now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('okoce.reason', true), current_setting('okoce.change', true)")
        return cursor.fetchone()


@verb("inner deed")
def inner():
    return marks()


@verb("outer deed")
def outer():
    """A deed made of others."""
    return marks(), inner(), inner()


@verb("failing deed")
def fail(record):
    Agency.objects.create(code="X", name="X")
    raise ValidationError("no")


@pytest.fixture
def rung():
    """How often the bell rang."""
    rings = []

    def listen(**signal):
        rings.append(transaction.get_connection().in_atomic_block)

    facts_changed.connect(listen)
    yield rings
    facts_changed.disconnect(listen)


def test_it_marks_its_changes_with_reason_and_id():
    reason, change = inner()
    assert reason == "inner deed"
    assert uuid.UUID(change).version == 4


def test_the_marks_end_with_the_transaction():
    inner()
    assert marks()[1] in (None, "")


def test_two_deeds_are_two_changes():
    assert inner()[1] != inner()[1]


def test_a_deed_inside_a_deed_belongs_to_the_outer_one():
    first, second, third = outer()
    assert first == second == third
    assert first[0] == "outer deed"


def test_what_the_triggers_queue_carries_the_mark():
    training()
    rows = ChangedKey.objects.values_list("reason", "change").distinct()
    assert [reason for reason, _change in rows] == ["training logged"]


def test_all_of_it_happens_or_nothing(rung):
    with pytest.raises(ValidationError):
        fail(None)
    assert not Agency.objects.filter(code="X").exists()
    assert rung == []


def test_the_bell_rings_once_it_is_committed(rung):
    inner()
    assert rung == [False]


def test_no_bell_rings_before_the_outermost_commit(rung):
    with transaction.atomic():
        inner()
        assert rung == []
    assert rung == [False]


def test_a_listener_that_fails_does_not_undo_the_deed():
    def stumble(**signal):
        raise RuntimeError

    facts_changed.connect(stumble)
    try:
        assert inner()[0] == "inner deed"
    finally:
        facts_changed.disconnect(stumble)


def test_it_keeps_its_name_and_its_words():
    assert (outer.__name__, outer.__doc__) == ("outer", "A deed made of others.")


def test_a_field_is_refused_beside_its_name():
    with pytest.raises(ValidationError) as refusal:
        check(Training(place="x" * 121), "place")
    assert refusal.value.message_dict == {
        "place": ["Pastikan nilai ini mengandung paling banyak 120 karakter (sekarang 121 karakter)."]
    }


def test_a_null_character_is_refused_where_postgresql_would():
    with pytest.raises(ValidationError) as refusal:
        check(Training(place="Aula\x00"), "place")
    assert list(refusal.value.message_dict) == ["place"]


@pytest.mark.parametrize("place", ["Aula\x07", "\x1b[31mAula", "Aula\x9b"])
def test_a_control_character_is_refused_with_a_sentence(place):
    with pytest.raises(ValidationError) as refusal, translation.override("en"):
        check(Training(place=place), "place")
    assert refusal.value.message_dict == {
        "place": ["This text holds control characters, which nobody can read: type it anew."]
    }


def test_the_end_of_a_line_is_no_control_character():
    assert check(Training(place="Aula\r\nRW 05"), "place") is None


def test_what_fits_is_not_refused():
    assert check(Training(place="Aula"), "place") is None


@pytest.mark.parametrize(
    ("text", "tidy"), [("  Aula   RW 05 ", "Aula RW 05"), ("Aula\n\tRW\u00a005", "Aula RW 05"), ("   ", ""), ("", "")]
)
def test_white_space_is_squeezed(text, tidy):
    assert squeezed(text) == tidy


@pytest.mark.parametrize(
    ("text", "tidy"),
    [("\u200b", ""), ("\ufeffSiti \u202e Rahayu\u2069", "Siti Rahayu"), ("Ma'ruf, S.Pd. É", "Ma'ruf, S.Pd. É")],
)
def test_what_nobody_sees_is_left_out(text, tidy):
    assert squeezed(text) == tidy
