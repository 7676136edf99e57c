"""The exit codes (design §4); 4 and 5 are kept for trust and review."""

from typing import Final

CLEAN: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
WORLD: Final = 3
BUG: Final = 70
INTERRUPTED: Final = 130
