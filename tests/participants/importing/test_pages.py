"""The pages of a spreadsheet: at one step each, for its sender alone, and stale or not they never fail."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants.importing import moving
from participants.importing.alone import one_a_process
from participants.models import Participant, Spreadsheet
from tests.factories import ELSEWHERE, HOME, nik, user
from tests.pages import messages, queries, refused
from tests.participants.importing import bringing
from tests.participants.importing.bringing import as_csv

pytestmark = pytest.mark.django_db

HEADINGS = ("Nama", "NIK", "Kecamatan", "Tanggal daftar", "Usaha", "Persetujuan")


@pytest.fixture
def sari():
    return user(kecamatan=(HOME,))


@pytest.fixture
def browser(signed_in, sari):
    return signed_in(sari)


def row(name="Siti Rahma", *, number=None, lives_in="Tebet"):
    return (name, nik() if number is None else number, lives_in, "2018-03-05", "belum", "ya")


def sent(by, *rows, headings=HEADINGS):
    """A file of people whose columns may be unknown."""
    return bringing.sent(as_csv(headings, *rows), by=by, name="peserta.csv")


def judged(by, *rows):
    return bringing.judged(as_csv(HEADINGS, *rows), by=by)


def page_of(one, name="import"):
    return reverse(name, args=[one.pk])


def test_what_one_may_bring_in_is_what_one_records_by_hand(browser):
    page = browser.get(reverse("imports"))
    assert "people" in [one.name for one in page.context["kinds"]]
    assert "expenses" not in [one.name for one in page.context["kinds"]]


def test_a_page_belongs_to_the_room_where_its_records_are(signed_in):
    both = signed_in(user(Role.FACILITATOR, Role.STAFF, kecamatan=(HOME,)))
    for kind, room in (("expenses", "expenses"), ("visits", "visits"), ("milestones", "participants")):
        page = both.get(reverse("imports") + f"?kind={kind}")
        assert [entry["name"] for entry in page.context["navigation"] if entry["current"]] == [room]


def test_the_address_of_a_form_leads_to_the_page_of_its_file(browser, sari):
    one = judged(sari, row())
    for name in ("import-columns", "import-take-in", "import-give-up"):
        assert browser.get(page_of(one, name)).url == page_of(one)
    assert Spreadsheet.objects.get() == one


def test_a_kecamatan_is_chosen_already_when_there_is_one(browser, signed_in):
    assert browser.get(reverse("imports")).context["form"]["kecamatan"].value() == HOME
    of_two = signed_in(user(kecamatan=(HOME, ELSEWHERE)))
    assert of_two.get(reverse("imports")).context["form"]["kecamatan"].value() is None


def test_who_works_nowhere_today_is_told_so_and_has_no_field(signed_in):
    page = signed_in(user()).get(reverse("imports")).content
    assert b"You are assigned to no kecamatan today" in page
    assert b"data-drop" not in page


def test_a_file_is_sent_and_its_page_opened(browser, sari):
    file = SimpleUploadedFile("peserta.csv", as_csv(HEADINGS, row()))
    answer = browser.post(reverse("imports") + "?kind=people", {"kecamatan": HOME, "file": file})
    assert answer.url == page_of(Spreadsheet.objects.get(sent_by=sari))


def test_a_file_that_is_none_is_refused_beside_the_field(browser):
    file = SimpleUploadedFile("peserta.xlsx", b"PK\x03\x04 nothing of that kind")
    answer = browser.post(reverse("imports"), {"kecamatan": HOME, "file": file})
    assert refused(answer) != {}
    assert Spreadsheet.objects.count() == 0


def test_a_text_that_calls_itself_a_workbook_is_no_spreadsheet(browser, in_english):
    file = SimpleUploadedFile("peserta.xlsx", b"This is a letter, and no list.")
    answer = browser.post(reverse("imports"), {"kecamatan": HOME, "file": file})
    assert refused(answer) == {"file": ["This is no spreadsheet: send one saved as xlsx or csv."]}


def test_a_file_that_is_too_large_to_be_held_is_not_taken(browser, monkeypatch):
    monkeypatch.setattr("participants.views.importing.LARGEST", 1_000)
    file = SimpleUploadedFile("peserta.csv", as_csv(HEADINGS, *[row()] * 2_000))
    answer = browser.post(reverse("imports"), {"kecamatan": HOME, "file": file})
    assert refused(answer) == {"file": ["Choose a spreadsheet of at most 30 MB."]}


def test_a_kecamatan_where_one_does_not_work_is_refused(browser):
    file = SimpleUploadedFile("peserta.csv", as_csv(HEADINGS, row()))
    answer = browser.post(reverse("imports"), {"kecamatan": ELSEWHERE, "file": file})
    assert list(refused(answer)) == ["kecamatan"]


def test_columns_that_are_needed_and_unknown_are_said_first(browser, sari):
    one = sent(sari, row(), headings=("Siapa", *HEADINGS[1:]))
    page = browser.get(page_of(one))
    assert page.context["form"].lacking() == ["Name"]


def test_a_column_is_named_once(browser, sari):
    one = sent(sari, row(), headings=("Siapa", *HEADINGS[1:]))
    answer = browser.post(page_of(one, "import-columns"), {"column-0": "nik", "column-1": "nik"})
    assert refused(answer) == {
        "column-1": ["Another column stands for this already: choose it once."],
        "__all__": ["Still to be found: Name."],
    }


def test_named_columns_lead_to_the_rows(browser, sari):
    one = sent(sari, row(), headings=("Siapa", *HEADINGS[1:]))
    said = {"column-0": "name", "column-1": "nik", "column-2": "lives_in", "column-3": "registered_on"}
    assert browser.post(page_of(one, "import-columns"), said).url == page_of(one)
    one.refresh_from_db()
    assert (one.state, one.columns["name"]) == ("judging", 0)


def test_wrong_rows_come_first_with_each_sentence_at_its_cell(browser, sari):
    one = judged(sari, row("Satu"), row("Dua", lives_in="317401"))
    lines = browser.get(page_of(one)).context["lines"]
    assert [line.row.number for line in lines] == [3, 2]
    assert [bool(cell.mistake) for cell in lines[0].cells] == [False, False, True, False, False, False]


def test_cells_are_said_as_people_say_them(browser, sari):
    one = judged(sari, row("Siti"))
    (line,) = browser.get(page_of(one)).context["lines"]
    said = ["Siti", f"{'*' * 12}{line.row.nik_tail}", "Tebet", "5 Mar 2018", "no business yet", "yes"]
    assert [cell.text for cell in line.cells] == said


def test_what_is_odd_stands_at_its_cell_and_is_found_by_itself(browser, sari):
    one = judged(sari, row("Satu"), row("Dua"))
    one.staged.filter(number=3).update(warnings={"nik": "Look again."})
    (line,) = browser.get(page_of(one) + "?rows=doubted").context["lines"]
    assert [cell.warning for cell in line.cells] == ["", "Look again.", "", "", "", ""]


def test_rows_of_one_verdict_are_shown(browser, sari):
    one = judged(sari, row("Satu"), row("Dua", lives_in="317401"))
    lines = browser.get(page_of(one) + "?rows=new").context["lines"]
    assert [line.row.number for line in lines] == [2]


def test_a_number_is_shown_by_its_last_four_digits(browser, sari):
    number = nik()
    one = judged(sari, row(number=number), row(lives_in="317401"))
    page = browser.get(page_of(one)).content.decode()
    assert number not in page
    assert f"{'*' * 12}{number[-4:]}" in page


def test_samples_of_a_column_show_no_number(browser, sari):
    number = nik()
    one = sent(sari, row(number=number), headings=("Siapa", *HEADINGS[1:]))
    assert number not in browser.get(page_of(one)).content.decode()


def test_nothing_is_taken_in_while_a_row_is_wrong(browser, sari):
    one = judged(sari, row("Satu"), row("Dua", lives_in="317401"))
    answer = browser.post(page_of(one, "import-take-in"), follow=True)
    assert len(messages(answer)) == 1
    one.refresh_from_db()
    assert one.state == "judged"


def test_what_is_right_is_taken_in_and_the_page_says_what_was_added(browser, sari):
    one = judged(sari, row("Satu"), row("Dua"))
    assert b"Take in 2 people" in browser.get(page_of(one)).content
    browser.post(page_of(one, "import-take-in"))
    moving.write(one.pk, at=now())
    assert browser.get(page_of(one)).context["taken_in"] == "2 people were added"
    assert Participant.objects.count() == 2


def test_the_same_file_again_has_nothing_to_take_in(browser, sari):
    rows = row("Satu"), row("Dua")
    first = judged(sari, *rows)
    browser.post(page_of(first, "import-take-in"))
    moving.write(first.pk, at=now())
    again = browser.get(page_of(judged(sari, *rows))).content
    assert b"Everything in this file is there already" in again
    assert b"Take in" not in again


def test_how_far_it_is_comes_as_a_piece_and_another_step_as_a_page(browser, sari):
    one = sent(sari, row())
    piece = browser.get(page_of(one), headers={"hx-request": "true"})
    assert piece.templates[0].name == "participants/_import_progress.html"
    moving.judge(one.pk, at=now())
    assert browser.get(page_of(one), headers={"hx-request": "true"})["HX-Refresh"] == "true"


ACTIONS = ["import-columns", "import-take-in", "import-give-up"]


@pytest.mark.parametrize("state", Spreadsheet.State.values)
def test_a_page_whose_file_is_elsewhere_by_now_leads_to_where_it_is(browser, sari, state):
    one = judged(sari, row())
    finished = {"file": "", "finished_at": now()} if state == "done" else {}
    Spreadsheet.objects.filter(pk=one.pk).update(state=state, **finished)
    answers = {name: browser.post(page_of(one, name), {"column-0": "name"}).status_code for name in ACTIONS}
    assert set(answers.values()) <= {200, 302}
    assert browser.get(page_of(one)).status_code in (200, 404)


def test_who_lets_go_of_a_file_twice_is_told_so_twice(browser, sari):
    one = judged(sari, row())
    answers = [browser.post(page_of(one, "import-give-up"), follow=True) for _ in range(2)]
    assert [messages(answer) for answer in answers] == [["The file is gone: nothing of it is kept here."]] * 2
    assert Spreadsheet.objects.count() == 0


OF_A_FILE = [("get", "import"), ("get", "import-mended"), ("post", "import-columns"), ("post", "import-take-in")]


@pytest.mark.parametrize(("method", "name"), OF_A_FILE)
def test_the_file_of_somebody_else_is_not_there(signed_in, sari, method, name):
    one = judged(sari, row())
    other = signed_in(user(kecamatan=(HOME,)))
    assert getattr(other, method)(page_of(one, name)).status_code == 404


def test_nobody_lets_go_of_the_file_of_somebody_else(signed_in, sari):
    one = judged(sari, row())
    signed_in(user(kecamatan=(HOME,))).post(page_of(one, "import-give-up"))
    assert Spreadsheet.objects.filter(pk=one.pk).exists()


def test_what_is_downloaded_is_called_after_its_kind(browser, sari):
    one = judged(sari, row("Dua", lives_in="317401"))
    mended = browser.get(page_of(one, "import-mended"))
    template = browser.get(reverse("import-template", args=["people"]))
    assert [answer["Content-Disposition"] for answer in (mended, template)] == [
        'attachment; filename="people-to-mend.xlsx"',
        'attachment; filename="people.xlsx"',
    ]


def test_while_one_file_is_at_hand_another_is_neither_read_nor_made(browser, sari):
    one = judged(sari, row("Dua", lives_in="317401"))
    file = SimpleUploadedFile("peserta.csv", as_csv(HEADINGS, row()))
    with one_a_process():
        mended = browser.get(page_of(one, "import-mended"), follow=True)
        read = browser.post(reverse("imports") + "?kind=people", {"file": file, "kecamatan": HOME})
    sentence = "Another spreadsheet is at hand just now: try again in half a minute."
    assert (messages(mended), read.context["form"].non_field_errors()) == ([sentence], [sentence])


def test_a_template_takes_the_power_to_record_by_hand(signed_in):
    verifier = signed_in(user(Role.VERIFIER))
    assert verifier.get(reverse("import-template", args=["people"])).status_code == 403


def test_a_page_of_rows_asks_as_much_for_three_as_for_one(browser, sari):
    one, three = judged(sari, row("Satu")), judged(sari, row("Dua"), row("Tiga"), row("Empat"))
    browser.get(page_of(one))
    assert queries(browser, page_of(one)) == queries(browser, page_of(three))


def test_the_list_of_files_asks_as_much_for_three_as_for_one(browser, sari):
    judged(sari, row("Satu"))
    browser.get(reverse("imports"))
    for_one = queries(browser, reverse("imports"))
    judged(sari, row("Dua"))
    judged(sari, row("Tiga"))
    assert queries(browser, reverse("imports")) == for_one
