"""Telling a chat group how many came: a page that makes the link, and the page that the link opens, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import today
from participants import sharing
from programs.models import Training

# A chat that asks again for each of its members is answered from what it was told.
KEPT = "private, max-age=60"


@requires(Power.LOG_TRAINING)
def training_share(request, pk):
    mine = Training.objects.worked_by(request.user).select_related("curriculum", "kecamatan")
    training, day = get_object_or_404(mine, pk=pk), today()
    link = reverse("shared", args=[sharing.token_of(training, on=day)])
    context = {
        "training": training,
        "numbers": sharing.numbers(training),
        "days": sharing.days(training),
        "link": request.build_absolute_uri(link),
        "until": day + sharing.LIFETIME,
    }
    return render(request, "participants/training_share.html", context)


@login_not_required
def shared(request, token):
    """Reads and writes nothing: programs that preview links open it too."""
    link = sharing.read(token)
    over = link and link.until < today()
    training = sharing.shown(link) if link and not over else None
    if not training:
        answer = render(request, "participants/shared_over.html", {"over": over}, status=410 if over else 404)
    else:
        context = {
            "training": training,
            "numbers": sharing.numbers(training),
            "days": sharing.days(training),
            "until": link.until,
        }
        answer = render(request, "participants/shared.html", context)
        answer["Cache-Control"] = KEPT
    answer["X-Robots-Tag"] = "noindex"
    return answer
