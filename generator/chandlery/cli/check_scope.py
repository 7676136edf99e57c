"""What ``check`` was asked to look at: paths, a change, and what to say about it afterwards."""

import argparse
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chandlery.cli.check_near import among_neighbours
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import Inspection
from chandlery.ports.errors import StorageError
from chandlery.ports.folder import FolderTree
from chandlery.ports.git import GitTree, ignored_files
from chandlery.ports.git_changes import Base, Differences, base_of, catalog_at, differences
from chandlery.reports.report import ordered
from chandlery.stages.scope import EVERYTHING, WHOLE, Change, Narrowing, units_below
from chandlery.trees import Tree

# Lines of a file that a change touched as a whole.
_ALL_LINES = range(1, 2**31)
_SHOWN_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run is to look at.

    Attributes:
        since: the revision that was named; ``""`` where none was.
        base: the commit that `lines` are counted from, where one was named.
        begins: whether that commit has no catalog.
        lines: that the change touched, by file; `None` where nobody asked about a change.
        paths: of the catalog's folder that alone are reported; all, if there are none.
        missing: of these, those that are not there.
        part: all that the change has to do with, where that is known; `None` for all files.
        of: how many packages and integrations there are.
    """

    narrowing: Narrowing = EVERYTHING
    since: str = ""
    base: Base = field(default=Base(""))
    begins: bool = False
    lines: Mapping[str, Container[int]] | None = None
    paths: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(default=())
    part: Tree | None = None
    of: int = 0

    def reported(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """What was asked about, in the order in which it is to be shown."""
        kept = [item for item in diagnostics if not self.paths or self._wants(item.file)]
        return tuple(kept) if self.lines is None else ordered(kept, self.lines)

    def _wants(self, file: str) -> bool:
        return any(not path or f"{file}/".startswith(f"{path}/") for path in self.paths)

    def scope(self, inspection: Inspection) -> str:
        """What was looked at, in words; ``""`` for everything."""
        held, of = self._packages(inspection)
        if inspection.scope.units is None:
            since = f"marketplace.yml changed since {self._since()}"
            return f"everything: {since}, and all are held to it" if self.since and of else ""
        which = []
        if self.since:
            which.append(f"what changed since {self._since()}, and what that has an effect on")
        if self.paths:
            which.append(f"what is at or below {', '.join(self.paths)}")
        return f"{held:,} of {of:,} packages: {'; '.join(which)}"

    def _since(self) -> str:
        """The revision, and the commit that was compared with."""
        left = ", where HEAD left it" if self.base.forked else ""
        return f"{self.since} ({self._commit()}{left})"

    def _commit(self) -> str:
        return f"commit {self.base.id[:_SHOWN_DIGITS]}"

    def _packages(self, inspection: Inspection) -> tuple[int, int]:
        """How many packages were looked at, and of how many."""
        entries = inspection.catalog.entries if inspection.catalog else ()
        held = sum(inspection.scope.holds(entry.folder) for entry in entries)
        return held, self.of or len(entries)

    def not_checked(self, inspection: Inspection) -> Iterator[str]:
        """What was left out: of the catalog, and of what it was before."""
        if not self.since:
            yield "what was published before: no base was given"
        elif self.begins:
            yield f"what was published before: {self._commit()} has no catalog here"
        held, of = self._packages(inspection)
        if held < of:
            why = f"nothing that changed since {self.since} has an effect on them"
            why = why if self.since and not self.paths else "they were not asked for"
            yield f"{of - held:,} of {of:,} packages: {why}"
        yield from (f"{path}: there is no such file" for path in self.missing)


@contextmanager
def asked(args: argparse.Namespace, folder: Path, tree: FolderTree) -> Iterator[Asked]:
    """What the options ask for.

    Raises:
        StorageError: a path neither lies in the catalog's folder nor holds it.
        GitError: there is no repository, or no such revision in it.
    """
    places = [_in_catalog(path, folder) for path in args.paths]
    paths = tuple(_path(place, folder) for place in places)
    below = units_below(paths, (entry.path for entry in tree.entries())) if paths else WHOLE
    gone = tuple(
        str(given) for given, place in zip(args.paths, places, strict=True) if not place.exists()
    )
    if not args.changed_since:
        yield Asked(narrowing=Narrowing(below=below), paths=paths, missing=gone)
        return
    base = base_of(folder, args.changed_since)
    found = differences(folder, base.id)
    touched = found.paths.union(ignored_files(folder))
    with ExitStack() as opened:
        before = catalog_at(folder, base.id)
        near = None
        if isinstance(before, GitTree):
            opened.callback(before.close)
            may = not (args.fix or args.previous or paths)
            near = among_neighbours(args, before, tree, touched, opened) if may else None
        change = Change(paths=touched, before=near.before if near else before)
        yield Asked(
            narrowing=Narrowing(change=change, below=below),
            since=args.changed_since,
            base=base,
            begins=all(entry.path != "marketplace.yml" for entry in change.before.entries()),
            lines=_lines(found),
            paths=paths,
            missing=gone,
            part=near.now if near else None,
            of=near.of if near else 0,
        )


def _lines(found: Differences) -> Mapping[str, Container[int]]:
    return {path: found.lines.get(path, _ALL_LINES) for path in found.paths}


def _path(place: Path, folder: Path) -> str:
    """A place as a path of the catalog; ``""`` for its root and what holds that."""
    root = folder.resolve()
    return "" if root.is_relative_to(place) else place.relative_to(root).as_posix()


def _in_catalog(path: Path, folder: Path) -> Path:
    """The place that a path means, if it can say anything about the catalog.

    Raises:
        StorageError: it neither lies in the catalog's folder nor holds it.
    """
    if not path.exists() and (folder / path).exists():
        path = folder / path
    place, root = path.resolve(), folder.resolve()
    if not (place.is_relative_to(root) or root.is_relative_to(place)):
        raise StorageError(f"{path} is not in {folder}", "Give paths in the catalog.", path=path)
    return place
