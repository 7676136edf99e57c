"""What the text search is fed with: a record for each package and integration."""

import re
from collections.abc import Mapping, Sequence
from functools import partial

from chandlery.gfm import NotShown, to_html, words_of
from chandlery.model.governance import Availability
from chandlery.model.marketplace import Frame, Integration, Kind, Subject
from chandlery.model.parts import One, Part
from chandlery.model.search import SearchRecord

# Of a README, so much is searched: its beginning says what a thing is, and a first query has to
# stay small at ten thousand of them.
MAX_README = 300  # characters
_READ = 4 * MAX_README  # characters of Markdown that surely hold as many of text
_UNREADABLE = re.compile(r"<(script|style|pre|!--).*?(</\1>|-->)", re.S)
_BLOCK = re.compile(r"(?=</?(?:blockquote|br|d[dlt]|div|h[1-6]|hr|li|p|section|summary|t[dhr])\b)")


def search_records(titles: Mapping[str, str]) -> Part[SearchRecord]:
    """What there is to find: a record is told of each thing, and no file is written.

    Args:
        titles: dialect to what people call the ecosystem.
    """
    return Part(name="search", told=SearchRecord, one=partial(_one, titles))


def _one(titles: Mapping[str, str], _frame: Frame, subject: Subject) -> One[SearchRecord]:
    listing = subject.listing
    words = ", ".join(dict.fromkeys([*listing.tags, *listing.categories]))
    content = [listing.summary, beginning(subject.readme), f"{subject.name}, {words}"]
    dialects, states, kind = _told(subject)
    meta = {
        "title": listing.title,
        "ecosystems": ", ".join(titles.get(name, name) for name in dialects),
        "kind": kind.value,
        "states": ", ".join(states),
    }
    told = SearchRecord(
        url=f"{kind.folder}/{subject.name}/",
        content=_text("\n".join(content)),
        meta={key: _text(value) for key, value in meta.items() if value},
    )
    return One(told=told)


def _told(subject: Subject) -> tuple[Sequence[str], Sequence[str], Kind]:
    """The ecosystems, the states that are worth a word, and the kind."""
    if isinstance(subject, Integration):
        return (subject.manifest.dialect,), (), Kind.INTEGRATION
    if not subject.releases:
        return subject.dialects, (), subject.kind
    latest = subject.latest
    told = [] if latest.availability is Availability.AVAILABLE else [latest.availability.value]
    return subject.dialects, [latest.review.state.value, *told], subject.kind


def beginning(readme: str) -> str:
    """The first words of a README, without its marks, its HTML and its examples of code."""
    try:
        html = to_html(readme[:_READ])
    except NotShown:
        return ""
    text = words_of(_BLOCK.sub(" ", _UNREADABLE.sub(" ", html)))
    if len(text) <= MAX_README:
        return text
    return text[:MAX_README].rpartition(" ")[0]


def _text(text: str) -> str:
    # Neither half of a surrogate pair nor what marks the borders of words for the engine.
    return text.encode("utf-8", "replace").decode().replace("\u200b", "")
