"""What an administrator says about users and where they work."""

import datetime
import json

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from okoce.accounts import links, users
from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.forms import VerbForm
from okoce.core.sheets.lists import Row, rows_of
from programs import assignments, catalogue, facilitators
from programs.forms import day_input
from programs.models import Kecamatan
from programs.places import by_city, within

DAY = datetime.timedelta(days=1)
# Later than anybody plans, and still with a day after it.
LATEST = datetime.date(2099, 12, 31)


def roles_field():
    return forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Somebody with several roles may do what any of them may; nobody verifies what they recorded."),
    )


def last_day_field(**options):
    return forms.DateField(label=_("Last day"), widget=day_input(), validators=[MaxValueValidator(LATEST)], **options)


def day_after(day):
    """What a last day is in the database: the first on which it holds no more."""
    return day + DAY if day else None


class LastDayForm(VerbForm):
    """Says a last day; whatever the verb refuses about the day after is shown beside it."""

    def show(self, refusal):
        if "ends_on" in getattr(refusal, "error_dict", {}):
            refusal.error_dict["last_day"] = refusal.error_dict.pop("ends_on")
        super().show(refusal)


class NewUserForm(LastDayForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("What the person types to sign in: letters and digits, and . - _ @ + if need be."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    roles = roles_field()
    kecamatan = forms.MultipleChoiceField(
        label=_("Kecamatan"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"})
    )
    starts_on = forms.DateField(label=_("First day there"), widget=day_input())
    last_day = last_day_field(required=False)

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, initial={"starts_on": at.date()}, **kwargs)
        self.at = at
        self.fields["kecamatan"].choices = by_city(within(None))

    def perform(self):
        said = self.cleaned_data
        return assignments.invite(
            by=self.by,
            username=said["username"],
            name=said["name"],
            roles=said["roles"],
            kecamatan=said["kecamatan"],
            on=said["starts_on"],
            until=day_after(said["last_day"]),
            at=self.at,
        )


class UserForm(VerbForm):
    name = forms.CharField(label=_("Full name"), max_length=150)
    roles = roles_field()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, initial={"name": user.name, "roles": user.roles}, **kwargs)
        self.user = user

    def perform(self):
        return users.change_user(by=self.by, user=self.user, **self.cleaned_data)


class AssignmentForm(LastDayForm):
    kecamatan = forms.ModelChoiceField(
        label=_("Kecamatan"), queryset=Kecamatan.objects.all(), empty_label=_("Choose a kecamatan")
    )
    starts_on = forms.DateField(label=_("First day"), widget=day_input())
    last_day = last_day_field(required=False)

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, initial={"starts_on": today}, **kwargs)
        self.user = user
        self.fields["kecamatan"].choices = [("", _("Choose a kecamatan")), *by_city(within(None))]

    def perform(self):
        said = self.cleaned_data
        return assignments.assign(
            by=self.by,
            user=self.user,
            kecamatan=said["kecamatan"],
            starts_on=said["starts_on"],
            ends_on=day_after(said["last_day"]),
        )


class EndForm(LastDayForm):
    last_day = last_day_field()

    def __init__(self, *args, assignment, **kwargs):
        super().__init__(*args, auto_id=f"id_{assignment.pk}_%s", **kwargs)
        self.assignment = assignment

    def perform(self):
        ends_on = day_after(self.cleaned_data["last_day"])
        return assignments.end_assignment(by=self.by, assignment=self.assignment, ends_on=ends_on)


class LinkForm(VerbForm):
    resets_second_factor = forms.BooleanField(
        label=_("Take the second factor away too, because the phone is lost"), required=False
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed when the second factor is taken away: how do you know that it is the person who asks?"),
    )

    def __init__(self, *args, user: User, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.at = user, at

    def perform(self):
        return links.make_link(by=self.by, user=self.user, at=self.at, **self.cleaned_data)


class FacilitatorsForm(VerbForm):
    """A spreadsheet the first time; the second time its rows, as they were shown."""

    file = forms.FileField(
        label=_("The list"),
        error_messages={"required": _("Choose a file.")},
        help_text=_("A spreadsheet as xlsx or csv, of up to 500 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    rows = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.at, self.judged = at, None
        self.fields["file"].required = not self.data.get("rows")

    def clean(self):
        said = super().clean()
        if file := said.get("file"):
            said["rows"] = self._read(file)
        elif not self.errors:
            said["rows"] = self._shown(said["rows"])
        return said

    def _shown(self, rows):
        try:
            return [Row(int(number), {str(name): str(cell) for name, cell in cells.items()}) for number, cells in rows]
        except (AttributeError, OverflowError, TypeError, ValueError):
            self.add_error("file", _("Choose a file."))
            return []

    def _read(self, file):
        try:
            rows = rows_of(file, facilitators.COLUMNS, most=facilitators.MOST)
        except ValidationError as refusal:
            self.add_error("file", refusal)
            return []
        if not rows:
            self.add_error("file", _("The list holds no row under the names of its columns."))
        return rows

    def act(self):
        """Users with the tokens of their links; None while the rows still have to be shown, or are wrong."""
        if not self.is_valid():
            return None
        rows = self.cleaned_data["rows"]
        if not self.cleaned_data["file"] and (made := super().act()):
            return made
        self.judged = facilitators.judge(rows, today=self.at.date())
        self.data = {"rows": json.dumps([[row.number, row.cells] for row in rows])}
        return None

    @property
    def wrong(self):
        return [one for one in self.judged or [] if one.wrong]

    def perform(self):
        return facilitators.invite_all(by=self.by, rows=self.cleaned_data["rows"], at=self.at)


class ReferenceForm(VerbForm):
    """A row of reference data: a new one, or one that is changed, whose code stays."""

    add, change, kind = None, None, ""

    def __init__(self, *args, row=None, **kwargs):
        super().__init__(
            *args, initial={name: getattr(row, name) for name in self.base_fields} if row else {}, **kwargs
        )
        self.row = row
        if row:
            self.fields.pop("code", None)

    def perform(self):
        if self.row:
            return type(self).change(by=self.by, **{self.kind: self.row}, **self.cleaned_data)
        return type(self).add(by=self.by, **self.cleaned_data)


def code_field():
    return forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Capital letters, digits and dashes. It never changes afterwards.")
    )


class AgencyForm(ReferenceForm):
    add, change, kind = catalogue.add_agency, catalogue.change_agency, "agency"
    code = code_field()
    name = forms.CharField(label=_("Name"), max_length=120)


class CurriculumForm(ReferenceForm):
    add, change, kind = catalogue.add_curriculum, catalogue.change_curriculum, "curriculum"
    code = code_field()
    name = forms.CharField(label=_("Name"), max_length=80)
    topic = forms.CharField(label=_("Topic"), max_length=120)
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=400)


class CentreForm(ReferenceForm):
    change, kind = catalogue.change_centre, "centre"
    name = forms.CharField(label=_("Name"), max_length=100)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    rooms = forms.IntegerField(label=_("Rooms"), min_value=0, max_value=1000, required=False)
    seats = forms.IntegerField(label=_("Seats"), min_value=0, max_value=10_000, required=False)
    equipment = forms.CharField(
        label=_("Equipment"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
