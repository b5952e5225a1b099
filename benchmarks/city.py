"""A city's worth of people, made in the database: names as unevenly spread as names are, each at one session of a training.

One word in fourteen is the commonest, and words go on getting rarer to the twenty-thousandth. None of these people exist.
"""

import math
import random
import time
from contextlib import closing
from pathlib import Path

import psycopg2

from benchmarks import databases
from benchmarks.timing import seconds_of
from okoce.embedded import places
from reports.demo.cards import LAST, MEN, WOMEN

DATABASE = "bench_city"
WORDS = 20_000
SYLLABLES = "ra ha yu su ti na wa ni di ka ma lu ri sa to pu de wi an ar in ul um ah is ya ju ko be ga"
BATCH = 1000

# As a replica no trigger fires; the index of people is filled afterwards as a site that has people already fills it.
MADE = """
SET session_replication_role = replica; SET work_mem = '64MB'; SET maintenance_work_mem = '256MB';

CREATE FUNCTION pg_temp.key(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT md5(kind || ' ' || number)::uuid $$;
-- From 0 to 1, by chance and yet the same each time.
CREATE FUNCTION pg_temp.dice(number bigint, what bigint) RETURNS float LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(number, what) & 1073741823) / 1073741824.0 $$;

CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY code)::int - 1 AS place, code FROM programs_kecamatan;
CREATE TEMP TABLE word AS SELECT word, rank FROM unnest(%(words)s) WITH ORDINALITY word (word, rank);
CREATE TEMP TABLE clerk AS SELECT min(id) AS id FROM accounts_user;
CREATE INDEX ON word (rank);
ANALYZE word;

INSERT INTO participants_participant
    (id, name, phone, sex, birth_date, birth_year, nik_tail, ktp_seen, registered_on, consent_version, baseline,
     baseline_workers, registered_in_id, registered_by_id, facilitator_id, created_at, nik_fingerprint)
SELECT pg_temp.key('person', p), name,
       CASE WHEN pg_temp.dice(p, 1) < 0.8 THEN '08' || lpad((pg_temp.dice(p, 2) * 1e10)::bigint::text, 10, '0') ELSE '' END,
       'female', '1990-01-01', 1990, lpad(mod(p, 10000)::text, 4, '0'), true, '2026-01-05', '2026-11', 'no_business', 0,
       code, clerk.id, clerk.id, '2026-01-05', sha256(('number of nobody ' || p)::bytea)
FROM (
    SELECT p, string_agg(initcap(word), ' ' ORDER BY n) AS name FROM generate_series(0::bigint, %(people)s - 1) p
    CROSS JOIN LATERAL generate_series(1, CASE WHEN pg_temp.dice(p, 3) < 0.1 THEN 1 WHEN pg_temp.dice(p, 3) < 0.6 THEN 2
                                               WHEN pg_temp.dice(p, 3) < 0.9 THEN 3 ELSE 4 END) n
    JOIN word ON rank = floor(exp(pg_temp.dice(p, 10 + n) * %(ranks)s))::int GROUP BY p
) named
JOIN place ON place.place = mod(p, 44), clerk;

INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)
SELECT pg_temp.key('person', p), CASE WHEN mod(p, 20) <> 7 THEN code END, date '2026-01-05', clerk.id
FROM generate_series(0::bigint, %(people)s - 1) p JOIN place ON place.place = mod(p, 44), clerk
-- One in twenty moves.
UNION ALL
SELECT pg_temp.key('person', p), code, date '2026-02-01', clerk.id
FROM generate_series(3::bigint, %(people)s - 1, 20) p JOIN place ON place.place = mod(p + 1, 44), clerk;

-- Twenty-five people a training; every tenth training has guests from the next kecamatan.
INSERT INTO programs_training
    (id, kecamatan_id, curriculum_id, agency_id, place, led_by_id, logged_by_id, logged_at, state, version)
SELECT pg_temp.key('training', t), code, (SELECT min(code) FROM programs_curriculum), (SELECT min(code) FROM programs_agency),
       'Aula', clerk.id, clerk.id, '2026-03-01', 'draft', 1
FROM generate_series(0::bigint, %(people)s / 25 - 1) t
JOIN place ON place.place = mod(t + (mod(t / 44, 10) = 0)::int, 44), clerk;
INSERT INTO programs_trainingsession (id, training_id, held_on, starts_at, ends_at, state)
SELECT pg_temp.key('session', t), pg_temp.key('training', t), '2026-03-01', '09:00', '12:00', 'held'
FROM generate_series(0::bigint, %(people)s / 25 - 1) t;
INSERT INTO participants_attendance (id, session_id, participant_id, status, recorded_by_id, recorded_at)
SELECT pg_temp.key('mark', p), pg_temp.key('session', p / 1100 * 44 + mod(p, 44)), pg_temp.key('person', p), 'present',
       clerk.id, '2026-03-01'
FROM generate_series(0::bigint, %(people)s / 1100 * 1100 - 1) p, clerk
"""
# As people lie on the disk; the indexes of so many rows are built when all of them are there.
FOUND = """
INSERT INTO participants_findable SELECT DISTINCT * FROM findable(ARRAY(
    SELECT id FROM participants_participant WHERE ctid >= %s::tid AND ctid < %s::tid))
"""
BARE = "ALTER TABLE participants_findable DROP CONSTRAINT participants_findable_pkey; DROP INDEX how_somebody_is_found"
INDEXED = """
ALTER TABLE participants_findable ADD PRIMARY KEY (kecamatan, word, participant);
CREATE INDEX how_somebody_is_found ON participants_findable (participant, kecamatan)
"""
PAGES = "SELECT pg_relation_size('participants_participant') / 8192"


def make(home: Path, people: int) -> dict[str, float]:
    """The database, filled; returns the seconds of each step."""
    databases.copy(home, DATABASE)
    connection = psycopg2.connect(databases.url(home, places.SUPERUSER, DATABASE))
    connection.autocommit = True
    taken = {}
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(MADE, {"people": people, "words": words(), "ranks": math.log(WORDS)})
        cursor.execute("VACUUM ANALYZE")
        taken["people, homes and marks"] = time.perf_counter() - began
        taken["the index of all of them"] = seconds_of(lambda: find(cursor))
        cursor.execute("VACUUM ANALYZE participants_findable")
    connection.close()
    return taken


def find(cursor) -> None:
    """Everybody in the index, by what its triggers do for one."""
    cursor.execute(BARE)
    cursor.execute(PAGES)
    (pages,) = cursor.fetchone()
    for page in range(0, pages, BATCH):
        cursor.execute(FOUND, [f"({page},0)", f"({page + BATCH},0)"])
    cursor.execute(INDEXED)


def findable(home: Path, database: str) -> None:
    """Everybody of a database that was loaded without triggers, in the index by which somebody is searched for."""
    with closing(psycopg2.connect(databases.url(home, places.SUPERUSER, database))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            find(cursor)
            cursor.execute("VACUUM ANALYZE participants_findable")


def words() -> list[str]:
    """From the commonest on: names that people have, then names that nobody needs to have."""
    pick = random.Random(2018)
    columns = zip(WOMEN.lower().split(), LAST.lower().split(), MEN.lower().split(), strict=False)
    made = dict.fromkeys(name for column in columns for name in column)
    syllables = SYLLABLES.split()
    while len(made) < WORDS:
        made["".join(pick.choices(syllables, k=pick.choice((2, 3, 3, 4))))] = None
    return list(made)
