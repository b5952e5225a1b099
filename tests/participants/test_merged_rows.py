"""A row that was merged stays, leads to the person kept, and what is recorded of it counts there (docs/duplicates.md)."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.models import Scope
from okoce.accounts.roles import Role
from okoce.core.months import now, today
from participants import businesses, caseload, matching, pasting, registration, risk, rosters, search, waiting
from participants.models import Attendance, Merge, Participant, Visit
from participants.registration import Particulars
from reports import rollup
from tests.bearing import bearing
from tests.factories import (
    DAY,
    ELSEWHERE,
    HOME,
    approved,
    attend,
    books,
    business,
    calon,
    case,
    day,
    handed_in,
    licence,
    nik,
    people,
    person,
    returned,
    training,
    user,
    visit,
)
from tests.participants.merged import merged, one_of_two
from tests.reports.reading import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return user(Role.FACILITATOR, kecamatan=(HOME,))


@pytest.fixture
def send(by):
    return bearing(by)


def somebody(number):
    return {
        "id": str(uuid.uuid4()),
        "kecamatan": HOME,
        "name": "Ani",
        "nik": number,
        "lives_in": HOME,
        "registered_on": DAY,
    }


class TestTheApi:
    def test_says_into_whom_and_has_everybody_once_when_asked(self, send, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        told = {row["id"]: row["merged_into"] for row in send("get", "participants/").json()["results"]}
        assert told == {str(kept.pk): None, str(folded.pk): str(kept.pk)}
        assert [row["id"] for row in send("get", "participants/?merged=no").json()["results"]] == [str(kept.pk)]
        assert [row["id"] for row in send("get", "participants/?merged=yes").json()["results"]] == [str(folded.pk)]

    def test_narrows_masked_people_as_it_narrows_them_named(self, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        masked = bearing(by, Scope.DETAILS)
        for said, one in {"no": kept, "yes": folded}.items():
            answer = masked("get", f"participants/?merged={said}&lives_in={HOME}").json()
            assert [(row["id"], row["name"]) for row in answer["results"]] == [(str(one.pk), None)]

    def test_answers_the_number_of_a_merged_row_with_the_person_kept(self, send, by):
        number = nik()
        kept, _folded = one_of_two(person(by=by, name="Wati"), person(by=by, nik=number))
        answer = send("post", "participants/", somebody(number))
        assert (answer.status_code, answer.json()["id"], answer.json()["name"]) == (200, str(kept.pk), "Wati")

    def test_asks_as_much_of_a_merged_number_elsewhere_as_of_any_other_there(self, send):
        far = user(Role.FACILITATOR, kecamatan=(ELSEWHERE,))
        one, merged = nik(), nik()
        plain = person(by=far, lives_in=ELSEWHERE, nik=one)
        kept, _folded = one_of_two(person(by=far, lives_in=ELSEWHERE), person(by=far, lives_in=ELSEWHERE, nik=merged))
        asked = []
        for number, known in ((one, plain), (merged, kept)):
            with CaptureQueriesContext(connection) as queries:
                answer = send("post", "participants/", somebody(number))
            asked.append(len(queries))
            assert {name: value for name, value in answer.json().items() if value} == {"id": str(known.pk)}
        assert asked[0] == asked[1]

    def test_takes_what_is_recorded_of_the_merged_row(self, send, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        course = training()
        session = course.sessions.get()
        body = {"id": str(uuid.uuid4()), "session": str(session.pk), "participant": str(folded.pk), "status": "present"}
        assert send("post", "attendances/", body).status_code == 201
        said = {"kecamatan": HOME, "mode": "phone", "minutes": 30, "topic": "Harga", "participant": str(folded.pk)}
        for held_on in ("2018-03-06", "2018-03-07"):
            assert send("post", "visits/", said | {"id": str(uuid.uuid4()), "held_on": held_on}).status_code == 201
        step = {"id": str(uuid.uuid4()), "participant": str(folded.pk), "kind": "market", "name": "Bazar"}
        assert send("post", "milestones/", step | {"completed_on": "2018-03-08"}).status_code == 201
        rollup.drain()
        assert counted("mentored") == [f"2018-03 {HOME} female 25-34: 1"]
        whose = {row["participant"] for row in send("get", f"visits/?participant={kept.pk}").json()["results"]}
        assert whose == {str(folded.pk)}

    def test_marks_somebody_by_the_row_that_the_list_has(self, send, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        course = attend(training(), folded)
        there = Attendance.objects.get(participant=folded)
        body = {"session": str(course.sessions.get().pk), "participant": str(kept.pk), "status": "late"}
        answer = send("post", "attendances/", body | {"id": str(uuid.uuid4())})
        assert (answer.status_code, answer.json()["id"], answer.json()["status"]) == (200, str(there.pk), "late")
        assert list(rosters.on_list(course)) == [folded]


class TestFinding:
    @pytest.mark.parametrize("line", ["Sitti Minah", "Siapa 081299990000", "Siapa {nik}"])
    def test_a_pasted_line_of_the_merged_row_is_the_person_kept_and_on_the_list_already(self, by, line):
        number = nik()
        kept, folded = one_of_two(
            person(by=by, name="Siti Aminah"), person(by=by, name="Sitti Minah", phone="081299990000", nik=number)
        )
        course = attend(training(), folded)
        lines = pasting.read(line.format(nik=number))
        (found,) = pasting.find(by, lines, listed=rosters.listed(course), on=today())
        assert found.people == [kept]
        assert found.listed == (line != "Siapa 081299990000")

    def test_somebody_new_who_looks_like_the_merged_row_may_be_the_person_kept(self, by):
        kept, _folded = one_of_two(person(by=by, name="Siti Aminah"), person(by=by, name="Sitti Minah"))
        assert matching.likely(by, Particulars(name="Sitti Minah"), on=today(), besides=None) == [kept]

    def test_of_somebody_seen_on_a_list_alone_no_other_name_is_told_by_trying(self, by):
        far = user(Role.FACILITATOR, kecamatan=(ELSEWHERE,))
        kept = person(by=far, lives_in=ELSEWHERE, name="Siti Aminah")
        folded = person(by=far, lives_in=ELSEWHERE, name="Siti Rahma", phone="081299990000")
        attend(training(), kept)
        one_of_two(kept, folded)
        said = Particulars(name="Siti Rahma", phone="081299990000")
        assert matching.likely(by, said, on=today(), besides=None) == []
        assert folded not in Participant.objects.visible_to(by)

    def test_a_number_of_either_row_is_the_person_s_own(self, by):
        number = nik()
        kept, _folded = one_of_two(calon(by=by), person(by=by, nik=number))
        said = Particulars(name=kept.name, nik=number)
        registration.complete(by=by, participant=kept, said=said, on=today(), today=today())
        assert not Participant.objects.get(pk=kept.pk).nik_fingerprint


class TestOnAListAlone:
    @pytest.fixture
    def guest(self):
        """The other row of somebody elsewhere, who sat on a list here by this one."""
        far = user(Role.FACILITATOR, kecamatan=(ELSEWHERE,))
        kept = person(by=far, lives_in=ELSEWHERE, name="Bu Wahyuni")
        folded = person(by=far, lives_in=ELSEWHERE, name="Siti Rahma", nik="9900014101905678")
        self.course = attend(training(), folded)
        self.kept, folded = one_of_two(kept, folded)
        return folded

    @pytest.mark.parametrize("text", ["siti", "siti rahmaa", "5678", "9900014101905678"])
    def test_is_found_by_the_name_on_the_list_and_not_as_the_person_kept(self, by, guest, text):
        assert search.answer(by, text, on=today()).people == [guest]
        assert search.answer(by, "Wahyuni", on=today()).people == []

    def test_is_told_nothing_of_a_merge(self, send, guest):
        told = {
            query: send("get", f"participants/{query}").json()["results"] for query in ("", "?merged=no", "?merged=yes")
        }
        assert [[row["id"] for row in rows] for rows in told.values()] == [[str(guest.pk)], [str(guest.pk)], []]
        known = {name for name, value in told[""][0].items() if value}
        assert known == {"id", "state", "name", "nik_masked"}
        assert send("get", f"participants/{self.kept.pk}/").status_code == 404

    def test_is_on_it_once(self, by, guest):
        session = self.course.sessions.get()
        (found,) = pasting.find(by, pasting.read("Siti Rahma"), listed=rosters.listed(self.course), on=today())
        assert (found.people, found.kind) == ([guest], "listed")
        assert not any(rosters.join(by=by, session=session, participant=one, at=now()) for one in (guest, self.kept))
        assert list(rosters.on_list(self.course)) == [guest]


class TestCandidates:
    def test_two_halves_of_a_registration_are_no_candidate(self, by):
        kept, folded = one_of_two(calon(by=by, nik=nik()), person(by=by, nik="", ktp_seen=False))
        assert (kept.is_calon, folded.is_calon) == (False, False)
        assert not search.listed(by).filter(registration.CALON)
        assert counted("registered") == [f"2018-03 {HOME} female 25-34: 1"]


class TestRosters:
    def test_the_person_is_put_on_a_list_once(self, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        course = attend(training(), folded)
        session = course.sessions.get()
        assert not rosters.join(by=by, session=session, participant=kept, at=now())
        assert list(rosters.on_list(course)) == [folded]

    def test_who_stands_there_twice_is_told_so_and_came_once(self, by, signed_in):
        kept, folded = people(2, by=by)
        course = attend(training(), kept, folded)
        one_of_two(kept, folded)
        page = signed_in(by).get(f"/trainings/{course.pk}/").content.decode()
        assert page.count("twice on this list: counts once") == 2
        assert page.count(f'href="/participants/{kept.pk}/"') == 2
        assert rosters.came(course) == 1


class TestWhoSees:
    def test_whoever_looks_after_the_person_opens_what_the_merged_row_has(self, by):
        kept, folded = person(lives_in=HOME), person(lives_in=ELSEWHERE, by=user(kecamatan=(ELSEWHERE,)))
        paid = visit(folded)
        assert not Visit.objects.looked_after_by(by).filter(pk=paid.pk)
        one_of_two(kept, folded)
        assert Visit.objects.looked_after_by(by).filter(pk=paid.pk)

    def test_a_merge_is_taken_back_by_whoever_looks_after_both_rows_by_themselves(self):
        kept = person(lives_in=HOME)
        folded = person(lives_in=ELSEWHERE, by=user(kecamatan=(ELSEWHERE,)))
        merge = merged(kept, folded)
        here, there, both = (user(Role.VERIFIER, kecamatan=area) for area in ((HOME,), (ELSEWHERE,), (HOME, ELSEWHERE)))
        assert [merge in Merge.objects.visible_to(one) for one in (here, there, both)] == [False, False, True]


class TestBusinesses:
    def test_one_that_both_rows_own_has_one_owner(self, by, signed_in, send):
        kept, folded = people(2, by=by)
        shop = business(kept, by=by)
        businesses.add_owner(by=by, business=shop, owner=folded)
        kept, folded = one_of_two(kept, folded)
        assert list(signed_in(by).get(f"/businesses/{shop.pk}/").context["owners"]) == [kept]
        (row,) = send("get", f"businesses/?participant={kept.pk}").json()["results"]
        assert row["owners"] == [str(kept.pk)]

    def test_a_licence_of_one_row_is_of_the_business_of_the_other(self, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        shop = business(folded, by=by)
        assert licence(kept, business=shop).business == shop

    def test_two_own_licences_of_one_person_count_once(self, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        approved(licence(kept, issued="2018-04-02"))
        approved(licence(folded, issued="2018-03-20"))
        assert counted("licensed") == [f"2018-03 {HOME} female 25-34: 1"]


class TestTheQueue:
    def test_what_is_odd_is_asked_of_the_whole_person(self, by):
        kept, folded = one_of_two(person(by=by, on="2018-03-20"), person(by=by, on="2018-02-05"))
        own, other = (handed_in(licence(one, issued="2018-03-05", number="912")) for one in (kept, folded))
        first, second = (visit(one, on="2018-03-08", by=by, confirms_trading=True) for one in (kept, folded))
        assert [risk.flags_of(one) for one in (own, other)] == [[], []]
        assert ["same_day" in risk.flags_of(one) for one in (first, second)] == [True, True]

    def test_a_case_is_proved_by_what_either_row_has(self, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        opened = case(kept)
        approved(licence(folded, by=by))
        assert "unproved" in risk.flags_of(opened)
        approved(books(folded, by=by))
        assert "unproved" not in risk.flags_of(opened)

    def test_a_case_belongs_to_the_month_in_which_either_row_has_what_proves_it(self, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        approved(licence(kept, issued="2018-03-06", by=by))
        approved(visit(folded, on="2018-03-20", by=by, confirms_trading=True))
        case(kept)
        assert [one.many for one in waiting.by_place(until=day("2018-03-20")) if one.kind == "entrepreneur"] == [1]
        assert [one for one in waiting.by_place(until=day("2018-03-19")) if one.kind == "entrepreneur"] == []

    def test_whoever_was_visited_by_the_other_row_was_visited(self, by):
        kept, folded = one_of_two(person(by=by), person(by=by))
        visit(folded, on=today(), by=by)
        assert kept not in caseload.unvisited(by, on=today())

    def test_what_came_back_of_the_merged_row_is_told_to_who_looks_after_the_person(self, by):
        other = user(Role.FACILITATOR, kecamatan=(HOME,))
        _kept, folded = one_of_two(person(by=by), person(by=other))
        back = returned(handed_in(licence(folded, by=other)))
        assert caseload.answered(by, on=today()) == [back]
