"""What was posted about one person: every entry, with the revision that wrote it and the closing that it is in."""

from dataclasses import dataclass

from participants.models import Participant
from reports.models import Closing, LedgerEntry, Vintage
from reports.reasons import in_words
from reports.words import name_of


@dataclass(frozen=True)
class PostedEntry:
    """One line; it has no closing while the month that it is published in is not closed."""

    entry: LedgerEntry
    name: str
    why: str
    closing: Closing | None

    @property
    def is_correction(self) -> bool:
        return self.entry.vintage == Vintage.ADJUSTMENT

    @property
    def is_backcast(self) -> bool:
        """Counted backwards, in a month that was closed before its definition came: no closing publishes it."""
        return self.entry.vintage == Vintage.BACKCAST


def posted_about(person: Participant) -> list[PostedEntry]:
    """Newest first; whoever may open the person may read it whole."""
    rows = LedgerEntry.objects.filter(source_id__in=person.rows, source_kind="participant")
    entries = list(rows.select_related("revision").order_by("-pk"))
    closings = list(Closing.objects.filter(month__in={entry.posting_month for entry in entries}).order_by("number"))
    return [PostedEntry(one, name_of(one.metric), in_words(one.reason), _closing(one, closings)) for one in entries]


def _closing(entry: LedgerEntry, closings: list[Closing]) -> Closing | None:
    """The first link of its month that was made after it: its digest holds the entry."""
    return next(
        (one for one in closings if one.month == entry.posting_month and one.last_revision_id >= entry.revision_id),
        None,
    )
