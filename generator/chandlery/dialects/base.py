"""What a dialect is: data and functions, checked by the type checker where each is built.

Adding an ecosystem is one module that ends in ``DIALECT = Dialect(…)`` and one word in
`chandlery.dialects`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from chandlery.catalog import Link, ReleaseEntry
from chandlery.checks import Rule
from chandlery.diagnostics import Verdict
from chandlery.dialects.offers import Shelf
from chandlery.dialects.readers import Read, Refusal
from chandlery.dialects.starters import Beginning, nothing
from chandlery.dialects.vocabulary import Vocabulary
from chandlery.documents import Route
from chandlery.model.description import Description
from chandlery.model.governance import Grant, Probation, Receipt
from chandlery.model.marketplace import Frame, Kind, Package, Release
from chandlery.model.parts import Part
from chandlery.records.release import ArtifactFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class HostVerdict:
    """Whether a named version of a host would load a record, and why not."""

    host: str
    loads: bool
    reason: str = ""


def no_hosts(record: Any) -> tuple[HostVerdict, ...]:  # noqa: ARG001 - the default of `RecordKind.loads`
    """Say nothing about hosts."""
    return ()


def no_links(record: Any) -> tuple[Link, ...]:  # noqa: ARG001 - the default of `RecordKind.links`
    """Name no other record."""
    return ()


def not_asked(value: object, why: str) -> tuple[HostVerdict, ...] | None:  # noqa: ARG001
    """Ask no host about a record that is not valid: *not checked*."""
    return None


def duplicates_are_policy(route: Route) -> Verdict:  # noqa: ARG001 - the default of `RecordKind.duplicate`
    """Most clients let the last of two equal keys win; we refuse both (design §2)."""
    return Verdict.POLICY


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """One kind of native record.

    Attributes:
        model: what the ecosystem's own code accepts, field by field: a validation error means
            *not valid*.
        rules: cross-field rules of the ecosystem (`Verdict.VALID`) and what this catalog asks
            beyond (`Verdict.POLICY`); each check takes the model's instance.
        loads: which host versions would load a valid record.
        refused: the same of one that is not valid, by its value and what is wrong with it; `None`
            for *not checked*.
        describe: the normalised view, for kinds that are a package's manifest, and for grants.
        govern: the model's view, for kinds that ``governance/`` may hold.
        links: the ids in a record that name other records.
        duplicate: whose rule a key given twice breaks, by the key's route.
        measured: whether the verdict was measured against the ecosystem's own code; only such
            kinds are offered by ``check-record --as``.
    """

    name: str
    model: type[BaseModel]
    rules: tuple[Rule, ...] = ()
    loads: Callable[[Any], tuple[HostVerdict, ...]] = no_hosts
    refused: Callable[[Any, str], tuple[HostVerdict, ...] | None] = not_asked
    describe: Callable[[Any], Description] | None = None
    govern: Callable[[Any], Probation | Grant | Receipt] | None = None
    links: Callable[[Any], tuple[Link, ...]] = no_links
    duplicate: Callable[[Route], Verdict] = duplicates_are_policy
    measured: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an installation: what to do, and the command for it where there is one."""

    text: str
    command: str = ""


def nowhere(name: str, format_: ArtifactFormat) -> str | None:  # noqa: ARG001
    """Where a manifest lies that is in no artifact."""
    return None


def no_refusals(read: Read) -> Iterator[Refusal]:  # noqa: ARG001 - the default of `Dialect.refuses`
    """Find that a client takes everything: there is nothing for it."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Listed:
    """What a release lists for a client beyond its capabilities, such as programs or roles.

    Attributes:
        what: in words, in the plural.
        admits: whether they are who is let in, and everybody is where there are none.
    """

    what: str
    values: tuple[str, ...]
    admits: bool = False


def no_lists(release: ReleaseEntry) -> Iterator[Listed]:  # noqa: ARG001 - the default of `Dialect.lists`
    """List nothing beyond the capabilities."""
    return iter(())


def no_steps(frame: Frame, package: Package, release: Release) -> Sequence[Step]:  # noqa: ARG001
    """Say nothing about installing."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One ecosystem: how it describes a plugin, and what its client reads.

    Attributes:
        name: the manifest's file name in a release without ``.json``, and the key in the index.
        manifests: which record kind ``<name>.json`` is, by the kind of package it stands in.
        governance: record kinds that ``governance/`` may hold, by the file name's first word.
        formats: the artifact formats that the client takes.
        member: package's native name and format → path of the manifest inside the artifact, or
            `None` where the client looks for none.  Its bytes must equal the catalog's copy.
        release_rules: what needs the whole release; each check takes a `catalog.ReleaseEntry`.
        artifact_rules: what needs the files of an artifact of one of `formats`, fetched ones too;
            each check takes a `catalog.ArtifactEntry`.
        catalog_rules: what needs all packages; each check takes the `catalog.Catalog`.
        shelf: which releases the client is shown; `None` where it is shown none.
        projection: the files that the client reads: what is on the shelf, and nothing else; `None`
            where it reads none.
        refuses: what of the published files the client would not take, by its own rules; reads
            paths below the published root, and gets `None` for one that is not there.
        install: what a person does to install a release, as the client really works.
        lists: what a reviewer must see beside the capabilities, where it comes or goes.
        vocabulary: what its manifests can ask for, as a reference for readers.
        fields: what each field of its records is for; a key is a field, or ``Model.field``.
        starter: the smallest files that its client takes, by path in a release's source.
    """

    name: str
    title: str
    kinds: tuple[RecordKind, ...]
    manifests: Mapping[Kind, str]
    governance: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[ArtifactFormat, ...] = ()
    member: Callable[[str, ArtifactFormat], str | None] = nowhere
    release_rules: tuple[Rule, ...] = ()
    artifact_rules: tuple[Rule, ...] = ()
    catalog_rules: tuple[Rule, ...] = ()
    shelf: Shelf | None = None
    projection: Part[Any] | None = None
    refuses: Callable[[Read], Iterator[Refusal]] = no_refusals
    install: Callable[[Frame, Package, Release], Sequence[Step]] = no_steps
    lists: Callable[[ReleaseEntry], Iterator[Listed]] = no_lists
    vocabulary: Vocabulary | None = None
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    starter: Callable[[Beginning], Mapping[str, bytes]] = nothing

    def kind(self, name: str) -> RecordKind:
        """The record kind of a name.

        Raises:
            KeyError: the dialect has no such kind.
        """
        for kind in self.kinds:
            if kind.name == name:
                return kind
        raise KeyError(name)
