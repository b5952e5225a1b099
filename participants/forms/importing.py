"""What somebody sends as a spreadsheet, and what its columns are."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter.utility import xl_col_to_name

from okoce.core.forms import VerbForm
from okoce.core.sheets.guard import is_workbook
from okoce.core.sheets.text import no_table
from participants.importing import moving
from programs.places import workplaces

LARGEST = 30_000_000
KINDS_OF_FILES = ".xlsx,.csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv"


class SpreadsheetForm(VerbForm):
    """A file of one kind of records, and the kecamatan that its rows belong to where they do not say it."""

    kecamatan = forms.ModelChoiceField(
        label=gettext_lazy("Kecamatan"), queryset=None, empty_label=gettext_lazy("Choose a kecamatan")
    )
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        widget=forms.FileInput(attrs={"accept": KINDS_OF_FILES}),
        error_messages={"required": gettext_lazy("Choose a spreadsheet of at most 30 MB.")},
    )

    def __init__(self, *args, kind, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.at = kind, at
        if not kind.needs_kecamatan:
            del self.fields["kecamatan"]
            return
        places = list(workplaces(self.by, kind.power))
        self.fields["kecamatan"].queryset = workplaces(self.by, kind.power)
        if len(places) == 1:
            self.initial.setdefault("kecamatan", places[0].pk)
            self.fields["kecamatan"].empty_label = None

    def clean_file(self):
        return checked(self.cleaned_data["file"])

    def perform(self):
        file = self.cleaned_data["file"]
        return moving.send(
            by=self.by,
            kind=self.kind.name,
            kecamatan=self.cleaned_data.get("kecamatan"),
            content=file.read(),
            name=file.name,
            at=self.at,
        )


def checked(file):
    """The file; raises a sentence for one that is too large, and for a text that calls itself a workbook."""
    if file.size > LARGEST:
        raise ValidationError(_("This file is larger than 30 MB: split it into several."))
    if file.name.lower().endswith(".xlsx"):
        text = not is_workbook(file.read())
        file.seek(0)
        if text:
            raise no_table()
    return file


class ColumnsForm(VerbForm):
    """What each column of a file is. A field for each heading; nothing chosen leaves the column out."""

    def __init__(self, *args, spreadsheet, kind, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.spreadsheet, self.kind, self.at = spreadsheet, kind, at
        self.headings = moving.headings_of(spreadsheet)
        said = {index: name for name, index in spreadsheet.columns.items()}
        for heading in self.headings:
            self.fields[self.name_of(heading)] = forms.ChoiceField(
                label=heading.text or _("Column %(letter)s") % {"letter": xl_col_to_name(heading.index)},
                required=False,
                choices=[("", _("Leave out"))] + [(column.name, column.label) for column in kind.columns],
                initial=said.get(heading.index) if said else heading.guessed,
            )

    def lines(self):
        """Each heading with its field."""
        return [(heading, self[self.name_of(heading)]) for heading in self.headings]

    def lacking(self):
        """The labels of the columns that are needed and that nothing stands for."""
        chosen = {self[self.name_of(heading)].value() for heading in self.headings}
        return [str(column.label) for column in self.kind.columns if column.required and column.name not in chosen]

    def clean(self):
        said, chosen = super().clean(), {}
        for heading in self.headings:
            field = self.name_of(heading)
            if not (name := said.get(field)):
                continue
            if name in chosen:
                self.add_error(field, _("Another column stands for this already: choose it once."))
            chosen.setdefault(name, heading.index)
        if lacking := self.lacking():
            self.add_error(None, _("Still to be found: %(columns)s.") % {"columns": get_text_list(lacking, _("and"))})
        self.columns = chosen
        return said

    def perform(self):
        return moving.name_columns(by=self.by, spreadsheet=self.spreadsheet, columns=self.columns, at=self.at)

    @staticmethod
    def name_of(heading):
        return f"column-{heading.index}"
