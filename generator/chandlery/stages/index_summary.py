"""A publication → what a person wants to know of it, or of one name in it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from chandlery.formats import index_v1 as v1
from chandlery.formats.index_reports_v1 import Cost, FileClass, Named, Summary
from chandlery.rules.sizes import ALL, measured
from chandlery.stages.index import ROOT
from chandlery.stages.read_index import IndexReader, bin_of
from chandlery.suggest import nearest

NEWEST = 10
MAX_LISTING_BYTES = 32 * 1024 * 1024
_DETAIL = re.compile(rf"{ROOT}/(?:plugins|adapters|integrations)/([^/]+)\.json")


class NoSuchName(Exception):  # noqa: N818 - it reads as what happened
    """There is no such name, or no such version of it.

    Attributes:
        hint: what would have been right, or "".
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def summary(reader: IndexReader) -> Summary:
    """A publication as a whole."""
    entry = reader.entry
    classes = classified(all_files(reader) or {})
    changes = reader.changes()[-NEWEST:][::-1]
    standing = [item for item in reader.advisories if item.in_force]
    return Summary(
        marketplace=entry.marketplace,
        serial=entry.serial,
        time=time_of(entry.serial),
        source=entry.source,
        generator=entry.generator,
        counts=entry.counts,
        reached=entry.files,
        classes=classes,
        changes=changes,
        advisories=standing,
        cost=cost(reader),
    )


def named(reader: IndexReader, asked: str, version: str = "") -> Named:
    """A name as a client resolves it; with a version, that release alone.

    Raises:
        NoSuchName: there is none.
    """
    name = asked
    entry = reader.find(name)
    if entry is None:
        name = renamed(reader, asked)
        entry = reader.find(name) if name != asked else None
    if entry is None:
        raise NoSuchName(f"there is no `{asked}`", _suggestion(reader, asked))
    shard = reader.shard(name, entry)
    releases = [item for item in shard.entries() if version in {"", item.version}]
    if version and not releases:
        near = nearest(version, [item.version for item in shard.releases])
        last = shard.releases[-1].version if shard.releases else ""
        hint = f"Did you mean `{near}`?" if near else f"The newest is `{last}`." if last else ""
        raise NoSuchName(f"there is no `{version}` of `{name}`", hint)
    return Named(
        asked=asked,
        name=name,
        kind=entry.kind,
        bin=bin_of(name, reader.bins.digits),
        shard=entry.shard,
        latest=entry.latest,
        replaced_by=shard.replaced_by,
        releases=releases,
        cost=cost(reader),
    )


def cost(reader: IndexReader) -> Cost:
    """What has been read so far."""
    return Cost(requests=reader.requests, bytes=reader.bytes)


def all_files(reader: IndexReader) -> dict[str, v1.FileDigest] | None:
    """Every published file by path; `None` where the list is too long to read for this."""
    told = reader.entry.files.get("files.jsonl")
    return None if told is None or told.size > MAX_LISTING_BYTES else reader.files


def time_of(serial: int) -> str | None:
    """The time that a serial stands for; `None` for a working tree's, and beyond the calendar."""
    try:
        moment = datetime.fromtimestamp(serial, UTC) if serial else None
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def classified(files: dict[str, v1.FileDigest]) -> list[FileClass]:
    """How much there is of each kind of file, in the table's order."""
    sizes = measured((path, told.size) for path, told in files.items())
    return [
        FileClass(of=size.name, files=size.files, bytes=size.total)
        for size in sizes
        if size.name != ALL
    ]


def renamed(reader: IndexReader, name: str) -> str:
    """What a name is called now, at the end of a chain of renames."""
    passed = {name}
    while (rename := reader.renames.get(name)) and rename.to not in passed:
        name = rename.to
        passed.add(name)
    return name


def _suggestion(reader: IndexReader, name: str) -> str:
    known: set[str] = {*reader.neighbours(name), *reader.renames, *_listed(all_files(reader) or ())}
    near = nearest(name, known)
    return f"Did you mean `{near}`?" if near else ""


def _listed(paths: Iterable[str]) -> set[str]:
    return {match[1] for path in paths if (match := _DETAIL.fullmatch(path))}
