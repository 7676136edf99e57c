"""What templates ask of a release beside others and of its ecosystems beside each other."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from chandlery.model.capability_changes import CapabilityChanges
from chandlery.model.marketplace import Release
from chandlery.model.offering import LeftOut

T = TypeVar("T")

Changes = Mapping[str, CapabilityChanges]
Grouped = list[tuple[str, list[str]]]


def by_name(items: Mapping[str, T]) -> list[tuple[str, T]]:
    """What there is of each ecosystem, in the order of their names."""
    return [(name, items[name]) for name in sorted(items)]


def differing(changes: Changes) -> list[tuple[str, CapabilityChanges]]:
    """The ecosystems for which a release declares anything else than the one before, and what."""
    return [(name, item) for name, item in by_name(changes) if item.asks_for_more or item.removed]


def unchanged(changes: Changes) -> Grouped:
    """The ecosystems for which it declares the same, by the release that it is compared with."""
    pairs = (
        (item.previous, name)
        for name, item in by_name(changes)
        if not item.asks_for_more and not item.removed
    )
    return _grouped(pairs)


def compared(changes: Changes) -> str:
    """Whether a release declares ``more`` than the one before, or only ``less``, or neither."""
    if any(item.asks_for_more for item in changes.values()):
        return "more"
    return "less" if any(item.removed for item in changes.values()) else ""


def by_reason(left_out: Mapping[str, LeftOut]) -> Grouped:
    """The ecosystems whose indexes do not list a release, by the reason for that, in words."""
    return _grouped((item.text, name) for name, item in by_name(left_out))


def security_notes(release: Release) -> list[str]:
    """What the authors of its manifests say of security, each text once."""
    notes = (text for item in release.manifests for text in item.description.security_notes)
    found: dict[str, str] = {}
    for text in notes:
        found.setdefault(text.lower(), text)
    return list(found.values())


def _grouped(pairs: Iterable[tuple[str, str]]) -> Grouped:
    groups: dict[str, list[str]] = {}
    for key, name in pairs:
        groups.setdefault(key, []).append(name)
    return sorted(groups.items(), key=lambda item: item[0].lower())
