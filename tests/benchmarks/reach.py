"""What a client fetches to resolve one name: requests and bytes, cold and warm."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from chandlery.model.content import PublishedFile
from chandlery.stages.read_index import IndexReader

Read = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What reaching names took: the artifact is one request more, and its bytes are its own."""

    requests: int
    median: int
    worst: int
    advisories: int

    @classmethod
    def of(cls, taken: Sequence[tuple[int, int]], advisories: int) -> "Fetched":
        sizes = [size for _, size in taken]
        return cls(max(count for count, _ in taken), round(median(sizes)), max(sizes), advisories)


def cold(files: Iterable[PublishedFile], names: Sequence[str]) -> Fetched:
    """Each name by a client that knows nothing yet."""
    read = _reading({file.path: file for file in files})
    return Fetched.of([_resolve(read, name) for name in names], _advisories(read))


def unchanged(files: Iterable[PublishedFile], names: Sequence[str]) -> Fetched:
    """Each name again: the entry is answered by 304, all else is kept by its digest."""
    published = {file.path: file for file in files}
    return _again(published, published, names)


def changed(
    before: Iterable[PublishedFile], after: Iterable[PublishedFile], names: Sequence[str]
) -> Fetched:
    """Each name by a client that resolved it in the publication before."""
    old, new = ({file.path: file for file in files} for files in (before, after))
    return _again(old, new, names)


def _again(
    old: Mapping[str, PublishedFile], new: Mapping[str, PublishedFile], names: Sequence[str]
) -> Fetched:
    taken = []
    for name in names:
        kept: dict[str, str] = {}
        _resolve(_noting(old, kept), name)
        fetched: list[int] = []
        _resolve(_sparing(new, kept, fetched), name)
        taken.append((len(fetched), sum(fetched)))
    return Fetched.of(taken, _advisories(_reading(new)))


def _resolve(read: Read, name: str) -> tuple[int, int]:
    """Requests and bytes of the way from the entry to the shard."""
    reader = IndexReader(read)
    entry = reader.find(name)
    assert entry is not None
    reader.shard(name, entry)
    return reader.requests, reader.bytes


def _advisories(read: Read) -> int:
    return len(IndexReader(read).reached("advisories.json"))


def _reading(files: Mapping[str, PublishedFile]) -> Read:
    return lambda path: files[path].read() if path in files else None


def _noting(files: Mapping[str, PublishedFile], kept: dict[str, str]) -> Read:
    """Read, and remember the digest of what came."""

    def read(path: str) -> bytes:
        data = files[path].read()
        kept[path] = hashlib.sha256(data).hexdigest()
        return data

    return read


def _sparing(
    files: Mapping[str, PublishedFile], kept: Mapping[str, str], fetched: list[int]
) -> Read:
    """Read what is kept from the store; the entry is asked for each time, and may be the same."""

    def read(path: str) -> bytes:
        file = files[path]
        known = kept.get(path) == file.sha256
        if not known or path.endswith("/entry.json"):
            fetched.append(0 if known else file.size)
        return file.read()

    return read
