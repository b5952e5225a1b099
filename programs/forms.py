"""What somebody says about a training and its sessions."""

import uuid

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from okoce.core.forms import RupiahField, VerbForm
from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month
from programs import expenses, habits, trainings
from programs.models import Agency, Curriculum, Expense, Programme
from programs.places import by_city, residence, within, workplaces
from programs.scoping import area_of
from programs.trainings import Meeting


def day_input(**attrs):
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


# The day that what is said is of: a phone asks before it sends something about a month that is closed by then.
OF_A_FACT = {"data-fact-day": True}


def time_input():
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class MeetingFields(forms.Form):
    held_on = forms.DateField(label=_("Date"), widget=day_input(**OF_A_FACT))
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


class Chips(forms.RadioSelect):
    """A few things to choose from with one touch; the page shows them by components/_chips.html."""


class TrainingForm(VerbForm, ParticularsFields, MeetingFields):
    """Everything about a training on one page, filled in as far as those before it allow.

    Places and topics of the last ones are chips. Whatever is written or chosen beside them goes before the chip: without
    JavaScript both are there. Who logged one like it for the same hours is asked once whether this is another one.
    """

    OTHER = "other"
    # The session that is like it, once somebody was asked about it.
    alike = None

    id = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4)
    # The session has an id of the phone's too: its list may be filled before either has arrived.
    session = forms.UUIDField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4, required=False
    )
    besides = forms.UUIDField(widget=forms.HiddenInput, required=False)
    where = forms.ChoiceField(label=_("Place"), widget=Chips, required=False)
    topic = forms.ChoiceField(label=_("What is taught"), widget=Chips, required=False)
    field_order = ["held_on", "starts_at", "ends_at", "kecamatan", "where", "place", "topic", "curriculum", "agency"]

    def __init__(self, *args, at, like=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.workplaces = at.date(), list(workplaces(self.by).select_related("centre"))
        known = trainings.last_sessions(self.by)
        self.sessions = [*(trainings.last_session(like) if like else []), *known]
        self.initial = self._likely(at, known, like) | self.initial
        self._choose_kecamatan()
        self._choose_place()
        self._choose_topic()

    def _likely(self, at, known, like):
        starts_at, ends_at = habits.hours(self.sessions[:1] if like else self.sessions, at, known=known)
        said = {"held_on": at.date(), "starts_at": starts_at, "ends_at": ends_at}
        if last := like or next((one.training for one in self.sessions), None):
            said |= {"kecamatan": last.kecamatan_id, "agency": last.agency_id, "topic": last.curriculum_id}
        else:
            said["agency"] = trainings.last_payer(self.workplaces)
        if len(self.workplaces) == 1:
            said["kecamatan"] = self.workplaces[0].pk
        return said

    def _choose_kecamatan(self):
        field = self.fields["kecamatan"]
        field.queryset, field.empty_label = workplaces(self.by), None
        field.widget = forms.HiddenInput() if len(self.workplaces) == 1 else Chips()
        field.widget.choices = [(one.pk, one.name) for one in self.workplaces]

    def _choose_place(self):
        # A place lies in its kecamatan: the choice says in which.
        self.at_hand = {
            one: [f"{one.pk}:{place}" for place in habits.places(self.sessions, one)] for one in self.workplaces
        }
        chosen = [(place, place.partition(":")[2]) for places in self.at_hand.values() for place in places]
        self.fields["where"].choices = [*chosen, (self.OTHER, _("Another place"))]
        for one, places in self.at_hand.items():
            if one.pk == self.initial.get("kecamatan"):
                self.initial.setdefault("where", places[0])
        self.fields["place"].required, self.fields["place"].label = False, _("Name of the place")

    def _choose_topic(self):
        self.topics = {one.pk: one for one in habits.topics(self.sessions, self.fields["curriculum"].queryset)}
        chosen = [(code, one.name) for code, one in self.topics.items()]
        self.fields["topic"].choices = [*chosen, (self.OTHER, _("Another topic"))]
        self.fields["curriculum"].required, self.fields["curriculum"].label = False, _("All topics")

    def places_at_hand(self):
        """Each kecamatan with the chips of its places."""
        chips = {one.data["value"]: one for one in self["where"]}
        return [(one, [chips[place] for place in places]) for one, places in self.at_hand.items()]

    def another_place(self):
        return [one for one in self["where"] if one.data["value"] == self.OTHER]

    def clean(self):
        said = self.cleaned_data
        if said.get("place") == "" and "where" in said:
            said["place"] = self._place_of_chip(said["where"], said.get("kecamatan"))
        if "curriculum" in said and not said["curriculum"] and "topic" in said:
            said["curriculum"] = self._topic_of_chip(said["topic"])
        return super().clean()

    def _place_of_chip(self, chip, kecamatan):
        if chip in ("", self.OTHER):
            self.add_error("place" if chip else "where", _("Choose a place, or write another one."))
            return ""
        code, _colon, place = chip.partition(":")
        if kecamatan and code != kecamatan.pk:
            self.add_error("where", _("This place lies in another kecamatan: choose one in yours, or write it."))
        return place

    def _topic_of_chip(self, chip):
        if chip in ("", self.OTHER):
            self.add_error("curriculum" if chip else "topic", _("Choose what is taught."))
            return None
        return self.topics[chip]

    def act(self):
        if self.is_valid() and (alike := self._logged_alike()):
            self.alike = alike
            return None
        return super().act()

    def _logged_alike(self):
        """The session that the user has to be asked about."""
        said = {name: self.cleaned_data[name] for name in ("id", "kecamatan", "curriculum")}
        alike = trainings.logged_alike(self.by, self.meeting(), **said)
        return alike if alike and alike.pk != self.cleaned_data["besides"] else None

    def perform(self):
        return trainings.log_training(by=self.by, **self.said())

    def said(self):
        ids = {name: self.cleaned_data[name] for name in ("id", "session")}
        return {**ids, "meeting": self.meeting(), "today": self.today, **self.particulars()}


class SessionForm(VerbForm, MeetingFields):
    """A session of a training: a new one, or one that moves."""

    def __init__(self, *args, at, training=None, session=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.at, self.today, self.training, self.session = at, at.date(), training, session

    def perform(self):
        if self.session:
            return trainings.move_session(by=self.by, session=self.session, meeting=self.meeting(), at=self.at)
        return trainings.add_session(by=self.by, training=self.training, meeting=self.meeting(), today=self.today)


def months_until(today, last=None):
    """Choices for a select: the months of the programme that have begun, or those until another, the latest first."""
    shown = Programme.objects.get().first.until(last or Month.of(today))
    return [(str(one), month(one)) for one in reversed(shown)]


class ExpenseForm(VerbForm):
    """An expense: a new one, like the last one as far as that goes, or one that is changed."""

    id = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4)
    month = forms.TypedChoiceField(label=_("Month in which it was spent"), coerce=Month.parse)
    item = forms.ChoiceField(label=_("Item"), choices=[("", _("Choose an item")), *Expense.Item.choices])
    kecamatan = forms.TypedChoiceField(label=_("Kecamatan"), coerce=residence)
    rupiah = RupiahField(label=_("Amount in rupiah"))
    stage = forms.ChoiceField(
        label=_("How far it is"),
        choices=Expense.Stage.choices,
        initial=Expense.Stage.PAID,
        required=False,
        help_text=_("Only what is paid counts as spending."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("The number of the payment order, for example.")
    )

    def __init__(self, *args, today, expense=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.expense = today, expense
        places = by_city(workplaces(self.by, Power.RECORD_EXPENSES))
        self.fields["kecamatan"].choices = [("", _("Choose a kecamatan")), *places]
        self.fields["month"].choices = months_until(today, expenses.last_planned(today))
        self.initial = {"month": str(Month.of(today))} | self._as_it_is() | self.initial

    def _as_it_is(self):
        if expense := self.expense:
            said = {name: getattr(expense, name) for name in ("item", "rupiah", "note", "stage")}
            return said | {"id": expense.pk, "month": str(Month.of(expense.month)), "kecamatan": expense.kecamatan_id}
        last = expenses.last_recorded(self.by)
        return {"month": str(Month.of(last.month)), "item": last.item} if last else {}

    def perform(self):
        said = self.cleaned_data.copy()
        key = said.pop("id")
        said["stage"] = said["stage"] or (self.expense.stage if self.expense else Expense.Stage.PAID)
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
        self.fields["month"].choices = [("", _("All months")), *months_until(today, expenses.last_planned(today))]
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
