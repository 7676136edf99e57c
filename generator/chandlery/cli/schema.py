"""``chandlery schema``: JSON Schemas of a catalog's files, for editors."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from chandlery.cli.exits import CLEAN, FINDINGS, USAGE
from chandlery.cli.options import add_catalog, describe
from chandlery.ports.errors import StorageError
from chandlery.stages.record_schemas import file_schemas, settings
from chandlery.suggest import did_you_mean

_EPILOG = """\
for Visual Studio Code (with the extension redhat.vscode-yaml):

  chandlery schema --out .vscode/schemas --vscode > .vscode/settings.json
"""


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    describe(
        command,
        "Prints the JSON Schema of one kind of file, or writes all of them to a folder. Editors "
        "complete\nand explain keys by them; `check` knows more than they do.",
        _EPILOG,
    )
    command.add_argument("name", metavar="NAME", nargs="?", help="print this one; none: list all")
    add_catalog(command)
    command.add_argument("--out", type=Path, metavar="DIR", help="write all of them to a folder")
    command.add_argument(
        "--check",
        action="store_true",
        help="with --out: write nothing, and exit with 1 where the folder is out of date",
    )
    command.add_argument(
        "--vscode",
        action="store_true",
        help="with --out: print the settings that make Visual Studio Code use them",
    )
    command.set_defaults(run=run, wrong=command.error)


def run(args: argparse.Namespace) -> int:
    """Print, write or compare."""
    if args.out is None:
        if args.check or args.vscode:
            args.wrong("--check and --vscode go with --out")
        return _print(args.name)
    if args.name:
        args.wrong("a name goes without --out, which writes all of them")
    stale = _stale(args.out)
    if args.check:
        for name in stale:
            print(f"chandlery: {args.out / name} is out of date", file=sys.stderr)
        return FINDINGS if stale else CLEAN
    _write(args.out, stale)
    if args.vscode:
        print(json.dumps(settings(_seen(args.catalog), _seen(args.out)), indent=2))
    return CLEAN


def _print(name: str | None) -> int:
    known = {each.name: each for each in file_schemas()}
    if name is None:
        width = max(map(len, known))
        for each in known.values():
            print(f"{each.name:<{width}}  {', '.join(each.globs)}")
        return CLEAN
    if name not in known:
        hint = did_you_mean(name, known) or "`chandlery schema` lists them."
        print(f"chandlery: there is no schema {name!r}. {hint}", file=sys.stderr)
        return USAGE
    sys.stdout.write(_text(known[name].schema()))
    return CLEAN


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _stale(folder: Path) -> dict[str, str]:
    """The files that a folder lacks, or has with other contents."""
    made = {f"{each.name}.json": _text(each.schema()) for each in file_schemas()}
    return {name: text for name, text in made.items() if _read(folder / name) != text}


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def _write(folder: Path, files: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StorageError.of(error, folder) from error


def _seen(path: Path) -> str:
    """A path as an editor sees it that was opened here."""
    seen = Path(os.path.relpath(path)).as_posix()
    return "" if seen == "." else seen
