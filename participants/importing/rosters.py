"""Who was at which meeting, by the spreadsheet. The trainings and the people are there before it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.accounts.models import Sent
from okoce.accounts.roles import Power
from participants.importing import called
from participants.importing.columns import Column, day, kecamatan, one_of, text
from participants.importing.hours import hours, part_hours
from participants.importing.kinds import Case, Judged, Kind, key_of
from participants.importing.meanwhile import refuse_lost
from participants.importing.there import NEW_ROWS, is_same, letters, make, said_before
from participants.importing.who import WHO, find
from participants.models import Attendance, Participant, Spreadsheet
from participants.records import refuse_revoked
from participants.rosters import refuse_cancelled, refuse_unbegun
from participants.twice import as_listed
from programs.models import Training, TrainingSession
from programs.trainings import hold_all

STATUSES = {
    "hadir": "present",
    "present": "present",
    "h": "present",
    "ya": "present",
    "v": "present",
    "x": "present",
    "✓": "present",
    "✔": "present",
    "1": "present",
    "terlambat": "late",
    "telat": "late",
    "late": "late",
    "t": "late",
    "izin": "excused",
    "ijin": "excused",
    "excused": "excused",
    "i": "excused",
    "sakit": "sick",
    "sick": "sick",
    "s": "sick",
    "alpa": "absent",
    "alpha": "absent",
    "absen": "absent",
    "tidak hadir": "absent",
    "absent": "absent",
    "a": "absent",
    "tidak": "absent",
    "-": "absent",
    "0": "absent",
}
MARKED = f"""
INSERT INTO participants_attendance AS held (id, session_id, participant_id, status, recorded_by_id, recorded_at, assumed)
SELECT record, (said->>'session')::uuid, (said->>'participant')::uuid, said->>'status', %(by)s, %(at)s,
    (said->>'assumed')::boolean
FROM {NEW_ROWS} ORDER BY said->>'session', said->>'participant'
ON CONFLICT (session_id, participant_id) DO UPDATE SET status = excluded.status, assumed = false,
    recorded_by_id = excluded.recorded_by_id, recorded_at = excluded.recorded_at
WHERE held.assumed AND NOT excluded.assumed
"""  # noqa: S608 - our own words
MADE = f"""
INSERT INTO programs_training_makers (training_id, user_id)
SELECT DISTINCT training_id, %(by)s FROM programs_trainingsession
WHERE id IN (SELECT (said->>'session')::uuid FROM {NEW_ROWS}) ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words


class Mark(NamedTuple):
    key: uuid.UUID
    status: str
    assumed: bool


class Rosters(Kind):
    """A mark that is there stays: a row that says the same is there already, one that says another thing is told so."""

    name, power = Spreadsheet.Kind.ROSTERS, Power.LOG_TRAINING
    columns = (
        Column(
            "held_on",
            gettext_lazy("Date"),
            day,
            aliases=called.DAY,
            required=True,
            example="05-03-2026",
        ),
        Column(
            "starts_at",
            gettext_lazy("From"),
            hours,
            aliases=("mulai", "jam mulai", "pukul", "jam", "waktu", "waktu mulai", "sesi", "start", "starts"),
            example="09.00",
            note=gettext_lazy("Only if there are several meetings on that day."),
        ),
        Column(
            "place",
            gettext_lazy("Place"),
            text(120),
            aliases=called.PLACE,
            note=gettext_lazy("As it was logged; only if there are several meetings on that day."),
        ),
        Column(
            "curriculum",
            gettext_lazy("What was taught"),
            text(80),
            aliases=called.CURRICULUM,
            note=gettext_lazy("Its code or its name; only if there are several meetings on that day."),
        ),
        Column(
            "kecamatan",
            gettext_lazy("Kecamatan"),
            kecamatan,
            aliases=called.KECAMATAN,
            note=gettext_lazy("Where it was held; only if you work in several."),
        ),
        *WHO,
        Column(
            "status",
            gettext_lazy("Attendance"),
            one_of(STATUSES),
            aliases=("kehadiran", "hadir", "status kehadiran", "status", "absensi", "presensi", "daftar hadir", "ttd"),
            example="hadir",
            note=gettext_lazy("hadir, terlambat, izin, sakit or alpa. Empty: hadir."),
        ),
    )

    def settle(self, rows: list[Judged], case: Case) -> None:
        find(rows, case, Participant.objects.worked_by(case.by), _whose_number_came(case))
        sessions = _sessions(rows, case)
        for row in rows:
            part_hours(row)
            row.said |= {"session": None, "assumed": row.said["status"] is None}
            if row.said["assumed"] and "status" not in row.mistakes:
                row.said["status"] = Attendance.Status.PRESENT
            if row.said["held_on"]:
                _find_session(row, sessions, case)
        _as_listed(sessions, [row for row in rows if not row.mistakes])
        _compare([row for row in rows if not row.mistakes], case)

    def merge(self, case: Case) -> int:
        refuse_lost(case, "session", TrainingSession.objects.worked_by(case.by))
        refuse_lost(case, "participant", Participant.objects.worked_by(case.by), _whose_number_came(case))
        _refuse_changed(case)
        made = make(MARKED, case)
        make(MADE, case)
        return made


def _whose_number_came(case: Case) -> Any:
    """People from anywhere whose exact number the sender sent before: whoever sends it knows it (search.py says it of one)."""
    sent = Sent.objects.filter(user=case.by, kind="participants").exclude(pk=F("record"))
    return Participant.objects.filter(pk__in=sent.values("record"))


def _sessions(rows: list[Judged], case: Case) -> dict[str, list[TrainingSession]]:
    """The meetings of each day where the sender works, except for what is void."""
    days = {row.said["held_on"] for row in rows} - {None}
    held = TrainingSession.objects.worked_by(case.by).filter(held_on__in=days)
    held = held.exclude(training__state=Training.State.REVOKED).exclude(state=TrainingSession.State.CANCELLED)
    found = defaultdict(list)
    for one in held.select_related("training__curriculum"):
        found[str(one.held_on)].append(one)
    return found


def _find_session(row: Judged, sessions: dict[str, list[TrainingSession]], case: Case) -> None:
    found = sessions.get(row.said["held_on"], [])
    if not found:
        row.mistakes.setdefault(
            "held_on", _("You have no meeting on this day: log the training first, or bring it in.")
        )
    for column, is_it in FITS.items():
        said = row.said[column]
        if said and found:
            fitting = [one for one in found if is_it(one, said)]
            if not fitting:
                row.mistakes.setdefault(column, _other(column, found))
            found = fitting
    if len(found) > 1:
        sentence = _("You have several meetings on this day: write the hour, the place or what was taught.")
        row.mistakes.setdefault("held_on", sentence)
    elif found:
        _take(row, found[0], case)


def _take(row: Judged, session: TrainingSession, case: Case) -> None:
    try:
        refuse_unbegun(session, case.at)
    except ValidationError as refusal:
        row.mistakes.setdefault("held_on", refusal.messages[0])
    row.said["session"] = str(session.pk)


# Whether a meeting is the one that a row says in that column.
FITS = {
    "kecamatan": lambda one, said: one.training.kecamatan_id == said,
    "starts_at": lambda one, said: f"{one.starts_at:%H:%M}" == said,
    "curriculum": lambda one, said: (
        said.casefold() in (one.training.curriculum_id.casefold(), one.training.curriculum.name.casefold())
    ),
    "place": lambda one, said: letters(one.training.place) == letters(said),
}


def _as_listed(sessions: dict[str, list[TrainingSession]], rows: list[Judged]) -> None:
    """Whom a list has by another row that tells of them is marked there by that row."""
    trainings = {str(one.pk): one.training_id for some in sessions.values() for one in some}
    asked = {row.number: (trainings[row.said["session"]], uuid.UUID(row.said["participant"])) for row in rows}
    there = as_listed(asked.values())
    for row in rows:
        if other := there.get(asked[row.number]):
            row.said["participant"] = str(other)


def _other(column: str, found: Iterable[TrainingSession]) -> str:
    """What meetings of the day have in this column, where a row has something else."""
    there = {
        "kecamatan": lambda one: one.training.kecamatan_id,
        "starts_at": lambda one: f"{one.starts_at:%H.%M}",
        "curriculum": lambda one: one.training.curriculum_id,
        "place": lambda one: f"“{one.training.place}”",
    }[column]
    words = ", ".join(sorted({there(one) for one in found}))
    return _("No meeting of yours on this day has this; there is %(there)s.") % {"there": words}


def _compare(rows: list[Judged], case: Case) -> None:
    """Which of these marks are there already, which say the same as a row before, and which contradict."""
    marks = _marks(rows)
    for row in rows:
        pair = row.said["session"], row.said["participant"]
        if said_before(row, case, "name" if row.said["name"] else "nik", "mark", *pair):
            continue
        row.record = key_of("mark", *pair)
        if pair in marks:
            _compare_mark(row, marks[pair])


def _compare_mark(row: Judged, held: Mark) -> None:
    if row.said["assumed"] or held.status == row.said["status"]:
        is_same(row, held.key)
    elif held.assumed:
        # Nobody has said it of this very person until now.
        row.record = held.key
    else:
        there = Attendance.Status(held.status).label
        sentence = _("Marked as “%(there)s” already: change that on the list of the training, or write the same here.")
        row.mistakes["status"] = sentence % {"there": there}


def _marks(rows: list[Judged]) -> dict[tuple[str, str], Mark]:
    sessions, people = {row.said["session"] for row in rows}, {row.said["participant"] for row in rows}
    marks = Attendance.objects.filter(session__in=sessions, participant__in=people)
    told = marks.values_list("session", "participant", "pk", "status", "assumed")
    return {(str(one), str(person)): Mark(key, status, assumed) for one, person, key, status, assumed in told}


def _refuse_changed(case: Case) -> None:
    """Hold the trainings, and refuse what was cancelled, revoked or moved since the rows were judged."""
    keys = {uuid.UUID(key) for key in case.new_rows.values_list("said__session", flat=True)}
    sessions = TrainingSession.objects.filter(pk__in=keys)
    for training in hold_all(Training.objects.filter(pk__in=sessions.values("training"))):
        refuse_revoked(training)
    for session in sessions:
        refuse_cancelled(session)
        refuse_unbegun(session, case.at)
