"""Sealing and fingerprinting of short texts."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from okoce.core.sealing import fingerprint, seal, unseal

ONE, OTHER = {"key": "k" * 64, "purpose": "nik"}, {"key": "o" * 64, "purpose": "nik"}
ANOTHER_PURPOSE = {**ONE, "purpose": "second factor"}
TEXT = "9900014101900001"


@given(st.text(max_size=200))
def test_what_was_sealed_is_read_again(text):
    assert unseal(seal(text, **ONE), **ONE) == text


def test_it_is_read_from_what_the_database_gives():
    assert unseal(memoryview(seal(TEXT, **ONE)), **ONE) == TEXT


def test_equal_texts_do_not_look_equal():
    assert seal(TEXT, **ONE) != seal(TEXT, **ONE)


def test_the_text_is_not_in_it():
    assert TEXT.encode() not in seal(TEXT, **ONE)
    assert len(seal(TEXT, **ONE)) == 12 + 16 + 16  # nonce, text, tag


@pytest.mark.parametrize("known", [OTHER, ANOTHER_PURPOSE])
def test_another_key_or_purpose_reads_nothing(known):
    with pytest.raises(InvalidTag):
        unseal(seal(TEXT, **ONE), **known)


@pytest.mark.parametrize("at", [0, 12, 30, -1])
def test_a_changed_byte_is_noticed(at):
    sealed = bytearray(seal(TEXT, **ONE))
    sealed[at] ^= 1
    with pytest.raises(InvalidTag):
        unseal(bytes(sealed), **ONE)


def test_a_fingerprint_is_that_of_the_text_key_and_purpose():
    assert fingerprint(TEXT, **ONE) == fingerprint(TEXT, **ONE)
    others = [fingerprint(TEXT, **OTHER), fingerprint(TEXT, **ANOTHER_PURPOSE), fingerprint(TEXT[:-1] + "2", **ONE)]
    assert len({fingerprint(TEXT, **ONE), *others}) == 4


def test_a_fingerprint_does_not_move_between_versions():
    # Worked out beside the code: hmac-sha256 of the text, keyed by hmac-sha256 of the purpose under the key.
    assert fingerprint("9900014101900001", key="a" * 64, purpose="nik").hex() == HEX


HEX = "cc380ca2b6ecd20cb4f447735f8771c753a09ff0056a5985e2c515390cd17c92"
