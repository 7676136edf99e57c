"""Packages that moved to another name: which, in one commit of a catalog's history."""

from collections.abc import Iterator, Mapping, Sequence

from chandlery.model.history import Change
from chandlery.stages.history_packages import Package


def moves(
    units: Mapping[str, Sequence[Change]],
    packages: Mapping[str, Package],
    renames: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """The folders that packages left, and those that they came to, by ``renames.yml``.

    Args:
        units: what a commit did, by the folder of a package.
        packages: that there were before.
        renames: old name to new name, as of that commit.
    """
    for folder, changes in sorted(units.items()):
        package = packages.get(folder)
        if package is None or not package.landed or not package.left_by(changes):
            continue
        kind, _, name = folder.partition("/")
        if home := _home(kind, name, units, renames):
            yield folder, home


def _home(
    kind: str, name: str, units: Mapping[str, Sequence[Change]], renames: Mapping[str, str]
) -> str:
    """The folder to which renames lead from a name, of those in which a commit put something."""
    seen = {name}
    while (name := renames.get(name, "")) and name not in seen:
        seen.add(name)
        folder = f"{kind}/{name}"
        if any(change.now for change in units.get(folder, ())):
            return folder
    return ""
