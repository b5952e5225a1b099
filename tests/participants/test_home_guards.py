"""What the database refuses about where people live, whatever code forgets."""

import pytest

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants import merging
from participants.models import Participant, Residence, Transfer
from tests import factories
from tests.factories import ELSEWHERE, HOME, OUTSIDE, facilitator, home_of, moved, person, verifier
from tests.participants.merged import one_of_two
from tests.refusals import at_the_end, refused_by

pytestmark = pytest.mark.django_db
THIRD = "31.71.01"


def homes(participant):
    return Residence.objects.filter(participant=participant)


def transferred(somebody, **said):
    """A transfer without its home."""
    by = said.pop("by", None) or facilitator()
    told = {"moved_to_id": ELSEWHERE, "since": "2018-06-01", "because": "Pindah", "looked_after_by": by} | said
    return Transfer.objects.create(participant=somebody, transferred_by=by, transferred_at=now(), **told)


def let_go(made, **said):
    """A transfer that is said to be taken back, and its homes stay."""
    told = {"undone_because": "Salah orang", "undone_by": facilitator(), "undone_at": now()} | said
    Transfer.objects.filter(pk=made.pk).update(**told)


class TestHome:
    @pytest.mark.parametrize(
        "said",
        [
            {"kecamatan": ELSEWHERE},
            {"kecamatan": OUTSIDE},
            {"since": "2018-01-01"},
            {"recorded_by": 0},
            {"participant": 0},
        ],
        ids=["elsewhere", "outside", "earlier", "by somebody else", "of somebody else"],
    )
    def test_never_changes(self, said):
        another = {"recorded_by": verifier, "participant": person}
        told = {name: another[name]() if name in another else value for name, value in said.items()}
        with refused_by("home_stays"):
            homes(person(on="2018-03-05")).update(**told)

    @pytest.mark.parametrize("since", ["2018-01-01", "2018-06-01"])
    def test_beside_the_one_of_the_registration_comes_by_a_transfer(self, since):
        ani = person(on="2018-03-05")
        with refused_by("later_home_comes_by_a_transfer"):
            ani.residences.create(kecamatan_id=ELSEWHERE, since=since, recorded_by=verifier())

    def test_one_of_many_that_come_at_once_too(self):
        ani, budi = person(), factories.homeless()
        told = {"since": "2018-06-01", "recorded_by": verifier()}
        with refused_by("later_home_comes_by_a_transfer"):
            Residence.objects.bulk_create(Residence(participant=one, **told) for one in (budi, ani))
        assert Residence.objects.create(participant=budi, **told)

    @pytest.mark.parametrize(
        "said",
        [{"kecamatan_id": THIRD}, {"since": "2018-01-01"}, {"recorded_by": 0}, {"participant": 0}],
        ids=["elsewhere", "earlier", "by somebody else", "of somebody else"],
    )
    def test_is_what_its_transfer_says(self, said):
        made, another = transferred(person()), {"recorded_by": verifier, "participant": person}
        told = {name: another[name]() if name in another else value for name, value in said.items()}
        with refused_by("home_is_what_its_transfer_says"):
            home_of(made, **told)
        home_of(made)

    def test_comes_by_no_transfer_that_was_taken_back(self):
        ani = person()
        made = moved(ani, to=ELSEWHERE, since="2018-06-01")
        factories.taken_back(made)
        with refused_by("home_is_what_its_transfer_says"):
            home_of(made)

    def test_moves_nothing_that_was_settled_since_the_transfer_was_written(self):
        ani = person(on="2018-03-05")
        made = transferred(ani)
        factories.approved(factories.market(ani, on="2018-07-02"))
        with refused_by("settled_is_moved_by_no_maker"):
            home_of(made)
        let_go(made, undone_by=factories.approver())

    def test_of_each_of_two_rows_comes_by_one_who_recorded_neither(self):
        ani, again = one_of_two(person(on="2018-03-05"), person(on="2018-03-06"))
        factories.approved(factories.market(ani, on="2018-07-02"))
        made = moved(ani, to=ELSEWHERE, since="2018-06-01", by=factories.approver())
        assert homes(again).filter(transfer=made).exists()

    def test_goes_only_with_its_transfer(self):
        ani = person()
        with refused_by("home_goes_with_its_transfer"):
            homes(ani).delete()
            at_the_end()
        moved(ani, to=ELSEWHERE, since="2018-06-01")
        at_the_end()
        with refused_by("home_goes_with_its_transfer"):
            homes(ani).exclude(transfer=None).delete()

    def test_goes_with_somebody_who_is_let_go_of(self):
        factories.homeless()
        at_the_end()


class TestTransfer:
    def test_that_stands_has_a_home(self):
        with refused_by("transfer_has_its_homes"):
            transferred(person())
            at_the_end()

    def test_that_was_taken_back_has_none(self):
        made = moved(person(), to=ELSEWHERE, since="2018-06-01")
        with refused_by("transfer_has_its_homes"):
            let_go(made)
            at_the_end()

    def test_is_taken_back_by_nobody_who_recorded_what_counts_of_a_row_that_was_told_apart(self):
        by = factories.user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME, ELSEWHERE))
        merge = factories.merge()
        made = moved(Participant.objects.get(pk=merge.kept_id), to=ELSEWHERE, since="2018-06-01")
        merging.unmerge(by=verifier(), merge=merge, because="Kembar", at=now())
        factories.approved(factories.market(merge.folded, on="2018-07-02", by=by))
        homes(merge.kept).filter(transfer=made).delete()
        homes(merge.folded).filter(transfer=made).delete()
        with refused_by("settled_is_moved_by_no_maker"):
            let_go(made, undone_by=by)
        let_go(made, undone_by=factories.approver())
        at_the_end()


class TestRegistration:
    def test_stays_where_it_was(self):
        with refused_by("registered_in_stays"):
            Participant.objects.filter(pk=person().pk).update(registered_in=ELSEWHERE)
