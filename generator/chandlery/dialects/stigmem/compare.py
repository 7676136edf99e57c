"""The description beside what the code states, key by key."""

import json
from collections.abc import Callable, Iterator

from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.dialects.stigmem.twin import Cell, Statement

# A value as both sides can be compared; raises `TypeError` for what no manifest could hold.
_Reading = Callable[[object], object]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError


def _names(value: object) -> list[str]:
    if isinstance(value, list):
        return sorted({_text(item) for item in value})
    raise TypeError


_READINGS: dict[str, _Reading] = {
    "name": _text,
    "version": _text,
    "requires_stigmem": _text,
    "capabilities": _names,
    "hooks": _names,
    "depends_on": _names,
    "async_safe": _truth,
    "routes": _truth,
    "health_check": _truth,
    "config_schema": _truth,
}


def compare(twin: Manifest, statement: Statement) -> Iterator[tuple[str, str, bool]]:
    """Every key that differs or cannot be compared.

    Yields:
        The key, a message, and whether a difference is known: `False` for what cannot be told.
    """
    for key, reading in _READINGS.items():
        ours = reading(getattr(twin, key))
        cell = statement.cells.get(key)
        if cell is None:
            yield from _absent(key, ours, statement)
        elif cell.why:
            yield key, f"cannot be compared: {cell.why}{_at(cell)}", False
        else:
            yield from _present(key, ours, reading, cell)


def _absent(key: str, ours: object, statement: Statement) -> Iterator[tuple[str, str, bool]]:
    default = Manifest.model_fields[key].get_default()
    if statement.open:
        place = f" ({statement.path}:{statement.line})"
        yield key, f"cannot be compared: the call takes it from elsewhere{place}", False
    elif ours != default:
        place = f"{statement.path}:{statement.line}"
        yield key, f"the description says {_shown(ours)}, the code nothing ({place})", True


def _present(
    key: str, ours: object, reading: _Reading, cell: Cell
) -> Iterator[tuple[str, str, bool]]:
    try:
        theirs = reading(cell.value)
    except TypeError:
        theirs = cell.value
    if ours != theirs:
        says = f"the description says {_shown(ours)}, the code {_shown(theirs)}"
        yield key, says + _at(cell), True


def _at(cell: Cell) -> str:
    return f" ({cell.path}:{cell.line})"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return f"`{text}`" if len(text) <= 120 else f"`{text[:117]}...`"
