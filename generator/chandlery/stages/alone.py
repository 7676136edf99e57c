"""One package, looked at by itself: by the rules that need no other, and file by file.

Nothing here knows of a second package, so packages can be looked at side by side, wherever that is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from chandlery.catalog import NativeRecord, ReleaseEntry
from chandlery.checks import asked
from chandlery.diagnostics import Diagnostic
from chandlery.dialects import DIALECTS
from chandlery.documents import Document
from chandlery.rules import RELEASE_RULES
from chandlery.stages.exposure import in_record
from chandlery.stages.judge import ruled
from chandlery.stages.load import Sources
from chandlery.stages.scope import Scope, unit_of
from chandlery.stages.validate import Typed

J = TypeVar("J")
V = TypeVar("V")


@dataclass(slots=True)
class Alone(Generic[J]):
    """What there is of one package, or of another unit of a catalog.

    Attributes:
        natives: its native records that could be typed.
        releases: its releases that could be.
        documents: all that could be read.
        jobs: what else is to be done with it.
    """

    natives: list[NativeRecord] = field(default_factory=list)
    releases: list[ReleaseEntry] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    jobs: list[J] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen(Generic[V]):
    """What came of looking at a package: what rules say, its secrets, and what became of jobs."""

    ruled: tuple[Diagnostic, ...]
    exposed: tuple[Diagnostic, ...]
    done: tuple[V, ...]


def each_alone(
    sources: Sources, typed: Typed, scope: Scope, jobs: Mapping[str, list[J]]
) -> list[Alone[J]]:
    """The units of a catalog that lie in a scope.

    Args:
        sources: all documents.
        typed: what was typed of those in the scope.
        scope: what is looked at.
        jobs: what else there is to do, by the folder of a package.
    """
    units: dict[str, Alone[J]] = defaultdict(Alone)
    for document in sources.documents:
        units[unit_of(document.path)].documents.append(document)
    for native in typed.natives:
        units[unit_of(native.document.path)].natives.append(native)
    for package in typed.catalog.packages:
        units[package.folder].releases += package.releases
    for folder, some in jobs.items():
        units[folder].jobs += some
    return [unit for path, unit in units.items() if scope.holds(path)]


def look_at(unit: Alone[J], work: Callable[[J], V]) -> Seen[V]:
    """Ask every rule that looks at nothing else, and do what else there is to do."""
    return Seen(
        ruled=tuple(_ruled(unit)),
        exposed=tuple(item for document in unit.documents for item in in_record(document)),
        done=tuple(map(work, unit.jobs)),
    )


def _ruled(unit: Alone[J]) -> Iterator[Diagnostic]:
    for native in unit.natives:
        kind = DIALECTS[native.dialect].kind(native.kind)
        yield from ruled(kind, native.document, native.record)
    for release in unit.releases:
        yield from _of_release(release)


def _of_release(entry: ReleaseEntry) -> Iterator[Diagnostic]:
    yield from asked(RELEASE_RULES, entry.document, entry)
    for name, dialect in sorted(DIALECTS.items()):
        native = entry.manifest(name)
        # Governance is of whoever has records, with a manifest of the dialect or without.
        governs = dialect.governance and entry.governance.records
        if native or governs:
            document = native.document if native else entry.document
            yield from asked(dialect.release_rules, document, entry)
