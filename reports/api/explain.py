"""Why a number is what it is: by which rule, of which records, through which entries."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from okoce.core.months import Month, today
from okoce.core.queries import MonthField
from okoce.core.schema import OF_NUMBERS
from reports.api.questions import AsOfField, CodesField, MetricsField, MonthsQuery
from reports.api.reads import ToldAsItIsView
from reports.contributions import ACTIVITY_METRICS, OUTSIDE
from reports.definitions import named_in
from reports.explaining.account import Account
from reports.explaining.asked import Number, adds_up, first_of
from reports.explaining.shapes import ExplanationShape
from reports.explaining.words import why
from reports.models import Definition
from reports.reasons import in_words
from reports.summary import SPANS, VINTAGES
from reports.targets import Targets


class NumberQuery(MonthsQuery):
    """Which number is asked about."""

    metric = MetricsField(
        required=False,
        help_text=_("One metric, or that of a later set of thresholds as metric@CODE; the headline when left out."),
    )
    definition = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Definition.objects.all(),
        required=False,
        error_messages={"does_not_exist": _("Unknown definition “{value}”; definitions/ lists those that there are.")},
        help_text=_(
            "Named definition of the headline; the one that it is named by in that month when left out. Beside a metric"
            " it changes nothing."
        ),
    )
    month = MonthField(required=False, help_text=_("Month as YYYY-MM; the current one when left out."))
    span = serializers.ChoiceField(
        SPANS,
        default="month",
        help_text=_(
            "The month alone; or all from the programme's first month, the calendar year's or the programme year's"
            " through it."
        ),
    )
    kecamatan = CodesField(
        required=False, help_text=_("One dotted code, or LUAR; the residents of the city when left out.")
    )
    vintage = serializers.ChoiceField(
        list(VINTAGES),
        default="latest",
        help_text=_(
            "Latest; first published, of months that were all closed; or the adjustments published in these months."
            " They are of earlier months, and of their own once they were open again."
        ),
    )
    as_of = AsOfField(
        required=False,
        help_text=_("A revision's number, or a day that is over: the number as it was then. Now when left out."),
    )

    validate_month = MonthsQuery.within_reach

    def validate_metric(self, metrics):
        return self.only_one(metrics)

    def validate_kecamatan(self, codes):
        return self.only_one(codes)

    def only_one(self, words):
        if len(words) > 1:
            raise serializers.ValidationError(_("One at a time."), "repeated")
        return words[0]

    def validate(self, asked):
        then = asked.setdefault("as_of", None)
        asked = {"month": then.month if then else Month.of(today()), "kecamatan": "", "definition": None} | asked
        if not (asked.get("metric") or asked["definition"]):
            asked["definition"] = named_in(asked["month"], as_of=then and then.revision)
        metric = asked.get("metric") or asked["definition"].metric
        first = self.first_of(asked)
        if not adds_up(metric, first, asked["month"]):
            sentence = _("%(metric)s does not add up over months: ask for a single month.")
            raise serializers.ValidationError({"span": [sentence % {"metric": metric}]}, "no_sum_over_months")
        if asked["kecamatan"] == OUTSIDE and metric in ACTIVITY_METRICS:
            sentence = _("%(metric)s count activities, and nothing is done outside Jakarta.")
            raise serializers.ValidationError({"kecamatan": [sentence % {"metric": metric}]}, "no_such_dimension")
        return asked | {"from": first, "number": self.number_of(asked, first)}

    def first_of(self, asked):
        return first_of(asked["span"], asked["month"], Targets.of(self.programme))

    def number_of(self, asked, first):
        said = {"first": first, "last": asked["month"], "then": asked["as_of"]}
        said |= {"kecamatan": asked["kecamatan"], "vintage": asked["vintage"]}
        return Number(asked["metric"], **said) if "metric" in asked else Number.of(asked["definition"], **said)


def as_asked(asked):
    """What an answer repeats of the number that was asked about."""
    number = asked["number"]
    return {
        "metric": number.metric,
        "less": number.less,
        "definition": asked["definition"] and asked["definition"].code,
        "from": asked["from"].first,
        "month": asked["month"].first,
        "span": asked["span"],
        "kecamatan": number.kecamatan or None,
    }


class ExplainQuery(NumberQuery):
    def validate(self, asked):
        asked = super().validate(asked)
        asked["account"] = Account(asked["number"])
        # A number that was never published is none, and would stand there as 0.
        if asked["vintage"] == "first" and not asked["account"].published:
            sentence = _("Not every month asked about was closed, or the definition came later: nothing was published.")
            raise serializers.ValidationError({"vintage": [sentence]}, "not_published")
        return asked


class ExplainView(ToldAsItIsView):
    title = _("Why a number")
    about = _(
        "What a number means, how sure it is, and how it came about: everything that was recorded towards it with the"
        " condition at which each record falls out, down to those that count; and the entries of the ledger by reason."
        " It names nobody and no record; the entries themselves are at ledger/."
    )
    group = "counts"
    headers_told = OF_NUMBERS[:1]
    query = ExplainQuery
    shape = ExplanationShape

    def answer(self, asked):
        number = asked["number"]
        account = asked["account"]
        told = ExplanationShape(
            {
                "as_of": account.standing.as_of,
                "revision": account.standing.revision,
                **as_asked(asked),
                "vintage": number.vintage,
                "status": account.status,
                "rule": account.rule,
                "value": account.value,
                "first_published": account.first_published,
                "backcast": account.backcast,
                "corrections": account.corrections,
                "adjustments": account.adjusted.value,
                "published_since": account.since.published,
                "not_published": account.since.not_published,
                "waits_for": account.since.waits,
                "closing": account.closing,
                "records": records_told(number, account.records),
                "entries": [vars(posted) | {"sentence": in_words(posted.reason)} for posted in account.postings],
                "ledger": self.ledger(number),
            }
        )
        return Response(told.data)

    def ledger(self, number):
        """The ledger asks for one month at a time: of several it is that of the metric."""
        metrics = ",".join(metric for metric in (number.metric, number.less) if metric)
        asked = {"metric": metrics} | ({"month": number.last} if number.first == number.last else {})
        asked |= {"kecamatan": number.kecamatan} if number.kecamatan else {}
        return self.request.build_absolute_uri(f"{reverse('api-ledger')}?{urlencode(asked)}")

    def spoken(self, data):
        at = {"OKOCE-As-Of": data["as_of"]} if data["as_of"] else {}
        return {"OKOCE-Revision": data["revision"], **at, "OKOCE-Status": data["status"]}


def records_told(number, records):
    if records is None:
        return None
    lines = [vars(line) | {"sentence": why(number.plain, line.condition)} for line in records.lines]
    return vars(records) | {"conditions": lines}
