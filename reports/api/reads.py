"""A read of numbers: as of one revision, with what they are beside them, and 304 while nothing changed."""

import hashlib
from typing import Any

from django.conf import settings
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from okoce.accounts.models import Scope
from okoce.accounts.roles import Power
from okoce.core.queries import Query
from okoce.core.responses import packs
from okoce.core.schema import ReadSchema
from okoce.core.snapshot import snapshot
from reports.api.remembered import moment_of, remembering
from reports.fingerprint import fingerprint
from reports.known import least_sure
from reports.standing import Standing, standing

VARIES = ["Authorization", "Cookie", "Accept-Language", "Accept-Encoding"]


class ReadView(APIView):
    """A read of counts or reference data as of one revision; unchanged since the client's ETag it answers 304."""

    schema = ReadSchema()
    scope = Scope.SUMMARY
    power = Power.SEE_COUNTS
    query = Query
    headers_told = ()
    # Whoever has the scope gets the same answer, so that one answer serves them all.
    same_for_all = True

    @classmethod
    def as_view(cls, **initkwargs):
        return remembering(cls, super().as_view(**initkwargs))

    def get(self, request):
        with snapshot():
            asked = self.query.of(request)
            moment = moment_of(fingerprint())
            tag = self.tag(request, moment)
            answer = get_conditional_response(request, etag=tag) or self.told(asked)
        answer.moment = moment
        answer["ETag"] = tag
        answer["Cache-Control"] = "private, no-cache"
        patch_vary_headers(answer, VARIES)
        return answer

    def told(self, asked: dict[str, Any]) -> Response:
        """The answer, and in its headers what the numbers in it are: CSV has no other place for that."""
        answer = self.answer(asked)
        for name, value in self.spoken(answer.data).items():
            # A choice of a model is a word to Python, and none to a server that looks closely.
            answer[name] = str(value)
        return answer

    def answer(self, asked: dict[str, Any]) -> Response:
        raise NotImplementedError

    def spoken(self, data: dict[str, Any]) -> dict[str, str]:
        """The headers that say what the answer is."""
        return revision_headers(standing())

    def about_reader(self, request) -> list[str]:
        """What of whoever asks, besides language and scope, the answer depends on."""
        return []

    def tag(self, request, moment: str) -> str:
        """Changes with the numbers and their status, and with who reads what in which form and language."""
        scope = request.auth.scope if request.auth else "session"
        about = [moment, request.get_full_path(), request.accepted_renderer.format, get_language() or "", scope]
        # An answer is told by its bytes, and packed they are others.
        about += [
            "gzip" if packs(request) else "",
            settings.SPECTACULAR_SETTINGS["VERSION"],
            *self.about_reader(request),
        ]
        return f'"{hashlib.sha256(chr(10).join(about).encode()).hexdigest()[:32]}"'


class ToldAsItIsView(ReadView):
    """A read of what changes without a revision, as facts do: its tag is that of the answer itself."""

    renderer_classes = [JSONRenderer]
    same_for_all = False

    def get(self, request):
        with snapshot():
            answer = self.told(self.query.of(request))
        answer.moment = tag = self.tag(request, JSONRenderer().render(answer.data).decode())
        answer["ETag"] = tag
        answer["Cache-Control"] = "private, no-cache"
        patch_vary_headers(answer, VARIES)
        return get_conditional_response(request, etag=tag, response=answer)


def revision_headers(now: Standing) -> dict[str, str]:
    """How far the numbers are; before the first revision there is no time of one."""
    return {"OKOCE-Revision": str(now.revision)} | ({"OKOCE-As-Of": now.as_of} if now.as_of else {})


def number_headers(
    data: dict[str, Any], statuses: list[str], definitions: list[str], backcast: list[str]
) -> dict[str, str]:
    """The same, and what the numbers are by, how sure they are, and how many kecamatan are in them.

    And which of the definitions came after one of these months was closed, where any did.
    """
    covered = data["coverage"]
    return {
        "OKOCE-Revision": str(data["revision"]),
        **({"OKOCE-As-Of": data["as_of"]} if data["as_of"] else {}),
        "OKOCE-Status": least_sure(statuses),
        "OKOCE-Definition": ", ".join(definitions),
        **({"OKOCE-Backcast": ", ".join(backcast)} if backcast else {}),
        "OKOCE-Coverage": f"{covered['kecamatan_reporting']}/{covered['of']}",
    }
