"""Files of other kinds, whatever their name says."""

import gzip

from tests.okoce.core.nasty.building import Nasty, anew, plain, with_part

OLD = "This is a spreadsheet of the old kind (.xls): open it, save it as xlsx, and send that."
PASSWORD = "This file has a password: save it without one, and send that."
PAGE = "This is a web page, whatever its name says: open it in a spreadsheet program, save it as xlsx, and send that."
ANOTHER = "This is a spreadsheet of another kind: open it, save it as xlsx, and send that."
NO_TABLE = "This is no spreadsheet: send one saved as xlsx or csv."
PACKED = "This file is packed: unpack it, and send the spreadsheet that is in it."
MACROS = "This file brings a program with it (macros): save it as xlsx, without macros, and send that."
OUTSIDE = "Cells of this file take their values from another file: copy all, paste the values alone into a new spreadsheet, and send that."
CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
TABLE = "<table><tr><td>name</td></tr></table>"


def instead(name, text=""):
    """An archive with this part where a workbook has its list of sheets."""

    def change(parts):
        del parts["xl/workbook.xml"]
        return parts | {name: text}

    return lambda: anew(plain(), change)


CASES = [
    Nasty("a spreadsheet of the old kind", lambda: CONTAINER + "Workbook".encode("utf-16-le"), OLD),
    Nasty("a workbook with a password", lambda: CONTAINER + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
    Nasty("a web page as xls", f"<html><body>{TABLE}</body></html>".encode, PAGE),
    Nasty("a web page behind blanks", lambda: b"\xef\xbb\xbf\r\n  <!DOCTYPE html>", PAGE),
    Nasty("a web page in UTF-16", lambda: TABLE.encode("utf-16"), PAGE),
    Nasty("a spreadsheet of 2003", lambda: b'<?xml version="1.0"?><Workbook/>', PAGE),
    Nasty("a web page with a workbook behind it", lambda: b"<html></html>" + plain(), PAGE),
    Nasty("a picture with a workbook behind it", lambda: b"GIF89a" + bytes(20) + plain(), NO_TABLE),
    Nasty("a document with a workbook behind it", lambda: b"%PDF-1.7\n" + plain(), NO_TABLE),
    Nasty("bytes with a workbook behind them", lambda: b"\x00\x01\x02" + plain(), NO_TABLE),
    Nasty("a document", lambda: b"%PDF-1.7\n\xe2\xe3", NO_TABLE),
    Nasty("a photo", lambda: b"\xff\xd8\xff\xe0" + bytes(100), NO_TABLE),
    Nasty("a letter", lambda: b"{\\rtf1 name;nik}", NO_TABLE),
    Nasty("a program", lambda: b"MZ" + bytes(100), NO_TABLE),
    Nasty("a packed list", lambda: gzip.compress(b"name;nik\nSiti;1\n"), PACKED),
    Nasty("a packed folder", lambda: b"Rar!\x1a\x07\x00", PACKED),
    Nasty("a workbook with macros", lambda: with_part("xl/vbaProject.bin", "x"), MACROS),
    Nasty("a workbook with macros of 1992", lambda: with_part("xl/macrosheets/sheet1.xml", "<x/>"), MACROS),
    Nasty("values from another file", lambda: with_part("xl/externalLinks/externalLink1.xml", "<x/>"), OUTSIDE),
    Nasty("an open document", lambda: with_part("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ANOTHER),
    Nasty("an open document in disguise", instead("content.xml", "<x/>"), ANOTHER),
    Nasty("a binary workbook", instead("xl/workbook.bin"), ANOTHER),
    Nasty("a spreadsheet of a telephone", instead("Index/Document.iwa"), ANOTHER),
    Nasty("a letter in an archive", instead("word/document.xml", "<x/>"), NO_TABLE),
]
