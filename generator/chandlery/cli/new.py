"""``chandlery new``: begin a record, by answering questions or giving options."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from chandlery.catalog import Catalog
from chandlery.cli.asking import Unanswered, gather
from chandlery.cli.exits import CLEAN, USAGE
from chandlery.cli.options import describe, require_folder
from chandlery.cli.proposals import (
    Proposal,
    add_writing,
    next_steps,
    patch,
    propose,
    read_catalog,
    refuse_existing,
    refusing,
    time_of,
)
from chandlery.ports.folder import FolderTree, create_files
from chandlery.rules import layout
from chandlery.secrecy.masking import masked
from chandlery.stages import begin, questions
from chandlery.stages.answers import Answers, Question, Unfit, first
from chandlery.stages.begin import Begun
from chandlery.stages.decide import release_of
from chandlery.stages.proposals import NotProposed
from chandlery.trees import MemoryTree


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What can be begun.

    Attributes:
        asks: what is to be known of it, in a catalog; the first is named without ``--``.
        begins: makes its files of the answers.
        unfinished: codes of what it lacks until it has a release.
    """

    help: str
    asks: Callable[[Catalog], list[Question]]
    begins: Callable[[Catalog, Answers, str], Begun]
    example: str
    unfinished: frozenset[str] = field(default=frozenset())


def _of_release(rest: Callable[[Catalog], list[Question]], catalog: Catalog) -> list[Question]:
    """Which release is meant, before the rest."""

    def check(text: str) -> str:
        name, _, version = text.strip().partition("@")
        try:
            release = release_of(catalog, name, version)
        except NotProposed as refusal:
            raise Unfit(str(refusal), refusal.hint) from None
        return f"{release.package}@{release.version}"

    asked = Question(name="release", text="the release, as PLUGIN@VERSION", check=check)
    return [asked, *rest(catalog)]


def _begin_probation(catalog: Catalog, answers: Answers, at: str) -> Begun:
    name, _, version = first(answers, "release").partition("@")
    return begin.begin_probation(catalog, release_of(catalog, name, version), answers, at)


def _begin_evidence(catalog: Catalog, answers: Answers, at: str) -> Begun:
    name, _, version = first(answers, "release").partition("@")
    return begin.begin_evidence(release_of(catalog, name, version), answers, at)


_KINDS: Final = {
    "plugin": _Kind(
        help="a plugin: listing, README, and a starter for each ecosystem asked for",
        asks=questions.of_plugin,
        begins=begin.begin_plugin,
        example='plugin tidy --summary "Keeps a folder in order." --category automation \\\n'
        "    --license MIT --maintainer Ada --publisher acme --dialect caliban",
        unfinished=frozenset({layout.NO_RELEASE.code}),
    ),
    "adapter": _Kind(
        help="an adapter package for Craik, with evidence of where it comes from",
        asks=questions.of_adapter,
        begins=begin.begin_adapter,
        example='adapter shell-runner --summary "Hands prompts to a command." \\\n'
        "    --category automation --license MIT --maintainer Ada --publisher acme \\\n"
        "    --provenance https://github.com/acme/shell-runner",
        unfinished=frozenset({layout.NO_RELEASE.code, layout.GOVERNANCE_WITHOUT_RELEASE.code}),
    ),
    "integration": _Kind(
        help="a reference integration: a worked example, with a fixture and a check",
        asks=questions.of_integration,
        begins=begin.begin_integration,
        example='integration tidy-walkthrough --summary "Sorts a small folder." \\\n'
        "    --category automation --license MIT --maintainer Ada --shows tidy",
    ),
    "publisher": _Kind(
        help="a publisher, who begins unverified",
        asks=questions.of_publisher,
        begins=lambda _, answers, at: begin.begin_publisher(answers),  # noqa: ARG005
        example="publisher acme --title Acme --type organization --contact plugins@acme.example",
    ),
    "probation": _Kind(
        help="a review of a release, with the criteria that it has to meet",
        asks=partial(_of_release, questions.of_probation),
        begins=_begin_probation,
        example="probation tidy@1.0.0 --criterion source_review \\\n"
        '    --criterion "private_data: It prints no values of what it is given."',
    ),
    "evidence": _Kind(
        help="what was seen of a release, for decisions to rest on",
        asks=partial(_of_release, questions.of_evidence),
        begins=_begin_evidence,
        example="evidence tidy@1.0.0 --id evidence_tidy_source --kind source --by Mara \\\n"
        '    --title "Reading of the source" --summary "Read in full; it runs nothing."',
    ),
}


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    describe(
        command,
        "Writes the files that a record begins with. On a terminal it asks for what the options "
        "leave open;\notherwise, and with --yes, what is missing is wrong usage.",
        "example:\n  chandlery new plugin\n  chandlery new " + _KINDS["plugin"].example,
    )
    kinds = command.add_subparsers(metavar="KIND", required=True)
    nobody = read_catalog(MemoryTree({}))  # the questions are the same in every catalog
    for name, kind in _KINDS.items():
        described = kinds.add_parser(name, help=kind.help)
        describe(described, "", f"example:\n  chandlery new {kind.example}")
        _add_questions(described, kind.asks(nobody))
        if kind.begins in {begin.begin_plugin, begin.begin_adapter}:
            described.add_argument(
                "--starter",
                type=Path,
                metavar="DIR",
                help="where the starter goes: what a release will be made of (./NAME)",
            )
        described.add_argument(
            "--yes", action="store_true", help="ask nothing; take what is usual for the rest"
        )
        add_writing(described)
        described.set_defaults(run=refusing(partial(_run, name)))


def _add_questions(command: argparse.ArgumentParser, asked: Sequence[Question]) -> None:
    subject, *options = asked
    command.add_argument("subject", nargs="?", metavar=subject.name.upper(), help=subject.text)
    for question in options:
        command.add_argument(
            f"--{question.name}",
            action="append",
            dest=f"answer_{question.name}",
            metavar="TEXT",
            help=question.text + ("; may be given several times" if question.many else ""),
        )


def _run(name: str, args: argparse.Namespace) -> int:
    kind = _KINDS[name]
    tree = FolderTree(require_folder(args.catalog))
    catalog = read_catalog(tree)
    asked = kind.asks(catalog)
    try:
        answers = gather(asked, _given(args, asked), ask=sys.stdin.isatty() and not args.yes)
    except Unanswered as unanswered:
        for line in str(unanswered).splitlines():
            print(f"chandlery new {name}: {masked(line)}", file=sys.stderr)
        return USAGE
    at = time_of(args)
    begun = kind.begins(catalog, answers, at)
    proposal = Proposal(tree=tree, files=begun.files, at=at, allowed=kind.unfinished)
    if not begun.starter:
        return _wrote(args, begun, proposal)
    place = args.starter or Path(first(answers, "name"))
    refuse_existing(FolderTree(place) if place.is_dir() else MemoryTree({}), begun.starter)
    code = _wrote(args, begun, proposal)
    if code == CLEAN:
        _begin_source(args, place, begun, answers)
    return code


def _given(args: argparse.Namespace, asked: Sequence[Question]) -> dict[str, list[str]]:
    subject, *options = asked
    found = {item.name: getattr(args, f"answer_{item.name}") or [] for item in options}
    for item in options:
        if len(found[item.name]) > 1 and not item.many:
            found[item.name] = found[item.name][-1:]
    return found | {subject.name: [args.subject] if args.subject else []}


def _wrote(args: argparse.Namespace, begun: Begun, proposal: Proposal) -> int:
    code = propose(args, proposal)
    if begun.notice and code == CLEAN:
        print(f"chandlery: {masked(begun.notice)}", file=sys.stderr)
    if code == CLEAN and not args.dry_run and not begun.starter:
        if proposal.allowed:
            next_steps("chandlery release NAME --from DIR --publisher PUBLISHER")
        next_steps("chandlery check, and open a pull request")
    return code


def _begin_source(args: argparse.Namespace, place: Path, begun: Begun, answers: Answers) -> None:
    """Write what a release can be made of, or show it."""
    if args.dry_run:
        sys.stdout.writelines(patch(begun.starter, f"{place.as_posix().lstrip('/')}/"))
        return
    place.mkdir(parents=True, exist_ok=True)
    create_files(place, begun.starter)
    print(f"chandlery: wrote {masked(str(place))}/, a starter", file=sys.stderr)
    name, publisher = first(answers, "name"), first(answers, "publisher")
    next_steps(
        f"make something of {place}/",
        f"chandlery release {name} --from {place} --publisher {publisher}",
        "chandlery check, and open a pull request",
    )
