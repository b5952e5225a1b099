"""Spreadsheets for tests: csv as people write it, and a workbook of one sheet."""

import io
import zipfile
from csv import writer
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def csv(*lines, separator=";"):
    """A file of these lines, each a tuple of cells."""
    text = io.StringIO()
    writer(text, delimiter=separator).writerows(lines)
    return SimpleUploadedFile("list.csv", text.getvalue().encode("utf-8-sig"), "text/csv")


def workbook(*lines, sheet=None):
    """A workbook of these lines; numbers are numbers, and `sheet` is the sheet's own text where that matters."""
    rows = "".join(f"<row>{''.join(_cell(cell) for cell in line)}</row>" for line in lines)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": _leads_to("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _leads_to("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet or f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return SimpleUploadedFile("list.xlsx", content.getvalue())


def _leads_to(kind, target):
    relation = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>'


def _cell(value):
    if isinstance(value, (int, float)):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
