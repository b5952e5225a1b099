import datetime
import uuid

import pytest
from django.db import transaction

from okoce.core import patience
from okoce.core.months import today
from participants import registration
from participants.models import Participant, Residence
from tests.factories import ELSEWHERE, HOME, OUTSIDE, calon, day, facilitator, kecamatan, nik, person, user
from tests.refusals import refused_beside
from tests.together import together

pytestmark = pytest.mark.django_db

DAY = "2018-03-05"
WHOLE = {"consented": True, "baseline": "no_business"}


def register(*, by=None, id=None, on=DAY, at=HOME, **said):
    particulars = {"name": "Siti Rahayu", "lives_in": kecamatan()} | said
    return registration.register(
        by=by or facilitator(),
        id=id or uuid.uuid4(),
        kecamatan=kecamatan(at),
        said=registration.Particulars(**particulars),
        on=day(on),
        today=today(),
    )


def complete(participant, *, on=DAY, **said):
    particulars = registration.Particulars(name="", **said)
    return registration.complete(by=facilitator(), participant=participant, said=particulars, on=day(on), today=today())


def as_kept(participant):
    return Participant.objects.filter(pk=participant.pk).values().get()


def homes(participant):
    return [f"{home.kecamatan_id} since {home.since}" for home in participant.residences.all()]


class TestRegistering:
    def test_somebody_new_is_kept_as_said(self):
        somebody, new = register(
            nik="9900014101900003", phone="+62 812 3456 7890", consented=True, baseline="unlicensed", on="2018-03-05"
        )
        kept = as_kept(somebody)
        assert new
        assert {name: kept[name] for name in ("name", "phone", "baseline", "consent_version", "nik_tail")} == {
            "name": "Siti Rahayu",
            "phone": "081234567890",
            "baseline": "unlicensed",
            "consent_version": "2026-11",
            "nik_tail": "0003",
        }
        assert kept["registered_on"] == datetime.date(2018, 3, 5)
        assert kept["identity_verified"]

    def test_the_number_proposes_sex_and_date_of_birth(self):
        somebody, _new = register(nik=nik(born="1990-06-01", sex="female"))
        assert (somebody.sex, somebody.birth_date, somebody.birth_year) == ("female", datetime.date(1990, 6, 1), 1990)

    def test_what_was_said_stands_before_what_the_number_proposes(self):
        somebody, _new = register(nik=nik(born="1990-06-01", sex="female"), sex="male", birth_date=day("1991-07-02"))
        assert (somebody.sex, somebody.birth_date, somebody.birth_year) == ("male", datetime.date(1991, 7, 2), 1991)

    def test_white_space_in_a_name_is_squeezed(self):
        assert register(name="  Siti \t Rahayu ")[0].name == "Siti Rahayu"

    @pytest.mark.parametrize("name", ["\u200b", "\ufeff", "\u202e", " \u200b \u2066"])
    def test_a_name_that_nobody_sees_is_refused_beside_it(self, name):
        with refused_beside("name"):
            register(name=name)
        assert Participant.objects.count() == 0

    @pytest.mark.parametrize("name", ["Ma'ruf", "H. Abd. Ghofur, S.Pd.", "Renée-Zoë Nuñez", "Nur\u2019aini"])
    def test_a_name_stays_as_it_is_written(self, name):
        assert register(name=name)[0].name == name

    def test_the_first_day_of_the_programme_is_in_it(self):
        assert register(on="2017-12-01", **WHOLE)[0].registered_on == datetime.date(2017, 12, 1)

    def test_today_is_not_the_future(self):
        assert register(on=today(), **WHOLE)[0].registered_on == today()

    @pytest.mark.parametrize("said", [{"consented": True}, {"baseline": "no_business"}, {}])
    def test_consent_and_baseline_are_kept_together_or_not_at_all(self, said):
        somebody, _new = register(nik=nik(), **said)
        assert (somebody.registered_on, somebody.consent_version, somebody.baseline) == (None, "", "")
        assert somebody.is_calon

    def test_consent_without_identity_leaves_a_calon(self):
        assert calon(**WHOLE).is_calon

    def test_a_seen_identity_card_is_an_identity(self):
        somebody = calon(ktp_seen=True, **WHOLE)
        somebody.refresh_from_db()
        assert not somebody.is_calon

    def test_the_first_home_is_where_the_person_lives_on_that_day(self):
        assert homes(person(lives_in=ELSEWHERE, on="2018-03-05")) == ["31.73.05 since 2018-03-05"]

    def test_a_home_outside_jakarta_is_one_too(self):
        assert homes(person(lives_in=OUTSIDE, on="2018-03-05")) == ["None since 2018-03-05"]


class TestRegisteringAgain:
    def test_a_known_number_is_that_person_whoever_types_it_and_nothing_changes(self):
        number = nik()
        known = person(nik=number, name="Siti", phone="081200000001", on="2018-01-05")
        before = as_kept(known)
        other = user(kecamatan=(ELSEWHERE,))
        found, new = register(
            by=other,
            nik=number,
            name="Sita",
            phone="081299999999",
            lives_in=kecamatan(ELSEWHERE),
            at=ELSEWHERE,
            **WHOLE,
        )
        assert (found.pk, new) == (known.pk, False)
        assert as_kept(known) == before
        assert homes(known) == ["31.74.01 since 2018-01-05"]

    def test_the_same_form_again_is_the_same_person(self):
        form, said = uuid.uuid4(), {"nik": nik(), "phone": "081200000001", "sex": "female", **WHOLE}
        assert register(id=form, **said)[1]
        again, new = register(id=form, **said)
        assert (again.pk, new) == (form, False)
        assert Residence.objects.count() == 1

    def test_the_same_form_of_somebody_without_a_number_again_is_the_same_person(self):
        form = uuid.uuid4()
        register(id=form)
        assert register(id=form)[1] is False
        assert Participant.objects.count() == 1

    def test_a_form_that_is_sent_again_after_the_person_was_completed_is_the_same_person(self):
        form = uuid.uuid4()
        first, _new = register(id=form)
        complete(first, nik=nik(), **WHOLE)
        assert register(id=form) == (first, False)

    @pytest.mark.parametrize(
        "other",
        [
            {"name": "Sita Rahayu"},
            {"nik": "9900014101900004"},
            {"phone": "081200000002"},
            {"sex": "male"},
            {"birth_date": datetime.date(1991, 1, 1)},
            {"baseline": "licensed"},
            {"on": "2018-03-06"},
        ],
    )
    def test_a_form_that_was_used_for_somebody_registers_nobody_else(self, other):
        form, said = uuid.uuid4(), {"nik": "9900014101900003", "phone": "081200000001", **WHOLE}
        first, _new = register(id=form, **said)
        before = as_kept(first)
        with refused_beside("id"):
            register(id=form, **said | other)
        assert [as_kept(first)] == list(Participant.objects.values()) == [before]

    def test_the_id_of_somebody_elses_form_tells_nothing_of_what_it_made(self):
        form, said = uuid.uuid4(), {"nik": nik(), **WHOLE}
        me, other = user(), user()
        register(id=form, by=other, **said)
        own, _new = register(by=me)
        with refused_beside("id") as stranger:
            register(id=form, by=me, name="Budi")
        with refused_beside("id") as used:
            register(id=own.pk, by=me, name="Budi")
        assert stranger.value.messages == used.value.messages

    def test_the_id_of_somebody_elses_form_is_refused_with_the_same_content_too(self):
        form = uuid.uuid4()
        me, other = user(), user()
        register(id=form, by=other)
        with refused_beside("id"):
            register(id=form, by=me)


class TestRefusing:
    @pytest.mark.parametrize(
        ("field", "said"),
        [
            pytest.param("registered_on", {"on": "2017-11-30"}, id="a day before the programme"),
            pytest.param("registered_on", {"on": "9999-12-31"}, id="a day in the future"),
            pytest.param("nik", {"nik": "990001410190000"}, id="a short number"),
            pytest.param("nik", {"nik": "9900013102900003"}, id="a number of 31 February"),
            pytest.param("phone", {"phone": "12"}, id="no phone number"),
            pytest.param("name", {"name": ""}, id="no name"),
            pytest.param("name", {"name": " \t "}, id="a blank name"),
            pytest.param("name", {"name": "a" * 121}, id="a name too long"),
            pytest.param("name", {"name": "Siti\0"}, id="a null byte in the name"),
            pytest.param("sex", {"sex": "other"}, id="an unknown word for sex"),
            pytest.param("sex", {"sex": "f" * 11}, id="a long word for sex"),
            pytest.param("baseline", {"baseline": "rich", "consented": True}, id="an unknown word for baseline"),
            pytest.param("birth_date", {"birth_date": day("1899-12-31")}, id="born before living memory"),
            pytest.param("birth_date", {"birth_date": day("2018-03-06")}, id="born after the day"),
        ],
    )
    def test_it_says_so_beside_the_field_and_keeps_nobody(self, field, said):
        with refused_beside(field):
            register(**said)
        assert Participant.objects.count() == Residence.objects.count() == 0

    def test_tomorrow_is_the_future(self):
        with refused_beside("registered_on"):
            register(on=today() + datetime.timedelta(days=1))

    def test_a_name_of_a_hundred_and_twenty_letters_fits(self):
        assert register(name="a" * 120)[1]

    def test_somebody_born_on_the_day_is_no_error(self):
        assert register(birth_date=day(DAY))[1]


class TestCompleting:
    def test_an_identity_that_comes_later_is_added(self):
        late = calon(**WHOLE)
        done = complete(late, nik=nik(born="1990-06-01", sex="female"))
        done.refresh_from_db()
        assert (done.identity_verified, done.sex, done.birth_year) == (True, "female", 1990)
        assert not done.is_calon

    def test_consent_that_comes_later_is_added(self):
        done = complete(calon(nik=nik()), on="2018-04-20", **WHOLE)
        assert (done.registered_on, done.baseline) == (datetime.date(2018, 4, 20), "no_business")

    def test_what_is_there_stays(self):
        whole = person(sex="female", born="1990-01-01", on="2018-01-05")
        before = as_kept(whole)
        complete(whole, sex="male", birth_date=day("1980-01-01"), consented=True, baseline="licensed", on="2018-04-20")
        assert as_kept(whole) == before | {"ktp_seen": False}

    def test_the_same_form_again_changes_nothing(self):
        late, said = calon(), {"nik": nik(), **WHOLE}
        complete(late, **said)
        before = as_kept(late)
        complete(late, **said)
        assert as_kept(late) == before

    def test_a_form_that_was_opened_before_another_was_saved_undoes_nothing(self):
        late, number = calon(), nik()
        on_two_phones = [Participant.objects.get(pk=late.pk), Participant.objects.get(pk=late.pk)]
        complete(on_two_phones[0], nik=number)
        complete(on_two_phones[1], **WHOLE)
        late.refresh_from_db()
        assert not late.is_calon

    def test_half_of_consent_adds_nothing(self):
        assert complete(calon(nik=nik()), consented=True).is_calon

    def test_the_number_of_somebody_else_is_refused_and_nothing_is_added(self):
        number, late = nik(), calon()
        person(nik=number)
        before = as_kept(late)
        with refused_beside("nik"):
            complete(late, nik=number, **WHOLE)
        assert as_kept(late) == before

    def test_another_number_than_the_own_is_refused(self):
        with refused_beside("nik"):
            complete(calon(nik=nik()), nik=nik(), **WHOLE)

    def test_the_own_number_again_is_no_error(self):
        number = nik()
        assert not complete(calon(nik=number), nik=number, **WHOLE).is_calon

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("registered_on", {"on": "2017-11-30"}),
            ("registered_on", {"on": "9999-12-31"}),
            ("nik", {"nik": "9900013102900003"}),
            ("sex", {"sex": "other"}),
            ("baseline", {"baseline": "rich", "consented": True}),
            ("birth_date", {"birth_date": day("1899-12-31")}),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field(self, field, said):
        late = calon()
        before = as_kept(late)
        with refused_beside(field):
            complete(late, **said)
        assert as_kept(late) == before


class TestWhatIsMissing:
    def test_nothing_of_a_registered_person(self):
        somebody = person()
        somebody.refresh_from_db()
        assert registration.missing(somebody) == []

    def test_one_sentence_for_each_thing(self):
        somebody = calon()
        somebody.refresh_from_db()
        assert len(registration.missing(somebody)) == 2


@pytest.mark.usefixtures("committed_db")
class TestInTheSameMoment:
    def test_twenty_registrations_of_one_number_make_one_person(self):
        number, by = nik(), facilitator()
        answers = together(*[lambda: register(by=by, nik=number, **WHOLE)] * 20)
        assert sorted(new for _somebody, new in answers) == [False] * 19 + [True]
        assert {somebody.pk for somebody, _new in answers} == {Participant.objects.get().pk}
        assert Residence.objects.count() == 1

    def test_a_number_of_a_list_that_is_being_taken_in_is_not_waited_for_until_that_is_over(self, monkeypatch):
        monkeypatch.setattr(patience, "SECONDS", 0.2)
        number, by, late = nik(), facilitator(), calon()

        def meanwhile():
            with refused_beside("nik"):
                register(by=by, nik=number, **WHOLE)
            with refused_beside("nik"):
                complete(late, nik=number)

        with transaction.atomic():
            register(by=by, nik=number, **WHOLE)
            together(meanwhile)
        assert register(by=by, nik=number, **WHOLE) == (Participant.objects.exclude(pk=late.pk).get(), False)

    def test_twenty_taps_on_one_form_make_one_person(self):
        form, by = uuid.uuid4(), facilitator()
        answers = together(*[lambda: register(by=by, id=form, **WHOLE)] * 20)
        assert sorted(new for _somebody, new in answers) == [False] * 19 + [True]
        assert Participant.objects.get().pk == form

    def test_two_who_complete_one_person_lose_nothing(self):
        late, number = calon(), nik()
        together(lambda: complete(late, nik=number), lambda: complete(late, **WHOLE))
        late.refresh_from_db()
        assert not late.is_calon

    def test_two_who_complete_two_people_with_one_number_get_one_refusal(self):
        number, late = nik(), [calon(), calon()]

        def tries(one):
            try:
                complete(one, nik=number)
            except registration.ValidationError as refusal:
                return sorted(refusal.error_dict)
            return "done"

        answers = together(lambda: tries(late[0]), lambda: tries(late[1]))
        assert sorted(map(str, answers)) == ["['nik']", "done"]
