import datetime
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from okoce.core.months import today
from participants import sharing
from programs.models import Training
from programs.trainings import cancel_session
from tests import factories
from tests.factories import ELSEWHERE, attend, meeting, people, person, submitted, training, user, verified
from tests.pages import queries

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def link(made, *, on=None):
    return reverse("shared", args=[sharing.token_of(made, on=on or today())])


def opened(made, **said):
    return Client(headers={"accept-language": "en"}).get(link(made, **said))


def text(answer):
    return " ".join(answer.content.decode().split())


class TestNumbers:
    @pytest.mark.parametrize(
        ("women", "men", "unknown", "told"),
        [
            (5, 5, 0, (5, 5)),
            (5, 5, 5, (5, 5)),
            (5, 4, 0, (None, None)),
            (9, 0, 0, (None, None)),
            (5, 5, 1, (None, None)),
        ],
    )
    def test_of_women_and_men_are_told_where_nobody_is_told_by_them(self, women, men, unknown, told):
        crowd = [*people(women), *people(men, sex="male"), *(factories.calon() for _ in range(unknown))]
        counted = sharing.numbers(attend(training(), *crowd))
        assert (counted.came, counted.women, counted.men) == (women + men + unknown, *told)

    def test_are_of_everybody_who_was_present_once_or_more_at_a_session_that_was_held(self):
        made = training(meeting("2018-03-05"), meeting("2018-03-12"), meeting("2018-03-19"))
        first, second, third = made.sessions.all()
        ani, budi, cici, dodi = people(4)
        attend(first, ani)
        attend(second, ani, budi, status="late")
        attend(second, cici, status="sick")
        attend(third, dodi)
        cancel_session(by=made.logged_by, session=third)
        assert sharing.numbers(made).came == 2
        assert [f"{day}" for day in sharing.days(made)] == ["2018-03-05", "2018-03-12"]


class TestTheLink:
    def test_opens_for_thirty_days_for_everybody_and_then_says_that_it_is_over(self):
        made = attend(training(), person())
        answers = [opened(made, on=today() - days * DAY).status_code for days in (0, 30, 31)]
        assert answers == [200, 200, 410]
        assert "It is too old: a link opens for 30 days." in text(opened(made, on=today() - 31 * DAY))

    def test_that_nobody_made_opens_nothing(self):
        made = training()
        whole = link(made).rstrip("/")
        forged = (f"{whole}x/", f"{whole[:-1]}/", f"{whole[:-1]}{'A' if whole[-1] != 'A' else 'B'}/")
        aged = f"/share/{sharing.token_of(made, on=today() + 9 * DAY)[:24]}{whole[-24:]}/"
        for broken in (*forged, aged, "/share/x/", f"/share/{'é' * 48}/", link(Training(pk=uuid.uuid4()))):
            answer = Client(headers={"accept-language": "en"}).get(broken)
            assert answer.status_code == 404
            assert "This link shows nothing" in text(answer)

    def test_is_short_enough_for_a_chat(self):
        token = sharing.token_of(Training(pk=uuid.uuid4()), on=today())
        assert re.fullmatch("[A-Za-z0-9_-]{48}", token)

    def test_of_another_secret_opens_nothing(self, settings):
        whole = link(training())
        settings.SECRET_KEY = "another"
        assert Client().get(whole).status_code == 404

    def test_is_found_by_no_search_and_kept_by_no_shared_cache(self):
        answer = opened(attend(training(), person()))
        assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == ("noindex", "private, max-age=60")

    def test_takes_as_many_queries_for_three_as_for_one_and_writes_nothing(self):
        made = attend(training(), person())
        once = queries(Client(), link(made))
        attend(made, *people(2))
        assert queries(Client(), link(made)) == once == 3


class TestThePage:
    def test_tells_counts_to_the_chat_and_nothing_about_anybody(self):
        by = user(kecamatan=(factories.HOME,), name="Sari Pendamping")
        made = training(by=by, place="Rumah Bu Rahasia")
        attend(made, *people(6, name="Ani Rahasia"), *people(5, sex="male", name="Budi Rahasia"))
        page = text(opened(made))
        assert 'property="og:title" content="Dasar kewirausahaan, Tebet, 5 March 2018"' in page
        assert 'content="11 people came, 6 women and 5 men: not checked yet."' in page
        assert [word for word in ("Rahasia", "Sari", f"{made.pk}") if word in page] == []

    @pytest.mark.parametrize(
        ("bring", "word"),
        [
            (lambda made: made, "not checked yet"),
            (submitted, "waits for a verifier"),
            (lambda made: factories.returned(submitted(made)), "not checked yet"),
            (verified, "verified"),
        ],
    )
    def test_tells_how_far_it_is(self, bring, word):
        assert f"1 person came: {word}." in text(opened(bring(attend(training(), person()))))

    def test_of_a_training_that_was_revoked_says_so_and_no_number(self):
        made = factories.revoked(verified(attend(training(), *people(7))))
        page = text(opened(made))
        assert "This training was revoked: it is void" in page
        assert "7 people" not in page


class TestMakingOne:
    def test_gives_a_sentence_for_the_chat_in_the_language_of_the_page(self, signed_in):
        made = attend(training(meeting("2018-03-05"), meeting("2018-03-12")), *people(3))
        browser = signed_in(made.logged_by)
        page = text(browser.get(f"/trainings/{made.pk}/share/"))
        address = f"http://testserver{link(made)}"
        assert f"Dasar kewirausahaan, Tebet, 5 March 2018 – 12 March 2018: 3 people came. {address}" in page

    def test_waits_for_somebody_who_came(self, signed_in):
        made = attend(training(), person(), status="sick")
        page = text(signed_in(made.logged_by).get(f"/trainings/{made.pk}/share/"))
        assert ("Nobody has come yet" in page, "/share/" in page.replace(f"/{made.pk}/share/", "")) == (True, False)

    def test_is_for_those_who_work_there(self, signed_in):
        made = attend(training(), person())
        stranger = signed_in(user(kecamatan=(ELSEWHERE,)))
        assert stranger.get(f"/trainings/{made.pk}/share/").status_code == 404

    def test_takes_as_many_queries_for_three_as_for_one(self, signed_in):
        made = attend(training(), person())
        browser = signed_in(made.logged_by)
        once = queries(browser, f"/trainings/{made.pk}/share/")
        attend(made, *people(2))
        assert queries(browser, f"/trainings/{made.pk}/share/") == once
