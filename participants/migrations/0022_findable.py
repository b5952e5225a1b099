from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails, read_only

# Alike for what is kept and for what is typed, whatever the server's locale: a word ends at punctuation; apostrophes and
# accents are left out. Few names are looked at as anything but ASCII, so the rest is quick.
WORDS = """
CREATE FUNCTION words_of(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(string_to_array(translate(
        lower(CASE WHEN octet_length($1) = length($1) THEN $1 ELSE
            regexp_replace(regexp_replace(normalize($1, NFKD), '[\\u0300-\\u036f\\u2018\\u2019\\u02bc\\u00b4]', '', 'g'),
                           '[\\u2010-\\u2015]', ' ', 'g') END),
        '!"#$%&()*+,-./:;<=>?@[\\]^_{|}~''`', repeat(' ', 30)), ' '), '')
$$;

CREATE FUNCTION finding(name text, phone text, nik_tail text) RETURNS TABLE (word text) LANGUAGE sql IMMUTABLE AS $$
    SELECT left(array_to_string(words[n:] || words[:n - 1], ' '), 200)
    FROM words_of(name) words, generate_subscripts(words, 1) n
    UNION ALL SELECT '#' || nik_tail WHERE nik_tail <> ''
    UNION ALL SELECT '+' || phone WHERE phone <> ''
    UNION ALL SELECT '~' || right(phone, 4) WHERE phone <> ''
$$;

-- As `ParticipantQuerySet.within` says, and the phone only where somebody lives or was registered: a list shows none.
CREATE FUNCTION findable(people uuid[]) RETURNS TABLE (kecamatan varchar, word text, participant uuid)
LANGUAGE sql STABLE AS $$
    WITH lives AS (
        SELECT DISTINCT ON (participant_id) participant_id, kecamatan_id FROM participants_residence
        WHERE participant_id = ANY (people) ORDER BY participant_id, since DESC
    ), seen AS (
        SELECT id AS who, registered_in_id AS place, true AS at_home FROM participants_participant WHERE id = ANY (people)
        UNION ALL SELECT participant_id, kecamatan_id, true FROM lives WHERE kecamatan_id IS NOT NULL
        UNION ALL SELECT participant_id, training.kecamatan_id, false FROM participants_attendance
        JOIN programs_trainingsession session ON session.id = session_id
        JOIN programs_training training ON training.id = training_id WHERE participant_id = ANY (people)
        UNION ALL SELECT participant_id, training.kecamatan_id, false FROM participants_enrolment
        JOIN programs_training training ON training.id = training_id WHERE participant_id = ANY (people)
    )
    SELECT place, finding.word, who FROM (SELECT who, place, bool_or(at_home) AS at_home FROM seen GROUP BY who, place) seen
    JOIN participants_participant person ON person.id = who,
    LATERAL finding(name, CASE WHEN at_home THEN phone ELSE '' END, nik_tail)
$$;
"""

# What a look-up in a trigger does not see yet is missed for good, so whoever adds a place and whoever takes one away
# stand in line at the person: to add holds the key share that the foreign key would take when the transaction ends, and
# everything else holds the whole row. Only the statement after that looks, with all that was committed before it in sight.
# A training's place stands likewise: marks have moved the version of its row by the time that this trigger runs (their
# names are in this order), and an enrolment takes the same lock. Rows are locked and added in order, against deadlocks.
KEPT = """
CREATE FUNCTION find_again(people uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM participants_participant WHERE id = ANY (people) ORDER BY id FOR UPDATE;
    WITH due AS MATERIALIZED (SELECT * FROM findable(people)), gone AS (
        DELETE FROM participants_findable there WHERE participant = ANY (people) AND NOT EXISTS (
            SELECT FROM due WHERE due.kecamatan = there.kecamatan AND due.word = there.word
            AND due.participant = there.participant)
    )
    INSERT INTO participants_findable (kecamatan, word, participant)
        SELECT kecamatan, word, participant FROM due ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION findable_people() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO participants_findable (kecamatan, word, participant)
        SELECT * FROM findable(ARRAY(SELECT id FROM new_rows)) ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION findable_person() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM find_again(ARRAY[OLD.id]);
    RETURN NULL;
END $$;

CREATE FUNCTION findable_at_home() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM find_again(ARRAY(SELECT DISTINCT participant_id FROM old_rows));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM find_again(ARRAY(SELECT DISTINCT participant_id FROM new_rows));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION found_on_a_list(people uuid[], places text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM participants_participant WHERE id = ANY (people) ORDER BY id FOR KEY SHARE;
    -- Nearly everybody is found there already, by whatever there is to find them by.
    INSERT INTO participants_findable (kecamatan, word, participant)
        SELECT place, finding.word, who FROM unnest(people, places) listed (who, place)
        JOIN participants_participant person ON person.id = who, LATERAL finding(name, '', nik_tail)
        WHERE NOT EXISTS (SELECT FROM participants_findable WHERE participant = who AND kecamatan = place)
        ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION findable_by_a_mark() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM found_on_a_list(array_agg(participant_id), array_agg(training.kecamatan_id))
        FROM new_rows JOIN programs_trainingsession session ON session.id = session_id
        JOIN programs_training training ON training.id = training_id;
    RETURN NULL;
END $$;

CREATE FUNCTION findable_by_enrolment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM FROM programs_training WHERE id IN (SELECT training_id FROM new_rows) ORDER BY id FOR NO KEY UPDATE;
    PERFORM found_on_a_list(array_agg(participant_id), array_agg(training.kecamatan_id))
        FROM new_rows JOIN programs_training training ON training.id = training_id;
    RETURN NULL;
END $$;

CREATE FUNCTION findable_no_more() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM find_again(ARRAY(SELECT DISTINCT participant_id FROM old_rows));
    RETURN NULL;
END $$;

CREATE FUNCTION findable_instead() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM find_again(ARRAY[OLD.participant_id, NEW.participant_id]);
    RETURN NULL;
END $$;

CREATE FUNCTION findable_with_the_training() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM find_again(ARRAY(
        SELECT participant_id FROM participants_attendance
        JOIN programs_trainingsession session ON session.id = session_id WHERE training_id = NEW.id
        UNION SELECT participant_id FROM participants_enrolment WHERE training_id = NEW.id));
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER findable_insert AFTER INSERT ON participants_participant REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION findable_people();
CREATE TRIGGER findable_update AFTER UPDATE ON participants_participant FOR EACH ROW
    WHEN ((OLD.name, OLD.phone, OLD.nik_tail, OLD.registered_in_id)
          IS DISTINCT FROM (NEW.name, NEW.phone, NEW.nik_tail, NEW.registered_in_id))
    EXECUTE FUNCTION findable_person();
CREATE TRIGGER findable_delete AFTER DELETE ON participants_participant FOR EACH ROW EXECUTE FUNCTION findable_person();

CREATE TRIGGER findable_insert AFTER INSERT ON participants_residence REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION findable_at_home();
CREATE TRIGGER findable_update AFTER UPDATE ON participants_residence
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION findable_at_home();
CREATE TRIGGER findable_delete AFTER DELETE ON participants_residence REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION findable_at_home();

CREATE TRIGGER findable_insert AFTER INSERT ON participants_attendance REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION findable_by_a_mark();
CREATE TRIGGER findable_update AFTER UPDATE ON participants_attendance FOR EACH ROW
    WHEN ((OLD.session_id, OLD.participant_id) IS DISTINCT FROM (NEW.session_id, NEW.participant_id))
    EXECUTE FUNCTION findable_instead();
CREATE TRIGGER findable_delete AFTER DELETE ON participants_attendance REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION findable_no_more();

CREATE TRIGGER findable_insert AFTER INSERT ON participants_enrolment REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION findable_by_enrolment();
CREATE TRIGGER findable_update AFTER UPDATE ON participants_enrolment FOR EACH ROW
    WHEN ((OLD.training_id, OLD.participant_id) IS DISTINCT FROM (NEW.training_id, NEW.participant_id))
    EXECUTE FUNCTION findable_instead();
CREATE TRIGGER findable_delete AFTER DELETE ON participants_enrolment REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION findable_no_more();

CREATE TRIGGER findable_place AFTER UPDATE ON programs_training FOR EACH ROW
    WHEN (OLD.kecamatan_id IS DISTINCT FROM NEW.kecamatan_id) EXECUTE FUNCTION findable_with_the_training();
"""
# Whoever could hang one on a table of their own would write the index as they like.
OWNERS = """
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOR one IN SELECT pg_proc.oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
               AND proname LIKE 'findable!_%' ESCAPE '!' AND prosecdef LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0021_evidence_of_trainings")]
    operations = [
        migrations.CreateModel(
            name="Findable",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kecamatan",
                        "word",
                        "participant",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kecamatan", models.CharField(max_length=8)),
                ("word", models.CharField(db_collation="C", max_length=200)),
                ("participant", models.UUIDField()),
            ],
            options={"indexes": [models.Index(fields=["participant", "kecamatan"], name="how_somebody_is_found")]},
        ),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
        migrations.RunSQL(OWNERS, migrations.RunSQL.noop),
        read_only("participants_findable"),
        owner_writes_trails(),
    ]
