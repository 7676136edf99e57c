"""Names: what Windows and hosts make of them, where old ones lead, and what they are taken for."""

import json
from operator import attrgetter
from typing import Any

import pytest

from builders import CALIBAN, CRAIK, LISTING, MARKETPLACE, PUBLISHER, Files, a_catalog, as_json
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.rules.confusables import foreign, named, skeleton, unseen
from chandlery.rules.slips import Known, Owned
from craik_records import a_value
from rules.case import RuleCase, Tree, text_under
from rules.names_cases import BASE, CASES, ONE, TIDEPOOL, a_package, a_rename, renames

GOVERNANCE = "plugins/knot-counter/governance/1.0.0"
EVIDENCE = b"""\
title: Tests
kind: test-run
summary: All passed.
by: Quay maintainers
recorded: "2026-07-02T10:00:00Z"
"""
TWO = BASE | {"publishers/tidepool.yml": TIDEPOOL}


def found(files: Files, code: str) -> list[Diagnostic]:
    return [item for item in Tree(files).diagnostics() if item.code == code]


def places(files: Files, code: str) -> list[tuple[str, str]]:
    """Where a code is reported: the file, and the text below the caret."""
    tree = Tree(files)
    return [(item.file, text_under(item, tree.read(item.file))) for item in found(files, code)]


def titled(title: str) -> bytes:
    return LISTING.replace(b"Knot Counter", title.encode())


def of_tidepool(name: str, title: str = "Rope Measure", **how: Any) -> Files:
    return TWO | a_package(name, title, **how)


# -- texts that look alike --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Knot Counter", "knot-counter"),
        ("Cargo Labels", "Cargo LabeIs"),
        ("Cargo Labels", "Cargo Labe1s"),
        ("Cargo Labels", "Cargo Labe|s"),
        ("Cargo Labels", "Сargo Labels"),
        ("Cargo Labels", "СARGO LABELS"),
        ("Cargo Labels", "Ｃａｒｇｏ Labels"),
        ("Cargo Labels", "Cargo\u200bLabels"),
        ("Cargo Labels", "𝐂argo Labels"),
        ("modern", "rnodern"),
        ("wharf", "vvharf"),
        ("O2", "02"),
    ],
)
def test_texts_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cargo Labels", "Cargo Tables"),
        ("Café", "Cafe"),
        ("Порт", "Port"),
        ("tide-2", "tide-3"),
        ("कि", "क"),
        ("★", "☆"),
    ],
)
def test_texts_that_differ_have_two(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    "text",
    [
        "Rope\u202eMeasure",
        "Rope\u2066Measure",
        "Rope\u200bMeasure",
        "Rope\u00adMeasure",
        "Rope\ufeff",
        "\u3164",
        "Rope\U000e0041",
        "Ro\u200dpe",
        "Канат\u200cа",
        "é\u200dé",
        "\u0915\u200d",
        "\u200d\u0915",
        "\u0915\u200dA",
        "A\u200d\u0915",
    ],
)
def test_what_cannot_be_seen_is_told(text: str) -> None:
    char = unseen(text)
    assert char is not None
    assert not char.isprintable() or char == "\u3164"


@pytest.mark.parametrize(
    "text",
    ["Rope", "Канат", "می\u200cخواهم", "क्\u200dष", "👩\u200d🚀", "⚓\ufe0f Port", "葛\U000e0100"],
)
def test_joiners_where_a_script_needs_them_are_fine(text: str) -> None:
    assert unseen(text) is None


def test_the_joiner_that_does_no_harm_does_not_hide_the_one_that_does() -> None:
    assert unseen("👩\u200d🚀 Ro\u200cpe") == "\u200c"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rоpe", ["Rоpe"]),
        ("Tidal Кnоt", ["Кnоt"]),
        ("Аcme Αcme", ["Аcme", "Αcme"]),
        ("Канат", []),
        ("Канат Rope", []),
        ("Канат_Rope", []),
        ("Rope", []),
        ("µTorrent", []),
        ("Ropeλ", []),
        ("Ŝipo ſ", []),
        ("ɑɡ", []),
    ],
)
def test_words_of_two_scripts_that_look_like_one(text: str, words: list[str]) -> None:
    assert [word for word, _ in foreign(text)] == words


def test_the_strange_letter_is_named() -> None:
    assert [char for _, char in foreign("Knоt")] == ["о"]
    assert named("о") == "U+043E CYRILLIC SMALL LETTER O"
    assert named("\ue000") == "U+E000 without a name"


# -- names that one slip makes of each other ----------------------------------------------------


def near(older: str, newer: str) -> bool:
    known = Known()
    known.add(Owned(older, frozenset({"acme"})))
    return known.near(Owned(newer, frozenset({"tidepool"}))) is not None


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("text-stats", "text-stat"),
        ("text-stat", "text-stats"),
        ("text-stats", "ext-stats"),
        ("text-stats", "test-stats"),
        ("text-stats", "text-statz"),
        ("text-stats", "txet-stats"),
        ("text-stats", "text-stast"),
        ("text-stats", "textstats"),
        ("text-stats", "te-xtstats"),
        ("tool", "t00l"),
        ("modern", "rnodern"),
        ("files", "fiIes".lower().replace("i", "1")),
        ("abcde", "abcdf"),
        ("abcdef", "abcde"),
        ("abcde", "abcdef"),
    ],
)
def test_a_slip_away(older: str, newer: str) -> None:
    assert near(older, newer)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("text-stats", "text-stats"),
        ("text-stats", "text_stats"),
        ("text--stats", "text-stats"),
        ("text-stats", "text-stacks"),
        ("text-stats", "stats-text"),
        ("tide-2", "tide-3"),
        ("tide-23", "tide-32"),
        ("tide", "tide2"),
        ("plugin-2", "plugin-20"),
        ("plugin-20", "plugin-2"),
        ("tidex5", "tidex6"),
        ("abcd", "abce"),
        ("abcd", "abcde"),
        ("abcde", "abcd"),
        ("abcd", "abdc"),
        ("abcde", "bcdea"),
    ],
)
def test_two_names(older: str, newer: str) -> None:
    assert not near(older, newer)


def test_a_letter_and_a_digit_can_change_places() -> None:
    assert near("tide7s", "tides7")


def test_names_of_one_hand_are_near_on_purpose() -> None:
    known = Known()
    known.add(Owned("text-stats", frozenset({"acme", "quay"})))
    assert known.near(Owned("text-stat", frozenset({"acme"}))) is None


def test_a_crowd_of_one_publisher_does_not_hide_another() -> None:
    known = Known()
    for letter in "abcdefghijkl":
        known.add(Owned(f"text-stat{letter}", frozenset({"acme"})))
    known.add(Owned("text-statz", frozenset({"tidepool"})))
    other = known.near(Owned("text-stats", frozenset({"acme"})))
    assert other is not None
    assert other.text == "text-statz"


def test_so_many_owners_of_one_key_are_remembered() -> None:
    known = Known()
    for number in range(8):
        known.add(Owned(f"text-stat{'abcdefgh'[number]}", frozenset({f"p{number}", "acme"})))
    known.add(Owned("text-statz", frozenset({"tidepool"})))
    assert known.near(Owned("text-stats", frozenset({"acme"}))) is None
    full = Known()
    for number in range(7):
        full.add(Owned(f"text-stat{'abcdefg'[number]}", frozenset({f"p{number}", "acme"})))
    full.add(Owned("text-statz", frozenset({"tidepool"})))
    assert full.near(Owned("text-stats", frozenset({"acme"}))) is not None


# -- lookalikes in a catalog --------------------------------------------------------------------


def test_the_newer_of_two_is_told_with_the_older() -> None:
    newer = of_tidepool("knot-counters")
    [told] = found(newer, "NAM010")
    assert told.file == "plugins/knot-counters/listing.yml"
    assert told.severity is Severity.WARNING
    assert "`knot-counter` of `acme`" in told.message
    older = of_tidepool("knot-counters", published="2026-06-20T09:00:00Z")
    [told] = found(older, "NAM010")
    assert told.file == ONE
    assert "`knot-counters` of `tidepool`" in told.message


def test_names_of_one_publisher_may_be_near() -> None:
    assert found(of_tidepool("knot-counters", publisher="acme"), "NAM010") == []
    assert found(of_tidepool("rope", "Knot Counter", publisher="acme"), "NAM013") == []


def test_a_package_without_releases_is_nobodys() -> None:
    files = TWO | {
        "plugins/knot-counters/listing.yml": LISTING,
        "plugins/knot-counters/README.md": b"# Knots\n\nCounts.\n",
    }
    assert found(files, "NAM010") == found(files, "NAM013") == []


def test_publishers_are_names_too() -> None:
    files = BASE | {"publishers/acrne.yml": TIDEPOOL, "publishers/quay.yml": TIDEPOOL}
    [told] = found(files, "NAM010")
    assert told.file == "publishers/acrne.yml"
    assert told.message == "`acrne` can be taken for `acme`"
    assert told.hint.startswith("Choose another name")


def test_the_publisher_with_the_older_release_was_there_first() -> None:
    files = of_tidepool("rope", published="2026-06-20T09:00:00Z", publisher="ac-me")
    files |= {"publishers/ac-me.yml": PUBLISHER}
    assert [item.file for item in found(files, "NAM010")] == ["publishers/acme.yml"]
    # Both are called Acme.
    assert [item.file for item in found(files, "NAM013")] == ["publishers/acme.yml"]
    files |= of_tidepool("rope", published="2026-07-20T09:00:00Z", publisher="ac-me")
    assert [item.file for item in found(files, "NAM010")] == ["publishers/ac-me.yml"]


def test_a_title_is_compared_with_titles_and_publishers() -> None:
    files = of_tidepool("rope", "Acme")
    [told] = found(files, "NAM013")
    assert told.file == "plugins/rope/listing.yml"
    assert "`Acme` of `acme`" in told.message
    assert found(of_tidepool("rope", "Tidepool"), "NAM013") == []
    alone = a_catalog() | {ONE: titled("Tidepool")}
    assert found(alone, "NAM013") == []


def test_two_publishers_with_one_title() -> None:
    files = TWO | {"publishers/tidepool.yml": TIDEPOOL.replace(b"title: Tidepool", b"title: ACME")}
    assert places(files, "NAM013") == [("publishers/tidepool.yml", "ACME")]
    [told] = found(files, "NAM013")
    assert told.message == "`ACME` can be taken for `Acme` of `acme`"
    assert told.hint.startswith("Choose another title")


def test_a_maintainer_who_is_almost_a_publisher() -> None:
    def by(name: str, publisher: str = "tidepool") -> Files:
        files = of_tidepool("rope", publisher=publisher)
        path = "plugins/rope/listing.yml"
        listing = files[path]
        assert isinstance(listing, bytes)
        return files | {path: listing.replace(b"name: Ada", f"name: {name}".encode())}

    assert places(by("Aсme"), "NAM013") == [("plugins/rope/listing.yml", "Aсme")]
    [told] = found(by("Aсme"), "NAM013")
    assert told.message == "`Aсme` can be taken for `Acme` of `acme`"
    assert told.hint == "Write the name as they do, if it is theirs."
    assert places(by("Acme"), "NAM013") == []
    assert places(by("ACME"), "NAM013") == []
    assert places(by("Aсme", "acme"), "NAM013") == []
    assert places(by("Ada"), "NAM013") == []


def test_every_name_and_title_is_looked_at() -> None:
    odd = "Rоpe"
    manifest = as_json(CRAIK | {"id": "rope", "name": odd, "publisher": odd})
    claude = as_json({"name": "rope", "version": "1.0.0", "author": {"name": odd}})
    files = of_tidepool("rope", odd, manifest=manifest, more=f"names: {{craik: {odd}}}\n")
    files |= {
        "plugins/rope/releases/1.0.0/claude.json": claude,
        "marketplace.yml": MARKETPLACE.replace(b"Quay\n", f"{odd}\n".encode()).replace(
            b"Quay maintainers", odd.encode()
        ),
        "advisories/quay-1.yml": f"""\
title: {odd}
act: deprecate
package: rope
versions: [==1.0.0]
reason: It stretches.
evidence: [minutes]
published: "2026-07-21T09:00:00Z"
appeal: security@quay.example
""".encode(),
        "publishers/tidepool.yml": TIDEPOOL.replace(b"title: Tidepool", f"title: {odd}".encode()),
    }
    listing = files["plugins/rope/listing.yml"]
    assert isinstance(listing, bytes)
    files["plugins/rope/listing.yml"] = listing.replace(b"name: Ada", f"name: {odd}".encode())
    told = [file for file, _ in places(files, "NAM012")]
    assert sorted(told) == [
        "advisories/quay-1.yml",
        "marketplace.yml",
        "marketplace.yml",
        "plugins/rope/listing.yml",
        "plugins/rope/listing.yml",
        "plugins/rope/listing.yml",
        "plugins/rope/releases/1.0.0/claude.json",
        "plugins/rope/releases/1.0.0/craik.json",
        "plugins/rope/releases/1.0.0/craik.json",
        "publishers/tidepool.yml",
    ]
    assert {text for _, text in places(files, "NAM012")} == {odd, json.dumps(odd)}


def test_the_manifest_of_an_integration_is_looked_at() -> None:
    record = a_value("reference_integration") | {"name": "Rоpe"}
    files = BASE | {
        "integrations/rope/listing.yml": titled("Rope"),
        "integrations/rope/README.md": b"# Rope\n\nMeasures.\n",
        "integrations/rope/craik.json": as_json(record),
    }
    assert [file for file, _ in places(files, "NAM012")] == ["integrations/rope/craik.json"]


# -- disks and hosts ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["con", "nul", "aux", "com1", "lpt9"])
def test_devices_of_windows_are_no_names(name: str) -> None:
    files = BASE | {f"publishers/{name}.yml": TIDEPOOL}
    assert places(files, "NAM003") == [(f"publishers/{name}.yml", "title")]
    assert f"`{name}`" in found(files, "NAM003")[0].message


def test_every_kind_of_name_becomes_a_folder() -> None:
    files = of_tidepool("rope", more="names: {craik: aux.rope, caliban: rope}\n")
    assert places(files, "NAM003") == [("plugins/rope/listing.yml", "aux.rope")]
    assert "`aux.rope`" in found(files, "NAM003")[0].message
    files = BASE | {"renames.yml": a_rename("con", "knot-counter").encode()}
    assert places(files, "NAM003") == [("renames.yml", "con")]
    assert "`con`" in found(files, "NAM003")[0].message
    advisory = "title: Nothing\nact: deprecate\npackage: knot-counter\nversions: [==1.0.0]\n"
    advisory += "reason: None.\nevidence: [none]\nappeal: a@quay.example\n"
    advisory += 'published: "2026-07-21T09:00:00Z"\n'
    files = BASE | {"advisories/nul.yml": advisory.encode()}
    assert places(files, "NAM003") == [("advisories/nul.yml", "title")]
    assert "`nul`" in found(files, "NAM003")[0].message


def test_files_that_their_authors_name() -> None:
    files = BASE | {f"{GOVERNANCE}/evidence/con.yml": EVIDENCE}
    assert [file for file, _ in places(files, "NAM003")] == [f"{GOVERNANCE}/evidence/con.yml"]
    probation = as_json(a_value("plugin_probation", plugin_descriptor_id="knot-counter"))
    files = BASE | {f"{GOVERNANCE}/probation-a?b.json": probation}
    assert [file for file, _ in places(files, "NAM003")] == [f"{GOVERNANCE}/probation-a?b.json"]
    files = BASE | {f"{GOVERNANCE}/evidence/a:b.yml": EVIDENCE}
    assert [file for file, _ in places(files, "NAM003")] == [f"{GOVERNANCE}/evidence/a:b.yml"]


def an_integration(*fixtures: str) -> Files:
    folder = "integrations/rope"
    return {
        f"{folder}/listing.yml": titled("Rope"),
        f"{folder}/README.md": b"# Rope\n\nMeasures.\n",
        f"{folder}/craik.json": as_json(a_value("reference_integration")),
        **{f"{folder}/fixtures/{name}": b"1\n" for name in fixtures},
    }


def test_fixtures_are_checked_out_as_well() -> None:
    files = BASE | an_integration("nul.txt", "one.txt")
    assert [file for file, _ in places(files, "NAM003")] == ["integrations/rope/fixtures/nul.txt"]
    files = BASE | an_integration("One.txt", "one.txt")
    [told] = found(files, "NAM005")
    folder = "integrations/rope/fixtures"
    assert told.file == f"{folder}/one.txt"
    same = "where capitals do not count"
    assert told.message == f"`{folder}/one.txt` is `{folder}/One.txt` {same}"
    assert told.hint == "Rename one of them."


def test_what_differs_in_capitals_is_one_file() -> None:
    evidence = f"{GOVERNANCE}/evidence"
    files = BASE | {f"{evidence}/Tests.yml": EVIDENCE, f"{evidence}/tests.yml": EVIDENCE}
    assert [item.file for item in found(files, "NAM005")] == [f"{evidence}/tests.yml"]
    files = BASE | {f"{evidence}/tests.yml": EVIDENCE, f"{evidence}/test.yml": EVIDENCE}
    assert found(files, "NAM005") == []


def test_what_differs_in_a_folder_is_told_of_its_files_alone() -> None:
    files = BASE | an_integration("A/one.txt", "a/two.txt")
    assert found(files, "NAM005") == []


def test_native_names_are_of_one_ecosystem() -> None:
    one = of_tidepool("rope", more="names: {kari: Knot-Counter, craik: rope}\n")
    assert found(one, "NAM005") == []  # the other plugin is not for Kari
    both = one | {ONE: LISTING + b"names: {kari: knot-counter}\n"}
    assert places(both, "NAM005") == [("plugins/rope/listing.yml", "Knot-Counter")]
    equal = one | {ONE: LISTING + b"names: {kari: Knot-Counter}\n"}
    assert found(equal, "NAM005") == []  # REF001 has these


def test_nothing_has_the_address_of_a_list() -> None:
    files = BASE | {"publishers/index.yml": TIDEPOOL}
    assert places(files, "NAM004") == [("publishers/index.yml", "title")]
    files = BASE | {"renames.yml": a_rename("index", "knot-counter").encode()}
    assert places(files, "NAM004") == [("renames.yml", "index")]
    [told] = found(files, "NAM004")
    assert told.message == "`index` is the address of the list itself"
    assert told.hint.startswith("Take the rename out")
    assert found(renames(a_rename("indexes", "knot-counter")).files, "NAM004") == []
    advisory = "title: Nothing\nact: deprecate\npackage: knot-counter\nversions: [==1.0.0]\n"
    advisory += "reason: None.\nevidence: [none]\nappeal: a@quay.example\n"
    advisory += 'published: "2026-07-21T09:00:00Z"\n'
    files = BASE | {"advisories/index.yml": advisory.encode()}
    assert places(files, "NAM004") == [("advisories/index.yml", "title")]


def test_a_marketplace_without_plugins_for_claude_may_have_any_name() -> None:
    settings = BASE["marketplace.yml"]
    assert isinstance(settings, bytes)
    files = BASE | {"marketplace.yml": settings.replace(b"quay\n", b"claude-code-plugins\n")}
    assert found(files, "NAM001") == []
    files |= {"marketplace.yml": settings.replace(b"quay\n", b"knot-counter\n")}
    assert found(files, "NAM002") == []


# -- where old names lead -----------------------------------------------------------------------


def test_a_chain_is_cut_short_to_its_end() -> None:
    text = a_rename("a", "b", "2026-04-01T00:00:00Z") + a_rename("b", "c", "2026-05-01T00:00:00Z")
    text += a_rename("c", "knot-counter")
    told = found(renames(text).files, "NAM006")
    assert [item.severity for item in told] == [Severity.NOTE] * 2
    assert [item.fix.text for item in told if item.fix] == ["knot-counter"] * 2
    assert [item.span.line for item in told] == [1, 2]


def test_a_chain_into_a_circle_has_no_end() -> None:
    text = a_rename("a", "b") + a_rename("b", "c") + a_rename("c", "b") + a_rename("d", "d")
    assert found(renames(text).files, "NAM006") == []
    assert found(renames(a_rename("a", "b") + a_rename("b", "gone")).files, "NAM006") != []


def test_dates_of_a_chain_grow() -> None:
    text = a_rename("a", "b", "2026-06-01T00:00:00Z") + a_rename("b", "knot-counter")
    assert found(renames(text).files, "NAM007") == []
    assert found(renames(a_rename("a", "a")).files, "NAM007") == []


def replaced(**by: str) -> Files:
    """Plugins of these names, with what replaces each."""
    files = dict(BASE)
    for name, target in by.items():
        more = f"replaced_by: {target}\n" if target else ""
        files |= a_package(name, name.title(), publisher="acme", more=more)
    return files


def test_replacements_lead_on_too() -> None:
    files = replaced(a="b", b="c", c="")
    [told] = found(files, "NAM006")
    assert told.file == "plugins/a/listing.yml"
    assert told.message == "`b` is replaced itself, in the end by `c`"
    assert told.hint == "Point at `c`, if it replaces both."
    assert told.fix is None
    assert found(replaced(a="b", b=""), "NAM006") == []
    assert found(replaced(a="a"), "NAM006") == found(replaced(a="a"), "NAM009") == []


def test_a_circle_is_told_of_those_that_form_it() -> None:
    files = replaced(a="b", b="c", c="b", d="a", e="c")
    assert [item.file for item in found(files, "NAM009")] == [
        "plugins/b/listing.yml",
        "plugins/c/listing.yml",
    ]
    assert found(files, "NAM006") == []


def test_an_integration_replaces_no_plugin() -> None:
    files = BASE | an_integration() | {ONE: LISTING + b"replaced_by: rope\n"}
    [told] = found(files, "NAM008")
    assert "kind integration" in told.message
    files = BASE | {ONE: LISTING + b"replaced_by: gone\n"}
    assert found(files, "NAM008") == []


def test_one_publisher_has_nobody_to_be_taken_for() -> None:
    files = BASE | a_package("knot-counters", "Knot Counter", publisher="nobody")
    assert found(files, "NAM010") == found(files, "NAM013") == []


def test_caliban_is_named_by_its_manifest_without_a_listing_name() -> None:
    files = of_tidepool("rope", more="names: {caliban: KNOT-COUNTER}\n")
    files |= {"plugins/knot-counter/releases/1.0.0/caliban.json": as_json(CALIBAN)}
    assert places(files, "NAM005") == [("plugins/rope/listing.yml", "KNOT-COUNTER")]


# What is said of the bad case of each code: the fact, and the cure.
SAID = {
    "NAM001": (
        (
            "`claude-code-plugins` cannot name a marketplace: Claude Code keeps "
            "`claude-code-plugins` for itself"
        ),
        "Choose a name of your own.",
    ),
    "NAM002": ("`knot-counter` is the name of the marketplace as well", "Rename one of them."),
    "NAM003": ("no file or folder of Windows can be called `con`", "Choose another name."),
    "NAM004": ("`index` is the address of the list itself", "Choose another name."),
    "NAM005": (
        "`Knot-Counter` is `knot-counter` of `plugins/knot-counter` where capitals do not count",
        "Choose another name.",
    ),
    "NAM006": (
        "`knots` was renamed itself, and is called `knot-counter` now",
        "Point at `knot-counter`.",
    ),
    "NAM007": (
        (
            "`net-count` became `knots` on 2026-06-01T00:00:01Z, which had been given up on "
            "2026-06-01T00:00:00Z"
        ),
        "Correct the date, or point at `knot-counter`.",
    ),
    "NAM008": (
        "`knot-counter` is of kind plugin, and `rope-measure` of kind adapter",
        "Name one of kind plugin, or leave it out.",
    ),
    "NAM009": (
        "`rope-measure` leads back to `knot-counter`",
        "Take `replaced_by` out of the one that stays.",
    ),
    "NAM010": (
        "`knot-conuter` can be taken for `knot-counter` of `acme`, which is older",
        "Choose another name, or waive this with the reason.",
    ),
    "NAM011": ("`Rope\\u202eMeasure` has U+202E RIGHT-TO-LEFT OVERRIDE", "Take it out."),
    "NAM012": (
        "`Rоpe` has U+043E CYRILLIC SMALL LETTER O among Latin letters",
        "Write the word in the letters of one script.",
    ),
    "NAM013": (
        "`KN0T-C0UNTER` can be taken for `Knot Counter` of `acme`",
        "Choose another title, or waive this with the reason.",
    ),
}


@pytest.mark.parametrize(
    "case", [item for item in CASES if item.code in SAID], ids=attrgetter("code")
)
def test_what_is_said(case: RuleCase) -> None:
    said = [(item.message, item.hint) for item in case.bad.diagnostics() if item.code == case.code]
    assert SAID[case.code] in said
    assert all(hint for _, hint in said)


def test_the_name_that_claude_sees_is_meant() -> None:
    files = BASE | {"marketplace.yml": MARKETPLACE.replace(b"quay\n", b"knots\n")}
    files |= {"plugins/knot-counter/releases/1.0.0/claude.json": as_json({"name": "knots"})}
    assert found(files, "NAM002") == []
    files |= {ONE: LISTING + b"names: {claude: knots}\n"}
    assert len(found(files, "NAM002")) == 1


def test_a_folder_of_windows_and_a_file_where_a_folder_is() -> None:
    files = BASE | an_integration("nul/one.txt")
    [told] = found(files, "NAM003")
    assert told.message == "no file or folder of Windows can be called `nul`"
    files = BASE | an_integration("a", "A/one.txt")
    [told] = found(files, "NAM005")
    assert told.file == "integrations/rope/fixtures/a"


def test_emoji_among_letters_may_be_joined() -> None:
    assert unseen("A👩\u200d🚀B") is None


def test_every_maintainer_is_looked_at() -> None:
    files = of_tidepool("rope")
    listing = files["plugins/rope/listing.yml"]
    assert isinstance(listing, bytes)
    files["plugins/rope/listing.yml"] = listing + "  - name: Aсme\n".encode()
    assert places(files, "NAM013") == [("plugins/rope/listing.yml", "Aсme")]


def test_the_oldest_release_says_how_old_a_publisher_is() -> None:
    files = of_tidepool("rope", published="2026-07-20T09:00:00Z", publisher="ac-me")
    files |= a_package("a-rope", "Ropes", published="2026-06-20T09:00:00Z", publisher="ac-me")
    files |= {"publishers/ac-me.yml": PUBLISHER}
    assert [item.file for item in found(files, "NAM010")] == ["publishers/acme.yml"]


def test_the_third_of_a_title_is_told_the_name_of_the_first() -> None:
    files = of_tidepool("rope", "Knot-Counter")
    more = a_package("net", "KNOT COUNTER", publisher="quay", published="2026-07-21T09:00:00Z")
    files |= more | {"publishers/quay.yml": TIDEPOOL.replace(b"Tidepool", b"Quay")}
    told = found(files, "NAM013")
    assert ["`Knot Counter` of `acme`" in item.message for item in told] == [True, True]
    mine = files | {ONE: LISTING.replace(b"Knot Counter", b"Something Else")}
    [told_] = found(mine, "NAM013")
    assert "`Knot-Counter` of `tidepool`" in told_.message


def test_a_chain_is_followed_in_whatever_order_it_is_written() -> None:
    text = a_rename("b", "knot-counter") + a_rename("a", "b", "2026-05-01T00:00:00Z")
    [told] = found(renames(text).files, "NAM006")
    assert told.span.line == 2
    assert told.hint == "Point at `knot-counter`."
