"""``chandlery publish``: a built marketplace to where its readers find it."""

import argparse
import sys
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from chandlery.cli.consult import reading
from chandlery.cli.exits import CLEAN
from chandlery.cli.options import refuse_nested, require_folder
from chandlery.cli.shown import exit_code, show_read
from chandlery.diagnostics import has_errors
from chandlery.model.content import PublishedFile
from chandlery.ports.branch import BranchPlace, push
from chandlery.ports.errors import StorageError
from chandlery.ports.places import FolderPlace, Place, Update, built_files, differs, read_below
from chandlery.ports.previous import previous_at
from chandlery.ports.publication import listed_in
from chandlery.quoting import escaped
from chandlery.stages.guards import Side, guard
from chandlery.stages.index import ENTRY, FILES
from chandlery.stages.index_difference import forgotten
from chandlery.stages.read_index import IndexReader, IndexUnreadable
from chandlery.stages.retention import (
    STATE,
    Keeping,
    Retained,
    retain,
    retained_from,
    state_of,
)

_DAY: Final = 24 * 60 * 60


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.description = (
        "Publishes a built folder, unless that would harm its readers: it is held "
        "against what is published there. Content-addressed files are written first, entry.json "
        "last; unchanged files are not touched."
    )
    command.add_argument(
        "built",
        type=a_path,
        nargs="?",
        default=Path("public"),
        metavar="BUILT",
        help="the folder that `chandlery build` wrote (public)",
    )
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--to", type=a_path, metavar="DIR", help="a folder, as a web server serves it"
    )
    where.add_argument("--to-branch", metavar="BRANCH", help="a branch, such as gh-pages")
    command.add_argument(
        "--repository",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the repository of the branch (the one here)",
    )
    command.add_argument(
        "--push", type=something, metavar="REMOTE", help="push the branch there afterwards"
    )
    command.add_argument(
        "--previous",
        type=something,
        metavar="DIR|URL",
        help="the last publication, where it is not, or not only, what is there now",
    )
    command.add_argument(
        "--keep-days",
        type=days,
        default=30,
        metavar="N",
        help="how long superseded shards and artifacts stay (%(default)s)",
    )
    command.add_argument("--dry-run", action="store_true", help="look, and publish nothing")
    command.add_argument("--offline", action="store_true", help="ask no network")
    command.set_defaults(run=run, wrong=command.error)


def something(text: str) -> str:
    """A value that is not empty, as that of a variable is which nobody set.

    Raises:
        argparse.ArgumentTypeError: it is empty.
    """
    if not text:
        raise argparse.ArgumentTypeError("it is empty")
    return text


def a_path(text: str) -> Path:
    """A path that is not empty.

    Raises:
        argparse.ArgumentTypeError: it is empty.
    """
    return Path(something(text))


def days(text: str) -> int:
    """A number of days.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Look at both sides, and publish what stands up to it."""
    root = require_folder(args.built, "Build it first, with `chandlery build`.")
    if args.push is not None and args.to is not None:
        args.wrong("--push goes with --to-branch, not with --to")
    if args.to is not None:
        refuse_nested(args.to, root, "the built folder", "--to")
    place: Place = FolderPlace(args.to) if args.to else BranchPlace(args.repository, args.to_branch)
    with closing(place):
        return _published(args, root, place)


def _published(args: argparse.Namespace, root: Path, place: Place) -> int:
    built = Side.of(partial(read_below, root), str(root))
    where = str(args.to or args.to_branch)
    with reading():
        before = last_publications(args, place, where)
        found = guard(built, before, differs=partial(differs, root))
        planned = update(root, built.index, place, args.keep_days * _DAY)
    if not before:
        _tell("immutability not checked: nothing is published there, and no --previous given")
    show_read(found, built.read, root)
    if has_errors(found):
        _tell(f"nothing was published to {where}")
        return exit_code(found)
    if args.dry_run:
        _tell(f"{len(planned.files)} files would be published to {where}")
        return CLEAN
    report = place.update(planned)
    _tell(
        f"{where}: {report.written} written, {report.unchanged} unchanged, "
        f"{report.removed} removed, {len(planned.kept)} kept for who read before"
    )
    if args.push is not None:
        push(args.repository, args.to_branch, args.push)
    return CLEAN


def last_publications(args: argparse.Namespace, place: Place, where: str) -> list[Side]:
    """What readers have: what is at the place, and what `--previous` names.

    A place whose index cannot be read takes a `--previous` to be published to.

    Raises:
        StorageError: there is something at the place, or nothing at `--previous`, that can be read.
        FetchError: the network failed.
    """
    there = Side.of(place.read, where)
    try:
        sides = [there] if _holds_index(place, there.index) else []
    except IndexUnreadable as error:
        if args.previous is None:
            raise StorageError(
                f"what is published there cannot be read: {escaped(str(error))}",
                "Restore it, or name a good copy of the last publication with --previous.",
            ) from error
        _tell(f"not compared with what is there: {escaped(str(error))}")
        sides = []
    if args.previous is not None:
        named = Side.of(previous_at(args.previous, offline=args.offline), args.previous)
        if all(named.index.entry != side.index.entry for side in sides):
            sides.append(named)
    return sides


def _holds_index(place: Place, index: IndexReader) -> bool:
    """Whether there is a publication at a place, with all that comparing it needs.

    Raises:
        IndexUnreadable: there is a part of one.
    """
    if all(place.read(path) is None for path in (ENTRY, FILES)):
        return False
    for name in index.entry.files:
        index.reached(name)
    for _ in index.names():
        pass
    return True


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
    )


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


def _tell(message: str) -> None:
    print(f"chandlery: {message}", file=sys.stderr)
