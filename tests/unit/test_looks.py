"""What parts tell of a package is kept as text, whatever its records hold."""

import json

from chandlery.assembly.parts import SEARCH
from chandlery.model.content import PublishedFile
from chandlery.model.marketplace import Frame, Subject
from chandlery.model.parts import One, Part, batches
from chandlery.stages.looks import look
from site_sample import sample


def test_half_of_a_surrogate_pair_stops_no_build() -> None:
    def one(_frame: Frame, _subject: Subject) -> One[dict[str, list[str]]]:
        return One(told={"a\ud800": ["b\udfff", "c"]})

    part = Part(name="odd", told=dict[str, list[str]], one=one)
    market = sample()
    (batch,) = batches(market.packages[:1])
    (looked,) = look((part, SEARCH), market, PublishedFile.of, batch)
    assert json.loads(looked.told["odd"]) == {"a?": ["b?", "c"]}
    assert "search" in looked.told
