"""Where names lead that lead to others: renames, and what replaces what."""

from collections.abc import Mapping


def chain_ends(onward: Mapping[str, str]) -> tuple[dict[str, str | None], set[str]]:
    """Where each name leads in the end, `None` for nowhere, and the names that form circles.

    Each name is passed once, however long the chains are.
    """
    ends: dict[str, str | None] = {}
    circles: set[str] = set()
    for start in onward:
        name, passed = start, dict[str, int]()
        while name in onward and name not in ends and name not in passed:
            passed[name] = len(passed)
            name = onward[name]
        end: str | None = ends.get(name, name)
        if name in passed:
            end = None
            circles.update(list(passed)[passed[name] :])
        ends |= dict.fromkeys(passed, end)
    return ends, circles
