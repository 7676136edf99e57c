"""What a page is before a template has rendered it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chandlery.dialects.base import Step
from chandlery.model.marketplace import Package, Release, Subject

# Dialect to what a person does to install a release there.
Steps = Callable[[Package, Release], Mapping[str, Sequence[Step]]]
Listed = Subject

# Of all releases, and of all advisories.
RELEASE_FEED = "feed.atom"
ADVISORY_FEED = "advisories.atom"

# A list shows no more of a kind at once; the rest has a page of its own.
SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page to render.

    Attributes:
        path: below the published root, with ``/``.
        record: what it is about, for an error message (``plugins/tidy``).
        late: gives more of the context when the page is rendered; it depends on the rest of the
            context alone, which holds a digest of what is fetched for it.
        bare: whether the template gives the whole document, not the content of the shell.
        changed: the newest time in the records that it shows, or "".
        data: path of the same as JSON, or "".
        feed: path of a feed of its own, or "".
        listed: whether search engines are told of it.
        subject: the package or integration that it is the page of.
        owner: the name of the package or integration whose page it is, or one of its pages.
        asked: what its README leads to, whether there is such a page or not.
        above: the pages that it belongs to, below the list of its section: title and path.
    """

    path: str
    template: str
    title: str
    description: str
    record: str
    context: Mapping[str, Any] = field(default_factory=dict)
    late: Callable[[], Mapping[str, Any]] = dict
    bare: bool = False
    changed: str = ""
    data: str = ""
    feed: str = ""
    listed: bool = True
    subject: Listed | None = None
    owner: str = ""
    asked: tuple[str, ...] = ()
    above: tuple[tuple[str, str], ...] = ()


def package_feed(package: Package, name: str = "") -> str:
    """Where a package's own feed is published, be it under a name that it had once."""
    return f"{package.kind.folder}/{name or package.name}/feed.atom"
