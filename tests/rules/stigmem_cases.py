from typing import Any

from builders import MARKETPLACE, PUBLISHER, Files, as_json
from dialects.stigmem_releases import FACTORY, FILES, HANDLING, TWIN
from rules.case import Record, RuleCase, Tree, changed

LISTING = b"""\
title: Notes
summary: Keeps notes.
categories: [memory]
license: MIT
maintainers:
  - name: Ada
names: {stigmem: stigmem-plugin-notes}
"""
PROJECT = "source/pyproject.toml"
POINT = '"stigmem_plugin_notes:plugin_manifest"'
GRADUATED = "stigmem-plugin-memory-garden-acl"
NOTES: dict[str, Any] = {"name": "stigmem-plugin-notes", "version": "1.2.0"}
SIGNED: dict[str, Any] = {
    "manifest": NOTES,
    "signing_identity": "builder@example.com",
    "signature_verified": True,
    "trusted_publishers": "builder@example.com",
}


def record(kind: str, code: str, under: str, good: Any, bad: Any) -> RuleCase:
    return RuleCase(code, Record(f"stigmem/{kind}", good), Record(f"stigmem/{kind}", bad), under)


def manifest(code: str, under: str, good: dict[str, Any], bad: dict[str, Any]) -> RuleCase:
    return record("manifest", code, under, TWIN | good, TWIN | bad)


def plugin(twin: dict[str, Any], files: dict[str, str], format_: str = "wheel") -> Files:
    """A plugin with one release; its digests are anybody's."""
    name = twin["name"].removeprefix("stigmem-plugin-")
    folder = f"plugins/{name}"
    artifact = {
        "format": format_,
        "source": "source/",
        "sha256": "0" * 64,
        "size": 1,
        "tree": "t1:" + "0" * 64,
    }
    release = {
        "published": "2026-07-02T09:00:00Z",
        "publisher": "acme",
        "artifacts": [artifact],
    }
    return {
        "marketplace.yml": MARKETPLACE,
        "publishers/acme.yml": PUBLISHER,
        f"{folder}/listing.yml": LISTING.replace(b"plugin-notes", b"plugin-" + name.encode()),
        f"{folder}/README.md": b"# Notes\n\nKeeps notes.\n",
        f"{folder}/releases/1.2.0/release.json": as_json(release),
        f"{folder}/releases/1.2.0/stigmem.json": as_json(twin),
        **{f"{folder}/releases/1.2.0/{path}": text.encode() for path, text in files.items()},
    }


GOOD = plugin(TWIN, FILES)
RELEASE = "plugins/notes/releases/1.2.0"


def release(code: str, under: str, path: str, old: str, new: str, file: str = "") -> RuleCase:
    """A case where one text of one file of a good release is another.

    Args:
        path: of the file that differs, below the release's folder.
        file: of the finding, the same; the file that differs unless given.
    """
    bad = changed(GOOD, f"{RELEASE}/{path}", old, new)
    return RuleCase(code, Tree(GOOD), Tree(bad), under, f"{RELEASE}/{file or path}")


def two(first: list[str], second: list[str]) -> Tree:
    """A catalog of two plugins, by what each depends on."""
    one = TWIN | {"name": "stigmem-plugin-one", "depends_on": first}
    other = TWIN | {"name": "stigmem-plugin-other", "depends_on": second}
    return Tree(plugin(one, {}) | plugin(other, {}))


MANIFEST = (
    manifest("STI101", '"facts.delete"', {"capabilities": []}, {"capabilities": ["facts.delete"]}),
    manifest("STI102", '"health_check"', {"hooks": []}, {"hooks": ["health_check"]}),
    manifest("STI103", "{", {"config_schema": True}, {"config_schema": {"type": "object"}}),
    manifest(
        "STI104",
        '"stigmem-plugin-notes"',
        {"depends_on": ["stigmem-plugin-base"]},
        {"depends_on": ["stigmem-plugin-notes"]},
    ),
    manifest("STI201", '"1.2.0-foo"', {"version": "1.2.0-rc.1"}, {"version": "1.2.0-foo"}),
    manifest("STI202", '""', {"requires_stigmem": ">=0.9.0a10"}, {"requires_stigmem": ""}),
    manifest(
        "STI203",
        '"0.9.0a10"',
        {"requires_stigmem": ">=0.9.0a10"},
        {"requires_stigmem": "0.9.0a10"},
    ),
    manifest(
        "STI204",
        '"stigmem-plugin-base>=1.0"',
        {"depends_on": ["stigmem-plugin-base"]},
        {"depends_on": ["stigmem-plugin-base>=1.0"]},
    ),
    manifest(
        "STI205",
        '"audit.emit"',
        {"capabilities": ["facts.read", "audit.emit"]},
        {"capabilities": ["facts.read", "audit.emit", "audit.emit"]},
    ),
    manifest("STI206", '"recall-notes"', {}, {"name": "recall-notes"}),
    manifest("STI207", '"capabilites"', {}, {"capabilites": ["facts.read"]}),
    manifest(
        "STI301",
        '">=1.0.0"',
        {"requires_stigmem": ">=0.9.0a11"},
        {"requires_stigmem": ">=1.0.0"},
    ),
    manifest(
        "STI302",
        '">=0.9.0a11"',
        {"requires_stigmem": ">=0.9.0a10"},
        {"requires_stigmem": ">=0.9.0a11"},
    ),
    manifest(
        "STI303",
        f'"{GRADUATED}"',
        {"name": GRADUATED, "requires_stigmem": "<0.9.0a12"},
        {"name": GRADUATED},
    ),
    manifest(
        "STI304",
        f'"{GRADUATED}"',
        {"depends_on": ["stigmem-plugin-base"]},
        {"depends_on": [GRADUATED]},
    ),
)

OF_A_RELEASE = (
    release("STI210", '"1.2.1"', "stigmem.json", '"1.2.0"', '"1.2.1"'),
    RuleCase("STI211", Tree(GOOD), Tree(plugin(TWIN, FILES, "sdist")), "["),
    release("STI212", "", PROJECT, "[project]", "[project"),
    release("STI213", "[project]", PROJECT, 'requires-python = ">=3.11"\n', ""),
    release("STI214", '"stigmem_plugin_notes"', PROJECT, "notes:plugin_manifest", "notes"),
    release(
        "STI215", POINT, FACTORY, "def plugin_manifest()", "def plugin_manifest(more)", PROJECT
    ),
    release("STI216", "[", FACTORY, '{"recall.read", ', "{", "stigmem.json"),
    release("STI217", '"1.2.0"', FACTORY, "=PLUGIN_VERSION", "=read()", "stigmem.json"),
    release("STI218", '"stigmem-plugin-note"', "stigmem.json", 'notes",', 'note",'),
    release("STI310", "keep", HANDLING, "def keep(ctx, facts)", "def keep(ctx, *, facts)"),
    release(
        "STI311", "get_facts_writer", HANDLING, "ctx.get_audit_emitter()", "ctx.get_facts_writer()"
    ),
    release("STI312", '"audit.emit"', HANDLING, "ctx.get_audit_emitter()", "...", "stigmem.json"),
    release("STI313", "", HANDLING, "ctx.get_audit_emitter()", "ctx.get_audit_emitter("),
    RuleCase(
        "STI320",
        two([], ["stigmem-plugin-one"]),
        two([], ["stigmem-plugin-on"]),
        '"stigmem-plugin-on"',
        "plugins/other/releases/1.2.0/stigmem.json",
    ),
    RuleCase(
        "STI321",
        two([], ["stigmem-plugin-one"]),
        two(["stigmem-plugin-other"], ["stigmem-plugin-one"]),
        '"stigmem-plugin-other"',
        "plugins/one/releases/1.2.0/stigmem.json",
    ),
)

SCENARIOS = (
    record(
        "capability_access",
        "STI401",
        '"get_identity_writer"',
        {"capabilities": ["identity.read"], "accessor": "get_identity_reader"},
        {"capabilities": ["identity.read"], "accessor": "get_identity_writer"},
    ),
    record(
        "registration",
        "STI402",
        '">=1.0.0"',
        NOTES | {"requires_stigmem": "<1.0.0"},
        NOTES | {"requires_stigmem": ">=1.0.0"},
    ),
    record(
        "registration",
        "STI403",
        "1",
        NOTES | {"hooks": {"recall_filter": 2}},
        NOTES | {"hooks": {"recall_filter": 1}},
    ),
    record(
        "dependency_set",
        "STI404",
        '"stigmem-plugin-notes"',
        {"manifests": [NOTES, NOTES | {"name": "stigmem-plugin-other"}]},
        {"manifests": [NOTES, NOTES]},
    ),
    record(
        "dependency_set",
        "STI405",
        '"base"',
        {"manifests": [NOTES | {"depends_on": ["base"]}], "registered": ["base"]},
        {"manifests": [NOTES | {"depends_on": ["base"]}], "registered": []},
    ),
    record(
        "dependency_set",
        "STI406",
        '"two"',
        {"manifests": [NOTES | {"name": "one", "depends_on": ["two"]}, NOTES | {"name": "two"}]},
        {
            "manifests": [
                NOTES | {"name": "one", "depends_on": ["two"]},
                NOTES | {"name": "two", "depends_on": ["one"]},
            ]
        },
    ),
    record(
        "trust",
        "STI407",
        '"stranger@example.com"',
        SIGNED,
        SIGNED | {"signing_identity": "stranger@example.com"},
    ),
    record(
        "trust",
        "STI408",
        '"yes"',
        {
            "manifest": NOTES,
            "signing_required": False,
            "unsigned_ack": "i-understand-plugins-are-unsigned",
        },
        {"manifest": NOTES, "signing_required": False, "unsigned_ack": "yes"},
    ),
    record(
        "capability_access",
        "STI409",
        '"get_facts_reader"',
        {"capabilities": ["facts.read"], "accessor": "get_facts_reader"},
        {"capabilities": ["facts.write"], "accessor": "get_facts_reader"},
    ),
)

CASES: tuple[RuleCase, ...] = (*MANIFEST, *OF_A_RELEASE, *SCENARIOS)
