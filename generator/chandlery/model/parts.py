"""What is published, in parts: files of one thing, and files about all of them.

A part looks at each package and integration by itself.  It makes the files that are of that one
alone, and *tells* what the files about all of them need to know of it.  So a build in which one
plugin changed looks at one plugin, and joins what it tells with what the others told before.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from chandlery.model.marketplace import Frame, Marketplace, Subject

T = TypeVar("T")

# A path below the published root, and the bytes there.
File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class One(Generic[T]):
    """What a part makes of one package or integration.

    Attributes:
        files: of it alone.
        told: what files about all need to know of it; `None` for nothing.
        kept: more of it, by key, which files about all may ask for: too much to be looked at
            each time.  What is told is other where this is, be it by a digest.
    """

    files: tuple[File, ...] = ()
    told: T | None = None
    kept: Mapping[str, bytes] | None = None


# Gives what was kept of a package or an integration: its name, and the key.
Ask = Callable[[str, str], bytes]


def nothing_about_all(frame: Frame, told: Mapping[str, Any], ask: Ask) -> Iterable[File]:  # noqa: ARG001
    """Join to no file; the default of `Part.joined`."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[T]):
    """One part of what is published.

    Both functions depend on their arguments alone: neither on a clock, nor on other packages.

    Attributes:
        name: of the part, unique.
        told: the type of what is told: a frozen dataclass, or a type of JSON's, that comes out
            of JSON as it went in.
        one: what comes of one package or integration.
        joined: the files about all; takes what was told, by name, sorted by name.
    """

    name: str
    told: Any
    one: Callable[[Frame, Subject], One[T]]
    joined: Callable[[Frame, Mapping[str, T], Ask], Iterable[File]] = nothing_about_all


def subjects(marketplace: Marketplace) -> dict[str, Subject]:
    """The packages and integrations of a marketplace by name, sorted."""
    everything: list[Subject] = [*marketplace.packages, *marketplace.integrations]
    return {item.name: item for item in sorted(everything, key=lambda item: item.name)}


def made(
    part: Part[T], marketplace: Marketplace, told: dict[str, T] | None = None
) -> Iterator[File]:
    """All files of a part of a marketplace, those of one thing before those about all.

    What was kept is made again where it is asked for: it is much, and few of it are asked for.

    Args:
        told: takes what is told.
    """
    told = {} if told is None else told
    every = subjects(marketplace)
    for name, subject in every.items():
        one = part.one(marketplace, subject)
        yield from one.files
        if one.told is not None:
            told[name] = one.told

    @lru_cache(maxsize=128)
    def kept(name: str) -> Mapping[str, bytes]:
        return part.one(marketplace, every[name]).kept or {}

    yield from part.joined(marketplace, told, lambda name, key: kept(name)[key])


def whole(part: Part[T], marketplace: Marketplace) -> dict[str, bytes]:
    """All files of a part of a marketplace, by path."""
    return dict(made(part, marketplace))


def told_by(part: Part[T], marketplace: Marketplace) -> Iterator[T]:
    """What a part tells of everything in a marketplace, by name."""
    for subject in subjects(marketplace).values():
        told = part.one(marketplace, subject).told
        if told is not None:
            yield told
