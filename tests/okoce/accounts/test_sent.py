"""What was sent under an id is the same again when it means the same."""

import uuid

import pytest

from okoce.accounts import sent
from okoce.core.problems import Conflict
from tests.factories import user

ID = "f0b6c1de-4c0f-4b0e-8f5d-0d4c1f6f2b11"
VISIT = {"id": ID, "minutes": 45, "topic": "Harga", "next": [{"id": ID, "on": "2018-03-05"}]}


@pytest.mark.parametrize(
    "again",
    [
        dict(reversed(VISIT.items())),
        VISIT | {"id": ID.upper(), "next": [{"on": "2018-03-05", "id": ID.upper()}]},
        VISIT | {"minutes": 45.0},
        VISIT | {"finding": "", "place": None, "confirms_trading": False, "workers": 0},
        VISIT | {"next": [{"id": ID, "on": "2018-03-05", "note": ""}]},
    ],
)
def test_what_means_the_same_is_the_same(again):
    assert sent.digest(again) == sent.digest(VISIT)


@pytest.mark.parametrize(
    "other",
    [
        VISIT | {"topic": "harga"},
        VISIT | {"minutes": "45"},
        VISIT | {"minutes": 45.5},
        VISIT | {"confirms_trading": True},
        VISIT | {"topic": ""},
        VISIT | {"next": []},
        VISIT | {"next": [*VISIT["next"], {}]},
        {name: value for name, value in VISIT.items() if name != "topic"},
    ],
)
def test_what_means_something_else_is_not(other):
    assert sent.digest(other) != sent.digest(VISIT)


@pytest.mark.django_db
def test_only_what_means_the_same_is_remembered():
    somebody, key = user(), uuid.UUID(ID)
    known = {"by": somebody, "id": key, "kind": "visits"}
    sent.remember(**known, content=VISIT, record=key)
    assert sent.remembered(**known, content=VISIT | {"id": ID.upper(), "finding": ""}) == key
    with pytest.raises(Conflict):
        sent.remembered(**known, content=VISIT | {"topic": "Modal"})
