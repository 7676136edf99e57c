"""``plugin.json`` as Caliban 0.8.0 takes it (its contract, section a).

Types are as strict as Caliban's: nothing is converted, and `None` stands only where it may.
Unknown keys are taken everywhere; `rules` speaks of them.  An array in place of an object is
refused, although some builds of Caliban would take one for ``components``.
"""

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from chandlery.checks import stated
from chandlery.diagnostics import Verdict
from chandlery.dialects.caliban.versions import is_minimum, is_version
from chandlery.documents import Route
from chandlery.quoting import MAX_QUOTED, escaped
from chandlery.records.base import Lean

BAD_VERSION = stated(
    "CAL101",
    """The version is not SemVer 2.0.

    ## Why it matters
    Caliban refuses the manifest: it compares versions to tell an update.

    ## Example
    ```json
    {"name": "link-keeper", "version": "1.02.0"}
    ```

    ## How to mend it
    Write three numbers without leading zeros and without a `v`: `1.2.0`.
    """,
    verdict=Verdict.VALID,
)
BAD_MINIMUM = stated(
    "CAL102",
    """The least version of Caliban cannot be read.

    ## Why it matters
    Caliban refuses the whole manifest for it.

    ## Example
    ```json
    {"caliban": {"min_version": "v0.8"}}
    ```

    ## How to mend it
    Write the three numbers of the version: `0.8.0`.
    """,
    verdict=Verdict.VALID,
)


def _version(text: str) -> str:
    if not is_version(text):
        raise PydanticCustomError(
            "CAL101",
            "{text} is not a SemVer version",
            {"text": escaped(text, MAX_QUOTED), "hint": "Write three numbers: `1.2.0`."},
        )
    return text


def _minimum(text: str) -> str:
    if not is_minimum(text):
        raise PydanticCustomError(
            "CAL102",
            "{text} is not a version of Caliban",
            {"text": escaped(text, MAX_QUOTED), "hint": "Write three numbers: `0.8.0`."},
        )
    return text


Paths = str | list[str] | None
Platform = Literal["macos", "linux", "windows"]


class Part(Lean):
    """An object somewhere in a manifest."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    @property
    def unknown(self) -> dict[str, Any]:
        """The keys that Caliban does not read, with their values."""
        return self.model_extra or {}

    @classmethod
    def known(cls) -> frozenset[str]:
        """The keys that Caliban reads."""
        return frozenset(field.alias or name for name, field in cls.model_fields.items())


class Components(Part):
    """What the plugin brings, by kind; where a kind is absent, Caliban looks at a fixed place."""

    skills: Paths = None
    hooks: Paths = None
    agents: Paths = None
    output_styles: Paths = None
    mcp_servers: Paths = None
    commands: Paths = None

    def paths(self, kind: str) -> tuple[str, ...]:
        """The paths of a kind of component, none where it is absent."""
        value: str | list[str] | None = getattr(self, kind)
        if value is None:
            return ()
        return (value,) if isinstance(value, str) else tuple(value)


class McpServer(Part):
    """A program that Caliban starts and speaks MCP with."""

    command: str
    args: list[str] = []
    env: dict[str, str] = {}
    cwd: str | None = None
    transport: str | None = None


class Requirements(Part):
    """Where the plugin loads; installing looks at neither."""

    min_version: Annotated[str, AfterValidator(_minimum)] | None = None
    platforms: list[Platform] | None = None


class PluginManifest(Part):
    """The whole of ``plugin.json``."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,32}$")]
    version: Annotated[str, AfterValidator(_version)]
    description: str = ""
    author: str = ""
    license: str = ""
    homepage: str | None = None
    components: Components = Components()
    servers: Annotated[dict[str, McpServer], Field(alias="mcpServers")] = {}
    caliban: Requirements = Requirements()


KINDS: Final = tuple(Components.model_fields)

STATED = (BAD_VERSION, BAD_MINIMUM)


def duplicate(route: Route) -> Verdict:
    """A key that Caliban knows, given twice, is refused; of any other the last one counts."""
    match route:
        case (str(key),):
            known = key in PluginManifest.known()
        case ("components", str(key)):
            known = key in Components.known()
        case ("caliban", str(key)):
            known = key in Requirements.known()
        case ("mcpServers", str(), str(key)):
            known = key in McpServer.known()
        case _:
            known = False
    return Verdict.VALID if known else Verdict.POLICY
