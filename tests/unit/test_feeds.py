"""What feed readers are told: by RFC 4287, under stable ids, and with every warning."""

import re
from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter
from xml.etree import ElementTree as ET

import pytest

from chandlery.model.governance import Availability, Review, ReviewState
from chandlery.model.marketplace import Marketplace
from chandlery.stages.feed_choice import LENGTH
from chandlery.stages.feeds import PACKAGE_LENGTH, feeds
from parts import told_by, whole
from site_sample import BASE_URL, TITLES, hostile_sample, package, release, review, sample, tidy

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def written(marketplace: Marketplace | None = None) -> dict[str, ET.Element]:
    """The feeds by path."""
    files = whole(feeds(TITLES), marketplace or sample())
    return {path: ET.fromstring(data) for path, data in files.items()}


def entries(feed: ET.Element) -> dict[str, ET.Element]:
    """A feed's entries by title, in its order."""
    return {entry.findtext(f"{ATOM}title") or "": entry for entry in feed.iter(f"{ATOM}entry")}


def content(entry: ET.Element) -> str:
    """An entry's HTML."""
    return entry.findtext(f"{ATOM}content") or ""


def terms(entry: ET.Element, scheme: str) -> list[str]:
    """An entry's terms of one scheme."""
    found = entry.iter(f"{ATOM}category")
    return [item.attrib["term"] for item in found if item.attrib["scheme"].endswith(scheme)]


def broken(feed: ET.Element) -> Iterator[str]:
    """What RFC 4287 has against a feed (4.1.1)."""
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        yield from _incomplete(element)
    for name in ("updated", "published"):
        for element in feed.iter(f"{ATOM}{name}"):
            if not MOMENT.fullmatch(element.text or ""):
                yield f"{name}: {element.text}"
    ids = [element.text for element in feed.findall(f"{ATOM}entry/{ATOM}id")]
    if len(ids) != len(set(ids)):
        yield "an id twice"
    if len(feed.findall(f"{ATOM}link[@rel='self']")) != 1:
        yield "self"


def _incomplete(element: ET.Element) -> Iterator[str]:
    """What a feed and an entry must have alike (4.1.1, 4.1.2)."""
    for name in ("id", "title", "updated"):
        if len(element.findall(f"{ATOM}{name}")) != 1 or not element.findtext(f"{ATOM}{name}"):
            yield f"{element.tag}: {name}"
    if not re.match("https://", element.findtext(f"{ATOM}id") or ""):
        yield "an id that is no absolute address"
    if len(element.findall(f"{ATOM}link[@rel='alternate']")) != 1:
        yield "alternate"
    if not all(person.findtext(f"{ATOM}name") for person in element.findall(f"{ATOM}author")):
        yield "an author without a name"
    if element.find(f"{ATOM}author") is None:
        yield "no author"


def test_every_feed_is_atom_and_says_where_it_is() -> None:
    site = written()
    assert site.keys() == {
        *("feed.atom", "advisories.atom", "caliban/feed.atom", "craik/feed.atom"),
        *("stigmem/feed.atom", "adapters/bridge/feed.atom", "plugins/snoop/feed.atom"),
        *("plugins/tidy/feed.atom", "plugins/neat/feed.atom", "plugins/neater/feed.atom"),
    }
    for path, feed in site.items():
        assert [*broken(feed)] == [], path
        link = feed.find(f"{ATOM}link[@rel='self']")
        assert link is not None
        own = path.replace("neater", "tidy").replace("neat/", "tidy/")
        assert link.attrib["href"] == BASE_URL + own
        assert feed.findtext(f"{ATOM}id") == BASE_URL + own


def test_entries_run_from_what_changed_last() -> None:
    for path, feed in written().items():
        updated = [entry.findtext(f"{ATOM}updated") for entry in entries(feed).values()]
        assert updated == sorted(updated, key=str, reverse=True), path
        assert feed.findtext(f"{ATOM}updated") == updated[0], path


def test_a_decision_brings_a_release_back_under_the_same_id() -> None:
    before = release("1.0.0", "2026-01-01T00:00:00Z", review=Review())
    after = replace(before, review=review(ReviewState.PROMOTED, "Read."))
    newer = release("1.0.0", "2026-05-01T00:00:00Z", review=Review())
    told = [
        entries(
            written(replace(sample(), packages=(package("a", item), package("b", newer))))[
                "feed.atom"
            ]
        )
        for item in (before, after)
    ]
    assert [[*item] for item in told] == [["B 1.0.0", "A 1.0.0"], ["A 1.0.0", "B 1.0.0"]]
    first, second = (item["A 1.0.0"] for item in told)
    assert first.findtext(f"{ATOM}id") == second.findtext(f"{ATOM}id")
    assert first.findtext(f"{ATOM}updated") == "2026-01-01T00:00:00Z"
    assert second.findtext(f"{ATOM}updated") == "2026-10-09T08:00:00Z"
    assert second.findtext(f"{ATOM}published") == "2026-01-01T00:00:00Z"
    assert (terms(first, "#review"), terms(second, "#review")) == (["unreviewed"], ["promoted"])


def test_a_probation_that_ran_out_changed_the_release_then() -> None:
    judged = review(ReviewState.PROBATIONARY)
    (probation,) = judged.probations
    probation = replace(probation, decided_at="", expires_at="2026-11-01T00:00:00Z")
    expired = replace(judged, state=ReviewState.EXPIRED, probations=(probation,))
    item = package("a", release("1.0.0", "2026-01-01T00:00:00Z", review=expired))
    (entry,) = entries(written(replace(sample(), packages=(item,)))["feed.atom"]).values()
    assert entry.findtext(f"{ATOM}updated") == "2026-11-01T00:00:00Z"


def test_an_entry_tells_at_a_look_what_a_release_touches_and_who_vouches() -> None:
    entry = entries(written()["feed.atom"])["Tidy 1.2.0"]
    html = content(entry)
    assert "It declares that it wants to: read files and use the network (high risk)." in html
    assert "Nothing here enforces that." in html
    assert "Published by Acme (verified)." in html
    assert "Review: probationary." in html
    assert f"<code>{'ab' * 32}</code>" in html
    assert "<em>1.2.0</em>" in html
    assert terms(entry, "#kind") == ["plugin"]
    assert terms(entry, "#ecosystem") == ["caliban", "craik"]
    assert terms(entry, "#availability") == ["available"]
    assert terms(entry, "/capabilities/") == ["files-read", "network"]
    assert terms(entry, "/categories/") == ["automation"]
    silent = entries(written()["feed.atom"])["Bridge 2.0.0"]
    assert "It declares no capabilities." in content(silent)


@pytest.mark.parametrize(
    ("state", "availability", "mark"),
    [
        (ReviewState.PROMOTED, Availability.YANKED, " (yanked)"),
        (ReviewState.PROMOTED, Availability.BLOCKED, " (blocked)"),
        (ReviewState.REJECTED, Availability.AVAILABLE, " (rejected)"),
        (ReviewState.EXPIRED, Availability.AVAILABLE, " (expired)"),
        (ReviewState.REJECTED, Availability.BLOCKED, " (blocked, rejected)"),
        (ReviewState.PROMOTED, Availability.DEPRECATED, " (deprecated)"),
        (ReviewState.PROBATIONARY, Availability.AVAILABLE, ""),
    ],
)
def test_what_is_refused_or_withdrawn_invites_to_nothing(
    state: ReviewState, availability: Availability, mark: str
) -> None:
    judged = review(state, "It sends file names home.")
    item = release("1.0.0", "2026-01-01T00:00:00Z", review=judged, availability=availability)
    site = written(replace(sample(), packages=(package("a", item),)))
    ((title, entry),) = entries(site["feed.atom"]).items()
    assert title == f"A 1.0.0{mark}"
    refused = bool(mark) and availability is not Availability.DEPRECATED
    assert content(entry).startswith("<p><strong>Do not install it. ") is refused
    assert (entry.findtext(f"{ATOM}summary") or "").startswith("Do not install it. ") is refused
    told = state in {ReviewState.REJECTED, ReviewState.EXPIRED}
    assert ("It sends file names home." in content(entry)) is told
    assert "/artifacts/" not in content(entry)
    assert entry.find(f"{ATOM}link[@rel='enclosure']") is None


def test_a_withdrawn_release_names_its_advisory() -> None:
    entry = entries(written()["plugins/tidy/feed.atom"])["Tidy 1.0.0 (yanked)"]
    assert f'href="{BASE_URL}advisories/2026-001/"' in content(entry)
    assert (entry.findtext(f"{ATOM}summary") or "").endswith("Tidy 1.0.0 forgets hidden files")


def test_an_advisory_says_what_it_hits_and_why() -> None:
    feed = written()["advisories.atom"]
    ((title, entry),) = entries(feed).items()
    assert title == "Tidy 1.0.0 forgets hidden files"
    assert entry.findtext(f"{ATOM}id") == f"{BASE_URL}advisories/2026-001/"
    assert entry.findtext(f"{ATOM}summary") == "Yank, medium: hits tidy 1.0.0."
    html = content(entry)
    assert f'Yank: <a href="{BASE_URL}plugins/tidy/">Tidy</a> 1.0.0. It is withdrawn' in html
    assert "<code>&lt;1.1.0</code>" in html
    assert "It <em>forgets</em> hidden files." in html
    assert 'href="https://example.org/issues/1"' in html
    assert 'href="mailto:office@example.org"' in html
    assert (terms(entry, "#act"), terms(entry, "#force")) == (["yank"], ["in-force"])


def test_a_lapsed_advisory_is_marked_and_moves_on_the_day_it_lapsed() -> None:
    (advisory,) = sample().advisories
    lapsed = replace(advisory, in_force=False, expires="2026-12-01T00:00:00Z")
    site = written(replace(sample(), advisories=(lapsed,)))
    ((title, entry),) = entries(site["advisories.atom"]).items()
    assert title == "Lapsed: Tidy 1.0.0 forgets hidden files"
    assert (entry.findtext(f"{ATOM}summary") or "").startswith("Lapsed on 2026-12-01. ")
    assert content(entry).startswith("<p><strong>This advisory lapsed on 2026-12-01")
    assert entry.findtext(f"{ATOM}updated") == "2026-12-01T00:00:00Z"
    assert terms(entry, "#force") == ["lapsed"]


def test_an_advisory_for_many_versions_pushes_nothing_out() -> None:
    versions = tuple(f"1.{n}.0" for n in range(LENGTH + 20))
    old = [
        release(text, "2025-01-01T00:00:00Z", review=Review(), availability=Availability.BLOCKED)
        for text in versions
    ]
    fresh = release("1.0.0", "2026-01-01T00:00:00Z", review=Review())
    (advisory,) = sample().advisories
    hit = replace(advisory, package="old", versions=versions, act="block")
    packages = (package("fresh", fresh), package("old", *old))
    site = written(replace(sample(), packages=packages, advisories=(hit,)))
    assert "Fresh 1.0.0" in entries(site["feed.atom"])
    assert len(entries(site["feed.atom"])) == LENGTH
    assert len(entries(site["plugins/old/feed.atom"])) == PACKAGE_LENGTH
    assert "Tidy 1.0.0 forgets hidden files" in entries(site["plugins/old/feed.atom"])


def test_ids_are_the_marketplaces_own_wherever_it_is_built_for() -> None:
    there = written(replace(sample(), base_url="http://127.0.0.1:8000/"))
    for path, feed in written().items():
        ids = [element.text for element in feed.iter(f"{ATOM}id")]
        assert ids == [element.text for element in there[path].iter(f"{ATOM}id")]
    link = there["feed.atom"].find(f"{ATOM}link[@rel='self']")
    assert link is not None
    assert link.attrib["href"] == "http://127.0.0.1:8000/feed.atom"


def test_an_ecosystem_has_its_own_releases_and_advisories_alone() -> None:
    site = written()
    assert [*entries(site["stigmem/feed.atom"])] == ["Bridge 2.0.0"]
    assert {*entries(site["craik/feed.atom"])} == {"Tidy 1.2.0", "Tidy 1.0.0 forgets hidden files"}


def test_no_text_of_any_record_becomes_markup() -> None:
    for path, feed in written(hostile_sample()).items():
        assert [*broken(feed)] == [], path
        for entry in feed.iter(f"{ATOM}entry"):
            assert "<script>alert(1)</script>" in (entry.findtext(f"{ATOM}title") or "")
            assert not re.search(r"<(script|img)|<[^>]*onerror", content(entry))
            assert "&lt;script&gt;" in content(entry)


def test_what_xml_cannot_hold_is_replaced() -> None:
    item = tidy()
    listing = item.listing.model_copy(update={"title": "a\ud800\ufffe\x0bb"})
    site = written(replace(sample(), packages=(replace(item, listing=listing),)))
    assert "a���b 1.2.0" in entries(site["feed.atom"])


def test_an_empty_marketplace_has_feeds() -> None:
    empty = Marketplace(settings=sample().settings, base_url=BASE_URL)
    site = written(empty)
    assert site.keys() == {"feed.atom", "advisories.atom"}
    for feed in site.values():
        assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
        assert [*broken(feed)] == []


def test_a_feed_has_the_newest_of_many_packages_whatever_their_names() -> None:
    """More than are looked at together: what is dropped on the way is older than what stays."""
    moments = [f"2026-01-{1 + n * 7 % 28:02}T{n % 24:02}:00:00Z" for n in range(LENGTH * 12)]
    releases = [(at, f"p{n:04}") for n, at in enumerate(moments)]
    packages = tuple(
        package(name, replace(tidy().latest, version="1.0.0", published=at, review=Review()))
        for at, name in releases
    )
    site = written(replace(sample(), packages=packages))
    newest = sorted(sorted(releases, key=itemgetter(1)), key=itemgetter(0), reverse=True)
    expected = [f"{name.capitalize()} 1.0.0" for _, name in newest[:LENGTH]]
    for path in ("feed.atom", "craik/feed.atom"):
        assert [*entries(site[path])] == expected


def test_what_is_told_is_other_where_a_text_is() -> None:
    """A build joins the feeds again where what was told is other, and asks for texts only then."""
    item = tidy()
    before, *_ = told_by(feeds(TITLES), replace(sample(), packages=(item,)))
    listing = item.listing.model_copy(update={"summary": "Another summary."})
    after, *_ = told_by(
        feeds(TITLES), replace(sample(), packages=(replace(item, listing=listing),))
    )
    assert before.newest == after.newest
    assert before != after
