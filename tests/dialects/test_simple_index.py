"""The Python simple index: what it lists, how it is marked, and that pip installs from it."""

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from chandlery.dialects.stigmem import DIALECT
from chandlery.dialects.stigmem.manifest import Manifest as StigmemManifest
from chandlery.model.governance import Advisory, Availability, Review, ReviewState
from chandlery.model.marketplace import (
    Artifact,
    Kind,
    Manifest,
    Marketplace,
    Package,
    Release,
)
from chandlery.records.listing import Listing, Maintainer
from chandlery.records.marketplace import MarketplaceRecord, Owner
from chandlery.records.release import ArtifactFormat
from marketplaces import projection

NAME = "stigmem-plugin-notes"
BASE = "https://quay.example/market/"
LISTING = Listing(
    title="Notes",
    summary="Keeps notes.",
    categories=["memory"],
    license="MIT",
    maintainers=[Maintainer(name="A")],
)
PROMOTED = Review(state=ReviewState.PROMOTED)


def a_wheel(version: str, requires: str = ">=3.8") -> tuple[str, bytes, bytes]:
    """File name, bytes and metadata of a wheel, made by hand."""
    stem = f"{NAME.replace('-', '_')}-{version}"
    metadata = (
        f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {version}\n"
        f"Requires-Python: {requires}\n\nKeeps notes.\n"
    ).encode()
    files = {
        "stigmem_plugin_notes.py": f"VERSION = {version!r}\n".encode(),
        f"{stem}.dist-info/METADATA": metadata,
        f"{stem}.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
        b"Tag: py3-none-any\n",
    }
    lines = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode()[:-1]},"
        for path, data in files.items()
    ]
    files[f"{stem}.dist-info/RECORD"] = "\n".join(lines).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return f"{stem}-py3-none-any.whl", buffer.getvalue(), metadata


def an_artifact(
    filename: str,
    data: bytes = b"x",
    metadata: bytes | None = None,
    format_: ArtifactFormat = ArtifactFormat.WHEEL,
) -> Artifact:
    digest = hashlib.sha256(data).hexdigest()
    path = f"artifacts/{digest[:12]}/{filename}"
    return Artifact(
        format=format_,
        filename=filename,
        path=path,
        url=BASE + path,
        sha256=digest,
        size=len(data),
        tree="t1:" + "0" * 64,
        core_metadata=metadata,
    )


def a_manifest(version: str) -> Manifest:
    value = {"name": NAME, "version": version, "hooks": ["recall_filter", "recall_filter"]}
    kind = DIALECT.kind("manifest")
    assert kind.describe is not None
    return Manifest(
        dialect="stigmem",
        kind="manifest",
        data=json.dumps(value).encode(),
        value=value,
        sha256="",
        description=kind.describe(StigmemManifest.model_validate(value)),
    )


def a_release(version: str, *artifacts: Artifact, **changes: Any) -> Release:
    values: dict[str, Any] = {
        "version": version,
        "published": "2026-05-01T10:00:00Z",
        "publisher": "acme",
        "review": PROMOTED,
        "artifacts": artifacts or (an_artifact(*a_wheel(version)),),
        "manifests": (a_manifest(version),),
    }
    return Release(**values | changes)


def a_marketplace(
    *releases: Release, advisories: tuple[Advisory, ...] = (), more: tuple[Package, ...] = ()
) -> Marketplace:
    settings = MarketplaceRecord(
        name="quay",
        title="Quay",
        description="For the tests.",
        base_url=BASE,
        owner=Owner(name="Quay"),
        contact="x@quay.example",
    )
    package = Package(kind=Kind.PLUGIN, name="notes", listing=LISTING, readme="", releases=releases)
    return Marketplace(
        settings=settings, base_url=BASE, packages=(package, *more), advisories=advisories
    )


def an_advisory(act: str, title: str = "It forgets", **changes: Any) -> Advisory:
    values: dict[str, Any] = {
        "id": f"2026-{act}",
        "title": title,
        "act": act,
        "package": "notes",
        "ranges": (),
        "digests": (),
        "versions": ("1.0.0",),
        "severity": "high",
        "reason": "Long.",
        "evidence": (),
        "published": "2026-06-01T10:00:00Z",
        "appeal": "x@quay.example",
    }
    return Advisory(**values | changes)


class Anchors(HTMLParser):
    """The links of a page: text and attributes."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.meta: dict[str, str] = {}
        self._open = False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "a":
            self.found.append(values)
            self._open = True
        elif tag == "meta" and "name" in values:
            self.meta[values["name"]] = values["content"]

    def handle_endtag(self, tag: str) -> None:
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1]["text"] = self.found[-1].get("text", "") + data


def page(files: dict[str, bytes], name: str = NAME) -> Anchors:
    return Anchors(files[f"simple/{name}/index.html"])


def detail(files: dict[str, bytes], name: str = NAME) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(files[f"simple/{name}/index.json"])
    return value


def project(marketplace: Marketplace) -> dict[str, bytes]:
    return projection(DIALECT, marketplace)


# -- what a page says ------------------------------------------------------------------------------


def test_a_file_with_all_that_is_known_of_it() -> None:
    filename, data, metadata = a_wheel("1.0.0", ">=3.8,<4")
    wheel = an_artifact(filename, data, metadata)
    files = project(a_marketplace(a_release("1.0.0", wheel)))
    (link,) = page(files).found
    path = f"../../artifacts/{wheel.sha256[:12]}/{filename}"
    core = hashlib.sha256(metadata).hexdigest()
    assert link == {
        "href": f"{path}#sha256={wheel.sha256}",
        "data-requires-python": ">=3.8,<4",
        "data-core-metadata": f"sha256={core}",
        "text": filename,
    }
    assert detail(files) == {
        "meta": {"api-version": "1.1"},
        "name": NAME,
        "versions": ["1.0.0"],
        "files": [
            {
                "filename": filename,
                "url": path,
                "hashes": {"sha256": wheel.sha256},
                "size": len(data),
                "upload-time": "2026-05-01T10:00:00Z",
                "requires-python": ">=3.8,<4",
                "core-metadata": {"sha256": core},
                "yanked": False,
            }
        ],
    }


def test_the_root_lists_the_projects() -> None:
    files = project(a_marketplace(a_release("1.0.0")))
    root = Anchors(files["simple/index.html"])
    assert root.found == [{"href": f"{NAME}/", "text": NAME}]
    assert root.meta == {"pypi:repository-version": "1.1"}
    assert json.loads(files["simple/index.json"])["projects"] == [{"name": NAME}]


def test_versions_are_ordered_as_versions() -> None:
    candidate = a_release("1.2.0-rc.1", an_artifact(*a_wheel("1.2.0rc1")))
    files = project(a_marketplace(a_release("1.10.0"), candidate, a_release("1.9.0")))
    assert detail(files)["versions"] == ["1.2.0rc1", "1.9.0", "1.10.0"]
    assert [link["text"].split("-")[1] for link in page(files).found] == [
        "1.2.0rc1",
        "1.9.0",
        "1.10.0",
    ]


def test_a_source_distribution_has_what_its_wheel_says_of_python() -> None:
    source = an_artifact("stigmem_plugin_notes-1.0.0.tar.gz", format_=ArtifactFormat.SDIST)
    files = project(a_marketplace(a_release("1.0.0", source, an_artifact(*a_wheel("1.0.0")))))
    by_name = {item["filename"]: item for item in detail(files)["files"]}
    assert by_name[source.filename]["requires-python"] == ">=3.8"
    assert "core-metadata" not in by_name[source.filename]


def test_wheels_of_other_ecosystems_and_adapters_are_listed() -> None:
    wheel = an_artifact("Kari.Extra-2.0-py3-none-any.whl", b"kari")
    release = a_release("2.0.0", wheel, manifests=())
    adapter = Package(
        kind=Kind.ADAPTER, name="kari-extra", listing=LISTING, readme="", releases=(release,)
    )
    files = project(a_marketplace(more=(adapter,)))
    assert [link["text"] for link in page(files, "kari-extra").found] == [wheel.filename]
    # It declares nothing to Stigmem.
    assert json.loads(files["stigmem/index.json"]) == []


def test_other_formats_are_not_listed() -> None:
    other = an_artifact("notes-1.0.0.tar.gz", format_=ArtifactFormat.TAR_GZ)
    files = project(a_marketplace(a_release("1.0.0", other)))
    assert json.loads(files["simple/index.json"])["projects"] == []


@pytest.mark.parametrize(
    "filename",
    ["notes.whl", "notes-1.0-py3.whl", "-1.0-py3-none-any.whl", "n<b>-1.0-py3-none-any.whl"],
)
def test_a_name_that_no_installer_reads_is_not_listed(filename: str) -> None:
    files = project(a_marketplace(a_release("1.0.0", an_artifact(filename))))
    assert set(files) == {"simple/index.html", "simple/index.json", "stigmem/index.json"}


def test_a_sdist_cannot_write_into_the_page() -> None:
    nasty = an_artifact('x"><script>-1.0.tar.gz', format_=ArtifactFormat.SDIST)
    files = project(a_marketplace(a_release("1.0.0", nasty)))
    assert set(files) == {"simple/index.html", "simple/index.json", "stigmem/index.json"}


def test_metadata_cannot_write_into_the_page() -> None:
    filename, data, metadata = a_wheel("1.0.0", '>=3.8"><script>alert(1)</script>')
    files = project(a_marketplace(a_release("1.0.0", an_artifact(filename, data, metadata))))
    assert b"<script>" not in files[f"simple/{NAME}/index.html"]
    assert page(files).found[0]["data-requires-python"].endswith("</script>")


def test_a_plus_in_a_version_is_quoted_in_the_address() -> None:
    wheel = an_artifact("stigmem_plugin_notes-1.0.0+local.1-py3-none-any.whl")
    (link,) = page(project(a_marketplace(a_release("1.0.0", wheel)))).found
    assert "1.0.0%2Blocal.1" in link["href"]
    assert link["text"] == wheel.filename


# -- who is listed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        ({}, True),
        ({"availability": Availability.DEPRECATED}, True),
        ({"availability": Availability.YANKED}, True),
        ({"availability": Availability.BLOCKED}, False),
        ({"review": Review(state=ReviewState.PROBATIONARY)}, False),
        ({"review": Review(state=ReviewState.REJECTED)}, False),
        (
            {"availability": Availability.YANKED, "review": Review(state=ReviewState.UNREVIEWED)},
            False,
        ),
        ({"artifacts": (an_artifact("a-1.0-py3-none-any.whl"),)}, False),
    ],
)
def test_who_is_listed(changes: dict[str, Any], listed: bool) -> None:
    files = project(a_marketplace(a_release("1.0.0", **changes)))
    assert (f"simple/{NAME}/index.html" in files) is listed


def test_an_artifact_that_is_not_served_is_not_listed() -> None:
    unserved = Artifact(
        format=ArtifactFormat.WHEEL,
        filename=a_wheel("1.0.0")[0],
        path="",
        url="",
        sha256="0" * 64,
        size=1,
        tree="",
    )
    files = project(a_marketplace(a_release("1.0.0", unserved)))
    assert json.loads(files["simple/index.json"])["projects"] == []


def test_a_yanked_file_stays_listed_and_says_why() -> None:
    yanked = a_release(
        "1.0.0",
        availability=Availability.YANKED,
        advisory_ids=("2026-yank", "2026-deprecate", "2026-lapsed"),
    )
    advisories = (
        an_advisory("yank", 'It "forgets"'),
        an_advisory("deprecate", "Old"),
        an_advisory("yank", "Was wrong", id="2026-lapsed", in_force=False),
        an_advisory("yank", "Of another", id="2026-other"),
    )
    files = project(a_marketplace(yanked, a_release("1.1.0"), advisories=advisories))
    first, second = page(files).found
    assert first["data-yanked"] == 'It "forgets" (2026-yank)'
    assert "data-yanked" not in second
    assert [item["yanked"] for item in detail(files)["files"]] == [
        'It "forgets" (2026-yank)',
        False,
    ]
    assert [item["version"] for item in json.loads(files["stigmem/index.json"])] == ["1.1.0"]


def test_a_yank_without_a_reason_is_still_one() -> None:
    files = project(a_marketplace(a_release("1.0.0", availability=Availability.YANKED)))
    assert page(files).found[0]["data-yanked"] == ""
    assert detail(files)["files"][0]["yanked"] is True


def test_what_each_plugin_declares_is_listed_as_stigmem_prints_it() -> None:
    files = project(a_marketplace(a_release("1.0.0")))
    assert json.loads(files["stigmem/index.json"]) == [
        {
            "name": NAME,
            "version": "1.0.0",
            "requires_stigmem": "",
            "capabilities": [],
            "hooks": ["recall_filter"],
            "hook_count": 1,
            "depends_on": [],
            "discovery_source": {"type": "entry_point", "distribution": NAME},
            "signed_by": "unsigned",
        }
    ]


# -- installing ------------------------------------------------------------------------------------


def test_the_steps_are_those_that_work() -> None:
    release = a_release("1.0.0")
    marketplace = a_marketplace(release)
    steps = DIALECT.install(marketplace, marketplace.packages[0], release)
    commands = [step.command for step in steps]
    assert commands[0] == f"pip install --index-url {BASE}simple/ {NAME}==1.0.0"
    assert f"'{NAME}==1.0.0 --hash=sha256:{release.artifacts[0].sha256}'" in commands[1]
    # Without both variables no node starts with the plugin; most guides name only one.
    assert "STIGMEM_PLUGIN_SIGNING_REQUIRED=false" in commands[2]
    assert "STIGMEM_PLUGIN_UNSIGNED_ACK=i-understand-plugins-are-unsigned" in commands[2]


def test_without_a_wheel_there_are_no_steps() -> None:
    release = a_release("1.0.0", an_artifact("x.zip", format_=ArtifactFormat.ZIP))
    marketplace = a_marketplace(release)
    assert DIALECT.install(marketplace, marketplace.packages[0], release) == ()


class Quiet(SimpleHTTPRequestHandler):
    """A plain file server that remembers what it was asked for."""

    asked: list[str] = []

    def log_message(self, *args: Any) -> None:
        self.asked.append(self.path)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    Quiet.asked = []
    handler = partial(Quiet, directory=str(tmp_path / "public"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def published(tmp_path: Path) -> None:
    """Two wheels and their index, the newer of them yanked."""
    files: dict[str, bytes] = {}
    releases = []
    for version in ("1.0.0", "1.1.0"):
        filename, data, metadata = a_wheel(version)
        wheel = an_artifact(filename, data, metadata)
        files |= {wheel.path: data, f"{wheel.path}.metadata": metadata}
        availability = Availability.YANKED if version == "1.1.0" else Availability.AVAILABLE
        releases.append(a_release(version, wheel, availability=availability))
    for path, data in (files | project(a_marketplace(*releases))).items():
        place = tmp_path / "public" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def pip(index: str, target: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    environment |= {"PIP_CONFIG_FILE": os.devnull, "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--index-url", index, "--target", str(target)]
    return subprocess.run(
        [*command, *more], env=environment, capture_output=True, text=True, check=False
    )


def test_pip_installs_the_newest_that_is_not_yanked(tmp_path: Path, served: str) -> None:
    published(tmp_path)
    done = pip(f"{served}simple/", tmp_path / "target", NAME)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "target/stigmem_plugin_notes.py").read_text() == "VERSION = '1.0.0'\n"
    # It resolved from the metadata beside the wheel.
    assert [path for path in Quiet.asked if path.endswith(".metadata")]


def test_pip_installs_a_yanked_one_where_it_is_pinned_by_digest(
    tmp_path: Path, served: str
) -> None:
    published(tmp_path)
    digest = hashlib.sha256(a_wheel("1.1.0")[1]).hexdigest()
    pinned = tmp_path / "pinned.txt"
    pinned.write_text(f"{NAME}==1.1.0 --hash=sha256:{digest}\n")
    done = pip(
        f"{served}simple/", tmp_path / "target", "--require-hashes", "--requirement", str(pinned)
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "target/stigmem_plugin_notes.py").read_text() == "VERSION = '1.1.0'\n"


def test_pip_refuses_other_bytes_than_were_listed(tmp_path: Path, served: str) -> None:
    published(tmp_path)
    (wheel,) = (tmp_path / "public/artifacts").glob("*/*-1.0.0-*.whl")
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    done = pip(f"{served}simple/", tmp_path / "target", NAME)
    assert done.returncode == 1
    assert not (tmp_path / "target").exists()
