"""stigmem-plugin-audit-digest: counts by day, and never a failure in a strict hook."""

import logging
import threading
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from hosts import imported, manifest, release
from stigmem_node.plugins import HOOKS, AuditEvent, Failure, PluginManifest, Success

FOLDER = release("plugins", "stigmem-plugin-audit-digest", "0.1.0")
NOON = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.setenv("STIGMEM_AUDIT_DIGEST_ENABLED", "1")
    with imported(FOLDER, "stigmem_plugin_audit_digest") as module:
        yield module


@pytest.fixture
def built(plugin: ModuleType) -> PluginManifest:
    return plugin.plugin_manifest()


def emit(
    built: PluginManifest, kind: str = "fact_write", at: datetime = NOON, *, failed: bool = False
) -> None:
    """Audit something, as the node does."""
    event = AuditEvent(
        event_type=kind,
        actor_uri="agent:ada",
        target_uri="fact-1",
        tenant_id="blue",
        timestamp=at,
        outcome=Failure("no such key") if failed else Success(),
        metadata={"source": "agent:ada"},
    )
    built.hooks["audit_emit"](object(), event=event)


def asserted(built: PluginManifest, *, taken: bool) -> None:
    """Assert something, as the node does."""
    built.hooks["post_assert_audit"](
        object(),
        fact=SimpleNamespace(id="fact-1") if taken else None,
        req=None,
        identity=SimpleNamespace(entity_uri="agent:ada"),
        tenant=None,
        request_id="r-1",
        outcome=Success() if taken else Failure("refused by the garden"),
    )


def test_factory_returns_what_the_description_says(built: PluginManifest) -> None:
    described = manifest(FOLDER, "stigmem")
    project = tomllib.loads((FOLDER / "source" / "pyproject.toml").read_text())["project"]
    assert (built.name, built.version) == (described["name"], described["version"])
    assert (project["name"], project["version"]) == (built.name, built.version)
    assert sorted(built.hooks) == sorted(described["hooks"])
    assert set(built.hooks) <= set(HOOKS)
    assert sorted(built.capabilities) == described["capabilities"]
    assert (built.health_check is not None) == described["health_check"]
    readme = (FOLDER / "source" / "README.md").read_text(encoding="utf-8")
    for heading in ("Installation", "Enable", "Disable", "Test", "Uninstall"):
        assert f"\n## {heading}\n" in readme


def test_events_are_counted_by_day_kind_and_outcome(
    plugin: ModuleType, built: PluginManifest
) -> None:
    for kind in ("fact_read", "fact_write", "fact_write", "admin_action"):
        emit(built, kind)
    emit(built, "quota_breach", failed=True)
    emit(built, at=NOON + timedelta(days=1))
    first, second = plugin.digests()
    assert first == {
        "day": "2026-09-30",
        "events": 5,
        "failed": 1,
        "kinds": {"fact_write": 2, "admin_action": 1, "fact_read": 1, "quota_breach": 1},
        "taken": 0,
        "refused": 0,
    }
    assert next(iter(first["kinds"])) == "fact_write"
    assert (second["day"], second["events"]) == ("2026-10-01", 1)


def test_assertions_are_counted_even_when_nothing_else_audits_them(
    plugin: ModuleType, built: PluginManifest
) -> None:
    asserted(built, taken=True)
    asserted(built, taken=False)
    asserted(built, taken=False)
    (today,) = plugin.digests()
    assert (today["taken"], today["refused"], today["events"]) == (1, 2, 0)
    assert built.health_check
    assert built.health_check(object()).message.endswith("asserts: 1 taken, 2 refused")


def test_a_day_that_is_over_becomes_a_line(
    built: PluginManifest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "stigmem.audit_digest")
    emit(built, "fact_read")
    emit(built, "fact_write", failed=True)
    assert not caplog.messages
    emit(built, at=NOON + timedelta(days=2))
    emit(built, "fact_read", at=NOON)  # late: counted, and no second line
    assert caplog.messages == [
        "2026-09-30: 2 events, 1 failed: fact_read 1, fact_write 1; asserts: 0 taken, 0 refused"
    ]


def test_days_are_days_in_utc(plugin: ModuleType, built: PluginManifest) -> None:
    late = datetime(2026, 10, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    emit(built, at=late)
    emit(built, at=datetime(2026, 9, 30, 23, 30))
    assert [day["day"] for day in plugin.digests()] == ["2026-09-30"]


def test_no_names_are_kept_or_logged(
    plugin: ModuleType, built: PluginManifest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    emit(built, "fact_write\n2026-10-01: all is well")
    emit(built, failed=True)
    asserted(built, taken=False)
    emit(built, at=NOON + timedelta(days=400))
    told = f"{plugin.digests()} {caplog.messages}"
    for private in ("agent:", "blue", "fact-1", "no such key", "garden", "all is well"):
        assert private not in told
    assert "unreadable" in told


def test_memory_is_bounded(plugin: ModuleType, built: PluginManifest) -> None:
    for number in range(260):
        emit(built, f"kind_{number}")
    (day,) = plugin.digests()
    assert day["events"] == 260
    assert len(day["kinds"]) == 201
    assert day["kinds"]["other"] == 60
    for number in range(40):
        emit(built, at=NOON + timedelta(days=number))
    kept = [day["day"] for day in plugin.digests()]
    assert (len(kept), kept[0], kept[-1]) == (14, "2026-10-26", "2026-11-08")
    emit(built, at=NOON)  # too late to be kept
    assert [day["day"] for day in plugin.digests()] == kept


@pytest.mark.parametrize(
    "event",
    [
        None,
        object(),
        SimpleNamespace(event_type=7, timestamp="yesterday", outcome="?"),
        SimpleNamespace(event_type="x" * 65, timestamp=None, outcome=None),
        SimpleNamespace(
            event_type="fact_read",
            timestamp=datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
            outcome=None,
        ),
    ],
)
def test_nothing_that_comes_in_is_raised_on(
    event: Any, plugin: ModuleType, built: PluginManifest
) -> None:
    built.hooks["audit_emit"](object(), event=event)
    built.hooks["audit_emit"](object())
    built.hooks["post_assert_audit"](object())
    assert sum(day["events"] for day in plugin.digests()) == 2
    assert sum(day["refused"] for day in plugin.digests()) == 1


def test_threads_lose_no_event(plugin: ModuleType, built: PluginManifest) -> None:
    threads = [
        threading.Thread(target=lambda: [emit(built, f"kind_{n % 7}") for n in range(500)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert plugin.digests()[0]["events"] == 4_000


def test_counts_nothing_until_it_is_switched_on(
    plugin: ModuleType, built: PluginManifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STIGMEM_AUDIT_DIGEST_ENABLED", "no")
    emit(built)
    asserted(built, taken=True)
    assert plugin.digests() == []
    assert built.health_check
    assert built.health_check(object()).message.endswith("is off")
