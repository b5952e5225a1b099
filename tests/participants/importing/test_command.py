"""`manage.py import_participants`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from participants.models import Participant, Spreadsheet
from tests import factories
from tests.participants.importing.bringing import as_csv, xlsx

pytestmark = pytest.mark.django_db

HEADINGS = ["Nama", "NIK"]
SITI, BUDI = ["Siti", "9901015503900001"], ["Budi", "9901011503850002"]


@pytest.fixture
def brought(tmp_path):
    """Bring this content in; what was printed."""

    def bring(content, *words, kecamatan="31.74.01"):
        file, output = tmp_path / "people", StringIO()
        file.write_bytes(content)
        call_command("import_participants", file, "--kecamatan", kecamatan, *words, stdout=output, stderr=output)
        return output.getvalue().splitlines()

    return bring


def test_it_says_how_many_were_registered_and_by_whom(brought):
    by = factories.facilitator()
    assert brought(xlsx(HEADINGS, SITI, BUDI)) == [
        "2 new, 0 there already, 0 to be mended, 0 to look at",
        f"2 people registered by {by.username}, 0 were there already",
    ]
    assert set(Participant.objects.values_list("name", "registered_by", "registered_in")) == {
        ("Siti", by.pk, "31.74.01"),
        ("Budi", by.pk, "31.74.01"),
    }


def test_the_same_file_again_adds_nobody(brought):
    by = factories.facilitator()
    brought(xlsx(HEADINGS, SITI, BUDI))
    assert brought(as_csv(HEADINGS, BUDI, SITI))[-1] == f"0 people registered by {by.username}, 2 were there already"


def test_a_trial_takes_nothing_in(brought):
    factories.facilitator()
    assert brought(xlsx(HEADINGS, SITI), "--dry-run") == [
        "1 new, 0 there already, 0 to be mended, 0 to look at",
        "Nothing was taken in: this was a trial.",
    ]
    assert (Participant.objects.count(), Spreadsheet.objects.count()) == (0, 0)


def test_wrong_rows_are_told_and_nothing_is_taken_in(brought, capsys):
    factories.facilitator()
    with pytest.raises(CommandError, match="Nothing was taken in: mend these rows first"):
        brought(xlsx(HEADINGS, SITI, [None, BUDI[1]]))
    assert (Participant.objects.count(), Spreadsheet.objects.count()) == (0, 0)


def test_another_user_can_be_named(brought):
    factories.facilitator()
    other = factories.user(kecamatan=("31.74.01",))
    assert brought(as_csv(HEADINGS, SITI), "--user", other.username)[-1].startswith(f"1 people registered by {other}")


@pytest.mark.parametrize(
    ("content", "words", "kecamatan", "sentence"),
    [
        (as_csv(HEADINGS, SITI), [], "317401", "Unknown kecamatan “317401”. Write 31.74.01"),
        (as_csv(HEADINGS, SITI), [], "31.73.05", "Nobody who registers people is assigned to 31.73.05"),
        (as_csv(HEADINGS, SITI), ["--user", "nobody"], "31.74.01", "There is no active user nobody."),
        (as_csv(["Kolom"], ["Siti"]), [], "31.74.01", "No column of this file holds the names"),
        (b"\x00\x01", [], "31.74.01", ""),
    ],
)
def test_what_cannot_be_done_is_one_sentence(brought, in_english, content, words, kecamatan, sentence):
    factories.facilitator()
    with pytest.raises(CommandError) as refusal:
        brought(content, *words, kecamatan=kecamatan)
    assert str(refusal.value).startswith(sentence)
    assert Spreadsheet.objects.count() == 0
