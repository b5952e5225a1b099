#!/usr/bin/env python
import contextlib
import os
import sys

from django.core.management import execute_from_command_line

from okoce import environment
from okoce.embedded import engines, places

# These read no row, so they start no server.
WITHOUT_DATABASE = {"check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages"}


def needs_engines(arguments):
    command = arguments[1] if len(arguments) > 1 else "help"
    helps = {"-h", "--help", "--version"} & set(arguments)
    return places.wanted() and command not in WITHOUT_DATABASE and not helps


def main():
    environment.read_file()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okoce.settings")
    with engines.borrowed(environment.home()) if needs_engines(sys.argv) else contextlib.nullcontext():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
