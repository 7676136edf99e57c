"""Convert a number from one unit to another: lengths and masses."""

from __future__ import annotations

from typing import Any

# What one of the unit is in metres, or in kilograms.
LENGTHS = {
    "mm": 0.001,
    "cm": 0.01,
    "m": 1.0,
    "km": 1000.0,
    "in": 0.0254,
    "ft": 0.3048,
    "yd": 0.9144,
    "mi": 1609.344,
}
MASSES = {
    "mg": 0.000001,
    "g": 0.001,
    "kg": 1.0,
    "t": 1000.0,
    "oz": 0.028349523125,
    "lb": 0.45359237,
}


def run(params: dict[str, Any]) -> dict[str, Any]:
    """Convert ``value`` from the unit ``from`` to the unit ``to``.

    Returns:
        ``{"ok": true, "value": …, "text": …}``, or ``{"ok": false, "error": …}``.
    """
    value, source, target = params.get("value"), params.get("from"), params.get("to")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return {"ok": False, "error": "`value` is not a number"}
    for table in (LENGTHS, MASSES):
        if source in table and target in table:
            result = value * table[source] / table[target]
            return {"ok": True, "value": result, "text": f"{value} {source} = {result} {target}"}
    return {"ok": False, "error": f"cannot convert {source} to {target}"}
