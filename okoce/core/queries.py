"""Query strings of the API: every parameter is known and has a value that is understood, or the answer is 400."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from okoce.core.months import Month


class MonthField(serializers.Field):
    """`YYYY-MM` to a Month, and the first day of one to `YYYY-MM`."""

    default_error_messages = {"invalid": _("Write a month as YYYY-MM, for example 2018-03.")}

    def to_internal_value(self, data):
        try:
            return Month.parse(data)
        except ValueError:
            self.fail("invalid")

    def to_representation(self, value):
        return str(Month.of(value))


class WordsField(serializers.Field):
    """A comma-separated list of known words to a tuple without repeats; said again, the lists are one."""

    default_error_messages = {
        "unknown": _("Unknown value “{word}”. Choose from: {known}."),
        "empty": _("Give at least one value, or leave the parameter out."),
    }

    # Codes of rows, of which there may be more one day.
    are_codes = False

    def __init__(self, known: Collection[str], **kwargs):
        super().__init__(**kwargs)
        self.known = known

    def words(self) -> Collection[str]:
        """Every word that there is."""
        return self.known

    def to_internal_value(self, data):
        words = tuple(dict.fromkeys(word.strip() for word in data.split(",") if word.strip()))
        if not words:
            self.fail("empty")
        for word in words:
            if word not in self.known:
                self.fail("unknown", word=word[:40], known=", ".join(self.known))
        return words


class Query(serializers.Serializer):
    """Subclasses declare the parameters; one that is not declared, empty, or of one value given twice, is refused."""

    def to_internal_value(self, data):
        refusals = {name: [refusal] for name in data if (refusal := self.refusal(name, data.getlist(name)))}
        if refusals:
            raise serializers.ValidationError(refusals)
        # Programs that are made from the description write a list either way: a=1,2 or a=1&a=2.
        return super().to_internal_value({name: ",".join(data.getlist(name)) for name in data})

    def refusal(self, name: str, values: list[str]) -> ErrorDetail | None:
        if name not in self.fields:
            return self.unknown_parameter(self.fields)
        if len(values) > 1 and not isinstance(self.fields[name], WordsField):
            return ErrorDetail(_("Give this parameter once."), "repeated")
        # The REST framework takes an empty value for none at all, and would answer without the filter.
        if not all(value.strip() for value in values):
            return ErrorDetail(WordsField.default_error_messages["empty"], "empty")
        return None

    @staticmethod
    def unknown_parameter(known: Collection[str]) -> ErrorDetail:
        sentence = _("Unknown parameter. This address knows: %(known)s.") % {"known": ", ".join(known) or "-"}
        return ErrorDetail(sentence, "unknown_parameter")

    @classmethod
    def of(cls, request, **context):
        """The validated parameters of the request; raises ValidationError, which answers 400."""
        query = cls(data=request.GET, context={"request": request, **context})
        query.is_valid(raise_exception=True)
        return query.validated_data
