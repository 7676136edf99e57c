"""Whether an index lists all that it leads to: what it does not list is not published."""

from collections.abc import Container, Iterator

from chandlery.stages.index import ROOT
from chandlery.stages.read_index import IndexReader


def unlisted(index: IndexReader, known: Container[str]) -> Iterator[str]:
    """Paths that the chain of digests leads to, and that the list lacks or has with another.

    Args:
        known: paths of shards that need not be read, since they were published before.
    """
    listed = {path: told.sha256 for path, told in index.files.items()}
    for path, sha256 in _reached(index, known):
        if listed.get(path) != sha256:
            yield path
    for name, entry in index.names():
        if (path := f"{ROOT}/{entry.kind}s/{name}.json") not in listed:
            yield path


def _reached(index: IndexReader, known: Container[str]) -> Iterator[tuple[str, str]]:
    for name, told in index.entry.files.items():
        if name != "files.jsonl":
            yield f"{ROOT}/{name}", told.sha256
    for key, sha256 in index.bins.bins.items():
        yield f"{ROOT}/names/{key}.json", sha256
    for name, entry in index.names():
        path = f"{ROOT}/shards/{entry.shard}.json"
        yield path, entry.shard
        if path not in known:
            for release in index.shard(name, entry).releases:
                yield from ((item.path, item.sha256) for item in release.artifacts if item.path)
