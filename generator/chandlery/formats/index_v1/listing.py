"""What authors and publishers say of a package and its files; claims, each of them."""

from pydantic import Field

from chandlery.formats.index_v1.base import Published


class LinksEntry(Published):
    """Where to go on reading; `https` addresses."""

    homepage: str | None = Field(None, description="The project's own page.")
    source: str | None = Field(None, description="Its source code.")
    documentation: str | None = Field(None, description="Its documentation.")
    issues: str | None = Field(None, description="Where to report a fault.")


class MaintainerEntry(Published):
    """Somebody who answers for it."""

    name: str = Field(description="A name for people.")
    email: str | None = Field(None, description="An address for mail.")
    url: str | None = Field(None, description="A page about them.")


class ExampleEntry(Published):
    """What it looks like in use."""

    title: str = Field(description="What the example shows.")
    text: str | None = Field(None, description="Words about it, in Markdown.")
    code: str | None = Field(None, description="What to type or write, as it is.")


class ListingEntry(Published):
    """What people read about a plugin, adapter or integration."""

    title: str = Field(description="What people call it.")
    summary: str = Field(description="What it is for, on one line.")
    categories: list[str] = Field(description="Categories of this marketplace, the first leading.")
    license: str = Field(description="An SPDX expression.")
    tags: list[str] = Field(description="Words to find it by.")
    links: LinksEntry = Field(description="Where to go on reading.")
    maintainers: list[MaintainerEntry] = Field(description="Who answers for it.")
    examples: list[ExampleEntry] = Field(description="What it looks like in use.")
    names: dict[str, str] = Field(
        description="Dialect to native name, where that has another form than `name`."
    )
    replaced_by: str | None = Field(None, description="The name to use instead.")


class ProvenanceEntry(Published):
    """Where the release says that it was made; a claim, not a proof."""

    repository: str | None = Field(None, description="Address of the source repository.")
    commit: str | None = Field(None, description="The full hash of the source commit.")
    builder: str | None = Field(None, description="What built it.")


class SignatureEntry(Published):
    """A publisher's signature over the artifact's bytes."""

    key: str = Field(description="Id of the publisher's key.")
    value: str = Field(description="`ed25519:<key id>:<signature in base64url>`.")
