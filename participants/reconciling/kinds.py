"""What each kind of list says, column by column, and what its lines need."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.accounts.roles import Power
from participants import nik as niks
from participants.importing.columns import (
    ANY_DAY,
    SCIENTIFIC,
    TICK,
    Column,
    day,
    nik,
    one_of,
    rupiah,
    text,
    written,
)
from participants.importing.kinds import Judged
from participants.importing.kinds import Kind as Spreadsheet
from participants.models import Milestone, OfficialList

LONGEST_NUMBER = 60
# What a spreadsheet still keeps of a number in its cell.
EXACT_DIGITS = 15
BETWEEN_DIGITS = str.maketrans("", "", " .-")
TYPES = {
    "nib": "NIB",
    "nomor induk berusaha": "NIB",
    "iumk": "IUMK",
    "izin usaha mikro kecil": "IUMK",
    "p-irt": "PIRT",
    "pirt": "PIRT",
    "halal": "HALAL",
    "sertifikat halal": "HALAL",
    "siup": "SIUP",
    "tdp": "TDP",
    "lainnya": "OTHER",
    "other": "OTHER",
}


def bare(number: str) -> str:
    """A licence number without what people put between its digits, as the numbers of milestones are compared."""
    return number.translate(BETWEEN_DIGITS).upper()


def licence_number(cell: object) -> str | None:
    """The number, bare; refused when digits of it are lost, and when it is an identity number."""
    said = written(cell).strip(TICK)
    if not said:
        return None
    digits = re.sub(r"\D", "", said)
    if SCIENTIFIC.fullmatch(said) or (isinstance(cell, (int, float)) and len(digits) > EXACT_DIGITS):
        raise ValidationError(_("Digits of this number are lost: set the column to text and type the number again."))
    if _is_a_nik(digits) and digits == bare(said):
        raise ValidationError(_("This is an identity number and no number of a licence: look at the columns again."))
    return bare(str(text(LONGEST_NUMBER)(said)))


def _is_a_nik(digits: str) -> bool:
    try:
        niks.read(digits, on=ANY_DAY)
    except ValidationError:
        return False
    return True


NIK = Column(
    "nik",
    gettext_lazy("NIK"),
    nik,
    (
        "no ktp",
        "nomor ktp",
        "nik pemilik",
        "nik penanggung jawab",
        "no nik",
        "nomor induk kependudukan",
        "nomor identitas",
    ),
)
NAME = Column(
    "name",
    gettext_lazy("Name"),
    text(120),
    (
        "nama",
        "nama lengkap",
        "nama pemilik",
        "nama pelaku usaha",
        "nama debitur",
        "nama nasabah",
        "nama penanggung jawab",
    ),
)
BORN = Column("birth_date", gettext_lazy("Date of birth"), day, ("tanggal lahir", "tgl lahir", "lahir", "ttl"))


class Kind(Spreadsheet):
    """A list of one kind of office."""

    power = Power.LOAD_LISTS

    def lacking(self, row: Judged) -> str:
        """What keeps the row from being anybody's line; empty when nothing does."""
        if row.nik or row.said.get("licence_number") or (row.said.get("name") and row.said.get("birth_date")):
            return ""
        return _("Nothing here says whose line this is: a NIK, a licence number, or a name with a date of birth.")


class Licences(Kind):
    name = OfficialList.Kind.LICENCES
    columns: ClassVar[tuple[Column, ...]] = (
        NIK,
        NAME,
        BORN,
        Column(
            "licence_number",
            gettext_lazy("Number of the licence"),
            licence_number,
            ("nomor izin", "no izin", "nib", "nomor nib", "no nib", "nomor induk berusaha", "iumk", "no iumk", "nomor iumk",
             "nomor licence", "no surat izin", "nomor surat izin"),
            required=True,
        ),
        Column(
            "licence_type",
            gettext_lazy("Kind of licence"),
            one_of(TYPES),
            ("jenis izin", "jenis", "jenis perizinan", "tipe izin", "izin"),
        ),
        Column(
            "day",
            gettext_lazy("Day of issue"),
            day,
            ("tanggal terbit", "tgl terbit", "tanggal izin", "tanggal", "tanggal terbit izin", "diterbitkan", "terbit",
             "tanggal penerbitan", "day of issue oss"),
            required=True,
        ),
    )  # fmt: skip


class Bank(Kind):
    name = OfficialList.Kind.BANK
    columns: ClassVar[tuple[Column, ...]] = (
        NIK,
        NAME,
        BORN,
        Column(
            "amount",
            gettext_lazy("Amount in rupiah"),
            rupiah,
            ("jumlah", "plafon", "plafond", "nominal", "nilai", "jumlah kredit", "pinjaman", "pencairan"),
            required=True,
        ),
        Column(
            "day",
            gettext_lazy("Day of payment"),
            day,
            ("tanggal cair", "tgl cair", "tanggal pencairan", "tgl pencairan", "tanggal akad", "tanggal", "realisasi",
             "tanggal realisasi"),
            required=True,
        ),
    )  # fmt: skip


class Civil(Kind):
    name = OfficialList.Kind.CIVIL
    columns: ClassVar[tuple[Column, ...]] = (NIK, NAME, BORN)


KINDS: dict[str, Kind] = {str(kind.name): kind for kind in (Licences(), Bank(), Civil())}


def type_of(said: dict[str, Any], otherwise: str) -> str:
    """The kind of the licence: as the line says, else as is said of the whole list, else another one."""
    return said.get("licence_type") or otherwise or Milestone.LicenceType.OTHER
