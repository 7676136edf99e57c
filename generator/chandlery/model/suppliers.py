"""Which package of the marketplace a dependency means, and what has to be there first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from chandlery.model.description import Dependency
from chandlery.model.marketplace import Frame, Marketplace, Package, Release, newest_version
from chandlery.model.summary import Supply


class Suppliers:
    """The packages of a marketplace by what each ecosystem calls them; made once for all."""

    def __init__(self, supplies: Mapping[str, Sequence[Supply]]) -> None:
        """Look through what each package is to the ecosystems; the first that has a name is it."""
        self._packages: dict[tuple[str, str], str] = {}
        self._needs: dict[tuple[str, str], tuple[Dependency, ...]] = {}
        for name, theirs in supplies.items():
            for item in theirs:
                self._packages.setdefault((item.dialect, item.native_name), name)
                self._needs[item.dialect, name] = item.needs
        self._dependents: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (dialect, name), needs in self._needs.items():
            for found in {self.supplier(dialect, need.native) for need in needs} - {None, name}:
                self._dependents[dialect, str(found)].append(name)

    @classmethod
    def of(cls, marketplace: Marketplace) -> "Suppliers":
        """The packages of a marketplace."""
        return cls({item.name: supplies(marketplace, item) for item in marketplace.packages})

    def supplier(self, dialect: str, native: str) -> str | None:
        """The package that has this name in an ecosystem, or `None` for one that is not ours."""
        return self._packages.get((dialect, native))

    def required(self, dialect: str, package: str) -> tuple[str, ...]:
        """The packages that the newest release of an ecosystem cannot do without, sorted."""
        return tuple(self._required(dialect, self._needs.get((dialect, package), ())))

    def dependents(self, dialect: str, package: str) -> tuple[str, ...]:
        """The packages whose newest release of an ecosystem names this one, sorted."""
        return tuple(sorted(self._dependents.get((dialect, package), ())))

    def order(self, dialect: str, package: str, needs: tuple[Dependency, ...]) -> tuple[str, ...]:
        """What has to be installed before a package: its dependencies and theirs, in that order.

        Names of packages that the marketplace has, each after what it needs itself, by the newest
        release of each; what is optional is left out.  Where packages wait for each other, the
        circle is cut at the one that was come to first.
        """
        placed: dict[str, None] = {}
        # The packages on the way down, each with what it still has to wait for.
        way: dict[str, Iterator[str]] = {package: self._required(dialect, needs)}
        while way:
            last = next(reversed(way))
            before = next(way[last], None)
            if before is None:
                del way[last]
                placed[last] = None
            elif before not in way and before not in placed:
                way[before] = self._required(dialect, self._needs.get((dialect, before), ()))
        return tuple(name for name in placed if name != package)

    def _required(self, dialect: str, needs: tuple[Dependency, ...]) -> Iterator[str]:
        found = (self.supplier(dialect, need.native) for need in needs if not need.optional)
        return iter(sorted({name for name in found if name}))


def supplies(frame: Frame, package: Package) -> tuple[Supply, ...]:
    """What a package is to each ecosystem that it serves, where nobody names a version."""
    found = ((dialect, _newest(frame, package, dialect)) for dialect in package.dialects)
    manifests = [(dialect, release.manifest(dialect)) for dialect, release in found if release]
    return tuple(
        Supply(dialect, manifest.description.native_name, manifest.description.dependencies)
        for dialect, manifest in manifests
        if manifest
    )


def _newest(frame: Frame, package: Package, dialect: str) -> Release | None:
    """The release of an ecosystem that is installed where nobody names another."""
    serving = [release for release in package.releases if release.manifest(dialect)]
    offered = [release for release in serving if frame.offered(release)]
    return newest_version(offered) or next(reversed(serving), None)
