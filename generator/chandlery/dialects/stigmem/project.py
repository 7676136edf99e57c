"""The Python project that a release's wheel is packed from: ``pyproject.toml`` and its code."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, Once
from chandlery.dialects.stigmem.code import Sources
from chandlery.documents import Document, Syntax
from chandlery.quoting import escaped
from chandlery.records.release import ArtifactFormat
from chandlery.toml import TomlRefused, parse_toml, toml_place

GROUP = "stigmem.plugins"

_REFERENCE = re.compile(r"(?P<module>\w+(\.\w+)*)\s*:\s*(?P<function>\w+)")


@dataclass(frozen=True, slots=True)
class Project:
    """A parsed project.

    Attributes:
        document: ``pyproject.toml``, as text.
        table: its ``[project]`` table.
        tool: its ``[tool]`` table.
        root: the folder that it lies in, relative to the release's, ending in ``/``.
    """

    document: Document
    table: Mapping[str, Any] = field(repr=False)
    tool: Mapping[str, Any] = field(repr=False)
    root: str

    def finding(self, route: Sequence[str], message: str, hint: str) -> Finding:
        """A finding about a part of the file, or about the table that lacks it."""
        place = toml_place(self.document.data, *route)
        return Finding(place or (), message, hint, document=self.document)

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


@Once
def read_project(entry: ReleaseEntry) -> Project | Finding:
    """The project of a release that `has_code`, or what is wrong with its ``pyproject.toml``."""
    root = _root(entry) or "source/"
    path = f"{root}{_NAME}"
    if path not in {file.path for file in entry.source}:
        return Finding(("artifacts",), f"there is no `{path}`", "Add it.", document=entry.document)
    data = entry.read(path)
    place = Document(f"{entry.folder}/{path}", data, Syntax.TEXT)
    try:
        value = parse_toml(data)
    except TomlRefused as refusal:
        at = (*map(int, found.groups()),) if (found := _WHERE.search(str(refusal))) else ()
        return Finding(at, escaped(str(refusal)), "Mend it.", document=place)
    table = value.get("project")
    if not isinstance(table, dict):
        return Finding((), "it has no `[project]` table", "Add the table.", document=place)
    tool = value.get("tool")
    return Project(place, table, tool if isinstance(tool, dict) else {}, root)


_NAME = "pyproject.toml"
# How `tomllib` ends what it says of a text that is no TOML.
_WHERE = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)$")


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
