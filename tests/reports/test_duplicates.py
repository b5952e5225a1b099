"""Two who look like one are found by night, shown to whoever may open both, and answered (docs/duplicates.md)."""

import io
import uuid

import pytest
import redis
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants import merging, tasks
from participants.duplicates import answering, looking
from participants.models import Distinction, Likeness, Merge, Participant
from reports import foreseen, rollup
from tests.bearing import bearing
from tests.factories import ELSEWHERE, HOME, approved, calon, day, market, person, user
from tests.pages import queries
from tests.reports.closed import closed
from tests.together import somebody_else, together

pytestmark = pytest.mark.django_db


def looked():
    """(score, how, the two names) of each pair, the likeliest first."""
    looking.look(at=now())
    return [(one.score, one.how, {one.first.name, one.second.name}) for one in Likeness.objects.waiting()]


def alike(**said) -> Likeness:
    """Two in one kecamatan with one name and date of birth, found."""
    person(name="Siti Aminah", on="2018-02-05", **said)
    person(name="Aminah, Siti", on="2018-03-07", **said)
    looking.look(at=now())
    return Likeness.objects.get()


def merged(likeness, *, kept=None, by=None):
    """The merge of the pair, by somebody else than whoever has a page of it open."""
    kept = kept or likeness.first
    folded = likeness.second if kept == likeness.first else likeness.first
    said = {"id": uuid.uuid4(), "kept": kept, "folded": folded, "because": "Kartunya sama", "at": now()}
    return answering.make_one(by=by or user(Role.VERIFIER), likeness=likeness, **said)


def kept_and_folded():
    return Participant.objects.get(name="Siti Aminah"), Participant.objects.get(name="Aminah, Siti")


class TestLooking:
    def test_the_same_words_of_a_name_and_the_same_birth_are_found_with_two_numbers_against_them(self):
        person(name="Siti Nur Aminah", nik="9900014101900011")
        person(name="NUR AMINAH, Siti", nik="9900014101900015")
        assert looked() == [(80, "birth", {"Siti Nur Aminah", "NUR AMINAH, Siti"})]

    def test_nearly_the_same_name_and_the_same_birth_are_found(self):
        calon(name="Budi Santoso", birth_date=day("1990-01-01"))
        calon(name="Bdui Santoso", birth_date=day("1990-01-01"))
        calon(name="Dian Santoso", birth_date=day("1990-01-01"))
        assert [(how, who) for _score, how, who in looked()] == [("nearly", {"Budi Santoso", "Bdui Santoso"})]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Muhammad Rizki", "M. Rizky"),
            ("Sukarno Achmad", "H. Ahmad Soekarno, SE"),
            ("Joko Wijaya", "DJOKO WIDJAJA"),
            ("Siti Aisyah", "Hj. Siti Aisjah"),
        ],
    )
    def test_a_name_is_compared_as_it_sounds(self, one, other):
        calon(name=one, birth_date=day("1990-01-01"))
        calon(name=other, birth_date=day("1990-01-01"))
        assert looked() == [(95, "birth", {one, other})]

    def test_a_day_and_a_month_turned_round_are_found(self):
        calon(name="Dewi Lestari", birth_date=day("1990-03-08"))
        calon(name="Dewi Lestari", birth_date=day("1990-08-03"), lives_in=ELSEWHERE)
        calon(name="Dewi Lestari", birth_date=day("1991-08-03"), lives_in=ELSEWHERE)
        assert looked()[0] == (75, "date", {"Dewi Lestari"})

    def test_twins_whose_numbers_follow_one_another_are_not_found(self):
        person(name="Hasan Basri", nik="9902013103900011")
        person(name="Husein Basri", nik="9902013103900012")
        assert looked() == []

    def test_one_phone_finds_two_the_surer_the_more_alike_they_are_called(self):
        calon(name="Budi Santoso", phone="0812 5550 0101")
        calon(name="Budi Santosa", phone="+62 812-5550-0101")
        assert [(how, who) for _score, how, who in looked()] == [("phone", {"Budi Santoso", "Budi Santosa"})]

    def test_a_phone_of_a_whole_family_finds_nobody(self):
        for name in ("Adi", "Beni", "Cica", "Dodi", "Euis", "Fitri", "Gani"):
            calon(name=name, phone="0812 5550 0101")
        assert looked() == []

    def test_one_name_in_one_kecamatan_is_found_when_a_birth_is_not_known(self):
        calon(name="Dewi Lestari")
        person(name="Dewi Lestari")
        calon(name="Dewi Lestari", lives_in=ELSEWHERE)
        assert looked() == [(65, "name", {"Dewi Lestari"})]

    def test_whoever_was_told_apart_or_merged_is_not_found(self):
        likeness = alike()
        Distinction.objects.create(
            first=likeness.first, second=likeness.second, because="known", said_by=user(Role.VERIFIER)
        )
        assert looked() == []

    def test_a_row_that_was_merged_speaks_for_the_person_kept(self):
        kept = merged(alike()).kept
        person(name="Budi Santoso")
        third = calon(name="Aminah Siti", birth_date=day("1990-01-01"))
        looking.look(at=now())
        pair = Likeness.objects.waiting().get()
        assert {pair.first_id, pair.second_id} == {kept.pk, third.pk}

    def test_what_is_no_longer_alike_is_gone_and_comes_back(self):
        likeness = alike()
        Participant.objects.filter(name="Aminah, Siti").update(name="Rahmawati")
        assert looked() == []
        Participant.objects.filter(name="Rahmawati").update(name="Siti Aminah")
        assert (len(looked()), Likeness.objects.get().pk) == (1, likeness.pk)


class TestTheJob:
    @pytest.fixture
    def broker(self):
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            yield client

    def test_a_second_look_finds_the_same_pairs_once(self):
        likeness = alike()
        assert [looking.look(at=now()), looking.look(at=now())] == [1, 1]
        assert Likeness.objects.get() == likeness

    def test_many_who_come_ring_once_until_it_is_looked(self, broker):
        for _ in range(3):
            looking.came.send(sender=None)
        assert broker.llen("celery") == 1
        tasks.look_for_duplicates()
        looking.came.send(sender=None)
        assert broker.llen("celery") == 2

    def test_people_sent_as_a_batch_ring(self, broker, django_capture_on_commit_callbacks):
        where = {"kecamatan": HOME, "lives_in": HOME, "registered_on": "2018-03-05"}
        somebody = {"id": f"{uuid.uuid4()}", "name": "Siti"} | where
        items = [{"kind": "participants", "content": somebody}]
        with django_capture_on_commit_callbacks(execute=True):
            answer = bearing(user(kecamatan=(HOME,)))("post", "batches/", {"items": items})
        assert answer.json()["written"] == 1, answer.json()
        assert b"look_for_duplicates" in b"".join(broker.lrange("celery", 0, -1))

    def test_the_command_says_how_many_wait(self):
        alike()
        said = io.StringIO()
        call_command("look_for_duplicates", stdout=said)
        assert said.getvalue().split("\n")[:2] == ["birth: 1", "nearly: 0"]


@pytest.mark.usefixtures("committed_db")
class TestAnotherLook:
    def test_one_looks_at_a_time_and_says_so(self):
        with somebody_else() as begins, transaction.atomic(), connection.cursor() as cursor:
            person()
            cursor.execute("LOCK TABLE participants_likeness IN SHARE MODE")
            running = begins(lambda: looking.look(at=now()))
            assert looking.look(at=now()) is None
            with pytest.raises(CommandError):
                call_command("look_for_duplicates")
        assert running.result() == 0

    def test_of_two_who_merge_the_same_two_either_way_at_once_one_is_heard(self):
        likeness = alike()
        first, second = user(Role.VERIFIER), user(Role.VERIFIER)

        def heard(by, kept):
            try:
                merged(likeness, by=by, kept=kept)
            except ValidationError as refusal:
                return refusal.code
            return "merged"

        told = together(lambda: heard(first, likeness.first), lambda: heard(second, likeness.second))
        assert sorted(told) == ["merged", "merged_already"]
        assert Merge.objects.count() == 1

    def test_one_that_is_killed_leaves_nothing_and_the_next_finds_all(self):
        person(name="Siti Aminah")
        person(name="Siti Aminah")
        with somebody_else() as begins, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE participants_likeness IN SHARE MODE")
            running = begins(lambda: looking.look(at=now()))
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted")
        with pytest.raises(OperationalError):
            running.result()
        assert not Likeness.objects.exists()
        assert looking.look(at=now()) == 1


class TestThePage:
    @pytest.fixture
    def browser(self, signed_in):
        return signed_in(user(Role.VERIFIER))

    def test_merges_and_everything_counts_for_the_earlier(self, browser):
        likeness = alike()
        said = {"id": uuid.uuid4(), "because": "Kartunya sama", "two_numbers": "on"}
        response = browser.post(f"/duplicates/{likeness.pk}/merge/", said)
        kept, folded = kept_and_folded()
        assert response.url == f"/participants/{kept.pk}/"
        assert folded.merged_into == kept

    def test_turned_round_the_other_is_kept(self, browser):
        likeness = alike()
        said = {"id": uuid.uuid4(), "because": "Kartunya sama", "two_numbers": "on"}
        browser.post(f"/duplicates/{likeness.pk}/merge/?turned=1", said)
        kept, folded = kept_and_folded()
        assert kept.merged_into == folded

    def test_two_numbers_want_a_tick_of_their_own(self, browser):
        likeness = alike()
        response = browser.post(f"/duplicates/{likeness.pk}/merge/", {"id": uuid.uuid4(), "because": "Kartunya sama"})
        assert list(response.context["merge"].errors) == ["two_numbers"]
        assert not Merge.objects.exists()

    def test_what_the_button_said_holds_whatever_is_proposed_by_now(self, browser):
        person(name="Siti Aminah", on="2018-03-05")
        calon(name="Siti Aminah", birth_date=day("1990-01-01"))
        looking.look(at=now())
        likeness = Likeness.objects.get()
        unsure = Participant.objects.get(registered_on=None)
        said = {"id": uuid.uuid4(), "because": "Kartunya sama", "kept": unsure.pk}
        browser.post(f"/duplicates/{likeness.pk}/merge/", said)
        assert Merge.objects.get().kept == unsure

    def test_pressed_twice_it_is_one_merge(self, browser):
        likeness = alike()
        said = {"id": uuid.uuid4(), "because": "Kartunya sama", "two_numbers": "on"}
        answers = [browser.post(f"/duplicates/{likeness.pk}/merge/", said) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert Merge.objects.count() == 1

    def test_whoever_comes_late_is_told_what_was_said_and_changes_nothing(self, browser, in_english):
        likeness = alike()
        answering.tell_apart(by=user(Role.VERIFIER), likeness=likeness, because="cards")
        said = {"id": uuid.uuid4(), "because": "Kartunya sama", "two_numbers": "on"}
        page = browser.post(f"/duplicates/{likeness.pk}/merge/", said, headers={"accept-language": "en"})
        assert not Merge.objects.exists()
        assert "Nothing of yours was saved" in page.content.decode()
        assert page.context["answer"].apart == Distinction.objects.get()

    def test_whoever_merges_after_somebody_did_is_told_who_and_that_their_reason_is_not_kept(self, browser, in_english):
        likeness = alike()
        merged(likeness, by=user(Role.VERIFIER, name="Vera"))
        said = {"id": uuid.uuid4(), "because": "Alamatnya sama", "two_numbers": "on"}
        page = browser.post(f"/duplicates/{likeness.pk}/merge/", said, headers={"accept-language": "en"})
        assert "Nothing of yours was saved: somebody was quicker." in page.content.decode()
        assert "by Vera" in page.content.decode()
        assert page.context["answer"].merge == Merge.objects.exclude(because="Alamatnya sama").get()

    def test_told_apart_by_mistake_the_city_merges_them_with_a_reason_and_what_was_said_stays(
        self, browser, in_english
    ):
        likeness = alike()
        said = answering.tell_apart(by=user(Role.VERIFIER), likeness=likeness, because="cards")
        listed = browser.get("/duplicates/?answered=apart").context["page"]
        assert [one.pk for one in listed] == [likeness.pk]
        page = browser.get(f"/duplicates/{likeness.pk}/").content.decode()
        assert "Was that a mistake? Then merge them below" in page
        assert 'name="after_all" value="True"' in page
        form = {"id": uuid.uuid4(), "two_numbers": "on", "after_all": "True"}
        refused = browser.post(f"/duplicates/{likeness.pk}/merge/", form)
        assert (list(refused.context["merge"].errors), refused.context["late"]) == (["because"], False)
        browser.post(f"/duplicates/{likeness.pk}/merge/", form | {"because": "Satu orang, dua kartu"})
        assert (Merge.objects.get().because, Distinction.objects.get()) == ("Satu orang, dua kartu", said)
        assert list(browser.get("/duplicates/?answered=apart").context["page"]) == []

    def test_nobody_of_a_part_of_the_city_decides_again_about_two_who_were_told_apart(self, signed_in, in_english):
        likeness, local = alike(), user(Role.VERIFIER, kecamatan=(HOME,))
        answering.tell_apart(by=user(Role.VERIFIER), likeness=likeness, because="cards")
        browser = signed_in(local)
        page = browser.get(f"/duplicates/{likeness.pk}/")
        assert "A verifier of the whole city can still say" in page.content.decode()
        form = {"id": uuid.uuid4(), "two_numbers": "on", "after_all": "True", "because": "Satu orang"}
        browser.post(f"/duplicates/{likeness.pk}/merge/", form)
        assert not Merge.objects.exists()
        assert list(browser.get("/duplicates/?answered=apart").context["page"]) == []

    def test_a_third_row_makes_nobody_of_a_part_of_the_city_say_that_they_are_one(self, in_english):
        local = user(Role.VERIFIER, kecamatan=(HOME,))
        answering.tell_apart(by=user(Role.VERIFIER), likeness=alike(), because="cards")
        person(name="Siti AMINAH", on="2018-03-09")
        looking.look(at=now())
        with_one, with_other = Likeness.objects.waiting()
        merged(with_one, kept=with_one.second, by=local)
        with pytest.raises(ValidationError, match="Somebody said meanwhile that they are two people"):
            merged(with_other, kept=with_other.second, by=local)

    def test_who_was_told_apart_from_a_row_of_somebody_is_told_apart_from_the_whole(self, in_english):
        local, likeness = user(Role.VERIFIER, kecamatan=(HOME,)), alike()
        person(name="Siti AMINAH", on="2018-03-09")
        looking.look(at=now())
        with_one, with_other = Likeness.objects.waiting().exclude(pk=likeness.pk)
        merged(with_one, kept=with_one.second, by=local)
        answering.tell_apart(by=user(Role.VERIFIER), likeness=likeness, because="cards")
        with pytest.raises(ValidationError, match="Somebody said meanwhile that they are two people"):
            merged(with_other, kept=with_other.second, by=local)

    def test_who_was_merged_meanwhile_is_not_told_apart(self, browser):
        likeness = alike()
        merged(likeness)
        page = browser.post(f"/duplicates/{likeness.pk}/apart/", {"known": "cards"})
        assert not Distinction.objects.exists()
        assert page.context["answer"].merge == Merge.objects.get()

    def test_two_people_are_asked_about_no_more(self, browser):
        likeness = alike()
        browser.post(f"/duplicates/{likeness.pk}/apart/", {"known": "cards"})
        assert list(Likeness.objects.waiting()) == []
        assert browser.get(f"/duplicates/{likeness.pk}/").context["answer"].apart.because == "cards"

    def test_a_merge_that_is_taken_back_tells_them_apart(self, browser):
        likeness = alike()
        browser.post(
            f"/duplicates/{likeness.pk}/merge/", {"id": uuid.uuid4(), "because": "Kartunya sama", "two_numbers": "on"}
        )
        merge = Merge.objects.get()
        page = browser.get(f"/participants/{merge.kept_id}/")
        assert list(page.context["merges"]) == [merge]
        assert page.context["newest"][0].note == "Kartunya sama"
        browser.post(f"/merges/{merge.pk}/undo/", {"known": "cards", "because": "Ternyata kembar"})
        assert [one.merged_into for one in kept_and_folded()] == [None, None]
        assert Distinction.objects.get().because == "cards"
        assert looked() == []

    def test_whoever_takes_a_merge_back_after_somebody_did_is_told_who_and_why(self, browser, in_english):
        merge = merged(alike())
        merging.unmerge(by=user(Role.VERIFIER, name="Vera"), merge=merge, because="Ternyata kembar", at=now())
        page = browser.post(f"/merges/{merge.pk}/undo/", {"known": "cards", "because": "Salah pencet"})
        assert "Nothing of yours was saved: somebody was quicker." in page.content.decode()
        assert ("by Vera" in page.content.decode(), "Ternyata kembar" in page.content.decode()) == (True, True)
        merge.refresh_from_db()
        assert merge.undone_because == "Ternyata kembar"

    def test_says_in_what_they_differ(self, browser):
        likeness = alike()
        rows = browser.get(f"/duplicates/{likeness.pk}/", headers={"accept-language": "en"}).context["pair"].rows
        assert [row.label for row in rows if row.differs] == ["NIK", "Registered"]

    def test_two_numbers_differ_although_their_ends_are_the_same(self, browser):
        person(name="Siti Aminah", nik="9901015503900001")
        person(name="Siti Aminah", nik="9902015503900001")
        looking.look(at=now())
        pair = browser.get(f"/duplicates/{Likeness.objects.get().pk}/", headers={"accept-language": "en"}).context[
            "pair"
        ]
        assert pair.differences == "NIK"


class TestForeseen:
    def test_what_the_merge_posts_is_told_before_and_nothing_of_it_stays(self, in_english):
        alike()
        rollup.drain()
        kept, folded = kept_and_folded()
        told = foreseen.of_a_merge(by=user(Role.VERIFIER), kept=kept, folded=folded, at=now())
        assert [(f"{one.month}", one.name, one.delta) for one in told] == [("2018-03", "Registered", -1)]
        assert not Merge.objects.exists()
        assert rollup.drain() == 0

    def test_what_is_of_a_closed_month_is_posted_later(self):
        alike()
        closed("2018-03")
        kept, folded = kept_and_folded()
        told = foreseen.of_a_merge(by=user(Role.VERIFIER), kept=kept, folded=folded, at=now())
        assert [(f"{one.month}", f"{one.posted_in}", one.delta) for one in told] == [("2018-03", "2018-04", -1)]

    def test_what_moves_from_one_kecamatan_to_another_is_told_of_both(self, in_english):
        kept = person(name="Siti Aminah", on="2018-02-05")
        approved(market(kept, on="2018-05-13"))
        folded = person(name="Siti Aminah", on="2018-03-07", lives_in=ELSEWHERE)
        told = foreseen.of_a_merge(by=user(Role.VERIFIER), kept=kept, folded=folded, at=now())
        assert [(f"{one.month}", one.name, one.place, one.delta) for one in told] == [
            ("2018-03", "Registered", "Kebon Jeruk", -1),
            ("2018-05", "Marketed", "Tebet", -1),
            ("2018-05", "Marketed", "Kebon Jeruk", 1),
        ]

    def test_where_the_person_lives_then_is_said(self, signed_in, in_english):
        person(name="Siti Aminah", on="2018-02-05")
        person(name="Siti Aminah", on="2018-03-07", lives_in=ELSEWHERE)
        looking.look(at=now())
        page = signed_in(user(Role.VERIFIER)).get(f"/duplicates/{Likeness.objects.get().pk}/")
        assert "Siti Aminah then lives in Kebon Jeruk, since 7 March 2018." in " ".join(page.content.decode().split())


class TestTheList:
    def test_says_how_many_and_in_which_order(self, signed_in, in_english):
        browser = signed_in(user(Role.VERIFIER))

        def said():
            return " ".join(browser.get("/duplicates/").content.decode().split())

        alike()
        assert (" 1 pair. " in said(), "The likeliest" in said()) == (True, False)
        person(name="Dewi Lestari")
        calon(name="Dewi Lestari", birth_date=day("1990-01-01"))
        looking.look(at=now())
        assert "2 pairs. The likeliest stands first." in said()

    def test_a_longer_list_asks_the_database_as_often(self, signed_in):
        browser = signed_in(user(Role.VERIFIER))
        alike()
        one = queries(browser, "/duplicates/")
        for name in ("Dewi Lestari", "Budi Santoso"):
            person(name=name)
            calon(name=name, birth_date=day("1990-01-01"))
        looking.look(at=now())
        assert Likeness.objects.waiting().count() == 3
        assert queries(browser, "/duplicates/") == one

    def test_a_longer_list_of_those_told_apart_asks_it_as_often(self, signed_in):
        browser, apart, asked = signed_in(user(Role.VERIFIER)), user(Role.VERIFIER), []
        for name in ("Siti Aminah", "Dewi Lestari"):
            person(name=name)
            calon(name=name, birth_date=day("1990-01-01"))
            looking.look(at=now())
            answering.tell_apart(by=apart, likeness=Likeness.objects.waiting().get(), because="cards")
            asked.append(queries(browser, "/duplicates/?answered=apart"))
        assert asked[0] == asked[1]


class TestScope:
    @pytest.fixture
    def of_one_place(self, signed_in):
        return signed_in(user(Role.VERIFIER, kecamatan=(HOME,)))

    def test_a_pair_of_elsewhere_is_not_there_and_costs_what_none_costs(self, of_one_place):
        likeness = alike(lives_in=ELSEWHERE)
        answers, costs = [], []
        for key in (likeness.pk, uuid.uuid4()):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answers.append(of_one_place.get(f"/duplicates/{key}/").status_code)
            costs.append(len(asked))
        assert answers == [404, 404]
        assert costs[0] == costs[1]

    @pytest.mark.parametrize("door", ["duplicates/{}/merge/", "duplicates/{}/apart/", "merges/{}/undo/"])
    def test_no_door_tells_of_a_pair_of_elsewhere_or_of_one_that_is_half_there(self, of_one_place, door):
        person(name="Siti Aminah")
        person(name="Siti Aminah", lives_in=ELSEWHERE)
        looking.look(at=now())
        likeness = Likeness.objects.get()
        there = merged(likeness).pk if door.startswith("merges") else likeness.pk
        answers, costs = [], []
        for key in (there, uuid.uuid4()):
            with CaptureQueriesContext(connection) as asked:
                answers.append(of_one_place.post("/" + door.format(key), {"because": "x", "known": "cards"}))
            costs.append(len(asked))
        assert [answer.status_code for answer in answers] == [404, 404]
        # But for the token of its form, which is another each time.
        assert len(answers[0].content) == len(answers[1].content)
        assert costs[0] == costs[1]

    def test_of_a_pair_across_two_places_each_is_told_a_number_and_no_name(self, of_one_place, signed_in):
        person(name="Siti Aminah")
        person(name="Siti Aminah", lives_in=ELSEWHERE)
        looking.look(at=now())
        page = of_one_place.get("/duplicates/")
        assert page.context["elsewhere"] == 1
        assert "Siti" not in page.content.decode()
        assert "No pair is yours to answer" in of_one_place.get("/duplicates/", headers={"accept-language": "en"}).text
        assert of_one_place.get(f"/duplicates/{Likeness.objects.get().pk}/").status_code == 404
        city = signed_in(user(Role.VERIFIER)).get("/duplicates/")
        assert (city.context["elsewhere"], len(city.context["page"])) == (0, 1)

    def test_a_verifier_of_both_sees_both(self, signed_in):
        person(name="Siti Aminah")
        person(name="Siti Aminah", lives_in=ELSEWHERE)
        looking.look(at=now())
        browser = signed_in(user(Role.VERIFIER, kecamatan=(HOME, ELSEWHERE)))
        assert len(browser.get(f"/duplicates/?kecamatan={ELSEWHERE}&how=birth").context["page"]) == 1
