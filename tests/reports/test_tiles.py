"""The map of tiles: what its shades mean, and how it reads."""

import pytest
from django.template.loader import render_to_string

from programs.models import Kecamatan
from reports.tiles import Shade, Tile, shades_of, tiles
from tests.factories import ELSEWHERE, FAR, HOME

pytestmark = pytest.mark.django_db


def there(shown):
    return {tile.code: tile for row in shown.rows for tile in row if tile}


def drawn(shown, **said):
    return render_to_string("reports/_tiles.html", {"tiles": shown, **said})


class TestTheGrid:
    def test_every_kecamatan_has_its_tile_in_eight_rows_of_seven(self):
        shown = tiles({}, unit="people")
        assert [len(row) for row in shown.rows] == [7] * 8
        assert there(shown).keys() == set(Kecamatan.objects.values_list("code", flat=True))

    def test_a_tile_lies_where_the_grid_says(self):
        assert tiles({}, unit="people").rows[5][4].name == "Tebet"
        assert tiles({}, unit="people").rows[0][2] is None

    def test_no_two_short_names_are_alike_and_none_is_longer_than_four_letters(self):
        shorts = [tile.short for tile in there(tiles({}, unit="people")).values()]
        assert len(set(shorts)) == 44
        assert max(map(len, shorts)) == 4

    def test_a_list_that_was_read_is_not_read_again(self, django_assert_num_queries):
        places = list(Kecamatan.objects.all())
        with django_assert_num_queries(0):
            tiles({HOME: 3}, unit="people", kecamatan=places)


class TestShades:
    def test_ten_values_fall_into_five_shades_of_two(self):
        assert shades_of([*range(10, 20)]) == {
            10: 1, 11: 1, 12: 2, 13: 2, 14: 3, 15: 3, 16: 4, 17: 4, 18: 5, 19: 5,
        }  # fmt: skip

    def test_equal_values_have_the_same_shade(self):
        assert shades_of([0, 0, 0, 0, 7]) == {0: 1, 7: 5}

    def test_the_legend_has_the_bounds_of_each_shade_that_occurs(self):
        shown = tiles({HOME: 3, ELSEWHERE: 3, FAR: 40}, unit="people")
        assert shown.legend == [Shade(1, 3, 3), Shade(4, 40, 40)]

    def test_where_nothing_is_there_is_no_shade(self):
        shown = tiles({}, unit="people")
        assert (shown.legend, shown.without) == ([], True)

    def test_people_from_outside_have_no_tile_and_move_no_shade(self):
        shown = tiles({HOME: 3, "LUAR": 900}, unit="people")
        assert shown.legend == [Shade(1, 3, 3)]


class TestWhatIsSuppressed:
    def test_it_has_neither_value_nor_shade_and_moves_no_shade(self):
        shown = tiles({HOME: 3, FAR: 40}, unit="people", suppressed=[HOME])
        assert there(shown)[HOME] == Tile(HOME, "Tebet", None, None, suppressed=True)
        assert shown.legend == [Shade(1, 40, 40)]

    def test_it_reads_as_a_star_and_the_legend_says_what_that_is(self):
        html = drawn(tiles({HOME: 3}, unit="people", suppressed=[HOME]))
        assert html.count(">*</abbr>") == 1
        assert "</span>* " in html

    def test_a_sum_with_something_suppressed_in_it_has_a_plus(self):
        html = drawn(tiles({HOME: 1284, FAR: 7}, unit="people", at_least=[HOME]))
        assert html.count(">1.284+</abbr>") == 1
        assert '<span class="tile-value">7</span>' in html


class TestHowItReads:
    def test_a_tile_has_its_whole_name_and_its_number(self):
        html = drawn(tiles({HOME: 1284}, unit="people"))
        assert '<span class="tile-name">Tebet</span> <span class="tile-value">1.284</span>' in html

    def test_linked_it_opens_the_kecamatan_with_what_was_asked(self):
        html = drawn(tiles({HOME: 3}, unit="people"), linked=True, address="month=2018-03")
        assert f'href="/dashboard/{HOME}/?month=2018-03"' in html

    def test_else_it_links_nowhere(self):
        assert "href" not in drawn(tiles({HOME: 3}, unit="people"))
