"""All since the start, against the straight line to the target, and where it may go."""

from typing import Any

from reports.charts.drawing import HEIGHT, UNTOLD, drawn, low_numbers, months_axis, values_axis

# What is not there has no point and no line.
THERE = "isValid(datum.{})"


def cumulative_line(rows: list[dict[str, Any]], names: dict[str, str], *, width: int, theme: str = "page") -> str:
    """SVG of rows `{at, value, line, low, middle, high}`, each None where there is none; `names` say what `at` is.

    A point and a line for `value`, its last number where the line is low, a straight line to the target, and a fan between `low` and `high` around `middle`.
    """
    return drawn(_lines(rows, names, width), theme)


def _lines(rows: list[dict[str, Any]], names: dict[str, str], width: int) -> dict[str, Any]:
    told = [row[name] or 0 for row in rows for name in ("value", "line", "high")]
    months = months_axis([row["at"] for row in rows], names, width=width)
    month = {"field": "at", "type": "ordinal", "scale": {"type": "point", "padding": 0.5}, "axis": months}
    bottom, top = min([0, *(row["value"] or 0 for row in rows)]), max([1, *told])
    values = values_axis(bottom, top)
    # Of a line that only grows the last number tells it.
    last = [row["at"] for row in rows if row["value"] is not None][-1:]

    def layer(field: str, mark: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {
            "transform": [{"filter": THERE.format(field)}],
            "mark": {**mark, **UNTOLD},
            "encoding": {"x": month, "y": {"field": field, "type": "quantitative", "axis": values}, **more},
        }

    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": HEIGHT,
        "data": {"values": rows},
        "layer": [
            layer("high", {"type": "area", "color": "var(--accent-sunk)"}, y2={"field": "low"}),
            *(
                layer(edge, {"type": "line", "color": "var(--rule-strong)", "strokeWidth": 1})
                for edge in ("low", "high")
            ),
            layer("line", {"type": "line", "color": "var(--target)", "strokeWidth": 2}),
            layer("middle", {"type": "line", "color": "var(--ink)", "strokeWidth": 2, "strokeDash": [5, 3]}),
            layer("value", {"type": "line", "color": "var(--ramp-4)", "strokeWidth": 2}),
            layer("value", {"type": "circle", "color": "var(--ramp-4)", "opacity": 1, "size": 24}) | {"name": "values"},
            *low_numbers(rows, month, last, top),
        ],
    }
