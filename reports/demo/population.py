"""How many people live where in the made-up city: round numbers, so that each kecamatan has a target of its own."""

import datetime
from pathlib import Path

from programs.population import load_population, rows_of

FILE = Path(__file__).parent / "population.csv"
# Shown wherever a target is shared out, in both languages, for it is kept as it is said: nobody is to take these for a count.
SOURCE = "demo: angka karangan, made-up numbers"


def load(*, at: datetime.datetime) -> None:
    """Loaded before anything happens, so that it holds as of every moment."""
    load_population(people=rows_of(FILE.read_text().splitlines()), year=at.year - 1, source=SOURCE, at=at)
