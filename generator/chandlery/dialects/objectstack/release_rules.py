"""OBJ22x: what a release has to say as a whole."""

from collections.abc import Iterator

from chandlery.catalog import Catalog, ReleaseEntry
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.quoting import quoted
from chandlery.records.release import ArtifactFormat, ArtifactRecord


def _record(entry: ReleaseEntry) -> Manifest | None:
    native = entry.manifest("objectstack")
    record = native.record if native else None
    return record if isinstance(record, Manifest) else None


def _artifact(entry: ReleaseEntry, format_: ArtifactFormat) -> tuple[int, ArtifactRecord] | None:
    for place, artifact in enumerate(entry.record.artifacts):
        if artifact.format is format_:
            return place, artifact
    return None


@rule("OBJ221")
def id_is_not_the_listings(entry: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's id is not the one that the package has in ObjectStack.

    ## Why it matters
    Clients know the package by this id, in its address and in their ledger. Under another it would
    be offered as somebody else's package.

    ## Example
    `plugins/rates/` with `"id": "com.example.rates"` and no `names` in its listing.

    ## How to mend it
    Write `names: {objectstack: com.example.rates}` into `listing.yml`, or correct the id.
    """
    record, name = _record(entry), entry.native_name("objectstack")
    if record and record.id != name:
        yield Finding(
            ("id",),
            f"the manifest says {quoted(record.id)}, the listing {quoted(name)}",
            "Give the id under `names` in listing.yml, or correct it here.",
        )


@rule("OBJ222")
def version_is_not_the_releases(entry: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's version is not the release's.

    ## Why it matters
    The index offers the one, the host records the other, and updates go wrong.

    ## Example
    `releases/1.5.0/objectstack.json` with `"version": "1.4.0"`

    ## How to mend it
    Make them equal. ObjectStack's manifests have no pre-releases.
    """
    record = _record(entry)
    if record and record.version != entry.version:
        yield Finding(
            ("version",),
            f"the manifest says {quoted(record.version)}, the release is {entry.version}",
            "Make them the same version.",
        )


@rule("OBJ223")
def artifact_does_not_fit_the_type(entry: ReleaseEntry) -> Iterator[Finding]:
    """The release has not the artifact that its type needs.

    ## Why it matters
    Hosts install apps from JSON and never fetch an `.osplugin`; everything else is code and has no
    other container.

    ## Example
    `"type": "app"` with an `osplugin` alone.

    ## How to mend it
    Publish an app as `json`, anything else as `osplugin`.
    """
    record = _record(entry)
    wanted, other = ArtifactFormat.OSPLUGIN, ArtifactFormat.JSON
    if record and record.type == "app":
        wanted, other = other, wanted
    # Neither of them is reported for all dialects alike.
    if record and _artifact(entry, other) and not _artifact(entry, wanted):
        yield Finding(
            ("artifacts",),
            f"a package of type `{record.type}` needs the format `{wanted}`",
            f"Publish it as `{wanted}`.",
            document=entry.document,
        )


@rule("OBJ230", severity=Severity.WARNING)
def host_code_is_unsigned(catalog: Catalog) -> Iterator[Finding]:
    """Code that runs inside the host is not signed, though its publisher has keys.

    ## Why it matters
    Such code can do whatever the host can. The publisher gave keys so that their work can be told
    from anybody else's; an artifact without a signature cannot.

    ## Example
    An `osplugin` of a manifest with `"runtime": "node"`, without `signature`.

    ## How to mend it
    Sign the artifact with `os plugin sign`, and give `signature` with the key's id and the text
    that it prints.
    """
    for package in catalog.packages:
        for entry in package.releases:
            publisher = catalog.publishers.get(entry.record.publisher)
            record, found = _record(entry), _artifact(entry, ArtifactFormat.OSPLUGIN)
            if not (publisher and publisher.record.keys and record and found):
                continue
            if record.runtime == "node" and found[1].signature is None:
                yield Finding(
                    ("artifacts", found[0]),
                    f"the artifact runs inside the host, and `{publisher.name}`, who has keys, "
                    "did not sign it",
                    "Sign it with `os plugin sign`.",
                    document=entry.document,
                )


@rule("OBJ231", severity=Severity.WARNING, verdict=Verdict.LOADS)
def namespace_of_another(catalog: Catalog) -> Iterator[Finding]:
    """Two packages have one namespace.

    ## Why it matters
    A namespace is the prefix of all of a package's objects and belongs to one package of a host.
    The marketplace's client answers that the second one is installed, and the host never loads it.

    ## Example
    `"namespace": "harbour"` in `berth-planner` and in `cargo-labels`

    ## How to mend it
    Choose another namespace in the package that came later, and a new major version of it.
    """
    found = [
        (entry.record.published, package.name, record, native.document)
        for package in catalog.packages
        for entry in package.releases
        if (native := entry.manifest("objectstack")) and (record := _record(entry))
    ]
    owners: dict[str, str] = {}
    for _, name, record, document in sorted(found, key=lambda item: item[:2]):
        if record.namespace and owners.setdefault(record.namespace, name) != name:
            yield Finding(
                ("namespace",),
                f"{quoted(record.namespace)} is the namespace of `{owners[record.namespace]}`",
                "Choose another namespace.",
                document=document,
            )


RULES = (
    id_is_not_the_listings,
    version_is_not_the_releases,
    artifact_does_not_fit_the_type,
)
CATALOG_RULES = (host_code_is_unsigned, namespace_of_another)
