"""SEC: nothing secret in what is published.

What is found is never shown: a message names the kind and the place, and the finding is
confidential, so that no report shows its line.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from chandlery.catalog import ContentFile
from chandlery.checks import Finding, Once, Rule, rule
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.documents import Document
from chandlery.quoting import escaped
from chandlery.rules.writings import MAX_CHARACTERS, WIDE, Writing, writing_of, writing_of_record
from chandlery.secrecy.filenames import holds_secrets, is_code
from chandlery.secrecy.sightings import Sighting, keys_in, marks_in
from chandlery.secrecy.suspicions import suspicions_in, words_in

MOST_FINDINGS: Final = 50  # in one file; whoever has more has understood
_CURE: Final = "Revoke it, then take it out."


@rule("SEC001")
def secret(subject: Document | ContentFile) -> Iterator[Finding]:
    """A secret stands in a file.

    ## Why it matters
    Everybody can read a marketplace, and its repository keeps every commit. A key that was in one
    has to be taken for known, however soon it goes.

    ## Example
    `-----BEGIN OPENSSH PRIVATE KEY-----` and what follows, a token such as `ghp_…` or `AKIA…`, or
    `https://deploy:…@git.example.org/`. What is plainly none is left alone: `<your-token>`,
    `${TOKEN}`, `ghp_xxxxxxxx`, anything with `example` in it.

    ## How to mend it
    Revoke the secret first; then take it out. If it is a key made for a test and opens nothing, a
    waiver for this rule and this file says so; a waiver for a real one would only hide it. The
    names of files and folders are looked at too; what is inside archives and other binary files is
    not.
    """
    yield from _sightings(subject, lambda writing: keys_in(writing.text))


@rule("SEC002", severity=Severity.WARNING)
def called_a_secret(subject: Document | ContentFile) -> Iterator[Finding]:
    """Something is called a secret, and reads like one.

    ## Why it matters
    Most passwords have no form of their own; what they are called gives them away. Craik's store
    takes no record with such a text in it (`CRA301`).

    ## Example
    `password: hunter2`, `"api_key": "9f86d081884c"`, `--token 9f86d081884c` or
    `Authorization: Bearer 9f86d081884c`

    ## How to mend it
    Revoke it and take it out; or write a placeholder: `<password>`, `${API_KEY}`. Where it opens
    nothing, a waiver says so.
    """
    yield from _sightings(subject, _suspicions)


@rule("SEC003")
def file_of_secrets(file: ContentFile) -> Iterator[Finding]:
    """A file is called like one that holds secrets.

    ## Why it matters
    Such files are made on somebody's machine, for that machine, and come into a release when a
    whole folder is copied. `chandlery release` does not take them either.

    ## Example
    `.env`, `.npmrc`, `id_ed25519`, `credentials.json`, `signing.p12`

    ## How to mend it
    Take the file out, and revoke what it holds if it was ever committed. A template may stay under
    the name of one: `.env.example`.
    """
    if holds_secrets(file.path):
        yield Finding(
            file.place(1),
            f"`{escaped(file.path)}` holds secrets, by its name",
            "Take it out, and revoke what it holds.",
            confidential=True,
        )


@rule("SEC004", severity=Severity.NOTE)
def not_all_looked_at(file: ContentFile) -> Iterator[Finding]:
    """A text is so long that not all of it was looked at for secrets.

    ## Why it matters
    Nothing was found in the part that was looked at. What follows was *not checked*.

    ## Example
    A log of twenty million lines among the fixtures.

    ## How to mend it
    Shorten it; a plugin hardly needs so long a text.
    """
    writing = _writing(file)
    if writing is not None and writing.cut:
        yield Finding(
            file.place(1),
            f"only the first {MAX_CHARACTERS:,} characters of `{escaped(file.path)}` were looked "
            "at for secrets",
            "Shorten it, or look through the rest yourself.",
        )


def _suspicions(writing: Writing) -> Iterator[Sighting]:
    """What only looks like a secret by what it is called; those of a known form are SEC001's."""
    suspicions = [*suspicions_in(writing.text, code=is_code(writing.path))]
    known = [*keys_in(writing.text)] if suspicions else []
    for one in suspicions:
        if not any(other.start < one.end and one.start < other.end for other in known):
            yield one


def may_hold_one(data: bytes) -> bool:
    """Whether a document can hold a secret: it has a mark of one, or an escape that hides one.

    Bytes that are no UTF-8 are no part of a mark, whatever they are taken for.
    """
    return b"\\" in data or _is_marked(data)


def may_speak_of(file: ContentFile) -> bool:
    """Whether a file that is shipped may have anything for these rules.

    What is long, or in two bytes a character, may; so may what is no text, which is seen later.
    """
    data = file.data
    return (
        len(data) > MAX_CHARACTERS
        or data.startswith(WIDE)
        or _is_marked(data)
        or holds_secrets(file.path)
    )


def _may_hold_one(text: str) -> bool:
    return _is_marked(text.encode("utf-8", "surrogatepass"))


def _is_marked(data: bytes) -> bool:
    return bool(marks_in(data) or words_in(data))


Look = Callable[[Writing], Iterator[Sighting]]


@Once
def _writing(subject: Document | ContentFile) -> Writing | None:
    return writing_of_record(subject) if isinstance(subject, Document) else writing_of(subject)


def _sightings(subject: Document | ContentFile, look: Look) -> Iterator[Finding]:
    if (writing := _writing(subject)) is not None:
        yield from islice(_in_writing(writing, look), MOST_FINDINGS)


def _in_writing(writing: Writing, look: Look) -> Iterator[Finding]:
    seen = set()
    for one in look(writing):
        seen.add(writing.text[one.start : one.end])
        yield _finding(one, writing, one.start, one.end)
    for part in _parts(writing):
        for one in look(part):
            if part.text[one.start : one.end] not in seen:
                yield _finding(one, part, 0, 0)


@Once
def _parts(writing: Writing) -> tuple[Writing, ...]:
    """What an escape hides in a text, and the record's reader sees, if it can be a secret."""
    parts = [*writing.parts()]
    if not _may_hold_one("\n".join(part.text for part in parts)):  # all at once, for most have none
        return ()
    return tuple(part for part in parts if _may_hold_one(part.text))


def _finding(one: Sighting, writing: Writing, start: int, end: int) -> Finding:
    where = f" in `{escaped(writing.member)}`" if writing.member else ""
    return Finding(
        writing.route(start, end),
        f"something{where} looks like {one.what}",
        _CURE,
        document=writing.document,
        confidential=True,
    )


def secret_names(paths: Iterable[str]) -> Iterator[Diagnostic]:
    """What looks like a secret in the names of files and folders.

    Args:
        paths: of files of the catalog.
    """
    named = [*paths]
    text = "\n".join(
        path.replace("\n", "?") for path in named
    )  # one text is looked through sooner than ten thousand
    for one in islice(keys_in(text), MOST_FINDINGS):
        place = Document(named[text.count("\n", 0, one.start)], b"")
        message = f"the file's path holds what looks like {one.what}"
        yield secret.report(place, Finding((), message, _CURE, confidential=True))


# Asked about every document of a catalog, whether it can be typed or not.
RECORD_RULES: Final[tuple[Rule, ...]] = (secret, called_a_secret)
CONTENT_RULES: Final[tuple[Rule, ...]] = (
    secret,
    called_a_secret,
    file_of_secrets,
    not_all_looked_at,
)
RULES: Final = CONTENT_RULES
