"""The reckoning as four tables in Markdown."""

import math
import re
from typing import Any

from benchmarks.capacity.measured import FIGURES, Measured, plain, size_of
from benchmarks.capacity.reckoning import ASSUMED, LIMITS, LINES, Line, Reckoned

KECAMATAN = (44, 1_000, 7_300)


def reckoned(*reports: dict[str, Any]) -> str:
    """The four tables, in Markdown."""
    measured = Measured(*reports)
    cities = [Reckoned(measured, number) for number in KECAMATAN]
    sizes = [f"{number:,} kecamatan" for number in KECAMATAN]
    comes_to = [[line.what, *(told(line, city) for city in cities), line.unit] for line in LINES]
    parts = {
        "What was measured": table(["figure", "value", "unit"], taken(measured)),
        "What is assumed": table(["of what", "so much"], [[*one] for one in ASSUMED.told()]),
        "What it comes to": table(["", *sizes, "unit"], comes_to),
        "What breaks first": table(["what must hold", "up to kecamatan", "what takes over"], broken(measured)),
    }
    return "\n\n".join([*map(source, reports), *(f"### {title}\n\n{text}" for title, text in parts.items())])


def source(report: dict[str, Any]) -> str:
    machine = report["machine"]
    return (
        f"Measured on {report['at'][:10]}: {machine['cores']} cores, {machine['system']}, Python {machine['python']}."
    )


def taken(measured: Measured) -> list[list[str]]:
    """What every figure was, and at how many attendances; of one that none measured, what it is called by the first bench."""
    first = {figure.word: figure for figure in reversed(FIGURES)}
    lines = []
    for word in dict.fromkeys(figure.word for figure in FIGURES):
        if row := measured.rows.get(word):
            at = f", at {size_of(row):,} attendances" if size_of(row) else ""
            name = f"{plain(row['part'])}: {plain(row['what'])}{at}"
            lines.append([name, short(row["median"]), row["unit"]])
        else:
            lines.append([f"{first[word].part}: {first[word].what}", short(math.inf), first[word].unit])
    return lines


def broken(measured: Measured) -> list[list[str]]:
    """The limits in the order in which they are reached."""
    order = sorted(LIMITS, key=lambda limit: limit.reached(measured))
    return [[limit.what, short(limit.reached(measured)), limit.instead] for limit in order]


def told(line: Line, city: Reckoned) -> str:
    try:
        over = "over " if line.in_memory and not city.fits else ""
        return over + short(line.value(city))
    except KeyError:
        return short(math.inf)


def short(number: float) -> str:
    """Two digits that say something: nobody knows more of what is to come."""
    if number == math.inf:
        return "not measured"
    if number >= 100:
        zeros = 10 ** (len(str(int(number))) - 2)
        return f"{round(number / zeros) * zeros:,}"
    return f"{float(f'{number:.2g}'):g}"


def table(head: list[str], lines: list[list[str]]) -> str:
    marks = ["---:" if digits(lines, number) else "---" for number in range(len(head))]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, marks, *lines])


def digits(lines: list[list[str]], column: int) -> bool:
    return any(re.fullmatch(r"[\d,.]+", line[column]) for line in lines)
