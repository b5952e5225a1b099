"""The ten questions are about the pages of which the pictures are."""

from tests.docs.first_screens import PAGES
from tests.docs.pages import rows, words


def test_there_are_ten_and_each_page_that_is_pictured_is_asked_about():
    questions = rows("five-seconds.md", "no.")
    assert [row[0] for row in questions] == [str(number) for number in range(1, 11)]
    assert {words(row[2])[0] for row in questions} == set(PAGES.values())
    assert all(row[1].endswith("?") and row[3] for row in questions)
