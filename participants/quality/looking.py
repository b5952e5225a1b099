"""Looking for findings: new ones come to the queue, those that are no longer so leave it, explained ones stay quiet.

Nothing here waits for a writer or makes one wait: a detector reads, and what it found is kept in small transactions.
"""

import datetime
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import structlog
from django.db import connection, transaction
from django.db.models import F

from okoce.core.alone import alone
from participants.models import Finding, FindingAnswer
from participants.quality.detector import Detector, Found, found_by
from participants.quality.detectors import DETECTORS
from participants.quality.owners import Owners, due_after

log = structlog.get_logger(__name__)

BATCH = 500
State = Finding.State
# An explanation holds as long as what it explains is the same; what was mended or gone and is found again is open.
QUIET = {State.OPEN, State.EXPLAINED}


def look(*, clock: Callable[[], datetime.datetime], names: Iterable[str] = ()) -> Counter[str] | None:
    """With each of the detectors, or these; how many are open of each. None when somebody else looks just now."""
    with alone("findings") as free:
        if not free:
            return None
        for name in names or DETECTORS:
            number = look_with(DETECTORS[name], at=clock())
            log.info("findings_looked_for", detector=name, number=number)
    return Counter(Finding.objects.filter(state=State.OPEN).order_by().values_list("detector", flat=True))


def look_with(detector: Detector, *, at: datetime.datetime) -> int:
    """With one of them; how many it finds. Stopped half-way it has kept the half, and the next look goes on."""
    found = found_by(detector, on=at.date())
    owners = Owners(at.date())
    for batch in _batches(found):
        _keep(detector, batch, owners, at)
    _let_go(detector, found, at)
    return len(found)


def still_so(finding: Finding, *, on: datetime.date) -> bool:
    """Whether the records that it is about still give rise to it: quick, because only these are looked at."""
    return finding.key in found_by(DETECTORS[finding.detector], on=on, among=finding.subjects)


@transaction.atomic
def _keep(detector: Detector, batch: dict[uuid.UUID, Found], owners: Owners, at: datetime.datetime) -> None:
    say_who_looks()
    kept = Finding.objects.select_for_update().in_bulk(batch, field_name="key")
    given = _given_by_somebody(kept.values())
    for key, finding in kept.items():
        found = batch[key]
        stays = finding.pk in given and owners.may_keep(detector, found, finding.owner_id)
        owner = finding.owner_id if stays else owners.of(detector, found, before=finding.owner_id)
        _see_again(finding, found, owner, at)
    changed = ["subjects", "facts", "basis", "owner", "due_on", "seen_at", "state", "state_since"]
    Finding.objects.bulk_update(kept.values(), changed)
    new = [_new(detector, one, owners.of(detector, one), at) for key, one in batch.items() if key not in kept]
    # A look beside this one found them too: the same key twice is once.
    Finding.objects.bulk_create(new, ignore_conflicts=True)


def say_who_looks() -> None:
    """To the database, until the transaction ends: it lets what a finding says change by a look alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('okoce.looks', 'yes', true)")


def _given_by_somebody(findings: Iterable[Finding]) -> set[uuid.UUID]:
    """Those that their owner took, or was handed, since they are open."""
    given = FindingAnswer.objects.filter(
        finding__in=findings, to=F("finding__owner"), at__gte=F("finding__state_since")
    )
    return set(given.values_list("finding", flat=True))


def _see_again(finding: Finding, found: Found, owner: int | None, at: datetime.datetime) -> None:
    if finding.state not in QUIET or (finding.state == State.EXPLAINED and finding.basis != found.basis):
        finding.state, finding.state_since, finding.due_on = State.OPEN, at, due_after(at.date())
    finding.subjects, finding.facts, finding.basis, finding.seen_at = found.subjects, found.facts, found.basis, at
    finding.owner_id = owner


def _new(detector: Detector, found: Found, owner: int | None, at: datetime.datetime) -> Finding:
    return Finding(
        detector=detector.name,
        key=found.key,
        kecamatan_id=found.kecamatan,
        subjects=found.subjects,
        facts=found.facts,
        basis=found.basis,
        owner_id=owner,
        due_on=due_after(at.date()),
        found_at=at,
        seen_at=at,
        state_since=at,
    )


@transaction.atomic
def _let_go(detector: Detector, found: dict[uuid.UUID, Found], at: datetime.datetime) -> None:
    """What was open and is found no more."""
    there = Finding.objects.filter(detector=detector.name, state=State.OPEN).values_list("key", flat=True)
    gone = [key for key in there if key not in found]
    say_who_looks()
    Finding.objects.filter(key__in=gone, state=State.OPEN).update(state=State.GONE, state_since=at)


def _batches(found: dict[uuid.UUID, Found]) -> Iterator[dict[uuid.UUID, Found]]:
    items = iter(found.items())
    while batch := dict(islice(items, BATCH)):
        yield batch
