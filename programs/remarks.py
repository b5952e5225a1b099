"""What the targets of the beginning say of themselves and where they come from, in the language of whoever reads.

The sentences are kept as programs/data/targets.csv has them; what somebody wrote of a later version is read as it was written.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

REMARKS = {
    _("derived"),
    _("stated for the first 12 months"),
    _("what is left after 12 x 4000: 152000 = 32 x 3167 + 16 x 3166"),
    _("see T-2017-NE-M2"),
    _("five years; 4000 x 60 would be 240000, 40000 x 5 is 200000: the stated targets do not agree, show both lines"),
    _("per programme year"),
    _("a band; another report of the same speech says per year"),
    _("calendar year 2018 when month 1 is 2017-12; training, mentoring, facilitators, rooms, equipment"),
    _("one centre in each kecamatan"),
}


def remark_read(kept: str) -> str:
    """A remark as it was kept; one of the beginning in the reader's language."""
    return gettext(kept) if kept in REMARKS else kept
