"""YAML text → its value, fast, as long as nothing about it is unusual.

Most files are clean, and nobody asks where their parts stand: this reader builds the value and
leaves everything else to `positions.yaml_text`, which reads a text again that this one gives up.
"""

import re
from sys import intern
from typing import Any, Final

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from chandlery.positions.parts import MAX_DEPTH, shared
from chandlery.positions.yaml_events import BLOCK_STYLES, DISPUTED, NotYamlError, yaml_events
from chandlery.positions.yaml_scalars import plain_value

# A mapping of lines that have a key and words each, as most records about releases are: nothing in
# it can mean anything else.
_WORD: Final = r"[\w.,;()/'-]++(?::[\w.,;()/'-]++)*+"
_LINES: Final = re.compile(
    rf"(?:[a-z_]{{1,64}}+:[ ](?=[A-Za-z0-9]){_WORD}(?:[ ]{_WORD})*+\n)++", re.ASCII
)


class UnusualError(Exception):
    """There is, or may be, something to say about the text."""


def yaml_value(text: str) -> Any:
    """The value of a text that no trouble is to be found in.

    Raises:
        UnusualError: something about the text is to be looked at more closely.
    """
    if _LINES.fullmatch(text):
        return _of_lines(text)
    if DISPUTED.search(text):
        raise UnusualError
    builder = _Builder()
    try:
        for event in yaml_events(text):
            builder.take(event)
    except NotYamlError as error:
        raise UnusualError from error
    return builder.root[0] if builder.root else None


def _of_lines(text: str) -> dict[str, Any]:
    """The value of a text that is `_LINES`, which takes a fifth of what libyaml and events take."""
    value: dict[str, Any] = {}
    for line in text.splitlines():
        key, _, words = line.partition(": ")
        name, _ = plain_value(key)
        meant, trouble = plain_value(words)
        if trouble is not None or name in value or not isinstance(name, str):
            raise UnusualError
        value[intern(name)] = shared(meant)
    return value


class _Builder:
    """Makes a value of events; knows no places."""

    def __init__(self) -> None:
        self.root: list[Any] = []
        self._open: list[dict[str, Any] | list[Any]] = [self.root]
        self._names: list[str | None] = [None]  # of each open mapping, the key without a value

    def take(self, event: Event) -> None:
        if isinstance(event, ScalarEvent):  # most are
            self._put(self._scalar(event))
        elif isinstance(event, CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, CollectionEndEvent):
            self._open.pop()
            self._names.pop()
        elif isinstance(event, AliasEvent) or not self._begins_well(event):
            raise UnusualError

    def _begins_well(self, event: Event) -> bool:
        """Whether an event begins no document, or the only one, with no directive of note."""
        if not isinstance(event, DocumentStartEvent):
            return True
        return not (self.root or event.tags or event.version not in {None, (1, 2)})

    def _scalar(self, event: ScalarEvent) -> Any:
        if event.tag is not None or event.anchor is not None:
            raise UnusualError
        style = event.style
        if not style:
            value, trouble = plain_value(event.value)
            if trouble is not None:
                raise UnusualError
            return value
        if style in BLOCK_STYLES and len(self._open) == 1:
            raise UnusualError
        return event.value

    def _begin(self, event: CollectionStartEvent) -> None:
        if event.tag is not None or event.anchor is not None or len(self._open) > MAX_DEPTH:
            raise UnusualError
        value: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        self._put(value)
        self._open.append(value)
        self._names.append(None)

    def _put(self, value: Any) -> None:
        around = self._open[-1]
        if isinstance(around, list):
            around.append(value)
            return
        name = self._names[-1]
        if name is not None:
            around[name] = shared(value)
            self._names[-1] = None
        elif isinstance(value, str) and value not in around:
            self._names[-1] = intern(value)  # records share their keys
        else:
            raise UnusualError
