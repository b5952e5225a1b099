"""One spreadsheet judged and written by a process of its own, as a worker does it: seconds, statements and memory."""

import json
import re
import sys
import time
import uuid
from pathlib import Path

from benchmarks import start


def main(folder: Path, database: str, key: uuid.UUID) -> None:
    start.alone(folder)
    from benchmarks import databases, timing  # noqa: PLC0415 - they reach the models, which wait for django.setup
    from okoce.core.months import now  # noqa: PLC0415 - the same
    from participants.importing import moving  # noqa: PLC0415 - the same
    from participants.models import Spreadsheet  # noqa: PLC0415 - the same

    taken = {}
    with databases.at(database), timing.asked() as asked:
        spreadsheet = Spreadsheet.objects.get(pk=key)
        worked = timing.processor()
        begin = time.perf_counter()
        moving.judge(key, at=now())
        taken["judge"] = time.perf_counter() - begin
        moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=now())
        begin = time.perf_counter()
        moving.write(key, at=now())
        taken["write"] = time.perf_counter() - begin
        taken["processor"] = timing.processor() - worked
        spreadsheet.refresh_from_db()
        assert spreadsheet.state == "done", (spreadsheet.state, spreadsheet.wrong, spreadsheet.refusal)
    print(json.dumps(taken | {"new": spreadsheet.new, "statements": len(asked.queries), "megabytes": peak()}))


def peak() -> float:
    """What this process held at most; what is told of resources begins with what its parent held."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], uuid.UUID(sys.argv[3]))
