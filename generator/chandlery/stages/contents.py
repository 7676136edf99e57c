"""The files that a release ships, looked into: one after the other, whatever they are packed in."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from chandlery.catalog import ContentFile, IntegrationEntry, ReleaseEntry
from chandlery.checks import Rule
from chandlery.containers import Member
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document, Route, Syntax
from chandlery.rules import CONTENT_RULES
from chandlery.secrecy.discretion import discreet
from chandlery.secrecy.masking import Mask
from chandlery.trees import Mode

_REMEMBERED: Final = 8192  # bytes; a longer file is looked into again


def kept(release: ReleaseEntry) -> Iterator[ContentFile]:
    """The files below ``source/``; those that cannot be read alike everywhere are left out.

    So are those that there is nothing to say of.
    """
    for entry in release.source:
        if entry.mode is Mode.FILE or entry.mode is Mode.EXECUTABLE:
            data = release.read(entry.path)
            if _known_clean(entry.path, data, is_fetched=False):
                continue
            document = Document(f"{release.folder}/{entry.path}", data, Syntax.TEXT)
            yield ContentFile(path=entry.path, data=data, document=document)


def fetched(
    release: ReleaseEntry, route: Route, members: Iterable[Member]
) -> Iterator[ContentFile]:
    """The files of an artifact that the catalog does not hold.

    Args:
        route: of the artifact's address in ``release.json``.
    """
    for member in members:
        yield ContentFile(
            path=member.path, data=member.data, document=release.document, route=route
        )


def fixtures(integration: IntegrationEntry) -> Iterator[ContentFile]:
    """The files of a reference integration."""
    for entry in integration.fixtures:
        data = integration.read(entry.path)
        document = Document(f"{integration.folder}/{entry.path}", data, Syntax.TEXT)
        yield ContentFile(path=entry.path, data=data, document=document)


@lru_cache(maxsize=512)
def _is_clean(path: str, data: bytes, is_fetched: bool) -> bool:
    """Whether no rule says anything; most files of a release are those of the release before."""
    document = Document(path, data, Syntax.TEXT)
    file = ContentFile(
        path=path, data=data, document=document, route=("url",) if is_fetched else ()
    )
    return not any(rule.finds(file) for rule in _asked(file))


def _asked(file: ContentFile) -> Iterator[Rule]:
    """The rules that may have something to say of a file."""
    for may_speak_of, rules in CONTENT_RULES:
        if may_speak_of(file):
            yield from rules


def _known_clean(path: str, data: bytes, *, is_fetched: bool) -> bool:
    return len(data) <= _REMEMBERED and _is_clean(path, data, is_fetched)


def examine(files: Iterable[ContentFile]) -> Iterator[Diagnostic]:
    """Ask every rule about every file; none of them says what is secret in it."""
    for file in files:
        if _known_clean(file.path, file.data, is_fetched=bool(file.route)):
            continue
        found = [item for rule in _asked(file) for item in rule.run(file.document, file)]
        if any(item.confidential for item in found):
            mask = Mask()
            mask.learn("", file.data)
            found = [*discreet(found, mask)]
        yield from found
