"""What Craik's redaction pass takes for a secret (Craik 0.12.9; its contract, section 2).

Craik's local store refuses a record that the pass would change.  Nothing here gives a secret
away: callers learn what kind of thing was seen, never what it was.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from chandlery.quoting import quoted
from chandlery.secrecy.marks import Marks

_WORDS = r"api[_-]?key|token|password|secret"
_SERVICES = r"\b(?:gh[pors]|github_pat|sk|xox[baprs])[-_]"
_PLAIN_WORDS = frozenset({"apikey", "api_key", "api-key", "token", "password", "secret"})
_REDACTED = "[REDACTED]"
_REDACTED_VALUES = frozenset({"[redacted]", "<redacted>", "redacted"})

# What is recognised, and how.  Named groups are the parts that redaction replaces; where they are
# redacted already, the text stays as it is.
SHAPES: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        what: re.compile(pattern, re.IGNORECASE)
        for what, pattern in (
            ("a bearer token", r"\bBearer\s+[A-Za-z0-9._~+/=-]{8,}"),
            ("a secret after `=`", rf"\b(?P<word>{_WORDS})=(?P<value>[^\s&]+)"),
            ("a secret given to an option", rf"--(?:{_WORDS})(?:=|\s+)(?P<value>\S+)"),
            ("an access token of some service", rf"{_SERVICES}[A-Za-z0-9_-]{{8,}}"),
            (
                "a user and a password in an address",
                r"https?://(?P<user>[^/\s:@]+):(?P<value>[^@\s/]+)@",
            ),
            ("credentials in an address", r"https?://[A-Za-z0-9._~+/=-]{8,}@"),
        )
    }
)

# What every one of them has: most texts lack it, and are done with at once.
_TRACE = re.compile(rf"[=@]|--|\bBearer\s|{_SERVICES}", re.IGNORECASE)
# What every such trace has in turn, in a text of ASCII; others have letters with two small forms.
_TRACE_MARKS = Marks(
    ("=", "@", "--", "bearer", "ghp", "gho", "ghr", "ghs", "github_pat", "sk-", "sk_", "xox")
)

_SECRET_KEYS = ("secret", "token", "password", "apikey", "api_key", "credential")
_SECRET_KEY = re.compile("|".join(_SECRET_KEYS))
_KEY_MARKS = Marks(_SECRET_KEYS)
_HARMLESS_KEYS = frozenset(
    {
        "allowed_credential_kinds",
        "allowed_credential_profiles",
        "estimated_tokens",
        "max_tokens",
        "provider_token_budget",
        "provider_token_budget_remaining",
        "provider_tokens_used",
        "secrets_in_config_allowed",
    }
)


def secret_in(text: str) -> str:
    """What kind of secret a text seems to hold, or ``""``."""
    for what, shape in SHAPES.items() if _TRACE.search(text) else ():
        if any(not _is_redacted(match) for match in shape.finditer(text)):
            return what
    return ""


def is_innocent(texts: Iterable[str], keys: Iterable[str]) -> bool:
    """Whether nothing in so many texts and keys is a secret to the pass: `False` for a doubt."""
    names = {key.lower() for key in keys} - _HARMLESS_KEYS
    if _KEY_MARKS.standing_in("\n".join(names).encode("utf-8", "surrogatepass")):
        return False
    text = "\n".join(texts)
    if text.isascii() and not _TRACE_MARKS.standing_in(text.encode("ascii").lower()):
        return True
    return _TRACE.search(text) is None


def _is_redacted(match: re.Match[str]) -> bool:
    parts = match.groupdict()
    word = parts.pop("word", None)
    known = word is None or word.lower() in _PLAIN_WORDS
    return bool(parts) and known and set(parts.values()) == {_REDACTED}


def is_secret_key(key: str) -> bool:
    """Whether a key is called like something that holds a secret."""
    name = key.lower()
    return name not in _HARMLESS_KEYS and _SECRET_KEY.search(name) is not None


def is_redacted_value(value: object) -> bool:
    """Whether a value under such a key may stand: nothing, or a mark in place of the secret.

    NaN and the infinities count as nothing, because the store writes them as null.
    """
    if isinstance(value, float):
        return value != value or value in {float("inf"), float("-inf")}  # noqa: PLR0124 - NaN
    return value is None or (isinstance(value, str) and value.lower() in _REDACTED_VALUES)


def shown(text: str) -> str:
    """A text from a record, quoted for a message; one that seems to hold a secret is not shown."""
    what = secret_in(text)
    return f"({what}, not shown)" if what else quoted(text)
