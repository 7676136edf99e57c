"""The ecosystems' clients as `contracts/` has them: what each asks for, takes and refuses.

Each function reads a whole projection from its address as the client would, fails where the
client would, and gives what could be installed, by name.
"""

import base64
import gzip
import hashlib
import io
import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any, get_args
from urllib.parse import urljoin, urlsplit

import requests
from semver import Version

from chandlery.dialects.base import HostVerdict
from chandlery.dialects.craik import DIALECT as CRAIK
from chandlery.dialects.objectstack.listing import Category
from chandlery.documents import read_json
from chandlery.model.reserved import reserved_marketplace_name
from chandlery.stages.judge import judge

Found = dict[str, Any]

_CALIBAN_NAME = re.compile(r"[a-z0-9_-]{1,32}")
_CLAUDE_NAME = re.compile(r"[A-Za-z0-9._-]{1,128}")
_OBJECTSTACK_ID = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")
_SHA256 = re.compile(r"[0-9a-f]{64}")


# -- what all of them do ---------------------------------------------------------------------------


def get(url: str) -> bytes:
    """The bytes at an address, as they are: not every client decodes what a host encodes."""
    answer = requests.get(url, timeout=30)
    assert answer.status_code == 200, url
    assert "Content-Encoding" not in answer.headers
    return answer.content


def get_json(url: str) -> Any:
    """JSON from a file that says so: Kari's client takes nothing else, and says nothing of it."""
    answer = requests.get(url, timeout=30)
    assert answer.status_code == 200, url
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fetched(url: str, digest: str) -> bytes:
    """An artifact that has the digest which was told."""
    assert urlsplit(url).scheme
    assert _SHA256.fullmatch(digest)
    data = get(url)
    assert sha256(data) == digest, url
    return data


def keys_of(value: object) -> Iterator[tuple[str, object]]:
    """Every key with its value, however deep."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key, item
            yield from keys_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys_of(item)


def by_name(items: list[Found], key: str) -> dict[str, Found]:
    """Items by a name that no two of them have."""
    found = {item[key]: item for item in items}
    assert len(found) == len(items)
    return found


def _has_no_null(value: object) -> bool:
    return all(item is not None for _, item in keys_of(value))


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a gzipped tar of one member that holds nothing but files and folders."""
    stream = zlib.decompressobj(wbits=31)
    stream.decompress(data)
    assert stream.eof
    assert stream.unused_data == b""
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(data))) as archive:
        assert all(member.isreg() or member.isdir() for member in archive.getmembers())
        assert all(".." not in name.split("/") for name in archive.getnames())
        files = {name: archive.extractfile(name) for name in archive.getnames()}
        return {name: file.read() for name, file in files.items() if file}


# -- one each --------------------------------------------------------------------------------------


def caliban(base: str) -> dict[str, Found]:
    """By name: the entry, with `manifests`, the one that was unpacked for each version."""
    url = f"{base}caliban/index.json"
    index = get_json(url)
    assert index["url"] == url  # compared as a string by operators' allow lists
    assert _has_no_null(index)
    assert "download_url" not in {key for key, _ in keys_of(index)}
    entries = by_name(index["plugins"], "name")
    for name, entry in entries.items():
        assert _CALIBAN_NAME.fullmatch(name)
        assert entry["versions"]
        versions = [item["version"] for item in entry["versions"]]
        parsed = [Version.parse(version) for version in versions]
        assert all(older < newer for older, newer in pairwise(parsed))  # the last is installed
        entry["manifests"] = [_caliban_install(name, item) for item in entry["versions"]]
        assert [manifest["version"] for manifest in entry["manifests"]] == versions  # as texts
    return entries


def _caliban_install(name: str, version: Found) -> Found:
    assert {"version", "tarball", "sha256"} <= version.keys()
    files = _unpacked(fetched(version["tarball"], version["sha256"]))
    assert "plugin.json" not in files  # found first, and refused
    manifest: Found = json.loads(files[f"{name}/plugin.json"])
    assert manifest["name"] == name
    return manifest


def claude(base: str) -> dict[str, Found]:
    """By name: the entry, with the `manifest` that was unpacked."""
    marketplace = get_json(f"{base}claude/marketplace.json")
    assert reserved_marketplace_name(marketplace["name"]) is None
    assert marketplace["owner"]["name"]
    assert _has_no_null(marketplace)
    entries = by_name(marketplace["plugins"], "name")
    assert marketplace["name"] not in entries
    assert set(marketplace.get("renames", {}).values()) <= entries.keys()
    for name, entry in entries.items():
        assert _CLAUDE_NAME.fullmatch(name)
        assert entry["author"]["name"]
        assert urlsplit(entry.get("homepage", "https://none.example")).netloc
        source = entry["source"]
        assert source["source"] == "archive"
        assert urlsplit(source["url"]).path.endswith(".zip")
        data = fetched(source["url"], source["sha256"])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (root,) = {member.split("/")[0] for member in archive.namelist()}  # one level down
            entry["manifest"] = json.loads(archive.read(f"{root}/.claude-plugin/plugin.json"))
        assert (entry["manifest"]["name"], entry["manifest"]["version"]) == (name, entry["version"])
    return entries


def craik(base: str) -> dict[str, Found]:
    """By id: the entry, with the `record` that its store takes."""
    entries = by_name(get_json(f"{base}craik/index.json"), "id")
    for name, entry in entries.items():
        data = fetched(urljoin(base, entry["path"]), entry["sha256"])
        judgement = judge(CRAIK.kind(entry["kind"]), read_json(entry["path"], data).document)
        assert judgement.valid
        assert judgement.hosts == (HostVerdict(host="craik 0.12.9 store", loads=True),)
        entry["record"] = json.loads(data)
        assert entry["record"]["id"] == name
    return entries


def kari(base: str) -> dict[str, Found]:
    """By id: the item, with the `manifest` and the `files` of its archive."""
    # The client appends "/plugins"; the question mark turns that into a query.
    index = get_json(f"{base}kari/index.json?/plugins")
    assert _has_no_null(index)
    items = by_name(index["plugins"], "id")
    for name, item in items.items():
        assert datetime.fromisoformat(item["last_updated"]).tzinfo is None
        assert urlsplit(item["download_url"]).path.endswith(".tgz")  # `.tar.gz` is not looked at
        item["files"] = _unpacked(get(item["download_url"]))
        item["manifest"] = get_json(item["manifest_url"])
        assert json.loads(item["files"][f"{name}/plugin_manifest.json"]) == item["manifest"]
        assert (item["manifest"]["name"], item["manifest"]["version"]) == (name, item["version"])
        assert f"{name}/handler.py" in item["files"]
    return items


def objectstack(base: str) -> dict[str, Found]:
    """By id: the app's item, with its `detail` and its versions' `manifests`, newest first."""
    root = f"{base}objectstack"
    listed = _objectstack(f"{root}/packages.json")
    items = by_name(listed["items"], "id")
    assert listed["total"] == len(items)
    for name, item in items.items():
        assert item["manifest_id"] == name
        assert _OBJECTSTACK_ID.fullmatch(name)
        assert item["category"] in get_args(Category)
        assert isinstance(item["tags"], str)
        item["detail"] = _objectstack(f"{root}/packages/{name}.json")
        assert isinstance(item["detail"]["package"]["readme"], str)
        item["manifests"] = []
        for version in item["detail"]["versions"]:
            manifest = _objectstack(
                f"{root}/packages/{name}/versions/{version['id']}/manifest.json"
            )
            assert manifest["version"] == manifest["version_id"] == version["version"]
            item["manifests"].append(manifest["manifest"])
        latest = _objectstack(f"{root}/packages/{name}/versions/latest/manifest.json")
        assert latest["manifest"] == item["manifests"][0]
        assert latest["version"] == item["latest_version"]["version"]
    # Anything else than 404 would keep the client from asking the cloud.
    assert requests.get(f"{root}/packages/none.json", timeout=30).status_code == 404
    return items


def _objectstack(url: str) -> Any:
    answer = get_json(url)
    assert answer["success"] is True
    assert _has_no_null(answer["data"] if "manifest" not in answer["data"] else {})
    for key, value in keys_of(answer):
        if key.endswith("_at"):
            assert str(value).endswith("Z")
            datetime.fromisoformat(str(value))
    return answer["data"]


def contributions(base: str) -> dict[str, Found]:
    """By id: what is no app, with the `files` of the newest artifact, whose integrity holds."""
    listed = get_json(f"{base}objectstack/contributions.json")
    found = by_name(listed["contributions"], "id")
    for entry in found.values():
        for version in entry["versions"]:
            assert version["pinned_url"] == f"{version['url']}#sha256={version['sha256']}"
            files = _unpacked(fetched(version["url"], version["sha256"]))
            entry["files"] = dict(files)
            assert files.pop("SIGNATURE") == b"unsigned\n"
            manifest = json.loads(files.pop("objectstack.plugin.json"))
            assert manifest["integrity"] == {
                name: "sha256-" + base64.b64encode(hashlib.sha256(body).digest()).decode()
                for name, body in sorted(files.items())
            }
    return found
