"""A catalog full of what clients trip over, and not one thing that `check` would refuse.

9 before 10, pre-releases, each state of review and availability, quotes and other scripts where
people write, and the optional fields left out that clients would read as null.
"""

import json
from typing import Any

from builders import CALIBAN, CRAIK, LICENSE, MARKETPLACE, PUBLISHER, SKILL, Files, as_json
from chandlery.containers import Member, integrity_of
from chandlery.documents import read_yaml
from chandlery.model.marketplace import Kind
from chandlery.records.listing import Listing
from chandlery.records.release import ArtifactFormat
from chandlery.stages.draft import Request, draft
from chandlery.trees import MemoryTree, Mode
from craik_records import EVIDENCE, decided, in_review
from dialects.stigmem_releases import FILES, TWIN

AT = "2026-08-01T00:00:00Z"  # when its advisories are in force

TITLE = "Knots & “Splices” <of all>"
SUMMARY = "Counts 'knots', \"hitches\" & ‘bends’: 結び目, узлы, </script>."
YANK = 'It "forgets" <b>notes</b> & more'

KNOTS = "knot-counter"
NOTES = "stigmem-plugin-notes"
APP = "com.example.knots"
TOOL = "com.example.tide"

# What becomes of a version of Knot Counter; the numbers run through 9 and 10.
VERSIONS = {
    "1.2.0": "deprecate",
    "1.8.0": "rejected",
    "1.9.0": "",
    "1.10.0": "",
    "1.11.0": "yank",
    "1.12.0": "block",
    "1.13.0": "probationary",
    "2.0.0-rc.1": "",  # newer than all that is final
}
OFFERED = ["1.2.0", "1.9.0", "1.10.0"]
_ACTS = ("deprecate", "yank", "block")

_LISTING = f"""\
title: {json.dumps(TITLE, ensure_ascii=False)}
summary: {json.dumps(SUMMARY, ensure_ascii=False)}
categories: [productivity]
license: MIT
maintainers:
  - name: Ada O'Hara
"""


def a_trapped_catalog() -> Files:
    """The whole catalog."""
    policy = b"policy: {projections: [unreviewed]}\n"
    files: Files = {
        "marketplace.yml": MARKETPLACE + policy,
        "publishers/acme.yml": PUBLISHER,
    }
    for version, state in VERSIONS.items():
        files |= _package(KNOTS, version, _knots(version), {"craik.json": _craik(version)})
        files |= _package(NOTES, version, _notes(version), {"stigmem.json": _twin(version)})
        packages = [KNOTS, NOTES]
        if "-" not in version:  # ObjectStack's manifests have no pre-releases
            files |= _package("knots-app", version, _app(version), {}, APP)
            packages.append("knots-app")
        for package in packages:
            files |= _state(package, version, state)
    return files | _package("tide", "1.0.0", _tool(), {}, TOOL)


def _package(
    name: str, version: str, source: Files, existing: dict[str, bytes], native: str = ""
) -> Files:
    listing = _LISTING + (f"names: {{objectstack: {native}}}\n" if native else "")
    reading = read_yaml("listing.yml", listing.encode())
    assert reading.document
    wanted = {
        KNOTS: (ArtifactFormat.TAR_GZ, ArtifactFormat.TGZ, ArtifactFormat.ZIP),
        NOTES: (ArtifactFormat.WHEEL,),
    }
    request = Request(
        kind=Kind.PLUGIN,
        package=name,
        version=version,
        publisher="acme",
        published="2026-07-02T09:00:00Z",
        listing=Listing.model_validate(reading.document.value),
        existing=existing,
        formats=wanted.get(name, ()),
    )
    folder = f"plugins/{name}"
    files = draft(MemoryTree(source), request)
    return {
        f"{folder}/listing.yml": listing.encode(),
        f"{folder}/README.md": b"# Knots\n\nCounts knots.\n",
        **{f"{folder}/releases/{version}/{path}": data for path, data in files.items()},
    }


def _state(package: str, version: str, state: str) -> Files:
    if state in _ACTS:
        return {f"advisories/quay-{package}-{state}.yml": _advisory(package, version, state)}
    if not state:
        return {}
    about = {
        "id": f"probation_{package}_{version.replace('.', '-')}",
        "plugin_descriptor_id": package,
    }
    record = decided(state, **about) if state != "probationary" else in_review(**about)
    folder = f"plugins/{package}/governance/{version}"
    when = "2026-07-03T08:00:00Z"
    return {
        f"{folder}/probation-1.json": as_json(record),
        f"{folder}/evidence/reading.yml": EVIDENCE.format(when).encode(),
    }


def _advisory(package: str, version: str, act: str) -> bytes:
    value = {
        "title": YANK,
        "act": act,
        "package": package,
        "versions": [f"=={version}"],
        "severity": "low",
        "reason": "It forgets some of what it was told, and says nothing of it to anybody.",
        "evidence": ["https://acme.example/log"],
        "published": "2026-07-20T09:00:00Z",
        "expires": "2027-07-20T09:00:00Z",
        "appeal": "Write to security@quay.example and name the advisory.",
    }
    return json.dumps(value).encode() + b"\n"


# -- the plugins -----------------------------------------------------------------------------------


def _knots(version: str) -> Files:
    claude = {"name": KNOTS, "version": version, "description": SUMMARY, "skills": "./skills/"}
    kari = {
        "name": KNOTS,
        "version": version,
        "description": SUMMARY,
        "author": "Ada O'Hara",
        "module": "ai_karen_engine.plugins.knot_counter.handler",
    }
    return {
        "plugin.json": as_json(CALIBAN | {"version": version, "description": SUMMARY}),
        ".claude-plugin/plugin.json": as_json(claude),
        "plugin_manifest.json": as_json(kari),
        "handler.py": b"def run(params):\n    return {}\n",
        "__init__.py": b"",
        "skills/count/SKILL.md": SKILL,
        "bin/count": (b"#!/bin/sh\necho 3\n", Mode.EXECUTABLE),
        "LICENSE": LICENSE,
    }


def _craik(version: str) -> bytes:
    return as_json(CRAIK | {"plugin_version": version, "description": SUMMARY})


def _python(version: str) -> str:
    return version.replace("-rc.", "rc")


def _twin(version: str) -> bytes:
    return as_json(TWIN | {"version": _python(version)})


def _notes(version: str) -> Files:
    files = {
        path.removeprefix("source/"): text.replace("1.2.0", _python(version)).encode()
        for path, text in FILES.items()
    }
    return {**files, "LICENSE": LICENSE, "README.md": b"# Notes\n"}


def _app(version: str) -> Files:
    manifest = {"id": APP, "name": TITLE, "version": version, "type": "app", "namespace": "knots"}
    fields = {"name": {"type": "text", "label": "Name"}}
    knot = {"name": "knots_knot", "label": "Knot", "fields": fields}
    return {
        "objectstack.json": as_json(manifest),
        "bundle.json": as_json({"manifest": manifest, "objects": [knot]}),
    }


def _tool() -> Files:
    files = {"assets/LICENSE": LICENSE, "dist/index.mjs": b"export default {};\n"}
    manifest: dict[str, Any] = {
        "id": TOOL,
        "name": "Tide",
        "version": "1.0.0",
        "type": "plugin",
        "runtime": "sandbox",
        "main": "dist/index.mjs",
        "integrity": integrity_of([Member(path, data) for path, data in files.items()]),
    }
    return {"objectstack.plugin.json": as_json(manifest), **files}
