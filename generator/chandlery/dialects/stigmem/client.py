"""``simple/`` as pip and uv read it (PEP 503, 592, 658, 691, 700), from both of its forms."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Annotated, Any, Literal

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from pydantic import BaseModel, ConfigDict, Field, RootModel

from chandlery.dialects.readers import Read, Refusal, Refused, typed_at

ROOT = "simple/index.json"
DESCRIBED = "stigmem/index.json"
_HREF = re.compile(r"\.\./\.\./artifacts/([^/#]+/[^/#]+)#sha256=([0-9a-f]{64})")


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class _Meta(_Read):
    version: Annotated[Literal["1.1"], Field(alias="api-version")]


class _Name(_Read):
    name: str


class Projects(_Read):
    """PEP 691's list of projects."""

    meta: _Meta
    projects: list[_Name]


class _Hashes(_Read):
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class File(_Read):
    """One distribution, with what PEP 700 makes mandatory."""

    filename: str
    url: str
    hashes: _Hashes
    size: Annotated[int, Field(gt=0)]
    yanked: bool | str = False


class Project(_Read):
    """PEP 691's page of a project."""

    meta: _Meta
    name: str
    versions: list[str]
    files: list[File]


class _Described(RootModel[list[dict[str, Any]]]):
    """What `plugins describe --json` prints."""


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self._open: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._open = dict(attrs)

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.found.append((data, self._open))
            self._open = None


def refuses(read: Read) -> Iterator[Refusal]:
    """What an installer would not take, and where the two forms of a page differ."""
    try:
        typed_at(read, DESCRIBED, _Described)
        projects = [project.name for project in typed_at(read, ROOT, Projects).projects]
    except Refused as error:
        yield error.refusal
        return
    page = "simple/index.html"
    if [text for text, _ in _anchors(read, page)] != projects:
        yield Refusal(page, f"it lists other projects than {ROOT}")
    for name in projects:
        if canonicalize_name(name) != name:
            yield Refusal(ROOT, f"{name} is not normalised (PEP 503)")
        try:
            yield from _project(read, name)
        except Refused as error:
            yield error.refusal


def _project(read: Read, name: str) -> Iterator[Refusal]:
    path, page = f"simple/{name}/index.json", f"simple/{name}/index.html"
    files = typed_at(read, path, Project).files
    for file in files:
        if _project_of(file.filename) != name:
            yield Refusal(path, f"{file.filename} is no distribution of {name}")
    shown = [
        (text, match[2] if match else "", "data-yanked" in attributes)
        for text, attributes in _anchors(read, page)
        for match in [_HREF.fullmatch(attributes.get("href") or "")]
    ]
    if shown != [(file.filename, file.hashes.sha256, file.yanked is not False) for file in files]:
        yield Refusal(page, f"its files, digests or yanks are not those of {path}")


def _anchors(read: Read, path: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Anchors()
    parser.feed((read(path) or b"").decode("utf-8", "replace"))
    return parser.found


def _project_of(filename: str) -> str:
    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)[0]
        return parse_sdist_filename(filename)[0]
    except (InvalidWheelFilename, InvalidSdistFilename):
        return ""
