"""The project's own PostgreSQL and Valkey, for a machine that has neither: development and trials, never production.

Importing this starts nothing and needs no Django. `places` says where things lie, `processes` starts and ends exactly
our own processes, `postgres` and `valkey` know their servers, `engines` lends both to a command, `supervisor` is
`make run`.
"""

from okoce.embedded.places import urls, wanted
from okoce.embedded.postgres import program

__all__ = ["program", "urls", "wanted"]
