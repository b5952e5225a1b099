import datetime
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from okoce.core.months import now, today
from participants import mentoring
from participants.models import Visit
from tests.factories import (
    ELSEWHERE,
    HOME,
    OUTSIDE,
    approved,
    day,
    facilitator,
    kecamatan,
    person,
    photo,
    returned,
    revoked,
    user,
    visit,
)
from tests.refusals import refused_as_a_whole, refused_beside
from tests.together import together

pytestmark = pytest.mark.django_db


def facts(**said):
    known = {"kecamatan": kecamatan(), "held_on": day("2018-03-05"), "mode": "in_person", "minutes": 60, "topic": "Kas"}
    return mentoring.VisitFacts(**known | said)


def record(somebody, *, id=None, by=None, picture=None, **said):
    return mentoring.record_visit(
        by=by or facilitator(), id=id or uuid.uuid4(), participant=somebody, said=facts(**said), photo=picture, at=now()
    )


def change(made, *, by=None, picture=None, **said):
    return mentoring.change_visit(by=by or facilitator(), visit=made, said=facts(**said), photo=picture, at=now())


def document():
    return SimpleUploadedFile("laporan.pdf", b"%PDF-1.7 laporan", "application/pdf")


class TestAVisit:
    def test_is_never_checked_when_it_confirms_nothing(self):
        assert record(person()).state == "draft"

    def test_that_confirms_trading_goes_to_a_verifier_with_its_photo(self):
        made = record(person(), confirms_trading=True, picture=photo())
        assert (made.state, made.submitted_by, made.evidence.count()) == ("submitted", facilitator(), 1)

    def test_the_same_form_twice_makes_one(self):
        ani, key = person(), uuid.uuid4()
        first, second = (record(ani, id=key, confirms_trading=True, picture=photo()) for _ in range(2))
        assert (first, Visit.objects.count(), first.evidence.count()) == (second, 1, 1)

    def test_another_form_with_a_used_key_is_refused(self):
        ani, key = person(), uuid.uuid4()
        record(ani, id=key)
        with refused_beside("id"):
            record(ani, id=key, topic="Label")

    def test_a_key_that_somebody_else_used_tells_nothing(self):
        ani, key = person(), uuid.uuid4()
        record(ani, id=key)
        with refused_beside("id"):
            record(ani, id=key, by=user(kecamatan=(HOME,)))

    def test_is_of_whoever_recorded_it(self):
        made = record(person(), topic="  Buku   kas ", finding=" Laris. ")
        assert (made.facilitator, list(made.makers.all()), made.topic, made.finding) == (
            facilitator(), [facilitator()], "Buku kas", "Laris.",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"held_on": today() + datetime.timedelta(days=2)}, "held_on"),
            ({"held_on": day("2017-11-30")}, "held_on"),
            ({"minutes": 0}, "minutes"),
            ({"minutes": 721}, "minutes"),
            ({"topic": " "}, "topic"),
            ({"mode": "by letter"}, "mode"),
            ({"confirms_trading": True}, "photo"),
            ({"confirms_trading": True, "mode": "phone", "picture": "photo"}, "mode"),
            ({"confirms_trading": True, "picture": "document"}, "photo"),
        ],
    )
    def test_that_cannot_be_is_refused_beside_its_field(self, said, field):
        files = {"photo": photo, "document": document}
        if "picture" in said:
            said = said | {"picture": files[said["picture"]]()}
        with refused_beside(field):
            record(person(), **said)
        assert Visit.objects.count() == 0


class TestAChange:
    def test_that_changes_nothing_leaves_the_version(self):
        assert change(record(person())).version == 1

    def test_of_the_topic_takes_no_approval_away(self):
        made = approved(visit(person(), confirms_trading=True))
        assert change(made, topic="Label", confirms_trading=True).state == "verified"

    def test_of_the_day_takes_the_approval_away(self):
        made = approved(visit(person(), confirms_trading=True))
        assert change(made, held_on=day("2018-03-06"), confirms_trading=True).state == "submitted"

    def test_whoever_makes_it_is_one_of_the_makers(self):
        made, other = record(person()), user(kecamatan=(HOME,))
        change(made, by=other, topic="Label")
        assert set(made.makers.all()) == {facilitator(), other}

    def test_may_say_later_that_it_trades(self):
        made = change(record(person()), confirms_trading=True, picture=photo())
        assert (made.state, made.evidence.count()) == ("submitted", 1)

    def test_that_says_so_needs_the_photo_and_keeps_what_was(self):
        made = record(person())
        with refused_beside("photo"):
            change(made, confirms_trading=True)
        assert Visit.objects.get().confirms_trading is False

    def test_that_takes_it_back_leaves_an_ordinary_visit(self):
        made = change(visit(person(), confirms_trading=True))
        assert (made.state, made.confirms_trading) == ("draft", False)

    def test_cannot_take_back_what_a_verifier_approved(self):
        made = approved(visit(person(), confirms_trading=True))
        with refused_beside("confirms_trading"):
            change(made)

    def test_of_what_came_back_goes_to_the_verifier_again(self):
        made = returned(visit(person(), confirms_trading=True))
        assert change(made, confirms_trading=True, topic="Label").state == "submitted"

    def test_of_what_is_void_is_refused(self):
        made = revoked(visit(person(), confirms_trading=True))
        with refused_as_a_whole():
            change(made, confirms_trading=True, topic="Label")

    def test_that_is_refused_keeps_no_photo(self):
        made = record(person())
        with refused_beside("topic"):
            change(made, topic=" ", picture=photo())
        assert made.evidence.count() == 0


@pytest.mark.usefixtures("committed_db")
class TestAtOnce:
    def test_ten_taps_on_one_form_make_one_visit_with_one_photo(self):
        ani, by, key, content = person(), facilitator(), uuid.uuid4(), photo().read()

        def tap():
            picture = SimpleUploadedFile("foto.jpg", content, "image/jpeg")
            return record(ani, id=key, by=by, confirms_trading=True, picture=picture)

        assert {made.pk for made in together(*[tap] * 10)} == {key}
        made = Visit.objects.get()
        assert (made.version, made.evidence.count(), made.makers.count()) == (2, 1, 1)

    def test_two_who_change_one_visit_lose_nothing(self):
        made, by, other = record(person()), facilitator(), user(kecamatan=(HOME,))
        together(
            lambda: change(made, by=by, confirms_trading=True, picture=photo()),
            lambda: change(made, by=other, confirms_trading=True, picture=photo()),
        )
        made = Visit.objects.get()
        assert (made.state, made.evidence.count(), made.makers.count()) == ("submitted", 2, 2)


def test_home_is_where_somebody_lives_now():
    assert [mentoring.home_of(person(lives_in=code)) for code in (ELSEWHERE, OUTSIDE)] == [kecamatan(ELSEWHERE), None]
