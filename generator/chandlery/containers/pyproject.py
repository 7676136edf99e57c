"""``pyproject.toml`` → core metadata, without running anything and without touching a disk.

`pyproject_metadata` judges the project table and normalises its values.  It would open the files
that the table names; so their text is put in before it looks.  The bytes are written here, so that
they depend on no version of it or of `email`.
"""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from packaging.metadata import InvalidMetadata, Metadata
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version
from pyproject_metadata import StandardMetadata
from pyproject_metadata.errors import ConfigurationError, ConfigurationWarning

from chandlery.containers.globs import matches
from chandlery.containers.problems import ContainerProblem, Refusal, shown
from chandlery.toml import TomlRefused, parse_toml

PYPROJECT = "pyproject.toml"

_METADATA_VERSION = "2.4"
_HEADERS = (
    "Metadata-Version",
    "Name",
    "Version",
    "Summary",
    "Keywords",
    "Author",
    "Author-email",
    "Maintainer",
    "Maintainer-email",
    "License",
    "License-Expression",
    "License-File",
    "Classifier",
    "Project-URL",
    "Requires-Python",
    "Requires-Dist",
    "Provides-Extra",
    "Description-Content-Type",
)
_POSITIONS = {header.lower().replace("-", "_"): at for at, header in enumerate(_HEADERS)}
_CONTENT_TYPES = {".md": "text/markdown", ".rst": "text/x-rst", ".txt": "text/plain"}
_USUAL_LICENSES = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*")
_TOLD = (ConfigurationError, InvalidMetadata)
_LONGEST_MESSAGE = 400
_MOST_PATTERNS = 50
_NEWLINE = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")

Files = Mapping[str, bytes]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What a wheel needs of a ``pyproject.toml``.

    Attributes:
        distribution: the name as it stands in file names.
        version: normalised.
        metadata: the METADATA file.
        licenses: paths of the licence files in the source, sorted.
        entry_points: group → name → object reference.
        tool: the ``[tool]`` table.
    """

    distribution: str
    version: str
    metadata: bytes
    licenses: tuple[str, ...]
    entry_points: Mapping[str, Mapping[str, str]]
    tool: Mapping[str, Any]


class _Reading:
    """One ``pyproject.toml`` on its way, and what was found."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.problems: list[ContainerProblem] = []

    def say(self, refusal: Refusal, message: str, hint: str = "") -> None:
        self.problems.append(ContainerProblem(refusal, f"{PYPROJECT}: {message}", hint, PYPROJECT))

    def text(self, key: str, table: Mapping[str, Any]) -> str | None:
        """The text of the file that a table names."""
        path = table["file"]
        if not isinstance(path, str) or "text" in table:
            self.say(Refusal.METADATA, f"`{key}` has to have one text: `file` or `text`")
            return None
        name = path.removeprefix("./")
        if name not in self.files:
            self.say(Refusal.METADATA, f"`{key}` names {shown(path)}, which is not in the source")
            return None
        try:
            return self.files[name].decode()
        except UnicodeDecodeError:
            self.say(Refusal.METADATA, f"{shown(path)}, which `{key}` names, is not UTF-8")
            return None


def read_project(files: Files, version: str) -> tuple[Project | None, list[ContainerProblem]]:
    """Read the project table of a source.

    Args:
        files: the source's files, by path.
        version: of the release; the project's must be equal by PEP 440.
    """
    reading = _Reading(files)
    document = _parse(reading)
    table = document.get("project") if document else None
    if document is None or not isinstance(table, dict):
        if document is not None:
            reading.say(Refusal.METADATA, "there is no [project] table", "Add one.")
        return None, reading.problems
    if dynamic := table.get("dynamic"):
        hint = "Write the values into [project]; no build code is run."
        reading.say(Refusal.DYNAMIC, f"`dynamic` is {dynamic!r:.200}", hint)
        return None, reading.problems
    licenses = _licenses(reading, table)
    metadata = _judge(reading, document, _inlined(reading, table))
    if metadata is None:
        return None, reading.problems
    _check_version(reading, metadata, version)
    project = Project(
        distribution=canonicalize_name(metadata.name).replace("-", "_"),
        version=str(metadata.version),
        metadata=_write(reading, metadata, licenses),
        licenses=licenses,
        entry_points=_entry_points(reading, metadata),
        tool=document.get("tool", {}),
    )
    return project, reading.problems


def _parse(reading: _Reading) -> dict[str, Any] | None:
    if PYPROJECT not in reading.files:
        hint = "Add one, with [project] and static values."
        reading.say(Refusal.METADATA, "the source has no such file at its root", hint)
        return None
    try:
        return parse_toml(reading.files[PYPROJECT])
    except TomlRefused as refusal:
        reading.say(Refusal.METADATA, shown(str(refusal)), "Mend it.")
        return None


def _inlined(reading: _Reading, table: Mapping[str, Any]) -> dict[str, Any]:
    """The project table with the text of files in place of their names."""
    own = {key: value for key, value in table.items() if key not in {"readme", "license-files"}}
    readme = table.get("readme")
    if isinstance(readme, str):
        suffix = readme[readme.rfind(".") :].lower()
        if suffix in _CONTENT_TYPES:
            readme = {"file": readme, "content-type": _CONTENT_TYPES[suffix]}
        else:
            message = f"the type of the readme {shown(readme)} is unknown"
            reading.say(Refusal.METADATA, message, "Give it as a table with `content-type`.")
            readme = None
    for key, value in (("readme", readme), ("license", table.get("license"))):
        own.pop(key, None)
        if isinstance(value, dict) and "file" in value:
            # Never handed on with a file's name in it: the library would open that file.
            if text := reading.text(f"project.{key}", value):
                own[key] = {k: v for k, v in value.items() if k != "file"} | {"text": text}
        elif value is not None:
            own[key] = value
    return own


def _licenses(reading: _Reading, table: Mapping[str, Any]) -> tuple[str, ...]:
    """The licence files: what ``license-files`` names (PEP 639), else the usual ones."""
    patterns = table.get("license-files")
    if patterns is None:
        found = {
            path for path in reading.files for usual in _USUAL_LICENSES if matches(path, usual)
        }
        license_ = table.get("license")
        file = license_.get("file") if isinstance(license_, dict) else None
        if isinstance(file, str) and (path := file.removeprefix("./")) in reading.files:
            found.add(path)
        return tuple(sorted(found))
    if not isinstance(patterns, list) or not all(isinstance(item, str) for item in patterns):
        reading.say(Refusal.METADATA, "`project.license-files` is not a list of strings")
        return ()
    if len(patterns) > _MOST_PATTERNS:
        message = f"`project.license-files` has more than {_MOST_PATTERNS} patterns"
        reading.say(Refusal.METADATA, message, "Use fewer and wider ones.")
        return ()
    paths: set[str] = set()
    for pattern in patterns:
        hits = {path for path in reading.files if matches(path, pattern)}
        if not hits:
            message = f"`project.license-files` has {shown(pattern)}, which matches no file"
            reading.say(Refusal.METADATA, message, "Correct the pattern, or take it out.")
        paths |= hits
    return tuple(sorted(paths))


def _judge(
    reading: _Reading, document: Mapping[str, Any], table: Mapping[str, Any]
) -> StandardMetadata | None:
    def read() -> StandardMetadata:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConfigurationWarning)  # old ways of writing a licence
            return StandardMetadata.from_pyproject(
                {**document, "project": table},
                metadata_version=_METADATA_VERSION,
                allow_extra_keys=False,
                all_errors=True,
            )

    return _told(reading, read)


def _told(reading: _Reading, step: Callable[[], T]) -> T | None:
    """Take a step, and say what it raises in groups; sorted, because some come in hash order."""
    try:
        return step()
    except ExceptionGroup as group:
        errors = list(_leaves(group))
        # Behind a value of a wrong type the library may stumble; that is no news to the author.
        told = [
            error for error in errors if isinstance(error, ConfigurationError | InvalidMetadata)
        ]
        for message in sorted({" ".join(str(error).split()) for error in told or errors}):
            reading.say(Refusal.METADATA, message[:_LONGEST_MESSAGE])
        return None


def _leaves(group: ExceptionGroup[Exception]) -> Iterator[Exception]:
    for error in group.exceptions:
        if isinstance(error, ExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


def _entry_points(reading: _Reading, metadata: StandardMetadata) -> dict[str, Mapping[str, str]]:
    scripts = {"console_scripts": metadata.scripts, "gui_scripts": metadata.gui_scripts}
    for group in sorted(metadata.entrypoints.keys() & scripts.keys()):
        message = f"`project.entry-points` has {group}, which has a table of its own"
        reading.say(Refusal.ENTRY_POINT, message, "Use `scripts` and `gui-scripts`.")
    points = {**metadata.entrypoints, **scripts}
    return {group: names for group, names in sorted(points.items()) if names}


def _check_version(reading: _Reading, metadata: StandardMetadata, version: str) -> None:
    try:
        same = Version(version) == metadata.version
    except InvalidVersion:
        same = False
    if not same:
        reading.say(
            Refusal.VERSION_DIFFERS,
            f"the version is {metadata.version}, the release's is {version}",
            "Give both the same version.",
        )


def _write(reading: _Reading, metadata: StandardMetadata, licenses: tuple[str, ...]) -> bytes:
    """METADATA, its headers in the order of the specification; read again before it is taken."""
    values = dict(_told(reading, metadata.as_json) or {})
    text = values.pop("description", "")
    if not isinstance(metadata.license, str) and metadata.license is not None:
        licenses = ()  # no License-File beside the old License table
    values["license_file"] = list(licenses)
    lines: list[str] = []
    for key in sorted(values, key=_POSITIONS.__getitem__):
        header = _HEADERS[_POSITIONS[key]]
        items = values[key]
        if header == "Keywords":
            items = ",".join(items)
        lines += _lines(reading, header, [items] if isinstance(items, str) else items)
    data = "\n".join([*lines, "", str(text)]).encode()
    _told(reading, lambda: Metadata.from_email(data, validate=True))
    return data


def _lines(reading: _Reading, header: str, items: Sequence[str]) -> Iterator[str]:
    for item in items:
        parts = _NEWLINE.split(item.strip())
        if any(map(_CONTROL.search, parts)) or (len(parts) > 1 and header != "License"):
            message = f"the value {shown(item)} for `{header}` is more than a line of text"
            reading.say(Refusal.METADATA, message, "Write it in one line.")
        yield f"{header}: " + "\n        ".join(parts)
