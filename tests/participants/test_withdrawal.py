import uuid

import pghistory.models
import pytest
from django.core.files.storage import default_storage
from django.db import connection

from participants import records
from participants.models import Evidence, JobReport, Milestone, Visit
from tests import factories
from tests.factories import HOME, approved, books, facilitator, handed_in, licence, person, returned, revoked, user
from tests.refusals import refused_as_a_whole

pytestmark = pytest.mark.django_db

PAGES = {Visit: "visits", Milestone: "milestones", JobReport: "job-reports"}
UNDECIDED = {
    "draft": books,
    "handed in": lambda somebody: handed_in(licence(somebody)),
    "plain visit": factories.visit,
    "trading visit": lambda somebody: factories.visit(somebody, confirms_trading=True),
    "workers": factories.workers,
}
DECIDED = {
    "approved": lambda somebody: approved(licence(somebody)),
    "returned": lambda somebody: returned(factories.workers(somebody)),
    "revoked": lambda somebody: revoked(factories.visit(somebody)),
}
undecided = pytest.mark.parametrize("make", UNDECIDED.values(), ids=UNDECIDED)
decided = pytest.mark.parametrize("make", DECIDED.values(), ids=DECIDED)


def is_there(record):
    return type(record).objects.filter(pk=record.pk).exists()


def at(record):
    return f"/{PAGES[type(record)]}/{record.pk}/"


class TestWithdrawing:
    @undecided
    def test_what_nobody_decided_about_goes_with_its_makers(self, make):
        made = make(person())
        made.makers.add(user(kecamatan=(HOME,)))
        records.withdraw(by=facilitator(), record=made)
        connection.check_constraints()
        assert (is_there(made), type(made).makers.through.objects.count()) == (False, 0)

    def test_its_files_go_from_the_disk_when_it_is_certain(self, django_capture_on_commit_callbacks):
        made = licence(person(), files=(factories.photo(), factories.photo()))
        names = [one.file.name for one in made.evidence.all()]
        with django_capture_on_commit_callbacks(execute=True):
            records.withdraw(by=facilitator(), record=made)
            assert [default_storage.exists(name) for name in names] == [True, True]
        assert [default_storage.exists(name) for name in names] == [False, False]
        assert Evidence.objects.count() == 0

    def test_the_trail_says_who_withdrew_it(self):
        made, by = factories.visit(person()), facilitator()
        records.withdraw(by=by, record=made)
        last = pghistory.models.Events.objects.tracks(made).order_by("pgh_created_at", "pgh_id").last()
        assert (last.pgh_label, last.pgh_context["user"]) == ("delete", by.pk)

    @undecided
    def test_by_somebody_who_made_none_of_it_is_refused(self, make):
        made = make(person())
        with refused_as_a_whole():
            records.withdraw(by=user(kecamatan=(HOME,)), record=made)
        assert is_there(made)

    @decided
    def test_what_was_decided_about_stays(self, make):
        made = make(person())
        with refused_as_a_whole():
            records.withdraw(by=facilitator(), record=made)
        assert is_there(made)

    def test_twice_is_refused_with_a_sentence(self):
        made = books(person())
        records.withdraw(by=facilitator(), record=Milestone.objects.get(pk=made.pk))
        with refused_as_a_whole():
            records.withdraw(by=facilitator(), record=made)


class TestThePage:
    @pytest.fixture
    def browser(self, signed_in):
        return signed_in(facilitator())

    @undecided
    def test_has_a_button_that_withdraws_and_leads_to_the_person(self, browser, make):
        made = make(person())
        assert f'action="{at(made)}withdraw/"' in browser.get(at(made)).content.decode()
        assert browser.post(f"{at(made)}withdraw/").url == f"/participants/{made.participant_id}/"
        assert not is_there(made)

    @undecided
    def test_has_none_for_somebody_who_made_none_of_it(self, signed_in, make):
        made, browser = make(person()), signed_in(user(kecamatan=(HOME,)))
        assert "withdraw/" not in browser.get(at(made)).content.decode()
        answer = browser.post(f"{at(made)}withdraw/", follow=True)
        assert answer.redirect_chain == [(at(made), 302)]
        assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
        assert is_there(made)

    @pytest.mark.parametrize("make", [DECIDED["approved"], DECIDED["returned"]])
    def test_says_of_what_was_decided_about_that_a_verifier_revokes_it(self, browser, make):
        page = browser.get(at(make(person()))).content.decode()
        assert ("withdraw/" in page, "ask a verifier to revoke it" in page) == (False, True)

    @pytest.mark.parametrize("page", PAGES.values())
    def test_of_what_is_not_there_is_not_there(self, browser, page):
        assert browser.post(f"/{page}/{uuid.uuid4()}/withdraw/").status_code == 404
