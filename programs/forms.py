"""What somebody says about a training and its sessions."""

import datetime
import uuid

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from okoce.core.forms import RupiahField, VerbForm
from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month
from programs import expenses, trainings
from programs.models import Agency, Curriculum, Expense, Programme
from programs.places import by_city, residence, within, workplaces
from programs.scoping import area_of
from programs.trainings import Meeting

STARTS, ENDS = datetime.time(9), datetime.time(12)


def day_input(**attrs):
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


def time_input():
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class MeetingFields(forms.Form):
    held_on = forms.DateField(label=_("Date"), widget=day_input())
    starts_at = forms.TimeField(label=_("From"), widget=time_input())
    ends_at = forms.TimeField(label=_("Until"), widget=time_input())

    def clean(self):
        said = super().clean()
        if said.keys() >= {"held_on", "starts_at", "ends_at"}:
            self.meeting().check(self.today)
        return said

    def meeting(self):
        return Meeting(*(self.cleaned_data[name] for name in ("held_on", "starts_at", "ends_at")))


class ParticularsFields(forms.Form):
    kecamatan = forms.ModelChoiceField(label=_("Kecamatan"), queryset=None, empty_label=_("Choose a kecamatan"))
    curriculum = forms.ModelChoiceField(
        label=_("What is taught"), queryset=Curriculum.objects.all(), empty_label=_("Choose a curriculum")
    )
    agency = forms.ModelChoiceField(
        label=_("Agency that pays"), queryset=Agency.objects.all(), empty_label=_("Choose an agency")
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        validators=[MinLengthValidator(3)],
        help_text=_("The hall, school or office where the group meets."),
    )

    def particulars(self):
        return {name: self.cleaned_data[name] for name in ("kecamatan", "curriculum", "agency", "place")}


class ParticularsForm(VerbForm, ParticularsFields):
    def __init__(self, *args, training=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.training = training
        self.fields["kecamatan"].queryset = workplaces(self.by)

    def perform(self):
        return trainings.change_training(by=self.by, training=self.training, **self.particulars())


class TrainingForm(ParticularsForm, MeetingFields):
    """Everything about a training on one page, filled in as far as the last one allows."""

    id = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4)
    field_order = ["held_on", "starts_at", "ends_at", "kecamatan", "place", "curriculum", "agency"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial = {"held_on": today, "starts_at": STARTS, "ends_at": ENDS} | self._like_the_last() | self.initial

    def _like_the_last(self):
        places = list(self.fields["kecamatan"].queryset[:2])
        said = {"kecamatan": places[0]} if len(places) == 1 else {}
        if session := trainings.last_logged(self.by):
            last = session.training
            said |= {"starts_at": session.starts_at, "ends_at": session.ends_at, "place": last.place}
            said |= {"curriculum": last.curriculum_id, "agency": last.agency_id}
            said.setdefault("kecamatan", last.kecamatan_id)
        return said

    def perform(self):
        return trainings.log_training(
            by=self.by, id=self.cleaned_data["id"], meeting=self.meeting(), today=self.today, **self.particulars()
        )


class SessionForm(VerbForm, MeetingFields):
    """A session of a training: a new one, or one that moves."""

    def __init__(self, *args, at, training=None, session=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.at, self.today, self.training, self.session = at, at.date(), training, session

    def perform(self):
        if self.session:
            return trainings.move_session(by=self.by, session=self.session, meeting=self.meeting(), at=self.at)
        return trainings.add_session(by=self.by, training=self.training, meeting=self.meeting(), today=self.today)


def months_until(today):
    """Choices for a select: the months of the programme that have begun, the latest first."""
    begun = Programme.objects.get().first.until(Month.of(today))
    return [(str(one), month(one)) for one in reversed(begun)]


class ExpenseForm(VerbForm):
    """An expense: a new one, like the last one as far as that goes, or one that is changed."""

    id = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4)
    month = forms.TypedChoiceField(label=_("Month in which it was spent"), coerce=Month.parse)
    item = forms.ChoiceField(label=_("Item"), choices=[("", _("Choose an item")), *Expense.Item.choices])
    kecamatan = forms.TypedChoiceField(label=_("Kecamatan"), coerce=residence)
    rupiah = RupiahField(label=_("Amount in rupiah"))
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("The number of the payment order, for example.")
    )

    def __init__(self, *args, today, expense=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.expense = today, expense
        places = by_city(workplaces(self.by, Power.RECORD_EXPENSES))
        self.fields["kecamatan"].choices = [("", _("Choose a kecamatan")), *places]
        self.fields["month"].choices = months_until(today)
        self.initial = self._as_it_is() | self.initial

    def _as_it_is(self):
        if expense := self.expense:
            said = {name: getattr(expense, name) for name in ("item", "rupiah", "note")}
            return said | {"id": expense.pk, "month": str(Month.of(expense.month)), "kecamatan": expense.kecamatan_id}
        last = expenses.last_recorded(self.by)
        return {"month": str(Month.of(last.month)), "item": last.item} if last else {}

    def perform(self):
        said = self.cleaned_data.copy()
        key = said.pop("id")
        facts = expenses.ExpenseFacts(**said)
        if self.expense:
            return expenses.change_expense(by=self.by, expense=self.expense, said=facts, today=self.today)
        return expenses.record_expense(by=self.by, id=key, said=facts, today=self.today)


class ExpensesShown(forms.Form):
    """Which expenses a page shows; what cannot be chosen narrows nothing."""

    month = forms.TypedChoiceField(label=_("Month"), coerce=Month.parse, empty_value=None, required=False)
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)

    def __init__(self, *args, by, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [("", _("All months")), *months_until(today)]
        self.fields["kecamatan"].choices = [("", _("All kecamatan")), *by_city(within(area_of(by)))]

    def said(self):
        self.is_valid()
        return {"month": self.cleaned_data.get("month"), "kecamatan": self.cleaned_data.get("kecamatan", "")}


class StrikeOutForm(VerbForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Whoever looks at this month later reads it: entered twice, for example."),
    )

    def __init__(self, *args, expense, **kwargs):
        super().__init__(*args, **kwargs)
        self.expense = expense

    def perform(self):
        expenses.strike_out_expense(by=self.by, expense=self.expense, reason=self.cleaned_data["reason"])
        return True
