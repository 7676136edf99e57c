"""SIZ: how much is published."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chandlery.catalog import Catalog
from chandlery.checks import Finding, stated
from chandlery.diagnostics import Diagnostic
from chandlery.model.file_classes import FILE_CLASSES, class_of

LIMIT_EXCEEDED = stated(
    "SIZ001",
    """More would be published than `limits` of `marketplace.yml` allow.

    ## Why it matters
    Clients fetch these files again and again, and static hosts end somewhere: a site of GitHub
    Pages at 1 GB, a client's patience much earlier. A limit tells before users do.

    ## Example
    ```yaml
    limits:
      shards: {file: 60000}
      all: {total: 1000000000}
    ```
    and a package whose shard has 75 kB. Sizes are of the files as they are, not compressed, so that
    the answer is the same everywhere; `chandlery build --size-report text` shows both.

    ## How to mend it
    Shorten what grew: texts in manifests, READMEs, the number of files in an artifact. Where the
    growth is right, raise the limit. `entry.json` has 4096 bytes unless `limits` says otherwise.
    """,
)

RULES = (LIMIT_EXCEEDED,)
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSize:
    """How much of one kind of file there is; bytes, and the path of the largest."""

    name: str
    title: str
    files: int
    total: int
    largest: int
    path: str


def measured(files: Iterable[tuple[str, int]]) -> tuple[ClassSize, ...]:
    """The kinds of which there is a file, in the table's order, and at last all together.

    Args:
        files: path and bytes of each.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for path, size in files:
        found.setdefault(class_of(path).name, []).append((size, path))
    everything = [item for items in found.values() for item in items]
    rows = [
        *((item.name, item.title, found.get(item.name, [])) for item in FILE_CLASSES),
        (ALL, "everything", everything),
    ]
    return tuple(_sized(name, title, items) for name, title, items in rows if items)


# How many files of a kind there are, and their bytes, by its name.
Totals = Mapping[str, tuple[int, int]]


def totals(files: Iterable[tuple[str, int]], beside: Totals = MappingProxyType({})) -> Totals:
    """How much there is of each kind.

    Args:
        files: path and bytes of each.
        beside: what there is already.
    """
    found = {name: (count, total) for name, (count, total) in beside.items()}
    for path, size in files:
        name = class_of(path).name
        count, total = found.get(name, (0, 0))
        found[name] = count + 1, total + size
    return found


def without(all_: Totals, files: Iterable[tuple[str, int]]) -> Totals:
    """How much is left of each kind when some files are gone."""
    gone = totals(files)
    return {
        name: (count - gone.get(name, (0, 0))[0], total - gone.get(name, (0, 0))[1])
        for name, (count, total) in all_.items()
    }


def grown(all_: Totals, made: Iterable[tuple[str, int]]) -> tuple[ClassSize, ...]:
    """The kinds, as `measured` has them, where only some files can be larger than allowed.

    Args:
        all_: how much there is of each kind now.
        made: the files that were not there before, path and bytes of each.
    """
    largest = {item.name: item for item in measured(made)}
    titles = {item.name: item.title for item in FILE_CLASSES} | {ALL: "everything"}
    whole = tuple(map(sum, zip(*all_.values(), strict=True)))
    return tuple(
        ClassSize(
            name=name,
            title=titles[name],
            files=count,
            total=total,
            largest=largest[name].largest if name in largest else 0,
            path=largest[name].path if name in largest else "",
        )
        for name, (count, total) in {**all_, ALL: whole}.items()
    )


def _sized(name: str, title: str, items: list[tuple[int, str]]) -> ClassSize:
    # Of equally large files, the first by name.
    largest = min(items, key=lambda item: (-item[0], item[1]))
    return ClassSize(
        name=name,
        title=title,
        files=len(items),
        total=sum(size for size, _ in items),
        largest=largest[0],
        path=largest[1],
    )


def oversized(sizes: Iterable[ClassSize], catalog: Catalog) -> Iterator[Diagnostic]:
    """What exceeds the catalog's limits, at the limit."""
    limits = catalog.settings.limits
    for size in sizes:
        limit = getattr(limits, size.name)
        for key, has, what in (
            ("file", size.largest, f"{size.path} has {size.largest:,} bytes"),
            ("total", size.total, f"{size.title}: {size.total:,} bytes"),
            ("files", size.files, f"{size.title}: {size.files:,} files"),
        ):
            allowed = getattr(limit, key)
            if allowed is not None and has > allowed:
                finding = Finding(
                    ("limits", size.name, key),
                    f"{what}, and {allowed:,} are allowed",
                    "Publish less, or raise the limit.",
                )
                yield LIMIT_EXCEEDED.report(catalog.document, finding)
