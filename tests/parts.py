"""All of a part of a marketplace at once, as tests and benchmarks look at it."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

from chandlery.model.marketplace import Marketplace
from chandlery.model.parts import File, Part, subjects

T = TypeVar("T")


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
