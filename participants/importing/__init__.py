"""Spreadsheets on their way in: read, judged row by row, and taken in whole or not at all (docs/decisions/0032).

Each kind of spreadsheet is a module here; whoever writes another one lists it in `KINDS`.
"""

from participants.importing.expenses import Expenses
from participants.importing.kinds import Kind
from participants.importing.milestones import Milestones
from participants.importing.people import People
from participants.importing.rosters import Rosters
from participants.importing.trainings import Trainings
from participants.importing.visits import Visits

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (People(), Trainings(), Rosters(), Visits(), Milestones(), Expenses())
}
