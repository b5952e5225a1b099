"""What a file is, is read from its own first bytes; where it lies, its name says nothing."""

import hashlib
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from participants import evidence
from participants.models import Evidence
from tests.factories import (
    HOME,
    attend,
    facilitator,
    licence,
    person,
    photo,
    revoked,
    submitted,
    training,
    user,
    verified,
    visit,
    workers,
)
from tests.refusals import refused_as_a_whole, refused_beside

pytestmark = pytest.mark.django_db


def drawn(kind):
    content = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(content, kind)
    return content.getvalue()


PICTURES = {kind: drawn(kind) for kind in ("JPEG", "PNG", "WEBP")}
PDF = b"%PDF-1.7 and so on"


def file(content=PICTURES["PNG"], name="foto Ani.exe"):
    return SimpleUploadedFile(name, content, "text/html")


def files_kept():
    folder = Path(settings.MEDIA_ROOT) / "evidence"
    return list(folder.iterdir()) if folder.exists() else []


def attach(record, one, *, by=None):
    return evidence.attach(by=by or facilitator(), record=record, file=one)


@pytest.fixture
def record():
    return licence(person(), files=())


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_kept_as_it_was_made_anew_with_a_small_one(record, kind):
    one = attach(record, file(PICTURES[kind]))
    with one.file.open() as kept, one.thumbnail.open() as small:
        assert (one.content_type, one.size) == ("image/jpeg", len(kept.read()))
        assert [Image.open(picture).size for picture in (kept, small)] == [(300, 200), (240, 160)]


def test_of_a_picture_the_digest_is_that_of_what_was_sent(record):
    assert attach(record, file()).sha256 == hashlib.sha256(PICTURES["PNG"]).hexdigest()


def test_a_document_is_kept_as_it_was_sent(record):
    one = attach(record, file(PDF))
    with one.file.open() as kept:
        assert (one.content_type, one.size, bool(one.thumbnail), kept.read()) == ("application/pdf", 18, False, PDF)


def test_its_name_on_the_disk_says_nothing(record):
    one = attach(record, file())
    assert re.fullmatch(r"evidence/[0-9a-f-]{36}\.jpg", one.file.name)
    assert re.fullmatch(r"evidence/[0-9a-f-]{36}\.webp", one.thumbnail.name)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>",
        b"GIF89a",
        b"\xff\xd8",
        b"RIFF\x00\x00\x00\x00WAVE",
        b" %PDF-1.7",
        b"\x89PNG",
        b"\xff\xd8\xff\xe0 and so on",
    ],
)
def test_what_is_neither_picture_nor_document_is_refused(record, content):
    with refused_beside("file"):
        attach(record, file(content))
    assert Evidence.objects.count() == 0


def test_ten_megabytes_are_kept_and_one_byte_more_is_not(record):
    attach(record, ContentFile(PDF.ljust(evidence.LARGEST, b"\0"), "a"))
    with refused_beside("file"):
        attach(record, ContentFile(PDF.ljust(evidence.LARGEST + 1, b"\0"), "b"))


def test_the_same_file_again_is_the_one_that_is_there(record):
    assert attach(record, file()) == attach(record, file(name="again.png"))
    assert record.evidence.count() == 1


def test_a_record_takes_ten(record):
    for _ in range(10):
        attach(record, photo())
    with refused_beside("file"):
        attach(record, photo())


def test_of_several_files_all_are_kept_or_none(record):
    before = len(files_kept())
    with refused_beside("files"):
        evidence.keep_all(facilitator(), record, [photo(), file(b"\xff\xd8\xff damaged")], field="files")
    assert (record.evidence.count(), len(files_kept())) == (0, before)


def test_nor_are_more_than_ten_of_them(record):
    attach(record, photo())
    before = len(files_kept())
    with refused_beside("files"):
        evidence.keep_all(facilitator(), record, [photo() for _ in range(10)], field="files")
    assert (record.evidence.count(), len(files_kept())) == (1, before)


def test_whoever_adds_it_is_one_of_the_makers(record):
    other = user(kecamatan=(HOME,))
    attach(record, photo(), by=other)
    assert set(record.makers.all()) == {facilitator(), other}


def test_a_record_knows_that_it_has_some(record):
    attach(record, photo())
    record.refresh_from_db()
    assert record.has_evidence is True


@pytest.mark.parametrize("made", [licence, visit, workers])
def test_it_belongs_to_the_person_of_its_record(made):
    ani = person()
    assert attach(made(ani), photo()).participant == ani


def test_what_is_void_takes_none():
    with refused_as_a_whole():
        attach(revoked(workers(person())), photo())


class TestTrainings:
    def test_a_training_has_photos_of_its_own_and_of_nobody(self):
        held = training()
        one = attach(held, photo())
        assert (one.training, one.participant, list(held.evidence.all())) == (held, None, [one])

    def test_one_that_was_approved_is_looked_at_again(self):
        held = verified(attend(training(), person()))
        attach(held, photo())
        held.refresh_from_db()
        assert held.state == "submitted"

    def test_whoever_adds_one_made_part_of_it(self):
        held, other = training(), user(kecamatan=(HOME,))
        attach(held, photo(), by=other)
        assert set(held.makers.all()) == {held.logged_by, other}

    def test_one_that_is_void_takes_none(self):
        with refused_as_a_whole():
            attach(revoked(submitted(attend(training(), person()))), photo())
