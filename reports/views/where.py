"""Where it stands: a map, and the 44 kecamatan against their own targets, who needs help first."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import JAKARTA, today
from okoce.core.snapshot import snapshot
from okoce.core.templatetags.jakarta import short_month
from programs.models import Kecamatan
from reports import places
from reports.contributions import OUTSIDE
from reports.local import local_lately
from reports.places import MAPPED, ORDERS, Grounds, Mapped
from reports.summary import NOT_ADDED, reading, residents, totals_of
from reports.tiles import tiles
from reports.views.asked import Asked
from reports.words import headline_name, name_of


@requires(Power.SEE_COUNTS)
def where(request):
    with snapshot():
        asked = Asked.of(request, **chosen(request))
        mapped, kecamatan = mapped_of(asked), list(Kecamatan.objects.all())
        totals = asked.places()
        grounds = grounds_of(asked, kecamatan)
        jakarta = reading(asked.definition, totals_of(residents(totals)))
        context = {
            **asked.context(),
            "elsewhere": asked.elsewhere(),
            "mapped": mapped,
            "tiles": tiles(mapped.values(totals), unit=unit_of(asked, mapped), kecamatan=kecamatan),
            "metrics": metrics_beside(asked, mapped),
            "headline_address": asked.address(metric=""),
            "spans": [(span, asked.address(span="" if span == "month" else span)) for span in ("month", "through")],
            "order": asked.beside["order"] or "need",
            "orders": {name: asked.address(order="" if name == "need" else name) for name in ORDERS},
            "rows": places.rows(grounds, totals, kecamatan, asked.beside["order"] or "need"),
            "jakarta": {span: grounds.city(span, jakarta) for span in ("month", "through")},
            "weights": grounds.own and grounds.own.weights,
            "recent": grounds.recent.months,
            "behind_outside": asked.records(kecamatan=OUTSIDE),
            "may_see_findings": request.user.may(Power.SEE_FINDINGS),
        }
    return render(request, "reports/where.html", context)


def chosen(request):
    """What the map shows and in which order the table stands; 404 for what there is not. Empty is what is shown unless asked."""
    said = {name: request.GET.get(name, "") for name in ("metric", "span", "order")}
    known = {"metric": MAPPED, "span": ["through"], "order": [*ORDERS]}
    if any(said[name] and said[name] not in known[name] for name in known):
        raise Http404
    if said["metric"] in NOT_ADDED and said["span"]:
        raise Http404
    return said


def mapped_of(asked):
    said = asked.beside
    return Mapped(said["metric"], None if said["metric"] else asked.definition, said["span"] or "month")


def metrics_beside(asked, mapped):
    """Every other number than the headline, with the address that shows it."""
    named = "" if asked.definition.less else asked.definition.metric
    metrics = [metric for metric in MAPPED if metric != named]
    return [(each, name_of(each), asked.address(metric=each, span=span_of(each, mapped))) for each in metrics]


def span_of(metric, mapped):
    """The span that is shown, unless the metric's months make no sum."""
    return "" if mapped.span == "month" or metric in NOT_ADDED else mapped.span


def unit_of(asked, mapped):
    """What the tiles count, in one line."""
    name = name_of(mapped.metric) if mapped.metric else headline_name(asked.definition)
    if mapped.span == "month":
        return _("%(name)s, %(month)s") % {"name": name, "month": short_month(asked.month)}
    return _("%(name)s since the start") % {"name": name}


def grounds_of(asked, kecamatan=None, *, only=""):
    """What the rows of the table are made of, or the one of a kecamatan's page; the `kecamatan` where they were read."""
    then = asked.then
    today_counts = asked.vintage == "latest" and not then
    return Grounds.of(
        asked.month,
        asked.definition,
        asked.ground,
        known=local_lately(asked.month, asked.ground.standing.revision) if today_counts else None,
        day=then.at.astimezone(JAKARTA).date() if then else today(),
        vintage=asked.vintage,
        codes=None if kecamatan is None else [place.code for place in kecamatan],
        only=only,
    )
