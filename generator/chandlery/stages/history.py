"""A catalog's history → what was done to releases, decisions and notices after they had landed.

A release has landed with the commit of the main line that brings its ``release.json``; from then
on, its files stay.  What happened on a branch before that is nobody's business but the reviewers'.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from chandlery.model.history import Blob, Change, Occurrence, Step, published_steps
from chandlery.stages.history_moves import moves
from chandlery.stages.history_notices import Notices
from chandlery.stages.history_packages import Names, Package
from chandlery.stages.history_records import Records

Read = Callable[[Blob], bytes]


def audit(steps: Iterable[Step], read: Read) -> tuple[Occurrence, ...]:
    """Everything in a history that should not have happened, in the order in which it did.

    Args:
        steps: from the oldest to the newest.
        read: the bytes of what a path held.
    """
    run = _Run(Records(read))
    for step in published_steps(steps):
        run.take(step)
    return run.found()


class _Run:
    """The state of a catalog on its way through its history."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._packages: dict[str, Package] = {}
        self._names = Names(records)
        self._notices = Notices(records, self._versions)

    def take(self, step: Step) -> None:
        """Let a commit act on what there is."""
        self._records.begin(step.commit)
        units = _by_unit(step.changes)
        others = units.pop("", [])
        renamed = self._notices.take_renames(others)
        for old, new in moves(units, self._packages, self._notices.renames):
            self._move(units, old, new)
        # What leaves a name comes before what takes it.
        for folder in sorted(units, key=lambda unit: any(change.now for change in units[unit])):
            package = self._package(folder)
            self._names.watch(package, partial(package.take, units[folder]))
        self._notices.take_advisories(others)
        if renamed:
            self._look_for_moved()

    def _package(self, folder: str) -> Package:
        if folder not in self._packages:
            self._packages[folder] = Package(folder, self._records)
        return self._packages[folder]

    def _versions(self, name: str) -> Iterator[str]:
        for top in ("plugins", "adapters"):
            if package := self._packages.get(f"{top}/{name}"):
                yield from (it.version for it in package.releases.values() if it.files)

    def _look_for_moved(self) -> None:
        """Find packages that had moved before ``renames.yml`` said so."""
        for folder, package in self._packages.items():
            name = self._notices.renames.get(package.name)
            home = self._packages.get(f"{folder.partition('/')[0]}/{name}")
            if home and not package.present:
                package.found_at(home)

    def _move(self, units: dict[str, list[Change]], old: str, new: str) -> None:
        """Carry a package to its new folder: what left the old one is held against what came."""
        leaving, there = self._packages[old], self._package(new)
        carried = self._names.watch(there, partial(leaving.give, there))
        self._names.left(leaving)
        gone = {change.path: change.was for change in units.pop(old, []) if change.now is None}
        came = {change.path: change for change in units.get(new, ())}
        rest = []
        for path, was in gone.items():
            moved = f"{new}{path.removeprefix(old)}"
            if not carried(path):
                rest.append(Change(path, was, None))
            elif moved in came:
                came[moved] = Change(moved, was, came[moved].now)
            else:
                came[moved] = Change(moved, was, None)
        units[new] = [change for change in came.values() if change.was != change.now]
        if rest:
            units[old] = rest

    def found(self) -> tuple[Occurrence, ...]:
        """What happened, by commit, then by file."""
        return self._records.occurrences()


def _by_unit(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """The changes by the package that they are in; ``""`` for all others."""
    units: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        parts = change.path.split("/", 3)
        inside = len(parts) == 4 and parts[0] in {"plugins", "adapters"}
        units["/".join(parts[:2]) if inside else ""].append(change)
    return units
