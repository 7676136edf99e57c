"""Whose a part of a catalog is, by its own records: who may change it unasked.

A person is known by mail addresses and by accounts on GitHub.  A record names an account by its
page (``url: https://github.com/ada``), or in a publisher's or the marketplace's ``contact`` as
``@ada``; a team is ``@quay/reviewers``.  Names of people prove nothing and are compared with
nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chandlery.catalog import Catalog, IntegrationEntry, PackageEntry, PublisherEntry
from chandlery.model.marketplace import Kind
from chandlery.stages.scope import unit_of

_PAGE: Final = re.compile(r"https://(?:www\.)?github\.com/([A-Za-z0-9][A-Za-z0-9-]{0,38})/?")
_ACCOUNT: Final = re.compile(r"@([A-Za-z0-9][A-Za-z0-9-]{0,38}(?:/[A-Za-z0-9._-]{1,100})?)")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# What GitHub writes into the commits of people who keep their address to themselves.
_NOREPLY: Final = re.compile(r"(?:[0-9]+\+)?([a-z0-9][a-z0-9-]*)@users\.noreply\.github\.com")
_PACKAGES: Final = frozenset(kind.folder for kind in Kind)


class Part(StrEnum):
    """In what capacity somebody owns something; the value is what people call it."""

    MAINTAINER = "maintainer"
    PUBLISHER = "publisher"
    KEEPER = "maintainer of the catalog"


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """Somebody who changes something.

    Attributes:
        name: what people are shown.
        emails: in lower case.
        logins: accounts on GitHub without ``@``, in lower case; a team is ``quay/reviewers``.
    """

    name: str
    emails: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()

    def is_one_with(self, other: "Person") -> bool:
        """Whether both are known by the same address or account."""
        same_mail = not set(self.emails).isdisjoint(other.emails)
        return same_mail or not set(self.logins).isdisjoint(other.logins)

    @property
    def code_owners(self) -> tuple[str, ...]:
        """How ``CODEOWNERS`` names them: by accounts, and by addresses where there are none."""
        return tuple(f"@{login}" for login in self.logins) or self.emails


@dataclass(frozen=True, slots=True, order=True)
class Owner:
    """Somebody who owns a part of a catalog, and in what capacity."""

    part: Part
    person: Person


def owners(
    entry: PackageEntry | IntegrationEntry | PublisherEntry, catalog: Catalog
) -> list[Owner]:
    """Who may change a package, an integration or a publisher's file: its records name them.

    Of a package these are its maintainers and whoever published a release of it; of a file of a
    publisher, that publisher.  Sorted, and each once.
    """
    if isinstance(entry, PublisherEntry):
        return [Owner(Part.PUBLISHER, _publisher(entry))]
    found = {
        Owner(Part.MAINTAINER, person(item.name, item.email, item.url))
        for item in entry.listing.maintainers
    }
    if isinstance(entry, PackageEntry):
        names = {release.record.publisher for release in entry.releases}
        found |= {
            Owner(Part.PUBLISHER, _publisher(catalog.publishers[name]))
            for name in names & catalog.publishers.keys()
        }
    return sorted(found)


def keepers(catalog: Catalog) -> list[Owner]:
    """Who may change what belongs to nobody in particular: those who answer for the catalog."""
    owner, contact = catalog.settings.owner, catalog.settings.contact
    return [Owner(Part.KEEPER, person(owner.name, owner.email, owner.url, contact))]


def owners_of(path: str, catalog: Catalog) -> list[Owner]:
    """Who may change a file of the catalog; nobody, where it is of something that is not there.

    Governance is the keepers' alone, and so is what is of no package and no publisher.
    """
    unit = unit_of(path)
    folder, _, name = unit.partition("/")
    if folder == "publishers":
        publisher = catalog.publishers.get(name)
        return owners(publisher, catalog) if publisher else []
    if is_governance(path) or folder not in _PACKAGES:
        return keepers(catalog)
    entry = next((item for item in catalog.entries if item.folder == unit), None)
    return owners(entry, catalog) if entry else []


def is_governance(path: str) -> bool:
    """Whether a file is a reviewer's word, and not a contributor's."""
    return path.split("/")[2:3] == ["governance"]


def person(name: str, *words: str | None) -> Person:
    """Somebody as a record describes them: by addresses, pages and accounts, in any order."""
    given = [word.strip() for word in words if word]
    mails = {word.casefold() for word in given if _ADDRESS.fullmatch(word)}
    found = [pattern.fullmatch(word) for word in given for pattern in (_PAGE, _ACCOUNT)]
    logins = {match[1].casefold() for match in found if match}
    logins |= {match[1] for match in map(_NOREPLY.fullmatch, mails) if match}
    return Person(name, tuple(sorted(mails)), tuple(sorted(logins)))


def strangers(authors: Iterable[Person], to: Iterable[Owner]) -> list[Person]:
    """Those of some people who own nothing of it."""
    known = [owner.person for owner in to]
    return [author for author in authors if not any(map(author.is_one_with, known))]


def _publisher(entry: PublisherEntry) -> Person:
    return person(entry.record.title, entry.record.contact, entry.record.website)
