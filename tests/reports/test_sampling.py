"""The random audit: who is drawn of what a closing published, who looks at it, and what the number may be worth."""

import datetime
import hashlib

import pytest
from django.core.management import call_command

from okoce.accounts.roles import Role
from okoce.core.months import Month, now, today
from participants.models import Finding
from participants.quality import answering
from participants.quality.looking import look_with
from programs.models import Assignment
from reports import chain, rollup
from reports.cases import open_those_who_meet_the_rule
from reports.definitions import name_headline
from reports.models import Definition, Judgement, SampledRow
from reports.sampling import drawing, giving, keeping
from reports.sampling.drawing import drawn_from, lines_of
from reports.sampling.found import AUDITED
from reports.sampling.judging import found_wrong, judge, mine
from reports.sampling.results import every_result, result_of
from reports.sampling.wilson import wilson
from tests import factories
from tests.factories import ELSEWHERE, HOME, approved
from tests.refusals import refused_as_a_whole, refused_beside, refused_by
from tests.reports.closed import closed, reopened

pytestmark = pytest.mark.django_db


def entrepreneur(name="", *, on="2018-03", home=HOME):
    """Somebody who counts on the twentieth of the month."""
    somebody = factories.person(on=f"{on}-05", name=name, lives_in=home)
    factories.visit(somebody, on=f"{on}-06")
    factories.visit(somebody, on=f"{on}-10")
    checker = factories.approver()
    approved(factories.licence(somebody, issued=f"{on}-12"), by=checker)
    approved(factories.visit(somebody, on=f"{on}-20", confirms_trading=True), by=checker)
    open_those_who_meet_the_rule([str(somebody.pk)], at=now())
    approved(somebody.entrepreneur, by=checker)
    return somebody


@pytest.fixture
def elsewhere():
    return factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,), name="Vera")


@pytest.fixture
def row(elsewhere):
    """Ani, who counts in March 2018, drawn at its closing and given to the one verifier elsewhere."""
    entrepreneur("Ani")
    closed("2018-03")
    return SampledRow.objects.get()


def wrong(row, by, **said):
    said = {"verdict": "wrong", "failing": "licence", "because": "The number is another one's"} | said
    return judge(by=by, row=row, at=now(), **said)


class TestDrawing:
    # The text of a link as the page on sampling describes it, with seven entries of five people.
    LINES = [
        b"okoce-chain 1",
        b"headline OKOCE-2026.1 new_entrepreneurs -",
        *(
            f"entry\t{number}\t9\t2018-04-10T02:00:00.000000Z\t{kind}\t{who}\t{metric}\t2018-03\t{where}\tfemale\t25-34\t{delta}\t\\N\t{why}".encode()
            for number, kind, who, metric, where, delta, why in [
                (1, "participant", "ani", "new_entrepreneurs", "31.74.01", 1, ""),
                (2, "participant", "budi", "new_entrepreneurs", "31.74.01", 1, ""),
                (3, "participant", "budi", "new_entrepreneurs", "31.74.01", -1, ""),
                (4, "participant", "citra", "new_entrepreneurs", "LUAR", 1, ""),
                (5, "participant", "dewi", "licensed", "31.74.01", 1, ""),
                (6, "participant", "eka", "new_entrepreneurs", "31.74.01", 1, "backcast"),
                (7, "participant", "fitri", "new_entrepreneurs", "31.73.05", 1, ""),
            ]
        ),
    ]

    def test_is_of_residents_who_count_anew_by_the_headline(self):
        drawn = drawn_from(self.LINES, "0" * 64, 30)
        assert (drawn.people, {row.source for row in drawn.rows}) == (2, {"ani", "fitri"})

    def test_takes_the_smallest_digests_of_the_seed_and_the_line(self):
        digests = {
            who: hashlib.sha256(b"ab" + line).hexdigest()
            for who, line in [("ani", self.LINES[2]), ("fitri", self.LINES[8])]
        }
        first = min(digests, key=digests.get)
        assert drawn_from(self.LINES, "ab", 1).rows == [(digests[first], {"ani": 1, "fitri": 7}[first], first)]

    def test_leaves_out_what_the_headline_takes_away(self):
        lines = [
            b"headline 2018-P4 licensed level_up",
            *self.LINES[2:],
            self.LINES[6].replace(b"licensed", b"level_up"),
        ]
        assert drawn_from(lines, "", 30).people == 0
        assert drawn_from(lines[:-1], "", 30).rows[0].source == "dewi"

    def test_reads_lines_that_a_part_ends_within(self):
        assert list(lines_of([b"a\nb", b"c\n", b"d"])) == [b"a", b"bc", b"d"]


class TestAClosing:
    def test_draws_whoever_it_counts_anew_and_gives_the_row_to_a_verifier_elsewhere(self, row, elsewhere):
        assert (row.place, row.participant.name, row.verifier) == (1, "Ani", elsewhere)
        assert (row.sample.people, row.sample.size) == (1, 30)

    def test_has_its_digest_as_the_seed(self, row):
        line = next(
            line
            for line in lines_of(chain.document(row.sample.closing))
            if line.startswith(b"entry") and b"\tnew_entrepreneurs\t" in line
        )
        assert row.digest == hashlib.sha256(row.sample.closing.digest.encode() + line).hexdigest()

    def test_gives_it_to_nobody_when_no_verifier_is_elsewhere(self):
        factories.user(Role.VERIFIER, kecamatan=(HOME,))
        entrepreneur()
        closed("2018-03")
        assert SampledRow.objects.get().verifier is None
        assert result_of(Month.parse("2018-03")).nobody == 1

    def test_gives_it_to_the_office_when_no_verifier_is_elsewhere_and_on_when_there_is(self):
        # The one who approves in these tests is of the office, and had to do with everybody.
        office = factories.user(Role.VERIFIER)
        entrepreneur()
        closed("2018-03")
        row = SampledRow.objects.get()
        assert row.verifier == office
        elsewhere = factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
        giving.hand_on_what_waits(at=now())
        row.refresh_from_db()
        assert row.verifier == elsewhere

    def test_gives_it_to_nobody_who_checked_a_record_of_the_person(self, elsewhere):
        somebody = entrepreneur()
        approved(factories.visit(somebody, on="2018-03-21", confirms_trading=True), by=elsewhere)
        closed("2018-03")
        assert SampledRow.objects.get().verifier is None

    def test_again_draws_anew_with_another_seed_and_leaves_the_first_as_it_was(self, row):
        entrepreneur("Budi")
        reopened("2018-03")
        closed("2018-03")
        assert {
            number: {one.participant.name for one in SampledRow.objects.filter(sample=number)} for number in (1, 2)
        } == {1: {"Ani"}, 2: {"Ani", "Budi"}}
        assert result_of(Month.parse("2018-03")).sample.pk == 2
        assert [one.sample.pk for one in every_result()] == [2, 1]

    def test_is_drawn_again_by_a_command(self, row, capsys):
        with pytest.raises(SystemExit) as ended:
            call_command("draw_sample", "2018-03")
        assert ended.value.code == 0
        assert f"{row.digest} {row.entry_id}\n0 differences" in capsys.readouterr().out

    def test_gains_no_row_that_was_not_drawn(self, row):
        with refused_by("no_more_than_were_drawn"):
            SampledRow.objects.create(
                sample=row.sample, place=2, digest="0" * 64, entry=row.entry, participant=factories.person()
            )

    def test_of_which_another_row_was_kept_is_found_by_the_command(self, elsewhere, monkeypatch, capsys):
        def drawn(closing, size):
            people, rows = drawing.draw(closing, size)
            return drawing.Draw(people, [row._replace(digest="0" * 64) for row in rows])

        monkeypatch.setattr(keeping, "draw", drawn)
        entrepreneur()
        closed("2018-03")
        with pytest.raises(SystemExit) as ended:
            call_command("draw_sample", "2018-03")
        assert (ended.value.code, "is kept and not drawn" in capsys.readouterr().err) == (1, True)


class TestJudging:
    def test_ends_whose_turn_it_is(self, row, elsewhere):
        assert list(mine(elsewhere)) == [row]
        wrong(row, elsewhere)
        assert list(mine(elsewhere)) == []

    def test_corrects_nothing_and_stays_in_the_rate(self, row, elsewhere):
        wrong(row, elsewhere)
        result = result_of(Month.parse("2018-03"))
        assert (result.wrong, result.found_out, result.unjudged) == (1, 1, 0)
        assert row.participant.entrepreneur.state == "verified"

    def test_tells_whoever_was_not_judged(self, row):
        result = result_of(Month.parse("2018-03"))
        assert (result.unjudged, result.drawn, result.interval) == (1, 1, None)

    def test_says_which_condition_and_why(self, row, elsewhere):
        with refused_beside("failing"):
            wrong(row, elsewhere, failing="")
        with refused_beside("failing"):
            wrong(row, elsewhere, verdict="right")
        with refused_beside("because"):
            wrong(row, elsewhere, because=" ")

    def test_is_for_the_one_it_was_given_to(self, row):
        other = factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
        with refused_as_a_whole():
            wrong(row, other)
        with refused_by("judged_by_whose_turn_it_is"):
            Judgement.objects.create(row=row, number=1, verdict="right", because="Seen", by=other, at=now())

    def test_is_for_nobody_who_entered_a_fact(self, row, elsewhere):
        factories.visit(row.participant, by=elsewhere, on="2018-03-25")
        with refused_by("judged_by_no_maker"):
            Judgement.objects.create(row=row, number=1, verdict="right", because="Seen", by=elsewhere, at=now())

    def test_is_for_nobody_who_decided_about_a_record_since(self, row, elsewhere):
        approved(factories.licence(row.participant, issued="2018-03-14", number="424242"), by=elsewhere)
        with refused_as_a_whole():
            wrong(row, elsewhere)
        with refused_by("judged_by_no_checker"):
            Judgement.objects.create(row=row, number=1, verdict="right", because="Seen", by=elsewhere, at=now())

    def test_is_for_nobody_who_works_there_since(self, row, elsewhere):
        Assignment.objects.create(user=elsewhere, kecamatan_id=HOME, starts_on=today())
        with refused_as_a_whole():
            wrong(row, elsewhere)
        with refused_by("judged_from_elsewhere"):
            Judgement.objects.create(row=row, number=1, verdict="right", because="Seen", by=elsewhere, at=now())

    def test_is_changed_by_a_second_person_alone(self, row, elsewhere):
        wrong(row, elsewhere)
        with refused_as_a_whole():
            wrong(row, elsewhere, verdict="right")
        second = factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
        row = giving.hand_on(by=factories.user(Role.STAFF), row=row, at=now())
        assert row.verifier == second
        judge(by=second, row=row, verdict="right", because="It is theirs after all", at=now())
        assert (result_of(Month.parse("2018-03")).right, Judgement.objects.count()) == (1, 2)


class TestWhoWasFoundWrong:
    @pytest.fixture
    def at_home(self):
        return factories.user(Role.VERIFIER, kecamatan=(HOME,))

    @pytest.fixture
    def there(self, at_home, row, elsewhere, in_english):
        """The finding of those who check at home."""
        wrong(row, elsewhere)
        return Finding.objects.get(detector="audited")

    def test_is_a_question_to_those_who_check_at_home_and_to_nobody_elsewhere(self, there, at_home, elsewhere):
        assert (there.owner, there.kecamatan_id) == (at_home, HOME)
        assert [told.sentence for told in found_wrong(at_home, on=today())] == [
            "The random audit of March 2018 says that somebody should not count: licence. “The number is another one's”"
        ]
        assert found_wrong(elsewhere, on=today()) == []

    def test_is_neither_owned_nor_answered_by_whoever_approved_or_entered_something_of_them(self, row, elsewhere):
        approver = row.participant.entrepreneur.verifications.get().checked_by
        maker = factories.user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        factories.visit(row.participant, by=maker, on="2018-03-25")
        wrong(row, elsewhere)
        there = Finding.objects.get(detector="audited")
        assert there.owner is None
        for by in (approver, maker):
            with refused_as_a_whole():
                answering.explain(by=by, finding=there, because="It is right", at=now())
        assert answering.explain(by=factories.user(Role.VERIFIER), finding=there, because="It is right", at=now())

    def test_is_mended_once_the_case_is_void_and_not_before(self, there, row, at_home):
        with refused_as_a_whole():
            answering.mend(by=at_home, finding=there, at=now())
        factories.revoked(row.participant.entrepreneur, by=at_home)
        assert answering.mend(by=at_home, finding=there, at=now()).kind == "mended"
        assert found_wrong(at_home, on=today()) == []

    def test_is_explained_for_good_unless_somebody_judges_once_more(self, there, row, at_home):
        answering.explain(by=at_home, finding=there, because="The office wrote the number wrongly", at=now())
        look_with(AUDITED, at=now())
        assert found_wrong(at_home, on=today()) == []
        second = factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
        row = giving.hand_on(by=factories.user(Role.STAFF), row=row, at=now())
        wrong(row, second)
        there.refresh_from_db()
        assert there.state == "open"

    def test_is_no_question_any_more_when_a_second_judgement_says_right(self, there, row):
        second = factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
        row = giving.hand_on(by=factories.user(Role.STAFF), row=row, at=now())
        wrong(row, second, verdict="right", failing="")
        there.refresh_from_db()
        assert there.state == "gone"

    def test_without_a_case_is_gone_once_they_count_no_more(self, at_home, elsewhere):
        name_headline(
            by=None, definition=Definition.objects.get(pk="2018-P4"), from_month=Month(2018, 3), reason="A test"
        )
        ani = factories.person(on="2018-03-05")
        licence = approved(factories.licence(ani, issued="2018-03-12"))
        closed("2018-03")
        wrong(SampledRow.objects.get(), elsewhere)
        assert len(found_wrong(at_home, on=today())) == 1
        factories.revoked(licence, by=at_home)
        rollup.drain()
        look_with(AUDITED, at=now())
        assert found_wrong(at_home, on=today()) == []

    def test_is_answered_by_verifiers_alone(self, there, row, at_home, signed_in):
        said = {"because": "It is right"}
        assert signed_in(row.participant.facilitator).post(f"/quality/{there.pk}/explain/", said).status_code == 403
        assert signed_in(at_home).post(f"/quality/{there.pk}/explain/", said).status_code == 302


class TestHandingOn:
    def test_is_refused_while_there_is_nobody_else(self, row):
        with refused_as_a_whole():
            giving.hand_on(by=factories.user(Role.STAFF), row=row, at=now())

    def test_happens_by_itself_when_somebody_left_it_lying(self, row):
        other = factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
        given = row.given_at
        assert giving.hand_on_what_waits(at=given + datetime.timedelta(days=13)) == 0
        assert giving.hand_on_what_waits(at=given + datetime.timedelta(days=14)) == 1
        row.refresh_from_db()
        assert row.verifier == other

    def test_waits_for_nobody_who_left(self, row, elsewhere):
        elsewhere.is_active = False
        elsewhere.save()
        giving.hand_on_what_waits(at=row.given_at)
        row.refresh_from_db()
        assert row.verifier is None
        other = factories.user(Role.VERIFIER, kecamatan=(ELSEWHERE,))
        assert (giving.hand_on_what_waits(at=now()), giving.hand_on_what_waits(at=now())) == (1, 0)
        row.refresh_from_db()
        assert row.verifier == other

    def test_changes_nothing_of_who_was_drawn(self, row):
        with refused_by("who_was_drawn_stays"):
            SampledRow.objects.filter(pk=row.pk).update(place=2)


# R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
@pytest.mark.parametrize(
    ("wrong", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_literature(wrong, of, low, high):
    assert tuple(round(end, 4) for end in wilson(wrong, of)) == (low, high)


def test_of_nobody_nothing_is_known():
    assert wilson(0, 0) == (0, 1)
