"""Longer texts on the command line: as they are, or from a file."""

import argparse
import sys
from pathlib import Path

from chandlery.documents import MAX_RECORD_BYTES
from chandlery.ports.folder import read_file
from chandlery.stages.proposals import NotProposed


def add_text(command: argparse.ArgumentParser, name: str, help_: str) -> None:
    """``--NAME TEXT`` or ``--NAME-file FILE``; one of them must be given."""
    group = command.add_mutually_exclusive_group(required=True)
    group.add_argument(f"--{name}", metavar="TEXT", help=help_)
    group.add_argument(
        f"--{name}-file", type=Path, metavar="FILE", help="the same from a file, `-` for stdin"
    )


def prose(args: argparse.Namespace, name: str) -> str:
    """The text that was given.

    Raises:
        NotProposed: it says nothing, or is no text.
        StorageError: the file cannot be read.
    """
    text: str | None = getattr(args, name)
    if text is None:
        path: Path = getattr(args, f"{name}_file")
        data = sys.stdin.buffer.read(MAX_RECORD_BYTES + 1) if path == Path("-") else read_file(path)
        if len(data) > MAX_RECORD_BYTES:
            raise NotProposed(f"{path} is too long for a record", "Say it in fewer words.")
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise NotProposed(f"{path} is no text in UTF-8", "Save it as UTF-8.") from None
    if not text.strip():
        raise NotProposed(f"the {name} says nothing", f"Write the {name}: it stays on record.")
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
