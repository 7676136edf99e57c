"""The Python simple index (PEP 503, 592, 629, 658, 691, 700, 714), of every wheel and sdist.

Plugins for Stigmem are Python distributions, and so may be packages for other ecosystems: the
index lists the files of all of them.  The HTML pages are the contract; a static host cannot
negotiate content, so the JSON stands beside them as ``index.json``.

Yanked files stay listed and marked, because who has pinned one must still get it.  Blocked ones
are left out: the format has no mark for *must not be installed*, and a yanked file still installs
where a requirement names its exact version.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from packaging.metadata import parse_email
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    is_normalized_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import Version

from chandlery.formats.canonical import readable
from chandlery.model.marketplace import Artifact, Frame, Package, Release
from chandlery.model.offering import Placing
from chandlery.model.parts import File
from chandlery.records.release import ArtifactFormat

API_VERSION = "1.1"

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="pypi:repository-version" content="{api}">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
{links}</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One file of the index.

    Attributes:
        project: the normalised name (PEP 503).
        published: when the release was published.
        yanked: why it was yanked, or `None` for one that is offered.
        requires_python: the specifiers in its metadata, or ``""``.
    """

    project: str
    version: Version
    artifact: Artifact
    published: str
    yanked: str | None = None
    requires_python: str = ""


def name_and_version(artifact: Artifact) -> tuple[str, Version] | None:
    """The normalised name and the version in a file's name.

    `None` for other formats, and for a name that no installer could read.
    """
    try:
        if artifact.format is ArtifactFormat.WHEEL:
            name, version, _, _ = parse_wheel_filename(artifact.filename)
        elif artifact.format is ArtifactFormat.SDIST:
            name, version = parse_sdist_filename(artifact.filename)
        else:
            return None
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None
    return (name, version) if is_normalized_name(name) else None


def root_files(projects: Iterable[str]) -> Iterator[File]:
    """The list of all projects."""
    names = sorted(projects)
    links = (f'<a href="{name}/">{name}</a><br>\n' for name in names)
    yield "simple/index.html", _page("Simple index", links)
    yield "simple/index.json", _json({"projects": [{"name": name} for name in names]})


def project_files(name: str, listed: Sequence[Distribution]) -> Iterator[File]:
    """The pages of a project; links are relative, so that the folder can be moved."""
    yield f"simple/{name}/index.html", _page(name, map(_anchor, listed))
    yield f"simple/{name}/index.json", _json(_project(name, listed))


def projects_of(frame: Frame, package: Package) -> Mapping[str, Sequence[Distribution]]:
    """The files of a package, by version, in its project.

    That is one, and no other package's: distributions are called as their package is (PIN010).
    """
    projects: defaultdict[str, list[Distribution]] = defaultdict(list)
    for distribution in _distributions(frame, package):
        projects[distribution.project].append(distribution)
    return {
        name: sorted(files, key=lambda file: (file.version, file.artifact.filename))
        for name, files in sorted(projects.items())
    }


def _distributions(frame: Frame, package: Package) -> Iterator[Distribution]:
    for release in package.releases:
        placing = frame.placing(release)
        if placing is not Placing.WITHHELD:
            yanked = placing is Placing.PINNED
            why = _reason(frame, package, release) if yanked else None
            yield from _of_release(release, why)


def _of_release(release: Release, yanked: str | None) -> Iterator[Distribution]:
    requires_python = next(filter(None, map(_requires_python, release.artifacts)), "")
    for artifact in release.artifacts:
        parsed = name_and_version(artifact)
        if parsed and artifact.url:  # one without an address is not served
            yield Distribution(
                project=parsed[0],
                version=parsed[1],
                artifact=artifact,
                published=release.published,
                yanked=yanked,
                requires_python=requires_python,
            )


def _reason(frame: Frame, package: Package, release: Release) -> str:
    titles = (
        f"{advisory.title} ({advisory.id})"
        for advisory in frame.advised.get(package.name, ())
        if advisory.id in release.advisory_ids and advisory.act == "yank" and advisory.in_force
    )
    return "; ".join(titles)


def _requires_python(artifact: Artifact) -> str:
    if artifact.core_metadata is None:
        return ""
    raw, _ = parse_email(artifact.core_metadata)
    return " ".join(raw.get("requires_python", "").split())


def _address(artifact: Artifact) -> str:
    return f"../../{quote(artifact.path)}"


def _digest(artifact: Artifact) -> str:
    return hashlib.sha256(artifact.core_metadata or b"").hexdigest()


def _anchor(file: Distribution) -> str:
    attributes = {"href": f"{_address(file.artifact)}#sha256={file.artifact.sha256}"}
    if file.requires_python:
        attributes["data-requires-python"] = file.requires_python
    if file.artifact.core_metadata is not None:
        attributes["data-core-metadata"] = f"sha256={_digest(file.artifact)}"
    if file.yanked is not None:
        attributes["data-yanked"] = file.yanked
    written = " ".join(f'{key}="{escape(value)}"' for key, value in attributes.items())
    return f"<a {written}>{escape(file.artifact.filename)}</a><br>\n"


def _page(title: str, links: Iterator[str]) -> bytes:
    return _PAGE.format(api=API_VERSION, title=title, links="".join(links)).encode()


def _project(name: str, files: Sequence[Distribution]) -> Mapping[str, Any]:
    versions = sorted({file.version for file in files})
    return {
        "name": name,
        "versions": [str(version) for version in versions],
        "files": [_file(file) for file in files],
    }


def _file(file: Distribution) -> Mapping[str, Any]:
    value: dict[str, Any] = {
        "filename": file.artifact.filename,
        "url": _address(file.artifact),
        "hashes": {"sha256": file.artifact.sha256},
        "size": file.artifact.size,
        "upload-time": file.published,
        "yanked": False if file.yanked is None else file.yanked or True,
    }
    if file.requires_python:
        value["requires-python"] = file.requires_python
    if file.artifact.core_metadata is not None:
        value["core-metadata"] = {"sha256": _digest(file.artifact)}
    return value


def _json(value: Mapping[str, Any]) -> bytes:
    return readable({"meta": {"api-version": API_VERSION}, **value})
