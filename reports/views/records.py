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
from programs.scoping import area_of
from reports.api.explain import NumberQuery
from reports.contributions import OUTSIDE
from reports.dashboard import months_to_choose
from reports.explaining.account import Account
from reports.explaining.members import Sources, members_of
from reports.explaining.words import RECORDED, why
from reports.official import beside
from reports.reasons import in_words
from reports.views.number import RecordsQuery
from reports.words import headline_name, name_of


@requires(Power.SEE_COUNTS)
def records(request):
    with snapshot():
        asked = asked_of(request, RecordsQuery)
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
            "unnamed": unnamed(request.user, number),
            "file": file_of(request, number),
            "file_of_entries": entries_of(request, number) if number.is_of_people else "",
            "months": months_beside(asked),
        }
    return render(request, "reports/records.html", context)


def asked_of(request, query=NumberQuery):
    """The number in the address; 404 for one that there is not."""
    said = request.GET.copy()
    said.pop("page", None)
    query = query(data=said, context={"request": request})
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


def months_beside(asked):
    """The months that may be asked for in its place: of several the last one, which is no earlier than their first."""
    then = asked["as_of"]
    newest = then.month if then else Month.of(today())
    months = months_to_choose(asked["programme"], max(newest, asked["month"]))
    return [month for month in months if asked["from"] <= month] if several(asked) else months


def several(asked):
    """Whether the address says the first of its months itself."""
    return asked["span"] == "month" and (asked["from"] < asked["month"] or asked["number"].registered is not None)


def kept(asked):
    """What another month is asked with."""
    words = {"metric": asked.get("metric"), "definition": asked["definition"] and asked["definition"].code}
    words |= {"span": asked["span"] if asked["span"] != "month" else "", "kecamatan": asked["kecamatan"]}
    words |= {"vintage": asked["vintage"] if asked["vintage"] != "latest" else ""}
    words |= {"as_of": asked["as_of"] and str(asked["as_of"].revision)}
    words |= {"registered" if asked["number"].registered else "from": str(asked["from"])} if several(asked) else {}
    return [(name, value) for name, value in words.items() if value]


def unnamed(user, number):
    """Why a reader of the page may find somebody on it without a name, in one word; empty where nobody is."""
    if not user.may(Power.SEE_RECORDS):
        return "role"
    area = area_of(user)
    return "" if area is None or (number.kecamatan and number.kecamatan in area) else "area"


def file_of(request, number):
    """What a file of the people, or of the entries, is asked for with; empty where there is none of exactly these.

    A file of entries has all of its months, as they are now.
    """
    if not request.user.may(Power.SEE_RECORDS):
        return ""
    if number.is_of_people:
        said = request.GET.copy()
        said.pop("page", None)
        return f"kind=people&{said.urlencode()}"
    return entries_of(request, number)


def entries_of(request, number):
    """What a file of the entries of the number is asked for with; empty where a file would have others too."""
    if not (request.user.may(Power.SEE_RECORDS) and number.is_of_now):
        return ""
    said = {"kind": "ledger", "metric": entered(number), "from": number.first if number.first < number.last else ""}
    said |= {"month": number.last, "kecamatan": number.kecamatan}
    return urlencode({name: value for name, value in said.items() if value})


def entered(number):
    """The metrics whose entries it is the sum of: of a number less another one, both."""
    return ",".join(metric for metric in (number.metric, number.less) if metric)


def dashboard_of(asked):
    """The page that the number stands on."""
    said = {"month": asked["month"], "definition": asked["definition"] and asked["definition"].code}
    said |= {"vintage": asked["vintage"] if asked["vintage"] != "latest" else "", "as_of": asked["number"].as_of}
    return urlencode({name: value for name, value in said.items() if value})


def revisions_of(asked):
    """Which revisions say why it is another number now."""
    said = {"metric": asked["metric"]} if "metric" in asked else {"definition": asked["definition"].code}
    return urlencode(said | ({"kecamatan": asked["kecamatan"]} if asked["kecamatan"] else {}))
