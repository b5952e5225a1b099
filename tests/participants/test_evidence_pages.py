"""A file goes to whoever may open the person, from one address, and is kept nowhere on the way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from participants.models import Evidence
from tests import factories

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 surat Ani"


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def evidence(*, by=None, lives_in=factories.HOME, file=None):
    somebody = factories.person(by=by, lives_in=lives_in)
    return factories.market(somebody, by=by, files=[file or factories.photo()]).evidence.get()


def content(answer):
    return b"".join(answer)


def test_a_picture_is_shown_as_it_was_made_anew(browser):
    one = evidence()
    answer = browser.get(f"/evidence/{one.pk}/")
    with one.file.open() as kept:
        assert content(answer) == kept.read()
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("image/jpeg", 'inline; filename="evidence.jpg"')


def test_and_in_small(browser):
    one = evidence()
    answer = browser.get(f"/evidence/{one.pk}/thumbnail/")
    with one.thumbnail.open() as kept:
        assert content(answer) == kept.read()
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/webp", "private, no-store")


def test_one_from_before_there_were_small_ones_is_shown_whole(browser):
    there = evidence()
    said = {name: getattr(there, name) for name in ("participant", "milestone", "file", "content_type", "uploaded_by")}
    one = Evidence.objects.create(**said, size=1, sha256="from before")
    answer = browser.get(f"/evidence/{one.pk}/thumbnail/")
    assert (answer["Content-Type"], len(content(answer))) == ("image/jpeg", there.size)


def test_of_a_document_there_is_no_small_one(browser):
    one = evidence(file=SimpleUploadedFile("surat Ani.pdf", PDF, "application/pdf"))
    assert browser.get(f"/evidence/{one.pk}/thumbnail/").status_code == 404


def test_a_document_is_kept_by_the_browser_under_a_name_that_says_nothing(browser):
    one = evidence(file=SimpleUploadedFile("surat Ani.pdf", PDF, "application/pdf"))
    answer = browser.get(f"/evidence/{one.pk}/")
    assert content(answer) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="evidence.pdf"'


def test_whatever_is_in_it_runs_nothing_and_stays_nowhere(browser):
    answer = browser.get(f"/evidence/{evidence().pk}/")
    content(answer)
    said = {name: answer[name] for name in ("Content-Security-Policy", "Cache-Control", "X-Content-Type-Options")}
    assert said == {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }


def test_its_place_on_the_disk_is_no_address(browser):
    one = evidence()
    assert [browser.get(f"/{folder}{one.file.name}").status_code for folder in ("", "media/", "static/")] == [404] * 3


def test_whoever_checks_opens_it(signed_in):
    answer = signed_in(factories.user("verifier")).get(f"/evidence/{evidence().pk}/")
    assert (answer.status_code, len(content(answer)) > 0) == (200, True)


@pytest.mark.parametrize("role", ["officer", "auditor", "staff"])
def test_who_reads_everything_masked_sees_that_it_is_there_and_no_photo(signed_in, role):
    one = evidence()
    browser = signed_in(factories.user(role))
    pages = [browser.get(f"/milestones/{one.milestone_id}/"), browser.get(f"/participants/{one.participant_id}/")]
    assert [(page.status_code, str(one.pk) in page.content.decode()) for page in pages] == [(200, False)] * 2
    assert browser.get(f"/evidence/{one.pk}/").status_code == 403


def test_of_somebody_elsewhere_it_is_not_found(browser):
    by = factories.user(kecamatan=(factories.ELSEWHERE,))
    one = evidence(by=by, lives_in=factories.ELSEWHERE)
    assert browser.get(f"/evidence/{one.pk}/").status_code == 404


def test_of_a_guest_on_a_list_it_is_not_found_either(browser):
    by = factories.user(kecamatan=(factories.ELSEWHERE,))
    one = evidence(by=by, lives_in=factories.ELSEWHERE)
    factories.attend(factories.training(), one.participant)
    assert browser.get(f"/evidence/{one.pk}/").status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(browser):
    one = evidence()
    one.file.storage.delete(one.file.name)
    assert browser.get(f"/evidence/{one.pk}/").status_code == 404
    assert Evidence.objects.count() == 1
