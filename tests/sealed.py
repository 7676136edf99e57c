"""Small publications whose digests fit, made by hand from the words of the guide."""

import hashlib
import json
from typing import Any

ROOT = "index/v1"
Value = dict[str, Any]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def plain(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode() + b"\n"


def an_artifact(**changes: Any) -> Value:
    return {
        "format": "tar.gz", "filename": "a-1.0.0.tar.gz", "path": "artifacts/0/a-1.0.0.tar.gz",
        "sha256": "1" * 64, "size": 1, "tree": "t1:" + "0" * 64, "dialects": ["caliban"],
    } | changes  # fmt: skip


def a_dialect(*capabilities: str, **changes: Any) -> Value:
    return {
        "native_name": "a", "version": "1.0.0", "manifest_sha256": "2" * 64, "isolation": "T0",
        "layer": "L2", "dependencies": [],
        "compatibility": {"host": [">=1"], "platforms": [], "python_versions": [],
                          "runner_modes": [], "status": "supported"},
        "capabilities": [
            {"native": native, "effect": "network", "risk": "high", "operations": [],
             "targets": [], "grant_required": False, "required": True}
            for native in capabilities
        ],
    } | changes  # fmt: skip


def a_release(version: str = "1.0.0", **changes: Any) -> Value:
    return {
        "version": version, "published": "2026-07-01T00:00:00Z", "publisher": "ada",
        "publisher_verified": True, "review": "promoted", "availability": "available",
        "offered": True, "advisories": [], "artifacts": [an_artifact()],
        "dialects": {"caliban": a_dialect()},
    } | changes  # fmt: skip


def a_shard(name: str, *releases: Value, **changes: Any) -> Value:
    """The releases, as a shard has them: what they declare stands apart."""
    shard: Value = {"schema": "chandlery.shard.v1", "kind": "plugin", "name": name}
    lists: list[Value] = []
    short = []
    for release in releases:
        dialects = {}
        for dialect, facts in release["dialects"].items():
            dialects[dialect] = {key: facts[key] for key in facts if key != "capabilities"}
            dialects[dialect]["declares"] = len(lists)
            lists.append(facts["capabilities"])
        short.append(release | {"dialects": dialects})
    return shard | {"releases": short, "capabilities": lists} | changes


def sealed(
    *shards: Value,
    renames: Value | None = None,
    advisories: list[Value] | None = None,
    others: dict[str, bytes] | None = None,
    digits: int = 1,
    **entry: Any,
) -> dict[str, bytes]:
    """A whole publication that holds these shards and nothing that does not fit."""
    files = {f"{ROOT}/shards/{digest(plain(shard))}.json": plain(shard) for shard in shards}
    bins: dict[str, Value] = {}
    for shard in shards:
        key = digest(shard["name"].encode())[:digits]
        bins.setdefault(key, {})[shard["name"]] = named(shard)
    for key, names in bins.items():
        files[f"{ROOT}/names/{key}.json"] = plain({"schema": "chandlery.names.v1", "names": names})
    digests = {key: digest(files[f"{ROOT}/names/{key}.json"]) for key in bins}
    files |= {
        f"{ROOT}/bins.json": plain(
            {"schema": "chandlery.bins.v1", "digits": digits, "bins": digests}
        ),
        f"{ROOT}/renames.json": plain(
            {"schema": "chandlery.renames.v1", "renames": renames or {}}
        ),
        f"{ROOT}/advisories.json": plain(
            {"schema": "chandlery.advisories.v1", "advisories": advisories or []}
        ),
        f"{ROOT}/changes.jsonl": b"",
    }  # fmt: skip
    return closed(files | (others or {}), **entry)


def named(shard: Value) -> Value:
    entry = {"kind": shard["kind"], "shard": digest(plain(shard))}
    if shard["releases"]:
        last = shard["releases"][-1]
        entry |= {"latest": last["version"], "review": last["review"]}
        entry["availability"] = last["availability"]
    return entry


def closed(files: dict[str, bytes], **entry: Any) -> dict[str, bytes]:
    """The list of all files, and the entry that vouches for it."""
    own = {f"{ROOT}/entry.json", f"{ROOT}/files.jsonl"}
    files = {path: data for path, data in files.items() if path not in own}
    lines = [
        plain({"path": path, "sha256": digest(data), "size": len(data)})
        for path, data in sorted(files.items())
    ]
    files = files | {f"{ROOT}/files.jsonl": b"".join(lines)}
    reached = ("advisories.json", "bins.json", "changes.jsonl", "files.jsonl", "renames.json")
    told = {
        name: {"sha256": digest(files[f"{ROOT}/{name}"]), "size": len(files[f"{ROOT}/{name}"])}
        for name in reached
    }
    counts = dict.fromkeys(("plugins", "adapters", "integrations", "releases", "artifacts"), 1)
    value = {
        "schema": "chandlery.entry.v1",
        "serial": 1_793_491_200,
        "source": {"commit": "c" * 40},
        "generator": {"name": "chandlery", "version": "0.1.0"},
        "marketplace": {"name": "quay", "title": "Quay", "base_url": "https://quay.example/"},
        "counts": counts | {"files": len(lines)},
        "files": told,
    }
    return files | {f"{ROOT}/entry.json": plain(value | entry)}
