"""A list that is taken in makes the people whom its rows, registered one by one, would have made."""

import datetime
import uuid

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from okoce.core.months import today
from participants import registration
from participants.models import Participant, Residence
from participants.registration import Particulars
from tests import factories
from tests.participants.importing.bringing import as_csv, taken_in, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HEADINGS = [
    "Nama",
    "NIK",
    "HP",
    "L/P",
    "Tgl Lahir",
    "Domisili",
    "Tgl Daftar",
    "Usaha Awal",
    "Karyawan",
    "Setuju",
    "KTP dilihat",
]
KEPT = (
    "name", "phone", "sex", "birth_date", "birth_year", "nik_fingerprint", "nik_tail", "ktp_seen", "registered_on",
    "consent_version", "baseline", "baseline_workers", "registered_in", "registered_by", "facilitator",
    "identity_verified",
)  # fmt: skip
DAYS = st.dates(datetime.date(2018, 1, 1), datetime.date(2018, 12, 31))
CONSENTS = st.sampled_from(
    [(None, None, None), ("no_business", 0, "ya"), ("licensed", 2, "ya"), ("unlicensed", None, "ya")]
)


@st.composite
def people(draw):
    """A few rows that are right, each person once."""
    rows = []
    for number in range(draw(st.integers(1, 5))):
        born = draw(st.dates(datetime.date(1950, 1, 1), datetime.date(2005, 12, 31)))
        baseline, workers, consented = draw(CONSENTS)
        rows.append(
            {
                "name": f"{draw(st.sampled_from(['Siti', 'Budi  Santoso', 'Nur’aini']))} {number}",
                "nik": f"9903{number:02}{born.day:02}{born:%m%y}{draw(st.integers(1, 9999)):04}"
                if draw(st.booleans())
                else "",
                "phone": draw(st.sampled_from(["", f"08120000{number:04}"])),
                "sex": draw(st.sampled_from(["", "female", "male"])),
                "birth_date": draw(st.sampled_from([None, born])),
                "lives_in": draw(st.sampled_from(["31.74.01", "31.73.05", None])),
                "on": draw(DAYS),
                "baseline": baseline or "",
                "baseline_workers": workers or 0,
                "consented": bool(consented),
                "ktp_seen": draw(st.booleans()),
            }
        )
    return rows


def cells(one):
    born = one["birth_date"]
    return [
        one["name"], one["nik"] or None, one["phone"] or None, one["sex"] or None, f"{born:%d-%m-%Y}" if born else None,
        one["lives_in"] or "LUAR", f"{one['on']:%d/%m/%Y}", one["baseline"] or None, str(one["baseline_workers"]),
        "ya" if one["consented"] else None, "ya" if one["ktp_seen"] else "tidak",
    ]  # fmt: skip


def registered(rows, by):
    for row in rows:
        said = {name: value for name, value in row.items() if name not in ("on", "lives_in")}
        home = factories.kecamatan(row["lives_in"]) if row["lives_in"] else None
        registration.register(
            by=by,
            id=uuid.uuid4(),
            kecamatan=factories.kecamatan(),
            said=Particulars(**said, lives_in=home),
            on=row["on"],
            today=today(),
        )


def everybody():
    people = {row[0]: row for row in Participant.objects.values_list(*KEPT)}
    homes = set(Residence.objects.values_list("participant__name", "kecamatan", "since", "recorded_by"))
    makers = set(Participant.objects.values_list("name", "makers"))
    return people, homes, makers


def undone(act):
    """What everybody is after it; afterwards nobody was there."""
    with transaction.atomic():
        act()
        there = everybody()
        transaction.set_rollback(True)
    return there


@settings(max_examples=15, deadline=None)
@given(rows=people(), write=st.sampled_from([xlsx, as_csv]))
def test_a_list_is_its_rows_registered_one_by_one(rows, write):
    by = factories.facilitator()
    brought = undone(lambda: taken_in(write(HEADINGS, *map(cells, rows)), by=by))
    assert brought == undone(lambda: registered(rows, by))
    assert len(brought[0]) == len(rows)


@settings(max_examples=8, deadline=None)
@given(rows=people(), data=st.data())
def test_the_same_rows_in_any_order_add_nobody(rows, data):
    def twice():
        taken_in(as_csv(HEADINGS, *map(cells, rows)))
        again = taken_in(xlsx(HEADINGS, *map(cells, data.draw(st.permutations(rows)))))
        assert (again.new, again.same) == (0, len(rows))

    assert len(undone(twice)[0]) == len(rows)
