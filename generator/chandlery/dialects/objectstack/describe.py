"""An ObjectStack manifest in the words that all ecosystems share."""

from collections.abc import Iterator

from chandlery.dialects.objectstack.connectors import Connector, connectors
from chandlery.dialects.objectstack.hosts import PROTOCOL, declared_range
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.dialects.objectstack.ranges import admits
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

# An absent runtime says nothing in the schema; what may be assumed of it is the sandbox.
ISOLATION = {
    "node": Isolation.IN_PROCESS,
    "sandbox": Isolation.SANDBOX,
    "worker": Isolation.WORKER,
    None: Isolation.SANDBOX,
}

# Services have free names; these are in use.  Any other works on the environment's own records.
SERVICES = {
    "http": Effect.NETWORK,
    "auth": Effect.IDENTITY,
    "audit": Effect.AUDIT,
    "settings": Effect.CONFIGURATION,
    "storage": Effect.FILES_WRITE,
    "job": Effect.PROCESSES,
    "queue": Effect.PROCESSES,
    "cache": Effect.MEMORY,
    "ui": Effect.INTERFACE,
}

IN_PROCESS = Capability(
    native="runtime:node",
    effect=Effect.HOST_CODE,
    risk=Risk.HIGH,
    description="Runs inside the host process, with all that the process can do.",
)
OWN_PACKAGES = Capability(
    native="packaging:manifest-deps",
    effect=Effect.PROCESSES,
    risk=Risk.HIGH,
    description="Brings a lock file, from which a package manager installs code of others.",
)
_UNENFORCED = "Permissions are what the package declares; no released host enforces them."
_LEGACY = "Its permissions are in the old list form, which hosts take and map to nothing."


def describe(record: Manifest) -> Description:
    """The normalised view of a manifest."""
    return Description(
        native_name=record.id,
        version=record.version,
        summary=record.description or "",
        entry_points=tuple(_entry_points(record)),
        capabilities=tuple(_capabilities(record)),
        compatibility=_compatibility(record),
        dependencies=tuple(
            Dependency(native=name, range=range_)
            for name, range_ in sorted((record.dependencies or {}).items())
        ),
        isolation=ISOLATION[record.runtime],
        isolated_by=("runtime",),
        layer=_layer(record),
        security_notes=(_UNENFORCED, *((_LEGACY,) if isinstance(record.permissions, list) else ())),
    )


def _layer(record: Manifest) -> Layer:
    """What the package is made of (contract, section 3); a declared connector is no code."""
    if record.type != "app" or record.packaging == "manifest-deps":
        return Layer.CODE
    if any(True for connector in connectors(record.model_extra) for _ in connector.programs()):
        return Layer.CODE
    if record.runtime in {"node", "worker"}:
        return Layer.CODE
    contributes = record.contributes
    scripted = contributes and (contributes.functions or contributes.actions)
    return Layer.SCRIPT if record.runtime or scripted else Layer.DECLARATIVE


def _compatibility(record: Manifest) -> Compatibility:
    engines, legacy = record.engines, record.engine
    host = [
        f"{name} {text}"
        for name, text in (
            ("protocol", engines.protocol if engines else None),
            ("platform", engines.platform if engines else None),
            ("objectstack", legacy.objectstack if legacy else None),
        )
        if text
    ]
    declared = declared_range(record)
    if declared is None:
        return Compatibility(host=tuple(host))
    notes = {
        True: f"Includes protocol {PROTOCOL}.",
        False: f"Leaves protocol {PROTOCOL} out.",
        None: "No host understands the range; it is admitted with a warning.",
    }[admits(declared[1], PROTOCOL)]
    return Compatibility(host=tuple(host), status="supported", notes=notes)


def _entry_points(record: Manifest) -> Iterator[EntryPoint]:
    if record.type != "app":
        target = record.main if isinstance(record.main, str) else "dist/index.mjs"
        yield EntryPoint(name=record.id, kind=record.type, target=target)
    contributes = record.contributes
    if contributes is None:
        return
    for command in contributes.commands or ():
        yield EntryPoint(
            name=command.name,
            kind="command",
            target=command.module or command.name,
            description=command.description or "",
        )
    for action in contributes.actions or ():
        yield EntryPoint(
            name=action.name,
            kind="action",
            target=action.name,
            description=action.description or action.label or "",
        )
    for function in contributes.functions or ():
        yield EntryPoint(
            name=function.name,
            kind="function",
            target=function.name,
            description=function.description or "",
        )
    for route in contributes.routes or ():
        yield EntryPoint(name=route.prefix, kind="route", target=route.service)
    for driver in contributes.drivers or ():
        yield EntryPoint(name=driver.id, kind="driver", target=driver.id, description=driver.label)


def _capabilities(record: Manifest) -> Iterator[Capability]:
    declared = record.declared()
    if record.runtime == "node":
        yield IN_PROCESS
    if record.packaging == "manifest-deps":
        yield OWN_PACKAGES
    for name in dict.fromkeys(declared.services or ()):
        effect = SERVICES.get(name, Effect.TENANTS)
        yield Capability(native=f"services:{name}", effect=effect, risk=Risk.MEDIUM)
    for name in dict.fromkeys(declared.hooks or ()):
        yield Capability(
            native=f"hooks:{name}",
            effect=Effect.TENANTS,
            risk=Risk.MEDIUM,
            operations=(name.rpartition(".")[2],),
            targets=(name.partition(".")[0],),
        )
    if hosts := tuple(dict.fromkeys(declared.network or ())):
        anywhere = any("*" in host for host in hosts)
        yield Capability(
            native="network",
            effect=Effect.NETWORK,
            risk=Risk.HIGH if anywhere else Risk.MEDIUM,
            targets=hosts,
        )
    if paths := tuple(dict.fromkeys(declared.fs or ())):
        # The permission names paths and does not say what is done with them.
        for effect in (Effect.FILES_READ, Effect.FILES_WRITE):
            yield Capability(native="fs", effect=effect, risk=Risk.HIGH, targets=paths)
    for connector in connectors(record.model_extra):
        yield from _connected(connector)


def _connected(connector: Connector) -> Iterator[Capability]:
    """What a connector that the manifest itself holds comes to."""
    native = f"connectors:{connector.name}"
    if targets := tuple(address for _, address in connector.addresses()):
        effect, risk = Effect.NETWORK, Risk.MEDIUM
        yield Capability(native=native, effect=effect, risk=risk, targets=targets)
    for _, what in connector.programs():
        effect, risk = Effect.PROCESSES, Risk.HIGH
        yield Capability(native=native, effect=effect, risk=risk, description=f"It {what}.")
