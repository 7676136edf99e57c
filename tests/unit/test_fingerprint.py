"""Fingerprints: pages of one fingerprint have the same bytes, so that none is made again."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from functools import cache
from typing import Any

import msgspec
import pytest

from builders import no_network
from chandlery.assembly import TITLES, Edition, marketplace
from chandlery.defaults import default_templates
from chandlery.dialects import DIALECTS
from chandlery.model.content import PublishedFile
from chandlery.model.marketplace import Marketplace, Package
from chandlery.model.overview import Overview
from chandlery.model.parts import batches
from chandlery.model.summary import Summary
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderTree
from chandlery.stages.press import Made, Press, Rendered, Unchanged
from chandlery.stages.render import render_changed
from chandlery.stages.site.facets import Rows
from chandlery.stages.site.fingerprint import Fingerprints
from chandlery.stages.site.page import Page
from chandlery.stages.site.pages import overview_batches
from chandlery.stages.site.summaries import overview, reviewed
from chandlery.trees import MemoryTree
from served import CATALOG
from site_sample import release, sample, steps
from traps import AT, a_trapped_catalog
from unit.test_render import HOME, RULES, WEBSITE

SLOTS = "".join(f"<!-- chandlery:{name} -->" for name in ("search", "promoted", "advisories"))
SITE = {**WEBSITE, "index.html": HOME.replace("</body>", f"{SLOTS}</body>").encode()}


@cache
def traps() -> Marketplace:
    """What clients trip over."""
    inspection = inspect(MemoryTree(a_trapped_catalog()), fetch=no_network)
    edition = Edition(base_url=sample().base_url, at=AT, serial=0, commit=None)
    return marketplace(inspection, edition)


@cache
def demo() -> Marketplace:
    """The shipped catalog."""
    inspection = inspect(FolderTree(CATALOG), fetch=no_network)
    edition = Edition(base_url=sample().base_url, at=AT, serial=0, commit=None)
    return marketplace(inspection, edition)


MARKETS = {"sample": sample, "traps": traps}


def made(
    seen: Overview,
    known: Mapping[str, str],
    changed: Collection[str] = (),
    *,
    subjects: Sequence[Package] = (),
    templates: Mapping[str, str] | None = None,
) -> dict[str, Made]:
    """The pages about many, but for those of a known fingerprint, by path.

    Args:
        changed: what is other than when the known ones were made.
    """
    files = render_changed(
        Rows(seen),
        batches(subjects),
        SITE,
        [*([templates] if templates else []), default_templates()],
        steps=steps,
        titles=TITLES,
        rules=RULES,
        examples=lambda: {"shard": "{}"},
        known=lambda path, fingerprint: known.get(path) == fingerprint,
        changed=changed,
    )
    return {file.path: file for file in files}


def fingerprints(files: Mapping[str, Made]) -> dict[str, str]:
    return {path: file.fingerprint for path, file in files.items()}


@pytest.mark.parametrize("market", [sample, traps, demo])
def test_pages_of_summaries_that_were_read_again_are_known(market: Any) -> None:
    """As a later build has it: other objects, of equal content."""
    before = made(overview(market()), {})
    kept = {item.name: reviewed(item) for item in market().packages}
    items = {
        name: msgspec.json.decode(msgspec.json.encode(item), type=Summary)
        for name, item in overview(market()).items.items()
    }
    again = Overview(
        frame=market().frame, items=items, ask=lambda name, version: kept[name][version]
    )
    assert all(type(file) is Unchanged for file in made(again, fingerprints(before)).values())
    assert made(again, {}) == before


def changes(value: Any) -> Iterator[Any]:
    """The same with one thing in it changed, in turn; of a list, at its ends."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            for other in changes(getattr(value, name)):
                yield msgspec.structs.replace(value, **{name: other})
    elif isinstance(value, Enum):
        yield from [other for other in type(value) if other is not value][:1]
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield value + "x"
    elif isinstance(value, tuple) and value:
        yield value[1:]
        for at in {0, len(value) - 1}:
            yield from ((*value[:at], other, *value[at + 1 :]) for other in changes(value[at]))


def about_many(seen: Overview) -> Iterator[Page]:
    """The pages about many that are not about Chandlery alone."""
    ours = re.compile(rf"index-format/|rules/|capabilities/({'|'.join(DIALECTS)})/")
    for batch in overview_batches(Rows(seen), TITLES, ()):
        yield from (page for page in batch() if not ours.match(page.path))


@pytest.mark.parametrize("market", MARKETS.values(), ids=MARKETS)
def test_whatever_changes_in_a_summary_changes_the_fingerprints_of_what_shows_it(
    market: Any,
) -> None:
    """A page whose fingerprint stays the same is rendered to the same bytes."""
    whole = overview(market())
    press = Press.of(whole, SITE, [default_templates()], TITLES, lambda *_: False, PublishedFile.of)
    pages = {page.path: page for page in about_many(whole)}
    before = {file.path: file for file in press.rendered(pages.values)}
    moved: set[str] = set()
    for name, item in whole.items.items():
        for other in changes(item):
            if other.name != name or other.shown >= len(other.releases):
                continue
            seen = replace(whole, items={**whole.items, name: other})
            prints = Fingerprints(seen.frame, {name})
            again = replace(press, prints=prints)
            try:
                made = {page.path: page for page in about_many(seen)}
            except LookupError:  # it tells of a version that is not there any more
                continue
            same = [
                page
                for path, page in made.items()
                if path in before and prints.of(page) == (before[path].fingerprint, False)
            ]
            moved |= before.keys() - {page.path for page in same}
            for file in again.rendered(lambda same=same: same):  # type: ignore[misc]
                assert file == before[file.path]
    assert {"plugins/index.html", "review/index.html", "browse/all/index.html"} <= moved


def test_a_page_shows_the_publishers_of_what_it_lists() -> None:
    """Templates reach them by name, beside the context."""
    market = sample()
    before = made(overview(market), {})
    acme = market.publishers["acme"]
    record = acme.record.model_copy(update={"title": "Acme & Sons"})
    renamed = {**market.publishers, "acme": replace(acme, record=record)}
    theirs = {it.name for it in overview(market).items.values() if "acme" in it.publishers}
    after = made(overview(replace(market, publishers=renamed)), fingerprints(before), theirs)
    templates = {"category.html": "{{ marketplace.publishers['acme'].record.title }}"}
    assert isinstance(after["categories/automation/index.html"], Rendered)
    assert isinstance(after["publishers/acme/index.html"], Rendered)
    assert isinstance(after["publishers/stray/index.html"], Unchanged)
    # A template of the catalog's own may show any of them anywhere.
    before = made(overview(market), {}, templates=templates)
    after = made(
        overview(replace(market, publishers=renamed)), fingerprints(before), templates=templates
    )
    assert not [path for path, file in after.items() if ".html" in path and type(file) is Unchanged]


def test_what_reviewers_wrote_changes_the_board_and_little_else() -> None:
    market = sample()
    before = made(overview(market), {})
    (tidy,) = (item for item in market.packages if item.name == "tidy")
    newest = tidy.releases[-1]
    (probation,) = newest.review.probations
    review = replace(newest.review, probations=(replace(probation, rationale="Because of it."),))
    changed = replace(tidy, releases=(*tidy.releases[:-1], replace(newest, review=review)))
    after = replace(
        market, packages=tuple(changed if it.name == "tidy" else it for it in market.packages)
    )
    files = made(overview(after), fingerprints(before), {"tidy"})
    board = files["review/probationary/index.html"]
    assert isinstance(board, Rendered)
    assert b"Because of it." in board.data
    assert isinstance(files["review/rejected/index.html"], Unchanged)
    assert isinstance(files["advisories/index.html"], Unchanged)


def test_one_changed_package_and_what_is_known_make_the_whole_site() -> None:
    market = sample()
    before = made(overview(market), {}, subjects=market.packages)
    more = release("9.0.0", "2026-11-01T10:00:00Z")
    changed = replace(market.packages[-1], releases=(*market.packages[-1].releases, more))
    after = replace(market, packages=(*market.packages[:-1], changed))
    whole = made(overview(after), {}, subjects=after.packages)
    some = made(overview(after), fingerprints(before), {changed.name}, subjects=[changed])
    unchanged = [path for path, file in some.items() if type(file) is Unchanged]
    assert len(unchanged) > 20
    for path, file in some.items():
        assert whole[path] == (before[path] if type(file) is Unchanged else file)
    assert whole.keys() - some.keys() == {
        path
        for path, file in whole.items()
        if isinstance(file, Rendered) and file.owner in {"bridge", "snoop"}
    }


def test_what_nobody_thought_of_is_an_error() -> None:
    prints = Fingerprints(sample().frame)
    page = Page(path="x", template="x", title="x", description="x", record="x")
    assert prints.of(page) != prints.of(replace(page, context={"a": 1}))
    with pytest.raises(TypeError, match="no fingerprint covers"):
        prints.of(replace(page, context={"a": [object()]}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c"], ["a", "bc"]),
        ([["a"], "b"], ["a", ["b"]]),
        ({"a": "b"}, {"a": None}),
        (1, True),
        ("1;", 1),
        ("é", "\ud800"),
    ],
)
def test_different_values_have_different_fingerprints(one: Any, other: Any) -> None:
    prints = Fingerprints(sample().frame)
    assert prints.of(one) != prints.of(other)
