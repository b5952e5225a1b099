"""Lists of other offices: read once, matched, and counted by a confirmation alone (docs/reconciliation.md)."""

import datetime
import uuid
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants import merging
from participants.models import ListLine, Match, Milestone, OfficialList
from participants.quality.detector import found_by
from participants.quality.detectors import DETECTORS
from participants.reconciling import deciding, forgetting, loading, matching, reading, shares
from participants.reconciling.kinds import KINDS
from participants.reconciling.shared import shared_with
from tests.factories import FAR, HOME, approved, attend, handed_in, licence, nik, person, training, user, verified
from tests.participants.listing import HEADINGS, line, load, match_of
from tests.spreadsheets import csv, workbook
from tests.together import together

pytestmark = pytest.mark.django_db

NUMBER = "8120001234567"


def piles():
    return list(ListLine.objects.order_by("number").values_list("pile", flat=True))


def confirm(match, by=None):
    return deciding.confirm(by=by or user(Role.VERIFIER), match=match, at=now())


class TestMatching:
    def test_an_identity_number_is_one_persons(self):
        number = nik()
        somebody = person(nik=number)
        load(line(nik=number), line(nik=nik(), number="1"))
        assert piles() == ["matched", "unmatched"]
        assert match_of(somebody).method == "nik"

    def test_a_licence_number_of_somebody_with_that_name_is_theirs(self):
        somebody = person(name="Siti Aminah")
        handed_in(licence(somebody, number="812-0001.234567"))
        load(line(name="AMINAH SITI", number="8120001234567"))
        assert (piles(), match_of(somebody).method) == (["matched"], "number")

    def test_a_licence_that_nobody_handed_in_is_asked_about_no_list(self):
        draft = licence(person(name="Siti Aminah"), number=NUMBER)
        load(line(name="Siti Aminah", number=NUMBER))
        matching.match_again()
        assert piles() == ["unmatched"]
        handed_in(draft)
        matching.match_again()
        assert piles() == ["doubtful"]

    def test_a_number_of_one_and_a_name_of_another_is_doubtful(self):
        handed_in(licence(person(name="Siti Aminah"), number=NUMBER))
        load(line(name="Budi Santoso", number=NUMBER))
        assert piles() == ["doubtful"]

    def test_a_number_of_somebody_with_another_identity_number_is_doubtful(self):
        handed_in(licence(person(name="Siti Aminah"), number=NUMBER))
        load(line(nik=nik(), name="Siti Aminah", number=NUMBER))
        assert piles() == ["doubtful"]

    def test_an_identity_number_of_one_and_a_licence_number_of_another_is_doubtful(self):
        number = nik()
        person(nik=number)
        handed_in(licence(person(), number=NUMBER))
        load(line(nik=number, number=NUMBER))
        assert (piles(), Match.objects.count()) == (["doubtful"], 2)

    def test_a_name_with_its_date_of_birth_alone_is_doubtful(self):
        somebody = person(
            name="Nur Hidayati", born="1985-06-07", nik="", ktp_seen=True, birth_date=datetime.date(1985, 6, 7)
        )
        load(line(name="HIDAYATI, Nur", born="07-06-1985"), line(name="Nur Hidayati", born="08-06-1985", number="2"))
        assert (piles(), match_of(somebody).method) == (["doubtful", "unmatched"], "name")

    def test_somebody_with_another_identity_number_is_somebody_else_whatever_their_name(self):
        person(name="Nur Hidayati", born="1985-06-07", birth_date=datetime.date(1985, 6, 7))
        load(line(nik=nik(), name="Nur Hidayati", born="07-06-1985"))
        assert piles() == ["unmatched"]

    def test_two_rows_of_one_merged_person_are_one_person(self):
        number = nik()
        folded, kept = person(nik=number), person()
        handed_in(licence(kept, number=NUMBER))
        merging.merge(
            by=user(Role.VERIFIER), id=uuid.uuid4(), kept=kept, folded=folded, because="Two cards, one woman", at=now()
        )
        load(line(nik=number, number=NUMBER))
        assert piles() == ["matched"]

    def test_whoever_registers_later_is_found_by_their_number(self):
        number = nik()
        load(line(nik=number))
        somebody = person(nik=number)
        matching.match_again()
        assert (piles(), match_of(somebody).state) == (["matched"], "proposed")


class TestWhatIsKept:
    def test_names_stay_only_with_doubtful_lines_and_numbers_never(self):
        number = nik()
        person(nik=number)
        person(name="Nur Hidayati", born="1985-06-07", nik="", ktp_seen=True, birth_date=datetime.date(1985, 6, 7))
        load(
            line(nik=number, name="Siti"),
            line(name="Nur Hidayati", born="07-06-1985", number="2"),
            line(name="Orang Lain", born="01-01-1970", number="3"),
        )
        assert [one.name for one in ListLine.objects.order_by("number")] == ["", "Nur Hidayati", ""]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM participants_listline told WHERE told::text LIKE %s", [f"%{number}%"])
            assert cursor.fetchone() == (0,)

    def test_the_file_and_its_first_cells_are_gone_once_it_is_read(self):
        one = load(line(nik=nik(), name="Siti"))
        assert (one.state, bool(one.file), {len(samples) for _text, samples in one.headings}) == ("read", False, {0})

    def test_a_name_goes_when_its_line_is_decided(self):
        somebody = person(
            name="Nur Hidayati", born="1985-06-07", nik="", ktp_seen=True, birth_date=datetime.date(1985, 6, 7)
        )
        load(line(name="Nur Hidayati", born="07-06-1985"))
        deciding.refuse(by=user(Role.VERIFIER), match=match_of(somebody), at=now())
        assert (ListLine.objects.get().name, piles()) == ("", ["unmatched"])

    def test_a_name_goes_after_ninety_days_whoever_decided(self):
        person(name="Nur Hidayati", born="1985-06-07", nik="", ktp_seen=True, birth_date=datetime.date(1985, 6, 7))
        load(line(name="Nur Hidayati", born="07-06-1985"))
        assert forgetting.forget(at=now() + datetime.timedelta(days=89)) == 0
        assert forgetting.forget(at=now() + datetime.timedelta(days=91)) == 1
        assert ListLine.objects.get().name == ""


class TestReading:
    def test_a_workbook_says_the_same_as_a_csv(self):
        rows = [("No. KTP", "NIB", "Tgl Terbit", "Jenis"), (nik(), "8120001234567", "Senin, 5 Maret 2018", "IUMK")]
        sent = load(file=workbook(("DAFTAR IZIN KECAMATAN",), *rows))
        again = load(file=csv(*rows))
        assert (sent.lines.count(), again.lines.count(), again.rows) == (1, 0, 1)
        assert ListLine.objects.values_list("licence_type", "day").get() == ("IUMK", datetime.date(2018, 3, 5))

    def test_the_same_file_again_is_the_list_that_is_there(self):
        staff, rows = user(Role.STAFF), [line(nik=nik())]
        one, again = load(*rows, by=staff), load(*rows, by=user(Role.VERIFIER))
        assert (one, OfficialList.objects.count(), ListLine.objects.count()) == (again, 1, 1)

    def test_a_longer_list_adds_only_its_new_lines(self):
        first = line(nik=nik())
        load(first)
        later = load(first, first, line(nik=nik(), number="2"))
        assert (later.lines.count(), later.rows, ListLine.objects.count()) == (1, 3, 2)

    def test_what_cannot_be_read_is_told_by_its_row_and_left_out(self, in_english):
        one = load(
            line(nik="3,17402E+15"),
            line(nik=nik(), number="8,12E+12"),
            line(nik=nik(), number=nik()),
            line(nik=nik(), issued="31-02-2018"),
            line(nik=nik(), issued="01-01-2019"),
            line(nik=nik(), number=""),
            line(nik=nik(), kind="SIM"),
            line(nik=nik(), number="9"),
        )
        assert (one.wrong, one.lines.count()) == (7, 1)
        assert [(row, sentence.split(":")[0]) for row, sentence in one.mistakes] == [
            (2, "This NIK is a number here, and a spreadsheet keeps only 15 digits of one"),
            (3, "Digits of this number are lost"),
            (4, "This is an identity number and no number of a licence"),
            (5, "This is no day"),
            (6, "This day lies after the day as of which the list is."),
            (7, "This is missing"),
            (8, "Write one of these"),
        ]

    def test_an_office_calls_its_columns_alike(self):
        odd = ("Kode A", "Kode B", "Kode C")
        staff = user(Role.STAFF)
        one = load((nik(), "8120001234567", "05-03-2018"), headings=odd, by=staff, licence_type="NIB")
        assert one.state == "sent"
        loading.name_columns(by=staff, official=one, columns={"nik": 0, "licence_number": 1, "day": 2})
        reading.go_on(at=now())
        assert load((nik(), "8120001234568", "05-03-2018"), headings=odd, by=staff, licence_type="NIB").state == "read"
        assert (
            load(
                (nik(), "8120001234569", "05-03-2018"), headings=odd, by=staff, issuer="Another", licence_type="NIB"
            ).state
            == "sent"
        )
        turned = load(
            ("05-03-2018", nik(), "8120001234570"),
            headings=("Kode C", "Kode A", "Kode B"),
            by=staff,
            licence_type="NIB",
        )
        assert (turned.state, turned.lines.get().licence_number) == ("read", "8120001234570")

    def test_licences_of_which_nothing_says_the_kind_are_not_read_until_somebody_does(self, in_english):
        staff, without = user(Role.STAFF), ("NIK", "Nomor izin", "Tanggal terbit")
        one = load((nik(), "8120001234567", "05-03-2018"), headings=without, by=staff)
        assert (one.state, one.lines.count()) == ("sent", 0)
        with pytest.raises(ValidationError, match="the kind of licence"):
            loading.name_columns(by=staff, official=one, columns={"nik": 0, "licence_number": 1, "day": 2})
        said = load((nik(), "8120001234568", "05-03-2018"), headings=without, by=staff, licence_type="NIB")
        assert (said.state, said.lines.get().licence_type) == ("read", "NIB")

    def test_columns_that_somebody_else_named_are_agreed_to_once_before_they_are_read(self):
        odd, staff, other = ("Kode A", "Kode B", "Kode C"), user(Role.STAFF), user(Role.STAFF)
        one = load((nik(), "8120001234567", "05-03-2018"), headings=odd, by=staff, licence_type="NIB")
        loading.name_columns(by=staff, official=one, columns={"nik": 0, "licence_number": 1, "day": 2})
        reading.go_on(at=now())
        # What waits to be agreed to is agreed to by nobody, however often it is sent.
        load((nik(), "8120001234568", "05-03-2018"), headings=odd, by=other, licence_type="NIB")
        asked = load((nik(), "8120001234569", "05-03-2018"), headings=odd, by=other, licence_type="NIB")
        assert (asked.state, loading.named_before(asked), asked.columns) == (
            "sent",
            one,
            {"nik": 0, "licence_number": 1, "day": 2},
        )
        loading.name_columns(by=other, official=asked, columns=asked.columns)
        reading.go_on(at=now())
        assert load((nik(), "8120001234570", "05-03-2018"), headings=odd, by=other, licence_type="NIB").state == "read"

    def test_what_a_heading_says_by_itself_nobody_makes_another_column(self):
        staff = user(Role.STAFF)
        wrongly = {"nik": 0, "name": 1, "day": 2, "licence_number": 3, "licence_type": 4}
        one = load(line(nik=nik()), headings=(*HEADINGS[:5], "Kapan"), by=staff)
        loading.name_columns(by=staff, official=one, columns=wrongly)
        reading.go_on(at=now())
        assert loading.guess(one, KINDS["licences"]) == {
            "nik": 0,
            "name": 1,
            "birth_date": 2,
            "licence_number": 3,
            "licence_type": 4,
        }
        assert load(line(nik=nik()), by=user(Role.STAFF)).state == "read"

    def test_a_job_that_was_killed_half_way_reads_the_rest(self, monkeypatch):
        monkeypatch.setattr(reading, "PART", 2)
        monkeypatch.setattr(matching, "match", killed)
        rows = [line(nik=nik(), number=f"81200{number}") for number in range(5)]
        with pytest.raises(KeyboardInterrupt):
            load(*rows)
        monkeypatch.undo()
        assert (ListLine.objects.count(), OfficialList.objects.get().state) == (5, "reading")
        assert reading.go_on(at=now()) == 1
        assert (ListLine.objects.count(), OfficialList.objects.get().state) == (5, "read")
        assert reading.go_on(at=now()) == 0

    def test_what_an_earlier_start_read_is_not_read_again(self, monkeypatch):
        monkeypatch.setattr(reading, "PART", 2)
        monkeypatch.setattr(matching, "match", killed)
        with pytest.raises(KeyboardInterrupt):
            load(line(nik="1"), *[line(nik=nik(), number=f"81200{number}") for number in range(3)])
        monkeypatch.setattr(reading, "_copy", killed)
        with pytest.raises(KeyboardInterrupt):
            reading.go_on(at=now())
        monkeypatch.undo()
        reading.go_on(at=now())
        one = OfficialList.objects.get()
        assert (one.state, one.wrong, [number for number, _why in one.mistakes]) == ("read", 1, [2])


class TestAWorkerThatEndsAtAList:
    """As if the machine took the worker away: it clears nothing up, and the list is begun again."""

    @pytest.fixture
    def begun(self, monkeypatch):
        """Ring at so many minutes after the list came: whether the list was begun then."""
        monkeypatch.setattr(reading.cache, "delete", lambda key: None)
        monkeypatch.setattr(reading, "_read", killed)
        at = now()
        with pytest.raises(KeyboardInterrupt):
            load(line(nik=nik()))

        def ring(minutes):
            try:
                return bool(reading.go_on(at=at + datetime.timedelta(minutes=minutes)))
            except KeyboardInterrupt:
                return True

        return ring

    def test_begins_it_again_later_each_time_and_then_no_more(self, begun):
        assert [begun(minutes) for minutes in (1, 1.5, 3, 4, 12)] == [True, False, True, False, False]
        assert begun(14)
        assert OfficialList.objects.get().state == "reading"
        begun(15)
        one = OfficialList.objects.get()
        assert (one.state, one.refusal) == ("failed", "went wrong")
        with translation.override("id"):
            assert str(one.why_not_read) != "went wrong"

    def test_begins_it_as_often_as_it_got_on(self, begun):
        for minutes in range(9):
            OfficialList.objects.update(passed=minutes + 1)
            assert begun(minutes)
        assert OfficialList.objects.get().state == "reading"


def killed(*said):
    raise KeyboardInterrupt


class TestDeciding:
    @pytest.fixture
    def matched(self):
        number = nik()
        somebody = person(nik=number, on="2018-03-05")
        load(line(nik=number, issued="10-03-2018"))
        return match_of(somebody)

    def test_a_confirmed_licence_is_a_verified_milestone_by_whoever_loaded_it(self, matched):
        by = user(Role.VERIFIER)
        confirm(matched, by)
        made = Milestone.objects.get()
        assert (made.state, made.number, made.licence_type, f"{made.completed_on}") == (
            "verified",
            NUMBER,
            "NIB",
            "2018-03-10",
        )
        assert list(made.makers.all()) == [matched.loaded_by]
        assert made.verifications.get().checked_by == by

    def test_a_second_tap_changes_nothing(self, matched):
        confirm(matched)
        confirm(matched)
        assert (Milestone.objects.count(), match_of(matched.participant).state) == (1, "confirmed")

    def test_a_licence_that_waits_is_approved_and_not_made_twice(self):
        number = nik()
        somebody = person(nik=number, on="2018-03-05")
        waiting = licence(somebody, issued="2018-03-10", number="8120-0012-34567")
        load(line(nik=number, issued="10-03-2018"))
        match = confirm(match_of(somebody))
        waiting.refresh_from_db()
        assert (match.milestone, match.made_it, waiting.state) == (waiting, False, "verified")
        deciding.undo(by=user(Role.VERIFIER), match=match, because="Another woman of that name", at=now())
        waiting.refresh_from_db()
        assert waiting.state == "returned"

    def test_a_licence_that_is_verified_already_is_shown_and_left_alone(self):
        number = nik()
        somebody = person(nik=number, on="2018-03-05")
        there = verified(licence(somebody, issued="2018-03-11", number=NUMBER))
        load(line(nik=number, issued="10-03-2018"))
        match = confirm(match_of(somebody))
        deciding.undo(by=user(Role.VERIFIER), match=match, because="Another woman of that name", at=now())
        there.refresh_from_db()
        assert (match.milestone, there.state, Milestone.objects.count()) == (there, "verified", 1)

    def test_whoever_loaded_the_list_confirms_none_of_its_lines(self, in_english):
        number, both = nik(), user(Role.STAFF, Role.VERIFIER)
        somebody = person(nik=number)
        load(line(nik=number), by=both)
        with pytest.raises(ValidationError, match="You loaded this list"):
            confirm(match_of(somebody), both)

    def test_taken_back_its_record_is_void(self, matched):
        confirm(matched)
        deciding.undo(by=user(Role.VERIFIER), match=matched, because="Another woman of that name", at=now())
        assert (Milestone.objects.get().state, piles()) == ("revoked", ["unmatched"])

    def test_a_licence_from_before_the_registration_makes_no_record(self):
        number = nik()
        somebody = person(nik=number, on="2018-03-05")
        load(line(nik=number, issued="04-03-2018"))
        match = confirm(match_of(somebody))
        assert (match.state, match.milestone, Milestone.objects.count()) == ("confirmed", None, 0)

    def test_a_verified_licence_is_not_shown_by_a_line_that_dates_it_before_the_registration(self, in_english):
        number = nik()
        somebody = person(nik=number, on="2018-03-05")
        there = approved(licence(somebody, number=NUMBER, issued="2018-03-10"))
        load(line(nik=number, number=NUMBER, issued="01-02-2011"))
        assert deciding.dated_otherwise(match_of(somebody)) == there
        match = confirm(match_of(somebody))
        there.refresh_from_db()
        assert (match.milestone, there.state) == (None, "verified")
        [found] = found_by(DETECTORS["another-day"], on=now().date()).values()
        assert (found.kecamatan, found.facilitator, DETECTORS["another-day"].sentence(found.facts)) == (
            HOME,
            somebody.facilitator_id,
            "The licence is recorded as issued on 10 March 2018; the licensing office says 1 February 2011.",
        )

    def test_a_number_that_is_anothers_too_is_confirmed_by_itself_alone(self, in_english):
        mine, theirs = nik(), nik()
        one, other = person(nik=mine), person(nik=theirs)
        load(line(nik=mine, number=NUMBER))
        load(line(nik=theirs, number=NUMBER), issuer="Another")
        assert shared_with(user(Role.VERIFIER), match_of(other)) is None
        confirm(match_of(one))
        done = deciding.confirm_each(by=user(Role.VERIFIER), matches=[match_of(other)], at=now())
        assert (done.many, [why for _match, why in done.refused]) == (
            0,
            ["Somebody else has this licence number too: compare the line with the person, and confirm it by itself."],
        )
        assert shared_with(user(Role.VERIFIER), match_of(other)) == ([one], False)
        assert confirm(match_of(other)).state == "confirmed"

    @pytest.mark.usefixtures("committed_db")
    def test_of_two_who_confirm_one_number_for_two_people_at_once_one_is_told_to_look(self):
        numbers = [nik(), nik()]
        people = [person(nik=number) for number in numbers]
        for number in numbers:
            load(line(nik=number, number=NUMBER), issuer=f"Office {number[-4:]}")
        matches, verifiers = [match_of(one) for one in people], [user(Role.VERIFIER) for _ in people]
        tries = [
            partial(deciding.confirm_each, by=by, matches=[match], at=now())
            for by, match in zip(verifiers, matches, strict=True)
        ]
        assert sorted(done.many for done in together(*tries)) == [0, 1]

    @pytest.mark.parametrize("sat_here", [False, True])
    def test_of_somebody_elsewhere_it_is_told_that_there_is_somebody_and_no_more(self, sat_here):
        mine = nik()
        one, other = person(nik=mine), person(lives_in=FAR)
        licence(other, number=NUMBER)
        if sat_here:
            attend(training(), other)
        load(line(nik=mine, number=NUMBER))
        assert shared_with(user(Role.VERIFIER, kecamatan=(HOME,)), match_of(one)) == ([], True)

    def test_of_several_people_one_is_confirmed_and_the_others_are_not(self):
        number = nik()
        one, other = person(nik=number), person()
        handed_in(licence(other, number=NUMBER))
        load(line(nik=number, number=NUMBER))
        confirm(match_of(one))
        assert (match_of(one).state, match_of(other).state) == ("confirmed", "refused")

    def test_money_that_a_bank_paid_out_is_verified_capital(self):
        number = nik()
        somebody = person(nik=number, on="2018-03-05")
        load(
            (number, "Rp 5.000.000", "20-03-2018"),
            kind="bank",
            issuer="Bank DKI",
            headings=("NIK", "Plafon", "Tanggal Cair"),
        )
        confirm(match_of(somebody))
        assert Milestone.objects.values_list("kind", "name", "amount", "state").get() == (
            "capital",
            "Bank DKI",
            5_000_000,
            "verified",
        )

    def test_the_share_says_how_many_lines_are_confirmed(self, matched):
        load(line(nik=nik(), number="2"), issuer="Another", as_of="2018-11-30")
        assert shares.share_of() == (2, 0, 1, datetime.date(2018, 12, 31))
        confirm(matched)
        assert shares.share_of() == (2, 1, 0, datetime.date(2018, 12, 31))
        assert shares.share_of(until=datetime.date(2018, 11, 30)) == (1, 0, 0, datetime.date(2018, 11, 30))
