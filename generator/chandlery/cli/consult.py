"""A publication in a folder or at an address, asked by a stage that reads it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from chandlery.ports.errors import NotAsPublished, StorageError
from chandlery.ports.previous import previous_at
from chandlery.quoting import escaped
from chandlery.stages.read_index import DigestDiffers, IndexReader, IndexUnreadable

A = TypeVar("A")


def consult(where: str, question: Callable[[IndexReader], A], *, offline: bool = False) -> A:
    """The answer to a question that is put to a publication.

    Raises:
        StorageError: it cannot be read.
        NotAsPublished: a file of it is not the one that its index vouches for.
        FetchError: the network failed.
    """
    return compare((where,), question, offline=offline)


def compare(wheres: Sequence[str], question: Callable[..., A], *, offline: bool = False) -> A:
    """As `consult`, for a question that is put to several publications.

    At an address, files that do not fit together are asked for once more: a publication may have
    been under way.
    """
    reads = [(previous_at(where, offline=offline), where) for where in wheres]

    def asked() -> A:
        return question(*(IndexReader(read, where) for read, where in reads))

    with reading():
        try:
            return asked()
        except DigestDiffers:
            if not any("://" in where for where in wheres):
                raise
            return asked()


@contextmanager
def reading() -> Iterator[None]:
    """Turn what a publication does not hold into what a command ends with.

    Raises:
        StorageError: it cannot be read.
        NotAsPublished: a file of it is not the one that its index vouches for.
    """
    try:
        yield
    except DigestDiffers as error:
        raise NotAsPublished(
            escaped(str(error)), "Do not use this copy; fetch it again from where it is published."
        ) from error
    except IndexUnreadable as error:
        raise StorageError(
            f"no publication that can be read: {escaped(str(error))}",
            "Give the folder or address of a published root, the one that holds `index/v1/`.",
        ) from error
