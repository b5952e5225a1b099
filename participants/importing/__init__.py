"""Spreadsheets on their way in: read, judged row by row, and taken in whole or not at all (docs/decisions/0032).

Each kind of spreadsheet is a module here; whoever writes another one lists it in `KINDS`.
"""

from participants.importing.kinds import Kind
from participants.importing.people import People

KINDS: dict[str, Kind] = {kind.name: kind for kind in (People(),)}
