"""What people wrote, as text: every document of a catalog, and every other file of text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from chandlery.catalog import ContentFile
from chandlery.documents import Document, Route, Syntax
from chandlery.positions.parts import BYTE_ORDER_MARK

MAX_CHARACTERS: Final = 2 * 1024 * 1024
WIDE: Final = (b"\xff\xfe", b"\xfe\xff")  # what a text of two bytes a character begins with
_LINE_END: Final = re.compile(r"\r\n?")
_HEAD: Final = 8192  # bytes; a binary file has a NUL among them


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A text, and where it stands.

    Attributes:
        path: of the file; its ending says what the text is.
        document: what a finding belongs to.
        fixed: the route of every finding, where a place in the text says nothing about it.
        member: the file's path, where `document` is not the file.
        cut: whether the file goes on.
        record: the document as a record, where an escape may hide what its reader sees.
    """

    text: str
    path: str
    document: Document
    fixed: Route | None = None
    member: str = ""
    cut: bool = False
    record: Document | None = None

    def route(self, start: int, end: int) -> Route:
        """The route of a stretch of the text; of its first line, if there are more."""
        if self.fixed is not None:
            return self.fixed
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        stop = self.text.find("\n", start, end)
        return line, column, column + (end if stop < 0 else stop) - start

    def parts(self) -> Iterator["Writing"]:
        """The texts of `record`, each with its key before it."""
        if self.record is None:
            return
        for route, value in _scalars(self.record.value):
            if isinstance(value, str):
                key = next((step for step in reversed(route) if isinstance(step, str)), "")
                yield Writing(
                    text=f'{key}="{value}"', path=self.path, document=self.record, fixed=route
                )


def _scalars(value: Any) -> Iterator[tuple[Route, Any]]:
    todo: list[tuple[Route, Any]] = [((), value)]
    while todo:
        route, part = todo.pop()
        if isinstance(part, dict):
            todo += [((*route, key), item) for key, item in part.items()]
        elif isinstance(part, list):
            todo += [((*route, index), item) for index, item in enumerate(part)]
        else:
            yield route, part


def writing_of_record(document: Document) -> Writing:
    """The text of a document of the catalog, and what its reader makes of it."""
    text, cut = _text(document.data)
    return Writing(
        text=text,
        path=document.path,
        document=Document(document.path, document.data, Syntax.TEXT),
        cut=cut,
        record=document if "\\" in text and document.syntax is not Syntax.TEXT else None,
    )


def writing_of(file: ContentFile) -> Writing | None:
    """The text of a file, or `None` where it is none."""
    wide = file.data.startswith(WIDE)
    if b"\0" in file.data[:_HEAD] and not wide:
        return None
    text, cut = _text(file.data, "utf-16" if wide else "utf-8")
    return Writing(
        text=text,
        path=file.path,
        document=file.document,
        fixed=file.route or None,
        member=file.path if file.route else "",
        cut=cut,
    )


def _text(data: bytes, encoding: str = "utf-8") -> tuple[str, bool]:
    """A text however it is encoded, no longer than it is looked at, and whether it goes on.

    Its lines end as `positions.parts.Lines` counts them.
    """
    most = MAX_CHARACTERS * 4  # bytes that so many characters have at most
    text = data[:most].decode(encoding, "replace").removeprefix(BYTE_ORDER_MARK)
    cut = len(text) > MAX_CHARACTERS or len(data) > most
    text = text[:MAX_CHARACTERS]
    return _LINE_END.sub("\n", text) if "\r" in text else text, cut
