"""YAML text → its value, the place of every part, and everything that is wrong with it.

libyaml parses, we build: its events have marks, and building from them leaves no room for tags,
anchors or the schema of YAML 1.1.
"""

import re
from dataclasses import dataclass
from typing import Any

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from chandlery.positions.parts import (
    MAX_DEPTH,
    Lines,
    Notes,
    Part,
    Positions,
    Route,
    StoppedError,
    Stretch,
    Trouble,
    TroubleKind,
    found_at,
)
from chandlery.positions.yaml_events import (
    BLOCK_STYLES,
    DISPUTED,
    NotYamlError,
    place_of,
    yaml_events,
)
from chandlery.positions.yaml_scalars import plain_value

_STRING_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
_PROPERTY = re.compile(r"[^\s,\[\]{}]*")  # a tag or an anchor


@dataclass(frozen=True, slots=True)
class Composed:
    """What a text comes to; the value means something only where no trouble forbids it.

    Attributes:
        is_whole: whether every part is in the value; an alias of a mapping or list is in none.
    """

    value: Any
    positions: Positions
    troubles: tuple[Trouble, ...]
    is_whole: bool


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
        key: name and place of the key whose value comes next; no name where it is no string.
        named: whether a key came, and its value did not.
    """

    part: Part
    value: Any
    step: str | int
    key: tuple[str | None, Stretch] = ("", (0, 0))
    named: bool = False


class _Composer:
    """One pass over the events of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._notes = Notes()
        self._frames: list[_Frame] = []
        self._root: Part | None = None
        self._value: Any = None
        self._documents = 0
        self._anchored: dict[str, Any] = {}  # of scalars alone: lists of lists of lists explode
        self._is_whole = True

    def composed(self) -> Composed:
        positions = Positions(self._lines, self._root)
        return Composed(self._value, positions, self._notes.sorted(), self._is_whole)

    def run(self) -> None:
        try:
            for event in yaml_events(self._text):
                self._take(event)
        except NotYamlError as error:
            self._is_whole = False
            self._notes.last(self._trouble(error.kind, error.place, error.detail))
        except StoppedError as stopped:
            self._notes.last(stopped.trouble)
        for match in DISPUTED.finditer(self._text):
            found = found_at(self._text, match.start())
            self._note(TroubleKind.YAML_FEATURE, match.span(), found)

    def _take(self, event: Event) -> None:
        match event:
            case AliasEvent():
                place = place_of(event)
                self._note(TroubleKind.YAML_FEATURE, place, self._text[slice(*place)])
                anchor = event.anchor or ""
                self._is_whole &= anchor in self._anchored
                self._put(self._anchored.get(anchor), Part(place))
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
        place = place_of(event)
        if self._documents > 1:
            raise StoppedError(self._trouble(TroubleKind.MANY_DOCUMENTS, place, "---"))
        if event.tags or event.version not in {None, (1, 2)}:
            self._note(TroubleKind.YAML_FEATURE, place, "%TAG" if event.tags else "%YAML")

    def _features(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.anchor is None and event.tag is None:
            return
        start, _ = place_of(event)
        written = _PROPERTY.match(self._text, start)
        place = written.span() if written else (start, start)
        self._note(TroubleKind.YAML_FEATURE, place, self._text[slice(*place)])

    # -- the tree --------------------------------------------------------------------------

    def _begin(self, event: CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._anchored.pop(event.anchor, None)
        start, end = place_of(event)
        place = (start, max(end, start + 1))
        if len(self._frames) == MAX_DEPTH:
            raise StoppedError(self._trouble(TroubleKind.TOO_DEEP, place, str(MAX_DEPTH)))
        mapping = isinstance(event, MappingStartEvent)
        part = Part(place, None, {} if mapping else [])
        value: Any = {} if mapping else []
        step = self._step()
        self._put(value, part)
        self._frames.append(_Frame(part, value, step))

    def _scalar(self, event: ScalarEvent) -> None:
        start, end = place_of(event)
        place = (start, start + len(self._text[start:end].rstrip()))
        if event.style in BLOCK_STYLES and not self._frames:
            self._note(TroubleKind.YAML_FEATURE, (start, start + 1), event.style or "")
        plain = not event.style and event.tag not in _STRING_TAGS
        value, trouble = plain_value(event.value) if plain else (event.value, None)
        if trouble is not None:
            long = trouble is TroubleKind.LONG_INTEGER
            detail = str(len(event.value.lstrip("-+"))) if long else event.value
            self._note(trouble, place, detail, self._route())
        if event.anchor is not None:
            self._anchored[event.anchor] = value
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
        frame.key = (value if isinstance(value, str) else None, part.place)
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
        if isinstance(frame.part.members, dict) and name is not None:
            frame.part.members[name] = part
            frame.value[name] = value

    def _is_block(self, frame: _Frame) -> bool:
        return self._text[frame.part.place[0]] != "{"

    def _step(self) -> str | int:
        if not self._frames:
            return ""
        frame = self._frames[-1]
        members = frame.part.members
        return len(members) if isinstance(members, list) else frame.key[0] or ""

    def _route(self) -> Route:
        steps = tuple(frame.step for frame in self._frames[1:])
        return (*steps, self._step()) if self._frames else ()

    # -- troubles --------------------------------------------------------------------------

    def _note(self, kind: TroubleKind, place: Stretch, detail: str, route: Route = ()) -> None:
        self._notes.add(Trouble(kind, self._lines.span(*place), detail, route))

    def _trouble(self, kind: TroubleKind, place: Stretch, detail: str) -> Trouble:
        return Trouble(kind, self._lines.span(*place), detail, self._route())


def _kind(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return (
        "nothing" if value is None else "a number" if not isinstance(value, bool) else "a boolean"
    )
