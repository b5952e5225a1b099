import pytest

from participants import phones
from tests.refusals import refused_beside


@pytest.mark.parametrize(
    "text",
    [
        "081234567890",
        "0812 3456 7890",
        "0812-3456-7890",
        "(0812) 3456.7890",
        "+62 812 3456 7890",
        "62812-3456-7890",
        "006281234567890",
    ],
)
def test_every_spelling_of_a_number_is_kept_as_one(text):
    assert phones.read(text) == "081234567890"


@pytest.mark.parametrize("text", ["", "  ", "-"])
def test_nothing_stays_nothing(text):
    assert phones.read(text) == ""


def test_the_shortest_and_the_longest():
    assert phones.read("02112345") == "02112345"
    assert phones.read("08123456789012") == "08123456789012"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("0812345", id="seven digits"),
        pytest.param("081234567890123", id="fifteen digits"),
        pytest.param("81234567890", id="no 0 before it"),
        pytest.param("0012345678", id="two zeros"),
        pytest.param("+1 202 555 0100", id="another country"),
        pytest.param("0812345678x", id="a letter"),
        pytest.param("0812345678\0", id="a null byte"),
        pytest.param("०812345678", id="digits of another script"),
    ],
)
def test_what_is_no_phone_number_is_refused_without_repeating_it(text):
    with refused_beside("phone") as refusal:
        phones.read(text)
    assert text not in refusal.value.messages[0]
