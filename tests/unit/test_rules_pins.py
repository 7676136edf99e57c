"""What is pinned, signed and fetched: what stops an artifact, and what does not."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from builders import PUBLISHER, Files, a_catalog, as_json, no_network
from chandlery.containers import integrity_of
from chandlery.containers.signatures import key_id, verifies
from chandlery.containers.tarball import gzip_stored, tar
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.pipeline import Inspection, inspect
from chandlery.records.publisher import key_bytes
from chandlery.records.release import ArtifactFormat as Format
from chandlery.rules.pins import RULES, WORLD_CODES
from chandlery.rules.signatures import TRUST_CODES
from chandlery.trees import MemoryTree
from rules.artifacts import FOLDER, RELEASE, elsewhere, inspected, pinned, record, text
from rules.case import changed

# Made by ObjectStack's own `signPayload` (17.4.0) with the first secret key of RFC 8032, 7.1.
SIGNED = b"plugin bytes\n"
SIGNATURE = (
    "ed25519:acme-2026:"
    "Pvvuzv0dJnjUJaKGWlxmu9jsztpCnpMjTrhxsz2ULWsdvpn-vtksQPIMDvhbWM8xV5ZNLGO8Pnz6rOXi0ZUdCA"
)
PEM = """\
-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----
"""


def test_a_signature_of_objectstacks_own() -> None:
    key = key_bytes(PEM)
    assert key
    assert key_id(SIGNATURE) == "acme-2026"
    assert verifies(SIGNATURE, key, SIGNED)
    assert not verifies(SIGNATURE, key, SIGNED + b"\n")
    assert not verifies(SIGNATURE, bytes(32), SIGNED)
    assert not verifies(SIGNATURE.replace(":P", ":Q"), key, SIGNED)


KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(3)]
DATA = gzip_stored(tar([text("knot-counter/a")]))


def public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def sign(key: Ed25519PrivateKey, data: bytes = DATA) -> str:
    return base64.urlsafe_b64encode(key.sign(data)).decode().rstrip("=")


def catalog(signature: str, *keys: tuple[str, str], key: str = "a", named: str = "a") -> Files:
    """A signed artifact, by a publisher with these keys."""
    facts = {"key": key, "value": f"ed25519:{named}:{signature}"}
    files = elsewhere(Format.TAR_GZ, DATA, signature=facts).files
    listed = "".join(f"  - {{id: '{id_}', public: '{text}'}}\n" for id_, text in keys)
    more = f"keys:\n{listed}".encode() if keys else b""
    return files | {"publishers/acme.yml": PUBLISHER + more}


def pins(files: Files) -> list[str]:
    return [item.code for item in inspected(files, DATA) if item.code.startswith("PIN")]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([("a", 0)], []),
        ([("a", 1)], ["PIN014"]),
        ([("b", 1), ("a", 0)], []),
        ([("b", 0), ("a", 1)], ["PIN014"]),
        # Of two keys with one id, either may have been meant; that there are two is PUB008.
        ([("a", 1), ("a", 0)], []),
        # A key that the publisher has not is PUB010; there is nothing to verify with.
        ([("b", 1)], []),
        ([], []),
    ],
)
def test_a_signature_is_held_against_the_key_of_its_id(
    keys: list[tuple[str, int]], expected: list[str]
) -> None:
    given = [(name, public(KEYS[number])) for name, number in keys]
    assert pins(catalog(sign(KEYS[0]), *given)) == expected


def test_a_key_that_is_none_verifies_nothing_and_is_told_elsewhere() -> None:
    assert pins(catalog(sign(KEYS[0]), ("a", "!" * 43))) == []


def test_two_ids_are_a_finding_before_any_key_is_looked_at() -> None:
    files = catalog(sign(KEYS[1]), ("a", public(KEYS[0])), key="a", named="b")
    (found,) = [item for item in inspected(files, DATA) if item.code == "PIN015"]
    assert found.message == "the record names the key `a`, the signature `b`"
    assert pins(files) == ["PIN015"]


def test_a_publisher_that_is_not_there_has_no_keys() -> None:
    files = catalog(sign(KEYS[0]))
    del files["publishers/acme.yml"]
    assert pins(files) == []


def artifacts(files: Files) -> int:
    def fetch(url: str, *, sha256: str, size: int) -> bytes:
        return DATA

    inspection = inspect(MemoryTree(files), fetch=fetch)
    return len(inspection.artifacts["knot-counter", "1.0.0"].artifacts)


def test_what_is_refused_for_trust_is_not_published() -> None:
    good, bad = (catalog(sign(key), ("a", public(KEYS[0]))) for key in KEYS[:2])
    assert (artifacts(good), artifacts(bad)) == (1, 0)
    assert {"PIN014"} == TRUST_CODES
    assert {"SRC001"} == WORLD_CODES


def test_every_pin_is_an_error() -> None:
    assert {rule.severity for rule in RULES} == {Severity.ERROR}
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes)) == 17


def test_only_an_error_about_its_bytes_stops_an_artifact() -> None:
    """What a rule says of the files is for people to weigh, or for a build to stop at."""
    value = {"id": "com.example.a", "name": "A", "version": "1.0.0", "type": "app"}
    connector = {
        "name": "a",
        "provider": "rest",
        "providerConfig": {"baseUrl": "https://a.example"},
    }
    bundle = as_json({"manifest": value, "connectors": [connector]})
    files = elsewhere(Format.JSON, bundle, {"objectstack.json": as_json(value)}).files

    def fetch(url: str, *, sha256: str, size: int) -> bytes:
        return bundle

    inspection = inspect(MemoryTree(files), fetch=fetch)
    assert "OBJ228" in {item.code for item in inspection.diagnostics}
    (artifact,) = inspection.artifacts["knot-counter", "1.0.0"].artifacts
    assert artifact.document == {"manifest": value, "connectors": [connector]}


def test_a_large_bundle_is_listed_as_well() -> None:
    value = {"id": "com.example.a", "name": "A", "version": "1.0.0", "type": "app"}
    bundle = as_json({"manifest": value, "objects": ["x" * 100] * 20_000})
    files = elsewhere(Format.JSON, bundle, {"objectstack.json": as_json(value)}).files

    def fetch(url: str, *, sha256: str, size: int) -> bytes:
        return bundle

    inspection = inspect(MemoryTree(files), fetch=fetch)
    (artifact,) = inspection.artifacts["knot-counter", "1.0.0"].artifacts
    assert "OBJ224" not in {item.code for item in inspection.diagnostics}
    assert len(bundle) > 2**20
    assert artifact.document is not None


PLUGIN = {"name": "A", "version": "1.0.0", "type": "plugin"}


def look(files: Files) -> Inspection:
    return inspect(MemoryTree(files), fetch=no_network)


def only(files: Files, code: str) -> Diagnostic:
    (found,) = [item for item in look(files).diagnostics if item.code == code]
    return found


@pytest.mark.parametrize("manifest", [True, False])
def test_the_rules_of_an_ecosystem_are_for_its_own_releases(manifest: bool) -> None:
    """A `.node` is a native addon to ObjectStack, and a file to everybody else."""
    files = [text("assets/a.node"), text("dist/index.mjs")]
    value = as_json({"id": "knot-counter", "integrity": integrity_of(files)} | PLUGIN)
    members = [text("SIGNATURE", "unsigned\n"), *files, text("objectstack.plugin.json", value)]
    manifests: Files | None = {"objectstack.json": value} if manifest else None
    run = elsewhere(Format.OSPLUGIN, gzip_stored(tar(members)), manifests)
    assert ("OBJ225" in {item.code for item in run.diagnostics()}) is manifest


def test_the_first_manifest_of_a_format_twice_is_left_alone() -> None:
    files = a_catalog()
    value = record(files)
    again = files | {RELEASE: as_json(value | {"artifacts": value["artifacts"] * 2})}
    found = only(again, "PIN013")
    assert found.message == "there is another tar.gz of this release"
    lines = bytes(again[RELEASE]).decode().splitlines()  # type: ignore[arg-type]
    first = next(number for number, line in enumerate(lines, 1) if '"format"' in line)
    assert found.span.line > first


def test_a_manifest_elsewhere_in_the_artifact_is_told_by_its_first_difference() -> None:
    files = changed(a_catalog(), f"{FOLDER}/caliban.json", '"skills/"', '"other/"')
    found = only(files, "PIN005")
    assert "differs from `knot-counter/plugin.json`" in found.message


@pytest.mark.parametrize(("key", "value"), [("sha256", "0" * 64), ("size", 1)])
def test_a_wrong_pin_says_what_would_be_right(key: str, value: str | int) -> None:
    right = record(a_catalog())["artifacts"][0][key]
    code = {"sha256": "PIN002", "size": "PIN003"}[key]
    assert f"{right}" in only(pinned(a_catalog(), **{key: value}), code).message
