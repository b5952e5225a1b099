"""Photos made anew: decoded, turned upright, drawn again as JPEG. Nothing else that was in the file that was sent is kept.

Not where a phone was, nor what it is called, nor another file behind the picture (docs/decisions/0026).
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

# What a verifier reads the small print of a licence on, and what a list of photos is looked through with.
LONG_SIDE, THUMBNAIL_SIDE = 2000, 240
QUALITY = 82
THUMBNAIL_BYTES, THUMBNAIL_QUALITIES = 15_000, (70, 50, 30, 10)
# A file of a few kilobytes may say that it is as large as a city. Drawn, a dot takes up to 16 bytes; of a JPEG, which is what
# a camera writes, up to seven, because a large one is decoded small.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
# Of a progressive JPEG each scan goes over the whole picture; ten are usual. How many there may be depends on its size:
# all of them together go over as many dots as 15 of the largest picture.
MOST_SCANS, MOST_DRAWN = 160, 15 * MOST_PIXELS["JPEG"]
# What has a length behind it; between them lies the picture, where such bytes do not occur.
MARKER, SCAN, END = re.compile(rb"\xff([\xc0-\xcf\xd9-\xfe])"), b"\xda", b"\xd9"
# The tag that says how the phone was held, and what makes a picture of each answer upright.
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# A large one takes 350 MB for seconds; two requests of one process do not do so at once.
_one_at_a_time = threading.Lock()

Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())


@dataclass(frozen=True)
class Picture:
    """A photo as JPEG, and the same in small as WebP."""

    photo: bytes
    thumbnail: bytes


def made_anew(file: IO[bytes]) -> Picture:
    """The picture of a JPEG, PNG or WebP file and nothing else of it; raises ValidationError for one that is none."""
    with _one_at_a_time, _told():
        image = _decoded(file)
        return Picture(_jpeg(image), _thumbnail(image))


def _decoded(file: IO[bytes]) -> Image.Image:
    """Upright, without transparency, and no larger than it is kept."""
    file.seek(0)
    content = file.read()
    with Image.open(BytesIO(content), formats=list(MOST_PIXELS)) as sent:
        # What holds several pictures is still the first of them.
        if sent.width * sent.height > MOST_PIXELS.get(str(sent.format), MOST_PIXELS["JPEG"]):
            raise Image.DecompressionBombError
        if sent.format not in {"PNG", "WEBP"}:
            _refuse_drawn_over(content, sent.width * sent.height)
        turned = _turn(sent)
        drawn = _opaque(_small(sent, LONG_SIDE))
    upright = drawn if turned is None else drawn.transpose(turned)
    # Colour profile, comment and the like go along with a copy, and the encoders write them again.
    upright.info.clear()
    return upright


def _refuse_drawn_over(content: bytes, pixels: int) -> None:
    scans = _scans(content)
    if scans > MOST_SCANS or scans * pixels > MOST_DRAWN:
        raise ValueError("more scans than a camera writes")


def _scans(content: bytes) -> int:
    """How often the JPEG goes over its picture; a film that a phone put behind it is none of it."""
    at = scans = 0
    while (found := MARKER.search(content, at)) and found[1] != END:
        scans += found[1] == SCAN
        at = found.end() + int.from_bytes(content[found.end() : found.end() + 2], "big")
    return scans


def _small(image: Image.Image, side: int) -> Image.Image:
    # Few colours are blended in no mode of their own; of a large JPEG only what is needed is decoded.
    if image.mode not in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=1.0)
    return image


def _turn(sent: Image.Image) -> Image.Transpose | None:
    # A photo whose notes are broken is shown as it lies.
    with suppress(Exception):
        return UPRIGHT.get(sent.getexif()[ORIENTATION])
    return None


def _opaque(sent: Image.Image) -> Image.Image:
    """In red, green and blue; what is transparent lies on white paper."""
    if not sent.has_transparency_data:
        return sent.convert("RGB")
    layer = sent.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer)
    return paper


def _jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _thumbnail(image: Image.Image) -> bytes:
    small = _small(image.copy(), THUMBNAIL_SIDE)
    for quality in THUMBNAIL_QUALITIES:
        written = BytesIO()
        small.save(written, "WEBP", quality=quality)
        if written.tell() < THUMBNAIL_BYTES:
            break
    return written.getvalue()


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with a picture, in a sentence."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_("This picture is too large: take a smaller one.")) from None
    except Exception:  # noqa: BLE001 - a decoder raises anything about bytes that somebody made up
        raise ValidationError(_("This picture cannot be read, it is damaged: choose another one.")) from None
