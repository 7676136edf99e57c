"""What a native manifest says, in words that all ecosystems share."""

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What a plugin can touch: the small vocabulary behind "what can it do?" (design §3)."""

    FILES_READ = "files-read"
    FILES_WRITE = "files-write"
    PROCESSES = "processes"
    NETWORK = "network"
    MEMORY = "memory"
    IDENTITY = "identity"
    TENANTS = "tenants"
    AUDIT = "audit"
    CONFIGURATION = "configuration"
    INTERFACE = "interface"
    HOST_CODE = "host-code"


EFFECT_TITLES: dict[Effect, str] = {
    Effect.FILES_READ: "read files",
    Effect.FILES_WRITE: "write files",
    Effect.PROCESSES: "run processes",
    Effect.NETWORK: "use the network",
    Effect.MEMORY: "use memory and facts",
    Effect.IDENTITY: "see identities",
    Effect.TENANTS: "use tenant data",
    Effect.AUDIT: "use the audit log",
    Effect.CONFIGURATION: "see configuration and secrets",
    Effect.INTERFACE: "add user interface",
    Effect.HOST_CODE: "run code inside the host",
}


class Risk(StrEnum):
    """How much harm a capability can do (Craik's four words)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Isolation(StrEnum):
    """Where a plugin's code runs (ObjectStack's tiers, used for all)."""

    IN_PROCESS = "T0"
    SANDBOX = "T1"
    WORKER = "T2"
    IN_APP = "U0"
    IFRAME = "U1"


class Layer(StrEnum):
    """What a plugin is made of."""

    DECLARATIVE = "L0"
    SCRIPT = "L1"
    CODE = "L2"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPoint:
    """Where a host enters the plugin; `kind` is the ecosystem's word."""

    name: str
    kind: str
    target: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One thing that a plugin *declares*; nothing here is enforced by us.

    Attributes:
        native: what the ecosystem calls it.
        effect: what that comes to.
        grant_required: whether the host must be told to allow it.
        known: whether the word is one of the ecosystem's own, and not perhaps misspelt.
    """

    native: str
    effect: Effect
    risk: Risk
    operations: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    grant_required: bool = False
    required: bool = True
    description: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Compatibility:
    """Which hosts, platforms and Pythons a release says it works with.

    Attributes:
        host: the range or list in the ecosystem's own notation; empty when nothing is said.
        status: ``supported``, ``experimental``, ``unsupported`` or ``unstated``.
    """

    host: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    python_versions: tuple[str, ...] = ()
    runner_modes: tuple[str, ...] = ()
    status: str = "unstated"
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """Another plugin of the same ecosystem that must be there, with a range in its notation."""

    native: str
    range: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The normalised view of one native manifest.

    Attributes:
        isolated_by: where in the manifest its isolation is said, as a route.
    """

    native_name: str
    version: str
    summary: str = ""
    entry_points: tuple[EntryPoint, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    compatibility: Compatibility = Compatibility()
    dependencies: tuple[Dependency, ...] = ()
    isolation: Isolation = Isolation.SANDBOX
    isolated_by: tuple[str | int, ...] = ()
    layer: Layer = Layer.CODE
    security_notes: tuple[str, ...] = ()
