"""Photos and documents as a phone sends them: once each, to a record of the user's, and opened by few."""

import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from okoce.accounts.models import Scope
from okoce.accounts.tokens import make_token
from participants.models import Evidence
from tests.bearing import bearing
from tests.factories import ELSEWHERE, HOME, licence, person, photo, training, user, visit, workers

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return user(kecamatan=(HOME,), name="Sari")


@pytest.fixture
def somebody(facilitator):
    return person(by=facilitator)


@pytest.fixture
def step(somebody, facilitator):
    return licence(somebody, by=facilitator, files=())


@pytest.fixture
def upload(facilitator):
    """Sends a form to evidence/ as the facilitator's phone does."""
    lifetime = datetime.timedelta(days=1)
    _token, text = make_token(user=facilitator, name="phone", scope=Scope.RECORDS, lifetime=lifetime)
    phone = Client(headers={"authorization": f"Bearer {text}", "accept-language": "en"})
    return lambda form, asked="": phone.post(f"/api/v1/evidence/{asked}", form)


def a_form(**said):
    return {"id": str(uuid.uuid4())} | {name: getattr(value, "pk", value) for name, value in said.items()}


def named(picture, name="ktp-ani.jpg"):
    picture.seek(0)
    return SimpleUploadedFile(name, picture.read(), "application/octet-stream")


def refused(answer):
    return answer.status_code, answer.json()["code"], [error["field"] for error in answer.json().get("errors", [])]


def test_a_photo_is_kept_with_its_record_without_its_name(upload, step, facilitator, somebody):
    form = a_form(milestone=step, file=named(photo()))
    answer = upload(form)
    assert answer.status_code == 201, answer.content
    assert {name: value for name, value in answer.json().items() if name not in ("size", "uploaded_at")} == {
        "id": form["id"],
        "participant": str(somebody.pk),
        "milestone": str(step.pk),
        "visit": None,
        "job_report": None,
        "training": None,
        "content_type": "image/jpeg",
        "uploaded_by": "Sari",
    }
    assert b"ktp-ani" not in answer.content
    assert "ktp-ani" not in Evidence.objects.get().file.name
    send = bearing(facilitator)
    assert send("get", f"evidence/{form['id']}/").json() == answer.json()
    assert send("get", f"evidence/?milestone={step.pk}").json()["results"] == [answer.json()]
    assert send("get", f"milestones/{step.pk}/").json()["has_evidence"] is True


def test_the_same_photo_sent_again_is_the_first_one_whatever_it_is_called(upload, step):
    picture, form = photo(), a_form(milestone=step)
    first = upload(form | {"file": named(picture)})
    again = upload(form | {"file": named(picture, "lain.jpg")})
    assert (again.status_code, again["Idempotent-Replayed"], again.json()) == (200, "true", first.json())
    another = upload(a_form(milestone=step, file=named(picture)))
    assert (another.status_code, another.json()["id"]) == (200, first.json()["id"])
    assert Evidence.objects.count() == 1


def test_another_photo_under_the_same_id_is_refused(upload, step):
    form = a_form(milestone=step)
    upload(form | {"file": photo()})
    assert refused(upload(form | {"file": photo()})) == (409, "id_used", ["id"])


def test_a_file_is_never_tried(upload, step):
    answer = upload(a_form(milestone=step, file=photo()), "?dry_run=yes")
    assert refused(answer) == (400, "invalid", ["dry_run"])
    assert not Evidence.objects.exists()


def test_a_visit_is_shown_by_a_photo_alone(upload, somebody, facilitator):
    document = SimpleUploadedFile("a.pdf", b"%PDF-1.7 1234567890", "application/pdf")
    held, report = visit(somebody, by=facilitator), workers(somebody, by=facilitator)
    assert refused(upload(a_form(visit=held, file=document))) == (409, "refused", ["file"])
    document.seek(0)
    assert upload(a_form(job_report=report, file=document)).status_code == 201


def test_a_training_has_photos_that_belong_to_nobody(upload, facilitator):
    held = training(by=facilitator)
    answer = upload(a_form(training=held, file=photo()))
    assert (answer.status_code, answer.json()["participant"], answer.json()["training"]) == (201, None, str(held.pk))
    send = bearing(facilitator)
    assert send("get", f"evidence/?training={held.pk}").json()["results"] == [answer.json()]
    far = training(by=user(kecamatan=(ELSEWHERE,)), kecamatan=ELSEWHERE)
    assert refused(upload(a_form(training=far, file=photo()))) == (409, "parent_missing", ["training"])


def test_it_shows_one_record_which_the_user_works_on(upload, step, somebody, facilitator):
    far = licence(person(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE), files=())
    assert refused(upload(a_form(file=photo()))) == (409, "refused", [])
    both = a_form(milestone=step, visit=visit(somebody, by=facilitator), file=photo())
    assert refused(upload(both)) == (409, "refused", [])
    assert refused(upload(a_form(milestone=far, file=photo()))) == (409, "parent_missing", ["milestone"])
    assert refused(upload(a_form(milestone=uuid.uuid4(), file=photo()))) == (409, "parent_missing", ["milestone"])


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({}, (400, "invalid", ["file"])),
        ({"file": "a text"}, (400, "invalid", ["file"])),
        ({"file": SimpleUploadedFile("a.jpg", b"")}, (409, "refused", ["file"])),
        ({"file": SimpleUploadedFile("a.jpg", b"MZ no picture")}, (409, "refused", ["file"])),
        ({"file": SimpleUploadedFile("a.jpg", b"x" * 10_600_000)}, (413, "too_large", [])),
    ],
)
def test_what_is_no_picture_and_no_document_is_refused(upload, step, form, answer):
    for file in form.values():
        getattr(file, "seek", lambda _start: None)(0)
    assert refused(upload(a_form(milestone=step) | form)) == answer
    assert not Evidence.objects.exists()


def test_a_field_that_is_given_twice_is_refused(upload, step):
    assert refused(upload(a_form(milestone=step) | {"file": [photo(), photo()]})) == (400, "invalid", ["file"])


class TestTheFileItself:
    @pytest.fixture
    def file(self, somebody, facilitator):
        return licence(somebody, by=facilitator).evidence.get()

    def test_is_opened_by_who_may_see_what_is_masked_everywhere_else(self, file, caplog):
        answer = bearing(user("verifier"))("get", f"evidence/{file.pk}/file/")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        with file.file.open() as kept:
            assert b"".join(answer.streaming_content) == kept.read()
        answer.close()
        assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
        assert [record.msg["event"] for record in caplog.records if isinstance(record.msg, dict)] == ["evidence opened"]

    def test_is_shut_to_others_who_read_that_it_is_there(self, file):
        auditor = bearing(user("auditor"))
        assert auditor("get", f"evidence/{file.pk}/").status_code == 200
        assert auditor("get", f"evidence/{file.pk}/file/").status_code == 403

    def test_is_not_there_for_who_works_elsewhere(self, file):
        send = bearing(user(kecamatan=(ELSEWHERE,)))
        assert [send("get", f"evidence/{file.pk}/{end}").status_code for end in ("", "file/")] == [404, 404]
