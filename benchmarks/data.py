"""Sixty months of a programme, made in the database: the same people and trainings each time, none of whom exist.

A training has 25 people and one to three sessions, 40 attendances in all; a person comes to three trainings of the
kecamatan. Most trainings are verified, the newest wait for a verifier or are unfinished, and the last ones are crowds.
"""

import hashlib
import time
import uuid
from dataclasses import dataclass

import psycopg2

from okoce.core.months import Month, today

# For the largest city: ten times as many people are looked after by ten times as many.
FACILITATORS = 880
CROWD = 100
# The people of this number among twenty have not shown who they are.
UNKNOWN = 11


@dataclass(frozen=True)
class Size:
    """How much of everything. `waiting` trainings wait for a verifier, `crowds` more of 100 people too."""

    database: str
    people: int
    trainings: int
    waiting: int
    crowds: int = 16

    @property
    def facilitators(self) -> int:
        """One for each five hundred people, and two a kecamatan at least."""
        return max(2, self.people // 22_000) * 44

    @property
    def attendances(self) -> int:
        return self.trainings * 40 + self.crowds * CROWD

    def __str__(self):
        return f"{self.trainings * 40:,}"


def first_month() -> Month:
    """Sixty months until now: the newest counts lie in the programme's last month."""
    return Month.of(today()) + -59


def key(kind: str, number: int) -> uuid.UUID:
    """The key that the statements below give to the person, training, session or attendance of that number."""
    return uuid.UUID(hashlib.md5(f"{kind} {number}".encode(), usedforsecurity=False).hexdigest())


def waiting(size: Size) -> list[uuid.UUID]:
    return [key("training", number) for number in range(size.trainings - size.waiting, size.trainings)]


def attendance(size: Size, *, by: int) -> str:
    """For pgbench: one row through all constraints and triggers."""
    return ATTENDANCE.format(by=by, people=size.people - 1, trainings=size.trainings - 2 * size.waiting - 1)


def crowds(size: Size) -> list[uuid.UUID]:
    return [key("training", size.trainings + number) for number in range(size.crowds)]


# So many who come in now, registered by somebody.
NEWCOMERS = """
WITH person AS (
    INSERT INTO participants_participant
        (id, name, phone, sex, birth_year, nik_fingerprint, nik_tail, ktp_seen, registered_on, consent_version, baseline,
         baseline_workers, registered_in_id, registered_by_id, facilitator_id, created_at)
    SELECT gen_random_uuid(), 'Orang', '', 'female', 1990, sha256(gen_random_uuid()::text::bytea), '0000', false,
           current_date - 2, '2026-11', 'no_business', 0, '31.74.01', {by}, {by}, now()
    FROM generate_series(1, {number})
    RETURNING id, registered_by_id
)
INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)
SELECT id, '31.74.01', current_date - 2, registered_by_id FROM person
"""
# A mark of anybody, at the first session of any training that does not wait.
ATTENDANCE = """
\\set training random(0, {trainings})
\\set person random(0, {people})
INSERT INTO participants_attendance (id, session_id, participant_id, status, recorded_by_id, recorded_at)
SELECT gen_random_uuid(), md5('session ' || :training * 3)::uuid, md5('person ' || :person)::uuid, 'present', {by}, now()
ON CONFLICT DO NOTHING
"""

# As a replica no trigger fires: nothing is queued, recorded or asked for, and the rebuild counts it all at once.
ALONE = "SET session_replication_role = replica; SET work_mem = '64MB'; SET maintenance_work_mem = '256MB'"
# Keys without an order fill an index one page here and one there; built afterwards, it takes a tenth of the time.
LARGE = [
    "participants_participant",
    "participants_residence",
    "participants_attendance",
    "participants_visit",
    "participants_milestone",
]
UNREADY = "UPDATE pg_index SET indisready = false WHERE indrelid = ANY (%(large)s::regclass[])"

WORDS = """
CREATE FUNCTION pg_temp.key(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT md5(kind || ' ' || number)::uuid $$;

CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY code)::int - 1 AS place, code FROM programs_kecamatan;

CREATE TEMP TABLE facilitator AS
SELECT row_number() OVER (ORDER BY id)::int - 1 AS facilitator, id FROM accounts_user WHERE roles = '{facilitator}';

CREATE TEMP TABLE planned AS
SELECT t, code, place, id AS by_id, %(first)s::date + (t * (%(days)s - 22) / (%(trainings)s + %(crowds)s))::int AS day,
       CASE WHEN t >= %(trainings)s THEN 'submitted'
            WHEN t < %(trainings)s - 2 * %(waiting)s THEN 'verified'
            WHEN t >= %(trainings)s - %(waiting)s THEN 'submitted'
            WHEN mod(t, 2) = 0 THEN 'draft'
            ELSE 'returned' END AS state,
       CASE WHEN t < %(trainings)s THEN (ARRAY[1, 1, 1, 2, 3])[1 + mod(t, 5)] ELSE 1 END AS meetings,
       CASE WHEN t < %(trainings)s THEN 25 ELSE 100 END AS people,
       -- The newest of the kecamatan's people when the training is given.
       t * (%(people)s / 44) / (%(trainings)s + %(crowds)s) AS newest
FROM generate_series(0::bigint, %(trainings)s + %(crowds)s - 1) t
JOIN place ON place.place = mod(t, 44)
JOIN facilitator ON facilitator.facilitator = mod(t, %(facilitators)s);
"""

PEOPLE = """
INSERT INTO participants_participant
    (id, name, phone, sex, birth_date, birth_year, nik_sealed, nik_fingerprint, nik_tail, ktp_seen, registered_on,
     consent_version, baseline, baseline_workers, registered_in_id, registered_by_id, facilitator_id, created_at)
SELECT pg_temp.key('person', p), 'Orang ' || p, '', (ARRAY['female', 'male', 'female', 'female', 'male'])[1 + mod(p, 5)],
       make_date(born, 1 + mod(p, 12)::int, 1 + mod(p, 28)::int), born,
       CASE WHEN known THEN sha256(('a' || p)::bytea) || sha256(('b' || p)::bytea) END,
       CASE WHEN known THEN sha256(('c' || p)::bytea) END,
       CASE WHEN known THEN lpad(mod(p, 10000)::text, 4, '0') ELSE '' END, false,
       CASE WHEN known THEN day END, CASE WHEN known THEN '2026-11' ELSE '' END,
       CASE WHEN known THEN (ARRAY['no_business', 'unlicensed', 'no_business', 'licensed'])[1 + mod(p, 4)] ELSE '' END,
       0, code, id, id, day
FROM (
    SELECT p, 1960 + mod(p, 45)::int AS born, mod(p, 20) <> %(unknown)s AS known,
           %(first)s::date + (p * (%(days)s - 1) / %(people)s)::int AS day
    FROM generate_series(0::bigint, %(people)s - 1) p
) person
JOIN place ON place.place = mod(p, 44)
JOIN facilitator ON facilitator.facilitator = mod(p, %(facilitators)s);
"""

RESIDENCES = """
INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)
SELECT pg_temp.key('person', p), CASE WHEN mod(p, 20) <> 7 THEN code END,
       %(first)s::date + (p * (%(days)s - 1) / %(people)s)::int, id
FROM generate_series(0::bigint, %(people)s - 1) p
JOIN place ON place.place = mod(p, 44)
JOIN facilitator ON facilitator.facilitator = mod(p, %(facilitators)s)
-- One in twenty moves, on the last day.
UNION ALL
SELECT pg_temp.key('person', p), code, %(first)s::date + %(days)s, id
FROM generate_series(3::bigint, %(people)s - 1, 20) p
JOIN place ON place.place = mod(p + 1, 44)
JOIN facilitator ON facilitator.facilitator = mod(p, %(facilitators)s);
"""

TRAININGS = """
INSERT INTO programs_training
    (id, kecamatan_id, curriculum_id, agency_id, place, led_by_id, logged_by_id, logged_at, state, submitted_by_id,
     submitted_at, version)
SELECT pg_temp.key('training', t), planned.code, (SELECT min(code) FROM programs_curriculum),
       (SELECT min(code) FROM programs_agency), 'Aula ' || mod(t, 7), by_id, by_id, day, state,
       CASE WHEN state <> 'draft' THEN by_id END, CASE WHEN state <> 'draft' THEN day + 7 * meetings + time '08:00' END, 1
FROM planned;

INSERT INTO programs_training_makers (training_id, user_id) SELECT pg_temp.key('training', t), by_id FROM planned;

INSERT INTO participants_verification (training_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT pg_temp.key('training', t), 1, CASE state WHEN 'verified' THEN 'approved' ELSE 'returned' END,
       CASE state WHEN 'verified' THEN '' ELSE 'A name is missing.' END, by_id,
       (SELECT min(id) FROM accounts_user WHERE roles = '{verifier}'), day + 7 * meetings + time '14:00'
FROM planned
WHERE state IN ('verified', 'returned');

INSERT INTO programs_trainingsession (id, training_id, held_on, starts_at, ends_at, state)
SELECT pg_temp.key('session', t * 3 + s), pg_temp.key('training', t), day + 7 * s, '09:00', '12:00',
       CASE state WHEN 'draft' THEN 'planned' ELSE 'held' END
FROM planned, generate_series(0, meetings - 1) s;
"""

ATTENDANCES = """
INSERT INTO participants_attendance (id, session_id, participant_id, status, recorded_by_id, recorded_at)
SELECT pg_temp.key('attendance', (t * 3 + s) * 100 + n), pg_temp.key('session', t * 3 + s),
       pg_temp.key('person', place + 44 * mod(newest - n + %(people)s / 44, %(people)s / 44)),
       CASE WHEN mod(t + s + n, 20) = 1 THEN 'absent' WHEN mod(t + s + n, 20) = 2 THEN 'late' ELSE 'present' END,
       by_id, day + 7 * s + time '12:00'
FROM planned, generate_series(0, meetings - 1) s, generate_series(0, people - 1) n
ORDER BY t, s, n;
"""

# Two in three are visited, one to three times; half are licensed, one in seven keeps books, a few pay somebody.
PROGRESS = """
INSERT INTO participants_visit
    (id, participant_id, facilitator_id, kecamatan_id, held_on, mode, minutes, topic, finding, next_action,
     confirms_trading, has_evidence, state, version, recorded_at)
SELECT pg_temp.key('visit', p * 3 + n), pg_temp.key('person', p), id, code, day + 20 * n, 'in_person', 60, 'Usaha', '', '',
       false, false, 'draft', 1, day
FROM (SELECT p, %(first)s::date + (p * (%(days)s - 60) / %(people)s)::int AS day
      FROM generate_series(0::bigint, %(people)s - 1) p) person
JOIN place ON place.place = mod(p, 44)
JOIN facilitator ON facilitator.facilitator = mod(p, %(facilitators)s), generate_series(0, 2) n
WHERE n < mod(p, 4);

INSERT INTO participants_milestone
    (id, participant_id, kind, entered_on, completed_on, name, licence_type, number, own_name, month, has_evidence, state,
     version, submitted_by_id, submitted_at, recorded_at)
SELECT pg_temp.key(kind, p), pg_temp.key('person', p), kind, day, day, '', CASE kind WHEN 'licence' THEN 'NIB' ELSE '' END,
       CASE kind WHEN 'licence' THEN p::text ELSE '' END, kind = 'licence',
       CASE kind WHEN 'books' THEN (date_trunc('month', day) - interval '1 month')::date END, true, 'verified', 1, id, day, day
FROM (SELECT p, kind, %(first)s::date + 40 + (p * (%(days)s - 41) / %(people)s)::int AS day
      FROM generate_series(0::bigint, %(people)s - 1) p
      CROSS JOIN (VALUES ('licence', 2), ('books', 7)) kinds (kind, every)
      WHERE mod(p, every) = 0) milestone
JOIN facilitator ON facilitator.facilitator = mod(p, %(facilitators)s);

INSERT INTO participants_jobreport
    (id, participant_id, reported_on, full_time, part_time, state, version, submitted_by_id, submitted_at, recorded_at)
SELECT pg_temp.key('jobs', p), pg_temp.key('person', p), %(first)s::date + (p * (%(days)s - 1) / %(people)s)::int, 1, 1,
       'verified', 1, id, now(), now()
FROM generate_series(0::bigint, %(people)s - 1, 10) p
JOIN facilitator ON facilitator.facilitator = mod(p, %(facilitators)s);
"""

# Who has a licence and a proof is a case of a verifier, and most are decided: one in ten, the newest, waits.
CASES = """
INSERT INTO participants_entrepreneur (id, participant_id, state, submitted_at, version, recorded_at)
SELECT pg_temp.key('case', p), pg_temp.key('person', p), 'verified', day, 1, day
FROM (SELECT p, %(first)s::date + 42 + (p * (%(days)s - 41) / %(people)s)::int AS day
      FROM generate_series(0::bigint, %(people)s * 9 / 10 - 1, 2) p
      WHERE mod(p, 10) = 0 OR mod(p, 7) = 0) decided;

INSERT INTO participants_verification
    (entrepreneur_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT id, 1, 'approved', '', NULL, (SELECT min(id) FROM accounts_user WHERE roles = '{verifier}'),
       recorded_at + interval '7 days'
FROM participants_entrepreneur;
"""

# Every kecamatan spends in every month: of this metric there is a row for each.
MONEY = """
INSERT INTO programs_expense (id, month, kecamatan_id, item, rupiah, note, recorded_by_id, recorded_at)
SELECT pg_temp.key('expense', m * 44 + place), month, code, 'training', 1000000 * (1 + mod(m * 44 + place, 97)), '', id, month
FROM (SELECT m, (%(first)s::date + m * interval '1 month')::date AS month FROM generate_series(0, 59) m) months, place,
     (SELECT min(id) AS id FROM accounts_user WHERE roles = '{staff}') clerk;
"""

STEPS = {
    "words": WORDS + UNREADY,
    "people": PEOPLE,
    "residences": RESIDENCES,
    "trainings": TRAININGS,
    "attendances": ATTENDANCES,
    "visits, milestones and workers": PROGRESS,
    "cases": CASES,
    "money": MONEY,
    "indexes": ";".join(f"REINDEX TABLE {table}" for table in LARGE),
}


def load(url: str, size: Size, *, first, days: int) -> dict[str, float]:
    """Fill the database from the programme's first day on, that many days long; returns the seconds of each step.

    The url is a superuser's, who may work without triggers. Users and reference data are there before.
    """
    connection = psycopg2.connect(url)
    connection.autocommit = True
    taken = fill(connection, size, first=first, days=days)
    connection.close()
    return taken


def fill(connection, size: Size, *, first, days: int, more: dict[str, str] | None = None) -> dict[str, float]:
    """The same over a connection that stays open; `more` steps come last, and find its temporary tables."""
    asked = {
        "first": first, "days": days, "people": size.people, "trainings": size.trainings, "waiting": size.waiting,
        "crowds": size.crowds, "large": LARGE, "facilitators": size.facilitators, "today": today(),
        "unknown": UNKNOWN,
    }  # fmt: skip
    taken = {}
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        for name, sql in (STEPS | (more or {})).items():
            began = time.perf_counter()
            cursor.execute(sql, asked)
            taken[name] = time.perf_counter() - began
    return taken
