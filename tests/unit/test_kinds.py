"""A record in another one's place is told of once, by what it is."""

from typing import Any

import pytest

from builders import CALIBAN, LISTING, PUBLISHER, a_catalog, as_json, no_network
from chandlery.cli.check_record import record_kinds
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document, read_json
from chandlery.pipeline import inspect
from chandlery.stages.judge import judge
from chandlery.trees import MemoryTree
from craik_records import a_value

RELEASE = "plugins/knot-counter/releases/1.0.0"


def judged(kind: str, value: Any) -> list[tuple[str, str]]:
    document = read_json("x.json", as_json(value)).document
    assert isinstance(document, Document)
    found = judge(record_kinds()[kind], document).diagnostics
    return [(item.code, item.message) for item in found]


def test_a_record_that_says_what_it_is_is_believed() -> None:
    grant = a_value("plugin_capability_grant", status="perhaps")  # and is no good one either
    assert judged("craik/plugin_receipt", grant) == [
        ("LAY016", "this is a capability grant of Craik; a receipt of Craik is expected here")
    ]


def test_a_record_that_does_not_say_what_it_is_is_known_by_its_keys() -> None:
    grant = a_value("plugin_capability_grant")
    del grant["schema"]
    assert [code for code, _ in judged("craik/plugin_receipt", grant)] == ["LAY016"]
    del grant["capability"]  # it might be anything
    assert "LAY016" not in {code for code, _ in judged("craik/plugin_receipt", grant)}


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": "craik.plugin_recipt"},
        {"schema": 5},
        {"status": 1, "summary": [], "grant_ids": 2, "id": ""},
    ],
)
def test_a_bad_record_in_its_own_place_is_held_against_its_own_model(
    changes: dict[str, Any],
) -> None:
    codes = {
        code for code, _ in judged("craik/plugin_receipt", a_value("plugin_receipt", **changes))
    }
    assert codes
    assert "LAY016" not in codes


@pytest.mark.parametrize("text", [b"name: quay\n", b"name: quay\ntitle: Quay\ndescription: x\n"])
def test_the_beginning_of_a_record_is_taken_for_nothing_else(text: bytes) -> None:
    files = a_catalog() | {"marketplace.yml": text}
    found = inspect(MemoryTree(files), fetch=no_network).diagnostics
    assert {item.code for item in found} == {"MAN001"}


@pytest.mark.parametrize(
    ("path", "data", "message"),
    [
        ("renames.yml", LISTING, "this is a listing; a list of renames is expected here"),
        ("publishers/acme.yml", LISTING, "this is a listing; a publisher is expected here"),
        (
            "plugins/knot-counter/listing.yml",
            PUBLISHER,
            "this is a publisher; a listing is expected here",
        ),
        (
            f"{RELEASE}/craik.json",
            as_json(CALIBAN),
            "this is a manifest of Caliban; a descriptor of Craik is expected here",
        ),
    ],
)
def test_two_files_that_were_swapped(path: str, data: bytes, message: str) -> None:
    found: tuple[Diagnostic, ...] = inspect(
        MemoryTree(a_catalog() | {path: data}), fetch=no_network
    ).diagnostics
    assert [(item.file, item.code, item.message) for item in found if item.file == path] == [
        (path, "LAY016", message)
    ]
    assert len(found) == 1
