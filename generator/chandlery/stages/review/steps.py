"""What the maintainer must do next, in the order in which to do it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from chandlery.formats import review_v1 as v1

# The kind of a reason → what to do about it, in the order in which to do it.
_STEPS: Final[Mapping[str, str]] = {
    "conflict": "Ask the author to rebase onto the base, and review again.",
    "unrelated": "Ask the author to begin from the base; nothing of this can be merged.",
    "findings": "Send it back: the errors must be mended first.",
    "not-checked": "Run the review again where everything can be checked, with the history and "
    "the network.",
    "ownership": "Make sure that the owners agree: ask them to approve the pull request.",
}
_LOOK: Final = "Look at"


def steps(
    landing: v1.Landing, reasons: Iterable[v1.Reason], parts: Iterable[v1.Part]
) -> Iterator[str]:
    """Imperative sentences."""
    every = [*reasons, *(reason for part in parts for reason in part.reasons)]
    kinds = {reason.what for reason in every}
    if landing.manner == "nothing":
        yield "Close it: the base has all of it already."
        return
    yield from (text for what, text in _STEPS.items() if what in kinds)
    if not every:
        yield "Merge it."


def commands(landing: v1.Landing) -> list[str]:
    """What to run at home."""
    return [
        f"git fetch origin {landing.head.commit}",
        f"chandlery review --base {landing.base.commit} --head {landing.head.commit}",
    ]
