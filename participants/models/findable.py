"""By what somebody is found, and from where: an index that the database itself keeps (docs/decisions/0025)."""

from django.db import models

LONGEST = 200


class Findable(models.Model):
    """One thing that somebody is found by, in one kecamatan whose people see them; written by triggers alone.

    A name is there once from each of its words on, the words before it behind (`siti nur`, `nur siti`); `#` is the end of
    the identity number, `+` the phone and `~` its end. It leads to people, and says nothing of who may see them.
    """

    pk = models.CompositePrimaryKey("kecamatan", "word", "participant")
    kecamatan = models.CharField(max_length=8)
    word = models.CharField(max_length=LONGEST, db_collation="C")
    # No foreign key: the triggers that write the rows take them away too.
    participant = models.UUIDField()

    class Meta:
        indexes = [models.Index(name="how_somebody_is_found", fields=["participant", "kecamatan"])]
