"""Numbers on the map of the kecamatan and in their table: by the head of the column."""

from collections import Counter

from participants.models import Business, Finding
from tests.reports.shown import today
from tests.reports.shown.cells import column, only
from tests.reports.shown.written import PAGE_OF_PLACE

# The map.


@column("", "")
def tile(room, piece, text):
    """What the map shows of a kecamatan."""
    link = piece.element.within("a")
    found = PAGE_OF_PLACE.match(link.said["href"]) if link else None
    if not found or room.asked.page != "where":
        return False
    said = room.asked.said
    span = "month" if said.get("metric") in ("active_facilitators", "active_centres") else said.get("span", "month")
    return only(room, text) == room.answers.recounted(room.question(said.get("metric", ""), span, found.group(1)))


@column("", "")
def legend(room, piece, text):
    """The ends of a shade: within what the tiles show."""
    place = piece.element.within("ul")
    if not place or "tiles-legend" not in place.said.get("class", ""):
        return False
    tiles = [
        number
        for one in room.main.inside()
        if "tile-value" in one.said.get("class", "")
        for number in room.numbers(one.text())
    ]
    return all(min(tiles) <= each <= max(tiles) for each in room.numbers(text))


# The table.


@column("where", "Missing")
def missing(room, piece, text):
    """People, of its own target since the start."""
    code = room.code_of(piece)
    return only(room, text) == max(
        0, room.own[code]["through"] - room.answers.recounted(room.question("", "through", code))
    )


@column("where", "Trend")
def trend(room, piece, text):
    """What each of the last months counts; over it how many these are."""
    if piece.cell.tag == "th":
        return only(room, text) == len(room.lately)
    asked = [room.question("", "month", room.code_of(piece), month) for month in room.lately]
    return room.numbers(text) == [room.answers.recounted(each) for each in asked]


@column("where", "Lag")
def lag(room, piece, text):
    """The days, and in small of how many records."""
    days, records = room.once(today.lags, room.month)[room.code_of(piece)]
    return only(room, text) == (records if piece.element.tag == "small" else days)


@column("where", "Open findings")
def findings(room, piece, text):
    found = Counter(each.kecamatan_id for each in Finding.objects.all() if each.state == "open")
    return only(room, text) == found[room.code_of(piece)]


@column("where", "Most common sector")
def sector(room, piece, text):
    """So many of the businesses that are open there are in it."""
    here = [each for each in Business.objects.all() if not each.closed_on and each.kecamatan_id == room.code_of(piece)]
    ((common, many),) = Counter(each.get_sector_display() for each in here).most_common(1)
    return text.startswith(common) and room.numbers(text) == [many, len(here)]
