"""Somebody new at a session: searched for before, asked about when they look like somebody known, and made once."""

import datetime

import pytest

from okoce.core.months import today
from participants.models import Distinction, Participant
from tests import factories
from tests.pages import messages, refused
from tests.participants.registering import of_elsewhere, said

pytestmark = pytest.mark.django_db

# Still to come when midnight passes while the tests run.
SOON = f"{today() + datetime.timedelta(days=2)}"
ELSEWHERE = (
    "Somebody with this NIK was registered before: that person is on the list, and nothing of theirs was changed."
)
KNOWN = "That person is on the list, and nothing of theirs was changed."


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


@pytest.fixture
def session():
    return factories.training().sessions.get()


def new_at(session):
    return f"/trainings/{session.training_id}/sessions/{session.pk}/people/new/"


def listed(session):
    return f"/trainings/{session.training_id}/?session={session.pk}"


def opened(browser, session, typed="Ani"):
    """The form as the search opens it."""
    return browser.post(new_at(session), {"q": typed, "opening": "yes"})


def on_the_list(session):
    return sorted(session.attendances.values_list("participant__name", flat=True))


class TestSomebodyNew:
    def test_is_registered_and_on_the_list(self, browser, session):
        answer = browser.post(new_at(session), said())
        assert answer.url == listed(session)
        assert on_the_list(session) == ["Ani"]

    def test_gets_sex_and_date_of_birth_from_the_number(self, browser, session):
        browser.post(new_at(session), said())
        person = Participant.objects.get()
        assert (person.sex, f"{person.birth_date}") == ("male", "1988-02-29")

    def test_keeps_what_the_facilitator_says_and_a_warning_asks_to_look_again(self, browser, session):
        answer = browser.post(new_at(session), said(sex="female", birth_date="1988-02-28"), follow=True)
        person = Participant.objects.get()
        assert (person.sex, f"{person.birth_date}") == ("female", "1988-02-28")
        assert messages(answer)[1:] == [
            "Sex or date of birth is another than in the NIK. If that is right, leave it; else look at the card again."
        ]

    def test_is_made_once_however_often_the_form_is_sent(self, browser, session):
        form = said()
        first, second = (browser.post(new_at(session), form) for _ in range(2))
        assert (second.status_code, second.url) == (302, first.url)
        assert Participant.objects.count() == session.attendances.count() == 1

    def test_with_a_name_alone_is_a_candidate(self, browser, session):
        browser.post(new_at(session), said(nik="", consented="", baseline=""))
        assert Participant.objects.get().is_calon

    @pytest.mark.parametrize(("typed", "kept"), [("3", 3), ("", 0)])
    def test_with_a_business_says_how_many_people_it_pays(self, browser, session, typed, kept):
        browser.post(new_at(session), said(baseline="unlicensed", baseline_workers=typed))
        assert Participant.objects.get().baseline_workers == kept

    def test_is_followed_by_the_next_search(self, browser, session):
        assert browser.post(new_at(session), said(another="yes")).url == f"{listed(session)}#id_q"

    @pytest.mark.parametrize(
        ("typed", "sentences"),
        [
            ({"nik": "12345"}, {"nik": ["A NIK has 16 digits and this one has 5. Look at the identity card again."]}),
            (
                {"registered_on": SOON},
                {"registered_on": ["This date lies in the future: enter today or an earlier day."]},
            ),
            (
                {"registered_on": "2017-11-30"},
                {"registered_on": ["The programme began on 01-12-2017: enter that day or a later one."]},
            ),
            ({"baseline": ""}, {"baseline": ["Ask this too: consent counts together with the answer."]}),
            (
                {"consented": ""},
                {"consented": ["The answer is kept only with consent: tick this, or choose “Not asked yet”."]},
            ),
            (
                {"baseline_workers": "2"},
                {"baseline_workers": ["Only somebody with a business has paid workers: choose which business above."]},
            ),
            (
                {"birth_date": "1890-01-01"},
                {"birth_date": ["Nobody here was born on this day: look at the year again."]},
            ),
            (
                {"name": "", "phone": "12"},
                {
                    "name": ["This field is required."],
                    "phone": ["A phone number begins with 0 and has 8 to 14 digits."],
                },
            ),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, browser, session, typed, sentences):
        assert refused(browser.post(new_at(session), said(**typed))) == sentences
        assert Participant.objects.count() == 0

    def test_what_is_wrong_is_said_on_top_too(self, browser, session):
        page = browser.post(new_at(session), said(nik="12345")).content.decode()
        top = page[page.index("Nothing has been saved yet") : page.index('name="name"')]
        assert "A NIK has 16 digits and this one has 5." in top

    def test_lives_where_the_training_is_unless_somebody_says_otherwise(self, browser, session):
        form = opened(browser, session).context["form"]
        assert form["lives_in"].value() == factories.HOME

    @pytest.mark.parametrize(
        ("typed", "field"), [("Ani", "name"), ("0812 3456 7890", "phone"), ("9900014101900001", "nik")]
    )
    def test_takes_over_what_the_search_found_nobody_for(self, browser, session, typed, field):
        form = opened(browser, session, typed).context["form"]
        assert (form[field].value(), form.is_bound) == (typed, False)

    def test_takes_over_no_end_of_a_number(self, browser, session):
        form = opened(browser, session, "0003").context["form"]
        assert [form[field].value() for field in ("name", "phone", "nik")] == [None, None, None]

    def test_hears_the_consent_in_the_version_that_is_kept(self, browser, session):
        page = opened(browser, session).content.decode()
        browser.post(new_at(session), said())
        assert f"Text {Participant.objects.get().consent_version}." in page


class TestBeforeASearch:
    def test_the_form_is_not_there_and_the_search_is(self, browser, session):
        answer = browser.get(new_at(session), follow=True)
        assert answer.redirect_chain == [(f"{listed(session)}#id_q", 302)]
        assert messages(answer) == ["Search for the person first: whoever is not found is registered from there."]

    def test_opens_empty_for_what_a_phone_kept_of_it(self, browser, session):
        page = browser.get(f"{new_at(session)}?kept")
        assert (page.status_code, page.context["form"].is_bound) == (200, False)

    def test_nothing_typed_is_no_search(self, browser, session):
        assert opened(browser, session, " ").url == f"{listed(session)}#id_q"

    def test_the_page_offers_nobody_new_and_the_answer_does(self, browser, session):
        pages = [browser.get(listed(session)), browser.post(f"{new_at(session)[:-11]}search/", {"q": "zzz"})]
        assert ["Register somebody new" in page.content.decode() for page in pages] == [False, True]

    def test_the_answer_to_a_known_number_offers_nobody_new(self, browser, session):
        number = factories.nik()
        factories.person(nik=number)
        page = browser.post(f"{new_at(session)[:-11]}search/", {"q": number}).content.decode()
        assert "Register somebody new" not in page


class TestWhoHasTheNumber:
    """Nobody is made for it, and nothing typed is lost."""

    @pytest.fixture
    def number(self):
        return factories.nik()

    def test_is_shown_and_can_only_be_used(self, browser, session, number):
        budi = factories.person(nik=number, name="Budi")
        answer = browser.post(new_at(session), said(nik=number))
        page = answer.content.decode()
        assert (answer.context["form"].same, answer.context["form"]["name"].value()) == (budi, "Ani")
        assert "Use this one" in page
        assert (Participant.objects.count(), on_the_list(session)) == (1, [])

    @pytest.mark.parametrize("name", ["Ani", ""])
    def test_is_on_the_list_when_used(self, browser, session, number, name):
        factories.person(nik=number, name="Budi")
        form = said(nik=number, name=name, use="number")
        answers = [browser.post(new_at(session), form, follow=True) for _ in range(2)]
        assert [messages(answer) for answer in answers] == [[KNOWN]] * 2
        assert (Participant.objects.count(), on_the_list(session)) == (1, ["Budi"])

    def test_is_used_whatever_is_wrong_with_the_rest_of_which_nothing_is_kept(self, browser, session, number):
        factories.person(nik=number, name="Budi")
        browser.post(new_at(session), said(nik=number, use="number", baseline="", registered_on="", phone="12"))
        assert on_the_list(session) == ["Budi"]

    def test_is_asked_for_the_rest_only_as_a_candidate(self, browser, session):
        candidate, known, elsewhere = factories.nik(), factories.nik(), factories.nik()
        factories.calon(nik=candidate, name="Budi")
        factories.person(nik=known, name="Siti")
        of_elsewhere(nik=elsewhere, name="Rahasia")
        looks = [said(nik=number, look="yes") for number in (candidate, known, elsewhere)]
        pages = [browser.post(new_at(session), look).content.decode() for look in looks]
        assert ["alike-adds" in page for page in pages] == [True, False, False]

    def test_gets_the_consent_that_was_missing(self, browser, session, number):
        budi = factories.calon(nik=number, name="Budi")
        answer = browser.post(new_at(session), said(nik=number, use="number"), follow=True)
        assert messages(answer)[0] == "The person is registered and on the list."
        budi.refresh_from_db()
        assert (budi.is_calon, budi.name) == (False, "Budi")

    def test_of_another_kecamatan_joins_without_a_word_about_them(self, browser, session, number):
        of_elsewhere(nik=number, name="Rahasia", phone="081200000001")
        answer = browser.post(new_at(session), said(nik=number, name="RAHASIA B."), follow=True)
        assert (messages(answer), on_the_list(session)) == ([ELSEWHERE], ["Rahasia"])
        assert Participant.objects.count() == 1

    @pytest.mark.parametrize("use", [{}, {"use": "number"}])
    def test_of_another_name_is_asked_about_again(self, browser, session, number, use):
        of_elsewhere(nik=number, name="Rahasia")
        answer = browser.post(new_at(session), said(nik=number, name="Ani", **use), follow=True)
        assert messages(answer)[0] == (
            "The name on the list is another than you typed."
            " If that is somebody else, take them off the list and look at the NIK again."
        )

    def test_is_told_while_the_rest_is_filled_in_and_nothing_is_saved(self, browser, session, number):
        of_elsewhere(nik=number, name="Rahasia")
        page = browser.post(new_at(session), said(nik=number, name="", look="yes")).content.decode()
        assert ("Somebody with this NIK is registered." in page, "Rahasia" in page) == (True, False)
        assert (Participant.objects.count(), on_the_list(session)) == (1, [])

    def test_of_another_kecamatan_joins_by_the_button_too(self, browser, session, number):
        of_elsewhere(nik=number, name="Rahasia")
        browser.post(new_at(session), said(nik=number, name="", use="number"))
        assert on_the_list(session) == ["Rahasia"]


class TestWhoLooksLikeThem:
    """Asked about before anything is saved."""

    @pytest.fixture
    def twin(self):
        return factories.person(name="Ani", born="1988-02-29")

    def test_is_shown_with_what_was_typed_kept(self, browser, session, twin):
        form = browser.post(new_at(session), said()).context["form"]
        assert ([(one, one.alike.label) for one in form.near], form["name"].value()) == (
            [(twin, "the same name and date of birth")],
            "Ani",
        )
        assert Participant.objects.count() == 1

    def test_is_used_instead(self, browser, session, twin):
        answer = browser.post(new_at(session), said(use=f"{twin.pk}"), follow=True)
        assert (messages(answer), on_the_list(session), Participant.objects.count()) == ([KNOWN], ["Ani"], 1)

    def test_is_told_apart_for_a_reason_once_however_often_the_form_is_sent(self, browser, session, twin):
        form = said(**{f"because.{twin.pk}": "cards"})
        assert [browser.post(new_at(session), form).url for _ in range(2)] == [listed(session)] * 2
        told = Distinction.objects.get()
        assert {told.first, told.second} == {twin, Participant.objects.exclude(pk=twin.pk).get()}
        assert (told.because, on_the_list(session)) == ("cards", ["Ani"])

    @pytest.mark.parametrize("because", ["", "guess"])
    def test_is_not_told_apart_without_one(self, browser, session, twin, because):
        browser.post(new_at(session), said(**{f"because.{twin.pk}": because}))
        assert (Participant.objects.count(), on_the_list(session)) == (1, [])

    def test_must_each_be_told_apart(self, browser, session, twin):
        factories.person(name="Budi", phone="081200000001")
        browser.post(new_at(session), said(phone="081200000001", **{f"because.{twin.pk}": "known"}))
        assert Participant.objects.count() == 2

    def test_a_candidate_gets_what_was_missing(self, browser, session):
        calon = factories.calon(name="Ani")
        browser.post(new_at(session), said(use=f"{calon.pk}"))
        calon.refresh_from_db()
        assert (calon.is_calon, f"{calon.birth_date}", on_the_list(session)) == (False, "1988-02-29", ["Ani"])

    def test_nobody_is_used_who_was_not_offered(self, browser, session):
        stranger = of_elsewhere(name="Ani", born="1988-02-29")
        answer = browser.post(new_at(session), said(use=f"{stranger.pk}"))
        assert refused(answer) == {"__all__": ["The people it may be have changed meanwhile: look again."]}
        assert on_the_list(session) == []

    def test_elsewhere_changes_nothing_of_the_answer(self, browser, session):
        of_elsewhere(name="Ani", born="1988-02-29", phone="081200000001")
        answer = browser.post(new_at(session), said(phone="081200000001"), follow=True)
        assert messages(answer) == ["The person is registered and on the list."]
        assert on_the_list(session) == ["Ani"]
