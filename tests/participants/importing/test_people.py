"""People from a spreadsheet."""

import datetime

import pytest

from participants.models import Participant, Residence
from tests.participants.importing.bringing import as_csv, counts, taken_in, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HEADINGS = ["Nama", "NIK", "No. HP", "Tanggal Lahir", "Domisili", "Tgl Daftar", "Usaha Awal", "Karyawan", "Setuju"]
SITI = ["Siti Rahma", "9901015503900001", "081234567890", None, "Kec. Tebet", "05-03-2018", "belum", None, "ya"]
BUDI = ["Budi", "9901011503850002", None, "15-03-1985", "LUAR", "06-03-2018", "usaha berizin", "2", "ya"]
ANI = ["Ani", None, "081300000001", None, None, None, None, None, None]


def test_a_list_is_taken_in_whole():
    done = taken_in(xlsx(HEADINGS, SITI, BUDI, ANI))
    assert counts(done) == ("done", 3, 0, 0)
    siti, budi, ani = (Participant.objects.get(name=name) for name in ("Siti Rahma", "Budi", "Ani"))
    assert (siti.sex, siti.birth_date, siti.registered_on) == (
        "female",
        datetime.date(1990, 3, 15),
        datetime.date(2018, 3, 5),
    )
    assert (budi.baseline, budi.baseline_workers, budi.identity_verified) == ("licensed", 2, True)
    assert (ani.is_calon, ani.phone, ani.sex) == (True, "081300000001", "unknown")
    assert list(siti.makers.all()) == [done.sent_by] == [siti.facilitator]


def test_each_has_the_home_that_the_row_says_and_without_one_the_kecamatan_of_the_file():
    taken_in(xlsx(HEADINGS, SITI, BUDI, ANI))
    homes = Residence.objects.values_list("participant__name", "kecamatan", "since")
    assert set(homes[:2]) == {
        ("Siti Rahma", "31.74.01", datetime.date(2018, 3, 5)),
        ("Budi", None, datetime.date(2018, 3, 6)),
    }
    assert Residence.objects.get(participant__name="Ani").kecamatan_id == "31.74.01"


def test_the_same_people_in_another_order_and_format_add_nobody():
    taken_in(xlsx(HEADINGS, SITI, BUDI, ANI))
    again = taken_in(as_csv(HEADINGS, ANI, SITI, BUDI))
    assert counts(again) == ("done", 0, 3, 0)
    assert Participant.objects.count() == 3
