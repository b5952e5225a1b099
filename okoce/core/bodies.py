"""Bodies of the API: every field is known and of its own type, or the answer is 400. Nothing is guessed or left out."""

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError
from rest_framework.parsers import JSONParser

from okoce.core.problems import TooLarge
from okoce.core.queries import MonthField

LARGEST = 2_500_000
SHOWN = 40
# Of a hundred thousand unknown fields an answer would be many times what was sent.
MOST_TOLD = 20


class BodyParser(JSONParser):
    """JSON of a size that fits, of nothing but text, and with each name once."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        if int(parser_context["request"].META.get("CONTENT_LENGTH") or 0) > LARGEST:
            raise TooLarge
        try:
            said = json.loads(stream.read().decode(), parse_constant=_no_number, object_pairs_hook=_each_once)
            # Half of a pair of surrogates is no character: neither the database nor an answer can hold it.
            json.dumps(said, ensure_ascii=False).encode()
        except (RecursionError, ValueError):
            raise ParseError from None
        return said


def _no_number(word: str) -> None:
    raise ValueError(word)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name that comes twice one reader takes the first value and another the last."""
    said = dict(pairs)
    if len(said) < len(pairs):
        raise ValueError
    return said


class Body(serializers.Serializer):
    # Subclasses declare the fields; what they say of themselves is in the description. The context has `by`, who acts,
    # and `at`, the moment. An example of it stands in the description.
    example: ClassVar[dict[str, Any]] = {}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError(_no_object())
        if unknown := [name for name in data if name not in self.fields]:
            known = ", ".join(self.fields) or "-"
            sentence = _("Unknown field. This takes: %(known)s.") % {"known": known}
            told = {name[:SHOWN]: [ErrorDetail(sentence, "unknown_field")] for name in unknown[:MOST_TOLD]}
            raise serializers.ValidationError(told)
        said = super().to_internal_value(data)
        # Only in a body that is right otherwise: what is not there yet may come, what is wrong stays so.
        for name, field in self.fields.items():
            if said.get(name) is not None and hasattr(field, "found"):
                said[name] = field.found(said[name])
        return said


def read(body: type[Body], content: Any, *, partial: bool = False, **context: Any) -> dict[str, Any]:
    """What the content says; raises ValidationError beside each field, and what a field's `found` raises."""
    if not isinstance(content, Mapping):
        raise serializers.ValidationError({"": _no_object()})
    said = body(data=content, partial=partial, context=context)
    said.is_valid(raise_exception=True)
    return dict(said.validated_data)


def _no_object() -> list[ErrorDetail]:
    return [ErrorDetail(_("Send a JSON object here."), "wrong_type")]


class _OfOneType(serializers.Field):
    """A field of the REST framework that takes its JSON type, and converts none."""

    kind: type
    written = ""
    default_error_messages = {"wrong_type": _("This has to be a JSON %(kind)s.")}
    pattern: re.Pattern | None = None

    def to_internal_value(self, data: Any) -> Any:
        if type(data) is not self.kind:
            raise serializers.ValidationError(
                self.error_messages["wrong_type"] % {"kind": JSON_TYPES[self.kind]}, "wrong_type"
            )
        if self.pattern and not self.pattern.fullmatch(data):
            self.fail("invalid", format=self.written, input_formats=self.written)
        return super().to_internal_value(data)


JSON_TYPES = {str: "string", int: "integer", bool: "boolean"}


class Text(_OfOneType, serializers.CharField):
    kind = str


class Number(_OfOneType, serializers.IntegerField):
    """A whole number; JSON has one kind of number, so 3.0 is 3."""

    kind = int

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(int(data) if isinstance(data, float) and data.is_integer() else data)


class Truth(_OfOneType, serializers.BooleanField):
    kind = bool


class Choice(_OfOneType, serializers.ChoiceField):
    """What was sent is not said again: it may be a number of a person that came into the wrong field."""

    kind = str
    default_error_messages = {"invalid_choice": _("Choose from: {known}.")}

    def fail(self, key: str, **words: Any) -> None:
        super().fail(key, known=", ".join(str(choice) for choice in self.choices), **words)


class Key(_OfOneType, serializers.UUIDField):
    kind, written = str, "uuid"
    pattern = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Day(_OfOneType, serializers.DateField):
    kind, written = str, "YYYY-MM-DD"
    pattern = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class WholeMonth(_OfOneType, MonthField):
    """`2018-03`."""

    kind = str


class Clock(_OfOneType, serializers.TimeField):
    """`09:15`: hours and minutes in Jakarta."""

    kind, written = str, "HH:MM"
    pattern = re.compile(r"\d\d:\d\d", re.ASCII)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **kwargs)


class Moment(_OfOneType, serializers.DateTimeField):
    """`2018-03-05T09:10:00+07:00`: an instant, with its offset."""

    kind, written = str, "YYYY-MM-DDThh:mm:ss+07:00"
    pattern = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
