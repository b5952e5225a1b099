import datetime
import uuid

import pytest
from django.utils import translation

from okoce.core.months import today
from participants.forms.visits import FINDINGS, NEXT_ACTIONS, TOPICS
from participants.models import Visit
from tests import factories
from tests.pages import queries, refused

pytestmark = pytest.mark.django_db

NEEDED = ["This field is required."]
SOON = f"{today() + datetime.timedelta(days=2)}"


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def new_for(person):
    return f"/participants/{person.pk}/visits/new/"


def who_moved(to):
    """Somebody whom the facilitator registered here, and who lives elsewhere now."""
    ani = factories.person()
    factories.moved(ani, to=to, since="2018-06-01")
    return ani


def said(**other):
    return {
        "id": f"{uuid.uuid4()}",
        "held_on": "2018-03-05",
        "mode": "in_person",
        "minutes": "45",
        "kecamatan": factories.HOME,
        "topic": "Buku kas",
        "finding": "Laris.",
        "next_action": "Foto produk",
    } | other


class TestANewVisit:
    def test_is_one_of_today_at_home_in_person_unless_somebody_says_otherwise(self, browser):
        form = browser.get(new_for(who_moved(factories.ELSEWHERE))).context["form"]
        first = {name: form[name].value() for name in ("held_on", "mode", "minutes", "kecamatan")}
        assert first | {"held_on": "today"} == {
            "held_on": "today", "mode": "in_person", "minutes": 60, "kecamatan": factories.ELSEWHERE,
        }  # fmt: skip

    def test_of_somebody_outside_jakarta_is_where_the_facilitator_works(self, browser):
        form = browser.get(new_for(factories.person(lives_in=factories.OUTSIDE))).context["form"]
        assert form["kecamatan"].value() == factories.HOME

    def test_may_be_where_the_person_lives_or_where_the_facilitator_works(self, browser):
        form = browser.get(new_for(who_moved(factories.ELSEWHERE))).context["form"]
        codes = {code for _city, places in form.fields["kecamatan"].choices for code, _name in places}
        assert codes == {factories.HOME, factories.ELSEWHERE}

    def test_belongs_to_the_visits_and_the_person_to_the_people(self, browser):
        ani = factories.person()
        pages = [browser.get(new_for(ani)), browser.get(f"/participants/{ani.pk}/")]
        current = [[room["name"] for room in page.context["navigation"] if room["current"]] for page in pages]
        assert current == [["visits"], ["participants"]]

    def test_leads_back_to_the_person(self, browser):
        ani = factories.person()
        assert browser.post(new_for(ani), said()).url == f"/participants/{ani.pk}/"
        made = ani.visits.get()
        assert (made.minutes, made.topic, made.finding, made.next_action, made.state) == (
            45, "Buku kas", "Laris.", "Foto produk", "draft",
        )  # fmt: skip

    def test_from_the_page_of_visits_leads_back_there(self, browser):
        ani = factories.person()
        answer = browser.post(f"{new_for(ani)}?from=visits", said())
        assert answer.url == f"/visits/?recorded={ani.visits.get().pk}"

    def test_takes_what_the_chips_say(self, browser):
        ani = factories.person()
        words = {"topic": "", "finding": "", "next_action": ""}
        chips = {"topic_chip": "Buku kas", "finding_chip": "Laris", "next_action_chip": "other"}
        browser.post(new_for(ani), said(**words, **chips))
        made = ani.visits.get()
        assert (made.topic, made.finding, made.next_action) == ("Buku kas", "Laris", "")

    @pytest.mark.parametrize("language", ["en", "id"])
    def test_keeps_the_same_words_in_whatever_language_the_chip_was_read(self, browser, language):
        form = browser.get(new_for(factories.person()), headers={"accept-language": language}).context["form"]
        kept = {name: form[f"{name}_chip"].subwidgets[0].data["value"] for name in ("topic", "finding", "next_action")}
        assert kept == {"topic": "Izin usaha", "finding": "Penjualan naik", "next_action": "Urus NIB"}

    @pytest.mark.parametrize("phrases", [TOPICS, FINDINGS, NEXT_ACTIONS])
    def test_keeps_what_is_read_in_bahasa_indonesia(self, phrases):
        with translation.override("id"):
            assert {kept: str(read) for kept, read in phrases.items()} == {kept: kept for kept in phrases}

    def test_offers_a_topic_once(self, browser):
        browser.post(new_for(factories.person()), said(topic="Izin usaha"))
        field = browser.get(new_for(factories.person()), headers={"accept-language": "en"}).context["form"][
            "topic_chip"
        ]
        assert [chip.data["label"] for chip in field] == [
            "Business licence", "Books", "Marketing", "Product", "Capital", "Something else",
        ]  # fmt: skip

    def test_takes_what_is_written_before_what_a_chip_says(self, browser):
        ani = factories.person()
        browser.post(new_for(ani), said(topic="Label", topic_chip="Buku kas"))
        assert ani.visits.get().topic == "Label"

    def test_is_about_what_the_last_one_to_the_person_was_about(self, browser):
        ani, other = factories.person(), factories.person()
        for somebody, topic, on in [(ani, "Label", "2018-03-05"), (other, "Buku kas", "2018-03-06")]:
            browser.post(new_for(somebody), said(topic=topic, held_on=on))
        field = browser.get(new_for(ani)).context["form"]["topic_chip"]
        assert [field.value(), *[chip.data["value"] for chip in field][:2]] == ["Label", "Label", "Buku kas"]

    def test_is_about_what_the_facilitators_last_one_was_about_when_it_is_the_first_to_the_person(self, browser):
        browser.post(new_for(factories.person()), said(topic="Label"))
        assert browser.get(new_for(factories.person())).context["form"]["topic_chip"].value() == "Label"

    def test_is_made_once_however_often_it_is_sent(self, browser):
        ani, form = factories.person(), said()
        answers = [browser.post(new_for(ani), form) for _ in range(2)]
        assert [answer.url for answer in answers] == [f"/participants/{ani.pk}/"] * 2
        assert Visit.objects.count() == 1

    def test_that_saw_the_business_trading_waits_for_a_verifier(self, browser):
        ani = factories.person()
        browser.post(new_for(ani), said(confirms_trading="on", photo=factories.photo()))
        made = ani.visits.get()
        assert (made.state, made.evidence.count()) == ("submitted", 1)

    @pytest.mark.parametrize(
        ("typed", "sentences"),
        [
            ({"held_on": SOON}, {"held_on": ["This date lies in the future: enter today or an earlier day."]}),
            (
                {"confirms_trading": "on"},
                {"photo": ["Add a photo of the business at work: it shows that it is trading."]},
            ),
            ({"topic": "", "minutes": ""}, {"topic_chip": NEEDED, "minutes": NEEDED}),
            ({"topic": "", "topic_chip": "other"}, {"topic": NEEDED}),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, browser, typed, sentences):
        assert refused(browser.post(new_for(factories.person()), said(**typed))) == sentences
        assert Visit.objects.count() == 0

    def test_what_was_typed_stays_and_the_photo_is_asked_for_again(self, browser):
        answer = browser.post(new_for(factories.person()), said(topic="", photo=factories.photo()))
        page = answer.content.decode()
        assert ("Foto produk" in page, "Choose the photo or document once more" in page) == (True, True)

    def test_a_phone_that_kept_the_photo_is_not_asked_for_it_and_goes_on_by_itself(self, browser):
        ani, headers = factories.person(), {"hx-request": "true"}
        wrong = browser.post(new_for(ani), said(topic="", photo=factories.photo()), headers=headers)
        assert "once more" not in wrong.content.decode()
        right = browser.post(new_for(ani), said(photo=factories.photo()), headers=headers)
        assert (right.status_code, right["HX-Redirect"]) == (200, f"/participants/{ani.pk}/")

    def test_of_a_guest_on_a_list_is_not_found(self, browser):
        elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
        guest = factories.person(by=elsewhere, lives_in=factories.ELSEWHERE)
        factories.attend(factories.training(), guest)
        assert browser.get(new_for(guest)).status_code == 404


class TestOneVisit:
    @pytest.fixture
    def visit(self):
        return factories.visit(factories.person(), confirms_trading=True)

    def test_shows_its_photo_to_a_verifier_and_no_form(self, signed_in, visit):
        page = signed_in(factories.verifier()).get(f"/visits/{visit.pk}/").content.decode()
        assert (f"/evidence/{visit.evidence.get().pk}/" in page, "Change this visit" in page) == (True, False)

    def test_is_changed_by_whoever_works_there(self, browser, visit):
        answer = browser.post(f"/visits/{visit.pk}/", said(confirms_trading="on", topic="Label"))
        assert (answer.url, Visit.objects.get().topic) == (f"/participants/{visit.participant_id}/", "Label")

    def test_shows_words_that_are_no_chip_as_they_were_written(self, browser, visit):
        browser.post(f"/visits/{visit.pk}/", said(confirms_trading="on", finding="Ramai sekali"))
        form = browser.get(f"/visits/{visit.pk}/").context["form"]
        assert (form["finding_chip"].value(), form["finding"].value()) == ("other", "Ramai sekali")

    def test_is_not_changed_by_somebody_who_only_looks(self, signed_in, visit):
        both = signed_in(factories.user("facilitator", "auditor"))
        assert both.get(f"/visits/{visit.pk}/").context["may_change"] is False
        assert both.post(f"/visits/{visit.pk}/", said(topic="Label")).status_code == 404

    def test_that_came_back_says_why(self, browser, visit):
        factories.returned(visit, reason="Fotonya gelap.")
        assert "Fotonya gelap." in browser.get(f"/visits/{visit.pk}/").content.decode()

    def test_that_is_void_says_why_and_stays_as_it_is(self, browser, visit):
        factories.revoked(visit, reason="Fotonya dari toko lain.")
        page = browser.get(f"/visits/{visit.pk}/").content.decode()
        assert ("Fotonya dari toko lain." in page, "Change this visit" in page) == (True, False)

    def test_takes_as_many_queries_with_three_photos_as_with_one(self, browser, visit):
        once = queries(browser, f"/visits/{visit.pk}/")
        for _ in range(2):
            browser.post(f"/visits/{visit.pk}/", said(confirms_trading="on", photo=factories.photo()))
        assert visit.evidence.count() == 3
        assert queries(browser, f"/visits/{visit.pk}/") == once
