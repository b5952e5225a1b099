"""What was measured as Markdown: a heading for each command, a table for each part."""

from collections.abc import Iterator
from typing import Any

from benchmarks.report import number
from benchmarks.results.runs import WITHIN, Bench, Twice

ONCE = ["what", "min", "median", "p99", "max", "unit", "must be"]
AGAIN = ["median again", "to the first"]


def told(benches: list[Bench]) -> str:
    return "\n\n".join(text for bench in benches for text in [*of_bench(bench), twice(bench)] if text)


def of_bench(bench: Bench) -> Iterator[str]:
    yield f"## `.venv/bin/{bench.command}`"
    yield "\n".join(source(report) for report in bench.reports)
    for part, rows in bench.parts.items():
        yield f"### {part[0].upper()}{part[1:]}"
        yield table(rows, again=len(bench.reports) > 1)


def source(report: dict[str, Any]) -> str:
    machine = report["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    commit = f", at {report['commit']}" if report.get("commit") else ""
    return (
        f"- {report['at'][:16].replace('T', ' ')} UTC{commit}, on {machine['cores']} cores ({machine['processor']}) with"
        f" {machine['memory']} GB, {machine['system']}: Python {machine['python']}, {versions}."
    )


def table(rows: list[Twice], *, again: bool) -> str:
    heads = ONCE + (AGAIN if again else [])
    marks = ["---" if head in ("what", "unit", "must be") else "---:" for head in heads]
    lines = [one.row.cells + (cells_again(one) if again else []) for one in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, marks, *lines])


def cells_again(one: Twice) -> list[str]:
    if one.missing:
        return ["", f"**not in the {one.missing} run**"]
    moved = number(one.moved)
    return [number(one.again.median if one.again else None), moved if one.steady else f"**{moved or 'not the same'}**"]


def twice(bench: Bench) -> str:
    """How steady the two runs are; empty for one run."""
    ratios = [one for one in bench.rows if one.again and one.row.ratio]
    if not ratios:
        return ""
    steady = sum(one.steady for one in ratios)
    return f"Of {len(ratios)} ratios and counts, {steady} are within {WITHIN - 1:.0%} of each other in both runs."


def short(benches: list[Bench]) -> list[str]:
    """A line for each ratio or count that does not hold, or is not the same again, and each row that one run lacks."""
    return [
        f"{bench.command}: {one.row.part}, {one.row.what}: {lack}"
        for bench in benches
        for one in bench.rows
        for lack in lacks(one)
    ]


def lacks(one: Twice) -> Iterator[str]:
    if not one.held:
        medians = " and ".join(number(row.median) for row in (one.row, one.again) if row)
        yield f"{medians} is not {one.row.must}"
    if one.again and not one.steady:
        yield f"{number(one.row.median)}, and {number(one.again.median)} again"
    if one.missing:
        yield f"not in the {one.missing} run"
