"""What the feeds about all choose: of each ecosystem, what happened last."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from heapq import nlargest
from operator import itemgetter
from typing import Final

from msgspec import Raw, Struct

from chandlery.model.governance import Advisory
from chandlery.model.marketplace import Frame, Package, Release
from chandlery.stages.site.feed_entries import About, decided

LENGTH: Final = 100  # entries of a feed


class Chosen(Struct, frozen=True, array_like=True, gc=False):
    """A release, as far as the feeds about all choose by it.

    Attributes:
        at: when it came to stand where it stands.
    """

    at: str
    version: str
    dialects: tuple[str, ...]


class Fed(Struct, frozen=True, array_like=True, gc=False):
    """A package, as the feeds about all see it; the text of its entries is kept.

    Attributes:
        releases: those that a feed could choose, by version.
        entries: a digest of that text.
    """

    about: About
    releases: tuple[Chosen, ...]
    entries: str


class Told(Struct, frozen=True, array_like=True):
    """The same, to be read only where a feed may choose of it.

    Attributes:
        newest: by ecosystem, "" for all of them: when the last of its releases came to stand.
        package: a `Fed`, in JSON.
    """

    newest: tuple[tuple[str, str], ...]
    package: Raw


# Why something stands in a feed: when, of which package, and the version; or the id of an advisory,
# and the advisory.  It counts when it was published, and brings no old release back: one that hits
# a hundred versions would push everything else out.
Event = tuple[str, str, str, Advisory | None]


def by_ecosystem(
    frame: Frame, told: Mapping[str, Told], fed: Callable[[str], Fed | None]
) -> dict[str, list[Event]]:
    """What each ecosystem's feed may choose from; ``""`` has the releases of them all.

    Args:
        told: of each package, by name.
        fed: reads what is told of one; `None` where there is no package of the name.
    """
    found: dict[str, list[Event]] = {"": []}
    for dialect, names in _recent(told).items():
        found[dialect] = [
            (item.at, name, item.version, None)
            for name in names
            if (package := fed(name))
            for item in package.releases
            if not dialect or dialect in item.dialects
        ]
    for advisory in frame.advisories:
        if package := fed(advisory.package):
            for dialect in package.about.dialects:
                found.setdefault(dialect, []).append(warned(advisory))
    return found


def _recent(told: Mapping[str, Told]) -> dict[str, list[str]]:
    """The packages that each ecosystem's feed may choose from.

    Whatever happened to the others was before the last event of each of as many as a feed has.
    """
    moments: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, item in told.items():
        for dialect, at in item.newest:
            moments[dialect].append((at, name))
    oldest = {dialect: nlargest(LENGTH, some)[-1][0] for dialect, some in moments.items()}
    return {
        dialect: [name for at, name in some if at >= oldest[dialect]]
        for dialect, some in moments.items()
    }


def last_by_ecosystem(package: Fed) -> tuple[tuple[str, str], ...]:
    """When the last release for each ecosystem came to stand, and the last of all."""
    found: dict[str, str] = {}
    for item in package.releases:
        for dialect in ("", *item.dialects):
            found[dialect] = max(found.get(dialect, ""), item.at)
    return tuple(found.items())


def released(package: Package, release: Release) -> Event:
    """A release comes."""
    return decided(release), package.name, release.version, None


def chosen(newest: Iterable[Event], releases: Mapping[str, Release]) -> tuple[Chosen, ...]:
    """What is told of releases, by version."""
    return tuple(
        Chosen(
            at, version, tuple(dict.fromkeys(item.dialect for item in releases[version].manifests))
        )
        for at, _, version, _ in sorted(newest, key=itemgetter(2))
    )


def warned(advisory: Advisory) -> Event:
    """An advisory comes."""
    return advisory.published, advisory.package, advisory.id, advisory


def latest(events: Iterable[Event], length: int) -> list[Event]:
    """The newest events, from the last on; of one moment by name and version."""
    return nlargest(length, sorted(events, key=itemgetter(1, 2)), key=itemgetter(0))
