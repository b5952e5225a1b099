"""Reference data that an administrator changes: agencies, curricula and centres."""

import pghistory.models
import pytest

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from programs.models import Agency, Centre, Curriculum
from tests.factories import HOME, user
from tests.pages import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in):
    return signed_in(user(Role.ADMIN))


class TestAgencies:
    def test_are_listed(self, browser):
        rows = browser.get("/admin/agencies/").context["rows"]
        assert len(rows) == Agency.objects.count() == 6
        assert ("/admin/agencies/DINSOS/", "Dinas Sosial", "DINSOS") in rows

    def test_one_is_added_by_its_code(self, browser):
        said = {"code": "dishub", "name": "  Dinas   Perhubungan "}
        assert browser.post("/admin/agencies/new/", said).url == "/admin/agencies/"
        assert Agency.objects.get(pk="DISHUB").name == "Dinas Perhubungan"

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("code", {"code": "DINSOS", "name": "X"}),
            ("code", {"code": "D", "name": "X"}),
            ("code", {"code": "D I", "name": "X"}),
            ("name", {"code": "DISHUB", "name": " "}),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field(self, browser, field, said):
        assert list(refused(browser.post("/admin/agencies/new/", said))) == [field]
        assert Agency.objects.count() == 6

    def test_another_name_leaves_the_code(self, browser):
        browser.post("/admin/agencies/DINSOS/", {"code": "OTHER", "name": "Dinas Sosial DKI"})
        assert Agency.objects.get(pk="DINSOS").name == "Dinas Sosial DKI"
        assert not Agency.objects.filter(pk="OTHER").exists()

    def test_the_trail_says_who_renamed_it(self, browser):
        browser.post("/admin/agencies/DINSOS/", {"name": "Dinas Sosial DKI"})
        last = pghistory.models.Events.objects.tracks(Agency.objects.get(pk="DINSOS")).last()
        assert last.pgh_diff == {"name": ["Dinas Sosial", "Dinas Sosial DKI"]}
        assert last.pgh_context["user"] == User.objects.get().pk

    def test_one_that_is_none_is_not_there(self, browser):
        assert browser.get("/admin/agencies/NONE/").status_code == 404


class TestCurricula:
    def test_are_listed(self, browser):
        assert len(browser.get("/admin/curricula/").context["rows"]) == 6

    def test_one_is_added(self, browser):
        said = {"code": "JAHIT", "name": "Menjahit", "topic": "Pola dasar", "hours": "8"}
        browser.post("/admin/curricula/new/", said)
        made = Curriculum.objects.get(pk="JAHIT")
        assert (made.name, made.topic, made.hours) == ("Menjahit", "Pola dasar", 8)

    def test_one_changes(self, browser):
        browser.post("/admin/curricula/DASAR/", {"name": "Dasar", "topic": "Rencana usaha", "hours": "5"})
        changed = Curriculum.objects.get(pk="DASAR")
        assert (changed.name, changed.topic, changed.hours) == ("Dasar", "Rencana usaha", 5)

    @pytest.mark.parametrize("hours", ["0", "401", "", "four"])
    def test_hours_are_a_number_that_can_be(self, browser, hours):
        answer = browser.post("/admin/curricula/DASAR/", {"name": "Dasar", "topic": "x", "hours": hours})
        assert list(refused(answer)) == ["hours"]


class TestCentres:
    def test_there_is_one_in_each_kecamatan(self, browser):
        assert len(browser.get("/admin/centres/").context["rows"]) == 44

    def test_address_rooms_seats_and_equipment(self, browser):
        said = {
            "name": "Pusat Tebet",
            "address": "Jalan A 1",
            "rooms": "2",
            "seats": "",
            "equipment": "Proyektor\nPapan",
        }
        assert browser.post(f"/admin/centres/{HOME}/", said).url == "/admin/centres/"
        centre = Centre.objects.get(kecamatan=HOME)
        assert (centre.address, centre.rooms, centre.seats) == ("Jalan A 1", 2, None)
        assert centre.equipment.splitlines() == ["Proyektor", "Papan"]

    def test_no_negative_rooms(self, browser):
        answer = browser.post(f"/admin/centres/{HOME}/", {"name": "Pusat Tebet", "rooms": "-1"})
        assert list(refused(answer)) == ["rooms"]
