"""stigmem-plugin-recall-notes: what its factory returns, and what its hooks do to facts."""

import ast
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from hosts import imported, manifest, release
from stigmem_node.models.facts import FactRecord
from stigmem_node.plugins import HOOKS, PluginManifest

from conftest import versions

NAME = "stigmem-plugin-recall-notes"
ALL = versions(NAME)
ON = {"STIGMEM_RECALL_NOTES_ENABLED": "1"}
HALF_LIFE = "STIGMEM_RECALL_NOTES_HALF_LIFE_DAYS"


@pytest.fixture(params=ALL)
def plugin(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    with imported(release("plugins", NAME, request.param), "stigmem_plugin_recall_notes") as module:
        yield module


@pytest.fixture
def latest() -> Iterator[PluginManifest]:
    with imported(release("plugins", NAME, ALL[-1]), "stigmem_plugin_recall_notes") as module:
        yield module.plugin_manifest()


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ON.items():
        monkeypatch.setenv(name, value)


def fact(name: str, age: float = 0, *, left: float | None = None, **more: Any) -> FactRecord:
    """A fact that was asserted `age` days ago and holds for `left` more."""
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "id": name,
        "entity": "harbour:crane-2",
        "relation": "status",
        "value": "in service",
        "source": "agent:harbourmaster",
        "timestamp": (now - timedelta(days=age)).isoformat(),
        "valid_until": None if left is None else (now + timedelta(days=left)).isoformat(),
        "confidence": 1.0,
        "scope": "team",
    }
    return FactRecord(**(values | more))


def fire(plugin: PluginManifest, hook: str, records: list[FactRecord]) -> Any:
    """Call a hook as the node does."""
    return plugin.hooks[hook](object(), records, identity=None, tenant=None, request_id="r-1")


def recalled(plugin: PluginManifest, records: list[FactRecord]) -> list[FactRecord]:
    """What the node answers with: filtered, then in the order of the weights."""
    if "recall_filter" in plugin.hooks:
        records = fire(plugin, "recall_filter", records)
    weights = fire(plugin, "recall_rank", records)
    if weights:
        records = sorted(records, key=lambda one: weights.get(one.id, 0.0), reverse=True)
    return records


@pytest.mark.parametrize("version", ALL)
def test_factory_returns_what_the_description_says(version: str) -> None:
    folder = release("plugins", NAME, version)
    with imported(folder, "stigmem_plugin_recall_notes") as module:
        built = module.plugin_manifest()
    described = manifest(folder, "stigmem")
    project = tomllib.loads((folder / "source" / "pyproject.toml").read_text())["project"]
    assert (built.name, built.version) == (described["name"], described["version"])
    assert (project["name"], project["version"]) == (built.name, built.version)
    assert sorted(built.hooks) == sorted(described["hooks"])
    assert sorted(built.capabilities) == sorted(described["capabilities"])
    assert built.requires_stigmem == described["requires_stigmem"]
    assert (built.health_check is not None) == described.get("health_check", False)
    assert set(built.hooks) <= set(HOOKS)
    (point,) = project["entry-points"]["stigmem.plugins"].values()
    assert point == "stigmem_plugin_recall_notes:plugin_manifest"


@pytest.mark.parametrize("version", ALL)
def test_readme_and_version_are_where_reviewers_look(version: str) -> None:
    source = release("plugins", NAME, version) / "source"
    readme = (source / "README.md").read_text(encoding="utf-8")
    headings = [line.removeprefix("## ") for line in readme.splitlines() if line.startswith("## ")]
    assert headings == ["Installation", "Enable", "Disable", "Test", "Uninstall"]
    tree = ast.parse((source / "src/stigmem_plugin_recall_notes/manifest.py").read_text())
    constants = {
        statement.targets[0].id: statement.value.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and isinstance(statement.value, ast.Constant)
    }
    assert constants == {"PLUGIN_VERSION": version}


def test_fresh_and_certain_facts_come_first(plugin: ModuleType, on: None) -> None:
    records = [
        fact("old", 400),
        fact("doubtful", 1, confidence=0.2),
        fact("fresh", 1),
        fact("expired", 0, left=-1),
        fact("undated", timestamp="last spring"),
        fact("middling", 45),
    ]
    order = [one.id for one in recalled(plugin.plugin_manifest(), records)]
    assert order == ["fresh", "middling", "doubtful", "old", "expired", "undated"]


def test_weights_halve(plugin: ModuleType, on: None, monkeypatch: pytest.MonkeyPatch) -> None:
    built = plugin.plugin_manifest()
    records = [
        fact("now"),
        fact("later", 30),
        fact("ahead", -3),
        fact("sure", effective_confidence=0.5),
    ]
    weights = fire(built, "recall_rank", records)
    assert weights == pytest.approx({"now": 1.0, "later": 0.5, "ahead": 1.0, "sure": 0.5}, abs=1e-5)
    monkeypatch.setenv(HALF_LIFE, "10")
    assert fire(built, "recall_rank", records)["later"] == pytest.approx(0.125, abs=1e-5)
    for nonsense in ("soon", "0", "-3", "nan", "inf", "1e999"):
        monkeypatch.setenv(HALF_LIFE, nonsense)
        assert fire(built, "recall_rank", records)["later"] == pytest.approx(0.5, abs=1e-5)


@pytest.mark.parametrize("value", [None, "", "0", "off", "maybe"])
def test_does_nothing_until_it_is_switched_on(
    plugin: ModuleType, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is not None:
        monkeypatch.setenv("STIGMEM_RECALL_NOTES_ENABLED", value)
    records = [fact("old", 400), fact("new")]
    assert recalled(plugin.plugin_manifest(), records) == records


def test_nothing_recalled_is_nothing_answered(plugin: ModuleType, on: None) -> None:
    assert recalled(plugin.plugin_manifest(), []) == []


@pytest.mark.parametrize(
    ("record", "notes"),
    [
        (fact("fresh", 3), []),
        (fact("stale", 214.5), ["asserted 214 days ago"]),
        (fact("lapsed", 3, left=-0.5), ["expired"]),
        (fact("short", 3, left=0.4), ["expires within a day"]),
        (fact("soon", 200, left=2.5), ["asserted 200 days ago", "expires within 3 days"]),
        (fact("long", 3, left=300), []),
        (fact("undated", timestamp="soon"), ["it is not known when this was asserted"]),
        (fact("odd", 3, valid_until="whenever"), ["its expiry cannot be read"]),
        (fact("naive", timestamp="2020-01-01T00:00:00", valid_until="2020-02-01"), None),
    ],
)
def test_notes(
    record: FactRecord, notes: list[str] | None, latest: PluginManifest, on: None
) -> None:
    (annotated,) = fire(latest, "recall_filter", [record])
    if notes is None:  # a time without a zone counts as UTC
        assert [note.split()[1] for note in annotated.warnings] == ["asserted", "expired"]
    else:
        assert annotated.warnings == [f"recall-notes: {note}" for note in notes]


def test_facts_of_the_node_stay_as_they_are(latest: PluginManifest, on: None) -> None:
    record = fact("stale", 214, warnings=["scope is unusual"])
    before = record.model_copy(deep=True)
    (annotated,) = fire(latest, "recall_filter", [record])
    assert record == before
    assert annotated.warnings == ["scope is unusual", "recall-notes: asserted 214 days ago"]
    assert annotated.model_dump(exclude={"warnings"}) == record.model_dump(exclude={"warnings"})


def test_when_a_note_is_due_can_be_set(
    latest: PluginManifest, on: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STIGMEM_RECALL_NOTES_STALE_DAYS", "2")
    monkeypatch.setenv("STIGMEM_RECALL_NOTES_WARN_DAYS", "0.1")
    (annotated,) = fire(latest, "recall_filter", [fact("x", 3, left=1)])
    assert annotated.warnings == ["recall-notes: asserted 3 days ago"]


def test_health_names_settings_that_are_ignored(
    latest: PluginManifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = latest.health_check
    assert check
    assert check(object()).status == "healthy"
    assert "is off" in check(object()).message
    monkeypatch.setenv("STIGMEM_RECALL_NOTES_ENABLED", "yes")
    assert check(object()).message == "half-life 30 days"
    monkeypatch.setenv(HALF_LIFE, "hunter2")
    report = check(object())
    assert report.status == "degraded"
    assert HALF_LIFE in report.message
    assert "hunter2" not in report.message
