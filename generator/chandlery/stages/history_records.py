"""What the audit of a history reads of the records of long ago, and what it keeps to say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from chandlery.checks import Finding, Rule
from chandlery.differences import same
from chandlery.documents import (
    MAX_RECORD_BYTES,
    Document,
    Route,
    Syntax,
    read_json,
    read_yaml,
)
from chandlery.model.history import Blob, Occurrence
from chandlery.rules.continuity import parting
from chandlery.rules.history import MENDED
from chandlery.trees import Mode

SHOWN: Final = 12  # of a commit's hash


@dataclass(slots=True)
class Trouble:
    """Something that was done, and may have been undone since.

    Attributes:
        commit: that did it.
        order: of that commit among those that were looked at.
        mended: the commit since which everything is as it landed, or ``""``.
    """

    rule: Rule
    document: Document
    finding: Finding
    commit: str
    order: int
    mended: str = ""

    def mend(self, commit: str) -> None:
        """Take note that it is undone; the first time counts."""
        self.mended = self.mended or commit


@dataclass(slots=True)
class Records:
    """The records of a history, and all that is found in it.

    Attributes:
        commit: the one that is looked at.
        troubles: what was done, so far.
    """

    read_blob: Callable[[Blob], bytes]
    commit: str = ""
    troubles: list[Trouble] = field(default_factory=list)
    _order: int = 0

    def begin(self, commit: str) -> None:
        """Come to the next commit."""
        self.commit = commit
        self._order += 1

    def report(self, rule: Rule, document: Document, finding: Finding) -> Trouble:
        """Keep something to say about the commit that is looked at."""
        trouble = Trouble(rule, document, finding, self.commit, self._order)
        self.troubles.append(trouble)
        return trouble

    def document(self, path: str, blob: Blob | None, *, read: bool = True) -> Document:
        """A file as it was; without a value where that cannot, or need not, be read."""
        if blob is None or blob.mode is Mode.GITLINK:
            return Document(path, b"")
        data = self.read_blob(blob)
        if len(data) > MAX_RECORD_BYTES:
            return Document(path, b"")
        if not read or blob.mode is Mode.SYMLINK or "/source/" in path:
            return Document(path, data, Syntax.TEXT)
        reader = {"json": read_json, "yml": read_yaml}.get(path.rpartition(".")[2])
        document = reader(path, data).usable if reader else None
        return document or Document(path, data, Syntax.TEXT)

    def value(self, path: str, blob: Blob) -> Any:
        """What a record said, or `None` where it cannot be read."""
        return self.document(path, blob).value

    def same(self, path: str, ours: Blob | None, theirs: Blob | None) -> bool:
        """Whether two records say the same, however they are written; other files are bytes."""
        if ours == theirs or ours is None or theirs is None:
            return ours == theirs
        if ours.mode is not theirs.mode:
            return False
        one, other = self.document(path, ours), self.document(path, theirs)
        return (
            one.syntax is other.syntax
            and one.syntax in {Syntax.JSON, Syntax.YAML}
            and same(one.value, other.value)
        )

    def parting(self, path: str, now: Blob | None, was: Blob | None) -> tuple[Document, Route]:
        """A file as a commit left it, and where it is first not what it was."""
        document = self.document(path, now)
        return document, parting(document, self.document(path, was))

    def occurrences(self) -> tuple[Occurrence, ...]:
        """Everything that was done, by commit, then by place."""
        found = [(trouble.order, _occurrence(trouble)) for trouble in self.troubles]
        found.sort(key=lambda item: (item[0], item[1].diagnostic))
        return tuple(occurrence for _, occurrence in found)


def _occurrence(trouble: Trouble) -> Occurrence:
    rule, finding = trouble.rule, trouble.finding
    if trouble.mended:
        rule = MENDED
        finding = Finding(
            finding.route,
            f"{finding.message}; commit {trouble.mended[:SHOWN]} undid that",
            "Tell those who may have installed what was there in between.",
        )
    diagnostic = rule.report(trouble.document, finding)
    return Occurrence(trouble.commit, trouble.mended, diagnostic)
