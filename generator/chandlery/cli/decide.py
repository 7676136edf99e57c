"""``chandlery promote``, ``reject`` and ``expire``: write down what the reviewers decided."""

import argparse
from collections.abc import Mapping
from functools import partial
from typing import Final

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
from chandlery.stages.decide import Decision, decide, release_of
from chandlery.stages.proposals import naming

_DESCRIPTION: Final = {
    "promote": "Adds a probation record that promotes the release. Every required criterion has to "
    "be passed,\nwith evidence; those that are not yet are passed with --passed.",
    "reject": "Adds a probation record that rejects the release. It stays in the catalog, with its "
    "rationale;\nsomething new has to be shown before it can be promoted.",
    "expire": "Adds a probation record that says that the probation ran out before anybody "
    "decided.",
}
_EXAMPLES: Final = {
    "promote": """\
example:
  chandlery promote tidy@1.0.0 --by "Quay maintainers" --evidence evidence_tidy_source \\
    --passed source_review=evidence_tidy_source --check evidence_tidy_compat \\
    --rationale "Read in full; it does what it says and nothing else."
""",
    "reject": """\
example:
  chandlery reject tidy@1.0.0 --by "Quay maintainers" --evidence evidence_tidy_source \\
    --rationale-file why.md
""",
    "expire": """\
example:
  chandlery expire tidy@1.0.0 --by "Quay maintainers" --evidence evidence_tidy_opened \\
    --rationale "The publisher did not answer; no test was ever run."
""",
}


def release_name(text: str) -> tuple[str, str]:
    """A package and a version, joined by ``@``.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    name, _, version = text.partition("@")
    if not name or not version:
        raise argparse.ArgumentTypeError(f"{text!r} is not a release like tidy@1.2.0")
    return name, version


def shown_by(text: str) -> tuple[str, tuple[str, ...]]:
    """A criterion and the ids of what shows it, joined by ``=``.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    name, _, ids = text.partition("=")
    found = tuple(filter(None, (one.strip() for one in ids.split(","))))
    if not name or not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not CRITERION=EVIDENCE")
    return name, found


def _add(act: str, command: argparse.ArgumentParser) -> None:
    """Describe one of the commands."""
    describe(command, _DESCRIPTION[act], _EXAMPLES[act])
    command.add_argument("release", type=release_name, metavar="PLUGIN@VERSION")
    command.add_argument(
        "--by", required=True, metavar="WHO", help="who decided; nobody with a part in it"
    )
    add_text(command, "rationale", "why it was decided so")
    command.add_argument(
        "--evidence",
        required=True,
        action="append",
        metavar="ID",
        help="what the decision rests on; may be given several times",
    )
    command.add_argument(
        "--passed",
        action="append",
        default=[],
        type=shown_by,
        metavar="CRITERION=ID[,ID]",
        help="a criterion that is met, and the evidence that shows it",
    )
    command.add_argument(
        "--check",
        dest="checks",
        action="append",
        default=[],
        metavar="ID",
        help="a compatibility check: evidence or a receipt of it",
    )
    add_writing(command)
    command.set_defaults(run=refusing(partial(_run, act)))


add_promote, add_reject, add_expire = (
    partial(_add, act) for act in ("promote", "reject", "expire")
)


def _run(act: str, args: argparse.Namespace) -> int:
    tree = FolderTree(require_folder(args.catalog))
    name, version = args.release
    catalog = known(tree, name)
    release = release_of(catalog, name, version)
    at = time_of(args)
    decision = Decision(
        act=act,
        by=args.by,
        rationale=prose(args, "rationale"),
        evidence=tuple(args.evidence),
        checks=tuple(args.checks),
        passed=_joined(args.passed),
        at=at,
    )
    files = decide(catalog, release, decision)
    beside = naming(tree, release.native_name("craik")) if act == "reject" else frozenset()
    code = propose(args, Proposal(tree=tree, files=files, at=at, beside=beside))
    if code == 0 and not args.dry_run:
        next_steps("chandlery check --changed-since origin/main", "open a pull request")
    return code


def _joined(given: list[tuple[str, tuple[str, ...]]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, ids in given:
        found[name] = (*found.get(name, ()), *ids)
    return found
