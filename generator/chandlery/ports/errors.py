"""What goes wrong in the world: Git, disks, networks.

Never used for what is wrong in a catalog; that is a `chandlery.diagnostics.Diagnostic`.  Every
class can be pickled, so that a worker process can raise it.
"""

import errno
from os import PathLike, fspath

from chandlery.errors import ChandleryError, ChandleryWorldError, NotAsPublished

__all__ = [
    "ChandleryError",
    "ChandleryWorldError",
    "DigestMismatch",
    "FetchError",
    "GitError",
    "NotAsPublished",
    "NotFound",
    "Offline",
    "Refused",
    "StorageError",
    "TimedOut",
    "TooLarge",
    "Unreachable",
]


class GitError(ChandleryWorldError):
    """Git is missing, or will not give what was asked for.

    Attributes:
        folder: where Git was asked.
        revision: what was asked for, or ``""``.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        folder: str | PathLike[str] = "",
        revision: str = "",
    ) -> None:
        super().__init__(message, hint)
        self.folder = fspath(folder)
        self.revision = revision


_STORAGE_HINTS = {
    errno.ENOENT: "Check that the path is right and that nothing else changes the folder.",
    errno.EACCES: "Check who owns it and what its permissions are.",
    errno.EPERM: "Check who owns it and what its permissions are.",
    errno.EROFS: "Choose a folder on a file system that can be written to.",
    errno.ENOSPC: "Free some space, or choose a folder on another disk.",
    errno.EDQUOT: "Free some space, or choose a folder on another disk.",
    errno.EXDEV: "Choose a folder that lies on one file system as a whole.",
}


class StorageError(ChandleryWorldError):
    """A file or folder cannot be read or written, or is not what it has to be.

    Attributes:
        path: the file or folder.
    """

    def __init__(self, message: str, hint: str = "", *, path: str | PathLike[str] = "") -> None:
        super().__init__(message, hint)
        self.path = fspath(path)

    @classmethod
    def of(cls, error: OSError, path: str | PathLike[str]) -> "StorageError":
        """Say what the system said.  The error's own path, where it has one, is more exact."""
        named = fspath(error.filename if isinstance(error.filename, str | PathLike) else path)
        hint = _STORAGE_HINTS.get(error.errno or 0, "")
        return cls(f"{named}: {error.strerror or error}", hint, path=named)


class FetchError(ChandleryWorldError):
    """A download came to nothing.  Nothing of it is in the cache's trusted part.

    Attributes:
        url: the address that the catalog gives, whatever it redirected to.
    """

    def __init__(self, message: str, hint: str = "", *, url: str = "") -> None:
        super().__init__(message, hint)
        self.url = url


# The names below are the design's; they read as what happened, and their base says "error".


class NotFound(FetchError):  # noqa: N818
    """There is nothing at the address (404, 410)."""


class TooLarge(FetchError):  # noqa: N818
    """The answer is larger than the pinned size.

    Attributes:
        limit: bytes.
    """

    def __init__(self, message: str, hint: str = "", *, url: str = "", limit: int = 0) -> None:
        super().__init__(message, hint, url=url)
        self.limit = limit


class TimedOut(FetchError):  # noqa: N818
    """The server was too slow: to answer, between two pieces, or as a whole."""


class Unreachable(FetchError):  # noqa: N818
    """No connection, a broken one, or an answer that is neither the file nor "not found".

    Attributes:
        status: the HTTP status, or 0 where there was none.
    """

    def __init__(self, message: str, hint: str = "", *, url: str = "", status: int = 0) -> None:
        super().__init__(message, hint, url=url)
        self.status = status


class Refused(FetchError):  # noqa: N818
    """An address that we do not go to, or an answer in a form that we do not take."""


class DigestMismatch(FetchError):  # noqa: N818
    """The bytes are not the pinned ones.

    Attributes:
        expected: the pinned SHA-256, in hexadecimal.
        actual: that of the bytes that came, or ``""`` where their number already told.
    """

    def __init__(
        self, message: str, hint: str = "", *, url: str = "", expected: str = "", actual: str = ""
    ) -> None:
        super().__init__(message, hint, url=url)
        self.expected = expected
        self.actual = actual


class Offline(FetchError):  # noqa: N818
    """The file is not in the cache, and the network may not be asked."""
