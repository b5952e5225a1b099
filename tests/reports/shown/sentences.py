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
# Before a number of rupiah and of nothing else.
RUPIAH = re.compile(r"%\(rupiah\)s(?=%\()")
LINE = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[0\])?) "(.*)"$|^"(.*)"$')
# So much of it has to be words for it to be told from another.
LEAST = 2


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
        words = RUPIAH.sub("%(rp)s", self.words)
        for place in PLACE.finditer(words):
            parts.append(re.escape(words[end : place.start()]))
            name, end = place.group(1), place.end()
            if name is None:
                parts.append("%")
            elif name == "rp":
                parts.append("(?:Rp )?")
            elif name in seen:
                parts.append(f"(?P={name})")
            else:
                # What it begins with is one word: else it would begin wherever the text does.
                parts.append(f"(?P<{name}>{r'.+?' if ''.join(parts) else r'[^ ]+?(?: %)?'})")
                seen.add(name)
        parts.append(re.escape(words[end:]))
        return re.compile(rf"(?<!\w)(?<!\d[.,]){''.join(parts)}(?!\w)(?![.,]\d)")

    @property
    def weight(self) -> int:
        return sum(len(part.strip()) for part in self.literals)

    def may_be_in(self, text: str) -> bool:
        return all(part.strip() in text for part in self.literals)


@functools.lru_cache(20_000)
def candidates(text: str, language: str) -> list[Sentence]:
    """Those that may be in the text, the longest first."""
    return [sentence for sentence in sentences(language) if sentence.may_be_in(text)]


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
    text = re.sub(r"</?(?:strong|em)>|<span [^>]*>|</span>", "", text)
    return text.replace(r"\"", '"').replace(r"\n", "\n").replace("\\\\", "\\")
