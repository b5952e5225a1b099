"""Forms that end in a verb."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from okoce.core.forms import RupiahField, VerbForm


class GreetingForm(VerbForm):
    name = forms.CharField(max_length=5)

    refusal = None

    def perform(self):
        if self.refusal:
            raise self.refusal
        return f"{self.by} greets {self.cleaned_data['name']}"


def sent(refusal=None, **data):
    form = GreetingForm(data or None, by="Siti")
    form.refusal = refusal
    return form


def test_it_returns_what_the_verb_returns():
    assert sent(name="Budi").act() == "Siti greets Budi"


def test_before_it_is_sent_it_does_nothing_and_says_nothing():
    form = sent()
    assert (form.act(), form.errors) == (None, {})


def test_a_wrong_field_never_reaches_the_verb():
    form = sent(RuntimeError("reached"), name="too long")
    assert form.act() is None
    assert list(form.errors) == ["name"]


@pytest.mark.parametrize(
    ("refusal", "errors"),
    [
        (ValidationError({"name": "Nobody of that name."}), {"name": ["Nobody of that name."]}),
        (ValidationError({"id": "Used before."}), {"__all__": ["Used before."]}),
        (ValidationError("Not today."), {"__all__": ["Not today."]}),
        (ValidationError(["One.", "Two."]), {"__all__": ["One.", "Two."]}),
    ],
)
def test_what_the_verb_refuses_stands_beside_the_field_or_above(refusal, errors):
    form = sent(refusal, name="Budi")
    assert form.act() is None
    assert form.errors == errors


def test_an_error_that_is_no_refusal_goes_on():
    with pytest.raises(RuntimeError):
        sent(RuntimeError("broken"), name="Budi").act()


class TestRupiah:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("1500000", 1_500_000),
            ("1.500.000", 1_500_000),
            ("1,500,000", 1_500_000),
            ("Rp 1.500.000", 1_500_000),
            ("rp.1 500 000", 1_500_000),
            ("0", 0),
        ],
    )
    def test_it_is_read_as_people_write_it(self, typed, read):
        assert RupiahField().clean(typed) == read

    @pytest.mark.parametrize("typed", ["1.5", "1.500,00", "1.500.00", "-1", "1,5 juta", "1.000,000", "١٥", "9" * 19])
    def test_what_is_no_whole_number_is_refused(self, typed):
        with pytest.raises(ValidationError):
            RupiahField().clean(typed)

    def test_none_is_none_where_none_is_asked(self):
        assert RupiahField(required=False).clean("") is None

    def test_it_is_shown_as_people_in_jakarta_write_it(self):
        assert RupiahField().prepare_value(1_500_000) == "1.500.000"

    def test_what_was_typed_is_shown_as_it_was_typed(self):
        assert RupiahField().prepare_value("1,5 juta") == "1,5 juta"
