"""A built marketplace against what its readers have: what must hold before it is published."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chandlery.checks import Finding, Rule
from chandlery.diagnostics import Diagnostic
from chandlery.dialects import DIALECTS
from chandlery.documents import Document, Route, read_json
from chandlery.formats import index_v1 as v1
from chandlery.formats.index_reports_v1 import Difference
from chandlery.model.file_classes import class_of
from chandlery.rules import guards
from chandlery.stages.completeness import unlisted
from chandlery.stages.denials import lost_denials
from chandlery.stages.index import ENTRY, ROOT
from chandlery.stages.index_difference import difference
from chandlery.stages.index_summary import renamed, time_of
from chandlery.stages.read_index import IndexReader, Read

_LEAST: Final = 95  # percent of what was published
_COUNTED: Final = ("plugins", "adapters", "integrations", "releases", "artifacts")
_LAST_TIME: Final = "9999-12-31T23:59:59Z"
_NOTHING: Final = (b"", b"null", b"{}", b'""')
_MAX_EMPTY: Final = 64  # bytes of a file that may hold nothing but space
_MAX_SHOWN: Final = 1 << 24  # bytes of a file whose places are looked up


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One publication: where it can be read, and its index."""

    read: Read
    index: IndexReader

    @classmethod
    def of(cls, read: Read, where: str) -> "Side":
        """The publication that is read so, and called so."""
        return cls(read=read, index=IndexReader(read, where))


def guard(
    built: Side,
    before: Sequence[Side],
    *,
    differs: Callable[[str, v1.FileDigest], bool],
) -> tuple[Diagnostic, ...]:
    """What speaks against a publication, sorted; what a waiver of its own covers is left out.

    Args:
        built: what is to be published.
        before: what is published; without any nothing can be said of what must not change.
        differs: whether a built file is there with other bytes, or not there.

    Raises:
        IndexUnreadable: one of the two is no index, or leads to something unreadable.
    """
    found = [*_by_itself(built, differs)]
    known = {path for side in before for path in side.index.files}
    for path in unlisted(built.index, known):
        message = f"the index leads to {path}, and does not list it"
        found.append(_said(built, path, (), guards.NOT_AS_LISTED, message))
    for side in before:
        found += _against(built, side)
    return tuple(sorted(_unwaived([*dict.fromkeys(found)], built)))


def _by_itself(built: Side, differs: Callable[[str, v1.FileDigest], bool]) -> Iterator[Diagnostic]:
    entry = built.index.entry
    if entry.source.commit is None or not entry.serial:
        yield _said(built, ENTRY, ("source",), guards.NO_COMMIT, "the build is of a working tree")
    for path, told in built.index.files.items():
        if differs(path, told):
            yield _said(built, path, (), guards.NOT_AS_LISTED, f"{path} is not as the index says")
    for dialect in DIALECTS.values():
        for refusal in dialect.refuses(built.read):
            message = f"{dialect.title} would refuse it: {refusal.why}"
            yield _said(built, refusal.path, (), guards.REFUSED, message)
    yield from _empty(built, {})


def _empty(built: Side, before: Mapping[str, v1.FileDigest]) -> Iterator[Diagnostic]:
    """Files that hold nothing; with `before`, only lists that held something then."""
    no_releases = not built.index.entry.counts.releases
    for path, told in built.index.files.items():
        if told.size > _MAX_EMPTY or class_of(path).name == "assets":
            continue
        held = (built.read(path) or b"").strip()
        gone = held == b"[]" and before.get(path, told) != told
        if gone or (not before and held in _NOTHING and not (no_releases and not held)):
            what = held.decode() or "nothing"
            yield _said(built, path, (), guards.EMPTY, f"{path} holds {what}")


def _against(built: Side, before: Side) -> Iterator[Diagnostic]:
    new, old = built.index.entry, before.index.entry
    if new != old and new.serial <= old.serial:
        message = f"the serial is {new.serial}, and {old.serial} is published"
        yield _said(built, ENTRY, ("serial",), guards.NOT_NEWER, message)
    if new.marketplace.name != old.marketplace.name:
        message = f"`{old.marketplace.name}` is published, and this is `{new.marketplace.name}`"
        yield _said(built, ENTRY, ("marketplace", "name"), guards.ANOTHER, message)
    for what in _COUNTED:
        has, had = getattr(new.counts, what), getattr(old.counts, what)
        if has * 100 < had * _LEAST:
            message = f"{had} {what} are published, and {has} would be left"
            yield _said(built, ENTRY, ("counts", what), guards.SHRUNK, message)
    yield from _empty(built, before.index.files)
    yield from _changed(built, before, difference(before.index, built.index))
    for denial in lost_denials(built.index, before.index):
        yield _said(built, denial.path, (), guards.DENIAL_GONE, denial.message)
    yield from _decided(built, before)


def _changed(built: Side, before: Side, found: Difference) -> Iterator[Diagnostic]:
    """What of releases would be gone, and what would be something else."""
    for gone in found.names_removed:
        path = f"{ROOT}/{gone.kind}s/{gone.name}.json"
        message = f"{gone.name} is published, and would be gone"
        yield _said(built, path, (), guards.VANISHED, message)
    names = {gone.name for gone in found.names_removed}
    for moved in found.names_renamed:
        if moved.to is not None and before.index.find(moved.to) is not None:
            path = f"{ROOT}/{moved.kind}s/{moved.name}.json"
            message = f"{moved.name} is published, and would be gone into {moved.to}, which is too"
            yield _said(built, path, (), guards.VANISHED, message)
            names.add(moved.name)
    for release in found.releases_removed:
        if release.name not in names:
            message = f"{release.name} {release.version} is published, and would be gone"
            path = _detail(before, release.name)
            yield _said(built, path, (), guards.VANISHED, message)
    renamed = {item.name for item in found.names_renamed}
    for item in found.altered:
        name = item.of.partition(" ")[0]
        if name in renamed:  # under its new name it is a release of its own
            continue
        path = _detail(before, name)
        message = f"{item.of} is published with the {item.what} {item.old}"
        if item.old is not None and item.new is None:
            yield _said(built, path, (), guards.VANISHED, f"{message}, which would be gone")
        elif item.old is not None:
            yield _said(built, path, (), guards.ALTERED, f"{message}, and would have {item.new}")


def _detail(before: Side, name: str) -> str:
    entry = before.index.find(name)
    return f"{ROOT}/{entry.kind if entry else 'plugin'}s/{name}.json"


def _decided(built: Side, before: Side) -> Iterator[Diagnostic]:
    """Advisories and renames that would be gone, or would say something else."""
    advisories = {item.id: item for item in built.index.advisories}
    for told in before.index.advisories:
        now = advisories.get(told.id)
        if now is None or _reads_otherwise(told, now, built):
            state = "gone" if now is None else "altered"
            message = f"the advisory {told.id} is published, and would be {state}"
            yield _said(built, f"{ROOT}/advisories.json", (), guards.DENIAL_GONE, message)
    renames = built.index.renames
    for old, rename in before.index.renames.items():
        if old not in renames or renames[old].to != rename.to:
            message = f"`{old}` is published as renamed to `{rename.to}`, and would not be"
            path = f"{ROOT}/renames.json"
            yield _said(built, path, ("renames", old), guards.DENIAL_GONE, message)


def _reads_otherwise(told: v1.AdvisoryEntry, now: v1.AdvisoryEntry, built: Side) -> bool:
    """Whether an advisory says something else, or lets go of a version that is still there."""
    if (now.act, now.reason) != (told.act, told.reason):
        return True
    if now.package not in {told.package, renamed(built.index, told.package)}:
        return True
    lost = set(told.versions).difference(now.versions)
    entry = built.index.find(now.package) if lost else None
    releases = built.index.shard(now.package, entry).releases if entry else ()
    return any(release.version in lost for release in releases)


def _said(side: Side, path: str, route: Route, rule: Rule, message: str) -> Diagnostic:
    data = side.read(path) if route else None
    small = data if data and len(data) <= _MAX_SHOWN else b""
    document = read_json(path, small, _MAX_SHOWN).document or Document(path, small)
    hint = rule.page.rpartition("## How to mend it\n")[2].split(". ")[0].split(".\n")[0]
    return rule.report(
        document, Finding(route, message, f"{' '.join(hint.split()).removesuffix('.')}.")
    )


def _unwaived(found: list[Diagnostic], built: Side) -> Iterator[Diagnostic]:
    """What no waiver covers that the maintainers published with the marketplace itself."""
    at = time_of(built.index.entry.serial) or _LAST_TIME
    covered = {
        (item.code, item.path)
        for item in built.index.waivers
        if item.code not in guards.UNWAIVABLE and _stands(item, at)
    }
    yield from (item for item in found if (item.code, item.file) not in covered)


def _stands(waiver: v1.WaiverEntry, at: str) -> bool:
    """Whether a waiver goes on after a time; one that ends at no time that there is does not."""
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(waiver.expires) > datetime.fromisoformat(at)
    return False
