"""The client in the guide does what the guide says, and refuses what it should."""

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from served import served

GUIDE = Path(__file__).parent.parent / "site-src" / "guide" / "index-format.md"
(CLIENT,) = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text("utf-8"), re.M | re.S)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The published folder of the demo marketplace, and where it is served."""
    folder = tmp_path_factory.mktemp("public")
    with served(folder) as base_url:
        yield folder, base_url


def run(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The client, run in an empty folder with nothing but the standard library."""
    here = tmp_path / "here"
    here.mkdir()
    return subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", CLIENT, *arguments],
        cwd=here,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def releases(folder: Path, name: str) -> list[dict[str, object]]:
    value = json.loads((folder / f"index/v1/plugins/{name}.json").read_text())
    found: list[dict[str, object]] = value["releases"]
    return found


@pytest.mark.parametrize(
    ("name", "format_", "filename"),
    [
        ("link-keeper", "tar.gz", "link-keeper-1.1.0.tar.gz"),
        ("unit-converter", "tgz", "unit-converter-1.0.0.tgz"),  # 1.1.0 is on probation
    ],
)
def test_it_gets_the_newest_offered_release(
    site: tuple[Path, str], tmp_path: Path, name: str, format_: str, filename: str
) -> None:
    folder, base_url = site
    done = run(tmp_path, base_url, name, format_)
    assert (done.returncode, done.stderr) == (0, "")
    (path,) = (folder / "artifacts").glob(f"*/{filename}")
    assert (tmp_path / "here" / filename).read_bytes() == path.read_bytes()
    assert filename in done.stdout


@pytest.mark.parametrize(
    ("name", "format_"),
    [("nobody", "tar.gz"), ("link-keeper", "osplugin"), ("csv-lens", "tar.gz")],
)
def test_what_is_not_to_be_had_is_said(
    site: tuple[Path, str], tmp_path: Path, name: str, format_: str
) -> None:
    done = run(tmp_path, site[1], name, format_)
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "here").iterdir())


@pytest.mark.parametrize(
    "forged",
    ["index/v1/bins.json", "index/v1/names/*.json", "index/v1/shards/*.json", "artifacts/*/*"],
)
def test_it_refuses_whatever_was_changed_on_the_way(
    site: tuple[Path, str], tmp_path: Path, forged: str
) -> None:
    copy = tmp_path / "mirror"
    shutil.copytree(site[0], copy)
    for path in copy.glob(forged):
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    done = run(tmp_path, copy.as_uri() + "/", "link-keeper", "tar.gz")
    assert done.returncode == 1
    assert "is not what was published" in done.stderr
    assert not list((tmp_path / "here").iterdir())


def test_a_mirror_is_as_good(site: tuple[Path, str], tmp_path: Path) -> None:
    done = run(tmp_path, site[0].as_uri() + "/", "link-keeper", "tar.gz")
    assert done.returncode == 0, done.stderr


def test_the_guide_defines_the_tree_digest_as_it_is(site: tuple[Path, str]) -> None:
    """By the words of the guide alone, with no code of ours."""
    artifact = next(
        item
        for item in releases(site[0], "link-keeper")[-1]["artifacts"]  # type: ignore[attr-defined]
        if item["format"] == "tar.gz"
    )
    lines = []
    with tarfile.open(fileobj=io.BytesIO((site[0] / artifact["path"]).read_bytes())) as archive:
        for member in archive.getmembers():
            if file := archive.extractfile(member):
                mode = b"755" if member.mode & 0o100 else b"644"
                digest = hashlib.sha256(file.read()).hexdigest().encode()
                path = member.name.encode()
                lines.append((path, mode + b" " + digest + b" " + path + b"\n"))
    assert {line[:3] for _, line in lines} == {b"644", b"755"}
    whole = b"".join(line for _, line in sorted(lines))
    assert artifact["tree"] == f"t1:{hashlib.sha256(whole).hexdigest()}"
