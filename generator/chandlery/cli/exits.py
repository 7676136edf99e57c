"""The exit codes (design §4)."""

from typing import Final

CLEAN: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
WORLD: Final = 3
TRUST: Final = 4
REVIEW: Final = 5
BUG: Final = 70
INTERRUPTED: Final = 130
