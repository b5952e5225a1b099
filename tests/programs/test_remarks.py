"""What the targets of the beginning say of themselves is read in either language."""

import pytest
from django.utils import translation

from okoce.accounts.roles import Role
from programs.reference import rows
from programs.remarks import REMARKS, remark_read
from tests.factories import user

NOTES = sorted({row["note"] for row in rows("targets") if row["note"]})


def test_every_note_of_the_beginning_is_known():
    assert set(NOTES) <= REMARKS


@pytest.mark.parametrize("note", sorted(REMARKS))
def test_each_is_said_in_indonesian_too(note):
    with translation.override("id"):
        assert remark_read(note) != note
    with translation.override("en"):
        assert remark_read(note) == note


def test_what_somebody_wrote_is_read_as_it_was_written():
    with translation.override("id"):
        assert remark_read("Home") == "Home"


@pytest.mark.django_db
def test_the_page_of_targets_says_them_in_the_readers_language(signed_in):
    browser = signed_in(user(Role.STAFF))
    for language, said in (("en", "one centre in each kecamatan"), ("id", "satu pusat di setiap kecamatan")):
        assert said in browser.get("/admin/targets/", headers={"accept-language": language}).content.decode()


@pytest.mark.django_db
def test_a_single_room_of_the_administration_is_no_row_of_rooms(signed_in):
    assert 'class="chip"' not in signed_in(user(Role.STAFF)).get("/admin/targets/").content.decode()
    assert 'class="chip"' in signed_in(user(Role.ADMIN)).get("/admin/targets/").content.decode()
