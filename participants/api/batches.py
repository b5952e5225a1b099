"""Many new records in one request: each judged by itself, or all of them or none."""

import time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import APIView

from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from okoce.core import problems
from okoce.core.bodies import SHOWN, Body, Text, Truth, read
from okoce.core.logs import scrub
from okoce.core.months import now
from okoce.core.problems import Conflict
from okoce.core.schema import ProblemShape, examples_of
from okoce.core.verbs import verb
from participants.api.attendances import AttendanceShape
from participants.api.visits import NewVisit, VisitShape
from participants.duplicates.looking import many_came
from programs.api.description import OF_WRITES, DoorSchema, example_of, with_example
from programs.api.records import TRIED
from programs.api.resources import Resource, TryQuery
from programs.api.writing import one_transaction, taking_turns, write

MOST = 500
# Whoever sends waits no longer, and nobody else waits longer for the rows that are held.
SECONDS = 20
# Of these new ones are compared with everybody.
PEOPLE, NEW = "participants", 201
# Of an item that was right in a batch that fell.
FAILED = 424
REFUSALS = (APIException, ValidationError, PermissionDenied, Http404)


class NotReached(APIException):
    status_code, default_code = 503, "not_reached"
    default_detail = _("The items before took too long: send this one again.")


@extend_schema_field({})
class Content(serializers.Field):
    """As it came: its kind reads it."""

    def to_internal_value(self, data):
        return data


class Item(Body):
    """A new record."""

    kind = Text(
        allow_blank=True,
        trim_whitespace=False,
        help_text=_("The kind of record, as its address is called: visits, for example."),
    )
    content = Content(allow_null=True, help_text=_("What is sent to the address of that kind: see the body there."))


class Batch(Body):
    """Many new records."""

    example = {
        "all_or_nothing": False,
        "items": [{"kind": "visits", "content": example_of(NewVisit, VisitShape)}],
    }

    all_or_nothing = Truth(
        required=False,
        default=False,
        help_text=_("true: when one is refused, nothing is kept. false: what is right is kept."),
    )
    items = Item(many=True, allow_empty=False, max_length=MOST, help_text=_("At most 500, parents before children."))


class ResultShape(serializers.Serializer):
    kind = serializers.CharField(help_text=_("As it was sent."))
    id = serializers.CharField(allow_null=True, help_text=_("As it was sent. Null: there was none."))
    status = serializers.IntegerField(help_text=_("The HTTP status that it would have had by itself."))
    replayed = serializers.BooleanField(help_text=_("Whether the same content came under this id before."))
    record = serializers.DictField(allow_null=True, help_text=_("As the address of its kind tells it. Null: refused."))
    problem = ProblemShape(allow_null=True, help_text=_("Why it was refused. Null: it was not."))


RESULT = {
    "kind": "visits",
    "id": VisitShape.example["id"],
    "status": 201,
    "replayed": False,
    "record": VisitShape.example,
    "problem": None,
}
REFUSED = {
    "kind": "attendances",
    "id": AttendanceShape.example["id"],
    "status": 409,
    "replayed": False,
    "record": None,
    "problem": problems.problem(409, "parent_missing", problems.SENTENCES["parent_missing"]),
}


class ResultsShape(serializers.Serializer):
    example = {"written": 1, "refused": 1, "results": [RESULT, REFUSED]}

    written = serializers.IntegerField(help_text=_("How many are there now, replays among them."))
    refused = serializers.IntegerField(help_text=_("How many were refused."))
    results = ResultShape(many=True, help_text=_("One for each item, in their order."))


class BatchProblemShape(ProblemShape):
    results = ResultShape(many=True, required=False, help_text=_("With the code batch_refused: one for each item."))


class BatchesSchema(DoorSchema):
    def get_operation_id(self):
        return "batches_create"

    def get_summary(self):
        return _("Many new records at once")

    def about(self):
        return _(
            "Each is judged by itself, in the order in which they came: parents come before their children. Each kind"
            " takes the power that its own address takes."
        )

    def power(self):
        return self.view.power

    def get_request_serializer(self):
        return with_example(Batch)

    def answers(self):
        judged = OpenApiResponse(ResultsShape, _("Each item was judged."), examples_of(ResultsShape.example))
        return {(200, "application/json"): judged}

    def refusals(self):
        return {status: said for status, said in OF_WRITES.items() if status != 404}

    def get_response_serializers(self):
        sentence = _("Of %(all)s items %(refused)s were refused, so nothing is kept.") % {"all": 1, "refused": 1}
        shown = problems.problem(409, "batch_refused", sentence) | {"results": [REFUSED]}
        refused = OpenApiResponse(BatchProblemShape, _("All or nothing: nothing."), examples_of(shown))
        return super().get_response_serializers() | {(409, problems.CONTENT_TYPE): refused}


class BatchesView(APIView):
    schema = BatchesSchema()
    scope, power = Scope.RECORDS, Power.SEE_RECORDS
    kinds: dict[str, Resource] = {}

    def post(self, request):
        keep, by = TryQuery.keeps(request), request.user
        batch = read(Batch, request.data, by=by)
        with one_transaction(by, keep=keep, may_fall=batch["all_or_nothing"]):
            results = judge(by=by, kinds=self.kinds, items=batch["items"], at=now())
            if any(result["kind"] == PEOPLE and result["status"] == NEW for result in results):
                many_came()
            refused = sum(result["problem"] is not None for result in results)
            if refused and batch["all_or_nothing"]:
                sentence = _("Of %(all)s items %(refused)s were refused, so nothing is kept.")
                words = {"all": len(results), "refused": refused}
                raise Conflict("batch_refused", sentence % words, more={"results": fallen(results)})
        told = {"written": len(results) - refused, "refused": refused, "results": results}
        return Response(told, headers={} if keep else {TRIED: "true"})


@verb("batch sent")
def judge(*, by, kinds, items, at):
    """What becomes of each item, in their order: what is refused leaves nothing behind."""
    ends = time.monotonic() + SECONDS
    results, refused = [], {}
    for item in items:
        results.append(judged(by, kinds, item, at, ends))
        if problem := results[-1]["problem"]:
            after_its_parent(problem, item["content"], refused)
            refused |= dict.fromkeys(ids_in(item["content"]), problem)
    return results


def judged(by, kinds, item, at, ends):
    kind, content = item["kind"], item["content"]
    result = {"kind": scrub(kind[:SHOWN]), "id": known_by(content) and scrub(known_by(content)[:SHOWN])}
    try:
        with taking_turns(), transaction.atomic():
            resource, done = written(by, kinds, item, at, ends)
            record = resource.shown(by, resource.as_read(by, done.record))
    except REFUSALS as error:
        return result | left_out(problems.body_of(problems.known(error)))
    return result | {"status": done.status, "replayed": done.replayed, "record": record, "problem": None}


def written(by, kinds, item, at, ends):
    if time.monotonic() > ends:
        raise NotReached
    if not (resource := kinds.get(item["kind"])):
        sentence = _("Choose from: {known}.").format(known=", ".join(kinds))
        raise serializers.ValidationError({"kind": [sentence]}, "invalid_choice")
    if not by.may(resource.power):
        raise PermissionDenied
    return resource, write(resource, item["content"], by=by, at=at)


def known_by(content):
    """The id as it was sent; None where there is none."""
    key = content.get("id") if isinstance(content, dict) else None
    return key if isinstance(key, str) else None


def ids_in(content):
    """The ids by which what comes after may name it, or a part of it."""
    if not isinstance(content, dict):
        return []
    parts = content.get("sessions")
    parts = [content, *(parts if isinstance(parts, list) else [])]
    return [key.lower() for key in map(known_by, parts) if key]


def left_out(problem):
    return {"status": problem["status"], "replayed": False, "record": None, "problem": problem}


def after_its_parent(problem, content, refused):
    """Say of a child whose parent was refused before it that there is no sense in sending it without that."""
    if problem["code"] != "parent_missing":
        return
    field = problem["errors"][0]["field"]
    if parent := refused.get(content[field].lower()):
        problem["code"] = problem["errors"][0]["code"] = "parent_refused"
        problem["detail"] = problem["errors"][0]["detail"] = str(problems.SENTENCES["parent_refused"])
        problem |= {"retry_after": parent["retry_after"]} if "retry_after" in parent else {}


def fallen(results):
    """The results of a batch of which nothing is kept: none of them says that it was written."""
    lost = problems.problem(FAILED, "batch_refused", str(_("This was right, and fell with the others.")))
    return [result if result["problem"] else result | left_out(lost) for result in results]


def in_batches(*resources: Resource) -> dict[str, Resource]:
    """The kinds by the names of their addresses."""
    return {resource.name: resource for resource in resources}
