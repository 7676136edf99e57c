"""Every file of a publication against the digest that its index gives for it."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from chandlery.formats.index_reports_v1 import Mismatch, Verification
from chandlery.stages.index import ROOT
from chandlery.stages.read_index import DigestDiffers, FileMissing, IndexReader

# SHA-256 and size of what stands at a path below the published root, `None` for nothing.
Digest = Callable[[str], tuple[str, int] | None]
_Claim = tuple[str, str, int | None]


def verify(reader: IndexReader, digest: Digest, *, everything: bool) -> Verification:
    """Hold the files against what the chain of digests and the list of all files say of them.

    Args:
        everything: the files outside of the index, too.

    Raises:
        IndexUnreadable: a file that is the published one is none of an index all the same.
    """
    sizes: dict[str, int] = {}
    noted: dict[str, Mismatch] = {}
    left_out = 0
    for path, sha256, size in (*_chain(reader), *_listed(reader)):
        if not everything and not path.startswith(f"{ROOT}/"):
            left_out += 1
            continue
        there = digest(path)
        sizes[path] = there[1] if there else 0
        if there is None or there[0] != sha256 or size not in {None, there[1]}:
            found = there[0] if there else None
            noted.setdefault(path, Mismatch(path=path, expected=sha256, found=found))
    return Verification(
        files=len(sizes),
        bytes=sum(sizes.values()),
        left_out=left_out,
        mismatches=[noted[path] for path in sorted(noted)],
    )


def _chain(reader: IndexReader) -> Iterator[_Claim]:
    """What the chain says of files, as far as it holds; each link is a claim before it is read."""
    for name, told in sorted(reader.entry.files.items()):
        yield f"{ROOT}/{name}", told.sha256, told.size
    with suppress(DigestDiffers, FileMissing):
        for key, sha256 in sorted(reader.bins.bins.items()):
            yield f"{ROOT}/names/{key}.json", sha256, None
            yield from _names(reader, key)


def _names(reader: IndexReader, key: str) -> Iterator[_Claim]:
    with suppress(DigestDiffers, FileMissing):
        for name, entry in sorted(reader.names_in(key).items()):
            yield f"{ROOT}/shards/{entry.shard}.json", entry.shard, None
            with suppress(DigestDiffers, FileMissing):
                reader.shard(name, entry)


def _listed(reader: IndexReader) -> Iterator[_Claim]:
    with suppress(DigestDiffers, FileMissing):
        for path, told in sorted(reader.files.items()):
            yield path, told.sha256, told.size
