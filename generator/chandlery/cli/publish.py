"""``chandlery publish``: a built marketplace to where its readers find it."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from chandlery.cli.consult import reading
from chandlery.cli.exits import CLEAN
from chandlery.cli.options import refuse_nested, require_folder
from chandlery.cli.publish_update import update
from chandlery.cli.shown import exit_code, show_read
from chandlery.diagnostics import has_errors
from chandlery.ports.branch import BranchPlace, push
from chandlery.ports.errors import StorageError
from chandlery.ports.places import FolderPlace, Place, differs, read_below
from chandlery.ports.previous import previous_at
from chandlery.ports.store_place import Plan, StorePlace
from chandlery.quoting import escaped
from chandlery.stages.guards import Side, guard
from chandlery.stages.index import ENTRY, FILES
from chandlery.stages.read_index import IndexReader, IndexUnreadable

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
        type=something,
        nargs="?",
        default="public",
        metavar="BUILT",
        help="the folder that `chandlery build` wrote (public)",
    )
    command.add_argument("url", nargs="?", metavar="URL", help="the same as --to URL")
    where = command.add_mutually_exclusive_group()
    where.add_argument(
        "--to",
        type=something,
        metavar="DIR|URL",
        help="a folder, as a web server serves it, or an object store: s3://BUCKET/PREFIX",
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
    _settle(args)
    root = require_folder(Path(args.built), "Build it first, with `chandlery build`.")
    with closing(_place(args, root)) as place:
        return _published(args, root, place)


def _settle(args: argparse.Namespace) -> None:
    """Tell an address from the built folder, and see that there is one place to publish to."""
    if args.url is None and "://" in args.built:
        args.built, args.url = "public", args.built
    if args.url is not None:
        if args.to is not None or args.to_branch is not None:
            args.wrong("an address and --to or --to-branch are two places to publish to")
        if "://" not in args.url:
            args.wrong("URL is no address like s3://BUCKET/PREFIX; name a folder by --to")
        args.to = args.url
    if args.to is None and args.to_branch is None:
        args.wrong("say where to publish: an address, --to or --to-branch")
    if args.push is not None and args.to is not None:
        args.wrong("--push goes with --to-branch, not with --to")


def _place(args: argparse.Namespace, root: Path) -> Place:
    if args.to is None:
        return BranchPlace(args.repository, args.to_branch)
    folder = args.to.removeprefix("file://")
    if "://" not in folder:
        refuse_nested(Path(folder), root, "the built folder", "--to")
    if folder == args.to and "://" not in folder:
        return FolderPlace(Path(folder))
    return StorePlace(args.to)


def _published(args: argparse.Namespace, root: Path, place: Place) -> int:
    built = Side.of(partial(read_below, root), str(root))
    where = args.to or args.to_branch
    if isinstance(place, StorePlace):
        place.near = partial(read_below, root)
    with reading(), _still(place):
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
        if isinstance(place, StorePlace):
            _show_plan(place.plan(planned))
        return CLEAN
    report = place.update(planned)
    _tell(
        f"{where}: {report.written} written, {report.unchanged} unchanged, "
        f"{report.removed} removed, {len(planned.kept)} kept for who read before"
    )
    if args.push is not None:
        push(args.repository, args.to_branch, args.push)
    return CLEAN


@contextmanager
def _still(place: Place) -> Iterator[None]:
    """Tell what cannot be read at a place from what changed while it was read.

    Raises:
        StorageError: somebody began to publish there.
    """
    try:
        yield
    except (IndexUnreadable, StorageError):
        if isinstance(place, StorePlace):
            place.require_still()
        raise


def _show_plan(plan: Plan) -> None:
    """Say what would be done, in the order in which it would be."""
    for file in plan.written:
        print(f"write {escaped(file.path)} {file.size}")
    for path in plan.removed:
        print(f"remove {escaped(path)}")
    size = sum(file.size for file in plan.written)
    _tell(
        f"{len(plan.written)} to write, {size} bytes; {plan.unchanged} unchanged, "
        f"{len(plan.removed)} to remove"
    )


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


def _tell(message: str) -> None:
    print(f"chandlery: {message}", file=sys.stderr)
