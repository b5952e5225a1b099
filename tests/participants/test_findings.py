"""The queue of what looks wrong: what comes, stays quiet and goes, whose it is, and what its pages show to whom."""

import contextlib
import datetime
import hashlib
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA, now, today
from participants.models import Finding, FindingAnswer, Participant
from participants.quality import answering, looking
from participants.quality.detectors import DETECTORS
from participants.quality.owners import due_after
from tests import factories, pristine
from tests.factories import ELSEWHERE, HOME, finding
from tests.pages import queries
from tests.refusals import refused_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

PHONE = "08990000001"
NIGHT = datetime.datetime(2018, 6, 15, 3, 40, tzinfo=JAKARTA)


def looked(at=None):
    """The findings of a phone after a look: at that moment, or a second after the one before."""
    before = Finding.objects.aggregate(at=Max("seen_at"))["at"]
    looking.look_with(DETECTORS["phone"], at=at or (before + datetime.timedelta(seconds=1) if before else NIGHT))
    return Finding.objects.filter(detector="phone")


def family(number=4, **said):
    return factories.people(number, phone=PHONE, **said)


def of_family(**said):
    family(**said)
    return looked().get()


def given_a_phone(person, phone):
    Participant.objects.filter(pk=person.pk).update(phone=phone)


class TestLooking:
    def test_the_same_is_found_once_however_often_somebody_looks(self):
        family()
        found = looked().get()
        assert looked(NIGHT + datetime.timedelta(days=1)).get().pk == found.pk
        assert (found.state, found.facts) == ("open", {"here": 4, "elsewhere": False})

    def test_what_is_no_longer_so_is_gone_and_open_again_when_it_comes_back(self):
        people = family()
        looked()
        given_a_phone(people[0], "")
        assert looked().get().state == "gone"
        given_a_phone(people[0], PHONE)
        found = looked(NIGHT + datetime.timedelta(days=30)).get()
        assert (found.state, str(found.due_on)) == ("open", "2018-07-20")

    def test_what_is_explained_is_quiet_until_something_else_is_found_there(self):
        found = of_family()
        answering.explain(by=factories.verifier(), finding=found, because="Satu keluarga", at=NIGHT)
        assert looked().get().state == "explained"
        factories.person(phone=PHONE)
        assert looked().get().state == "open"

    def test_who_comes_in_elsewhere_opens_nothing_here(self):
        family(2)
        family(2, lives_in=ELSEWHERE)
        here = looked().get(kecamatan=HOME)
        answering.explain(by=factories.verifier(), finding=here, because="Satu keluarga", at=NIGHT)
        factories.person(phone=PHONE, lives_in=ELSEWHERE)
        assert looked().get(kecamatan=HOME).state == "explained"

    def test_while_somebody_looks_nobody_else_does(self):
        with contextlib.closing(pristine.connect()) as other, other.cursor() as cursor:
            key = int.from_bytes(hashlib.sha256(b"findings").digest()[:8], signed=True)
            cursor.execute("SELECT pg_advisory_lock(%s)", [key])
            assert looking.look(clock=now, names=["phone"]) is None
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
        assert looking.look(clock=now, names=["phone"]) == {}

    def test_a_look_that_was_stopped_half_way_is_gone_on_with(self, monkeypatch):
        monkeypatch.setattr(looking, "BATCH", 1)
        family()
        family(2, lives_in=ELSEWHERE)
        kept = iter([None])
        keep = looking._keep

        def stopped(*said):
            next(kept)
            keep(*said)

        monkeypatch.setattr(looking, "_keep", stopped)
        with pytest.raises((StopIteration, RuntimeError)):
            looked()
        assert Finding.objects.count() == 1
        monkeypatch.setattr(looking, "_keep", keep)
        assert looked().count() == 2


class TestOwner:
    def test_is_the_facilitator_concerned(self):
        by = factories.user(kecamatan=(HOME,))
        family(by=by)
        assert looked().get().owner == by

    def test_is_a_verifier_of_the_place_when_the_facilitator_has_left(self):
        by = factories.user(kecamatan=(HOME,))
        family(by=by)
        by.assignments.update(ends_on="2018-06-01")
        factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
        verifier = factories.user(Role.VERIFIER, kecamatan=(HOME,))
        assert looked().get().owner == verifier

    def test_of_a_silent_facilitator_is_somebody_else(self):
        silent = factories.user(kecamatan=(HOME,), since="2018-01-01")
        verifier = factories.user(Role.VERIFIER)
        looking.look_with(DETECTORS["silent"], at=NIGHT)
        found = Finding.objects.get()
        assert (found.owner, found.subjects) == (verifier, [["user", silent.pk]])

    def test_of_numbers_in_a_row_is_nobody_who_entered_one_of_them(self):
        both = factories.user(Role.FACILITATOR, Role.VERIFIER)
        for serial in ("0001", "0002", "0003"):
            factories.person(by=both, nik=f"991203150190{serial}", birth_date=datetime.date(1990, 1, 15))
        looking.look_with(DETECTORS["serials"], at=NIGHT)
        assert (Finding.objects.get().owner, Finding.objects.get().subjects[-1]) == (None, ["user", both.pk])

    def test_has_five_working_days(self):
        friday, monday = datetime.date(2018, 6, 15), datetime.date(2018, 6, 18)
        assert [str(due_after(friday)), str(due_after(monday))] == ["2018-06-22", "2018-06-25"]


class TestAnswer:
    def test_that_it_is_mended_is_looked_at_at_once(self):
        people = family()
        found, by = looked().get(), factories.verifier()
        with pytest.raises(ValidationError, match="It is still so"):
            answering.mend(by=by, finding=found, at=NIGHT)
        given_a_phone(people[0], "08990000002")
        answer = answering.mend(by=by, finding=found, at=NIGHT)
        assert answering.mend(by=by, finding=found, at=NIGHT) == answer
        found.refresh_from_db()
        assert (found.state, answer.kind, answer.by) == ("mended", "mended", by)

    @pytest.mark.parametrize("name", DETECTORS)
    def test_of_every_detector_asks_about_these_records_alone(self, name):
        one = finding(detector=name, subjects=[["participant", str(factories.person().pk)], ["user", 1]])
        assert looking.still_so(one, on=today()) is False

    @pytest.mark.parametrize("name", ["silent", "hurried", "burst", "round", "serials"])
    def test_is_given_by_nobody_whom_it_is_about(self, name):
        about = factories.facilitator()
        found = finding(detector=name, subjects=[["user", about.pk]])
        for answer in (partial(answering.explain, because="Memang begitu"), answering.mend):
            with pytest.raises(ValidationError, match="This is about you"):
                answer(by=about, finding=found, at=NIGHT)
        assert answering.explain(by=factories.verifier(), finding=found, because="Libur", at=NIGHT)

    def test_an_explanation_says_something(self):
        with pytest.raises(ValidationError, match="Say how it comes to be so"):
            answering.explain(by=factories.verifier(), finding=finding(), because="  ", at=NIGHT)

    def test_is_given_once(self):
        found = finding()
        answering.explain(by=factories.verifier(), finding=found, because="Libur", at=NIGHT)
        with pytest.raises(ValidationError, match="meanwhile"):
            answering.explain(by=factories.verifier(), finding=found, because="Libur", at=NIGHT)

    def test_stays_as_it_was_said(self):
        answer = answering.explain(by=factories.verifier(), finding=finding(), because="Libur", at=NIGHT)
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            FindingAnswer.objects.filter(pk=answer.pk).update(word="Lain")
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            finding().delete()

    def test_without_a_word_is_refused_by_the_table(self):
        with refused_by("explanation_has_a_word"):
            FindingAnswer.objects.create(
                finding=finding(), kind="explained", word="", by=factories.verifier(), at=now()
            )


class TestTakingAndHandingOn:
    def test_who_takes_it_has_it_until_the_same_day(self):
        found, by = finding(owner=factories.facilitator()), factories.verifier()
        due_on = found.due_on
        answering.take(by=by, finding=found, at=NIGHT)
        answering.take(by=by, finding=found, at=NIGHT)
        found.refresh_from_db()
        assert (found.owner, found.due_on, found.state) == (by, due_on, "open")
        assert list(found.answers.values_list("kind", "by", "to")) == [("taken", by.pk, by.pk)]

    def test_it_is_handed_on_to_somebody_who_may_answer_it(self):
        found, by = finding(), factories.verifier()
        to = factories.user(kecamatan=(HOME,), since="2018-01-01")
        answering.hand_on(by=by, finding=found, to=to, because="Ia kenal tempatnya", at=NIGHT)
        found.refresh_from_db()
        assert found.owner == to
        assert list(found.answers.values_list("kind", "word", "by", "to")) == [
            ("handed_on", "Ia kenal tempatnya", by.pk, to.pk)
        ]

    @pytest.mark.parametrize("name", ["elsewhere", "gone", "staff", "whom it is about", "owner"])
    def test_it_is_handed_on_to_nobody_else(self, name):
        since, about = {"since": "2018-01-01"}, factories.user(kecamatan=(HOME,), since="2018-01-01")
        owner = factories.user(Role.VERIFIER)
        found = finding(subjects=[["user", about.pk]], owner=owner)
        gone = factories.user(kecamatan=(HOME,), **since)
        gone.assignments.update(ends_on="2018-06-15")
        to = {
            "elsewhere": factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,), **since),
            "gone": gone,
            "staff": factories.user(Role.STAFF),
            "whom it is about": about,
            "owner": owner,
        }[name]
        with pytest.raises(ValidationError, match="theirs already" if to == owner else "Choose somebody"):
            answering.hand_on(by=factories.verifier(), finding=found, to=to, at=NIGHT)
        assert not found.answers.exists()

    def test_of_two_who_saw_it_as_nobody_s_the_second_is_told(self, signed_in, in_english):
        found, first = finding(), factories.user(Role.VERIFIER)
        answering.take(by=first, finding=found, at=NIGHT)
        with pytest.raises(ValidationError, match="Somebody else took it meanwhile"):
            answering.take(by=factories.user(Role.VERIFIER), finding=found, at=NIGHT)
        browser = signed_in(factories.user(Role.VERIFIER))
        page = browser.post(f"/quality/{found.pk}/take/", {"was": ""}, headers={"accept-language": "en"})
        assert "Somebody else took it meanwhile" in page.content.decode()
        assert Finding.objects.get().owner == first

    def test_nobody_takes_it_who_works_elsewhere(self, in_english):
        far = factories.user(kecamatan=(ELSEWHERE,), since="2018-01-01")
        with pytest.raises(ValidationError, match="Whoever works there answers it"):
            answering.take(by=far, finding=finding(), at=NIGHT)

    def test_what_the_audit_found_goes_to_no_facilitator(self):
        found = finding(detector="audited", subjects=[["participant", str(factories.person().pk)]])
        to = factories.user(kecamatan=(HOME,), since="2018-01-01")
        with pytest.raises(ValidationError, match="Choose somebody"):
            answering.hand_on(by=factories.user(Role.VERIFIER), finding=found, to=to, at=NIGHT)

    @pytest.mark.parametrize("name", ["serials", "round", "burst", "hurried", "silent"])
    def test_what_is_about_a_facilitator_is_answered_by_verifiers_alone(self, name):
        found = finding(detector=name)
        factories.user(kecamatan=(HOME,), since="2018-01-01")
        factories.user(Role.VERIFIER, name="Vera")
        assert [one.name for one in answering.able(found, on=NIGHT.date())] == ["Vera"]

    def test_what_is_about_a_facilitator_another_one_reads_and_does_not_take(self, signed_in):
        found = finding(detector="silent", facts={"since": "2018-06-01"})
        browser = signed_in(factories.user(kecamatan=(HOME,), since="2018-01-01"))
        assert "A verifier of this kecamatan answers this." in browser.get(f"/quality/{found.pk}/").content.decode()
        assert browser.post(f"/quality/{found.pk}/take/").status_code == 403

    def test_nobody_takes_or_hands_on_what_is_about_themselves(self):
        about = factories.facilitator()
        found = finding(detector="silent", subjects=[["user", about.pk]])
        for act in (answering.take, partial(answering.hand_on, to=factories.user(Role.VERIFIER))):
            with pytest.raises(ValidationError, match="This is about you"):
                act(by=about, finding=found, at=NIGHT)

    def test_the_look_of_the_night_leaves_it_there_while_they_may_answer_it(self):
        found = of_family(by=factories.user(kecamatan=(HOME,)))
        verifier = factories.user(Role.VERIFIER)
        answering.take(by=verifier, finding=found, at=NIGHT)
        assert looked().get().owner == verifier
        verifier.is_active = False
        verifier.save(update_fields=["is_active"])
        assert looked().get().owner == found.owner

    def test_a_page_offers_to_take_it_and_hand_it_on(self, signed_in):
        by, to = factories.user(Role.VERIFIER, name="Vera"), factories.user(Role.VERIFIER, name="Wati")
        browser, found = signed_in(by), finding()
        assert "Take it" in browser.get(f"/quality/{found.pk}/").content.decode()
        page = browser.post(f"/quality/{found.pk}/take/", follow=True).content.decode()
        assert ("It is yours." in page, "Take it" in page) == (True, False)
        assert "Choose who answers it" in browser.post(f"/quality/{found.pk}/hand-on/").content.decode()
        browser.post(f"/quality/{found.pk}/hand-on/", {"to": to.pk})
        page = " ".join(browser.get(f"/quality/{found.pk}/").content.decode().split())
        assert "Vera → Wati" in page
        found.refresh_from_db()
        assert found.owner == to


class TestPages:
    def test_findings_of_one_sentence_are_told_apart_by_whom_they_are_of(self, signed_in):
        here, there = (
            factories.person(),
            factories.person(lives_in=ELSEWHERE, by=factories.user(kecamatan=(ELSEWHERE,))),
        )
        factories.attend(factories.training(), there)
        facts = {"here": 1, "elsewhere": True}
        for one in (here, factories.person()):
            keys = [["participant", str(one.pk)], ["participant", str(there.pk)]]
            finding(detector="licence", facts=facts, subjects=keys)
        held = factories.training()
        finding(
            detector="seats",
            facts={"people": 2, "seats": 1, "day": "2018-03-05"},
            subjects=[["training", str(held.pk)]],
        )
        page = signed_in(factories.user(Role.VERIFIER, kecamatan=(HOME,))).get("/quality/")
        third, first, second = sorted(row.about for row in page.context["rows"])
        # Whoever sat on a list here once lives elsewhere all the same.
        assert there.nik_tail not in first + second
        assert f"NIK ****{here.nik_tail}" in (first, second)
        assert first != second
        assert third.endswith(str(held))

    def test_the_queue_is_of_ones_own_places_by_the_day_on_which_it_is_due(self, signed_in):
        finding(on="2018-03-20")
        finding(on="2018-03-10", facts={"trainings": 3, "visited": None})
        finding(kecamatan=ELSEWHERE)
        page = signed_in(factories.user(Role.VERIFIER, kecamatan=(HOME,))).get("/quality/")
        assert [row.sentence for row in page.context["rows"]] == [
            "3 trainings within a month, and never a visit.",
            "2 trainings within a month, and never a visit.",
        ]
        assert "late" in page.content.decode()

    def test_is_filtered_by_what_and_where_and_whose(self, signed_in):
        by = factories.user(Role.VERIFIER)
        finding(owner=by)
        finding(kecamatan=ELSEWHERE)
        finding(detector="silent", facts={"since": "2018-03-01"}, state="explained")
        browser = signed_in(by)

        def numbers(asked):
            return len(browser.get(f"/quality/?{asked}").context["rows"])

        asked = ["", "whose=mine", f"kecamatan={ELSEWHERE}", "detector=silent", "detector=silent&state=explained"]
        assert [numbers(one) for one in asked] == [2, 1, 1, 0, 1]
        assert [numbers("kecamatan=99.99.99"), numbers("detector=else")] == [0, 0]

    def test_asks_the_database_as_often_for_three_as_for_one(self, signed_in):
        browser = signed_in(factories.user(Role.VERIFIER, kecamatan=(HOME,)))
        finding(owner=factories.verifier())
        one = queries(browser, "/quality/")
        finding(owner=factories.facilitator())
        finding(owner=factories.approver())
        assert queries(browser, "/quality/") == one

    def test_one_shows_the_records_behind_it_within_what_the_reader_may_open(self, signed_in):
        here = family(3, name="Orang Sini")
        there = factories.person(
            phone=PHONE, lives_in=ELSEWHERE, name="Orang Sana", by=factories.user(kecamatan=(ELSEWHERE,))
        )
        found = looked().get(kecamatan=HOME)
        narrow = (
            signed_in(factories.user(Role.VERIFIER, kecamatan=(HOME,))).get(f"/quality/{found.pk}/").content.decode()
        )
        assert f"/participants/{here[0].pk}/" in narrow
        assert "Part of it lies in another kecamatan" in narrow
        assert "Orang Sana" not in narrow
        assert str(there.pk) not in narrow
        whole = signed_in(factories.user(Role.VERIFIER)).get(f"/quality/{found.pk}/").content.decode()
        assert "Orang Sana" in whole
        assert "another kecamatan" not in whole

    def test_is_explained_there(self, signed_in):
        browser, found = signed_in(factories.facilitator()), finding()
        assert "Say how it comes to be so" in browser.post(f"/quality/{found.pk}/explain/", {}).content.decode()
        browser.post(f"/quality/{found.pk}/explain/", {"because": "Satu keluarga"})
        page = browser.get(f"/quality/{found.pk}/").content.decode()
        assert "Satu keluarga" in page
        assert "Your answer" not in page

    def test_about_the_reader_says_that_somebody_else_answers(self, signed_in):
        by = factories.facilitator()
        found = finding(detector="silent", subjects=[["user", by.pk]], facts={"since": "2018-03-01"})
        browser = signed_in(by)
        page = browser.get(f"/quality/{found.pk}/").content.decode()
        assert "This is about you: somebody else answers it." in page
        assert "Your answer" not in page
        assert browser.post(f"/quality/{found.pk}/explain/", {"because": "Rajin"}).status_code == 403
        found.refresh_from_db()
        assert found.state == "open"

    def test_that_is_still_so_is_not_mended_there(self, signed_in):
        found = of_family()
        page = signed_in(factories.facilitator()).post(f"/quality/{found.pk}/mend/")
        assert "It is still so." in page.content.decode()
        found.refresh_from_db()
        assert found.state == "open"

    def test_a_facilitator_sees_at_home_how_many_are_theirs(self, signed_in):
        by = factories.facilitator()
        browser = signed_in(by)
        assert "Looks wrong" not in browser.get("/").content.decode()
        finding(owner=by)
        finding()
        assert "1 record or list to look at, until 12 March" in " ".join(browser.get("/").content.decode().split())


@pytest.mark.django_db
class TestTheDatabase:
    def test_knows_the_states_of_a_finding(self):
        with refused_by("finding_state_is_known"):
            finding(state="lost")

    def test_knows_what_is_said_to_one(self):
        said = {"finding": finding(), "by": factories.verifier(), "at": now()}
        with refused_by("finding_answer_is_known"):
            FindingAnswer.objects.create(**said, kind="lost", word="Hilang")
        with refused_by("explanation_has_a_word"):
            FindingAnswer.objects.create(**said, kind="explained", word="")
        with refused_by("finding_is_given_to_somebody"):
            FindingAnswer.objects.create(**said, kind="taken")
        with refused_by("finding_is_given_to_somebody"):
            FindingAnswer.objects.create(**said, kind="mended", to=factories.verifier())

    @pytest.mark.parametrize("moved", [{"kecamatan_id": ELSEWHERE}, {"detector": "silent"}, {"found_at": NIGHT}])
    def test_moves_no_finding(self, moved):
        found = finding()
        with refused_by("finding_stays_where_it_was_found"):
            Finding.objects.filter(pk=found.pk).update(**moved)

    @pytest.mark.parametrize("state", ["explained", "mended"])
    def test_shuts_no_finding_without_an_answer_of_that_moment(self, state):
        found = finding()
        with refused_by("finding_is_answered_by_somebody"):
            Finding.objects.filter(pk=found.pk).update(state=state, state_since=NIGHT)

    def test_takes_answers_to_what_is_open_since(self):
        said = {"kind": "explained", "word": "Libur", "by": factories.verifier()}
        with refused_by("answered_while_it_is_open"):
            FindingAnswer.objects.create(**said, finding=finding(), at=NIGHT - datetime.timedelta(days=1000))
        with refused_by("answered_while_it_is_open"):
            FindingAnswer.objects.create(**said, finding=finding(state="gone"), at=NIGHT)

    def test_takes_no_answer_of_whom_it_is_about(self):
        about = factories.facilitator()
        found = finding(detector="silent", subjects=[["user", about.pk]])
        with refused_by("answered_by_somebody_else"):
            FindingAnswer.objects.create(finding=found, kind="explained", word="Rajin", by=about, at=NIGHT)
