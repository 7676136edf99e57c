"""Convert from one unit to another: length, area, volume, mass, speed, data, temperature.

All arithmetic is exact; only the answer is rounded, to twelve significant digits.
"""

from __future__ import annotations

import difflib
import re
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, NamedTuple

DIGITS = 12
MAX_MAGNITUDE = 30  # powers of ten; exact arithmetic on more would only cost time
MAX_VALUES = 1_000
MAX_QUERY = 200  # characters

# The last of these words divides: "5 ft 11 in to cm".
_QUERY = re.compile(r"(?P<amounts>.+)\s(?:to|in|as|->|→)\s+(?P<target>.+?)\s*\??")
_AMOUNT = re.compile(
    r"(?P<number>[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*(?P<unit>[^\s\d.+-]\S*)\s*", re.I
)


class ConversionError(ValueError):
    """What was asked for cannot be converted, and why."""


class Unit(NamedTuple):
    """A unit of measure.

    Attributes:
        factor: what one of it is in the base unit of its dimension (m, m², m³, kg, m/s, B, K).
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
    ("area", "cm²", "0.0001", "cm2 square-centimetre square-centimeter"),
    ("area", "m²", "1", "m2 sqm square-metre square-meter square-metres square-meters"),
    ("area", "ha", "10000", "hectare hectares"),
    ("area", "km²", "1000000", "km2 square-kilometre square-kilometer"),
    ("area", "ft²", "0.09290304", "ft2 sqft square-foot square-feet"),
    ("area", "ac", "4046.8564224", "acre acres"),
    ("volume", "ml", "0.000001", "mL millilitre millilitres milliliter milliliters"),
    ("volume", "l", "0.001", "L litre litres liter liters"),
    ("volume", "m³", "1", "m3 cubic-metre cubic-meter cubic-metres cubic-meters"),
    ("volume", "gal", "0.003785411784", "us-gallon us-gallons"),
    ("volume", "pt", "0.000473176473", "us-pint us-pints"),
    ("volume", "cup", "0.0002365882365", "cups us-cup us-cups"),
    ("volume", "imp-gal", "0.00454609", "imperial-gallon imperial-gallons"),
    ("volume", "imp-pt", "0.00056826125", "imperial-pint imperial-pints"),
    ("mass", "mg", "0.000001", "milligram milligrams"),
    ("mass", "g", "0.001", "gram grams gramme grammes"),
    ("mass", "kg", "1", "kilogram kilograms kilo kilos"),
    ("mass", "t", "1000", "tonne tonnes"),
    ("mass", "oz", "0.028349523125", "ounce ounces"),
    ("mass", "lb", "0.45359237", "pound pounds lbs"),
    ("mass", "st", "6.35029318", "stone stones"),
    ("speed", "m/s", "1", "mps"),
    ("speed", "km/h", "5/18", "kmh kph"),
    ("speed", "mph", "0.44704", "mi/h"),
    ("speed", "kn", "463/900", "knot knots kt"),
    ("data", "bit", "1/8", "bits"),
    ("data", "B", "1", "byte bytes"),
    ("data", "kB", "1000", "kilobyte kilobytes"),
    ("data", "MB", "1000000", "megabyte megabytes"),
    ("data", "GB", "1000000000", "gigabyte gigabytes"),
    ("data", "TB", "1000000000000", "terabyte terabytes"),
    ("data", "KiB", "1024", "kibibyte kibibytes"),
    ("data", "MiB", "1048576", "mebibyte mebibytes"),
    ("data", "GiB", "1073741824", "gibibyte gibibytes"),
    ("data", "TiB", "1099511627776", "tebibyte tebibytes"),
)
_TEMPERATURES = (
    ("K", Fraction(1), Fraction(0), "kelvin kelvins"),
    ("°C", Fraction(1), Fraction("273.15"), "c celsius centigrade"),
    ("°F", Fraction(5, 9), Fraction("459.67") * 5 / 9, "f fahrenheit"),
)
# Names that people use for two units each; guessing would be wrong half of the time.
_AMBIGUOUS = {
    **dict.fromkeys(("gallon", "gallons"), "say `us-gallon` or `imperial-gallon`"),
    **dict.fromkeys(("pint", "pints"), "say `us-pint` or `imperial-pint`"),
    **dict.fromkeys(("ton", "tons"), "say `tonne`, or give pounds"),
}


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
    text = name.strip().rstrip(".")
    if text.lower() in _AMBIGUOUS:
        raise ConversionError(f"`{text}` means two things: {_AMBIGUOUS[text.lower()]}")
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


def parsed(query: Any) -> tuple[list[tuple[Fraction, Unit]], Unit]:
    """The amounts and the target of a query such as ``5 ft 11 in to cm``.

    Raises:
        ConversionError: it is not of this form, or names unknown units.
    """
    if not isinstance(query, str) or len(query) > MAX_QUERY:
        raise ConversionError(f"`query` is not a text of at most {MAX_QUERY} characters")
    match = _QUERY.fullmatch(query.strip())
    if match is None:
        raise ConversionError("write an amount, a unit, `to`, and a unit: `5 ft 11 in to cm`")
    amounts = []
    rest = match["amounts"].strip() + " "
    while rest:
        amount = _AMOUNT.match(rest)
        if amount is None:
            raise ConversionError(f"`{rest.strip()}` is not a number and a unit")
        amounts.append((number(amount["number"]), unit(amount["unit"])))
        rest = rest[amount.end() :]
    if len(amounts) > 1 and any(u.dimension == "temperature" for _, u in amounts):
        raise ConversionError("temperatures cannot be added up")
    return amounts, unit(match["target"])


def answer(amounts: list[tuple[Fraction, Unit]], target: Unit) -> dict[str, Any]:
    """The answer for one conversion; amounts of several units add up.

    Raises:
        ConversionError: it cannot be done.
    """
    result = sum((convert(value, source, target) for value, source in amounts), Fraction(0))
    given = " ".join(f"{shown(value)} {source.symbol}" for value, source in amounts)
    text = f"{given} = {shown(result)} {target.symbol}"
    return {"ok": True, "value": float(shown(result)), "unit": target.symbol, "text": text}


def answers(values: Any, source: Unit, target: Unit) -> dict[str, Any]:
    """The answer for a list of numbers.

    Raises:
        ConversionError: it is no list, or too long, or one of them cannot be converted.
    """
    if not isinstance(values, list) or len(values) > MAX_VALUES:
        raise ConversionError(f"`values` is not a list of at most {MAX_VALUES:,} numbers")
    results = [convert(number(value), source, target) for value in values]
    return {"ok": True, "values": [float(shown(r)) for r in results], "unit": target.symbol}


def run(params: dict[str, Any]) -> dict[str, Any]:
    """Convert what is asked for, in one of three forms.

    - ``value``, ``from``, ``to``: one number;
    - ``values``, ``from``, ``to``: a list of numbers, at most `MAX_VALUES`;
    - ``query``: a text, ``5 ft 11 in to cm``.

    Returns:
        ``{"ok": true, "value": …, "unit": …, "text": …}``, with ``values`` in place of ``value``
        and ``text`` for a list, or ``{"ok": false, "error": …}``.
    """
    try:
        if "query" in params:
            return answer(*parsed(params["query"]))
        source, target = unit(params.get("from")), unit(params.get("to"))
        if "values" in params:
            return answers(params["values"], source, target)
        return answer([(number(params.get("value")), source)], target)
    except ConversionError as error:
        return {"ok": False, "error": str(error)}
