"""Records with the verdict of the ecosystems' own code: ours is the same, for every one."""

import json
from pathlib import Path

import pytest

from chandlery.cli import run
from chandlery.cli.check_record import record_kinds

CASES = Path(__file__).parent / "cases"
KINDS = sorted(record_kinds())
# Questions to a host: what each version of it says is told of refused ones, too.
SCENARIOS = {
    "stigmem/capability_access",
    "stigmem/dependency_set",
    "stigmem/registration",
    "stigmem/trust",
}
FILES = [(kind, path) for kind in KINDS for path in sorted((CASES / kind).glob("*.json"))]


def test_the_kinds_are_those_that_were_measured() -> None:
    assert KINDS == [
        "caliban/index",
        "caliban/manifest",
        "craik/adapter_package",
        "craik/plugin_capability_grant",
        "craik/plugin_descriptor",
        "craik/plugin_probation",
        "craik/plugin_receipt",
        "craik/reference_integration",
        "kari/manifest",
        "objectstack/artifactref",
        "objectstack/listing",
        "objectstack/manifest",
        "objectstack/publisher",
        "stigmem/capability_access",
        "stigmem/dependency_set",
        "stigmem/manifest",
        "stigmem/registration",
        "stigmem/trust",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_accepted_and_refused_cases(kind: str) -> None:
    names = [path.name for path in (CASES / kind).glob("*.json")]
    # Without code of its own, a node of Stigmem trusts nothing that it discovers.
    assert any(name.startswith("valid-") for name in names) or kind == "stigmem/trust"
    assert any(name.startswith("invalid-") for name in names)


@pytest.mark.parametrize(("kind", "path"), FILES, ids=lambda value: getattr(value, "stem", value))
def test_valid_is_what_the_ecosystem_says(
    kind: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["check-record", "--as", kind, "--format", "json", str(path)])
    (record,) = json.loads(capsys.readouterr().out)
    assert record["valid"] is path.name.startswith("valid-"), record["diagnostics"]
    assert set(record) == {"file", "valid", "policy", "loads", "diagnostics"}
    if record["valid"]:
        assert isinstance(record["policy"], bool)
        assert isinstance(record["loads"], list)
    else:
        # What was not judged is never reported as passed.
        assert record["policy"] is None
        assert record["loads"] is None or kind in SCENARIOS
        assert any(item["severity"] == "error" for item in record["diagnostics"])


CRAIK = json.loads((CASES / "craik" / "EXPECTED.json").read_text())


@pytest.mark.parametrize("case", sorted(name for name in CRAIK if CRAIK[name]["accepted"]))
def test_craik_store(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    kind = case.split("/", 1)[0]
    run(["check-record", "--as", f"craik/{kind}", "--format", "json", str(CASES / "craik" / case)])
    (record,) = json.loads(capsys.readouterr().out)
    assert [host["loads"] for host in record["loads"]] == [CRAIK[case]["storable"]]


STIGMEM = json.loads((CASES / "stigmem" / "EXPECTED.json").read_text())


@pytest.mark.parametrize("case", sorted(STIGMEM))
def test_stigmem_nodes(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    kind, expected = f"stigmem/{case.split('/', 1)[0]}", STIGMEM[case]["accepted"]
    run(["check-record", "--as", kind, "--format", "json", str(CASES / "stigmem" / case)])
    (record,) = json.loads(capsys.readouterr().out)
    if record["loads"] is None:
        assert kind == "stigmem/manifest"
        assert not any(expected.values())
    else:
        assert {host["host"]: host["loads"] for host in record["loads"]} == {
            f"stigmem-node {node}": accepted for node, accepted in expected.items()
        }
        assert kind == "stigmem/manifest" or all(host["reason"] for host in record["loads"])


def test_several_files_keep_their_order_and_the_worst_decides(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = CASES / "craik" / "plugin_receipt"
    good, bad = folder / "valid-minimal.json", folder / "invalid-grants-empty.json"
    assert run(["check-record", "--as", "craik/plugin_receipt", str(good)]) == 0
    capsys.readouterr()
    code = run(
        ["check-record", "--as", "craik/plugin_receipt", "--format", "json", str(bad), str(good)]
    )
    assert code == 1
    assert [item["file"] for item in json.loads(capsys.readouterr().out)] == [str(bad), str(good)]


@pytest.mark.parametrize("kind", ["claude/manifest", "stigmem/factory", "craik"])
def test_other_kinds_are_a_usage_error(kind: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["check-record", "--as", kind, "x.json"])
    assert stopped.value.code == 2


def test_a_missing_file_is_the_worlds_fault(tmp_path: Path) -> None:
    assert run(["check-record", "--as", "kari/manifest", str(tmp_path / "none.json")]) == 3
