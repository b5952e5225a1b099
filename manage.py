#!/usr/bin/env python
import contextlib
import os
import sys

from django.core.management import execute_from_command_line

from okoce import environment
from okoce.embedded import engines, places

# These read no row, so they start no server.
WITHOUT_DATABASE = {"check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages"}
# These replace what a running site stands on: they and `make run` shut each other out.
ALONE = {"restore"}


def surroundings(arguments):
    """What has to be there, or kept away, for as long as the command lasts."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if command not in WITHOUT_DATABASE and not {"-h", "--help", "--version"} & set(arguments):
        if places.wanted():
            yield engines.borrowed(environment.home())
        if command in ALONE:
            yield engines.only_supervisor(environment.home())


def main():
    environment.read_file()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okoce.settings")
    with contextlib.ExitStack() as around:
        for one in surroundings(sys.argv):
            around.enter_context(one)
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
