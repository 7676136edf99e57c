"""OBJ224 to OBJ229: what must not be in an artifact, packed here or fetched.

What an ``.osplugin`` has to hold, and its integrity map, are the container's matter (ART).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from chandlery.catalog import ArtifactEntry
from chandlery.checks import Finding, rule
from chandlery.containers import JSON_MEMBER, MAX_DOCUMENT_BYTES
from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.objectstack.connectors import Connector, connectors, is_granted
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.documents import Document, Reading, Route, Syntax, read_json
from chandlery.quoting import quoted
from chandlery.records.release import ArtifactFormat

# Keys of a manifest that are none of a bundle's own sections.
_SAID_ONCE = frozenset(field.alias or name for name, field in Manifest.model_fields.items()) - {
    "objects",
    "datasources",
    "data",
    "navigationContributions",
}
# How programs begin: ELF, Mach-O, and the header that stands before every PE.
_MACHINE_CODE = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"MZ\x90\0")

_PLATFORM = re.compile(r"(?:^|/)node_modules/(@objectstack/[^/]+)/")
# A bundler leaves a line before each module that it took in.
_TAKEN_IN = re.compile(rb"^[ \t]*//[^\n]*?node_modules/(@objectstack/[A-Za-z0-9._-]+)/", re.M)


@rule("OBJ224")
def bundle_differs(entry: ArtifactEntry) -> Iterator[Finding]:
    """The app's bundle does not hold the manifest of the catalog.

    ## Why it matters
    Hosts register what the bundle says. People review the manifest beside it.

    ## Example
    ```json
    {"manifest": {"id": "com.example.tasks"}, "permissions": {"network": ["*"]}}
    ```

    ## How to mend it
    Bundle the manifest as it stands in the catalog: `{"manifest": {…}, "objects": […]}`.
    """
    native, reading = entry.release.manifest("objectstack"), _bundle(entry)
    if native is None or reading is None:
        return
    if problem := _bundle_problem(reading, native.document.value):
        message, route = f"the bundle {problem[0]}", problem[1]
        hint = "Bundle the catalog's manifest."
        if entry.record.source and reading.document:
            yield Finding(route, message, hint, "key", document=reading.document)
        else:
            yield Finding(entry.route, message, hint)


def _bundle_problem(reading: Reading, manifest: Any) -> tuple[str, Route] | None:
    """What is wrong with a bundle, and where in it."""
    if reading.troubles:
        trouble = reading.troubles[0]
        detail = quoted(trouble.detail)
        return f"is not read alike everywhere ({trouble.kind}): {detail}", trouble.route
    bundle = reading.document.value if reading.document else None
    if not isinstance(bundle, dict) or bundle.get("manifest", bundle) != manifest:
        return "holds another manifest", ("manifest",)
    # A host flattens the bundle: what stands beside the manifest wins over what stands in it.
    again = sorted(_SAID_ONCE.intersection(bundle)) if "manifest" in bundle else []
    if not again:
        return None
    return f"says `{again[0]}` again beside the manifest, where it would win", (again[0],)


@rule("OBJ225")
def native_code_is_shipped(entry: ArtifactEntry) -> Iterator[Finding]:
    """The artifact holds a native addon.

    ## Why it matters
    Machine code cannot be reviewed, runs on one platform, and ends every sandbox. That a file is
    called otherwise changes nothing: it can be loaded under any name.

    ## Example
    `assets/node_modules/fast/build/Release/fast.node`

    ## How to mend it
    Use WebAssembly or JavaScript.
    """
    for member in entry.members:
        if member.path.lower().endswith(".node") or member.data.startswith(_MACHINE_CODE):
            message = f"{quoted(member.path)} is machine code"
            yield of_file(entry, member.path, message, "Use WebAssembly or JavaScript.")


@rule("OBJ226")
def platform_is_bundled(entry: ArtifactEntry) -> Iterator[Finding]:
    """The artifact brings a copy of ObjectStack's own packages.

    ## Why it matters
    `@objectstack/*` is the host's. A second copy has services, classes and checks of its own, so
    that the plugin works beside the host instead of in it, and is frozen at one version. A build
    leaves these packages outside (ObjectStack's contract, section 1.2).

    ## Example
    ```js
    // node_modules/@objectstack/core/dist/index.js
    ```
    in `dist/index.mjs`

    ## How to mend it
    Build with `os plugin build`, or mark `@objectstack/*` as external in the bundler's settings.
    """
    for member in entry.members:
        if named := _PLATFORM.search(member.path):
            message = f"{quoted(member.path)} is a file of `{named[1]}`"
            yield of_file(entry, member.path, message, "Leave the host's packages out.")
    for member in entry.members:
        if taken := _TAKEN_IN.search(member.data):
            document, route = _line(entry, member.path, member.data, taken.start(1), taken.end(1))
            yield Finding(
                route,
                f"{quoted(member.path)} has {quoted(taken[1].decode())} built in",
                "Mark `@objectstack/*` as external, and build it again.",
                document=document,
            )


@rule("OBJ227")
def connector_runs_code(entry: ArtifactEntry) -> Iterator[Finding]:
    """A connector of the app runs code.

    ## Why it matters
    An app is data: it installs from JSON, and nobody is asked before a program of it runs. A
    connector that names an OpenAPI document or a server's address stays data; one that starts a
    program on the host, as an MCP server behind `stdio`, does not. Hosts refuse to start it unless
    their operator lists the command.

    ## Example
    ```json
    {"connectors": [{"name": "files", "provider": "mcp", "providerConfig":
      {"transport": {"kind": "stdio", "command": "npx", "args": ["some-server"]}}}]}
    ```

    ## How to mend it
    Reach the server over `http`, or ship the connector as a plugin, with `runtime` and consent.
    """
    for connector in _connectors(entry):
        for route, what in connector.programs():
            yield _about(entry, connector, route, what, "Reach it over `http`, or ship a plugin.")


@rule("OBJ228", severity=Severity.WARNING)
def connector_reaches_more(entry: ArtifactEntry) -> Iterator[Finding]:
    """A connector reaches an address that the manifest does not declare.

    ## Why it matters
    People read the manifest's `permissions.network` to learn where data goes. What is not there
    they are not told.

    ## Example
    ```json
    {"connectors": [{"name": "rates", "provider": "rest", "providerConfig":
      {"baseUrl": "https://rates.example"}}]}
    ```
    without `"permissions": {"network": ["rates.example"]}`

    ## How to mend it
    Name the host under `permissions.network`.
    """
    native = entry.release.manifest("objectstack")
    record = native.record if native else None
    network = record.declared().network if isinstance(record, Manifest) else None
    for connector in _connectors(entry):
        for route, address in connector.addresses():
            if not is_granted(address, network or ()):
                what = f"reaches {quoted(address)}, which no permission of the manifest names"
                hint = "Name the host under `permissions.network`."
                yield _about(entry, connector, route, what, hint)


@rule("OBJ229", severity=Severity.WARNING, verdict=Verdict.LOADS)
def connector_says_too_much(entry: ArtifactEntry) -> Iterator[Finding]:
    """A connector says what no host takes from a declaration.

    ## Why it matters
    The executor behind `provider` derives actions and triggers from the document or the server,
    and finds credentials by reference. Every version from 17.1 to 17.4 refuses an entry that
    brings its own.

    ## Example
    ```json
    {"name": "rates", "provider": "rest", "authentication": {"type": "bearer", "token": "…"}}
    ```

    ## How to mend it
    Take the key out. A credential is named: `"auth": {"type": "bearer", "credentialRef": "rates"}`.
    """
    for connector in _connectors(entry):
        for route, why in connector.refused_parts():
            what = f"has `{route[-1]}`, which hosts refuse: {why}"
            yield _about(entry, connector, route, what, "Take the key out.")


def _bundle(entry: ArtifactEntry) -> Reading | None:
    """The one document of a JSON artifact."""
    data = next((member.data for member in entry.members if member.path == JSON_MEMBER), None)
    if entry.record.format is not ArtifactFormat.JSON or data is None:
        return None
    path = f"{entry.release.folder}/{entry.record.source}"
    return read_json(path, data, MAX_DOCUMENT_BYTES)


def _connectors(entry: ArtifactEntry) -> Sequence[Connector]:
    reading = _bundle(entry)
    document = reading.document if reading else None
    return tuple(connectors(document.value)) if document else ()


def _about(
    entry: ArtifactEntry, connector: Connector, route: Route, what: str, hint: str
) -> Finding:
    """A finding in the bundle itself, where the catalog keeps it."""
    message = f"the connector {quoted(connector.name)} {what}"
    reading = _bundle(entry) if entry.record.source else None
    if reading is None or reading.document is None:
        return Finding(entry.route, message, hint)
    return Finding(route, message, hint, document=reading.document)


def of_file(entry: ArtifactEntry, path: str, message: str, hint: str) -> Finding:
    """A finding about a file as a whole, where the catalog keeps it, else about the artifact."""
    if not entry.record.source:
        return Finding(entry.route, message, hint)
    document = Document(f"{entry.release.folder}/{entry.record.source}{path}", b"")
    return Finding((), message, hint, document=document)


def _line(
    entry: ArtifactEntry, path: str, data: bytes, start: int, end: int
) -> tuple[Document | None, Route]:
    """The place of some bytes of a file that the catalog keeps, else of the artifact."""
    if not entry.record.source:
        return None, entry.route
    line = data.count(b"\n", 0, start) + 1
    before = data[data.rfind(b"\n", 0, start) + 1 : start]
    column = len(before.decode(errors="replace")) + 1
    document = Document(f"{entry.release.folder}/{entry.record.source}{path}", data, Syntax.TEXT)
    return document, (line, column, column + end - start)


RULES = (
    bundle_differs,
    native_code_is_shipped,
    platform_is_bundled,
    connector_runs_code,
    connector_reaches_more,
    connector_says_too_much,
)
