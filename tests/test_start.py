"""What a command imports before it does anything: starting is waited for every time."""

import subprocess
import sys

import pytest

from chandlery import __version__

_BEFORE = "import sys; before = set(sys.modules)\n"
_RUN = """
from chandlery.cli import run
try:
    run(sys.argv[1:])
except SystemExit:
    pass
print(*sorted(set(sys.modules) - before), file=sys.stderr)
"""


def imported(*arguments: str) -> tuple[str, set[str]]:
    """What a command line prints, and the modules that it imports."""
    command = [sys.executable, "-c", _BEFORE + _RUN, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout, set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("option", ["--version", "--help", "-h"])
def test_the_version_and_the_help_need_nothing_but_the_command_line(option: str) -> None:
    said, modules = imported(option)
    assert __version__ in said or "usage: chandlery" in said
    ours = {name for name in modules if name.split(".")[0] == "chandlery"}
    assert ours == {"chandlery", "chandlery.cli", "chandlery.cli.exits", "chandlery.errors"}
    foreign = {name for name in modules if name.split(".")[0] not in sys.stdlib_module_names}
    assert foreign == ours
    assert len(modules) < 80, sorted(modules)  # argparse alone takes 30


def test_a_mistyped_command_needs_no_more() -> None:
    _, modules = imported("biuld")
    assert not {"pydantic", "jinja2", "chandlery.cli.build"} & modules


def test_a_command_imports_no_other() -> None:
    _, modules = imported("index", "--help")
    assert "chandlery.cli.index" in modules
    assert not {"chandlery.cli.build", "chandlery.cli.check", "chandlery.ports.website"} & modules


def test_the_end_of_a_command_looks_for_no_garbage() -> None:
    script = (
        "import atexit, gc, sys\n"
        "from chandlery.__main__ import main\n"
        "atexit.register(lambda: print(len(gc.get_objects()) < 1000))\n"
        "main()"
    )
    command = [sys.executable, "-c", script, "explain", "LAY001"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "True"


@pytest.mark.parametrize("command", ["build", "check", "review"])
def test_what_fetches_is_imported_when_there_is_something_to_fetch(command: str) -> None:
    _, modules = imported(command, "--help")
    assert not {"requests", "urllib3"} & modules
