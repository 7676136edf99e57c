"""A publication in a folder or at an address, asked by a stage that reads it."""

from collections.abc import Callable
from typing import TypeVar

from chandlery.ports.errors import NotAsPublished, StorageError
from chandlery.ports.previous import previous_at
from chandlery.quoting import escaped
from chandlery.stages.read_index import DigestDiffers, IndexUnreadable, Read

A = TypeVar("A")


def consult(where: str, question: Callable[[Read], A], *, offline: bool) -> A:
    """The answer to a question that is put to a publication.

    At an address, files that do not fit together are asked for once more: a publication may have
    been under way.

    Raises:
        StorageError: it cannot be read.
        NotAsPublished: a file of it is not the one that its index vouches for.
        FetchError: the network failed.
    """
    read = previous_at(where, offline=offline)
    try:
        try:
            return question(read)
        except DigestDiffers:
            if "://" not in where:
                raise
            return question(read)
    except DigestDiffers as error:
        raise NotAsPublished(
            f"{where}: {escaped(str(error))}",
            "Do not use this copy; fetch it again from where it is published.",
        ) from error
    except IndexUnreadable as error:
        raise StorageError(
            f"{where} is no publication that can be read: {escaped(str(error))}",
            "Give the folder or address of a published root, the one that holds `index/v1/`.",
            path=where,
        ) from error
