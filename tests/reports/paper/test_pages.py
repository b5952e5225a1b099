"""The pages of the papers as pictures: how many there are, and where nothing is printed."""

import io
import json

import pytest
import typst
from django.utils import translation
from PIL import Image, ImageChops

from okoce.core.months import Month
from programs.models import Kecamatan
from reports.models import MonthlyCount, Vintage
from reports.paper import pdf
from reports.paper.decisions import MOST
from reports.summary import LADDER
from tests.reports.cells import revision
from tests.reports.closed import closed
from tests.reports.paper.march import paper

pytestmark = pytest.mark.django_db

PPI = 60
CM = PPI / 2.54
# A4, and what the papers leave free of it at the sides and at the foot, in pixels.
WIDTH, HEIGHT = round(21 * CM), round(29.7 * CM)
SIDE, FOOT = int(1.95 * CM), int(0.8 * CM)
# Where the draft's mark stands, and its colour.
HEAD, MARK = int(2 * CM), (171, 74, 10)
LAST = Month(2020, 1)

FORECAST = (
    "Menurut catatan yang masuk terlambat pada bulan-bulan sebelumnya, bulan ini akan mencapai 12.000 (antara 11.000 dan"
    " 13.000); bila dihitung pada hari yang sama di 8 bulan sebelumnya, perkiraan ini meleset 123 (median) dan masuk"
    " rentang pada 7 bulan."
)
TRADING = (
    "12.345 dari 14.567 (85 %) dinyatakan masih berusaha, 6.789 di antaranya terverifikasi; 1.234 tutup, 988 belum"
    " diketahui"
)
AUDITED = "12 dari 100 salah; dari semuanya, 6,2 % sampai 20 % (95 %). Belum dinilai: 14 dari 140."
CORRECTED = ["September 2019", "12.345", "12.340", "−7 duplikat digabung, +2 disetujui verifikator"]
MANY_REASONS = [*CORRECTED[:3], f"{CORRECTED[3]}, −1 dicabut, +3 pindah dari luar Jakarta, −2 dikembalikan, " * 2]


@pytest.fixture(params=["id", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def city(*, until=LAST):
    """Every rung, work and money in each kecamatan and month: numbers of as many digits as a real city's."""
    revision(1)
    codes = list(Kecamatan.objects.order_by("code").values_list("code", flat=True))
    metrics = {rung: 240 - 22 * at for at, rung in enumerate(LADDER)} | {"spending": 24_000_000, "trainings": 2}
    MonthlyCount.objects.bulk_create(
        MonthlyCount(
            metric=metric,
            month=month.first,
            posting_month=month.first,
            vintage=Vintage.FIRST,
            kecamatan=code,
            gender="-" if metric in {"spending", "trainings"} else "female",
            age_band="-" if metric in {"spending", "trainings"} else "25-34",
            value=value * (at % 5 + 1),
        )
        for month in Month(2017, 12).until(until)
        for at, code in enumerate(codes)
        for metric, value in metrics.items()
    )


def pages(template, told):
    """Each page as a picture."""
    said = {"paper": json.dumps(pdf._shown(told))}
    drawn = typst.compile(template, format="png", ppi=PPI, root=pdf.FOLDER, sys_inputs=said, ignore_system_fonts=True)
    return [Image.open(io.BytesIO(one)).convert("RGB") for one in (drawn if isinstance(drawn, list) else [drawn])]


def inked(page, box=None):
    """The box of what is printed, within a box of the page; None where nothing is."""
    part = page.crop(box) if box else page
    return ImageChops.difference(part, Image.new("RGB", part.size, "white")).getbbox()


def has_mark(page):
    """Whether the colour of the draft's mark is in the head of the page."""
    colours = page.crop((0, 0, WIDTH, HEAD)).getcolors(WIDTH * HEAD)
    return any(max(abs(one - other) for one, other in zip(colour, MARK, strict=True)) < 40 for _many, colour in colours)


def assert_within_its_margins(page):
    assert page.size == (WIDTH, HEIGHT)
    assert inked(page, (0, 0, SIDE, HEIGHT)) is None
    assert inked(page, (WIDTH - SIDE, 0, WIDTH, HEIGHT)) is None
    assert inked(page, (0, HEIGHT - FOOT, WIDTH, HEIGHT)) is None


def assert_four_pages(told, *, draft):
    drawn = pages(pdf.REPORT, told)
    assert len(drawn) == 4
    for page in drawn:
        assert_within_its_margins(page)
        assert has_mark(page) == draft
        # Above the foot with its number, no page is left with a line or two.
        _left, _top, _right, bottom = inked(page, (0, 0, WIDTH, HEIGHT - int(2 * CM)))
        assert bottom > HEIGHT * 0.35


@pytest.mark.usefixtures("language")
class TestReport:
    def test_a_full_month_that_is_open_has_four_pages_and_says_so_on_each(self):
        city()
        told = pdf.report(paper(LAST, on="2020-01-20"))
        # What this city has not come to: a forecast, people whose time to be asked has come, an audit, corrections.
        told["summary"].insert(2, FORECAST)
        *_others, trading, sure = told["sections"]
        trading["lines"] = [(name, TRADING) for name, _nobody in trading["lines"]]
        sure["lines"] = [
            ("Audit acak Agustus 2019", AUDITED),
            ("Orang berizin yang ada di daftar resmi", "12.345 dari 67.890"),
        ]
        told["revisions"]["rows"] = [CORRECTED] * 10
        assert_four_pages(told, draft=True)

    def test_a_closed_one_has_no_mark(self):
        city()
        for month in Month(2017, 12).until(LAST):
            closed(str(month))
        assert_four_pages(pdf.report(paper(LAST, on="2020-02-11")), draft=False)

    @pytest.mark.parametrize("code", ["", "2018-P4"])
    def test_a_corrected_one_has_four_with_as_many_corrections_as_are_told(self, code):
        city()
        for month in Month(2017, 12).until(LAST):
            closed(str(month))
        told = pdf.report(paper(LAST, code=code, on="2020-02-11"))
        for figure in told["figures"][:2]:
            figure["first"] = "Pertama kali terbit: 12.345; sejak itu +123 karena koreksi."
        told["revisions"]["rows"] = [CORRECTED] * pdf.MOST_REVISIONS
        assert_four_pages(told, draft=False)

    def test_one_in_which_nothing_is_counted_has_four_as_well(self):
        assert_four_pages(pdf.report(paper(LAST, on="2020-01-20")), draft=True)

    def test_the_first_month_has_four_too(self):
        city(until=Month(2017, 12))
        assert_four_pages(pdf.report(paper(Month(2017, 12), on="2018-01-20")), draft=True)

    def test_long_names_stay_within_the_margins(self):
        city()
        assert_four_pages(pdf.report(paper(LAST, code="2018-P4", on="2020-01-20")), draft=True)

    def test_corrections_for_many_reasons_go_on_over_a_fifth_page_with_their_heads(self):
        city()
        told = pdf.report(paper(LAST, on="2020-01-20"))
        told["revisions"]["rows"] = [MANY_REASONS] * pdf.MOST_REVISIONS
        drawn = pages(pdf.REPORT, told)
        assert len(drawn) == 5
        for page in drawn:
            assert_within_its_margins(page)
        told["revisions"]["heads"] = ["x"] * 4
        assert ImageChops.difference(drawn[4], pages(pdf.REPORT, told)[4]).getbbox()


@pytest.mark.usefixtures("language")
class TestGovernor:
    @pytest.mark.parametrize("on", ["2020-01-20", "2020-03-20"])
    def test_is_one_page_within_its_margins(self, on):
        city()
        (page,) = pages(pdf.GOVERNOR, pdf.governor(paper(LAST, on=on)))
        assert_within_its_margins(page)
        assert has_mark(page)

    def test_stays_one_page_with_as_much_as_there_can_be_to_decide(self):
        city()
        told = pdf.governor(paper(LAST, on="2020-03-20"))
        told["decide"]["lines"] = ["Kata-kata sepanjang putusan yang terpanjang. " * 4] * MOST
        told["summary"] += ["Perkiraan dengan rentang, dan seberapa meleset pada bulan-bulan sebelumnya. " * 3]
        for figure in told["figures"]:
            figure["first"] = "Pertama kali terbit: 12.345; sejak itu +123 karena koreksi."
        (page,) = pages(pdf.GOVERNOR, told)
        assert_within_its_margins(page)
