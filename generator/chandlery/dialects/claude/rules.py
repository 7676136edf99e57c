"""CLA2xx and CLA3xx: what this catalog asks of a plugin for Claude Code beyond what loads."""

import re
from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.dialects.claude.configured import UNSAID, manifest_of, source_of
from chandlery.dialects.claude.manifest import PluginManifest, component_paths
from chandlery.dialects.claude.programs import PROGRAM_RULES
from chandlery.dialects.source import inside, missing_components
from chandlery.quoting import quoted
from chandlery.suggest import did_you_mean

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_NAME = 128  # what the desktop application takes
_OWN = re.compile(
    r"(claude|anthropics?|cc-plugin)-.*"
    r"|claude|anthropics?"
    r"|(.*-)?official-(claude|anthropics?)(-.*)?"
    r"|(.*-)?(claude|anthropics?)-official(-.*)?"
)


@rule("CLA201")
def name_not_kebab(manifest: PluginManifest) -> Iterator[Finding]:
    """The name is not in kebab-case.

    ## Why it matters
    People type it after `/plugin install`, and Claude's other applications take no other form.

    ## Example
    ```json
    {"name": "Link_Keeper"}
    ```

    ## How to mend it
    Use lower-case letters, digits and single dashes between them, at most 128.
    """
    if not _KEBAB.fullmatch(manifest.name) or len(manifest.name) > _MAX_NAME:
        yield Finding(
            ("name",),
            f"{quoted(manifest.name)} is not in kebab-case",
            "Use lower-case letters, digits and single dashes.",
        )


@rule("CLA202")
def no_version(manifest: PluginManifest) -> Iterator[Finding]:
    """The manifest has no version.

    ## Why it matters
    Without one Claude Code shows a part of the archive's digest for the version, and nobody can
    tell an update from another file.

    ## Example
    ```json
    {"name": "link-keeper"}
    ```

    ## How to mend it
    Give the version of the release.
    """
    if not manifest.version:
        yield Finding(("version",), "there is no version", "Give the version of the release.")


@rule("CLA203")
def no_description(manifest: PluginManifest) -> Iterator[Finding]:
    """The manifest has no description.

    ## Why it matters
    It is the line that people read before they enable the plugin.

    ## Example
    ```json
    {"name": "link-keeper", "version": "1.0.0"}
    ```

    ## How to mend it
    Say in one line what the plugin does.
    """
    if not manifest.description.strip():
        yield Finding(("description",), "there is no description", "Say what the plugin does.")


@rule("CLA204", severity=Severity.WARNING)
def name_like_the_makers(manifest: PluginManifest) -> Iterator[Finding]:
    """The name reads as if the plugin were Anthropic's own.

    ## Why it matters
    Claude Code loads it, and its `plugin validate` refuses it: people must be able to tell whose
    plugin it is.

    ## Example
    ```json
    {"name": "claude-link-keeper"}
    ```

    ## How to mend it
    Choose a name that begins otherwise.
    """
    if _OWN.fullmatch(re.sub(r"[^a-z0-9]+", "-", manifest.name.lower())):
        yield Finding(
            ("name",),
            f"{quoted(manifest.name)} reads like a plugin of Anthropic's",
            "Choose a name that begins otherwise.",
        )


@rule("CLA205", severity=Severity.WARNING)
def misspelt_key(manifest: PluginManifest) -> Iterator[Finding]:
    """A key looks like one that Claude Code reads, and is not.

    ## Why it matters
    Claude Code leaves out keys that it does not know, so a slip is lost in silence.

    ## Example
    ```json
    {"mcp_servers": "./servers.json"}
    ```

    ## How to mend it
    Correct the key. Claude Code's keys are written in camelCase.
    """
    for key in manifest.model_extra or {}:
        hint = did_you_mean(key, manifest.known())
        if hint and key not in manifest.known():
            yield Finding((key,), f"Claude Code does not read {quoted(key)}", hint, on="key")


@rule("CLA301")
def name_of_another(release: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's name is not the package's.

    ## Why it matters
    The marketplace lists the plugin by one name and its files have another; Claude Code then does
    not find it.

    ## Example
    `plugins/link-keeper/releases/1.0.0/claude.json` with `"name": "links"`

    ## How to mend it
    Use the package's name, or map it in `listing.yml`: `names: {claude: links}`.
    """
    manifest, expected = manifest_of(release), release.native_name("claude")
    if manifest and manifest.name != expected:
        yield Finding(
            ("name",),
            f"the name is {quoted(manifest.name)}, and the package is called {quoted(expected)}",
            "Use the package's name, or map it in `listing.yml`.",
        )


@rule("CLA302")
def version_of_another(release: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's version is not the release's.

    ## Why it matters
    Claude Code believes the manifest. Two releases with one version would leave everybody on the
    copy that they have.

    ## Example
    `releases/1.1.0/claude.json` with `"version": "1.0.0"`

    ## How to mend it
    Correct the manifest, or move it to the release that it describes.
    """
    manifest = manifest_of(release)
    if manifest and manifest.version and manifest.version != release.version:
        yield Finding(
            ("version",),
            f"the version is {quoted(manifest.version)}, and the release is {release.version}",
            f"Set `version` to {release.version}, or move the manifest.",
        )


@rule("CLA303")
def component_missing(release: ReleaseEntry) -> Iterator[Finding]:
    """A component's path leads to nothing.

    ## Why it matters
    The plugin installs, and Claude Code reports an error for the component at every start.

    ## Example
    `"hooks": "./hooks/hook.json"` for a source with `hooks/guard.json`

    ## How to mend it
    Correct the path, or add the file to the source.
    """
    manifest, source = manifest_of(release), source_of(release)
    if manifest and source:
        yield from missing_components(source, component_paths(manifest))


@rule("CLA304")
def component_unsaid(release: ReleaseEntry) -> Iterator[Finding]:
    """The plugin brings hooks or servers that its manifest does not name.

    ## Why it matters
    Claude Code loads them from a fixed place all the same. People judge a plugin by what its
    manifest declares, and hooks and servers run programs.

    ## Example
    A source with `hooks/hooks.json`, and a manifest without `hooks`

    ## How to mend it
    Give the file another name and write that into the manifest: `"hooks": "./hooks/guard.json"`.
    """
    manifest, source = manifest_of(release), source_of(release)
    if manifest is None or source is None:
        return
    said = {inside(path) for _, _, path in component_paths(manifest)}
    for path, key in UNSAID.items():
        if path in source.sizes and path not in said:
            yield Finding(
                tuple(key.split(".")),
                f"`{path}` is in the source, and `{key}` does not name it",
                f"Give the file another name and write that into `{key}`.",
            )


POLICY = (name_not_kebab, no_version, no_description, name_like_the_makers, misspelt_key)
RELEASE_RULES = (
    name_of_another,
    version_of_another,
    component_missing,
    component_unsaid,
    *PROGRAM_RULES,
)
