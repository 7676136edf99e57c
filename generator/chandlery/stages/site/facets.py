"""What a catalog can be browsed by: one row for each package and integration."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from chandlery.model.description import EFFECT_TITLES, Effect, Isolation
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Integration, Kind, Marketplace, Package, Publisher
from chandlery.stages.site.page import Listed
from chandlery.stages.site.views import ISOLATION_TITLES, declared, slug

KIND_TITLES = {
    Kind.PLUGIN: "Plugin",
    Kind.ADAPTER: "Adapter",
    Kind.INTEGRATION: "Reference integration",
}
# Platforms as people write them; others stand as they are.
_PLATFORM_TITLES = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}
# Ecosystems differ in what they call one platform; a page shows the manifest's own word.
_PLATFORMS = {"darwin": "macos", "win32": "windows"}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to find.  `answers` are sorted in the order of the vocabulary, by facet."""

    item: Listed
    kind: Kind
    latest: str
    date: str
    answers: Mapping[str, tuple[str, ...]]

    @property
    def path(self) -> str:
        """The folder of its page, below the published root."""
        return f"{self.kind.folder}/{self.item.name}"


@dataclass(frozen=True, slots=True)
class Question:
    """One facet: what may be answered, in order, and where the static list of an answer is.

    Attributes:
        order: the vocabulary, or nothing for the alphabet.
        elsewhere: a page that lists an answer's rows already.
    """

    name: str
    title: str
    order: tuple[str, ...] = ()
    titles: Mapping[str, str] | None = None
    elsewhere: Callable[[str], str] | None = None

    def called(self, value: str) -> str:
        """What people call an answer."""
        return (self.titles or {}).get(value, value)

    def address(self, value: str) -> str:
        """The folder of the page that lists the rows of an answer."""
        if self.elsewhere:
            return self.elsewhere(value)
        return f"browse/{self.name}/{slug(value.replace('+', ' plus '))}"

    def sorted(self, values: Iterable[str]) -> list[str]:
        """Answers in the order in which they are shown."""
        place = {value: index for index, value in enumerate(self.order)}
        return sorted(
            values, key=lambda value: (place.get(value, len(place)), value.casefold(), value)
        )


def questions(marketplace: Marketplace, titles: Mapping[str, str]) -> tuple[Question, ...]:
    """Every facet, in the order of the page.

    Args:
        titles: dialect to what people call the ecosystem.
    """
    names = {name: item.record.title for name, item in marketplace.publishers.items()}
    kinds = {kind.value: title for kind, title in KIND_TITLES.items()}
    return (
        Question("ecosystem", "Ecosystem", titles=titles),
        Question("kind", "Kind", tuple(kinds), kinds, elsewhere=lambda value: Kind(value).folder),
        Question("category", "Category", elsewhere=lambda value: f"categories/{slug(value)}"),
        Question(
            "effect",
            "Declares",
            tuple(Effect),
            {effect.value: title for effect, title in EFFECT_TITLES.items()},
            elsewhere=lambda value: f"capabilities/{value}",
        ),
        Question(
            "isolation",
            "Runs",
            tuple(Isolation),
            {tier.value: f"{tier}: {title}" for tier, title in ISOLATION_TITLES.items()},
        ),
        Question("review", "Review state", tuple(ReviewState)),
        Question("availability", "Availability", tuple(Availability)),
        Question(
            "publisher",
            "Publisher",
            titles=names,
            elsewhere=lambda value: f"publishers/{value}",
        ),
        Question(
            "verification",
            "Publisher's identity",
            ("partner", "trusted", "verified", "pending", "unverified"),
        ),
        Question("license", "Licence"),
        Question("platform", "Platform", titles=_PLATFORM_TITLES),
    )


def rows(marketplace: Marketplace) -> tuple[Row, ...]:
    """Everything there is to find, by name."""
    found = [
        *(_package(item, marketplace.publishers) for item in marketplace.packages),
        *(_integration(item) for item in marketplace.integrations),
    ]
    return tuple(sorted(found, key=lambda row: row.item.name))


def newest_first(found: Iterable[Row]) -> list[Row]:
    """Rows by date, the newest first; equal ones by name."""
    return sorted(found, key=lambda row: row.date, reverse=True)


def answered(found: Sequence[Row], question: Question) -> dict[str, list[Row]]:
    """The rows of each answer, in the question's order."""
    groups: dict[str, list[Row]] = {}
    for row in found:
        for value in row.answers.get(question.name, ()):
            groups.setdefault(value, []).append(row)
    return {value: groups[value] for value in question.sorted(groups)}


def _package(package: Package, publishers: Mapping[str, Publisher]) -> Row:
    answers = {**_common(package), "kind": (package.kind.value,), "ecosystem": package.dialects}
    if not package.releases:
        return Row(package, package.kind, "", "", answers)
    latest = package.latest
    described = [manifest.description for manifest in latest.manifests]
    named = {name for item in described for name in item.compatibility.platforms}
    publisher = publishers.get(latest.publisher)
    answers |= {
        "effect": tuple(item.effect.value for item in declared(latest)),
        "isolation": tuple(sorted({item.isolation.value for item in described})),
        "review": (latest.review.state.value,),
        "availability": (latest.availability.value,),
        "publisher": tuple(sorted({release.publisher for release in package.releases})),
        "verification": (publisher.record.verification.level,) if publisher else (),
        "platform": tuple(sorted({_PLATFORMS.get(name, name) for name in named})),
    }
    return Row(package, package.kind, latest.version, latest.published[:10], answers)


def _integration(item: Integration) -> Row:
    answers = {
        **_common(item),
        "kind": (Kind.INTEGRATION.value,),
        "ecosystem": (item.manifest.dialect,),
    }
    return Row(item, Kind.INTEGRATION, "", item.created_at[:10], answers)


def _common(item: Listed) -> dict[str, tuple[str, ...]]:
    return {
        "category": tuple(dict.fromkeys(item.listing.categories)),
        "license": (item.listing.license,),
    }
