"""Skills, commands and agents of a plugin: Markdown files with YAML before the text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chandlery.checks import Finding
from chandlery.dialects.source import PluginSource, inside
from chandlery.documents import MAX_RECORD_BYTES, Document, Reading, Route, Syntax, read_yaml
from chandlery.quoting import escaped, quoted

SKILL_FILE: Final = "SKILL.md"
_FENCE: Final = b"---"
_LAST: Final = re.compile(rb"^---[ \t\r\f\v]*+$", re.MULTILINE)
_REMEMBERED: Final = 8192  # bytes; a longer one is read again


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One skill, command or agent.

    Attributes:
        kind: ``skill``, ``command`` or ``agent``.
        name: what stands behind ``<plugin>:``.
        document: the YAML before the text where the name stands in it, or the file as text.
        route: where the name stands, if it does.
        front: the YAML before the text, if it has some that can be read.
        broken: why it cannot be read and where in the text, or ``""``.
    """

    kind: str
    name: str
    path: str
    document: Document
    route: Route = ()
    front: Document | None = None
    broken: tuple[str, Route] = ("", ())


def front_matter(document: Document) -> tuple[Document | None, str, Route]:
    """The YAML before a text, or why it cannot be read and where; places are the file's own.

    Returns:
        The document, `None` where there is none; a reason, ``""`` where nothing is wrong; and
        the place of that as a route of text.
    """
    data = document.data.removeprefix(b"\xef\xbb\xbf")
    first, _, rest = data[:MAX_RECORD_BYTES].partition(b"\n")
    if first.rstrip() != _FENCE:
        return None, "", ()
    last = _LAST.search(rest)
    if last is None:
        return None, "it does not end in a line `---`", (1, 1, 4)
    # The line of dashes before it is YAML's own, so that lines and columns are the file's.
    written = first + b"\n" + rest[: last.start()]
    reading = (_remembered if len(written) <= _REMEMBERED else _read)(written)
    if trouble := reading.stopper:
        return None, trouble.detail, (trouble.span.line, trouble.span.column, trouble.span.column)
    value = reading.document and reading.document.value
    if not isinstance(value, dict):
        return None, "it is no mapping", (1, 1, 4)
    return Document(document.path, written, Syntax.YAML, value), "", ()


def _read(written: bytes) -> Reading:
    return read_yaml("", written)


# Most texts of a release begin as they did in the release before.
_remembered = lru_cache(maxsize=256)(_read)


def items(
    source: PluginSource,
    *,
    skills: Iterable[str] = (),
    commands: Iterable[str] = (),
    agents: Iterable[str] = (),
) -> list[Item]:
    """What a plugin brings at the paths of its manifest and at its client's own, by path."""
    files = {path: ("skill", name) for path, name in _skills(source, skills)}
    files |= {path: ("command", name) for path, name in _texts(source, commands)}
    files |= {path: ("agent", name) for path, name in _texts(source, agents)}
    return [_item(source, path, kind, name) for path, (kind, name) in sorted(files.items())]


def _skills(source: PluginSource, roots: Iterable[str]) -> Iterator[tuple[str, str]]:
    for root in dict.fromkeys(inside(path) for path in roots):
        if root is None:
            continue
        before = f"{root}/" if root else ""
        for path in source.sizes:
            middle = path.removeprefix(before).removesuffix(SKILL_FILE)
            if path.startswith(before) and path == f"{before}{middle}{SKILL_FILE}":
                if middle.count("/") == 1 and middle.endswith("/"):
                    yield path, middle.rstrip("/")
                elif not middle and root:
                    yield path, root.rpartition("/")[2]


def _texts(source: PluginSource, roots: Iterable[str]) -> Iterator[tuple[str, str]]:
    for root in dict.fromkeys(inside(path) for path in roots):
        for path in source.sizes if root else ():
            if path.endswith(".md") and path == root:
                yield path, path.rpartition("/")[2].removesuffix(".md")
            elif path.endswith(".md") and path.startswith(f"{root}/"):
                below = path.removeprefix(f"{root}/").removesuffix(".md")
                yield path, below.replace("/", ":")


def _item(source: PluginSource, path: str, kind: str, name: str) -> Item:
    document = source.document(path)
    front, reason, place = front_matter(document)
    given = front.value.get("name") if front else None
    if front and isinstance(given, str) and given and kind != "command":
        return Item(kind=kind, name=given, path=path, document=front, route=("name",), front=front)
    text = Document(document.path, document.data, Syntax.TEXT)
    broken = (reason, place)
    return Item(kind=kind, name=name, path=path, document=text, front=front, broken=broken)


def same_names(given: list[Item], *, across: bool) -> Iterator[Finding]:
    """Items that bear the name of one before: of the same kind, or a command that of a skill."""
    seen: dict[tuple[str, str], Item] = {}
    for item in sorted(given, key=lambda item: (item.kind != "skill", item.path)):
        kind = "skill" if across and item.kind == "command" else item.kind
        before = seen.setdefault((kind, item.name.casefold()), item)
        if before is not item and (before.kind != item.kind) is across:
            yield Finding(
                item.route,
                f"the {item.kind} {quoted(item.name)} has the name of `{escaped(before.path)}`",
                "Give it a name of its own.",
                document=item.document,
            )


def broken_fronts(given: Iterable[Item]) -> Iterator[Finding]:
    """Items whose YAML cannot be read."""
    for item in given:
        reason, route = item.broken
        if reason:
            yield Finding(
                route,
                f"the YAML before the text cannot be read: {reason}",
                "Correct it; put a text with `: ` or `#` in it into quotation marks.",
                document=item.document,
            )
