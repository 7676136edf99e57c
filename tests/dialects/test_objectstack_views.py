"""ObjectStack: what is said of a manifest, word for word, and at which bounds."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chandlery.catalog import ArtifactEntry, Catalog, PackageEntry, PublisherEntry, ReleaseEntry
from chandlery.containers import JSON_MEMBER, Member
from chandlery.diagnostics import Diagnostic
from chandlery.dialects.objectstack import DIALECT
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.dialects.objectstack.ranges import admits
from chandlery.documents import Document
from chandlery.model.description import (
    Capability,
    Compatibility,
    Dependency,
    Description,
    Effect,
    EntryPoint,
    Isolation,
    Layer,
    Risk,
)
from chandlery.model.governance import Availability
from chandlery.model.marketplace import Kind
from chandlery.records.marketplace import MarketplaceRecord, Owner
from chandlery.records.publisher import PublicKey, PublisherRecord
from chandlery.records.release import ArtifactFormat
from marketplaces import a_judgement, a_marketplace, a_package, a_release, an_entry, projection

KIND = DIALECT.kind("manifest")
APP: dict[str, Any] = {
    "id": "com.example.rates",
    "name": "Rates",
    "version": "1.0.0",
    "type": "app",
}
PLUGIN = APP | {"type": "plugin"}


# -- the normalised view ---------------------------------------------------------------------------


def describe(value: dict[str, Any]) -> Description:
    assert KIND.describe
    return KIND.describe(Manifest.model_validate(value))


def test_a_whole_description() -> None:
    value = PLUGIN | {
        "description": "Daily rates.",
        "runtime": "worker",
        "main": "dist/main.mjs",
        "engines": {"protocol": "^17"},
        "dependencies": {"com.example.b": "^2", "com.example.a": "^1"},
        "permissions": {
            "services": ["http", "http"],
            "hooks": ["record.task.beforeInsert"],
            "network": ["api.example"],
            "fs": ["/srv"],
        },
    }
    medium, high = Risk.MEDIUM, Risk.HIGH
    assert describe(value) == Description(
        native_name="com.example.rates",
        version="1.0.0",
        summary="Daily rates.",
        entry_points=(EntryPoint(name="com.example.rates", kind="plugin", target="dist/main.mjs"),),
        capabilities=(
            Capability(native="services:http", effect=Effect.NETWORK, risk=medium),
            Capability(
                native="hooks:record.task.beforeInsert",
                effect=Effect.TENANTS,
                risk=medium,
                operations=("beforeInsert",),
                targets=("record",),
            ),
            Capability(
                native="network", effect=Effect.NETWORK, risk=medium, targets=("api.example",)
            ),
            Capability(native="fs", effect=Effect.FILES_READ, risk=high, targets=("/srv",)),
            Capability(native="fs", effect=Effect.FILES_WRITE, risk=high, targets=("/srv",)),
        ),
        compatibility=Compatibility(
            host=("protocol ^17",), status="supported", notes="Includes protocol 17."
        ),
        dependencies=(
            Dependency(native="com.example.a", range="^1"),
            Dependency(native="com.example.b", range="^2"),
        ),
        isolation=Isolation.WORKER,
        isolated_by=("runtime",),
        layer=Layer.CODE,
        security_notes=(
            "Permissions are what the package declares; no released host enforces them.",
        ),
    )


def test_what_is_left_out_is_empty() -> None:
    found = describe(APP)
    assert (found.summary, found.entry_points, found.compatibility) == ("", (), Compatibility())
    assert describe(PLUGIN | {"main": 5}).entry_points[0].target == "dist/index.mjs"


@pytest.mark.parametrize(
    ("engines", "host", "notes"),
    [
        ({"engine": {"objectstack": "16.0.0"}}, "objectstack 16.0.0", "Leaves protocol 17 out."),
        (
            {"engines": {"platform": "soon"}},
            "platform soon",
            "No host understands the range; it is admitted with a warning.",
        ),
    ],
)
def test_other_ranges(engines: dict[str, Any], host: str, notes: str) -> None:
    found = describe(APP | engines).compatibility
    assert found == Compatibility(host=(host,), status="supported", notes=notes)


def test_a_blank_range_is_shown_and_promises_nothing() -> None:
    found = describe(APP | {"engines": {"platform": " "}}).compatibility
    assert found == Compatibility(host=("platform  ",))


def test_the_old_permissions_are_noted() -> None:
    assert len(describe(APP | {"permissions": ["http"]}).security_notes) == 2


def test_every_contribution_is_an_entry_point() -> None:
    contributes = {
        "commands": [
            {"name": "a", "description": "Does a.", "module": "dist/a.mjs"},
            {"name": "b"},
        ],
        "actions": [
            {"name": "c", "description": "Does c.", "label": "C"},
            {"name": "d", "label": "D"},
            {"name": "e"},
        ],
        "functions": [{"name": "f", "description": "Does f."}, {"name": "g"}],
        "routes": [{"prefix": "/h", "service": "rates"}],
        "drivers": [{"id": "i", "label": "I"}],
    }
    found = describe(APP | {"contributes": contributes}).entry_points
    assert [(item.kind, item.name, item.target, item.description) for item in found] == [
        ("command", "a", "dist/a.mjs", "Does a."),
        ("command", "b", "b", ""),
        ("action", "c", "c", "Does c."),
        ("action", "d", "d", "D"),
        ("action", "e", "e", ""),
        ("function", "f", "f", "Does f."),
        ("function", "g", "g", ""),
        ("route", "/h", "rates", ""),
        ("driver", "i", "i", "I"),
    ]


def test_what_a_manifests_own_connectors_come_to() -> None:
    transport = {"kind": "stdio", "command": "npx"}
    connectors = [
        {"name": "a", "provider": "rest", "providerConfig": {"baseUrl": "https://a.example"}},
        {"name": "b", "provider": "mcp", "providerConfig": {"transport": transport}},
        {"name": "c", "providerConfig": {"baseUrl": "https://c.example"}},
    ]
    assert describe(APP | {"connectors": connectors}).capabilities == (
        Capability(
            native="connectors:a",
            effect=Effect.NETWORK,
            risk=Risk.MEDIUM,
            targets=("https://a.example",),
        ),
        Capability(
            native="connectors:b",
            effect=Effect.PROCESSES,
            risk=Risk.HIGH,
            description="It starts the program `npx`.",
        ),
    )


# -- hosts and ranges ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (">=1" + " " * 122 + "<18", True),  # 128 characters
        (">=1" + " " * 123 + "<18", None),
        ("17 - 17", True),
        ("18 - 19", False),
        ("15 - soon", None),
        ("soon - 19", None),
        (">=17 <soon", None),
        ("^soon", None),
        ("~17", True),
        ("0 - 17", True),
        ("<18 >=17", True),
    ],
)
def test_the_edges_of_ranges(text: str, verdict: bool | None) -> None:
    assert admits(text, 17) is verdict


@pytest.mark.parametrize(
    ("changes", "written", "hint"),
    [
        ({"author": "A"}, "author", "Say it in listing.yml."),
        ({"homepage": "A"}, "homepage", "Take the key out."),
        ({"configuration": {"properties": {}}}, "configuration", "Take the key out."),
        (
            {"contributes": {"fieldTypes": [{"name": "a", "label": "A"}]}},
            "contributes.fieldTypes",
            "Take the key out.",
        ),
        (
            {"contributes": {"kinds": [{"id": "a", "globs": []}]}},
            "contributes.kinds.0.globs",
            "Take the kind out.",
        ),
        ({"main": 5}, "main", "Write a path."),
    ],
)
def test_what_later_hosts_refuse_and_what_to_do(
    changes: dict[str, Any], written: str, hint: str
) -> None:
    (found,) = a_judgement(KIND, APP | changes).diagnostics
    assert found.message == f"ObjectStack 17.3 and later refuse `{written}`"
    assert found.hint == hint


# -- what rules say --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "Rates"}, "`Rates` is no id in reverse-domain form"),
        ({"version": "01.0.0"}, "`01.0.0` has leading zeros"),
        ({"engines": {"protocol": "soon"}}, "no host understands the range `soon`"),
        ({"permissions": {"network": ["*.b"]}}, "`*.b` stands for more than one host"),
        ({"permissions": {"fs": ["/srv"]}}, "it asks for `/srv` on the host"),
    ],
)
def test_a_message_has_the_value(changes: dict[str, Any], message: str) -> None:
    assert [item.message for item in a_judgement(KIND, APP | changes).diagnostics] == [message]


LISTING: dict[str, Any] = {
    "id": "a",
    "packageId": "a",
    "publisherId": "a",
    "name": "A",
    "category": "other",
    "latestVersion": "1.0.0",
}


@pytest.mark.parametrize(
    ("kind", "value", "message", "hint"),
    [
        (
            "listing",
            LISTING | {"iconUrl": "/a.png"},
            "`/a.png` is not an absolute URL",
            "Begin it with https://.",
        ),
        (
            "listing",
            LISTING | {"updatedAt": "soon"},
            "`soon` is not a point in time in UTC",
            "Write 2026-01-02T03:04:05Z.",
        ),
        (
            "publisher",
            {"id": "a", "name": "A", "type": "individual", "email": "a@b@c.example"},
            "`a@b@c.example` is not an e-mail address",
            "Write name@example.com, or nothing.",
        ),
    ],
)
def test_a_refusal_has_the_value_and_the_cure(
    kind: str, value: dict[str, Any], message: str, hint: str
) -> None:
    (found,) = a_judgement(DIALECT.kind(kind), value).diagnostics
    assert (found.message, found.hint) == (message, hint)


def entry(value: dict[str, Any], format_: ArtifactFormat = ArtifactFormat.OSPLUGIN) -> ReleaseEntry:
    return an_entry(DIALECT, value, format_, {}, names={"objectstack": "com.example.rates"})


def said(value: dict[str, Any], format_: ArtifactFormat = ArtifactFormat.OSPLUGIN) -> list[str]:
    release = entry(value, format_)
    return [
        item.message
        for rule in DIALECT.release_rules
        for item in rule.run(release.document, release)
    ]


def test_what_a_release_says_twice() -> None:
    assert said(PLUGIN | {"id": "com.example.other"}) == [
        "the manifest says `com.example.other`, the listing `com.example.rates`"
    ]
    assert said(PLUGIN | {"version": "1.0.1"}) == [
        "the manifest says `1.0.1`, the release is 1.0.0"
    ]


def test_a_format_of_no_host_is_not_this_rules_matter() -> None:
    assert said(PLUGIN, ArtifactFormat.ZIP) == said(PLUGIN) == []
    assert said(APP) == ["a package of type `app` needs the format `json`"]


def test_a_release_may_have_both_formats() -> None:
    release = entry(PLUGIN, ArtifactFormat.JSON)
    (bundle,) = release.record.artifacts
    both = [bundle, bundle.model_copy(update={"format": ArtifactFormat.OSPLUGIN})]
    whole = replace(release, record=release.record.model_copy(update={"artifacts": both}))
    found = [
        [item.code for rule in DIALECT.release_rules for item in rule.run(one.document, one)]
        for one in (release, whole)
    ]
    assert found == [["OBJ223"], []]


def connected(connector: dict[str, Any]) -> list[Diagnostic]:
    release = entry(APP, ArtifactFormat.JSON)
    data = json.dumps({"manifest": APP, "connectors": [connector]}).encode()
    opened = ArtifactEntry(release=release, index=0, members=(Member(JSON_MEMBER, data),))
    return [item for rule in DIALECT.artifact_rules for item in rule.run(release.document, opened)]


def test_what_is_said_of_a_connector() -> None:
    config = {"baseUrl": "https://a.example"}
    found = connected({"name": "a", "provider": "rest", "providerConfig": config, "actions": [{}]})
    assert [item.message for item in found] == [
        "the connector `a` reaches `https://a.example`, which no permission of the manifest names",
        "the connector `a` has `actions`, which hosts refuse: its provider derives them",
    ]


# -- signatures ------------------------------------------------------------------------------------


def catalog(*releases: ReleaseEntry, keys: int = 1) -> Catalog:
    owner = PublisherRecord(
        title="Acme",
        type="organization",
        contact="a@acme.example",
        keys=[PublicKey(id=f"key-{number}", public="A" * 43) for number in range(keys)],
    )
    acme = PublisherEntry(name="acme", document=Document("publishers/acme.yml", b""), record=owner)
    package = PackageEntry(
        kind=Kind.PLUGIN,
        name="knot-counter",
        folder="plugins/knot-counter",
        listing_document=Document("listing.yml", b""),
        listing=releases[0].listing,
        readme=Document("README.md", b""),
        releases=releases,
    )
    settings = MarketplaceRecord(
        name="quay",
        title="Quay",
        description="For the tests.",
        base_url="https://quay.example/",
        owner=Owner(name="Quay"),
        contact="x@quay.example",
    )
    document = Document("marketplace.yml", b"")
    return Catalog(
        document=document, settings=settings, packages=(package,), publishers={"acme": acme}
    )


HOSTED = PLUGIN | {"runtime": "node"}


@pytest.mark.parametrize(
    ("releases", "keys", "count"),
    [
        ((HOSTED,), 1, 1),
        ((HOSTED,), 0, 0),
        ((PLUGIN, HOSTED), 1, 1),
        ((PLUGIN | {"runtime": "sandbox"}, PLUGIN | {"runtime": "worker"}), 1, 0),
    ],
)
def test_who_has_keys_signs_what_runs_in_the_host(
    releases: tuple[dict[str, Any], ...], keys: int, count: int
) -> None:
    (rule,) = (rule for rule in DIALECT.catalog_rules if rule.code == "OBJ230")
    value = catalog(*(entry(item) for item in releases), keys=keys)
    assert len(list(rule.run(value.document, value))) == count


def test_other_artifacts_are_not_meant() -> None:
    (rule,) = (rule for rule in DIALECT.catalog_rules if rule.code == "OBJ230")
    value = catalog(entry(HOSTED, ArtifactFormat.ZIP))
    assert list(rule.run(value.document, value)) == []
    value = catalog(entry(HOSTED, ArtifactFormat.ZIP), entry(HOSTED))
    assert len(list(rule.run(value.document, value))) == 1


# -- what is served --------------------------------------------------------------------------------


def contributions(**changes: Any) -> Any:
    release = a_release(DIALECT, PLUGIN, ArtifactFormat.OSPLUGIN, **changes)
    files = projection(DIALECT, a_marketplace(a_package(release)))
    return json.loads(files["objectstack/contributions.json"])["contributions"]


def test_an_unknown_publisher_vouches_for_nothing() -> None:
    (item,) = contributions(publisher="nobody")
    assert item["publisher"] == {"id": "nobody", "name": "nobody", "verified": False, "keys": []}


def test_deprecation_is_said() -> None:
    for state in (Availability.AVAILABLE, Availability.DEPRECATED):
        (item,) = contributions(availability=state)
        deprecated = state is Availability.DEPRECATED
        assert [version["deprecated"] for version in item["versions"]] == [deprecated]


def apps(*packages: tuple[str, dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    """What is served of apps: name, manifest and listing of each."""
    made = []
    for name, value, listing in packages:
        release = a_release(DIALECT, value, ArtifactFormat.JSON, **listing.pop("release", {}))
        bundle = replace(release.artifacts[0], document={"manifest": value})
        made.append(a_package(replace(release, artifacts=(bundle,)), name=name, **listing))
    files = projection(DIALECT, a_marketplace(*made))
    return {path: json.loads(data) for path, data in files.items()}


def test_every_app_has_its_files() -> None:
    other = APP | {"id": "com.example.tides"}
    files = apps(("rates", APP, {}), ("tides", other, {}))
    assert [item["id"] for item in files["objectstack/packages.json"]["data"]["items"]] == [
        "com.example.rates",
        "com.example.tides",
    ]
    for name in ("rates", "tides"):
        assert f"objectstack/packages/com.example.{name}.json" in files


@pytest.mark.parametrize(
    ("categories", "category"),
    [
        (["finance"], "finance"),
        (["testing"], "developer-tools"),
        (["harbour", "memory"], "ai"),
        (["harbour"], "other"),
    ],
)
def test_the_marketplace_has_words_of_its_own(categories: list[str], category: str) -> None:
    files = apps(("rates", APP, {"categories": categories}))
    (item,) = files["objectstack/packages.json"]["data"]["items"]
    assert item["category"] == category
    assert "homepage_url" not in item


def test_links_and_states_of_an_app() -> None:
    links = {"homepage": "https://rates.example/"}
    state = {"availability": Availability.DEPRECATED}
    files = apps(("rates", APP, {"links": links, "release": state}))
    (item,) = files["objectstack/packages.json"]["data"]["items"]
    assert item["homepage_url"] == "https://rates.example/"
    assert item["latest_version"]["status"] == "deprecated"
