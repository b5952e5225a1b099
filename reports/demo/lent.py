"""Two of those who may be tried out help out where something waits: of some it would be chance whether they see any of it."""

import datetime
from itertools import chain

from okoce.accounts.models import User
from participants.models import Finding, Likeness, Transfer
from participants.quality import answering
from participants.quality.detectors import DETECTORS
from programs.models import Assignment


def out(*, at: datetime.datetime) -> None:
    """The facilitator has somebody who arrived and a finding, the verifier of some kecamatan a pair and that finding."""
    facilitator, verifier = (User.objects.get(username=name) for name in ("pendamping01", "verifikator-selatan"))
    asked = [name for name, one in DETECTORS.items() if one.asks_facilitator]
    findings = list(Finding.objects.filter(state=Finding.State.OPEN, detector__in=asked)[:1])
    arrivals = Transfer.objects.filter(taken_at=None, undone_at=None).exclude(moved_to=None)[:1]
    pairs = Likeness.objects.waiting().values_list("first__registered_in", "second__registered_in")[:1]
    found = {one.kecamatan_id for one in findings}
    _help(facilitator, found | {one.moved_to_id for one in arrivals}, at.date())
    _help(verifier, found | set(chain(*pairs)), at.date())
    for finding in findings:
        if finding.owner != facilitator:
            answering.hand_on(by=User.objects.get(username="verifikator"), finding=finding, to=facilitator, at=at)


def _help(user: User, places: set[str], day: datetime.date) -> None:
    there = places - set(user.assignments.values_list("kecamatan", flat=True))
    Assignment.objects.bulk_create(Assignment(user=user, kecamatan_id=place, starts_on=day) for place in there)
