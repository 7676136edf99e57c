"""VER: versions of releases."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from packaging.version import InvalidVersion
from packaging.version import Version as PythonVersion
from semver import Version

from chandlery.catalog import Catalog, ReleaseEntry
from chandlery.checks import Finding, rule, stated
from chandlery.diagnostics import Severity
from chandlery.records.release import ArtifactFormat

_NONE = Version(0)
_REMEMBERED = 64  # characters; a longer text is read again


def precedence(version: str) -> tuple[Version, str]:
    """A sort key: SemVer 2.0 precedence, then the text, since build metadata has none.

    A text that is no version sorts before all versions; `not_a_version` reports it.
    """
    return _read(version) or _NONE, version


def is_version(text: str) -> bool:
    """Whether a text is a version of SemVer 2.0."""
    return _read(text) is not None


def _read(text: str) -> Version | None:
    return (_remembered if len(text) <= _REMEMBERED else _parsed)(text)


def _parsed(text: str) -> Version | None:
    try:
        return Version.parse(text)
    except ValueError:
        return None


# Packages have the same versions, and rules ask for them again.
_remembered = lru_cache(maxsize=4096)(_parsed)


@rule("VER001")
def not_a_version(release: ReleaseEntry) -> Iterator[Finding]:
    """The release's folder is not named after a version.

    ## Why it matters
    Versions order releases: which is the newest, which an advisory hits, what an update is. A name
    that has no place in that order would be a release that nobody is offered.

    ## Example
    `releases/v1.2/`

    ## How to mend it
    Use SemVer 2.0: three numbers without leading zeros, then `-rc.1` or the like if you must.
    """
    if not is_version(release.version):
        yield Finding(
            (), f"`{release.version}` is not a SemVer version", "Rename the folder: `1.2.0`."
        )


@rule("VER002")
def published_out_of_order(catalog: Catalog) -> Iterator[Finding]:
    """A higher version was published before a lower one of the same line.

    ## Why it matters
    Clients take the last or the highest version for the newest. Where the dates say otherwise,
    one of the two is wrong.

    ## Example
    `1.2.1` published in May, `1.2.0` in July. A fix of an older line, `1.1.4` in July, is fine.

    ## How to mend it
    Correct `published`, or give the later release a higher version.
    """
    for package in catalog.packages:
        for earlier, later in pairwise(package.releases):
            same_line = _line(earlier.version) == _line(later.version)
            if same_line and later.record.published < earlier.record.published:
                yield Finding(
                    ("published",),
                    f"{later.version} was published on {later.record.published}, "
                    f"before {earlier.version} on {earlier.record.published}",
                    "Correct the date, or give the later release a higher version.",
                    document=later.document,
                )


@rule("VER003")
def twin_versions(catalog: Catalog) -> Iterator[Finding]:
    """Two releases have versions that clients cannot tell apart.

    ## Why it matters
    Build metadata has no place in the order of versions, and on some disks capitals make no
    difference: which of the two is newer, or which is meant, would be chance.

    ## Example
    `1.2.0+linux` and `1.2.0+mac`, or `1.2.0-RC.1` and `1.2.0-rc.1`.

    ## How to mend it
    Give the later one a version of its own.
    """
    for package in catalog.packages:
        seen: dict[str, str] = {}
        for release in package.releases:
            plain = release.version.partition("+")[0].casefold()
            first = seen.setdefault(plain, release.version)
            if first != release.version:
                yield Finding(
                    (),
                    f"`{release.version}` is the same version as `{first}` to some clients",
                    "Give it a version of its own.",
                    document=release.document,
                )


@rule("VER005")
def order_differs_in_python(catalog: Catalog) -> Iterator[Finding]:
    """Python's installers put the versions into another order.

    ## Why it matters
    The index goes by SemVer, pip by PEP 440. Where they disagree, what the one calls the newest the
    other calls an old one, or a pre-release.

    ## Example
    `1.2.0-1` is before `1.2.0` by SemVer, and a later build of it by PEP 440. `1.2.0-rc10` is
    before `1.2.0-rc2` by SemVer, and `1.2.0-rc.1` and `1.2.0-c.1` are one version by PEP 440.

    ## How to mend it
    Number pre-releases with a dot, `1.2.0-rc.2`, and use `alpha`, `beta` and `rc` alone.
    """
    for package in catalog.packages:
        found = [(entry, read) for entry in package.releases if (read := _for_python(entry))]
        for entry, read in found:
            if precedence(entry.version)[0].prerelease and not read.is_prerelease:
                message = f"`{entry.version}` is no pre-release for pip: `{read}`"
                yield _other_for_python(entry, message)
        for (before, first), (after, second) in pairwise(found):
            if first == second:
                message = f"`{after.version}` and `{before.version}` are one version for pip"
            elif first > second:
                message = f"`{after.version}` is before `{before.version}` for pip"
            else:
                continue
            yield _other_for_python(after, message)


def _for_python(release: ReleaseEntry) -> PythonVersion | None:
    """The version as pip reads it, of a release that pip installs."""
    formats = {artifact.format for artifact in release.record.artifacts}
    python = {ArtifactFormat.WHEEL, ArtifactFormat.SDIST}
    if formats.isdisjoint(python) or not is_version(release.version):
        return None
    try:
        return PythonVersion(release.version)
    except InvalidVersion:
        return None  # the distribution's name is refused for it


def _other_for_python(release: ReleaseEntry, message: str) -> Finding:
    hint = "Use `alpha`, `beta` or `rc` with a number behind a dot: `1.2.0-rc.2`."
    return Finding((), message, hint, document=release.document)


@rule("VER006", severity=Severity.NOTE)
def published_at_one_moment(catalog: Catalog) -> Iterator[Finding]:
    """Two releases of one line were published at the same moment.

    ## Why it matters
    Feeds and lists of changes put releases in order by time; of these two they cannot. Most often
    one of the dates was copied.

    ## Example
    `1.2.0` and `1.2.1`, both on `2026-11-20T09:00:00Z`. `1.1.4` at that moment is fine: fixes go
    out together.

    ## How to mend it
    Give each release its own time.
    """
    for package in catalog.packages:
        for earlier, later in pairwise(package.releases):
            same_line = _line(earlier.version) == _line(later.version)
            if same_line and later.record.published == earlier.record.published:
                yield Finding(
                    ("published",),
                    f"{later.version} was published at the same moment as {earlier.version}",
                    "Give each release its own time.",
                    document=later.document,
                )


@rule("VER007", severity=Severity.WARNING)
def build_metadata(release: ReleaseEntry) -> Iterator[Finding]:
    """The version has build metadata.

    ## Why it matters
    It has no place in the order of versions, so that no update leads to it or away from it; some
    hosts read `+` in an address as a space; and ObjectStack takes no such version (its contract,
    section 2).

    ## Example
    `1.2.0+linux`

    ## How to mend it
    Give the build a version of its own, `1.2.1`; what it was made of stands in `provenance`.
    """
    plain, plus, _ = release.version.partition("+")
    if plus and is_version(release.version):
        yield Finding(
            (),
            f"`{release.version}` is `{plain}` to everything that orders versions",
            "Give the build a version of its own.",
        )


def _line(version: str) -> tuple[int, int]:
    """What fixes are made to: major and minor."""
    parsed = precedence(version)[0]
    return parsed.major, parsed.minor


RELEASE_RULES = (not_a_version, build_metadata)
CATALOG_RULES = (
    published_out_of_order,
    twin_versions,
    order_differs_in_python,
    published_at_one_moment,
)
POSTDATED = stated(
    "VER004",
    """The record is dated in the future.

    ## Why it matters
    Dates order releases, feeds and changes. A release from the future would head every list of
    what is new, and stay there.

    ## Example
    `"published": "2036-11-21T00:00:00Z"`

    ## How to mend it
    Give the date on which it is published.
    """,
)

RULES = (*RELEASE_RULES, *CATALOG_RULES, POSTDATED)
