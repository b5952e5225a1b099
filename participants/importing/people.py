"""People from a spreadsheet: registered, or candidates where identity, consent or answer are missing."""

from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from participants.importing import columns
from participants.importing.columns import Column
from participants.importing.kinds import Case, Judged, Kind
from participants.jobs import MOST
from participants.models import Participant

SEXES = {
    "p": "female",
    "perempuan": "female",
    "wanita": "female",
    "pr": "female",
    "female": "female",
    "f": "female",
    "woman": "female",
    "l": "male",
    "laki-laki": "male",
    "laki laki": "male",
    "laki2": "male",
    "pria": "male",
    "lk": "male",
    "male": "male",
    "m": "male",
    "man": "male",
}
BASELINES = {
    "belum": "no_business",
    "belum ada": "no_business",
    "belum punya usaha": "no_business",
    "tidak": "no_business",
    "tidak ada": "no_business",
    "no business": "no_business",
    "none": "no_business",
    "no business yet": "no_business",
    "usaha tanpa izin": "unlicensed",
    "tanpa izin": "unlicensed",
    "belum berizin": "unlicensed",
    "unlicensed": "unlicensed",
    "without licence": "unlicensed",
    "a business without licence": "unlicensed",
    "usaha berizin": "licensed",
    "berizin": "licensed",
    "licensed": "licensed",
    "with licence": "licensed",
    "a business with a licence": "licensed",
} | {word: word for word in Participant.Baseline.values}


class People(Kind):
    name = "people"
    power = Power.REGISTER_PEOPLE
    needs_kecamatan = True
    columns = (
        Column(
            "name",
            _("Name"),
            columns.text(120),
            ("nama", "nama lengkap", "nama peserta", "full name"),
            required=True,
            example="Siti Rahma",
            note=_("As the identity card says it."),
        ),
        Column(
            "nik",
            _("NIK"),
            columns.nik,
            ("no ktp", "nomor ktp", "no nik", "nomor nik", "nomor induk kependudukan", "ktp", "identity number"),
            example="9901015503900001",
            note=_("The 16 digits on the identity card, as text. Empty: not known yet."),
        ),
        Column(
            "phone",
            _("Phone"),
            columns.phone,
            (
                "telepon",
                "telp",
                "no telp",
                "nomor telepon",
                "hp",
                "no hp",
                "nomor hp",
                "handphone",
                "wa",
                "no wa",
                "whatsapp",
            ),
            example="081234567890",
        ),
        Column(
            "sex",
            _("Sex"),
            columns.one_of(SEXES),
            ("jenis kelamin", "kelamin", "jk", "l p", "p l", "gender"),
            example="P",
            note=_("P or L. Empty: as the NIK says."),
        ),
        Column(
            "birth_date",
            _("Date of birth"),
            columns.day,
            ("tanggal lahir", "tgl lahir", "lahir", "born", "birth date"),
            example="15-03-1990",
            note=_("The day first. Empty: as the NIK says."),
        ),
        Column(
            "lives_in",
            _("Lives in"),
            columns.kecamatan,
            (
                "kecamatan",
                "domisili",
                "kecamatan domisili",
                "tempat tinggal",
                "kecamatan tempat tinggal",
                "kecamatan of residence",
            ),
            example="Tebet",
            note=_(
                "A kecamatan by name or dotted code, or LUAR for outside Jakarta. Empty: where they are registered."
            ),
        ),
        Column(
            "registered_on",
            _("Registered on"),
            columns.day,
            ("tanggal daftar", "tgl daftar", "tanggal pendaftaran", "tanggal registrasi", "terdaftar", "consent on"),
            example="05-03-2018",
            note=_("The day on which consent and answer were taken."),
        ),
        Column(
            "baseline",
            _("Business at the start"),
            columns.one_of(BASELINES),
            ("usaha", "usaha awal", "status usaha", "usaha saat daftar", "baseline", "business"),
            example="belum",
            note=_("belum, usaha tanpa izin or usaha berizin. Empty: not asked yet."),
        ),
        Column(
            "baseline_workers",
            _("Paid workers at the start"),
            columns.whole(0, MOST),
            ("pekerja", "jumlah pekerja", "karyawan", "jumlah karyawan", "tenaga kerja", "workers"),
            example="0",
            note=_("Of somebody with a business, the owner not among them. Empty: none."),
        ),
        Column(
            "consented",
            _("Consent"),
            columns.yes,
            ("persetujuan", "setuju", "consented"),
            example="ya",
            note=_("ya: the person heard the text about their data and agrees."),
        ),
        Column(
            "ktp_seen",
            _("Identity card seen"),
            columns.yes,
            ("ktp dilihat", "kartu dilihat", "lihat ktp", "card seen"),
            example="tidak",
            note=_("ya: there is no NIK here, and somebody has seen the card."),
        ),
    )

    def settle(self, rows: list[Judged], case: Case) -> None:
        raise NotImplementedError

    def merge(self, case: Case) -> int:
        raise NotImplementedError
