"""The bars of the months, with each month's target and the pace that is needed from it on."""

from typing import Any

from reports.charts.drawing import HEIGHT, UNTOLD, drawn, low_numbers, months_axis, values_axis


def monthly_bars(rows: list[dict[str, Any]], names: dict[str, str], *, width: int, theme: str = "page") -> str:
    """SVG of a bar for each row `{at, value, target, final}` and, as a step over it, the target; `names` say what `at` is.

    Where rows have a `pace`, it is a second step, and dashed. Bars far below these have their numbers over them.
    """
    return drawn(_bars(rows, names, width), theme)


def _bars(rows: list[dict[str, Any]], names: dict[str, str], width: int) -> dict[str, Any]:
    month = {"field": "at", "type": "ordinal", "scale": {"paddingInner": 0.25}}
    told = [row.get(name) or 0 for row in rows for name in ("value", "target", "pace")]
    # Corrections may take away: what is below nothing has lines as well.
    bottom, top = min([0, *(row["value"] or 0 for row in rows)]), max([1, *told])
    months = months_axis([row["at"] for row in rows], names, width=width)
    bars = {
        # By this name the page finds what can be pointed at (static/js/chart.js).
        "name": "values",
        "mark": {"type": "bar", **UNTOLD},
        "encoding": {
            "x": {**month, "axis": months},
            "y": {"field": "value", "type": "quantitative", "axis": values_axis(bottom, top)},
            # What is not final looks it, as its number does.
            "fill": {"condition": {"test": "datum.final", "value": "var(--ramp-4)"}, "value": "var(--ramp-3)"},
        },
    }
    targets = {
        "transform": [{"filter": "isValid(datum.target)"}],
        "mark": {"type": "tick", "color": "var(--target)", "thickness": 2, "size": width / max(len(rows), 1), **UNTOLD},
        "encoding": {"x": month, "y": {"field": "target", "type": "quantitative"}},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": HEIGHT,
        "data": {"values": rows},
        "layer": [bars, targets, *_paces(rows, month), *low_numbers(rows, month, months["values"], top)],
    }


def _paces(rows: list[dict[str, Any]], month: dict[str, Any]) -> list[dict[str, Any]]:
    if not any(row.get("pace") is not None for row in rows):
        return []
    mark = {"type": "rule", "color": "var(--ink)", "strokeWidth": 2, "strokeDash": [5, 3], **UNTOLD}
    across = {"x": {**month, "bandPosition": 0}, "x2": {"field": "at", "bandPosition": 1}}
    return [
        {
            "transform": [{"filter": "isValid(datum.pace)"}],
            "mark": mark,
            "encoding": {**across, "y": {"field": "pace", "type": "quantitative"}},
        }
    ]
