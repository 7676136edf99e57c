"""Kari: what its published rule takes, what we ask beyond, and what we write for it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.kari import DIALECT
from chandlery.dialects.kari.handler import MAX_BYTES
from chandlery.dialects.kari.hosts import DISCOVERY, HOST_LOADER, ROUTER
from chandlery.dialects.kari.rules import ELSEWHERE
from chandlery.model.description import Dependency, Effect, Isolation, Layer, Risk
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

CASES = Path(__file__).parent.parent / "cases" / "kari" / "manifest"
MANIFEST = DIALECT.kind("manifest")
GOOD: dict[str, Any] = {
    "name": "knot-counter",
    "version": "1.0.0",
    "description": "Counts knots.",
    "author": "Ada",
    "module": "ai_karen_engine.plugins.knot_counter.handler",
}
ROUTED = {
    "plugin_api_version": "1.0",
    "intent": "count_knots",
    "enable_external_workflow": False,
    "required_roles": ["user"],
    "trusted_ui": False,
}
RUN = b"def run(params):\n    return {}\n"


def case(name: str) -> Any:
    return json.loads((CASES / f"{name}.json").read_text())


# -- keys that nothing reads ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("required_role", "required_roles"),
        ("sandboxRequired", "sandbox_required"),
        ("plugin-type", "plugin_type"),
        ("Licence", "license"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(key: str, meant: str) -> None:
    (said,) = a_judgement(MANIFEST, GOOD | {key: []}).diagnostics
    assert (said.code, said.hint) == ("KAR212", f"Did you mean `{meant}`?")


@pytest.mark.parametrize(
    "extra",
    [
        {key: {} for key in ELSEWHERE},
        {"x_acme": 1},
        {"tags": [], "tag": "a"},  # what is there already was not meant
        {"entry_point": "run", "entrypoint": "handler:run"},
    ],
)
def test_other_keys_may_be_there(extra: dict[str, Any]) -> None:
    assert codes(a_judgement(MANIFEST, GOOD | extra)) == []


def test_of_many_strange_keys_the_first_hundred_are_compared() -> None:
    judged = a_judgement(MANIFEST, GOOD | {f"category{at:03}": 1 for at in range(150)})
    assert codes(judged) == ["KAR212"] * 100


# -- what is valid -------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", [0, 1, 1.0, "yes", "NO", "true", "off"])
def test_flags_are_lax(flag: Any) -> None:
    judged = a_judgement(MANIFEST, GOOD | {"sandbox_required": flag})
    assert judged.valid
    assert codes(judged) == ["KAR204"]


@pytest.mark.parametrize(
    "bad",
    [
        {"trusted_ui": "maybe"},
        {"trusted_ui": None},
        {"trusted_ui": 2},
        {"plugin_api_version": 1.0},
        {"plugin_api_version": "1.2"},
        {"plugin_type": "AI"},
        {"license": None},
        {"required_roles": None},
        {"compatibility": None},
        {"dependencies": {}},
    ],
)
def test_what_the_published_rule_refuses(bad: dict[str, Any]) -> None:
    assert not a_judgement(MANIFEST, GOOD | bad).valid


def test_the_last_of_two_equal_keys_counts() -> None:
    assert MANIFEST.duplicate(("name",)) is Verdict.POLICY


# -- which hosts load it -------------------------------------------------------------------------


def hosts_of(value: dict[str, Any]) -> dict[str, tuple[bool, str]]:
    hosts = a_judgement(MANIFEST, value).hosts
    assert hosts is not None
    return {host.host: (host.loads, host.reason) for host in hosts}


@pytest.mark.parametrize("path", sorted(CASES.glob("valid-*.json")), ids=lambda path: path.stem)
def test_the_host_loader_takes_none(path: Path) -> None:
    loads, reason = hosts_of(json.loads(path.read_text()))[HOST_LOADER]
    assert not loads
    assert "`module`" in reason


@pytest.mark.parametrize("path", sorted(CASES.glob("valid-*.json")), ids=lambda path: path.stem)
def test_discovery_takes_every_case(path: Path) -> None:
    assert hosts_of(json.loads(path.read_text()))[DISCOVERY] == (True, "")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"entrypoint": 5}, "`entrypoint` is `5`, and no string"),
        ({"entrypoint": None}, "`entrypoint` is null"),
        ({"dependencies": [{"name": "a", "x": 1}]}, "Kari refuses the key `x` here"),
        ({"dependencies": [{}]}, "the dependency has no name"),
        ({"compatibility": {"os": []}}, "Kari refuses the key `os` here"),
    ],
)
def test_discovery_refuses(changes: dict[str, Any], reason: str) -> None:
    assert hosts_of(GOOD | changes)[DISCOVERY] == (False, reason)


def test_discovery_looks_at_entrypoint_only_in_need() -> None:
    assert hosts_of(GOOD | {"entrypoint": None, "entry_point": "run"})[DISCOVERY] == (True, "")


def test_the_router_wants_its_keys_written_out() -> None:
    assert hosts_of(GOOD | ROUTED)[ROUTER] == (True, "")
    for key in ROUTED:
        value = {name: member for name, member in (GOOD | ROUTED).items() if name != key}
        assert hosts_of(value)[ROUTER] == (False, f"it wants these written out: `{key}`")
    loads, reason = hosts_of(GOOD | ROUTED | {"intent": None})[ROUTER]
    assert not loads
    assert "intent" in reason


# -- what we ask beyond --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "bad", "good"),
    [
        ("KAR201", {"version": "banana"}, {"version": "1.0.0-rc.1"}),
        ("KAR201", {"version": "1.0.0\n"}, {"version": "10.0.0"}),
        ("KAR201", {"version": "1.0.٣"}, {"version": "1.0.3"}),
        ("KAR202", {"name": "Knot Counter"}, {"name": "knot_counter-2"}),
        ("KAR203", {"description": ""}, {}),
        ("KAR203", {"name": " "}, {}),
        ("KAR203", {"module": ""}, {}),
        ("KAR203", {"entry_point": ""}, {}),
        ("KAR204", {"trusted_ui": "yes"}, {"trusted_ui": True}),
        ("KAR205", {"module": "os"}, {"module": "handler"}),
        ("KAR205", {"module": "a..handler"}, {"module": "a.handler"}),
        ("KAR205", {"module": "import.handler"}, {}),
        ("KAR206", {"entry_point": "main.run"}, {"entry_point": "main"}),
        ("KAR206", {"entry_point": "main:run"}, {"entry_point": "handler:run"}),
        ("KAR207", {"dependencies": [{"plugin": "a", "name": "a"}]}, {"dependencies": []}),
        ("KAR207", {"dependencies": [{"name": 1}]}, {"dependencies": [{"name": "a"}]}),
        ("KAR208", {"compatibility": {"platforms": []}}, {"compatibility": {}}),
        (
            "KAR208",
            {"compatibility": {"os_platforms": "linux"}},
            {"compatibility": {"os_platforms": ["Linux"]}},
        ),
        (
            "KAR209",
            {"compatibility": {"os_platforms": ["macos"]}},
            {"compatibility": {"os_platforms": ["darwin"]}},
        ),
        ("KAR210", {"required_roles": ["wizard"]}, {"required_roles": ["devops"]}),
        (
            "KAR211",
            {"dependencies": [{"name": "a", "version": ">=1.0.0"}]},
            {"dependencies": [{"name": "a", "version": "1.0.0"}]},
        ),
        (
            "KAR211",
            {"dependencies": [{"name": "a", "min_version": "1.0.0"}]},
            {"dependencies": [{"name": "a", "min_version": None}]},
        ),
    ],
)
def test_policy(code: str, bad: dict[str, Any], good: dict[str, Any]) -> None:
    judged = a_judgement(MANIFEST, GOOD | bad)
    assert judged.valid
    assert codes(judged) == [code]
    assert codes(a_judgement(MANIFEST, GOOD | good)) == []


# -- the code ------------------------------------------------------------------------------------


def release_codes(
    manifest: dict[str, Any] | None = None,
    handler: bytes | None = RUN,
    files: dict[str, bytes] | None = None,
    **release: Any,
) -> list[str]:
    all_files = {"__init__.py": b""} | (files or {})
    if handler is not None:
        all_files["handler.py"] = handler
    entry = an_entry(DIALECT, GOOD | (manifest or {}), ArtifactFormat.TGZ, all_files, **release)
    return found(DIALECT.release_rules, entry)


def test_name_and_version_are_the_releases() -> None:
    assert release_codes() == []
    assert release_codes({"name": "knots"}) == ["KAR301"]
    assert release_codes({"name": "knots"}, names={"kari": "knots"}) == []
    assert release_codes({"version": "1.0"}) == ["KAR302"]


def test_what_is_fetched_cannot_be_looked_into() -> None:
    assert release_codes(handler=None, fetched=True) == []


def test_there_is_a_handler() -> None:
    assert release_codes(handler=None) == ["KAR303"]
    assert release_codes(handler=None, files={"sub/handler.py": RUN}) == ["KAR303"]


@pytest.mark.parametrize(
    "code",
    [
        b"def run(params:\n",
        b"# coding: no-such-coding\n",
        b"\0",
        b"\xff",
        b"(" * 1000,
        b"x = " + b"-" * 200_000 + b"1\n",
        b"x = " + b"a." * 100_000 + b"a\n",
        RUN + b"#" * MAX_BYTES,
    ],
)
def test_code_that_cannot_be_parsed_is_a_finding(code: bytes) -> None:
    assert release_codes(handler=code) == ["KAR304"]


def test_the_message_has_the_line_and_the_file() -> None:
    entry = an_entry(
        DIALECT,
        GOOD,
        ArtifactFormat.TGZ,
        {"__init__.py": b"", "handler.py": b"a = 1\ndef run(:\n"},
    )
    (rule,) = [rule for rule in DIALECT.release_rules if rule.code == "KAR304"]
    (item,) = rule.run(entry.document, entry)
    assert item.file == "plugins/knot-counter/releases/1.0.0/source/handler.py"
    assert "line 2" in item.message


@pytest.mark.parametrize(
    ("path", "code", "rule", "place"),
    [
        ("handler.py", b"a = 1\ndef run(:\n", "KAR304", (2, 1, 1)),
        ("handler.py", b"\0", "KAR304", (1, 1, 1)),
        ("handler.py", b"# run\n\nrun = 3\n", "KAR306", (3, 1, 4)),
        ("handler.py", b"\xef\xbb\xbfrun = 3\n", "KAR306", (1, 1, 4)),
        ("handler.py", "é = run = 3\n".encode(), "KAR306", (1, 5, 8)),
        ("handler.py", b"a = 1\r\nimport run, x as run\n", "KAR306", (2, 18, 21)),
        ("handler.py", b"from run import (\n    x as run,\n)\n", "KAR306", (2, 10, 13)),
        ("handler.py", b"if True:\n    async def run(): ...\n", "KAR307", (2, 15, 18)),
        ("ui.py", b"a = 1\n", "KAR310", (1, 1, 1)),
        ("ui.py", b"\ndef render(page): ...\n", "KAR311", (2, 5, 11)),
    ],
)
def test_what_is_wrong_with_code_is_shown_in_the_code(
    path: str, code: bytes, rule: str, place: tuple[int, ...]
) -> None:
    files = {"__init__.py": b"", "handler.py": RUN} | {path: code}
    entry = an_entry(DIALECT, GOOD, ArtifactFormat.TGZ, files)
    (checked,) = [item for item in DIALECT.release_rules if item.code == rule]
    assert checked.check
    (item,) = checked.check(entry)
    assert item.route == place
    assert item.document
    assert item.document.path.endswith(f"source/{path}")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (b"def render(): ...", []),
        (b"def render(page=1, *more, **others): ...", []),
        (b"async def render(*, page=1): ...", []),
        (b"from .x import *", []),
        (b"render = print", []),
        (b"import a\n@a.b\ndef render(page): ...", []),
        (b"def render(page): ...", ["KAR311"]),
        (b"def render(*, page): ...", ["KAR311"]),
        (b"def render(page, /): ...", ["KAR311"]),
    ],
)
def test_render_takes_nothing(code: bytes, expected: list[str]) -> None:
    assert release_codes(files={"ui.py": code}) == expected


def test_the_router_wants_real_booleans() -> None:
    for flag in ("trusted_ui", "enable_external_workflow"):
        hosts = a_judgement(MANIFEST, GOOD | ROUTED | {flag: 1}).hosts
        assert hosts
        (router,) = [host for host in hosts if host.host == ROUTER]
        assert (router.loads, router.reason) == (False, f"it wants `true` or `false`: `{flag}`")


def test_odd_escapes_are_not_our_news() -> None:
    assert release_codes(handler=RUN + b"x = '\\d'\n") == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (b"def run(params): ...", []),
        (b"async def run(params): ...", []),
        (b"def run(params, *, quiet=False): ...", []),
        (b"def run(params, context=None): ...", []),
        (b"def run(*args): ...", []),
        (b"import a\n@a.b\ndef run(): ...", []),
        (b"if True:\n  def run(p): ...\nelse:\n  def run(p): ...", []),
        (b"def run(): ...\ndef run(params): ...", []),
        (b"from elsewhere import *", []),
        (b"def walk(params): ...", ["KAR305"]),
        (b"class A:\n  def run(self, p): ...", ["KAR305"]),
        (b"def f():\n  def run(p): ...", ["KAR305"]),
        (b"x = [run for run in ()]", ["KAR305"]),
        (b"", ["KAR305"]),
        (b"run = 3", ["KAR306"]),
        (b"from .x import walk as run", ["KAR306"]),
        (b"def run(params): ...\nrun = 3", ["KAR306"]),
        (b"class run: ...", ["KAR306"]),
        (b"def run(): ...", ["KAR307"]),
        (b"def run(value, unit): ...", ["KAR307"]),
        (b"def run(*, params): ...", ["KAR307"]),
        (b"def run(params, *, unit): ...", ["KAR307"]),
        (b"def run(params): ...\ndef run(): ...", ["KAR307"]),
    ],
)
def test_the_entry_point(code: bytes, expected: list[str]) -> None:
    assert release_codes(handler=code) == expected


def test_the_entry_point_may_name_the_handler() -> None:
    code = b"def count(params): ..."
    assert release_codes({"entry_point": "count"}, code) == []
    assert release_codes({"entry_point": "handler:count"}, code) == []
    assert release_codes({"entry_point": "handler:run"}, code) == ["KAR305"]
    # What is no name at all is said of the manifest.
    assert release_codes({"entry_point": "other:run"}, code) == []


def test_whose_rule_is_broken() -> None:
    rules = {rule.code: rule for rule in DIALECT.release_rules}
    assert rules["KAR305"].verdict is Verdict.LOADS
    assert rules["KAR305"].severity is Severity.ERROR
    assert rules["KAR306"].severity is Severity.WARNING
    assert rules["KAR307"].verdict is Verdict.VALID


def test_the_rest_of_the_source() -> None:
    entry = an_entry(DIALECT, GOOD, ArtifactFormat.TGZ, {"handler.py": RUN})
    assert found(DIALECT.release_rules, entry) == ["KAR308"]
    assert release_codes({"trusted_ui": True}) == ["KAR309"]
    assert release_codes({"trusted_ui": True}, files={"ui.py": b"def render(): ..."}) == []
    assert release_codes(files={"ui.py": b"def main(): ..."}) == ["KAR310"]
    assert release_codes(files={"ui.py": b"from .x import render"}) == []
    assert release_codes(files={"ui.py": b"def ("}) == ["KAR304"]


def test_member() -> None:
    assert DIALECT.member("knots", ArtifactFormat.TGZ) == "knots/plugin_manifest.json"
    assert DIALECT.member("knots", ArtifactFormat.TAR_GZ) is None


# -- the view ------------------------------------------------------------------------------------


def view_of(changes: dict[str, Any]) -> Any:
    assert MANIFEST.describe
    return MANIFEST.describe(MANIFEST.model.model_validate(GOOD | changes))


def test_a_handler_is_code_in_the_host() -> None:
    view = view_of({})
    (capability,) = view.capabilities
    assert (capability.effect, capability.risk) == (Effect.HOST_CODE, Risk.HIGH)
    assert capability.targets == ("handler.py:run",)
    assert (view.isolation, view.layer) == (Isolation.SANDBOX, Layer.CODE)


def test_without_a_sandbox_it_is_in_process() -> None:
    view = view_of({"sandbox_required": "no", "trusted_ui": True})
    assert view.isolation is Isolation.IN_PROCESS
    assert view.capabilities[0].risk is Risk.CRITICAL


def test_flags_become_effects() -> None:
    changes = {"trusted_ui": 1, "enable_external_workflow": True, "workflow_slug": "count"}
    view = view_of(changes)
    assert view.isolation is Isolation.IN_APP
    assert [(item.effect, item.targets) for item in view.capabilities[1:]] == [
        (Effect.INTERFACE, ("ui.py",)),
        (Effect.NETWORK, ("count",)),
    ]


def test_what_it_needs() -> None:
    view = view_of(case("valid-full") | {"name": "knot-counter"})
    assert view.dependencies == (Dependency(native="base-plugin", range="1.0.0", optional=True),)
    assert view.compatibility.platforms == ("linux", "darwin")
    assert view.compatibility.host == (">=0.4",)
    assert view.compatibility.python_versions == ("3.11",)
    assert any("admin, user" in note for note in view.security_notes)


def test_a_bad_compatibility_has_a_view_all_the_same() -> None:
    view = view_of({"compatibility": {"os_platforms": "linux", "python_version": 3.11}})
    assert view.compatibility.platforms == ("linux",)
    assert view.compatibility.python_versions == ()


# -- the projection ------------------------------------------------------------------------------


def release(version: str = "1.0.0", *, name: str = "knot-counter", **changes: Any) -> Release:
    manifest = GOOD | {"name": name, "category": "productivity"}
    return a_release(DIALECT, manifest, ArtifactFormat.TGZ, version, **changes)


def items_of(marketplace: Marketplace) -> list[dict[str, Any]]:
    document = json.loads(projection(DIALECT, marketplace)["kari/index.json"])
    assert list(document) == ["plugins"]
    plugins: list[dict[str, Any]] = document["plugins"]
    return plugins


def test_a_plugin_is_one_item() -> None:
    newest = release("1.10.0")
    links = {"homepage": "https://knots.example/"}
    package = a_package(
        release("1.9.0"), newest, release("2.0.0-rc.1"), links=links, tags=["knots"]
    )
    assert items_of(a_marketplace(package)) == [
        {
            "id": "knot-counter",
            "name": "knot-counter",
            "display_name": "Knot Counter",
            "version": "1.10.0",
            "description": "Counts knots.",
            "author": "Ada",
            "download_url": newest.artifacts[0].url,
            "manifest_url": f"{BASE_URL}kari/manifests/knot-counter-1.10.0.json",
            "homepage": "https://knots.example/",
            "license": "MIT",
            "category": "productivity",
            "tags": ["knots"],
            "last_updated": "2026-07-02T09:00:00",
            "verified": True,
        }
    ]


def test_times_have_no_zone_so_that_kari_can_sort_them() -> None:
    (item,) = items_of(a_marketplace(a_package(release())))
    assert datetime.fromisoformat(item["last_updated"]).tzinfo is None


def test_the_manifest_is_published_byte_for_byte() -> None:
    package = a_package(release("1.0.0+b"))
    market = a_marketplace(package)
    files = projection(DIALECT, market)
    (item,) = items_of(market)
    path = item["manifest_url"].removeprefix(BASE_URL)
    assert files[path] == package.releases[0].manifests[0].data
    assert sorted(files) == ["kari/index.json", path]


def test_what_is_not_known_is_left_out_and_never_null() -> None:
    (item,) = items_of(a_marketplace(a_package(release(publisher="nobody"))))
    assert "homepage" not in item
    assert item["verified"] is False
    assert None not in item.values()


@pytest.mark.parametrize(
    "hidden",
    [
        release("2.0.0", availability=Availability.YANKED),
        release("2.0.0", state=ReviewState.EXPIRED),
        release("2.0.0", url=""),
    ],
)
def test_what_must_not_be_installed_is_not_listed(hidden: Release) -> None:
    (item,) = items_of(a_marketplace(a_package(release("1.0.0"), hidden)))
    assert item["version"] == "1.0.0"
    assert items_of(a_marketplace(a_package(hidden))) == []


def test_items_are_sorted_by_name() -> None:
    market = a_marketplace(
        a_package(release()),
        a_package(release(name="zephyr"), name="anchor", names={"kari": "zephyr"}),
    )
    assert [item["name"] for item in items_of(market)] == ["knot-counter", "zephyr"]


def test_steps() -> None:
    package = a_package(release("1.0.0"), release("2.0.0"), release("3.0.0", url=""))
    market = a_marketplace(package)
    old, new, gone = package.releases
    artifact = new.artifacts[0]
    steps = DIALECT.install(market, package, new)
    assert f"{BASE_URL}kari/index.json?" in steps[0].text
    # The archive's folder is called `knot-counter`, and the module is `….knot_counter.handler`.
    folder = "src/ai_karen_engine/extensions/plugins/knot_counter"
    assert [step.command for step in steps if step.command] == [
        f"curl -fsSL -o {artifact.filename} {artifact.url}",
        f"echo '{artifact.sha256}  {artifact.filename}' | sha256sum -c",
        f"mkdir -p {folder} && tar -xzf {artifact.filename} --strip-components=1 -C {folder}",
    ]
    assert "`knot_counter`" in steps[3].text
    # An older release can be had by hand all the same.
    assert old.artifacts[0].url in " ".join(
        step.command for step in DIALECT.install(market, package, old)
    )
    assert DIALECT.install(market, package, gone) == ()


@pytest.mark.parametrize(
    ("module", "folder"),
    [
        ("plugins.knot_counter.handler", "knot_counter"),
        ("plugins.knots.handler", None),  # the folder in the archive is called so
        ("handler", None),
        ("", None),
        ("plugins.../x; rm.handler", None),
    ],
)
def test_the_folder_is_called_as_the_module_says(module: str, folder: str | None) -> None:
    named = GOOD | {"name": "knots", "module": module}
    package = a_package(a_release(DIALECT, named, ArtifactFormat.TGZ), names={"kari": "knots"})
    steps = DIALECT.install(a_marketplace(package), package, package.releases[0])
    (unpack,) = (step.command for step in steps if step.command.find("tar -xzf") >= 0)
    target = "src/ai_karen_engine/extensions/plugins"
    if folder:
        assert unpack.startswith(f"mkdir -p {target}/{folder} && tar -xzf")
        assert unpack.endswith(f" --strip-components=1 -C {target}/{folder}")
    else:
        assert unpack.endswith(f".tgz -C {target}")


# -- the cases -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("valid-bool-from-int", ["KAR204"]),
        ("valid-extra-keys-kept", []),
        ("valid-full", ["KAR211", "KAR211"]),
        ("valid-interop-profile", []),
        ("valid-minimal", []),
        ("valid-name-any-string", ["KAR202"]),
        ("valid-required-roles-unknown-role", ["KAR210"]),
        ("valid-version-not-semver", ["KAR201"]),
    ],
)
def test_what_is_said_of_a_case(name: str, expected: list[str]) -> None:
    assert codes(a_judgement(MANIFEST, case(name))) == expected
