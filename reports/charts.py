"""Charts: Vega-Lite specifications drawn to SVG on the server, in the colours of the page they stand in."""

import functools
import json
from typing import Any

from django.utils.formats import get_format

# The page's own custom properties pass through, so one drawing follows the theme.
CONFIG = {
    "background": "transparent",
    "font": "inherit",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink-soft)",
        "tickColor": "var(--rule)",
        "domainColor": "var(--rule-strong)",
        "gridColor": "var(--rule)",
        "labelFontSize": 14,
    },
}
# To a screen reader the picture has one name, and the table beside it has the numbers.
UNTOLD = {"aria": False}
HEIGHT = 220
# A name of a month under every so many pixels.
LABEL_EVERY = 90


def monthly_bars(rows: list[dict[str, Any]], names: dict[str, str], *, width: int) -> str:
    """SVG of a bar for each row `{at, value, target, final}` and, as a step over it, the target; `names` say what `at` is."""
    return _drawn(json.dumps(_bars(rows, names, width)))


def _bars(rows: list[dict[str, Any]], names: dict[str, str], width: int) -> dict[str, Any]:
    every = max(1, -(-len(rows) * LABEL_EVERY // width))
    shown = [row["at"] for row in rows[::-every]][::-1]
    month = {"field": "at", "type": "ordinal", "scale": {"paddingInner": 0.25}}
    words = f"({json.dumps(names)})[datum.value]"
    months = {"title": None, "values": shown, "labelAngle": 0, "labelExpr": words, "ticks": False}
    # Vega draws halves of a small number, whatever the least step; written whole, two lines would have one name.
    top = max([1, *(row["value"] or 0 for row in rows), *(row["target"] or 0 for row in rows)])
    # Corrections may take away: what is below nothing has lines as well.
    bottom = min([0, *(row["value"] or 0 for row in rows)])
    values = {
        "title": None,
        "tickCount": min(4, top - bottom),
        "labelExpr": _grouped(),
        "domain": False,
        "ticks": False,
    }
    bars = {
        "mark": {"type": "bar", **UNTOLD},
        "encoding": {
            "x": {**month, "axis": months},
            "y": {"field": "value", "type": "quantitative", "axis": values},
            # What is not final looks it, as its number does.
            "fill": {"condition": {"test": "datum.final", "value": "var(--ramp-4)"}, "value": "var(--ramp-3)"},
        },
    }
    steps = {
        "transform": [{"filter": "isValid(datum.target)"}],
        "mark": {"type": "tick", "color": "var(--target)", "thickness": 2, "size": width / max(len(rows), 1), **UNTOLD},
        "encoding": {"x": month, "y": {"field": "target", "type": "quantitative"}},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": HEIGHT,
        "data": {"values": rows},
        "layer": [bars, steps],
        "config": CONFIG,
    }


def _grouped() -> str:
    """A Vega expression that writes an axis's numbers as the reader's language does."""
    return f"replace(format(datum.value, ',d'), /,/g, {json.dumps(get_format('THOUSAND_SEPARATOR'))})"


# The drawing follows from the specification alone, so the specification is the key: a new revision draws anew.
@functools.lru_cache(maxsize=256)
def _drawn(specification: str) -> str:
    import vl_convert  # noqa: PLC0415 - 80 MB that only a process that draws should hold

    return vl_convert.vegalite_to_svg(specification)
