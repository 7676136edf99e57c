"""Values of JSON and YAML → the programs that a client starts because they say so."""

from collections.abc import Iterator
from typing import Any

from chandlery.documents import Route
from chandlery.rules.payload_commands import payloads
from chandlery.rules.payload_kinds import Payload
from chandlery.rules.payload_shell import Command, Word, at_once, commands


def programs(value: Any) -> Iterator[Payload]:
    """What the programs of a configuration fetch; places are routes into it."""
    for route, part in objects(value):
        text, words = part.get("command"), part.get("args")
        if isinstance(text, str):
            yield from payloads(_program(route, text, words))
        elif isinstance(text, list):
            yield from payloads([Command(words=_words((*route, "command"), text))])


def _program(route: Route, text: str, words: Any) -> list[Command]:
    found = commands(text, at_once((*route, "command")))
    if isinstance(words, list) and words and found:
        found[-1].words.extend(_words((*route, "args"), words))
    return found


def _words(route: Route, words: list[Any]) -> list[Word]:
    return [Word(word, (*route, at)) for at, word in enumerate(words) if isinstance(word, str)]


def objects(value: Any) -> Iterator[tuple[Route, dict[str, Any]]]:
    """Every object in a value, in the order in which they stand there."""
    waiting: list[tuple[Route, Any]] = [((), value)]
    while waiting:
        route, part = waiting.pop()
        if isinstance(part, dict):
            yield route, part
            waiting.extend(((*route, key), item) for key, item in reversed(part.items()))
        elif isinstance(part, list):
            below = [((*route, at), item) for at, item in enumerate(part)]
            waiting.extend(reversed(below))
