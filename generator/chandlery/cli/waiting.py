"""What waits on disk until it is asked for, so that memory does not grow with it."""

from dataclasses import dataclass
from pickle import HIGHEST_PROTOCOL, dumps, loads
from typing import Generic, TypeVar

from chandlery.model.content import Keep, PublishedFile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Waiting(Generic[T]):
    """Something that this build has put on disk; whoever asks for it gets a copy."""

    file: PublishedFile

    def __call__(self) -> T:
        """Take it from the disk."""
        thing: T = loads(self.file.read())  # noqa: S301 - our own, of this build
        return thing


def waiting(thing: T, keep: Keep) -> Waiting[T]:
    """Put something where it waits."""
    return Waiting(keep("", dumps(thing, protocol=HIGHEST_PROTOCOL)))
