"""The 44 kecamatan as tiles on a grid: numbers by place, shaded in five steps (docs/where.md, “The map”)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from programs.models import Kecamatan

SHADES = 5
SHORT = 4


@dataclass(frozen=True)
class Tile:
    """One kecamatan: its value (None: no data), its shade 1..5 (None with no value), or that the value is suppressed."""

    code: str
    name: str
    value: int | None
    shade: int | None
    suppressed: bool = False

    @property
    def short(self) -> str:
        """Up to four letters, of the 44 no two alike: Tebet -> Tebe, Pasar Rebo -> PaRe, Kepulauan Seribu Utara -> KSU."""
        words = self.name.split()
        each = {1: SHORT, 2: 2}.get(len(words), 1)
        return "".join(word[:each] for word in words)


@dataclass(frozen=True)
class Shade:
    """A line of the legend: the least and the greatest value that has this shade."""

    number: int
    low: int
    high: int


@dataclass(frozen=True)
class Tiles:
    """The map: rows of the grid from north to south, None where there is no kecamatan, and what its shades mean."""

    unit: str
    rows: list[list[Tile | None]]
    legend: list[Shade]

    @property
    def _there(self) -> list[Tile]:
        return [tile for row in self.rows for tile in row if tile]

    @property
    def without(self) -> bool:
        """Whether a tile has no data, so that the legend says what its pattern means."""
        return any(tile.value is None and not tile.suppressed for tile in self._there)

    @property
    def suppressed(self) -> bool:
        return any(tile.suppressed for tile in self._there)


def tiles(
    values: Mapping[str, int | None],
    *,
    unit: str,
    kecamatan: Iterable[Kecamatan] | None = None,
    suppressed: Collection[str] = (),
) -> Tiles:
    """The values by code on the grid, `unit` in words; a code that is not there has no data.

    What is `suppressed` shows as fewer than five and has no shade, for a shade would tell its value.
    """
    places = list(Kecamatan.objects.all() if kecamatan is None else kecamatan)
    shown = {code: value for code, value in values.items() if value is not None and code not in suppressed}
    shades = shades_of(place_values(places, shown))

    def tile(place: Kecamatan) -> Tile:
        value = shown.get(place.code)
        shade = None if value is None else shades[value]
        return Tile(place.code, place.name, value, shade, place.code in suppressed)

    grid = {(place.grid_row, place.grid_col): tile(place) for place in places}
    rows, columns = (range(1, max((at[axis] for at in grid), default=0) + 1) for axis in (0, 1))
    return Tiles(unit, [[grid.get((row, column)) for column in columns] for row in rows], legend(shades))


def place_values(places: Iterable[Kecamatan], values: Mapping[str, int]) -> list[int]:
    """What the 44 have; people from outside have no tile."""
    return [values[place.code] for place in places if place.code in values]


def shades_of(values: list[int]) -> dict[int, int]:
    """Each value with its shade: by fifths of all that are there, the same for equal values; the greatest is darkest."""
    ordered = sorted(values)
    # Counted are those below it, so that equal values lie in one fifth.
    return {value: 1 + SHADES * ordered.index(value) // len(ordered) for value in ordered}


def legend(shades: Mapping[int, int]) -> list[Shade]:
    """The shades that occur, the lightest first."""
    found = sorted(set(shades.values()))
    of = {shade: [value for value, each in shades.items() if each == shade] for shade in found}
    return [Shade(shade, min(of[shade]), max(of[shade])) for shade in found]
