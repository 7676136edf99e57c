"""OBJ22x: what a release has to say as a whole.

What an ``.osplugin`` must hold, and its integrity map, are the container's matter.
"""

import json
from collections.abc import Iterator
from typing import Any

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, rule
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.quoting import escaped, quoted
from chandlery.records.release import ArtifactFormat, ArtifactRecord

MAX_BUNDLE_BYTES = 16 * 1024 * 1024

# Keys of a manifest that are none of a bundle's own sections.
_SAID_ONCE = frozenset(field.alias or name for name, field in Manifest.model_fields.items()) - {
    "objects",
    "datasources",
    "data",
    "navigationContributions",
}


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


@rule("OBJ224")
def bundle_differs(entry: ReleaseEntry) -> Iterator[Finding]:
    """The app's bundle does not hold the manifest of the catalog.

    ## Why it matters
    Hosts register what the bundle says. People review the manifest beside it.

    ## Example
    ```json
    {"manifest": {"id": "com.example.tasks"}, "permissions": {"network": ["*"]}}
    ```

    ## How to mend it
    Bundle the manifest as it stands in the catalog: `{"manifest": {…}, "objects": […]}`.
    """
    record, native = _record(entry), entry.manifest("objectstack")
    found = _artifact(entry, ArtifactFormat.JSON)
    if record is None or native is None or found is None or not found[1].source:
        return
    problem = _bundle_problem(entry, found[1].source, native.document.value)
    if problem:
        yield Finding(
            ("artifacts", found[0]),
            f"{quoted(found[1].source)} {problem}",
            "Bundle the manifest as it stands in the catalog.",
            document=entry.document,
        )


def _bundle_problem(entry: ReleaseEntry, path: str, manifest: Any) -> str:
    size = next((file.size for file in entry.source if file.path == path), None)
    if size is None:
        return "is not there"
    if size > MAX_BUNDLE_BYTES:
        return f"has {size} bytes; at most {MAX_BUNDLE_BYTES} are read"
    try:
        bundle = json.loads(entry.read(path), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        return f"is no JSON: {escaped(str(error))}"
    if not isinstance(bundle, dict) or bundle.get("manifest", bundle) != manifest:
        return "holds another manifest"
    # A host flattens the bundle: what stands beside the manifest wins over what stands in it.
    again = sorted(_SAID_ONCE.intersection(bundle)) if "manifest" in bundle else []
    return f"says `{again[0]}` again beside the manifest, where it would win" if again else ""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key is given twice")
    return value


@rule("OBJ225")
def native_code_is_shipped(entry: ReleaseEntry) -> Iterator[Finding]:
    """The artifact holds a native addon.

    ## Why it matters
    Machine code cannot be reviewed, runs on one platform, and ends every sandbox.

    ## Example
    `source/assets/fast.node`

    ## How to mend it
    Use WebAssembly or JavaScript.
    """
    found = _artifact(entry, ArtifactFormat.OSPLUGIN)
    folder = found[1].source if found else None
    if found is None or folder is None:
        return
    packed = tuple(f"{folder}{part}/" for part in ("assets", "dist"))
    for file in entry.source:
        if file.path.startswith(packed) and file.path.lower().endswith(".node"):
            yield Finding(
                ("artifacts", found[0], "source"),
                f"{quoted(file.path)} is a native addon",
                "Use WebAssembly or JavaScript.",
                document=entry.document,
            )


RULES = (
    id_is_not_the_listings,
    version_is_not_the_releases,
    artifact_does_not_fit_the_type,
    bundle_differs,
    native_code_is_shipped,
)
