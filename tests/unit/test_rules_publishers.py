"""Publishers: prefixes, keys, verification, and who may run inside the host."""

import base64
from operator import attrgetter
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from builders import CRAIK, PUBLISHER, Files, a_catalog, a_release, as_json
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.records.publisher import key_bytes
from rules.case import RuleCase, Tree, changed, text_under
from rules.names_cases import a_package
from rules.publishers_cases import (
    BASE,
    CASES,
    DRAFT,
    FILE,
    KEY,
    OTHER,
    OTHER_KEY,
    RELEASE,
    runs,
    signed,
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key()
BYTES = PUBLIC.public_bytes_raw()
PEM = PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
DER = PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def found(files: Files, code: str, at: str = "2026-08-01T00:00:00Z") -> list[Diagnostic]:
    return [item for item in Tree(files, at).diagnostics() if item.code == code]


def places(files: Files, code: str) -> list[tuple[str, str]]:
    tree = Tree(files)
    return [(item.file, text_under(item, tree.read(item.file))) for item in found(files, code)]


def a_publisher(**more: Any) -> bytes:
    """The record of a publisher that nobody verified, as JSON, which YAML takes."""
    return as_json({"title": "Tidepool", "type": "individual", "contact": "a@t.example"} | more)


def claiming(**prefixes: list[str]) -> Files:
    return BASE | {
        f"publishers/{name}.yml": a_publisher(title=name, prefixes=claims)
        for name, claims in prefixes.items()
    }


def with_keys(*publics: str) -> Files:
    keys = [{"id": f"tide-{place}", "public": public} for place, public in enumerate(publics)]
    return BASE | {OTHER: a_publisher(keys=keys)}


# -- prefixes -----------------------------------------------------------------------------------


def test_a_prefix_is_its_owners_in_every_release() -> None:
    files = a_catalog(one=a_release("1.0.0"), two=a_release("1.1.0"))
    files |= {OTHER: a_publisher(prefixes=["knot-"])}
    assert [item.file.split("/")[3] for item in found(files, "PUB001")] == ["1.0.0", "1.1.0"]
    assert found(files | {FILE: PUBLISHER + b"prefixes: [knot-]\n"}, "PUB001") != []


def test_the_whole_name_is_a_prefix_and_one_letter_is() -> None:
    for prefix in ("knot-counter", "k"):
        assert len(found(claiming(tidepool=[prefix]), "PUB001")) == 1
    for prefix in ("knot-counters", "not-", "knot_"):
        assert found(claiming(tidepool=[prefix]), "PUB001") == []


def test_several_may_claim_what_is_published() -> None:
    told = found(claiming(tidepool=["knot-"], quay=["knot-", "kno"]), "PUB001")
    assert len(told) == 3
    own = BASE | {FILE: PUBLISHER + b"prefixes: [knot-]\n"}
    assert found(own, "PUB001") == []


def test_claims_that_overlap_are_told_once_each() -> None:
    files = claiming(a=["knot-", "rope-"], b=["knot-a-"], c=["knot-b-", "knot-b-c-"], d=["rop"])
    told = {item.file: item.message for item in found(files, "PUB004")}
    assert sorted(told) == ["publishers/a.yml", "publishers/b.yml", "publishers/c.yml"]
    assert len(found(files, "PUB004")) == 4
    assert "`d` claims names that begin with `rop`" in told["publishers/a.yml"]


def test_a_claim_within_ones_own_hides_no_others() -> None:
    told = found(claiming(a=["a"], b=["ab", "abc"]), "PUB004")
    assert [item.file for item in told] == ["publishers/b.yml"] * 2
    told = found(claiming(a=["a"], b=["a"]), "PUB004")
    assert [item.file for item in told] == ["publishers/b.yml"]
    assert found(claiming(a=["a", "ab"], b=["b"]), "PUB004") == []
    assert found(claiming(a=["ab-"], b=["aa-", "ac-"]), "PUB004") == []


def test_claims_side_by_side_lie_in_the_same() -> None:
    told = found(claiming(a=["knot-"], b=["knot-a-", "knot-b-"]), "PUB004")
    assert len(told) == 2


@pytest.mark.parametrize("prefix", ["-acme", "_acme", "ac me-", "a" * 65, "acmé-"])
def test_what_no_name_begins_with(prefix: str) -> None:
    assert places(claiming(tidepool=[prefix]), "PUB005") != []
    assert found(claiming(tidepool=[prefix]), "PUB006") == []


@pytest.mark.parametrize("prefix", ["acme-", "acme_", "a" * 63 + "-", "0-"])
def test_what_names_begin_with(prefix: str) -> None:
    files = claiming(tidepool=[prefix])
    assert found(files, "PUB005") == found(files, "PUB006") == []


# -- who may run inside the host -----------------------------------------------------------------


@pytest.mark.parametrize("level", ["unverified", "pending"])
def test_default_deny(level: str) -> None:
    assert len(found(runs("module", level).files, "PUB002")) == 1
    assert found(runs("command", level).files, "PUB002") == []


@pytest.mark.parametrize("level", ["verified", "trusted", "partner"])
def test_levels_that_lift_it(level: str) -> None:
    assert found(runs("module", level).files, "PUB002") == []


def test_a_level_that_there_is_not_is_refused() -> None:
    [told] = [item for item in runs("command", "known").diagnostics() if item.file == FILE]
    assert told.severity is Severity.ERROR
    assert "known" in told.message


MANIFEST = {"id": "com.example.rates", "name": "Rates", "version": "1.0.0", "type": "plugin"}


@pytest.mark.parametrize(
    ("more", "reasons"),
    [
        ({"runtime": "node", "packaging": "manifest-deps"}, 2),
        ({"runtime": "sandbox", "packaging": "manifest-deps"}, 1),
        ({"runtime": "node"}, 1),
        ({"runtime": "worker"}, 0),
        ({"runtime": "sandbox", "packaging": "bundled"}, 0),
        ({}, 0),
    ],
)
def test_objectstack_by_runtime_and_packaging(more: dict[str, str], reasons: int) -> None:
    files = BASE | {FILE: DRAFT}
    files["plugins/knot-counter/releases/1.0.0/objectstack.json"] = as_json(MANIFEST | more)
    assert len(found(files, "PUB002")) == reasons


def test_every_release_of_an_unverified_publisher_counts() -> None:
    files = runs("module", "unverified").files
    files = {"publishers/quay.yml": PUBLISHER} | files | a_package("rope", "R", publisher="quay")
    assert len(found(files, "PUB002")) == 1
    # What the catalog does not hold is REF002's to report.
    assert found({k: v for k, v in files.items() if k != FILE}, "PUB002") == []


# -- verification -------------------------------------------------------------------------------


def test_what_verified_means_is_told_key_by_key() -> None:
    files = BASE | {FILE: DRAFT + b"verification: {level: trusted}\n"}
    told = found(files, "PUB003")
    assert len(told) == 4
    assert found(BASE | {FILE: DRAFT + b"verification: {level: pending}\n"}, "PUB003") == []


def test_a_publisher_whom_nobody_verified_is_never_out_of_date() -> None:
    old = b'verification: {level: pending, at: "2020-01-01T00:00:00Z"}\n'
    assert found(BASE | {FILE: DRAFT + old}, "PUB012") == []
    assert found(BASE | {FILE: DRAFT + old.replace(b"pending", b"partner")}, "PUB012") != []
    none = b"verification: {level: partner}\n"
    assert found(BASE | {FILE: DRAFT + none}, "PUB012") == []
    assert found(BASE | {FILE: DRAFT + none}, "PUB011") == []


def test_two_years_end_on_the_day_that_a_year_lacks() -> None:
    files = changed(BASE, FILE, "2026-01-01T00:00:00Z", "2026-02-28T23:59:59Z")
    assert found(files, "PUB012", "2028-02-29T00:00:00Z") != []
    files = changed(BASE, FILE, "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z")
    assert found(files, "PUB012", "2028-02-29T00:00:00Z") == []


def test_old_verifications_are_for_a_look() -> None:
    files = changed(BASE, FILE, "2026-01-01T00:00:00Z", "2020-01-01T00:00:00Z")
    assert [item.severity for item in found(files, "PUB012")] == [Severity.WARNING]


def test_who_publishes_nothing() -> None:
    files = BASE | {OTHER: DRAFT}
    assert [item.severity for item in found(files, "PUB013")] == [Severity.NOTE]
    assert found(files | a_package("rope", "Rope"), "PUB013") == []
    # Nobody knows whose the release is that cannot be read.
    unread = files | a_package("rope", "Rope") | {"plugins/rope/releases/1.0.0/release.json": b"{"}
    assert found(unread, "PUB013") == []
    assert found(files | {"publishers/quay.yml": b"{"}, "PUB013") != []


# -- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        base64.b64encode(BYTES).decode(),
        base64.b64encode(BYTES).decode().rstrip("="),
        base64.urlsafe_b64encode(BYTES).decode(),
        base64.urlsafe_b64encode(BYTES).decode().rstrip("="),
        BYTES.hex(),
        BYTES.hex().upper(),
        base64.b64encode(DER).decode(),
        PEM,
        PEM.replace("\n", "\r\n"),
    ],
)
def test_forms_of_a_key(text: str) -> None:
    assert key_bytes(text) == BYTES
    assert found(with_keys(text), "PUB007") == []


@pytest.mark.parametrize(
    "text",
    [
        base64.b64encode(BYTES[:-1]).decode() + "=",
        base64.b64encode(BYTES + b"x").decode(),
        BYTES.hex() + "0",
        "ssh-ed25519 " + base64.b64encode(BYTES).decode(),
        PEM.replace("PUBLIC KEY", "CERTIFICATE"),
        base64.b64encode(b"x" * 12 + BYTES).decode(),
        "x" * 44,
        "é" * 43,
    ],
)
def test_what_is_no_key(text: str) -> None:
    assert key_bytes(text) is None
    assert [text_ for _, text_ in places(with_keys(text), "PUB007")] != []


def test_a_private_key_is_told_and_never_repeated() -> None:
    pem = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    [told] = found(with_keys(pem), "PUB007")
    assert "is a private key" in told.message
    assert pem.splitlines()[1] not in told.message + told.hint


@pytest.mark.parametrize(
    "data",
    [
        bytes(32),
        b"\1" + bytes(31),
        b"\1" + bytes(30) + b"\x80",
        bytes.fromhex("ec" + "ff" * 30 + "7f"),
        bytes.fromhex("ed" + "ff" * 30 + "7f"),
        bytes.fromhex("ee" + "ff" * 30 + "7f"),
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ],
)
def test_points_of_small_order_prove_nothing(data: bytes) -> None:
    [told] = found(with_keys(data.hex()), "PUB007")
    assert "small order" in told.message


def test_why_points_of_small_order_are_refused() -> None:
    """The library takes such a key, and a signature that nobody made."""
    weak = Ed25519PublicKey.from_public_bytes(b"\1" + bytes(31))
    weak.verify(b"\1" + bytes(63), b"whatever")


def test_keys_next_to_those_of_small_order_are_keys() -> None:
    for data in (
        b"\2" + bytes(31),
        bytes.fromhex("ef" + "ff" * 30 + "7f"),
        bytes([1, 1, *[0] * 30]),
    ):
        assert found(with_keys(data.hex()), "PUB007") == []


def test_one_key_under_two_ids() -> None:
    [told] = found(with_keys(KEY, OTHER_KEY, KEY), "PUB009")
    assert "the key `tide-2` is the key `tide-0` of `tidepool`" in told.message
    assert found(with_keys(KEY, OTHER_KEY), "PUB009") == []


def test_one_key_in_two_forms_is_one_key() -> None:
    assert len(found(with_keys(PEM, BYTES.hex()), "PUB009")) == 1


def test_what_is_no_key_is_nobodys() -> None:
    files = with_keys("x" * 44, KEY, "x" * 44, KEY)
    assert len(found(files, "PUB009")) == 1


def test_the_third_of_one_id_is_told_as_well() -> None:
    keys = [{"id": "a", "public": KEY}, {"id": "b", "public": OTHER_KEY}] * 2
    files = BASE | {OTHER: a_publisher(keys=[*keys, keys[0]])}
    assert len(found(files, "PUB008")) == 3


def test_a_key_of_somebody_else() -> None:
    files = signed("tide-1").files
    files |= {OTHER: a_publisher(keys=[{"id": "tide-1", "public": OTHER_KEY}])}
    [told] = found(files, "PUB010")
    assert told.message == "`acme` has no key `tide-1`; it is a key of `tidepool`"
    assert told.hint == "Add it to `publishers/acme.yml`."
    files |= {OTHER: a_publisher()}
    assert found(files, "PUB010")[0].message == "`acme` has no key `tide-1`"


def test_the_key_of_a_publisher_who_cannot_be_read_is_not_unknown() -> None:
    files = signed("acme-2025").files
    odd = PUBLISHER + b"keys: []\nodd: true\n"
    assert found(files | {FILE: odd}, "PUB010") == []
    assert found({k: v for k, v in files.items() if k != FILE}, "PUB010") == []


def test_each_artifact_has_its_own_signature() -> None:
    zeros = {"sha256": "0" * 64, "size": 1, "tree": "t1:" + "0" * 64}
    url = "https://acme.example/knot"
    one, two = ({"format": kind, "url": f"{url}.{kind}", **zeros} for kind in ("tar.gz", "zip"))
    value = {"key": "lost", "value": f"ed25519:lost:{'A' * 86}"}
    record = {"published": "2026-07-02T09:00:00Z", "publisher": "acme"}
    files = BASE | {RELEASE: as_json(record | {"artifacts": [one, two | {"signature": value}]})}
    assert len(found(files, "PUB010")) == 1
    more = a_package("rope", "Rope", publisher="acme")
    more["plugins/rope/releases/1.0.0/release.json"] = files[RELEASE]
    files = BASE | more
    assert len(found(files, "PUB010")) == 1


# What is said of the bad case of each code: the fact, and the cure.
SAID = {
    "PUB001": (
        "names that begin with `knot-` belong to `tidepool`, not to `acme`",
        "Choose another name, or let its owner publish it.",
    ),
    "PUB002": (
        "the manifest asks for T0, inside the host, and `acme` is unverified",
        "Get the publisher verified, or ship a sandboxed form.",
    ),
    "PUB003": (
        "`acme` is verified, and `by` is not given",
        "Give `by`, or leave the level at `unverified`.",
    ),
    "PUB004": (
        "`acme` claims names that begin with `acme-`",
        "Settle whose they are, and take the prefix out of the other file.",
    ),
    "PUB005": (
        "no name begins with `Acme-`",
        "Use lower-case letters, digits, `-` and `_`: `acme-`.",
    ),
    "PUB006": ("`acme` claims every word that begins so", "End it where the word ends: `acme-`."),
    "PUB007": (
        "the key `acme-2026` is not 32 bytes of Ed25519",
        "Give the public key as PEM, or its 32 bytes in Base64.",
    ),
    "PUB008": (
        "`acme-2026` is the id of another key already",
        "Give the newer key an id of its own.",
    ),
    "PUB009": (
        "the key `tide-1` is the key `acme-2026` of `acme`",
        "Leave it with the one whose it is.",
    ),
    "PUB010": ("`acme` has no key `acme-2025`", "Did you mean `acme-2026`?"),
    "PUB011": (
        "verified on 2026-08-01T00:00:01Z, and it is 2026-08-01T00:00:00Z",
        "Give the time at which it was verified.",
    ),
    "PUB012": (
        "verified on 2024-07-31T23:59:59Z, more than two years before 2026-08-01T00:00:00Z",
        "Verify again, and give the new time and evidence.",
    ),
    "PUB013": ("`tidepool` publishes nothing", "Take the file out, if that stays so."),
}


@pytest.mark.parametrize(
    "case", [item for item in CASES if item.code in SAID], ids=attrgetter("code")
)
def test_what_is_said(case: RuleCase) -> None:
    said = [(item.message, item.hint) for item in case.bad.diagnostics() if item.code == case.code]
    assert SAID[case.code] in said
    assert all(hint for _, hint in said)


def test_what_is_around_a_key_is_no_part_of_it() -> None:
    assert key_bytes(f"!{KEY}") is None
    assert key_bytes(f"{KEY[:-1]}!") is None
    assert key_bytes(f" {KEY}\n") == key_bytes(KEY) is not None


def test_one_good_publisher_excuses_no_other() -> None:
    files = runs("module", "unverified").files
    good = a_package("a-rope", "Rope", publisher="quay") | {"publishers/quay.yml": PUBLISHER}
    files |= good | {"publishers/aaa.yml": DRAFT}
    assert len(found(files, "PUB002")) == 1
    mixed = files | a_package("knots", "Knots", published="2026-07-20T09:00:00Z", publisher="acme")
    assert len(found(mixed, "PUB002")) == 1
    bad = DRAFT + b"verification: {level: verified}\n"
    told = found(BASE | {"publishers/aaa.yml": DRAFT, "publishers/zzz.yml": bad}, "PUB003")
    assert {item.file for item in told} == {"publishers/zzz.yml"}


def test_a_package_of_nobody_hides_no_signature() -> None:
    files = signed("acme-2025").files | a_package("a-rope", "Rope", publisher="gone")
    assert len(found(files, "PUB010")) == 1


def by_two(first: str) -> Files:
    """A plugin whose first release is by somebody else, and runs inside the host like the next."""
    entry = CRAIK["entrypoints"][0] | {"kind": "module"}
    files: Files = BASE | {FILE: DRAFT}
    for version, publisher in (("1.0.0", first), ("1.1.0", "acme")):
        folder = f"plugins/knot-counter/releases/{version}"
        zeros = {"sha256": "0" * 64, "size": 1, "tree": "t1:" + "0" * 64}
        value = {"key": "lost", "value": f"ed25519:lost:{'A' * 86}"}
        artifact = {"format": "zip", "url": "https://acme.example/k.zip", "signature": value}
        files[f"{folder}/craik.json"] = as_json(
            CRAIK | {"plugin_version": version, "entrypoints": [entry]}
        )
        files[f"{folder}/release.json"] = as_json(
            {
                "published": "2026-07-02T09:00:00Z",
                "publisher": publisher,
                "artifacts": [artifact | zeros],
            }
        )
    return files


def test_a_release_of_somebody_else_excuses_no_later_one() -> None:
    files = by_two("quay") | {"publishers/quay.yml": PUBLISHER}
    assert [item.file.split("/")[3] for item in found(files, "PUB002")] == ["1.1.0"]
    files = by_two("gone")
    assert [item.file.split("/")[3] for item in found(files, "PUB002")] == ["1.1.0"]
    assert [item.file.split("/")[3] for item in found(files, "PUB010")] == ["1.1.0"]
