"""Every guard of the facts refuses in some test, and none is tested that is not there."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from tests.participants.checked import WAITING

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parent.parent.parent
APPS = ["programs", "participants"]


def exercised():
    texts = [path.read_text() for path in ROOT.glob("tests/**/test_*.py")]
    names = {name for text in texts for name in re.findall(r'refused_by\(f?"([\w{}]+)"\)', text)}
    return {name.replace("{kind}", kind) for name in names for kind in WAITING}


def said_by(text):
    """The guards that the text of a function or a migration names. A day of a fact is refused for two reasons."""
    named = set(re.findall(r"PERFORM refuse\('(\w+)'", text))
    facts = re.findall(r"PERFORM refuse_day\([\w.]+, '(\w+)'\)", text)
    return named | {f"{fact}_{reason}" for fact in facts for reason in ("not_in_future", "within_programme")}


def test_each_constraint_of_the_models_is_tested():
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    assert {constraint.name for model in models for constraint in model._meta.constraints} - exercised() == set()


def test_each_guard_of_the_migrations_is_tested():
    migrations = [path.read_text() for app in APPS for path in ROOT.glob(f"{app}/migrations/*.py")]
    guards = set().union(*(said_by(text) for text in migrations))
    assert {"visit_within_programme", "version_grows"} <= guards
    assert guards - exercised() == set()


def test_no_guard_is_tested_that_is_not_there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class WHERE relkind = 'i'")
        there = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT prosrc FROM pg_proc WHERE prosrc LIKE '%PERFORM refuse%'")
        there = there.union(*(said_by(text) for (text,) in cursor.fetchall()))
    assert exercised() - there == set()
