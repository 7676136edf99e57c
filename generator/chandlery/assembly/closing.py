"""The list of all published files, over what was assembled."""

from collections.abc import Collection

from chandlery.assembly.again import WrittenTwice
from chandlery.assembly.run import Assembled
from chandlery.assembly.share import Edition
from chandlery.model.content import LISTING, PublishedFile
from chandlery.model.marketplace import Frame
from chandlery.stages.index import ROOT, close, counted
from chandlery.stages.listing import REACHED, entry_over, patched, told_of


def closed(assembled: Assembled, frame: Frame, edition: Edition) -> tuple[PublishedFile, ...]:
    """Everything that was assembled, and the list of it, where nothing was known before.

    Raises:
        WrittenTwice: something has the path of the list.
    """
    files = assembled.ledger.changed
    last = close(frame, assembled.counts, files, serial=edition.serial, commit=edition.commit)
    paths = {file.path for file in files}
    for file in last:
        if file.path in paths:
            raise WrittenTwice(file.path)
    return (*files, *last)


def closed_again(
    assembled: Assembled, frame: Frame, edition: Edition, listing: bytes, gone: Collection[str]
) -> tuple[PublishedFile, PublishedFile]:
    """The list of all files, where some are other than those that it told of, and what is over it.

    Args:
        listing: as it was.
        gone: paths that are not published any more.
    """
    data = patched(listing, assembled.ledger.changed, gone)
    told = [told_of(data, f"{ROOT}/{name}") for name in REACHED]
    files = PublishedFile.of(LISTING, data)
    over = entry_over(
        frame,
        counted(assembled.counts, data.count(b"\n")),
        files,
        filter(None, told),
        serial=edition.serial,
        commit=edition.commit,
    )
    return files, over
