"""Files that nothing reads: what each may have been meant to be."""

from chandlery.checks import Finding
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document
from chandlery.model.content import parents
from chandlery.rules import layout
from chandlery.stages.layout import Meant, meant

_MAX_SUGGESTIONS = 100  # to look for what was meant takes time


class Strays:
    """The files of one catalog that have no place in it.

    Attributes:
        meant: where they would be under the names that were meant, so that nobody looks for what
            is there under another one.
    """

    def __init__(self) -> None:
        self.meant: set[str] = set()
        self._wrong: set[str] = set()
        self._looked_for = 0

    def take(self, path: str) -> Diagnostic:
        """Say that nothing reads a file, or a whole folder that should be called otherwise."""
        guess = self._guess(path)
        wrong = guess.wrong if guess else path
        message = f"`{wrong}` is no {'file' if wrong == path else 'folder'} of a catalog"
        move = "Move it to where the layout has it, or take it out."
        hint = f"Did you mean `{guess.right}`?" if guess else move
        return layout.UNKNOWN_FILE.report(Document(wrong, b""), Finding((), message, hint))

    def _guess(self, path: str) -> Meant | None:
        known = not self._wrong.isdisjoint(parents(path))
        if not known and self._looked_for >= _MAX_SUGGESTIONS:
            return None
        self._looked_for += not known
        if guess := meant(path):
            self._wrong.add(guess.wrong)
            self.meant.add(guess.path)
        return guess
