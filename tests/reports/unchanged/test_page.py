"""A page with holes: what stands in them, and that it is gzip whatever does."""

import gzip
import random

import pytest
from django.http import HttpResponse

from reports.unchanged.page import KEY, NAME, TOKEN, Page, deflated


def made(body):
    return Page.of(HttpResponse(body), moment="now", until=1.0)


def said(name=b"Ani", key=b"7", token=b"secret"):
    return {NAME: name, KEY: key, TOKEN: token}


def test_each_hole_is_filled_with_what_is_said_of_it():
    page = made(f"<b>{NAME}</b> {KEY} <i>{TOKEN}</i> {NAME}")
    assert page.response(said(), packed=False).content == b"<b>Ani</b> 7 <i>secret</i> Ani"


def test_it_is_of_the_type_that_was_answered():
    assert made("x").response(said(), packed=False)["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("seed", range(20))
def test_packed_it_is_the_same(seed):
    chance = random.Random(seed)
    parts = [
        chance.choice(["", "a", f"{NAME}", f"{TOKEN}", f"{KEY}", "Kota " * chance.randrange(20_000)]) for _ in range(9)
    ]
    page = made("".join(parts))
    word = said(name="Ñurul & <b>".encode() * chance.randrange(100))
    packed = page.response(word, packed=True)
    assert gzip.decompress(packed.content) == page.response(word, packed=False).content
    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding")


def test_what_is_said_in_a_hole_is_packed_together_with_nothing():
    page = made(f"{'x' * 1000}{TOKEN}{'y' * 1000}")
    assert b"Saya rahasia" in page.response(said(token=b"Saya rahasia"), packed=True).content
    assert page.packed == (deflated(b"x" * 1000), deflated(b"y" * 1000))


def test_its_length_tells_nothing():
    page = made("x" * 1000)
    assert len({len(page.response(said(), packed=True).content) for _ in range(100)}) > 20


def test_it_takes_as_much_room_as_its_texts_and_what_is_packed():
    page = made("x" * 1000)
    assert page.size == 1000 + len(page.packed[0])
