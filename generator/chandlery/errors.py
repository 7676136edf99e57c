"""What ends a command, and whom it blames; light to import, since every command's start does.

Never used for what a rule finds in a catalog; that is a `chandlery.diagnostics.Diagnostic`.  Every
class can be pickled, so that a worker process can raise it.
"""


class ChandleryError(Exception):
    """The root of what a caller of Chandlery may want to catch.

    Attributes:
        message: the fact, with the value; no advice.
        hint: the cure, as an imperative sentence, or ``""``.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class ChandleryWorldError(ChandleryError):
    """The world failed, and the catalog is not to blame: exit code 3."""


class CatalogError(ChandleryError):
    """The catalog's own pages or templates cannot be used: exit code 1."""


class NotAsPublished(ChandleryError):  # noqa: N818 - it reads as what happened
    """Something published is not what its index vouches for: exit code 4."""
