from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently, TrigramExtension
from django.db import migrations

# The setting is the function's own: how alike a part of the name and what is typed must be.
NEARLY = """
CREATE FUNCTION named_nearly(typed text, area text[], most integer) RETURNS TABLE (participant uuid)
LANGUAGE sql STABLE SET pg_trgm.word_similarity_threshold = 0.4 AS $$
    SELECT id FROM participants_participant
    WHERE typed <% name AND EXISTS (
        SELECT FROM participants_findable there WHERE there.participant = id AND (area IS NULL OR kecamatan = ANY (area)))
    ORDER BY typed <<-> name, name, id LIMIT most
$$;
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("participants", "0023_everybody_is_findable")]
    operations = [
        TrigramExtension(),
        AddIndexConcurrently("participant", GinIndex(OpClass("name", "gin_trgm_ops"), name="names_written_nearly_so")),
        migrations.RunSQL(NEARLY, migrations.RunSQL.noop),
    ]
