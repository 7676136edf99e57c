"""What an artifact is packed from, with the paths that its manifest uses."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding
from chandlery.documents import Document, Route
from chandlery.model.content import folded, is_publishable, parents
from chandlery.quoting import quoted
from chandlery.records.release import ArtifactFormat
from chandlery.suggest import nearest
from chandlery.trees import Mode

_DRIVE = re.compile(r"[A-Za-z]:")
_MAX_CHOICES = 200  # to compare a wrong name with
_REMEMBERED = 256  # characters; what becomes of a longer path is found again


def inside(path: str) -> str | None:
    """A path that a manifest names, in its shortest form, or `None` where it leads elsewhere.

    ``./skills/`` is ``skills`` and the plugin's own folder is ``""``.  Absolute paths, drive
    letters, ``..`` and backslashes are refused even where they would come back in the end.
    """
    return (_remembered if len(path) <= _REMEMBERED else _inside)(path)


def _inside(path: str) -> str | None:
    if path.startswith("/") or _DRIVE.match(path) or "\\" in path:
        return None
    parts = [part for part in path.split("/") if part not in {"", "."}]
    shortest = "/".join(parts)
    return shortest if not parts or is_publishable(shortest) else None


# Most paths of a release are those of the release before.
_remembered = lru_cache(maxsize=4096)(_inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginSource:
    """The files of one artifact before they are packed.

    Attributes:
        folder: below the catalog root, ending in ``/``.
        sizes: bytes by path below `folder`; links are left out.
    """

    folder: str
    sizes: Mapping[str, int]
    _read: Callable[[str], bytes] = field(repr=False)

    @classmethod
    def of(cls, release: ReleaseEntry, format_: ArtifactFormat) -> "PluginSource | None":
        """The source of a release's artifact of a format; `None` for one that is fetched."""
        for artifact in release.record.artifacts:
            root = artifact.source
            if artifact.format is format_ and root is not None:
                return cls(
                    folder=f"{release.folder}/{root}",
                    sizes={
                        entry.path.removeprefix(root): entry.size
                        for entry in release.source
                        if entry.path.startswith(root)
                        and entry.mode in {Mode.FILE, Mode.EXECUTABLE}
                    },
                    _read=partial(_read, release.read, root),
                )
        return None

    def has(self, path: str) -> bool:
        """Whether a path, as `inside` gives it, is a file or a folder."""
        if not path or path in self.sizes:
            return True
        folder = f"{path}/"
        return any(file.startswith(folder) for file in self.sizes)

    def near(self, path: str) -> str:
        """A hint with the path that was meant, or ``""``: other capitals, or a slip."""
        folder, _, name = path.rpartition("/")
        names = {whole for file in self.sizes for whole in (*parents(file), file)}
        same = sorted(whole for whole in names if folded(whole) == folded(path))
        if same:
            return f"Did you mean {quoted(same[0])}? Capitals make a difference on most machines."
        beside = {whole.rpartition("/")[2] for whole in names if whole.rpartition("/")[0] == folder}
        found = nearest(name, sorted(beside)[:_MAX_CHOICES])
        return f"Did you mean {quoted(f'{folder}/{found}' if folder else found)}?" if found else ""

    def document(self, path: str) -> Document:
        """A file whose parts nobody asks for.

        Raises:
            KeyError: there is no such file.
        """
        return Document(f"{self.folder}{path}", self._read(path))


def missing_components(
    source: PluginSource, paths: Iterable[tuple[str, Route, str]]
) -> Iterator[Finding]:
    """Which paths of a manifest lead to nothing in its source.

    Args:
        paths: kind of component, route in the manifest, and the path; those that lead elsewhere
            are another rule's.
    """
    for _, route, path in paths:
        below = inside(path)
        if below is not None and not source.has(below):
            yield Finding(
                route,
                f"there is no {quoted(path)} in `{source.folder}`",
                source.near(below) or "Correct the path, or add the file.",
            )


def _read(read: Callable[[str], bytes], root: str, path: str) -> bytes:
    return read(f"{root}{path}")
