"""Pictures of records: static SVG, drawn when a page is rendered, with no script and no style.

Colours come from classes and from the text's own colour, so that a dark page has a dark picture.
No picture tells by colour alone: a cell holds a letter.  Each has a title and a description for
those who do not see it, and the page says the same in words beside it.  However much there is to
show, a picture has a bounded number of parts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from xml.etree import ElementTree as ET

from markupsafe import Markup

from chandlery.stages.site.elements import child, clean, fragment

MAX_ROWS = 16
MAX_COLUMNS = 8
MAX_MONTHS = 24

_CELL, _ROW, _HEAD = 72, 24, 24
_LABEL = 190
_BAR, _TALL = 22, 120
# The letters that a line of the pictures' size has room for.
_LABEL_LETTERS, _COLUMN_LETTERS = 28, 10


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a grid.

    Attributes:
        letter: what stands in it, so that nobody has to tell colours apart.
        tone: the class that colours it.
    """

    letter: str
    tone: str


def cut_short(text: str, letters: int) -> str:
    """A text of at most so many letters; what is cut off leaves a mark."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def canvas(ident: str, width: int, height: int, title: str, description: str) -> ET.Element:
    """An empty picture with its two texts for those who do not see it."""
    names = {"aria-labelledby": f"{ident}-title {ident}-desc", "class": "picture", "role": "img"}
    size = {"viewBox": f"0 0 {width} {height}", "width": str(width), "height": str(height)}
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, **names})
    child(root, "title", title, id=f"{ident}-title")
    child(root, "desc", description, id=f"{ident}-desc")
    return root


def write(parent: ET.Element, x: float, y: float, text: str, **attributes: str) -> None:
    """Put a text into a picture."""
    child(parent, "text", text, x=f"{x:g}", y=f"{y:g}", **attributes)


def done(root: ET.Element) -> Markup:
    """The picture as a part of a page."""
    return Markup(fragment(root).decode())  # noqa: S704 - built of escaped texts


def grid(
    ident: str,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], Cell],
) -> Markup:
    """A table of coloured fields: what stands in which row and column.

    Of more than `MAX_ROWS` the first are drawn, of more than `MAX_COLUMNS` the last.
    """
    rows, columns = rows[:MAX_ROWS], columns[-MAX_COLUMNS:]
    width, height = _LABEL + _CELL * len(columns), _HEAD + _ROW * len(rows)
    said = f"Columns, from the left: {', '.join(columns)}. The same in words stands beside it."
    root = canvas(ident, width, height, title, said)
    _fields(root, rows, columns, cells)
    for at, column in enumerate(columns):
        middle = _LABEL + _CELL * (at + 0.5)
        write(root, middle, 16, cut_short(column, _COLUMN_LETTERS), **{"text-anchor": "middle"})
    for down, row in enumerate(rows):
        _row(root, _HEAD + _ROW * down + 16, row, [cells.get((row, column)) for column in columns])
    return done(root)


def _row(root: ET.Element, base: int, name: str, cells: Sequence[Cell | None]) -> None:
    """A row's name and letters, each in the middle of its field."""
    write(root, 0, base, cut_short(name, _LABEL_LETTERS))
    found = [(at, cell.letter) for at, cell in enumerate(cells) if cell]
    if found:
        middles = " ".join(str(_LABEL + _CELL * at + _CELL // 2) for at, _ in found)
        middle = {"text-anchor": "middle", "class": "letter"}
        child(
            root, "text", "".join(letter for _, letter in found), x=middles, y=str(base), **middle
        )


def _fields(
    root: ET.Element,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], Cell],
) -> None:
    """The fields of a grid: one shape for all of a tone, since there may be a hundred."""
    shapes: dict[str, list[str]] = {}
    for down, row in enumerate(rows):
        for at, column in enumerate(columns):
            cell = cells.get((row, column))
            corner = f"M{_LABEL + _CELL * at + 2} {_HEAD + _ROW * down + 2}"
            field = f"{corner}h{_CELL - 4}v{_ROW - 4}h{4 - _CELL}z"
            shapes.setdefault(cell.tone if cell else "none", []).append(field)
    for tone, parts in shapes.items():
        child(root, "path", d="".join(parts), **{"class": f"field tone-{tone}"})


def monthly(moments: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """How many there were at the end of each month, from the first moment to the last.

    Args:
        moments: RFC 3339 in UTC.
    """
    counts = Counter(moment[:7] for moment in moments)
    if not counts:
        return ()
    first, last = (_month(text) for text in (min(counts), max(counts)))
    months = [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)]
    return tuple(zip(months, accumulate(counts[month] for month in months), strict=True))


def growth(ident: str, title: str, months: Sequence[tuple[str, int]]) -> Markup:
    """Bars of how many there were at the end of each month: the last `MAX_MONTHS` of them.

    Nothing where there is no month.
    """
    months = months[-MAX_MONTHS:]
    if not months:
        return Markup()
    first, last = months[0], months[-1]
    said = f"{first[1]} at the end of {first[0]}, {last[1]} at the end of {last[0]}."
    root = canvas(ident, max(_BAR * len(months), 110), _TALL + 40, title, said)
    for at, (_, count) in enumerate(months):
        tall = round(_TALL * count / last[1]) if last[1] else 0
        place = {"x": str(at * _BAR + 2), "y": str(20 + _TALL - tall)}
        child(root, "rect", **place, width=str(_BAR - 4), height=str(tall), **{"class": "bar"})
    end = _BAR * len(months)
    write(root, 0, _TALL + 36, first[0])
    if len(months) > 4:
        write(root, end, _TALL + 36, last[0], **{"text-anchor": "end"})
    write(root, end, 14, str(last[1]), **{"text-anchor": "end"})
    return done(root)


def _month(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def letter_of(word: str) -> str:
    """The letter that stands for a word in a cell."""
    return clean(word)[:1].upper()
