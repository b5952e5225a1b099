"""What an attacker makes of both tables, and which of the small numbers they know too well."""

from collections import defaultdict

from okoce.core.months import Month
from reports.publishing.tables import Quarter
from tests.reports.publishing.attacker import Attacker

# Of a small number at least this many values stay possible.
POSSIBLE = 3


def worked_out(months, places):
    """The bounds of every number in the two tables, told or not, and of those who are licensed and did not move up.

    Rows are {month, metric, first_published} and {quarter, kecamatan, metric, value}; None is not told.
    """
    return pencil_of(months, places).works_out()


def pencil_of(months, places):
    """What stands in both tables and how it adds up, before anybody has begun to work anything out."""
    pencil = Attacker()
    by_quarter, hidden = defaultdict(list), defaultdict(list)
    for row in places:
        by_quarter[row["quarter"], row["metric"]].append(row)
        hidden[row["quarter"], row["metric"]].append(row["value"] is None)
    for (quarter, metric), rows in by_quarter.items():
        for row in rows:
            # A place with nobody is told, unless none is: so what is hidden is somebody. Of a part nobody knows that.
            somebody = not all(hidden[quarter, metric]) and metric != "level_up"
            pencil.knows(("place", quarter, row["kecamatan"], metric), row["value"], least=int(somebody))
        pencil.adds_up([("place", quarter, row["kecamatan"], metric) for row in rows], ("city", quarter, metric))
    for row in months:
        of_city(pencil, ("month", row["month"], row["metric"]), row["first_published"])
    for quarter, metric in by_quarter:
        of_it = [row for row in months if row["metric"] == metric and quarter_of(row) == quarter]
        pencil.adds_up([("month", row["month"], metric) for row in of_it], ("city", quarter, metric))
    whole_and_part(pencil, by_quarter, months)
    return pencil


def of_city(pencil, name, value):
    """A number of the city that is hidden is small; a part may be hidden because the rest of its whole is."""
    pencil.knows(name, value)
    if value is None and name[-1] != "level_up":
        pencil.bounds[name] = (1, 4)


def whole_and_part(pencil, by_quarter, months):
    """Whoever is licensed moved up or did not, in each place, each month and the city."""
    told = {name for name in pencil.bounds if name[-1] == "level_up"}
    for name in sorted(told):
        moved_up_or_not(pencil, name)
    for quarter in sorted({quarter for quarter, metric in by_quarter if metric == "level_up"}):
        city = ("city", quarter, "not moved up")
        pencil.adds_up([name for name in rest(pencil) if name[:2] == ("place", quarter)], city)
        of_it = [("month", row["month"], "not moved up") for row in months if quarter_of(row) == quarter]
        pencil.adds_up(dict.fromkeys(of_it), city)


def moved_up_or_not(pencil, name):
    *where, _metric = name
    pencil.adds_up([name, (*where, "not moved up")], (*where, "licensed"))


def rest(pencil):
    return [name for name in pencil.bounds if name[-1] == "not moved up"]


def quarter_of(row):
    return f"{Quarter.of(Month.parse(row['month']))}"


def secrets(known, places, months=()):
    """The small numbers of which fewer values stay possible than they should, or other ones than are true.

    `places` has the true ones by (quarter, kecamatan, metric), `months` those of the city by (month, metric).
    """
    true = {("place", *name): value for name, value in places.items()}
    true |= {("month", *name): value for name, value in dict(months).items()}
    return told_too_much(known, true)


def told_too_much(known, true):
    """The same of true numbers by the names that they have in `known`."""
    for *where, metric in list(true):
        if metric == "level_up":
            true[(*where, "not moved up")] = true[(*where, "licensed")] - true[(*where, metric)]
    return [(name, value, *known[name]) for name, value in true.items() if lost(value, *known[name])]


def lost(value, low, high):
    """Whether the bounds are wrong, or say too much of a small number."""
    return not low <= value <= high or (1 <= value <= 4 and high - low + 1 < POSSIBLE)
