import re

import pytest

from okoce.accounts.roles import Role
from participants.models import Evidence, Participant
from programs.models import Training
from tests import factories
from tests.factories import ELSEWHERE, HOME, case, licence, person, visit, workers
from tests.pages import queries, refused
from tests.participants.checked import waiting

pytestmark = pytest.mark.django_db

WORDS = {"visit": "visit", "milestone": "milestone", "jobreport": "job-report", "entrepreneur": "entrepreneur"}
every_kind = pytest.mark.parametrize("kind", WORDS)


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.verifier())


def handed_in(people=1, **said):
    training = factories.training(**said)
    return factories.submitted(factories.attend(training, *factories.people(people, by=training.logged_by)))


def page_of(record):
    if isinstance(record, Training):
        return f"/verification/{record.pk}/"
    return f"/verification/{WORDS[type(record)._meta.model_name]}/{record.pk}/"


def decision(record, word, **said):
    """What the page sends of a record that was looked at twice, where it has to be."""
    return {"version": record.version, "decision": word, "all_the_same": "on", **said}


def state(record):
    return type(record).objects.get(pk=record.pk).state


def odd(browser, record):
    return [(one.sentence, one.person) for one in browser.get(page_of(record)).context["oddities"]]


class TestTheList:
    def test_it_takes_as_many_queries_for_three_of_each_kind_as_for_one(self, browser):
        def one_of_each():
            return [handed_in(), *(waiting(kind) for kind in WORDS)]

        one_of_each()
        once = queries(browser, "/verification/")
        one_of_each()
        one_of_each()
        assert queries(browser, "/verification/") == once

    def test_the_oldest_stands_first_whatever_its_kind(self, browser):
        records = [waiting("milestone"), handed_in(), waiting("entrepreneur"), waiting("visit"), waiting("jobreport")]
        assert [row.record for row in browser.get("/verification/").context["rows"]] == records

    def test_a_row_says_what_it_is_whose_where_since_when_and_who_handed_it_in(self, browser):
        report = workers(person(name="Siti Rahayu"))
        page = " ".join(browser.get("/verification/").content.decode().split())
        told = ["Siti Rahayu", "Paid workers on", "Tebet", f"{report.submitted_by}", "since "]
        assert [word for word in told if word not in page] == []

    def test_a_filter_for_each_kind_says_how_many_wait(self, browser):
        waiting("visit"), waiting("visit"), waiting("entrepreneur")
        kinds = {kind: many for kind, _name, many, _address in browser.get("/verification/").context["kinds"]}
        assert kinds == {"training": 0, "visit": 2, "milestone": 0, "job-report": 0, "entrepreneur": 1}

    def test_a_filter_leaves_that_kind_alone(self, browser):
        waiting("visit"), handed_in()
        report = waiting("jobreport")
        told = browser.get("/verification/?kind=job-report").context
        assert ([row.record for row in told["rows"]], told["all"]) == ([report], 3)

    def test_a_kind_that_is_none_is_all_of_them(self, browser):
        made = waiting("visit")
        assert [row.record for row in browser.get("/verification/?kind=poems").context["rows"]] == [made]

    def test_what_the_reader_made_part_of_says_so(self, signed_in):
        both = factories.user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        workers(person(by=both), by=both)
        page = signed_in(both).get("/verification/").content.decode()
        assert page.count("somebody else has to check it") == 1

    def test_what_lies_elsewhere_is_not_there(self, signed_in):
        workers(person(lives_in=ELSEWHERE), by=factories.user(kecamatan=(ELSEWHERE,)))
        near = waiting("jobreport")
        browser = signed_in(factories.user(Role.VERIFIER, kecamatan=(HOME,)))
        assert [row.record for row in browser.get("/verification/").context["rows"]] == [near]

    def test_an_empty_list_says_what_will_stand_there(self, browser):
        assert "Nothing waits for you" in browser.get("/verification/").content.decode()


class TestATraining:
    def test_it_takes_as_many_queries_for_three_people_as_for_one(self, browser):
        one, three = handed_in(), handed_in(people=3)
        assert queries(browser, page_of(one)) == queries(browser, page_of(three))

    def test_the_facts_say_who_came_and_who_is_a_candidate(self, browser):
        training = factories.training(factories.meeting(), factories.meeting("2018-03-06"))
        first, second = training.sessions.all()
        ani, budi = person(name="Ani"), factories.calon(name="Budi")
        factories.attend(first, ani, budi)
        factories.attend(second, ani, status="late")
        told = browser.get(page_of(factories.submitted(training))).context
        marks = {f"{row['person']}": [f"{mark['word']}" for mark in row["marks"]] for row in told["people"]}
        assert marks == {"Ani": ["present", "late"], "Budi": ["present", "–"]}
        assert (told["came"], told["candidates"]) == (2, 1)

    def test_an_approval_leads_to_the_next_that_waits(self, browser):
        first, second = handed_in(), handed_in()
        answer = browser.post(page_of(first), decision(first, "approved"))
        assert answer.url == page_of(second)
        assert state(first) == "verified"

    def test_approving_twice_answers_the_same(self, browser):
        training = handed_in()
        answers = [browser.post(page_of(training), decision(training, "approved")) for _ in range(2)]
        assert [answer.url for answer in answers] == ["/verification/"] * 2
        assert training.verifications.count() == 1

    def test_a_return_without_a_reason_is_refused_beside_the_field(self, browser):
        training = handed_in()
        assert refused(browser.post(page_of(training), decision(training, "returned", reason=" "))) == {
            "reason": ["Say what has to be mended, so that the facilitator can do it."]
        }

    def test_returning_twice_answers_the_same(self, browser):
        training = handed_in()
        form = decision(training, "returned", reason="Satu orang kurang.")
        answers = [browser.post(page_of(training), form) for _ in range(2)]
        assert [answer.url for answer in answers] == ["/verification/"] * 2
        assert state(training) == "returned"

    def test_a_verified_one_is_revoked_with_a_reason(self, browser):
        training = factories.verified(handed_in())
        form = decision(training, "revoked", reason="Tidak pernah diadakan")
        assert browser.post(page_of(training), form).url == "/verification/"
        assert state(training) == "revoked"

    def test_what_changed_meanwhile_is_looked_at_again_and_then_approved(self, browser):
        training = handed_in()
        seen = decision(training, "approved")
        factories.attend(training, person())
        answer = browser.post(page_of(training), seen)
        assert refused(answer) == {
            "__all__": ["The record changed while you looked at it: look again before you decide."]
        }
        training.refresh_from_db()
        page = answer.content.decode()
        assert f'name="version" value="{training.version}"' in page
        assert re.search(r'<details class="desk-return"\s*>', page), "reasons hide the facts that are looked at again"
        assert browser.post(page_of(training), decision(training, "approved")).status_code == 302

    def test_what_shows_the_facts_of_a_case_stands_below_each_of_them(self, browser):
        someone = person()
        papers, other = factories.licence(someone), factories.licence(person())
        page = browser.get(page_of(factories.case(someone))).content.decode()
        shown = [f'src="/evidence/{one.evidence.get().pk}/thumbnail/"' in page for one in (papers, other)]
        assert shown == [True, False]

    def test_who_made_part_of_it_is_told_that_somebody_else_decides(self, signed_in):
        both = factories.user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        training = handed_in(by=both)
        browser = signed_in(both)
        page = browser.get(page_of(training)).content.decode()
        assert ("somebody else has to check it" in page, 'name="decision"' in page) == (True, False)
        assert list(refused(browser.post(page_of(training), decision(training, "approved")))) == ["__all__"]

    def test_a_draft_cannot_be_decided(self, browser):
        page = browser.get(page_of(factories.training())).content.decode()
        assert ("is with the facilitator" in page, 'name="decision"' in page) == (True, False)

    def test_one_outside_the_area_is_not_found(self, signed_in):
        training = handed_in()
        stranger = signed_in(factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,)))
        assert stranger.get(page_of(training)).status_code == 404

    def test_a_facilitator_has_no_business_at_the_desk(self, signed_in):
        browser = signed_in(factories.facilitator())
        pages = ["/verification/", page_of(handed_in()), page_of(waiting("visit"))]
        assert [browser.get(page).status_code for page in pages] == [403, 403, 403]


class TestARecord:
    @every_kind
    def test_an_approval_leads_to_the_next_whatever_its_kind(self, browser, kind):
        first, second = waiting(kind), handed_in()
        assert browser.post(page_of(first), decision(first, "approved")).url == page_of(second)
        assert state(first) == "verified"

    def test_who_goes_through_one_kind_stays_with_it(self, browser):
        first, _other, second = waiting("visit"), handed_in(), waiting("visit")
        answer = browser.post(f"{page_of(first)}?kind=visit", decision(first, "approved"))
        assert answer.url == f"{page_of(second)}?kind=visit"

    def test_what_the_checker_made_part_of_is_passed_over(self, signed_in):
        both = factories.user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        first, own = waiting("visit"), workers(person(), by=both)
        assert own.state == "submitted"
        assert signed_in(both).post(page_of(first), decision(first, "approved")).url == "/verification/"

    @every_kind
    def test_a_return_without_a_reason_is_refused_beside_the_field(self, browser, kind):
        made = waiting(kind)
        assert list(refused(browser.post(page_of(made), decision(made, "returned")))) == ["reason"]

    @every_kind
    def test_one_that_waits_is_approved_or_sent_back(self, browser, kind):
        offered = ["approved", "returned", *(["revoked"] if kind == "visit" else [])]
        assert browser.get(page_of(waiting(kind))).context["offered"] == offered

    @pytest.mark.parametrize(
        ("brought", "asked"),
        [
            (factories.handed_in, "Say what has to be mended: the facilitator reads this sentence."),
            (factories.approved, "Say what has to be mended, or why it is void: the facilitator reads this sentence."),
        ],
    )
    def test_the_reason_is_asked_for_what_may_be_decided(self, browser, brought, asked):
        made = brought(licence(person()))
        assert browser.get(page_of(made)).context["form"]["reason"].help_text == asked

    @every_kind
    def test_one_that_is_verified_is_sent_back_or_revoked(self, browser, kind):
        made = factories.approved(waiting(kind))
        assert browser.get(page_of(made)).context["offered"] == ["returned", "revoked"]
        browser.post(page_of(made), decision(made, "revoked", reason="Foto palsu"))
        assert state(made) == "revoked"

    @pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport"])
    def test_what_was_revoked_says_that_it_stays_so(self, browser, kind):
        page = browser.get(page_of(factories.revoked(factories.approved(waiting(kind))))).content.decode()
        assert ("void from the start, and stays so" in page, 'name="decision"' in page) == (True, False)

    def test_a_case_that_was_revoked_is_approved_after_all(self, browser):
        made = factories.revoked(factories.approved(waiting("entrepreneur")))
        browser.post(page_of(made), decision(made, "approved"))
        assert state(made) == "verified"

    def test_a_plain_visit_is_revoked_and_nothing_else(self, browser):
        made = visit(person())
        assert browser.get(page_of(made)).context["offered"] == ["revoked"]
        browser.post(page_of(made), decision(made, "revoked", reason="Tidak ada kunjungan"))
        assert state(made) == "revoked"

    def test_the_picture_is_shown_beside_the_facts(self, browser):
        made = waiting("visit")
        page, of_it = browser.get(page_of(made)).content.decode(), f"/evidence/{made.evidence.get().pk}/"
        assert (f'href="{of_it}"' in page, f'src="{of_it}"' in page) == (True, True)

    def test_what_shows_the_facts_of_a_case_stands_below_each_of_them(self, browser):
        someone = person()
        papers, other = factories.licence(someone), factories.licence(person())
        page = browser.get(page_of(factories.case(someone))).content.decode()
        shown = [f'src="/evidence/{one.evidence.get().pk}/thumbnail/"' in page for one in (papers, other)]
        assert shown == [True, False]

    def test_who_made_part_of_it_is_told_that_somebody_else_decides(self, signed_in):
        both = factories.user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        made = workers(person(), by=both)
        page = signed_in(both).get(page_of(made)).content.decode()
        assert ("somebody else has to check it" in page, 'name="decision"' in page) == (True, False)

    @every_kind
    def test_one_outside_the_area_is_not_found(self, signed_in, kind):
        stranger = signed_in(factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,)))
        assert stranger.get(page_of(waiting(kind))).status_code == 404

    def test_a_record_of_another_kind_is_not_found_under_this_one(self, browser):
        assert browser.get(f"/verification/milestone/{waiting('visit').pk}/").status_code == 404


class TestTheWayToTheDesk:
    """What is verified is in no queue: its own page leads to the desk."""

    def linked(self, browser, record, word):
        return f'href="{page_of(record)}"' in browser.get(f"/{word}/{record.pk}/").content.decode()

    @pytest.mark.parametrize(
        ("kind", "word"), [("visit", "visits"), ("milestone", "milestones"), ("jobreport", "job-reports")]
    )
    def test_from_the_page_of_a_record_for_whoever_checks(self, browser, signed_in, kind, word):
        made = factories.approved(waiting(kind))
        assert self.linked(browser, made, word) is True
        assert self.linked(signed_in(factories.facilitator()), made, word) is False
        assert self.linked(browser, factories.revoked(made), word) is False

    def test_from_a_plain_visit_too(self, browser):
        assert self.linked(browser, visit(person()), "visits") is True

    def test_from_a_training(self, browser, signed_in):
        made = factories.verified(handed_in())
        assert self.linked(browser, made, "trainings") is True
        assert self.linked(signed_in(factories.facilitator()), made, "trainings") is False
        assert self.linked(browser, factories.revoked(made), "trainings") is False


class TestOddities:
    def test_a_record_like_any_other_has_none(self, browser):
        assert odd(browser, waiting("milestone")) == odd(browser, waiting("visit")) == []

    def test_a_candidate(self, browser):
        made = workers(factories.calon())
        assert odd(browser, made) == [
            ("This person is a candidate: identity or consent is missing, so nothing counts yet.", None)
        ]

    def test_another_visit_on_the_same_day(self, browser):
        made = waiting("visit")
        other = visit(made.participant)
        sentence = "Another visit was recorded on the same day: to be mentored takes visits on two days."
        assert odd(browser, made) == [(sentence, None)]
        factories.revoked(other)
        assert odd(browser, made) == []

    def test_the_number_of_a_licence_of_somebody_else(self, browser):
        siti = person(name="Siti")
        licence(siti, number="nib-1")
        made = factories.handed_in(licence(person(), number="NIB-1"))
        assert odd(browser, made) == [("Somebody else has a licence of the same number.", siti)]

    @pytest.mark.parametrize("written", ["12.34-56 78 nib", "12345678NIB", " 1234 5678-NIB"])
    def test_the_same_number_written_otherwise(self, browser, written):
        siti = person(name="Siti")
        licence(siti, number=written)
        made = factories.handed_in(licence(person(), number="1234-5678-NIB"))
        assert odd(browser, made) == [("Somebody else has a licence of the same number.", siti)]

    def test_two_licences_without_a_number_are_no_twins(self, browser):
        licence(person(), issued=None, number="")
        made = licence(person(), issued=None, number="")
        assert odd(browser, made) == []

    @pytest.mark.parametrize("recorded", [licence, factories.workers, factories.case])
    def test_a_business_from_before_somebody_who_said_no_business(self, browser, recorded):
        ani = person(on="2018-03-05")
        factories.business(ani, name="Warung Tebet", started_on=factories.day("2018-03-04"))
        factories.business(ani, started_on=factories.day("2018-03-05"))
        assert odd(browser, recorded(ani))[:1] == [
            ("The answer at registration was “no business yet”, and Warung Tebet trades since 4 March 2018.", None)
        ]

    def test_a_business_that_was_closed_at_registration_or_was_told_is_none(self, browser):
        ani, budi = person(on="2018-03-05"), person(on="2018-03-05", baseline="unlicensed")
        began = factories.day("2018-03-04")
        factories.business(ani, started_on=began, closed_on=began)
        factories.business(budi, started_on=began)
        assert [odd(browser, factories.workers(one)) for one in (ani, budi)] == [[], []]

    def test_of_somebody_outside_the_area_nothing_more_is_told(self, signed_in):
        far = factories.user(kecamatan=(ELSEWHERE,))
        licence(person(by=far, lives_in=ELSEWHERE, name="Siti Rahayu"), number="1", by=far)
        made = factories.handed_in(licence(person(), number="1"))
        browser = signed_in(factories.user(Role.VERIFIER, kecamatan=(HOME,)))
        assert odd(browser, made) == [("Somebody else has a licence of the same number.", None)]
        assert "Rahayu" not in browser.get(page_of(made)).content.decode()

    def test_the_same_file_elsewhere(self, browser):
        picture, siti, ani = factories.photo(), person(name="Siti"), person()
        licence(siti, files=(picture,))
        licence(ani, files=(picture,))
        made = factories.handed_in(licence(ani, files=(picture,)))
        assert len(set(Evidence.objects.values_list("sha256", flat=True))) == 1
        assert odd(browser, made) == [
            ("The same file is on another record of this person.", None),
            ("The same file is on another record.", siti),
        ]

    def test_a_licence_from_before_the_registration_or_in_another_name(self, browser):
        made = factories.handed_in(licence(person(on="2018-03-05"), issued="2018-03-04", own_name=False))
        assert odd(browser, made) == [
            ("The licence was issued before the registration: the person had one already.", None),
            ("The licence is not in the person's own name.", None),
        ]


class TestACase:
    def facts(self, browser, made):
        told = browser.get(page_of(made)).context["facts"]
        return [(fact.what, str(fact.day), fact.detail, fact.state, [str(one) for one in fact.by]) for fact in told]

    def test_it_shows_every_fact_in_order_of_days_with_its_state_and_who_entered_it(self, browser):
        one, two = factories.user(kecamatan=(HOME,), name="Ani"), factories.user(kecamatan=(HOME,), name="Budi")
        somebody = person(by=one, on="2018-03-05")
        licence(somebody, by=one, issued=None, number="77")
        visit(somebody, by=two, on="2018-03-10")
        workers(somebody, by=two, on="2018-04-02", full_time=2)
        session = factories.training(factories.meeting("2018-03-08"), by=one)
        factories.attend(session, somebody)
        assert self.facts(browser, case(somebody)) == [
            ("Registration", "2018-03-05", "no business yet", "", ["Ani"]),
            ("Training", "2018-03-08", str(session.curriculum), "draft", ["Ani"]),
            ("Visit", "2018-03-10", "Usaha", "", ["Budi"]),
            ("Paid workers", "2018-04-02", "2 workers", "submitted", ["Budi"]),
            ("Licence", "None", "NIB 77", "draft", ["Ani"]),
        ]

    def test_it_takes_as_many_queries_for_three_facts_of_each_kind_as_for_one(self, browser):
        def known(times):
            somebody = person()
            for _ in range(times):
                licence(somebody), visit(somebody), workers(somebody)
                factories.attend(factories.training(), somebody)
            return case(somebody)

        one, three = known(1), known(3)
        assert queries(browser, page_of(one)) == queries(browser, page_of(three))

    def test_whoever_entered_a_fact_of_the_person_is_told_so_and_decides_nothing(self, signed_in):
        both = factories.user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        somebody = person()
        visit(somebody, by=both)
        made, browser = case(somebody), signed_in(both)
        page = browser.get(page_of(made)).content.decode()
        assert ("You entered a fact of this person" in page, 'name="decision"' in page) == (True, False)
        assert list(refused(browser.post(page_of(made), decision(made, "approved")))) == ["__all__"]

    def test_whose_licence_is_not_verified_counts_only_later_and_the_desk_says_so(self, browser):
        made = case(person())
        missing = (
            "A verified licence or a verified proof of trading is missing: until both are there, nothing counts."
            " Of a case that is approved without them nobody is asked again: it counts by itself once they are there."
        )
        assert odd(browser, made) == [(missing, None)]
        answer = browser.post(page_of(made), decision(made, "approved"), follow=True)
        later = (
            "Approved: it counts by itself once a licence and a proof are verified; the case does not come back here."
        )
        assert later in answer.content.decode()

    def test_with_something_missing_is_approved_only_by_whoever_ticks_that_they_saw_it(self, browser):
        made = case(person())
        page = browser.get(page_of(made)).content.decode()
        assert ("Approve all the same:" in page, 'name="all_the_same"' in page) == (True, True)
        said = decision(made, "approved")
        assert refused(browser.post(page_of(made), said | {"all_the_same": ""})) == {
            "all_the_same": [
                "Look twice: a verified licence or proof is missing. Tick this if you approve it all the same."
            ]
        }
        assert state(made) == "submitted"
        browser.post(page_of(made), said)
        assert state(made) == "verified"

    def test_that_was_clean_when_it_was_looked_at_is_asked_about_once_its_licence_went_back(self, browser):
        somebody = person()
        held = factories.approved(licence(somebody))
        factories.approved(visit(somebody, confirms_trading=True))
        made = case(somebody)
        assert 'name="all_the_same"' not in browser.get(page_of(made)).content.decode()
        factories.returned(held)
        answer = browser.post(page_of(made), decision(made, "approved", all_the_same=""))
        assert list(refused(answer)) == ["all_the_same"]

    def test_a_training_outside_the_area_is_named_and_not_linked(self, signed_in):
        far = factories.user(kecamatan=(ELSEWHERE,))
        somebody = person()
        away = factories.training(by=far, kecamatan=ELSEWHERE)
        factories.attend(away, somebody)
        page = signed_in(factories.user(Role.VERIFIER, kecamatan=(HOME,))).get(page_of(case(somebody)))
        assert (str(away.curriculum) in page.content.decode(), str(away.pk) in page.content.decode()) == (True, False)
        assert Participant.objects.get() == somebody


def test_what_was_marked_a_thousand_times_can_still_be_decided(browser):
    training = handed_in()
    Training.objects.filter(pk=training.pk).update(version=1284)
    shown = re.findall(r'name="version" value="([^"]*)"', browser.get(page_of(training)).content.decode())
    assert set(shown) == {"1284"}
    browser.post(page_of(training), decision(training, "approved", version=shown[0]))
    assert state(training) == "verified"
