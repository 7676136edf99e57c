"""Which of Kari's own rules would load a manifest that the published rule takes."""

from collections.abc import Iterator
from typing import Final

from chandlery.dialects.base import HostVerdict
from chandlery.dialects.kari.manifest import PluginManifest
from chandlery.dialects.kari.parts import compatibility_troubles, dependency_troubles
from chandlery.quoting import quoted

HOST_LOADER: Final = "Kari host loader at 166eab1f"
ROUTER: Final = "Kari router at 3f377611"
DISCOVERY: Final = "Kari discovery at 166eab1f"

# The published rule requires `module`, so that no manifest satisfies both.
_LEGACY = ("plugin_api_version", "entry_point", "module", "intent", "plugin_type")
_ROUTED = (
    "plugin_api_version",
    "intent",
    "enable_external_workflow",
    "required_roles",
    "trusted_ui",
)

_FLAGS = ("enable_external_workflow", "trusted_ui")


def loads(manifest: PluginManifest) -> tuple[HostVerdict, ...]:
    """The verdicts of three rules of Kari's, by name of host and commit."""
    return (
        _verdict(HOST_LOADER, _host_loader(manifest)),
        _verdict(ROUTER, _router(manifest)),
        _verdict(DISCOVERY, _discovery(manifest)),
    )


def _verdict(host: str, reasons: Iterator[str]) -> HostVerdict:
    found = list(reasons)
    return HostVerdict(host=host, loads=not found, reason="; ".join(found))


def _host_loader(manifest: PluginManifest) -> Iterator[str]:
    present = [f"`{key}`" for key in _LEGACY if key in manifest.written]
    if present:
        yield f"it refuses the keys of the published format: {', '.join(present)}"


def _router(manifest: PluginManifest) -> Iterator[str]:
    missing = [f"`{key}`" for key in _ROUTED if key not in manifest.written]
    if missing:
        yield f"it wants these written out: {', '.join(missing)}"
        return
    loose = [f"`{key}`" for key in _FLAGS if not isinstance(manifest.written[key], bool)]
    if loose:
        yield f"it wants `true` or `false`: {', '.join(loose)}"
    if not manifest.intent:
        yield "it calls a plugin by its `intent`, and there is none"


def _discovery(manifest: PluginManifest) -> Iterator[str]:
    written = manifest.written
    # `entrypoint` stands in for an `entry_point` that is not written.
    entry = written.get("entrypoint")
    if entry is not None and not isinstance(entry, str):
        yield f"`entrypoint` is {quoted(entry)}, and no string"
    elif "entrypoint" in written and entry is None and "entry_point" not in written:
        yield "`entrypoint` is null"
    troubles = (*dependency_troubles(manifest), *compatibility_troubles(manifest))
    yield from (trouble.message for trouble in troubles)
