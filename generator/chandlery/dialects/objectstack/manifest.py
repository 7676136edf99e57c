"""ObjectStack's manifest, by the verdict of 17.1.0 (contract, section 2)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from chandlery.checks import stated
from chandlery.diagnostics import Verdict
from chandlery.dialects.objectstack.content import NavigationContribution, Seed
from chandlery.dialects.objectstack.contributes import Configuration, Contributions
from chandlery.dialects.objectstack.protocols import Capabilities
from chandlery.dialects.objectstack.values import Closed, Maybe, Open

Type = Literal[
    "plugin",
    "ui",
    "driver",
    "server",
    "app",
    "theme",
    "agent",
    "objectql",
    "module",
    "gateway",
    "adapter",
]

RETIRED_KEY = stated(
    "OBJ107",
    """The key was retired.

    ## Why it matters
    ObjectStack refuses `loading` since 17.0.

    ## Example
    ```json
    {"loading": {"strategy": "lazy"}}
    ```

    ## How to mend it
    Take the key out.
    """,
    verdict=Verdict.VALID,
)


def _retired(value: Any) -> None:  # noqa: ARG001 - whatever it is
    hint = {"hint": "Take the key out."}
    raise PydanticCustomError("OBJ107", "the key was retired in ObjectStack 17.0", hint)


class Engines(Open):
    """The hosts that a package is for, in two notations of one range."""

    platform: Maybe[str] = None
    protocol: Maybe[str] = None


class LegacyEngine(Open):
    """The same in the old form; only the text's beginning is checked."""

    objectstack: Annotated[str, Field(pattern=r"^[><=~^]*[0-9]+\.[0-9]+\.[0-9]+")]


class Permissions(Closed):
    """What a package declares to need."""

    services: Maybe[list[str]] = None
    hooks: Maybe[list[str]] = None
    network: Maybe[list[str]] = None
    fs: Maybe[list[str]] = None


def _form(value: Any) -> str:
    return "list" if isinstance(value, list) else "object"


AnyPermissions = Annotated[
    Annotated[list[str], Tag("list")] | Annotated[Permissions, Tag("object")],
    Discriminator(_form),
]


class Manifest(Open):
    """The whole of ``objectstack.plugin.json``, and of an app's manifest.

    Attributes:
        main: read by the build alone, which takes any value for none.
    """

    id: str
    name: str
    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    type: Type
    namespace: Maybe[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,19}$")]] = None
    scope: Literal["cloud", "system", "project"] = "project"
    default_datasource: str = "default"
    description: Maybe[str] = None
    engines: Maybe[Engines] = None
    engine: Maybe[LegacyEngine] = None
    runtime: Maybe[Literal["node", "sandbox", "worker"]] = None
    packaging: Maybe[Literal["bundled", "manifest-deps"]] = None
    permissions: Maybe[AnyPermissions] = None
    integrity: Maybe[dict[str, str]] = None
    dependencies: Maybe[dict[str, str]] = None
    objects: Maybe[list[str]] = None
    datasources: Maybe[list[str]] = None
    data: Maybe[list[Seed]] = None
    navigation_contributions: Maybe[list[NavigationContribution]] = None
    configuration: Maybe[Configuration] = None
    capabilities: Maybe[Capabilities] = None
    extensions: Maybe[dict[str, Any]] = None
    contributes: Maybe[Contributions] = None
    loading: Annotated[None, BeforeValidator(_retired)] = None
    main: Any = None

    def declared(self) -> Permissions:
        """The permissions; the legacy list maps to nothing in the host, and to nothing here."""
        return self.permissions if isinstance(self.permissions, Permissions) else Permissions()


STATED = (RETIRED_KEY,)
