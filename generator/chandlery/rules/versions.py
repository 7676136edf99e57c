"""VER: versions of releases."""

from collections.abc import Iterator

from semver import Version

from chandlery.catalog import Catalog, ReleaseEntry
from chandlery.checks import Finding, rule, stated

_NONE = Version(0)


def precedence(version: str) -> tuple[Version, str]:
    """A sort key: SemVer 2.0 precedence, then the text, since build metadata has none.

    A text that is no version sorts before all versions; `not_a_version` reports it.
    """
    try:
        return Version.parse(version), version
    except ValueError:
        return _NONE, version


def is_version(text: str) -> bool:
    """Whether a text is a version of SemVer 2.0."""
    return Version.is_valid(text)


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
        for earlier, later in zip(package.releases, package.releases[1:], strict=False):
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


def _line(version: str) -> tuple[int, int]:
    """What fixes are made to: major and minor."""
    parsed = precedence(version)[0]
    return parsed.major, parsed.minor


RELEASE_RULES = (not_a_version,)
CATALOG_RULES = (published_out_of_order, twin_versions)
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
