"""CAL2xx: what this catalog asks of a ``plugin.json`` that Caliban itself would take."""

from collections.abc import Iterator, Sequence
from typing import Final

from chandlery.checks import Finding, Once, rule
from chandlery.diagnostics import Severity
from chandlery.dialects.caliban.manifest import (
    KINDS,
    Part,
    PluginManifest,
)
from chandlery.dialects.caliban.versions import is_plain
from chandlery.dialects.source import inside
from chandlery.documents import Route
from chandlery.quoting import quoted
from chandlery.suggest import did_you_mean

# Keys of Claude Code's manifest that have another form here.
_ELSEWHERE: Final = {
    "agents": "Put it into `components`.",
    "commands": "Put it into `components`.",
    "hooks": "Put it into `components`.",
    "mcp_servers": "Use `mcpServers`, or put a path into `components`.",
    "outputStyles": "Use `components.output_styles`.",
    "output_styles": "Put it into `components`.",
    "skills": "Put it into `components`.",
}


@Once
def component_paths(manifest: PluginManifest) -> Sequence[tuple[str, Route, str]]:
    """Every component path, as (kind, route, path)."""
    found: list[tuple[str, Route, str]] = []
    for kind in KINDS:
        value = getattr(manifest.components, kind)
        for index, path in enumerate(manifest.components.paths(kind)):
            route: Route = ("components", kind)
            found.append((kind, (*route, index) if isinstance(value, list) else route, path))
    return found


@rule("CAL201")
def path_leads_out(manifest: PluginManifest) -> Iterator[Finding]:
    """A component's path leads out of the plugin.

    ## Why it matters
    Caliban joins the path to the plugin's folder without a look at it. An absolute path or one
    with `..` reads files of the person who installed the plugin, and those were not reviewed.

    ## Example
    ```json
    {"components": {"skills": ["/etc", "../../outside"]}}
    ```

    ## How to mend it
    Write a path below the plugin's folder, with `/`: `skills/one`.
    """
    for _, route, path in component_paths(manifest):
        if inside(path) is None:
            yield Finding(
                route,
                f"{quoted(path)} does not stay inside the plugin",
                "Write a path below the plugin's folder, with `/`.",
            )


@rule("CAL202")
def no_description(manifest: PluginManifest) -> Iterator[Finding]:
    """The manifest has no description.

    ## Why it matters
    It is the one line that Caliban shows about the plugin.

    ## Example
    ```json
    {"name": "link-keeper", "version": "1.0.0"}
    ```

    ## How to mend it
    Say in one line what the plugin does.
    """
    if not manifest.description.strip():
        yield Finding(("description",), "there is no description", "Say what the plugin does.")


@rule("CAL203")
def no_platform(manifest: PluginManifest) -> Iterator[Finding]:
    """The list of platforms is empty.

    ## Why it matters
    An empty list matches no machine: the plugin installs everywhere and loads nowhere.

    ## Example
    ```json
    {"caliban": {"platforms": []}}
    ```

    ## How to mend it
    Name the platforms, or take the key out: without it the plugin loads on all of them.
    """
    if manifest.caliban.platforms == []:
        yield Finding(
            ("caliban", "platforms"),
            "`platforms` is empty, which matches no machine",
            "Name the platforms, or take the key out.",
        )


@rule("CAL204")
def unread_component(manifest: PluginManifest) -> Iterator[Finding]:
    """A kind of component is one that Caliban does not have.

    ## Why it matters
    Caliban drops the key without a word, and the plugin lacks what it was meant to bring.

    ## Example
    ```json
    {"components": {"outputStyles": "styles/"}}
    ```

    ## How to mend it
    Correct the key, or take it out. Caliban's component keys are written with `_`.
    """
    yield from _unread(("components",), manifest.components)


@rule("CAL205")
def minimum_not_plain(manifest: PluginManifest) -> Iterator[Finding]:
    """The least version of Caliban is not a plain version.

    ## Why it matters
    Caliban reads it as a requirement and compares it as a version. Where that fails, the plugin
    loads on every version, also on those that it was not made for.

    ## Example
    ```json
    {"caliban": {"min_version": "0.5.x"}}
    ```

    ## How to mend it
    Write three numbers: `0.5.0`.
    """
    minimum = manifest.caliban.min_version
    if minimum is not None and not is_plain(minimum):
        yield Finding(
            ("caliban", "min_version"),
            f"{quoted(minimum)} is not a version of three numbers",
            "Write three numbers: `0.8.0`.",
        )


@rule("CAL206")
def name_begins_with_a_mark(manifest: PluginManifest) -> Iterator[Finding]:
    """The name begins with `-` or `_`.

    ## Why it matters
    A command line takes a word that begins with `-` for an option, and no name of this catalog
    begins so.

    ## Example
    ```json
    {"name": "-keeper", "version": "1.0.0"}
    ```

    ## How to mend it
    Begin the name with a letter or a digit.
    """
    if manifest.name.startswith(("-", "_")):
        yield Finding(
            ("name",),
            f"`{manifest.name}` begins with `{manifest.name[0]}`",
            "Begin the name with a letter or a digit.",
        )


@rule("CAL207", severity=Severity.WARNING)
def misspelt_key(manifest: PluginManifest) -> Iterator[Finding]:
    """A key looks like one that Caliban reads, and is not.

    ## Why it matters
    Caliban keeps keys that it does not know and does nothing with them, so a slip is lost in
    silence.

    ## Example
    ```json
    {"descripton": "Keeps links.", "skills": "./skills/"}
    ```

    ## How to mend it
    Correct the key. Components stand below `components`, as paths.
    """
    for key in manifest.unknown:
        hint = _ELSEWHERE.get(key) or did_you_mean(key, PluginManifest.known())
        if hint:
            yield Finding((key,), f"Caliban does not read {quoted(key)}", hint, on="key")


@rule("CAL208", severity=Severity.WARNING)
def servers_given_twice(manifest: PluginManifest) -> Iterator[Finding]:
    """MCP servers are given in the manifest and in a file.

    ## Why it matters
    Caliban takes those of the manifest and never opens the file.

    ## Example
    ```json
    {
      "components": {"mcp_servers": "mcp/servers.json"},
      "mcpServers": {"links": {"command": "python3"}}
    }
    ```

    ## How to mend it
    Keep one of the two.
    """
    if manifest.servers and manifest.components.paths("mcp_servers"):
        yield Finding(
            ("components", "mcp_servers"),
            "`mcpServers` wins over this file",
            "Keep one of the two.",
        )


@rule("CAL209", severity=Severity.WARNING)
def unread_key(manifest: PluginManifest) -> Iterator[Finding]:
    """A key of a server or a requirement is one that Caliban does not read.

    ## Why it matters
    What was written there, the address of a server or a least version, has no effect.

    ## Example
    ```json
    {"caliban": {"min_verison": "0.8.0"}}
    ```

    ## How to mend it
    Correct the key, or take it out.
    """
    yield from _unread(("caliban",), manifest.caliban)
    for name, server in manifest.servers.items():
        yield from _unread(("mcpServers", name), server)


def _unread(route: Route, part: Part) -> Iterator[Finding]:
    for key in part.unknown:
        yield Finding(
            (*route, key),
            f"Caliban does not read {quoted(key)} here",
            did_you_mean(key, part.known()) or "Take it out.",
            on="key",
        )


POLICY = (
    path_leads_out,
    no_description,
    no_platform,
    unread_component,
    minimum_not_plain,
    name_begins_with_a_mark,
    misspelt_key,
    servers_given_twice,
    unread_key,
)
