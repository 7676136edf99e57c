"""The real pip and the real uv install from the published simple index."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from chandlery.trees import MemoryTree
from served import Host, hosted
from traps import AT, NOTES, YANK, a_trapped_catalog

Install = Callable[..., "subprocess.CompletedProcess[str]"]
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with hosted(tmp_path_factory.mktemp("demo")) as host:
        yield host


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    tree = MemoryTree(a_trapped_catalog())
    with hosted(tmp_path_factory.mktemp("traps"), tree, AT) as host:
        yield host


def run(*command: object) -> "subprocess.CompletedProcess[str]":
    """Run a command without any setting of the machine's own."""
    outside = ("PIP_", "UV_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SSL_CERT")
    kept = {key: value for key, value in os.environ.items() if not key.upper().startswith(outside)}
    settings = {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run(
        [str(part) for part in command],
        env=kept | settings | {"UV_NO_CONFIG": "1"},
        check=False,
        capture_output=True,
        text=True,
    )


def with_pip(base: str, target: Path, *what: object) -> "subprocess.CompletedProcess[str]":
    return run(
        *(sys.executable, "-m", "pip", "install", "--no-cache-dir", "--target", target),
        *("--index-url", f"{base}simple/", *what),
    )


def with_uv(base: str, target: Path, *what: object) -> "subprocess.CompletedProcess[str]":
    return run(
        *(UV, "pip", "install", "--no-cache", "--target", target, "--python", sys.executable),
        *("--index-url", f"{base}simple/", *what),
    )


@pytest.fixture(params=[with_pip, with_uv], ids=["pip", "uv"])
def install(request: pytest.FixtureRequest) -> Install:
    chosen: Install = request.param
    return chosen


def installed(target: Path) -> set[str]:
    """What was installed, as name-version."""
    return {path.name.removesuffix(".dist-info") for path in target.glob("*.dist-info")}


def pinned(base: str, name: str, version: str) -> str:
    """A requirement with the digest that the index gives for the wheel of a version."""
    files = requests.get(f"{base}simple/{name}/index.json", timeout=30).json()["files"]
    (digest,) = [
        file["hashes"]["sha256"] for file in files if f"-{version}-" in str(file["filename"])
    ]
    return f"{name}=={version} --hash=sha256:{digest}\n"


@pytest.mark.parametrize(
    ("name", "found", "module"),
    [
        ("stigmem-plugin-recall-notes", "stigmem_plugin_recall_notes-0.2.0", "__init__.py"),
        ("shell-runner", "shell_runner-", "__init__.py"),
    ],
    ids=["plugin", "adapter"],
)
def test_a_wheel_of_the_demo_is_installed(
    demo: Host, install: Install, name: str, found: str, module: str, tmp_path: Path
) -> None:
    done = install(demo.base_url, tmp_path, "--no-deps", name)
    assert done.returncode == 0, done.stderr
    (distribution,) = installed(tmp_path)
    assert distribution.startswith(found)
    assert (tmp_path / name.replace("-", "_") / module).is_file()


def test_the_newest_final_version_is_taken_and_what_is_withheld_is_not(
    traps: Host, install: Install, tmp_path: Path
) -> None:
    done = install(traps.base_url, tmp_path, NOTES)
    assert done.returncode == 0, done.stderr
    assert installed(tmp_path) == {"stigmem_plugin_notes-1.10.0"}


def test_who_asks_for_prereleases_gets_one(traps: Host, install: Install, tmp_path: Path) -> None:
    flag = "--pre" if install is with_pip else "--prerelease=allow"
    done = install(traps.base_url, tmp_path, flag, NOTES)
    assert done.returncode == 0, done.stderr
    assert installed(tmp_path) == {"stigmem_plugin_notes-2.0.0rc1"}


def test_a_yanked_release_is_for_those_who_have_pinned_it_and_they_are_told_why(
    traps: Host, install: Install, tmp_path: Path
) -> None:
    done = install(traps.base_url, tmp_path, f"{NOTES}==1.11.0")
    assert done.returncode == 0, done.stderr
    assert installed(tmp_path) == {"stigmem_plugin_notes-1.11.0"}
    assert YANK in done.stderr + done.stdout
    ranged = install(traps.base_url, tmp_path / "ranged", f"{NOTES}>=1.10.0,<1.12")
    assert ranged.returncode == 0, ranged.stderr
    assert installed(tmp_path / "ranged") == {"stigmem_plugin_notes-1.10.0"}


@pytest.mark.parametrize(
    "version", ["1.8.0", "1.12.0", "1.13.0"], ids=["rejected", "blocked", "on-probation"]
)
def test_what_is_withheld_cannot_be_had_at_all(
    traps: Host, install: Install, version: str, tmp_path: Path
) -> None:
    done = install(traps.base_url, tmp_path, f"{NOTES}=={version}")
    assert done.returncode != 0
    assert not installed(tmp_path)


@pytest.mark.parametrize("version", ["1.10.0", "1.11.0"], ids=["newest", "yanked"])
def test_pinned_by_digest(traps: Host, install: Install, version: str, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(pinned(traps.base_url, NOTES, version))
    target = tmp_path / "target"
    done = install(traps.base_url, target, "--require-hashes", "-r", lock)
    assert done.returncode == 0, done.stderr
    assert installed(target) == {f"stigmem_plugin_notes-{version}"}


def test_other_bytes_than_those_pinned_are_refused(
    traps: Host, install: Install, tmp_path: Path
) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(f"{NOTES}==1.10.0 --hash=sha256:{'0' * 64}\n")
    done = install(traps.base_url, tmp_path / "target", "--require-hashes", "-r", lock)
    assert done.returncode != 0
    assert not installed(tmp_path / "target")


def test_the_metadata_is_fetched_alone(traps: Host, install: Install, tmp_path: Path) -> None:
    traps.asked.clear()
    done = install(traps.base_url, tmp_path, "--dry-run", NOTES)
    assert done.returncode == 0, done.stderr
    wheel = "stigmem_plugin_notes-1.10.0-py3-none-any.whl"
    asked = [path.rsplit("/", 1)[-1] for path in traps.asked if path.startswith("/artifacts/")]
    # Even then pip gets the wheel that it has chosen, and no other.
    assert asked == [f"{wheel}.metadata", *([wheel] if install is with_pip else [])]


def test_the_pages_are_html_and_nothing_is_missed(
    traps: Host, install: Install, tmp_path: Path
) -> None:
    traps.missed.clear()
    assert install(traps.base_url, tmp_path, NOTES).returncode == 0
    assert f"/simple/{NOTES}/" in traps.asked
    assert traps.missed == []


def test_pip_lists_the_versions_and_downloads_one(traps: Host, tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip")
    index = ("--index-url", f"{traps.base_url}simple/")
    listed = run(*pip, "index", "versions", *index, NOTES)
    assert listed.returncode == 0, listed.stderr
    assert "Available versions: 1.10.0, 1.9.0, 1.2.0\n" in listed.stdout
    got = run(*pip, "download", "--no-cache-dir", "--dest", tmp_path, *index, f"{NOTES}==1.9.0")
    assert got.returncode == 0, got.stderr
    assert [path.name for path in tmp_path.iterdir()] == [
        "stigmem_plugin_notes-1.9.0-py3-none-any.whl"
    ]


def test_an_unknown_project_is_a_404(traps: Host, install: Install, tmp_path: Path) -> None:
    done = install(traps.base_url, tmp_path, "stigmem-plugin-none")
    assert done.returncode != 0
    assert "/simple/stigmem-plugin-none/" in traps.missed
