"""What a person says about the people they pay."""

from django import forms
from django.utils.translation import gettext_lazy as _

from okoce.core.forms import VerbForm
from participants import jobs
from participants.forms.fields import EvidenceField, key_field
from programs.forms import OF_A_FACT, day_input

SAID = ["reported_on", "full_time", "part_time"]


class JobReportForm(VerbForm):
    """Paid workers on a day: a new report, or one that is changed."""

    id = key_field()
    reported_on = forms.DateField(label=_("Date"), widget=day_input(**OF_A_FACT))
    full_time = forms.IntegerField(
        label=_("Paid workers, full time"),
        min_value=0,
        max_value=jobs.MOST,
        help_text=_("The owner is not one of them."),
    )
    part_time = forms.IntegerField(label=_("Paid workers, part time"), min_value=0, max_value=jobs.MOST)
    file = EvidenceField(
        label=_("Photo or document that shows it"),
        help_text=_("A list of wages, for example. JPEG, PNG, WebP or PDF, at most 10 MB."),
    )

    def __init__(self, *args, participant, at, report=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.participant, self.at, self.report = participant, at, report
        self.fields["reported_on"].widget.attrs["max"] = f"{at.date()}"
        self.initial = self._as_it_is() | self.initial

    def _as_it_is(self):
        if self.report:
            return {"id": self.report.pk} | {name: getattr(self.report, name) for name in SAID}
        return {"reported_on": self.at.date()}

    def perform(self):
        said = self.cleaned_data.copy()
        key = said.pop("id")
        if self.report:
            return jobs.change_report(by=self.by, report=self.report, at=self.at, **said)
        return jobs.report_jobs(by=self.by, id=key, participant=self.participant, at=self.at, **said)
