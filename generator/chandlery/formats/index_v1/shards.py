"""What resolving one name needs, as short as it can be: all versions, and what repeats but once."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from chandlery.formats.index_v1.base import Kind, Published
from chandlery.formats.index_v1.packages import (
    CapabilityEntry,
    DialectEntry,
    DialectFacts,
    ReleaseEntry,
    ReleaseFacts,
)


class ShardDialect(DialectFacts):
    """What resolving needs of a native manifest."""

    declares: Annotated[int, Field(ge=0)] = Field(
        description="Which of the shard's lists of `capabilities` it declares, counted from 0."
    )


class ShardRelease(ReleaseFacts):
    """One version, as a resolver sees it."""

    dialects: dict[str, ShardDialect] = Field(
        description="What each ecosystem's manifest says, by dialect."
    )


class Shard(Published):
    """``shards/<sha256>.json``: what resolving one package needs, all versions, oldest first."""

    schema_: Literal["chandlery.shard.v1"] = Field(
        "chandlery.shard.v1", alias="schema", description="The name of this type."
    )
    kind: Kind = Field(description="What the name stands for.")
    name: str = Field(description="The name; check that it is the one you asked for.")
    releases: list[ShardRelease] = Field(
        description="All versions, oldest first; none for an integration."
    )
    capabilities: list[list[CapabilityEntry]] = Field(
        description="What the releases declare to do, each list but once: `declares` of a dialect "
        "says which is its own."
    )
    replaced_by: str | None = Field(None, description="The name to use instead.")

    @model_validator(mode="after")
    def _declared(self) -> Self:
        for release in self.releases:
            for dialect in release.dialects.values():
                if dialect.declares >= len(self.capabilities):
                    raise ValueError(
                        f"{release.version} declares list {dialect.declares} of capabilities, "
                        f"and there are {len(self.capabilities)}"
                    )
        return self

    def entries(self) -> list[ReleaseEntry]:
        """The releases, each with what it declares."""
        return [
            ReleaseEntry(
                **_without(release, "dialects"),
                dialects={
                    name: DialectEntry(
                        **_without(item, "declares"),
                        capabilities=self.capabilities[item.declares],
                    )
                    for name, item in release.dialects.items()
                },
            )
            for release in self.releases
        ]


def _without(value: Published, name: str) -> dict[str, object]:
    """The fields of a value, but for one."""
    return {key: field for key, field in value if key != name}
