"""What the city's staff say about numbers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import RupiahField, VerbForm
from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month as in_words
from participants.models import Milestone
from programs.models import Programme
from reports import definitions, tables, targets
from reports.contributions import METRICS
from reports.facilitators.month import keep_report
from reports.models import FacilitatorReport, Webhook
from reports.webhooks import subscriptions
from reports.words import NAMES

LARGEST = 10**15


class TargetForm(VerbForm):
    floor = forms.IntegerField(label=_("At least"), min_value=0, max_value=LARGEST, required=False)
    ceiling = forms.IntegerField(label=_("At most"), min_value=0, max_value=LARGEST, required=False)
    valid_from = forms.TypedChoiceField(
        label=_("First month"),
        coerce=Month.parse,
        help_text=_("The months before keep the target that they have."),
    )
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Who said it, where and when."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why the target changes. Everybody who sees the target reads it."),
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args, target, today, **kwargs):
        self.target = target
        initial = {name: getattr(target, name) for name in ("floor", "ceiling", "note")}
        super().__init__(*args, initial=initial, **kwargs)
        programme = Programme.objects.get()
        _first, last = targets.months_of(programme, target)
        self.fields["valid_from"].choices = [(str(month), in_words(month)) for month in programme.first.until(last)]
        self.initial["valid_from"] = str(min(max(Month.of(today), programme.first), last))
        if target.unit == "rupiah":
            for name in ("floor", "ceiling"):
                self.fields[name] = RupiahField(label=self.fields[name].label, required=False)

    def perform(self):
        said = targets.NewVersion(**self.cleaned_data)
        return targets.new_version(by=self.by, target=self.target, said=said)


class DefinitionForm(VerbForm):
    """A definition with thresholds of its own; valid once it would be taken, and added only by `act`."""

    code = forms.CharField(
        label=_("Name"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It stands behind each of its numbers, for example OKOCE-2027.1."),
    )
    attendance_percent = forms.IntegerField(
        label=_("Trained: share of the minutes, in per cent"), min_value=1, max_value=100
    )
    visit_days = forms.IntegerField(
        label=_("Mentored: days with a visit"), min_value=1, max_value=definitions.MOST_DAYS
    )
    licence_types = forms.MultipleChoiceField(
        label=_("Licensed: accepted kinds of licence"),
        choices=Milestone.LicenceType.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Who said it, where and when."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why it is wanted. Everybody who sees the definition reads it."),
    )

    def __init__(self, *args, **kwargs):
        names = ("attendance_percent", "visit_days", "licence_types")
        now = definitions.plain()
        super().__init__(*args, initial={name: getattr(now, name) for name in names}, **kwargs)

    def clean(self):
        if not self.errors:
            try:
                self.prepared = definitions.prepared(self.said)
            except ValidationError as refusal:
                self.show(refusal)

    @property
    def said(self):
        return definitions.NewDefinition(**self.cleaned_data)

    def perform(self):
        return definitions.add_definition(by=self.by, said=self.said)


class NamingForm(VerbForm):
    """From which month on the headline reads a definition."""

    from_month = forms.TypedChoiceField(
        label=_("First month"),
        coerce=Month.parse,
        help_text=_("The months before keep their definition. Months that were closed are not to choose."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why the headline changes. Everybody who sees it reads it."),
    )

    def __init__(self, *args, definition, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.definition = definition
        months = definitions.months_to_name(Programme.objects.get(), Month.of(today))
        self.fields["from_month"].choices = [(str(month), in_words(month)) for month in months]
        self.initial["from_month"] = str(max(months[0], Month.of(today) + 1))

    def perform(self):
        return definitions.name_headline(by=self.by, definition=self.definition, **self.cleaned_data)


class ReportForm(VerbForm):
    """What a facilitator says about a month."""

    remarks = forms.CharField(
        label=_("What went well, what stood in the way"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": FacilitatorReport.LONGEST}),
        help_text=_("In your own words, without anybody's name or number: the report is passed on."),
        required=False,
    )
    plan = forms.CharField(
        label=_("What I plan"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": FacilitatorReport.LONGEST}),
        help_text=_("For example: where, with whom, and what you need for it."),
        required=False,
    )

    def __init__(self, *args, report, at, **kwargs):
        super().__init__(*args, initial={"remarks": report.remarks, "plan": report.plan}, **kwargs)
        self.month, self.at = Month.of(report.month), at

    def perform(self):
        return keep_report(by=self.by, month=self.month, at=self.at, **self.cleaned_data)


class WebhookForm(VerbForm):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What you will know it by, for example “Our dashboard”.")
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Of your own program, for example https://bi.example.org/okoce."),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"), choices=Webhook.Event.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at

    def perform(self):
        return subscriptions.add(by=self.by, at=self.at, **self.cleaned_data)


class WebhookChangeForm(WebhookForm):
    active = forms.BooleanField(label=_("Send messages to this address"), required=False)

    def __init__(self, *args, hook, **kwargs):
        initial = {name: getattr(hook, name) for name in ("name", "url", "events", "active")}
        super().__init__(*args, initial=initial, at=None, **kwargs)
        self.hook = hook

    def perform(self):
        return subscriptions.change(by=self.by, hook=self.hook, **self.cleaned_data)


class PeopleShown(forms.Form):
    key = forms.UUIDField(label=_("Key"), required=False)

    def narrowed(self, people):
        if not self.is_valid():
            return people.none()
        return people.filter(pk=self.cleaned_data["key"]) if self.cleaned_data["key"] else people


class LedgerShown(forms.Form):
    metric = forms.ChoiceField(
        label=_("Metric"), choices=[("", _("All metrics")), *((name, NAMES[name]) for name in METRICS)], required=False
    )
    month = forms.RegexField(
        label=_("Month"),
        regex=r"^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])$",
        required=False,
        help_text=_("For example 2018-03."),
    )
    source_id = forms.UUIDField(label=_("Key of the source"), required=False)

    def rows(self):
        if not self.is_valid():
            return tables.ledger().none()
        said = self.cleaned_data
        return tables.ledger(**{**said, "month": said["month"] and Month.parse(said["month"])})


class TrailShown(forms.Form):
    table = forms.ChoiceField(label=_("Table"), choices=list(tables.TRAILS.items()), required=False)

    def rows(self):
        first = tables.trail(next(iter(tables.TRAILS)))
        if not self.is_valid():
            return first.none()
        return tables.trail(self.cleaned_data["table"]) if self.cleaned_data["table"] else first
