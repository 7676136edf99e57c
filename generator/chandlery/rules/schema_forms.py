"""What the patterns of our models say, in words: nobody has to read a regular expression."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chandlery.records.base import BASE_URL_PATTERN, LINE_PATTERN, NAME_PATTERN
from chandlery.records.marketplace import COLOUR_PATTERN, PICTURE_PATTERN
from chandlery.records.release import FILENAME_PATTERN


@dataclass(frozen=True, slots=True)
class Form:
    """What a text is that matches a pattern.

    Attributes:
        name: what such a text is.
        cure: how to write one, as an imperative sentence without its full stop.
        example: one of them, where it is short enough to be of use.
    """

    name: str
    cure: str
    example: str = ""

    @property
    def hint(self) -> str:
        """The cure, with the example."""
        return f"{self.cure}{f', like `{self.example}`' * bool(self.example)}."


_SHA256: Final = Form(
    "a SHA-256 digest", "Write 64 hexadecimal digits in lower case, as `sha256sum` prints them"
)

# Pattern → what it says: those of our own records, then those of the ecosystems' manifests.
FORMS: Final[Mapping[str, Form]] = {
    NAME_PATTERN: Form(
        "a name",
        "Use lower-case letters, digits, `-` and `_`, a letter or digit first, at most 64",
        "link-keeper",
    ),
    LINE_PATTERN: Form("one line of text", "Take line breaks and control characters out"),
    BASE_URL_PATTERN: Form(
        "the address of a folder",
        "Write it whole, without blanks, `?` and `#`",
        "https://plugins.example.org/",
    ),
    FILENAME_PATTERN: Form(
        "a file's name",
        "Use letters, digits, `.`, `_`, `+`, `!` and `-`, a letter or digit first, at most 200",
        "link-keeper-1.0.0.tar.gz",
    ),
    PICTURE_PATTERN: Form(
        "a picture below `site-src/`",
        "Give the path of a file that ends in `.png`, `.svg` or `.webp`",
        "assets/logo.svg",
    ),
    COLOUR_PATTERN: Form("a colour", "Write `#` and six hexadecimal digits", "#1d4e5f"),
    r"^[0-9a-f]{64}$": _SHA256,
    r"^[a-f0-9]{64}$": _SHA256,
    r"^https://[^\s/@]+(/\S*)?$": Form(
        "a web address that begins with `https://`",
        "Write it whole, without blanks and user names",
        "https://example.org/link-keeper",
    ),
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$": Form(
        "a point in time in UTC",
        "Write the date and the time to the second, with `T` and `Z`",
        "2026-11-20T09:00:00Z",
    ),
    r"^[A-Z]{3}[0-9]{3}$": Form(
        "the code of a rule", "Write three capitals and three digits", "TXT002"
    ),
    r"^[a-z0-9][a-z0-9-]{0,63}$": Form(
        "the name of a marketplace",
        "Use lower-case letters, digits and `-`, a letter or digit first, at most 64",
        "harbour-plugins",
    ),
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$": Form(
        "the id of a key",
        "Use letters, digits, `.`, `_` and `-`, a letter or digit first, at most 64",
        "acme-2026",
    ),
    r"^ed25519:[^:\s]+:[A-Za-z0-9_-]{86}$": Form(
        "an Ed25519 signature",
        "Write `ed25519:`, the id of the key, `:` and 86 characters of base64url",
    ),
    r"^source/\S*$": Form(
        "a folder of the release's source", "Begin it with `source/`, without blanks", "source/"
    ),
    r"^t1:[0-9a-f]{64}$": Form(
        "the digest of a tree",
        "Write `t1:` and 64 hexadecimal digits in lower case, as `chandlery release` does",
    ),
    r"^[0-9a-f]{40,64}$": Form(
        "a whole commit id",
        "Write 40 to 64 hexadecimal digits in lower case, as `git rev-parse HEAD` prints them",
    ),
    r"^[a-z0-9_-]{1,32}$": Form(
        "a name that Caliban takes",
        "Use lower-case letters, digits, `-` and `_`, at most 32",
        "link-keeper",
    ),
    r"^[a-z][a-z0-9-]{2,63}$": Form(
        "a name that Stigmem takes",
        "Use lower-case letters, digits and `-`, a letter first, 3 to 64 in all",
        "stigmem-plugin-recall-notes",
    ),
    r"^\d+\.\d+\.\d+(?:(?:a|b|rc)\d+|[-+][a-zA-Z0-9.-]+)?$": Form(
        "a version that Stigmem takes",
        "Write three numbers, with `a`, `b` or `rc` and a number behind them or nothing",
        "1.4.0rc1",
    ),
    r"^[0-9]+\.[0-9]+\.[0-9]+$": Form(
        "a version that ObjectStack takes", "Write three numbers and nothing else", "1.4.0"
    ),
    r"^[><=~^]*[0-9]+\.[0-9]+\.[0-9]+": Form(
        "a range of ObjectStack versions",
        "Write three numbers, with a comparison before them or none",
        "^17.1.0",
    ),
    r"^[a-z][a-z0-9_]{1,19}$": Form(
        "a namespace",
        "Use lower-case letters, digits and `_`, a letter first, 2 to 20 in all",
        "rates",
    ),
    r"^[a-z][a-z0-9_]*$": Form(
        "a name in snake case",
        "Use lower-case letters, digits and `_`, a letter first",
        "tide_table",
    ),
    r"^[a-z_][a-z0-9_]*$": Form(
        "the name of an object",
        "Use lower-case letters, digits and `_`, no digit first",
        "tide_table",
    ),
    r"^(default|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)$": Form(
        "a language tag", "Write `default`, or a language and its country", "pt-BR"
    ),
    r"^[a-z]{2,3}(-[A-Z]{2})?$": Form(
        "a language",
        "Write the language in small letters and the country, if any, in capitals",
        "pt-BR",
    ),
    r"^/": Form("a path of the host's", "Begin it with `/`", "/rates"),
    r"^[a-z][a-z0-9-]*$": Form(
        "the name of a command",
        "Use lower-case letters, digits and `-`, a letter first",
        "sync-rates",
    ),
    r"^([a-z][a-z0-9]*\.)+protocol\.[a-z][a-z0-9._]*\.v[0-9]+$": Form(
        "the id of a protocol",
        "Write a domain turned round, `protocol`, a name, and `v` with a number",
        "com.example.protocol.rates.v1",
    ),
    r"^([a-z][a-z0-9]*\.)+interface\.[a-z][a-z0-9._]+$": Form(
        "the id of an interface",
        "Write a domain turned round, `interface` and a name",
        "com.example.interface.rates",
    ),
    r"^([a-z][a-z0-9]*\.)+extension\.[a-z][a-z0-9._]+$": Form(
        "the id of an extension point",
        "Write a domain turned round, `extension` and a name",
        "com.example.extension.rates",
    ),
    r"^([a-z][a-z0-9]*\.)+[a-z][a-z0-9-]+$": Form(
        "the id of a plugin",
        "Write a domain turned round and a name, in lower case",
        "com.example.rates",
    ),
}
