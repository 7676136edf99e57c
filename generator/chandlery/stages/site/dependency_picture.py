"""What a package needs, and what needs it, as a small graph in layers from left to right.

What has to be there first stands left, the package itself in a column of its own, and what names
it right of that.  A layout in layers is enough: the order of installing has no circles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from markupsafe import Markup

from chandlery.stages.site.elements import child
from chandlery.stages.site.pictures import canvas, cut_short, done, write

MAX_IN_A_LAYER = 6
MAX_LAYERS_BEFORE = 3

_WIDE, _TALL, _GAP, _SPACE = 150, 26, 44, 10
_LETTERS = 20


@dataclass(frozen=True, slots=True)
class _Box:
    name: str
    x: int
    y: int
    tone: str


def graph(
    ident: str,
    name: str,
    order: Sequence[str],
    needs: Mapping[str, Sequence[str]],
    dependents: Sequence[str],
) -> Markup:
    """Draw a package between its dependencies and its dependents; nothing where it has neither.

    Args:
        order: what has to be installed before it, each after what it needs itself.
        needs: what each of these and the package needs.
    """
    if not order and not dependents:
        return Markup()
    layers = [*_layers(order, needs), [name]]
    if dependents:
        layers.append(list(dependents))
    boxes = _boxes(layers, name)
    wide = len(layers) * (_WIDE + _GAP) - _GAP
    tall = max(box.y for box in boxes.values()) + _TALL + 2
    said = (
        f"{len(order)} to be installed before it, {len(dependents)} that name it. "
        "The same as lists stands beside it."
    )
    root = canvas(ident, wide, tall, f"What {name} needs, and what needs it", said)
    links = [(before, after) for after in (*order, name) for before in needs.get(after, ())]
    links += [(name, after) for after in dependents]
    for before, after in dict.fromkeys(links):
        if before in boxes and after in boxes and boxes[before].x < boxes[after].x:
            _line(root, boxes[before], boxes[after])
    for box in boxes.values():
        _draw(root, box)
    return done(root)


def _layers(order: Sequence[str], needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The dependencies in columns, each right of all that it needs; at most the last few."""
    depth: dict[str, int] = {}
    for name in order:
        depth[name] = 1 + max((depth.get(before, -1) for before in needs.get(name, ())), default=-1)
    columns = [
        [name for name in order if depth[name] == at]
        for at in range(max(depth.values(), default=-1) + 1)
    ]
    return columns[-MAX_LAYERS_BEFORE:]


def _boxes(layers: Sequence[Sequence[str]], middle: str) -> dict[str, _Box]:
    boxes: dict[str, _Box] = {}
    for at, layer in enumerate(layers):
        shown = list(layer[:MAX_IN_A_LAYER])
        tone = "self" if middle in layer else "other"
        x = at * (_WIDE + _GAP)
        for down, name in enumerate(shown):
            boxes[name] = _Box(name, x, down * (_TALL + _SPACE) + 1, tone)
        if more := len(layer) - len(shown):
            words = f"and {more} more"
            # A name has no spaces, so that this one is nobody's.
            boxes[f"{words} {at}"] = _Box(words, x, len(shown) * (_TALL + _SPACE) + 1, "more")
    return boxes


def _draw(root: ET.Element, box: _Box) -> None:
    place = {"x": str(box.x + 1), "y": str(box.y)}
    size = {"width": str(_WIDE - 2), "height": str(_TALL), "rx": "4"}
    child(root, "rect", **place, **size, **{"class": f"box box-{box.tone}"})
    text = cut_short(box.name, _LETTERS)
    write(root, box.x + _WIDE / 2, box.y + 17, text, **{"text-anchor": "middle"})


def _line(root: ET.Element, before: _Box, after: _Box) -> None:
    x1, y1 = before.x + _WIDE - 1, before.y + _TALL // 2
    x2, y2 = after.x + 1, after.y + _TALL // 2
    bend = (x1 + x2) // 2
    path = f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"
    child(root, "path", d=path, fill="none", **{"class": "line"})
