"""A record with a bad part: the rest is judged in the same run, at its own places."""

import json
from typing import Any

import pytest

from builders import (
    CALIBAN,
    CRAIK,
    LISTING,
    Files,
    a_catalog,
    a_release,
    a_source,
    as_json,
    no_network,
)
from chandlery.diagnostics import Diagnostic
from chandlery.documents import read_json, read_yaml
from chandlery.pipeline import inspect
from chandlery.records.notices import Renames, Waivers
from chandlery.records.publisher import PublisherRecord
from chandlery.records.release import ReleaseRecord
from chandlery.stages.records import Records
from chandlery.trees import MemoryTree

RELEASE = "plugins/knot-counter/releases/1.0.0"
RELEASE_JSON = f"{RELEASE}/release.json"
# The source is not what was pinned: what packing finds shows that the artifact was judged.
CHANGED = a_catalog() | {f"{RELEASE}/source/skills/count/SKILL.md": b"---\nname: x\n---\n"}


def found_in(files: Files) -> list[Diagnostic]:
    return [*inspect(MemoryTree(files), fetch=no_network).diagnostics]


def codes(files: Files) -> set[str]:
    return {item.code for item in found_in(files)}


def with_release(files: Files = CHANGED, /, **changes: Any) -> Files:
    """The catalog with parts of ``release.json`` replaced; `None` takes a part out."""
    data = files[RELEASE_JSON]
    assert isinstance(data, bytes)
    value = {key: part for key, part in (json.loads(data) | changes).items() if part is not None}
    return files | {RELEASE_JSON: as_json(value)}


def artifact() -> dict[str, Any]:
    data = CHANGED[RELEASE_JSON]
    assert isinstance(data, bytes)
    part: dict[str, Any] = json.loads(data)["artifacts"][0]
    return part


PIN = "PIN004"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"notes": 5}, "MAN003"),
        ({"provenance": {"commit": "x"}}, "MAN005"),
        ({"published": "yesterday"}, "MAN005"),
        ({"published": None}, "MAN001"),
        ({"publisher": "A B"}, "MAN005"),
        ({"publisher": None}, "MAN001"),
        ({"published": [], "publisher": {}, "notes": "", "x": 1}, "MAN003"),
    ],
)
def test_a_bad_part_of_a_release_hides_no_artifact(changes: dict[str, Any], code: str) -> None:
    found = codes(with_release(**changes))
    assert {code, PIN} <= found


def test_a_bad_artifact_hides_no_other_one_and_shifts_no_place() -> None:
    bad = artifact() | {"size": -1, "format": "rar"}
    files = with_release(artifacts=[bad, {"x": 1}, artifact()])
    found = found_in(files)
    (pin,) = [item for item in found if item.code == PIN]
    data = files[RELEASE_JSON]
    assert isinstance(data, bytes)
    document = read_json(RELEASE_JSON, data).document
    assert document
    assert pin.span == document.locate(("artifacts", 2, "tree"))
    assert {"MAN001", "MAN002", "MAN004", "MAN007"} <= {item.code for item in found}


def test_an_unknown_key_takes_no_artifact_with_it() -> None:
    assert {"MAN002", PIN} <= codes(with_release(artifacts=[artifact() | {"x": 1}]))


def test_nothing_is_said_of_what_stands_in_for_a_bad_part() -> None:
    older = a_release(
        "0.9.0",
        published="2026-06-01T09:00:00Z",
        source=a_source("0.9.0"),
        extra={"craik.json": as_json(CRAIK | {"plugin_version": "0.9.0"})},
    )
    sound = a_catalog(old=older, new=a_release())
    broken = with_release(sound, published="yesterday", publisher=None)
    assert codes(broken) - codes(sound) == {"MAN001", "MAN005"}
    assert {item.code for item in found_in(broken) if item.file == RELEASE_JSON} >= {"MAN001"}


def test_a_bad_release_hides_no_governance() -> None:
    path = "plugins/knot-counter/governance/1.0.0/probation-1.json"
    assert any(item.file == path for item in found_in(CHANGED | {path: b"{}"}))
    # A record that a rule about a whole release has something to say of.
    alien = as_json({**CRAIK, "schema": "craik.plugin_probation"})
    assert any(
        item.file == path for item in found_in(with_release(CHANGED | {path: alien}, published=1))
    )


def test_a_bad_waiver_loses_only_itself() -> None:
    waiver = "{{code: {}, path: {}, reason: r, approver: a, expires: 2099-01-01T00:00:00Z}}"
    bad, unused = waiver.format("pub1", "x"), waiver.format("REF001", "marketplace.yml")
    text = f"- {bad}\n- {unused}\n- {waiver.format(PIN, RELEASE_JSON)}\n"
    found = found_in(CHANGED | {"waivers.yml": text.encode()})
    lines = {item.span.line for item in found if item.file == "waivers.yml"}
    assert 1 in lines
    assert [item.code for item in found if item.span.line == 1 and item.file == "waivers.yml"] == [
        "MAN005"
    ]
    assert 2 in lines  # it is not needed, and that is said at its own place


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("title: a\ntype: individual", PublisherRecord),
        ("a: {to: b}", Renames),
        ("[]", ReleaseRecord),
        ("5", ReleaseRecord),
        ("{}", Waivers),
    ],
)
def test_what_cannot_do_without_a_part_is_no_record(text: str, model: type[Any]) -> None:
    document = read_yaml("x/y/z.yml", text.encode()).document
    assert document
    records = Records(set())
    assert records.typed(document, model) is None
    assert records.document(document) is document
    assert records.lost == {"x/y/z.yml"}
    assert records.unread == {"x/y"}


def test_a_listing_that_lacks_something_is_judged_in_all_else() -> None:
    path = "plugins/knot-counter/listing.yml"
    listing = LISTING.replace(b"summary", b"sumary").replace(b"[productivity]", b"[1, knots]")
    found = found_in(a_catalog() | {path: listing.replace(b"license: MIT", b"licence: MIT")})
    assert {(item.span.line, item.code) for item in found if item.file == path} == {
        (2, "MAN002"),  # and not that `summary` is missing
        (3, "MAN003"),
        (3, "TXT001"),
        (4, "MAN002"),
    }
    assert {item.file for item in found} == {path}


def test_a_sound_record_is_as_it_is_written() -> None:
    document = read_json("x.json", b'{"published": "2026-07-02T09:00:00Z", "publisher": "a"}')
    assert document.document
    records = Records(set())
    assert records.typed(document.document, ReleaseRecord)
    assert records.document(document.document) is document.document
    assert (records.lost, records.found) == (set(), [])


def test_what_is_taken_out_leaves_the_places_of_the_rest() -> None:
    text = b'{"published": 1, "artifacts": [{}, {"x": 1}], "notes": "a", "provenance": {"a": 1}}'
    document = read_json("x.json", text).document
    assert document
    records = Records(set())
    record = records.typed(document, ReleaseRecord)
    assert record is not None
    assert (record.artifacts, record.notes) == ([], "a")
    shown = records.document(document)
    assert shown.value["notes"] == "a"
    assert shown.locate(("notes",)) == document.locate(("notes",))
    assert shown.locate(("provenance", "a")) == document.locate(("provenance", "a"))
    assert {route[0] for route in shown.taken_out} == {"artifacts", "provenance"}


def test_the_manifest_of_a_bad_release_is_judged() -> None:
    files = with_release(published=5) | {
        f"{RELEASE}/caliban.json": as_json(CALIBAN | {"components": {"skills": "../x"}})
    }
    assert any(item.code.startswith("CAL") for item in found_in(files))
