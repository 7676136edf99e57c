"""Packages on their way through a catalog's history: what landed, what is left, whose it is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from chandlery.checks import Finding
from chandlery.model.history import Blob, Change
from chandlery.quoting import quoted
from chandlery.rules.history import RECORD_ALTERED, RECORD_GONE, TAKEN
from chandlery.stages.history_records import SHOWN, Records, Trouble
from chandlery.stages.history_releases import Release
from chandlery.stages.layout import Role, place_of

R = TypeVar("R")

_GOVERNED = frozenset({Role.GOVERNANCE, Role.EVIDENCE})


class Package:
    """One folder of ``plugins/`` or ``adapters/``: its releases, and what was decided on them.

    Attributes:
        releases: every one that ever was, by version.
        decisions: every governance record that ever was, by its path below the folder.
    """

    def __init__(self, folder: str, records: Records) -> None:
        self.folder = folder
        self.name = folder.partition("/")[2]
        self.releases: dict[str, Release] = {}
        self.decisions: dict[str, _Decision] = {}
        self._records = records

    @property
    def landed(self) -> bool:
        """Whether any release ever landed."""
        return any(release.landed for release in self.releases.values())

    @property
    def present(self) -> bool:
        """Whether anything of a release that landed is there."""
        return any(release.landed and release.files for release in self.releases.values())

    def left_by(self, changes: Iterable[Change]) -> bool:
        """Whether nothing of any release is there after some changes."""
        paths = {change.path for change in changes if change.now is None}
        return self.present and all(
            f"{self.folder}/releases/{version}/{path}" in paths
            for version, release in self.releases.items()
            for path in release.files
        )

    def take(self, changes: Iterable[Change]) -> None:
        """Let a commit act on the package."""
        by_version: dict[str, dict[str, Blob | None]] = defaultdict(dict)
        for change in changes:
            path = change.path.removeprefix(f"{self.folder}/")
            area, _, rest = path.partition("/")
            version, _, file = rest.partition("/")
            if area == "releases" and file:
                by_version[version][file] = change.now
            elif (place := place_of(change.path)) and place.role in _GOVERNED:
                decision = self.decisions.setdefault(path, _Decision(change.now))
                decision.take(self._records, change.path, change.now)
        for version, files in by_version.items():
            release = self.releases.setdefault(version, Release(self.name, version, self._records))
            release.take(f"{self.folder}/releases/{version}", files)

    def give(self, other: "Package") -> Callable[[str], bool]:
        """Let another package have what it has none of; tells which paths that concerns."""
        versions = self.releases.keys() - other.releases.keys()
        decided = self.decisions.keys() - other.decisions.keys()
        other.releases |= {version: self.releases.pop(version) for version in versions}
        other.decisions |= {path: self.decisions.pop(path) for path in decided}
        for version in versions:
            other.releases[version].package = other.name
        start = f"{self.folder}/"

        def carried(path: str) -> bool:
            rest = path.removeprefix(start)
            return rest in decided or (
                rest.startswith("releases/") and rest.split("/")[1] in versions
            )

        return carried

    def found_at(self, home: "Package") -> None:
        """Take note that a package that is gone is at another place, as it landed."""
        for version, release in self.releases.items():
            if there := home.releases.get(version):
                release.found_as(there, self._records.commit)
        for path, decision in self.decisions.items():
            if there_now := home.decisions.get(path):
                decision.found_as(self._records, path, there_now.now)


class _Decision:
    """One governance record; what its troubles are mended by is what landed."""

    def __init__(self, first: Blob | None) -> None:
        self.first = self.now = first
        self._troubles: list[Trouble] = []

    def take(self, records: Records, path: str, now: Blob | None) -> None:
        self.now = now
        if records.same(path, now, self.first):
            self.found_as(records, path, now)
            return
        document, route = records.parting(path, now, self.first)
        if now is None:
            rule, what = RECORD_GONE, "a governance record was deleted"
            hint = "Restore the file as it landed; a later record says what is different now."
        else:
            rule, what = RECORD_ALTERED, "a governance record says something else than it did"
            hint = "Restore the record as it landed, and add a later one."
        self._troubles.append(records.report(rule, document, Finding(route, what, hint)))

    def found_as(self, records: Records, path: str, there: Blob | None) -> None:
        if self._troubles and records.same(path, there, self.first):
            for trouble in self._troubles:
                trouble.mend(records.commit)


class Names:
    """Whose every name was, and since when it was nobody's."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._owned: dict[str, dict[str, Blob]] = defaultdict(dict)  # by path of ``release.json``
        self._vacant: dict[str, str] = {}  # name → the commit that left it
        self._taken: dict[str, list[Trouble]] = defaultdict(list)

    def watch(self, package: Package, act: Callable[[], R]) -> R:
        """Let something be done to a package, and see what becomes of its name."""
        before = package.present
        done = act()
        if package.present:
            if not before and package.name in self._vacant:
                self._judge(package)
            for path, blob in _releases(package):
                self._owned[package.name].setdefault(path, blob)
            self._vacant.pop(package.name, None)
        elif before:
            self.left(package)
        return done

    def left(self, package: Package) -> None:
        """Take note that nothing has the name of a package any more."""
        self._vacant[package.name] = self._records.commit
        for trouble in self._taken[package.name]:
            trouble.mend(self._records.commit)

    def _judge(self, package: Package) -> None:
        """Hold who takes a name against who gave it up."""
        before = {self._publisher(*item) for item in self._owned[package.name].items()}
        for path, blob in _releases(package):
            now = self._publisher(path, blob)
            if now in before:
                continue
            finding = Finding(
                ("publisher",),
                f"{quoted(package.name)} was of {' and '.join(map(quoted, sorted(before)))} until "
                f"commit {self._vacant[package.name][:SHOWN]}, and {quoted(now)} took it",
                "Give the new package another name, and restore the old one.",
            )
            document = self._records.document(path, blob)
            self._taken[package.name].append(self._records.report(TAKEN, document, finding))
            return

    def _publisher(self, path: str, blob: Blob) -> str:
        value: Any = self._records.value(path, blob)
        publisher = value.get("publisher") if isinstance(value, Mapping) else None
        return publisher if isinstance(publisher, str) else ""


def _releases(package: Package) -> Iterator[tuple[str, Blob]]:
    """What says who published the releases that are there."""
    for version, release in sorted(package.releases.items()):
        if blob := release.files.get("release.json"):
            yield f"{package.folder}/releases/{version}/release.json", blob
