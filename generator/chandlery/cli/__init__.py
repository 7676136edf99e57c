"""The command line: parse, dispatch, and the one boundary where exceptions end.

Exit codes: 0 clean · 1 findings · 2 usage · 3 the world failed (network, disk, Git) · 4 refused for
trust · 5 needs review · 70 our bug, with a report to paste · 130 interrupted.

What a command needs is imported when the command is called for, and not before: `--version`,
`--help` and each other command start without it.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from typing import Final, NamedTuple

from chandlery import __version__
from chandlery.cli.exits import BUG, FINDINGS, INTERRUPTED, TRUST, WORLD
from chandlery.errors import CatalogError, ChandleryError, NotAsPublished


class Command(NamedTuple):
    """One command.

    Attributes:
        module: of `chandlery.cli`.
        add: what of it describes the command line and sets `run`, which takes what was parsed and
            returns the exit code.
    """

    name: str
    help: str
    module: str
    add: str = "add"


COMMANDS: Final = (
    Command("build", "build the marketplace from a catalog", "build"),
    Command(
        "publish",
        "publish a built marketplace to a folder, branch or object store",
        "publish",
    ),
    Command("check", "report everything that is wrong with a catalog", "check"),
    Command("review", "tell a maintainer what merging a change would do", "review"),
    Command(
        "check-record", "judge record files of an ecosystem, in a catalog or not", "check_record"
    ),
    Command("new", "begin a plugin, adapter, integration, publisher, probation or evidence", "new"),
    Command("release", "make or pin a release of a plugin or adapter", "release"),
    Command("bump", "make a release from one that was made upstream", "bump"),
    Command(
        "promote",
        "promote a release that has shown what its criteria ask for",
        "decide",
        "add_promote",
    ),
    Command(
        "reject", "reject a release, with the reason that stays on record", "decide", "add_reject"
    ),
    Command("expire", "say that a probation ran out undecided", "decide", "add_expire"),
    Command("yank", "take releases out of new installs", "advise", "add_yank"),
    Command("block", "forbid releases, also where they are installed", "advise", "add_block"),
    Command("deprecate", "warn of releases, which stay on offer", "advise", "add_deprecate"),
    Command(
        "verify-artifacts",
        "fetch artifacts that lie elsewhere again, and hold them against their digests",
        "verify_artifacts",
    ),
    Command(
        "audit-history",
        "find what was altered after it had been published, in the whole Git history",
        "audit_history",
    ),
    Command("serve", "build the working tree and show it on this machine", "serve"),
    Command("explain", "print the pages of rules", "explain"),
    Command("index", "explain a published index, or two", "index"),
    Command("schema", "write JSON Schemas of a catalog's files, for editors", "schema"),
    Command("codeowners", "write CODEOWNERS from the maintainers of the records", "codeowners"),
    Command("init", "begin the repository of a new catalog", "init"),
)


def parser(called: str = "") -> argparse.ArgumentParser:
    """The command line: all commands by name, and one of them described in full."""
    top = argparse.ArgumentParser(
        prog="chandlery",
        description="Turns a Git repository of plugin records into a marketplace of static files.",
        epilog="exit codes: 0 clean, 1 findings, 2 usage, 3 network or disk, "
        "4 refused for trust, 5 needs review, 70 our bug, 130 interrupted",
    )
    top.add_argument("--version", action="version", version=f"chandlery {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for name, summary, module, add in COMMANDS:
        command = commands.add_parser(name, help=summary)
        if name == called:
            getattr(import_module(f"chandlery.cli.{module}"), add)(command)
    return top


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing is raised but `SystemExit` for usage."""
    called = next((item for item in arguments if not item.startswith("-")), "")
    try:
        args = parser(called).parse_args(arguments)
        if isinstance(sys.stdout, TextIOWrapper):
            # Records may hold what the terminal's encoding does not.
            sys.stdout.reconfigure(errors="backslashreplace")
        code = int(args.run(args))
        sys.stdout.flush()
    except CatalogError as error:
        code = _failed(error, error.hint, FINDINGS)
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
        code = _our_bug()
    return code


def _failed(error: Exception, hint: str, code: int) -> int:
    from chandlery.secrecy.masking import masked  # noqa: PLC0415 - only failures pay for it

    print(f"chandlery: {masked(str(error))}", file=sys.stderr)
    if hint:
        print(f"  help: {masked(hint)}", file=sys.stderr)
    return code


def _our_bug() -> int:
    # Only failures pay for these.
    import platform  # noqa: PLC0415
    import traceback  # noqa: PLC0415

    from chandlery.secrecy.masking import masked  # noqa: PLC0415

    print(
        "chandlery: this is a bug in Chandlery; please report it with the lines below\n"
        f"chandlery {__version__}, Python {platform.python_version()}, {platform.system()}\n"
        f"{masked(traceback.format_exc())}",
        file=sys.stderr,
    )
    return BUG


def _hush() -> None:
    """Whoever read our output has had enough: what is still in the buffers goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # a stream without a descriptor
            os.dup2(nowhere, stream.fileno())
