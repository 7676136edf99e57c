"""What a release on probation has to show, unless its reviewers ask for something else."""

import re
from collections.abc import Iterator
from typing import Final

from chandlery.quoting import quoted
from chandlery.stages.answers import Unfit, a_text

_USUAL: Final = {
    "source_review": "Somebody who did not write it has read every file of the artifact.",
    "declared_effects": "What the code touches is what the README and the manifests say, and "
    "nothing more.",
    "own_tests": "The tests that belong to it pass on the files of this release.",
}
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,63}")


def usual_criteria() -> Iterator[str]:
    """The criteria that nobody has to name, as `a_criterion` gives them."""
    for name, summary in _USUAL.items():
        yield f"{name}: {summary}"


def a_criterion(text: str) -> str:
    """A criterion's name and what it means, joined by a colon; known ones by name alone."""
    name, _, summary = (part.strip() for part in text.partition(":"))
    if not _NAME.fullmatch(name):
        raise Unfit(f"{quoted(name)} is no name of a criterion", "Write it like `source_review`.")
    summary = summary or _USUAL.get(name, "")
    if not summary:
        raise Unfit(
            f"nothing says what {quoted(name)} means", f"Say it: `{name}: what is to be shown`."
        )
    return f"{name}: {a_text(summary)}"


def criterion(text: str) -> dict[str, object]:
    """A criterion of a probation that begins."""
    name, _, summary = text.partition(": ")
    return {
        "name": name,
        "required": True,
        "passed": False,
        "summary": summary,
        "evidence_ids": [],
    }
