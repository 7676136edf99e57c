"""PIN and SRC: what a release pinned, signed or published, against what there is."""

import base64
import json
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from builders import Files, a_catalog, as_json, no_network
from chandlery.containers.tarball import gzip_stored, tar
from chandlery.containers.ziparchive import zip_stored
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import inspect
from chandlery.records.release import ArtifactFormat as Format
from chandlery.stages.pack import DownloadRefused
from chandlery.stages.previous import Digests, altered
from chandlery.trees import MemoryTree
from rules.artifacts import FOLDER, RELEASE, elsewhere, inspected, pinned, record, text
from rules.case import MOMENT, RuleCase, Run, Tree, changed

FILES = a_catalog()
GOOD = Tree(FILES)
CALIBAN: Files = {
    path.removeprefix(f"{FOLDER}/"): data
    for path, data in FILES.items()
    if path.startswith(FOLDER) and path.endswith(("caliban.json", "craik.json"))
}
DIGEST = record(FILES)["artifacts"][0]["sha256"]
PUBLISHED = ("knot-counter", "1.0.0", "tar.gz", DIGEST)


def a_pin(code: str, key: str, wrong: str | int) -> RuleCase:
    under = json.dumps(wrong)
    return RuleCase(code, GOOD, Tree(pinned(FILES, **{key: wrong})), under, RELEASE)


def without_artifacts() -> Files:
    return FILES | {RELEASE: as_json(record(FILES) | {"artifacts": []})}


def caliban(*paths: str) -> Run:
    """An artifact for Caliban with these files, elsewhere."""
    manifest = FILES[f"{FOLDER}/caliban.json"]
    assert isinstance(manifest, bytes)
    data = gzip_stored(tar([text(f"knot-counter/{path}", manifest) for path in paths]))
    return elsewhere(Format.TAR_GZ, data, CALIBAN)


def against(*published: tuple[str, str, str, str]) -> Run:
    """The catalog held against a publication of these."""

    def run() -> Iterable[Diagnostic]:
        catalog = inspect(MemoryTree(FILES), fetch=no_network, at=MOMENT).catalog
        assert catalog
        return altered(catalog, Digests(published))

    return Run(run, FILES)


def wheel(name: str) -> Run:
    """A distribution of this name."""
    info = f"{name}-1.0.0.dist-info"
    empty = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0"
    lines = f"{info}/METADATA,{empty}\n{info}/WHEEL,{empty}\n{info}/RECORD,,\n"
    members = [text(f"{info}/METADATA", b""), text(f"{info}/WHEEL", b"")]
    data = zip_stored([*members, text(f"{info}/RECORD", lines)])
    return elsewhere(Format.WHEEL, data, filename=f"{name}-1.0.0-py3-none-any.whl")


ZIP = zip_stored([text("knot-counter/a")])


def named(url: str) -> Run:
    return elsewhere(Format.ZIP, ZIP, url=f"https://files.example/{url}")


def two_releases(first: str, second: str) -> Run:
    """Two releases with the same bytes, under these names."""
    run = elsewhere(Format.ZIP, ZIP, filename=first)
    later = elsewhere(Format.ZIP, ZIP, filename=second)
    files = {
        path.replace("1.0.0", "1.1.0"): data.replace(b'"1.0.0"', b'"1.1.0"')
        for path, data in later.files.items()
        if path.startswith(FOLDER) and isinstance(data, bytes)
    }
    both = run.files | files
    return Run(lambda: inspected(both, ZIP), both)


def formats(*wanted: Format) -> Run:
    run = elsewhere(Format.ZIP, ZIP)
    value = record(run.files)
    (facts,) = value["artifacts"]
    value["artifacts"] = [
        facts | {"format": item, "filename": f"{place}.{item}"} for place, item in enumerate(wanted)
    ]
    files = run.files | {RELEASE: as_json(value)}
    return Run(lambda: inspected(files, ZIP), files)


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()


def signed(data: bytes, key: str = "acme-2026", named: str = "acme-2026") -> Run:
    """An artifact with a signature over these bytes, by a key that its publisher has."""
    value = base64.urlsafe_b64encode(KEY.sign(data)).decode().rstrip("=")
    run = elsewhere(Format.ZIP, ZIP, signature={"key": key, "value": f"ed25519:{named}:{value}"})
    publisher = run.files["publishers/acme.yml"]
    assert isinstance(publisher, bytes)
    keys = f"keys:\n  - id: acme-2026\n    public: {PUBLIC}\n".encode()
    files = run.files | {"publishers/acme.yml": publisher + keys}
    return Run(lambda: inspected(files, ZIP), files)


def signature(run: Run, key: str) -> str:
    return json.dumps(record(run.files)["artifacts"][0]["signature"][key])


def refused(*, world: bool) -> Run:
    """A release whose artifact cannot be had."""
    files = named("a.zip").files

    def fetch(url: str, *, sha256: str, size: int) -> bytes:
        raise DownloadRefused(f"{url}: 404", "Correct the address.", world=world)

    return Run(lambda: inspect(MemoryTree(files), fetch=fetch, at=MOMENT).diagnostics, files)


FORGED = signed(ZIP + b"\n")
OTHER_KEY = signed(ZIP, "acme-2019")

CASES: tuple[RuleCase, ...] = (
    RuleCase("PIN001", GOOD, Tree(without_artifacts()), "[", RELEASE),
    a_pin("PIN002", "sha256", "0" * 64),
    a_pin("PIN003", "size", 1),
    a_pin("PIN004", "tree", "t1:" + "0" * 64),
    RuleCase(
        "PIN005",
        GOOD,
        Tree(changed(FILES, f"{FOLDER}/caliban.json", '"Counts knots."', '"Counts boats."')),
        '"Counts boats."',
        f"{FOLDER}/caliban.json",
    ),
    RuleCase("PIN006", caliban("plugin.json"), caliban("manifest.json"), "{", RELEASE),
    RuleCase(
        "PIN007", GOOD, Tree(pinned(FILES, url="https://files.example/a.tar.gz")), "{", RELEASE
    ),
    RuleCase(
        "PIN008",
        against(PUBLISHED),
        against((*PUBLISHED[:3], "0" * 64)),
        f'"{DIGEST}"',
        RELEASE,
    ),
    RuleCase(
        "PIN009",
        against(PUBLISHED),
        against(("knot-counter", "0.9.0", "tar.gz", DIGEST)),
        "name",
        "marketplace.yml",
    ),
    RuleCase("PIN010", wheel("knot_counter"), wheel("requests"), "{", RELEASE),
    RuleCase("PIN011", named("a.zip"), named("download/?id=7"), "{", RELEASE),
    RuleCase(
        "PIN012",
        two_releases("tool.zip", "tool.zip"),
        two_releases("tool.zip", "Tool.zip"),
        "{",
        RELEASE.replace("1.0.0", "1.1.0"),
    ),
    RuleCase(
        "PIN013",
        formats(Format.ZIP, Format.JSON),
        formats(Format.ZIP, Format.ZIP),
        '"zip"',
        RELEASE,
    ),
    RuleCase("PIN014", signed(ZIP), FORGED, signature(FORGED, "value"), RELEASE),
    RuleCase("PIN015", signed(ZIP), OTHER_KEY, '"acme-2019"', RELEASE),
    RuleCase(
        "SRC001", named("a.zip"), refused(world=True), '"https://files.example/a.zip"', RELEASE
    ),
    RuleCase(
        "SRC002", named("a.zip"), refused(world=False), '"https://files.example/a.zip"', RELEASE
    ),
)
