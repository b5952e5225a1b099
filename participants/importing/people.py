"""People from a spreadsheet: registered, or candidates where identity, consent or answer are missing."""

import structlog
from django.db import connection
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from participants import lookups
from participants.importing import columns, newcomers
from participants.importing.columns import Column
from participants.importing.kinds import Case, Judged, Kind
from participants.importing.meanwhile import refuse_outdated
from participants.importing.there import make
from participants.jobs import MOST
from participants.models import Participant
from participants.registration import CONSENT_VERSION
from programs.places import OUTSIDE

log = structlog.get_logger(__name__)

# Of one file so many people of other kecamatan are worth a look.
MANY = 50
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

# In the order of a unique key: two files with the same people wait for each other, and never both.
REGISTERED = """
INSERT INTO participants_participant
    (id, name, phone, sex, birth_date, birth_year, nik_sealed, nik_fingerprint, nik_tail, ktp_seen, registered_on,
     consent_version, baseline, baseline_workers, registered_in_id, registered_by_id, facilitator_id, created_at)
SELECT record, name, coalesce(phone, ''), sex, birth_date, extract(year FROM birth_date), nik_sealed, nik_fingerprint,
       nik_tail, coalesce(ktp_seen, false), CASE WHEN consented THEN registered_on END,
       CASE WHEN consented THEN %(consent)s ELSE '' END, CASE WHEN consented THEN baseline ELSE '' END,
       CASE WHEN consented THEN coalesce(baseline_workers, 0) ELSE 0 END, %(place)s, %(by)s, %(by)s, %(at)s
FROM participants_spreadsheetrow row, jsonb_to_record(said) AS said
    (name text, phone text, sex text, birth_date date, ktp_seen boolean, consented boolean, registered_on date,
     baseline text, baseline_workers integer)
WHERE spreadsheet_id = %(spreadsheet)s AND verdict = 'new'
ORDER BY nik_fingerprint, record
ON CONFLICT DO NOTHING
"""
# Of those whom this very transaction made: whoever was there keeps home and makers.
MADE = """
FROM participants_spreadsheetrow row
JOIN participants_participant person ON person.id = record AND person.created_at = %(at)s
WHERE spreadsheet_id = %(spreadsheet)s AND verdict = 'new'
"""
HOMES = f"""
INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)
SELECT record, nullif(said->>'lives_in', %(outside)s), (said->>'since')::date, %(by)s {MADE}
"""
MAKERS = f"""
INSERT INTO participants_participant_makers (participant_id, user_id) SELECT record, %(by)s {MADE}
"""
# Of those who have the number of a new row already.
KNOWN = """
FROM participants_spreadsheetrow row
JOIN participants_participant person ON person.nik_fingerprint = row.nik_fingerprint AND person.id <> row.record
WHERE spreadsheet_id = %(spreadsheet)s AND verdict = 'new'
"""
# Whose number was typed and who is there already: from now on the sender may put them on a list, and no more.
ELSEWHERE = f"""
INSERT INTO accounts_sent (id, user_id, kind, digest, record, leads_to, sent_at)
SELECT row.record, %(by)s, 'participants', encode(row.nik_fingerprint, 'hex'), person.id, '', %(at)s {KNOWN}
ON CONFLICT DO NOTHING
"""


class People(Kind):
    name = "people"
    power = Power.REGISTER_PEOPLE
    needs_kecamatan = keeps_niks = True
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
        newcomers.settle(rows, case)

    def merge(self, case: Case) -> int:
        refuse_outdated(case)
        _count_elsewhere(case)
        new = make(REGISTERED, case, place=case.spreadsheet.kecamatan_id, consent=CONSENT_VERSION)
        case.tell(case.spreadsheet.rows // 2)
        make(HOMES, case, outside=OUTSIDE)
        make(MAKERS, case)
        elsewhere = make(ELSEWHERE, case)
        # By their numbers alone they may be put on a list from now on.
        if elsewhere > MANY:
            log.warning("many_people_from_elsewhere", user=case.by.pk, rows=case.spreadsheet.rows, elsewhere=elsewhere)
        return new


def _count_elsewhere(case: Case) -> None:
    """Count those whom the sender does not look after; raises a sentence for too many, and for every list of numbers after that."""
    if case.spreadsheet.staged.exclude(nik_fingerprint=None).exists():
        lookups.refuse_lists(case.by)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT person.id {KNOWN}", {"spreadsheet": case.spreadsheet.pk})
        known = [key for (key,) in cursor]
    ours = case.opened(known) if known else ()
    lookups.count_elsewhere(case.by, len(known) - len(ours))
