"""A PDF as whoever hears it read hears it: by its tags, as the elements of a page (page.py); what is no content, its foot, last.

Written for the files that typst makes: each object stands by itself, each letter has its character beside it.
"""

import functools
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.reports.shown.page import Element

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
INSIDE = rb"\\.|[^\\()]"
TOKEN = re.compile(
    rb"(?P<mark><<|>>|\[|\])|/(?P<name>[^\s/<>\[\]()]*)|<(?P<hex>[0-9A-Fa-f]*)>"
    # What stands in brackets may have others in it, which are even.
    rb"|\((?P<text>(?:" + INSIDE + rb"|\((?:" + INSIDE + rb"|\((?:" + INSIDE + rb")*\))*\))*)\)"
    rb"|(?P<ref>\d+) 0 R|(?P<number>[-+]?\d*\.?\d+)|(?P<word>[A-Za-z*'\"]+\d?)",
    re.DOTALL,
)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
LETTER = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
RUNG = re.compile(r"P\d")
# Further apart no two letters of a picture stand, in points.
NEAR = 10
TAGS = {"L": "ul", "LI": "li", "LBody": "span", "Lbl": "small", "Link": "span", "Caption": "figcaption"}


class Ref(NamedTuple):
    number: int


class Word(str):
    """What is to be done with what stands before it."""

    __slots__ = ()


@dataclass
class Said:
    """A text, how high on the page it begins, and where its last part does."""

    text: str = ""
    height: float = 0
    last: tuple[float, float] = (0, 0)

    def goes_on(self, text: str, at: tuple[float, float]) -> None:
        """With a part of it, which is one by itself unless it stands beside the last one: a picture has each letter as one."""
        is_near = at[1] == self.last[1] and abs(at[0] - self.last[0]) < NEAR
        self.height = self.height or at[1]
        self.text += f" {text}" if self.text and not is_near else text
        self.last = at


class Printed:
    """The objects of one file."""

    def __init__(self, content: bytes):
        self.objects: dict[int, Any] = {}
        self.streams: dict[int, bytes] = {}
        for found in OBJECT.finditer(content):
            head, _stream, body = found.group(2).partition(b"stream")
            self.objects[int(found.group(1))] = next(values(head))
            if body:
                self.streams[int(found.group(1))] = self.unpacked(head, body.lstrip(b"\r\n"))
        told = [one for one in self.objects.values() if isinstance(one, dict)]
        self.root = next(one for one in told if one.get("Type") == "Catalog")

    @staticmethod
    def unpacked(head: bytes, body: bytes) -> bytes:
        return zlib.decompressobj().decompress(body) if b"FlateDecode" in head else body

    def at(self, value: Any) -> Any:
        return self.objects[value.number] if isinstance(value, Ref) else value

    @functools.cached_property
    def pages(self) -> list[Ref]:
        return self.at(self.root["Pages"])["Kids"]

    @functools.cached_property
    def letters(self) -> dict[int, dict[int, str]]:
        """By font: the character of each letter."""
        return {
            number: {
                int(code, 16): bytes.fromhex(found.decode()).decode("utf-16-be")
                for code, found in LETTER.findall(self.streams[font["ToUnicode"].number])
            }
            for number, font in self.objects.items()
            if isinstance(font, dict) and "ToUnicode" in font
        }

    @functools.cache  # noqa: B019 - a file is soon gone
    def texts(self, page: Ref) -> dict[int | None, Said]:
        """What is printed on it, by the number that its tags call it by; without one what is no content."""
        fonts = self.at(self.at(self.at(page)["Resources"]).get("Font", {}))
        told: dict[int | None, Said] = defaultdict(Said)
        letters, marked, at, before = {}, [None], (0.0, 0.0), []
        for one in values(self.streams[self.at(page)["Contents"].number]):
            match one if isinstance(one, Word) else "":
                case "":
                    before.append(one)
                    continue
                case "BDC" | "BMC":
                    marked.append(before[-1].get("MCID") if isinstance(before[-1], dict) else None)
                case "EMC":
                    marked.pop()
                case "Tf":
                    letters = self.letters[fonts[before[-2]].number]
                case "cm":
                    at = before[-2], before[-1]
                case "Tj" | "TJ":
                    told[marked[-1]].goes_on(written(before[-1], letters), at)
            before = []
        return told

    def element(self, of: Any, parent: Element | None, page: Any = None) -> Element:
        """The tagged thing with all that is in it."""
        made = Element(TAGS.get(of["S"], of["S"].lower()), {"alt": of["Alt"]} if "Alt" in of else {}, parent)
        page, before = of.get("Pg", page), Said()
        children = of.get("K", [])
        for child in children if isinstance(children, list) else [children]:
            found = self.at(child)
            if isinstance(found, int) or "MCID" in found:
                said = self.said(found, page)
                # What a line takes in leaves its space at the end; what begins a new one does not.
                if before.text and said.height < before.height and not before.text[-1].isspace():
                    made.children.append(Element("br", {}, made, [" "]))
                made.children.append(said.text)
                before = said
            elif "S" in found:
                made.children.append(self.element(found, made, page))
        return made

    def said(self, found: Any, page: Any) -> Said:
        if isinstance(found, int):
            return self.texts(page)[found]
        return self.texts(found.get("Pg", page))[found["MCID"]]


def main_of(content: bytes) -> Element:
    """What is printed in the file, in the order in which it is to be read; the foot of each page after all of that."""
    told = Printed(content)
    main = told.element({"S": "main", "K": told.at(told.root["StructTreeRoot"])["K"]}, None)
    for row in main.all("tr"):
        names_its_line(row)
    main.children += [Element("footer", {}, main, [told.texts(page)[None].text]) for page in told.pages]
    return main


def names_its_line(row: Element) -> None:
    """A line is called by its first cell that says more than the number of a rung."""
    cells = row.all("td")
    name = next((cell for cell in cells if cell.text() and not RUNG.fullmatch(cell.text())), None)
    if name:
        name.tag = "th"


def written(said: Any, letters: dict[int, str]) -> str:
    codes = b"".join(one for one in said if isinstance(one, bytes)) if isinstance(said, list) else said
    return "".join(letters[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))


def values(content: bytes) -> Iterator[Any]:
    """What is written there, one after the other: names as str, texts as bytes, numbers, lists, dicts and what to do."""
    # What is not closed yet, the innermost last.
    opened: list[list[Any]] = [[]]
    for found in TOKEN.finditer(content):
        if found.group() in {b"[", b"<<"}:
            opened.append([])
            continue
        if found.group() in {b"]", b">>"}:
            inside = opened.pop()
            value: Any = (
                inside if found.group() == b"]" else dict(zip(inside[::2], map(spoken, inside[1::2]), strict=True))
            )
        else:
            value = value_of(found)
        if len(opened) == 1:
            yield value
        else:
            opened[-1].append(value)


def value_of(found: re.Match[bytes]) -> Any:
    said = found.group(found.lastgroup or 0)
    match found.lastgroup:
        case "name":
            return said.decode()
        case "hex":
            return bytes.fromhex(said.decode())
        case "text":
            return ESCAPE.sub(unescaped, said)
        case "ref":
            return Ref(int(said))
        case "number":
            return float(said) if b"." in said else int(said)
    return Word(said.decode())


def unescaped(found: re.Match[bytes]) -> bytes:
    said = found.group(1)
    return bytes([int(said, 8)]) if said.isdigit() else ESCAPED.get(said, said)


def spoken(value: Any) -> Any:
    """A text of a dict is one of words."""
    if not isinstance(value, bytes):
        return value
    return value.decode("utf-16") if value[:2] in {b"\xfe\xff", b"\xff\xfe"} else value.decode("latin-1")
