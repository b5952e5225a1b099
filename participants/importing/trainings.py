"""Trainings by the spreadsheet: drafts, each row one meeting, logged and led by whoever sends them."""

import datetime
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.accounts.roles import Power
from okoce.core.verbs import check
from participants.importing import called
from participants.importing.blame import blame
from participants.importing.columns import Column, clock, day, kecamatan, text
from participants.importing.hours import hours, part_hours
from participants.importing.kinds import Case, Judged, Kind, key_of
from participants.importing.meanwhile import refuse_lost
from participants.importing.there import NEW_ROWS, is_same, letters, make, said_before
from participants.models import Spreadsheet
from programs.days import first_day
from programs.models import Agency, Curriculum, Training, TrainingSession
from programs.places import workplaces
from programs.trainings import Meeting, hold_all, overlapping, refuse_handed_in

LOGGED = f"""
INSERT INTO programs_training
    (id, kecamatan_id, curriculum_id, agency_id, place, led_by_id, logged_by_id, logged_at, state, version)
SELECT DISTINCT ON (record) record, said->>'kecamatan', said->>'curriculum', said->>'agency', said->>'place',
    %(by)s, %(by)s, %(at)s, 'draft', 1
FROM {NEW_ROWS} ORDER BY record, number ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words
MET = f"""
INSERT INTO programs_trainingsession (id, training_id, held_on, starts_at, ends_at, state)
SELECT (said->>'session')::uuid, record, (said->>'held_on')::date, (said->>'starts_at')::time,
    (said->>'ends_at')::time, 'planned'
FROM {NEW_ROWS} ORDER BY number ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words
# For a meeting that somebody planned there meanwhile, at an hour of this one.
LEFT_OUT = f"""
SELECT FROM {NEW_ROWS} AND NOT EXISTS (
    SELECT FROM programs_trainingsession WHERE id = (said->>'session')::uuid AND training_id = record)
"""  # noqa: S608 - our own words
MADE = f"""
INSERT INTO programs_training_makers (training_id, user_id)
SELECT DISTINCT record, %(by)s FROM {NEW_ROWS} ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words
# Kecamatan, curriculum, day and begin: what makes two meetings one.
Moment = tuple[Any, ...]


@dataclass
class Group:
    """The rows of one training, and what is known of it: the training that is there, its meetings."""

    key: uuid.UUID
    row: Judged
    training: Training | None = None
    meetings: list[Meeting | TrainingSession] = field(default_factory=list)


class Trainings(Kind):
    """A meeting at the same kecamatan, about the same, on the same day and from the same hour on is the same meeting."""

    name, power, needs_kecamatan = Spreadsheet.Kind.TRAININGS, Power.LOG_TRAINING, True
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
            aliases=(
                "mulai",
                "jam mulai",
                "pukul",
                "jam",
                "waktu",
                "dari",
                "dari jam",
                "waktu mulai",
                "start",
                "starts",
            ),
            required=True,
            example="09.00",
            note=gettext_lazy("Or from when until when: 09.00-12.00."),
        ),
        Column(
            "ends_at",
            gettext_lazy("Until"),
            clock,
            aliases=(
                "selesai",
                "jam selesai",
                "sampai",
                "sampai jam",
                "s/d",
                "s.d.",
                "hingga",
                "waktu selesai",
                "end",
                "ends",
            ),
            example="12.00",
        ),
        Column(
            "place",
            gettext_lazy("Place"),
            text(120),
            aliases=called.PLACE,
            required=True,
            example="Aula Kecamatan Tebet",
        ),
        Column(
            "curriculum",
            gettext_lazy("What is taught"),
            text(80),
            aliases=called.CURRICULUM,
            required=True,
            example="DASAR",
            note=gettext_lazy("Its code or its name."),
        ),
        Column(
            "agency",
            gettext_lazy("Agency that pays"),
            text(120),
            aliases=("skpd", "dinas", "opd", "penyelenggara", "dinas penyelenggara", "instansi", "agency"),
            required=True,
            example="DPPKUKM",
            note=gettext_lazy("Its code or its name."),
        ),
        Column(
            "kecamatan",
            gettext_lazy("Kecamatan"),
            kecamatan,
            aliases=called.KECAMATAN,
            example="Tebet",
            note=gettext_lazy("Empty: the one that is chosen for the whole file."),
        ),
        Column(
            "batch",
            gettext_lazy("Batch"),
            text(60),
            aliases=(
                "kode",
                "kode pelatihan",
                "no pelatihan",
                "angkatan",
                "kelas",
                "grup",
                "kelompok",
                "group",
                "batch",
            ),
            example="A1",
            note=gettext_lazy("Only for a training of several meetings: the same word in each of their rows."),
        ),
    )

    def settle(self, rows: list[Judged], case: Case) -> None:
        _find(rows, case, {place.pk for place in workplaces(case.by, self.power)})
        first = first_day()
        for row in rows:
            _part(row)
            if not row.mistakes:
                _check(row, case, first)
        whole = [row for row in rows if not row.mistakes]
        _compare(whole, case)
        _gather([row for row in whole if not row.mistakes], case)

    def merge(self, case: Case) -> int:
        refuse_lost(case, "kecamatan", workplaces(case.by, self.power))
        keys = case.new_rows.values("record")
        for training in hold_all(Training.objects.filter(pk__in=keys)):
            refuse_handed_in(training)
        make(LOGGED, case)
        made = make(MET, case)
        if make(LEFT_OUT, case):
            raise ValidationError(_("These trainings were changed while you looked at the rows: send the file again."))
        make(MADE, case)
        return made


def _find(rows: list[Judged], case: Case, places: set[str]) -> None:
    """Put codes where rows say names: of the kecamatan, what is taught and who pays."""
    curricula, agencies = _codes(Curriculum), _codes(Agency)
    for row in rows:
        if row.said["kecamatan"] is None and case.kecamatan and "kecamatan" not in row.mistakes:
            row.said["kecamatan"] = case.kecamatan.pk
        if row.said["kecamatan"] not in places:
            row.mistakes.setdefault("kecamatan", _("You log no trainings in this kecamatan: write one of yours."))
        _code(row, "curriculum", curricula)
        _code(row, "agency", agencies)


def _codes(model: type[Curriculum | Agency]) -> dict[str, str]:
    rows = list(model.objects.values_list("pk", "name"))
    return {name.casefold(): code for code, name in rows} | {code.casefold(): code for code, _name in rows}


def _code(row: Judged, column: str, codes: dict[str, str]) -> None:
    if not (said := row.said[column]):
        return
    if code := codes.get(said.casefold()):
        row.said[column] = code
    else:
        known = ", ".join(sorted(set(codes.values())))
        row.mistakes.setdefault(column, _("Write one of these codes, or its name: %(codes)s.") % {"codes": known})


def _part(row: Judged) -> None:
    part_hours(row)
    if row.said["starts_at"] and not row.said["ends_at"]:
        row.mistakes.setdefault("ends_at", _("Say until when it lasts: here, or beside the begin as 09.00-12.00."))


def _check(row: Judged, case: Case, first: datetime.date) -> None:
    try:
        _meeting(row).check(case.today, first)
        check(Training(place=row.said["place"]), "place")
    except ValidationError as refusal:
        blame(row, refusal)
    try:
        MinLengthValidator(3)(row.said["place"])
    except ValidationError as refusal:
        row.mistakes.setdefault("place", refusal.messages[0])


def _meeting(row: Judged) -> Meeting:
    starts_at, ends_at = (datetime.time.fromisoformat(row.said[name]) for name in ("starts_at", "ends_at"))
    return Meeting(datetime.date.fromisoformat(row.said["held_on"]), starts_at, ends_at)


def _moment(row: Judged) -> Moment:
    return tuple(row.said[name] for name in ("kecamatan", "curriculum", "held_on", "starts_at"))


def _compare(rows: list[Judged], case: Case) -> None:
    """Which of these meetings are there already, and which say the same as a row before."""
    keys = {row.number: key_of("session", *_moment(row)) for row in rows}
    there = _there(rows, keys)
    for row in rows:
        if said_before(row, case, "starts_at", "session", *_moment(row)):
            continue
        session = there.get(keys[row.number])
        if (
            not session
            and (session := there.get(_moment(row)))
            and letters(session.training.place) != letters(row.said["place"])
        ):
            row.mistakes["place"] = _(
                "A training about this is logged from this hour on, at “%(place)s”: write its place so, or log another one"
                " by hand."
            ) % {"place": session.training.place}
        row.said["session"] = str(session.pk if session else keys[row.number])
        if session:
            is_same(row, session.training_id)


def _there(rows: list[Judged], keys: dict[int, uuid.UUID]) -> dict[Any, TrainingSession]:
    """The meetings that are there by what the rows say, and by the keys that they would have."""
    told = TrainingSession.objects.select_related("training")
    days, places = {row.said["held_on"] for row in rows}, {row.said["kecamatan"] for row in rows}
    going = told.filter(held_on__in=days, training__kecamatan__in=places)
    going = going.exclude(state=TrainingSession.State.CANCELLED).exclude(training__state=Training.State.REVOKED)
    found: dict[Any, TrainingSession] = {}
    for one in going:
        code = one.training.curriculum_id
        found[one.training.kecamatan_id, code, str(one.held_on), f"{one.starts_at:%H:%M}"] = one
    return found | {one.pk: one for one in told.filter(pk__in=keys.values())}


def _gather(rows: list[Judged], case: Case) -> None:
    """Put the new meetings into their trainings; those of one training share its place, and have no hour in common."""
    groups = _groups(rows, case)
    _know(groups, rows)
    for row in rows:
        group = groups[row.number]
        if row.verdict != "new":
            continue
        row.record = group.key
        _refuse_other(row, group)
        _refuse_untimely(row, group)
        group.meetings.append(_meeting(row))


def _groups(rows: list[Judged], case: Case) -> dict[int, Group]:
    """The group of each row; one that an earlier part of the file began goes on."""
    gathered = defaultdict(list)
    for row in rows:
        word = (row.said["batch"] or "").casefold()
        gathered["training", row.said["kecamatan"], row.said["curriculum"], word, row.number if not word else 0].append(
            row
        )
    groups: dict[int, Group] = {}
    for word, members in gathered.items():
        group = case.seen.get(word) or Group(_key(members), members[0])
        if members[0].said["batch"]:
            case.seen[word] = group
        groups |= {row.number: group for row in members}
    return groups


def _key(rows: list[Judged]) -> uuid.UUID:
    """Of the training that one of the rows is of already, else of its first meeting: in whatever order they stand."""
    there = [row.record for row in rows if row.record]
    return there[0] if there else key_of("training", *min(map(_moment, rows), key=lambda said: said[2:]))


def _know(groups: dict[int, Group], rows: list[Judged]) -> None:
    """Which trainings are there, with their meetings."""
    known = {group.key: group for group in groups.values()}
    sessions = TrainingSession.objects.filter(training__in={row.record for row in rows if row.record} & known.keys())
    for session in sessions.exclude(state=TrainingSession.State.CANCELLED).select_related("training"):
        group = known[session.training_id]
        group.training = session.training
        group.meetings.append(session)


def _refuse_other(row: Judged, group: Group) -> None:
    for column in ("place", "agency"):
        if letters(row.said[column]) != letters(group.row.said[column]):
            sentence = _("Meetings of one training have one place and one agency: write them as in row %(row)d.")
            row.mistakes.setdefault(column, sentence % {"row": group.row.number})


def _refuse_untimely(row: Judged, group: Group) -> None:
    meeting = _meeting(row)
    try:
        if group.training:
            refuse_handed_in(group.training)
        if other := next((one for one in group.meetings if meeting.overlaps(one)), None):
            raise overlapping(other)
    except ValidationError as refusal:
        blame(row, refusal)
