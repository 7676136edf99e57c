"""What a build takes over from the one before, and what keeps it from that."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from chandlery.assembly.share import Share
from chandlery.errors import CatalogError
from chandlery.model.content import FileFact
from chandlery.model.parts import Kept, Part, Told, no_again
from chandlery.stages.index import Name, Tally, tally
from chandlery.stages.looks import Known


class WrittenTwice(CatalogError):  # noqa: N818 - it reads as what happened
    """Two parts of a marketplace want to write one path, with different bytes."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} is written twice, with different bytes",
            "Rename the page or file of the catalog's `site-src/` that comes to this path.",
        )
        self.path = path


class More(Exception):  # noqa: N818 - as above
    """Others have to be looked at as well: their files tell of what changed.

    Attributes:
        names: theirs.
    """

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(names)
        self.names = names


class NotKept(Exception):  # noqa: N818 - as above
    """Something is needed that the last build has not left: all has to be made."""


def published(share: Share, part: str) -> dict[str, FileFact]:
    """What the last build published of a part, by path."""
    return {fact.path: fact for fact in share.previous.files(f"*{part}")}


def again(share: Share, known: Known, part: Part[Any]) -> Iterable[Kept] | None:
    """The files of a part about all, made of what was published; `None` where that cannot be."""
    if share.anew or part.again is no_again:
        return None
    names = known.changed(part)
    return part.again(
        Told(
            frame=share.frame,
            names=names,
            now=known.looked_up(part),
            was=known.before(part, names),
            published=published(share, part.name),
            read=share.read,
        )
    )


def counted(share: Share, known: Known, part: Part[Name]) -> Tally:
    """How much there is: what there was, and what those that were looked at make of it."""
    if share.counts is None:
        return tally(known.everything(part).values())
    before, now = known.exchanged(part)
    counts = Counter(share.counts)
    counts.update(tally(now))
    counts.subtract(tally(before))
    return counts
