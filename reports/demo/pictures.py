"""Small files that show a record, each another one: a sheet with a word and a number, of nobody."""

import random
import uuid
from collections.abc import Iterable, Iterator
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from participants.evidence import fill
from participants.models import Evidence

TABLE = """
CREATE TEMP TABLE picture (id uuid, record_id uuid, file text, thumbnail text, content_type text, size int, sha256 text);
"""
SIZE = (480, 320)
# Every so many licences are a document, as the licence's office sends it.
DOCUMENTS = 4


def rows(records: Iterable[tuple[str, str, str]]) -> Iterator[list]:
    """For each record (key, kind, words) a row of the table `picture`, whose file lies on the disk."""
    for number, (record, kind, words) in enumerate(records, 1):
        as_document = kind == "milestone" and number % DOCUMENTS == 0
        sent = ContentFile(_drawn(f"CONTOH: {words} {number}", number, "PDF" if as_document else "PNG"), "contoh")
        kept = Evidence(id=uuid.uuid4())
        fill(kept, sent, "file")
        names = [kept._meta.get_field(name).pre_save(kept, True).name or "" for name in ("file", "thumbnail")]  # noqa: SLF001 - Django names it so
        yield [kept.pk, record, *names, kept.content_type, kept.size, kept.sha256]


def _drawn(words: str, number: int, kind: str) -> bytes:
    pick = random.Random(number)  # noqa: S311 - the same sheets each time
    image = Image.new("RGB", SIZE, tuple(pick.randint(190, 245) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, SIZE[0] - 20, SIZE[1] - 20), outline="black", width=3)
    draw.text((50, 60), words, fill="black", font=ImageFont.load_default(28))
    for line in range(6):
        draw.line((50, 130 + 25 * line, pick.randint(200, SIZE[0] - 50), 130 + 25 * line), fill="gray", width=4)
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()
