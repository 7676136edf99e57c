"""Which package of the marketplace a dependency means, and what has to be there first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from chandlery.model.description import Dependency, Description
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

    def reached(self, dialect: str, natives: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """What is needed of an ecosystem by what has these names, and so on; each with its own.

        What order these have to be installed in is a question of this alone.
        """
        found: dict[str, tuple[str, ...]] = {}
        todo = [name for native in natives if (name := self.supplier(dialect, native))]
        for name in todo:  # which grows on the way
            if name not in found:
                found[name] = self.required(dialect, name)
                todo += found[name]
        return found

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
    return tuple(
        Supply(dialect, told.native_name, told.dependencies, _ever(package, dialect))
        for dialect in package.dialects
        if (newest := _newest(frame, package, dialect)) and (told := _described(newest, dialect))
    )


def _described(release: Release, dialect: str) -> Description | None:
    manifest = release.manifest(dialect)
    return manifest.description if manifest else None


def _ever(package: Package, dialect: str) -> tuple[str, ...]:
    """What any release of a package needs in an ecosystem, sorted."""
    described = (_described(release, dialect) for release in package.releases)
    return tuple(sorted({need.native for item in described if item for need in item.dependencies}))


def _newest(frame: Frame, package: Package, dialect: str) -> Release | None:
    """The release of an ecosystem that is installed where nobody names another."""
    serving = [release for release in package.releases if release.manifest(dialect)]
    offered = [release for release in serving if frame.offered(release)]
    return newest_version(offered) or next(reversed(serving), None)
