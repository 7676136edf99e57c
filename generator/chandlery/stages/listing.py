"""The list of all published files, and the entry over it, which close an index (design §5)."""

from collections.abc import Collection, Iterable
from typing import Protocol

from chandlery import __version__
from chandlery.formats import index_v1 as v1
from chandlery.formats.canonical import canonical, readable
from chandlery.formats.listing import line_of
from chandlery.model.content import ENTRY_FILE, INDEX, PublishedFile
from chandlery.model.marketplace import Frame

# What the entry leads to beside the list, below ``index/v1/``.
REACHED = ("advisories.json", "bins.json", "changes.jsonl", "renames.json", "waivers.json")


class Listed(Protocol):
    """A file, as far as the list tells of it."""

    @property
    def path(self) -> str:
        """Below the published root."""

    @property
    def sha256(self) -> str:
        """In hexadecimal."""

    @property
    def size(self) -> int:
        """Bytes."""


def listing_of(files: Iterable[Listed]) -> bytes:
    """The list of some files."""
    return b"".join(map(_line, sorted(files, key=lambda file: file.path)))


def patched(listing: bytes, changed: Iterable[Listed], removed: Collection[str]) -> bytes:
    """A list with some files replaced, added or removed: that of the files there are then.

    It is searched by halves, since it is of all files, and few of them change.
    """
    wanted = dict.fromkeys(removed, b"") | {file.path: _line(file) for file in changed}
    parts: list[bytes | memoryview] = []
    whole, done = memoryview(listing), 0
    for path, line in sorted(wanted.items()):
        start, end = line_of(listing, path, done)
        parts += (whole[done:start], line)
        done = end
    return b"".join((*parts, whole[done:]))


def told_of(listing: bytes, path: str) -> v1.FileLine | None:
    """What a list tells of a file; `None` for one that it does not have."""
    start, end = line_of(listing, path)
    return v1.FileLine.model_validate_json(listing[start:end]) if start < end else None


def entry_over(  # noqa: PLR0913 - all that the entry tells
    frame: Frame,
    counts: v1.Counts,
    listing: Listed,
    reached: Iterable[Listed],
    *,
    serial: int,
    commit: str | None,
) -> PublishedFile:
    """``entry.json`` over the list of all files.

    Args:
        reached: what stands at the paths of `REACHED`.
        serial: committer time of the source commit, in seconds.
        commit: the source commit's full hash, or `None` for a working tree.
    """
    value = v1.Entry(
        serial=serial,
        source=v1.Source(commit=commit),
        generator=v1.Generator(version=__version__),
        marketplace=v1.Identity(
            name=frame.settings.name, title=frame.settings.title, base_url=frame.base_url
        ),
        counts=counts,
        files={
            file.path.removeprefix(f"{INDEX}/"): v1.FileDigest(sha256=file.sha256, size=file.size)
            for file in (listing, *reached)
        },
    )
    return PublishedFile.of(ENTRY_FILE, readable(value.plain()))


def _line(file: Listed) -> bytes:
    return canonical({"path": file.path, "sha256": file.sha256, "size": file.size})
