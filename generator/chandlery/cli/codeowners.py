"""``chandlery codeowners``: who reviews what, from the catalog's own records."""

import argparse
import sys
from pathlib import Path

from chandlery.catalog import Catalog
from chandlery.cli.exits import CLEAN, FINDINGS
from chandlery.cli.options import add_catalog, describe, require_folder
from chandlery.ports.errors import StorageError
from chandlery.ports.folder import FolderTree
from chandlery.ports.git_changes import place_in_repository
from chandlery.quoting import quoted
from chandlery.stages.codeowners import MAX_BYTES, UNSAYABLE, codeowners, is_owner
from chandlery.stages.load import load
from chandlery.stages.validate import validate

_DESCRIPTION = """\
Writes a CODEOWNERS file for GitHub: packages are owned by the maintainers of their listing.yml and
by their publishers, everything else, and every decision, by the catalog's own maintainers. GitHub
knows them by an address like https://github.com/ada, by a contact like @acme/plugins, else by an
address for mail; it asks only those for a review who may write to the repository.

exit codes: 0 written, or up to date; 1 out of date, or no such file can be written
"""


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    describe(command, _DESCRIPTION)
    add_catalog(command)
    command.add_argument(
        "--owner",
        action="append",
        default=[],
        type=owner,
        metavar="OWNER",
        dest="owners",
        help="who maintains the catalog, such as @acme/maintainers (the owner of "
        "marketplace.yml); may be given several times",
    )
    command.add_argument(
        "--out", type=Path, metavar="FILE", help="write it there: .github/CODEOWNERS"
    )
    command.add_argument(
        "--check",
        action="store_true",
        help="with --out: write nothing, and exit with 1 where the file is out of date",
    )
    command.set_defaults(run=run, wrong=command.error)


def owner(text: str) -> str:
    """Somebody whom GitHub knows.

    Raises:
        argparse.ArgumentTypeError: the text names nobody.
    """
    if not is_owner(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not like @ada, @acme/plugins or a@b.example")
    return text


def run(args: argparse.Namespace) -> int:
    """Write the file, or compare it."""
    if args.check and args.out is None:
        args.wrong("--check goes with --out")
    folder = require_folder(args.catalog)
    place = place_in_repository(folder)
    place = f"{folder.name}" if place is None else place.strip("/")
    catalog = validate(load(FolderTree(folder)).value).catalog
    unknown = "marketplace" in catalog.unread and not args.owners
    text = "" if unknown else codeowners(catalog, place, args.owners)
    if problem := _problem(text, place):
        print(f"chandlery: {problem}", file=sys.stderr)
        return FINDINGS
    _tell_unread(catalog)
    if args.out is None:
        sys.stdout.write(text)
        return CLEAN
    if args.check:
        return _compared(args.out, text)
    try:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StorageError.of(error, args.out) from error
    return CLEAN


def _problem(text: str, place: str) -> str:
    """Why there cannot be such a file, or ``""``."""
    if not text:
        return "marketplace.yml names nobody whom GitHub knows, or cannot be read. Give --owner."
    if UNSAYABLE & set(place) or not place.isprintable():
        return f"no pattern of CODEOWNERS can name the folder {quoted(place)}. Call it otherwise."
    if len(text.encode()) > MAX_BYTES:
        return (
            f"the file would have {len(text.encode()):,} bytes; GitHub loads none above "
            f"{MAX_BYTES:,}. Leave reviews to the catalog's maintainers."
        )
    return ""


def _tell_unread(catalog: Catalog) -> None:
    for what in sorted(catalog.unread):
        print(f"chandlery: {quoted(what)} cannot be read, and is left out", file=sys.stderr)


def _compared(path: Path, text: str) -> int:
    there = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    if there == text:
        return CLEAN
    print(f"chandlery: {path} is out of date: run the same without --check", file=sys.stderr)
    return FINDINGS
