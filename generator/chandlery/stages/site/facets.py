"""What a catalog can be browsed by: one row for each package and integration."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from chandlery.model.description import EFFECT_TITLES, Effect, Isolation
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Frame, Kind
from chandlery.model.overview import Overview
from chandlery.model.summary import Summary
from chandlery.stages.site.views import ISOLATION_TITLES, slug

KIND_TITLES = {
    Kind.PLUGIN: "Plugin",
    Kind.ADAPTER: "Adapter",
    Kind.INTEGRATION: "Reference integration",
}
# Platforms as people write them; others stand as they are.
_PLATFORM_TITLES = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}


Answers = tuple[str, ...]


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


def questions(frame: Frame, titles: Mapping[str, str]) -> tuple[Question, ...]:
    """Every facet, in the order of the page.

    Args:
        titles: dialect to what people call the ecosystem.
    """
    names = {name: item.record.title for name, item in frame.publishers.items()}
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


class Rows:
    """Everything there is to find, by name, and what answers to what: several pages ask for it."""

    def __init__(self, overview: Overview) -> None:
        """Take all there is; it is looked through when somebody asks."""
        self.overview = overview
        self.everything = [*overview.items.values()]
        self._answered: dict[str, dict[str, list[Summary]]] = {}

    @cached_property
    def _columns(self) -> Mapping[str, Sequence[Answers]]:
        levels = {
            name: (publisher.record.verification.level,)
            for name, publisher in self.overview.frame.publishers.items()
        }
        answers = [_answers(levels, item) for item in self.everything]
        return dict(zip(_NAMES, zip(*answers, strict=True), strict=False))

    def newest_first(self) -> list[Summary]:
        """By date, the newest first; equal ones by name."""
        return sorted(self.everything, key=attrgetter("date"), reverse=True)

    def answers(self, question: Question) -> Sequence[Answers]:
        """What everything answers, in the order of the vocabulary."""
        return self._columns.get(question.name, ())

    def answered(self, question: Question) -> Mapping[str, Sequence[Summary]]:
        """What gives each answer, in the question's order."""
        known = self._answered.get(question.name)
        if known is None:
            groups: dict[str, list[Summary]] = defaultdict(list)
            for item, answers in zip(self.everything, self.answers(question), strict=False):
                for value in answers:
                    groups[value].append(item)
            known = {value: groups[value] for value in question.sorted(groups)}
            self._answered[question.name] = known
        return known


# In the order of what `_answers` gives.
_NAMES = (
    *("kind", "ecosystem", "category", "license", "effect", "isolation", "review"),
    *("availability", "publisher", "verification", "platform"),
)


def _answers(levels: Mapping[str, Answers], item: Summary) -> tuple[Answers, ...]:
    """What a package or an integration answers to each question.

    Args:
        levels: how the identity of each publisher was verified.
    """
    kind, categories = (item.kind._value_,), item.categories
    if len(categories) > 1:
        categories = tuple(dict.fromkeys(categories))
    if item.shown < 0:
        return kind, item.dialects, categories, (item.license,), (), (), (), (), (), (), ()
    latest = item.releases[item.shown]
    return (
        kind,
        item.dialects,
        categories,
        (item.license,),
        tuple([declared.effect._value_ for declared in item.declared]),
        tuple([tier._value_ for tier in item.isolation]),
        (latest.review._value_,),
        (latest.availability._value_,),
        item.publishers,
        levels.get(latest.publisher, ()),
        item.platforms,
    )
