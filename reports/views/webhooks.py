"""One's own webhooks: who is told when numbers change, and what became of each message."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from okoce.core.paging import page_of
from reports.forms import WebhookChangeForm, WebhookForm
from reports.models import Webhook
from reports.webhooks import deliveries, subscriptions
from reports.webhooks.words import told_of

A_PAGE = 20


@requires(Power.SEE_COUNTS)
def webhook_list(request):
    """Makes one too: its secret is on that one answer."""
    form = WebhookForm(request.POST or None, by=request.user, at=now())
    if made := form.act():
        hook, secret = made
        return render(request, "reports/webhook_made.html", {"hook": hook, "secret": secret})
    hooks = Webhook.objects.visible_to(request.user)
    context = {"form": form, "hooks": hooks, "full": len(hooks) >= subscriptions.AT_MOST}
    return render(request, "reports/webhooks.html", context)


@requires(Power.SEE_COUNTS)
def webhook(request, webhook):
    hook = own(request, webhook)
    form = WebhookChangeForm(request.POST or None, by=request.user, hook=hook)
    if form.act():
        messages.success(request, _("The webhook is saved."))
        return redirect("webhook", webhook=hook.pk)
    page = page_of(request, hook.deliveries.all(), A_PAGE)
    for delivery in page:
        delivery.told = told_of(delivery)
    return render(request, "reports/webhook.html", {"form": form, "hook": hook, "page": page})


@require_POST
@requires(Power.SEE_COUNTS)
def webhook_test(request, webhook):
    hook = own(request, webhook)
    deliveries.ping(hook=hook, at=now())
    messages.success(request, _("A test message is on its way: load this page again in a few seconds."))
    return redirect("webhook", webhook=hook.pk)


@require_POST
@requires(Power.SEE_COUNTS)
def webhook_again(request, webhook, delivery):
    hook = own(request, webhook)
    try:
        deliveries.again(delivery=get_object_or_404(hook.deliveries, pk=delivery), at=now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The message is on its way again, under the same id."))
    return redirect("webhook", webhook=hook.pk)


@require_POST
@requires(Power.SEE_COUNTS)
def webhook_delete(request, webhook):
    subscriptions.remove(by=request.user, hook=own(request, webhook))
    messages.success(request, _("The webhook is deleted, and nothing is sent there any more."))
    return redirect("webhooks")


def own(request, key):
    """The user's webhook with that key; anybody else's is not there."""
    return get_object_or_404(Webhook.objects.visible_to(request.user), pk=key)
