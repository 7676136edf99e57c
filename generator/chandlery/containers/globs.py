"""The globs in which a project names its licence files (PEP 639)."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

MAX_PATTERN = 1024  # characters; no path that we take has more, and long ones take long to read


def matches(path: str, pattern: str) -> bool:
    """Whether a glob matches a whole path: ``*`` stays in a folder, ``**`` is any number of them.

    Takes time proportional to the parts of the path times those of the pattern, whatever they are.
    One that is longer than any path matches nothing.
    """
    if len(pattern) > MAX_PATTERN:
        return False
    globs = pattern.split("/")
    reached = _without_folders({0}, globs)
    for part in path.split("/"):
        reached = _without_folders(set(_after(part, reached, globs)), globs)
    return len(globs) in reached


def _without_folders(reached: set[int], globs: list[str]) -> set[int]:
    """How many globs can be used up, counting each ``**`` as no folder at all."""
    more = set(reached)
    for index, glob in enumerate(globs):
        if glob == "**" and index in more:
            more.add(index + 1)
    return more


def _after(part: str, reached: set[int], globs: list[str]) -> Iterator[int]:
    for index in reached:
        if index < len(globs):
            if globs[index] == "**":
                yield index
            elif fnmatchcase(part, globs[index]):
                yield index + 1
