"""A phone sends photos ahead of their form, one by one; the form names them, and nobody else sees them meanwhile."""

import io
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from participants import verification
from participants.models import Evidence, Upload
from tests import factories
from tests.factories import HOME, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def send(browser, file=None, **said):
    return browser.post("/evidence/uploads/", {"id": str(uuid.uuid4()), "file": file or photo()} | said)


def sent(browser):
    """The key of a photo that waits."""
    key = uuid.uuid4()
    assert send(browser, id=str(key)).status_code == 200
    return key


class TestSending:
    def test_what_was_taken_comes_back_as_a_piece_of_the_form(self, browser):
        key = uuid.uuid4()
        page = send(browser, id=str(key)).content.decode()
        assert f'<input type="hidden" name="uploads" value="{key}">' in page
        assert f"/evidence/uploads/{key}/thumbnail/" in page

    @pytest.mark.parametrize("file", [b"", b"<html>", b"\xff\xd8\xff damaged"])
    def test_what_was_not_comes_back_as_a_sentence(self, browser, file):
        answer = send(browser, SimpleUploadedFile("a.jpg", file))
        assert (answer.status_code, answer.content.decode().strip().count(".") > 0) == (422, True)
        assert not Upload.objects.exists()

    def test_what_is_somebody_elses_is_not_taken(self, browser):
        said = {"id": str(uuid.uuid4()), "file": photo()}
        answer = browser.post("/evidence/uploads/", said, headers={"okoce-author": "0"})
        assert (answer.status_code, answer.json()) == (403, {"outcome": "author"})
        assert not Upload.objects.exists()

    def test_its_small_picture_is_shown_to_whoever_sent_it(self, browser, signed_in):
        address = f"/evidence/uploads/{sent(browser)}/thumbnail/"
        answer = browser.get(address)
        picture = Image.open(io.BytesIO(b"".join(answer)))
        assert (answer["Content-Type"], answer["Cache-Control"], picture.format) == (
            "image/webp",
            "private, no-store",
            "WEBP",
        )
        assert signed_in(factories.user(kecamatan=(HOME,))).get(address).status_code == 404

    def test_only_whoever_sent_it_lets_go_of_it(self, browser, signed_in):
        address = f"/evidence/uploads/{sent(browser)}/discard/"
        assert signed_in(factories.user(kecamatan=(HOME,))).post(address).status_code == 404
        assert Upload.objects.count() == 1
        assert [browser.post(address).status_code for _ in range(2)] == [204, 404]
        assert not Upload.objects.exists()


MARKET = {"id": "7d0c1c2e-0c3b-4a8e-9e0f-3c1b8b8e5a10", "name": "Bazar", "completed_on": "2018-03-06"}


class TestForms:
    @pytest.fixture
    def somebody(self):
        return factories.person()

    def test_a_step_takes_along_what_was_sent_before_and_what_comes_with_it(self, browser, somebody):
        keys = [sent(browser), sent(browser)]
        for _twice in range(2):
            said = MARKET | {"uploads": [str(key) for key in keys], "files": photo()}
            assert browser.post(f"/participants/{somebody.pk}/milestones/market/new/", said).status_code == 302
        kept = set(somebody.milestones.get().evidence.values_list("pk", flat=True))
        assert (kept > set(keys), len(kept), Upload.objects.count()) == (True, 3, 0)

    def test_a_visit_is_shown_by_one(self, browser, somebody):
        key = sent(browser)
        said = {"id": str(uuid.uuid4()), "held_on": "2018-03-06", "mode": "in_person", "minutes": 60, "topic": "Usaha"}
        said |= {"kecamatan": HOME, "confirms_trading": "on", "uploads": str(key)}
        assert browser.post(f"/participants/{somebody.pk}/visits/new/", said).status_code == 302
        assert somebody.visits.get().evidence.get().pk == key

    def test_workers_are_shown_by_one(self, browser, somebody):
        key = sent(browser)
        said = {
            "id": str(uuid.uuid4()),
            "reported_on": "2018-03-06",
            "full_time": 1,
            "part_time": 0,
            "uploads": str(key),
        }
        assert browser.post(f"/participants/{somebody.pk}/jobs/new/", said).status_code == 302
        assert somebody.job_reports.get().evidence.get().pk == key

    @pytest.mark.parametrize("key", ["00000000-0000-4000-8000-000000000000", "none"])
    def test_what_is_not_there_is_told_beside_the_field(self, browser, somebody, key, in_english):
        answer = browser.post(f"/participants/{somebody.pk}/milestones/market/new/", MARKET | {"uploads": key})
        (sentence,) = answer.context["form"].errors["files"]
        assert "again" in sentence
        assert not somebody.milestones.exists()

    def test_a_form_that_comes_back_still_has_them(self, browser, somebody):
        key = sent(browser)
        said = MARKET | {"name": "", "uploads": str(key)}
        page = browser.post(f"/participants/{somebody.pk}/milestones/market/new/", said).content.decode()
        assert f'<input type="hidden" name="uploads" value="{key}">' in page


class TestTrainings:
    @pytest.fixture
    def held(self):
        return factories.training()

    def add(self, browser, held, **said):
        return browser.post(f"/trainings/{held.pk}/evidence/", said)

    def test_photos_of_a_training_are_kept_and_shown_small(self, browser, held):
        key = sent(browser)
        assert self.add(browser, held, uploads=str(key)).status_code == 302
        page = browser.get(f"/trainings/{held.pk}/").content.decode()
        assert f'src="/evidence/{key}/thumbnail/"' in page

    def test_sent_for_a_training_it_is_of_the_training_at_once_and_once(self, browser, held):
        key, picture = uuid.uuid4(), photo()
        for _twice in range(2):
            picture.seek(0)
            page = send(browser, picture, id=str(key), training=held.pk).content.decode()
        assert (f"/evidence/{key}/thumbnail/" in page, 'name="uploads"' in page) == (True, False)
        assert ([one.pk for one in held.evidence.all()], Upload.objects.count()) == ([key], 0)

    def test_one_too_many_says_so_and_does_not_wait(self, browser, held):
        for _ in range(10):
            assert send(browser, training=held.pk).status_code == 200
        assert (send(browser, training=held.pk).status_code, held.evidence.count()) == (422, 10)
        assert not Upload.objects.exists()

    def test_for_a_training_elsewhere_nothing_is_sent(self, held, signed_in):
        stranger = signed_in(factories.user(kecamatan=(factories.ELSEWHERE,)))
        assert send(stranger, training=held.pk).status_code == 422
        assert (held.evidence.count(), Upload.objects.count()) == (0, 0)

    def test_a_wrong_one_is_taken_back_with_its_files(
        self, browser, held, signed_in, django_capture_on_commit_callbacks
    ):
        key = uuid.uuid4()
        send(browser, id=str(key), training=held.pk)
        name, address = held.evidence.get().file.name, f"/evidence/uploads/{key}/discard/"
        assert signed_in(factories.user(kecamatan=(HOME,))).post(address).status_code == 422
        with django_capture_on_commit_callbacks(execute=True):
            assert [browser.post(address).status_code for _ in range(2)] == [204, 404]
        assert (held.evidence.count(), default_storage.exists(name)) == (0, False)

    def test_a_wrong_one_is_taken_back_on_the_page(self, browser, held, signed_in):
        key = uuid.uuid4()
        send(browser, id=str(key), training=held.pk)
        address = f"/evidence/uploads/{key}/discard/"
        others = signed_in(factories.user(kecamatan=(HOME,)))
        offered = [address in one.get(f"/trainings/{held.pk}/").content.decode() for one in (browser, others)]
        assert (offered, browser.post(address, {"page": "yes"}).url) == ([True, False], f"/trainings/{held.pk}/")
        assert not held.evidence.exists()

    def test_what_a_verifier_has_or_saw_is_not_taken_back(self, browser, held):
        key = uuid.uuid4()
        send(browser, id=str(key), training=held.pk)
        factories.submitted(factories.attend(held, factories.person()))
        assert browser.post(f"/evidence/uploads/{key}/discard/").status_code == 422
        held.refresh_from_db()
        verification.send_back(by=factories.verifier(), record=held, version=held.version, reason="Daftar?")
        assert browser.post(f"/evidence/uploads/{key}/discard/").status_code == 422
        assert held.evidence.count() == 1

    def test_without_a_script_they_come_with_the_form(self, browser, held):
        self.add(browser, held, files=[photo(), photo()])
        assert held.evidence.count() == 2

    def test_an_empty_form_says_what_to_do(self, browser, held):
        answer = self.add(browser, held)
        assert (answer.status_code, list(answer.context["photos"].errors)) == (200, ["files"])

    def test_who_reads_everything_masked_sees_how_many_there_are(self, browser, held, signed_in):
        key = sent(browser)
        self.add(browser, held, uploads=str(key))
        auditor = signed_in(factories.user("auditor"))
        assert str(key) not in auditor.get(f"/trainings/{held.pk}/").content.decode()
        assert auditor.get(f"/evidence/{key}/thumbnail/").status_code == 403

    def test_a_verifier_sees_them_at_the_desk(self, browser, held, signed_in):
        key = sent(browser)
        self.add(browser, held, uploads=str(key))
        verifier = signed_in(factories.verifier())
        factories.submitted(factories.attend(held, factories.person()))
        assert f'src="/evidence/{key}/"' in verifier.get(f"/verification/{held.pk}/").content.decode()
        assert b"".join(verifier.get(f"/evidence/{key}/"))[:3] == b"\xff\xd8\xff"

    def test_of_more_than_three_the_desk_shows_the_others_small(self, browser, held, signed_in):
        keys = [sent(browser) for _ in range(4)]
        self.add(browser, held, uploads=[str(key) for key in keys])
        factories.submitted(factories.attend(held, factories.person()))
        page = signed_in(factories.verifier()).get(f"/verification/{held.pk}/").content.decode()
        assert sum(f'src="/evidence/{key}/"' in page for key in keys) == 3
        assert sum(f'src="/evidence/{key}/thumbnail/"' in page for key in keys) == 1

    def test_that_there_is_none_is_told_at_the_desk(self, held, signed_in):
        factories.submitted(factories.attend(held, factories.person()))
        page = signed_in(factories.verifier()).get(f"/verification/{held.pk}/").content.decode()
        assert "No photo of the list was added." in page

    def test_of_a_training_elsewhere_they_are_not_found(self, browser, held, signed_in):
        key = sent(browser)
        self.add(browser, held, uploads=str(key))
        stranger = signed_in(factories.user(kecamatan=(factories.ELSEWHERE,)))
        assert [stranger.get(f"/evidence/{key}/{end}").status_code for end in ("", "thumbnail/")] == [404, 404]
        assert Evidence.objects.count() == 1
