"""Whose a part of a catalog is, and whether whoever changes it is one of them."""

from collections.abc import Iterable
from dataclasses import replace

from chandlery.catalog import Catalog
from chandlery.formats import review_v1 as v1
from chandlery.stages.ownership import (
    Owner,
    Person,
    is_governance,
    keepers,
    owners,
    owners_of,
    strangers,
)
from chandlery.stages.review.proposal import Proposal


def ownership(proposal: Proposal, unit: str, paths: frozenset[str]) -> v1.Ownership:
    """Who may change a part, by the base, and who does.

    What a contributor adds to a package is asked of its owners, what a reviewer adds of the
    catalog's.
    """
    reviewed = frozenset(filter(is_governance, paths))
    given = [(paths - reviewed, _owners(proposal, unit)), (reviewed, _keepers(proposal))]
    asked = [item for item in given if item[0]]
    authors = proposal.authors.of(paths)
    states = [_state(proposal, part, who) for part, who in asked]
    return v1.Ownership(
        state=min(states, key=_STATES.index),
        owners=_names(item.person for _, who in asked for item in who),
        authors=_names(authors or ()),
    )


_STATES: tuple[v1.Belonging, ...] = ("stranger", "unknown", "nobody", "claimed", "owner")


def _state(proposal: Proposal, paths: frozenset[str], who: list[Owner]) -> v1.Belonging:
    authors = proposal.authors.of(paths)
    if not authors:
        return "unknown"
    if not any(item.person.emails or item.person.logins for item in who):
        return "nobody"
    if strangers(authors, who):
        return "stranger"
    return "owner" if proposal.authors.given else "claimed"


def _owners(proposal: Proposal, unit: str) -> list[Owner]:
    """The owners at the base: who puts themselves in is none yet.  Of what is new, its own."""
    known = owners_of(f"{unit}/", proposal.was) if "/" in unit else _keepers(proposal)
    if known:
        return known
    # A new package cannot say who the publisher is that it names.
    now = replace(proposal.now, publishers={**proposal.now.publishers, **proposal.was.publishers})
    return owners_of(f"{unit}/", now)


def _keepers(proposal: Proposal) -> list[Owner]:
    return keepers(standing(proposal))


def standing(proposal: Proposal) -> Catalog:
    """The catalog whose settings say who decides: the base, unless the change begins it."""
    begins = "marketplace.yml" in proposal.paths - proposal.before
    return proposal.now if begins else proposal.was


def impostors(proposal: Proposal, publisher: str) -> tuple[Person, ...] | None:
    """Of those who publish in somebody's name, the ones who are not them; `None` if unknown."""
    entry = proposal.was.publishers.get(publisher)
    authors = proposal.authors.of(proposal.paths)
    if authors is None or entry is None:
        return None
    return tuple(strangers(authors, owners(entry, proposal.was)))


def _names(people: Iterable[Person]) -> list[str]:
    return list(dict.fromkeys(shown(person) for person in people))


def shown(person: Person) -> str:
    """A person in a line: their name, and what they are known by."""
    known = [*(f"@{login}" for login in person.logins), *person.emails]
    return f"{person.name} ({', '.join(known)})" if known else person.name
