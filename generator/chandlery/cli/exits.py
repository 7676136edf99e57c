"""The exit codes (design §4); 5 is kept for review."""

from typing import Final

CLEAN: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
WORLD: Final = 3
TRUST: Final = 4
BUG: Final = 70
INTERRUPTED: Final = 130
