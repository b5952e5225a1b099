"""People as a phone sends them: registered once, put right, completed, moved; a number is never said again."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.models import Sent
from participants import lookups
from participants.models import Participant
from tests.bearing import bearing
from tests.factories import ELSEWHERE, HOME, OUTSIDE, attend, calon, nik, person, training, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return user(kecamatan=(HOME,), name="Sari")


@pytest.fixture
def send(facilitator):
    return bearing(facilitator)


@pytest.fixture
def elsewhere():
    """Somebody far away, and their number."""
    number = nik()
    return person(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE, name="Wati", nik=number), number


def somebody(**said):
    body = {
        "id": str(uuid.uuid4()),
        "kecamatan": HOME,
        "name": "Ani",
        "phone": "0812 3456 7890",
        "nik": nik(born="1990-01-01", sex="female"),
        "consented": True,
        "registered_on": "2018-03-05",
        "baseline": "no_business",
        "lives_in": HOME,
    }
    return {name: value for name, value in (body | said).items() if value is not None}


def refusals(answer):
    """By field; raises for an answer that refuses nothing."""
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


def test_somebody_who_is_registered_is_there_without_their_number(send, facilitator):
    body = somebody()
    answer = send("post", "participants/", body)
    assert answer.status_code == 201, answer.content
    assert {name: value for name, value in answer.json().items() if name != "recorded_at"} == {
        "id": body["id"],
        "merged_into": None,
        "state": "registered",
        "sex": "female",
        "birth_year": 1990,
        "identity_verified": True,
        "ktp_seen": False,
        "registered_on": "2018-03-05",
        "consent_version": "2026-11",
        "baseline": "no_business",
        "baseline_workers": 0,
        "registered_in": HOME,
        "lives_in": HOME,
        "name": "Ani",
        "phone": "081234567890",
        "nik_masked": f"************{body['nik'][-4:]}",
        "birth_date": "1990-01-01",
        "facilitator": "Sari",
        "registered_by": "Sari",
    }
    assert send("get", f"participants/{body['id']}/").json() == answer.json()
    assert send("get", "participants/").json()["results"] == [answer.json()]


def test_the_same_person_sent_again_is_the_first_one(send):
    body = somebody()
    first = send("post", "participants/", body)
    again = send("post", "participants/", dict(reversed(body.items())))
    assert (again.status_code, again["Idempotent-Replayed"], again.json()) == (200, "true", first.json())
    assert Participant.objects.count() == 1


def test_another_person_under_the_same_id_is_refused(send):
    body = somebody()
    send("post", "participants/", body)
    answer = send("post", "participants/", body | {"name": "Budi"})
    assert (answer.status_code, answer.json()["code"]) == (409, "id_used")


def test_an_id_that_a_page_used_is_refused_likewise(send, facilitator):
    made = person(by=facilitator)
    answer = send("post", "participants/", somebody(id=str(made.pk)))
    assert (answer.status_code, answer.json()["code"]) == (409, "id_used")


def test_somebody_from_outside_jakarta_lives_there(send):
    assert send("post", "participants/", somebody(lives_in="LUAR")).json()["lives_in"] == "LUAR"


class TestAKnownNumber:
    def test_is_that_person_and_nothing_of_them_changes(self, send, facilitator):
        number = nik()
        known = person(by=facilitator, name="Wati", nik=number)
        answer = send("post", "participants/", somebody(nik=number))
        assert (answer.status_code, answer.json()["id"], answer.json()["name"]) == (200, str(known.pk), "Wati")

    def test_of_somebody_elsewhere_tells_their_id_and_nothing_else(self, send, elsewhere):
        known, number = elsewhere
        body = somebody(nik=number)
        answers = [send("post", "participants/", body) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert [{k: v for k, v in answer.json().items() if v is not None} for answer in answers] == [
            {"id": str(known.pk)},
            {"id": str(known.pk)},
        ]
        assert send("get", f"participants/{known.pk}/").status_code == 404

    def test_of_somebody_elsewhere_is_counted_as_a_look_up(self, send, facilitator, elsewhere):
        for _ in range(lookups.MOST):
            lookups.count_one(facilitator)
        answer = send("post", "participants/", somebody(nik=elsewhere[1]))
        # Whoever has a new number is refused likewise: else the refusal would tell which are somebody's.
        new = send("post", "participants/", somebody())
        assert [(one.status_code, one.json()["code"], one["Retry-After"]) for one in (answer, new)] == [
            (429, "throttled", "60")
        ] * 2
        assert send("post", "participants/", somebody(nik=None, ktp_seen=True)).status_code == 201

    def test_that_is_only_tried_is_counted_apart_from_real_work(self, send, elsewhere):
        body = somebody(nik=elsewhere[1])
        tries = [send("post", "participants/?dry_run=yes", body).status_code for _ in range(lookups.MOST + 1)]
        assert tries == [200] * lookups.MOST + [429]
        # Then no other number is tried either, else the refusal would tell whose they are; work goes on.
        assert send("post", "participants/?dry_run=yes", somebody()).status_code == 429
        assert send("post", "participants/", body).status_code == 200

    def test_numbers_that_are_only_tried_are_counted_in_an_hour_whosever_they_are(self, send, facilitator):
        assert send("post", "participants/?dry_run=yes", somebody()).status_code == 201
        for _ in range(lookups.MOST_TRIED - 1):
            lookups.count_tried(facilitator)
        answer = send("post", "participants/?dry_run=yes", somebody())
        assert (answer.status_code, answer["Retry-After"], answer.json()["retry_after"]) == (429, "3600", 3600)
        assert (Participant.objects.count(), Sent.objects.count()) == (0, 0)

    def test_new_numbers_are_not_counted(self, send, facilitator):
        send("post", "participants/", somebody())
        for _ in range(lookups.MOST):
            lookups.count_one(facilitator)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("said", "refused"),
        [
            ({"nik": "9912345678901234"}, {"nik": "refused"}),
            ({"nik": "99123"}, {"nik": "refused"}),
            ({"nik": 9912344101900001}, {"nik": "wrong_type"}),
            ({"consented": None}, {"consented": "refused"}),
            ({"baseline": None}, {"baseline": "refused"}),
            ({"baseline_workers": 2}, {"baseline_workers": "refused"}),
            ({"phone": "12"}, {"phone": "refused"}),
            ({"sex": "unknown"}, {"sex": "invalid_choice"}),
            ({"registered_on": None}, {"registered_on": "required"}),
            ({"registered_on": "2017-11-30"}, {"registered_on": "refused"}),
            ({"kecamatan": ELSEWHERE}, {"kecamatan": "refused"}),
            ({"lives_in": "31.99.99"}, {"lives_in": "refused"}),
        ],
    )
    def test_stands_beside_its_field(self, send, said, refused):
        answer = send("post", "participants/", somebody(**said))
        assert (answer.status_code in (400, 409), refusals(answer)) == (True, refused)

    @pytest.mark.parametrize(
        "field", ["nik", "kecamatan", "lives_in", "sex", "baseline", "registered_on", "phone", "id"]
    )
    def test_repeats_no_digit_of_a_number_wherever_it_was_typed(self, send, field, caplog):
        number = "9974014513909999"
        answer = send("post", "participants/", somebody(**{field: number}))
        answers = [answer, send("post", "participants/", somebody(**{number: "x"}))]
        assert [one.status_code in (400, 409) for one in answers] == [True, True]
        told = b"".join(one.content for one in answers).decode() + caplog.text
        assert "997401" not in told


class TestWhatIsPutRight:
    def test_changes_and_what_is_not_said_stays(self, send, facilitator):
        made = person(by=facilitator, name="Ani", phone="081234567890")
        answer = send("patch", f"participants/{made.pk}/", {"name": "Ani Wijaya"})
        assert (answer.status_code, answer.json()["name"], answer.json()["phone"]) == (
            200,
            "Ani Wijaya",
            "081234567890",
        )

    def test_takes_a_reason_for_a_number(self, send, facilitator):
        made, right = person(by=facilitator), nik()
        bare = send("patch", f"participants/{made.pk}/", {"nik": right})
        assert (bare.status_code, refusals(bare)) == (409, {"reason": "refused"})
        said = {"nik": right, "reason": "Salah ketik, kartu dilihat"}
        assert send("patch", f"participants/{made.pk}/", said).json()["nik_masked"] == f"************{right[-4:]}"

    def test_takes_no_number_of_somebody_else(self, send, facilitator, elsewhere):
        made = person(by=facilitator)
        answer = send("patch", f"participants/{made.pk}/", {"nik": elsewhere[1], "reason": "Salah ketik"})
        assert (answer.status_code, refusals(answer)) == (409, {"nik": "refused"})

    def test_takes_no_first_number(self, send, facilitator):
        made = calon(by=facilitator)
        answer = send("patch", f"participants/{made.pk}/", {"nik": nik(), "reason": "Kartu dilihat"})
        assert (answer.status_code, refusals(answer)) == (409, {"nik": "refused"})

    def test_out_of_the_users_kecamatan_is_not_there(self, send, elsewhere):
        known, _number = elsewhere
        assert [
            send("patch", f"participants/{known.pk}/", {"name": "X"}).status_code,
            send("post", f"participants/{known.pk}/complete/", {"ktp_seen": True}).status_code,
            send(
                "post", f"participants/{known.pk}/move/", {"lives_in": HOME, "since": "2018-03-06", "because": "Pindah"}
            ).status_code,
        ] == [404, 404, 404]


class TestACalon:
    @pytest.fixture
    def candidate(self, facilitator):
        return calon(by=facilitator)

    @pytest.fixture
    def complete(self, send, candidate):
        return lambda **said: send("post", f"participants/{candidate.pk}/complete/", said)

    def test_is_completed_and_a_second_time_likewise(self, complete):
        said = {"nik": nik(), "consented": True, "registered_on": "2018-03-06", "baseline": "unlicensed"}
        first, again = complete(**said), complete(**said)
        assert (first.status_code, first.json()["state"]) == (200, "registered"), first.content
        assert again.json() == first.json()

    def test_keeps_what_is_known_and_says_so(self, complete):
        complete(ktp_seen=True, consented=True, registered_on="2018-03-06", baseline="unlicensed", sex="female")
        answer = complete(consented=True, registered_on="2018-03-07", baseline="licensed", sex="male")
        assert refusals(answer) == {
            "registered_on": "refused",
            "baseline": "refused",
            "sex": "refused",
        }

    def test_gives_consent_on_a_day(self, complete):
        assert refusals(complete(consented=True, baseline="licensed")) == {"registered_on": "refused"}
        assert refusals(complete(registered_on="2018-03-06")) == {"consented": "refused"}


def test_somebody_who_moves_lives_there_and_is_found_there(send, facilitator):
    made = person(by=facilitator)
    answer = send(
        "post", f"participants/{made.pk}/move/", {"lives_in": ELSEWHERE, "since": "2018-04-01", "because": "Pindah"}
    )
    assert (answer.status_code, answer.json()["lives_in"]) == (200, ELSEWHERE), answer.content
    found = [send("get", f"participants/?lives_in={place}").json()["count"] for place in (HOME, ELSEWHERE, "LUAR")]
    assert found == [0, 1, 0]


def test_a_list_is_narrowed_by_state(send, facilitator):
    registered, candidate = person(by=facilitator), calon(by=facilitator)
    found = {
        state: [row["id"] for row in send("get", f"participants/?state={state}").json()["results"]]
        for state in ("registered", "calon")
    }
    assert found == {"registered": [str(registered.pk)], "calon": [str(candidate.pk)]}


def test_somebody_on_a_list_of_the_users_shows_name_and_last_digits_alone(send, facilitator, elsewhere):
    known, _number = elsewhere
    attend(training(by=facilitator), known)
    told = send("get", f"participants/{known.pk}/").json()
    assert {name: value for name, value in told.items() if value is not None} == {
        "id": str(known.pk),
        "state": "registered",
        "name": "Wati",
        "nik_masked": known.nik_masked,
    }
    assert send("get", f"participants/?lives_in={ELSEWHERE}").json()["count"] == 0
    assert send("patch", f"participants/{known.pk}/", {"name": "X"}).status_code == 404


def test_a_list_asks_as_often_for_three_as_for_one(send, facilitator):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert send("get", "participants/").status_code == 200
        return len(queries)

    person(by=facilitator)
    one = asked()
    person(by=user(kecamatan=(HOME,)), lives_in=OUTSIDE), calon(by=user(kecamatan=(HOME,)))
    assert asked() == one
