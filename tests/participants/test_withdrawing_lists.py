"""A whole list taken back: nothing of it counts, what a later list says too stays, and the file may come again."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants.models import Finding, ListLine, Match, Milestone, OfficialList, RepeatedLine
from participants.quality import answering
from participants.quality.looking import look_with
from participants.quality.registers import UNSHOWN
from participants.reconciling import deciding, loading, matching, reading, withdrawing
from tests import factories
from tests.factories import HOME, licence, nik, person, user, verified
from tests.participants.listing import HEADINGS, line, load, match_of
from tests.refusals import refused_by
from tests.reports.reading import counted
from tests.spreadsheets import csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def somebody():
    number = nik()
    one = person(nik=number, on="2018-03-05")
    one.number = number
    return one


def confirm(match, by=None):
    return deciding.confirm(by=by or user(Role.VERIFIER), match=match, at=now())


def withdraw(official, by=None, because="The list of another city"):
    """As it is after the job."""
    withdrawing.withdraw(by=by or user(Role.STAFF), official=official, because=because, at=now())
    reading.go_on(at=now())
    official.refresh_from_db()
    return official


def test_nothing_of_it_counts_any_more_and_its_records_are_void(somebody):
    one = load(line(nik=somebody.number), line(nik=nik(), number="2"))
    match = confirm(match_of(somebody))
    assert counted("licensed") == ["2018-03 31.74.01 female 25-34: 1"]
    by = user(Role.STAFF)
    assert (withdraw(one, by).state, one.withdrawn_by, one.because) == ("withdrawn", by, "The list of another city")
    match.refresh_from_db()
    assert (match.state, match.decided_by, match.because) == ("undone", by, "The list of another city")
    assert (Milestone.objects.get().state, counted("licensed")) == ("revoked", [])


def test_a_list_of_which_nothing_is_confirmed_goes_by_its_page(signed_in):
    one, staff = load(line(nik=nik())), signed_in(user(Role.STAFF))
    address = reverse("reconcile-withdraw", args=[one.pk])
    seen = {"shown": staff.get(address).context["shown"]}
    assert list(staff.post(address, seen | {"because": ""}).context["form"].errors) == ["because"]
    staff.post(address, seen | {"because": "The list of another city"})
    reading.go_on(at=now())
    one.refresh_from_db()
    assert one.state == "withdrawn"


def test_a_record_that_its_withdrawer_may_not_void_is_found_for_somebody_else(signed_in, somebody):
    checker = user(Role.VERIFIER, kecamatan=(HOME,))
    one, by = load(line(nik=somebody.number)), user(Role.STAFF)
    there = confirm(match_of(somebody)).milestone
    withdrawing.withdraw(by=by, official=one, because="The list of another city", at=now())
    there.makers.add(by)
    reading.go_on(at=now())
    found = Finding.objects.get()
    assert (Milestone.objects.get().state, match_of(somebody).state) == ("verified", "undone")
    assert (found.detector, found.state, found.owner, found.subjects[0]) == (
        "unshown",
        "open",
        checker,
        ["milestone", str(there.pk)],
    )
    assert withdrawing.counting_still(one) == 1
    page = signed_in(by).get(reverse("reconcile-list", args=[one.pk])).content.decode()
    assert "1 record that a line of it verified counts still" in page
    factories.revoked(there, by=checker)
    answering.mend(by=checker, finding=found, at=now())
    assert (withdrawing.counting_still(one), counted("licensed")) == (0, [])


def test_a_list_whose_records_went_leaves_no_finding(somebody):
    one = load(line(nik=somebody.number))
    confirm(match_of(somebody))
    withdraw(one)
    assert not Finding.objects.exists()


def test_of_a_line_that_is_nobodys_nothing_is_left(somebody):
    one = load(line(nik=somebody.number), line(nik=nik(), number="2"))
    withdraw(one)
    assert ListLine.objects.values_list("list", "digest", "pile", "name").get() == (one.pk, None, "unmatched", "")


def test_in_parts_it_goes_on_where_it_was_killed(monkeypatch):
    numbers = [nik() for _one in range(3)]
    people = [person(nik=number, on="2018-03-05") for number in numbers]
    one = load(*[line(nik=number, number=f"812{number[-4:]}") for number in numbers])
    for somebody in people:
        confirm(match_of(somebody))
    monkeypatch.setattr(withdrawing, "PART", 1)
    taken = deciding.taken_back
    monkeypatch.setattr(deciding, "taken_back", once(taken))
    with pytest.raises(KeyboardInterrupt):
        withdraw(one)
    assert Match.objects.filter(state="confirmed").count() == 2
    monkeypatch.setattr(deciding, "taken_back", taken)
    reading.go_on(at=now())
    assert (Match.objects.filter(state="undone").count(), OfficialList.objects.get().state) == (3, "withdrawn")


def once(act):
    done = []

    def until_killed(*said):
        if done:
            raise KeyboardInterrupt
        done.append(act(*said))
        return done[0]

    return until_killed


def test_the_same_file_is_loaded_again_as_if_it_had_never_been(somebody):
    row = line(nik=somebody.number)
    first = withdraw(load(row))
    again = load(row)
    assert (again.pk != first.pk, again.lines.count(), Match.objects.filter(state="proposed", line__list=again).count()) == (
        True,
        1,
        1,
    )  # fmt: skip


def test_how_its_columns_were_named_is_remembered_no_longer(somebody):
    odd = ("Kode A", "Kode B", "Kode C")
    staff = user(Role.STAFF)
    one = load((somebody.number, "8120001234567", "05-03-2018"), headings=odd, by=staff, licence_type="NIB")
    loading.name_columns(by=staff, official=one, columns={"nik": 0, "licence_number": 1, "day": 2})
    reading.go_on(at=now())
    withdraw(one)
    assert load((nik(), "8120001234568", "05-03-2018"), headings=odd).state == "sent"


class TestALaterListThatSaysItToo:
    def test_keeps_the_line_and_its_confirmation(self, somebody):
        row = line(nik=somebody.number)
        first = load(row, line(nik=nik(), number="2"))
        later = load(line(nik=nik(), number="3"), row)
        confirm(match_of(somebody))
        assert withdrawing.foreseen(first) == (1, 1)
        withdraw(first)
        kept = match_of(somebody)
        assert (kept.state, kept.line.list, kept.line.number, kept.loaded_by) == (
            "confirmed",
            later,
            3,
            later.loaded_by,
        )
        assert (Milestone.objects.get().state, RepeatedLine.objects.count()) == ("verified", 0)

    def test_asks_about_it_anew_where_whoever_confirmed_it_loaded_that_list(self, somebody):
        row, both = line(nik=somebody.number), user(Role.STAFF, Role.VERIFIER)
        first = load(row)
        confirm(match_of(somebody), both)
        load(line(nik=nik(), number="3"), row, by=both)
        withdraw(first)
        match = match_of(somebody)
        assert (match.state, match.loaded_by, match.line.pile, match.milestone) == ("proposed", both, "matched", None)
        assert Milestone.objects.get().state == "revoked"
        confirm(match)
        assert Milestone.objects.exclude(state="revoked").get().state == "verified"

    def test_a_record_that_could_not_be_voided_is_found_until_it_is_confirmed_anew(self, somebody):
        row, both, by = line(nik=somebody.number), user(Role.STAFF, Role.VERIFIER), user(Role.STAFF)
        first = load(row)
        there = confirm(match_of(somebody), both).milestone
        load(line(nik=nik(), number="3"), row, by=both)
        withdrawing.withdraw(by=by, official=first, because="The list of another city", at=now())
        there.makers.add(by)
        reading.go_on(at=now())
        assert (match_of(somebody).state, Finding.objects.get().detector) == ("proposed", "unshown")
        assert confirm(match_of(somebody)).milestone == there
        assert look_with(UNSHOWN, at=now()) == 0


class TestALicenceOnTwoLists:
    @pytest.fixture
    def both(self, somebody):
        """Of two offices, both confirmed."""
        lists = [load(line(nik=somebody.number), issuer=office) for office in ("DPMPTSP", "Kelurahan")]
        matches = [confirm(match) for match in Match.objects.order_by("line__list__loaded_at")]
        return lists, matches

    def test_is_one_record(self, both):
        _lists, matches = both
        assert ({match.milestone for match in matches}, counted("licensed")) == (
            {Milestone.objects.get()},
            ["2018-03 31.74.01 female 25-34: 1"],
        )

    def test_counts_until_the_last_of_them_is_withdrawn(self, both):
        (first, second), _matches = both
        withdraw(first)
        assert Milestone.objects.get().state == "verified"
        withdraw(second)
        assert Milestone.objects.get().state == "revoked"


class TestWhoMay:
    def test_whoever_loaded_it_as_long_as_nothing_is_confirmed(self, somebody):
        one = load(line(nik=somebody.number))
        assert withdraw(one, one.loaded_by).state == "withdrawn"

    def test_not_whoever_loaded_it_once_a_line_is_confirmed(self, somebody):
        one = load(line(nik=somebody.number))
        confirm(match_of(somebody))
        with pytest.raises(ValidationError, match="somebody else has to withdraw it"):
            withdraw(one, one.loaded_by)

    def test_not_whoever_recorded_what_a_line_confirmed(self, somebody):
        maker = user(Role.STAFF, Role.FACILITATOR)
        licence(somebody, issued="2018-03-10", number="8120001234567", by=maker)
        one = load(line(nik=somebody.number))
        confirm(match_of(somebody))
        with pytest.raises(ValidationError, match="You recorded some"):
            withdraw(one, maker)

    def test_not_whoever_sees_a_part_of_the_city(self, signed_in, somebody):
        one = load(line(nik=somebody.number))
        by = user(Role.VERIFIER, kecamatan=(HOME,))
        with pytest.raises(ValidationError, match="A list is of the whole city"):
            withdraw(one, by)
        assert signed_in(by).get(reverse("reconcile-withdraw", args=[one.pk])).status_code == 403

    def test_nobody_without_a_reason(self, somebody):
        with pytest.raises(ValidationError, match="Say why the list is withdrawn"):
            withdraw(load(line(nik=somebody.number)), because="  ")


def test_nothing_is_decided_about_its_lines_any_more(somebody):
    one = load(line(nik=somebody.number))
    match = match_of(somebody)
    withdraw(one)
    with pytest.raises(ValidationError, match="This list was withdrawn"):
        confirm(match)
    matching.match_again()
    assert ListLine.objects.get().pile == "unmatched"
    with refused_by("match_is_of_a_list_that_holds"):
        Match.objects.update(state="confirmed", decided_by=user(Role.VERIFIER), decided_at=now())


def test_it_never_comes_back_and_says_who_withdrew_it(somebody):
    one = withdraw(load(line(nik=somebody.number)))
    with refused_by("withdrawn_list_stays_withdrawn"):
        OfficialList.objects.update(because="Lain")
    with refused_by("withdrawn_list_stays_withdrawn"):
        OfficialList.objects.update(state="read")
    with refused_by("list_is_withdrawn_by_someone"):
        OfficialList.objects.create(
            kind="bank", issuer="X", as_of="2018-01-01", loaded_by=one.loaded_by, loaded_at=now(), fingerprint=b"",
            state="withdrawn",
        )  # fmt: skip


def test_a_line_goes_only_to_a_list_that_says_it_too(somebody):
    load(line(nik=somebody.number))
    other = load(line(nik=nik(), number="2"))
    with refused_by("official_line_stays"):
        ListLine.objects.filter(matches__participant=somebody).update(list=other)
    again = {"list": other, "line": ListLine.objects.first(), "number": 9}
    RepeatedLine.objects.create(**again)
    with refused_by("one_repetition_a_list"):
        RepeatedLine.objects.create(**again)


def test_a_list_that_failed_leaves_nothing_behind(monkeypatch):
    rows = [line(nik=nik(), number=str(number)) for number in range(3)]
    with monkeypatch.context() as broken:
        broken.setattr(matching, "match", lambda one: 1 / 0)
        assert load(*rows).state == "failed"
    assert (ListLine.objects.count(), load(*rows).lines.count()) == (0, 3)


def test_the_page_says_what_goes_and_then_who_withdrew_it(signed_in, somebody):
    verified(licence(somebody, issued="2018-03-11", number="9"))
    one = load(line(nik=somebody.number))
    confirm(match_of(somebody))
    staff = signed_in(user(Role.STAFF))
    where = reverse("reconcile-withdraw", args=[one.pk])
    page = staff.get(where)
    assert "1 confirmed line counts no longer." in page.content.decode()
    seen = {"shown": page.context["shown"]}
    assert "Say why the list is withdrawn" in staff.post(where, seen | {"because": ""}).content.decode()
    shown = staff.post(where, seen | {"because": "The list of another city"}, follow=True).content.decode()
    assert "This list is being withdrawn" in shown
    reading.go_on(at=now())
    shown = staff.get(reverse("reconcile-list", args=[one.pk])).content.decode()
    assert "This list was withdrawn" in shown
    assert "The list of another city" in shown


def test_the_same_file_waits_beside_a_list_that_is_being_withdrawn(signed_in, somebody):
    """Its lines are let go of first: one job does both, in that order."""
    row = line(nik=somebody.number)
    one = load(row)
    withdrawing.withdraw(by=user(Role.STAFF), official=one, because="Salah", at=now())
    again = load(file=csv(HEADINGS, row))
    assert (again.state, again.lines.count()) == ("read", 1)
