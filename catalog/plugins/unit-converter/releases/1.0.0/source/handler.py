"""Convert a number from one unit to another: lengths, masses, temperatures.

All arithmetic is exact; only the answer is rounded, to twelve significant digits.
"""

from __future__ import annotations

import difflib
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, NamedTuple

DIGITS = 12
MAX_MAGNITUDE = 30  # powers of ten; exact arithmetic on more would only cost time


class ConversionError(ValueError):
    """What was asked for cannot be converted, and why."""


class Unit(NamedTuple):
    """A unit of measure.

    Attributes:
        factor: what one of it is in the base unit of its dimension (m, kg, K).
        zero: where its zero lies, in the base unit.
        lowest: the smallest value that makes sense, in the base unit.
    """

    symbol: str
    dimension: str
    factor: Fraction
    zero: Fraction = Fraction(0)
    lowest: Fraction | None = None


# Dimension, symbol, factor, names.  Every factor is exact by definition.
_LINEAR = (
    ("length", "mm", "0.001", "millimetre millimetres millimeter millimeters"),
    ("length", "cm", "0.01", "centimetre centimetres centimeter centimeters"),
    ("length", "m", "1", "metre metres meter meters"),
    ("length", "km", "1000", "kilometre kilometres kilometer kilometers"),
    ("length", "in", "0.0254", "inch inches"),
    ("length", "ft", "0.3048", "foot feet"),
    ("length", "yd", "0.9144", "yard yards"),
    ("length", "mi", "1609.344", "mile miles"),
    ("length", "nmi", "1852", "nautical-mile nautical-miles"),
    ("mass", "mg", "0.000001", "milligram milligrams"),
    ("mass", "g", "0.001", "gram grams gramme grammes"),
    ("mass", "kg", "1", "kilogram kilograms kilo kilos"),
    ("mass", "t", "1000", "tonne tonnes"),
    ("mass", "oz", "0.028349523125", "ounce ounces"),
    ("mass", "lb", "0.45359237", "pound pounds lbs"),
    ("mass", "st", "6.35029318", "stone stones"),
)
_TEMPERATURES = (
    ("K", Fraction(1), Fraction(0), "kelvin kelvins"),
    ("°C", Fraction(1), Fraction("273.15"), "c celsius centigrade"),
    ("°F", Fraction(5, 9), Fraction("459.67") * 5 / 9, "f fahrenheit"),
)


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for dimension, symbol, factor, names in _LINEAR:
        unit = Unit(symbol, dimension, Fraction(factor))
        units.update(dict.fromkeys((symbol, *names.split()), unit))
    for symbol, step, zero, names in _TEMPERATURES:
        unit = Unit(symbol, "temperature", step, zero, Fraction(0))
        units.update(dict.fromkeys((symbol, *names.split()), unit))
    return units


UNITS = _units()


def unit(name: Any) -> Unit:
    """The unit of a symbol or name; symbols are tried as written, names in any case.

    Raises:
        ConversionError: there is no such unit.
    """
    if not isinstance(name, str):
        raise ConversionError(f"{name!r} is not the name of a unit")
    text = name.strip()
    found = UNITS.get(text) or UNITS.get(text.lower().replace(" ", "-"))
    if found:
        return found
    close = difflib.get_close_matches(text.lower(), UNITS, n=1)
    hint = f"; did you mean `{close[0]}`?" if close else ""
    raise ConversionError(f"there is no unit `{text[:40]}`{hint}")


def number(value: Any) -> Fraction:
    """The exact value of a number, or of a text that holds one.

    Raises:
        ConversionError: it is none, or not finite, or beyond all measure.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ConversionError("`value` is not a number")
    text = str(value).strip()
    try:
        exact = Decimal(text) if len(text) <= 60 else Decimal("nan")
    except InvalidOperation:
        exact = Decimal("nan")
    if not exact.is_finite():
        raise ConversionError(f"`{text[:40]}` is not a number")
    if exact and abs(exact.adjusted()) > MAX_MAGNITUDE:
        raise ConversionError(f"`{text[:40]}` is out of range")
    return Fraction(exact)


def convert(value: Fraction, source: Unit, target: Unit) -> Fraction:
    """The exact result.

    Raises:
        ConversionError: the units measure different things, or nothing can be that cold.
    """
    if source.dimension != target.dimension:
        raise ConversionError(
            f"{source.symbol} measures {source.dimension}, {target.symbol} {target.dimension}"
        )
    base = value * source.factor + source.zero
    if source.lowest is not None and base < source.lowest:
        raise ConversionError(f"{shown(value)} {source.symbol} is below absolute zero")
    return (base - target.zero) / target.factor


def shown(value: Fraction) -> str:
    """A number as people write it, rounded to `DIGITS` significant digits."""
    context = Context(prec=DIGITS)
    decimal = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{decimal.normalize(context):f}"


def run(params: dict[str, Any]) -> dict[str, Any]:
    """Convert ``value`` from the unit ``from`` to the unit ``to``.

    Returns:
        ``{"ok": true, "value": …, "text": …}``, or ``{"ok": false, "error": …}``.
    """
    try:
        source, target = unit(params.get("from")), unit(params.get("to"))
        value = number(params.get("value"))
        result = convert(value, source, target)
    except ConversionError as error:
        return {"ok": False, "error": str(error)}
    text = f"{shown(value)} {source.symbol} = {shown(result)} {target.symbol}"
    return {"ok": True, "value": float(shown(result)), "unit": target.symbol, "text": text}
