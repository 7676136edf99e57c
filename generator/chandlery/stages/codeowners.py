"""A catalog → ``CODEOWNERS`` as GitHub reads it: whom a pull request asks for a review.

Of several patterns that match a file, the last one counts.  So the catalog's maintainers come
first, the packages follow, and what maintainers alone may decide comes last.  GitHub asks only
people and teams that may write to the repository; `review` tells whose change it is whoever may.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from chandlery.catalog import Catalog, IntegrationEntry, PackageEntry
from chandlery.model.marketplace import Kind
from chandlery.records.listing import Listing
from chandlery.records.publisher import PublisherRecord

# GitHub does not load a larger file.
MAX_BYTES: Final = 3_000_000
# What its patterns cannot say: these mean something, and no backslash takes that from them.
UNSAYABLE: Final = frozenset("#!*?[]\\")

_HEAD: Final = """\
# Written by `chandlery codeowners`: alter the records, and write it again.
# The last pattern that matches a file counts.
"""
_LOGIN: Final = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})"
_PERSON: Final = re.compile(rf"https://github\.com/({_LOGIN})/?")
_TEAM: Final = re.compile(rf"https://github\.com/orgs/({_LOGIN})/teams/({_LOGIN})/?")
_OWNER: Final = re.compile(rf"@{_LOGIN}(?:/{_LOGIN})?|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]+")


def is_owner(text: str) -> bool:
    """Whether a text names somebody: ``@person``, ``@organization/team`` or an address for mail."""
    return _OWNER.fullmatch(text) is not None


def codeowners(catalog: Catalog, folder: str, owners: Iterable[str] = ()) -> str:
    """The text of the file; ``""`` where nobody is known to own the catalog itself.

    Args:
        catalog: whose packages are meant.
        folder: where it lies, from the root of the repository, without slashes around it.
        owners: who maintains the catalog, instead of whom ``marketplace.yml`` names.
    """
    owner = catalog.settings.owner
    maintainers = tuple(owners) or _handles(owner.url, owner.email, catalog.settings.contact)[:1]
    if not maintainers:
        return ""
    root = "/" + "".join(f"{part}/" for part in folder.split("/") if part)
    rules = {"*": maintainers, **_packages(catalog, root)}
    # Decisions are the maintainers', whoever owns the package that they are about.
    for top in (Kind.PLUGIN.folder, Kind.ADAPTER.folder):
        rules[f"{root}{top}/*/governance/"] = maintainers
    rules["/.github/"] = maintainers
    lines = (f"{_escaped(pattern)} {' '.join(found)}\n" for pattern, found in rules.items())
    return _HEAD + "".join(lines)


def _packages(catalog: Catalog, root: str) -> Mapping[str, tuple[str, ...]]:
    publishers = {name: entry.record for name, entry in catalog.publishers.items()}
    return {
        f"{root}{entry.folder}/": found
        for entry in sorted(catalog.entries, key=lambda entry: entry.folder)
        if entry.folder not in catalog.unread
        and (found := _owners(entry.listing, _publisher(entry, publishers)))
    }


def _publisher(
    entry: PackageEntry | IntegrationEntry, publishers: Mapping[str, PublisherRecord]
) -> PublisherRecord | None:
    """Who published the newest release of a package."""
    if isinstance(entry, IntegrationEntry) or not entry.releases:
        return None
    newest = max(entry.releases, key=lambda release: release.record.published)
    return publishers.get(newest.record.publisher)


def _owners(listing: Listing, publisher: PublisherRecord | None) -> tuple[str, ...]:
    """Who owns a package: its maintainers, in their order, then its publisher."""
    found = [
        handle
        for maintainer in listing.maintainers
        for handle in _handles(maintainer.url, maintainer.email)[:1]
    ]
    if publisher:
        found += _handles(publisher.website, publisher.contact)[:1]
    return tuple({handle.casefold(): handle for handle in reversed(found)}.values())[::-1]


def _handles(*texts: str | None) -> tuple[str, ...]:
    """What GitHub can make out of addresses: people and teams there, and addresses for mail."""
    return tuple(filter(None, (_handle(text) for text in texts if text)))


def _handle(text: str) -> str:
    if person := _PERSON.fullmatch(text):
        return f"@{person[1]}"
    if team := _TEAM.fullmatch(text):
        return f"@{team[1]}/{team[2]}"
    mail = text.removeprefix("mailto:")
    return mail if is_owner(mail) and not mail.startswith("@") else ""


def _escaped(pattern: str) -> str:
    return pattern.replace(" ", "\\ ")
