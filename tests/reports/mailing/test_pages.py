"""One says to which address the report goes, and sees what was sent there; nobody else does."""

import pytest

from okoce.accounts.roles import Role
from okoce.core.months import now
from reports.mailing import plans
from reports.models import MailPlan, MailSent
from tests.factories import user
from tests.pages import messages, queries, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def mails(settings):
    settings.MAILS = True


@pytest.fixture
def staff():
    return user(Role.STAFF)


def test_one_gives_an_address_and_takes_it_back(staff, signed_in):
    browser = signed_in(staff)
    answer = browser.post("/reports/mail/", {"address": "staf@example.org"}, follow=True)
    assert messages(answer) == ["The report of each month comes to this address from now on."]
    assert (MailPlan.objects.get().user, MailPlan.objects.get().active) == (staff, True)
    browser.post("/reports/mail/stop/")
    assert not MailPlan.objects.get().active


def test_what_is_no_address_is_refused(staff, signed_in):
    answer = signed_in(staff).post("/reports/mail/", {"address": "staf"})
    assert refused(answer) == {"address": ["Enter a valid email address."]}


def test_one_of_any_month_is_asked_for(staff, signed_in):
    plans.want(by=staff, address="staf@example.org", at=now())
    signed_in(staff).post("/reports/mail/now/", {"month": "2018-03"})
    sent = MailSent.objects.get()
    assert (f"{sent.month:%Y-%m}", sent.asked, sent.state) == ("2018-03", True, "waiting")


def test_a_month_without_counts_is_refused(staff, signed_in):
    plans.want(by=staff, address="staf@example.org", at=now())
    assert "month" in refused(signed_in(staff).post("/reports/mail/now/", {"month": "1999-01"}), form="now_form")


def test_nobody_sees_the_address_of_somebody_else(staff, signed_in):
    plans.want(by=staff, address="staf@example.org", at=now())
    plans.send_now(by=staff, month=plans.Month(2018, 3), at=now())
    page = signed_in(user(Role.STAFF)).get("/reports/mail/").content.decode()
    assert "staf@example.org" not in page
    assert "Nothing yet." in page


def test_without_a_server_the_page_says_so(staff, signed_in, settings):
    settings.MAILS = False
    assert "No mail server is set up here" in signed_in(staff).get("/reports/mail/").content.decode()


def test_many_messages_take_as_many_queries_as_one(staff, signed_in):
    plan = plans.want(by=staff, address="staf@example.org", at=now())
    browser = signed_in(staff)
    taken = []
    for month in ("2018-03", "2018-04", "2018-05"):
        MailSent.objects.create(plan=plan, month=f"{month}-01", at=now())
        taken.append(queries(browser, "/reports/mail/"))
    assert taken[0] == taken[2]
