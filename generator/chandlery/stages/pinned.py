"""What an artifact came to, against what was pinned: one finding for one cause.

A changed file changes the digest and the size of every artifact that it is packed into, so that is
told once; a pin that is wrong by itself is told where it stands.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, Rule
from chandlery.containers import Member, tree_digest
from chandlery.diagnostics import Diagnostic
from chandlery.records.release import ArtifactRecord
from chandlery.rules import pins

_RESTORE = "Restore the source; to publish a change, make a new release."


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The facts of one artifact as it is, beside its record."""

    index: int
    record: ArtifactRecord
    filename: str
    sha256: str
    size: int
    tree: str

    @classmethod
    def of(
        cls,
        index: int,
        record: ArtifactRecord,
        filename: str,
        data: bytes,
        members: Sequence[Member],
    ) -> "Made":
        """The facts of some bytes and of what they unpack to."""
        return cls(
            index=index,
            record=record,
            filename=filename,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            tree=tree_digest(members),
        )

    @property
    def holds(self) -> bool:
        """Whether every pin does."""
        record = self.record
        return (self.sha256, self.size, self.tree) == (record.sha256, record.size, record.tree)

    @property
    def is_altered(self) -> bool:
        """Whether the catalog's own files are others than those that were pinned."""
        record = self.record
        differs = self.sha256 != record.sha256 and self.tree != record.tree
        return differs and record.source is not None


def pin_problems(release: ReleaseEntry, artifacts: Sequence[Made]) -> Iterator[Diagnostic]:
    """What there is to say of a release's pins."""
    if altered := [made for made in artifacts if made.is_altered]:
        yield _about(release, altered[0], pins.TREE, "tree", _altered(altered))
    for made in artifacts:
        if not made.is_altered:
            yield from _wrong_pins(release, made)


def _altered(artifacts: Sequence[Made]) -> str:
    first, *rest = artifacts
    message = f"the files of {first.filename} have the digest {first.tree}, not {first.record.tree}"
    others = ", ".join(made.filename for made in rest)
    return f"{message}; the same goes for {others}" if others else message


def _wrong_pins(release: ReleaseEntry, made: Made) -> Iterator[Diagnostic]:
    record, name = made.record, made.filename
    size = f"{made.size} bytes, not {record.size}" if made.size != record.size else ""
    if made.sha256 != record.sha256:
        said = f"{name} has the digest {made.sha256}, not {record.sha256}"
        yield _about(release, made, pins.DIGEST, "sha256", f"{said}, and {size}" if size else said)
    elif size:
        yield _about(release, made, pins.SIZE, "size", f"{name} has {size}")
    if made.tree != record.tree:
        said = f"the files of {name} have the digest {made.tree}, not {record.tree}"
        yield _about(release, made, pins.TREE, "tree", said)


def _about(release: ReleaseEntry, made: Made, rule: Rule, key: str, message: str) -> Diagnostic:
    finding = Finding(("artifacts", made.index, key), message, _RESTORE)
    return rule.report(release.document, finding)
