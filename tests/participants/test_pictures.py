"""What is kept of a photo is the picture: upright, of a size that is needed, and nothing else that was in the file."""

import io
import time
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from participants import pictures

pytestmark = pytest.mark.usefixtures("in_english")

GPS = {1: "S", 2: (6.0, 13.0, 42.5), 3: "E", 4: (106.0, 50.0, 11.0)}


def written(image, kind="JPEG", **said):
    file = io.BytesIO()
    image.save(file, kind, **said)
    return file.getvalue()


def two_halves(width=40, height=20):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def anew(content):
    made = pictures.made_anew(io.BytesIO(content))
    return made, Image.open(io.BytesIO(made.photo))


def of_a_phone(orientation=1):
    notes = Image.Exif()
    notes[0x010F], notes[0x0112] = "Ponsel Ani", orientation
    notes.get_ifd(0x8825).update(GPS)
    return written(two_halves(), exif=notes, comment=b"Rumah Ani", icc_profile=b"profil", quality=95)


def refused(content):
    with pytest.raises(ValidationError) as refusal:
        pictures.made_anew(io.BytesIO(content))
    return refusal.value.messages


DAMAGED = ["This picture cannot be read, it is damaged: choose another one."]
LARGE = ["This picture is too large: take a smaller one."]


def test_where_and_with_what_it_was_taken_is_let_go():
    sent = of_a_phone()
    assert (b"Ponsel Ani" in sent, b"Rumah Ani" in sent, b"profil" in sent) == (True, True, True)
    made, photo = anew(sent)
    assert (dict(photo.getexif()), sorted(photo.info)) == ({}, ["jfif", "jfif_density", "jfif_unit", "jfif_version"])
    small = Image.open(io.BytesIO(made.thumbnail))
    assert (dict(small.getexif()), small.info.get("icc_profile")) == ({}, None)


# For each way in which a phone is held: of the upright picture, the first colour seen and its width.
HELD = {1: ("red", 40), 2: ("blue", 40), 3: ("blue", 40), 4: ("red", 40), 5: ("red", 20), 6: ("red", 20)}
HELD |= {7: ("blue", 20), 8: ("blue", 20)}


@pytest.mark.parametrize("orientation", HELD)
def test_however_the_phone_was_held_it_stands_upright(orientation):
    _made, photo = anew(of_a_phone(orientation))
    red, _green, blue = photo.getpixel((2, 2))
    assert ("red" if red > blue else "blue", photo.width) == HELD[orientation]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_jpeg_with_a_small_one_beside_it(kind):
    made, photo = anew(written(two_halves(3000, 1500), kind))
    small = Image.open(io.BytesIO(made.thumbnail))
    assert (photo.format, photo.size) == ("JPEG", (2000, 1000))
    assert (small.format, small.size) == ("WEBP", (240, 120))


def test_a_small_one_is_small_whatever_it_shows():
    made, _photo = anew(written(Image.effect_noise((1000, 1000), 100)))
    assert len(made.thumbnail) < 15_000


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_any_colours_are_taken(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert anew(written(Image.new(mode, (3, 2)), kind))[1].size == (3, 2)


def test_what_is_transparent_lies_on_white_paper():
    assert anew(written(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"))[1].getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("behind", [b"GIF89a<script>alert(1)</script>", b"PK\x03\x04 a zip", b"%PDF-1.7 a document"])
def test_what_is_hidden_behind_a_picture_is_not_kept(behind):
    made, _photo = anew(written(two_halves()) + behind)
    assert behind not in made.photo + made.thumbnail


def test_a_second_picture_of_the_same_file_is_not_kept():
    first, second = two_halves(), Image.effect_noise((64, 64), 90).convert("RGB")
    file = io.BytesIO()
    first.save(file, "MPO", save_all=True, append_images=[second])
    assert len(anew(file.getvalue())[0].photo) < 1500 < len(file.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xe0 and so on",
        written(two_halves())[:400],
        written(two_halves(400, 400), "PNG")[:200],
        written(two_halves(400, 400), "WEBP")[:60],
        b"\x89PNG\r\n\x1a\n" + written(two_halves())[8:],
        written(two_halves(), "GIF"),
        written(two_halves(), "TIFF"),
        written(two_halves(), "BMP"),
    ],
    ids=["empty", "lying", "half a jpeg", "half a png", "half a webp", "mixed", "gif", "tiff", "bmp"],
)
def test_what_is_no_whole_picture_is_refused(content):
    assert refused(content) == DAMAGED


def as_large_as_a_city():
    """A PNG that says 20,000 x 20,000, in a few kilobytes."""
    file = io.BytesIO(b"")
    chunk = lambda kind, data: PngImagePlugin.putchunk(file, kind, data)  # noqa: E731
    file.write(b"\x89PNG\r\n\x1a\n")
    chunk(b"IHDR", (20_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00")
    chunk(b"IDAT", zlib.compress(bytes(2_000_000), 9))
    chunk(b"IEND", b"")
    return file.getvalue()


def of_height(content, height):
    """The JPEG with another height in its header."""
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + height.to_bytes(2, "big") + content[at + 2 :]


@pytest.mark.parametrize(
    "content",
    [
        as_large_as_a_city(),
        of_height(written(two_halves(60_000, 8)), 60_000),
        of_height(written(two_halves(8000, 8)), 7000),
    ],
)
def test_one_that_says_that_it_is_huge_is_refused_before_anything_is_drawn(content):
    begin = time.monotonic()
    assert (refused(content), len(content) < 60_000) == (LARGE, True)
    assert time.monotonic() - begin < 0.5


def drawn_over(content, times):
    """The progressive JPEG with its last scan so many times more."""
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * times + content[-2:]


@pytest.mark.parametrize(("side", "times"), [(100, 200), (5000, 25)])
def test_one_that_is_drawn_over_and_over_is_refused_at_once(side, times):
    sent = drawn_over(written(two_halves(side, side), progressive=True), times)
    begin = time.monotonic()
    assert refused(sent) == DAMAGED
    assert time.monotonic() - begin < 0.5


def test_a_small_one_may_be_drawn_over_more_often_and_have_a_film_behind_it():
    sent = drawn_over(written(two_halves(1000, 1000), progressive=True), 25)
    assert anew(sent + b"\xff\xda\x00\x02" * 200)[1].size == (1000, 1000)


def test_broken_notes_of_a_phone_leave_the_picture():
    sent = of_a_phone(6)
    at = sent.index(b"Exif\0\0") + 6
    assert anew(sent[:at] + b"XX\0\0\0\0\0\0" + sent[at + 8 :])[1].size == (40, 20)
