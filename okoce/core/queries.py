"""Query strings of the API: every parameter is known and has a value that is understood, or the answer is 400."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from okoce.core.months import Month


class MonthField(serializers.Field):
    """`YYYY-MM` to a Month."""

    default_error_messages = {"invalid": _("Write a month as YYYY-MM, for example 2018-03.")}

    def to_internal_value(self, data):
        try:
            return Month.parse(data)
        except ValueError:
            self.fail("invalid")


class WordsField(serializers.Field):
    """A comma-separated list of known words to a tuple without repeats."""

    default_error_messages = {
        "unknown": _("Unknown value “{word}”. Choose from: {known}."),
        "empty": _("Give at least one value, or leave the parameter out."),
    }

    def __init__(self, known, **kwargs):
        super().__init__(**kwargs)
        self.known = known

    def to_internal_value(self, data):
        words = tuple(dict.fromkeys(word.strip() for word in data.split(",") if word.strip()))
        if not words:
            self.fail("empty")
        for word in words:
            if word not in self.known:
                self.fail("unknown", word=word[:40], known=", ".join(self.known))
        return words


class Query(serializers.Serializer):
    """Subclasses declare the parameters; one that is not declared, or given twice, is refused."""

    def to_internal_value(self, data):
        errors = {}
        for name in data:
            if name not in self.fields:
                known = ", ".join(self.fields)
                errors[name] = [
                    ErrorDetail(
                        _("Unknown parameter. This address knows: %(known)s.") % {"known": known or "-"},
                        "unknown_parameter",
                    )
                ]
            elif len(data.getlist(name)) > 1:
                errors[name] = [ErrorDetail(_("Give this parameter once, with commas between values."), "repeated")]
        if errors:
            raise serializers.ValidationError(errors)
        return super().to_internal_value(data)

    @classmethod
    def of(cls, request, **context):
        """The validated parameters of the request; raises ValidationError, which answers 400."""
        query = cls(data=request.GET, context={"request": request, **context})
        query.is_valid(raise_exception=True)
        return query.validated_data
