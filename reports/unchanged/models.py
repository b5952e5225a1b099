"""That facts were changed, and nothing of them."""

from django.db import models


class FactChange(models.Model):
    """So many statements changed facts that pages show beside the counts; triggers add the rows, and their sum never goes back.

    It is no datum of anybody: not whose fact, not which table, not when.
    """

    statements = models.BigIntegerField()
