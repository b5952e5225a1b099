"""The lists that wait, read and matched by a process of its own, as a worker does it: seconds and memory."""

import json
import sys
import time
from pathlib import Path

from benchmarks import start


def main(folder: Path, database: str) -> None:
    start.alone(folder)
    from benchmarks import databases, job, timing  # noqa: PLC0415 - they reach the models, which wait for django.setup
    from okoce.core.months import now  # noqa: PLC0415 - the same
    from participants.reconciling import reading  # noqa: PLC0415 - the same

    with databases.at(database):
        before, worked, begin = job.peak(), timing.processor(), time.perf_counter()
        reading.go_on(at=now())
        taken = {"seconds": time.perf_counter() - begin, "processor": timing.processor() - worked}
    print(json.dumps(taken | {"megabytes": job.peak(), "before": before}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
