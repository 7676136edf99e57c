"""What happened when, by the records' own dates: the lines of ``changes.jsonl``."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from chandlery.formats import index_v1 as v1
from chandlery.formats.canonical import canonical
from chandlery.formats.lines import replaced
from chandlery.model.content import INDEX
from chandlery.model.marketplace import Frame, Integration, Release, Subject
from chandlery.model.parts import Ask, File, Kept, One, Part, Told

CHANGES_FILE = f"{INDEX}/changes.jsonl"

# When, and the line.
Change = tuple[str, str]
Changes = tuple[Change, ...]

_DECIDED = {"promoted": "promote", "rejected": "reject", "expired": "expire"}


def _one(_frame: Frame, subject: Subject) -> One[Changes]:
    """Tell what happened to the releases of a package, by version and what."""
    if isinstance(subject, Integration):
        return One()
    lines = (line for release in subject.releases for line in _happened(subject.name, release))
    return One(told=tuple(sorted(map(_change, lines), key=_within)))


def _joined(frame: Frame, told: Mapping[str, Changes], _ask: Ask) -> Iterator[File]:
    """The lines, oldest first; of one moment by name, version and what happened."""
    noticed = _noticed_by_name(frame)
    every: list[Change] = []
    for name in sorted(told.keys() | noticed.keys()):
        every += _both(told.get(name, ()), noticed.get(name, ()))
    every.sort(key=itemgetter(0))  # they keep their order within a moment
    yield CHANGES_FILE, "".join(map(itemgetter(1), every)).encode()


def _again(told: Told[Changes]) -> Iterable[Kept] | None:
    """The lines that there were, those of some names replaced."""
    fact = told.published.get(CHANGES_FILE)
    lines = told.read(fact) if fact else None
    if lines is None:
        return None
    noticed = _noticed_by_name(told.frame)
    old: dict[tuple[str, str], bytes] = {}
    new: dict[tuple[str, str], bytes] = defaultdict(bytes)
    for name in told.names:
        old |= {(at, name): b"" for at, _ in told.was.get(name, ())}
        for at, line in _both(told.now.get(name, ()), noticed.get(name, ())):
            new[at, name] += line.encode()
    return [(CHANGES_FILE, replaced(lines, old | new, _when_and_whose))]


def _when_and_whose(line: bytes) -> tuple[str, str]:
    found = json.loads(line)
    return found["at"], found["name"]


def _noticed_by_name(frame: Frame) -> Mapping[str, Sequence[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for line in _noticed(frame):
        found[line.name].append(_change(line))
    return found


def _both(told: Changes, noticed: Sequence[Change]) -> Sequence[Change]:
    """The lines of one name, by version and what happened."""
    return sorted((*told, *noticed), key=_within) if noticed else told


CHANGES: Part[Changes] = Part(name="changes", told=Changes, one=_one, joined=_joined, again=_again)


def _within(change: Change) -> tuple[str, str]:
    """The place of a line among those of its name and moment."""
    line = json.loads(change[1])
    return line.get("version", ""), line["change"]


def _change(line: v1.ChangeLine) -> Change:
    return line.at, canonical(line.plain()).decode()


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
