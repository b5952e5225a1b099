import datetime

import pghistory.models
import pytest

from okoce.core.months import today
from participants import correction
from participants.models import Participant
from tests.factories import ELSEWHERE, HOME, calon, day, facilitator, nik, person, user
from tests.pages import refused
from tests.refusals import refused_beside

pytestmark = pytest.mark.django_db


@pytest.fixture
def ani():
    return person(name="Ani", phone="081234567890", born="1990-01-01", sex="female")


def correct(somebody, *, by=None, reason="Salah baca KTP", **right):
    said = {"name": somebody.name, "phone": somebody.phone} | right
    return correction.correct(
        by=by or facilitator(),
        participant=somebody,
        said=correction.Corrected(**said),
        reason=reason,
        today=today(),
    )


def as_kept(somebody):
    return Participant.objects.filter(pk=somebody.pk).values().get()


def changed(before, somebody):
    return {name for name, value in as_kept(somebody).items() if before[name] != value}


def last_in_the_trail(somebody):
    return pghistory.models.Events.objects.tracks(somebody).order_by("pgh_created_at", "pgh_id").last()


class TestCorrecting:
    def test_a_name_and_a_phone_need_no_reason(self, ani):
        before = as_kept(ani)
        correct(ani, name=" Ani  Wulandari ", phone="+62 812 0000 1111", reason="")
        assert changed(before, ani) == {"name", "phone"}
        assert (as_kept(ani)["name"], as_kept(ani)["phone"]) == ("Ani Wulandari", "081200001111")

    def test_a_date_of_birth_brings_its_year(self, ani):
        before = as_kept(ani)
        correct(ani, birth_date=day("1988-02-29"))
        assert changed(before, ani) == {"birth_date", "birth_year"}
        assert (as_kept(ani)["birth_date"], as_kept(ani)["birth_year"]) == (datetime.date(1988, 2, 29), 1988)

    def test_a_number_changes_on_the_same_person_and_nothing_else_with_it(self, ani):
        before, right = as_kept(ani), nik(born="1970-05-05", sex="male")
        correct(ani, nik=right)
        assert changed(before, ani) == {"nik_sealed", "nik_fingerprint", "nik_tail"}
        assert as_kept(ani)["nik_tail"] == right[-4:]

    def test_the_old_number_is_free_for_whose_it_is(self):
        typed = nik()
        correct(person(nik=typed), nik=nik())
        assert person(nik=typed).nik_tail == typed[-4:]

    def test_whoever_corrects_is_a_maker_of_the_person(self, ani):
        other = user(kecamatan=(HOME,))
        correct(ani, by=other, sex="male")
        assert set(ani.makers.all()) == {ani.registered_by, other}

    def test_what_was_right_changes_nothing(self, ani):
        other = user(kecamatan=(HOME,))
        correct(ani, by=other, sex="female", birth_date=day("1990-01-01"), reason="")
        assert set(ani.makers.all()) == {ani.registered_by}
        assert last_in_the_trail(ani).pgh_label == "insert"

    @pytest.mark.parametrize(
        ("right", "what"),
        [({"sex": "male"}, ["sex"]), ({"birth_date": day("1990-01-02")}, ["birth_date"]), ({"nik": nik()}, ["nik"])],
    )
    def test_the_trail_says_who_corrected_what_and_why(self, ani, right, what):
        by = facilitator()
        correct(ani, by=by, reason=" Salah  baca KTP ", **right)
        last = last_in_the_trail(ani)
        assert last.pgh_label == "update"
        said = {"user": by.pk, "reason": "Salah baca KTP", "corrected": what}
        assert {key: last.pgh_context[key] for key in said} == said


class TestRefused:
    @pytest.mark.parametrize("right", [{"sex": "male"}, {"birth_date": day("1990-01-02")}, {"nik": nik()}])
    def test_without_a_reason(self, ani, right):
        before = as_kept(ani)
        with refused_beside("reason"):
            correct(ani, reason=" ", **right)
        assert changed(before, ani) == set()

    @pytest.mark.parametrize("reason", ["KTP 9900014101900003", "hp 0812 3456-7890"])
    def test_a_reason_that_holds_a_number(self, ani, reason):
        with refused_beside("reason"):
            correct(ani, name="Ana", reason=reason)

    def test_the_number_of_somebody_else(self, ani):
        typed = nik()
        person(nik=typed)
        before = as_kept(ani)
        with refused_beside("nik"):
            correct(ani, nik=typed)
        assert changed(before, ani) == set()

    @pytest.mark.parametrize(
        ("field", "right"),
        [
            ("name", {"name": " "}),
            ("phone", {"phone": "12"}),
            ("sex", {"sex": "unheard of"}),
            ("birth_date", {"birth_date": day("1899-12-31")}),
            ("birth_date", {"birth_date": day("2018-03-06")}),
            ("nik", {"nik": "99000141"}),
        ],
    )
    def test_what_cannot_be(self, ani, field, right):
        with refused_beside(field):
            correct(ani, **right)


class TestThePage:
    @pytest.fixture
    def browser(self, signed_in):
        return signed_in(facilitator())

    def at(self, somebody):
        return f"/participants/{somebody.pk}/correct/"

    def said(self, **other):
        kept = {"name": "Ani", "phone": "081234567890", "sex": "female", "birth_date": "1990-01-01", "nik": ""}
        return kept | {"reason": "Salah baca KTP"} | other

    def test_is_linked_from_the_persons(self, browser, ani):
        assert f'href="{self.at(ani)}"' in browser.get(f"/participants/{ani.pk}/").content.decode()

    def test_shows_of_the_number_four_digits(self, browser):
        typed = nik()
        page = browser.get(self.at(person(nik=typed))).content.decode()
        assert (typed in page, "*" * 12 + typed[-4:] in page) == (False, True)

    def test_corrects(self, browser, ani):
        answer = browser.post(self.at(ani), self.said(name="Ana", birth_date="1991-01-01"))
        assert answer.url == f"/participants/{ani.pk}/"
        assert (as_kept(ani)["name"], as_kept(ani)["birth_year"]) == ("Ana", 1991)

    def test_says_beside_the_field_that_a_reason_is_needed(self, browser, ani):
        assert list(refused(browser.post(self.at(ani), self.said(sex="male", reason="")))) == ["reason"]

    def test_takes_no_date_of_birth_away(self, browser, ani):
        assert list(refused(browser.post(self.at(ani), self.said(birth_date="")))) == ["birth_date"]

    def test_warns_of_a_number_that_says_something_else(self, browser, ani):
        right = nik(born="1970-05-05")
        page = browser.post(self.at(ani), self.said(nik=right), follow=True)
        assert [message.level_tag for message in page.context["messages"]] == ["success", "warning"]
        assert right not in page.content.decode()

    def test_of_somebody_without_a_number_asks_for_none(self, browser):
        assert "nik" not in browser.get(self.at(calon())).context["form"].fields

    def test_of_another_kecamatan_is_not_there(self, signed_in, ani):
        assert signed_in(user(kecamatan=(ELSEWHERE,))).get(self.at(ani)).status_code == 404
