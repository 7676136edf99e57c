"""Whether an app's bundle brings scripts: what makes the difference between L0 and L1."""

from typing import Any


def has_scripts(document: Any) -> bool:
    """Whether there is a script body anywhere: ``{"language": "js", "source": …}``."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("language") == "js" and isinstance(value.get("source"), str):
                return True
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return False
