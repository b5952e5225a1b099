"""Steps P4 to P7 by the spreadsheet: drafts, which wait for their photo or document."""

import datetime
import uuid
from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.accounts.roles import Power
from participants import milestones
from participants.importing.blame import blame
from participants.importing.columns import SCIENTIFIC, TICK, Column, day, day_of, one_of, rupiah, text, yes
from participants.importing.kinds import Case, Judged, Kind, key_of
from participants.importing.meanwhile import refuse_lost
from participants.importing.months import month
from participants.importing.there import is_same, kept, make, said_before, taken
from participants.importing.who import WHO, find
from participants.milestones import FIELDS, MilestoneFacts
from participants.models import PERSON, Business, Milestone, Participant, Spreadsheet
from programs.days import first_day

KINDS_OF_STEPS = {
    "izin": "licence",
    "perizinan": "licence",
    "izin usaha": "licence",
    "licence": "licence",
    "license": "licence",
    "nib": "licence",
    "p4": "licence",
    "pasar": "market",
    "pemasaran": "market",
    "bazar": "market",
    "pameran": "market",
    "market": "market",
    "p5": "market",
    "pembukuan": "books",
    "pelaporan keuangan": "books",
    "buku kas": "books",
    "books": "books",
    "p6": "books",
    "modal": "capital",
    "permodalan": "capital",
    "pinjaman": "capital",
    "kredit": "capital",
    "capital": "capital",
    "p7": "capital",
}
LICENCES = {
    "nib": "NIB",
    "iumk": "IUMK",
    "p-irt": "PIRT",
    "pirt": "PIRT",
    "halal": "HALAL",
    "sertifikat halal": "HALAL",
    "siup": "SIUP",
    "tdp": "TDP",
    "lain": "OTHER",
    "lainnya": "OTHER",
    "other": "OTHER",
}
# Digits of a NIB.
NIB = 13
# So many digits of a number a spreadsheet keeps.
DIGITS = 15
# What one kind has and another has not.
PARTICULARS = {"partner", "licence_type", "number", "own_name", "lapses_on", "month", "amount"}
# A person has a name too, so what a milestone calls its name has another column here.
NAMED = {"name": "partner"}
TOLD = ("kind", "licence_type", "number", "name", "month", "completed_on", "amount")
# What makes two milestones of somebody one.
Nature = tuple[Any, ...]


def number(cell: object) -> str | None:
    """The number as it stands on the paper: of one that is a number here the digits behind the fifteenth are lost."""
    said = text(60)(cell.strip(TICK) if isinstance(cell, str) else cell)
    if said and (SCIENTIFIC.fullmatch(said) or (not isinstance(cell, str) and len(said) > DIGITS)):
        raise ValidationError(_("Digits of this number are lost: set the column to text and type it again."))
    return said


class Milestones(Kind):
    name, power = Spreadsheet.Kind.MILESTONES, Power.RECORD_PROGRESS
    columns = (
        *WHO,
        Column(
            "kind",
            gettext_lazy("Step"),
            one_of(KINDS_OF_STEPS),
            aliases=("langkah", "jenis", "jenis langkah", "tahap", "capaian", "kategori", "kind"),
            required=True,
            example="izin",
            note=gettext_lazy("izin (P4), pasar (P5), pembukuan (P6) or modal (P7)."),
        ),
        Column(
            "completed_on",
            gettext_lazy("Completed on"),
            day,
            aliases=(
                "tanggal",
                "tgl",
                "tanggal terbit",
                "tgl terbit",
                "tanggal selesai",
                "tanggal cair",
                "selesai",
                "issued",
            ),
            example="05-03-2026",
            note=gettext_lazy("Issued, sold, finished or paid out. Empty while this has not happened yet."),
        ),
        Column(
            "entered_on",
            gettext_lazy("Applied for on"),
            day,
            aliases=("tanggal pengajuan", "tgl pengajuan", "diajukan", "mulai", "tanggal mulai", "begun on"),
            example="20-02-2026",
            note=gettext_lazy("Only if it was on another day."),
        ),
        Column(
            "licence_type",
            gettext_lazy("Kind of licence"),
            one_of(LICENCES),
            aliases=("jenis izin", "nama izin", "izin", "licence type"),
            example="NIB",
            note=gettext_lazy("NIB, IUMK, P-IRT, halal, SIUP, TDP or lainnya. Of a licence only."),
        ),
        Column(
            "number",
            gettext_lazy("Number of the licence"),
            number,
            aliases=("nomor izin", "no izin", "no. izin", "nomor", "no nib", "nomor nib", "licence number"),
            example="0220001112223",
            note=gettext_lazy("As text. Empty while the licence is only applied for."),
        ),
        Column(
            "own_name",
            gettext_lazy("In the person's own name"),
            yes,
            aliases=("atas nama sendiri", "atas nama pribadi", "milik sendiri", "nama sendiri", "own name"),
            example="ya",
            note=gettext_lazy("ya or tidak. Of a licence only."),
        ),
        Column(
            "lapses_on",
            gettext_lazy("Valid until"),
            day,
            aliases=("berlaku sampai", "berlaku hingga", "masa berlaku", "kedaluwarsa"),
            note=gettext_lazy("Only if the licence says so."),
        ),
        Column(
            "partner",
            gettext_lazy("Market or lender"),
            text(120),
            aliases=("mitra", "nama bazar", "nama pasar", "bank", "koperasi", "lembaga", "pemberi modal", "partner"),
            example="Bazar Tebet",
            note=gettext_lazy("The market, fair or shop; or the bank, cooperative or lender."),
        ),
        Column(
            "month",
            gettext_lazy("Month of the books"),
            month,
            aliases=("bulan", "bulan pembukuan", "bulan laporan", "periode"),
            example="02-2026",
        ),
        Column(
            "amount",
            gettext_lazy("Amount in rupiah"),
            rupiah,
            aliases=("jumlah", "nilai", "jumlah modal", "besar pinjaman", "plafon", "nominal", "rupiah", "amount"),
            example="5.000.000",
        ),
        Column(
            "business",
            gettext_lazy("Business"),
            text(120),
            aliases=("usaha", "nama usaha", "merek", "business name"),
            note=gettext_lazy("As its name stands on the person's page."),
        ),
    )

    def settle(self, rows: list[Judged], case: Case) -> None:
        find(rows, case, Participant.objects.worked_by(case.by))
        owned, first = _owned(rows), first_day()
        for row in rows:
            row.said["entered_on"] = row.said["entered_on"] or row.said["completed_on"] or str(case.today)
            if not row.mistakes:
                _check_what_a_sheet_loses(row)
                _find_business(row, owned)
            if not row.mistakes:
                _check(row, case, first)
        _compare([row for row in rows if not row.mistakes], case)

    def merge(self, case: Case) -> int:
        refuse_lost(case, "participant", Participant.objects.worked_by(case.by))
        return make(
            kept(
                "participants_milestone",
                {
                    "participant_id": "(said->>'participant')::uuid",
                    "kind": "said->>'kind'",
                    "business_id": "(said->>'business_key')::uuid",
                    "entered_on": "(said->>'entered_on')::date",
                    "completed_on": "(said->>'completed_on')::date",
                    "name": "coalesce(said->>'partner', '')",
                    "licence_type": "coalesce(said->>'licence_type', '')",
                    "number": "coalesce(said->>'number', '')",
                    "own_name": "coalesce((said->>'own_name')::boolean, false)",
                    "lapses_on": "(said->>'lapses_on')::date",
                    "month": "(said->>'month' || '-01')::date",
                    "amount": "(said->>'amount')::bigint",
                    "has_evidence": "false",
                    "state": "'draft'",
                    "version": "1",
                    "recorded_at": "%(at)s",
                },
                makers="milestone_id",
            ),
            case,
        )


def _owned(rows: list[Judged]) -> dict[tuple[str, str], list[uuid.UUID]]:
    """The businesses of these people by their names."""
    people = {row.said["participant"] for row in rows if row.said["business"]} - {None}
    owners = Business.owners.through.objects.filter(participant__in=Participant.objects.rows_of(people))
    found = defaultdict(list)
    # One that two rows of a person own is one.
    for person, name, key in owners.values_list(PERSON, "business__name", "business").distinct():
        found[str(person), name.casefold()].append(key)
    return found


def _check_what_a_sheet_loses(row: Judged) -> None:
    said = row.said
    if said["kind"] != Milestone.Kind.LICENCE:
        return
    if said["own_name"] is None:
        row.mistakes["own_name"] = _("Write “ya” or “tidak”.")
    if said["licence_type"] == "NIB" and said["number"] and said["number"].isdigit() and len(said["number"]) == NIB - 1:
        row.mistakes["number"] = _(
            "A NIB has 13 digits and this one has 12: a spreadsheet drops a zero at the front. Set the column to text and"
            " type it again."
        )


def _find_business(row: Judged, owned: dict[tuple[str, str], list[uuid.UUID]]) -> None:
    row.said["business_key"] = None
    if name := row.said["business"]:
        found = owned.get((row.said["participant"], name.casefold()), [])
        if len(found) != 1:
            row.mistakes["business"] = _(
                "This person has no business of this name: write it as on their page, or nothing."
            )
            return
        row.said["business_key"] = str(found[0])


def _check(row: Judged, case: Case, first: datetime.date) -> None:
    said = row.said
    facts = MilestoneFacts(
        entered_on=datetime.date.fromisoformat(said["entered_on"]),
        completed_on=day_of(said["completed_on"]),
        lapses_on=day_of(said["lapses_on"]),
        month=day_of(said["month"] and f"{said['month']}-01"),
        name=said["partner"] or "",
        licence_type=said["licence_type"] or "",
        number=said["number"] or "",
        own_name=bool(said["own_name"]),
        amount=said["amount"],
    )
    columns = milestones.columns(said["kind"], facts)
    try:
        milestones.check_facts(Milestone(kind=said["kind"], **columns), case.today, first)
    except ValidationError as refusal:
        blame(row, refusal, NAMED)
        return
    _leave_out(row)
    said |= {NAMED.get(name, name): columns[name] for name in ("name", "number") if name in columns}


def _leave_out(row: Judged) -> None:
    """What a step of another kind would have."""
    mine = {NAMED.get(name, name) for name in FIELDS[Milestone.Kind(row.said["kind"])]}
    for name in PARTICULARS - mine:
        if row.said[name] is not None:
            row.warnings[name] = _("A step of this kind has none: this is left out.")
            row.said[name] = None


def _compare(rows: list[Judged], case: Case) -> None:
    """Which of these are there already, which say the same as a row before, and beside which something lies unfinished."""
    natures = {row.number: (row.said["participant"], *_nature(row.said)) for row in rows}
    keys = {number: key_of("milestone", *nature) for number, nature in natures.items()}
    known, there = taken(Milestone, keys.values()), _there(rows)
    for row in rows:
        nature = natures[row.number]
        if said_before(row, case, "kind", "milestone", *nature):
            continue
        row.record = keys[row.number]
        if record := row.record if row.record in known else there.get(nature):
            is_same(row, record)
        elif row.said["completed_on"] and (nature[0], *_nature(_unfinished(row.said))) in there:
            row.warnings["completed_on"] = _(
                "This was begun already, and is not completed there: it stays beside this one."
            )


def _nature(said: dict[str, Any]) -> Nature:
    when = str(said["completed_on"] or "")
    match said["kind"]:
        case Milestone.Kind.LICENCE:
            number = (said["number"] or "").translate(str.maketrans("", "", " .-")).upper()
            return ("licence", number) if number else ("licence", "", said["licence_type"])
        case Milestone.Kind.BOOKS:
            return "books", str(said["month"])[:7]
        case Milestone.Kind.MARKET:
            return "market", said["partner"].casefold(), when
    return "capital", said["partner"].casefold(), when, said["amount"]


def _unfinished(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"completed_on": None, "number": ""}


def _there(rows: list[Judged]) -> dict[Nature, uuid.UUID]:
    """The milestones of these people; what was revoked may be recorded anew."""
    people = {row.said["participant"] for row in rows}
    steps = Milestone.objects.filter(participant__in=Participant.objects.rows_of(people))
    steps = steps.exclude(state=Milestone.State.REVOKED).order_by("-recorded_at")
    columns = [NAMED.get(name, name) for name in TOLD]
    return {
        (str(person), *_nature(dict(zip(columns, told, strict=True)))): key
        for key, person, *told in steps.values_list("pk", PERSON, *TOLD)
    }
