"""``chandlery index show`` and ``diff``: what a client would see, and nothing that is not sound."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chandlery.cli import run
from chandlery.ports import previous
from chandlery.stages import index_summary
from chandlery.stages.read_index import IndexReader
from sealed import ROOT, a_dialect, a_release, a_shard, an_artifact, plain, sealed
from served import recorded

ADVISORY = {
    "id": "q-1", "title": "It leaks", "act": "block", "package": "knots", "ranges": [">=1"],
    "digests": [], "versions": ["1.0.0"], "severity": "high", "reason": "x", "evidence": ["y"],
    "published": "2026-09-01T00:00:00Z", "in_force": True, "appeal": "z",
}  # fmt: skip
RENAME = {"to": "knots", "since": "2026-08-01T00:00:00Z", "reason": "x"}
RELEASES = (a_release(), a_release("1.1.0", dialects={"caliban": a_dialect("net")}))
KNOTS = a_shard("knots", *RELEASES)


Asked = tuple[str, list[tuple[str, int]]]


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def address(at: Path) -> Iterator[Asked]:
    """Where the folder `one` is served, and what is asked for there."""
    with recorded(at / "one") as found:
        yield found


def put(folder: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(["index", *arguments]) == code
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    return json.loads(told(capsys, *arguments, "--format", "json", code=code))


def differs(at: Path, capsys: Any, new: dict[str, bytes], old: Any = None, code: int = 0) -> Any:
    put(at / "one", old or sealed(KNOTS))
    put(at / "two", new)
    return as_json(capsys, "diff", "one", "two", code=code)


def test_a_publication_is_shown_as_a_whole(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change = {"at": "2026-07-01T00:00:00Z", "change": "published", "name": "knots"}
    lapsed = ADVISORY | {"id": "q-2", "in_force": False}
    others = {f"{ROOT}/changes.jsonl": plain(change), "artifacts/0/a.zip": b"12345", "a.html": b""}
    put(at / "one", sealed(KNOTS, advisories=[ADVISORY, lapsed], others=others))
    text = told(capsys, "show", "one")
    for words in (
        "Quay (quay), for https://quay.example/",
        "1793491200 (2026-11-01T00:00:00Z)",
        "commit " + "c" * 40,
        "chandlery 0.1.0",
        "2026-07-01T00:00:00Z published knots",
        "q-1 block knots 1.0.0: It leaks (high)",
    ):
        assert words in text
    assert "q-2" not in text
    found = as_json(capsys, "show", "one")
    classes = {item["of"]: (item["files"], item["bytes"]) for item in found["classes"]}
    assert (classes["artifacts"], classes["pages"]) == ((1, 5), (1, 0))
    assert found["reached"].keys() == {
        "advisories.json", "bins.json", "changes.jsonl", "files.jsonl", "renames.json",
    }  # fmt: skip


def test_a_name_is_reached_in_four_requests(
    address: Asked, at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sealed(KNOTS, a_shard("b", a_release()), a_shard("c", a_release()))
    put(at / "one", files)
    found = as_json(capsys, "show", address[0], "knots")
    assert len(address[1]) == found["cost"]["requests"] == 4
    assert found["cost"]["bytes"] == sum(len(files[path]) for path, _ in address[1])
    assert found["releases"] == list(RELEASES)
    text = told(capsys, "show", "one", "knots")
    assert text.index("1.1.0, published") < text.index("1.0.0, published")
    assert "promoted, available, offered" in text
    assert "declares net: network, high risk" in text


def test_one_version_is_shown_alone(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(at / "one", sealed(KNOTS))
    found = as_json(capsys, "show", "one", "knots@1.0.0")
    assert [item["version"] for item in found["releases"]] == ["1.0.0"]
    assert run(["index", "show", "one", "knots@1.0.1"]) == 2
    assert "there is no `1.0.1` of `knots`. Did you mean `1.0.0`?" in capsys.readouterr().err


def test_a_withheld_artifact_is_said(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    artifact = an_artifact()
    del artifact["path"]
    put(at / "one", sealed(a_shard("knots", a_release(artifacts=[artifact]))))
    assert "tar.gz: withheld" in told(capsys, "show", "one", "knots")


def test_what_whoever_installs_has_to_know_is_said(
    at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    widened = {"native": "net", "operations": ["get"], "targets": []}
    changes = {"previous": "1.0.0", "added": ["mcp"], "removed": ["old"], "widened": [widened]}
    dialect = a_dialect("net") | {"order": ["rope", "sail"], "capability_changes": changes}
    release = a_release(
        dialects={"caliban": dialect},
        left_out={"caliban": "probationary"},
        available_after="2026-12-01T00:00:00Z",
    )
    put(at / "one", sealed(a_shard("knots", release)))
    text = told(capsys, "show", "one", "knots")
    for line in (
        "  leave it alone before 2026-12-01T00:00:00Z\n",
        "    install before it, in this order: rope, sail\n",
        "    against 1.0.0: adds mcp\n    against 1.0.0: widens net\n",
        "    not in the ecosystem's own index: probationary\n",
    ):
        assert line in text
    assert "old" not in text


def test_an_old_name_leads_to_the_new_one(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    renames = {"first": RENAME | {"to": "old-knots"}, "old-knots": RENAME}
    put(at / "one", sealed(KNOTS, renames=renames))
    assert "first is now called knots\nknots: plugin" in told(capsys, "show", "one", "first")
    put(at / "one", sealed(KNOTS, renames={"x": RENAME | {"to": "y"}, "y": RENAME | {"to": "x"}}))
    told(capsys, "show", "one", "x", code=2)


def test_a_slip_is_answered_with_the_nearest_name_of_any_bin(
    at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(at / "one", sealed(KNOTS, others={f"{ROOT}/plugins/knots.json": b"{}\n"}))
    assert run(["index", "show", "one", "knotz"]) == 2
    assert "there is no `knotz`. Did you mean `knots`?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "damage", ["bins.json", "names/*.json", "shards/*.json", "files.jsonl", "renames.json"]
)
def test_verify_names_the_file_that_was_touched(
    address: Asked, at: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(at / "one", sealed(KNOTS))
    for where in ("one", address[0]):
        assert "verified: 7 files" in told(capsys, "show", where, "--verify")
    (path,) = (at / "one" / ROOT).glob(damage)
    path.write_bytes(path.read_bytes() + b"\n")
    for where in ("one", address[0]):
        (found,) = as_json(capsys, "show", where, "--verify", code=4)["mismatches"]
        assert found["path"] == path.relative_to(at / "one").as_posix()
        assert found["expected"] != found["found"]
        assert found["expected"] in told(capsys, "show", where, "--verify", code=4)
    path.unlink()
    found = as_json(capsys, "show", "one", "--verify", code=4)["mismatches"]
    assert [item.get("found") for item in found] == [None]


def test_verify_looks_at_artifacts_in_a_folder_and_at_an_address_when_asked(
    address: Asked, at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(at / "one", sealed(KNOTS, others={"artifacts/0/a b.zip": b"12345"}))
    (at / "one/artifacts/0/a b.zip").write_bytes(b"12346")
    assert "1 left out" in told(capsys, "show", address[0], "--verify")
    told(capsys, "show", address[0], "--verify", "--all", code=4)
    (found,) = as_json(capsys, "show", "one", "--verify", code=4)["mismatches"]
    assert found["path"] == "artifacts/0/a b.zip"


def test_a_pipe_in_place_of_a_file_does_not_keep_us_waiting(
    at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(at / "one", sealed(KNOTS, others={"a.html": b"x"}))
    (at / "one/a.html").unlink()
    os.mkfifo(at / "one/a.html")
    (found,) = as_json(capsys, "show", "one", "--verify", code=4)["mismatches"]
    assert "found" not in found
    (at / "one" / ROOT / "entry.json").unlink()
    os.mkfifo(at / "one" / ROOT / "entry.json")
    told(capsys, "show", "one", code=3)


def test_without_verify_a_touched_file_is_refused_too(
    at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(at / "one", sealed(KNOTS))
    (path,) = (at / "one" / ROOT).glob("shards/*.json")
    path.write_bytes(path.read_bytes().replace(b"ada", b"eve"))
    assert run(["index", "show", "one", "knots"]) == 4
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{ROOT}/shards/{path.name} is not the published file: expected SHA-256 " in said.err


@pytest.mark.parametrize("where", ["nowhere", "one"])
def test_what_is_no_publication_is_said(
    at: Path, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(at / "one", {f"{ROOT}/entry.json": b'{"schema": "chandlery.entry.v2"}'})
    assert run(["index", "show", where]) == 3
    assert "no publication that can be read: " in capsys.readouterr().err


def test_nothing_in_an_index_steers_the_terminal(
    at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b]0;owned\x07\x9b2J\u202egpj\r\n"
    release = a_release(
        publisher=evil,
        artifacts=[an_artifact(path=evil, format=evil)],
        dialects={evil: a_dialect(evil, native_name=evil)},
        advisories=[evil],
    )
    shard = a_shard("knots", release, replaced_by=evil)
    identity = {"name": evil, "title": evil, "base_url": evil}
    advisory = ADVISORY | {"title": evil, "id": evil}
    put(at / "one", sealed(a_shard("knots", a_release(publisher="x"))))
    put(at / "two", sealed(shard, advisories=[advisory], marketplace=identity))
    for arguments in (
        ("show", "two"),
        ("show", "two", "knots"),
        ("show", "two", "knots", "--format", "json"),
    ):
        text = told(capsys, *arguments)
        assert not {"\x1b", "\x9b", "\u202e", "\r", "\x07"} & set(text), arguments
    for format_ in ("text", "json", "markdown"):
        text = told(capsys, "diff", "one", "two", "--format", format_, code=1)
        assert not {"\x1b", "\x9b", "\u202e", "\r", "\x07"} & set(text), format_
    files = sealed(KNOTS)
    put(at / "three", files | {f"{ROOT}/entry.json": plain({evil: 1})})
    capsys.readouterr()
    run(["index", "show", "three", evil])
    run(["index", "show", "one", evil])
    assert not {"\x1b", "\x9b", "\u202e", "\r", "\x07"} & set(capsys.readouterr().err)


def test_the_same_publication_differs_in_nothing_and_costs_little(
    at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(at / "one", sealed(KNOTS))
    text = told(capsys, "diff", "one", "one")
    assert "nothing changed" in text
    found = as_json(capsys, "diff", "one", "one")
    assert found["old"]["cost"]["requests"] == 3  # entry, bins, files


def test_only_shards_that_differ_are_read(
    address: Asked, at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = [a_shard(f"n{number}", a_release()) for number in range(40)]
    put(at / "one", sealed(KNOTS, *others))
    put(at / "two", sealed(a_shard("knots", *RELEASES, a_release("1.2.0")), *others))
    found = as_json(capsys, "diff", address[0], "two")
    assert [(i["name"], i["version"]) for i in found["releases_added"]] == [("knots", "1.2.0")]
    assert len([path for path, _ in address[1] if "/shards/" in path]) == 1
    assert len([path for path, _ in address[1] if "/names/" in path]) == 1


def test_growth_is_clean(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = sealed(
        a_shard("knots", *RELEASES, a_release("1.2.0", dialects={"caliban": a_dialect()})),
        a_shard("new", a_release()),
        digits=2,
        advisories=[ADVISORY],
    )
    found = differs(at, capsys, new)
    assert found["broken"] == []
    assert [item["name"] for item in found["names_added"]] == ["new"]
    assert [(i["name"], i["version"]) for i in found["releases_added"]] == [
        ("knots", "1.2.0"),
        ("new", "1.0.0"),
    ]
    (capability,) = found["capabilities"]
    assert (capability["old"], capability["new"]) == ("1.1.0", "1.2.0")
    assert capability["removed"] == ["net (network, high)"]
    assert found["advisories"] == [{"id": "q-1", "package": "knots", "change": "added"}]


def test_a_decision_is_told_and_is_no_breach(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = a_release(availability="blocked", offered=False, review="rejected")
    found = differs(at, capsys, sealed(a_shard("knots", first, RELEASES[1])))
    assert {(i["of"], i["what"], i["old"], i["new"]) for i in found["states"]} == {
        ("knots 1.0.0", "review", "promoted", "rejected"),
        ("knots 1.0.0", "availability", "available", "blocked"),
        ("knots 1.0.0", "offered", "yes", "no"),
    }


def test_a_digest_that_changed_is_shouted(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    altered = a_release(artifacts=[an_artifact(sha256="f" * 64)])
    found = differs(at, capsys, sealed(a_shard("knots", altered, RELEASES[1])), code=1)
    assert found["broken"] == [
        f"knots 1.0.0: artifact a-1.0.0.tar.gz, which was {'1' * 64}, became {'f' * 64}"
    ]
    text = told(capsys, "diff", "one", "two", code=1)
    assert text.index("MUST NOT BE") < text.index("published facts")
    assert "❌" in told(capsys, "diff", "one", "two", "--format", "markdown", code=1)


def test_what_vanished_is_shouted(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = sealed(KNOTS, a_shard("gone", a_release()), advisories=[ADVISORY])
    found = differs(at, capsys, sealed(a_shard("knots", RELEASES[1]), serial=5), old, code=1)
    assert found["broken"] == [
        "the serial went back from 1793491200 to 5",
        "gone vanished",
        "knots 1.0.0 vanished",
        "advisory q-1 vanished",
    ]
    assert [item["name"] for item in found["names_removed"]] == ["gone"]


def test_a_renamed_name_is_followed(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = sealed(a_shard("old-knots", *RELEASES))
    found = differs(at, capsys, sealed(KNOTS, renames={"old-knots": RENAME}), old)
    assert found["broken"] == found["names_added"] == found["releases_added"] == []
    assert [(i["name"], i["to"]) for i in found["names_renamed"]] == [("old-knots", "knots")]


def test_a_touched_file_of_either_side_is_laid_to_that_side(
    at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(at / "one", sealed(KNOTS))
    put(at / "two", sealed(a_shard("knots", *RELEASES, a_release("1.2.0"))))
    (path,) = (at / "two" / ROOT).glob("shards/*.json")
    path.write_bytes(path.read_bytes() + b" ")
    for order in (("one", "two"), ("two", "one")):
        assert run(["index", "diff", *order]) == 4
        assert f"chandlery: two: {ROOT}/shards/" in capsys.readouterr().err


def test_files_of_a_publication_under_way_are_asked_for_once_more(
    address: Asked, at: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(at / "one", sealed(KNOTS))
    new = sealed(a_shard("knots", *RELEASES, a_release("1.2.0")), serial=1_793_491_201)
    reached = IndexReader.reached

    def meanwhile(self: IndexReader, name: str) -> bytes:
        _ = self.entry
        put(at / "one", new)
        return reached(self, name)

    monkeypatch.setattr(IndexReader, "reached", meanwhile)
    assert as_json(capsys, "show", address[0], "knots")["latest"] == "1.2.0"
    assert [path for path, _ in address[1]].count(f"{ROOT}/entry.json") == 2


def test_a_file_that_is_too_long_for_an_index_is_not_read(
    address: Asked, at: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(at / "one", sealed(KNOTS))
    longest = max(len(data) for data in sealed(KNOTS).values())
    monkeypatch.setattr(previous, "MAX_INDEX_FILE_BYTES", longest)
    for where in ("one", address[0]):
        told(capsys, "show", where, "knots")
    monkeypatch.setattr(previous, "MAX_INDEX_FILE_BYTES", 200)
    for where in ("one", address[0]):
        assert run(["index", "show", where, "knots"]) == 3
        assert "is longer than 200 bytes" in capsys.readouterr().err


def test_a_list_of_files_that_is_too_long_is_left_out(
    at: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(at / "one", sealed(KNOTS))
    monkeypatch.setattr(index_summary, "MAX_LISTING_BYTES", 10)
    assert as_json(capsys, "show", "one")["classes"] == []
    assert "bytes" not in as_json(capsys, "diff", "one", "one")["new"]
    assert "nothing changed" in told(capsys, "diff", "one", "one")


def test_long_lines_and_lists_are_cut_for_people_alone(
    at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shards = [a_shard(f"n{number}", a_release(), replaced_by="x" * 9000) for number in range(60)]
    put(at / "one", sealed())
    put(at / "two", sealed(*shards))
    for format_ in ("text", "markdown"):
        text = told(capsys, "diff", "one", "two", "--format", format_)
        assert "and 10 more" in text
    assert len(as_json(capsys, "diff", "one", "two")["names_added"]) == 60
    text = told(capsys, "show", "two", "n1")
    assert max(map(len, text.splitlines())) == 401
    assert "…" in text
