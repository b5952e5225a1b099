"""Expenses by the spreadsheet. Rows that say the same are as many expenses as they are rows."""

import datetime
import uuid
from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.accounts.roles import Power
from okoce.core.months import Month
from okoce.core.verbs import check
from participants.importing.blame import blame
from participants.importing.columns import Column, kecamatan, one_of, rupiah, text
from participants.importing.kinds import Case, Judged, Kind, key_of
from participants.importing.meanwhile import refuse_lost
from participants.importing.months import month
from participants.importing.there import NEW_ROWS, is_same, make, taken
from participants.models import Spreadsheet
from programs.days import first_day
from programs.expenses import ExpenseFacts
from programs.models import Expense, Kecamatan
from programs.places import workplaces

ITEMS = {
    "pelatihan": "training",
    "training": "training",
    "biaya pelatihan": "training",
    "pendampingan": "mentoring",
    "mentoring": "mentoring",
    "biaya pendampingan": "mentoring",
    "pendamping": "facilitators",
    "facilitators": "facilitators",
    "honor pendamping": "facilitators",
    "honorarium pendamping": "facilitators",
    "honor": "facilitators",
    "ruang": "rooms",
    "rooms": "rooms",
    "ruangan": "rooms",
    "sewa ruang": "rooms",
    "sewa ruangan": "rooms",
    "sewa tempat": "rooms",
    "sewa aula": "rooms",
    "peralatan": "equipment",
    "equipment": "equipment",
    "alat": "equipment",
    "sewa peralatan": "equipment",
}
STAGES = {
    "rencana": "planned",
    "direncanakan": "planned",
    "planned": "planned",
    "terikat": "committed",
    "komitmen": "committed",
    "kontrak": "committed",
    "committed": "committed",
    "dibayar": "paid",
    "lunas": "paid",
    "realisasi": "paid",
    "paid": "paid",
}
SAID = ("month", "kecamatan", "item", "rupiah", "note", "stage")
INSERTED = f"""
INSERT INTO programs_expense (id, month, kecamatan_id, item, rupiah, note, stage, recorded_by_id, recorded_at)
SELECT record, (said->>'month' || '-01')::date, said->>'kecamatan', said->>'item', (said->>'rupiah')::bigint,
    said->>'note', said->>'stage', %(by)s, %(at)s
FROM {NEW_ROWS} ORDER BY number ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words
# month, kecamatan, item, rupiah, note, stage
Content = tuple[Any, ...]


class Expenses(Kind):
    name, power = Spreadsheet.Kind.EXPENSES, Power.RECORD_EXPENSES
    columns = (
        Column(
            "month",
            gettext_lazy("Month in which it was spent"),
            month,
            aliases=("bulan", "month", "periode", "bulan belanja", "tanggal", "tgl"),
            required=True,
            example="03-2026",
        ),
        Column(
            "kecamatan",
            gettext_lazy("Kecamatan"),
            kecamatan,
            aliases=("kec", "kec.", "nama kecamatan", "wilayah", "lokasi", "district"),
            required=True,
            example="Tebet",
        ),
        Column(
            "item",
            gettext_lazy("Item"),
            one_of(ITEMS),
            aliases=("pos", "pos belanja", "jenis", "jenis belanja", "kegiatan", "uraian kegiatan", "mata anggaran"),
            required=True,
            example="sewa ruang",
            note=gettext_lazy("pelatihan, pendampingan, pendamping, ruang or peralatan."),
        ),
        Column(
            "rupiah",
            gettext_lazy("Amount in rupiah"),
            rupiah,
            aliases=("jumlah", "nilai", "rupiah", "rp", "jumlah (rp)", "nominal", "realisasi", "biaya", "amount"),
            required=True,
            example="1.500.000",
        ),
        Column(
            "note",
            gettext_lazy("Note"),
            text(200),
            aliases=("catatan", "keterangan", "ket", "ket.", "uraian", "nomor spm", "no spm", "remarks"),
            example="SPM 0042",
        ),
        Column(
            "stage",
            gettext_lazy("How far it is"),
            one_of(STAGES),
            aliases=("tahap", "tahap belanja", "stage"),
            example="dibayar",
            note=gettext_lazy("rencana, terikat or dibayar; dibayar where nothing is said."),
        ),
    )

    def settle(self, rows: list[Judged], case: Case) -> None:
        places, first = {place.pk: place for place in workplaces(case.by, self.power)}, first_day()
        for row in rows:
            if (code := row.said["kecamatan"]) and code not in places:
                sentence = _("You record no spending in this kecamatan: write one of yours.")
                row.mistakes.setdefault("kecamatan", sentence)
            if not row.mistakes:
                _check(row, case, places, first)
        _compare([row for row in rows if not row.mistakes], case)

    def merge(self, case: Case) -> int:
        refuse_lost(case, "kecamatan", workplaces(case.by, self.power))
        return make(INSERTED, case)


def _check(row: Judged, case: Case, places: dict[str, Kecamatan], first: datetime.date) -> None:
    said = row.said
    said["stage"] = said["stage"] or Expense.Stage.PAID.value
    facts = ExpenseFacts(
        Month.parse(said["month"]),
        places[said["kecamatan"]],
        said["item"],
        said["rupiah"],
        said["note"] or "",
        said["stage"],
    )
    try:
        facts.check(case.today, first)
        columns = facts.columns()
        check(Expense(**columns), "item", "rupiah", "note", "stage")
    except ValidationError as refusal:
        blame(row, refusal)
        return
    said["note"] = columns["note"]


def _compare(rows: list[Judged], case: Case) -> None:
    """The first of rows that say the same is the first expense that does, and so on; the rest are new."""
    times = {row.number: case.nth(_content(row)) for row in rows}
    keys = {row.number: key_of("expense", *_told(row), times[row.number]) for row in rows}
    known, there = taken(Expense, keys.values()), _there(rows)
    for row in rows:
        row.record = keys[row.number]
        alike = there[_content(row)]
        if row.record in known:
            is_same(row, row.record)
        elif times[row.number] <= len(alike):
            is_same(row, alike[times[row.number] - 1])


def _content(row: Judged) -> Content:
    return tuple(row.said[name] for name in SAID)


def _told(row: Judged) -> Content:
    """What its key is made of: of what is paid the stage is not said, as it was not in the files of before."""
    *others, stage = _content(row)
    return tuple(others) if stage == Expense.Stage.PAID else (*others, stage)


def _there(rows: list[Judged]) -> dict[Content, list[uuid.UUID]]:
    """The expenses of these months and places that say what somebody may say again."""
    months = {Month.parse(row.said["month"]).first for row in rows}
    spent = Expense.objects.filter(month__in=months, kecamatan__in={row.said["kecamatan"] for row in rows})
    found = defaultdict(list)
    for key, first, *said in spent.order_by("recorded_at", "pk").values_list("pk", *SAID):
        found[str(Month.of(first)), *said].append(key)
    return found
