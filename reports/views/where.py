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
from reports.views.unchanged import unchanged
from reports.words import headline_name, name_of

# So many are told beside the map: as many as stand beside it on a laptop.
FIRST = 6


@requires(Power.SEE_COUNTS)
@unchanged
def where(request):
    with snapshot():
        asked = Asked.of(request, **chosen(request))
        mapped, kecamatan = mapped_of(asked), list(Kecamatan.objects.all())
        totals = asked.places()
        grounds, order = grounds_of(asked), asked.beside["order"] or "need"
        rows = places.rows(grounds, totals, kecamatan)
        jakarta = reading(asked.definition, totals_of(residents(totals)))
        context = {
            **asked.context(),
            "elsewhere": asked.elsewhere(),
            "mapped": mapped,
            "tiles": tiles(
                values_of(asked, mapped, totals, kecamatan), unit=unit_of(asked, mapped), kecamatan=kecamatan
            ),
            "metrics": metrics_beside(asked.definition),
            "order": order,
            "orders": {name: asked.address(order="" if name == "need" else name) for name in ORDERS},
            "rows": places.ordered(rows, order),
            "first": places.in_need(rows)[:FIRST],
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
    # Their months make no sum: they are told by the month alone.
    return said | ({"span": ""} if said["metric"] in NOT_ADDED else {})


def mapped_of(asked):
    said = asked.beside
    return Mapped(said["metric"], None if said["metric"] else asked.definition, said["span"] or "month")


def metrics_beside(definition):
    """Every other number than the headline, with its name."""
    named = "" if definition.less else definition.metric
    return [(metric, name_of(metric)) for metric in MAPPED if metric != named]


def values_of(asked, mapped, totals, kecamatan):
    """By code; where nothing was corrected nothing is missing."""
    corrected = dict.fromkeys([place.code for place in kecamatan], 0) if asked.vintage == "adjustments" else {}
    return corrected | mapped.values(totals)


def unit_of(asked, mapped):
    """What the tiles count, in one line."""
    name = name_of(mapped.metric) if mapped.metric else headline_name(asked.definition)
    if mapped.span == "month":
        return _("%(name)s, %(month)s") % {"name": name, "month": short_month(asked.month)}
    return _("%(name)s since the start") % {"name": name}


def grounds_of(asked, *, recent=None):
    """What the rows of the table are made of, or the one of a kecamatan's page; its `recent` months where they were read."""
    then = asked.then
    today_counts = asked.vintage == "latest" and not then
    return Grounds.of(
        asked.month,
        asked.definition,
        asked.ground,
        known=local_lately(asked.month, asked.ground.standing.revision) if today_counts else None,
        day=then.at.astimezone(JAKARTA).date() if then else today(),
        vintage=asked.vintage,
        recent=recent,
    )
