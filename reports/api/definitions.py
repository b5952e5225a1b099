"""The named definitions, with what each asks for and since when the headline reads it."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.core.months import Month, today
from okoce.core.queries import MonthField
from reports import definitions
from reports.api.reference import ListView
from reports.meanings import in_plain_words
from reports.shapes import listed


class DefinitionShape(serializers.Serializer):
    example = {
        "code": "OKOCE-2026.1",
        "metric": "new_entrepreneurs",
        "less": "",
        "source": "docs/counting.md, C10",
        "reason": "",
        "is_default": True,
        "from_month": "2017-12",
        "until_month": None,
        "attendance_percent": 75,
        "visit_days": 2,
        "licence_types": ["NIB", "IUMK"],
        "revision": None,
        "words_en": "Somebody who had no business before, was helped first, has a licence, and trades.",
        "words_id": "Orang yang sebelumnya tidak punya usaha, dibina lebih dulu, punya izin, dan berdagang.",
    }

    code = serializers.CharField(help_text=_("What “definition” of summary/ takes."))
    metric = serializers.CharField(help_text=_("The metric that the headline reads."))
    less = serializers.CharField(help_text=_("The metric taken off it; empty when there is none."))
    source = serializers.CharField(help_text=_("Who said it, and when."))
    reason = serializers.CharField(help_text=_("Why it was added; empty of those that were there from the beginning."))
    is_default = serializers.BooleanField(
        help_text=_("Whether summary/ reads it in the current month when none is asked for.")
    )
    from_month = MonthField(
        allow_null=True,
        help_text=_("The month from which the headline reads it, of several times the last. Null: it never does."),
    )
    until_month = MonthField(
        allow_null=True, help_text=_("The last month of that time. Null: there is no end, or it never does.")
    )
    attendance_percent = serializers.IntegerField(
        allow_null=True,
        help_text=_("Share of a training's minutes that makes somebody trained. Null where none is read."),
    )
    visit_days = serializers.IntegerField(
        allow_null=True, help_text=_("Days with a visit that make somebody mentored. Null where none is read.")
    )
    licence_types = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text=_("Accepted kinds of licence. Null where none is read."),
    )
    revision = serializers.IntegerField(
        allow_null=True, help_text=_("The revision in which it came. Null: there from the beginning.")
    )
    words_en = serializers.CharField(help_text=_("Whom it counts, in plain English."))
    words_id = serializers.CharField(help_text=_("The same in Indonesian."))


class DefinitionsView(ListView):
    title = _("Definitions")
    about = _("The named readings of the headline: whom each counts, by which thresholds, and since when it is read.")
    row_shape = DefinitionShape
    shape = listed(DefinitionShape)
    file_name = "definitions"

    def rows(self):
        spans = {span.definition: span for span in definitions.spans()}
        named = definitions.named_in(Month.of(today()))
        return [told_of(each, spans.get(each), is_default=each == named) for each in definitions.known()]


def told_of(definition, span, *, is_default):
    asked = definitions.thresholds_behind(definition)
    thresholds = {name: getattr(asked, name, None) for name in ("attendance_percent", "visit_days", "licence_types")}
    return {
        **{name: getattr(definition, name) for name in ("code", "metric", "less", "source", "reason")},
        "is_default": is_default,
        "from_month": span and span.first.first,
        "until_month": span and span.last and span.last.first,
        **thresholds,
        "revision": definition.revision_id,
        "words_en": words(definition, asked, "en"),
        "words_id": words(definition, asked, "id"),
    }


def words(definition, asked, language):
    with translation.override(language):
        return in_plain_words(definition, asked)
