"""What all runs share: connections, the first scene, and the few days and places at which things happen."""

import contextlib
import copy
import datetime
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connection

from okoce.accounts.models import User
from programs.models import Agency, Curriculum
from tests import pristine
from tests.factories import ELSEWHERE, HOME, OUTSIDE

# The borders of months from the programme's first one on, and one of a year for the ages.
DAYS = [
    datetime.date.fromisoformat(day)
    for day in ("2017-12-31", "2018-01-01", "2018-01-31", "2018-02-01", "2018-03-31", "2018-04-01")
]
MONTHS = sorted({day.replace(day=1) for day in DAYS})
HOMES = [HOME, ELSEWHERE, OUTSIDE]
# The first of them changes its age band with the year.
BIRTH_YEARS = [1993, 1970]
SEXES = ["female", "male"]
STATUSES = ["present", "late", "excused", "sick", "absent"]
HOURS = [6, 20]
LENGTHS = [30, 90, 120]
LICENCE_TYPES = ["NIB", "PIRT"]
KINDS = ["licence", "market", "books", "capital"]
PROOFS = ["books", "capital"]
BASELINES = ["no_business", "unlicensed", "licensed"]
CELLS = ["metric", "month", "kecamatan", "gender", "age_band"]
PATIENCE = 30

FACTS_AND_COUNTS = [
    "participants_attendance",
    "participants_residence",
    "participants_residenceevent",
    "participants_transfer",
    "participants_verification",
    "participants_evidence",
    "participants_visit_makers",
    "participants_visitevent",
    "participants_visit",
    "participants_matchevent",
    "participants_findinganswer",
    "participants_finding",
    "participants_match",
    "participants_repeatedline",
    "participants_listline",
    "participants_officiallist",
    "participants_milestone_makers",
    "participants_milestoneevent",
    "participants_milestone",
    "participants_jobreport_makers",
    "participants_jobreportevent",
    "participants_jobreport",
    "participants_entrepreneur_makers",
    "participants_entrepreneurevent",
    "participants_entrepreneur",
    "participants_participant_makers",
    "participants_merge",
    "participants_participantevent",
    "participants_participant",
    "programs_expenseevent",
    "programs_expense",
    "programs_training_makers",
    "programs_trainingevent",
    "programs_trainingsessionevent",
    "programs_trainingsession",
    "programs_training",
    "reports_queue",
    "reports_ledger",
    "reports_monthlycount",
    "reports_revision",
    "reports_period",
    "reports_closing",
    "reports_figure",
    "reports_reopening",
    "reports_judgement",
    "reports_sampledrow",
    "reports_sample",
    "reports_naming",
    "reports_definition",
    "reports_thresholds",
    "reports_quarantine",
    "reports_check",
]


class Stage:
    """What all runs share: those who act, the other connections, and a quick way back to the first scene."""

    def __init__(self, facilitators: list[User], verifiers: list[User], staff: list[User]):
        self.facilitators = facilitators
        # The second one decides nothing, and moves what is settled.
        self.verifier, self.mover = verifiers
        self.staff, self.colleague = staff
        self.facilitator = facilitators[0]
        self.curriculum, self.agency = Curriculum.objects.first(), Agency.objects.first()
        self._open = contextlib.ExitStack()
        self.elsewhere, self.phone = self._connection(), self._connection()
        superuser = self._open.enter_context(contextlib.closing(pristine.connect()))
        self._cursor = self._open.enter_context(superuser.cursor())
        self._kept = {}
        # How often what matters came to pass: a rule that never gets so far proves nothing.
        self.happened: Counter = Counter()
        self.keep(people={}, trainings={}, states={}, expenses={})
        self._cursor.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")

    def _connection(self) -> ThreadPoolExecutor:
        # Django has a connection for each thread.
        pool = self._open.enter_context(ThreadPoolExecutor(1))
        self._open.callback(lambda: pool.submit(_leave).result(PATIENCE))
        return pool

    def keep(self, scene="first", **memory):
        """What the database holds now, and the memory of it, is that scene."""
        self._kept[scene] = pristine.keep(FACTS_AND_COUNTS, f"{scene}_scene"), copy.deepcopy(memory)

    def restore(self, scene="first"):
        statements, memory = self._kept[scene]
        self._cursor.execute("; ".join(statements))
        return copy.deepcopy(memory)

    def close(self):
        self._open.close()


def _leave():
    # The thread's own: `connection` is another one in each.
    connection.close()


@dataclass
class Act:
    """What happens to the database, what it means, and the people and trainings that others leave alone meanwhile."""

    does: Callable[[], object]
    means: Callable[[], object]
    touches: set[uuid.UUID] = field(default_factory=set)
