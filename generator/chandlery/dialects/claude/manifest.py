"""``.claude-plugin/plugin.json`` as Claude Code's reference describes it (the contract, d.2).

Read from the published documentation and not measured.  Only the name is required; unknown keys
are taken, and lost.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from chandlery.checks import Finding, Once, rule, stated
from chandlery.diagnostics import Verdict
from chandlery.dialects.source import inside
from chandlery.documents import Route
from chandlery.quoting import MAX_QUOTED, escaped, quoted
from chandlery.records.base import Lean

BAD_NAME = stated(
    "CLA101",
    """The name cannot be a plugin's.

    ## Why it matters
    The name stands in commands, `name@marketplace`, and in the paths of the plugin's files. Claude
    Code takes no spaces, `@`, `:`, slashes or characters that cannot be seen.

    ## Example
    ```json
    {"name": "Link Keeper"}
    ```

    ## How to mend it
    Write the name in lower case with dashes: `link-keeper`.
    """,
    verdict=Verdict.VALID,
)
BAD_HOMEPAGE = stated(
    "CLA102",
    """The homepage is no URL.

    ## Why it matters
    Claude Code does not load a plugin whose homepage is not one.

    ## Example
    ```json
    {"homepage": "keeper.example"}
    ```

    ## How to mend it
    Write the whole address, with `https://`, or take the key out.
    """,
    verdict=Verdict.VALID,
)

_SPECIAL = re.compile(r"[\s@:/\\]|\.\.")
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}


def _name(text: str) -> str:
    unseen = any(unicodedata.category(character) in _UNSEEN for character in text)
    if not text or unseen or _SPECIAL.search(text):
        raise PydanticCustomError(
            "CLA101",
            "the name {text} has a character that no name has" if text else "the name is empty",
            {"text": escaped(text, MAX_QUOTED), "hint": "Write it in lower case with dashes."},
        )
    return text


def _homepage(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if not (parts.scheme and (parts.netloc or parts.path)):
        raise PydanticCustomError(
            "CLA102",
            "{text} is no URL",
            {"text": escaped(text, MAX_QUOTED), "hint": "Begin it with https://."},
        )
    return text


class Part(Lean):
    """An object somewhere in a manifest."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)


class Author(Part):
    """Who made the plugin."""

    name: str
    email: str = ""
    url: str = ""


Paths = str | list[str]
# Paths, or the thing itself.
Inline = str | list[Any] | dict[str, Any]


class PluginManifest(Part):
    """The whole of ``plugin.json``; an empty value stands for an absent one."""

    name: Annotated[str, AfterValidator(_name)]
    version: str = ""
    description: str = ""
    author: Author | None = None
    homepage: Annotated[str, AfterValidator(_homepage)] | None = None
    repository: Any = None
    license: str = ""
    keywords: list[str] = []
    skills: Paths = []
    commands: Inline = []
    agents: Paths = []
    hooks: Inline = []
    mcp_servers: Annotated[Inline, Field(alias="mcpServers")] = []
    lsp_servers: Annotated[Inline, Field(alias="lspServers")] = []
    output_styles: Annotated[Paths, Field(alias="outputStyles")] = []
    workflows: Paths = []
    experimental: dict[str, Any] = {}
    dependencies: list[Any] = []

    @classmethod
    def known(cls) -> frozenset[str]:
        """The keys that Claude Code reads."""
        names = (field.alias or name for name, field in cls.model_fields.items())
        return frozenset(names) | _OTHER_KEYS

    def component(self, key: str) -> Any:
        """The value of a component, by its key in the document."""
        head, _, tail = key.partition(".")
        value = getattr(self, _FIELDS[head])
        return value.get(tail, []) if tail else value


_OTHER_KEYS: Final = frozenset(
    {
        "$schema",
        "channels",
        "defaultEnabled",
        "displayName",
        "metadata",
        "monitors",
        "settings",
        "themes",
        "userConfig",
    }
)
_FIELDS: Final = {field.alias or name: name for name, field in PluginManifest.model_fields.items()}

# Kinds of component that run programs, and those that are texts.
PROGRAMS: Final = ("hooks", "mcpServers", "lspServers", "experimental.monitors")
TEXTS: Final = ("skills", "commands", "agents", "outputStyles", "workflows", "experimental.themes")

_BUNDLE = "https://"


@Once
def component_paths(manifest: PluginManifest) -> Sequence[tuple[str, Route, str]]:
    """Every component path, as (key, route, path); addresses of bundles are none."""
    return [
        (key, route, path)
        for key in (*PROGRAMS, *TEXTS)
        if (value := manifest.component(key)) or isinstance(value, str)
        for route, path in _strings(key, value)
        if isinstance(path, str) and not is_bundle(key, path)
    ]


def _strings(key: str, value: Any) -> Iterator[tuple[Route, Any]]:
    """What may be a path in a component's value."""
    route: Route = tuple(key.split("."))
    match value:
        case str():
            yield route, value
        case list():
            yield from (((*route, at), item) for at, item in enumerate(value))
        case dict() if key == "commands":
            for name, command in value.items():
                if isinstance(command, dict):
                    yield (*route, name, "source"), command.get("source")


def is_bundle(key: str, path: str) -> bool:
    """Whether a component is the address of a bundle of MCP servers."""
    return key == "mcpServers" and path.startswith(_BUNDLE)


@rule("CLA103", verdict=Verdict.VALID)
def path_leads_out(manifest: PluginManifest) -> Iterator[Finding]:
    """A component's path is not one below the plugin's folder.

    ## Why it matters
    Claude Code takes paths that begin with `./` and stay inside the plugin; any other component
    is not loaded.

    ## Example
    ```json
    {"hooks": "hooks/hooks.json", "skills": ["./../shared/skills/"]}
    ```

    ## How to mend it
    Begin the path with `./` and keep it below the plugin's folder.
    """
    for key, route, path in component_paths(manifest):
        whole = key == "skills" and path == "."
        if inside(path) is None:
            yield Finding(
                route, f"{quoted(path)} does not stay inside the plugin", "Keep it inside."
            )
        elif not path.startswith("./") and not whole:
            yield Finding(route, f"{quoted(path)} does not begin with `./`", "Begin it with `./`.")


VALID = (BAD_NAME, BAD_HOMEPAGE, path_leads_out)
