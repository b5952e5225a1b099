"""Workbooks whose text is written in another way than office programs do: some read the same, some would never end."""

from tests.okoce.core.nasty.building import HEAD, Nasty, anew, bomb, cell, plain, raw, replaced, siti, whole, with_part
from tests.spreadsheets import MAIN, OFFICE

SHEET = "xl/worksheets/sheet1.xml"
SITI = {2: ["Siti", "9901"]}
FAR_OUT = "Something stands far outside the list: delete the empty rows and columns around it."
FOREIGN = "This file is written in a way that spreadsheet programs do not use: open it, save it as xlsx, and send that."
TOO_LARGE = "This file is larger than it looks: copy the list into a new one."
DAMAGED = "This file is damaged: open it, save it anew as xlsx, and send that."
BILLION = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
ELSEWHERE = '<!DOCTYPE x SYSTEM "http://198.51.100.1/x.dtd">'


def defined(part, text, used=""):
    """A definition at the begin of a part, and a cell that shows what it defines."""

    def change(parts):
        return parts | {part: text.encode() + parts[part].replace(b"Siti", f"Siti{used}".encode())}

    return lambda: anew(plain(), change)


def prefixed():
    text = plain_sheet().replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    return whole(text)


def plain_sheet(rows=None):
    head = f'<row r="1">{cell("A1", "name")}{cell("B1", "nik")}</row>'
    return f'<worksheet xmlns="{MAIN}"><sheetData>{head}{siti() if rows is None else rows}</sheetData></worksheet>'


def strings(text, rows):
    """A workbook with strings of its own, and rows that show them."""
    relation = f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'

    def change(parts):
        leads = "xl/_rels/workbook.xml.rels"
        return parts | {
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{text}</sst>',
            leads: parts[leads].replace(b"</Relationships>", relation.encode()),
        }

    return anew(raw(rows), change)


def repeated_text():
    rows = "".join(f'<row r="{row}">' + f'<c r="A{row}" t="s"><v>1</v></c>' * 10 + "</row>" for row in range(2, 500))
    return strings(f"<si><t>x</t></si><si><t>{'y' * 32_000}</t></si>", rows)


def moved(absolute):
    def change(parts):
        leads, target = "xl/_rels/workbook.xml.rels", b"/xl/one.xml" if absolute else b"one.xml"
        parts["xl/one.xml"] = parts.pop(SHEET)
        return parts | {leads: parts[leads].replace(b"worksheets/sheet1.xml", target)}

    return lambda: anew(plain(), change)


def far(rows):
    return lambda: raw(rows, head="")


def utf_16():
    return anew(plain(), lambda parts: parts | {SHEET: plain_sheet().encode("utf-16")})


def cut_in_two():
    """A definition over the end of the first piece that is unpacked."""
    begin = f'<worksheet xmlns="{MAIN}">'
    return whole(begin + " " * ((1 << 20) - len(begin) - 3) + "<!DOCTYPE x>" + "</worksheet>")


def without_places(count=1):
    text = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = f"<row>{text.format('Siti')}{text.format('9901')}</row>" * count
    return raw(rows, head=f"<row>{text.format('name')}{text.format('nik')}</row>")


CASES = [
    Nasty("another prefix", prefixed, SITI, HEAD),
    Nasty("rows and cells without a place", without_places, SITI, HEAD),
    Nasty("places in small letters", lambda: raw(siti().replace('r="A', 'r="a')), SITI, HEAD),
    Nasty(
        "a place behind what else is said",
        lambda: raw(siti().replace('r="A2" t="inlineStr"', 't="inlineStr" r="A2"')),
        SITI,
    ),
    Nasty("a place in other quotes", lambda: raw(siti().replace('r="B2"', "r = 'B2'")), SITI),
    Nasty("cells in any order", lambda: raw(f'<row r="2">{cell("B2", "9901")}{cell("A2", "Siti")}</row>'), SITI),
    Nasty("a comment", lambda: raw("<!-- <c> -->" + siti()), SITI),
    Nasty("signs by their number", lambda: raw(siti().replace("Siti", "S&#105;t&#x69;")), SITI),
    Nasty("the sheet at another place", moved(absolute=False), SITI, HEAD),
    Nasty("the sheet at a place from the top", moved(absolute=True), SITI, HEAD),
    Nasty("a sheet that is not there", lambda: replaced("xl/_rels/workbook.xml.rels", b"sheet1", b"sheet9"), DAMAGED),
    Nasty(
        "every sheet hidden",
        lambda: replaced("xl/workbook.xml", b"<sheet ", b'<sheet state="hidden" '),
        "Every sheet of this file is hidden: show the one that holds the list, and save it.",
    ),
    Nasty("what the sheet says of its size", lambda: raw(siti(), before='<dimension ref="A1:XFD1048576"/>'), SITI),
    Nasty("the last row there is", far('<row r="1048576"><c><v>1</v></c></row>'), FAR_OUT),
    Nasty("the last column there is", far('<row r="1"><c r="XFD1"><v>1</v></c></row>'), FAR_OUT),
    Nasty("both, in another writing", far("<row r='1'><c t='n' r='ZZ1000000'><v>1</v></c></row>"), FAR_OUT),
    Nasty("both, with blanks", far('<row r = "1"><c t="n" r = "zz1000000"><v>1</v></c></row>'), FAR_OUT),
    Nasty("both, behind a sign", far('<row><c t=">" r="ZZ1000000"><v>1</v></c></row>'), FAR_OUT),
    Nasty("both, with another prefix", far('<row r="1"><y:c xmlns:y="y" r="ZZ1000000"><v>1</v></y:c></row>'), FAR_OUT),
    Nasty("both, in a line of its own", far('<row r="1"><c\nr="ZZ1000000"><v>1</v></c></row>'), FAR_OUT),
    Nasty("far, step by step", far("<row/>" * 1200 + "<row><c><v>1</v></c></row>"), FAR_OUT),
    Nasty("wide, step by step", far(f"<row>{'<c/>' * 702}<c><v>1</v></c></row>"), FAR_OUT),
    Nasty("16,384 columns", far(f"<row>{'<c><v>1</v></c>' * 16_384}</row>"), FAR_OUT),
    Nasty("a place said twice", far('<row r="1"><c r="A1" r="ZZ1000000"><v>1</v></c></row>'), DAMAGED),
    Nasty("a place that is none", far('<row r="1"><c r="1A"><v>1</v></c></row>'), DAMAGED),
    Nasty("laughs without end", defined(SHEET, BILLION, "&i;"), FOREIGN),
    Nasty("a file from elsewhere", defined(SHEET, OUTSIDE, "&a;"), FOREIGN),
    Nasty("a file from the net", defined(SHEET, ELSEWHERE), FOREIGN),
    Nasty("definitions in the list of sheets", defined("xl/workbook.xml", OUTSIDE), FOREIGN),
    Nasty("definitions in the relations", defined("_rels/.rels", BILLION), FOREIGN),
    Nasty("definitions in the list of parts", defined("[Content_Types].xml", ELSEWHERE), FOREIGN),
    Nasty("definitions where nobody reads", lambda: with_part("docProps/core.xml", OUTSIDE + "<x>&a;</x>"), FOREIGN),
    Nasty("definitions cut in two", cut_in_two, FOREIGN),
    Nasty("a sheet in UTF-16", utf_16, FOREIGN),
    Nasty("a sheet that says UTF-7", defined(SHEET, '<?xml version="1.0" encoding="UTF-7"?>'), FOREIGN),
    Nasty("a sheet that says UTF-8", defined(SHEET, '<?xml version="1.0" encoding="UTF-8"?>'), SITI),
    Nasty("deep, and never closed", lambda: raw(siti(), after="<a>" * 100_000), TOO_LARGE),
    Nasty("deep, and closed", lambda: raw(siti(), after="<a>" * 600_000 + "</a>" * 600_000), TOO_LARGE),
    Nasty(
        "deep among cells in another writing", lambda: raw("<row>" + "<c>" * 200 + "</c>" * 200 + "</row>"), TOO_LARGE
    ),
    Nasty("a tag without end", lambda: raw(f'<row r="2" x="{"y" * 3_000_000}"/>'), DAMAGED),
    Nasty("a tag that is never closed", lambda: raw('<row r="2"><c r="A2"><v>1</row>'), DAMAGED),
    Nasty("nine million cells of nothing", lambda: raw("<c/>" * 9_000_000), TOO_LARGE),
    Nasty(
        "a string that is not there",
        lambda: strings("<si><t>x</t></si>", '<row r="2"><c r="A2" t="s"><v>7</v></c></row>'),
        DAMAGED,
    ),
    Nasty(
        "one long string in each of 5,000 cells",
        repeated_text,
        "The cells of this list hold more text than can be read at once: split the list.",
    ),
    Nasty("strings of 200 MB", lambda: bomb(b"xl/sharedStrings.xml", b" ", 200), TOO_LARGE),
]
