"""What an installer shows before it installs: who vouches, what is declared, what is accepted.

One text for each ecosystem of a release, the same bytes in the index, on the site and in a
terminal, so that an operator can compare them.  Everything in it that comes from a record is
escaped and stays on its line.
"""

from collections.abc import Iterator

from chandlery.dialects import DIALECTS
from chandlery.model.capability_changes import CapabilityChanges
from chandlery.model.description import EFFECT_TITLES, Capability
from chandlery.model.governance import Availability
from chandlery.model.marketplace import Frame, Manifest, Package, Release
from chandlery.model.remembered import remembered
from chandlery.quoting import escaped
from chandlery.stages.site.views import (
    AVAILABILITY_TITLES,
    ISOLATION_TITLES,
    LAYER_TITLES,
    LEVEL_TITLES,
    REVIEW_TITLES,
)

_TITLE = 100  # characters of a title; longer ones push the rest off the screen


@remembered(64)
def prompt(
    frame: Frame,
    package: Package,
    release: Release,
    manifest: Manifest,
    changes: CapabilityChanges | None = None,
) -> str:
    """The text that is agreed to, ending in a line feed.

    Args:
        changes: against the release before, where there is one of the ecosystem.
    """
    ecosystem = DIALECTS[manifest.dialect].title
    parts = (
        [f"{_line(package.listing.title)} ({package.name}) {release.version} for {ecosystem}"],
        _vouching(frame, release),
        _declared(manifest),
        _compared(changes),
        ["What is accepted is this manifest, and nothing else:", f"  sha256 {manifest.sha256}"],
    )
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def _vouching(frame: Frame, release: Release) -> Iterator[str]:
    publisher = frame.publishers.get(release.publisher)
    if publisher:
        title = _line(publisher.record.title)
        level = LEVEL_TITLES[publisher.record.verification.level]
        yield f"Published {release.published[:10]} by {title} ({release.publisher}). {level}"
    else:
        yield f"Published {release.published[:10]} by {release.publisher}, whom nobody knows here."
    yield REVIEW_TITLES[release.review.state]
    if release.availability is not Availability.AVAILABLE:
        yield AVAILABILITY_TITLES[release.availability]
        yield from (f"  see advisory {item}" for item in release.advisory_ids)


def _declared(manifest: Manifest) -> Iterator[str]:
    description = manifest.description
    if description.capabilities:
        yield "Its manifest declares that it can:"
        yield from map(_capability, description.capabilities)
    else:
        yield "Its manifest declares no capability."
    runs = ISOLATION_TITLES[description.isolation]
    yield f"It is {LAYER_TITLES[description.layer]}, and runs {runs}."
    yield "A declaration is not a limit: the marketplace enforces nothing, and grants nothing."


def _capability(capability: Capability) -> str:
    what = EFFECT_TITLES[capability.effect]
    grant = ", needs a grant" if capability.grant_required else ""
    optional = "" if capability.required else ", optional"
    return (
        f"  - {what}: {_line(capability.native)}"
        f"{_for(capability.operations, capability.targets)}"
        f" ({capability.risk.value} risk{grant}{optional})"
    )


def _compared(changes: CapabilityChanges | None) -> Iterator[str]:
    if changes is None:
        return
    if not changes.asks_for_more:
        yield f"It asks for nothing that {changes.previous} did not ask for."
        return
    yield f"It asks for more than {changes.previous}:"
    yield from (f"  + {_line(native)}" for native in changes.added)
    for item in changes.widened:
        what = _for(item.operations, item.targets) or " for anything"
        yield f"  + {_line(item.native)}{what}"
    for raised in changes.risk_raised:
        risks = f"{raised.after.value} instead of {raised.before.value}"
        yield f"  + {_line(raised.native)}: risk {risks}"
    yield from (f"  + {_line(native)}: without a grant" for native in changes.grant_dropped)
    if changes.isolation:
        before, after = (ISOLATION_TITLES[item] for item in changes.isolation)
        yield f"  + it runs {after} instead of {before}"


def _for(operations: tuple[str, ...], targets: tuple[str, ...]) -> str:
    to = f" to {', '.join(map(_line, operations))}" if operations else ""
    return f"{to} on {', '.join(map(_line, targets))}" if targets else to


def _line(text: str) -> str:
    return escaped(text, _TITLE)
