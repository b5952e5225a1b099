"""Several reads as of one moment."""

import pytest
from django.db import InternalError, connection, transaction

from okoce.core.snapshot import snapshot
from programs.models import Agency
from tests import pristine

pytestmark = pytest.mark.django_db(transaction=True)


def somebody_else_adds(code):
    with pristine.connect() as server, server.cursor() as cursor:
        cursor.execute("INSERT INTO programs_agency VALUES (%s, %s)", [code, code])
    server.close()


def test_what_others_commit_meanwhile_is_not_seen():
    before = Agency.objects.count()
    with snapshot():
        assert Agency.objects.count() == before
        somebody_else_adds("NEW")
        assert Agency.objects.count() == before
    assert Agency.objects.count() == before + 1


def test_nothing_is_written_inside():
    with pytest.raises(InternalError, match="read-only transaction"), snapshot():
        Agency.objects.create(code="X", name="X")


def test_inside_an_open_transaction_it_reads_as_that_one_does():
    with transaction.atomic():
        Agency.objects.create(code="X", name="X")
        with snapshot():
            assert Agency.objects.filter(code="X").exists()


def test_afterwards_the_connection_is_as_before():
    with snapshot():
        Agency.objects.count()
    assert not connection.in_atomic_block
    Agency.objects.create(code="X", name="X")
