"""A page as whoever reads it sees it: each piece of text with the link that it is, and where in which table it stands."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# What is no sentence of the page, or is shown to nobody.
UNSEEN = {"script", "style", "template", "option", "defs", "clippath"}
# What only makes words stronger: the sentence goes through it.
THROUGH = {"strong", "em", "abbr"}
# Attributes that are read aloud or shown.
TOLD = ("aria-label", "title", "alt")
DIGIT = re.compile(r"\d")


@dataclass(eq=False)
class Element:
    tag: str
    said: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def text(self) -> str:
        """All that stands in it, as one line."""
        parts = [one if isinstance(one, str) else one.text() for one in self.children if not unseen(one)]
        return " ".join("".join(parts).split())

    def inside(self):
        """Every element in it, itself first, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.inside()

    def above(self):
        """Itself and whatever it stands in, the nearest first."""
        yield self
        if self.parent:
            yield from self.parent.above()

    def within(self, *tags: str) -> "Element | None":
        return next((one for one in self.above() if one.tag in tags), None)

    def all(self, *tags: str) -> list["Element"]:
        return [one for one in self.inside() if one.tag in tags]


def unseen(one: "Element | str") -> bool:
    return isinstance(one, Element) and (one.tag in UNSEEN)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("document", {})

    def handle_starttag(self, tag, attrs):
        made = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(made)
        if tag not in VOID:
            self.here = made

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        closing = self.here.within(tag)
        if closing and closing.parent:
            self.here = closing.parent

    def handle_data(self, data):
        self.here.children.append(data)


@dataclass(frozen=True)
class Piece:
    """A text with a digit in it, and the element that it stands in."""

    text: str
    element: Element

    @property
    def link(self) -> str:
        """The address of the records behind it; empty where it is no such link."""
        link = self.element.within("a")
        href = link.said.get("href", "") if link else ""
        return href if href.startswith("/records/?") else ""

    @property
    def cell(self) -> Element | None:
        return self.element.within("td", "th")

    @property
    def table(self) -> Element | None:
        return self.element.within("table")

    @property
    def column(self) -> str:
        """What the head of its column says; empty outside of a table."""
        return head_of(self.cell, self.table) if self.cell and self.table else ""

    @property
    def row(self) -> str:
        line = self.element.within("tr")
        heads = [one for one in line.children if isinstance(one, Element) and one.tag == "th"] if line else []
        return heads[0].text() if heads else ""


def main_of(html: str) -> Element:
    """What the page says itself, without the shell around it."""
    reader = Reader()
    reader.feed(html)
    return next(one for one in reader.root.inside() if one.tag == "main")


def pieces_of(main: Element) -> list[Piece]:
    """Every text with a digit that is shown or read aloud."""
    found = []
    for one in main.inside():
        if any(unseen(above) for above in one.above()):
            continue
        said = [one.said[name] for name in TOLD if name in one.said]
        texts = [*said, *([] if one.tag in THROUGH else runs(one))]
        found += [Piece(" ".join(text.split()), one) for text in texts if DIGIT.search(text)]
    return found


def runs(one: Element) -> list[str]:
    """Its own texts, each as far as no other element stands in between."""
    texts = [""]
    for child in one.children:
        if isinstance(child, str):
            texts[-1] += child
        elif child.tag in THROUGH:
            texts[-1] += child.text()
        else:
            texts.append("")
    return texts


def head_of(cell: Element, table: Element) -> str:
    """The head over the cell that spans as many columns, else the narrowest; of two of them the lower one."""
    grid: dict[tuple[int, int], Element] = {}
    heads = [row for head in table.all("thead") for row in head.all("tr")]
    for y, row in enumerate(heads):
        lay(grid, y, row)
    x = place_of(cell)
    over = [grid[y, x] for y in reversed(range(len(heads))) if (y, x) in grid]
    return min(over, key=lambda head: (width(head) != width(cell), width(head))).text() if over else ""


def width(cell: Element) -> int:
    return int(cell.said.get("colspan", 1))


def lay(grid: dict[tuple[int, int], Element], y: int, row: Element) -> None:
    x = 0
    for cell in (one for one in row.children if isinstance(one, Element)):
        while (y, x) in grid:
            x += 1
        for down in range(int(cell.said.get("rowspan", 1))):
            for right in range(width(cell)):
                grid[y + down, x + right] = cell
        x += width(cell)


def place_of(cell: Element) -> int:
    before = 0
    for one in cell.parent.children if cell.parent else ():
        if one is cell:
            break
        if isinstance(one, Element):
            before += width(one)
    return before
