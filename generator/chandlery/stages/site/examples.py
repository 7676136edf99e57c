"""Which published file stands on the page of its type, as an example."""

from collections.abc import Callable, Collection, Iterable, Mapping

from chandlery.formats import index_v1 as v1
from chandlery.model.content import FileFact
from chandlery.stages.index import ROOT

# The smallest file of its type that is long enough to show something.
_TELLING = 1000  # bytes


def examples(
    shown: Mapping[str, FileFact],
    made: Iterable[FileFact],
    gone: Collection[str],
    every: Callable[[], Iterable[FileFact]],
) -> dict[str, FileFact]:
    """The file to show of each type of the index, by the schema's name.

    Args:
        shown: what was shown the last time; nothing, where `made` is everything.
        made: files of owners that were asked now.
        gone: the paths that nobody has any more.
        every: all files that there are; called only where what was shown is no longer the best.
    """
    now = {file.path: file for file in made}
    best = _best(now.values())
    for name, fact in shown.items():
        if fact.path not in gone and fact.path not in now:
            best[name] = min(best.get(name, fact), fact, key=rank)
    worse = (
        name for name, fact in shown.items() if name not in best or rank(best[name]) > rank(fact)
    )
    return _best(every()) if any(map(_is_one_of_many, worse)) else best


def _is_one_of_many(name: str) -> bool:
    """Whether a type has more files than one, so that another may show it better now."""
    return "<" in v1.PLACES[name]


def rank(file: FileFact) -> tuple[bool, int, str]:
    """The smaller, the better it shows its type."""
    short = file.size < _TELLING
    return short, -file.size if short else file.size, file.path


def _best(files: Iterable[FileFact]) -> dict[str, FileFact]:
    best: dict[str, FileFact] = {}
    for file in files:
        name = v1.schema_of(file.path.removeprefix(f"{ROOT}/"))
        if name and (name not in best or rank(file) < rank(best[name])):
            best[name] = file
    return best
