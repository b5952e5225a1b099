"""The index of word beginnings: after any history of writes it holds what a recount in plain Python says."""

import random
import re
import unicodedata

import pytest
from django.db import transaction

from okoce.core.months import today
from participants import correction, rosters
from participants.models import Attendance, Enrolment, Findable, Participant, Residence, Transfer
from programs.models import Training
from tests.factories import (
    ELSEWHERE,
    HOME,
    OUTSIDE,
    attend,
    facilitator,
    homeless,
    moved_by_hand,
    nik,
    person,
    taken_back,
    training,
    verifier,
)
from tests.together import somebody_else

pytestmark = pytest.mark.django_db
PLACES = [HOME, ELSEWHERE, "31.71.01", OUTSIDE]


def words(name):
    plain = unicodedata.normalize("NFKD", name).lower()
    return re.findall(r"[a-z0-9]+", re.sub(r"[\u0300-\u036f'’]", "", plain))


def recounted():
    """{(kecamatan, word, person)} as docs/decisions/0025 says it."""
    found = set()
    for one in Participant.objects.all():
        newest = Residence.objects.filter(participant=one).last()
        home = {one.registered_in_id, newest and newest.kecamatan_id} - {None}
        lists = set(Attendance.objects.filter(participant=one).values_list("session__training__kecamatan", flat=True))
        lists |= set(Enrolment.objects.filter(participant=one).values_list("training__kecamatan", flat=True))
        parts = words(one.name)
        keys = {" ".join(parts[n:] + parts[:n]) for n in range(len(parts))} | {f"#{one.nik_tail}"}
        phone = {f"+{one.phone}", f"~{one.phone[-4:]}"}
        found |= {(place, key, one.pk) for place in home | lists for key in keys if key != "#"}
        found |= {(place, key, one.pk) for place in home for key in phone if one.phone}
    return found


def kept():
    return set(Findable.objects.values_list("kecamatan", "word", "participant"))


def history(pick):
    """Writes by verbs and by hand, one after the other, in an order that chance gives."""
    names = ["Siti Nur Aini", "BUDI", "Nur'aini  Sari", "José-Maria Ñandu", "H. Ahmad, S.Pd.", "Siti Siti", "-"]
    people = [
        person(
            name=pick.choice(names),
            phone=pick.choice(["", "0812 3456 7890"]),
            nik=pick.choice(["", nik()]),
            lives_in=pick.choice(PLACES),
        )
        for _ in range(12)
    ]
    people.append(homeless(name=pick.choice(names), lives_in=pick.choice(PLACES)))
    given = [training(kecamatan=pick.choice(PLACES[:3])) for _ in range(4)]

    def anybody():
        return pick.choice(people)

    acts = [
        lambda: attend(pick.choice(given), *pick.sample(people, 4)),
        lambda: rosters.leave(by=facilitator(), session=pick.choice(given).sessions.get(), participant=anybody()),
        lambda: Enrolment.objects.get_or_create(
            training=pick.choice(given), participant=anybody(), defaults={"added_by": facilitator()}
        ),
        lambda: Enrolment.objects.filter(participant=anybody()).delete(),
        lambda: move(anybody(), pick),
        lambda: move_back(anybody()),
        lambda: Participant.objects.filter(pk=anybody().pk).update(name=pick.choice(names)),
        lambda: Participant.objects.filter(pk=anybody().pk).update(phone=pick.choice(["", "081111111"])),
        lambda: Attendance.objects.filter(participant=anybody()).update(status="late"),
        lambda: Training.objects.filter(pk=pick.choice(given).pk).update(kecamatan=pick.choice(PLACES[:3])),
    ]
    for _ in range(40):
        pick.choice(acts)()


def move(somebody, pick):
    move_back(somebody)
    moved_by_hand(somebody, by=verifier(), since=today(), to=pick.choice(PLACES))


def move_back(somebody):
    for made in Transfer.objects.filter(participant=somebody, undone_at=None):
        taken_back(made)


@pytest.mark.parametrize("seed", range(3))
def test_it_holds_what_a_recount_says(seed):
    history(random.Random(seed))
    assert kept() == recounted() != set()


@pytest.mark.parametrize(
    ("first", "then"), [("leaves", "joins"), ("joins", "leaves"), ("is renamed", "joins"), ("joins", "is renamed")]
)
def test_two_who_write_of_one_person_stand_in_line(committed_db, first, then):
    guest, by = person(name="Siti", lives_in=ELSEWHERE), facilitator()
    here, there = (training(kecamatan=HOME).sessions.get() for _ in range(2))
    attend(here, guest)
    renamed = correction.Corrected(name="Sita")
    acts = {
        "leaves": lambda: rosters.leave(by=by, session=here, participant=guest),
        "joins": lambda: attend(there, guest),
        "is renamed": lambda: correction.correct(by=by, participant=guest, said=renamed, reason="", today=today()),
    }
    with somebody_else() as begins:
        with transaction.atomic():
            acts[first]()
            running = begins(acts[then])
        running.result()
    assert kept() == recounted() != set()


def test_a_correction_leaves_nothing_of_what_was_wrong():
    right = nik()
    somebody = person(name="Siti Aini", phone="081234567890")
    attend(training(kecamatan=ELSEWHERE), somebody)
    said = correction.Corrected(name="Budi", phone="081200000001", nik=right)
    correction.correct(by=facilitator(), participant=somebody, said=said, reason="Salah baca", today=today())
    here = {"budi", "+081200000001", "~0001", f"#{right[-4:]}"}
    there = {"budi", f"#{right[-4:]}"}
    assert kept() == {(HOME, key, somebody.pk) for key in here} | {(ELSEWHERE, key, somebody.pk) for key in there}
