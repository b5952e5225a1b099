"""Numbers of what agencies claim: by the head of the column, and of the line."""

from tests.reports.shown.cells import column, only
from tests.reports.shown.city import AGENCIES
from tests.reports.shown.claims import Claims, claims
from tests.reports.shown.numbers import Asked

# What is said of all together, of a month or of a kecamatan.
TOGETHER = {
    "What agencies would report, added up": lambda told: told.added_up,
    "Added up": lambda told: told.added_up,
    "Claimed by no agency": lambda told: told.nobodys,
    "No agency": lambda told: told.nobodys,
    "Overlap": lambda told: told.overlap,
    "Overlap: counted more than once by adding up": lambda told: told.overlap,
}
# What is said of one agency.
EACH = {
    "Credit": lambda told, agency: told.credit(agency),
    "Contribution": lambda told, agency: told.claimed(agency) - told.credit(agency),
    "Would report": lambda told, agency: told.claimed(agency),
    "Of these, another too": lambda told, agency: told.shared(agency),
}


def claimed(room) -> Claims:
    return room.once(claims, room.answers.memory, Asked.of(room.asked.address))


@column("agencies", "")
def together(room, piece, text):
    term = piece.element.parent.all("dt")[0].text()
    put = next((put for says, put in TOGETHER.items() if room.words(says) == term), None)
    return put is not None and only(room, text) == put(claimed(room))


@column("agencies", "Added up", "No agency", "Overlap")
def of_a_part(room, piece, text):
    put = next(put for says, put in TOGETHER.items() if room.words(says) == piece.column)
    here = claimed(room).of(kecamatan=room.code_of(piece), month=room.months_named.get(piece.row))
    return only(room, text) == put(here)


@column("agencies", *EACH)
def of_one(room, piece, text):
    told, put = claimed(room), next(put for says, put in EACH.items() if room.words(says) == piece.column)
    if piece.row == room.words("Everybody once"):
        return only(room, text) == told.once
    agency = "" if piece.row == room.words("No training by then, no agency") else piece.row.split()[0]
    return only(room, text) == put(told, agency)


@column("agencies", *AGENCIES)
def of_two(room, piece, text):
    """Whom the agency of the line shares with that of the column."""
    return only(room, text) == claimed(room).claimed(piece.row, piece.column)
