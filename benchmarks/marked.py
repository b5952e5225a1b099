"""Pages that people and commands write together: what a command writes stands between two marks."""

from pathlib import Path


def marks(name: str) -> tuple[str, str]:
    return f"<!-- {name} -->", f"<!-- /{name} -->"


def put_into(page: Path, name: str, text: str) -> None:
    """Between the page's marks of that name, in place of what stood there."""
    begin, end = marks(name)
    before, _begin, rest = page.read_text().partition(begin)
    _old, closed, after = rest.partition(end)
    assert closed, f"{page} has not {begin} and {end}"
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
