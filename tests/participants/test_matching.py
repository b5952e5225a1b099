import uuid

import pytest
from django.db import transaction

from okoce.core.months import now, today
from participants import finding, matching, rosters
from participants.models import Distinction, Enrolment, Participant
from participants.registration import Particulars
from programs.trainings import hold
from tests import factories
from tests.factories import ELSEWHERE, day, nik, person
from tests.together import somebody_else, together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here():
    """Whom `facilitator()` is from here on: of HOME."""
    return factories.facilitator()


def alike(*, besides=None, **said):
    """The name of each who looks like the one that is said, and in what."""
    found = matching.likely(factories.facilitator(), Particulars(**said), on=today(), besides=besides or uuid.uuid4())
    return [(one.name, one.alike.name) for one in found]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("siti  RAHAYU", "Siti Rahayu"),
        ("Rahayu, Siti", "Siti Rahayu"),
        ("Nur'aini", "Nuraini"),
        ("Siti Rahayu Ningsih", "Siti Rahayu"),
        ("Siti Rahayu", "Siti"),
        ("Ningsih", "Siti Rahayu Ningsih"),
    ],
)
def test_the_words_of_one_name_in_the_other_and_the_same_birth_date_look_like_one(name, known):
    person(name=known, born="1990-06-01")
    assert alike(name=name, birth_date=day("1990-06-01")) == [(known, "NAME_AND_BIRTH")]
    assert alike(name=name, birth_date=day("1990-06-02")) == []


def test_the_number_tells_the_birth_date():
    person(name="Siti", born="1990-06-01")
    assert alike(name="Siti", nik=nik(born="1990-06-01")) == [("Siti", "NAME_AND_BIRTH")]


def test_what_is_said_of_the_birth_date_stands_before_the_number():
    person(name="Siti", born="1990-06-01")
    assert alike(name="Siti", nik=nik(born="1990-06-01"), birth_date=day("1990-06-02")) == []


@pytest.mark.parametrize("born", [None, day("1990-06-01")])
def test_the_same_name_looks_like_one_where_a_birth_date_is_not_known(born):
    factories.calon(name="Siti Rahayu")
    assert alike(name="rahayu siti", birth_date=born) == [("Siti Rahayu", "NAME")]
    assert alike(name="Siti", birth_date=born) == []


def test_a_name_alone_looks_like_everybody_of_that_name():
    person(name="Siti", born="1990-06-01")
    assert alike(name="Siti") == [("Siti", "NAME")]


def test_the_same_phone_looks_like_one_however_it_is_written():
    person(name="Budi", phone="081200000001")
    assert alike(name="Siti", phone="+62 812-0000-0001") == [("Budi", "PHONE")]
    assert alike(name="Siti", phone="08120000000") == []


def test_the_surest_come_first_and_no_more_than_five():
    person(name="Budi", phone="081200000001")
    for _ in range(4):
        factories.calon(name="Siti")
    person(name="Siti", born="1990-06-01")
    assert [how for _name, how in alike(name="Siti", phone="081200000001", birth_date=day("1990-06-01"))] == [
        "NAME_AND_BIRTH",
        "PHONE",
        "NAME",
        "NAME",
        "NAME",
    ]


def test_of_a_name_that_many_have_nobody_is_passed_over(monkeypatch):
    # As many as the search would show: the one with the same date of birth may be any of them.
    monkeypatch.setattr(finding, "MOST", 2)
    for _ in range(4):
        factories.calon(name="Siti")
    person(name="Siti", born="1990-06-01")
    assert [how for _name, how in alike(name="Siti", birth_date=day("1990-06-01"))] == ["NAME_AND_BIRTH"] + ["NAME"] * 4


def test_whom_the_form_itself_made_is_nobody_else():
    somebody = factories.calon(name="Siti")
    assert alike(name="Siti", besides=somebody.pk) == []


def test_nobody_elsewhere_looks_like_anybody():
    there = factories.user(kecamatan=(ELSEWHERE,))
    person(by=there, lives_in=ELSEWHERE, name="Siti", born="1990-06-01", phone="081200000001")
    assert alike(name="Siti", birth_date=day("1990-06-01"), phone="081200000001") == []


def test_of_a_guest_on_a_list_nothing_but_the_name_is_compared():
    there = factories.user(kecamatan=(ELSEWHERE,))
    guest = person(by=there, lives_in=ELSEWHERE, name="Siti", born="1990-06-01", phone="081200000001")
    factories.attend(factories.training(), guest)
    for born in ("1990-06-01", "1971-01-01"):
        assert alike(name="Siti", birth_date=day(born), phone="081200000001") == [("Siti", "NAME")]
    assert alike(name="Budi", phone="081200000001") == []


def test_a_name_without_a_word_looks_like_nobody():
    factories.calon(name="Siti")
    assert alike(name="-") == []


def join(session, other, *, id, name, number):
    return matching.join_told_apart(
        by=factories.facilitator(),
        session=session,
        id=id,
        said=Particulars(name=name, nik=number, lives_in=factories.kecamatan()),
        apart={other.pk: "cards"},
        on=day("2018-03-05"),
        at=now(),
    )


@pytest.mark.usefixtures("committed_db")
class TestInTheSameMoment:
    @pytest.fixture
    def session(self, committed_db):
        return factories.training().sessions.get()

    def test_ten_taps_on_one_form_make_one_person_who_is_told_apart_once(self, session):
        form, number, other = uuid.uuid4(), nik(), person(name="Siti")
        answers = together(*[lambda: join(session, other, id=form, name="Siti", number=number)] * 10)
        assert sorted(new for _somebody, new in answers) == [False] * 9 + [True]
        assert {somebody.pk for somebody, _new in answers} == {form}
        assert [{one.first_id, one.second_id} for one in Distinction.objects.all()] == [{form, other.pk}]

    def test_two_forms_with_one_number_make_one_person_who_is_told_apart_once(self, session):
        number, other = nik(), person(name="Siti")
        answers = together(
            *[lambda name=name: join(session, other, id=uuid.uuid4(), name=name, number=number) for name in ("A", "B")]
        )
        assert len({somebody.pk for somebody, _new in answers}) == 1
        assert (Participant.objects.count(), Distinction.objects.count()) == (2, 1)

    def test_a_candidate_is_completed_while_the_roll_is_called(self, session):
        somebody, by = factories.calon(name="Siti"), factories.facilitator()
        Enrolment.objects.create(training=session.training, participant=somebody, added_by=by)
        said = Particulars(name="", nik=nik())
        with somebody_else() as begins, transaction.atomic():
            hold(session.training_id)
            joining = begins(
                lambda: matching.join_known(
                    by=by, session=session, participant=somebody, said=said, on=day("2018-03-05"), at=now()
                )
            )
            rosters.call_roll(by=by, session=session, taps=rosters.Taps({somebody.pk: "late"}), at=now())
        assert joining.result().nik_tail == said.nik[-4:]
        assert rosters.marks_at(session) == {somebody.pk: "late"}

    def test_somebody_is_registered_while_a_list_with_their_number_is_pasted(self, session):
        number, other = nik(), person(name="Siti")
        said = Particulars(name="Siti R", nik=number, lives_in=factories.kecamatan())
        with somebody_else() as begins, transaction.atomic():
            hold(session.training_id)
            joining = begins(lambda: join(session, other, id=uuid.uuid4(), name="Siti R", number=number))
            new = [(uuid.uuid4(), said)]
            rosters.add(by=factories.facilitator(), session=session, people=[], new=new, present=True, at=now())
        assert joining.result() == (Participant.objects.get(name="Siti R"), False)
