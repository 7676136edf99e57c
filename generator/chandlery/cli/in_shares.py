"""A look at a whole catalog for a build in shares: no process has all of it in memory at any time.

Units are looked at in groups, each with its neighbours (`stages.grouping`, `cli.share_look`).
"""

import argparse
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Final, TypeVar

from chandlery.assembly import Edition, Share
from chandlery.catalog import Catalog
from chandlery.cli.composition import Composition, composed
from chandlery.cli.guesses import guessed
from chandlery.cli.memory import Memory
from chandlery.cli.neighbours import Spread
from chandlery.cli.remembered import FINDINGS, MOMENT, Columns, Related, by_unit
from chandlery.cli.share_look import OF, Framed, Looker, Seen, frame_of
from chandlery.diagnostics import Diagnostic, in_order
from chandlery.ports.git import GitTree
from chandlery.ports.git_objects import ObjectTree
from chandlery.ports.git_units import files_at, items_of, units_in
from chandlery.ports.processes import over_processes
from chandlery.ports.progress import Progress
from chandlery.rules.identities import not_held
from chandlery.rules.strangers import not_held_at_all
from chandlery.stages.exposure import discreetly
from chandlery.stages.grouping import Neighbourhoods, grouped
from chandlery.stages.previous import Digests, altered
from chandlery.stages.relations import Relations
from chandlery.trees import Tree

# Units that are looked at together, and how many a catalog has at least that is built in shares.
TOGETHER: Final = 250
WORTH_IT: Final = 1_500

A = TypeVar("A")
B = TypeVar("B")

_SITE: Final = ("site-src/", "templates/")


def in_shares(
    args: argparse.Namespace,
    memory: Memory,
    at: str,
    published: Digests | None,
    progress: Progress,
) -> "InShares | None":
    """Look at the catalog of a commit in shares; `None` where that is not worth it, or not known.

    Args:
        at: the moment at which dates are judged.
        published: what of the last publication must not be altered.
    """
    place, tree = memory.tree.folder, memory.tree.id
    units = units_in(place, tree)
    if args.executor != "threads" or len(units) < WORTH_IT:
        return None
    progress.step("getting to know the catalog")
    spread = partial(over_processes, processes=args.jobs, worth=2)
    so_far = memory.neighbours().so_far((tree, units))
    unknown = units.keys() - so_far.keys()
    known = {**so_far, **guessed(place, tree, unknown, spread)}
    # In a process of its own: what is read for it is let go.
    (framed,) = over_processes(
        partial(frame_of, place, tree, args.base_url, at), [known], processes=2, worth=1
    )
    if framed is None or any(item.code == not_held.code for item in framed.catalog.waivers):
        return None  # what is said of the catalog as a whole cannot be waived in a part of it
    commit = memory.tree.commit
    edition = Edition(base_url=framed.frame.base_url, at=at, serial=commit.time, commit=commit.id)
    looker = Looker(args, memory.tree, framed, edition, published)
    progress.step("checking")
    seen, related = _looked_at(looker, known, unknown, partial(_shown, progress, spread))
    told = memory.related({**so_far, **related})
    return InShares(args, memory.tree, framed, edition, told, [*units], seen, published, progress)


def _shown(
    progress: Progress, spread: Spread, look: Callable[[A], B], items: Sequence[A]
) -> Iterable[B]:
    return progress.track(spread(look, items), len(items), "looking at packages")


def _looked_at(
    looker: Looker, known: Mapping[str, Relations], guessed: Collection[str], spread: Spread
) -> tuple[list[Seen], Mapping[str, Relations]]:
    """What is seen of all units, and what those have to do with others of which that was a guess.

    What was looked at without all that it has to do with is looked at again.
    """
    near = Neighbourhoods(known)
    looks = [*spread(partial(looker.look, near, guessed), grouped(known, TOGETHER))]
    seen = [share for share, _ in looks]
    if not guessed:
        return seen, {}
    related = {unit: has for _, read in looks for unit, has in read.related.items()}
    known = {**known, **related}
    near = near.corrected(known)
    missed = spread(near.missed, [(share.units, read.units) for share, read in looks])
    again = [share.again(units) for share, units in zip(seen, missed, strict=True)]
    kept = [share.without(units) for share, units in zip(seen, again, strict=True)]
    some = {unit: known[unit] for units in again for unit in units}
    more = spread(partial(looker.look, near, ()), grouped(some, TOGETHER))
    return [*kept, *(share for share, _ in more)], related


class InShares:
    """A catalog that was looked at in shares.  See `chandlery.cli.whole.Whole`."""

    def __init__(  # noqa: PLR0913, PLR0917 - what was looked at, when, and what came of it
        self,
        args: argparse.Namespace,
        tree: GitTree,
        framed: Framed,
        edition: Edition,
        related: Related,
        units: Sequence[str],
        seen: Sequence[Seen],
        published: Digests | None,
        progress: Progress,
    ) -> None:
        self._args, self._tree, self._progress = args, tree, progress
        self._framed, self._seen = framed, seen
        self._edition, self._related, self._units = edition, related, units
        self.settings: Catalog | None = framed.catalog
        self.at = edition.at
        self.found: Sequence[Diagnostic] = self._all_found(published or frozenset())

    def _all_found(self, published: Digests) -> tuple[Diagnostic, ...]:
        found = [item for share in self._seen for item in share.found]
        told = not_held_at_all(part for share in self._seen for part in share.not_held)
        found += [not_held.report(self._framed.catalog.document, item) for item in told]
        names = {unit.rpartition("/")[2] for unit in self._units}
        found += altered(
            self._framed.catalog, frozenset(item for item in published if item[0] not in names)
        )
        # A secret of one share may be told of in another.
        hidden = any(item.confidential for item in found)
        return in_order(discreetly(found, found, self._tree) if hidden else found)

    def named(self) -> AbstractContextManager[Tree]:
        """See `Whole.named`."""
        paths = {item.file for item in self.found}
        return ObjectTree(
            self._tree.folder, files_at(self._tree.folder, self._tree.id, paths, OF), OF
        )

    def compose(self) -> Composition:
        """See `Whole.compose`."""
        owners = {name: owner for share in self._seen for name, owner in share.owners.items()}
        share = Share(
            frame=self._framed.frame,
            owners=dict(sorted(owners.items())),
            batches=[batch for share in self._seen for batch in share.batches],
            first=[looked for share in self._seen for looked in share.first],
            artifacts={
                owner: files for share in self._seen for owner, files in share.artifacts.items()
            },
        )
        place, tree = self._tree.folder, self._tree.id
        own = [unit for unit in self._units if "/" not in unit or unit.startswith(_SITE)]
        with ObjectTree(place, items_of(place, tree, own, OF), OF) as part:
            return composed(self._args, part, share, self._edition, self._progress)

    def related(self, learn: Callable[[Mapping[str, Relations]], Related]) -> Related:  # noqa: ARG002
        """See `Whole.related`."""
        return self._related

    def known(self) -> Columns:
        """See `Whole.known`."""
        return {
            **self._framed.columns,
            FINDINGS: {**by_unit(self.found)},
            MOMENT: {unit: moment for share in self._seen for unit, moment in share.due.items()},
        }
