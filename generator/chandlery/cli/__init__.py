"""The command line: parse, dispatch, and the one boundary where exceptions end.

Exit codes: 0 clean · 1 findings · 2 usage · 3 the world failed (network, disk, Git) · 70 our bug,
with a report to paste · 130 interrupted.
"""

import argparse
import os
import platform
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import Final

from chandlery import __version__
from chandlery.assembly import WrittenTwice
from chandlery.cli import (
    advise,
    audit_history,
    build,
    bump,
    check,
    check_record,
    codeowners,
    decide,
    explain,
    index,
    init,
    new,
    publish,
    release,
    schema,
    serve,
    verify_artifacts,
)
from chandlery.cli.exits import BUG, FINDINGS, INTERRUPTED, TRUST, WORLD
from chandlery.ports.errors import ChandleryError, NotAsPublished
from chandlery.ports.website_configuration import EngineMissing, WebsiteError
from chandlery.secrecy.masking import masked
from chandlery.stages.site.shell import ShellError
from chandlery.stages.site.templating import RenderError

# One module for a command, or for a few that do alike: `add(subparsers)` describes them.
COMMANDS: Final = (
    build,
    publish,
    check,
    check_record,
    new,
    release,
    bump,
    decide,
    advise,
    audit_history,
    verify_artifacts,
    serve,
    explain,
    index,
    schema,
    codeowners,
    init,
)


def parser() -> argparse.ArgumentParser:
    """The whole command line, described."""
    top = argparse.ArgumentParser(
        prog="chandlery",
        description="Turns a Git repository of plugin records into a marketplace of static files.",
        epilog="exit codes: 0 clean, 1 findings, 2 usage, 3 network or disk, "
        "4 refused for trust, 70 our bug, 130 interrupted",
    )
    top.add_argument("--version", action="version", version=f"chandlery {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return top


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing is raised but `SystemExit` for usage."""
    args = parser().parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        # Records may hold what the terminal's encoding does not.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = int(args.run(args))
        sys.stdout.flush()
    except (WebsiteError, RenderError, ShellError, WrittenTwice) as error:
        # The catalog's own pages or templates; those that come with us are tested.
        missing = isinstance(error, EngineMissing)
        code = _failed(error, error.hint, WORLD if missing else FINDINGS)
    except NotAsPublished as error:
        code = _failed(error, error.hint, TRUST)
    except ChandleryError as error:
        code = _failed(error, error.hint, WORLD)
    except KeyboardInterrupt:
        print("chandlery: interrupted", file=sys.stderr)
        code = INTERRUPTED
    except BrokenPipeError:
        _hush()
        code = WORLD
    except OSError as error:
        code = _failed(error, "", WORLD)
    except Exception:  # noqa: BLE001 - the boundary: whatever reaches it is our bug
        print(
            "chandlery: this is a bug in Chandlery; please report it with the lines below\n"
            f"chandlery {__version__}, Python {platform.python_version()}, {platform.system()}\n"
            f"{masked(traceback.format_exc())}",
            file=sys.stderr,
        )
        code = BUG
    return code


def _failed(error: Exception, hint: str, code: int) -> int:
    print(f"chandlery: {masked(str(error))}", file=sys.stderr)
    if hint:
        print(f"  help: {masked(hint)}", file=sys.stderr)
    return code


def _hush() -> None:
    """Whoever read our output has had enough: what is still in the buffers goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # a stream without a descriptor
            os.dup2(nowhere, stream.fileno())
