"""The addresses that a catalog pins, which of them are due, and what asking them comes to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chandlery.catalog import Catalog
from chandlery.formats.artifact_reports_v1 import AskedArtifact, AskedArtifacts, Standing

# What is worse comes first.
_ORDER: Final[tuple[Standing, ...]] = ("changed", "gone", "refused", "not-checked", "good")
BROKEN: Final[frozenset[Standing]] = frozenset({"changed", "gone", "refused"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """An address, and the bytes that it has to give.

    Attributes:
        releases: which pin it, as PLUGIN@VERSION.
    """

    url: str
    sha256: str
    size: int
    releases: tuple[str, ...]

    @property
    def key(self) -> str:
        """What it is remembered by."""
        return f"{self.sha256} {self.url}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What asking came to; see `AskedArtifact`."""

    standing: Standing
    detail: str = ""
    network: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which addresses are asked in one run.

    Attributes:
        names: of packages; empty for all.
        before: those that were good since then are left, RFC 3339; ``""`` for none.
        limit: how many at most.
    """

    names: frozenset[str] = frozenset()
    before: str = ""
    limit: int | None = None


def addresses(catalog: Catalog, names: frozenset[str] = frozenset()) -> list[Pinned]:
    """Every address that is pinned, once for each digest; in the order of the catalog."""
    found: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for package in catalog.packages:
        for release in package.releases if not names or package.name in names else ():
            for artifact in release.record.artifacts:
                if artifact.url:
                    pin = (artifact.url, artifact.sha256, artifact.size)
                    found[pin].append(f"{package.name}@{release.version}")
    return [
        Pinned(url=url, sha256=sha256, size=size, releases=tuple(dict.fromkeys(releases)))
        for (url, sha256, size), releases in found.items()
    ]


def due(
    pins: Iterable[Pinned], good: Mapping[str, str], choice: Choice
) -> tuple[list[Pinned], list[Pinned]]:
    """Which addresses are asked now, those whose last good answer is oldest first; and the rest."""
    ranked = sorted(pins, key=lambda pin: (good.get(pin.key, ""), pin.url, pin.sha256))
    asked = [pin for pin in ranked if not choice.before or good.get(pin.key, "") < choice.before]
    asked = asked[: choice.limit]
    chosen = {pin.key for pin in asked}
    return asked, [pin for pin in ranked if pin.key not in chosen]


def days_before(at: str, days: int) -> str:
    """The moment so many days before another one."""
    try:
        moment = datetime.fromisoformat(at) - timedelta(days=days)
    except OverflowError:
        return ""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def report(
    answers: Iterable[tuple[Pinned, Answer]],
    left: Iterable[Pinned],
    good: Mapping[str, str],
    at: str,
) -> AskedArtifacts:
    """Everything that is known now; what was not asked is *not checked*."""
    rest = Answer(standing="not-checked", detail="left for another run")
    asked = [
        AskedArtifact(
            url=pin.url,
            sha256=pin.sha256,
            size=pin.size,
            releases=list(pin.releases),
            standing=answer.standing,
            detail=answer.detail,
            network=answer.network,
            good_at=good.get(pin.key),
        )
        for pin, answer in (*answers, *((pin, rest) for pin in left))
    ]
    asked.sort(key=lambda item: (_ORDER.index(item.standing), item.url, item.sha256))
    counts = Counter(item.standing for item in asked)
    return AskedArtifacts(
        at=at,
        good=counts["good"],
        changed=counts["changed"],
        gone=counts["gone"],
        refused=counts["refused"],
        not_checked=counts["not-checked"],
        bytes=sum(item.size for item in asked if item.standing == "good"),
        artifacts=asked,
    )
