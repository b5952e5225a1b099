"""What a kind of record is in the API: who reads and writes it, what its bodies say, and the verbs behind it."""

import datetime
import re
import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.accounts import sent
from okoce.accounts.models import Scope, User
from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Key, Text
from okoce.core.cursors import CursorFields
from okoce.core.problems import Conflict
from okoce.core.queries import Query
from programs.models import Kecamatan
from programs.places import unknown


class RecordShape(serializers.ModelSerializer):
    # What the description shows of one: nobody and nothing that there is.
    example: ClassVar[dict[str, Any]]

    # All of it is always there: nothing is written through a shape.
    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.read_only = True
        fields["id"].help_text = _("The record's id.")
        return fields


class RecordsQuery(CursorFields, Query):
    """The parameters of a list of records; a subclass adds what narrows it, named like the columns."""

    @classmethod
    def narrowing(cls, asked: dict[str, Any]) -> dict[str, Any]:
        """What the parameters say about the rows, without those that only turn pages."""
        return {name: value for name, value in asked.items() if name not in CursorFields().fields}


class TryQuery(Query):
    """What every write takes in its address."""

    dry_run = serializers.ChoiceField(
        ["yes", "no"],
        default="no",
        help_text=_(
            "yes: judge it, answer as if it were done, and keep nothing. The pages to try it out begin with yes."
        ),
    )

    @classmethod
    def keeps(cls, request: Any) -> bool:
        return cls.of(request)["dry_run"] == "no"


class NewBody(Body):
    """The body of a new record, under an id that the client makes."""

    id = Key(help_text=_("A UUID that you make. Sent again with the same content it is the same record."))
    # Of what is told of the record no body of a change is a part.
    example: ClassVar[dict[str, Any]] = {}


class ParentField(Key):
    """The id of a row that the user may write to; one that has not arrived, or is none of theirs, is a conflict.

    A client names a parent by the id that it made itself: that of another row where what it sent was of one there.
    """

    def __init__(self, rows: Any, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(**kwargs)

    def found(self, key: uuid.UUID) -> Model:
        by = self.context["by"]
        rows = self.rows(by)
        if row := rows.filter(pk=key).first():
            return row
        keys = {key, sent.record_of(by, key)}
        if row := rows.filter(pk__in=keys - {key}).first():
            return row
        # What has arrived and is seen will not be another one however often the child is sent again.
        if sent.is_known(by, key) or rows.model.objects.visible_to(by).filter(pk__in=keys).exists():
            sentence = _(
                "You cannot add to this: it is of another kecamatan, was taken off, or is another kind of record."
            )
            raise Conflict("refused", sentence, field=self.field_name or "")
        raise Conflict("parent_missing", field=self.field_name or "")

    def to_representation(self, value: Any) -> str:
        return str(getattr(value, "pk", value))


class KecamatanField(serializers.SlugRelatedField):
    """The kecamatan that narrows a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", queryset=Kecamatan.objects.all(), required=False, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError:
            raise serializers.ValidationError(unknown(_like_a_code(str(data))), "unknown") from None


class CodeField(Text):
    """The code of a row that may be chosen by the user; another one is a conflict."""

    def __init__(self, choices: Any, *, every: Any, **kwargs: Any) -> None:
        self.choices_of, self.every = choices, every
        super().__init__(**kwargs)

    def codes(self) -> list[str]:
        """Every code that there is, as the description tells them."""
        return sorted(str(row.pk) for row in self.every())

    def found(self, code: str) -> Model:
        rows = self.choices_of(self.context["by"])
        if row := rows.filter(pk=code).first():
            return row
        # Without dots the digits are no code at all.
        if rows.model is Kecamatan and not Kecamatan.objects.filter(pk=code).exists():
            raise serializers.ValidationError({self.field_name: [unknown(_like_a_code(code))]}, "unknown")
        raise no_choice(self.field_name or "", rows.values_list("pk", flat=True))

    def to_representation(self, value: Any) -> str:
        return str(getattr(value, "pk", value))


def _like_a_code(said: str) -> str:
    """What was sent, to be told again; a name or a number of a person that was sent in its place is not."""
    return said if re.fullmatch(r"[\d.]{1,8}", said, re.ASCII) else "…"


def no_choice(field: str, known: Iterable[str]) -> Conflict:
    """The refusal of a code that is none of those which the user may choose."""
    words = {"known": ", ".join(sorted(set(known))) or "-"}
    return Conflict("refused", _("This cannot be chosen here. Choose from: %(known)s.") % words, field=field)


def as_said(record: Any, names: Iterable[str]) -> dict[str, Any]:
    """What is said about the record now, by these names: what a change leaves out stays."""
    return {name: getattr(record, name) for name in names}


class Resource:
    """One kind of record. What a subclass leaves out, the API does not offer."""

    name: ClassVar[str]
    one: ClassVar[str]
    about: ClassVar[Any]
    model: ClassVar[Any]
    shape: ClassVar[type[serializers.BaseSerializer]]
    query: ClassVar[type[RecordsQuery]] = RecordsQuery
    # Of a new record, and of one that is changed.
    new: ClassVar[type[NewBody] | None] = None
    changed: ClassVar[type[Body] | None] = None
    # What is needed to write; to read, the power to see records.
    power: ClassVar[Power] = Power.RECORD_PROGRESS
    scope_to_read: ClassVar[Scope] = Scope.RECORDS

    def under(self, _scope: str) -> Self:
        """The kind as a token of that scope reads it."""
        return self

    def again(self, user: User, key: uuid.UUID) -> Any:
        """What was written before, as it is now; raises Conflict for what is no more, or out of the user's reach."""
        if record := self.rows(user).filter(pk=key).first():
            return record
        sentence = _("What came under this id was taken off since, or is out of your reach by now.")
        raise Conflict("record_gone", sentence, field="id")

    def rows(self, user: User) -> QuerySet[Any]:
        """What the user may open."""
        return self.model.objects.looked_after_by(user)

    def narrowed(self, rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        """The rows that fit the parameters."""
        return rows.filter(**asked)

    def worked(self, user: User) -> QuerySet[Any]:
        """What the user may change."""
        return self.model.objects.worked_by(user)

    def held(self, user: User, key: uuid.UUID) -> Any:
        """The record of that key that the user changes, for them alone until the transaction ends; raises Http404."""
        # What is not said stays as it is now, not as it was before somebody else's change.
        return self.found(self.worked(user).select_for_update(no_key=True, of=("self",)), key)

    def found(self, rows: QuerySet[Any], key: uuid.UUID) -> Any:
        return get_object_or_404(rows, pk=key)

    def create(self, *, by: User, id: uuid.UUID, said: dict[str, Any], at: datetime.datetime) -> tuple[Any, bool]:
        """The record, and whether it is new; raises what the verb raises."""
        raise NotImplementedError

    def change(self, *, by: User, record: Any, said: dict[str, Any], at: datetime.datetime) -> Any:
        """The record with what is said of it; what is not said stays."""
        raise NotImplementedError

    def as_read(self, user: User, record: Any) -> Any:
        """The record as the user would read it now; as it is when they do not see it."""
        return self.rows(user).filter(pk=record.pk).first() or record

    def shown(self, user: User, record: Any) -> dict[str, Any]:
        """The record as an answer says it to the user."""
        return self.shape(record, context={"by": user}).data
