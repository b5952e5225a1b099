"""What is assumed of a chain, and the name under which a plan is kept."""

import math
import uuid
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.core.forms import VerbForm
from reports.planning.chain import TRAININGS
from reports.planning.keeping import save_plan
from reports.planning.words import linked

# Nobody plans more, and no slip of a finger makes a number that no page can show.
MOST, MOST_PERCENT = 10_000, 1_000
# A slider of trainings goes past the band of the city (50 to 70), however few there were.
TRAININGS_REACH, REACH = 100, 20


class AssumptionsForm(forms.Form):
    """The links of a chain, each as it went unless something else is said."""

    def __init__(self, data, *, chain, definition):
        self.chain = chain
        shown = {link: chain.shown(link) for link in chain.links}
        # What is not said is as it went: the field shows that, and it counts exactly.
        super().__init__({link: data.get(link) or value for link, value in shown.items()})
        for link, value in shown.items():
            self.fields[link] = assumption(chain, link, value, definition)

    def act(self):
        """What is assumed otherwise than it went, by link; None of a form with errors."""
        if not self.is_valid():
            return None
        said = {link: value for link, value in self.cleaned_data.items() if value is not None}
        return {link: value for link, value in said.items() if value != self.chain.shown(link)}


def assumption(chain, link, value, definition):
    """The field of a link. Its slider reaches to twice what is usual, a share at least to all."""
    most = MOST_PERCENT if chain.in_percent(link) else MOST
    least = TRAININGS_REACH if link == TRAININGS else REACH
    reach = max(100, math.ceil(value or 0)) if chain.in_percent(link) else max(least, math.ceil(2 * (value or 0)))
    attrs = {"step": "0.1", "inputmode": "decimal", "data-slider": str(reach)}
    return forms.DecimalField(
        label=asked_of(chain, link, definition),
        min_value=Decimal(0),
        max_value=Decimal(most),
        decimal_places=1,
        required=False,
        widget=forms.NumberInput(attrs=attrs),
    )


def asked_of(chain, link, definition):
    """What is assumed of a link, with its unit."""
    if link == TRAININGS:
        return _("Trainings a month")
    link_name, before = linked(link, definition), chain.links[chain.links.index(link) - 1]
    if chain.in_percent(link):
        words = {"link": link_name, "before": linked(before, definition)}
        return _("%(link)s, in per cent of “%(before)s”") % words
    return _("%(link)s, people a training") % {"link": link_name}


class PlanForm(VerbForm):
    """A name under which what the page shows is kept."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Name of the plan"),
        max_length=80,
        help_text=gettext_lazy("What you will know it by, for example “70 trainings, more licences”."),
    )

    def __init__(self, *args, planned, at, **kwargs):
        super().__init__(*args, initial={"id": uuid.uuid4()}, **kwargs)
        self.planned, self.at = planned, at

    def perform(self):
        asked = self.planned.asked
        return save_plan(
            by=self.by,
            month=asked.month,
            definition=asked.definition,
            kecamatan=self.planned.place,
            basis=self.planned.basis,
            assumed=self.planned.assumed,
            revision=asked.ground.standing.revision,
            at=self.at,
            **self.cleaned_data,
        )
