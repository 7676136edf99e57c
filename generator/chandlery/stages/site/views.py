"""What templates ask of the model: plain words, groups and orders."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from markupsafe import Markup

from chandlery.model.description import (
    EFFECT_TITLES,
    Capability,
    Effect,
    Isolation,
    Layer,
    Risk,
)
from chandlery.model.governance import Advisory, Availability, ReviewState
from chandlery.model.marketplace import Frame, Package, Release, newest_version
from chandlery.model.remembered import remembered
from chandlery.model.summary import Summary
from chandlery.stages.site.compiling import written

ISOLATION_TITLES = {
    Isolation.IN_PROCESS: "inside the host's process",
    Isolation.SANDBOX: "in a sandbox of the host",
    Isolation.WORKER: "in a process of its own",
    Isolation.IN_APP: "inside the host's user interface",
    Isolation.IFRAME: "in a frame of the user interface",
}
LAYER_TITLES = {
    Layer.DECLARATIVE: "declarations only",
    Layer.SCRIPT: "script",
    Layer.CODE: "code",
}
REVIEW_TITLES = {
    ReviewState.UNREVIEWED: "Nobody has reviewed it.",
    ReviewState.PROBATIONARY: "The reviewers are looking at it.",
    ReviewState.PROMOTED: "The reviewers have promoted it.",
    ReviewState.REJECTED: "The reviewers have rejected it.",
    ReviewState.EXPIRED: "Its probation has run out.",
}
AVAILABILITY_TITLES = {
    Availability.AVAILABLE: "It is available.",
    Availability.DEPRECATED: "Its maintainers advise against it.",
    Availability.YANKED: "It is withdrawn from new installs.",
    Availability.BLOCKED: "It must not be installed.",
}
LEVEL_TITLES = {
    "unverified": "Nobody has checked that this publisher is who it says.",
    "pending": "A check of this publisher's identity is under way.",
    "verified": "The marketplace has checked that this publisher is who it says.",
    "trusted": "The marketplace has checked this publisher and trusts it.",
    "partner": "The marketplace works with this publisher.",
}
# Not sets: members of an enumeration are slow to hash, and a marketplace has many releases.
REFUSED = (ReviewState.REJECTED, ReviewState.EXPIRED)
WITHDRAWN = (Availability.YANKED, Availability.BLOCKED)
GRAVE = frozenset({Risk.HIGH, Risk.CRITICAL})
FAMILY_TITLES = {
    "ART": "Artifacts",
    "BRD": "Looks of the marketplace",
    "CAP": "Capabilities",
    "FMT": "Form",
    "GOV": "Governance",
    "GRD": "Guards of a publication",
    "HIS": "History: what had landed stays",
    "LAY": "Layout",
    "LIC": "Licences",
    "MAN": "Manifests and record schemas",
    "NAM": "Names",
    "PIN": "Pins",
    "PUB": "Publishers",
    "REF": "References",
    "SEC": "Secrets",
    "SIZ": "Sizes",
    "SRC": "Sources and downloads",
    "SYN": "Syntax",
    "TXT": "Texts and links",
    "VER": "Versions",
}
RISKS = tuple(Risk)
# Text between single backticks, on one line.
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_ADDRESS = re.compile(r"https://[^\s<>\"]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Use:
    """One declared capability, and the ecosystem in whose manifest it stands."""

    dialect: str
    capability: Capability


@dataclass(frozen=True, slots=True)
class Declared:
    """Everything a release declares that comes to one effect."""

    effect: Effect
    uses: tuple[Use, ...]

    @property
    def title(self) -> str:
        """The effect in plain words."""
        return EFFECT_TITLES[self.effect]

    @property
    def risk(self) -> Risk:
        """The highest risk among the uses."""
        return max((use.capability.risk for use in self.uses), key=RISKS.index)


@remembered(64)
def declared(release: Release) -> tuple[Declared, ...]:
    """What a release declares, by effect, in the order of the vocabulary."""
    groups: dict[Effect, list[Use]] = {effect: [] for effect in Effect}
    for manifest in release.manifests:
        for capability in manifest.description.capabilities:
            groups[capability.effect].append(Use(manifest.dialect, capability))
    return tuple(Declared(effect, tuple(uses)) for effect, uses in groups.items() if uses)


def highest(declared: Declared, dialect: str) -> Risk:
    """The highest risk among the uses of one ecosystem, which has one."""
    risks = (use.capability.risk for use in declared.uses if use.dialect == dialect)
    return max(risks, key=RISKS.index)


def installable(frame: Frame, package: Package) -> Release | None:
    """The release that an installer gets who asks for the newest, if there is one."""
    return newest_version([item for item in package.releases if frame.offered(item)])


def size(count: int) -> str:
    """A number of bytes for people: ``785 B``, ``17.8 kB``, ``2.1 MB``."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1000:.1f} kB"
    return f"{count / 1_000_000:.1f} MB"


@lru_cache(maxsize=10_000)
def slug(text: str) -> str:
    """A text as a part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "other"


def stands(review: ReviewState, availability: Availability) -> bool:
    """Whether nobody has refused or withdrawn a release of these states."""
    return availability not in WITHDRAWN and review not in REFUSED


def warning(release: Release) -> str:
    """What to say before all else of a release that was refused, withdrawn or advised against."""
    titles = []
    if release.availability is not Availability.AVAILABLE:
        titles.append(AVAILABILITY_TITLES[release.availability])
    if release.review.state in REFUSED:
        titles.append(REVIEW_TITLES[release.review.state])
    return " ".join(
        titles
        if stands(release.review.state, release.availability)
        else ["Do not install it.", *titles]
    )


def last_changed(packages: Iterable[Package], advisories: Iterable[Advisory] = ()) -> str:
    """The newest time in the records of packages and in advisories, or "" where there is none."""
    moments = map(_last_changed, packages)
    return max([*moments, *(item.published for item in advisories)], default="")


@remembered(8)
def _last_changed(package: Package) -> str:
    return max((moment for release in package.releases for moment in _of(release)), default="")


def newest_change(items: Iterable[Summary]) -> str:
    """The newest time in the records of what a list shows, or "" where there is none."""
    return max(map(attrgetter("changed"), items), default="")


def _of(release: Release) -> Iterator[str]:
    yield release.published
    for probation in release.review.probations:
        yield from (probation.created_at, probation.decided_at)
    yield from (grant.created_at for grant in release.review.grants)
    yield from (receipt.created_at for receipt in release.review.receipts)
    for evidence in release.review.evidence:
        yield evidence.recorded


def family_title(family: str, titles: Mapping[str, str]) -> str:
    """What the first three letters of a rule's code stand for, in words, or "".

    Args:
        titles: dialect to what people call the ecosystem; a dialect's family is the first three
            letters of its name.
    """
    theirs = {name[:3].upper(): title for name, title in titles.items()}
    return FAMILY_TITLES.get(family) or theirs.get(family, "")


def joined(texts: Sequence[str]) -> str:
    """Texts as a sentence lists them: ``a, b and c``."""
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def inline(text: str) -> Markup:
    """A line of text whose words in single backticks become code; all else is escaped."""
    if "`" not in text:
        return Markup(written(text))  # noqa: S704 - escaped
    parts = [written(part) for part in _CODE.split(text)]
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    return Markup("".join(parts))  # noqa: S704 - built of escaped texts


def linked(text: str) -> Markup:
    """A text that may be an address: a link where it is one, else as `inline` has it."""
    if _ADDRESS.fullmatch(text):
        return _link(text, text)
    if _MAIL.fullmatch(text):
        return _link(f"mailto:{text}", text)
    return inline(text)


def _link(url: str, text: str) -> Markup:
    rel = "nofollow noopener noreferrer ugc"
    html = f'<a href="{written(url)}" rel="{rel}">{written(text)}</a>'
    return Markup(html)  # noqa: S704 - built of escaped texts
