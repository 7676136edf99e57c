"""``chandlery index show`` and ``diff``: read what is published, as a client does."""

import argparse
import json
import sys
from functools import partial

from chandlery.cli.consult import compare, consult
from chandlery.cli.exits import CLEAN, FINDINGS, TRUST, USAGE
from chandlery.formats.index_reports_v1 import Named, Summary, Verification
from chandlery.formats.index_v1 import Published
from chandlery.ports.previous import digest_at
from chandlery.quoting import escaped
from chandlery.reports import index_markdown, index_text
from chandlery.stages.index_difference import difference
from chandlery.stages.index_summary import NoSuchName, named, summary
from chandlery.stages.read_index import IndexReader
from chandlery.stages.verify_index import verify

_SHOW = """\
Shows a publication, or one name in it, reached as a client reaches it: entry.json, bins.json,
names/<bin>.json, shards/<sha256>.json, each digest verified on the way.

exit codes: 0 shown, 2 there is no such name, 3 network or disk, 4 a file is not the published one
"""
_DIFF = """\
Says what changed between two publications. Only what differs by its digest is read.

exit codes: 0 the same, or only growth and decisions; 1 something published changed or vanished: a
name without a rename, a release, the digest of an artifact or manifest, an advisory, the serial;
3 network or disk; 4 a file is not the published one
"""


def add(command: argparse.ArgumentParser) -> None:
    """Describe the commands."""
    actions = command.add_subparsers(metavar="ACTION", required=True)
    where = "the folder or address of a published root"
    shows = actions.add_parser(
        "show",
        help="show a publication, or a name in it",
        description=_SHOW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shows.add_argument("where", metavar="WHERE", help=where)
    shows.add_argument("name", metavar="NAME[@VERSION]", nargs="?", help="a name in it")
    shows.add_argument("--format", choices=["text", "json"], default="text", help="(text)")
    shows.add_argument(
        "--verify",
        action="store_true",
        help="hold every file against its digest; at an address, the files of the index",
    )
    shows.add_argument("--all", action="store_true", help="with --verify: all files, anywhere")
    shows.set_defaults(run=show)
    differs = actions.add_parser(
        "diff",
        help="say what changed between two publications",
        description=_DIFF,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    differs.add_argument("old", metavar="OLD", help=where)
    differs.add_argument("new", metavar="NEW", help=where)
    differs.add_argument(
        "--format", choices=["text", "json", "markdown"], default="text", help="(text)"
    )
    differs.set_defaults(run=diff)


def show(args: argparse.Namespace) -> int:
    """Show a publication or a name; refuse it where ``--verify`` finds it altered."""
    checked = _verified(args) if args.verify or args.all else None
    if checked and checked.mismatches:
        _print(checked, index_text.verification(checked), args.format)
        print(f"chandlery: {args.where} is not as it was published", file=sys.stderr)
        return TRUST
    question = partial(_shown, name=args.name)
    try:
        found = consult(args.where, question)
    except NoSuchName as error:
        print(f"chandlery: {escaped(str(error))}. {escaped(error.hint)}".rstrip(), file=sys.stderr)
        return USAGE
    found = found.model_copy(update={"verification": checked})
    text = index_text.named(found) if isinstance(found, Named) else index_text.summary(found)
    _print(found, text, args.format)
    return CLEAN


def diff(args: argparse.Namespace) -> int:
    """Compare two publications."""
    found = compare((args.old, args.new), difference)
    markdown = args.format == "markdown"
    text = index_markdown.difference(found) if markdown else index_text.difference(found)
    _print(found, text, args.format)
    return FINDINGS if found.broken else CLEAN


def _shown(reader: IndexReader, name: str | None) -> Summary | Named:
    if name is None:
        return summary(reader)
    wanted, _, version = name.partition("@")
    return named(reader, wanted, version)


def _verified(args: argparse.Namespace) -> Verification:
    everything = args.all or "://" not in args.where
    question = partial(verify, digest=digest_at(args.where), everything=everything)
    return consult(args.where, question)


def _print(value: Published, text: str, format_: str) -> None:
    """Print a value; JSON in ASCII, so that nothing in it steers a terminal."""
    sys.stdout.write(json.dumps(value.plain(), indent=2) + "\n" if format_ == "json" else text)
