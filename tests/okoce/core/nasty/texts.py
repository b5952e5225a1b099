"""Lists as text: every way in which programs write csv, and what only looks like it."""

from tests.okoce.core.nasty.building import HEAD, Nasty

SITI = {2: ["Siti", "9901"]}
BROKEN = "Some letters of this file are broken: save the list as xlsx, or as csv in UTF-8."
NO_TABLE = "This is no spreadsheet: send one saved as xlsx or csv."
FAR_OUT = "Something stands far outside the list: delete the empty rows and columns around it."


def quote(row):
    return f"A quotation mark in row {row} is not closed, or stands inside a cell: save the list as xlsx."


def text(content, encoding="utf-8"):
    return lambda: content.encode(encoding)


CASES = [
    Nasty("semicolons", text("name;nik\nSiti;9901\n"), SITI, HEAD),
    Nasty("commas", text("name,nik\nSiti,9901\n"), SITI, HEAD),
    Nasty("tabs", text("name\tnik\nSiti\t9901\n"), SITI, HEAD),
    Nasty("the separator says its name", text('sep=,\nname,nik\n"a;b",9901\n'), {3: ["a;b", "9901"]}, HEAD),
    Nasty("lines as Windows ends them", text("name;nik\r\nSiti;9901\r\n"), SITI, HEAD),
    Nasty("lines as old programs end them", text("name;nik\rSiti;9901\r"), SITI, HEAD),
    Nasty("no end of the last line", text("name;nik\nSiti;9901"), SITI, HEAD),
    Nasty("UTF-8 with its mark", text("name;nik\nÑïña;1\n", "utf-8-sig"), {2: ["Ñïña", "1"]}, HEAD),
    Nasty("UTF-16", text("name;nik\nÑïña;1\n", "utf-16"), {2: ["Ñïña", "1"]}, HEAD),
    Nasty(
        "UTF-16 the other way round", lambda: b"\xfe\xff" + "name;nik\nÑ;1\n".encode("utf-16-be"), {2: ["Ñ", "1"]}, HEAD
    ),
    Nasty("Windows-1252", text("name;nik\nCafé “Ibu”;1\n", "cp1252"), {2: ["Café “Ibu”", "1"]}, HEAD),
    Nasty(
        "amounts with commas between semicolons", text("a;b\n1,5;2,5\n3,5;4\n"), {2: ["1,5", "2,5"], 3: ["3,5", "4"]}
    ),
    Nasty(
        "addresses with semicolons between commas",
        text('a,b\n"x;y;z",1\n"x;y;z",2\n'),
        {2: ["x;y;z", "1"], 3: ["x;y;z", "2"]},
    ),
    Nasty("lines, quotes and separators within quotes", text('a;b\n"x\n""y"";z";1\n'), {2: ['x\n"y";z', "1"]}),
    Nasty("a title above", text("DAFTAR PESERTA\n\nname;nik\nSiti;9901\n"), {4: SITI[2]}, HEAD),
    Nasty("rows of separators alone", text("name;nik;;\nSiti;9901;;\n;;;\n;;;\n"), SITI, HEAD),
    Nasty(
        "rows of different length", text("name;nik\nSiti\nBudi;1;x\n"), {2: ["Siti", None, None], 3: ["Budi", "1", "x"]}
    ),
    Nasty("numbers that were to stay text", text('a,b\n"=""0812""",\'0812\n'), {2: ["0812", "0812"]}),
    Nasty("an identity number as a power of ten", text("nik;b\n3,17401E+15;x\n"), {2: ["3,17401E+15", "x"]}),
    Nasty("errors of formulas", text("a;b\n#REF!;Err:502\n"), {2: ["#REF!", "Err:502"]}),
    Nasty("formulas are text", text('a;b\n=HYPERLINK("x");@SUM(A1)\n'), {2: ['=HYPERLINK("x")', "@SUM(A1)"]}),
    Nasty("one column", text("name\nSiti\n"), {2: ["Siti"]}, ["name"]),
    Nasty("no content", bytes, "This file holds no row: put the sheet with the list first."),
    Nasty("blank lines alone", text("\n \n;;\n"), "This file holds no row: put the sheet with the list first."),
    Nasty("a quote that is never closed", text('a;b\nx;1\n"y;2\nz;3\n'), quote(3)),
    Nasty("a quote inside a cell", text('a;b\n"Toko "Maju"";1\n'), quote(2)),
    Nasty("a quote that swallows the file", text('a;b\n"' + "x;1\n" * 50_000), quote(2)),
    Nasty(
        "a cell of 33,000 signs",
        text("a;b\n" + "x" * 33_000 + ";1\n"),
        "A cell in row 2 holds more than 32,767 signs: shorten it.",
    ),
    Nasty("a line without end", text("a;b\n" + "x;" * 300_000), NO_TABLE),
    Nasty("a cell in column 800", text("a;b\n" + ";" * 799 + "x\n"), FAR_OUT),
    Nasty(
        "a text of its own in each of 2.6 million cells",
        text("x;" * 649 + "x\n" + ("12345;" * 650 + "\n") * 4_000),
        "The cells of this list hold more text than can be read at once: split the list.",
        most=10_000,
    ),
    Nasty("700 headings over narrow rows", text("h;" * 699 + "h\n" + "x;1\n" * 8_000), FAR_OUT, most=10_000),
    Nasty("a thousand empty rows too many", text("a;b\n" + ";\n" * 2_000 + "x;1\n"), FAR_OUT),
    Nasty("UTF-16 without its mark", text("name;nik\nSiti;1\n", "utf-16-le"), NO_TABLE),
    Nasty("a sign of nothing", text("name;nik\nSi\x00ti;1\n"), NO_TABLE),
    Nasty("signs that steer printers", text("name;nik\nSi\x07ti;1\n"), NO_TABLE),
    Nasty("UTF-8 with a broken letter", lambda: "name;nik\nÑïña;1\n".encode() + b"\xff;2\n", BROKEN),
    Nasty("UTF-8 that says so and is not", lambda: b"\xef\xbb\xbfname;nik\n\xe9;1\n", BROKEN),
    Nasty("half a letter of UTF-16", lambda: "name;nik\n".encode("utf-16") + b"x", BROKEN),
    Nasty("letters that no program writes", lambda: b"name;nik\n\x81\x8d;1\n", BROKEN),
    Nasty("more rows than fit", text("a;b\n" + "x;1\n" * 3), "This list has more than 2 rows: split it.", most=2),
]
