"""LIC, second part: the licence's text in the release, and what the manifests say."""

import re
from collections.abc import Iterator
from typing import Final

from chandlery.catalog import IntegrationEntry, PackageEntry, ReleaseEntry
from chandlery.checks import Finding, Rule, rule
from chandlery.containers.globs import matches
from chandlery.diagnostics import Severity
from chandlery.quoting import quoted
from chandlery.records.release import ArtifactFormat
from chandlery.rules.spdx import NO_LICENCE, Expression, equivalent, read_expression
from chandlery.toml import MAX_TOML_BYTES, TomlRefused, parse_toml

_SOURCE: Final = "source/"
_TEXT: Final = re.compile(r"(?:licen[cs]es?|copying|unlicen[cs]e)(?:[.-][^/]*)?", re.IGNORECASE)
_TEXTS: Final = re.compile(r"licenses/[^/]+", re.IGNORECASE)  # as REUSE keeps them
_MOST_PATTERNS: Final = 20

Entry = PackageEntry | IntegrationEntry


def expressions(entry: Entry) -> Iterator[tuple[str, Expression]]:
    """The licence of what is listed; none of a listing that could not be read."""
    text = entry.listing.license
    if text and text.lower() not in NO_LICENCE:
        yield text, read_expression(text)


@rule("LIC004")
def terms_unseen(entry: Entry) -> Iterator[Finding]:
    """The licence is one of the publisher's own, and its text is nowhere.

    ## Why it matters
    `LicenseRef-` and a name say that the terms are no known ones. Without the text nobody can
    agree to them.

    ## Example
    `license: LicenseRef-Acme-EULA`, and no `LICENSE` in the newest release.

    ## How to mend it
    Put the text into the release as `LICENSE`, or as `LICENSES/LicenseRef-Acme-EULA.txt`.
    """
    for _, expression in expressions(entry):
        release = _newest_with_files(entry)
        if expression.references and release and not _has_text(release):
            yield Finding(
                ("license",),
                f"release {release.version} has no text for {quoted(expression.references[0])}",
                "Put the terms into the next release, as `LICENSE`.",
                document=entry.listing_document,
            )


@rule("LIC005", severity=Severity.WARNING)
def manifest_disagrees(entry: Entry) -> Iterator[Finding]:
    """The newest release's manifest names another licence than the listing.

    ## Why it matters
    One of them is wrong, and both are shown: the listing's on the site, the manifest's by the
    ecosystem's own client.

    ## Example
    `license: MIT` in `listing.yml`, and `"license": "Apache-2.0"` in `caliban.json`.

    ## How to mend it
    Correct the listing; or make a release whose manifest has the right licence, for what is
    released stays as it is.
    """
    for text, _ in expressions(entry):
        for release in _newest(entry):
            for manifest in release.manifests:
                own = manifest.document.value.get("license")
                if isinstance(own, str) and own and not equivalent(own, text):
                    yield Finding(
                        ("license",),
                        f"the manifest says {quoted(own)}, the listing {quoted(text)}",
                        "Correct the one that is wrong.",
                        document=manifest.document,
                    )


@rule("LIC006", severity=Severity.WARNING)
def no_text(entry: Entry) -> Iterator[Finding]:
    """The newest release has no licence text.

    ## Why it matters
    Most licences are granted on the condition that their text goes with every copy, the MIT
    licence's too; this marketplace passes on copies.

    ## Example
    A `source/` without a `LICENSE`, `COPYING` or `UNLICENSE` at its root, without a `LICENSES/`
    folder, and without a file that `license-files` in its `pyproject.toml` names. Apps that are one
    JSON file, and artifacts that are kept elsewhere, are not asked for one.

    ## How to mend it
    Put the licence's text into the plugin's folder as `LICENSE` before the next release.
    """
    for _, expression in expressions(entry):
        release = _newest_with_files(entry)
        if release and not expression.references and not _has_text(release):
            yield Finding(
                ("artifacts",),
                f"none of the release's {len(release.source)} files is a licence text",
                "Put the licence's text into the next release, as `LICENSE`.",
                document=release.document,
            )


def _newest(entry: Entry) -> tuple[ReleaseEntry, ...]:
    """The newest release: the listing speaks of it, and nobody can change the ones before."""
    return () if isinstance(entry, IntegrationEntry) else entry.releases[-1:]


def _newest_with_files(entry: Entry) -> ReleaseEntry | None:
    """The newest release, where it ships files that the catalog holds."""
    for release in _newest(entry):
        for artifact in release.record.artifacts:
            if artifact.source and artifact.format is not ArtifactFormat.JSON:
                return release
    return None


def _has_text(release: ReleaseEntry) -> bool:
    paths = [entry.path.removeprefix(_SOURCE) for entry in release.source]
    return any(_TEXT.fullmatch(path) or _TEXTS.fullmatch(path) for path in paths) or any(
        matches(path, pattern) for pattern in _patterns(release) for path in paths
    )


def _patterns(release: ReleaseEntry) -> Iterator[str]:
    """The globs of ``project.license-files`` (PEP 639)."""
    for entry in release.source:
        if entry.path == f"{_SOURCE}pyproject.toml" and entry.size <= MAX_TOML_BYTES:
            try:
                project = parse_toml(release.read(entry.path)).get("project")
            except TomlRefused:
                return
            patterns = project.get("license-files") if isinstance(project, dict) else None
            if isinstance(patterns, list):
                yield from (
                    pattern for pattern in patterns[:_MOST_PATTERNS] if isinstance(pattern, str)
                )


ENTRY_RULES: Final[tuple[Rule, ...]] = (terms_unseen, manifest_disagrees, no_text)
