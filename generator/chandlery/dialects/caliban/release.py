"""CAL3xx: what a Caliban manifest and its release must agree on."""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, rule
from chandlery.dialects.caliban.configured import UNSAID, manifest_of, source_of
from chandlery.dialects.caliban.programs import PROGRAM_RULES
from chandlery.dialects.caliban.rules import component_paths
from chandlery.dialects.source import missing_components
from chandlery.quoting import quoted


@rule("CAL301")
def name_of_another(release: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's name is not the package's.

    ## Why it matters
    Caliban installs into a folder of the name that was asked for, and refuses a manifest that has
    another.

    ## Example
    `plugins/link-keeper/releases/1.0.0/caliban.json` with `"name": "links"`

    ## How to mend it
    Use the package's name, or map it in `listing.yml`: `names: {caliban: links}`. Caliban's names
    have at most 32 characters.
    """
    manifest, expected = manifest_of(release), release.native_name("caliban")
    if manifest and manifest.name != expected:
        yield Finding(
            ("name",),
            f"the name is `{manifest.name}`, and the package is called {quoted(expected)}",
            "Use the package's name, or map it in `listing.yml`.",
        )


@rule("CAL302")
def version_of_another(release: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's version is not the release's.

    ## Why it matters
    Caliban compares the two texts after the download, build metadata included, and refuses the
    archive where they differ.

    ## Example
    `releases/1.1.0/caliban.json` with `"version": "1.0.0"`

    ## How to mend it
    Correct the manifest, or move it to the release that it describes.
    """
    manifest = manifest_of(release)
    if manifest and manifest.version != release.version:
        yield Finding(
            ("version",),
            f"the version is {manifest.version}, and the release is {release.version}",
            f"Set `version` to {release.version}, or move the manifest.",
        )


@rule("CAL303")
def component_missing(release: ReleaseEntry) -> Iterator[Finding]:
    """A component's path leads to nothing.

    ## Why it matters
    Caliban does not mind a path that is not there: the plugin installs, lists, and lacks what it
    promised.

    ## Example
    `"hooks": "hooks/hook.json"` for a source with `hooks/hooks.json`

    ## How to mend it
    Correct the path, or add the file to the source.
    """
    manifest, source = manifest_of(release), source_of(release)
    if manifest and source:
        yield from missing_components(source, component_paths(manifest))


@rule("CAL304")
def component_unsaid(release: ReleaseEntry) -> Iterator[Finding]:
    """The plugin brings hooks or MCP servers that its manifest does not name.

    ## Why it matters
    Caliban finds them at a fixed place all the same. People judge a plugin by what its manifest
    declares, and hooks and servers run programs.

    ## Example
    A source with `hooks/hooks.json`, and a manifest without `components.hooks`

    ## How to mend it
    Name the file in the manifest: `"components": {"hooks": "hooks/hooks.json"}`.
    """
    manifest, source = manifest_of(release), source_of(release)
    if manifest is None or source is None:
        return
    for kind, path in UNSAID.items():
        said = manifest.components.paths(kind) or (kind == "mcp_servers" and manifest.servers)
        if path in source.sizes and not said:
            yield Finding(
                ("components",),
                f"`{path}` is in the source, and `components.{kind}` does not name it",
                f'Add `"{kind}": "{path}"` to `components`.',
            )


RELEASE_RULES = (
    name_of_another,
    version_of_another,
    component_missing,
    component_unsaid,
    *PROGRAM_RULES,
)
