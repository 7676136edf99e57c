"""The Python project that a release's wheel is packed from: ``pyproject.toml`` and its code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding
from chandlery.dialects.stigmem.code import Sources
from chandlery.documents import Document
from chandlery.quoting import escaped
from chandlery.records.release import ArtifactFormat
from chandlery.toml import TomlRefused, parse_toml

GROUP = "stigmem.plugins"

_REFERENCE = re.compile(r"(?P<module>\w+(\.\w+)*)\s*:\s*(?P<function>\w+)")


@dataclass(frozen=True, slots=True)
class Project:
    """A parsed project.

    Attributes:
        document: ``pyproject.toml``; TOML has no places, so findings stand at its start.
        table: its ``[project]`` table.
        tool: its ``[tool]`` table.
        root: the folder that it lies in, relative to the release's, ending in ``/``.
    """

    document: Document
    table: Mapping[str, Any] = field(repr=False)
    tool: Mapping[str, Any] = field(repr=False)
    root: str

    def entry_points(self) -> Mapping[str, Any]:
        """The entry points that a node would discover."""
        groups = self.table.get("entry-points")
        group = groups.get(GROUP) if isinstance(groups, dict) else None
        return group if isinstance(group, dict) else {}

    def factory(self) -> tuple[str, str] | None:
        """Module and function of the one entry point, or `None` where it is not so plain."""
        values = list(self.entry_points().values())
        if len(values) != 1 or not isinstance(values[0], str):
            return None
        match = _REFERENCE.fullmatch(values[0].strip())
        return (match["module"], match["function"]) if match else None

    def sources(self, entry: ReleaseEntry) -> Sources:
        """The project's Python files: where its build backend is told to look, else as usual."""
        sizes = {file.path: file.size for file in entry.source}
        folders = [*self._folders(), "src/", ""]
        return Sources(sizes, entry.read, tuple(self.root + folder for folder in folders))

    def _folders(self) -> Iterator[str]:
        packages = _texts(self.tool, "hatch", "build", "targets", "wheel", "packages")
        for path in packages:
            above, slash, _ = path.strip("/").rpartition("/")
            yield above + slash
        for path in _texts(self.tool, "setuptools", "packages", "find", "where"):
            yield f"{path.strip('/')}/"


def has_code(entry: ReleaseEntry) -> bool:
    """Whether the catalog holds the project; a wheel kept elsewhere may come without."""
    return bool(_root(entry) or f"source/{_NAME}" in {file.path for file in entry.source})


def read_project(entry: ReleaseEntry) -> Project | Finding:
    """The project of a release that `has_code`, or what is wrong with its ``pyproject.toml``."""
    root = _root(entry) or "source/"
    path = f"{root}{_NAME}"
    place = Document(f"{entry.folder}/{path}", b"")
    if path not in {file.path for file in entry.source}:
        return Finding(("artifacts",), f"there is no `{path}`", "Add it.", document=entry.document)
    try:
        value = parse_toml(entry.read(path))
    except TomlRefused as refusal:
        return Finding((), escaped(str(refusal)), "Mend it.", document=place)
    table = value.get("project")
    if not isinstance(table, dict):
        return Finding((), "it has no `[project]` table", "Add the table.", document=place)
    tool = value.get("tool")
    return Project(place, table, tool if isinstance(tool, dict) else {}, root)


_NAME = "pyproject.toml"


def _texts(value: Any, *route: str) -> list[str]:
    for key in route:
        value = value.get(key) if isinstance(value, dict) else None
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _root(entry: ReleaseEntry) -> str:
    """The folder that the wheel is packed from, or ``""`` for one that is kept elsewhere."""
    for artifact in entry.record.artifacts:
        if artifact.format is ArtifactFormat.WHEEL and (artifact.source or "").endswith("/"):
            return artifact.source or ""
    return ""
