"""A record in another one's place: what it is, and what is expected there.

To hold it against the wrong model would say twenty things of one mistake, none of them true.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from chandlery.checks import Finding
from chandlery.diagnostics import Diagnostic
from chandlery.dialects import DIALECTS
from chandlery.dialects.base import Dialect
from chandlery.documents import Document
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import AdvisoryRecord, EvidenceRecord, Renames, Waivers
from chandlery.records.publisher import PublisherRecord
from chandlery.records.release import ReleaseRecord
from chandlery.rules import layout
from chandlery.rules.model_keys import model_keys

# Fewer may well be mistakes in a record that stands where it belongs.
_MANY_PROBLEMS = 4
_SOME_KEYS = 3


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of record, as people speak of it, and where such records stand."""

    title: str
    model: type[BaseModel]
    place: str = ""

    @property
    def schema(self) -> str | None:
        """What a record of the kind calls itself, where it does."""
        field = self.model.model_fields.get("schema_")
        return field.default if field and isinstance(field.default, str) else None


_OURS = (
    _Kind("marketplace", MarketplaceRecord, "marketplace.yml"),
    _Kind("listing", Listing, "listing.yml"),
    _Kind("publisher", PublisherRecord, "publishers/"),
    _Kind("advisory", AdvisoryRecord, "advisories/"),
    _Kind("release", ReleaseRecord, "release.json"),
    _Kind("piece of evidence", EvidenceRecord, "evidence/"),
    _Kind("list of renames", Renames, "renames.yml"),
    _Kind("list of waivers", Waivers, "waivers.yml"),
)


def wrong_kind(document: Document, model: type[BaseModel], problems: int) -> Diagnostic | None:
    """Say that a record is of another kind than the place that it stands in.

    Args:
        document: a record that the model refused.
        model: what the place expects.
        problems: how many the model had with it.
    """
    value = document.value
    kinds = _kinds()
    expected = next((kind for kind in kinds if kind.model is model), None)
    if expected is None or not isinstance(value, dict):
        return None
    others = [kind for kind in kinds if kind.model is not model]
    said = value.get("schema", value.get("schema_"))
    called = [kind for kind in others if kind.schema is not None and kind.schema == said]
    if not called and (problems < _MANY_PROBLEMS or (said and said == expected.schema)):
        return None
    if not called and not _is_strange(model, value):
        return None
    found = called or [kind for kind in others if kind.place and _is_one(kind.model, value)]
    return _report(document, found, expected) if found else None


def _report(document: Document, found: list[_Kind], expected: _Kind) -> Diagnostic:
    here = f"this is {_one_of(found)}; {_one_of([expected])} is expected here"
    places = " or ".join(dict.fromkeys(f"`{kind.place}`" for kind in found if kind.place))
    move = f"Move it to where it belongs, {places}, and put" if places else "Put"
    finding = Finding(("schema",), here, f"{move} {_one_of([expected])} here.")
    return layout.WRONG_KIND.report(document, finding)


def _is_strange(model: type[BaseModel], value: dict[str, Any]) -> bool:
    """Whether a record is more than the beginning of one that the model would take."""
    known = model_keys(model, ())
    return len(value) >= _SOME_KEYS and any(key not in known for key in value)


def _is_one(model: type[BaseModel], value: dict[str, Any]) -> bool:
    """Whether a record has no key that the model does not know, and none of a wrong value."""
    known = model_keys(model, ())
    if not all(key in known for key in value):
        return False
    try:
        model.model_validate(value)
    except ValidationError:
        return False
    return True


@cache
def _kinds() -> tuple[_Kind, ...]:
    return (*_OURS, *(kind for _, dialect in sorted(DIALECTS.items()) for kind in _native(dialect)))


def _native(dialect: Dialect) -> Iterator[_Kind]:
    places = {
        name: f"{kind.folder}/…/{dialect.name}.json" for kind, name in dialect.manifests.items()
    } | {name: f"governance/…/{word}-….json" for word, name in dialect.governance.items()}
    for kind in dialect.kinds:
        title = kind.name.removeprefix("plugin_").replace("_", " ").replace("-", " ")
        yield _Kind(f"{title} of {dialect.title}", kind.model, places.get(kind.name, ""))


def _one_of(kinds: list[_Kind]) -> str:
    titles = dict.fromkeys(kind.title for kind in kinds)
    return " or ".join(f"{'an' if title[0] in 'aeiou' else 'a'} {title}" for title in titles)
