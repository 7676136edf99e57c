"""What the maintainer must do next, in the order in which to do it."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from chandlery.formats import review_v1 as v1

# Kinds of reasons that come from lists of ecosystems (`Dialect.lists`).
_MORE: Final = frozenset(
    {
        "programs-that-it-starts",
        "hooks-that-it-is-called-at",
        "roles-that-it-lets-in",
        "dependencies",
    }
)
# The kinds of reasons → what to do about them, in the order in which to do it.
_STEPS: Final[tuple[tuple[AbstractSet[str], str], ...]] = (
    ({"conflict"}, "Ask the author to rebase onto the base; then review again."),
    ({"unrelated"}, "Ask the author to begin from the base: nothing of this can be merged."),
    ({"findings"}, "Send it back: the errors have to be mended first."),
    (
        {"not-checked"},
        "Review again where everything can be checked: with the whole history, and the network.",
    ),
    ({"outside"}, "Look at the files outside of the catalog yourself: nothing is known of them."),
    (
        {"ownership"},
        "Make sure that the owners agree: have one of them approve it, or close it.",
    ),
    (
        {"first-submission"},
        "Look at the plugin as a whole: its name, its README, its source.",
    ),
    (
        {"new-publisher", "unverified-publisher"},
        "Find out who the publisher is; until somebody has, everybody is told so.",
    ),
    (
        {"capabilities", "new-ecosystem", *_MORE},
        "Find out what the new capabilities are for; ask the author where the notes do not say.",
    ),
    ({"licence"}, "See that the new licence is meant, and that its text is in the release."),
    ({"maintainers", "publishers"}, "Have the people who go agree to the people who come."),
    (
        {"hosts-of-artifacts", "signer", "keys", "name-prefixes", "verification"},
        "Ask the publisher by another way than this pull request whether the change is theirs.",
    ),
    ({"settings", "accepted-findings"}, "Read what would hold for the whole catalog."),
    ({"removed"}, "Have it restored: what was published stays, and an advisory withdraws it."),
    ({"promotion", "availability"}, "Have a second reviewer confirm it: it is offered again."),
)


def steps(
    landing: v1.Landing, reasons: Iterable[v1.Reason], parts: Iterable[v1.Part]
) -> Iterator[str]:
    """Imperative sentences."""
    every = [*reasons, *(reason for part in parts for reason in part.reasons)]
    kinds = {reason.what for reason in every}
    if landing.manner == "nothing":
        yield "Close it: the base has all of it already."
        return
    yield from (text for which, text in _STEPS if not which.isdisjoint(kinds))
    if any(reason.verdict == "fail" for reason in every):
        return
    yield "Merge it when that is done." if every else "Merge it."
    for part in parts:
        yield from _after(part)


def _after(part: v1.Part) -> Iterator[str]:
    """What begins when it is merged."""
    for release in part.releases:
        if release.change == "added" and release.governance.now == "unreviewed":
            place = f"{part.path}/governance/{release.version}/probation-1.json"
            yield f"Then open a probation for {release.version}: `{place}`."


def commands(landing: v1.Landing) -> list[str]:
    """What to run at home."""
    return [
        f"git fetch origin {landing.base.commit} {landing.head.commit}",
        f"chandlery review --base {landing.base.commit} --head {landing.head.commit}",
    ]
