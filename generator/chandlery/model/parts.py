"""What is published, in parts: files of one thing, and files about all of them.

A part looks at each package and integration by itself.  It makes the files that are of that one
alone, and *tells* what the files about all of them need to know of it.  So a build in which one
plugin changed looks at one plugin, and joins what it tells with what the others told before.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, TypeVar

from chandlery.model.content import FileFact
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


# A file about many, or what was published there before, where that is the same.
Kept = File | FileFact


def nothing_about_all(frame: Frame, told: Mapping[str, Any], ask: Ask) -> Iterable[File]:  # noqa: ARG001
    """Join to no file; the default of `Part.joined`."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Generic[T]):
    """What a part was told before and now, and what it has published.

    Attributes:
        names: of which something else is told.
        now: what is told of all, by name, sorted; it is read when it is asked for.
        was: what was told of these names.
        published: the files about all, by path.
        read: gives their bytes; `None` where they are not there any more as they were published.
    """

    frame: Frame
    names: Collection[str]
    now: Mapping[str, T]
    was: Mapping[str, T]
    published: Mapping[str, FileFact]
    read: Callable[[FileFact], bytes | None]


def no_again(told: Told[Any]) -> None:
    """Have all files made; the default of `Part.again`."""


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
        again: the same files, where something else is told of some names and the frame is as it
            was; `None` where it cannot tell.
    """

    name: str
    told: Any
    one: Callable[[Frame, Subject], One[T]]
    joined: Callable[[Frame, Mapping[str, T], Ask], Iterable[File]] = nothing_about_all
    again: Callable[[Told[T]], Iterable[Kept] | None] = no_again


@dataclass(frozen=True, slots=True)
class Batch:
    """Packages and integrations that are looked at together, in one process.

    Attributes:
        names: theirs.
        subjects: gives them, each time anew if need be: nobody keeps what it gives.
    """

    names: tuple[str, ...]
    subjects: Callable[[], Sequence[Subject]]


# So many are looked at together.
TOGETHER: Final = 25


def batches(subjects: Sequence[Subject]) -> tuple[Batch, ...]:
    """All of them, some at a time."""
    parts = (subjects[at : at + TOGETHER] for at in range(0, len(subjects), TOGETHER))
    return tuple(Batch(tuple(item.name for item in some), partial(tuple, some)) for some in parts)


def subjects(marketplace: Marketplace) -> dict[str, Subject]:
    """The packages and integrations of a marketplace by name, sorted."""
    everything: list[Subject] = [*marketplace.packages, *marketplace.integrations]
    return {item.name: item for item in sorted(everything, key=lambda item: item.name)}
