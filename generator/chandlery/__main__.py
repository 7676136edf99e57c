"""``python -m chandlery`` and the console script."""

import gc
import sys
from typing import Final

from chandlery.cli import run

# A command keeps nearly all that it makes until it ends: looking through that for garbage again
# and again took a fifth of the time for a catalog of 1,000 plugins.  Of a look at these in shares,
# which makes ten million objects and more, 4,400 are garbage that refers to itself.
_NEW_OBJECTS: Final = 500_000
_YOUNG_ROUNDS: Final = 50
_MIDDLE_ROUNDS: Final = 100


def collect_seldom() -> None:
    """Let the collector look for garbage seldom."""
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_ROUNDS, _MIDDLE_ROUNDS)


def collect_no_more() -> None:
    """Spare the looks for garbage with which Python ends: a sixth of a check of a small catalog."""
    gc.freeze()


def main() -> None:
    """Run the command line and leave with its exit code."""
    collect_seldom()
    code = run(sys.argv[1:])
    collect_no_more()
    sys.exit(code)


if __name__ == "__main__":
    main()
