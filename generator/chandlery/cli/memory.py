"""What a build remembers for the next one, between the two."""

import argparse
import hashlib
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chandlery.assembly import SHOWN, Assembled
from chandlery.cli.composition import Composition
from chandlery.cli.neighbours import Neighbours
from chandlery.cli.remembered import (
    MOMENT,
    RELATIONS,
    Columns,
    Encoded,
    Related,
    first_due,
    related_all,
)
from chandlery.cli.whole import Whole
from chandlery.defaults import default_configuration, default_pages, default_templates
from chandlery.model.content import FileFact
from chandlery.ports.build_state import BuildState, Changes, Kept
from chandlery.ports.git import GitTree
from chandlery.ports.git_units import units_in
from chandlery.ports.progress import QUIET
from chandlery.ports.software import software_digest
from chandlery.ports.spool import Spool
from chandlery.rules.sizes import totals
from chandlery.stages.relations import Relations
from chandlery.stages.site.index_types import head_of
from chandlery.trees import Tree

# The written pages, as the site engine made them.
WEBSITE: Final = "*website"
# So many units a review learns of in little time.
_BEHIND: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What one build has to add to what is remembered.

    Attributes:
        facts: of the whole.
        units: those that were looked at.
        gone: those that are no more.
        known: what is known of those that were looked at.
        related: what units define and mention that are other than they were, as it is remembered.
        words: who uses the words of these, as it is remembered.
    """

    assembled: Assembled
    facts: Mapping[str, str]
    units: Collection[str]
    known: Columns
    related: Encoded
    words: Iterable[Encoded]
    gone: Iterable[str] = ()
    website: Mapping[str, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of the build of one catalog into one folder.

    Attributes:
        state: where it is kept.
        tree: of the commit that is built now.
        cache: the folder of all caches.
    """

    state: BuildState
    tree: GitTree
    cache: Path

    def keep(self, whole: Whole, made: Composition) -> None:
        """Remember a build of everything."""
        units = units_in(self.tree.folder, self.tree.id)
        related = whole.related(self.related)
        self.state.discard()
        website = made.materials.website
        facts = {
            "tree": self.tree.id,
            "at": whole.at,
            "listing": made.files[-2].sha256,
            "website": json.dumps([*website]),
            "sizes": json.dumps(totals((file.path, file.size) for file in made.files[:-2])),
            "found": str(len(whole.found)),
            "behind": "0",
        }
        self.learn(
            Learned(
                assembled=made.assembled,
                facts=facts,
                units=units,
                known=whole.known(),
                related=related.units(),
                words=(some() for some in related.words),
                website=website,
            )
        )

    def related(self, known: Mapping[str, Relations]) -> Related:
        """Let reviews and checks know what all units have to do with each other, and keep it."""
        side = self.tree.id, units_in(self.tree.folder, self.tree.id)
        return related_all(self.neighbours().keep(side, known), Spool().keep)

    def share(self, units: Collection[str]) -> str:
        """Let reviews and checks know of changes too, once there are many.

        Returns:
            How many units they have to learn of by themselves.
        """
        behind = int(self.state.facts["behind"]) + len(units)
        if behind <= _BEHIND:
            return str(behind)
        side = self.tree.id, units_in(self.tree.folder, self.tree.id)
        self.neighbours().relations(side, side)
        return "0"

    def neighbours(self) -> Neighbours:
        """What earlier runs have learned of what units have to do with each other."""
        return Neighbours(self.tree.folder, self.cache, QUIET)

    def learn(self, learned: Learned) -> None:
        """Save what is other than before; where that cannot be, the next build is a slow one."""
        assembled = learned.assembled
        shown = tuple(
            FileFact(file.path, file.sha256, file.size, name)
            for name, file in assembled.shown.items()
        )
        changes = Changes(
            facts={
                **learned.facts,
                "counts": json.dumps(assembled.counts),
                "due": first_due(self.state, learned.facts["at"], learned.known[MOMENT]),
            },
            units=learned.units,
            gone=[*learned.gone],
            forgotten=assembled.known.gone,
            told=assembled.known.told,
            kept=_kept(learned, {(fact.mark, fact.sha256) for fact in self.state.files(SHOWN)}),
            files={**assembled.ledger.owned, SHOWN: shown},
            known={**learned.known, RELATIONS: {**learned.related}},
            words=learned.words,
        )
        try:
            why = self.state.save(changes)
        except UnicodeEncodeError:
            why = "a record holds what is no text"
        if why:
            _tell(f"{why}: the next build looks at everything")


def _kept(learned: Learned, shown: AbstractSet[tuple[str, str]]) -> Iterator[Kept]:
    """What is kept.

    Args:
        shown: of what is shown, what is there already.
    """
    assembled = learned.assembled
    for part, names in assembled.known.kept.items():
        for name, values in names.items():
            yield Kept(part, name, {key: file.read() for key, file in values.items()})
    for name, file in assembled.shown.items():
        if (name, file.sha256) not in shown:
            yield Kept(SHOWN, f"*{name}", {file.sha256: head_of(file)})
    if learned.website is not None:
        yield Kept(WEBSITE, "", learned.website)


@contextmanager
def remembering(args: argparse.Namespace, tree: Tree) -> Iterator[Memory | None]:
    """What the last build of a commit left; `None` where a working tree is built."""
    if not isinstance(tree, GitTree):
        yield None
        return
    with BuildState.open(_file(args, tree), _stamp(args)) as state:
        if args.from_scratch:
            state.discard()
        yield Memory(state=state, tree=tree, cache=args.cache)


def _file(args: argparse.Namespace, tree: GitTree) -> Path:
    """Where a build of this catalog into this folder is remembered."""
    place = f"{tree.folder.resolve()}\0{args.catalog.resolve()}\0{args.out.resolve()}"
    name = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    cache: Path = args.cache
    return cache / "builds" / f"{name}.sqlite"


def _stamp(args: argparse.Namespace) -> str:
    """A digest of everything that a build depends on, beside the catalog."""
    digest = hashlib.sha256(software_digest().encode())
    digest.update(repr((args.base_url, args.engine, args.offline)).encode())
    digest.update(default_configuration())
    for files in (default_pages(), {k: v.encode() for k, v in default_templates().items()}):
        for path, data in files.items():
            digest.update(f"\n{path} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _tell(message: str) -> None:
    print(f"chandlery: {message}", file=sys.stderr)
