"""A site whose tests have many errands: Python inside the project is imported once, and forked for each of them.

The import takes a second and a half, which is more than what most errands do.
"""

import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback

from tests.site import Site

SECONDS = 120


class BusySite(Site):
    """Its errands come from a process that holds no connection: each fork has its own."""

    errand_boy = None

    def do(self, code):
        self.errands += 1
        self.errand_boy = self.errand_boy or subprocess.Popen(
            [sys.executable, "-m", "tests.errands"],
            cwd=self.folder, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        print(json.dumps([code, self.count_from()]), file=self.errand_boy.stdin, flush=True)
        ended, printed, wrong = json.loads(self.errand_boy.stdout.readline())
        assert ended == 0, wrong
        return printed

    def remove(self):
        if self.errand_boy:
            self.errand_boy.communicate()
        super().remove()


def serve():
    """Does what each line of the input says, and writes for each a line of how it went."""
    import django  # noqa: PLC0415 - the tests themselves import this module for the class

    os.environ["DJANGO_SETTINGS_MODULE"] = "okoce.settings"
    django.setup()
    from tests import factories  # noqa: PLC0415 - after the set-up

    for line in sys.stdin:
        code, count_from = json.loads(line)
        factories._count = itertools.count(count_from)
        with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as wrong:
            ended = forked(code, printed, wrong)
            printed.seek(0)
            wrong.seek(0)
            sys.stdout.write(json.dumps([ended, printed.read(), wrong.read()]) + "\n")
            sys.stdout.flush()


def forked(code, printed, wrong):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.alarm(SECONDS)
    os.dup2(printed.fileno(), sys.stdout.fileno())
    os.dup2(wrong.fileno(), sys.stderr.fileno())
    ended = 0
    try:
        exec(code, {"__name__": "__main__"})  # noqa: S102 - the test's own words
    except BaseException:  # noqa: BLE001 - told to whoever asked
        traceback.print_exc()
        ended = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(ended)


if __name__ == "__main__":
    serve()
