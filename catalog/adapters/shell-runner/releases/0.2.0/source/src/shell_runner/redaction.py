"""What looks like a secret, and is taken out: Craik's store refuses records that hold one."""

from __future__ import annotations

import re

MARK = "[REDACTED]"

_SHAPES = (
    re.compile(r"(?i)(\bBearer\s+)[\w.~+/=-]{8,}"),
    re.compile(r"(?i)(\b(?:api[_-]?key|token|password|secret)=[\"']?)[^\s\"'&,;]+"),
    re.compile(r"(?i)(--(?:api[_-]?key|token|password|secret)(?:=|\s+))\S+"),
    re.compile(r"()\b(?:gh[porsu]|github_pat|sk|xox[baprs])[-_][\w-]{8,}"),
    re.compile(r"(?i)(https?://)[^/\s@]{3,}(?=@)"),
    re.compile(r"(?s)()-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*KEY-----|\Z)"),
)


def redacted(text: str) -> tuple[str, int]:
    """The text without what looks like a secret, and how many there were."""
    count = 0
    for shape in _SHAPES:
        text, found = shape.subn(lambda match: match[1] + MARK, text)
        count += found
    return text, count
