"""What a drawing looks like in what it stands in."""

import io
import re

import pytest
from PIL import Image

from reports.charts.drawing import drawn, painted, print_palette
from reports.charts.monthly import monthly_bars

ROWS = [
    {"at": "2018-01", "value": 3, "target": 4, "pace": 5, "final": True},
    {"at": "2018-02", "value": 2, "target": 4, "pace": 6, "final": False},
]
NAMES = {"2018-01": "Jan", "2018-02": "Feb"}


def bars(**how):
    return monthly_bars(ROWS, NAMES, width=300, **how)


def test_on_a_page_the_colours_are_the_pages_own():
    assert set(re.findall(r"var\(--([\w-]+)\)", bars())) == {
        "ramp-3",
        "ramp-4",
        "target",
        "ink",
        "ink-soft",
        "rule",
        "rule-strong",
    }


@pytest.mark.parametrize("theme", ["paper", "mail"])
def test_elsewhere_they_are_those_of_print(theme):
    svg = bars(theme=theme)
    assert "var(" not in svg
    # The bars that are final and those that are not, the target, and the letters as print has them.
    assert {"#287586", "#7bb3bf", "#ab4a0a", "#000", "#444"} <= set(re.findall(r"#[0-9a-f]{3,6}", svg))


def test_what_print_says_otherwise_holds_on_paper():
    assert (print_palette()["ink"], print_palette()["target"]) == ("#000", "#ab4a0a")


@pytest.mark.parametrize(
    ("theme", "font"), [("page", "inherit"), ("paper", "Libertinus Serif"), ("mail", "Arial, sans-serif")]
)
def test_the_letters_are_of_what_it_stands_in(theme, font):
    assert set(re.findall(r'font-family="([^"]+)"', bars(theme=theme))) == {font}


def test_the_same_specification_has_the_same_marks_everywhere():
    def shapes(theme):
        return re.findall(r' d="([^"]+)"', bars(theme=theme))

    assert shapes("paper") == shapes("mail") == shapes("page")


def test_a_theme_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        drawn({}, "wall")


def test_for_a_mail_it_is_a_picture_of_twice_the_size_on_a_ground_of_its_own():
    svg = bars(theme="mail")
    width, height = (float(size) for size in re.findall(r'<svg [^>]*width="([\d.]+)" height="([\d.]+)"', svg)[0])
    picture = Image.open(io.BytesIO(painted(svg)))
    assert picture.size == (round(width * 2), round(height * 2))
    assert picture.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)
