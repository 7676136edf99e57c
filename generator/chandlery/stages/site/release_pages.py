"""Where each release of a package is told, so that its page stays small however many there are.

The page shows the newest few releases by what decides, and the rest as rows.  Where there is more
than one, further pages hold everything about each, with every record of its reviewers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chandlery.model.capability_changes import CapabilityChanges, capability_changes
from chandlery.model.governance import Advisory
from chandlery.model.marketplace import Frame, Package, Release
from chandlery.model.offering import LeftOut
from chandlery.model.summary import Summary
from chandlery.stages.consent import prompt
from chandlery.stages.site import views
from chandlery.stages.site.page import Page
from chandlery.stages.site.paging import counted, numbered

# Releases with a section on their package's page, and with a row below them.
SECTIONS = 3
ROWS = 12
PER_PAGE = 5

# Why a release's clients are not shown it, by version and dialect.
Missing = Mapping[str, Mapping[str, LeftOut]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A release, with what is worked out of it.

    Attributes:
        changes: what it declares beyond the release before, by dialect.
        prompts: what an installer shows before it installs, by dialect, where that is told.
        left_out: why its clients are not shown it, by dialect.
        first: whether it is the one that the package's page shows first.
        whole: whether every record of the reviewers is told.
        address: where all of it is told, below the published root.
    """

    release: Release
    changes: Mapping[str, CapabilityChanges]
    prompts: Mapping[str, str]
    left_out: Mapping[str, LeftOut]
    first: bool
    whole: bool
    address: str


def address(package: Package | Summary) -> str:
    """Where a package's page is, below the published root and without a slash at its end."""
    return f"{package.kind.folder}/{package.name}"


def told_whole(package: Package | Summary, version: str) -> str:
    """Where everything about a release is told."""
    if len(package.releases) == 1:
        return f"{address(package)}/#v{version}"
    place = [release.version for release in package.releases][::-1].index(version)
    return f"{numbered(_releases(package), 1 + place // PER_PAGE)}/#v{version}"


def told(package: Package | Summary, version: str) -> str:
    """Where a release is told first: on its package's page, unless there are too many for that."""
    versions = [release.version for release in package.releases][::-1]
    if version in versions[: SECTIONS + ROWS] or (versions and version == package.latest.version):
        return f"{address(package)}/#v{version}"
    return told_whole(package, version)


def told_on_page(frame: Frame, package: Package, missing: Missing) -> dict[str, object]:
    """What a package's page tells of its releases: sections, rows, and how many there are more."""
    whole = len(package.releases) == 1
    shown = [_section(frame, package, it, missing, whole=whole) for it in _shown(package)]
    return {
        "sections": [it for place, it in enumerate(shown) if place < SECTIONS or it.first],
        "rows": [it for it in shown[SECTIONS:] if not it.first],
        "further": len(package.releases) - len(shown),
    }


def release_pages(
    frame: Frame,
    package: Package,
    missing: Missing,
    advisories: Sequence[Advisory],
) -> Iterator[Page]:
    """Everything about each release of a package that has more than one."""
    if len(package.releases) < 2:
        return
    for part in counted(_releases(package), package.releases[::-1], PER_PAGE):
        newest, oldest = part.items[0].version, part.items[-1].version
        yield Page(
            path=part.path,
            template="releases.html",
            title=part.called(f"Releases of {package.listing.title}"),
            description=f"Releases {oldest} to {newest}: files, changes, what "
            "installers show, and the reviewers' records.",
            record=address(package),
            context={
                "package": package,
                "advisories": advisories,
                "sections": [
                    _section(frame, package, item, missing, whole=True) for item in part.items
                ],
                "part": part,
            },
            changed=views.last_changed([package], advisories),
            data=f"index/v1/{address(package)}.json",
            owner=package.name,
            above=((package.listing.title, f"{address(package)}/"),),
        )


def _section(
    frame: Frame,
    package: Package,
    release: Release,
    missing: Missing,
    *,
    whole: bool,
) -> Section:
    first = release is package.latest
    changes = {item.dialect: item for item in capability_changes(package, release)}
    prompts = {
        item.dialect: prompt(frame, package, release, item, changes.get(item.dialect))
        for item in (release.manifests if first or whole else ())
    }
    return Section(
        release=release,
        changes=changes,
        prompts=prompts,
        left_out=missing[release.version],
        first=first,
        whole=whole,
        address=told_whole(package, release.version),
    )


def _shown(package: Package) -> Sequence[Release]:
    """The newest releases, and the one to show first however old it is."""
    if not package.releases:
        return ()
    latest, newest = package.latest, package.releases[::-1]
    among, older = newest[: SECTIONS + ROWS], newest[SECTIONS + ROWS :]
    return [*among, *(release for release in older if release is latest)]


def _releases(package: Package | Summary) -> str:
    return f"{address(package)}/releases"
