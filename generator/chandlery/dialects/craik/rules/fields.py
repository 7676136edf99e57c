"""What Craik refuses in one field: reported by the model, described here."""

from chandlery.checks import stated
from chandlery.diagnostics import Verdict

BAD_ID = stated(
    "CRA101",
    """The id is none that Craik takes.

    ## Why it matters
    Craik keeps a record under its id and refuses to read one whose id has another form, so nobody
    could install it.

    ## Example
    `"id": "Plugin.LinkChecker"`

    ## How to mend it
    Use lower-case letters, digits, `-` and `_`, beginning with a letter or digit, at most 128.
    """,
    verdict=Verdict.VALID,
)
BAD_VERSION = stated(
    "CRA102",
    """The version is none that Craik takes.

    ## Why it matters
    Craik takes three numbers, followed by one `-` or `+` part at most. That is also the form of
    `craik_versions`, which lists exact versions and never ranges.

    ## Example
    `"craik_versions": [">=0.12"]`

    ## How to mend it
    Write full versions: `0.12.9`, `1.0.0-rc.1`.
    """,
    verdict=Verdict.VALID,
)
BAD_DOCS = stated(
    "CRA103",
    """The docs reference leads out of the package.

    ## Why it matters
    Craik takes addresses with `https` (with `http` only on the same machine) and relative paths
    that stay below the package. Everything else would be followed to a place that the reviewers
    never saw.

    ## Example
    `"docs": ["../../etc/passwd", "http://example.org/readme"]`

    ## How to mend it
    Give a path inside the package, or an `https` address.
    """,
    verdict=Verdict.VALID,
)
