"""What pages about many packages know of each: enough for them, and no more.

A summary comes out of JSON as it went in.  Ten thousand of them are read for each publication, so
that what few pages show (the reviewers' records) is not in it but for a digest.
"""

from msgspec import Struct

from chandlery.model.description import Dependency, Effect, Isolation, Risk
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Kind


class Denial(Struct, frozen=True, array_like=True, gc=False):
    """A denial that reviewers have decided again since: it stays on the board.

    Attributes:
        place: of the probation among those of its release.
    """

    place: int
    moment: str


class ReleaseSummary(Struct, frozen=True, array_like=True, gc=False):
    """One release.

    Attributes:
        dialects: of its manifests, in their order.
        decided: when the probation that decides was decided, or begun; "" where there is none.
        records: a digest of what the reviewers recorded; "" where nobody has looked.
    """

    version: str
    published: str
    publisher: str
    review: ReviewState
    availability: Availability
    dialects: tuple[str, ...]
    decided: str = ""
    denials: tuple[Denial, ...] = ()
    records: str = ""


class DeclaredUse(Struct, frozen=True, array_like=True, gc=False):
    """One declared capability, and the ecosystem in whose manifest it stands."""

    dialect: str
    native: str
    operations: tuple[str, ...]
    targets: tuple[str, ...]


class DeclaredEffect(Struct, frozen=True, array_like=True, gc=False):
    """Everything a release declares that comes to one effect, and the highest risk in it."""

    effect: Effect
    risk: Risk
    uses: tuple[DeclaredUse, ...]


class Supply(Struct, frozen=True, array_like=True, gc=False):
    """What a package is in an ecosystem whose installer is not told a version.

    Attributes:
        ever: what any of its releases needs there.
    """

    dialect: str
    native_name: str
    needs: tuple[Dependency, ...]
    ever: tuple[str, ...] = ()


class ObjectStackEntry(Struct, frozen=True, array_like=True, gc=False):
    """What ObjectStack's two catalogs say of a package.

    Attributes:
        version: of the newest release that is offered there, else of the newest that serves it.
        connectors: names, each with what it is made of.
        scopes: what it declares of the environment's own records.
        offered: whether ObjectStack's catalog carries it.
    """

    version: str
    type: str
    connectors: tuple[tuple[str, str], ...]
    scopes: tuple[str, ...]
    offered: bool


class Summary(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A package or an integration, which has no releases.

    Attributes:
        dialects: the ecosystems that any release serves, sorted.
        date: the day of the release to show first, or that on which an integration was made.
        changed: the newest time in its records, or "".
        releases: from the oldest version to the newest.
        shown: the place of the release to show first; -1 where there is none.
        publishers: of its releases, sorted.
        declared: by the release that is shown first, in the order of the vocabulary.
        isolation: by that release, sorted.
        platforms: by that release, sorted, whatever each ecosystem calls them.
        uses: the package that an integration shows, or "".
    """

    kind: Kind
    name: str
    title: str
    summary: str
    categories: tuple[str, ...]
    license: str
    dialects: tuple[str, ...]
    date: str = ""
    changed: str = ""
    releases: tuple[ReleaseSummary, ...] = ()
    shown: int = -1
    publishers: tuple[str, ...] = ()
    declared: tuple[DeclaredEffect, ...] = ()
    isolation: tuple[Isolation, ...] = ()
    platforms: tuple[str, ...] = ()
    supplies: tuple[Supply, ...] = ()
    objectstack: ObjectStackEntry | None = None
    uses: str = ""

    @property
    def path(self) -> str:
        """The folder of its page, below the published root."""
        return f"{self.kind.folder}/{self.name}"

    @property
    def latest(self) -> ReleaseSummary:
        """The release to show first.

        Raises:
            LookupError: there is no release.
        """
        if self.shown < 0:
            raise LookupError(f"{self.name} has no release")
        return self.releases[self.shown]

    def release(self, version: str) -> ReleaseSummary:
        """The release of a version.

        Raises:
            LookupError: there is none.
        """
        for release in self.releases:
            if release.version == version:
                return release
        raise LookupError(f"{self.name} has no release {version}")

    def declares(self, effect: Effect) -> DeclaredEffect:
        """What the release that is shown first declares that comes to an effect.

        Raises:
            LookupError: nothing does.
        """
        for declared in self.declared:
            if declared.effect is effect:
                return declared
        raise LookupError(f"{self.name} does not declare {effect}")
