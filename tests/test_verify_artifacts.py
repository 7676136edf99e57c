"""``chandlery verify-artifacts``: link rot and changed bytes are found, and nothing is guessed."""

import hashlib
import json
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from builders import Files, a_catalog, as_json
from chandlery.cli import run, verify_artifacts
from chandlery.ports.errors import Refused, TimedOut, Unreachable
from chandlery.ports.hosts import Rounds, rehashed
from chandlery.ports.limits import FetchLimits
from repositories import write
from served import recorded

NOW = "2026-09-10T09:00:00Z"
QUICK = FetchLimits(connect=2, read=2, total=5, retries=0)
BODY = b"the artifact\n"


def pinned(name: str, data: bytes = BODY, host: str = "files") -> dict[str, Any]:
    return {
        "format": "tar.gz",
        "url": f"https://{host}.example/{name}",
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "tree": "t1:" + "0" * 64,
    }


def a_folder(root: Path, *artifacts: dict[str, Any]) -> Path:
    """A catalog whose releases pin these, one each."""
    files: Files = {}
    for number, artifact in enumerate(artifacts, 1):
        folder = f"plugins/knot-counter/releases/1.0.{number}"
        record = {"published": f"2026-08-0{number}T09:00:00Z", "publisher": "acme"}
        files[f"{folder}/release.json"] = as_json(record | {"artifacts": [artifact]})
        files[f"{folder}/caliban.json"] = as_json({"name": "knot-counter", "version": "1.0.1"})
    write(root / "catalog", a_catalog(only=files))
    return root / "catalog"


class Net:
    """Hosts that are on this machine in truth; some of them fail."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self.asked: list[str] = []
        self.failing: dict[str, Exception] = {}

    def rehashed(self, url: str, *, sha256: str, size: int, limits: FetchLimits) -> None:
        self.asked.append(url)
        for begin, error in self.failing.items():
            if url.startswith(begin):
                raise error
        local = self._base_url + url.partition(".example/")[2]
        rehashed(local, sha256=sha256, size=size, limits=QUICK)


@pytest.fixture
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    folder = tmp_path / "served"
    write(folder, {"good": BODY, "also": BODY, "other": b"THE ARTIFACT\n", "longer": BODY * 2})
    with recorded(folder) as (base_url, _):
        net = Net(base_url)
        monkeypatch.setattr(verify_artifacts, "rehashed", net.rehashed)
        yield net


def verify(catalog: Path, *arguments: str, now: str = NOW) -> int:
    return run(["verify-artifacts", "--catalog", str(catalog), "--now", now, *arguments])


def found(catalog: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    verify(catalog, "--format", "json", *arguments)
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def standings(report: dict[str, Any]) -> dict[str, str]:
    return {item["url"].rpartition("/")[2]: item["standing"] for item in report["artifacts"]}


def test_good_bytes_are_good(tmp_path: Path, net: Net, capsys: pytest.CaptureFixture[str]) -> None:
    catalog = a_folder(tmp_path, pinned("good"), pinned("also"))
    assert verify(catalog) == 0
    assert capsys.readouterr().out == "2 good (26 bytes)\n"


@pytest.mark.parametrize(
    ("name", "standing", "detail"),
    [
        ("other", "changed", "has other bytes than were pinned"),
        ("longer", "changed", "is 26 bytes long; 13 were pinned"),
        ("missing", "gone", "is not there"),
    ],
)
def test_what_is_wrong_is_said_with_its_release(
    tmp_path: Path,
    net: Net,
    capsys: pytest.CaptureFixture[str],
    name: str,
    standing: str,
    detail: str,
) -> None:
    catalog = a_folder(tmp_path, pinned("good"), pinned(name))
    assert verify(catalog) == 1
    assert "knot-counter@1.0.2" in capsys.readouterr().out
    report = found(catalog, capsys)
    first = report["artifacts"][0]
    assert (first["standing"], report["good"]) == (standing, 1)
    assert detail in first["detail"]


def test_what_could_not_be_asked_is_not_checked(
    tmp_path: Path, net: Net, capsys: pytest.CaptureFixture[str]
) -> None:
    net.failing["https://files.example/also"] = TimedOut("too slow", url="")
    catalog = a_folder(tmp_path, pinned("good"), pinned("also"))
    assert verify(catalog) == 3
    report = found(catalog, capsys)
    assert standings(report) == {"also": "not-checked", "good": "good"}
    catalog = a_folder(tmp_path, pinned("good"), pinned("also"), pinned("missing"))
    assert verify(catalog) == 1


@pytest.mark.parametrize(
    ("error", "standing", "code"),
    [
        (Unreachable("busy", status=503), "not-checked", 3),
        (Unreachable("no answer"), "not-checked", 3),
        (Unreachable("denied", status=403), "gone", 1),
        (Refused("it leads to http"), "refused", 1),
    ],
)
def test_answers_of_servers_are_told_apart(
    tmp_path: Path,
    net: Net,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    standing: str,
    code: int,
) -> None:
    net.failing["https://"] = error
    catalog = a_folder(tmp_path, pinned("good"))
    assert verify(catalog) == code
    assert standings(found(catalog, capsys)) == {"good": standing}


def test_offline_nothing_is_good(
    tmp_path: Path, net: Net, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = a_folder(tmp_path, pinned("good"))
    assert verify(catalog, "--offline") == 3
    assert "1 not checked" in capsys.readouterr().out
    assert net.asked == []


def test_a_host_that_fails_again_and_again_is_left_in_peace(
    tmp_path: Path, net: Net, capsys: pytest.CaptureFixture[str]
) -> None:
    net.failing["https://down.example/"] = Unreachable("no answer")
    down = [pinned(f"file{number}", host="down") for number in range(6)]
    catalog = a_folder(tmp_path, *down, pinned("good"))
    report = found(catalog, capsys)
    assert (report["good"], report["not_checked"]) == (1, 6)
    assert len([url for url in net.asked if "down" in url]) == 3
    assert {item["network"] for item in report["artifacts"] if "down" in item["url"]} == {True}


def test_one_address_of_two_releases_is_asked_once(tmp_path: Path, net: Net) -> None:
    assert verify(a_folder(tmp_path, pinned("good"), pinned("good"))) == 0
    assert net.asked == ["https://files.example/good"]


def test_one_digest_at_two_addresses_is_asked_at_both(
    tmp_path: Path, net: Net, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = a_folder(tmp_path, pinned("good"), pinned("missing", host="mirror"))
    assert standings(found(catalog, capsys)) == {"missing": "gone", "good": "good"}


def test_a_state_makes_runs_go_on_from_one_another(
    tmp_path: Path, net: Net, capsys: pytest.CaptureFixture[str]
) -> None:
    state = ["--state", str(tmp_path / "state/artifacts.json"), "--limit", "1"]
    catalog = a_folder(tmp_path, pinned("good"), pinned("also"))
    assert verify(catalog, *state) == 0
    assert "1 not checked" in capsys.readouterr().out
    assert verify(catalog, *state, now="2026-09-11T09:00:00Z") == 0
    assert sorted(net.asked) == ["https://files.example/also", "https://files.example/good"]
    again = ["--state", state[1], "--older-than", "7"]
    assert verify(catalog, *again, now="2026-09-12T09:00:00Z") == 0
    assert len(net.asked) == 2
    assert verify(catalog, *again, now="2026-09-18T00:00:00Z") == 0
    assert len(net.asked) == 3


def test_what_was_good_is_remembered_when_a_run_is_stopped(tmp_path: Path, net: Net) -> None:
    net.failing["https://files.example/good"] = KeyboardInterrupt()  # type: ignore[assignment]
    state = tmp_path / "state.json"
    catalog = a_folder(tmp_path, pinned("also"), pinned("good"))
    assert verify(catalog, "--state", str(state), "--jobs", "1") == 130
    assert "files.example/also" in state.read_text()
    assert "files.example/good" not in state.read_text()


def test_a_broken_state_is_no_reason_to_guess(
    tmp_path: Path, net: Net, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"state.json": b'{"good": 7}'})
    assert verify(a_folder(tmp_path, pinned("good")), "--state", f"{tmp_path}/state.json") == 3
    assert "is not what `--state` writes" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--limit", "--older-than"])
def test_a_choice_needs_a_state(tmp_path: Path, net: Net, option: str) -> None:
    assert verify(a_folder(tmp_path, pinned("good")), option, "1") == 2


def test_names_are_looked_up(tmp_path: Path, net: Net, capsys: pytest.CaptureFixture[str]) -> None:
    catalog = a_folder(tmp_path, pinned("good"))
    assert verify(catalog, "knot-conter") == 2
    assert "Did you mean `knot-counter`?" in capsys.readouterr().err
    assert verify(catalog, "knot-counter") == 0


def test_what_cannot_be_read_is_never_good(
    tmp_path: Path, net: Net, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = a_folder(tmp_path, pinned("good"), pinned("missing"))
    (catalog / "plugins/knot-counter/releases/1.0.2/release.json").write_text("{")
    assert verify(catalog) == 1
    assert "not read: plugins/knot-counter" in capsys.readouterr().out


def test_markdown_has_nothing_that_a_renderer_would_follow(tmp_path: Path, net: Net) -> None:
    catalog = a_folder(tmp_path, pinned("missing@everybody"))
    report = tmp_path / "rot.md"
    assert verify(catalog, "--report", f"markdown={report}") == 1
    text = report.read_text()
    assert text.startswith("### ❌ `chandlery verify-artifacts`: 0 good (0 bytes), 1 gone\n")
    assert "  `https://files.example/missing@everybody`\n" in text


def test_a_slow_host_holds_nobody_up() -> None:
    freed = threading.Event()

    def ask(item: str) -> str:
        if item.startswith("slow"):
            assert freed.wait(10)
        return item

    rounds: Rounds[str, str] = Rounds(
        host=lambda item: item[:4], ask=ask, failed=lambda _: False, given_up="", jobs=2
    )
    came = []
    for item, _ in rounds.answers(["slow1", "slow2", "fast1", "fast2", "fast3"]):
        came.append(item)
        if len(came) == 3:
            freed.set()
    assert came[:3] == ["fast1", "fast2", "fast3"]
    assert sorted(came[3:]) == ["slow1", "slow2"]


def test_a_host_is_asked_for_one_thing_at_a_time() -> None:
    busy, lock = [0, 0], threading.Lock()

    def ask(item: int) -> int:
        with lock:
            busy[0] += 1
            busy[1] = max(busy)
        threading.Event().wait(0.01)
        with lock:
            busy[0] -= 1
        return item

    rounds: Rounds[int, int] = Rounds(
        host=lambda _: "one", ask=ask, failed=lambda _: False, given_up=0, jobs=8
    )
    assert sorted(item for item, _ in rounds.answers(range(10))) == list(range(10))
    assert busy[1] == 1


def test_nothing_of_a_file_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    write(tmp_path / "served", {"good": BODY})
    with recorded(tmp_path / "served") as (base_url, asked):
        check = partial(rehashed, f"{base_url}good", size=len(BODY), limits=QUICK)
        check(sha256=hashlib.sha256(BODY).hexdigest())
        check(sha256=hashlib.sha256(BODY).hexdigest())
    assert [path for path, _ in asked] == ["good", "good"]
    assert list((tmp_path / "tmp").iterdir()) == []
