"""Files are asked for on a page that says of what, and downloaded by whoever asked, while they may."""

import datetime
import re
import uuid
from dataclasses import replace

import pytest
from django.http import QueryDict
from django.urls import reverse

from okoce.accounts.models import Read
from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA, now
from programs.models import Assignment
from reports import rollup
from reports.exporting import files, running
from reports.exporting.questions import address_of, asked_of
from reports.models import Export, LedgerEntry
from tests.factories import ELSEWHERE, HOME, approved, licence, person, user
from tests.pages import queries, refused
from tests.reports.cells import posted
from tests.reports.exporting.asked import COUNTS, LEDGER, PEOPLE, asked, content, rows, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

MASKED = "?kind=people&metric=licensed&month=2018-03"


@pytest.fixture
def licensed():
    approved(licence(person(), issued="2018-03-12"))
    rollup.drain()


@pytest.fixture
def staff():
    return user(Role.STAFF)


def assigned(somebody, code):
    return Assignment.objects.create(user=somebody, kecamatan_id=code, starts_on="2018-01-01")


def downloads(browser, export):
    """Whether the file is theirs to have; it is read to its end."""
    answer = browser.get(address(export, "export-file"))
    return answer.status_code == 200 and b"".join(answer) == content(export)


def address(export, name="export"):
    return reverse(name, args=[export.pk])


def test_a_question_of_the_address_becomes_a_file(licensed, staff, signed_in):
    browser = signed_in(staff)
    said = "?kind=counts&metric=licensed&by=month,kecamatan,gender&from=2018-03&to=2018-03"
    page = browser.get(f"/reports/exports/{said}")
    assert [(line.label, line.words) for line in page.context["told"]] == [
        ("What is counted", "Licensed"),
        ("Months", "March 2018"),
        ("Told apart by", "month, kecamatan and sex"),
        ("Where", "the whole city"),
        ("People", "those who live in Jakarta"),
        ("Reading", "Latest numbers"),
    ]
    answer = browser.post(f"/reports/exports/{said}", {"format": "csv", "reason": ""})
    export = Export.objects.get()
    assert answer.url == address(export)
    assert (export.by, export.kind, export.state) == (staff, "counts", "waiting")
    assert content(written(staff, COUNTS)).startswith(b"month,kecamatan,gender,metric,value\n")


def test_an_empty_address_asks_for_the_ladder_by_month_and_kecamatan(staff, signed_in):
    page = signed_in(staff).get("/reports/exports/")
    words = {line.label: line.words for line in page.context["told"]}
    assert words["Told apart by"] == "month and kecamatan"
    assert words["What is counted"].startswith("Registered, Trained, Mentored")


def test_what_does_not_go_together_is_said_and_cannot_be_asked_for(staff, signed_in):
    page = signed_in(staff).post("/reports/exports/?metric=trainings&by=gender", {"format": "csv"})
    assert page.context["refusals"] == ["trainings count activities, which have no gender."]
    assert not Export.objects.exists()


def test_a_number_that_is_none_is_not_there(staff, signed_in):
    assert signed_in(staff).get("/reports/exports/?kind=people&month=1999-01").status_code == 404
    assert signed_in(staff).get("/reports/exports/?kind=nothing").status_code == 404


def test_who_sees_no_records_has_counts_alone(signed_in):
    admin = signed_in(user(Role.ADMIN))
    page = admin.get("/reports/exports/")
    assert [kind for kind, _label, _url in page.context["kinds"]] == ["counts"]
    assert [admin.get(f"/reports/exports/?kind={kind}").status_code for kind in ("ledger", "people")] == [403, 403]


def test_names_take_their_power(licensed, signed_in):
    page = signed_in(user(Role.VERIFIER)).get(f"/reports/exports/{MASKED}")
    assert "with_names" not in page.context["form"].fields
    signed_in(user(Role.VERIFIER)).post(
        f"/reports/exports/{MASKED}", {"format": "csv", "with_names": "on", "reason": "x"}
    )
    assert [export.with_names for export in Export.objects.all()] == [False]


def test_names_take_a_reason(licensed, staff, signed_in):
    browser, said = signed_in(staff), {"format": "csv", "with_names": "on"}
    assert refused(browser.post(f"/reports/exports/{MASKED}", said)) == {
        "reason": ["Say what the names are for: it stays on record."]
    }
    browser.post(f"/reports/exports/{MASKED}", said | {"reason": "Undangan wisuda"})
    assert Export.objects.get().reason == "Undangan wisuda"


def test_the_sixth_at_once_waits_until_it_is_asked_for_again(staff, signed_in):
    for _five in range(5):
        asked(staff, COUNTS)
    answer = signed_in(staff).post("/reports/exports/", {"format": "csv"})
    assert refused(answer) == {"__all__": ["Five of your files are being written: wait for one of them."]}


def test_a_complete_file_is_downloaded_under_a_name_that_says_nothing_of_anybody(licensed, staff, signed_in):
    export = written(staff, PEOPLE, with_names=True, reason="Undangan wisuda")
    # Still the day before in UTC.
    Export.objects.update(asked_at=datetime.datetime(2026, 11, 29, 4, 49, tzinfo=JAKARTA))
    browser = signed_in(staff)
    answer = browser.get(address(export, "export-file"))
    assert b"".join(answer) == content(export)
    read = Read.objects.latest("pk")
    assert (read.user, read.name, read.people, read.about) == (staff, "export-file", [], f"export {export.pk}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == f'attachment; filename="okoce-people-20261129-{str(export.pk)[:8]}.csv"'
    assert f"{export.sha256}" in browser.get(address(export)).content.decode()


def test_a_program_is_told_what_it_has(licensed, staff, signed_in):
    export = written(staff, COUNTS)
    assert signed_in(staff).get(address(export, "export-manifest")).json() == {
        "file": f"okoce-counts-{export.asked_at.astimezone(JAKARTA):%Y%m%d}-{str(export.pk)[:8]}.csv",
        "kind": "counts",
        "asked": {
            "metrics": ["licensed"],
            "first": "2018-03",
            "last": "2018-03",
            "by": ["month", "kecamatan", "gender"],
            "resident": "yes",
            "vintage": "latest",
        },
        "columns": ["month", "kecamatan", "gender", "metric", "value"],
        "rows": 1,
        "bytes": len(content(export)),
        "sha256": export.sha256,
        "revision": 1,
        "with_names": False,
        "within": None,
    }


def test_a_file_of_a_part_says_so(licensed, signed_in):
    verifier = user(Role.VERIFIER)
    assigned(verifier, ELSEWHERE)
    export = written(verifier, PEOPLE)
    browser = signed_in(verifier)
    where = [line.words for line in browser.get(address(export)).context["told"] if line.label == "Where"]
    assert where == ["only Kebon Jeruk, of which you see the records"]
    page = browser.get(f"/reports/exports/{MASKED}")
    assert [line.words for line in page.context["told"] if line.label == "Where"] == where
    assert "unless you ask for it" not in page.content.decode()
    assert browser.get(address(export, "export-manifest")).json()["within"] == [ELSEWHERE]


def test_a_cohort_of_one_month_is_asked_for_anew_as_the_same_cohort(licensed, staff, signed_in):
    cohort = replace(PEOPLE, registered=PEOPLE.first)
    again = signed_in(staff).get(address(written(staff, cohort))).context["again"]
    assert "registered=2018-03" in again
    assert "registered=2018-03" not in signed_in(staff).get(address(written(staff, PEOPLE))).context["again"]


def test_of_somebody_else_there_is_nothing(licensed, staff, signed_in):
    export = written(staff, COUNTS)
    other = signed_in(user(Role.STAFF))
    names = ("export", "export-file", "export-manifest")
    assert [other.get(address(export, name)).status_code for name in names] == [404, 404, 404]


def test_whoever_reads_the_trails_sees_who_and_why_and_takes_nothing(licensed, staff, signed_in):
    export = written(staff, PEOPLE, with_names=True, reason="Undangan wisuda")
    auditor = signed_in(user(Role.AUDITOR))
    page = auditor.get(address(export)).content.decode()
    assert staff.name in page
    assert "What it is for: Undangan wisuda" in page
    assert auditor.get(address(export, "export-file")).status_code == 404
    assert address(export, "export-file") not in page


def test_whoever_reads_the_trails_has_a_list_of_what_everybody_took(licensed, staff, signed_in):
    export = written(staff, COUNTS)
    page = signed_in(user(Role.OFFICER)).get("/reports/exports/")
    assert [(one.pk, one.by) for one in page.context["exports"]] == [(export.pk, staff)]
    assert staff.name in page.content.decode()
    assert not signed_in(user(Role.STAFF)).get("/reports/exports/").context["exports"].object_list


def test_entries_are_those_of_the_months_that_the_address_says(staff, signed_in):
    for month in ("2018-01", "2018-02", "2018-03", "2018-04"):
        posted(int(month[-1]), f"{month}-24T02:15:02+00:00", (month, 1, {"metric": "trainings"}))
    said = "?kind=ledger&from=2018-02&metric=trainings&month=2018-03"
    page = signed_in(staff).get(f"/reports/exports/{said}")
    assert ("Months", "February 2018 to March 2018") in [(line.label, line.words) for line in page.context["told"]]
    signed_in(staff).post(f"/reports/exports/{said}", {"format": "csv"})
    running.go_on(clock=now)
    export = Export.objects.get()
    assert [row["month"] for row in rows(export)] == ["2018-02", "2018-03"]
    assert address_of(asked_of(export)) == said[1:]


def test_entries_take_their_months_as_counts_do(staff, signed_in):
    page = signed_in(staff).get("/reports/exports/?kind=ledger&from=2018-02&to=2018-03&metric=trainings,licensed")
    told = [(line.label, line.words) for line in page.context["told"]]
    assert told[0] == ("Entries of", "Trainings and Licensed")
    assert told[-1] == ("Months", "February 2018 to March 2018")
    assert page.context["chooser"]["metric"].value() == ["trainings", "licensed"]


def test_entries_until_a_month_are_all_until_it(staff, signed_in):
    page = signed_in(staff).get("/reports/exports/?kind=ledger&to=2018-03")
    assert page.context["told"][-1].words == "December 2017 to March 2018"


@pytest.mark.parametrize(
    "said",
    [
        "from=2018-04&month=2018-03",
        "from=2018-04&to=2018-03",
        "to=2018-03&month=2018-03",
        "from=1999-01&month=2018-03",
        "from=march&month=2018-03",
    ],
)
def test_months_that_are_none_are_refused_beside_the_choice(staff, signed_in, said):
    page = signed_in(staff).get(f"/reports/exports/?kind=ledger&{said}")
    assert page.context["refusals"] != []
    assert "form" not in page.context


def test_another_kind_is_of_the_same_months_metrics_and_place(staff, signed_in):
    browser = signed_in(staff)
    shared = f"from=2018-02&to=2018-03&metric=licensed&kecamatan={HOME}"
    page = browser.get(f"/reports/exports/?kind=counts&{shared}&by=month&vintage=first")
    urls = {kind: url for kind, _label, url in page.context["kinds"]}
    assert QueryDict(urls["ledger"].partition("?")[2]) == QueryDict(f"kind=ledger&{shared}")
    page = browser.get("/reports/exports/?kind=ledger&metric=licensed&month=2018-03")
    urls = {kind: url for kind, _label, url in page.context["kinds"]}
    assert QueryDict(urls["counts"].partition("?")[2]) == QueryDict(
        "kind=counts&from=2018-03&to=2018-03&metric=licensed"
    )


def test_a_number_of_people_leads_to_its_entries_too(staff, signed_in):
    browser = signed_in(staff)
    page = browser.get(f"/records/?metric=licensed&month=2018-03&from=2018-02&kecamatan={HOME}")
    assert page.context["file_of_entries"] == (
        f"kind=ledger&metric=licensed&from=2018-02&month=2018-03&kecamatan={HOME}"
    )
    first = browser.get("/records/?metric=licensed&month=2018-03&vintage=first")
    assert first.context["file_of_entries"] == ""


def test_entries_of_one_record_after_a_revision_are_those_alone(licensed, staff, signed_in):
    entry = LedgerEntry.objects.filter(metric="licensed").get()
    said = f"?kind=ledger&source={entry.source_id}&since={entry.revision_id}"
    page = signed_in(staff).get(f"/reports/exports/{said}")
    assert [(line.label, line.words) for line in page.context["told"]][-2:] == [
        ("Source", f"{entry.source_id}"),
        ("After revision", "1"),
    ]
    signed_in(staff).post(f"/reports/exports/{said}", {"format": "csv"})
    running.go_on(clock=now)
    assert Export.objects.get().rows == 0


def test_who_lost_the_power_downloads_no_names(licensed, staff, signed_in):
    export = written(staff, PEOPLE, with_names=True, reason="Undangan wisuda")
    staff.roles = [Role.VERIFIER]
    staff.save(update_fields=["roles"])
    assert signed_in(staff).get(address(export, "export-file")).status_code == 404


@pytest.mark.parametrize("kind", [LEDGER, PEOPLE])
def test_who_is_assigned_to_one_kecamatan_meanwhile_has_the_city_no_more(licensed, staff, signed_in, kind):
    export = written(staff, kind)
    browser = signed_in(staff)
    assert downloads(browser, export)
    assigned(staff, ELSEWHERE)
    assert not downloads(browser, export)
    assert not browser.get(address(export)).context["downloadable"]


def test_who_is_assigned_elsewhere_has_what_was_of_their_kecamatan_no_more(licensed, signed_in):
    verifier = user(Role.VERIFIER)
    first = assigned(verifier, HOME)
    export = written(verifier, LEDGER)
    browser = signed_in(verifier)
    assert downloads(browser, export)
    first.delete()
    assigned(verifier, ELSEWHERE)
    assert not downloads(browser, export)


def test_counts_of_the_city_are_had_wherever_somebody_is_assigned(licensed, staff, signed_in):
    export = written(staff, COUNTS)
    assigned(staff, ELSEWHERE)
    assert downloads(signed_in(staff), export)


def test_a_file_that_is_deleted_says_so(licensed, staff, signed_in):
    export = written(staff, COUNTS)
    Export.objects.update(file="")
    assert signed_in(staff).get(address(export, "export-file")).status_code == 404
    assert "The file is deleted" in signed_in(staff).get(address(export)).content.decode()


def test_a_file_that_somebody_took_off_the_disk_is_no_error(licensed, staff, signed_in):
    export = written(staff, COUNTS)
    files.path_of(export).unlink()
    assert signed_in(staff).get(address(export, "export-file")).status_code == 404
    assert signed_in(staff).get(address(export)).status_code == 200


def test_while_it_is_written_the_page_asks_again_and_then_shows_the_file(licensed, staff, signed_in):
    export, browser = asked(staff, COUNTS), signed_in(staff)
    htmx = {"HX-Request": "true"}
    assert 'hx-trigger="every 1s"' in browser.get(address(export)).content.decode()
    piece = browser.get(address(export), headers=htmx)
    assert "<html" not in piece.content.decode()
    Export.objects.update(state="failed", error="?", finished_at=datetime.datetime.now(datetime.UTC))
    assert browser.get(address(export), headers=htmx)["HX-Refresh"] == "true"


@pytest.mark.parametrize("question", [COUNTS, LEDGER, PEOPLE])
def test_a_failed_one_says_why(question, staff, signed_in):
    export = asked(staff, question)
    sentence = "These are more rows than a sheet of Excel has."
    Export.objects.update(state="failed", error=sentence, finished_at=datetime.datetime.now(datetime.UTC))
    assert sentence in signed_in(staff).get(address(export)).content.decode()


def test_many_files_take_as_many_queries_as_one(licensed, staff, signed_in):
    browser = signed_in(staff)
    written(staff, COUNTS)
    one = queries(browser, "/reports/exports/")
    written(staff, LEDGER), written(staff, PEOPLE)
    assert queries(browser, "/reports/exports/") == one


def test_the_records_behind_a_number_lead_to_a_file_of_them(licensed, staff, signed_in):
    page = signed_in(staff).get("/records/?metric=licensed&month=2018-03")
    assert f"{reverse('exports')}{MASKED}".replace("&", "&amp;") in page.content.decode()
    page = signed_in(staff).get("/records/?metric=trainings&month=2018-03")
    assert page.context["file"] == "kind=ledger&metric=trainings&month=2018-03"
    assert signed_in(user(Role.ADMIN)).get("/records/?metric=licensed&month=2018-03").context["file"] == ""


def test_the_dashboard_leads_to_the_counts_of_its_month(licensed, staff, signed_in):
    page = signed_in(staff).get("/dashboard/?month=2018-03").content.decode()
    assert "/reports/exports/?from=2018-03&amp;to=2018-03" in page


def test_one_that_there_is_not_is_not_there(staff, signed_in):
    assert signed_in(staff).get(reverse("export", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("question", [COUNTS, LEDGER, PEOPLE])
def test_one_that_failed_says_so_keeps_nothing_and_is_asked_for_anew(licensed, staff, signed_in, question):
    export = asked(staff, question)
    Export.objects.filter(pk=export.pk).update(
        state="failed", error="This file has more rows than a sheet holds.", finished_at=now()
    )
    browser = signed_in(staff)
    page = browser.get(address(export)).content.decode()
    assert "This file has more rows than a sheet holds." in page
    assert "Nothing of it was kept" in page
    (again,) = re.findall(r'href="(/reports/exports/\?[^"]+)"', page)
    browser.post(again.replace("&amp;", "&"), {"format": "csv", "reason": ""})
    first, second = Export.objects.order_by("asked_at")
    assert (second.kind, second.parameters, second.state) == (first.kind, first.parameters, "waiting")


def test_a_number_of_several_months_is_asked_for_where_it_stands(licensed, staff, signed_in):
    export = asked(staff, replace(PEOPLE, first=PEOPLE.first + -1))
    Export.objects.filter(pk=export.pk).update(state="failed", error="No.", finished_at=now())
    assert "/reports/exports/?" not in signed_in(staff).get(address(export)).content.decode()
