"""Visits by the spreadsheet: each as its facilitator would have recorded it, except that none shows a business trading."""

import datetime
import re
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.accounts.roles import Power
from okoce.core.verbs import check
from participants import mentoring
from participants.importing.blame import blame
from participants.importing.columns import Column, day, kecamatan, one_of, text, whole
from participants.importing.kinds import Case, Judged, Kind, key_of
from participants.importing.meanwhile import OutdatedError, refuse_lost
from participants.importing.there import is_same, kept, make, said_before, taken
from participants.importing.who import WHO, find
from participants.mentoring import LONGEST, VisitFacts
from participants.models import PERSON, Participant, Residence, Spreadsheet, Visit
from programs.days import first_day
from programs.models import Kecamatan
from programs.places import within
from programs.scoping import works_in

MODES = {
    "tatap muka": "in_person",
    "langsung": "in_person",
    "kunjungan": "in_person",
    "luring": "in_person",
    "offline": "in_person",
    "in person": "in_person",
    "telepon": "phone",
    "telpon": "phone",
    "telp": "phone",
    "by phone": "phone",
    "phone": "phone",
    "daring": "online",
    "online": "online",
    "wa": "online",
    "whatsapp": "online",
    "zoom": "online",
    "video call": "online",
}
UNIT = re.compile(r"\s*(?:menit|mnt|minutes?|min)\.?$", re.IGNORECASE)
# As the form proposes them.
USUAL = {"mode": Visit.Mode.IN_PERSON, "minutes": 60}


def minutes(cell: object) -> int | None:
    """How long it took, with or without the word."""
    return whole(1, LONGEST)(UNIT.sub("", cell) if isinstance(cell, str) else cell)


COLUMNS = (
    Column(
        "held_on",
        gettext_lazy("Date"),
        day,
        aliases=("tanggal", "tgl", "tgl.", "tanggal kunjungan", "tgl kunjungan", "tanggal pendampingan", "hari", "day"),
        required=True,
        example="05-03-2026",
    ),
    Column(
        "topic",
        gettext_lazy("Topic"),
        text(120),
        aliases=("topik", "materi", "perihal", "masalah", "topik pendampingan", "materi pendampingan", "subject"),
        required=True,
        example="Pembukuan",
    ),
    Column(
        "mode",
        gettext_lazy("How"),
        one_of(MODES),
        aliases=("cara", "metode", "media", "bentuk", "mode"),
        example="tatap muka",
        note=gettext_lazy("tatap muka, telepon or daring. Empty: tatap muka."),
    ),
    Column(
        "minutes",
        gettext_lazy("Minutes"),
        minutes,
        aliases=("menit", "durasi", "lama", "durasi (menit)", "lama (menit)", "duration"),
        example="60",
        note=gettext_lazy("Empty: 60."),
    ),
    Column(
        "finding",
        gettext_lazy("What you found"),
        text(2000),
        aliases=(
            "temuan",
            "hasil",
            "hasil kunjungan",
            "hasil pendampingan",
            "kondisi",
            "catatan",
            "keterangan",
            "finding",
        ),
        example="Penjualan naik",
    ),
    Column(
        "next_action",
        gettext_lazy("Next step"),
        text(200),
        aliases=("tindak lanjut", "langkah berikutnya", "rencana", "rencana tindak lanjut", "rtl", "next action"),
        example="Urus NIB",
    ),
    Column(
        "kecamatan",
        gettext_lazy("Kecamatan"),
        kecamatan,
        aliases=("kec", "kec.", "nama kecamatan", "kecamatan kunjungan", "lokasi", "wilayah", "district"),
        example="Tebet",
        note=gettext_lazy("Where it happened. Empty: the one that is chosen for the whole file."),
    ),
)


class Visits(Kind):
    """One visit to somebody on a day is one: a second row about it is told so, a visit that is there stays as it is."""

    name, power, needs_kecamatan = Spreadsheet.Kind.VISITS, Power.RECORD_PROGRESS, True
    columns = (*WHO, *COLUMNS)

    def settle(self, rows: list[Judged], case: Case) -> None:
        find(rows, case, Participant.objects.worked_by(case.by))
        _fill_in(rows, case)
        places = {place.pk: place for place in within(None)}
        homes, first = _homes(row.said["participant"] for row in rows), first_day()
        workplaces = places if (codes := works_in(case.by, self.power)) is None else codes
        for row in rows:
            _check_place(row, homes, workplaces)
            if not row.mistakes:
                _check(row, case, places, first)
        _compare([row for row in rows if not row.mistakes], case)

    def merge(self, case: Case) -> int:
        refuse_lost(case, "participant", Participant.objects.worked_by(case.by))
        self._refuse_lost_places(case)
        return make(
            kept(
                "participants_visit",
                {
                    "participant_id": "(said->>'participant')::uuid",
                    "facilitator_id": "%(by)s",
                    "kecamatan_id": "said->>'kecamatan'",
                    "held_on": "(said->>'held_on')::date",
                    "mode": "said->>'mode'",
                    "minutes": "(said->>'minutes')::smallint",
                    "topic": "said->>'topic'",
                    "finding": "said->>'finding'",
                    "next_action": "said->>'next_action'",
                    "confirms_trading": "false",
                    "has_evidence": "false",
                    "state": "'draft'",
                    "version": "1",
                    "recorded_at": "%(at)s",
                },
                makers="visit_id",
            ),
            case,
        )

    def _refuse_lost_places(self, case: Case) -> None:
        """As while judging: a visit happens where the person lives or where the sender works."""
        if (codes := works_in(case.by, self.power)) is None:
            return
        elsewhere = case.new_rows.exclude(said__kecamatan__in=codes)
        told = [(said["participant"], said["kecamatan"]) for said in elsewhere.values_list("said", flat=True)]
        homes = _homes(person for person, _place in told)
        if any(homes.get(person) != place for person, place in told):
            raise OutdatedError


def _fill_in(rows: list[Judged], case: Case) -> None:
    usual: dict[str, Any] = USUAL | {"kecamatan": case.kecamatan and case.kecamatan.pk}
    for row in rows:
        row.said |= {
            name: value for name, value in usual.items() if row.said[name] is None and name not in row.mistakes
        }


def _homes(people: Iterable[Any]) -> dict[str, str | None]:
    """Where each person lives now."""
    known = {person for person in people if person}
    homes = Residence.objects.filter(participant__in=Participant.objects.rows_of(known)).annotate(person=PERSON)
    newest = homes.order_by("person", "-since").distinct("person")
    return {str(person): place for person, place in newest.values_list("person", "kecamatan")}


def _check_place(row: Judged, homes: dict[str, str | None], workplaces: Collection[str]) -> None:
    place, person = row.said["kecamatan"], row.said["participant"]
    if place is None:
        row.mistakes.setdefault("kecamatan", _("This is needed: fill it in."))
    elif person and place not in workplaces and place != homes.get(person):
        sentence = _("A visit happens where the person lives or where you work: write one of these kecamatan.")
        row.mistakes.setdefault("kecamatan", sentence)


def _check(row: Judged, case: Case, places: dict[str, Kecamatan], first: datetime.date) -> None:
    said = row.said
    facts = VisitFacts(
        kecamatan=places[said["kecamatan"]],
        held_on=datetime.date.fromisoformat(said["held_on"]),
        mode=said["mode"],
        minutes=said["minutes"],
        topic=said["topic"],
        finding=said["finding"] or "",
        next_action=said["next_action"] or "",
    )
    try:
        mentoring.check_facts(facts, case.today, first)
        columns = mentoring.columns(facts)
        check(Visit(**columns), *mentoring.IN_WORDS)
    except ValidationError as refusal:
        blame(row, refusal)
        return
    said |= {name: columns[name] for name in ("topic", "finding", "next_action")}


def _compare(rows: list[Judged], case: Case) -> None:
    """Which of these are there already, and which say the same as a row before."""
    keys = {row.number: key_of("visit", case.by.pk, row.said["participant"], row.said["held_on"]) for row in rows}
    known, there = taken(Visit, keys.values()), _there(rows, case)
    for row in rows:
        said = row.said["participant"], row.said["held_on"]
        if said_before(row, case, "held_on", "visit", *said):
            continue
        row.record = keys[row.number]
        if record := row.record if row.record in known else there.get(said):
            is_same(row, record)


def _there(rows: list[Judged], case: Case) -> dict[tuple[str, str], uuid.UUID]:
    """The visits of the sender to these people on these days."""
    people, days = {row.said["participant"] for row in rows}, {row.said["held_on"] for row in rows}
    whose = Participant.objects.rows_of(people)
    own = Visit.objects.filter(facilitator=case.by, participant__in=whose, held_on__in=days)
    own = own.exclude(state=Visit.State.REVOKED).order_by("-recorded_at")
    return {(str(person), str(held_on)): key for key, person, held_on in own.values_list("pk", PERSON, "held_on")}
