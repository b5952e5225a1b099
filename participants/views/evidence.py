"""Files that show what a record says, for whoever may open the person; no address of the file itself exists."""

import structlog
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from participants.evidence import ENDINGS, PICTURES
from participants.models import Evidence

log = structlog.get_logger(__name__)
# Whatever is in the file, it runs nothing, asks for nothing, and stays on no disk.
ALONE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}


@requires(Power.SEE_EVIDENCE)
def evidence(request, pk):
    return opened(request.user, get_object_or_404(Evidence.objects.looked_after_by(request.user), pk=pk))


def opened(user, one):
    """The file itself, for somebody who may see it; the log says who opened which."""
    try:
        content = one.file.open()
    except FileNotFoundError:
        log.warning("evidence is not on the disk", evidence=str(one.pk))
        raise Http404 from None
    log.info("evidence opened", evidence=str(one.pk), user=user.pk)
    return FileResponse(
        content,
        # A browser shows no document in a sandbox: it keeps it instead.
        as_attachment=one.content_type not in PICTURES,
        filename=f"evidence.{ENDINGS[one.content_type]}",
        content_type=one.content_type,
        headers=ALONE,
    )
