"""Craik's records in a catalog: with their release, and as its client finds them."""

import hashlib
import json
import shlex
from dataclasses import replace
from typing import Any

import pytest

from chandlery.catalog import Governance, NativeRecord, ReleaseEntry
from chandlery.dialects.craik import DIALECT
from chandlery.dialects.craik.records import MODELS, Part
from chandlery.dialects.craik.redaction import is_innocent
from chandlery.dialects.craik.storable import is_plain
from chandlery.documents import Document
from chandlery.model.governance import Availability, Review, ReviewState
from chandlery.model.marketplace import (
    Artifact,
    Integration,
    Kind,
    Manifest,
    Marketplace,
    Package,
    Release,
)
from chandlery.records.listing import Listing, Maintainer
from chandlery.records.marketplace import MarketplaceRecord, Owner
from chandlery.records.release import ArtifactFormat, ReleaseRecord
from craik_records import a_record, a_value
from marketplaces import projection

LISTING = Listing(
    title="Link Checker",
    summary="Finds dead links.",
    categories=["testing"],
    license="MIT",
    maintainers=[Maintainer(name="Ada")],
)


# -- with its release ------------------------------------------------------------------------------


def native(kind: str, **changes: Any) -> NativeRecord:
    document = Document(f"{kind}.json", b"")
    return NativeRecord(
        dialect="craik", kind=kind, document=document, record=a_record(kind, **changes)
    )


def a_release_entry(
    manifest: NativeRecord | None, *governance: NativeRecord, **names: str
) -> ReleaseEntry:
    return ReleaseEntry(
        kind=Kind.PLUGIN,
        package="plugin_link_checker",
        version="1.4.0",
        folder="plugins/plugin_link_checker/releases/1.4.0",
        document=Document("release.json", b""),
        record=ReleaseRecord(published="2026-07-01T09:00:00Z", publisher="acme"),
        listing=LISTING.model_copy(update={"names": names}),
        manifests=(manifest,) if manifest else (),
        read=lambda path: b"",
        governance=Governance(records=governance),
    )


def disagreements(entry: ReleaseEntry) -> list[tuple[str, tuple[str | int, ...], str]]:
    return [
        (rule.code, finding.route, finding.document.path)
        for rule in DIALECT.release_rules
        if rule.check
        for finding in rule.check(entry)
        if finding.document
    ]


def test_a_manifest_that_agrees_with_its_release() -> None:
    assert disagreements(a_release_entry(native("plugin_descriptor"))) == []
    mapped = native("plugin_descriptor", id="checker")
    assert disagreements(a_release_entry(mapped, craik="checker")) == []


def test_a_manifest_of_another_package_or_version() -> None:
    other = native("plugin_descriptor", id="checker", plugin_version="1.4.1")
    assert disagreements(a_release_entry(other)) == [
        ("CRA251", ("id",), "plugin_descriptor.json"),
        ("CRA252", ("plugin_version",), "plugin_descriptor.json"),
    ]
    adapter = native("adapter_package", id="plugin_link_checker")
    assert disagreements(a_release_entry(adapter)) == [
        ("CRA252", ("package_version",), "adapter_package.json")
    ]


@pytest.mark.parametrize("kind", ["plugin_probation", "plugin_capability_grant", "plugin_receipt"])
def test_a_review_of_another_plugin_counts_for_nothing_here(kind: str) -> None:
    stolen = native(kind, plugin_descriptor_id="plugin_other")
    found = [("CRA253", ("plugin_descriptor_id",), f"{kind}.json")]
    own = native("plugin_descriptor")
    assert disagreements(a_release_entry(own, native(kind), stolen)) == found
    # A plugin without a Craik descriptor is called by its name.
    assert disagreements(a_release_entry(None, native(kind), stolen)) == found


# -- as the client finds it ------------------------------------------------------------------------


def a_manifest(kind: str, **changes: Any) -> Manifest:
    value = a_value(kind, **changes)
    describe = DIALECT.kind(kind).describe
    assert describe
    data = json.dumps(value, indent=4).encode() + b"\n\n"
    return Manifest(
        dialect="craik",
        kind=kind,
        data=data,
        value=value,
        sha256=hashlib.sha256(data).hexdigest(),
        description=describe(a_record(kind, **changes)),
    )


def a_release(
    version: str,
    state: ReviewState = ReviewState.PROMOTED,
    availability: Availability = Availability.AVAILABLE,
    **changes: Any,
) -> Release:
    return Release(
        version=version,
        published="2026-07-01T09:00:00Z",
        publisher="acme",
        manifests=(a_manifest("plugin_descriptor", plugin_version=version, **changes),),
        review=Review(state=state),
        availability=availability,
    )


def a_package(
    *releases: Release, kind: Kind = Kind.PLUGIN, name: str = "plugin_link_checker"
) -> Package:
    return Package(kind=kind, name=name, listing=LISTING, readme="", releases=releases)


def a_marketplace(*packages: Package, integrations: tuple[Integration, ...] = ()) -> Marketplace:
    settings = MarketplaceRecord(
        name="quay",
        title="Quay",
        description="Plugins.",
        base_url="https://quay.example/market/",
        owner=Owner(name="Quay"),
        contact="x@quay.example",
    )
    return Marketplace(
        settings=settings,
        base_url="https://quay.example/market/",
        packages=packages,
        integrations=integrations,
    )


def published(*releases: Release) -> list[str]:
    files = projection(DIALECT, a_marketplace(a_package(*releases)))
    return [entry["version"] for entry in json.loads(files["craik/index.json"])]


def test_the_latest_offered_release_alone_is_published() -> None:
    old, new = a_release("1.0.0"), a_release("1.1.0")
    assert published(old, new) == ["1.1.0"]
    assert published(old, a_release("1.1.0", ReviewState.REJECTED)) == ["1.0.0"]
    assert published(old, a_release("1.1.0", availability=Availability.YANKED)) == ["1.0.0"]
    assert published(old, a_release("1.1.0", availability=Availability.DEPRECATED)) == ["1.1.0"]
    assert published(old, a_release("2.0.0-rc.1")) == ["1.0.0"]
    assert published(a_release("2.0.0-rc.1"), a_release("2.0.0-rc.2")) == ["2.0.0-rc.2"]
    assert published(a_release("1.0.0", ReviewState.PROBATIONARY)) == []


def test_what_the_store_refuses_is_left_out() -> None:
    leaky = a_release("1.1.0", docs=["https://ann:hunter2@example.org/"])
    assert published(a_release("1.0.0"), leaky) == ["1.0.0"]
    assert published(leaky) == []


def test_the_files_are_those_that_were_committed() -> None:
    release = a_release("1.4.0")
    adapter = Release(
        version="0.3.1",
        published="2026-07-01T09:00:00Z",
        publisher="acme",
        manifests=(a_manifest("adapter_package"),),
        review=Review(state=ReviewState.PROMOTED),
    )
    integration = Integration(
        name="walk",
        listing=LISTING,
        readme="",
        manifest=a_manifest("reference_integration"),
        uses="",
    )
    market = a_marketplace(
        a_package(release),
        a_package(adapter, kind=Kind.ADAPTER, name="runner"),
        integrations=(integration,),
    )
    files = projection(DIALECT, market)
    entries = json.loads(files["craik/index.json"])
    assert [(entry["kind"], entry["id"], entry.get("version")) for entry in entries] == [
        ("adapter_package", "adapter_shell_runner", "0.3.1"),
        ("plugin_descriptor", "plugin_link_checker", "1.4.0"),
        ("reference_integration", "reference_link_checker", None),
    ]
    assert set(files) == {"craik/index.json", *(entry["path"] for entry in entries)}
    for entry in entries:
        assert entry["path"] == f"craik/{entry['kind']}/{entry['id']}.json"
        assert hashlib.sha256(files[entry["path"]]).hexdigest() == entry["sha256"]
    assert files["craik/plugin_descriptor/plugin_link_checker.json"] == release.manifests[0].data


def test_a_person_installs_with_craiks_own_command() -> None:
    release = a_release("1.4.0")
    package = a_package(a_release("1.3.0"), release)
    market = a_marketplace(package)
    fetch, verify, install = DIALECT.install(market, package, release)
    url = "https://quay.example/market/craik/plugin_descriptor/plugin_link_checker.json"
    assert shlex.split(fetch.command)[-1] == url
    assert f"{release.manifests[0].sha256}  plugin_link_checker.json" in verify.command
    assert verify.command.endswith("| sha256sum -c")
    assert install.command == "craik plugins install plugin_link_checker.json"


def an_artifact(format_: ArtifactFormat, filename: str, url: str | None = None) -> Artifact:
    digest = hashlib.sha256(filename.encode()).hexdigest()
    path = f"artifacts/{digest[:12]}/{filename}"
    return Artifact(
        format=format_,
        filename=filename,
        path=path,
        url=f"https://quay.example/market/{path}" if url is None else url,
        sha256=digest,
        size=1,
        tree="t1:" + "0" * 64,
    )


TAR_GZ = an_artifact(ArtifactFormat.TAR_GZ, "checker-1.4.0.tar.gz")
TGZ = an_artifact(ArtifactFormat.TGZ, "checker-1.4.0.tgz")
ZIP = an_artifact(ArtifactFormat.ZIP, "checker-1.4.0.zip")
WHEEL = an_artifact(ArtifactFormat.WHEEL, "shell_runner-0.3.1-py3-none-any.whl")
WITHHELD = an_artifact(ArtifactFormat.TAR_GZ, "checker-1.4.0.tar.gz", url="")


def commands(release: Release, kind: Kind = Kind.PLUGIN) -> list[str]:
    package = a_package(release, kind=kind)
    return [step.command for step in DIALECT.install(a_marketplace(package), package, release)]


@pytest.mark.parametrize(
    ("artifacts", "used", "unpack"),
    [
        ((ZIP, TGZ, TAR_GZ), TAR_GZ, "tar -xzf"),
        ((ZIP, TGZ), TGZ, "tar -xzf"),
        ((ZIP,), ZIP, "unzip"),
        ((WITHHELD, ZIP), ZIP, "unzip"),
    ],
)
def test_after_the_descriptor_come_the_files(
    artifacts: tuple[Artifact, ...], used: Artifact, unpack: str
) -> None:
    release = replace(a_release("1.4.0"), artifacts=artifacts)
    *record, fetch, verify, last = commands(release)
    assert record[-1] == "craik plugins install plugin_link_checker.json"
    assert shlex.split(fetch)[-1] == used.url
    assert f"{used.sha256}  {used.filename}" in verify
    assert verify.endswith("| sha256sum -c")
    assert last == f"{unpack} {used.filename}"


def test_no_files_to_be_had_no_steps_for_them() -> None:
    release = a_release("1.4.0")
    assert len(commands(release)) == 3
    assert len(commands(replace(release, artifacts=(WITHHELD,)))) == 3


def an_adapter(*artifacts: Artifact) -> Release:
    return Release(
        version="0.3.1",
        published="2026-07-01T09:00:00Z",
        publisher="acme",
        manifests=(a_manifest("adapter_package"),),
        artifacts=artifacts,
        review=Review(state=ReviewState.PROMOTED),
    )


def test_an_adapters_wheel_comes_from_the_simple_index() -> None:
    index = "https://quay.example/market/simple/"
    pip = f"pip install --index-url {index} shell-runner==0.3.1"
    assert commands(an_adapter(TAR_GZ, WHEEL), Kind.ADAPTER)[2] == pip
    assert not any("tar" in text for text in commands(an_adapter(TAR_GZ, WHEEL), Kind.ADAPTER)[2:])


def test_an_adapter_without_a_usable_wheel_is_unpacked() -> None:
    odd = replace(WHEEL, filename="no-wheel-name.whl")
    for unusable in (odd, replace(WHEEL, url="")):
        assert commands(an_adapter(TAR_GZ, unusable), Kind.ADAPTER)[-2] == (
            f"tar -xzf {TAR_GZ.filename}"
        )


def test_an_older_release_is_not_to_be_had() -> None:
    old, new = a_release("1.3.0"), a_release("1.4.0")
    package = a_package(old, new)
    (step,) = DIALECT.install(a_marketplace(package), package, old)
    assert "1.4.0" in step.text
    assert not step.command


def test_what_is_not_offered_has_no_steps() -> None:
    release = a_release("1.4.0", ReviewState.REJECTED)
    package = a_package(release)
    assert not DIALECT.install(a_marketplace(package), package, release)


def test_an_adapter_has_no_command() -> None:
    release = an_adapter()
    package = a_package(release, kind=Kind.ADAPTER)
    *_, last = DIALECT.install(a_marketplace(package), package, release)
    assert "no command" in last.text
    assert not last.command


# -- what is stored for sure -----------------------------------------------------------------------


def test_an_ordinary_record_is_stored_without_asking_the_model() -> None:
    for kind in MODELS:
        assert is_plain(a_value(kind))


@pytest.mark.parametrize(
    "metadata",
    [
        {"api_token": "x"},
        {"deep": [{"list": [{"API_KEY": 1}]}]},
        {"note": "task sk-12345678"},
        {"note": "https://ada:hunter2@x.example/"},
        {"note": "half \ud83d"},
        {"half \udc00": 1},
    ],
)
def test_what_the_store_might_refuse_is_not_ordinary(metadata: dict[str, Any]) -> None:
    assert not is_plain(a_value("plugin_descriptor") | {"metadata": metadata})


def test_no_field_that_a_record_may_leave_out_is_called_like_a_secret() -> None:
    fields = {name for model in parts_of_records() for name in model.model_fields}
    defaults = [
        text
        for model in parts_of_records()
        for field in model.model_fields.values()
        for text in (field.default, *(field.default_factory or list)())  # type: ignore[call-arg]
        if isinstance(text, str)
    ]
    assert is_innocent(defaults, fields)


def parts_of_records() -> list[type[Part]]:
    """The models of all objects in records, at any depth."""
    found: list[type[Part]] = [Part]
    for model in found:  # which grows while it is walked
        found += model.__subclasses__()
    return found
