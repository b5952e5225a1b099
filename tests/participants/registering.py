"""What a form says of somebody who is registered, and somebody who is registered elsewhere."""

import uuid

from tests import factories


def said(**other):
    return {
        "id": f"{uuid.uuid4()}",
        "name": "Ani",
        "nik": factories.nik(born="1988-02-29", sex="male"),
        "lives_in": factories.HOME,
        "consented": "on",
        "baseline": "no_business",
        "registered_on": "2018-03-05",
    } | other


def of_elsewhere(**said):
    elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
    return factories.person(by=elsewhere, lives_in=factories.ELSEWHERE, **said)
