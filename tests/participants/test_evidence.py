"""What a file is, is read from its own first bytes; where it lies, its name says nothing."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from participants import evidence
from participants.models import Evidence
from tests.factories import HOME, facilitator, licence, person, photo, revoked, user, visit, workers
from tests.refusals import refused_as_a_whole, refused_beside

pytestmark = pytest.mark.django_db

STARTS = {
    "image/jpeg": b"\xff\xd8\xff\xe0 and so on",
    "image/png": b"\x89PNG\r\n\x1a\n and so on",
    "image/webp": b"RIFF\x00\x00\x00\x00WEBP and so on",
    "application/pdf": b"%PDF-1.7 and so on",
}


def file(content=STARTS["image/png"], name="foto Ani.exe"):
    return SimpleUploadedFile(name, content, "text/html")


def attach(record, one, *, by=None):
    return evidence.attach(by=by or facilitator(), record=record, file=one)


@pytest.fixture
def record():
    return licence(person(), files=())


@pytest.mark.parametrize("kind", STARTS)
def test_what_it_is_its_own_bytes_say(record, kind):
    one = attach(record, file(STARTS[kind]))
    assert (one.content_type, one.size) == (kind, len(STARTS[kind]))
    assert one.file.read() == STARTS[kind]
    one.file.close()


def test_its_name_on_the_disk_says_nothing(record):
    assert re.fullmatch(r"evidence/[0-9a-f-]{36}\.png", attach(record, file()).file.name)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><script>", b"GIF89a", b"\xff\xd8", b"RIFF\x00\x00\x00\x00WAVE", b" %PDF-1.7", b"\x89PNG"],
)
def test_what_is_neither_picture_nor_document_is_refused(record, content):
    with refused_beside("file"):
        attach(record, file(content))
    assert Evidence.objects.count() == 0


def test_ten_megabytes_are_kept_and_one_byte_more_is_not(record):
    attach(record, ContentFile(STARTS["image/jpeg"].ljust(evidence.LARGEST, b"\0"), "a"))
    with refused_beside("file"):
        attach(record, ContentFile(STARTS["image/jpeg"].ljust(evidence.LARGEST + 1, b"\0"), "b"))


def test_the_same_file_again_is_the_one_that_is_there(record):
    assert attach(record, file()) == attach(record, file(name="again.png"))
    assert record.evidence.count() == 1


def test_a_record_takes_ten(record):
    for _ in range(10):
        attach(record, photo())
    with refused_beside("file"):
        attach(record, photo())


def test_of_several_files_all_are_kept_or_none(record):
    with refused_beside("files"):
        evidence.keep_all(facilitator(), record, [photo(), file(b"<html>")], field="files")
    assert record.evidence.count() == 0


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
