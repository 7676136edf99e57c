"""Caliban: what its client takes, what we ask beyond, and what we write for it."""

import json
from pathlib import Path
from typing import Any

import pytest

from chandlery.diagnostics import Verdict
from chandlery.dialects.caliban import DIALECT
from chandlery.dialects.caliban.projection import is_plain, is_sound
from chandlery.dialects.caliban.versions import is_minimum, is_version
from chandlery.model.description import Effect, Isolation, Layer, Risk
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Marketplace, Release
from chandlery.records.release import ArtifactFormat
from marketplaces import (
    BASE_URL,
    a_judgement,
    a_marketplace,
    a_package,
    a_release,
    an_entry,
    codes,
    found,
    projection,
)

CASES = Path(__file__).parent.parent / "cases" / "caliban"
MANIFEST = DIALECT.kind("manifest")
INDEX = DIALECT.kind("index")
GOOD: dict[str, Any] = {"name": "knot-counter", "version": "1.0.0", "description": "Counts knots."}
SERVER: dict[str, Any] = {"command": "python3", "args": ["-B", "a b.py"]}


def case(kind: str, name: str) -> Any:
    return json.loads((CASES / kind / f"{name}.json").read_text())


# -- what is valid -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["0.5", "0.5.0", "0.5.x", "0.5, <9", " 0.5 ", "1", "0.*", "1.2.3-rc.1+b", "1.x.x", "5,6"],
)
def test_requirements_that_cargo_reads(text: str) -> None:
    assert is_minimum(text)


@pytest.mark.parametrize(
    "text",
    [
        *("v0.5", "latest", "", "=0.5", "01.2", "0.5.", "0.5,", "0.x.1", "1.2.3-", "1.2.3-01"),
        *("0.5 9", "18446744073709551616", "1.2.3.4", "x", "٥", "1\n"),
        ",".join(["1"] * 33),
    ],
)
def test_requirements_that_cargo_refuses(text: str) -> None:
    assert not is_minimum(text)


def test_thirty_two_comparators_are_the_most() -> None:
    assert is_minimum(",".join(["1"] * 32))


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("1.0.0-rc.1+build.007", True),
        ("18446744073709551615.0.0", True),
        ("18446744073709551616.0.0", False),
        ("1.0", False),
        ("v1.0.0", False),
        ("1.0.0-01", False),
        ("1.0.0\n", False),
        ("١.0.0", False),
    ],
)
def test_versions(text: str, valid: bool) -> None:
    assert is_version(text) is valid
    assert a_judgement(MANIFEST, GOOD | {"version": text}).valid is valid


@pytest.mark.parametrize(
    "changes",
    [
        {"components": []},
        {"components": {"skills": None}, "mcpServers": None},
        {"mcpServers": {"a": SERVER | {"env": {"A": 1}}}},
        {"mcpServers": {"a": SERVER | {"args": None}}},
        {"caliban": None},
        {"license": None},
        {"name": 7},
        {"name": "knot-counter\n"},
        {"caliban": {"platforms": "linux"}},
    ],
)
def test_nothing_is_converted(changes: dict[str, Any]) -> None:
    assert not a_judgement(MANIFEST, GOOD | changes).valid


def test_what_may_be_null_or_unknown() -> None:
    value: dict[str, Any] = GOOD | {
        "homepage": None,
        "components": {"skills": None, "hooks": []},
        "mcpServers": {"a": SERVER | {"cwd": None, "transport": None}},
        "caliban": {"min_version": None, "platforms": None},
        "x-own": {"servers": [1], "unknown": 2},
    }
    assert codes(a_judgement(MANIFEST, value)) == []


@pytest.mark.parametrize(
    ("route", "verdict"),
    [
        (("version",), Verdict.VALID),
        (("mcpServers",), Verdict.VALID),
        (("x-own",), Verdict.POLICY),
        (("x-own", "version"), Verdict.POLICY),
        (("components", "skills"), Verdict.VALID),
        (("components", "outputStyles"), Verdict.POLICY),
        (("caliban", "platforms"), Verdict.VALID),
        (("mcpServers", "a"), Verdict.POLICY),
        (("mcpServers", "a", "command"), Verdict.VALID),
        (("mcpServers", "a", "env", "command"), Verdict.POLICY),
    ],
)
def test_a_known_key_given_twice_is_refused(route: tuple[str, ...], verdict: Verdict) -> None:
    assert MANIFEST.duplicate(route) is verdict


@pytest.mark.parametrize(
    ("route", "verdict"),
    [
        (("plugins",), Verdict.VALID),
        (("generated_at",), Verdict.POLICY),
        (("plugins", 0, "versions"), Verdict.VALID),
        (("plugins", 0, "versions", 1, "download_url"), Verdict.VALID),
        (("plugins", 0, "versions", 1, "size"), Verdict.POLICY),
    ],
)
def test_a_known_key_of_the_index_given_twice_is_refused(
    route: tuple[str | int, ...], verdict: Verdict
) -> None:
    assert INDEX.duplicate(route) is verdict


# -- what we ask beyond --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "bad", "good"),
    [
        ("CAL201", {"components": {"skills": ["ok", "/etc"]}}, {"components": {"skills": "./a/"}}),
        ("CAL201", {"components": {"hooks": "a/../../b"}}, {"components": {"hooks": "a..b"}}),
        ("CAL201", {"components": {"hooks": "a\\b"}}, {"components": {"hooks": "a/b"}}),
        ("CAL201", {"components": {"hooks": "C:b"}}, {"components": {"hooks": ".b"}}),
        ("CAL202", {"description": " "}, {}),
        ("CAL203", {"caliban": {"platforms": []}}, {"caliban": {"platforms": ["linux"]}}),
        ("CAL204", {"components": {"outputStyles": "x"}}, {"components": {"output_styles": "x"}}),
        ("CAL205", {"caliban": {"min_version": "0.5"}}, {"caliban": {"min_version": "0.5.0"}}),
        ("CAL206", {"name": "_knot"}, {"name": "knot_"}),
        ("CAL207", {"descripton": "x"}, {"$schema": "x"}),
        ("CAL207", {"hooks": "./hooks.json"}, {"components": {"hooks": "hooks.json"}}),
        (
            "CAL208",
            {"components": {"mcp_servers": "x"}, "mcpServers": {"a": SERVER}},
            {"components": {"mcp_servers": "x"}},
        ),
        ("CAL209", {"mcpServers": {"a": SERVER | {"type": "x"}}}, {"mcpServers": {"a": SERVER}}),
        ("CAL209", {"caliban": {"min_verison": "1.0.0"}}, {"caliban": {}}),
    ],
)
def test_policy(code: str, bad: dict[str, Any], good: dict[str, Any]) -> None:
    judged = a_judgement(MANIFEST, GOOD | bad)
    assert judged.valid
    assert codes(judged) == [code]
    assert codes(a_judgement(MANIFEST, GOOD | good)) == []


def test_a_misspelt_component_is_mended_by_its_hint() -> None:
    judged = a_judgement(MANIFEST, GOOD | {"components": {"outputStyles": "x"}})
    (finding,) = judged.diagnostics
    assert finding.hint == "Did you mean `output_styles`?"
    assert judged.policy is False


VERSION = {"version": "1.0.0", "tarball": "https://a.example/1.tar.gz", "sha256": "0" * 64}


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("CAL251", {"versions": [VERSION | {"version": "2.0.0"}, VERSION]}),
        ("CAL251", {"versions": [VERSION, VERSION]}),
        ("CAL252", {"versions": [VERSION | {"sha256": "sha256:" + "0" * 64}]}),
        ("CAL252", {"versions": [VERSION | {"sha256": "A" * 64}]}),
        ("CAL253", {"versions": [VERSION | {"tarball": "1.tar.gz"}]}),
        ("CAL253", {"version": "1.0.0", "download_url": "//a/1", "sha256": "0" * 64}),
        ("CAL254", {"name": "Knot Counter", "versions": [VERSION]}),
    ],
)
def test_index_policy(code: str, entry: dict[str, Any]) -> None:
    judged = a_judgement(INDEX, {"plugins": [{"name": "knot-counter"} | entry]})
    assert judged.valid
    assert codes(judged) == [code]


def test_the_second_entry_of_a_name_is_out_of_reach() -> None:
    entry = {"name": "knot-counter", "versions": [VERSION]}
    assert codes(a_judgement(INDEX, {"plugins": [entry]})) == []
    judged = a_judgement(INDEX, {"plugins": [entry, entry]})
    assert [(item.code, item.message) for item in judged.diagnostics] == [
        ("CAL254", "`knot-counter` is the name of an entry before")
    ]


# -- the release ---------------------------------------------------------------------------------


def release_codes(
    manifest: dict[str, Any], files: dict[str, bytes] | None = None, **release: Any
) -> list[str]:
    entry = an_entry(
        DIALECT, GOOD | manifest, ArtifactFormat.TAR_GZ, files or {"plugin.json": b"{}"}, **release
    )
    return found(DIALECT.release_rules, entry)


def test_name_and_version_are_the_releases() -> None:
    assert release_codes({}) == []
    assert release_codes({"name": "knots"}) == ["CAL301"]
    assert release_codes({"name": "knots"}, names={"caliban": "knots"}) == []
    assert release_codes({"version": "1.0.0+b"}) == ["CAL302"]
    assert release_codes({"version": "1.0.0+b"}, version="1.0.0+b") == []


def test_components_are_in_the_source() -> None:
    files = {"plugin.json": b"{}", "skills/count/SKILL.md": b""}
    assert release_codes({"components": {"skills": ["skills/", "./skills/count/"]}}, files) == []
    assert release_codes({"components": {"skills": "."}}, files) == []
    assert release_codes({"components": {"skills": ["skills", "skill"]}}, files) == ["CAL303"]
    # Another rule says that of a path which leads out.
    assert release_codes({"components": {"skills": "/skills"}}, files) == []


def test_what_is_fetched_cannot_be_looked_into() -> None:
    assert release_codes({"components": {"skills": "skills"}}, fetched=True) == []


def test_what_runs_is_said() -> None:
    files = {"plugin.json": b"{}", "hooks/hooks.json": b"{}", "mcp/.mcp.json": b"{}"}
    said = {"hooks": "hooks/hooks.json", "mcp_servers": ["mcp/.mcp.json"]}
    assert release_codes({}, files) == ["CAL304", "CAL304"]
    assert release_codes({"components": {"hooks": [], "mcp_servers": None}}, files) == [
        "CAL304",
        "CAL304",
    ]
    assert release_codes({"components": said}, files) == []
    # The manifest's own servers win over the file.
    assert (
        release_codes({"components": {"hooks": "hooks"}, "mcpServers": {"a": SERVER}}, files) == []
    )


def test_member() -> None:
    assert DIALECT.member("knots", ArtifactFormat.TAR_GZ) == "knots/plugin.json"
    assert DIALECT.member("knots", ArtifactFormat.ZIP) is None


# -- the view ------------------------------------------------------------------------------------


def test_hooks_and_servers_run_programs() -> None:
    value = GOOD | {
        "components": {"hooks": "hooks.json", "mcp_servers": "unread.json", "skills": ["a", "b"]},
        "mcpServers": {"b": SERVER, "a": {"command": "srv", "transport": "http"}},
        "caliban": {"min_version": "0.5.0", "platforms": ["linux"]},
    }
    assert MANIFEST.describe
    view = MANIFEST.describe(MANIFEST.model.model_validate(value))
    assert [(item.native, item.effect, item.risk, item.targets) for item in view.capabilities] == [
        ("components.hooks", Effect.PROCESSES, Risk.HIGH, ("hooks.json",)),
        ("mcpServers.a", Effect.PROCESSES, Risk.HIGH, ("srv",)),
        ("mcpServers.a", Effect.NETWORK, Risk.MEDIUM, ("http",)),
        ("mcpServers.b", Effect.PROCESSES, Risk.HIGH, ("python3 -B 'a b.py'",)),
        ("components.skills", Effect.INTERFACE, Risk.LOW, ("a", "b")),
    ]
    assert (view.isolation, view.layer) == (Isolation.WORKER, Layer.CODE)
    assert view.compatibility.host == (">=0.5.0",)
    assert view.compatibility.platforms == ("linux",)


def test_texts_alone_are_declarative() -> None:
    assert MANIFEST.describe
    value = GOOD | {"components": {"commands": "commands", "agents": ["a.md"]}}
    view = MANIFEST.describe(MANIFEST.model.model_validate(value))
    assert (view.isolation, view.layer) == (Isolation.SANDBOX, Layer.DECLARATIVE)
    assert {item.effect for item in view.capabilities} == {Effect.INTERFACE}


@pytest.mark.parametrize(
    ("changes", "loads", "reason"),
    [
        ({}, True, ""),
        ({"components": {"skills": "a"}}, True, ""),
        (
            {"components": {"hooks": "a"}},
            True,
            "of the components, this version uses the skills alone",
        ),
        ({"caliban": {"platforms": []}}, False, "`platforms` matches no machine"),
        ({"caliban": {"min_version": "0.8"}}, True, ""),
        ({"caliban": {"min_version": "0.8.1"}}, False, "it asks for 0.8.1"),
        ({"caliban": {"min_version": "1"}}, False, "it asks for 1"),
        ({"caliban": {"min_version": "9.x"}}, True, ""),
    ],
)
def test_what_loads(changes: dict[str, Any], loads: bool, reason: str) -> None:
    hosts = a_judgement(MANIFEST, GOOD | changes).hosts
    assert hosts is not None
    assert [(host.loads, host.reason) for host in hosts] == [(loads, reason)]


# -- the projection ------------------------------------------------------------------------------


def release(version: str = "1.0.0", *, name: str = "knot-counter", **changes: Any) -> Release:
    return a_release(DIALECT, GOOD | {"name": name}, ArtifactFormat.TAR_GZ, version, **changes)


def index_of(marketplace: Marketplace) -> Any:
    files = projection(DIALECT, marketplace)
    assert list(files) == ["caliban/index.json"]
    return json.loads(files["caliban/index.json"])


def test_versions_run_from_the_oldest_to_the_newest() -> None:
    market = a_marketplace(a_package(release("1.9.0"), release("1.10.0")))
    (entry,) = index_of(market)["plugins"]
    assert [item["version"] for item in entry["versions"]] == ["1.9.0", "1.10.0"]
    assert all(set(item) == {"version", "tarball", "sha256"} for item in entry["versions"])
    assert all(item["tarball"].startswith(BASE_URL) for item in entry["versions"])


def test_the_index_is_one_that_its_own_client_takes() -> None:
    one = release()
    source = {"source": "https://git.example/knots"}
    market = a_marketplace(
        a_package(release("1.0.0"), release("2.0.0"), links=source),
        a_package(release(name="anchor"), name="anchor"),
        a_package(one, release("1.0.0+b", name="dory"), name="dory"),
    )
    document = index_of(market)
    assert codes(a_judgement(INDEX, document)) == []
    assert (document["name"], document["url"]) == ("quay", f"{BASE_URL}caliban/index.json")
    assert [entry["name"] for entry in document["plugins"]] == ["anchor", "dory", "knot-counter"]
    assert document["plugins"][2]["repository"] == source["source"]
    assert "null" not in json.dumps(document)


def test_the_least_version_is_passed_on() -> None:
    manifest = GOOD | {"caliban": {"min_version": "0.8.0"}}
    (entry,) = index_of(
        a_marketplace(a_package(a_release(DIALECT, manifest, ArtifactFormat.TAR_GZ)))
    )["plugins"]
    assert entry["versions"][0]["min_caliban"] == "0.8.0"


@pytest.mark.parametrize(
    "hidden",
    [
        release("2.0.0", availability=Availability.YANKED),
        release("2.0.0", availability=Availability.BLOCKED, url=""),
        release("2.0.0", state=ReviewState.PROBATIONARY),
        release("2.0.0", url=""),
        release("2.0.0-rc.1"),
    ],
)
def test_what_must_not_be_installed_is_not_listed(hidden: Release) -> None:
    (entry,) = index_of(a_marketplace(a_package(release("1.0.0"), hidden)))["plugins"]
    assert [item["version"] for item in entry["versions"]] == ["1.0.0"]


def test_a_prerelease_is_listed_where_there_is_nothing_else() -> None:
    (entry,) = index_of(a_marketplace(a_package(release("1.0.0-rc.1"))))["plugins"]
    assert [item["version"] for item in entry["versions"]] == ["1.0.0-rc.1"]


def test_a_plugin_without_an_offer_has_no_entry() -> None:
    other = a_release(DIALECT, GOOD, ArtifactFormat.ZIP)
    assert index_of(a_marketplace(a_package(other)))["plugins"] == []


@pytest.mark.parametrize(
    "changes",
    [{"description": None}, {"versions": []}, {"versions": [VERSION | {"sha256": ""}]}],
)
def test_a_bad_entry_would_not_be_written(changes: dict[str, Any]) -> None:
    good = {"name": "knot-counter", "versions": [VERSION]}
    assert is_sound(good)
    assert not is_sound(good | changes)


def test_an_ordinary_entry_is_sound_without_asking_the_model() -> None:
    good = {"name": "knot-counter", "description": "", "versions": [VERSION]}
    assert is_plain(good)
    assert is_sound(good)


@pytest.mark.parametrize(
    "changes",
    [
        *({"name": name} for name in ("Knot", "k" * 33, "knot-counter\n", 1)),
        *({"description": text} for text in (None, ["x"])),
        {"repository": 1},
        {"versions": []},
        {"versions": [VERSION, VERSION]},
        *(
            {"versions": [VERSION | change]}
            for change in (
                {"sha256": "A" * 64},
                {"sha256": "a" * 64 + "\n"},
                {"tarball": "/x.tar.gz"},
                {"tarball": "https:///x.tar.gz"},
                {"tarball": "https://[x/"},
                {"tarball": "ftp://x.example/x"},
                {"version": None},
                {"min_caliban": 1},
                {"download_url": "https://x.example/x"},
            )
        ),
    ],
)
def test_what_the_model_refuses_is_not_ordinary(changes: dict[str, Any]) -> None:
    entry = {"name": "knot-counter", "versions": [VERSION]} | changes
    assert not is_plain(entry)
    assert not is_sound(entry)


def test_a_bad_entry_does_not_poison_the_others() -> None:
    bad = release(name="dory", url="not absolute")
    market = a_marketplace(a_package(release()), a_package(bad, name="dory"))
    assert [entry["name"] for entry in index_of(market)["plugins"]] == ["knot-counter"]


def test_steps() -> None:
    package = a_package(release("1.0.0"), release("2.0.0"), release("3.0.0-rc.1"))
    market = a_marketplace(package)
    old, new, early = package.releases
    first, record = DIALECT.install(market, package, new)
    assert first.command == (
        f"caliban plugin install knot-counter@{BASE_URL}caliban/index.json --yes"
    )
    assert new.manifests[0].sha256 in record.text
    (other,) = DIALECT.install(market, package, old)
    assert "2.0.0" in other.text
    assert not other.command
    assert DIALECT.install(market, package, early) == ()


def test_steps_name_the_platforms() -> None:
    manifest = GOOD | {"caliban": {"platforms": ["linux", "macos"]}}
    package = a_package(a_release(DIALECT, manifest, ArtifactFormat.TAR_GZ))
    steps = DIALECT.install(a_marketplace(package), package, package.releases[0])
    assert "linux, macos" in steps[-1].text


# -- the cases -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("manifest", "valid-components-absolute-and-dotdot", ["CAL201", "CAL201", "CAL202"]),
        ("manifest", "valid-full", ["CAL208"]),
        ("manifest", "valid-min-version-two-part", ["CAL202", "CAL205"]),
        ("manifest", "valid-name-leading-dash", ["CAL202", "CAL206"]),
        ("manifest", "valid-platforms-empty-list", ["CAL202", "CAL203"]),
        ("manifest", "invalid-version-leading-zero", ["CAL101"]),
        ("manifest", "invalid-min-version-v-prefix", ["CAL102"]),
        ("index", "valid-last-version-wins-even-if-older", ["CAL251"]),
        ("index", "invalid-tarball-and-download-url-together", ["CAL151"]),
        ("index", "invalid-flat-without-sha256", ["CAL152"]),
        ("index", "invalid-no-version-metadata", ["CAL152"]),
    ],
)
def test_what_is_said_of_a_case(kind: str, name: str, expected: list[str]) -> None:
    assert codes(a_judgement(DIALECT.kind(kind), case(kind, name))) == expected
