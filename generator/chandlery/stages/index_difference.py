"""Two publications → what changed between them; only what differs by its digest is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from chandlery.formats import index_v1 as v1
from chandlery.formats.index_reports_v1 import (
    AdvisoryChange,
    CapabilityChange,
    Difference,
    NameChange,
    ReleaseChange,
    Side,
    ValueChange,
)
from chandlery.stages.index import ROOT
from chandlery.stages.index_summary import all_files, cost, renamed, time_of
from chandlery.stages.read_index import IndexReader

Names = dict[str, v1.NameEntry]


# The kind of a name, the version to show first, and all releases by version.
_Side = tuple[str, str | None, dict[str, v1.ReleaseEntry]]


@dataclass(slots=True)
class _Found:
    """What was found so far of the releases of all names."""

    added: list[ReleaseChange] = field(default_factory=list)
    removed: list[ReleaseChange] = field(default_factory=list)
    states: list[ValueChange] = field(default_factory=list)
    altered: list[ValueChange] = field(default_factory=list)
    capabilities: list[CapabilityChange] = field(default_factory=list)


def difference(old: IndexReader, new: IndexReader) -> Difference:
    """What changed from one publication to another."""
    before, after = _names(old, new)
    moved = _renamed(before, after, new)
    gone = sorted(before.keys() - after.keys() - moved.keys())
    found = _Found()
    for name in sorted(before.keys() | after.keys()):
        if name in before or name not in moved.values():
            _compare(found, name, _one(old, name, before), _one(new, moved.get(name, name), after))
    advisories = [*_advisories(old, new)]
    return Difference(
        old=_side(old),
        new=_side(new),
        broken=[*_broken(old, new, gone, found, advisories)],
        names_added=[
            NameChange(name=name, kind=after[name].kind)
            for name in sorted(after.keys() - before.keys() - set(moved.values()))
        ],
        names_removed=[NameChange(name=name, kind=before[name].kind) for name in gone],
        names_renamed=[
            NameChange(name=name, kind=before[name].kind, to=to) for name, to in moved.items()
        ],
        releases_added=found.added,
        releases_removed=found.removed,
        states=found.states,
        altered=found.altered,
        capabilities=found.capabilities,
        advisories=advisories,
        counts=[*_counts(old.entry.counts, new.entry.counts)],
    )


def forgotten(old: IndexReader, new: IndexReader) -> Iterator[str]:
    """Artifacts of releases that are gone, and shards that tell of them."""
    before, after = _names(old, new)
    moved = _renamed(before, after, new)
    for name in sorted(before):
        side = _one(old, name, before)
        current = _one(new, moved.get(name, name), after)
        gone = {} if side is None else dict(side[2])
        for version in () if current is None else current[2]:
            gone.pop(version, None)
        if gone:
            yield f"{ROOT}/shards/{before[name].shard}.json"
        for release in gone.values():
            yield from (item.path for item in release.artifacts if item.path)


def _names(old: IndexReader, new: IndexReader) -> tuple[Names, Names]:
    """The names on either side, less those of which nothing has changed."""
    same = old.bins.bins.items() & new.bins.bins.items()
    skipped = {key for key, _ in same} if old.bins.digits == new.bins.digits else set()
    before, after = (
        {
            name: entry
            for key in sorted(reader.bins.bins.keys() - skipped)
            for name, entry in reader.names_in(key).items()
        }
        for reader in (old, new)
    )
    for name in [name for name, entry in before.items() if after.get(name) == entry]:
        del before[name], after[name]
    return before, after


def _renamed(before: Names, after: Names, new: IndexReader) -> dict[str, str]:
    """Names that are gone, and that the newer publication knows by another."""
    ends = {name: renamed(new, name) for name in sorted(before.keys() - after.keys())}
    return {name: to for name, to in ends.items() if to != name and new.find(to) is not None}


def _one(reader: IndexReader, name: str, names: Names) -> _Side | None:
    entry = names.get(name) or reader.find(name)
    if entry is None:
        return None
    releases = reader.shard(name, entry).entries()
    return entry.kind, entry.latest, {release.version: release for release in releases}


def _compare(found: _Found, name: str, old: _Side | None, new: _Side | None) -> None:
    """Note what changed about a name; `old` and `new` are its releases by version."""
    kind, latest, before = old or ("", None, {})
    new_kind, new_latest, after = new or ("", None, {})
    found.added += [_release(name, after[key]) for key in after if key not in before]
    found.removed += [_release(name, before[key]) for key in before if key not in after]
    if kind and new_kind and kind != new_kind:
        found.altered.append(ValueChange(of=name, what="kind", old=kind, new=new_kind))
    for version, release in before.items():
        if version in after:
            of = f"{name} {version}"
            found.states += _changed(of, _states(release), _states(after[version]))
            found.altered += _changed(of, _facts(release), _facts(after[version]))
    if latest in before and new_latest in after:
        found.capabilities += _capabilities(name, before[latest], after[new_latest])


def _changed(of: str, old: dict[str, str], new: dict[str, str]) -> Iterator[ValueChange]:
    for what in sorted(old.keys() | new.keys()):
        if old.get(what) != new.get(what):
            yield ValueChange(of=of, what=what, old=old.get(what), new=new.get(what))


def _states(release: v1.ReleaseEntry) -> dict[str, str]:
    return {
        "review": release.review,
        "availability": release.availability,
        "offered": "yes" if release.offered else "no",
    }


def _facts(release: v1.ReleaseEntry) -> dict[str, str]:
    """What of a release never changes once it is published."""
    return {
        "published": release.published,
        "publisher": release.publisher,
        **{f"artifact {item.filename}": item.sha256 for item in release.artifacts},
        **{f"manifest {key}": item.manifest_sha256 for key, item in release.dialects.items()},
    }


def _capabilities(
    name: str, old: v1.ReleaseEntry, new: v1.ReleaseEntry
) -> Iterator[CapabilityChange]:
    for dialect in sorted(old.dialects.keys() & new.dialects.keys()):
        before, after = (
            {f"{item.native} ({item.effect}, {item.risk})" for item in held.capabilities}
            for held in (old.dialects[dialect], new.dialects[dialect])
        )
        if before != after:
            yield CapabilityChange(
                name=name,
                old=old.version,
                new=new.version,
                dialect=dialect,
                added=sorted(after - before),
                removed=sorted(before - after),
            )


def _release(name: str, release: v1.ReleaseEntry) -> ReleaseChange:
    return ReleaseChange(
        name=name,
        version=release.version,
        review=release.review,
        availability=release.availability,
        offered=release.offered,
    )


def _advisories(old: IndexReader, new: IndexReader) -> Iterator[AdvisoryChange]:
    if old.entry.files.get("advisories.json") == new.entry.files.get("advisories.json"):
        return
    before, after = ({item.id: item for item in reader.advisories} for reader in (old, new))
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was is None and now is not None:
            yield AdvisoryChange(id=key, package=now.package, change="added")
        elif was is not None and now is None:
            yield AdvisoryChange(id=key, package=was.package, change="removed")
        elif was is not None and now is not None and was.in_force != now.in_force:
            change: Literal["in force", "lapsed"] = "in force" if now.in_force else "lapsed"
            yield AdvisoryChange(id=key, package=now.package, change=change)


def _counts(old: v1.Counts, new: v1.Counts) -> Iterator[ValueChange]:
    for what, was in old:
        if (now := getattr(new, what)) != was:
            yield ValueChange(of="", what=what, old=str(was), new=str(now))


def _side(reader: IndexReader) -> Side:
    entry = reader.entry
    listed = all_files(reader)
    return Side(
        name=entry.marketplace.name,
        serial=entry.serial,
        time=time_of(entry.serial),
        commit=entry.source.commit,
        bytes=None if listed is None else sum(told.size for told in listed.values()),
        cost=cost(reader),
    )


def _broken(
    old: IndexReader,
    new: IndexReader,
    gone: Sequence[str],
    found: _Found,
    advisories: Sequence[AdvisoryChange],
) -> Iterator[str]:
    """What a publication must never do: take back, or change, what was published."""
    was, now = old.entry, new.entry
    if was.marketplace.name != now.marketplace.name:
        yield f"the marketplace {was.marketplace.name} is called {now.marketplace.name}"
    if was.serial and now.serial and now.serial < was.serial:
        yield f"the serial went back from {was.serial} to {now.serial}"
    yield from (f"{name} vanished" for name in gone)
    for release in found.removed:
        if release.name not in gone:
            yield f"{release.name} {release.version} vanished"
    for item in found.altered:
        if item.old is not None:
            became = f"became {item.new}" if item.new else "vanished"
            yield f"{item.of}: {item.what}, which was {item.old}, {became}"
    for advisory in advisories:
        if advisory.change == "removed":
            yield f"advisory {advisory.id} vanished"
