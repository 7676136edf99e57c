"""A look at a whole catalog for a build: at once, where it is in memory as long as that takes."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from chandlery.assembly import marketplace
from chandlery.catalog import Catalog
from chandlery.cli.beforehand import beforehand
from chandlery.cli.composition import Composition, compose, edition_of, look
from chandlery.cli.remembered import FINDINGS, MOMENT, Columns, Related, by_unit, columns, due
from chandlery.diagnostics import Diagnostic
from chandlery.ports.git import Commit
from chandlery.ports.progress import Progress
from chandlery.ports.spool import Spool
from chandlery.stages.previous import Digests, altered
from chandlery.stages.relations import Relations, relations
from chandlery.stages.scope import WHOLE
from chandlery.trees import Tree


class Whole(Protocol):
    """A whole catalog that was looked at."""

    @property
    def settings(self) -> Catalog | None:
        """A catalog that has at least its settings; `None` where they cannot be read."""
        ...

    @property
    def at(self) -> str:
        """The moment at which dates were judged."""
        ...

    @property
    def found(self) -> Sequence[Diagnostic]:
        """Everything that was found, sorted."""
        ...

    def named(self) -> AbstractContextManager[Tree]:
        """A tree that has at least the files in which something was found."""
        ...

    def compose(self) -> Composition:
        """Make every file.  Ask only where no error was found."""
        ...

    def known(self) -> Columns:
        """What is remembered of each unit."""
        ...

    def related(self, learn: Callable[[Mapping[str, Relations]], Related]) -> Related:
        """What the units have to do with each other.

        Args:
            learn: is told of it, unless it was before.
        """
        ...


class AtOnce:
    """A catalog that is looked at as a whole.  See `Whole`."""

    def __init__(  # noqa: PLR0913, PLR0917 - what is looked at, when, how, and beside what
        self,
        args: argparse.Namespace,
        tree: Tree,
        commit: Commit | None,
        at: str,
        published: Digests | None,
        progress: Progress,
    ) -> None:
        """Look at it.

        Args:
            commit: which it is of.
            at: the moment at which dates are judged.
            published: what of the last publication must not be altered.
        """
        self._args, self._tree, self._commit, self._progress = args, tree, commit, progress
        self._begun = beforehand(args, tree)
        self._inspection = look(args, tree, at, progress, keep=Spool().keep)
        self.settings = self._inspection.catalog
        self.at = self._inspection.at
        found = [*self._inspection.diagnostics]
        if published and self.settings:
            found += altered(self.settings, published)
        self.found: Sequence[Diagnostic] = sorted(found)

    def named(self) -> AbstractContextManager[Tree]:
        """See `Whole.named`."""
        return nullcontext(self._tree)

    def compose(self) -> Composition:
        """See `Whole.compose`."""
        edition = edition_of(self._args, self._inspection, self._commit)
        return compose(
            self._args, self._tree, self._inspection, edition, self._progress, self._begun
        )

    def known(self) -> Columns:
        """See `Whole.known`.

        Raises:
            RuntimeError: there is no catalog; it has errors.
        """
        edition = edition_of(self._args, self._inspection, self._commit)
        frame = marketplace(self._inspection, edition, lambda _: False)
        return {
            **columns(frame, self._catalog, None),
            FINDINGS: {**by_unit(self.found)},
            MOMENT: due(self._inspection.documents, self.at, WHOLE),
        }

    def related(self, learn: Callable[[Mapping[str, Relations]], Related]) -> Related:
        """See `Whole.related`.

        Raises:
            RuntimeError: as above.
        """
        return learn(relations(self._catalog))

    @property
    def _catalog(self) -> Catalog:
        if self.settings is None:
            raise RuntimeError("a catalog without settings is not built")
        return self.settings
