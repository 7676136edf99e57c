"""A Stigmem manifest in the words that all ecosystems share."""

from collections.abc import Iterator

from chandlery.dialects.stigmem.hooks import CAPABILITIES, HOOKS
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.model.description import (
    Capability,
    Compatibility,
    Dependency,
    Description,
    Effect,
    EntryPoint,
    Isolation,
    Layer,
    Risk,
)

_IN_PROCESS = Capability(
    native="python",
    effect=Effect.HOST_CODE,
    risk=Risk.HIGH,
    description=(
        "Ordinary Python inside the node: it can import and open what the node can. Declared "
        "capabilities are for reviewers; they are no sandbox."
    ),
)
_ROUTES = Capability(
    native="routes",
    effect=Effect.NETWORK,
    risk=Risk.HIGH,
    operations=("serve",),
    description="Mounts HTTP routes on the node; no capability covers them.",
)
_NOTES = (
    "Declared capabilities are review metadata: the node does not confine a plugin to them.",
    "The node imports every installed plugin and calls its factory before it asks for trust.",
    "One plugin that fails to load stops the whole node from starting.",
)


def describe(record: Manifest) -> Description:
    """The normalised view of a manifest."""
    return Description(
        native_name=record.name,
        version=record.version,
        entry_points=tuple(_hook(name) for name in dict.fromkeys(record.hooks)),
        capabilities=tuple(_capabilities(record)),
        compatibility=Compatibility(
            host=(record.requires_stigmem,) if record.requires_stigmem else (),
            status="supported" if record.requires_stigmem else "unstated",
        ),
        dependencies=tuple(Dependency(native=name) for name in sorted(set(record.depends_on))),
        isolation=Isolation.IN_PROCESS,
        isolated_by=("name",),
        layer=Layer.CODE,
        security_notes=_NOTES,
    )


def _hook(name: str) -> EntryPoint:
    hook = HOOKS[name]
    strict = "; a failure stops the call" if hook.strict else ""
    order = hook.ordering.replace("_", " ")
    return EntryPoint(
        name=name,
        kind="hook",
        target=hook.semantic,
        description=f"Tier {hook.band}, {order}{strict}.",
    )


def _capabilities(record: Manifest) -> Iterator[Capability]:
    yield _IN_PROCESS
    if record.routes:
        yield _ROUTES
    for name in sorted(set(record.capabilities)):
        known = CAPABILITIES[name]
        subject, _, operation = name.partition(".")
        for effect in known.effects:
            yield Capability(
                native=name,
                effect=effect,
                risk=known.risk,
                operations=(operation,),
                targets=(subject,),
                description=f"`{known.accessor}`" + (f": {known.weight}." if known.weight else "."),
            )
