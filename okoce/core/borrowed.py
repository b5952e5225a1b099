"""Sentences of the REST framework that people read and that have no Bahasa Indonesia there: they have it here."""

from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("Not a valid string."),
    _("Surrogate characters are not allowed: U+{code_point:X}."),
    _("String value too large."),
    _("Must be a valid boolean."),
    _("Must be a valid UUID."),
    _("Expected a date but got a datetime."),
    _("Expected a datetime but got a date."),
    _('Invalid datetime for the timezone "{timezone}".'),
    _("Datetime value out of range."),
    _("Invalid value."),
    _("Object with {slug_name}={value} does not exist."),
    _("Invalid data. Expected a dictionary, but got {datatype}."),
    _('Expected a list of items but got type "{input_type}".'),
    _("This list may not be empty."),
    _("Ensure this field has at least {min_length} elements."),
    _("Ensure this field has no more than {max_length} elements."),
    _("The submitted data was not a file. Check the encoding type on the form."),
    _("No filename could be determined."),
)
