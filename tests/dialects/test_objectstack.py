"""ObjectStack: the verdicts of 17.1, what later hosts refuse, what we ask, what is served."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from chandlery.catalog import ArtifactEntry, NativeRecord, ReleaseEntry
from chandlery.containers import JSON_MEMBER, Member
from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.objectstack import DIALECT
from chandlery.dialects.objectstack.hosts import refused_keys
from chandlery.dialects.objectstack.manifest import Manifest as Record
from chandlery.dialects.objectstack.ranges import admits
from chandlery.documents import Document
from chandlery.model.description import Effect, Isolation, Layer, Risk
from chandlery.model.governance import Availability, Review, ReviewState
from chandlery.model.marketplace import (
    Artifact,
    Kind,
    Manifest,
    Marketplace,
    Package,
    Publisher,
    Release,
)
from chandlery.records.listing import Listing, Maintainer
from chandlery.records.marketplace import MarketplaceRecord, Owner
from chandlery.records.publisher import PublicKey, PublisherRecord, Verification
from chandlery.records.release import (
    ArtifactFormat,
    ArtifactRecord,
    ReleaseRecord,
    SignatureRecord,
)
from chandlery.trees import Entry, Mode
from marketplaces import projection

CASES = Path(__file__).parent.parent / "cases" / "objectstack"
FILES = sorted(CASES.glob("*/*.json"))
KIND = DIALECT.kind("manifest")

ID = "com.example.rates"
PLUGIN: dict[str, Any] = {
    "id": ID,
    "name": "Exchange rates",
    "version": "1.4.0",
    "type": "plugin",
    "runtime": "sandbox",
    "packaging": "bundled",
    "engines": {"platform": ">=17.0.0 <18", "protocol": "^17"},
    "permissions": {
        "services": ["http", "object"],
        "hooks": ["record.beforeInsert"],
        "network": ["api.rates.example"],
        "fs": [],
    },
    "dependencies": {"com.example.core": "^1.0.0"},
    "main": "dist/index.mjs",
}
APP: dict[str, Any] = {"id": ID, "name": "Rates", "version": "1.4.0", "type": "app"}


# -- records ---------------------------------------------------------------------------------------


def valid(kind: str, value: Any) -> bool:
    record_kind = DIALECT.kind(kind)
    try:
        record_kind.model.model_validate(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_valid_is_what_objectstack_says(path: Path) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    assert valid(path.parent.name, value) is path.name.startswith("valid-")


LISTING_RECORD: dict[str, Any] = json.loads((CASES / "listing/valid-full.json").read_text())


@pytest.mark.parametrize(
    ("kind", "changes", "verdict"),
    [
        # An optional key may be left out, and may not be null.
        ("manifest", {"description": None}, False),
        ("manifest", {"scope": None}, False),
        ("manifest", {"permissions": None}, False),
        ("manifest", {"configuration": {"properties": {"a": {"type": "string"}}}}, True),
        (
            "manifest",
            {"configuration": {"properties": {"a": {"type": "string", "default": None}}}},
            True,
        ),
        # Only the ten ASCII digits, the whole text.
        ("manifest", {"version": "01.4.0"}, True),
        ("manifest", {"version": "1.4.0\n"}, False),
        ("manifest", {"version": "\u0661.4.0"}, False),
        ("manifest", {"engine": {"objectstack": ">=3.0.0 or so"}}, True),
        # Unknown keys are dropped, but for some objects.
        ("manifest", {"author": "Example", "default_datasource": 5}, True),
        ("manifest", {"engines": {"objectui": 5}}, True),
        ("manifest", {"permissions": {"data": []}}, False),
        ("manifest", {"permissions": ["object"]}, True),
        ("manifest", {"permissions": [5]}, False),
        ("manifest", {"permissions": "object"}, False),
        ("manifest", {"loading": {}}, False),
        ("manifest", {"main": 5}, True),
        ("manifest", {"integrity": {"a": "anything"}}, True),
        # What 17.1 reads of the parts that were retired later.
        ("manifest", {"contributes": {"kinds": [{"id": "a"}]}}, False),
        ("manifest", {"contributes": {"menus": {"a": [{"id": "x", "label": "y"}]}}}, True),
        ("manifest", {"contributes": {"events": None}}, False),
        ("manifest", {"data": [{"object": "task", "records": [{}]}]}, True),
        ("manifest", {"data": [{"object": "task", "records": [{}], "locale": ["en"]}]}, False),
        (
            "manifest",
            {"data": [{"object": "task", "records": [], "_lock": "full", "externalId": []}]},
            False,
        ),
        # A whole number is one whose value is; truth is no number.
        ("artifactref", {"size": 1024.0}, True),
        ("artifactref", {"size": 1024.5}, False),
        ("artifactref", {"size": True}, False),
        ("artifactref", {"size": 0}, False),
        ("artifactref", {"size": 2**53}, False),
        ("artifactref", {"url": "mailto:a@example.test"}, True),
        ("artifactref", {"url": "/b.tgz"}, False),
        ("artifactref", {"uploadedAt": "2026-01-02T03:04:05+02:00"}, False),
        ("artifactref", {"uploadedAt": "2026-02-29T03:04:05Z"}, False),
        ("artifactref", {"uploadedAt": "2024-02-29T03:04:05.678Z"}, True),
        ("artifactref", {"uploadedAt": "2026-01-02T24:00:00Z"}, False),
        ("listing", {"tagline": "\U0001f600" * 120}, True),
        ("listing", {"status": "under-review"}, False),
        ("listing", {"stats": {"averageRating": 5.1}}, False),
        ("listing", {"translations": {"en": {"displayName": ""}}}, False),
        ("publisher", {"email": "hello@acme.example"}, True),
        ("publisher", {"email": "hello@acme"}, False),
        ("publisher", {"email": ".hello@acme.example"}, False),
        ("publisher", {"email": "hel..lo@acme.example"}, False),
    ],
)
def test_zods_habits(kind: str, changes: dict[str, Any], verdict: bool) -> None:
    base = {
        "manifest": APP,
        "listing": LISTING_RECORD,
        "artifactref": json.loads((CASES / "artifactref/valid-minimal.json").read_text()),
        "publisher": json.loads((CASES / "publisher/valid-defaults.json").read_text()),
    }[kind]
    assert valid(kind, base | changes) is verdict


ITEM = {"id": "tasks", "label": "Tasks", "type": "object", "objectName": "task"}


@pytest.mark.parametrize(
    ("item", "verdict"),
    [
        (ITEM, True),
        (ITEM | {"filters": {"open": "true"}}, True),
        (ITEM | {"filters": {"open": "true"}, "viewName": "all"}, False),
        (ITEM | {"filters": {}, "recordId": ""}, True),
        (ITEM | {"runAction": "new", "recordId": "1"}, False),
        (ITEM | {"runAction": "new", "viewName": "all"}, True),
        (ITEM | {"visible": {"dialect": "cel"}}, False),
        (ITEM | {"visible": {"dialect": "cel", "ast": None}}, True),
        (ITEM | {"visible": ""}, False),
        (ITEM | {"badge": 3, "order": 1.5}, True),
        (ITEM | {"badge": True}, False),
        (ITEM | {"label": {"en-US": "Tasks", "default": "Tasks"}}, True),
        (ITEM | {"label": {"english": "Tasks"}}, False),
        (ITEM | {"extra": 1}, False),
        ({"type": "separator"}, True),
        ({"type": "separator", "id": "x"}, False),
        ({"type": "group", "id": "all", "label": "All", "children": [ITEM]}, True),
        ({"type": "group", "id": "all", "label": "All", "children": [{"type": "page"}]}, False),
        ({"type": "tab", "id": "all", "label": "All"}, False),
    ],
)
def test_navigation(item: dict[str, Any], verdict: bool) -> None:
    contribution = {"app": "setup", "items": [item]}
    assert valid("manifest", APP | {"navigationContributions": [contribution]}) is verdict


@pytest.mark.parametrize(
    ("capabilities", "verdict"),
    [
        ({}, True),
        ({"requires": [{"pluginId": "com.example.core", "version": "^1"}]}, True),
        ({"requires": [{"pluginId": "core", "version": "^1"}]}, False),
        ({"extensions": [{"targetPluginId": "a", "extensionPointId": "b"}]}, False),
        ({"provides": [{"id": "com.example.interface.rates", "name": "Rates"}]}, False),
    ],
)
def test_protocols(capabilities: dict[str, Any], verdict: bool) -> None:
    assert valid("manifest", APP | {"capabilities": capabilities}) is verdict


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("manifest", APP | {"namespace": None}, "OBJ101"),
        ("listing", LISTING_RECORD | {"iconUrl": "icon.png"}, "OBJ102"),
        ("listing", LISTING_RECORD | {"updatedAt": "2026-01-02"}, "OBJ103"),
        ("publisher", {"id": "p", "name": "P", "type": "individual", "email": "p"}, "OBJ104"),
        ("manifest", APP | {"loading": True}, "OBJ107"),
    ],
)
def test_refusals_of_its_own_have_a_page(kind: str, value: Any, code: str) -> None:
    record_kind = DIALECT.kind(kind)
    with pytest.raises(ValidationError) as caught:
        record_kind.model.model_validate(value)
    assert [error["type"] for error in caught.value.errors()] == [code]
    assert code in {rule.code for rule in record_kind.rules}


# -- hosts -----------------------------------------------------------------------------------------


def loads(value: dict[str, Any]) -> dict[str, str]:
    """Host → why not."""
    return {v.host: v.reason for v in KIND.loads(Record.model_validate(value)) if not v.loads}


def test_every_host_loads_the_common_subset() -> None:
    assert loads(PLUGIN) == loads(APP) == {}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"author": "Example"}, "`author`"),
        ({"configuration": {"properties": {}}}, "`configuration`"),
        ({"capabilities": {}, "extensions": {}}, "`capabilities`, `extensions`"),
        ({"engines": {"objectui": "1"}}, "`engines.objectui`"),
        ({"engine": {"objectstack": "17.0.0", "x": 1}}, "`engine.x`"),
        ({"contributes": {"events": []}}, "`contributes.events`"),
        ({"contributes": {"widgets": []}}, "`contributes.widgets`"),
        ({"contributes": {"kinds": [{"id": "a", "globs": []}]}}, "`contributes.kinds.0.globs`"),
        ({"main": 5}, "`main`"),
    ],
)
def test_what_only_older_hosts_load(changes: dict[str, Any], reason: str) -> None:
    value = PLUGIN | changes
    assert loads(value) == {"ObjectStack 17.3+": f"it refuses {reason}"}
    assert codes(value) == {"OBJ209"}


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"namspace": "rates"}, "Did you mean `namespace`?"),
        ({"navigation_contributions": []}, "Did you mean `navigationContributions`?"),
        ({"engines": {"protocl": "^17"}}, "Did you mean `protocol`?"),
        ({"contributes": {"evnets": []}}, "Did you mean `events`?"),
        ({"descripton": "x", "description": "x"}, "Take the key out."),  # it is there already
        ({"author": "Example"}, "Say it in listing.yml."),
    ],
)
def test_a_misspelt_key_is_told_from_one_that_went(changes: dict[str, Any], hint: str) -> None:
    record = Record.model_validate(PLUGIN | changes)
    assert hint in {cure for _, cure in refused_keys(record)}


def test_of_many_strange_keys_the_first_hundred_are_compared() -> None:
    record = Record.model_validate(PLUGIN | {f"namespace{at:03}": 1 for at in range(150)})
    cures = [cure for _, cure in refused_keys(record)]
    assert cures == ["Did you mean `namespace`?"] * 100 + ["Take the key out."] * 50


def test_a_case_that_later_hosts_refuse() -> None:
    later = [
        path.name
        for path in (CASES / "manifest").glob("valid-*.json")
        if any("it refuses" in reason for reason in loads(json.loads(path.read_text())).values())
    ]
    assert later == ["valid-full.json"]


def test_a_range_that_leaves_every_host_out() -> None:
    reason = "the range `^16` leaves protocol 17 out"
    both = {"ObjectStack 17.1": reason, "ObjectStack 17.3+": reason}
    assert loads(PLUGIN | {"engines": {"protocol": "^16", "platform": "^17"}}) == both
    assert loads(PLUGIN | {"engines": {"protocol": " ", "platform": "^17"}}) == {}
    assert loads(PLUGIN | {"engines": {"platform": "^16"}}) == both
    assert len(loads(APP | {"engine": {"objectstack": "16.0.0"}})) == 2


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("*", True),
        ("latest", True),
        ("^17", True),
        ("^16.9", False),
        ("~17.2", True),
        ("17.x", True),
        ("16.*", False),
        ("17", True),
        ("17.1.0", True),
        ("16.0.0 - 17.9.9", True),
        ("15 - 16", False),
        (">=17.0.0 <18", True),
        (">=16, <17", False),
        (">17", False),
        (">17.0", True),
        ("<17", False),
        ("<17.0.0", False),
        ("<17.1", True),
        ("<=17", True),
        (">=v17", True),
        ("^16 || ^17", False),
        ("17.1.0-rc.1", None),
        ("=17", None),
        ("seventeen", None),
        ("", None),
        (">=17 foo", None),
        (">=1" + " " * 130 + "<18", None),
    ],
)
def test_ranges_are_read_as_hosts_do(text: str, verdict: bool | None) -> None:
    assert admits(text, 17) is verdict


# -- what we ask beyond ----------------------------------------------------------------------------


def codes(value: dict[str, Any]) -> set[str]:
    return {code for code, _ in said(value)}


def said(value: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    record = Record.model_validate(value)
    return [
        (rule.code, finding.route)
        for rule in KIND.rules
        if rule.check
        for finding in rule.check(record)
    ]


def test_good_manifests_have_no_findings() -> None:
    assert codes(PLUGIN) == codes(APP) == set()


@pytest.mark.parametrize(
    ("changes", "code", "route"),
    [
        ({"id": "Rates"}, "OBJ201", ("id",)),
        ({"id": "com.example"}, None, ()),
        ({"id": "com.example.rates\n"}, "OBJ201", ("id",)),
        ({"id": "com..rates"}, "OBJ201", ("id",)),
        ({"id": "com.example/../x"}, "OBJ201", ("id",)),
        ({"version": "01.4.0"}, "OBJ202", ("version",)),
        ({"version": "0.4.0"}, None, ()),
        ({"engines": {"protocol": "soon"}}, "OBJ203", ("engines", "protocol")),
        ({"engines": {"protocol": "^16"}}, None, ()),
        ({"permissions": {"network": ["a", "*.b"]}}, "OBJ204", ("permissions", "network", 1)),
        ({"permissions": {"fs": ["/tmp"]}}, "OBJ205", ("permissions", "fs", 0)),
        ({"runtime": "node"}, "OBJ206", ("runtime",)),
        ({"packaging": "manifest-deps"}, "OBJ207", ("packaging",)),
        ({"permissions": ["object"]}, "OBJ208", ("permissions",)),
        ({"license": "MIT"}, "OBJ209", ("license",)),
    ],
)
def test_a_rule_objects(
    changes: dict[str, Any], code: str | None, route: tuple[str | int, ...]
) -> None:
    assert said(PLUGIN | changes) == ([(code, route)] if code else [])


def test_what_is_only_flagged_fails_nothing() -> None:
    weights = {rule.code: (rule.severity, rule.verdict) for rule in KIND.rules}
    for code in ("OBJ203", "OBJ204", "OBJ205", "OBJ206", "OBJ207", "OBJ208"):
        assert weights[code] == (Severity.WARNING, Verdict.POLICY)
    assert weights["OBJ209"] == (Severity.WARNING, Verdict.LOADS)
    assert weights["OBJ201"] == weights["OBJ202"] == (Severity.ERROR, Verdict.POLICY)


# -- the normalised view ---------------------------------------------------------------------------


def describe(value: dict[str, Any]) -> Any:
    assert KIND.describe is not None
    return KIND.describe(Record.model_validate(value))


def test_permissions_become_effects() -> None:
    found = describe(PLUGIN | {"permissions": PLUGIN["permissions"] | {"fs": ["/srv"]}})
    assert [(item.native, item.effect, item.targets) for item in found.capabilities] == [
        ("services:http", Effect.NETWORK, ()),
        ("services:object", Effect.TENANTS, ()),
        ("hooks:record.beforeInsert", Effect.TENANTS, ("record",)),
        ("network", Effect.NETWORK, ("api.rates.example",)),
        ("fs", Effect.FILES_READ, ("/srv",)),
        ("fs", Effect.FILES_WRITE, ("/srv",)),
    ]
    assert [(item.native, item.range) for item in found.dependencies] == [
        ("com.example.core", "^1.0.0")
    ]
    assert found.compatibility.host == ("protocol ^17", "platform >=17.0.0 <18")
    assert "no released host enforces" in found.security_notes[0]


def test_a_wildcard_weighs_more() -> None:
    (network,) = describe(APP | {"permissions": {"network": ["*"]}}).capabilities
    assert network.risk is Risk.HIGH


@pytest.mark.parametrize(
    ("runtime", "isolation"),
    [
        ("node", Isolation.IN_PROCESS),
        ("sandbox", Isolation.SANDBOX),
        ("worker", Isolation.WORKER),
        (None, Isolation.SANDBOX),
    ],
)
def test_isolation_is_the_runtimes(runtime: str | None, isolation: Isolation) -> None:
    value = {key: item for key, item in PLUGIN.items() if key != "runtime"}
    found = describe(value | ({"runtime": runtime} if runtime else {}))
    assert found.isolation is isolation
    hosted = Effect.HOST_CODE in {item.effect for item in found.capabilities}
    assert hosted is (runtime == "node")


def test_what_default_deny_looks_at_is_said() -> None:
    found = describe(PLUGIN | {"packaging": "manifest-deps"})
    packages = next(item for item in found.capabilities if item.native.startswith("packaging"))
    assert packages.native == "packaging:manifest-deps"
    assert packages.effect is Effect.PROCESSES


@pytest.mark.parametrize(
    ("value", "layer"),
    [
        (APP, Layer.DECLARATIVE),
        (APP | {"runtime": "sandbox"}, Layer.SCRIPT),
        (APP | {"contributes": {"functions": [{"name": "f"}]}}, Layer.SCRIPT),
        (APP | {"runtime": "node"}, Layer.CODE),
        (PLUGIN, Layer.CODE),
        (APP | {"type": "theme"}, Layer.CODE),
    ],
)
def test_layers(value: dict[str, Any], layer: Layer) -> None:
    assert describe(value).layer is layer


def test_entry_points_are_what_it_contributes() -> None:
    full = json.loads((CASES / "manifest/valid-full.json").read_text())
    assert [(item.kind, item.name) for item in describe(full).entry_points] == [
        ("plugin", ID),
        ("command", "rates"),
        ("action", "rates_refresh"),
        ("route", "/api/v1/rates"),
    ]


# -- the release -----------------------------------------------------------------------------------


def artifact(format_: ArtifactFormat, source: str | None) -> ArtifactRecord:
    return ArtifactRecord(
        format=format_, source=source, sha256="0" * 64, size=1, tree="t1:" + "0" * 64
    )


OSPLUGIN = artifact(ArtifactFormat.OSPLUGIN, "source/")
BUNDLE = artifact(ArtifactFormat.JSON, "source/objectstack.json")


def entry(
    value: dict[str, Any],
    files: dict[str, bytes],
    *artifacts: ArtifactRecord,
    version: str = "1.4.0",
    name: str = ID,
) -> ReleaseEntry:
    folder = f"plugins/rates/releases/{version}"
    return ReleaseEntry(
        kind=Kind.PLUGIN,
        package="rates",
        version=version,
        folder=folder,
        document=Document(f"{folder}/release.json", b""),
        record=ReleaseRecord(
            published="2026-01-01T00:00:00Z", publisher="acme", artifacts=list(artifacts)
        ),
        listing=LISTING.model_copy(update={"names": {"objectstack": name}}),
        manifests=(
            NativeRecord(
                dialect="objectstack",
                kind="manifest",
                document=Document(f"{folder}/objectstack.json", b"", value=value),
                record=Record.model_validate(value),
            ),
        ),
        source=tuple(Entry(path, Mode.FILE, len(files[path])) for path in sorted(files)),
        read=files.__getitem__,
    )


def found(release: ReleaseEntry) -> list[tuple[str, str]]:
    return [
        (rule.code, finding.message)
        for rule in DIALECT.release_rules
        if rule.check
        for finding in rule.check(release)
    ]


def judged(release: ReleaseEntry, *members: Member) -> list[tuple[str, str]]:
    """What the rules about an artifact's files say of the release's first."""
    opened = ArtifactEntry(release=release, index=0, members=members)
    return [
        (rule.code, finding.message)
        for rule in DIALECT.artifact_rules
        if rule.check
        for finding in rule.check(opened)
    ]


def bundled(value: Any, manifest: dict[str, Any] = APP) -> list[tuple[str, str]]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return judged(entry(manifest, {}, BUNDLE), Member(JSON_MEMBER, data))


LISTING = Listing(
    title="Rates",
    summary="Daily rates.",
    categories=["data", "finance"],
    tags=["money", "rates"],
    license="MIT",
    maintainers=[Maintainer(name="A")],
)


def test_releases_that_agree() -> None:
    assert found(entry(PLUGIN, {"source/dist/index.mjs": b""}, OSPLUGIN)) == []
    assert bundled(APP) == []
    assert bundled({"manifest": APP, "objects": [{"name": "rate"}], "data": []}) == []


def test_another_id_or_version() -> None:
    other = entry(PLUGIN, {}, OSPLUGIN, name="com.example.other", version="1.5.0")
    assert [code for code, _ in found(other)] == ["OBJ221", "OBJ222"]


@pytest.mark.parametrize(
    ("value", "given", "wanted"), [(APP, OSPLUGIN, "json"), (PLUGIN, BUNDLE, "osplugin")]
)
def test_an_artifact_for_the_other_catalog(
    value: dict[str, Any], given: ArtifactRecord, wanted: str
) -> None:
    said = dict(found(entry(value, {"source/objectstack.json": json.dumps(value).encode()}, given)))
    assert f"needs the format `{wanted}`" in said["OBJ223"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"objects": []}, "holds another manifest"),
        ({"manifest": APP | {"version": "1.4.1"}}, "holds another manifest"),
        ([APP], "holds another manifest"),
        (b"{", "is not read alike everywhere (syntax)"),
        (b"[" * 100_000, "is not read alike everywhere"),
        (b'{"manifest": {}, "manifest": {}}', "(duplicate-key): `manifest`"),
        (b'{"manifest": NaN}', "(not-finite): `NaN`"),
        # Hosts flatten the bundle, and the outer key wins over the reviewed one.
        ({"manifest": APP, "permissions": {"network": ["*"]}}, "says `permissions` again"),
        ({"manifest": APP, "id": "com.example.evil"}, "says `id` again"),
        ({"manifest": APP, "type": "plugin", "objects": []}, "says `type` again"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bundle_that_says_something_else(value: Any, message: str) -> None:
    ((code, said),) = bundled(value)
    assert code == "OBJ224"
    assert message in said


@pytest.mark.parametrize(
    "value", [{"manifest": APP, "objects": []}, {"manifest": APP, "permissions": {}}]
)
def test_a_fetched_bundle_is_held_against_the_manifest_as_well(value: Any) -> None:
    fetched = ArtifactRecord(
        format=ArtifactFormat.JSON,
        url="https://files.example/rates.json",
        sha256="0" * 64,
        size=1,
        tree="t1:" + "0" * 64,
    )
    said = judged(entry(APP, {}, fetched), Member(JSON_MEMBER, json.dumps(value).encode()))
    assert [code for code, _ in said] == (["OBJ224"] if "permissions" in value else [])


def test_a_document_in_another_artifact_is_no_bundle() -> None:
    assert judged(entry(PLUGIN, {}, OSPLUGIN), Member(JSON_MEMBER, b"[]")) == []
    assert judged(entry(APP, {}, BUNDLE), Member("other.json", b"[]")) == []


@pytest.mark.parametrize(
    ("member", "native"),
    [
        (Member("assets/Fast.NODE", b""), True),
        (Member("dist/node_modules/a/build/Release/a.node", b""), True),
        (Member("assets/node", b""), False),
        (Member("assets/a.node.txt", b""), False),
        (Member("assets/data.bin", b"\x7fELF\x02"), True),
        (Member("assets/data.bin", b"\xcf\xfa\xed\xfe"), True),
        (Member("assets/data.bin", b"MZ\x90\0"), True),
        (Member("assets/mz.txt", b"MZ is a prefix"), False),
        (Member("assets/late.txt", b" \x7fELF"), False),
        (Member("assets/fast.wasm", b"\0asm"), False),
    ],
)
def test_a_native_addon(member: Member, native: bool) -> None:
    said = judged(entry(PLUGIN, {}, OSPLUGIN), Member("dist/index.mjs", b""), member)
    assert said == ([("OBJ225", f"`{member.path}` is machine code")] if native else [])


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("assets/node_modules/@objectstack/core/index.js", "@objectstack/core"),
        ("node_modules/@objectstack/spec/dist/a/b.js", "@objectstack/spec"),
        ("assets/my_node_modules/@objectstack/core/index.js", ""),
        ("assets/node_modules/@objectstack/README", ""),
        ("assets/@objectstack/core/index.js", ""),
        ("assets/node_modules/objectstack/index.js", ""),
    ],
)
def test_files_of_the_platform(path: str, taken: str) -> None:
    said = judged(entry(PLUGIN, {}, OSPLUGIN), Member(path, b""))
    assert said == ([("OBJ226", f"`{path}` is a file of `{taken}`")] if taken else [])


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        (b"// node_modules/@objectstack/core/dist/index.js", True),
        (b"  // ../node_modules/.pnpm/x/node_modules/@objectstack/core/dist/index.js", True),
        (b"// node_modules/@acme/core/index.js", False),
        (b"// see node_modules/@objectstack/", False),
        (b'import {x} from "@objectstack/core";', False),
        (b'const path = "node_modules/@objectstack/core/index.js";', False),
        (b"//\nnode_modules/@objectstack/core/index.js", False),
    ],
)
def test_code_of_the_platform_that_was_built_in(line: bytes, taken: bool) -> None:
    release = entry(PLUGIN, {}, OSPLUGIN)
    before = b"let \xc3\xa9 = 1;\nlet b = 2;\n"
    code = Member("dist/index.mjs", before + line + b"\nexport default {};\n")
    opened = ArtifactEntry(release=release, index=0, members=(code,))
    rule = next(rule for rule in DIALECT.artifact_rules if rule.code == "OBJ226")
    said = list(rule.run(release.document, opened))
    assert bool(said) is taken
    for item in said:
        assert item.message == "`dist/index.mjs` has `@objectstack/core` built in"
        assert item.file == "plugins/rates/releases/1.4.0/source/dist/index.mjs"
        column = line.index(b"@objectstack") + 1
        assert (item.span.line, item.span.column) == (3, column)
        assert item.span.end_column == column + len("@objectstack/core")


def test_the_place_of_a_first_line_and_of_a_fetched_artifact() -> None:
    rule = next(rule for rule in DIALECT.artifact_rules if rule.code == "OBJ226")
    line = "/*é*/ // x".encode()
    member = Member("dist/a.mjs", b"// node_modules/@objectstack/core/a.js\n" + line)
    release = entry(PLUGIN, {}, OSPLUGIN)
    (item,) = rule.run(release.document, ArtifactEntry(release=release, index=0, members=(member,)))
    assert (item.span.line, item.span.column) == (1, 17)
    fetched = ArtifactRecord(
        format=ArtifactFormat.OSPLUGIN,
        url="https://files.example/rates.osplugin",
        sha256="0" * 64,
        size=1,
        tree="t1:" + "0" * 64,
    )
    release = entry(PLUGIN, {}, fetched)
    opened = ArtifactEntry(release=release, index=0, members=(member,))
    assert opened.route == ("artifacts", 0, "url")
    (item,) = rule.run(release.document, opened)
    assert item.file == release.document.path


def test_where_the_manifest_lies() -> None:
    assert DIALECT.member(ID, ArtifactFormat.OSPLUGIN) == "objectstack.plugin.json"
    assert DIALECT.member(ID, ArtifactFormat.JSON) is None


# -- what is served --------------------------------------------------------------------------------

BASE = "https://quay.example/market/"
KEY = PublicKey(id="acme-2026", public="A" * 43)
ACME = Publisher(
    name="acme",
    record=PublisherRecord(
        title="Acme Ltd",
        type="organization",
        contact="hello@acme.example",
        verification=Verification(level="verified"),
        keys=[KEY],
    ),
)


def a_release(
    version: str, value: dict[str, Any], document: dict[str, Any] | None = None, **changes: Any
) -> Release:
    value = value | {"version": version}
    is_app = value["type"] == "app"
    format_ = ArtifactFormat.JSON if is_app else ArtifactFormat.OSPLUGIN
    digest = hashlib.sha256(version.encode()).hexdigest()
    filename = f"{value['id']}-{version}.{format_}"
    path = f"artifacts/{digest[:12]}/{filename}"
    values: dict[str, Any] = {
        "version": version,
        "published": f"2026-0{version[2]}-01T00:00:00Z",
        "publisher": "acme",
        "notes": "Better.",
        "review": Review(state=ReviewState.PROMOTED),
        "manifests": (
            Manifest(
                dialect="objectstack",
                kind="manifest",
                data=b"",
                value=value,
                sha256="",
                description=describe(value),
            ),
        ),
        "artifacts": (
            Artifact(
                format=format_,
                filename=filename,
                path=path,
                url=BASE + path,
                sha256=digest,
                size=785,
                tree="",
                document=(document or {"manifest": value, "objects": []}) if is_app else None,
                signature=changes.pop("signature", None),
            ),
        ),
    }
    return Release(**values | changes)


def a_marketplace(*releases: Release) -> Marketplace:
    settings = MarketplaceRecord(
        name="quay",
        title="Quay",
        description="For the tests.",
        base_url=BASE,
        owner=Owner(name="Quay"),
        contact="x@quay.example",
    )
    package = Package(
        kind=Kind.PLUGIN, name="rates", listing=LISTING, readme="# Rates\n", releases=releases
    )
    return Marketplace(
        settings=settings, base_url=BASE, packages=(package,), publishers={"acme": ACME}
    )


def project(*releases: Release) -> dict[str, Any]:
    files = projection(DIALECT, a_marketplace(*releases))
    return {
        path: json.loads(data) if path.endswith(".json") else data for path, data in files.items()
    }


def test_an_app_is_browsed_and_installed_as_the_client_does_it() -> None:
    """By the rules of the client: list, then detail, then the version's manifest."""
    files = project(a_release("1.4.0", APP), a_release("1.5.0", APP))
    listed = files["objectstack/packages.json"]
    assert listed["success"] is True
    assert (listed["data"]["total"], listed["data"]["offset"]) == (1, 0)
    (item,) = listed["data"]["items"]
    detail = files[f"objectstack/packages/{item['id']}.json"]["data"]
    assert detail["package"]["readme"] == "# Rates\n"
    # The console takes the first version for the newest.
    assert [version["version"] for version in detail["versions"]] == ["1.5.0", "1.4.0"]
    for version_id, version in {"latest": "1.5.0", "1.4.0": "1.4.0", "1.5.0": "1.5.0"}.items():
        path = f"objectstack/packages/{item['id']}/versions/{version_id}/manifest.json"
        data = files[path]["data"]
        assert data["version"] == data["version_id"] == version
        assert data["manifest"] == {"manifest": APP | {"version": version}, "objects": []}
    assert files["objectstack/contributions.json"] == {"contributions": []}


def test_an_item_has_the_keys_that_the_console_reads() -> None:
    (item,) = project(a_release("1.4.0", APP), a_release("1.5.0", APP))[
        "objectstack/packages.json"
    ]["data"]["items"]
    assert item == {
        "id": ID,
        "manifest_id": ID,
        "display_name": "Rates",
        "description": "Daily rates.",
        "category": "analytics",
        "tags": "money, rates",
        "license": "MIT",
        "publisher": "Acme Ltd",
        "is_starter": False,
        "created_at": "2026-04-01T00:00:00Z",
        "updated_at": "2026-05-01T00:00:00Z",
        "latest_version": {
            "id": "1.5.0",
            "version": "1.5.0",
            "status": "published",
            "is_prerelease": False,
            "published_at": "2026-05-01T00:00:00Z",
            "release_notes": "Better.",
            "listing_status": "approved",
            "artifact_kind": "manifest",
            "contains_code": False,
            "signed": False,
            "platform_verified": False,
        },
    }


def test_what_an_app_declares_is_disclosed_as_written() -> None:
    value = APP | {"runtime": "sandbox", "permissions": {"network": ["a.example"]}}
    (item,) = project(a_release("1.4.0", value))["objectstack/packages.json"]["data"]["items"]
    newest = item["latest_version"]
    assert newest["permissions"] == {"network": ["a.example"]}
    assert newest["runtime"] == "sandbox"
    assert newest["contains_code"] is True
    assert "engines" not in newest


def test_a_script_in_the_bundle_is_disclosed_whatever_the_manifest_says() -> None:
    body = {"language": "js", "source": "ctx.record.total = 1"}
    document = {"manifest": APP, "objects": [{"hooks": [{"body": body}]}]}
    (item,) = project(a_release("1.4.0", APP, document))["objectstack/packages.json"]["data"][
        "items"
    ]
    assert item["latest_version"]["contains_code"] is True


@pytest.mark.parametrize(
    "changes",
    [
        {"availability": Availability.YANKED},
        {"availability": Availability.BLOCKED},
        {"review": Review(state=ReviewState.REJECTED)},
        {"artifacts": ()},
    ],
)
@pytest.mark.parametrize("value", [APP, PLUGIN], ids=["app", "plugin"])
def test_only_what_is_offered_is_served(value: dict[str, Any], changes: dict[str, Any]) -> None:
    files = project(a_release("1.4.0", value, **changes))
    assert set(files) == {"objectstack/packages.json", "objectstack/contributions.json"}
    assert files["objectstack/packages.json"]["data"]["items"] == []
    assert files["objectstack/contributions.json"] == {"contributions": []}


def test_latest_is_the_newest_that_is_offered() -> None:
    files = project(
        a_release("1.4.0", APP), a_release("1.5.0", APP, availability=Availability.YANKED)
    )
    latest = files[f"objectstack/packages/{ID}/versions/latest/manifest.json"]
    assert latest["data"]["version"] == "1.4.0"
    assert f"objectstack/packages/{ID}/versions/1.5.0/manifest.json" not in files


SIGNED = SignatureRecord(key="acme-2026", value="ed25519:acme-2026:" + "A" * 86)


def test_a_contribution_with_all_that_is_needed_to_check_it() -> None:
    release = a_release("1.4.0", PLUGIN, signature=SIGNED)
    (made,) = release.artifacts
    files = project(release)
    assert files["objectstack/packages.json"]["data"]["items"] == []
    (item,) = files["objectstack/contributions.json"]["contributions"]
    assert (item["id"], item["type"], item["package"]) == (ID, "plugin", "rates")
    assert item["publisher"] == {
        "id": "acme",
        "name": "Acme Ltd",
        "verified": True,
        "keys": [{"id": "acme-2026", "algorithm": "ed25519", "public": "A" * 43}],
    }
    (version,) = item["versions"]
    assert version == {
        "version": "1.4.0",
        "published": "2026-04-01T00:00:00Z",
        "deprecated": False,
        "review": "promoted",
        "url": made.url,
        "pinned_url": f"{made.url}#sha256={made.sha256}",
        "sha256": made.sha256,
        "size": 785,
        "signature": {"key": "acme-2026", "url": f"{made.url}.sig"},
        "dependencies": {"com.example.core": "^1.0.0"},
        "hosts": [
            {"host": "ObjectStack 17.1", "loads": True, "reason": ""},
            {"host": "ObjectStack 17.3+", "loads": True, "reason": ""},
        ],
        "runtime": "sandbox",
        "packaging": "bundled",
        "permissions": PLUGIN["permissions"],
        "engines": PLUGIN["engines"],
    }
    # What `os plugin sign` writes: the text and a newline.
    assert files[f"{made.path}.sig"] == f"{SIGNED.value}\n".encode()


def test_an_unsigned_contribution_claims_nothing() -> None:
    files = project(a_release("1.4.0", PLUGIN | {"permissions": ["object"]}))
    ((version,),) = (
        item["versions"] for item in files["objectstack/contributions.json"]["contributions"]
    )
    assert "signature" not in version
    assert "permissions" not in version  # the old list means nothing to a host
    assert not [path for path in files if path.endswith(".sig")]


# -- installing ------------------------------------------------------------------------------------


def test_an_app_is_installed_from_the_console_or_from_a_pin() -> None:
    release = a_release("1.4.0", APP)
    marketplace = a_marketplace(release)
    steps = DIALECT.install(marketplace, marketplace.packages[0], release)
    (made,) = release.artifacts
    assert steps[0].command == f"export OS_MARKETPLACE_PUBLIC_BASE_URL={BASE}objectstack"
    assert "checks no digest" in steps[1].text
    assert steps[2].command == f"export OS_ARTIFACT_URL='{made.url}#sha256={made.sha256}'"


def test_for_a_contribution_there_is_no_client_and_that_is_said() -> None:
    release = a_release("1.4.0", PLUGIN, signature=SIGNED)
    marketplace = a_marketplace(release)
    steps = DIALECT.install(marketplace, marketplace.packages[0], release)
    (made,) = release.artifacts
    assert "No released ObjectStack host installs" in steps[0].text
    assert f"echo '{made.sha256}  {made.filename}' | sha256sum --check" in steps[0].command
    assert steps[1].command.endswith(f"{made.url}.sig")


@pytest.mark.parametrize("changes", [{"artifacts": ()}, {"manifests": ()}])
def test_without_an_artifact_there_are_no_steps(changes: dict[str, Any]) -> None:
    release = a_release("1.4.0", APP, **changes)
    marketplace = a_marketplace(release)
    assert DIALECT.install(marketplace, marketplace.packages[0], release) == ()
