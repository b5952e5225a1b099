"""March 2019 at its real size: 16,734 licences were claimed, 7,295 of them belong to people of the programme.

Whoever only has a licence is no participant: the licence is on record and true, and not the programme's to count.
"""

import pytest
from django.db import connection

from okoce.accounts.roles import Role
from okoce.core.months import today
from reports import rollup, waits
from tests.factories import user

LICENCES, MATCHED = 16_734, 7_295

# Of each licence its holder. The first 7,295 of them registered, on the day on which it was issued or before; the others never.
HOLDERS = """
SELECT p, md5('person ' || p)::uuid AS id, md5('licence ' || p)::uuid AS licence, p <= %(matched)s AS registers, code,
       date '2017-12-01' + p %% 400 AS day, date '2017-12-01' + p %% 400 + p %% 76 AS issued_on
FROM generate_series(1, %(licences)s) p
JOIN (SELECT row_number() OVER (ORDER BY code) - 1 AS nth, code FROM programs_kecamatan) place ON place.nth = p %% 44
"""
ON_RECORD = f"""
-- The tables were empty when the statistics were taken: without this guards and rules would read them from end to end.
SET LOCAL enable_seqscan = off;

INSERT INTO participants_participant
    (id, name, phone, sex, birth_year, nik_tail, ktp_seen, registered_on, consent_version, baseline, baseline_workers,
     registered_in_id, registered_by_id, facilitator_id, created_at)
SELECT id, 'Orang ' || p, '', 'female', 1950 + p %% 50, '', true, CASE WHEN registers THEN day END,
       CASE WHEN registers THEN '2018-01' ELSE '' END, CASE WHEN registers THEN 'no_business' ELSE '' END, 0, code,
       %(maker)s, %(maker)s, day + time '10:00'
FROM ({HOLDERS}) holder;

INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)
SELECT id, code, day, %(maker)s FROM ({HOLDERS}) holder;

INSERT INTO participants_milestone
    (id, participant_id, kind, entered_on, completed_on, name, licence_type, number, own_name, has_evidence, state,
     version, submitted_by_id, submitted_at, recorded_at)
SELECT licence, id, 'licence', issued_on, issued_on, '', 'IUMK', lpad(p::text, 13, '9'), true, true, 'submitted', 1,
       %(maker)s, issued_on + time '17:00', issued_on + time '17:00'
FROM ({HOLDERS}) holder;

INSERT INTO participants_verification (milestone_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT licence, 1, 'approved', '', %(maker)s, %(checker)s, issued_on + time '18:00' FROM ({HOLDERS}) holder;

UPDATE participants_milestone SET state = 'verified';
"""


@pytest.fixture
def march(db):
    said = {"licences": LICENCES, "matched": MATCHED, "maker": user().pk, "checker": user(Role.VERIFIER).pk}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('okoce.reason', 'record approved', true)")
        cursor.execute(ON_RECORD, said)
        # For the same reason thousands would be held against thousands one by one.
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_nestloop = off")
    rollup.drain()
    # As the night's job does; what it reads in bulk ends with joins one by one.
    waits.of_day(today())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")


@pytest.mark.usefixtures("march")
def test_7295_of_16734_licences_count_and_every_page_says_why(signed_in):
    staff = signed_in(user(Role.STAFF))

    told = staff.get("/api/v1/summary/?month=2019-03&definition=2018-P4").json()
    ladder = {rung["metric"]: rung["cumulative"] for rung in told["ladder"]}
    assert (ladder["licensed"], ladder["level_up"], ladder["new_entrepreneurs"]) == (7295, 0, 0)
    assert told["headline"]["programme"]["value"] == 7295

    claims = staff.get("/definitions/").context["claims"]
    beside = {
        str(told["claim"].day): (each["figure"].claimed, each["figure"].counted)
        for told in claims
        for each in told["figures"]
        if each["figure"].metric == "licensed"
    }
    assert beside["2019-03-18"] == (16734, 7295)
    assert beside["2019-03-21"] == (7295, 7295)

    why = staff.get("/api/v1/counts/explain/?metric=licensed&month=2019-03&span=through").json()
    assert (why["value"], why["records"]["recorded"], why["records"]["counting"]) == (7295, 16734, 7295)
    assert [(line["sentence"], line["records"], line["left"]) for line in why["records"]["conditions"]] == [
        ("of people without consent and baseline", 9439, 7295)
    ]

    page = staff.get("/records/?metric=licensed&month=2019-03&span=through").content.decode()
    assert "16,734" in page
    assert "of people without consent and baseline" in page.lower()
    assert "−9,439" in page
