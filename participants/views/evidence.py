"""Files that show what a record says, for whoever may open that; no address of the file itself exists.

And files on their way: sent one by one before the form, and known to their sender alone until then.
"""

import structlog
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts import reads
from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from participants import rosters, uploads
from participants.evidence import ENDINGS, PICTURES
from participants.forms import TakeBackForm, TrainingEvidenceForm, UploadForm
from participants.models import Evidence, Upload
from participants.views.training import shown, training_page

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


@requires(Power.SEE_EVIDENCE)
def evidence_thumbnail(request, pk):
    return small(request.user, get_object_or_404(Evidence.objects.looked_after_by(request.user), pk=pk))


@require_POST
@requires(Power.LOG_TRAINING)
def training_evidence(request, pk):
    training = get_object_or_404(shown(request).worked_by(request.user), pk=pk)
    form = TrainingEvidenceForm(request.POST, request.FILES, by=request.user, training=training)
    if form.act():
        messages.success(request, _("The photos are kept with the training."))
        return redirect("training", pk=pk)
    return training_page(request, training, request.POST.get("session", ""), photos=form)


@require_POST
@requires(Power.RECORD_PROGRESS)
def upload_new(request):
    form = UploadForm(request.POST, request.FILES, by=request.user)
    if upload := form.act():
        kept = {"key": upload.pk, "kind": upload.content_type, "training": form.cleaned_data["training"]}
        return render(request, "participants/_photo.html", kept)
    return render(request, "participants/_photo_refused.html", {"form": form}, status=422)


@requires(Power.RECORD_PROGRESS)
def upload_thumbnail(request, upload):
    return small(request.user, get_object_or_404(Upload.objects.visible_to(request.user), pk=upload))


@require_POST
@requires(Power.RECORD_PROGRESS)
def upload_discard(request, upload):
    if waiting := Upload.objects.visible_to(request.user).filter(pk=upload).first():
        uploads.discard(by=request.user, upload=waiting)
        return HttpResponse(status=204)
    of_trainings = Evidence.objects.worked_by(request.user).filter(training__isnull=False)
    photo = get_object_or_404(of_trainings, pk=upload)
    form = TakeBackForm({}, by=request.user, photo=photo)
    if form.act():
        log.info("evidence taken back", evidence=str(upload), user=request.user.pk)
        if "page" not in request.POST:
            return HttpResponse(status=204)
        messages.success(request, _("The photo is removed."))
        return redirect("training", pk=photo.training_id)
    return render(request, "participants/_photo_refused.html", {"form": form}, status=422)


def opened(user, one):
    """The file itself, for somebody who may see it; the log says who opened which."""
    return told(
        user,
        one,
        one.file,
        # A browser shows no document in a sandbox: it keeps it instead.
        as_attachment=one.content_type not in PICTURES,
        filename=f"evidence.{ENDINGS[one.content_type]}",
        content_type=one.content_type,
    )


def small(user, one):
    """The picture in small; whole when it was kept before there were small ones, and of a document nothing."""
    if one.content_type not in PICTURES:
        raise Http404
    if not one.thumbnail:
        return opened(user, one)
    return told(user, one, one.thumbnail, filename="evidence.webp", content_type="image/webp")


def told(user, one, file, **said):
    try:
        content = file.open()
    except FileNotFoundError:
        log.warning("evidence is not on the disk", evidence=str(one.pk))
        raise Http404 from None
    log.info("evidence opened", evidence=str(one.pk), user=user.pk)
    if training := getattr(one, "training", None):
        # Of a paper list nobody knows whom it names: everybody who is on the list of the training.
        reads.note(*rosters.on_list(training).values_list("pk", flat=True))
    return FileResponse(content, headers=ALONE, **said)
