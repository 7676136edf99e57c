"""What happened when, by the records' own dates: the lines of ``changes.jsonl``."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from chandlery.formats import index_v1 as v1
from chandlery.formats.canonical import canonical
from chandlery.model.marketplace import Frame, Package, Release

# When, to which version, what; and the line.
Change = tuple[str, str, str, str]

_DECIDED = {"promoted": "promote", "rejected": "reject", "expired": "expire"}


def happened(package: Package) -> tuple[Change, ...]:
    """What happened to the releases of a package."""
    lines = (line for release in package.releases for line in _happened(package.name, release))
    return tuple(sorted(map(_change, lines), key=_within))


def lines_of(frame: Frame, told: Mapping[str, Iterable[Change]]) -> bytes:
    """The lines, oldest first; of one moment by name, version and what happened.

    Args:
        told: what happened to each package, by name.
    """
    noticed: dict[str, list[Change]] = defaultdict(list)
    for line in _noticed(frame):
        noticed[line.name].append(_change(line))
    every: list[Change] = []
    for name in sorted(told.keys() | noticed.keys()):
        theirs = told.get(name, ())
        every += sorted((*theirs, *noticed[name]), key=_within) if name in noticed else theirs
    every.sort(key=itemgetter(0))  # they keep their order within a moment
    return "".join(map(itemgetter(3), every)).encode()


def _within(change: Change) -> tuple[str, str]:
    return change[1:3]


def _change(line: v1.ChangeLine) -> Change:
    return line.at, line.version or "", line.change, canonical(line.plain()).decode()


def _happened(name: str, release: Release) -> Iterator[v1.ChangeLine]:
    yield v1.ChangeLine(
        at=release.published, change="published", name=name, version=release.version
    )
    for probation in release.review.probations:
        if probation.decided_at and probation.status.value in _DECIDED:
            yield v1.ChangeLine(
                at=probation.decided_at,
                change=_DECIDED[probation.status.value],
                name=name,
                version=release.version,
                ref=probation.id,
            )


def _noticed(frame: Frame) -> Iterator[v1.ChangeLine]:
    """Advisories, and renames."""
    for advisory in frame.advisories:
        for version in advisory.versions:
            yield v1.ChangeLine(
                at=advisory.published,
                change=advisory.act,
                name=advisory.package,
                version=version,
                ref=advisory.id,
            )
    for old, rename in frame.renames.items():
        yield v1.ChangeLine(at=rename.since, change="rename", name=old, ref=rename.to)
