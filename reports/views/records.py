"""Why a number: what it means, what was recorded towards it, who or what counts, and the entries it is the sum of."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import Month, today
from okoce.core.paging import page_of
from okoce.core.snapshot import snapshot
from programs.models import Kecamatan
from reports.api.explain import NumberQuery
from reports.contributions import OUTSIDE
from reports.dashboard import months_to_choose
from reports.explaining.account import Account
from reports.explaining.members import Sources, members_of
from reports.explaining.words import RECORDED, why
from reports.official import beside
from reports.reasons import in_words
from reports.words import headline_name, name_of


@requires(Power.SEE_COUNTS)
def records(request):
    with snapshot():
        asked = asked_of(request)
        number = asked["number"]
        account = Account(number)
        page = page_of(request, Sources(number))
        context = {
            "number": number,
            "account": account,
            "span": asked["span"],
            "name": name_shown(asked),
            "place": place_of(number),
            "recorded": RECORDED[number.plain],
            "conditions": conditions_told(account),
            "entries": [(in_words(posted.reason), posted) for posted in account.postings],
            "official": beside(number),
            "page": page,
            "members": members_of(number, page.object_list, request.user),
            "params": request.GET,
            "kept": kept(asked),
            "definition": asked["definition"] and asked["definition"].code,
            "less": number.less and name_of(number.less),
            "back": dashboard_of(asked),
            "revised_at": revisions_of(asked),
            "file": file_of(request, number),
            "months": months_to_choose(asked["programme"], Month.of(today())),
        }
    return render(request, "reports/records.html", context)


def asked_of(request):
    """The number in the address; 404 for one that there is not."""
    said = request.GET.copy()
    said.pop("page", None)
    query = NumberQuery(data=said, context={"request": request})
    if not query.is_valid():
        raise Http404
    return query.validated_data | {"programme": query.programme}


def name_shown(asked):
    if "metric" in asked:
        return name_of(asked["metric"])
    return headline_name(asked["definition"])


def place_of(number):
    """The kecamatan; None for the whole city and for people from outside."""
    return Kecamatan.objects.filter(pk=number.kecamatan).first() if number.kecamatan not in ("", OUTSIDE) else None


def conditions_told(account):
    if account.records is None:
        return []
    return [(why(account.number.plain, line.condition), line) for line in account.records.lines]


def kept(asked):
    """What another month is asked with."""
    words = {"metric": asked.get("metric"), "definition": asked["definition"] and asked["definition"].code}
    words |= {"span": asked["span"] if asked["span"] != "month" else "", "kecamatan": asked["kecamatan"]}
    words |= {"vintage": asked["vintage"] if asked["vintage"] != "latest" else ""}
    return [(name, value) for name, value in words.items() if value]


def file_of(request, number):
    """What a file of the people, or of the entries of a month, is asked for with; empty for whoever sees no records."""
    if not request.user.may(Power.SEE_RECORDS):
        return ""
    if number.is_of_people:
        return f"kind=people&{request.GET.urlencode()}"
    said = {"kind": "ledger", "metric": number.metric, "month": number.last, "kecamatan": number.kecamatan}
    return urlencode({name: value for name, value in said.items() if value}) if number.first == number.last else ""


def dashboard_of(asked):
    """The page that the number stands on."""
    said = {"month": asked["month"]} | ({"definition": asked["definition"].code} if asked["definition"] else {})
    return urlencode(said)


def revisions_of(asked):
    """Which revisions say why it is another number now."""
    said = {"metric": asked["metric"]} if "metric" in asked else {"definition": asked["definition"].code}
    return urlencode(said | ({"kecamatan": asked["kecamatan"]} if asked["kecamatan"] else {}))
