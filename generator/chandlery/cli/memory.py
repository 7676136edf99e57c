"""What a build remembers for the next one, between the two."""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chandlery.assembly import SHOWN, Assembled
from chandlery.cli.composition import Composition
from chandlery.cli.neighbours import Neighbours, Side
from chandlery.cli.remembered import Columns
from chandlery.defaults import default_configuration, default_pages, default_templates
from chandlery.model.content import FileFact
from chandlery.ports.build_state import BuildState, Changes, Kept
from chandlery.ports.git import GitTree
from chandlery.ports.git_units import units_in
from chandlery.ports.progress import Progress
from chandlery.ports.software import software_digest
from chandlery.rules.sizes import totals
from chandlery.trees import Tree

# The written pages, as the site engine made them.
WEBSITE: Final = "*website"


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What one build has to add to what is remembered.

    Attributes:
        facts: of the whole.
        units: the ids of those that were looked at.
        gone: those that are no more.
        known: what is known of those that were looked at.
    """

    assembled: Assembled
    facts: Mapping[str, str]
    units: Mapping[str, str]
    known: Columns
    gone: Iterable[str] = ()
    website: Mapping[str, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of the build of one catalog into one folder.

    Attributes:
        state: where it is kept.
        tree: of the commit that is built now.
        now: its units.
        neighbours: what units have to do with each other.
    """

    state: BuildState
    tree: GitTree
    now: Side
    neighbours: Neighbours

    def keep(self, at: str, known: Columns, made: Composition) -> None:
        """Remember a build of everything.

        Args:
            at: the moment at which it was judged.
            known: what is known of each unit.
        """
        self.state.discard()
        website = made.materials.website
        facts = {
            "tree": self.now[0],
            "at": at,
            "listing": made.files[-2].sha256,
            "website": json.dumps([*website]),
            "sizes": json.dumps(totals((file.path, file.size) for file in made.files[:-2])),
        }
        self.learn(
            Learned(
                assembled=made.assembled,
                facts=facts,
                units=self.now[1],
                known=known,
                website=website,
            )
        )

    def learn(self, learned: Learned) -> None:
        """Save what is other than before; where that cannot be, the next build is a slow one."""
        assembled = learned.assembled
        shown = tuple(
            FileFact(file.path, file.sha256, file.size, name)
            for name, file in assembled.shown.items()
        )
        changes = Changes(
            facts=learned.facts,
            units=learned.units,
            gone=[*learned.gone],
            forgotten=assembled.known.gone,
            told=assembled.known.told,
            kept=_kept(learned),
            files={**assembled.ledger.owned, SHOWN: shown},
            known=learned.known,
        )
        try:
            why = self.state.save(changes)
        except UnicodeEncodeError:
            why = "a record holds what is no text"
        if why:
            _tell(f"{why}: the next build looks at everything")


def _kept(learned: Learned) -> Iterator[Kept]:
    assembled = learned.assembled
    for part, names in assembled.known.kept.items():
        for name, values in names.items():
            yield Kept(part, name, {key: file.read() for key, file in values.items()})
    yield Kept(SHOWN, "", {name: file.read() for name, file in assembled.shown.items()})
    if learned.website is not None:
        yield Kept(WEBSITE, "", learned.website)


@contextmanager
def remembering(
    args: argparse.Namespace, tree: Tree, progress: Progress
) -> Iterator[Memory | None]:
    """What the last build of a commit left; `None` where a working tree is built."""
    if not isinstance(tree, GitTree):
        yield None
        return
    with BuildState.open(_file(args, tree), _stamp(args)) as state:
        if args.from_scratch:
            state.discard()
        yield Memory(
            state=state,
            tree=tree,
            now=(tree.id, units_in(tree.folder, tree.id)),
            neighbours=Neighbours(tree.folder, args.cache, progress),
        )


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
