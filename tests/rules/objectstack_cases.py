"""OBJ: ObjectStack's records, and the artifacts of its packages."""

from typing import Any

from builders import Files, as_json
from chandlery.containers import Member, integrity_of
from chandlery.containers.tarball import gzip_stored, tar
from chandlery.records.release import ArtifactFormat as Format
from rules.artifacts import FOLDER, RELEASE, elsewhere, kept, record, text
from rules.case import Record, RuleCase, Run, Tree, changed

ID = "com.example.knots"
APP: dict[str, Any] = {"id": ID, "name": "Knots", "version": "1.0.0", "type": "app"}
PLUGIN = APP | {"type": "plugin"}
PUBLISHER: dict[str, Any] = {"id": "acme", "name": "Acme", "type": "organization"}
LISTING: dict[str, Any] = {
    "id": ID,
    "packageId": ID,
    "publisherId": "acme",
    "name": "Knots",
    "category": "other",
    "latestVersion": "1.0.0",
}
ITEM = {"id": "knots", "label": "Knots", "type": "object", "objectName": "knot"}


def manifest(**changes: Any) -> Record:
    return Record("objectstack/manifest", APP | changes)


def listing(**changes: Any) -> Record:
    return Record("objectstack/listing", LISTING | changes)


def publisher(**changes: Any) -> Record:
    return Record("objectstack/publisher", PUBLISHER | changes)


def item(**changes: Any) -> Record:
    return manifest(navigationContributions=[{"app": "setup", "items": [ITEM | changes]}])


def named(files: Files) -> Files:
    """The catalog's plugin under its name in ObjectStack."""
    path = "plugins/knot-counter/listing.yml"
    data = files[path]
    assert isinstance(data, bytes)
    return files | {path: data + f"names: {{objectstack: {ID}}}\n".encode()}


def released(value: dict[str, Any], format_: Format) -> Files:
    """A release of a manifest, with a bundle of it beside."""
    files: Files = {"objectstack.json": as_json(value)}
    source = "source/objectstack.json" if format_ is Format.JSON else "source/"
    return named(kept(format_, source, files, {"objectstack.json": as_json(value)}).files)


def bundled(**parts: Any) -> Tree:
    """An app, with these parts beside its manifest in the bundle."""
    files = released(APP, Format.JSON)
    return Tree(files | {f"{FOLDER}/source/objectstack.json": as_json({"manifest": APP} | parts)})


def connected(value: dict[str, Any], app: dict[str, Any] = APP) -> Tree:
    """An app with one connector."""
    files = released(app, Format.JSON)
    bundle = {"manifest": app, "connectors": [{"name": "knots"} | value]}
    return Tree(files | {f"{FOLDER}/source/objectstack.json": as_json(bundle)})


def transport(**values: str) -> dict[str, Any]:
    return {"provider": "mcp", "providerConfig": {"transport": values}}


HTTP = transport(kind="http", url="https://knots.example/mcp")
KNOWN = APP | {"permissions": {"network": ["knots.example"]}}


def osplugin(*members: Member) -> Run:
    """A plugin of these files beside its entry, fetched."""
    files = [text("dist/index.mjs", "export default {};\n"), *members]
    value = as_json(PLUGIN | {"integrity": integrity_of(files)})
    whole = [text("SIGNATURE", "unsigned\n"), *files, text("objectstack.plugin.json", value)]
    run = elsewhere(Format.OSPLUGIN, gzip_stored(tar(whole)), {"objectstack.json": value})
    return Run(run.run, run.files)


def built(line: str, *beside: Member) -> Tree:
    """A plugin that the catalog packs, whose bundle has this line."""
    members = [text("dist/index.mjs", f"{line}\nexport default {{}};\n"), *beside]
    packed = [item for item in members if item.path.startswith(("dist/", "assets/"))]
    value = as_json(PLUGIN | {"integrity": integrity_of(packed)})
    files: Files = {item.path: item.data for item in members}
    files |= {"objectstack.plugin.json": value}
    return Tree(named(kept(Format.OSPLUGIN, "source/", files, {"objectstack.json": value}).files))


def in_host(signature: dict[str, str] | None) -> Tree:
    """Code in the host's process, by a publisher with a key."""
    files = released(PLUGIN | {"runtime": "node"}, Format.OSPLUGIN)
    value = record(files)
    if signature:
        value["artifacts"][0]["signature"] = signature
    key = b"keys: [{id: acme-2026, public: 'A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg'}]\n"
    who = files["publishers/acme.yml"]
    assert isinstance(who, bytes)
    return Tree(files | {RELEASE: as_json(value), "publishers/acme.yml": who + key})


def beside(namespace: str) -> Tree:
    """Two apps, the later one with this namespace, the other with `knots`."""
    files = released(APP | {"namespace": namespace}, Format.JSON)
    other = {
        path.replace("knot-counter", "hitch-counter"): data
        for path, data in released(
            APP | {"id": "com.example.hitches", "namespace": "knots"}, Format.JSON
        ).items()
    }
    published = b'"2026-07-02T', b'"2026-07-01T'
    path = RELEASE.replace("knot-counter", "hitch-counter")
    data = other[path]
    assert isinstance(data, bytes)
    return Tree(other | files | {path: data.replace(*published)})


ADDRESS = '"https://files.example/knot-counter-1.0.0.osplugin"'
BUNDLE = f"{FOLDER}/source/objectstack.json"
MANIFEST = f"{FOLDER}/objectstack.json"
WHOLE = Tree(released(APP, Format.JSON))

CASES: tuple[RuleCase, ...] = (
    RuleCase("OBJ101", manifest(description="Knots."), manifest(description=None), "null"),
    RuleCase(
        "OBJ102",
        listing(iconUrl="https://acme.example/icon.png"),
        listing(iconUrl="/icon.png"),
        '"/icon.png"',
    ),
    RuleCase(
        "OBJ103",
        listing(updatedAt="2026-01-02T00:00:00Z"),
        listing(updatedAt="2026-01-02"),
        '"2026-01-02"',
    ),
    RuleCase("OBJ104", publisher(email="hello@acme.example"), publisher(email="hello"), '"hello"'),
    RuleCase("OBJ105", item(viewName="all"), item(viewName="all", filters={"open": "1"}), "{"),
    RuleCase(
        "OBJ106",
        item(visible={"dialect": "cel", "source": "true"}),
        item(visible={"dialect": "cel"}),
        "{",
    ),
    RuleCase("OBJ107", manifest(scope="project"), manifest(loading="lazy"), '"lazy"'),
    RuleCase("OBJ201", manifest(id="com.example.rates"), manifest(id="Rates"), '"Rates"'),
    RuleCase("OBJ202", manifest(version="1.4.0"), manifest(version="01.4.0"), '"01.4.0"'),
    RuleCase(
        "OBJ203",
        manifest(engines={"protocol": "^17"}),
        manifest(engines={"protocol": "soon"}),
        '"soon"',
    ),
    RuleCase(
        "OBJ204",
        manifest(permissions={"network": ["api.example"]}),
        manifest(permissions={"network": ["*.example"]}),
        '"*.example"',
    ),
    RuleCase(
        "OBJ205",
        manifest(permissions={"services": ["storage"]}),
        manifest(permissions={"fs": ["/srv"]}),
        '"/srv"',
    ),
    RuleCase("OBJ206", manifest(runtime="sandbox"), manifest(runtime="node"), '"node"'),
    RuleCase(
        "OBJ207",
        manifest(packaging="bundled"),
        manifest(packaging="manifest-deps"),
        '"manifest-deps"',
    ),
    RuleCase(
        "OBJ208", manifest(permissions={"services": ["http"]}), manifest(permissions=["http"]), "["
    ),
    RuleCase("OBJ209", manifest(description="MIT"), manifest(license="MIT"), '"license"'),
    RuleCase(
        "OBJ221",
        WHOLE,
        Tree(changed(WHOLE.files, MANIFEST, ID, "com.example.ropes")),
        '"com.example.ropes"',
        MANIFEST,
    ),
    RuleCase(
        "OBJ222",
        WHOLE,
        Tree(changed(WHOLE.files, MANIFEST, '"1.0.0"', '"1.0.1"')),
        '"1.0.1"',
        MANIFEST,
    ),
    RuleCase("OBJ223", WHOLE, Tree(released(PLUGIN, Format.JSON)), "[", RELEASE),
    RuleCase(
        "OBJ224",
        bundled(objects=[]),
        bundled(permissions={"network": ["*"]}),
        '"permissions"',
        BUNDLE,
    ),
    RuleCase(
        "OBJ225",
        osplugin(text("assets/node_modules/fast/fast.js")),
        osplugin(text("assets/node_modules/fast/fast.NODE")),
        ADDRESS,
        RELEASE,
    ),
    RuleCase(
        "OBJ225",
        built("", text("assets/fast.js")),
        built("", text("assets/fast.node")),
        "",
        f"{FOLDER}/source/assets/fast.node",
    ),
    RuleCase(
        "OBJ226",
        osplugin(text("assets/node_modules/@acme/core/index.js")),
        osplugin(text("assets/node_modules/@objectstack/core/index.js")),
        ADDRESS,
        RELEASE,
    ),
    RuleCase(
        "OBJ226",
        built("// node_modules/@acme/core/dist/index.js"),
        built("// node_modules/@objectstack/core/dist/index.js"),
        "@objectstack/core",
        f"{FOLDER}/source/dist/index.mjs",
    ),
    RuleCase(
        "OBJ233",
        built("", text("assets/label.svg"), text("README.md"), text("LICENSE-MIT.txt")),
        built("", text("templates/label.svg")),
        '"source/"',
        RELEASE,
    ),
    RuleCase(
        "OBJ227",
        connected(HTTP),
        connected(transport(kind="stdio", command="npx")),
        '"stdio"',
        BUNDLE,
    ),
    RuleCase(
        "OBJ228",
        connected(HTTP, KNOWN),
        connected(HTTP),
        '"https://knots.example/mcp"',
        BUNDLE,
    ),
    RuleCase(
        "OBJ229",
        connected({"provider": "rest", "auth": {"type": "bearer", "credentialRef": "knots"}}),
        connected({"provider": "rest", "authentication": {"type": "bearer"}}),
        "{",
        BUNDLE,
    ),
    RuleCase(
        "OBJ230",
        in_host({"key": "acme-2026", "value": f"ed25519:acme-2026:{'A' * 86}"}),
        in_host(None),
        "{",
        RELEASE,
    ),
    RuleCase("OBJ231", beside("hitches"), beside("knots"), '"knots"', MANIFEST),
)
