"""A good and a bad example of a rule, and the text that the bad one's finding points at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from builders import Files, as_json, no_network
from chandlery.cli.check_record import record_kinds
from chandlery.diagnostics import Diagnostic
from chandlery.documents import read_json
from chandlery.pipeline import inspect
from chandlery.rules.syntax import syntax_diagnostics
from chandlery.stages.judge import judge
from chandlery.trees import MemoryTree

MOMENT = "2026-08-01T00:00:00Z"


@dataclass(frozen=True)
class Record:
    """One native record, judged as ``check-record`` does."""

    kind: str  # as --as takes it
    content: Any  # a value, or the bytes themselves

    @property
    def data(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else as_json(self.content)

    def diagnostics(self) -> Iterable[Diagnostic]:
        kind = record_kinds()[self.kind]
        reading = read_json("record.json", self.data)
        before = syntax_diagnostics("record.json", reading, kind.duplicate)
        return judge(kind, reading.document, before).diagnostics

    def read(self, file: str) -> bytes:
        assert file == "record.json"
        return self.data


@dataclass(frozen=True)
class Tree:
    """A whole catalog, inspected as ``check`` does."""

    files: Files
    at: str = MOMENT

    def diagnostics(self) -> Iterable[Diagnostic]:
        return inspect(MemoryTree(self.files), fetch=no_network, at=self.at).diagnostics

    def read(self, file: str) -> bytes:
        data = self.files.get(file, b"")
        return data if isinstance(data, bytes) else data[0]


@dataclass(frozen=True)
class Run:
    """Anything else that a rule comes from: what to run, and the files that it speaks of."""

    run: Callable[[], Iterable[Diagnostic]]
    files: Files

    def diagnostics(self) -> Iterable[Diagnostic]:
        return self.run()

    def read(self, file: str) -> bytes:
        return Tree(self.files).read(file)


Subject = Record | Tree | Run


@dataclass(frozen=True)
class RuleCase:
    """What a rule must say, and what it must leave alone.

    `good` differs from `bad` in what the rule is about, and in nothing else.

    Attributes:
        under: the source text that the finding's span covers, to the end of its first line;
            ``""`` for a finding about a file as a whole.
        file: where the finding stands; any file will do where this is empty.
    """

    code: str
    good: Subject
    bad: Subject
    under: str
    file: str = ""


def text_under(diagnostic: Diagnostic, data: bytes) -> str:
    """The source text that a span covers, to the end of its first line."""
    span = diagnostic.span
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    line = lines[span.line - 1].removesuffix("\r")
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    return line[span.column - 1 : end]


def changed(files: Files, path: str, old: str | bytes, new: str | bytes) -> Files:
    """The files with one text in one of them replaced; it has to be there once."""
    before = files[path]
    assert isinstance(before, bytes)
    old, new = (text.encode() if isinstance(text, str) else text for text in (old, new))
    assert before.count(old) == 1, (path, old, before.count(old))
    return files | {path: before.replace(old, new)}
