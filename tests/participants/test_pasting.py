"""A list of names from a chat, and whom its lines mean."""

import datetime
import uuid

import pytest

from okoce.accounts.models import User
from okoce.core.months import today
from participants import lookups, pasting
from participants.models import Participant
from tests import factories
from tests.pages import queries
from tests.refusals import refused_as_a_whole

SOON = today() + datetime.timedelta(days=2)


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "Siti Aminah", "1. Siti Aminah", "12) Siti Aminah", "- Siti  Aminah", "• *Siti Aminah*", "✅ Siti Aminah",
            "3 Siti Aminah", "1.Siti Aminah.", "\u200eSiti Aminah",
        ],
    )  # fmt: skip
    def test_what_stands_around_a_name_is_let_go(self, text):
        assert pasting.read(text) == [pasting.Line("Siti Aminah")]

    @pytest.mark.parametrize(
        "text",
        [
            "Siti Aminah (hadir)", "1. Siti Aminah [RT 05] (ibu)", "Siti Aminah (hadir", "Siti Aminah - hadir",
            "Siti Aminah – RT 05 - ibu", "(hadir) Siti Aminah", "(1) Siti Aminah", "(Siti Aminah)", "Siti Aminah ✅",
        ],
    )  # fmt: skip
    def test_a_remark_is_no_part_of_the_name(self, text):
        assert pasting.read(text) == [pasting.Line("Siti Aminah")]

    @pytest.mark.parametrize("name", ["Nur-Aini", "Siti Aminah, S.Pd", "D'Angelo Putra"])
    def test_a_hyphen_a_title_and_an_apostrophe_are_part_of_it(self, name):
        assert pasting.read(f"4. {name}") == [pasting.Line(name)]

    @pytest.mark.parametrize(
        "text",
        [
            "Budi (WA 0812-3456-7890, hadir)",
            "Budi - 0812 3456 7890 - hadir",
            "Budi 0812-3456-7890",
            "0812 3456 7890 - Budi",
            "2. Budi (+62 812 3456 7890)",
            "Budi / 6281234567890",
        ],
    )
    def test_a_phone_is_told_from_the_name(self, text):
        assert pasting.read(text) == [pasting.Line("Budi", "081234567890")]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("siapa2 081299887766", ("siapa2", "081299887766", "")),
            ("Budi HP081299887766", ("Budi HP", "081299887766", "")),
            ("RT 3 9900014101900001 Ani", ("RT 3 Ani", "", "9900014101900001")),
            ("Ani 081234567890 9900014101900001", ("Ani", "081234567890", "9900014101900001")),
            ("Ani 39900014101900001", ("Ani", "", "")),
            ("Ani 27-11-2026", ("Ani", "", "")),
        ],
    )
    def test_no_number_takes_a_digit_of_something_else_and_none_is_left_in_a_name(self, text, line):
        (read,) = pasting.read(text)
        assert (read.name, read.phone, read.nik) == line

    def test_sixteen_digits_are_an_identity_number_and_no_printout_shows_them(self):
        (line,) = pasting.read("Dodi 99 00014 1019 0 0001")
        assert (line.name, line.nik, "9900014101900001" in repr(line)) == ("Dodi", "9900014101900001", False)

    def test_each_once_and_without_empty_lines(self):
        assert [line.name for line in pasting.read("Ani\n\n  \nBudi\r\n3. Ani\n---\n")] == ["Ani", "Budi"]

    @pytest.mark.parametrize("text", ["\n \n", "---", "\n".join(f"Orang {one} a" for one in range(201))])
    def test_nobody_and_too_many_are_refused(self, text):
        with refused_as_a_whole():
            pasting.read(text)


@pytest.mark.django_db
class TestFinding:
    def found(self, text, *, listed=(), by=None):
        return pasting.find(by or factories.facilitator(), pasting.read(text), listed=listed, on=today())

    def test_the_whole_name_however_it_is_written_is_sure(self):
        siti = factories.person(name="Siti Aminah")
        (found,) = self.found("AMINAH, siti")
        assert (found.people, found.sure, found.listed) == ([siti], True, False)

    def test_several_of_one_name_are_to_be_chosen_from_but_by_the_phone(self):
        first, second = factories.person(name="Siti"), factories.person(name="Siti", phone="081234567890")
        assert {one.pk for one in self.found("Siti")[0].people} == {first.pk, second.pk}
        assert self.found("Siti 0812-3456-7890")[0].people == [second]

    def test_a_longer_name_and_a_phone_under_another_name_are_not_sure(self):
        longer = factories.person(name="Siti Aminah Putri")
        family = factories.person(name="Budi", phone="081234567890")
        found = self.found("Siti Aminah\nCici 081234567890\nSiti")
        assert [(one.people, one.sure) for one in found] == [([longer], False), ([family], False), ([], False)]

    def test_an_identity_number_is_sure_whatever_the_name(self):
        number = factories.nik()
        somebody = factories.person(name="Dodi", nik=number)
        assert self.found(f"Dody {number}")[0].people == [somebody]

    def test_who_is_seen_on_a_list_alone_is_found_by_no_number(self):
        here, number = factories.facilitator(), factories.nik()
        elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
        guest = factories.person(by=elsewhere, lives_in=factories.ELSEWHERE, name="Tamu", nik=number)
        factories.attend(factories.training(by=here), guest)
        assert [one.people for one in self.found(f"Tamu\nOrang {number}", by=here)] == [[guest], []]

    def test_nobody_of_another_kecamatan_is_found(self):
        here, number = factories.facilitator(), factories.nik()
        elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
        factories.person(by=elsewhere, lives_in=factories.ELSEWHERE, name="Rahasia", nik=number, phone="081234567890")
        found = self.found(f"Rahasia\nRahasia 081234567890\nRahasia {number}", by=here)
        assert [one.people for one in found] == [[], [], []]

    def test_who_is_on_the_list_already_is_told(self):
        ani = factories.person(name="Ani")
        assert self.found("Ani", listed={ani.pk})[0].listed is True


def address(session):
    return f"/trainings/{session.training_id}/sessions/{session.pk}/paste/"


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture
    def browser(self, signed_in):
        return signed_in(factories.facilitator())

    @pytest.fixture
    def session(self):
        return factories.training(factories.meeting(SOON)).sessions.get()

    @pytest.fixture
    def form(self):
        return {"id": uuid.uuid4()}

    def test_whoever_is_chosen_is_on_the_list_once_however_often_it_is_sent(self, browser, session, form):
        ani = factories.person(name="Ani")
        sent = form | {"text": "Ani\nBudi 081234567890", "line.0": ani.pk, "line.1": "new", "add": "yes"}
        for _ in range(2):
            assert browser.post(address(session), sent).status_code == 302
        names = session.training.enrolments.values_list("participant__name", "participant__phone")
        assert sorted(names) == [("Ani", ""), ("Budi", "081234567890")]

    def test_to_look_changes_nothing_and_ticks_who_is_sure(self, browser, session, form):
        ani = factories.person(name="Ani")
        page = browser.post(address(session), form | {"text": "Ani\nBudi"})
        assert [row["chosen"] for row in page.context["form"].rows()] == [str(ani.pk), ""]
        assert session.training.enrolments.count() == 0

    def test_one_tick_chooses_all_who_are_not_known(self, browser, session, form):
        factories.person(name="Ani")
        page = browser.post(address(session), form | {"text": "Ani\nBudi\nCici", "all": "yes"})
        assert [row["chosen"] for row in page.context["form"].rows()] == ["", "new", "new"]
        assert session.training.enrolments.count() == 0

    def test_who_is_left_out_stays_in_the_field_with_the_reason(self, browser, session, form):
        ani = factories.person(name="Ani")
        factories.people(2, name="Dewi")
        text = "1. Ani\n2. Budi (RT 05)\n3. Cici\n4. Dewi\n5. 081234567890"
        page = browser.post(address(session), form | {"text": text, "line.0": ani.pk, "line.2": "new", "add": "yes"})
        written = {"unknown": ["2. Budi (RT 05)"], "undecided": ["4. Dewi"], "nameless": ["5. 081234567890"]}
        assert (page.context["said"], page.context["left"]) == ("2 people more are on the list.", written)
        assert page.context["form"]["text"].value() == "2. Budi (RT 05)\n4. Dewi\n5. 081234567890"

    def test_one_name_on_two_lines_is_told(self, browser, session, form):
        page = browser.post(
            address(session), form | {"text": "Budi Arif\nCici\nbudi 081234567890\n2. ARIF  Budi\nbudi arif"}
        )
        told = page.context["form"]
        assert told.repeated == ["Budi Arif"]
        assert [one.line.name for one in told.lines] == ["Budi Arif", "Cici", "budi", "ARIF Budi"]

    def test_nobody_chosen_is_refused_with_everything_as_it_was(self, browser, session, form):
        page = browser.post(address(session), form | {"text": "Ani", "add": "yes"})
        assert page.context["form"].non_field_errors() == ["Nobody is chosen: tick whom to add."]
        assert "Ani" in page.content.decode()

    def test_one_that_is_refused_lets_nobody_in(self, browser, session, form):
        sent = form | {"text": f"Ani\n{'B' * 121}", "line.0": "new", "line.1": "new", "add": "yes"}
        page = browser.post(address(session), sent)
        assert (page.status_code, Participant.objects.count()) == (200, 0)
        assert [row["chosen"] for row in page.context["form"].rows()] == ["new", "new"]

    def test_whose_key_is_not_of_the_line_is_not_added(self, browser, session, form):
        elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
        stranger = factories.person(by=elsewhere, lives_in=factories.ELSEWHERE, name="Ani")
        browser.post(address(session), form | {"text": "Ani", "line.0": stranger.pk, "add": "yes"})
        assert session.training.enrolments.count() == 0

    def test_a_list_of_new_people_with_numbers_is_taken_at_once(self, browser, session, form):
        lines = [f"Orang {factories.nik()}" for _ in range(lookups.MOST + 3)]
        chosen = {f"line.{number}": "new" for number in range(len(lines))}
        browser.post(address(session), form | chosen | {"text": "\n".join(lines), "add": "yes"})
        assert session.training.enrolments.count() == 33

    def test_numbers_cannot_be_tried_one_list_after_another(self, browser, session, form):
        somebody = User.objects.get(pk=browser.session["_auth_user_id"])
        lookups.count_listed(somebody, lookups.MOST_LISTED - 1)
        pages = [browser.post(address(session), form | {"text": f"Orang {factories.nik()}"}) for _ in range(2)]
        assert [len(page.context["form"].lines) for page in pages] == [1, 0]
        assert pages[1].context["form"].errors["text"] == [
            "You looked up many numbers in a short time: try again in an hour."
        ]


@pytest.mark.django_db
def test_the_list_on_paper_takes_as_many_questions_for_three_as_for_one(signed_in):
    training = factories.training()
    browser, asked = signed_in(factories.facilitator()), set()
    for more in (1, 2):
        factories.attend(training, *factories.people(more))
        asked.add(queries(browser, f"/trainings/{training.pk}/sessions/{training.sessions.get().pk}/print/"))
    assert len(asked) == 1
