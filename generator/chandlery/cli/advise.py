"""``chandlery yank``, ``block`` and ``deprecate``: say something of releases that are out."""

import argparse
from functools import partial
from typing import Final

from chandlery.cli.destinations import moment
from chandlery.cli.options import describe, require_folder
from chandlery.cli.proposals import (
    Proposal,
    add_writing,
    known,
    next_steps,
    propose,
    refusing,
    time_of,
)
from chandlery.cli.texts import add_text, prose
from chandlery.ports.folder import FolderTree
from chandlery.stages.advise import Advice, advise

_SEVERITIES: Final = ("low", "medium", "high", "critical")
_WHAT: Final = {
    "yank": "take releases out of new installs",
    "block": "forbid releases, also where they are installed",
    "deprecate": "warn of releases, which stay on offer",
}
_DESCRIPTION: Final = """\
Writes an advisory: {what}. It acts on versions or digests,
never on a name for good, gives its evidence, and says where to object.
"""
_EPILOG: Final = """\
example:
  chandlery {act} tidy@1.0.0 --title "Tidy 1.0.0 loses files" --severity high \\
    --reason "A move across disks deletes the original first." \\
    --evidence "https://github.com/acme/tidy/issues/12"
  chandlery {act} tidy --versions ">=1.0.0,<1.2.0" …
"""


def some_releases(text: str) -> tuple[str, str]:
    """A package, and after ``@`` one version of it, or none.

    Raises:
        argparse.ArgumentTypeError: there is no name.
    """
    name, at, version = text.partition("@")
    if not name or (at and not version):
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a name nor a release like tidy@1.2.0"
        )
    return name, version


def _add(act: str, command: argparse.ArgumentParser) -> None:
    """Describe one of the commands."""
    describe(command, _DESCRIPTION.format(what=_WHAT[act]), _EPILOG.format(act=act))
    _add_subject(command)
    command.add_argument("--title", required=True, metavar="TEXT", help="one line")
    add_text(command, "reason", "what is wrong, whom it meets, and what to do")
    command.add_argument(
        "--evidence",
        required=True,
        action="append",
        metavar="TEXT",
        help="an address, or a record's id and what it shows; may be given several times",
    )
    command.add_argument("--severity", choices=_SEVERITIES, default="medium", help="(medium)")
    command.add_argument("--expires", type=moment, metavar="TIME", help="when it lapses")
    command.add_argument(
        "--appeal", default="", metavar="TEXT", help="where to object (the contact)"
    )
    command.add_argument("--id", default="", help="the advisory's (the next number)")
    add_writing(command)
    command.set_defaults(run=refusing(partial(_run, act)))


add_yank, add_block, add_deprecate = (partial(_add, act) for act in ("yank", "block", "deprecate"))


def _add_subject(command: argparse.ArgumentParser) -> None:
    command.add_argument("subject", type=some_releases, metavar="PLUGIN[@VERSION]")
    command.add_argument(
        "--versions",
        action="append",
        default=[],
        metavar="RANGE",
        help="a range of versions, like `>=1.0.0,<1.2.0`; may be given several times",
    )
    command.add_argument(
        "--digest",
        dest="digests",
        action="append",
        default=[],
        metavar="SHA256",
        help="an artifact that is meant, whatever its version",
    )


def _run(act: str, args: argparse.Namespace) -> int:
    tree = FolderTree(require_folder(args.catalog))
    name, version = args.subject
    catalog = known(tree, name)
    at = time_of(args)
    advice = Advice(
        act=act,
        package=name,
        version=version,
        ranges=tuple(args.versions),
        digests=tuple(args.digests),
        title=args.title,
        severity=args.severity,
        reason=prose(args, "reason"),
        evidence=tuple(args.evidence),
        at=at,
        expires=args.expires or "",
        id=args.id,
        appeal=args.appeal,
    )
    code = propose(args, Proposal(tree=tree, files=advise(catalog, advice), at=at))
    if code == 0 and not args.dry_run:
        next_steps("chandlery check --changed-since origin/main", "open a pull request")
    return code
