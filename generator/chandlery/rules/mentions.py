"""What a Markdown text leads to and is made of, and where in the text each thing stands.

Of what Markdown makes, the renderer tells the place.  HTML that was in the text already comes out
as it went in, and is found again by its own words, from the last known place on.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Final
from urllib.parse import unquote

from chandlery.documents import Route
from chandlery.gfm import KEPT_TAGS, has_words, slug, to_html, words_of

_TAG: Final = re.compile(
    r"<([A-Za-z][A-Za-z0-9-]*)"
    r"((?:\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*'|\"[^\"]*\"))?+)*+)\s*+/?>"
)
_ATTRIBUTE: Final = re.compile(
    r"\s([A-Za-z_:][\w.:-]*+)(?:\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]++)))?+"
)
_HEADING: Final = re.compile(r"<h([1-6])(?:\s[^<>]*)?>((?:(?!<h[1-6]).)*?)</h\1>", re.DOTALL)
_HEADED: Final = re.compile(r"<h[1-6][^<>]*>")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ADDRESSES: Final = {"a": "href", "img": "src"}
_PLACE: Final = re.compile(r"(\d{1,6}):(\d{1,6})-(\d{1,6}):(\d{1,6})")
_ONLY_TOLD: Final = re.compile(r' data-sourcepos="([\d:-]++)"')
_LINE_END: Final = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A link, an image, or an element that the site does not have.

    Attributes:
        name: of the element, in lower case.
        target: where a link leads, or an image comes from, unescaped; `None` where there is none.
        words: what stands for an image that is not shown; `None` where nothing was said.
        route: ``(line, column, end column)``; of a link or image that of its address, if that can
            be told.
    """

    name: str
    target: str | None
    words: str | None
    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text that was read.

    Attributes:
        ids: what a link within the text may lead to.
        headings: how many there are.
        says_something: whether there are words besides the headings.
    """

    mentions: tuple[Mention, ...]
    ids: frozenset[str]
    headings: int
    says_something: bool


def read_prose(text: str) -> Prose:
    """Read a text.

    Raises:
        chandlery.gfm.NotShown: it is more than anybody renders.
    """
    text = _LINE_END.sub("\n", text)
    html = _COMMENT.sub("", to_html(text, places=True))
    headings = [words_of(match[2]) for match in _HEADING.finditer(html)]
    tags = [(tag, _attributes(tag[2])) for tag in _TAG.finditer(html)]
    return Prose(
        mentions=tuple(_Finder(text).mentions(tags)),
        ids=frozenset((*_slugs(headings), *_ids(tags))),
        headings=len(headings),
        says_something=has_words(_HEADING.sub("", html)),
    )


def _slugs(headings: list[str]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for words in headings:
        name = slug(words)
        yield f"{name}-{seen[name]}" if seen[name] else name
        seen[name] += 1


Tag = tuple[re.Match[str], dict[str, str]]  # with its attributes


def _ids(tags: Iterable[Tag]) -> Iterator[str]:
    for tag, attributes in tags:
        # A heading gets an id of its own, in place of any other.
        if (id_ := attributes.get("id")) and not _HEADED.match(tag[0]):
            yield id_


def _attributes(text: str) -> dict[str, str]:
    if told := _ONLY_TOLD.fullmatch(text):  # as of most elements
        return {"data-sourcepos": told[1]}
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


@dataclass(slots=True)
class _Finder:
    """One pass over a text and what it was rendered to.

    Attributes:
        reached: how far into the text.
        told: the place of the last element, if the renderer told it: that is how far, then.
    """

    text: str
    reached: int = 0
    told: re.Match[str] | None = None
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def mentions(self, tags: Iterable[Tag]) -> Iterator[Mention]:
        for tag, attributes in tags:
            name = tag[1].lower()
            place = _PLACE.fullmatch(attributes.get("data-sourcepos", ""))
            if name in KEPT_TAGS and name not in _ADDRESSES and place:
                self.told = place  # most are so, and nobody asks
                continue
            start, end = self._stretch(tag[0], place)
            if name in KEPT_TAGS and name not in _ADDRESSES:
                continue
            target = attributes.get(_ADDRESSES.get(name, ""))
            if target:
                start, end = self._address(target, start, end)
            yield Mention(
                name=name,
                target=target,
                words=attributes.get("alt"),
                route=self._route(start, end),
            )

    def _stretch(self, written: str, place: re.Match[str] | None) -> tuple[int, int]:
        if place:
            self.told = place  # what is inside comes next
            return self._offset(place[1], place[2]), self._offset(place[3], place[4]) + 1
        if self.told:
            self.reached, self.told = self._offset(self.told[1], self.told[2]), None
        start = self.text.find(written, self.reached)
        if start < 0:
            return self.reached, self.reached
        self.reached = start + len(written)
        return start, self.reached

    def _offset(self, line: str, column: str) -> int:
        """Where a line and a column stand that are counted from 1, the column in UTF-8 bytes."""
        start = self.starts[min(int(line), len(self.starts)) - 1]
        stop = self.text.find("\n", start)
        data = self.text[start : None if stop < 0 else stop].encode()
        return start + len(data[: int(column) - 1].decode("utf-8", "ignore"))

    def _address(self, target: str, start: int, end: int) -> tuple[int, int]:
        """The part of an element that is its address; all of it where that is written otherwise."""
        for written in (target, unquote(target)):
            at = self.text.rfind(written, start, end)
            if at >= 0:
                return at, at + len(written)
        return start, end

    def _route(self, start: int, end: int) -> Route:
        line = self.text.count("\n", 0, start)
        column = start - self.starts[line] + 1
        stop = self.text.find("\n", start, end)
        return line + 1, column, column + (end if stop < 0 else stop) - start
