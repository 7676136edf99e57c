"""Catalogs of any size for the benchmarks: every package real enough to be judged in full."""

from pathlib import Path

from builders import CALIBAN, CRAIK, LISTING, MARKETPLACE, PUBLISHER, Files, a_release, as_json
from chandlery.ports.folder import FolderTree
from chandlery.trees import Mode

SKILL = b"---\nname: %b\ndescription: Counts %b.\n---\nCount the knots of %b, one by one.\n"
README = "# {title}\n\nCounts knots, release after release.\n\n## Use\n\n```sh\n{name} count\n```\n"
EVIDENCE = """\
title: Tests of {name} {version}
kind: test-run
summary: All tests passed on a clean machine.
by: Quay maintainers
recorded: {recorded}
"""


def write_catalog(folder: Path, packages: int, releases: int) -> Path:
    """A catalog of so many plugins with so many releases each, written into an empty folder."""
    write(folder, {"marketplace.yml": MARKETPLACE, "publishers/acme.yml": PUBLISHER})
    for index in range(packages):
        write(folder, a_plugin(f"knot-counter-{index:05}", releases))
    return folder


def a_plugin(name: str, releases: int) -> Files:
    """A plugin for Caliban that Craik's records describe and govern."""
    title = name.replace("-", " ").title()
    folder = f"plugins/{name}"
    files: Files = {
        f"{folder}/listing.yml": LISTING.replace(b"Knot Counter", title.encode()),
        f"{folder}/README.md": README.format(title=title, name=name).encode(),
    }
    for minor in range(releases):
        version = f"1.{minor}.0"
        files |= a_release(
            version,
            name=name,
            source=_source(name, version),
            published=f"2026-{minor % 9 + 1:02}-02T09:00:00Z",
            extra={"craik.json": as_json(CRAIK | {"id": name, "plugin_version": version})},
        )
        files |= _governance(folder, name, version, minor)
    return files


def _source(name: str, version: str) -> Files:
    files: Files = {
        "plugin.json": as_json(CALIBAN | {"name": name, "version": version}),
        "bin/count": (b"#!/bin/sh\necho 3\n", Mode.EXECUTABLE),
        "LICENSE": b"MIT License\n\nPermission is hereby granted, free of charge, ...\n" * 10,
    }
    for skill in (b"count", b"sort", b"tie"):
        files[f"skills/{skill.decode()}/SKILL.md"] = SKILL % (skill, skill, skill) * 20
    return files


def _governance(folder: str, name: str, version: str, minor: int) -> Files:
    evidence = f"evidence_{name}_{version.replace('.', '-')}"
    probation = {
        "schema": "craik.plugin_probation",
        "version": "0.1.0",
        "id": f"probation_{name}_{version.replace('.', '-')}",
        "plugin_descriptor_id": name,
        "policy_envelope_id": "policy_quay",
        "status": "promoted",
        "criteria": [
            {
                "name": "own_tests",
                "required": True,
                "passed": True,
                "summary": "The tests pass on the files of this release.",
                "evidence_ids": [evidence],
            }
        ],
        "compatibility_check_ids": [evidence],
        "evidence_ids": [evidence],
        "receipt_ids": [],
        "decision": {
            "decision": "promote",
            "decided_by": "Quay maintainers",
            "rationale": "It counts knots and touches nothing else.",
            "evidence_ids": [evidence],
            "decided_at": f"2026-{minor % 9 + 1:02}-05T09:00:00Z",
        },
        "durable_trust_granted": True,
        "created_at": f"2026-{minor % 9 + 1:02}-04T09:00:00Z",
    }
    return {
        f"{folder}/governance/{version}/probation-1.json": as_json(probation),
        f"{folder}/governance/{version}/evidence/{evidence}.yml": EVIDENCE.format(
            name=name, version=version, recorded=f"2026-{minor % 9 + 1:02}-03T09:00:00Z"
        ).encode(),
    }


def write(folder: Path, files: Files) -> None:
    """The files, below a folder."""
    for path, content in files.items():
        data, mode = content if isinstance(content, tuple) else (content, Mode.FILE)
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        if mode is Mode.EXECUTABLE:
            place.chmod(0o755)


def size_of(folder: Path) -> tuple[int, int]:
    """Files and bytes of a catalog."""
    sizes = [entry.size for entry in FolderTree(folder).entries()]
    return len(sizes), sum(sizes)
