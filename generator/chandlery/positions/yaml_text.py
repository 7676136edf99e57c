"""YAML text → its value, the place of every part, and everything that is wrong with it.

ruamel.yaml parses, we build: its events have marks, and building from them leaves no room for tags,
anchors or the schema of YAML 1.1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError

from chandlery.positions.parts import (
    MAX_DEPTH,
    Lines,
    Part,
    Positions,
    Route,
    StoppedError,
    Stretch,
    Trouble,
    TroubleKind,
    found_at,
    surrogate_name,
    word_at,
)
from chandlery.positions.yaml_scalars import plain_value

# Line ends in YAML 1.1 and characters in 1.2: readers differ about what such a text says.
_OLD_LINE_END = re.compile("[\x85\u2028\u2029]")

# What the parser, in Python, has an `OverflowError` for.
_BEYOND_UNICODE = re.compile(r"\\(U(?!00(?:0|10))[0-9A-Fa-f]{8})")

_MISPLACED = "found {} where it cannot stand"
_NO_COLON = "could not find expected ':'"

# What the parser says of its own problems, in our words; `{}` is what it found.
_PROBLEMS = (
    ("mapping values are not allowed", "found {} where no key can end"),
    ("sequence entries are not allowed", "found {} where no list can go on"),
    ("mapping keys are not allowed", "found {} where no key can begin"),
    ("cannot start any token", "expected a value, found {}"),
    ("unexpected end of stream", "expected a closing quote, found {}"),
    ("unexpected document separator", "expected a closing quote, found a document's end"),
    ("expected <block end>", "expected the next key or item in line with those above, found {}"),
    ("expected ',' or ']'", "expected `,` or `]`, found {}"),
    ("expected ',' or '}'", "expected `,` or `}}`, found {}"),
    ("invalid intendation or unclosed", "expected `]` or `}}`, found {}"),
    ("found unknown escape", "no escape of YAML begins so"),
)


@dataclass(frozen=True, slots=True)
class Composed:
    """What a text comes to; the value means something only where no trouble forbids it."""

    value: Any
    positions: Positions
    troubles: tuple[Trouble, ...]


def compose_yaml(text: str) -> Composed:
    """Read a text; of a broken one, the parts before the break are there."""
    composer = _Composer(text)
    composer.run()
    return composer.composed()


@dataclass(slots=True)
class _Frame:
    """A mapping or sequence that is still open.

    Attributes:
        step: what leads to it from the one around it.
        key: name and place of the key whose value comes next.
        named: whether a key came, and its value did not.
    """

    part: Part
    value: Any
    step: str | int
    key: tuple[str, Stretch] = ("", (0, 0))
    named: bool = False


class _Composer:
    """One pass over the events of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._troubles: list[Trouble] = []
        self._frames: list[_Frame] = []
        self._root: Part | None = None
        self._value: Any = None
        self._documents = 0

    def composed(self) -> Composed:
        return Composed(
            self._value, Positions(self._lines, self._root), tuple(sorted(self._troubles, key=_at))
        )

    def run(self) -> None:
        for match in _OLD_LINE_END.finditer(self._text):
            found = found_at(self._text, match.start())
            self._note(TroubleKind.YAML_FEATURE, match.span(), found)
        try:
            for event in self._events():
                self._take(event)
        except StoppedError as stopped:
            self._troubles.append(stopped.trouble)

    def _events(self) -> Iterator[Event]:
        events = YAML(typ="safe", pure=True).parse(self._text)
        while True:
            try:
                event = next(events, None)
            except ReaderError as error:
                raise self._broken(error.position, "found {}, which YAML does not take") from None
            except MarkedYAMLError as error:
                raise self._problem(error) from None
            except Exception:  # noqa: BLE001 - whatever a text does to the parser, it is not YAML
                match = _BEYOND_UNICODE.search(self._text)
                raise self._broken(match.start(1) if match else 0, _MISPLACED) from None
            if event is None:
                return
            yield event

    def _take(self, event: Event) -> None:
        match event:
            case AliasEvent():
                place = self._place(event)
                self._note(TroubleKind.YAML_FEATURE, place, self._text[slice(*place)])
                self._put(None, Part(place))
            case ScalarEvent():
                self._features(event)
                self._scalar(event)
            case CollectionStartEvent():
                self._features(event)
                self._begin(event)
            case CollectionEndEvent():
                self._frames.pop()
            case DocumentStartEvent():
                self._document(event)

    def _document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        place = self._place(event)
        if self._documents > 1:
            raise self._stop(TroubleKind.MANY_DOCUMENTS, place, "---")
        if event.tags or event.version not in {None, (1, 2)}:
            self._note(TroubleKind.YAML_FEATURE, place, "%TAG" if event.tags else "%YAML")

    def _features(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.anchor is None and event.tag is None:
            return
        start, _ = self._place(event)
        written = re.compile(r"[^\s,\[\]{}]*").match(self._text, start)
        place = written.span() if written else (start, start)
        self._note(TroubleKind.YAML_FEATURE, place, self._text[slice(*place)])

    # -- the tree --------------------------------------------------------------------------

    def _begin(self, event: CollectionStartEvent) -> None:
        start, end = self._place(event)
        place = (start, max(end, start + 1))
        if len(self._frames) == MAX_DEPTH:
            raise self._stop(TroubleKind.TOO_DEEP, place, str(MAX_DEPTH))
        mapping = isinstance(event, MappingStartEvent)
        part = Part(place, None, {} if mapping else [])
        value: Any = {} if mapping else []
        step = self._step()
        self._put(value, part)
        self._frames.append(_Frame(part, value, step))

    def _scalar(self, event: ScalarEvent) -> None:
        start, end = self._place(event)
        place = (start, start + len(self._text[start:end].rstrip()))
        if event.style is None and event.tag is None:
            value, trouble = plain_value(event.value)
        else:
            value, trouble = _joined(event.value), None
        if trouble is not None:
            long = trouble is TroubleKind.LONG_INTEGER
            detail = str(len(event.value.lstrip("-+"))) if long else event.value
            self._note(trouble, place, detail, self._route())
        elif isinstance(value, str) and (name := surrogate_name(value)):
            self._note(TroubleKind.LONE_SURROGATE, place, name, self._route_to(value))
        self._put(value, Part(place))

    def _put(self, value: Any, part: Part) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame is None:
            self._root, self._value = part, value
        elif isinstance(frame.part.members, list):
            frame.part.members.append(part)
            frame.value.append(value)
        elif not frame.named:
            self._name(frame, value, part)
        else:
            self._member(frame, value, part)

    def _name(self, frame: _Frame, value: Any, part: Part) -> None:
        frame.named = True
        frame.key = (value if isinstance(value, str) else "", part.place)
        if not isinstance(value, str):
            self._note(TroubleKind.YAML_KEY, part.place, _kind(value))
            return
        members = frame.part.members or {}
        if not members and self._is_block(frame):
            frame.part.place = part.place
        if value in members:
            self._note(TroubleKind.DUPLICATE_KEY, part.place, value, self._route())

    def _member(self, frame: _Frame, value: Any, part: Part) -> None:
        frame.named = False
        name, part.key = frame.key
        if part.place[0] == part.place[1]:  # nothing is written: the key shows where
            part.place = part.key
        if isinstance(frame.part.members, dict):
            frame.part.members[name] = part
            frame.value[name] = value

    def _is_block(self, frame: _Frame) -> bool:
        return self._text[frame.part.place[0]] != "{"

    def _step(self) -> str | int:
        if not self._frames:
            return ""
        frame = self._frames[-1]
        members = frame.part.members
        return len(members) if isinstance(members, list) else frame.key[0]

    def _route(self) -> Route:
        steps = tuple(frame.step for frame in self._frames[1:])
        return (*steps, self._step()) if self._frames else ()

    def _route_to(self, value: str) -> Route:
        frame = self._frames[-1] if self._frames else None
        if frame and isinstance(frame.part.members, dict) and not frame.named:
            return (*self._route()[:-1], value)
        return self._route()

    # -- troubles --------------------------------------------------------------------------

    def _place(self, event: Event) -> Stretch:
        return event.start_mark.index, event.end_mark.index

    def _note(self, kind: TroubleKind, place: Stretch, detail: str, route: Route = ()) -> None:
        self._troubles.append(Trouble(kind, self._lines.span(*place), detail, route))

    def _stop(self, kind: TroubleKind, place: Stretch, detail: str) -> StoppedError:
        return StoppedError(Trouble(kind, self._lines.span(*place), detail, self._route()))

    def _broken(self, at: int, message: str) -> StoppedError:
        place = (at, word_at(self._text, at))
        return self._stop(TroubleKind.SYNTAX, place, message.format(found_at(self._text, at)))

    def _problem(self, error: MarkedYAMLError) -> StoppedError:
        problem = error.problem or ""
        if _NO_COLON in problem and error.context_mark:
            return self._broken(error.context_mark.index, "expected `:` after {}")
        mark = error.problem_mark or error.context_mark
        message = next((ours for theirs, ours in _PROBLEMS if theirs in problem), _MISPLACED)
        return self._broken(mark.index if mark else 0, message)


def _joined(text: str) -> str:
    """The text with every pair of surrogates made one character, as JSON has it."""
    if not surrogate_name(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _kind(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return (
        "nothing" if value is None else "a number" if not isinstance(value, bool) else "a boolean"
    )


def _at(trouble: Trouble) -> tuple[int, int]:
    return trouble.span.line, trouble.span.column
