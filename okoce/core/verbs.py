"""What every write has in common: one transaction, a reason that the ledger can tell, and a bell on commit."""

import functools
import unicodedata
import uuid
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Model
from django.dispatch import Signal
from django.utils.translation import gettext as _

P = ParamSpec("P")
R = TypeVar("R")

# Sent after a verb's transaction commits. Who listens is not the facts' business.
facts_changed = Signal()


def verb(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a verb: atomic, its changes marked with `reason` and one change id, a bell on commit.

    A verb inside a verb belongs to the outer one: its changes carry the outer reason and id.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                _mark(reason)
                transaction.on_commit(_ring, robust=True)
                return function(*args, **kwargs)

        return act

    return decorate


def check(record: Model, *names: str) -> None:
    """Raise a sentence beside each of these fields whose value its column would refuse."""
    errors = {}
    for name in names:
        field: Any = record._meta.get_field(name)  # noqa: SLF001 - Django names it so
        value = getattr(record, name)
        try:
            refuse_control(str(value))
            field.clean(value, record)
        except ValidationError as refusal:
            errors[name] = refusal
    if errors:
        raise ValidationError(errors)


def set_changed(record: Model, said: Mapping[str, Any]) -> list[str]:
    """Give the record what is said where it is something else; the names of what changed, to be saved."""
    changed = [name for name, value in said.items() if getattr(record, name) != value]
    for name in changed:
        setattr(record, name, said[name])
    return changed


def used_before() -> ValidationError:
    """For a form whose id made something else: the same form twice makes one record, and tells nobody of others."""
    return ValidationError({"id": _("This form was used before: open it again and fill it in once more.")})


def not_ready(sentences: list[str], code: str = "not_ready") -> ValidationError:
    """For what cannot be handed in: each thing that is missing."""
    return ValidationError([ValidationError(sentence, code) for sentence in sentences])


def squeezed(text: str) -> str:
    """The text with one space for each white space inside, none around it, and without characters that nobody sees."""
    # Those come along when text is copied: whoever sent them could not find them. A name of nothing else is empty.
    # Nearly no text has any, which is quick to know.
    if not text.isprintable():
        text = "".join(one for one in text if unicodedata.category(one) != "Cf")
    return " ".join(text.split())


def refuse_control(text: str) -> None:
    """PostgreSQL takes no null character, and nobody can read any of the others; a line's end is white space."""
    if any(unicodedata.category(one) == "Cc" and not one.isspace() for one in text):
        raise ValidationError(_("This text holds control characters, which nobody can read: type it anew."))


def _mark(reason: str) -> None:
    with connection.cursor() as cursor:
        # The triggers on the facts read these two; they end with the transaction.
        cursor.execute(
            "SELECT set_config('okoce.reason', %s, true), set_config('okoce.change', %s, true)"
            " WHERE coalesce(current_setting('okoce.change', true), '') = ''",
            [reason, str(uuid.uuid4())],
        )


def _ring() -> None:
    facts_changed.send(sender=None)
