"""What hooks and servers start, each in a line: for who compares two releases."""

from collections.abc import Iterable, Iterator
from typing import Any

from chandlery.dialects.base import Listed
from chandlery.dialects.programs import Configuration


def started(configurations: Iterable[Configuration]) -> Iterator[Listed]:
    """The programs, addresses and prompts of some configurations, whatever their form."""
    lines = {line for part in configurations for line in _of(part)}
    yield Listed("programs that it starts", tuple(sorted(lines)))


def _of(part: Configuration) -> Iterator[str]:
    members = part.value.items() if isinstance(part.value, dict) else [("", part.value)]
    for name, value in members:
        title = f"{part.kind} {name}".rstrip()
        # What stands outside of an object holds for what stands in it.
        waiting: list[tuple[str, Any]] = [("", value)]
        while waiting:
            matcher, item = waiting.pop()
            if isinstance(item, dict):
                own = item.get("matcher")
                matcher = f" ({own})" if isinstance(own, str) and own else matcher
                yield from (f"{title}{matcher}: {what}" for what in _starts(item))
            if isinstance(item, dict | list):
                inner = item.values() if isinstance(item, dict) else item
                waiting.extend((matcher, inside) for inside in inner)


def _starts(item: dict[str, Any]) -> Iterator[str]:
    command, arguments, environment = item.get("command"), item.get("args"), item.get("env")
    if isinstance(command, str):
        words = [str(word) for word in arguments] if isinstance(arguments, list) else []
        given = environment if isinstance(environment, dict) else {}
        set_ = [f"{name}={value}" for name, value in sorted(given.items())]
        yield " ".join([*set_, command, *words])
    for key in ("url", "prompt", "agent", "tool"):
        if isinstance(item.get(key), str):
            yield f"{key} {item[key]}"
