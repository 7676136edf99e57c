"""Index v1 as a client reads it: from one small file to the rest, each digest checked on the way.

A publication is foreign input, perhaps of a newer Chandlery.  Keys that this version does not know
are ignored, as the format asks of its readers, and words that are new in a list of words pass;
anything else that is not as the format says is an exception.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import TypeVar

from pydantic import ValidationError

from chandlery.formats import index_v1 as v1
from chandlery.stages.index import ENTRY, ROOT

# Bytes of a path below the published root, `None` for one that is not there.
Read = Callable[[str], bytes | None]
# `entry.json` is the only file whose length nothing vouches for; ours have 4 kB at most.
MAX_ENTRY_BYTES = 64 * 1024

_KEPT_BINS = 16

_P = TypeVar("_P", bound=v1.Published)
_BIN = re.compile("[0-9a-f]{1,4}")


class IndexUnreadable(Exception):  # noqa: N818 - it reads as what happened
    """There is no index, or none that we can read."""


class FileMissing(IndexUnreadable):
    """A file that the index leads to is not there."""


class DigestDiffers(IndexUnreadable):
    """A file is not the one that its index vouches for.

    Attributes:
        path: below the published root.
        expected: the SHA-256 that was promised, in hexadecimal.
        found: that of the bytes that came.
    """

    def __init__(self, path: str, expected: str, found: str, before: str = "") -> None:
        super().__init__(
            f"{before}{path} is not the published file: expected SHA-256 {expected}, found {found}"
        )
        self.path, self.expected, self.found = path, expected, found


class IndexReader:
    """One publication.  Every method raises `IndexUnreadable`, `DigestDiffers` among it.

    Attributes:
        requests: how many files were asked for so far.
        bytes: how many bytes came.
        names_in: all names of a bin.
    """

    def __init__(self, read: Read, where: str = "") -> None:
        """Read a publication; `where` that is, for what is said of it."""
        self._read = read
        self._where = f"{where}: " if where else ""
        self.names_in = lru_cache(maxsize=_KEPT_BINS)(self._names_in)
        self.requests = 0
        self.bytes = 0

    @cached_property
    def entry_bytes(self) -> bytes:
        """The bytes of the file that vouches for all others."""
        data = self._bytes(ENTRY)
        if len(data) > MAX_ENTRY_BYTES:
            raise IndexUnreadable(f"{self._where}{ENTRY} is longer than {MAX_ENTRY_BYTES} bytes")
        return data

    @cached_property
    def entry(self) -> v1.Entry:
        """The file that vouches for all others; nothing but a signature vouches for itself."""
        return self._parsed(v1.Entry, ENTRY, self.entry_bytes)

    @cached_property
    def bins(self) -> v1.Bins:
        """Which bins there are."""
        bins = self._parsed(v1.Bins, "bins.json", self.reached("bins.json"))
        for key in bins.bins:
            if len(key) != bins.digits or _BIN.fullmatch(key) is None:
                raise IndexUnreadable(f"{self._where}{ROOT}/bins.json: {key!r} is no bin")
        return bins

    @cached_property
    def renames(self) -> dict[str, v1.RenameEntry]:
        """What old names are called now."""
        return self._parsed(v1.Renames, "renames.json", self.reached("renames.json")).renames

    @cached_property
    def advisories(self) -> list[v1.AdvisoryEntry]:
        """What the maintainers say of some versions."""
        data = self.reached("advisories.json")
        return self._parsed(v1.Advisories, "advisories.json", data).advisories

    @cached_property
    def waivers(self) -> list[v1.WaiverEntry]:
        """What the maintainers let pass; none where an older Chandlery built the index."""
        if "waivers.json" not in self.entry.files:
            return []
        data = self.reached("waivers.json")
        return self._parsed(v1.Waivers, "waivers.json", data).waivers

    @cached_property
    def files(self) -> dict[str, v1.FileDigest]:
        """Every published file but the entry and the list itself, by path."""
        lines = self._lines(v1.FileLine, "files.jsonl")
        return {line.path: v1.FileDigest(sha256=line.sha256, size=line.size) for line in lines}

    def changes(self) -> list[v1.ChangeLine]:
        """What happened when, oldest first."""
        return list(self._lines(v1.ChangeLine, "changes.jsonl"))

    def reached(self, name: str) -> bytes:
        """The bytes of a file that the entry vouches for, by its path below the index's root."""
        told = self.entry.files.get(name)
        if told is None:
            raise IndexUnreadable(f"{self._where}{ENTRY} does not vouch for {name}")
        return self.verified(f"{ROOT}/{name}", told.sha256, told.size)

    def find(self, name: str) -> v1.NameEntry | None:
        """What a name stands for, or `None` where there is no such name."""
        return self.neighbours(name).get(name)

    def neighbours(self, name: str) -> dict[str, v1.NameEntry]:
        """All names of the bin that a name belongs to."""
        key = bin_of(name, self.bins.digits)
        return self.names_in(key) if key in self.bins.bins else {}

    def _names_in(self, key: str) -> dict[str, v1.NameEntry]:
        path = f"{ROOT}/names/{key}.json"
        names = self._parsed(v1.NameBin, path, self.verified(path, self.bins.bins[key])).names
        for name in names:
            if bin_of(name, self.bins.digits) != key:
                raise IndexUnreadable(f"{self._where}{path}: {name!r} belongs to another bin")
        return names

    def names(self) -> Iterator[tuple[str, v1.NameEntry]]:
        """Every name there is, by bin and name."""
        for key in sorted(self.bins.bins):
            yield from sorted(self.names_in(key).items())

    def withdrawn(self) -> Iterator[str]:
        """Digests of the artifacts that are withheld: of what was blocked or rejected."""
        for name, entry in self.names():
            for release in self.shard(name, entry).releases:
                yield from (item.sha256 for item in release.artifacts if item.path is None)

    def shard(self, name: str, entry: v1.NameEntry) -> v1.Shard:
        """What resolving a name needs."""
        path = f"{ROOT}/shards/{entry.shard}.json"
        shard = self._parsed(v1.Shard, path, self.verified(path, entry.shard))
        if (shard.name, shard.kind) != (name, entry.kind):
            raise IndexUnreadable(
                f"{self._where}{path} is about the {shard.kind} {shard.name!r}, not {name!r}"
            )
        return shard

    def detail(self, kind: str, name: str) -> v1.PackageDetail:
        """Everything about a plugin or adapter."""
        path = f"{ROOT}/{kind}s/{name}.json"
        told = self.files.get(path)
        if told is None:
            raise IndexUnreadable(f"{self._where}{path} is not listed")
        return self._parsed(v1.PackageDetail, path, self.verified(path, told.sha256, told.size))

    def verified(self, path: str, sha256: str, size: int | None = None) -> bytes:
        """The bytes of a file, which are those of the digest."""
        data = self._bytes(path)
        found = hashlib.sha256(data).hexdigest()
        if found != sha256:
            raise DigestDiffers(path, sha256, found, self._where)
        if size not in {None, len(data)}:
            raise IndexUnreadable(
                f"{self._where}{path} has {len(data)} bytes, and its index says {size}"
            )
        return data

    def _lines(self, model: type[_P], name: str) -> Iterator[_P]:
        for number, line in enumerate(self.reached(name).splitlines(), start=1):
            yield self._parsed(model, f"{name}:{number}", line)

    def _bytes(self, path: str) -> bytes:
        self.requests += 1
        data = self._read(path)
        if data is None:
            raise FileMissing(f"{self._where}{path} is missing")
        self.bytes += len(data)
        return data

    def _parsed(self, model: type[_P], path: str, data: bytes) -> _P:
        try:
            return model.model_validate_json(data, extra="ignore", context=v1.FOREIGN)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = ".".join(map(str, first["loc"]))
            words = f"{place}: {first['msg']}" if place else first["msg"]
            raise IndexUnreadable(f"{self._where}{path}: {words}") from None


def bin_of(name: str, digits: int) -> str:
    """The bin that a name belongs to."""
    # A surrogate that JSON smuggled in has no UTF-8; such a name is in no sound index.
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:digits]
