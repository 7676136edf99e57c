"""``chandlery index`` for people: a publication, a name in it, and two publications compared.

Whatever a publication holds is shown on one line of bounded length that steers no terminal.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from chandlery.formats.index_reports_v1 import Cost, Difference, Named, Side, Summary, Verification
from chandlery.formats.index_v1 import (
    AdvisoryEntry,
    ArtifactEntry,
    CapabilityChangesEntry,
    DialectEntry,
    ReleaseEntry,
)
from chandlery.reports.plain import printable

_LONGEST: Final = 400
_MOST: Final = 50


def summary(found: Summary) -> str:
    """``index show WHERE``."""
    return _told(_summary(found))


def named(found: Named) -> str:
    """``index show WHERE NAME``."""
    return _told(_named(found))


def difference(found: Difference) -> str:
    """``index diff``."""
    return _told(_difference(found))


def verification(found: Verification) -> str:
    """What ``--verify`` found."""
    return _told(_verified(found))


def changes(found: Difference) -> Iterator[tuple[str, list[str]]]:
    """What changed, in groups: what must not be, then the rest in the order of its weight."""
    yield "must not be", list(found.broken)
    yield "names added", [f"{item.name} ({item.kind})" for item in found.names_added]
    yield "names removed", [f"{item.name} ({item.kind})" for item in found.names_removed]
    yield "names renamed", [f"{item.name} is now {item.to}" for item in found.names_renamed]
    for what, releases in (("added", found.releases_added), ("removed", found.releases_removed)):
        yield (
            f"releases {what}",
            [
                f"{item.name} {item.version} ({item.review}, {item.availability})"
                for item in releases
            ],
        )
    yield "states", [f"{i.of}: {i.what} was {i.old}, is {i.new}" for i in found.states]
    yield (
        "published facts",
        [
            f"{i.of}: {i.what} was {i.old or 'absent'}, is {i.new or 'absent'}"
            for i in found.altered
        ],
    )
    yield (
        "capabilities",
        [
            f"{item.name} {item.old} to {item.new}, {item.dialect}: {sign}{what}"
            for item in found.capabilities
            for sign, parts in (("+", item.added), ("-", item.removed))
            for what in parts
        ],
    )
    yield "advisories", [f"{i.id} on {i.package}: {i.change}" for i in found.advisories]
    yield "counts", [f"{item.what}: {item.old} to {item.new}" for item in found.counts]


def sides(found: Difference) -> Iterator[str]:
    """Which two publications were compared, and what that took."""
    for what, side in (("old", found.old), ("new", found.new)):
        size = "" if side.bytes is None else f", {side.bytes:,} bytes"
        yield f"{what}: {side.name}, {_serial(side)}, commit {side.commit or 'none'}{size}"
    read = Cost(
        requests=found.old.cost.requests + found.new.cost.requests,
        bytes=found.old.cost.bytes + found.new.cost.bytes,
    )
    yield f"read: {_cost(read)}"


def _difference(found: Difference) -> Iterator[str]:
    yield from sides(found)
    for title, lines in changes(found):
        if lines:
            yield ""
            yield title.upper() if title == "must not be" else title
            yield from _some(f"  {line}" for line in lines)
    if not any(lines for _, lines in changes(found)):
        yield "nothing changed"


def _summary(found: Summary) -> Iterator[str]:
    who = found.marketplace
    yield f"{who.title} ({who.name}), for {who.base_url}"
    yield f"  serial     {found.serial} ({found.time or 'no time'})"
    yield f"  source     {f'commit {found.source.commit}' if found.source.commit else 'no commit'}"
    yield f"  built by   {found.generator.name} {found.generator.version}"
    yield f"  holds      {', '.join(f'{number:,} {what}' for what, number in found.counts)}"
    yield from ("", "reached from entry.json")
    for path, told in sorted(found.reached.items()):
        yield f"  {path:<16} {told.size:>12,} bytes  {told.sha256}"
    yield from ("", "files")
    for item in found.classes:
        yield f"  {item.of:<20} {item.files:>9,}  {item.bytes:>15,} bytes"
    yield from ("", "newest changes")
    for line in found.changes:
        words = (line.at, f"{line.change:<9}", line.name, line.version or "", line.ref or "")
        yield "  " + " ".join(filter(None, words))
    yield from ("", "advisories in force" if found.advisories else "no advisory is in force")
    yield from _some(f"  {_advisory(item)}" for item in found.advisories)
    yield from ("", *_end(found.cost, found.verification))


def _advisory(item: AdvisoryEntry) -> str:
    until = f", until {item.expires}" if item.expires else ""
    versions = ", ".join(item.versions) or "no version"
    return f"{item.id} {item.act} {item.package} {versions}: {item.title} ({item.severity}{until})"


def _named(found: Named) -> Iterator[str]:
    if found.asked != found.name:
        yield f"{found.asked} is now called {found.name}"
    latest = f", newest {found.latest}" if found.latest else ""
    yield f"{found.name}: {found.kind}{latest}"
    if found.replaced_by:
        yield f"  use {found.replaced_by} instead"
    shard = f"shards/{found.shard}.json"
    yield f"  reached by entry.json, bins.json, names/{found.bin}.json, {shard}"
    for release in reversed(found.releases):
        yield from ("", *_release(release))
    yield from ("", *_end(found.cost, found.verification))


def _release(release: ReleaseEntry) -> Iterator[str]:
    checked = "verified" if release.publisher_verified else "not verified"
    until = f" until {release.review_expires_at}" if release.review_expires_at else ""
    offered = "offered" if release.offered else "not offered"
    yield f"{release.version}, published {release.published} by {release.publisher} ({checked})"
    yield f"  {release.review}{until}, {release.availability}, {offered}"
    if release.available_after:
        yield f"  leave it alone before {release.available_after}"
    if release.advisories:
        yield f"  advisories: {', '.join(release.advisories)}"
    for artifact in release.artifacts:
        yield from _artifact(artifact)
    for name, dialect in sorted(release.dialects.items()):
        yield from _dialect(name, dialect)
        if why := (release.left_out or {}).get(name):
            yield f"    not in the ecosystem's own index: {why}"


def _artifact(artifact: ArtifactEntry) -> Iterator[str]:
    where = artifact.path or "withheld"
    yield f"  {artifact.format}: {where}, {artifact.size:,} bytes, for {_list(artifact.dialects)}"
    yield f"    sha256 {artifact.sha256}"


def _dialect(name: str, dialect: DialectEntry) -> Iterator[str]:
    yield (
        f"  {name}: {dialect.native_name} {dialect.version}, "
        f"layer {dialect.layer}, isolation {dialect.isolation}"
    )
    fits = dialect.compatibility
    for what, values in (
        ("host", fits.host),
        ("platforms", fits.platforms),
        ("Python", fits.python_versions),
        ("runner modes", fits.runner_modes),
    ):
        if values:
            yield f"    works with {what} {_list(values)} ({fits.status})"
    for item in dialect.dependencies:
        optional = " (optional)" if item.optional else ""
        yield f"    needs {item.native} {item.range or 'in any version'}{optional}"
    for capability in dialect.capabilities:
        targets = f" on {_list(capability.targets)}" if capability.targets else ""
        grant = ", must be granted" if capability.grant_required else ""
        yield (
            f"    declares {capability.native}: {capability.effect}, "
            f"{capability.risk} risk{targets}{grant}"
        )
    if dialect.order:
        yield f"    install before it, in this order: {_list(dialect.order)}"
    if dialect.capability_changes:
        yield from (f"    {line}" for line in change_lines(dialect.capability_changes))


def change_lines(changes: CapabilityChangesEntry) -> Iterator[str]:
    """What is asked for beyond the release before; what it gives up needs no consent."""
    more = [
        *(f"adds {native}" for native in changes.added or ()),
        *(f"widens {item.native}" for item in changes.widened or ()),
        *(f"raises the risk of {item.native}" for item in changes.risk_raised or ()),
        *(f"asks for no grant for {native}" for native in changes.grant_dropped or ()),
        *(["runs less apart from its host"] if changes.isolation_loosened else ()),
    ]
    yield from (f"against {changes.previous}: {line}" for line in more)


def _verified(found: Verification) -> Iterator[str]:
    left_out = f", {found.left_out:,} left out" if found.left_out else ""
    yield f"verified: {found.files:,} files, {found.bytes:,} bytes{left_out}"
    for item in found.mismatches:
        yield f"  {item.path} is not the published file"
        yield f"    expected {item.expected}"
        yield f"    found    {item.found or 'nothing'}"


def _end(cost: Cost, checked: Verification | None) -> Iterator[str]:
    yield f"read: {_cost(cost)}, every digest verified"
    if checked:
        yield from _verified(checked)


def _cost(cost: Cost) -> str:
    return f"{cost.requests:,} requests, {cost.bytes:,} bytes"


def _serial(side: Side) -> str:
    return f"serial {side.serial} ({side.time or 'no time'})"


def _list(values: Sequence[str]) -> str:
    return ", ".join(values) or "nobody"


def _some(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(every := [*lines]):
        if number == _MOST:
            yield f"  and {len(every) - _MOST:,} more; --format json has them all"
            return
        yield line


def _told(lines: Iterable[str]) -> str:
    return "".join(f"{_cut(printable(line[: _LONGEST + 1]))}\n" for line in lines)


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
