"""Where everything in a catalog stands: a path → what it is (design §2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from chandlery.dialects import DIALECTS
from chandlery.model.marketplace import Kind
from chandlery.suggest import nearest


class Role(StrEnum):
    """What a file of a catalog is for."""

    SETTINGS = "settings"
    RENAMES = "renames"
    WAIVERS = "waivers"
    PUBLISHER = "publisher"
    ADVISORY = "advisory"
    LISTING = "listing"
    README = "readme"
    RELEASE = "release"
    MANIFEST = "manifest"
    SOURCE = "source"
    GOVERNANCE = "governance"
    EVIDENCE = "evidence"
    FIXTURE = "fixture"


class Place(NamedTuple):
    """A path, understood.

    Attributes:
        name: the publisher's, advisory's, package's or integration's name.
        version: the release's folder, for what belongs to a release.
        rest: the last part that tells one file from its siblings (a dialect, an evidence id, the
            path below the release's or the integration's folder).
    """

    role: Role
    kind: Kind | None = None
    name: str = ""
    version: str = ""
    rest: str = ""


_PACKAGE = r"(?:plugins|adapters)/(?P<name>[^/]+)"
_RELEASE = _PACKAGE + r"/releases/(?P<version>[^/]+)"
_GOVERNANCE = _PACKAGE + r"/governance/(?P<version>[^/]+)"
_INTEGRATION = r"integrations/(?P<name>[^/]+)"

_OF_PACKAGES = (
    (Role.SOURCE, _RELEASE + r"/(?P<rest>source/.+)"),
    (Role.EVIDENCE, _GOVERNANCE + r"/evidence/(?P<rest>[^/]+)\.yml"),
    (Role.RELEASE, _RELEASE + r"/release\.json"),
    (Role.MANIFEST, _RELEASE + r"/(?P<rest>[^/]+)\.json"),
    (Role.GOVERNANCE, _GOVERNANCE + r"/(?P<rest>[^/]+)\.json"),
    (Role.LISTING, _PACKAGE + r"/listing\.yml"),
    (Role.README, _PACKAGE + r"/README\.md"),
)
_OF_INTEGRATIONS = (
    (Role.LISTING, _INTEGRATION + r"/listing\.yml"),
    (Role.README, _INTEGRATION + r"/README\.md"),
    (Role.FIXTURE, _INTEGRATION + r"/(?P<rest>fixtures/.+)"),
    (Role.MANIFEST, _INTEGRATION + r"/(?P<rest>[^/]+)\.json"),
)
# The first part of a path → what shapes those have that begin with it.  A path fits one shape at
# most, but for `release.json`, which is no manifest.  What a catalog has most of comes first.
_SHAPES: dict[str, tuple[tuple[Role, re.Pattern[str]], ...]] = {
    first: tuple((role, re.compile(pattern, re.DOTALL)) for role, pattern in shapes)
    for first, shapes in {
        "plugins": _OF_PACKAGES,
        "adapters": _OF_PACKAGES,
        "integrations": _OF_INTEGRATIONS,
        "publishers": ((Role.PUBLISHER, r"publishers/(?P<name>[^/]+)\.yml"),),
        "advisories": ((Role.ADVISORY, r"advisories/(?P<name>[^/]+)\.yml"),),
        "marketplace.yml": ((Role.SETTINGS, r"marketplace\.yml"),),
        "renames.yml": ((Role.RENAMES, r"renames\.yml"),),
        "waivers.yml": ((Role.WAIVERS, r"waivers\.yml"),),
    }.items()
}

# Beside the catalog's own files: what Git and people keep there, and the site's overlay.
_BESIDE = re.compile(r"\.[^/]*|README\.md|LICENSE|\.github/.+")
_OVERLAID = re.compile(r"mkdocs\.yml|(templates|site-src)/.+")

_NAMES = (
    *("marketplace.yml", "renames.yml", "waivers.yml"),
    *("listing.yml", "README.md", "release.json"),
)
# Folder → its folders whose names are fixed; `None` stands for any name.
_FOLDERS: tuple[tuple[tuple[str | None, ...], tuple[str, ...]], ...] = (
    ((), (*(kind.folder for kind in Kind), "advisories", "publishers")),
    *(
        entry
        for top in ("plugins", "adapters")
        for entry in (
            ((top, None), ("releases", "governance")),
            ((top, None, "releases", None), ("source",)),
            ((top, None, "governance", None), ("evidence",)),
        )
    ),
    (("integrations", None), ("fixtures",)),
)

_KINDS = {kind.folder: kind for kind in Kind}


def place_of(path: str) -> Place | None:
    """What a path of the catalog is, or `None` for one that has no business there."""
    first = path.partition("/")[0]
    for role, shape in _SHAPES.get(first, ()):
        if match := shape.fullmatch(path):
            return Place(role, _KINDS.get(first), **match.groupdict())
    return None


@dataclass(frozen=True, slots=True)
class Meant:
    """What a path may have been meant to be that nothing reads.

    Attributes:
        wrong: the file or folder that is called otherwise than it should be.
        right: what that should be called.
        path: where the file would be then.
    """

    wrong: str
    right: str
    path: str


def meant(path: str) -> Meant | None:
    """The nearest path that something would read."""
    parts = path.split("/")
    for depth, near in _corrections(parts):
        corrected = "/".join([*parts[:depth], near, *parts[depth + 1 :]])
        if near != parts[depth] and place_of(corrected):
            wrong, right = ("/".join([*parts[:depth], last]) for last in (parts[depth], near))
            return Meant(wrong, right, corrected)
    return None


def _corrections(parts: list[str]) -> Iterator[tuple[int, str]]:
    """Which part of a path may be misspelt, and what it may be: the file's name, or a folder's."""
    names = {known.casefold(): known for known in (*_NAMES, *(f"{d}.json" for d in DIALECTS))}
    if near := _nearest(parts[-1][:200].casefold(), tuple(names)):
        yield len(parts) - 1, names[near]
    for above, folders in _FOLDERS:
        depth = len(above)
        fits = all(known in {None, part} for known, part in zip(above, parts, strict=False))
        if depth < len(parts) - 1 and fits and (near := _nearest(parts[depth][:200], folders)):
            yield depth, near


# A folder under a wrong name has many files.
_nearest = lru_cache(maxsize=1024)(nearest)


def overlaid(path: str) -> bool:
    """Whether a path belongs to what the catalog lays over the default site."""
    return _OVERLAID.fullmatch(path) is not None


def beside(path: str) -> bool:
    """Whether a path is none of the catalog's files and may stand beside them."""
    return _BESIDE.fullmatch(path) is not None
