"""A small catalog in memory: valid by default, changed by one call."""

import json
from typing import Any

from chandlery.documents import read_yaml
from chandlery.model.marketplace import Kind
from chandlery.records.listing import Listing
from chandlery.records.release import ArtifactFormat
from chandlery.stages.draft import Request, draft
from chandlery.stages.pack import DownloadRefused
from chandlery.trees import MemoryTree, Mode

Files = dict[str, bytes | tuple[bytes, Mode]]

MARKETPLACE = b"""\
name: quay
title: Quay
description: Plugins for the tests.
base_url: https://quay.example/
owner: {name: Quay maintainers}
contact: security@quay.example
"""
PUBLISHER = b"""\
title: Acme
type: organization
contact: hello@acme.example
verification:
  level: verified
  method: domain
  by: maintainer
  at: 2026-01-01T00:00:00Z
  evidence: [minutes of that day]
"""
LISTING = b"""\
title: Knot Counter
summary: Counts knots.
categories: [productivity]
license: MIT
maintainers:
  - name: Ada
"""
CALIBAN = {
    "name": "knot-counter",
    "version": "1.0.0",
    "description": "Counts knots.",
    "components": {"skills": "skills/"},
}
CRAIK: dict[str, Any] = {
    "schema": "craik.plugin_descriptor",
    "version": "0.1.0",
    "id": "knot-counter",
    "name": "Knot Counter",
    "plugin_version": "1.0.0",
    "description": "Counts knots.",
    "publisher": "Acme",
    "trust_boundary": "project",
    "entrypoints": [
        {"id": "count", "kind": "command", "path": "bin/count", "description": "Counts."}
    ],
    "capabilities": [
        {
            "capability": "repo.read",
            "description": "Reads the log.",
            "risk": "low",
            "operations": ["read"],
            "targets": ["log/"],
        }
    ],
    "docs": ["README.md"],
    "compatibility": {"craik_versions": ["0.12.9"], "status": "experimental"},
    "security_notes": ["Reads files only."],
    "created_at": "2026-07-01T09:00:00Z",
}
LICENSE = b"Permission is granted to everybody, free of charge.\n"
SKILL = b"---\nname: count\ndescription: Counts knots.\n---\nCount them.\n"


def as_json(value: Any) -> bytes:
    """A record as an author would write it."""
    return json.dumps(value, indent=2).encode() + b"\n"


def a_source(version: str = "1.0.0") -> Files:
    """The files of a plugin for Caliban."""
    return {
        "plugin.json": as_json(CALIBAN | {"version": version}),
        "skills/count/SKILL.md": SKILL,
        "bin/count": (b"#!/bin/sh\necho 3\n", Mode.EXECUTABLE),
        "LICENSE": LICENSE,
    }


def a_release(
    version: str = "1.0.0",
    *,
    name: str = "knot-counter",
    source: Files | None = None,
    published: str = "2026-07-02T09:00:00Z",
    kind: Kind = Kind.PLUGIN,
    extra: dict[str, bytes] | None = None,
    formats: tuple[ArtifactFormat, ...] = (),
) -> Files:
    """A pinned release of a plugin, by path below the catalog root."""
    reading = read_yaml("listing.yml", LISTING)
    assert reading.document
    request = Request(
        kind=kind,
        package=name,
        version=version,
        publisher="acme",
        published=published,
        listing=Listing.model_validate(reading.document.value),
        existing=extra or {"craik.json": as_json(CRAIK | {"plugin_version": version})},
        formats=formats,
    )
    files = draft(MemoryTree(source or a_source(version)), request)
    return {f"{kind.folder}/{name}/releases/{version}/{path}": data for path, data in files.items()}


def a_catalog(**releases: Files) -> Files:
    """A catalog of one plugin with one release, which no rule objects to."""
    files: Files = {
        "marketplace.yml": MARKETPLACE,
        "publishers/acme.yml": PUBLISHER,
        "plugins/knot-counter/listing.yml": LISTING,
        "plugins/knot-counter/README.md": b"# Knot Counter\n\nCounts knots.\n",
    }
    for release in (releases or {"only": a_release()}).values():
        files |= release
    return files


def no_network(url: str, *, sha256: str, size: int) -> bytes:
    """A `Fetch` for catalogs that must not need one."""
    raise DownloadRefused(f"{url} was asked for", "Do not.", world=True)
