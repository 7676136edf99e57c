"""What is to become of a place of publication: what is written there, and what stays."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from chandlery.model.content import PublishedFile
from chandlery.ports.places import Place, Update, built_files
from chandlery.ports.publication import listed_in
from chandlery.stages.index import ENTRY, FILES, ROOT
from chandlery.stages.index_difference import forgotten
from chandlery.stages.read_index import IndexReader, IndexUnreadable
from chandlery.stages.retention import STATE, Keeping, Retained, retain, retained_from, state_of


def update(root: Path, built: IndexReader, place: Place, seconds: int) -> Update:
    """What is to become of the place.

    Raises:
        IndexUnreadable: the built folder holds no sound index.
    """
    files = built_files(root, built.files)
    closing = (
        PublishedFile.of(FILES, built.reached("files.jsonl")),
        PublishedFile.of(ENTRY, built.entry_bytes),
    )
    before = retained_from(place.read(STATE))
    kept = _kept(built, place, before, seconds)
    state = (PublishedFile.of(STATE, state_of(kept)),) if kept else ()
    entry = built.entry
    return Update(
        files=(*files, *state, *closing),
        last=(FILES, ENTRY),
        former=frozenset({STATE, *before}),
        kept=frozenset(kept),
        over=place.read(ENTRY),
        title=f"Publish {entry.marketplace.title} as of {entry.source.commit or 'a working tree'}",
        there=_vouched_for(place),
    )


def _vouched_for(place: Place) -> dict[str, str]:
    """Digests of what is published, where its own index can be read, and of what is beside it."""
    index = IndexReader(place.read)
    found: dict[str, str] = {}
    with suppress(IndexUnreadable):
        found |= {path: told.sha256 for path, told in index.files.items()}
        found |= {f"{ROOT}/{name}": told.sha256 for name, told in index.entry.files.items()}
    for path in (ENTRY, STATE):
        data = place.read(path)
        if data is not None:
            found[path] = PublishedFile.of(path, data).sha256
    return found


def _kept(built: IndexReader, place: Place, before: Retained, seconds: int) -> Retained:
    lines = (place.read(FILES) or b"").splitlines()
    left_out = {path for line in lines for path in listed_in(line)} - built.files.keys()
    keeping = Keeping(serial=built.entry.serial, seconds=seconds)
    # Artifacts leave the index for a reason; without one that has, shards need not be read.
    if any(path.startswith("artifacts/") for path in (*left_out, *before)):
        keeping = replace(
            keeping,
            withdrawn=frozenset(built.withdrawn()),
            forgotten=_forgotten(built, IndexReader(place.read, "what is published")),
        )
    return retain(before, left_out, built.files.keys(), keeping)


def _forgotten(built: IndexReader, there: IndexReader) -> frozenset[str]:
    with suppress(IndexUnreadable):  # then nothing says why something went
        return frozenset(forgotten(there, built))
    return frozenset()
