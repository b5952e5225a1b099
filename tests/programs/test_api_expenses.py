"""Money spent, as a program of the city's office sends it."""

import uuid

import pytest

from okoce.accounts.roles import Role
from programs.models import Expense
from tests.bearing import bearing
from tests.factories import ELSEWHERE, HOME, expense, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return user(Role.STAFF)


@pytest.fixture
def send(clerk):
    return bearing(clerk)


def a_bill(**said):
    body = {"id": str(uuid.uuid4()), "month": "2018-03", "kecamatan": HOME, "item": "rooms", "rupiah": 1_500_000}
    return body | said


def test_a_bill_that_is_sent_is_there(send, clerk):
    body = a_bill(note="Sewa aula")
    answer = send("post", "expenses/", body)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told | body == told
    assert told["recorded_by"] == clerk.name
    assert send("get", "expenses/?month=2018-03").json()["results"] == [told]
    assert send("get", "expenses/?month=2018-04").json()["count"] == 0


def test_a_bill_says_how_far_it_is_and_is_paid_unless_it_does(send):
    planned, paid = a_bill(stage="planned"), a_bill()
    assert send("post", "expenses/", planned).json()["stage"] == "planned"
    assert send("post", "expenses/", paid).json()["stage"] == "paid"
    assert [one["id"] for one in send("get", "expenses/?stage=planned").json()["results"]] == [planned["id"]]
    changed = send("patch", f"expenses/{planned['id']}/", {"rupiah": 5}).json()
    assert (changed["rupiah"], changed["stage"]) == (5, "planned")
    assert send("patch", f"expenses/{planned['id']}/", {"stage": "paid"}).json()["stage"] == "paid"
    assert send("get", "expenses/?stage=dreamt").status_code == 400


def test_a_bill_under_a_used_id_is_a_conflict(send):
    body = a_bill()
    send("post", "expenses/", body)
    answer = send("post", "expenses/", body | {"rupiah": 5})
    assert (answer.status_code, answer.json()["code"]) == (409, "id_used")
    page_made = send("post", "expenses/", a_bill(id=str(expense().pk)))
    assert (page_made.status_code, page_made.json()["code"]) == (409, "id_used")


def test_somebody_elses_id_is_told_like_any_that_is_used(send):
    body = a_bill()
    send("post", "expenses/", body)
    answer = bearing(user(Role.STAFF))("post", "expenses/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "id_used")


def test_what_a_page_recorded_the_same_way_is_there_already(send, clerk):
    there = expense(by=clerk, rupiah=1000)
    answer = send("post", "expenses/", a_bill(id=str(there.pk), rupiah=1000))
    assert (answer.status_code, answer.get("Idempotent-Replayed")) == (200, None)
    assert Expense.objects.count() == 1


def test_a_bill_changes_and_the_rest_stays(send):
    body = a_bill(note="Sewa aula")
    send("post", "expenses/", body)
    changed = send("patch", f"expenses/{body['id']}/", {"rupiah": 2_000_000}).json()
    assert (changed["rupiah"], changed["note"], changed["month"]) == (2_000_000, "Sewa aula", "2018-03")


def test_a_change_that_is_tried_changes_nothing(send):
    body = a_bill()
    send("post", "expenses/", body)
    tried = send("patch", f"expenses/{body['id']}/?dry_run=yes", {"rupiah": 5})
    assert (tried.json()["rupiah"], tried["Dry-Run"]) == (5, "true")
    assert Expense.objects.get().rupiah == 1_500_000


def test_what_was_struck_out_is_struck_out_however_often_it_is_sent(send):
    body, reason = a_bill(), {"reason": "Salah catat"}
    send("post", "expenses/", body)
    address = f"expenses/{body['id']}/strike-out/"
    assert send("post", f"{address}?dry_run=yes", reason).status_code == 204
    assert Expense.objects.count() == 1
    assert send("post", address).status_code == 400
    assert [send("post", address, reason).status_code for _ in range(2)] == [204, 204]
    assert not Expense.objects.exists()
    assert send("post", "expenses/", body).json()["code"] == "record_gone"


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"rupiah": "5"}, 400, "wrong_type"),
        ({"rupiah": 5.5}, 400, "wrong_type"),
        ({"rupiah": True}, 400, "wrong_type"),
        ({"rupiah": 0}, 400, "min_value"),
        ({"month": 201803}, 400, "wrong_type"),
        ({"month": "2018-13"}, 400, "invalid"),
        ({"month": "2017-11"}, 409, "refused"),
        ({"kecamatan": "31.74.99"}, 400, "unknown"),
        ({"note": "a\x01b"}, 409, "refused"),
    ],
)
def test_a_bill_that_is_wrong_says_where(send, wrong, status, code):
    answer = send("post", "expenses/", a_bill(**wrong))
    assert answer.status_code == status, answer.content
    assert {"field": next(iter(wrong)), "code": code}.items() <= answer.json()["errors"][0].items()
    assert not Expense.objects.exists()


def test_the_office_of_one_kecamatan_reaches_no_other():
    send, foreign = bearing(user(Role.STAFF, kecamatan=(HOME,))), expense(kecamatan=ELSEWHERE)
    assert send("get", "expenses/").json()["count"] == 0
    assert send("get", f"expenses/?kecamatan={ELSEWHERE}").json()["count"] == 0
    assert send("get", f"expenses/{foreign.pk}/").status_code == 404
    assert send("patch", f"expenses/{foreign.pk}/", {"rupiah": 1}).status_code == 404
    assert send("post", f"expenses/{foreign.pk}/strike-out/", {"reason": "Salah"}).status_code == 404
    assert send("post", "expenses/", a_bill(kecamatan=ELSEWHERE)).status_code == 409


def test_a_list_asks_the_same_whatever_its_length(send, django_assert_num_queries):
    expense()
    with django_assert_num_queries(5):
        send("get", "expenses/")
    expense()
    expense()
    with django_assert_num_queries(5):
        assert send("get", "expenses/").json()["count"] == 3


def test_pages_follow_each_other_whatever_comes_between(send):
    there = {str(expense().pk) for _ in range(5)}
    page = send("get", "expenses/?page_size=2").json()
    seen = [row["id"] for row in page["results"]]
    expense()
    while page["next"]:
        page = send("get", page["next"].partition("/api/v1/")[2]).json()
        seen += [row["id"] for row in page["results"]]
    assert there <= set(seen)
    assert len(seen) == len(set(seen))
    assert seen == sorted(seen)
