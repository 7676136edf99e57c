"""KAR2xx about ``dependencies`` and ``compatibility``, which the model takes as any objects.

Kari's discovery makes dataclasses of them when it validates a plugin on a machine: an unknown key,
a missing name or a value that it cannot go through fails the plugin (the contract, section 4).
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.dialects.kari.manifest import PluginManifest
from chandlery.documents import Route
from chandlery.quoting import quoted
from chandlery.suggest import did_you_mean

DEPENDENCY_KEYS: Final = ("name", "version", "optional", "min_version", "max_version")
COMPATIBILITY_KEYS: Final = (
    "python_version",
    "karen_version",
    "os_platforms",
    "required_packages",
)
_LISTS: Final = ("os_platforms", "required_packages")
# What Python calls the systems that Kari compares with.
_SYSTEMS: Final = {"linux", "darwin", "windows"}
_EXACT = re.compile(r"[0-9A-Za-z.+-]+")


def dependency_troubles(manifest: PluginManifest) -> Iterator[Finding]:
    """What makes discovery fail in the dependencies."""
    for at, dependency in enumerate(manifest.dependencies):
        route: Route = ("dependencies", at)
        yield from _unknown(route, dependency, DEPENDENCY_KEYS)
        if not isinstance(dependency.get("name"), str):
            yield Finding(route, "the dependency has no name", "Give the name of the other plugin.")


def compatibility_troubles(manifest: PluginManifest) -> Iterator[Finding]:
    """What makes discovery fail in the compatibility."""
    yield from _unknown(("compatibility",), manifest.compatibility, COMPATIBILITY_KEYS)
    for key in _LISTS:
        value = manifest.compatibility.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            yield Finding(
                ("compatibility", key),
                f"`{key}` is not a list of strings",
                "Write a list of strings.",
            )


def strings(manifest: PluginManifest, key: str) -> tuple[str, ...]:
    """A list of strings in the compatibility; a single string counts as one of one."""
    value = manifest.compatibility.get(key)
    given = value if isinstance(value, list) else [value]
    return tuple(item for item in given if isinstance(item, str) and item)


def _unknown(route: Route, value: dict[str, Any], known: tuple[str, ...]) -> Iterator[Finding]:
    for key in value:
        if key not in known:
            hint = did_you_mean(key, known) or f"Take it out; there are {', '.join(known)}."
            message = f"Kari refuses the key {quoted(key)} here"
            yield Finding((*route, key), message, hint, on="key")


@rule("KAR207")
def bad_dependency(manifest: PluginManifest) -> Iterator[Finding]:
    """A dependency has a form that Kari refuses later.

    ## Why it matters
    The published rule takes any object here. On a machine Kari's discovery fails the plugin for an
    unknown key or a missing name.

    ## Example
    ```json
    {"dependencies": [{"plugin": "base-plugin"}]}
    ```

    ## How to mend it
    Give `name`, and if need be `version` and `optional`.
    """
    yield from dependency_troubles(manifest)


@rule("KAR208")
def bad_compatibility(manifest: PluginManifest) -> Iterator[Finding]:
    """The compatibility has a form that Kari refuses later.

    ## Why it matters
    The published rule takes any object here. On a machine Kari's discovery fails the plugin for an
    unknown key, and for lists that are none.

    ## Example
    ```json
    {"compatibility": {"platforms": ["linux"]}}
    ```

    ## How to mend it
    Use `python_version`, `karen_version`, `os_platforms` and `required_packages`.
    """
    yield from compatibility_troubles(manifest)


@rule("KAR209", severity=Severity.WARNING)
def unknown_system(manifest: PluginManifest) -> Iterator[Finding]:
    """A platform is one that Python calls by another name.

    ## Why it matters
    Kari compares with what Python says about the machine. `macos` matches no machine: a Mac is
    `darwin`.

    ## Example
    ```json
    {"compatibility": {"os_platforms": ["macos"]}}
    ```

    ## How to mend it
    Use `linux`, `darwin` and `windows`.
    """
    for at, system in enumerate(strings(manifest, "os_platforms")):
        if system.lower() not in _SYSTEMS:
            yield Finding(
                ("compatibility", "os_platforms", at),
                f"{quoted(system)} is no system that Python knows by this name",
                "Use `linux`, `darwin` or `windows`.",
            )


@rule("KAR211", severity=Severity.WARNING)
def range_without_effect(manifest: PluginManifest) -> Iterator[Finding]:
    """A dependency asks for a range, which Kari does not compare.

    ## Why it matters
    Kari ignores `min_version` and `max_version`, and takes `version` as that very text: `>=1.0.0`
    is found nowhere, and the plugin fails.

    ## Example
    ```json
    {"dependencies": [{"name": "base-plugin", "version": ">=1.0.0"}]}
    ```

    ## How to mend it
    Give the exact version, or none.
    """
    for at, dependency in enumerate(manifest.dependencies):
        version = dependency.get("version")
        if isinstance(version, str) and not _EXACT.fullmatch(version):
            yield Finding(
                ("dependencies", at, "version"),
                f"Kari takes {quoted(version)} for the version itself",
                "Give the exact version, or none.",
            )
        for key in ("min_version", "max_version"):
            if dependency.get(key) is not None:
                route = ("dependencies", at, key)
                yield Finding(route, f"Kari ignores `{key}`", "Say it in the README.", on="key")


PARTS = (bad_dependency, bad_compatibility, unknown_system, range_without_effect)
