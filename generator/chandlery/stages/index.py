"""Marketplace → the files of index v1 (design §5), and the list of all files that closes it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct

from chandlery.formats import index_v1 as v1
from chandlery.formats.canonical import (
    canonical,
    canonical_of_facts,
    compact,
    compact_object,
    whole,
)
from chandlery.model.content import ENTRY_FILE, INDEX, LISTING, PublishedFile
from chandlery.model.marketplace import Frame, Integration, Kind, Subject
from chandlery.model.parts import Ask, File, Kept, One, Part, Told
from chandlery.model.suppliers import Suppliers
from chandlery.stages.entries import Entries, integration_detail
from chandlery.stages.entry_parts import Plain
from chandlery.stages.listing import REACHED, entry_over, listing_of

ROOT = INDEX
ENTRY = ENTRY_FILE
FILES = LISTING

# About how many bytes a bin takes in `bins.json`, and a name in its bin.
_LISTED_BIN = 74
_LISTED_NAME = 175
_BINS = f"{ROOT}/names/"
# What the entry calls each kind.
_KINDS = {Kind.PLUGIN: "plugins", Kind.ADAPTER: "adapters", Kind.INTEGRATION: "integrations"}


class Name(Struct, frozen=True, array_like=True, gc=False):
    """What the files about all names say of one.

    Attributes:
        entry: in the bin of the name, written.
        releases: how many there are.
        artifacts: of all releases, how many there are.
    """

    kind: Kind
    entry: str
    releases: int = 0
    artifacts: int = 0


def index(suppliers: Suppliers) -> Part[Name]:
    """The shard of each name, everything about it, and the bins in which shards are found.

    Args:
        suppliers: what a package needs is told with the names that it has here.
    """
    return Part(
        name="index", told=Name, one=partial(_one, suppliers), joined=_bins, again=_bins_again
    )


def _one(suppliers: Suppliers, frame: Frame, subject: Subject) -> One[Name]:
    if isinstance(subject, Integration):
        return _integration(subject)
    shard, detail = Entries(frame, suppliers).package(subject)
    file = _shard(shard)
    latest = subject.latest
    entry = v1.NameEntry(
        kind=subject.kind.value,
        shard=_digest(file),
        latest=latest.version,
        review=latest.review.state.value,
        availability=latest.availability.value,
    )
    told = Name(
        subject.kind,
        compact(entry.plain()),
        len(subject.releases),
        sum(len(release.artifacts) for release in subject.releases),
    )
    return One(files=(file, _detail(subject.kind, detail)), told=told)


def _integration(subject: Integration) -> One[Name]:
    empty = v1.Shard(kind="integration", name=subject.name, releases=[], capabilities=[])
    file = _shard(empty.plain())
    entry = v1.NameEntry(kind="integration", shard=_digest(file))
    return One(
        files=(file, _detail(Kind.INTEGRATION, integration_detail(subject))),
        told=Name(Kind.INTEGRATION, compact(entry.plain())),
    )


# How much there is of what the entry counts, files apart.
Tally = Mapping[str, int]


def tally(told: Iterable[Name]) -> Counter[str]:
    """How much there is.

    Args:
        told: of every name, for the index.
    """
    found = Counter(dict.fromkeys((*_KINDS.values(), "releases", "artifacts"), 0))
    for item in told:
        found[_KINDS[item.kind]] += 1
        found["releases"] += item.releases
        found["artifacts"] += item.artifacts
    return found


def names_in(counts: Tally) -> int:
    """How many packages and integrations there are."""
    return sum(counts[kind] for kind in _KINDS.values())


def close(
    frame: Frame,
    counts: Tally,
    files: Iterable[PublishedFile],
    *,
    serial: int,
    commit: str | None,
) -> tuple[PublishedFile, PublishedFile]:
    """``files.jsonl`` over all the files given, and ``entry.json`` over that.

    Args:
        counts: of everything but the files.
        serial: committer time of the source commit, in seconds.
        commit: the source commit's full hash, or `None` for a working tree.
    """
    listed = {file.path: file for file in files}
    everything = PublishedFile.of(FILES, listing_of(listed.values()))
    reached = [listed[f"{ROOT}/{name}"] for name in REACHED]
    over = entry_over(
        frame,
        counted(counts, len(listed)),
        everything,
        reached,
        serial=serial,
        commit=commit,
    )
    return everything, over


def counted(counts: Tally, files: int) -> v1.Counts:
    """How much there is.

    Args:
        counts: of everything but the files.
        files: how many the list of files has.
    """
    return v1.Counts(**counts, files=files)


def bin_digits(names: int) -> int:
    """How many hex digits name a bin, so that the list of bins and one bin are shortest together.

    A client fetches both; at best they grow with the root of the names.
    """

    def both(digits: int) -> float:
        bins: int = 16**digits
        return min(bins, names) * _LISTED_BIN + names / bins * _LISTED_NAME

    return min(range(1, 5), key=both)


def _bins(_frame: Frame, told: Mapping[str, Name], _ask: Ask) -> Iterator[File]:
    """Each name in its bin, and the list of bins."""
    digits = bin_digits(len(told))
    made = _made(told, digits, {_bin_of(name, digits) for name in told})
    yield from made.values()
    yield _listed(digits, {key: _sha256(data) for key, (_, data) in made.items()})


def _bins_again(told: Told[Name]) -> Iterator[Kept]:
    """The bins of some names, the others as they were, and the list of bins."""
    digits, before = bin_digits(len(told.now)), told.published
    bins = [(path.removeprefix(_BINS)[: -len(".json")], path) for path in before if _BINS in path]
    same = all(len(key) == digits for key, _ in bins)
    asked = {_bin_of(name, digits) for name in (told.names if same else told.now)}
    stay = {key: before[path] for key, path in bins if same and key not in asked}
    made = _made(told.now, digits, asked)
    yield from stay.values()
    yield from made.values()
    digests = {key: _sha256(data) for key, (_, data) in made.items()}
    yield _listed(digits, digests | {key: fact.sha256 for key, fact in stay.items()})


def _made(told: Mapping[str, Name], digits: int, asked: Collection[str]) -> dict[str, File]:
    """Some bins; none of those that no name is in."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name in told:
        if (key := _bin_of(name, digits)) in asked:
            found[key][name] = told[name].entry
    head = {key: compact(value) for key, value in v1.NameBin(names={}).plain().items()}
    return {
        key: (
            f"{_BINS}{key}.json",
            whole(compact_object({**head, "names": compact_object(found[key])})),
        )
        for key in sorted(found)
    }


def _listed(digits: int, digests: Mapping[str, str]) -> File:
    return _file("bins.json", v1.Bins(digits=digits, bins=dict(sorted(digests.items()))))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _bin_of(name: str, digits: int) -> str:
    return _sha256(name.encode())[:digits]


def _shard(value: Plain) -> File:
    data = canonical_of_facts(value)
    return f"{ROOT}/shards/{hashlib.sha256(data).hexdigest()}.json", data


def _digest(shard: File) -> str:
    """The digest of a shard, which is its name."""
    return shard[0].removeprefix(f"{ROOT}/shards/").removesuffix(".json")


def _detail(kind: Kind, value: Plain) -> File:
    return f"{ROOT}/{kind.folder}/{value['name']}.json", canonical_of_facts(value)


def _file(path: str, value: v1.Published) -> File:
    return f"{ROOT}/{path}", canonical(value.plain())
