"""Vega-Lite specifications drawn to SVG, in the colours of what they stand in (docs/decisions/0006-charts-from-the-server.md)."""

import functools
import io
import json
import re
from typing import Any

from django.conf import settings
from django.utils.formats import get_format

# Every colour is a custom property of tokens.css. On a page they pass through, so one drawing follows light and dark.
CONFIG = {
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
# Enough for the drawing's own and for the edges of its letters.
COLOURS = 64
# What is lower than this part of the picture can hardly be told from nothing.
LOW = 5
# A name of a month under every so many pixels.
LABEL_EVERY = 90

# Where nothing hands down letters and colours, a drawing brings its own: the letters that typst has, or any that a mail
# program has, and what tokens.css says for print.
FONTS = {"page": "inherit", "paper": "Libertinus Serif", "mail": "Arial, sans-serif"}
# A mail program in the dark leaves pictures as they are: there the ground is in the picture.
GROUNDS = {"page": "transparent", "paper": "transparent", "mail": "var(--paper)"}

_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
_MENTIONED = re.compile(r"var\(--([\w-]+)\)")
# The blocks of tokens.css that hold on paper: those that hold everywhere, and what print says otherwise.
_EVERYWHERE = re.compile(r"^:root \{(.*?)^\}", re.DOTALL | re.MULTILINE)
_PRINT = re.compile(r"^@media print \{(.*?)^\}", re.DOTALL | re.MULTILINE)


def drawn(specification: dict[str, Any], theme: str = "page") -> str:
    """The SVG of a specification without size of its own: `page` keeps the page's colours, `paper` and `mail` bring them."""
    config = {**CONFIG, "font": FONTS[theme], "background": GROUNDS[theme]}
    return _svg(json.dumps({**specification, "config": config}), theme != "page")


def painted(svg: str) -> bytes:
    """The PNG of a drawing, for a mail, whose readers show no SVG: of twice the size, so that it is sharp."""
    import vl_convert  # noqa: PLC0415 - 80 MB that only a process that draws should hold
    from PIL import Image  # noqa: PLC0415 - a page draws without it

    whole = Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=2)))
    content = io.BytesIO()
    # Few colours are in it: told by a palette it is a tenth as long.
    whole.convert("RGB").quantize(COLOURS).save(content, "PNG", optimize=True)
    return content.getvalue()


def months_axis(at: list[str], names: dict[str, str], *, width: int) -> dict[str, Any]:
    """An axis of months: `names` of as many as there is room for, the newest always."""
    every = max(1, -(-len(at) * LABEL_EVERY // width))
    words = f"({json.dumps(names)})[datum.value]"
    return {"title": None, "values": at[::-every][::-1], "labelAngle": 0, "labelExpr": words, "ticks": False}


def low_numbers(rows: list[dict[str, Any]], month: dict[str, Any], at: list[str], top: int) -> list[dict[str, Any]]:
    """Layers with the `value` over the rows of these months, where all of them lie so low that little is seen of them."""
    if not 0 < LOW * max(row["value"] or 0 for row in rows) <= top:
        return []
    shown = {"filter": f"isValid(datum.value) && indexof({json.dumps(at)}, datum.at) >= 0"}
    return [
        {
            "transform": [shown, {"calculate": _whole("datum.value"), "as": "told"}],
            "mark": {"type": "text", "baseline": "bottom", "dy": -6, "fontSize": 14, "color": "var(--ink)", **UNTOLD},
            "encoding": {
                "x": {key: said for key, said in month.items() if key != "axis"},
                "y": {"field": "value", "type": "quantitative"},
                "text": {"field": "told", "type": "nominal"},
            },
        }
    ]


def values_axis(bottom: int, top: int) -> dict[str, Any]:
    """An axis of whole numbers, each with one line, written as the reader's language does."""
    return {
        "title": None,
        # Vega draws halves of a small number, whatever the least step; written whole, two lines would have one name.
        "tickCount": min(4, top - bottom),
        "labelExpr": _whole("datum.value"),
        "domain": False,
        "ticks": False,
    }


def _whole(number: str) -> str:
    """A whole number of the drawing's data in words of the reader's language."""
    return f"replace(format({number}, ',d'), /,/g, {json.dumps(get_format('THOUSAND_SEPARATOR'))})"


# The drawing follows from the specification alone, so the specification is the key: a new revision draws anew.
@functools.lru_cache(maxsize=256)
def _svg(specification: str, in_print_colours: bool) -> str:  # noqa: FBT001 - a key of the cache
    import vl_convert  # noqa: PLC0415 - 80 MB that only a process that draws should hold

    said = _in_print_colours(specification) if in_print_colours else specification
    return vl_convert.vegalite_to_svg(said)


def _in_print_colours(text: str) -> str:
    return _MENTIONED.sub(lambda found: print_palette()[found[1]], text)


@functools.cache
def print_palette() -> dict[str, str]:
    """What tokens.css says of each custom property on paper, by its name without the dashes."""
    text = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    return dict(_TOKEN.findall("".join([*_EVERYWHERE.findall(text), *_PRINT.findall(text)])))
