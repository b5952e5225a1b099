"""Names of strangers are kept as long as somebody may look at them, and no longer than 90 days."""

import datetime

from participants.importing import files
from participants.models import ListLine, OfficialList

KEPT_FOR = datetime.timedelta(days=90)
# A list whose columns nobody names is let go of after this, with its file.
LYING_FOR = datetime.timedelta(days=7)


def forget(*, at: datetime.datetime) -> int:
    """Take the names off the lines of old lists, and let go of lists that were never read; how many names."""
    unread = OfficialList.objects.exclude(state__in=[OfficialList.State.READ, OfficialList.State.READING])
    for one in unread.filter(loaded_at__lt=at - LYING_FOR, lines=None):
        file = one.file.name
        one.delete()
        files.remove([file])
    return ListLine.objects.filter(list__loaded_at__lt=at - KEPT_FOR).exclude(name="").update(name="")
