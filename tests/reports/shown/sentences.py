"""Which sentence of the project a text is, and what stands in it where: read off its own book of words.

A digit that is in the sentence itself (“the 44 kecamatan”) is a word of it. What is put in must be accounted for by name.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PO = Path("locale/id/LC_MESSAGES/django.po")
PLACE = re.compile(r"%\((\w+)\)s|%%")
LINE = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[0\])?) "(.*)"$|^"(.*)"$')
# So much of it has to be words for it to be told from another.
LEAST = 3


@dataclass(frozen=True)
class Sentence:
    """In one language; `msgid` is what the code calls it."""

    msgid: str
    words: str

    @functools.cached_property
    def literals(self) -> list[str]:
        return [part for part in re.split(r"%\(\w+\)s", self.words.replace("%%", "%")) if part.strip()]

    @functools.cached_property
    def pattern(self) -> re.Pattern:
        parts, end, seen = [], 0, set()
        for place in PLACE.finditer(self.words):
            parts.append(re.escape(self.words[end : place.start()]))
            name, end = place.group(1), place.end()
            parts.append("%" if name is None else f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
        parts.append(re.escape(self.words[end:]))
        return re.compile(r"(?<!\w)" + "".join(parts) + r"(?!\w)(?=$|[^\d]|[.,](?!\d))")

    @property
    def weight(self) -> int:
        return sum(len(part.strip()) for part in self.literals)

    def found_in(self, text: str) -> re.Match | None:
        if all(part.strip() in text for part in self.literals):
            return self.pattern.search(text)
        return None


@functools.cache
def sentences(language: str) -> list[Sentence]:
    """Those with something put in or with a digit of their own, the longest first."""
    found = {
        Sentence(said["msgid"], words)
        for said in entries()
        for words in spoken(said, language)
        if PLACE.search(words) or re.search(r"\d", words)
    }
    return sorted((one for one in found if one.weight >= LEAST), key=lambda one: (-one.weight, one.words))


def spoken(said: dict[str, str], language: str) -> Iterator[str]:
    if language == "en":
        yield from (said[name] for name in ("msgid", "msgid_plural") if said.get(name))
    else:
        yield from (said[name] for name in ("msgstr", "msgstr[0]") if said.get(name))


def entries() -> Iterator[dict[str, str]]:
    """Each of the book: what stands under msgid, msgid_plural and msgstr."""
    said: dict[str, str] = {}
    name = ""
    for line in [*PO.read_text(encoding="utf-8").splitlines(), ""]:
        told = LINE.match(line)
        if told and told.group(1):
            name = told.group(1)
            said[name] = written(told.group(2))
        elif told:
            said[name] += written(told.group(3))
        elif not line.strip():
            if said.get("msgid"):
                yield said
            said = {}


def written(text: str) -> str:
    text = re.sub(r"</?(?:strong|em)>", "", text)
    return text.replace(r"\"", '"').replace(r"\n", "\n").replace("\\\\", "\\")
