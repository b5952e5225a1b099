"""Files that are sent before their form: each waits for it a day long, is known to its sender alone, and is kept without a copy."""

import datetime
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from okoce.core.months import now
from participants import evidence, tasks, uploads
from participants.models import Evidence, Upload
from tests.factories import HOME, facilitator, licence, person, photo, training, user, visit
from tests.refusals import refused_beside

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 daftar upah"


def receive(file=None, *, by=None, id=None):
    return uploads.receive(by=by or facilitator(), id=id or uuid.uuid4(), file=file or photo())


def claim(record, *keys, by=None):
    evidence.attach_all(by=by or facilitator(), record=record, files=keys)


def lies_there(*names):
    return [default_storage.exists(name) for name in names]


@pytest.fixture
def record():
    return licence(person(), files=())


class TestReceiving:
    def test_the_same_id_with_the_same_content_again_is_the_one_that_is_there(self):
        picture, key = photo(), uuid.uuid4()
        assert receive(picture, id=key) == receive(picture, id=key)
        assert Upload.objects.count() == 1

    def test_with_another_content_or_of_somebody_else_it_is_refused(self):
        picture, key = photo(), uuid.uuid4()
        receive(picture, id=key)
        with refused_beside("id"):
            receive(photo(), id=key)
        with refused_beside("id"):
            receive(picture, id=key, by=user(kecamatan=(HOME,)))

    def test_an_id_that_has_become_evidence_is_refused(self, record):
        picture = photo()
        one = receive(picture)
        claim(record, one.pk)
        with refused_beside("id"):
            receive(picture, id=one.pk)

    def test_thirty_wait_for_a_user_and_no_more(self):
        Upload.objects.bulk_create(
            Upload(id=uuid.uuid4(), uploaded_by=facilitator(), size=1, sha256=f"{number}") for number in range(30)
        )
        with refused_beside("file"):
            receive()
        receive(by=user(kecamatan=(HOME,)))


class TestClaiming:
    def test_it_becomes_evidence_under_its_id_without_a_copy(self, record):
        one = receive()
        claim(record, one.pk)
        kept = record.evidence.get()
        assert (kept.pk, kept.file.name, kept.thumbnail.name) == (one.pk, one.file.name, one.thumbnail.name)
        assert (Upload.objects.count(), lies_there(one.file.name, one.thumbnail.name)) == (0, [True, True])

    def test_the_same_form_twice_keeps_it_once(self, record):
        keys = [receive().pk, receive().pk]
        claim(record, *keys)
        claim(record, *keys)
        assert [one.pk for one in record.evidence.all()] == keys

    def test_one_of_somebody_else_is_not_there(self, record):
        other = receive(by=user(kecamatan=(HOME,)))
        with refused_beside("files"):
            claim(record, other.pk)
        assert (Evidence.objects.count(), Upload.objects.get()) == (0, other)

    def test_nor_one_that_belongs_to_another_record(self, record):
        one = receive()
        claim(record, one.pk)
        with refused_beside("files"):
            claim(training(), one.pk)

    def test_nor_one_whose_file_is_gone(self, record):
        one = receive()
        default_storage.delete(one.file.name)
        with refused_beside("files"):
            claim(record, one.pk)

    def test_a_document_shows_no_visit(self):
        seen = visit(person())
        with refused_beside("files"):
            claim(seen, receive(SimpleUploadedFile("a.pdf", PDF)).pk)

    def test_the_same_photo_twice_is_one(self, record):
        picture = photo()
        first, second = receive(picture), receive(picture)
        claim(record, first.pk, second.pk)
        claim(record, first.pk, second.pk)
        assert record.evidence.get().pk == first.pk

    def test_when_one_is_refused_all_of_them_wait_on(self, record):
        one = receive()
        with refused_beside("files"):
            claim(record, one.pk, uuid.uuid4())
        assert (Evidence.objects.count(), Upload.objects.get()) == (0, one)


class TestLettingGo:
    def test_what_was_discarded_leaves_no_file(self):
        one = receive()
        uploads.discard(by=facilitator(), upload=one)
        assert (Upload.objects.count(), lies_there(one.file.name, one.thumbnail.name)) == (0, [False, False])

    def test_what_has_become_evidence_stays(self, record):
        one = receive()
        claim(record, one.pk)
        uploads.discard(by=facilitator(), upload=one)
        assert (record.evidence.count(), lies_there(one.file.name)) == (1, [True])

    def test_after_a_day_it_goes_by_itself_and_ringing_twice_changes_nothing(self):
        old, young = receive(), receive()
        Upload.objects.filter(pk=old.pk).update(uploaded_at=now() - datetime.timedelta(hours=25))
        Upload.objects.filter(pk=young.pk).update(uploaded_at=now() - datetime.timedelta(hours=23))
        tasks.let_go_of_uploads()
        tasks.let_go_of_uploads()
        assert Upload.objects.get() == young
        assert lies_there(old.file.name, old.thumbnail.name, young.file.name) == [False, False, True]

    def test_one_that_was_stopped_half_way_is_finished_the_next_time(self):
        old = receive()
        Upload.objects.update(uploaded_at=now() - datetime.timedelta(days=2))
        default_storage.delete(old.file.name)
        assert uploads.let_go(before=now() - uploads.KEPT_FOR) == 1
        assert lies_there(old.thumbnail.name) == [False]
