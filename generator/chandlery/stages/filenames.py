"""What an artifact is called, and what is wrong with that; routes begin at the artifact."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, Rule
from chandlery.containers import LIMITS
from chandlery.containers.paths import path_problems
from chandlery.diagnostics import Diagnostic
from chandlery.model.content import folded
from chandlery.model.marketplace import Artifact
from chandlery.quoting import quoted
from chandlery.records.release import FILENAME_PATTERN, ArtifactFormat
from chandlery.rules import pins
from chandlery.rules.artifact import RULE_OF

# A host tells a file's type by its name, and so do clients: an artifact is never a page.
_SUFFIXES: Mapping[ArtifactFormat, str] = {
    ArtifactFormat.TAR_GZ: ".tar.gz",
    ArtifactFormat.TGZ: ".tgz",
    ArtifactFormat.ZIP: ".zip",
    ArtifactFormat.OSPLUGIN: ".osplugin",
    ArtifactFormat.WHEEL: ".whl",
    ArtifactFormat.SDIST: ".tar.gz",
    ArtifactFormat.JSON: ".json",
}


def name_in(url: str) -> str:
    """What an address calls the file that it leads to; ``""`` for one that does not say."""
    try:
        return unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    except ValueError:  # brackets that do not match
        return ""


def name_findings(
    release: ReleaseEntry, format_: ArtifactFormat, name: str
) -> Iterator[tuple[Rule, Finding]]:
    """What is wrong with the name of one artifact."""
    if re.fullmatch(FILENAME_PATTERN, name) is None:
        message = f"{quoted(name)} is no file name to publish the artifact under"
        yield pins.FILE_NAME, Finding((), message, "Give `filename`.")
        return
    if not name.endswith(_SUFFIXES[format_]):
        message = f"{quoted(name)} does not end as {format_.value} does: {_SUFFIXES[format_]}"
        yield pins.FILE_NAME, Finding((), message, "Give `filename`.")
    for problem in path_problems(name, LIMITS):
        yield RULE_OF[problem.refusal], Finding(("filename",), problem.message, problem.hint)
    if format_ in _DISTRIBUTIONS:
        yield from _distribution(release, format_, name)


def _distribution(
    release: ReleaseEntry, format_: ArtifactFormat, filename: str
) -> Iterator[tuple[Rule, Finding]]:
    """Hold a Python distribution's file name against the package: pip goes by it alone."""
    try:
        name, version = _DISTRIBUTIONS[format_](filename)
        ours = canonicalize_name(release.package), Version(release.version)
    except (InvalidVersion, InvalidWheelFilename, InvalidSdistFilename) as error:
        hint = "Give the file a name that pip reads."
        yield pins.DISTRIBUTION, Finding((), str(error), hint)
        return
    if (name, version) != ours:
        message = f"{filename} is {name} {version}, and the release is {ours[0]} {ours[1]}"
        hint = "Name the distribution as the package, and give it the release's version."
        yield pins.DISTRIBUTION, Finding((), message, hint)


def _wheel(filename: str) -> tuple[str, Version]:
    name, version, _, _ = parse_wheel_filename(filename)
    return name, version


_DISTRIBUTIONS: Mapping[ArtifactFormat, Callable[[str], tuple[str, Version]]] = {
    ArtifactFormat.WHEEL: _wheel,
    ArtifactFormat.SDIST: parse_sdist_filename,
}


def clashes(packed: Iterable[tuple[ReleaseEntry, Sequence[Artifact]]]) -> Iterator[Diagnostic]:
    """Which artifacts of a catalog, release by release, would take another's address."""
    addresses: dict[str, tuple[str, bytes]] = {}
    for release, artifacts in packed:
        digests = [record.sha256 for record in release.record.artifacts]
        for artifact in artifacts:
            for path, content in _files(artifact):
                taken = addresses.setdefault(folded(path), (path, content))
                if taken != (path, content):
                    yield pins.ADDRESS_TAKEN.report(
                        release.document,
                        Finding(
                            ("artifacts", digests.index(artifact.sha256)),
                            f"`{path}` would be published where `{taken[0]}` is",
                            "Give one of the two another `filename`.",
                        ),
                    )


def _files(artifact: Artifact) -> Iterator[tuple[str, bytes]]:
    """What is published of an artifact: each path, and what tells its content from another."""
    yield artifact.path, artifact.sha256.encode()
    if artifact.core_metadata is not None:
        yield f"{artifact.path}.metadata", artifact.core_metadata
