"""Records with the verdict of Craik 0.12.9: ours is the same, and points at the same place."""

import json
from typing import Any

import pytest

from chandlery.dialects.craik import DIALECT
from craik_records import CASES, refusals

EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "EXPECTED.json").read_text())


def read(case: str) -> Any:
    return json.loads((CASES / case).read_text(encoding="utf-8"))


def test_every_file_has_a_verdict_and_every_kind_both() -> None:
    files = {path.relative_to(CASES).as_posix() for path in CASES.glob("*/*.json")}
    assert files == set(EXPECTED)
    seen = {(case.split("/")[0], entry["accepted"]) for case, entry in EXPECTED.items()}
    assert seen == {(kind.name, accepted) for kind in DIALECT.kinds for accepted in (True, False)}


@pytest.mark.parametrize("case", sorted(EXPECTED))
def test_valid_is_what_craik_says(case: str) -> None:
    kind, name = case.split("/")
    found = refusals(kind, read(case))
    assert (not found) is EXPECTED[case]["accepted"] is name.startswith("valid-"), found
    for place in EXPECTED[case]["error_at"]:
        # Craik names the whole record, or the object, where we can name the field.
        routes = [".".join(map(str, route)) for _, route in found]
        assert len(routes) == 1
        assert place == "(record)" or f"{routes[0]}.".startswith(f"{place}.")


@pytest.mark.parametrize("case", sorted(EXPECTED))
def test_storable_is_what_craik_says(case: str) -> None:
    kind = DIALECT.kind(case.split("/", maxsplit=1)[0])
    if EXPECTED[case]["accepted"]:
        (verdict,) = kind.loads(kind.model.model_validate(read(case)))
        assert verdict.host == "craik 0.12.9 store"
        assert verdict.loads is EXPECTED[case]["storable"]
        assert bool(verdict.reason) is not verdict.loads
    else:
        assert EXPECTED[case]["storable"] is None
