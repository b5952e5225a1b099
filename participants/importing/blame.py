"""A sentence of a verb beside the cell that it is about."""

from collections.abc import Mapping
from types import MappingProxyType

from django.core.exceptions import ValidationError

from participants.importing.kinds import Judged

ALIKE: Mapping[str, str] = MappingProxyType({})


def blame(row: Judged, refusal: ValidationError, columns: Mapping[str, str] = ALIKE) -> None:
    """The refusal as mistakes of the row: beside its `columns`, which mostly have the field's name, or of the whole under ""."""
    errors = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    for field, sentences in errors.items():
        column = columns.get(field, field)
        row.mistakes.setdefault(column if column in row.said else "", sentences[0])
