"""What a Craik manifest and its release must agree on."""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding, rule
from chandlery.dialects.craik.records import AdapterPackage, PluginDescriptor
from chandlery.dialects.craik.redaction import shown


@rule("CRA251")
def id_of_another(release: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's id is not the package's.

    ## Why it matters
    Craik keeps one record per id, and the later one replaces the earlier, whoever published it. A
    package under the id of another would take its place.

    ## Example
    `plugins/link-keeper/releases/1.0.0/craik.json` with `"id": "link_checker"`

    ## How to mend it
    Use the package's name as the id, or map it in `listing.yml`: `names: {craik: link_checker}`.
    """
    native = release.manifest("craik")
    expected = release.native_name("craik")
    match native and native.record:
        case PluginDescriptor(id=found) | AdapterPackage(id=found) if found != expected:
            yield Finding(
                ("id",),
                f"the id is {shown(found)}, and the package is called `{expected}`",
                f"Set the id to `{expected}`, or map the name in `listing.yml`.",
                document=native.document if native else None,
            )


@rule("CRA252")
def version_of_another(release: ReleaseEntry) -> Iterator[Finding]:
    """The manifest's version is not the release's.

    ## Why it matters
    Who installs a version must get the descriptor of that version.

    ## Example
    `releases/1.1.0/craik.json` with `"plugin_version": "1.0.0"`

    ## How to mend it
    Correct the manifest, or move it to the release that it describes.
    """
    native = release.manifest("craik")
    match native and native.record:
        case PluginDescriptor(plugin_version=found):
            name = "plugin_version"
        case AdapterPackage(package_version=found):
            name = "package_version"
        case _:
            return
    if found != release.version:
        yield Finding(
            (name,),
            f"`{name}` is {shown(found)}, and the release is {release.version}",
            f"Set `{name}` to {release.version}, or move the manifest.",
            document=native.document if native else None,
        )


@rule("CRA253")
def review_of_another(release: ReleaseEntry) -> Iterator[Finding]:
    """A governance record speaks of another plugin.

    ## Why it matters
    A promotion counts for the release whose folder it lies in. Somebody else's must not.

    ## Example
    `plugins/link-keeper/governance/1.0.0/probation-1.json` with
    `"plugin_descriptor_id": "link_checker"`

    ## How to mend it
    Correct the id, or move the record to the package that it speaks of.
    """
    expected = release.native_name("craik")
    for native in release.governance.records:
        found = getattr(native.record, "plugin_descriptor_id", expected)
        if found != expected:
            yield Finding(
                ("plugin_descriptor_id",),
                f"the record speaks of {shown(found)}, and lies with `{expected}`",
                f"Set `plugin_descriptor_id` to `{expected}`, or move the record.",
                document=native.document,
            )


RULES = (id_of_another, version_of_another, review_of_another)
