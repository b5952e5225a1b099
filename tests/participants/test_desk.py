"""The desk: the queue by age and risk, clean records approved many at once, and whether the checking keeps up."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA, Month, now
from participants import desk, evidence, pace, risk, waiting
from participants.clearing import Seen, approve_clean
from participants.desk import ORDERS, Queue
from participants.models import Verification
from participants.reasons import REASONS
from participants.reconciling import deciding
from programs.models import Kecamatan
from tests import factories
from tests.factories import ELSEWHERE, HOME, attend, facilitator, meeting, person, training, user, verifier, visit
from tests.pages import messages, queries
from tests.participants.checked import waiting as one_that_waits
from tests.participants.listing import line, load, match_of
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def confirming(somebody=None, **said):
    return visit(somebody or person(), confirms_trading=True, **said)


def risky():
    """A visit with two flags: another one on the day, of a candidate."""
    somebody = factories.calon()
    visit(somebody)
    return confirming(somebody)


def reported(somebody=None, *, files=1):
    report = factories.workers(somebody or person())
    for _ in range(files):
        evidence.attach(by=facilitator(), record=report, file=factories.photo())
    return factories.handed_in(report)


def labels(record):
    return [risk.FLAGS[code].label for code in risk.flags_of(record)]


def records(queue):
    return [key for _kind, key, _since, _risk in queue.rows()]


def seen(record):
    kind = next(word for word, kind in waiting.KINDS.items() if isinstance(record, kind))
    return Seen(kind, record.pk, record.version)


def approve(*made, by=None):
    return approve_clean(by=by or verifier(), seen=[seen(one) for one in made])


def state(record):
    return type(record).objects.get(pk=record.pk).state


class TestRisk:
    def test_a_record_like_any_other_is_clean(self):
        assert [labels(one) for one in (confirming(), one_that_waits("milestone"), reported())] == [[], [], []]

    def test_a_report_without_a_file_lacks_its_evidence(self):
        assert labels(reported(files=0)) == ["no file"]

    def test_a_training_lacks_the_photo_of_its_list(self):
        made = factories.submitted(attend(training(), person()))
        assert labels(made) == ["no file"]
        evidence.attach(by=facilitator(), record=made, file=factories.photo())
        assert labels(made) == []

    def test_somebody_at_two_trainings_at_once(self):
        ani = person()
        made = factories.submitted(attend(training(), ani, person()))
        attend(training(meeting("2018-03-05", starts="12:00")), ani)
        assert labels(made) == ["no file"]
        attend(training(meeting("2018-03-05", starts="11:00")), ani)
        assert labels(made) == ["people at two trainings at once", "no file"]

    def test_what_was_decided_about_before(self):
        made = factories.returned(one_that_waits("milestone"))
        assert labels(made) == []
        assert labels(factories.handed_in(made)) == ["decided about before"]

    def test_a_decision_that_was_taken_back_is_none(self):
        made = factories.approved(confirming())
        Verification.objects.create(
            visit=made, version=made.version, decision="undone", undoes=made.verifications.get(),
            made_by=made.submitted_by, checked_by=verifier(),
        )  # fmt: skip
        type(made).objects.filter(pk=made.pk).update(state="submitted")
        assert labels(made) == []

    def test_a_case_stands_on_a_verified_licence_and_a_verified_proof(self):
        somebody = person()
        made = factories.case(somebody)
        factories.approved(factories.licence(somebody))
        assert labels(made) == ["a verified licence or proof is missing"]
        factories.approved(confirming(somebody))
        assert labels(made) == []


class TestTheQueue:
    def test_by_risk_the_one_with_most_flags_first_and_by_cleanness_last(self):
        clean, worst, middling = confirming(), risky(), reported(files=0)
        assert records(Queue(verifier())) == [clean.pk, worst.pk, middling.pk]
        assert records(Queue(verifier(), order="risk")) == [worst.pk, middling.pk, clean.pk]
        assert records(Queue(verifier(), order="clean")) == [clean.pk, middling.pk, worst.pk]

    def test_a_licence_of_a_candidate_is_as_risky_as_it_has_flags(self):
        clean, made = confirming(), factories.handed_in(factories.licence(factories.calon()))
        rows = list(Queue(verifier(), order="risk").rows())
        assert [(key, flags) for _kind, key, _since, flags in rows] == [(made.pk, 1), (clean.pk, 0)]

    def test_of_one_kecamatan_alone(self):
        far = user(kecamatan=(ELSEWHERE,))
        away = factories.workers(person(by=far, lives_in=ELSEWHERE), by=far)
        confirming(), factories.submitted(attend(training(), person()))
        assert records(Queue(verifier(), kecamatan=ELSEWHERE)) == [away.pk]
        assert waiting.counts(verifier(), ELSEWHERE)["job-report"] == sum(
            waiting.counts(verifier(), ELSEWHERE).values()
        )

    def test_each_stands_between_two_others(self):
        one, two, three = confirming(), reported(), confirming()
        place = Queue(verifier()).place_of("job-report", two)
        assert (place.number, place.many) == (2, 3)
        assert (place.previous, place.following) == (("visit", one.pk), ("visit", three.pk))

    def test_one_that_waits_no_longer_keeps_its_place(self):
        one, two, three = confirming(), reported(), confirming()
        gone = factories.approved(two)
        place = Queue(verifier(), order="risk").place_of("job-report", gone)
        assert (place.number, place.previous, place.following) == (None, ("visit", one.pk), ("visit", three.pk))

    def test_after_the_last_one_comes_what_was_passed_over(self):
        passed_over, last = confirming(), reported()
        assert Queue(verifier()).to_go_on_with("job-report", last) == ("visit", passed_over.pk)
        factories.approved(passed_over)
        assert Queue(verifier()).to_go_on_with("job-report", last) is None

    @pytest.mark.parametrize("order", ORDERS)
    def test_the_places_are_those_of_the_list(self, order):
        made = [reported(files=number % 2) for number in range(3)] + [risky(), confirming(), risky()]
        # Of one moment each of them: its key decides.
        for one in made[:4]:
            type(one).objects.filter(pk=one.pk).update(submitted_at=made[0].submitted_at)
        queue = Queue(verifier(), order=order)
        listed = [(kind, key) for kind, key, _since, _risk in queue.rows()]
        for at, (kind, key) in enumerate(listed):
            place = queue.place_of(kind, waiting.KINDS[kind].objects.get(pk=key))
            beside = (listed[at - 1] if at else None, listed[at + 1] if at + 1 < len(listed) else None)
            assert (place.number, place.many, place.previous, place.following) == (at + 1, len(made), *beside)

    @pytest.mark.parametrize("order", ORDERS)
    def test_goes_on_over_any_number_that_somebody_else_has_to_decide(self, order, monkeypatch):
        monkeypatch.setattr(desk, "FEW", 2)
        both = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        made = [reported(files=number % 2) for number in range(8)]
        listed = records(Queue(both, order=order))
        alone, last = listed[2], listed[-1]
        for one in made:
            if one.pk != alone:
                one.makers.add(both)
        record = next(one for one in made if one.pk == last)
        record.refresh_from_db()
        assert Queue(both, order=order).to_go_on_with("job-report", record) == ("job-report", alone)

    @pytest.mark.parametrize("order", ORDERS)
    def test_a_draft_stands_before_all_that_wait(self, order):
        first, _second = confirming(), confirming()
        draft = factories.licence(person())
        place = Queue(verifier(), order=order).place_of("milestone", draft)
        assert (place.number, place.previous, place.following) == (None, None, ("visit", first.pk))

    def test_who_looks_after_nothing_stands_nowhere(self):
        made = confirming()
        nobody = Queue(user(Role.FACILITATOR, kecamatan=()))
        place = nobody.place_of("visit", made)
        assert (place.number, place.many, place.following, nobody.to_go_on_with("visit", made)) == (None, 0, None, None)

    @pytest.mark.parametrize("order", ORDERS)
    def test_is_one_question_whatever_waits(self, order):
        confirming(), reported()
        queue = Queue(verifier(), order=order)
        list(queue.rows())
        with CaptureQueriesContext(connection) as asked:
            list(queue.rows())
        assert len(asked) == 1


class TestBulkApproval:
    def test_the_clean_ones_are_approved_together(self):
        made = [confirming(), reported(), one_that_waits("milestone")]
        cleared = approve(*made)
        assert (len(cleared.approved), cleared.refused) == (3, [])
        assert [state(one) for one in made] == ["verified"] * 3
        assert len(set(Verification.objects.values_list("batch", flat=True))) == 1

    def test_what_changed_meanwhile_is_left_out_and_told(self):
        good, changed = confirming(), reported(person(name="Siti"))
        as_seen = [seen(good), seen(changed)]
        evidence.attach(by=facilitator(), record=changed, file=factories.photo())
        cleared = approve_clean(by=verifier(), seen=as_seen)
        assert cleared.refused == [("Siti", "The record changed while you looked at it: look again before you decide.")]
        assert (state(good), state(changed)) == ("verified", "submitted")

    def test_what_is_risky_is_left_out_and_told_why(self):
        made = reported(person(name="Siti"), files=0)
        assert approve(made).refused == [("Siti", "Look at it by itself: no file.")]
        assert state(made) == "submitted"

    def test_what_the_checker_made_part_of_is_left_out(self):
        both = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        own, other = confirming(by=both), confirming()
        cleared = approve(own, other, by=both)
        assert (len(cleared.approved), len(cleared.refused), state(own)) == (1, 1, "submitted")

    def test_what_lies_elsewhere_is_not_found(self):
        far = user(kecamatan=(ELSEWHERE,))
        away = confirming(person(by=far, lives_in=ELSEWHERE), by=far)
        cleared = approve(away, by=user(Role.VERIFIER, kecamatan=(HOME,)))
        assert (cleared.approved, cleared.refused) == ([], [("Trading visits", "It is no longer here.")])

    def test_the_same_ticks_again_get_the_same_answer(self):
        made = confirming()
        as_seen = [seen(made)]
        answers = [approve_clean(by=verifier(), seen=as_seen) for _ in range(2)]
        assert [(len(one.approved), one.already) for one in answers] == [(1, 0), (0, 1)]
        assert Verification.objects.count() == 1

    def test_a_case_that_was_revoked_meanwhile_is_left_out(self):
        made = factories.revoked(factories.case(person(name="Siti")))
        assert approve(made).refused == [("Siti", "This record is not waiting for verification.")]
        assert state(made) == "revoked"

    def test_a_hundred_and_one_are_too_many(self):
        with pytest.raises(ValidationError, match="At most 100"):
            approve_clean(by=verifier(), seen=[Seen("visit", uuid.uuid4(), 1)] * 101)

    @pytest.mark.parametrize("text", ["", "visit", "poem:1:1", "visit:nobody:1", f"visit:{uuid.uuid4()}:x"])
    def test_a_tick_that_no_list_has_is_refused(self, text):
        with pytest.raises(ValueError, match=r".*"):
            Seen.read(text)

    def test_it_takes_seven_statements_a_record(self):
        def asked(number):
            made, by = [confirming() for _ in range(number)], verifier()
            with CaptureQueriesContext(connection) as questions:
                approve(*made, by=by)
            return len(questions)

        one, three = asked(1), asked(3)
        assert three - one == 14


@pytest.mark.usefixtures("committed_db")
def test_two_bulk_approvals_in_one_moment_approve_each_once():
    made = [confirming() for _ in range(6)]
    one, other = verifier(), user(Role.VERIFIER)
    together(lambda: approve(*made, by=one), lambda: approve(*reversed(made), by=other))
    assert [state(record) for record in made] == ["verified"] * 6
    assert Verification.objects.count() == 6


class TestPace:
    def at(self, written):
        return datetime.datetime.fromisoformat(written).replace(tzinfo=JAKARTA)

    @pytest.mark.parametrize(
        ("day", "month"), [("2018-04-01", "2018-03"), ("2018-04-07", "2018-03"), ("2018-04-08", "2018-04")]
    )
    def test_a_month_is_checked_until_its_check_day(self, day, month):
        assert f"{pace.month_to_check(factories.day(day))}" == month

    @pytest.mark.parametrize(
        ("first", "last", "days"),
        [("2018-04-02", "2018-04-07", 5), ("2018-04-07", "2018-04-07", 1), ("2018-04-06", "2018-04-09", 2)],
    )
    def test_saturdays_and_sundays_are_no_working_days(self, first, last, days):
        assert pace.working_days(factories.day(first), factories.day(last)) == days

    def test_what_is_due_is_shared_among_the_working_days_left(self):
        for day in ("2018-02-28", "2018-03-05", "2018-03-31", "2018-04-01"):
            confirming(on=day)
        told = pace.pace(at=self.at("2018-04-05T09:00"))
        assert (told.month, told.due, told.late, told.days, told.a_day) == (Month(2018, 3), 3, 1, 2, 2)

    def test_a_kecamatan_whose_records_passed_their_check_day_is_behind(self):
        by = user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
        far = user(kecamatan=(ELSEWHERE,))
        confirming(person(by=far, lives_in=ELSEWHERE, on="2018-02-01"), by=far, on="2018-02-28", kecamatan=ELSEWHERE)
        confirming(on="2018-03-05")
        told = pace.pace(at=self.at("2018-04-05T09:00"))
        assert [(one.place, one.due, one.late, one.verifiers) for one in told.behind] == [(ELSEWHERE, 1, 1, [by])]
        assert [(one.user, one.due, one.late) for one in told.checkers] == [(by, 1, 1)]

    def test_who_decided_how_many_in_seven_days(self):
        factories.approved(confirming())
        factories.returned(confirming(), by=(other := user(Role.VERIFIER, kecamatan=(HOME,))))
        told = pace.pace(at=now())
        assert {one.user: one.decided for one in told.checkers} == {verifier(): 1, other: 1}
        assert {one.decided for one in pace.pace(at=now() + datetime.timedelta(days=8)).checkers} == {0}

    def test_what_a_line_of_a_list_decided_is_no_work_of_the_desk(self):
        somebody = person(nik=(number := factories.nik()))
        factories.handed_in(factories.licence(somebody, number="8120001234567"))
        load(line(nik=number))
        deciding.confirm(by=verifier(), match=match_of(somebody), at=now())
        assert Verification.objects.standing().filter(checked_by=verifier()).count() == 1
        assert [one.decided for one in pace.pace(at=now()).checkers if one.user == verifier()] in ([], [0])

    def test_places_have_their_names_where_nothing_waits_too(self):
        user(Role.VERIFIER, kecamatan=(HOME, ELSEWHERE))
        confirming()
        (checker,) = [one for one in pace.pace(at=now()).checkers if one.places]
        assert checker.places == list(Kecamatan.objects.filter(pk__in=[HOME, ELSEWHERE]).values_list("name", flat=True))

    def test_of_a_user_what_waits_in_the_own_area(self):
        far = user(kecamatan=(ELSEWHERE,))
        confirming(person(by=far, lives_in=ELSEWHERE), by=far, kecamatan=ELSEWHERE)
        confirming()
        told = pace.pace(at=now(), user=user(Role.VERIFIER, kecamatan=(HOME,)))
        assert (told.due, [one.place for one in told.backlogs]) == (1, [HOME])

    def test_what_waits_until_a_day_by_kecamatan_and_kind(self):
        confirming(on="2018-03-05"), confirming(on="2018-03-31"), confirming(on="2018-04-01")
        factories.submitted(attend(training(meeting("2018-03-05"), meeting("2018-04-02")), person()))
        (march,) = waiting.by_place(until=factories.day("2018-03-31"))
        assert (march.kind, march.place, march.many) == ("visit", HOME, 2)
        assert sum(one.many for one in waiting.by_place(until=factories.day("2018-04-30"))) == 4

    def test_a_case_belongs_to_the_month_of_its_licence_and_its_proof(self):
        somebody = person()
        factories.approved(factories.licence(somebody, issued="2018-03-06"))
        factories.approved(confirming(somebody, on="2018-03-20"))
        factories.case(somebody)
        (march,) = waiting.by_place(until=factories.day("2018-03-20"))
        assert (march.kind, march.many) == ("entrepreneur", 1)
        assert waiting.by_place(until=factories.day("2018-03-19")) == []


class TestThePages:
    @pytest.fixture
    def browser(self, signed_in):
        return signed_in(verifier())

    def test_ticked_records_are_approved(self, browser):
        made = [confirming(), reported()]
        answer = browser.post("/verification/approve/?order=clean", {"record": [str(seen(one)) for one in made]})
        assert answer.url == "/verification/?order=clean"
        assert messages(browser.get(answer.url)) == ["2 records approved."]

    def test_those_that_were_approved_already_are_told_apart(self, browser):
        made = [confirming(), confirming()]
        ticked = {"record": [str(seen(one)) for one in made]}
        factories.approved(made[0], by=user(Role.VERIFIER))
        answer = browser.post("/verification/approve/", ticked)
        assert messages(browser.get(answer.url)) == ["1 record approved. 1 was approved already."]

    def test_those_that_were_not_are_told_on_the_page(self, browser):
        good, bad = confirming(), reported(person(name="Siti"), files=0)
        answer = browser.post("/verification/approve/", {"record": [str(seen(good)), str(seen(bad))]})
        assert answer.context["cleared"].refused == [("Siti", "Look at it by itself: no file.")]
        assert "Look at it by itself: no file." in answer.content.decode()

    def test_nothing_ticked_is_told(self, browser):
        confirming()
        assert "Tick at least one record." in browser.post("/verification/approve/").content.decode()

    def test_a_clean_row_has_a_tick_and_a_risky_one_says_why(self, browser):
        clean = confirming()
        reported(files=0)
        page = browser.get("/verification/").content.decode()
        assert (page.count('name="record"'), f'value="{seen(clean)}"' in page, "no file" in page) == (1, True, True)

    def test_a_queue_of_one_kecamatan_says_so_and_leads_to_all(self, browser):
        confirming()
        page = browser.get(f"/verification/?kecamatan={HOME}&order=risk").content.decode()
        assert ("<strong>Tebet" in page, 'href="?order=risk">Show all kecamatan' in page) == (True, True)

    def test_where_it_waits_stands_without_a_blank_before_the_colon(self, browser):
        confirming()
        assert ">Tebet</a>:" in browser.get("/verification/").content.decode()

    def test_a_decision_that_is_refused_has_read_the_queue_once(self, browser):
        made = confirming()
        confirming()
        with CaptureQueriesContext(connection) as asked:
            page = browser.post(f"/verification/visit/{made.pk}/", {"version": made.version, "decision": "returned"})
        assert page.context["place"].many == 2
        assert sum(" UNION ALL " in one["sql"] for one in asked) == 1

    def test_the_order_and_the_kind_are_carried_on(self, browser):
        first, second = confirming(), confirming()
        reported()
        page = f"/verification/visit/{first.pk}/?kind=visit&order=risk"
        told = browser.get(page).context
        assert told["following"] == f"/verification/visit/{second.pk}/?kind=visit&order=risk"
        assert (told["place"].number, told["place"].many, told["previous"]) == (1, 2, None)
        answer = browser.post(page, {"version": first.version, "decision": "approved"})
        assert answer.url == f"/verification/visit/{second.pk}/?kind=visit&order=risk"

    @pytest.mark.usefixtures("in_english")
    @pytest.mark.parametrize("added", ["", " Halaman dua."])
    def test_a_reason_that_comes_often_is_kept_in_the_programmes_language_and_may_be_added_to(self, added, browser):
        made = confirming()
        written = added and f"{REASONS['visit'][1]}{added}"
        form = {"version": made.version, "decision": "returned", "canned": "2", "reason": written}
        browser.post(f"/verification/visit/{made.pk}/", form, headers={"accept-language": "en"})
        said = f"Fotonya tidak terbaca: ambil lagi di tempat terang, seluruh halamannya.{added}"
        assert made.verifications.get().reason == said
        page = f"/verification/visit/{made.pk}/"
        assert f"{REASONS['visit'][1]}{added}" in browser.get(page, headers={"accept-language": "en"}).content.decode()
        assert said in browser.get(page, headers={"accept-language": "id"}).content.decode()

    def test_no_kind_has_more_reasons_than_keys(self):
        assert {kind: len(said) <= 9 for kind, said in REASONS.items()} == dict.fromkeys(waiting.KINDS, True)

    def test_the_newest_decision_is_taken_back_by_its_button(self, browser):
        made = confirming()
        browser.post(f"/verification/visit/{made.pk}/", {"version": made.version, "decision": "approved"})
        offered = browser.get("/verification/").context["undo"]
        answer = browser.post("/verification/undo/?order=risk", {"undoes": offered.decision.pk})
        assert answer.url == f"/verification/visit/{made.pk}/?order=risk"
        assert (messages(browser.get(answer.url)), state(made)) == (["Taken back: it is as it was."], "submitted")

    def test_somebody_elses_is_not(self, browser):
        made = factories.approved(confirming(), by=user(Role.VERIFIER))
        answer = browser.post("/verification/undo/", {"undoes": made.verifications.get().pk})
        assert messages(browser.get(answer.url)) == ["This is not your decision: it stays."]
        assert state(made) == "verified"

    def test_the_list_by_risk_takes_as_many_queries_for_three_as_for_one(self, browser):
        def one_of_each():
            confirming(), reported(), one_that_waits("milestone"), one_that_waits("entrepreneur")
            factories.submitted(attend(training(), person()))

        one_of_each()
        once = queries(browser, "/verification/?order=risk")
        one_of_each(), one_of_each()
        assert queries(browser, "/verification/?order=risk") == once

    def test_the_pace_takes_as_many_queries_for_three_kecamatan_as_for_one(self, signed_in):
        browser = signed_in(user(Role.STAFF))
        asked = set()
        for place in (HOME, ELSEWHERE, "31.74.04"):
            by = user(kecamatan=(place,))
            confirming(person(by=by, lives_in=place), by=by, kecamatan=place)
            factories.approved(confirming(), by=user(Role.VERIFIER, kecamatan=(place,)))
            asked.add(queries(browser, "/verification/pace/"))
        assert len(asked) == 1

    def test_the_page_of_the_pace_names_who_is_behind(self, signed_in):
        by = user(Role.VERIFIER, kecamatan=(HOME,), name="Rini Verifikator")
        confirming()
        page = signed_in(user(Role.AUDITOR)).get("/verification/pace/").content.decode()
        assert (by.name in page, "Tebet" in page, page.count("behind</span>")) == (True, True, 2)
