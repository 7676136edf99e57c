"""Craik's manifests → the normalised view.

Isolation and layer follow from the kinds of entry points, the most powerful deciding: a *module*
is imported into Craik's own process (T0), a *command* or *service* runs as a process of its own
(T2), a *workflow* is a script that Craik interprets and *docs* are only read (T1).  Whatever has a
module, command or service is code (L2), a workflow is a script (L1), docs alone are data (L0).
Nothing of this is enforced by Craik, which only records what is declared.
"""

from collections.abc import Iterable, Sequence

from chandlery.dialects.craik.effects import effect_of, known_effect, surface_risk
from chandlery.dialects.craik.records import (
    AdapterEntrypoint,
    AdapterPackage,
    PluginCapabilityGrant,
    PluginDescriptor,
    PluginEntrypoint,
    ReferenceIntegration,
)
from chandlery.model.description import (
    Capability,
    Compatibility,
    Description,
    EntryPoint,
    Isolation,
    Layer,
    Risk,
)


def describe_plugin(record: PluginDescriptor) -> Description:
    """The view of a plugin descriptor."""
    compatibility = record.compatibility
    return Description(
        native_name=record.id,
        version=record.plugin_version,
        summary=record.description,
        entry_points=_entry_points(record.entrypoints),
        capabilities=tuple(
            Capability(
                native=item.capability,
                effect=effect_of(item.capability),
                risk=Risk(item.risk),
                operations=tuple(item.operations),
                targets=tuple(item.targets),
                grant_required=item.grant_required,
                required=item.required,
                description=item.description,
                known=known_effect(item.capability) is not None,
            )
            for item in record.capabilities
        ),
        compatibility=Compatibility(
            host=tuple(compatibility.craik_versions),
            platforms=tuple(compatibility.platforms),
            python_versions=tuple(compatibility.python_versions),
            status=compatibility.status,
            notes=compatibility.notes or "",
        ),
        isolation=_isolation(item.kind for item in record.entrypoints),
        isolated_by=_isolated_by([item.kind for item in record.entrypoints]),
        layer=_layer(item.kind for item in record.entrypoints),
        security_notes=tuple(record.security_notes),
    )


def describe_adapter(record: AdapterPackage) -> Description:
    """The view of an adapter package.

    Its surfaces say neither risk nor whether they need a grant: the risk is judged by the effect,
    and no grant is claimed.
    """
    compatibility = record.compatibility
    return Description(
        native_name=record.id,
        version=record.package_version,
        summary=record.description,
        entry_points=_entry_points(record.entrypoints),
        capabilities=tuple(
            Capability(
                native=surface,
                effect=effect_of(surface),
                risk=surface_risk(effect_of(surface)),
                known=known_effect(surface) is not None,
            )
            for surface in record.capability_surfaces
        ),
        compatibility=Compatibility(
            host=tuple(compatibility.craik_versions),
            platforms=tuple(compatibility.platforms),
            python_versions=tuple(compatibility.python_versions),
            runner_modes=tuple(compatibility.runner_modes),
            notes=compatibility.notes or "",
        ),
        isolation=_isolation(item.kind for item in record.entrypoints),
        isolated_by=_isolated_by([item.kind for item in record.entrypoints]),
        layer=_layer(item.kind for item in record.entrypoints),
    )


def describe_integration(record: ReferenceIntegration) -> Description:
    """The view of a reference integration, which has no version and brings no code."""
    return Description(
        native_name=record.id,
        version="",
        summary=record.description,
        compatibility=Compatibility(notes="\n".join(record.compatibility_notes)),
        layer=Layer.DECLARATIVE,
    )


def describe_grant(record: PluginCapabilityGrant) -> Description:
    """What a grant is for, as one capability, so that it can be held against what is declared.

    Its targets are the paths alone: `repo` and `metadata` say where, and only narrow them.
    """
    effect = effect_of(record.capability)
    return Description(
        native_name=record.plugin_descriptor_id,
        version="",
        summary=record.reason,
        capabilities=(
            Capability(
                native=record.capability,
                effect=effect,
                risk=surface_risk(effect),
                operations=tuple(record.operations),
                targets=tuple(record.target.paths),
                known=known_effect(record.capability) is not None,
            ),
        ),
    )


def _entry_points(
    entrypoints: Sequence[PluginEntrypoint | AdapterEntrypoint],
) -> tuple[EntryPoint, ...]:
    return tuple(
        EntryPoint(name=item.id, kind=item.kind, target=item.path, description=item.description)
        for item in entrypoints
    )


def _isolation(kinds: Iterable[str]) -> Isolation:
    found = set(kinds)
    if "module" in found:
        return Isolation.IN_PROCESS
    return Isolation.WORKER if found & {"command", "service"} else Isolation.SANDBOX


def _isolated_by(kinds: Sequence[str]) -> tuple[str | int, ...]:
    """The first entry point that the host takes into itself, if there is one."""
    return ("entrypoints", kinds.index("module"), "kind") if "module" in kinds else ("entrypoints",)


def _layer(kinds: Iterable[str]) -> Layer:
    found = set(kinds)
    if found & {"module", "command", "service"}:
        return Layer.CODE
    return Layer.SCRIPT if "workflow" in found else Layer.DECLARATIVE
