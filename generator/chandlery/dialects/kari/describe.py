"""Kari's manifest → the normalised view.

A handler is Python that Kari imports: code in the host, always.  ``sandbox_required`` (the
default) declares that it may run in a sandbox (T1); without it the code is in Kari's process (T0).
``trusted_ui`` asks for `ui.py` to run in the Control Room without the gate for advanced users
(interface, U0).  ``enable_external_workflow`` lets a workflow engine beside Kari work for the
plugin, which is another program on the network.
"""

from collections.abc import Iterator

from chandlery.dialects.kari.manifest import PluginManifest
from chandlery.dialects.kari.parts import strings
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


def describe(manifest: PluginManifest) -> Description:
    """The view of a manifest."""
    return Description(
        native_name=manifest.name,
        version=manifest.version,
        summary=manifest.description,
        entry_points=(
            EntryPoint(name=manifest.entry_point, kind="handler", target=manifest.module),
        ),
        capabilities=tuple(_capabilities(manifest)),
        compatibility=Compatibility(
            host=_texts(manifest, "karen_version"),
            platforms=strings(manifest, "os_platforms"),
            python_versions=_texts(manifest, "python_version"),
        ),
        dependencies=tuple(_dependencies(manifest)),
        isolation=_isolation(manifest),
        isolated_by=("trusted_ui" if manifest.sandbox_required else "sandbox_required",),
        layer=Layer.CODE,
        security_notes=tuple(_notes(manifest)),
    )


def _isolation(manifest: PluginManifest) -> Isolation:
    if not manifest.sandbox_required:
        return Isolation.IN_PROCESS
    return Isolation.IN_APP if manifest.trusted_ui else Isolation.SANDBOX


def _capabilities(manifest: PluginManifest) -> Iterator[Capability]:
    yield Capability(
        native="entry_point",
        effect=Effect.HOST_CODE,
        risk=Risk.HIGH if manifest.sandbox_required else Risk.CRITICAL,
        operations=("run",),
        targets=(f"handler.py:{manifest.entry_name or manifest.entry_point}",),
        description="Runs Python that Kari imports.",
    )
    if manifest.trusted_ui:
        yield Capability(
            native="trusted_ui",
            effect=Effect.INTERFACE,
            risk=Risk.HIGH,
            operations=("render",),
            targets=("ui.py",),
            description="Asks to run its interface without the gate for advanced users.",
        )
    if manifest.enable_external_workflow:
        slug = (manifest.model_extra or {}).get("workflow_slug")
        yield Capability(
            native="enable_external_workflow",
            effect=Effect.NETWORK,
            risk=Risk.MEDIUM,
            operations=("start-workflow",),
            targets=(slug,) if isinstance(slug, str) and slug else (),
            description="Lets a workflow engine beside Kari work for it.",
        )


def _dependencies(manifest: PluginManifest) -> Iterator[Dependency]:
    for item in manifest.dependencies:
        name, version = item.get("name"), item.get("version")
        if isinstance(name, str):
            yield Dependency(
                native=name,
                range=version if isinstance(version, str) else "",
                optional=item.get("optional") is True,
            )


def _notes(manifest: PluginManifest) -> Iterator[str]:
    if manifest.sandbox_required:
        yield "It declares that it needs a sandbox; Kari's router reads another key, `sandbox`."
    else:
        yield "It declares that it runs without a sandbox, inside of Kari."
    if manifest.required_roles:
        yield f"Kari lets in callers with one of these roles: {', '.join(manifest.required_roles)}."
    else:
        yield "It asks for no role: whoever reaches Kari can call it."


def _texts(manifest: PluginManifest, key: str) -> tuple[str, ...]:
    value = manifest.compatibility.get(key)
    return (value,) if isinstance(value, str) and value else ()
