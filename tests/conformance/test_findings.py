"""Whatever a projection would have to leave out for its format, `check` refuses beforehand."""

import json
from collections.abc import Callable

import pytest

from builders import Files, as_json, no_network
from chandlery.diagnostics import Severity
from chandlery.dialects import DIALECTS
from chandlery.pipeline import inspect
from chandlery.trees import MemoryTree
from traps import AT, KNOTS, NOTES, a_trapped_catalog

CATALOG = a_trapped_catalog()
RELEASE = {
    "caliban": f"plugins/{KNOTS}/releases/1.10.0",
    "claude": f"plugins/{KNOTS}/releases/1.10.0",
    "craik": f"plugins/{KNOTS}/releases/1.10.0",
    "kari": f"plugins/{KNOTS}/releases/1.10.0",
    "objectstack": "plugins/knots-app/releases/1.10.0",
    "stigmem": f"plugins/{NOTES}/releases/1.10.0",
}


def errors(files: Files) -> dict[str, set[str]]:
    """The codes of what is wrong, by file."""
    found: dict[str, set[str]] = {}
    for item in inspect(MemoryTree(files), fetch=no_network, at=AT).diagnostics:
        if item.severity is Severity.ERROR:
            found.setdefault(item.file, set()).add(item.code)
    return found


def changed(path: str, change: Callable[[dict[str, object]], object]) -> Files:
    """The catalog with one JSON file changed."""
    data = CATALOG[path]
    assert isinstance(data, bytes)
    value = json.loads(data)
    change(value)
    return CATALOG | {path: as_json(value)}


def test_the_traps_have_nothing_against_them() -> None:
    assert errors(CATALOG) == {}


@pytest.mark.parametrize("dialect", [name for name in DIALECTS if DIALECTS[name].formats])
def test_a_release_without_an_artifact_for_a_client(dialect: str) -> None:
    path = f"{RELEASE[dialect]}/release.json"

    def without(value: dict[str, object]) -> None:
        artifacts = value["artifacts"]
        assert isinstance(artifacts, list)
        kept = [item for item in artifacts if item["format"] not in DIALECTS[dialect].formats]
        assert len(kept) < len(artifacts)
        value["artifacts"] = kept

    assert "PIN001" in errors(changed(path, without))[path]


@pytest.mark.parametrize(
    ("dialect", "key", "value", "code"),
    [
        ("caliban", "name", "Knot Counter", "MAN005"),
        ("caliban", "name", "k" * 33, "MAN005"),
        ("caliban", "version", "1.10.1", "CAL302"),
        ("claude", "name", "knot/counter", "CLA101"),
        ("craik", "description", "token=" + "x" * 12, "CRA301"),
        ("craik", "name", "\ud83d", "CRA302"),
        ("kari", "name", "Knot Counter", "KAR202"),
        ("objectstack", "id", "Knots", "OBJ201"),
        ("objectstack", "version", "1.10.1", "OBJ222"),
        ("stigmem", "version", "1.10.1", "STI210"),
    ],
)
def test_a_manifest_that_its_client_could_not_take(
    dialect: str, key: str, value: str, code: str
) -> None:
    path = f"{RELEASE[dialect]}/{dialect}.json"
    assert code in errors(changed(path, lambda manifest: manifest.update({key: value})))[path]


def test_a_plugin_for_claude_code_that_is_called_as_the_marketplace() -> None:
    settings = CATALOG["marketplace.yml"]
    assert isinstance(settings, bytes)
    files = CATALOG | {
        "marketplace.yml": settings.replace(b"name: quay\n", b"name: knot-counter\n")
    }
    assert errors(files)[f"plugins/{KNOTS}/listing.yml"] == {"NAM002"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_two_plugins_of_one_name_for_a_client(dialect: str) -> None:
    """The clients take the first of a name, or the last; nobody could have the other."""
    names = {"objectstack": "com.example.knots", "stigmem": NOTES}
    path = "plugins/tide/listing.yml"
    listing = CATALOG[path]
    assert isinstance(listing, bytes)
    before, _, _ = listing.partition(b"names:")
    named = before + f"names: {{{dialect}: {names.get(dialect, KNOTS)}}}\n".encode()
    found = errors(CATALOG | {path: named})
    assert "REF001" in {code for codes in found.values() for code in codes}


def test_an_app_whose_bundle_is_no_object() -> None:
    release = RELEASE["objectstack"]
    (bundle,) = [path for path in CATALOG if path == f"{release}/source/bundle.json"]
    assert "OBJ224" in errors(CATALOG | {bundle: b"[]\n"})[bundle]
