"""Finding people, and whom a user may see (docs/privacy.md, “Who sees whom”)."""

import datetime

import pytest
from django.db import connection

from okoce.accounts.roles import Role
from okoce.core.months import today
from participants import correction, finding, rosters, search
from participants.models import Attendance, Participant
from tests.factories import (
    ELSEWHERE,
    HOME,
    OUTSIDE,
    attend,
    calon,
    facilitator,
    kecamatan,
    moved,
    nik,
    person,
    training,
    user,
)
from tests.refusals import refused_as_a_whole

pytestmark = pytest.mark.django_db


def found(text, *, by=None):
    return [one.name for one in search.answer(by or facilitator(), text, on=today()).people]


class TestByName:
    @pytest.fixture(autouse=True)
    def _people(self):
        for name in ("Siti Rahayu", "Budi Sitorus", "Rahmat Basiti"):
            person(name=name)

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("siti", ["Siti Rahayu"]),
            ("SIT", ["Budi Sitorus", "Siti Rahayu"]),
            ("rah", ["Rahmat Basiti", "Siti Rahayu"]),
            ("siti  rahayu ", ["Siti Rahayu"]),
            ("Siti R", ["Siti Rahayu"]),
            ("rah sit", ["Siti Rahayu"]),
            ("ti", []),
            ("iti", []),
            ("%", []),
            ("_iti", []),
            ("'", []),
        ],
    )
    def test_the_beginnings_of_its_words_fit(self, text, names):
        assert found(text) == names

    def test_no_more_than_twenty_are_shown_and_it_says_that_there_are_more(self):
        for number in range(20):
            person(name=f"Siti {number:02}")
        answer = search.answer(facilitator(), "siti", on=today())
        assert (len(answer.people), answer.more) == (20, True)

    def test_twenty_are_all(self):
        for number in range(19):
            person(name=f"Siti {number:02}")
        answer = search.answer(facilitator(), "siti", on=today())
        assert (len(answer.people), answer.more) == (20, False)

    @pytest.mark.parametrize("text", ["sit sit", "bahri s", "SYAHRI", "m syah", "nuraini", "nur'a", "zoe", "h. m"])
    def test_as_people_write_it(self, text):
        for name in ("Siti Sitorus", "H.M. Syahri Bahri", "Nur’Aini", "Zoë"):
            person(name=name)
        assert len(found(text)) == 1

    def test_written_nearly_so_is_shown_as_near(self):
        answer = search.answer(facilitator(), "Sitorsu", on=today())
        assert ([one.name for one in answer.people], answer.near) == (["Budi Sitorus"], True)

    def test_what_fits_is_not_near_and_what_is_far_is_nothing(self):
        assert not search.answer(facilitator(), "Rahayu", on=today()).near
        assert search.answer(facilitator(), "Xylophon", on=today()) == search.Answer()

    def test_written_nearly_so_is_looked_for_a_moment_only_and_nothing_else_hurries(self, monkeypatch):
        monkeypatch.setattr(finding, "NEAR", finding.NEAR + ", pg_sleep(5)")
        monkeypatch.setattr(finding, "PATIENCE", 20)
        assert search.answer(facilitator(), "Sitorsu", on=today()) == search.Answer()
        monkeypatch.undo()
        assert search.answer(facilitator(), "Sitorsu", on=today()).near
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)

    def test_the_beginning_of_a_long_text_is_compared(self):
        assert search.answer(facilitator(), "Budi Sitorsu" + " " * 5 + "x" * 80, on=today()).near


class TestByWhatBecameOfSomebody:
    def test_a_corrected_name_and_phone_are_found_and_the_old_ones_no_more(self):
        somebody = person(name="Sita", phone="0812 3456 7890")
        said = correction.Corrected(name="Rina", phone="0856 1111 2222")
        correction.correct(by=facilitator(), participant=somebody, said=said, reason="", today=today())
        assert [found(text) for text in ("rina", "0856", "2222", "sita", "0812", "7890")] == [["Rina"]] * 3 + [[]] * 3

    def test_somebody_who_moved_is_found_where_they_live_and_where_they_were_registered(self):
        moved(person(name="Siti", lives_in=HOME), to=ELSEWHERE, since=today())
        assert [found("siti", by=user(kecamatan=(code,))) for code in (HOME, ELSEWHERE)] == [["Siti"]] * 2

    def test_somebody_who_was_taken_off_the_only_list_here_is_found_no_more(self):
        guest = person(name="Siti", lives_in=ELSEWHERE)
        here, session = user(kecamatan=(HOME,)), training(kecamatan=HOME).sessions.get()
        attend(session, guest)
        assert found("siti", by=here) == ["Siti"]
        rosters.leave(by=facilitator(), session=session, participant=guest)
        assert found("siti", by=here) == []

    def test_the_places_of_the_user_are_put_together_and_nobody_is_there_twice(self):
        mover = person(name="Siti", phone="0812 3456 7890", lives_in=HOME)
        moved(mover, to=ELSEWHERE, since=today())
        person(name="Sita", lives_in=ELSEWHERE)
        both = user(kecamatan=(HOME, ELSEWHERE))
        assert (found("sit", by=both), found("0812", by=both)) == (["Sita", "Siti"], ["Siti"])

    def test_the_whole_city_is_searched_by_whoever_is_for_it_and_nothing_by_an_administrator(self):
        person(name="Siti", lives_in=ELSEWHERE)
        assert (found("siti", by=user(Role.AUDITOR)), found("siti", by=user(Role.ADMIN))) == (["Siti"], [])


class TestQueries:
    @pytest.mark.parametrize(("text", "queries"), [("siti", 2), ("0812", 2), ("7890", 2), ("sitl", 7), ("xylophon", 6)])
    def test_one_finds_and_one_tells_however_many_there_are(self, text, queries, django_assert_num_queries):
        for number in range(3):
            person(name=f"Siti {number}", phone="0812 3456 7890")
        here = user(kecamatan=(HOME,))
        found("budi", by=here)
        with django_assert_num_queries(queries):
            found(text, by=here)


class TestByPhone:
    @pytest.mark.parametrize(
        "text", ["081234567890", "0812 3456", "+62 812-3456-7890", "62812", "0062 812 3456", "(0812) 3456", "7890"]
    )
    def test_every_spelling_of_the_beginning_and_the_last_four_fit(self, text):
        person(name="Siti", phone="0812 3456 7890", nik=nik())
        person(name="Budi", phone="0856 1111 2222", nik=nik())
        assert found(text) == ["Siti"]

    @pytest.mark.parametrize("text", ["3456", "34567890", "0813"])
    def test_the_middle_does_not(self, text):
        person(name="Siti", phone="0812 3456 7890")
        assert found(text) == []


class TestByNik:
    NUMBER = "9900014101905678"

    @pytest.mark.parametrize("text", [NUMBER, "99.0001.410190.5678", "9900 0141 0190 5678", "5678"])
    def test_the_whole_number_or_its_last_four_fit(self, text):
        person(name="Siti", nik=self.NUMBER)
        person(name="Budi", nik="9900014101905679")
        assert found(text) == ["Siti"]

    @pytest.mark.parametrize("text", ["990001410190567", "99000141", "410190"])
    def test_a_part_of_it_does_not(self, text):
        person(name="Siti", nik=self.NUMBER)
        assert found(text) == []

    def test_a_number_that_nobody_has(self):
        assert search.answer(facilitator(), nik(), on=today()) == search.Answer([], more=False, known_elsewhere=False)

    def test_sixteen_digits_that_are_no_number_get_a_sentence(self):
        with refused_as_a_whole():
            found("9900013102900003")


class TestOfSomewhereElse:
    def test_the_number_of_somebody_elsewhere_tells_only_that_it_is_known(self):
        number = nik()
        person(nik=number, lives_in=ELSEWHERE)
        here = user(kecamatan=(HOME,))
        assert search.answer(here, number, on=today()) == search.Answer([], known_elsewhere=True, exact=True)

    def test_name_phone_and_last_four_tell_nothing(self):
        person(name="Siti", phone="081234567890", nik="9900014101905678", lives_in=ELSEWHERE)
        here = user(kecamatan=(HOME,))
        answers = [search.answer(here, text, on=today()) for text in ("Siti", "081234567890", "5678", "7890")]
        assert answers == [search.Answer([], more=False, known_elsewhere=False)] * 4

    def test_the_number_of_somebody_here_is_not_known_elsewhere(self):
        number = nik()
        somebody = person(nik=number, lives_in=HOME)
        answer = search.answer(user(kecamatan=(HOME,)), number, on=today())
        assert (answer.people, answer.known_elsewhere) == ([somebody], False)


class TestWhoIsSeen:
    def test_somebody_who_lives_here(self):
        near, _far = person(lives_in=HOME), person(lives_in=ELSEWHERE)
        assert list(Participant.objects.visible_to(user(kecamatan=(HOME,)))) == [near]

    def test_somebody_who_was_registered_here_and_lives_outside(self):
        outsider = person(lives_in=OUTSIDE)
        assert list(Participant.objects.visible_to(user(kecamatan=(HOME,)))) == [outsider]
        assert list(Participant.objects.visible_to(user(kecamatan=(ELSEWHERE,)))) == []

    def test_somebody_on_a_list_here_whatever_the_mark(self):
        guest = person(lives_in=ELSEWHERE)
        attend(training(kecamatan=HOME), guest, status="absent")
        assert list(Participant.objects.visible_to(user(kecamatan=(HOME,)))) == [guest]

    def test_somebody_who_moved_here_from_that_day_on(self):
        mover = person(lives_in=ELSEWHERE)
        here = user(kecamatan=(HOME,))
        moved(mover, to=HOME, since=today())
        assert list(Participant.objects.visible_to(here)) == [mover]

    def test_somebody_who_only_lived_here_before_is_seen_no_more(self):
        mover = person(lives_in=ELSEWHERE)
        moved(mover, to=HOME, since=datetime.date(2018, 6, 1))
        moved(mover, to="31.71.01", since=datetime.date(2018, 9, 1))
        assert list(Participant.objects.visible_to(user(kecamatan=(HOME,)))) == []

    def test_each_once_though_seen_for_three_reasons(self):
        mover = person(lives_in=HOME)
        for _ in range(2):
            attend(training(kecamatan=HOME), mover)
        assert list(Participant.objects.visible_to(user(kecamatan=(HOME,)))) == [mover]

    def test_everybody_by_whoever_is_for_the_city_and_nobody_by_an_administrator(self):
        everybody = {person(lives_in=HOME), person(lives_in=ELSEWHERE), calon(lives_in=OUTSIDE)}
        assert set(Participant.objects.visible_to(user(Role.AUDITOR))) == everybody
        assert list(Participant.objects.visible_to(user(Role.ADMIN))) == []

    def test_a_guests_attendance_elsewhere_stays_there(self):
        guest = person(lives_in=HOME)
        attend(training(kecamatan=ELSEWHERE), guest)
        attend(training(kecamatan=HOME), guest)
        seen = Attendance.objects.visible_to(user(kecamatan=(HOME,)))
        assert [one.session.training.kecamatan_id for one in seen] == [HOME]

    def test_who_is_only_on_a_list_here_is_opened_by_nobody_here(self):
        near, guest = person(name="Ani", lives_in=HOME), person(name="Budi", lives_in=ELSEWHERE)
        attend(training(kecamatan=HOME), near, guest)
        here = user(kecamatan=(HOME,))
        assert list(Participant.objects.looked_after_by(here)) == list(Participant.objects.worked_by(here)) == [near]
        assert [(one.name, one.opens) for one in search.listed(here)] == [("Ani", True), ("Budi", False)]

    def test_a_guest_is_found_by_what_a_roster_shows_and_by_no_phone(self):
        guest = person(name="Budi", phone="0812 3456 7890", nik="9900014101905678", lives_in=ELSEWHERE)
        attend(training(kecamatan=HOME), guest)
        here = user(kecamatan=(HOME,))
        assert [found(text, by=here) for text in ("budi", "5678", "0812", "7890")] == [["Budi"], ["Budi"], [], []]

    def test_somebody_for_the_city_opens_everybody_and_changes_nobody(self):
        everybody = {person(lives_in=HOME), person(lives_in=ELSEWHERE)}
        both = user(Role.FACILITATOR, Role.STAFF)
        assert set(Participant.objects.looked_after_by(both)) == everybody
        assert list(Participant.objects.worked_by(both)) == []

    def test_the_list_says_where_each_lives_now(self):
        mover, outsider = person(name="Ani", lives_in=HOME), person(name="Budi", lives_in=OUTSIDE)
        moved(mover, to=ELSEWHERE, since=datetime.date(2018, 6, 1))
        everybody = search.listed(user(Role.AUDITOR))
        assert [(one, one.home) for one in everybody] == [(mover, kecamatan(ELSEWHERE).name), (outsider, None)]
