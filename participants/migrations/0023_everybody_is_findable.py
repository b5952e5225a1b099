from django.db import migrations

# As they lie on the disk, so that who came together is read together.
BATCH = 200
PAGES = "SELECT pg_relation_size('participants_participant') / current_setting('block_size')::int"
SOME = "SELECT array_agg(id) FROM participants_participant WHERE ctid >= %s::tid AND ctid < %s::tid"
# Whoever was changed meanwhile lies somewhere else.
REST = """
SELECT array_agg(id) FROM participants_participant
WHERE NOT EXISTS (SELECT FROM participants_findable WHERE participant = id)
"""
# The triggers are there already: whoever writes meanwhile stands in line at the person, for as long as a batch takes.
FIND = "SELECT find_again(%s)"


def find_everybody(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(PAGES)
        (pages,) = cursor.fetchone()
        for page in range(0, pages, BATCH):
            find(cursor, SOME, [f"({page},0)", f"({page + BATCH},0)"])
        find(cursor, REST, [])
        cursor.execute("ANALYZE participants_findable")


def find(cursor, whom, asked):
    cursor.execute(whom, asked)
    (people,) = cursor.fetchone()
    if people:
        cursor.execute(FIND, [people])


class Migration(migrations.Migration):
    # Each batch is a transaction of its own.
    atomic = False
    dependencies = [("participants", "0022_findable")]
    operations = [migrations.RunPython(find_everybody, migrations.RunPython.noop)]
