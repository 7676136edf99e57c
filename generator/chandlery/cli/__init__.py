"""The command line: parse, dispatch, and the one boundary where exceptions end.

Exit codes: 0 clean · 1 findings · 2 usage · 3 the world failed (network, disk, Git) · 70 our bug,
with a report to paste · 130 interrupted.
"""

import argparse
import platform
import sys
import traceback
from collections.abc import Sequence
from typing import Final

from chandlery import __version__
from chandlery.cli import build, check, check_record, explain, release, serve
from chandlery.cli.exits import BUG, INTERRUPTED, WORLD
from chandlery.ports.errors import ChandleryError

# One command, one module: `add(subparsers)` describes it, `run(args) -> int` does it.
COMMANDS: Final = (build, check, check_record, release, serve, explain)


def parser() -> argparse.ArgumentParser:
    """The whole command line, described."""
    top = argparse.ArgumentParser(
        prog="chandlery",
        description="Turns a Git repository of plugin records into a marketplace of static files.",
        epilog="exit codes: 0 clean, 1 findings, 2 usage, 3 network or disk, 70 our bug",
    )
    top.add_argument("--version", action="version", version=f"chandlery {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return top


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing is raised but `SystemExit` for usage."""
    args = parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except ChandleryError as error:
        print(f"chandlery: {error}", file=sys.stderr)
        if error.hint:
            print(f"  help: {error.hint}", file=sys.stderr)
        return WORLD
    except KeyboardInterrupt:
        print("chandlery: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has had enough; there is nobody to tell.
        sys.stderr.close()
        return WORLD
    except Exception:  # noqa: BLE001 - the boundary: whatever reaches it is our bug
        print(
            "chandlery: this is a bug in Chandlery; please report it with the lines below\n"
            f"chandlery {__version__}, Python {platform.python_version()}, {platform.system()}\n"
            f"{traceback.format_exc()}",
            file=sys.stderr,
        )
        return BUG
