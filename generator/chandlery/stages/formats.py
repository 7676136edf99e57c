"""Which formats a release has, against those that the clients of its manifests take."""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding
from chandlery.diagnostics import Diagnostic
from chandlery.dialects import DIALECTS
from chandlery.records.release import ArtifactFormat
from chandlery.rules import pins


def format_problems(release: ReleaseEntry) -> Iterator[Diagnostic]:
    """Formats that are missing, and formats that are there twice."""
    yield from _unpinned(release)
    yield from _formats_twice(release)


def _unpinned(release: ReleaseEntry) -> Iterator[Diagnostic]:
    # What an artifact was that is too bad to be read, nobody knows.
    if any(route[0] == "artifacts" for route in release.document.taken_out):
        return
    have = {artifact.format for artifact in release.record.artifacts}
    for native in release.manifests:
        dialect = DIALECTS[native.dialect]
        if dialect.formats and not have.intersection(dialect.formats):
            wanted = " or ".join(format_.value for format_ in dialect.formats)
            yield pins.NOT_PINNED.report(
                release.document,
                Finding(
                    ("artifacts",),
                    f"no {wanted} for {dialect.title}",
                    f"Run `chandlery release {release.package} --version {release.version}`.",
                ),
            )


def _formats_twice(release: ReleaseEntry) -> Iterator[Diagnostic]:
    seen: set[ArtifactFormat] = set()
    for index, artifact in enumerate(release.record.artifacts):
        if artifact.format in seen and artifact.format is not ArtifactFormat.WHEEL:
            yield pins.FORMAT_TWICE.report(
                release.document,
                Finding(
                    ("artifacts", index, "format"),
                    f"there is another {artifact.format.value} of this release",
                    "Keep one.",
                ),
            )
        seen.add(artifact.format)
