"""What the database refuses about official lists, whatever code forgets."""

import datetime
import uuid

import pytest

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.months import now
from participants import merging
from participants.models import ListLine, Match, OfficialList
from tests.factories import capital, handed_in, licence, nik, person, user
from tests.participants.listing import line, load, match_of
from tests.refusals import refused_by

pytestmark = pytest.mark.django_db

NUMBER = "8120001234567"


@pytest.fixture
def match():
    """Proposed, of a list that was read."""
    number = nik()
    somebody = person(nik=number)
    load(line(nik=number, number=NUMBER))
    return match_of(somebody)


def lists():
    return OfficialList.objects.all()


def being_read(by=None):
    """A list to which lines come."""
    said = {"kind": "licences", "issuer": "X", "as_of": "2018-12-31", "state": "reading", "fingerprint": b""}
    return OfficialList.objects.create(loaded_by=by or user(Role.STAFF), loaded_at=now(), **said)


def lines():
    return ListLine.objects.all()


def decided(match, state, **said):
    told = {"state": state, "decided_by": user(Role.VERIFIER), "decided_at": now()} | said
    Match.objects.filter(pk=match.pk).update(**told)


def test_a_list_is_of_a_known_kind_and_in_a_known_state():
    said = {"issuer": "X", "as_of": "2018-01-01", "loaded_by": user(), "loaded_at": now(), "fingerprint": b""}
    with refused_by("official_list_kind_is_known"):
        OfficialList.objects.create(kind="police", **said)
    with refused_by("official_list_state_is_known"):
        OfficialList.objects.create(kind="bank", state="lost", **said)


def test_what_a_list_is_and_who_loaded_it_stays(match):
    with refused_by("official_list_stays"):
        lists().update(loaded_by=user(Role.STAFF))


def test_a_list_that_is_read_keeps_no_file(match):
    with refused_by("read_list_keeps_no_file"):
        lists().update(file="lists/one.sealed")


def test_of_a_line_nothing_changes_but_its_pile_and_its_name_which_goes(match):
    lines().update(pile="doubtful", name="")
    with refused_by("official_line_stays"):
        lines().update(day=datetime.date(2017, 1, 1))
    with refused_by("official_line_stays"):
        lines().update(name="Siti")


def test_a_line_lies_on_a_known_pile_and_is_of_some_money(match):
    with refused_by("pile_is_known"):
        lines().update(pile="lost")
    with refused_by("line_amount_is_some"):
        ListLine.objects.create(list=being_read(), number=9, digest=b"1", amount=0)


def test_a_match_is_proposed_before_it_is_decided(match):
    one = ListLine.objects.create(list=being_read(match.loaded_by), number=9, digest=b"1")
    said = {"line": one, "participant": match.participant, "loaded_by": match.loaded_by, "method": "nik"}
    with refused_by("match_is_proposed_first"):
        Match.objects.create(**said, state="confirmed", decided_by=user(Role.VERIFIER), decided_at=now())


def test_nobody_is_matched_by_the_identity_number_of_another(match):
    said = {"line": match.line, "participant": person(), "loaded_by": match.loaded_by}
    with refused_by("match_by_number_has_the_number"):
        Match.objects.create(**said, method="nik")
    assert Match.objects.create(**said, method="name")


def test_whoever_loaded_the_list_decides_nothing_whoever_is_said_to_have_loaded_it(match):
    one = ListLine.objects.create(list=being_read(match.loaded_by), number=9, digest=b"1")
    said = {"line": one, "participant": match.participant, "method": "name"}
    other = Match.objects.create(**said, loaded_by=user(Role.VERIFIER))
    other.refresh_from_db()
    assert other.loaded_by == match.loaded_by
    User.objects.filter(pk=match.loaded_by_id).update(roles=[Role.VERIFIER])
    with refused_by("decider_did_not_load_the_list"):
        decided(match, "confirmed", decided_by=match.loaded_by)


def test_whose_line_it_is_stays(match):
    with refused_by("match_stays"):
        Match.objects.update(participant=person())


def test_only_what_was_confirmed_is_taken_back(match):
    with refused_by("match_is_confirmed_before_it_is_undone"):
        decided(match, "undone", because="Orangnya lain")
    decided(match, "confirmed")
    with refused_by("match_is_confirmed_before_it_is_undone"):
        decided(match, "refused")
    with refused_by("undone_match_says_why"):
        decided(match, "undone")


def test_a_decision_is_known_and_somebodys(match):
    with refused_by("match_state_is_known"):
        decided(match, "lost")
    with refused_by("match_is_decided_by_someone"):
        decided(match, "confirmed", decided_by=None)


def test_a_line_is_once_and_by_a_known_way_of_a_person_and_confirmed_of_one():
    number = nik()
    one, other = person(nik=number), person()
    handed_in(licence(other, number=NUMBER))
    load(line(nik=number, number=NUMBER))
    first, second = match_of(one), match_of(other)
    said = {"line": first.line, "loaded_by": first.loaded_by}
    with refused_by("one_match_of_line_and_person"):
        Match.objects.create(**said, participant=one, method="name")
    with refused_by("match_method_is_known"):
        Match.objects.create(**said, participant=person(), method="face")
    decided(first, "confirmed")
    with refused_by("one_person_a_line"):
        decided(second, "confirmed")


def shows(match, record, **said):
    decided(match, "confirmed", milestone=record, **said)


def test_a_match_shows_a_record_of_the_person_whose_it_is_and_of_what_the_list_says(match):
    with refused_by("match_shows_a_record_of_the_person"):
        shows(match, licence(person(), number=NUMBER), made_it=True)
    with refused_by("match_shows_a_record_of_the_person"):
        shows(match, capital(match.participant))
    shows(match, licence(match.participant, number=NUMBER), made_it=True)


def test_a_match_shows_a_record_that_was_of_the_other_row_of_whoever_was_merged(match):
    other = person()
    record = licence(other, number=NUMBER)
    said = {"kept": match.participant, "folded": other, "because": "Two cards, one woman"}
    merging.merge(by=user(Role.VERIFIER), id=uuid.uuid4(), at=now(), **said)
    shows(match, record)


def test_what_a_match_shows_is_said_when_it_is_confirmed(match):
    record = licence(match.participant, number=NUMBER)
    with refused_by("match_shows_a_record_of_the_person"):
        Match.objects.update(milestone=record)
    with refused_by("match_shows_a_record_of_the_person"):
        Match.objects.update(made_it=True)
    decided(match, "confirmed")
    with refused_by("match_shows_a_record_of_the_person"):
        Match.objects.update(milestone=record)
    with refused_by("match_shows_a_record_of_the_person"):
        Match.objects.update(made_it=True)


def test_lines_come_to_a_list_only_while_it_is_read(match):
    with refused_by("official_line_comes_while_its_list_is_read"):
        ListLine.objects.create(list=match.line.list, number=9, digest=b"1")
    ListLine.objects.create(list=being_read(), number=9, digest=b"1")


def test_a_line_goes_only_with_its_list():
    load(line(nik=nik()))
    with refused_by("official_line_goes_with_its_list"):
        lines().delete()


def test_a_list_goes_its_way_and_never_back(match):
    for state in ("sent", "reading", "failed", "withdrawn"):
        told = (
            {"withdrawn_by": user(Role.STAFF), "withdrawn_at": now(), "because": "Salah"}
            if state == "withdrawn"
            else {}
        )
        with refused_by("official_list_goes_its_way"):
            lists().update(state=state, **told)


def left(by):
    lists().update(state="leaving", withdrawn_by=by, withdrawn_at=now(), because="Salah")


def test_a_list_with_confirmed_lines_is_withdrawn_by_nobody_who_loaded_it_or_recorded_what_it_shows(match):
    shows(match, licence(match.participant, number=NUMBER))
    for by in (match.loaded_by, match.participant.registered_by):
        with refused_by("confirmed_list_is_withdrawn_by_others"):
            left(by)
    left(user(Role.STAFF))


def test_a_list_of_which_nothing_is_confirmed_is_withdrawn_by_its_loader_too(match):
    left(match.loaded_by)


def test_a_withdrawn_list_leaves_nothing_confirmed(match):
    decided(match, "confirmed")
    left(user(Role.STAFF))
    with refused_by("withdrawn_list_leaves_nothing_confirmed"):
        lists().update(state="withdrawn")
    Match.objects.update(state="undone", because="Salah")
    lists().update(state="withdrawn")
