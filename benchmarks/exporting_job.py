"""One file written by a process of its own, as a worker does it: seconds, those of a plain COPY, and memory.

Of one with names also what each half of it takes: the note of whose they are, and the lines.
"""

import json
import sys
import time
import uuid
from pathlib import Path
from tempfile import TemporaryFile

from benchmarks import start
from benchmarks.job import peak


def main(folder: Path, database: str, key: uuid.UUID) -> None:
    start.alone(folder)
    from django.db import connection, transaction  # noqa: PLC0415 - the settings come first

    from benchmarks import databases  # noqa: PLC0415 - it reaches the models, which wait for django.setup
    from okoce.core.months import now  # noqa: PLC0415 - the same
    from reports.explaining.asked import Number  # noqa: PLC0415 - the same
    from reports.explaining.members import Sources  # noqa: PLC0415 - the same
    from reports.exporting import contents, running  # noqa: PLC0415 - the same
    from reports.exporting.questions import asked_of  # noqa: PLC0415 - the same
    from reports.models import Export  # noqa: PLC0415 - the same

    def copied(export: Export) -> None:
        """The very rows, as the database alone writes them."""
        asked = asked_of(export)
        if isinstance(asked, Number):
            sources = Sources(asked)
            sql, said = sources.sql, sources.said
        else:
            content = contents.content_of(export)
            sql, said = content.sql, content.said
        with TemporaryFile() as file, connection.cursor() as cursor:
            cursor.copy_expert(f"COPY ({cursor.mogrify(sql, said).decode()}) TO STDOUT (FORMAT csv)", file)

    def halves(export: Export) -> dict[str, float]:
        """Tried beforehand, and nothing of it stays."""
        with transaction.atomic(), TemporaryFile() as file:
            begin = time.perf_counter()
            content = contents.content_of(export)
            noted = time.perf_counter()
            content.copy(file, lambda _rows: None)
            transaction.set_rollback(True)
            return {"note": noted - begin, "lines": time.perf_counter() - noted}

    with databases.at(database):
        export = Export.objects.select_related("by").get(pk=key)
        begin = time.perf_counter()
        copied(export)
        copy = time.perf_counter() - begin
        told = halves(export) if export.with_names else {}
        begin = time.perf_counter()
        running.run(key, clock=now)
        taken = time.perf_counter() - begin
        export.refresh_from_db()
        assert export.state == "complete", export.error
    print(json.dumps(told | {"copy": copy, "seconds": taken, "rows": export.rows, "megabytes": peak()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], uuid.UUID(sys.argv[3]))
