"""Every pattern that a record can fail is told in words, and the words' example is right."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from chandlery.dialects import DIALECTS
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import AdvisoryRecord, EvidenceRecord, Renames, Waivers
from chandlery.records.publisher import PublisherRecord
from chandlery.records.release import ReleaseRecord
from chandlery.rules.schema_forms import FORMS

OURS = (
    *(Listing, MarketplaceRecord, PublisherRecord, ReleaseRecord),
    *(AdvisoryRecord, EvidenceRecord, Renames, Waivers),
)
MODELS: list[type[BaseModel]] = [
    *OURS,
    *(kind.model for dialect in DIALECTS.values() for kind in dialect.kinds),
]


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        # Of some forms a rule of its own tells.
        if isinstance(schema.get("pattern"), str) and "x-chandlery-rule" not in schema:
            yield schema["pattern"]
        yield from schema.get("patternProperties", {})
        for inner in schema.values():
            yield from patterns(inner)
    for inner in schema if isinstance(schema, list) else ():
        yield from patterns(inner)


USED = {found for model in MODELS for found in patterns(model.model_json_schema())}


def test_every_pattern_is_told_in_words() -> None:
    assert USED - FORMS.keys() == set()


def test_no_words_are_left_of_patterns_that_went() -> None:
    assert FORMS.keys() - USED == set()


@pytest.mark.parametrize("pattern", [it for it in FORMS if FORMS[it].example])
def test_the_example_has_the_form(pattern: str) -> None:
    assert re.search(pattern, FORMS[pattern].example)
