"""``chandlery publish``: a built marketplace to where its readers find it."""

import argparse
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

from chandlery.cli.consult import reading
from chandlery.cli.exits import CLEAN
from chandlery.cli.options import require_folder
from chandlery.cli.shown import exit_code, show_read
from chandlery.diagnostics import has_errors
from chandlery.model.content import PublishedFile
from chandlery.ports.branch import BranchPlace, push
from chandlery.ports.places import FolderPlace, Place, Update, built_files, differs, read_below
from chandlery.ports.previous import previous_at
from chandlery.stages.guards import Side, guard
from chandlery.stages.index import ENTRY, FILES
from chandlery.stages.read_index import IndexReader
from chandlery.stages.retention import (
    STATE,
    Keeping,
    Retained,
    retain,
    retained_from,
    state_of,
)

_DAY: Final = 24 * 60 * 60


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser(
        "publish",
        help="publish a built marketplace to a folder or a Git branch",
        description="Publishes a built folder, unless that would harm its readers: it is held "
        "against what is published there. Content-addressed files are written first, entry.json "
        "last; unchanged files are not touched.",
    )
    command.add_argument(
        "built",
        type=Path,
        nargs="?",
        default=Path("public"),
        metavar="BUILT",
        help="the folder that `chandlery build` wrote (public)",
    )
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", type=Path, metavar="DIR", help="a folder, as a web server serves it")
    where.add_argument("--to-branch", metavar="BRANCH", help="a branch, such as gh-pages")
    command.add_argument(
        "--repository",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the repository of the branch (the one here)",
    )
    command.add_argument("--push", metavar="REMOTE", help="push the branch there afterwards")
    command.add_argument(
        "--previous",
        metavar="DIR|URL",
        help="the last publication, where it is not what is there now",
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
    command.set_defaults(run=run)


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
    place: Place = FolderPlace(args.to) if args.to else BranchPlace(args.repository, args.to_branch)
    with closing(place):
        return _published(args, root, place)


def _published(args: argparse.Namespace, root: Path, place: Place) -> int:
    built = Side.of(partial(read_below, root), str(root))
    before = last_publication(args, place)
    where = str(args.to or args.to_branch)
    with reading():
        found = guard(built, before, differs=partial(differs, root))
        planned = update(root, built.index, place, args.keep_days * _DAY)
    if before is None:
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
    if args.push:
        push(args.repository, args.to_branch, args.push)
    return CLEAN


def last_publication(args: argparse.Namespace, place: Place) -> Side | None:
    """What readers have: what `--previous` names, or what is at the place."""
    if args.previous:
        return Side.of(previous_at(args.previous, offline=args.offline), args.previous)
    where = str(args.to or args.to_branch)
    return Side.of(place.read, where) if place.read(ENTRY) is not None else None


def update(root: Path, built: IndexReader, place: Place, seconds: int) -> Update:
    """What is to become of the place.

    Raises:
        IndexUnreadable: the built folder holds no sound index.
    """
    files = built_files(root, built.files)
    closing = tuple(
        PublishedFile.of(path, read_below(root, path) or b"") for path in (FILES, ENTRY)
    )
    before = retained_from(place.read(STATE))
    kept = _kept(built, place, before, seconds)
    state = (PublishedFile.of(STATE, state_of(kept)),) if kept or before else ()
    entry = built.entry
    return Update(
        files=(*files, *state, *closing),
        last=(FILES, ENTRY),
        former=frozenset(before),
        kept=frozenset(kept),
        title=f"Publish {entry.marketplace.title} as of {entry.source.commit or 'a working tree'}",
    )


def _kept(built: IndexReader, place: Place, before: Retained, seconds: int) -> Retained:
    listed = set()
    if place.read(ENTRY) is not None:
        listed = set(IndexReader(place.read, "what is published").files)
    keeping = Keeping(
        serial=built.entry.serial, seconds=seconds, withdrawn=frozenset(built.withdrawn())
    )
    return retain(before, listed - built.files.keys(), built.files.keys(), keeping)


def _tell(message: str) -> None:
    print(f"chandlery: {message}", file=sys.stderr)
