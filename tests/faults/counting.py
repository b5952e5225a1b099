"""Facts made by the verbs inside a running site, and what its database says of them."""

import contextlib

import psycopg2

from tests.site import until

TRAIN = """
from tests import factories
on = "{on}"
training = factories.training(factories.meeting(on))
factories.attend(training, *factories.people({people}, on=on))
factories.verified(training)
"""


# What ten people at one training are counted as.
TEN_TRAINED = {
    "registered": 10,
    "trained": 10,
    "trainings": 1,
    "attendances": 10,
    "active_facilitators": 1,
    "active_centres": 1,
}


def train(site, *, people, on="2018-03-05"):
    """Log a training with that many people, all present, and approve it."""
    site.do(TRAIN.format(people=people, on=on))


def ask(site, sql):
    with contextlib.closing(psycopg2.connect(site.database_url())) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def waiting(site):
    return ask(site, "SELECT count(*) FROM reports_queue")[0][0]


def rolls_up(site):
    """Put a key into the queue and see a worker take it, whoever told it to."""
    ask(
        site,
        """INSERT INTO reports_queue (kind, key, reason, transaction, queued_at)
        VALUES ('participant', gen_random_uuid(), 'a test', pg_current_xact_id()::text::bigint, now())""",
    )
    return until(lambda: waiting(site) == 0)


def counts(site):
    return dict(ask(site, "SELECT metric, sum(value)::int FROM reports_monthlycount GROUP BY 1"))
