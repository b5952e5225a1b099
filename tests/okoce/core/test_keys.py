"""Ids in addresses and forms."""

import io
import uuid

import pytest

from okoce.core.keys import is_key, key_of

WRITTEN = "0b9f6a52-6d0e-4c8e-9d57-3f2f6f1f4a10"


def test_an_id_is_read_as_what_it_is():
    assert key_of(WRITTEN) == uuid.UUID(WRITTEN)


@pytest.mark.parametrize("text", ["", "None", "ani", None, io.BytesIO(b"photo")])
def test_what_is_none_is_no_id(text):
    assert key_of(text) is None


@pytest.mark.parametrize(
    ("text", "as_written"),
    [
        (WRITTEN, True),
        (WRITTEN.upper(), False),
        (WRITTEN.replace("-", ""), False),
        (f"{{{WRITTEN}}}", False),
        ("None", False),
    ],
)
def test_only_as_this_program_writes_it_is_it_a_key(text, as_written):
    assert is_key(text) is as_written
