"""What can be said of any file of a catalog, whatever it is for."""

from collections.abc import Iterable

from chandlery.checks import Finding, Rule
from chandlery.diagnostics import Diagnostic
from chandlery.dialects.base import duplicates_are_policy
from chandlery.documents import Document, Reading
from chandlery.documents import not_utf8 as strange_bytes
from chandlery.rules import layout
from chandlery.rules.syntax import syntax_diagnostics
from chandlery.trees import Entry, Mode


def about(entry: Entry, rule: Rule, message: str, hint: str) -> Diagnostic:
    """A diagnostic about a file as a whole."""
    return rule.report(Document(entry.path, b""), Finding((), message, hint))


def link_refusal(entry: Entry) -> Diagnostic | None:
    """What there is to say of an entry that is no file."""
    if entry.mode is not Mode.SYMLINK and entry.mode is not Mode.GITLINK:
        return None
    what = "symbolic link" if entry.mode is Mode.SYMLINK else "submodule"
    return about(
        entry, layout.LINK, f"`{entry.path}` is a {what}", "Commit the file that it stands for."
    )


def size_refusal(entry: Entry, limit: int) -> Diagnostic | None:
    """What there is to say of a file that has more than so many bytes; it is not read."""
    if entry.size <= limit:
        return None
    return about(
        entry,
        layout.TOO_LARGE,
        f"the file has {entry.size} bytes; at most {limit} are read",
        "Shorten it, or link to what is long.",
    )


def not_utf8(entry: Entry, data: bytes) -> Iterable[Diagnostic]:
    """Where a text that is no record leaves UTF-8."""
    reading = Reading(None, strange_bytes(data))
    yield from syntax_diagnostics(entry.path, reading, duplicates_are_policy)
