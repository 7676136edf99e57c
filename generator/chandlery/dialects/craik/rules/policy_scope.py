"""What this catalog asks beyond Craik: that what is declared or granted can be judged."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from semver import Version

from chandlery.checks import Finding, rule
from chandlery.dialects.addresses import insecure
from chandlery.dialects.craik.effects import EFFECTS, known_effect
from chandlery.dialects.craik.records import (
    AdapterEntrypoint,
    AdapterPackage,
    PluginCapabilityGrant,
    PluginDescriptor,
    PluginEntrypoint,
    ReferenceIntegration,
)
from chandlery.dialects.craik.redaction import shown
from chandlery.dialects.source import inside
from chandlery.documents import Route
from chandlery.suggest import did_you_mean

_EVERYTHING = re.compile(r"[*./\\\s]*\*[*./\\\s]*|\s*(all|any|everything)\s*", re.IGNORECASE)


@rule("CRA201")
def unbounded(record: PluginDescriptor | PluginCapabilityGrant) -> Iterator[Finding]:
    """An operation or target means everything, or nothing.

    ## Why it matters
    A grant is as narrow as what was asked for. Craik compares these words exactly: `*` in a
    declaration asks for all there is, and an empty word for something that cannot be granted.

    ## Example
    `{"capability": "repo.read", "operations": ["*"], "targets": ["**"], …}`

    ## How to mend it
    Name the operations and the targets one by one.
    """
    if isinstance(record, PluginCapabilityGrant):
        yield from _unbounded(("operations",), record.operations)
        yield from _unbounded(("target", "paths"), record.target.paths)
        return
    for index, item in enumerate(record.capabilities):
        if item.grant_required:
            yield from _unbounded(("capabilities", index, "operations"), item.operations)
            yield from _unbounded(("capabilities", index, "targets"), item.targets)


def _unbounded(route: Route, words: Sequence[str]) -> Iterator[Finding]:
    what = "target" if route[-1] in {"targets", "paths"} else "operation"
    for index, word in enumerate(words):
        # Craik itself refuses these two in a grant (CRA121): said once is enough.
        if route == ("operations",) and word in {"*", "all"}:
            continue
        if not word.strip():
            yield Finding((*route, index), f"the {what} is empty", f"Name the {what}.")
        elif _EVERYTHING.fullmatch(word):
            yield Finding(
                (*route, index),
                f"the {what} {shown(word)} means everything",
                f"Name each {what} that is meant.",
            )


@rule("CRA203")
def not_semver(record: PluginDescriptor | AdapterPackage) -> Iterator[Finding]:
    """The version is none by SemVer 2.0.

    ## Why it matters
    Craik compares no versions, and takes leading zeros and the digits of every script. Here they
    are compared: to find the newest, to apply an advisory, to say what an update is.

    ## Example
    `"plugin_version": "1.04.0"`

    ## How to mend it
    Write three numbers without leading zeros: `1.4.0`, `1.4.0-rc.1`.
    """
    own = "plugin_version" if isinstance(record, PluginDescriptor) else "package_version"
    hosts = record.compatibility.craik_versions
    versions: list[tuple[Route, str]] = [((own,), getattr(record, own))]
    versions += [(("compatibility", "craik_versions", i), text) for i, text in enumerate(hosts)]
    for route, text in versions:
        if not (text.isascii() and Version.is_valid(text)):
            yield Finding(
                route,
                f"{shown(text)} is not a SemVer version",
                "Write three numbers without leading zeros, then perhaps `-rc.1`.",
            )


@rule("CRA208")
def docs_lead_nowhere(
    record: PluginDescriptor | AdapterPackage | ReferenceIntegration,
) -> Iterator[Finding]:
    r"""A docs reference cannot be followed.

    ## Why it matters
    Craik takes an empty reference, `https:` without a host, and what is a path on one system
    only. A reader would find nothing, or something else.

    ## Example
    `"docs": ["", "https:", "docs\\guide.md"]`

    ## How to mend it
    Give a path with `/` inside the package, or a whole `https` address.
    """
    for index, text in enumerate(record.docs):
        if problem := _docs_problem(text):
            yield Finding(
                ("docs", index),
                f"{shown(text)} {problem}" if text.strip() else "the docs reference is empty",
                "Give a path inside the package, or a whole `https` address.",
            )


def _docs_problem(text: str) -> str:
    if not text.strip():
        return "is empty"
    if text != text.strip() or not text.isprintable():
        return "has spaces around it, or characters that cannot be seen"
    if "\\" in text:
        return "has a backslash"
    if text.startswith("~"):
        return "begins in somebody's home folder"
    parts = urlsplit(text)
    return "has no host" if parts.scheme and not parts.hostname else ""


@rule("CRA210")
def unknown_capability(record: PluginDescriptor | AdapterPackage) -> Iterator[Finding]:
    """The capability is none that this catalog knows.

    ## Why it matters
    Craik takes any word. Here every capability is shown as what it comes to (reads files, runs
    processes, …), and one that nobody has placed would hide what the plugin can touch.

    ## Example
    `"capability": "repo.raed"`

    ## How to mend it
    Use a name of the vocabulary. If none fits, ask the maintainers to add yours.
    """
    names: list[tuple[Route, str]]
    if isinstance(record, PluginDescriptor):
        names = [
            (("capabilities", i, "capability"), item.capability)
            for i, item in enumerate(record.capabilities)
        ]
    else:
        names = [
            (("capability_surfaces", i), name) for i, name in enumerate(record.capability_surfaces)
        ]
    for route, name in names:
        if known_effect(name) is None:
            yield Finding(
                route,
                f"the capability {shown(name)} is not known here",
                did_you_mean(name, EFFECTS)
                or "Use a name of the vocabulary, or ask the maintainers to add this one.",
            )


@rule("CRA211")
def fixture_outside(record: ReferenceIntegration) -> Iterator[Finding]:
    """A fixture lies outside of the integration.

    ## Why it matters
    Craik confines `docs` alone. A fixture elsewhere is not in the catalog: nobody reviewed it, and
    on the reader's machine the path means something else.

    ## Example
    `"fixture_paths": ["/etc", "../other"]`

    ## How to mend it
    Put the fixture into `fixtures/` and give its path with `/`.
    """
    for index, text in enumerate(record.fixture_paths):
        if not text.strip():
            message = "the fixture's path is empty"
        elif not inside(text) or text.startswith("~"):
            message = f"the fixture {shown(text)} is not inside the integration"
        else:
            continue
        hint = "Put it into `fixtures/`, and give its path with `/`."
        yield Finding(("fixture_paths", index), message, hint)


@rule("CRA214")
def address_open(record: PluginDescriptor | AdapterPackage) -> Iterator[Finding]:
    """An entry point is reached without encryption.

    ## Why it matters
    Everybody on the way reads what is sent to the service, and can answer in its place.

    ## Example
    `{"kind": "service", "path": "http://links.example/mcp"}`

    ## How to mend it
    Write `https://`. An address of the person's own machine, such as `http://localhost:3000/`, may
    stay.
    """
    points: Sequence[PluginEntrypoint | AdapterEntrypoint] = record.entrypoints
    for index, point in enumerate(points):
        if better := insecure(point.path):
            route = ("entrypoints", index, "path")
            message = f"{shown(point.path)} is spoken to in the open"
            yield Finding(route, message, f"Write `{better}://`.")


PLUGIN: Final = (unbounded, not_semver, docs_lead_nowhere, unknown_capability, address_open)
ADAPTER: Final = (not_semver, docs_lead_nowhere, unknown_capability, address_open)
INTEGRATION: Final = (docs_lead_nowhere, fixture_outside)
GRANT: Final = (unbounded,)
