"""Workbooks as office programs write them: what stands around a list, and what its cells may be."""

import datetime

from tests.okoce.core.nasty.building import HEAD, Nasty, book, table

SITI = ["Siti", "9901"]
DAY, HOUR = datetime.date(2026, 3, 1), datetime.time(9, 30)
MOMENT = datetime.datetime.combine(DAY, HOUR)


def filled(change, **options):
    """A list of one row, and whatever else `change(book, sheet)` does to it."""

    def write(made, sheet):
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, SITI)
        change(made, sheet)

    return book(write, **options)


def cells(*values):
    """A heading over each of these values, every one written as its own kind."""
    return lambda: table([f"c{place}" for place in range(len(values))], values)


def in_the_middle():
    def write(_book, sheet):
        sheet.write_row(4, 2, HEAD)
        sheet.write_row(7, 2, SITI)
        sheet.write_blank(20, 9, None)

    return book(write)


def days(**options):
    def write(made, sheet):
        sheet.write_row(0, 0, ["day", "moment", "hour", "sum"])
        shapes = [
            made.add_format({"num_format": shape}) for shape in ("dd/mm/yyyy", "yyyy-mm-dd hh:mm", "hh:mm", "[h]:mm")
        ]
        for place, value in enumerate((DAY, MOMENT, HOUR, datetime.timedelta(hours=30))):
            sheet.write_datetime(1, place, value, shapes[place])

    return book(write, **options)


def without_answers(_book, sheet):
    sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
    sheet.write_formula("A4", "=NA()", None, "#N/A")


def formulas(_book, sheet):
    sheet.write_formula("A2", '="Si"&"ti"', None, "Siti")
    sheet.write_formula("B2", "=9900+1", None, 9901)
    sheet.write_formula("A3", "=A9", None, "")


def merged(_book, sheet):
    sheet.merge_range("A3:B4", "Budi")


def hidden_in_part(_book, sheet):
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_column("B:B", None, None, {"hidden": True})


def behind_another():
    """The first sheet is hidden, the second a chart: the third is the first that can be read."""

    def write(made, sheet):
        sheet.hide()
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "=List!$A$1:$A$2"})
        made.add_chartsheet("Chart").set_chart(chart)
        shown = made.add_worksheet("People")
        shown.activate()
        shown.write_row(0, 0, HEAD)
        shown.write_row(1, 0, SITI)

    return book(write)


def explained(made, _sheet):
    made.add_worksheet("Explanation").write("A1", "Fill in the first sheet.")


def formatted_to_the_end(made, sheet):
    sheet.write_blank(1_048_575, 16_383, None, made.add_format({"bold": True}))


def noted(_book, sheet):
    sheet.write_comment("B2", "is this right?")
    sheet.data_validation("B2:B100", {"validate": "list", "source": ["9901", "9902"]})
    sheet.insert_textbox("D2", "look here")


def linked(_book, sheet):
    sheet.write_url("A3", "mailto:siti@example.org", string="Siti")


def rich(made, sheet):
    bold = made.add_format({"bold": True})
    sheet.write_rich_string("A3", "Siti ", bold, "Aminah", " & co")


def totalled(_book, sheet):
    sheet.write_row(2, 0, ["Jumlah", 1])


CASES = [
    Nasty("a plain list", lambda: table(HEAD, SITI), {2: SITI}, HEAD),
    Nasty("a title above the list", lambda: table(["DAFTAR PESERTA"], [], HEAD, SITI), {4: SITI}, HEAD),
    Nasty(
        "a title, and what the list is of, above it",
        lambda: table(["DAFTAR"], ["Kecamatan", "Tebet"], ["a", "b", "c", "d", "e"], [1, 2, 3, 4, 6]),
        {4: [1, 2, 3, 4, 6]},
        ["a", "b", "c", "d", "e"],
    ),
    Nasty(
        "a row that numbers the columns",
        lambda: table(["a", "b", "c"], ["(1)", "(2)", "(3)"], [7, 8, 9]),
        {3: [7, 8, 9]},
    ),
    Nasty(
        "the headings again on each page", lambda: table(HEAD, SITI, HEAD, ["Budi", "1"]), {2: SITI, 4: ["Budi", "1"]}
    ),
    Nasty("empty rows and columns around", in_the_middle, {8: [None, None, *SITI]}, ["", "", *HEAD]),
    Nasty("a column without a heading", lambda: table(HEAD, [*SITI, "x"]), {2: [*SITI, "x"]}, [*HEAD, ""]),
    Nasty("headings over two lines", lambda: table(["full\nname", "  nik "], SITI), {2: SITI}, ["full name", "nik"]),
    # As numbers these keep even digits alone.
    Nasty("an identity number as a number", cells(9974010101990002, "x"), {2: [9974010101990002, "x"]}),
    Nasty("one that has lost its last digit", cells(9974010101990000.0, "x"), {2: [9974010101990000, "x"]}),
    Nasty("a phone without its zero", cells(81234567890, 8.1234567890e10), {2: [81234567890, 81234567890]}),
    Nasty("a code without its dots", cells(317401, "317401"), {2: [317401, "317401"]}),
    Nasty("truth, halves and what is below zero", cells(True, 1.5, -3, 1e300), {2: [True, 1.5, -3, 1e300]}),
    Nasty("signs that look like formulas, as text", cells("'=1+1", "+62 812", "-"), {2: ["'=1+1", "+62 812", "-"]}),
    Nasty("days, moments, hours and sums of hours", days, {2: [DAY, MOMENT, HOUR, "30:00"]}),
    Nasty("days counted from 1904", lambda: days(date_1904=True), {2: [DAY, MOMENT, HOUR, "30:00"]}),
    Nasty(
        "cells whose formulas have no answer",
        lambda: filled(without_answers),
        {2: ["Siti", "#DIV/0!"], 4: ["#N/A", None]},
    ),
    Nasty("formulas are what they showed last", lambda: filled(formulas), {2: ["Siti", 9901]}),
    Nasty("merged cells hold their value once", lambda: filled(merged), {2: SITI, 3: ["Budi", None]}),
    Nasty("hidden rows and columns are read", lambda: filled(hidden_in_part), {2: SITI}),
    Nasty("the list behind a hidden sheet and a chart", behind_another, {2: SITI}, HEAD),
    Nasty("a second sheet is left alone", lambda: filled(explained), {2: SITI}),
    Nasty("format without content down to the last cell", lambda: filled(formatted_to_the_end), {2: SITI}),
    Nasty("notes, choices and boxes", lambda: filled(noted), {2: SITI}),
    Nasty("links", lambda: filled(linked), {2: SITI, 3: ["Siti", None]}),
    Nasty("words in bold", lambda: filled(rich), {2: SITI, 3: ["Siti Aminah & co", None]}),
    Nasty("a line of totals is a row", lambda: filled(totalled), {2: SITI, 3: ["Jumlah", 1]}),
    Nasty(
        "blanks that nobody sees", cells("\u00a0Siti\u200b \ufeff", "a\u00adb\u202ec\u2007d"), {2: ["Siti", "abc d"]}
    ),
    Nasty("signs that no database takes", cells("a\x00b\x1fc", " \x07 "), {2: ["abc", None]}, ["c0", "c1"]),
    Nasty("lines within a cell", cells("Jl. Tebet\nRT 1", "a\tb"), {2: ["Jl. Tebet\nRT 1", "a b"]}),
    Nasty("letters of every kind", cells("Ñïña 🙂", "李"), {2: ["Ñïña 🙂", "李"]}),
    Nasty("one column", lambda: table(["name"], ["Siti"]), {2: ["Siti"]}, ["name"]),
    Nasty("headings alone", lambda: table(HEAD), {}, HEAD),
    Nasty("nothing at all", table, "This file holds no row: put the sheet with the list first."),
    Nasty(
        "more rows than fit", lambda: table(HEAD, SITI, SITI, SITI), "This list has more than 2 rows: split it.", most=2
    ),
]
