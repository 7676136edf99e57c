"""``chandlery init``: a repository for a catalog, with workflows that check and publish it."""

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from pydantic import ValidationError

from chandlery.cli.exits import CLEAN, USAGE
from chandlery.cli.options import base_url, describe
from chandlery.documents import read_yaml
from chandlery.ports.errors import StorageError
from chandlery.records.marketplace import MarketplaceRecord

_DESCRIPTION = """\
Writes a new catalog's repository: marketplace.yml, what keeps its bytes as they are, and workflows
for GitHub that check and review pull requests (from forks too, without secrets), comment on them,
publish what was merged, and verify it every week. Nothing that is there is written over.
"""
_NEXT = """\
Then, in {folder}:
  git init && git add --all && git commit --message "Begin the catalog"
  chandlery codeowners --owner @you --out .github/CODEOWNERS
  chandlery check
On GitHub, choose *GitHub Actions* as the source of Pages, and require `Check the catalog`.
"""
_COMMIT = r"@[0-9a-f]{40}(?:[0-9a-f]{24})?(?:#.*)?$"


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    describe(command, _DESCRIPTION)
    command.add_argument("folder", type=Path, metavar="DIR", help="where; it may hold other files")
    command.add_argument(
        "--base-url",
        type=base_url,
        required=True,
        metavar="URL",
        help="where the marketplace will be served: https://acme.github.io/plugins/",
    )
    command.add_argument(
        "--contact", required=True, help="where to report problems: an address for mail"
    )
    command.add_argument(
        "--chandlery",
        type=requirement,
        required=True,
        metavar="REQUIREMENT",
        help="what the workflows install, pinned: "
        "`chandlery[site] @ git+https://github.com/OWNER/REPOSITORY@COMMIT`",
    )
    command.add_argument("--name", help="what clients call it (the folder's name)")
    command.add_argument("--title", help="what people call it (the name)")
    command.add_argument("--description", help="what it is for")
    command.add_argument("--owner", metavar="NAME", help="who answers for it (the title)")
    command.set_defaults(run=run, wrong=command.error)


def requirement(text: str) -> str:
    """A requirement of pip's that names one Chandlery for ever.

    Raises:
        argparse.ArgumentTypeError: it is none, or is not pinned.
    """
    try:
        wanted = Requirement(text)
    except InvalidRequirement as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no requirement: {error}") from None
    if canonicalize_name(wanted.name) != "chandlery":
        raise argparse.ArgumentTypeError(f"{text!r} does not name chandlery")
    pinned = [item.operator for item in wanted.specifier if item.operator in {"==", "==="}]
    if not (re.search(_COMMIT, wanted.url) if wanted.url else pinned):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not pinned: end it in `==` and a version, or in `@` and a commit's hash"
        )
    return text


def run(args: argparse.Namespace) -> int:
    """Write what is not there, or say what is in the way."""
    name = args.name or args.folder.resolve().name
    title = args.title or name
    settings = _settings(args, name, title)
    try:
        MarketplaceRecord.model_validate(_read(settings))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        args.wrong(f"{where} cannot be {str(first['input'])!r}: {first['msg']}")
        return USAGE
    words = {"@title@": title, "@chandlery@": args.chandlery}
    found = _walk(files("chandlery") / "starter")
    starter = {path: _filled(text, words) for path, text in found}
    _write(args.folder, {**starter, "catalog/marketplace.yml": settings})
    print(_NEXT.format(folder=args.folder), end="")
    return CLEAN


def _settings(args: argparse.Namespace, name: str, title: str) -> str:
    said = args.description or f"Plugins that {title} offers."
    values = {
        "name": name,
        "title": title,
        "description": said,
        "base_url": f"{args.base_url.rstrip('/')}/",
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    lines += ["owner:", f"  name: {json.dumps(args.owner or title, ensure_ascii=False)}"]
    return "\n".join([*lines, f"contact: {json.dumps(args.contact, ensure_ascii=False)}"]) + "\n"


def _read(text: str) -> Any:
    document = read_yaml("marketplace.yml", text.encode()).document
    return document.value if document else None


def _filled(text: str, words: Mapping[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _walk(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, str]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _walk(item, f"{prefix}{item.name}/")
        else:
            yield f"{prefix}{item.name}", item.read_text(encoding="utf-8")


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the files, or none.

    Raises:
        StorageError: a file is there already, or the disk fails.
    """
    there = [path for path in texts if (folder / path).exists() or (folder / path).is_symlink()]
    if there:
        raise StorageError(
            f"{folder / there[0]} is there already", "Give a folder without it.", path=folder
        )
    try:
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StorageError.of(error, folder) from error
