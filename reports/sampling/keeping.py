"""The sample of a closing: drawn with it, once, and drawn again by whoever doubts it."""

import datetime

from django.conf import settings

from reports.models import Closing, LedgerEntry
from reports.sampling.drawing import Draw, draw
from reports.sampling.giving import give
from reports.sampling.models import Sample, SampledRow


def keep_sample(closing: Closing, *, at: datetime.datetime) -> Sample:
    """Draw of what the closing published and give each row to a verifier; the closing's own transaction, nobody knows before."""
    size = settings.AUDIT_SAMPLE
    drawn = draw(closing, size)
    sample = Sample.objects.create(closing=closing, people=drawn.people, size=size, drawn_at=at)
    entries = LedgerEntry.objects.in_bulk([row.entry for row in drawn.rows])
    rows = SampledRow.objects.bulk_create(
        SampledRow(
            sample=sample,
            place=place,
            digest=row.digest,
            entry=entries[row.entry],
            participant_id=entries[row.entry].source_id,
        )
        for place, row in enumerate(drawn.rows, start=1)
    )
    for row in rows:
        give(row, at=at)
    return sample


def differences(sample: Sample, again: Draw) -> list[str]:
    """What was kept otherwise than it is drawn now, each in a sentence; none when it is the very same."""
    kept = [(row.place, row.digest, row.entry_id) for row in sample.rows.all()]
    drawn = [(place, row.digest, row.entry) for place, row in enumerate(again.rows, start=1)]
    told = [
        f"row {place}: {digest} of entry {entry} is kept and not drawn"
        for place, digest, entry in kept
        if (place, digest, entry) not in drawn
    ]
    told += [
        f"row {place}: {digest} of entry {entry} is drawn and not kept"
        for place, digest, entry in drawn
        if (place, digest, entry) not in kept
    ]
    if sample.people != again.people:
        told.append(f"{sample.people} people are kept, and {again.people} are there to be drawn from")
    return told
