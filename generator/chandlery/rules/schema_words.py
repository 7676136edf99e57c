"""What a schema error says, in our words: the fact with the value, and the cure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chandlery.documents import Route
from chandlery.quoting import escaped, quoted
from chandlery.rules.schema_forms import FORMS
from chandlery.suggest import did_you_mean, nearest

_MOST_CHOICES = 12
# A string as Python writes it: in double quotes where it holds a single one.
_LITERAL = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")

# Error type, or its stem without the last word → what the value should have been.
_EXPECTED: Mapping[str, str] = {
    "string": "a string",
    "bytes": "a string",
    "bool": "true or false",
    "int": "a whole number",
    "int_from": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "fraction": "a number",
    "complex": "a number",
    "complex_str": "a number",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "frozen_set": "a list",
    "deque": "a list",
    "iterable": "a list",
    "dict": "a mapping",
    "frozen_dict": "a mapping",
    "ordered_dict": "a mapping",
    "counter": "a mapping",
    "mapping": "a mapping",
    "model": "a mapping",
    "model_attributes": "a mapping",
    "dataclass": "a mapping",
    "dataclass_exact": "a mapping",
    "named_tuple": "a list",
    "arguments": "a mapping",
    "none": "null",
    "invalid": "a string",
    "date": "a date",
    "date_from_datetime": "a date",
    "datetime": "a point in time",
    "datetime_object": "a point in time",
    "datetime_from_date": "a point in time",
    "time": "a time of day",
    "time_delta": "a length of time",
    "url": "a URL",
    "url_syntax": "a URL",
    "uuid": "a UUID",
    "timezone": "a time of that zone",
    "timezone_aware": "a time with a zone",
    "timezone_naive": "a time without a zone",
    "string_not_ascii": "ASCII",
    "string_unicode": "text that UTF-8 can hold",
    "bytes_invalid_encoding": "text in that encoding",
}

# Bound in the error's context → how a value breaks it, and how to keep it.
_BOUNDS: tuple[tuple[str, str, str], ...] = (
    ("gt", "is not above", "above"),
    ("ge", "is below", "of at least"),
    ("lt", "is not below", "below"),
    ("le", "is above", "of at most"),
    ("multiple_of", "is no multiple of", "that is a multiple of"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One error of pydantic's, as its dictionary has it.

    Attributes:
        route: the error's own, with the tags of unions and with the key that is missing.
        real: the steps of the route that the record has.
        message: pydantic's message, or that of the validator that raised it.
    """

    type: str
    route: Route
    real: Route
    value: Any
    message: str
    context: Mapping[str, Any]


def expected(problem: Problem) -> str:
    """What kind of value should be there."""
    stem = problem.type.rpartition("_")[0]
    return _EXPECTED.get(problem.type) or _EXPECTED.get(stem, "another kind of value")


def missing(name: str, strangers: Iterable[str] = ()) -> tuple[str, str]:
    """A key that is not there; `strangers` are those beside it that mean nothing."""
    near = nearest(name, map(str, strangers))
    hint = f"Write it in place of {quoted(near)}." if near else f"Add {quoted(name)}."
    return f"the key {quoted(name)} is missing", hint


def unknown(name: str, keys: Sequence[str], meant: str | None) -> tuple[str, str]:
    """A key that nothing reads, and the one that it may have been meant to be."""
    known = f"Take it out, or use one of {_list(keys)}." if keys else "Take it out."
    hint = f"Did you mean {quoted(meant)}?" if meant else known
    return f"the key {quoted(name)} is not known here", hint


def wrong_type(value: Any, kinds: Sequence[str]) -> tuple[str, str]:
    """A value of another kind than the schema's."""
    wanted = " or ".join(kinds)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    quotes = is_number and tuple(kinds) == ("a string",)
    hint = "Put it in quotes." if quotes else f"Write {wanted} here."
    return f"expected {wanted}, found {_found(value)}", hint


def not_allowed(value: Any, choices: str) -> tuple[str, str]:
    """A value that is none of a few; `choices` as pydantic lists them."""
    words = [single or double for single, double in _LITERAL.findall(choices)] or [choices]
    near = did_you_mean(value[:200], words) if isinstance(value, str) else ""
    if len(words) == 1:
        return f"{_found(value)} is not {quoted(words[0])}", f"Write {quoted(words[0])}."
    return f"{_found(value)} is not one of {_list(words)}", near or f"Use one of {_list(words)}."


def wrong_form(problem: Problem) -> tuple[str, str]:
    """A text that does not have the form that its kind of value has."""
    if form := FORMS.get(str(problem.context.get("pattern"))):
        return f"{quoted(problem.value)} is not {form.name}", form.hint
    if pattern := problem.context.get("pattern"):
        fact = f"{quoted(problem.value)} does not match {quoted(pattern, 200)}"
        return fact, "Write it so that the pattern matches."
    kind = expected(problem)
    if "expected_schemes" in problem.context:
        kind = f"a URL that begins with {problem.context['expected_schemes']}"
    return f"{quoted(problem.value)} is not {kind}", f"Write {kind}."


def wrong_length(problem: Problem) -> tuple[str, str]:
    """A text or a list that is too short or too long."""
    value, context = problem.value, problem.context
    what = "character" if isinstance(value, str) else "item"
    length = len(value) if isinstance(value, str | list | dict) else context.get("actual_length")
    least, most = context.get("min_length"), context.get("max_length")
    if least is not None:
        fact = f"{_count(length, what)}, where at least {least} must be"
        return fact, f"Add {what}s." if length else "Fill it in."
    return f"{_count(length, what)}, where at most {most} may be", "Shorten it."


def out_of_range(problem: Problem) -> tuple[str, str]:
    """A number or a time that is too small, too large or between the steps."""
    for bound, fact, cure in _BOUNDS:
        if bound in problem.context:
            limit = problem.context[bound]
            return f"{quoted(problem.value)} {fact} {limit}", f"Use a value {cure} {limit}."
    return f"{quoted(problem.value)} is out of range", "Use a value within the range."


def refused(problem: Problem) -> tuple[str, str]:
    """Whatever else a validator raised, in its own words."""
    reason = problem.context.get("error", problem.message)
    return f"{quoted(problem.value)} is refused: {escaped(str(reason))}", "Write another value."


def _count(number: Any, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _found(value: Any) -> str:
    if isinstance(value, str):
        return f"the string {quoted(value)}" if value else quoted(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"the number {quoted(value)}"
    return quoted(value)


def _list(words: Sequence[str]) -> str:
    shown = [quoted(word) for word in words[:_MOST_CHOICES]]
    if len(words) > _MOST_CHOICES:
        return f"{', '.join(shown)} and {len(words) - _MOST_CHOICES} more"
    return " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
