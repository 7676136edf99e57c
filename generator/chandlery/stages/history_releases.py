"""One release on its way through a catalog's history."""

from collections.abc import Iterable, Iterator, Mapping

from chandlery.checks import Finding, Rule
from chandlery.documents import Route
from chandlery.model.history import Blob
from chandlery.quoting import quoted
from chandlery.rules.continuity import listed
from chandlery.rules.history import ADDED, ALTERED, DIGEST, GONE, REUSED
from chandlery.stages.history_records import SHOWN, Records, Trouble

_RECORD = "release.json"
_RESTORE = "Restore the release as it landed; to publish a change, make a new one."


class Release:
    """What became of one version.

    Attributes:
        package: its name, which it may change.
        landed: the commit that brought ``release.json``, or ``""``.
        files: what is there, by path below the release's folder.
    """

    def __init__(self, package: str, version: str, records: Records) -> None:
        self.package = package
        self.version = version
        self.landed = ""
        self.files: dict[str, Blob] = {}
        self._first: dict[str, Blob] = {}
        self._records = records
        self._troubles: list[Trouble] = []
        self._folder = ""

    def take(self, folder: str, files: Mapping[str, Blob | None]) -> None:
        """Let a commit act on the release's files; one that is `None` is gone."""
        self._folder = folder
        before = self.files
        self.files = {path: blob for path, blob in (before | dict(files)).items() if blob}
        if not self.landed:
            if _RECORD in self.files:
                self.landed, self._first = self._records.commit, self.files
        elif self._is_first(self.files, folder):
            for trouble in self._troubles:
                trouble.mend(self._records.commit)
        else:
            for rule, path, route, message in self._judged(before, files):
                document = self._records.document(f"{folder}/{path}", self.files.get(path))
                finding = Finding(route, message, _RESTORE)
                self._troubles.append(self._records.report(rule, document, finding))

    def found_as(self, other: "Release", commit: str) -> None:
        """Take note that the release is at another place, if it is there as it landed."""
        if self.landed and not self.files and self._is_first(other.files, self._folder):
            for trouble in self._troubles:
                trouble.mend(commit)

    def _is_first(self, files: Mapping[str, Blob], folder: str) -> bool:
        return files.keys() == self._first.keys() and all(
            self._same(path, blob, self._first[path], folder) for path, blob in files.items()
        )

    def _same(self, path: str, ours: Blob, theirs: Blob, folder: str) -> bool:
        """Whether a file is what it was: of the record what it says counts, of others each byte."""
        if path != _RECORD:
            return ours == theirs
        return self._records.same(f"{folder}/{path}", ours, theirs)

    def _judged(
        self, before: Mapping[str, Blob], files: Mapping[str, Blob | None]
    ) -> Iterator[tuple[Rule, str, Route, str]]:
        """What a commit did to a release that had landed: rule, file, place in it, and the fact."""
        landed = f", which landed with commit {self.landed[:SHOWN]},"
        title = f"{quoted(self.package)} {self.version}{landed}"
        if not self.files:
            yield GONE, min(before, key=_first), (), f"{title} was deleted"
            return
        if not before:
            path = min(self.files, key=_first)
            yield REUSED, path, (), f"{title} and was deleted since, came back with other files"
            return
        lost = sorted(path for path, blob in files.items() if blob is None and path in self._first)
        if lost:
            yield GONE, lost[0], (), f"{title} lost {_counted(lost)}"
        new = sorted(path for path, blob in files.items() if blob and path not in self._first)
        if new:
            yield ADDED, new[0], (), f"{title} got {_counted(new)}"
        yield from self._altered(title, files)

    def _altered(
        self, title: str, files: Mapping[str, Blob | None]
    ) -> Iterator[tuple[Rule, str, Route, str]]:
        altered = sorted(
            path
            for path, blob in files.items()
            if blob
            and path in self._first
            and not self._same(path, blob, self._first[path], self._folder)
        )
        if _RECORD in altered:
            altered.remove(_RECORD)
            route = self._parting(_RECORD)
            pinned = route[:1] == ("artifacts",)
            what = _part(route)
            yield DIGEST if pinned else ALTERED, _RECORD, route, f"{what} of {title} was altered"
        if altered:
            route = self._parting(altered[0])
            yield ALTERED, altered[0], route, f"{title} was altered: {listed(altered)}"

    def _parting(self, path: str) -> Route:
        now, was = self.files[path], self._first[path]
        return self._records.parting(f"{self._folder}/{path}", now, was)[1]


def _first(path: str) -> tuple[bool, str]:
    return path != _RECORD, path


def _counted(paths: Iterable[str]) -> str:
    found = [*paths]
    return f"{len(found)} file{'s' * (len(found) != 1)}: {listed(found)}"


def _part(route: Route) -> str:
    keys = [step for step in route if isinstance(step, str)]
    return quoted(keys[-1]) if keys else "a part of release.json"
