"""Licence expressions, and the text and the manifest that go with them."""

import pytest

from builders import CALIBAN, LISTING, Files, a_catalog, a_release, a_source, as_json, no_network
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import inspect
from chandlery.records.release import ArtifactFormat
from chandlery.rules.spdx import (
    COMMON,
    equivalent,
    meant_by,
    read_expression,
    spdx_list,
)
from chandlery.trees import MemoryTree
from rules import licences_cases


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """See that every test reads the list, and what it asks for, itself."""
    for function in (spdx_list, read_expression):
        function.cache_clear()


FOLDER = "plugins/knot-counter"
EXCEPTION = "Classpath-exception-2.0"


def under(licence: str, files: Files | None = None) -> list[Diagnostic]:
    listing = LISTING.replace(b"license: MIT", f"license: {licence}".encode())
    tree = MemoryTree((files or licensed()) | {f"{FOLDER}/listing.yml": listing})
    found = inspect(tree, fetch=no_network, at="2026-08-01T00:00:00Z").diagnostics
    return [item for item in found if item.code.startswith("LIC")]


def licensed(**texts: bytes) -> Files:
    """The catalog whose release has these texts, and no other licence unless there are none."""
    own: Files = {name.replace("__", "/"): data for name, data in texts.items()}
    return a_catalog(only=a_release(source=bare() | own)) if texts else a_catalog()


def bare(version: str = "1.0.0") -> Files:
    """The files of a release, without a licence."""
    return {path: data for path, data in a_source(version).items() if path != "LICENSE"}


def codes(found: list[Diagnostic]) -> list[str]:
    return [item.code for item in found]


@pytest.mark.parametrize("licence", sorted(COMMON))
def test_common_licences_are_what_spdx_has_too(licence: str) -> None:
    known = spdx_list()
    for id_ in licence.split(" OR "):
        assert known[id_.lower()].id == id_
        assert not known[id_.lower()].deprecated
        assert known[id_.lower()].free


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "MIT OR Apache-2.0",
        "(MIT OR Apache-2.0) AND BSD-2-Clause",
        "GPL-2.0-or-later WITH Classpath-exception-2.0",
        "Apache-2.0+",
        "0BSD",
    ],
)
def test_expressions_of_spdx_are_left_alone(licence: str) -> None:
    assert under(f"'{licence}'") == []


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("mit", "MIT"),
        ("MIT and ISC", "MIT AND ISC"),
        ("( mit  or ISC ) AND apache-2.0", "(MIT OR ISC) AND Apache-2.0"),
        ("apache-2.0+", "Apache-2.0+"),
        ("gpl-2.0-only with classpath-EXCEPTION-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("licenseref-Acme", "LicenseRef-Acme"),
    ],
)
def test_another_spelling_is_mended(written: str, canonical: str) -> None:
    (found,) = under(written)
    assert found.code == "LIC002"
    assert found.fix
    assert found.fix.text.strip('"') == canonical
    assert read_expression(canonical).canonical == canonical


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Apache 2.0", "Apache-2.0"),
        ("'Apache License, Version 2.0'", "Apache-2.0"),
        ("The MIT License", "MIT"),
        ("new BSD", "BSD-3-Clause"),
        ("GPL-2.0 or later", "GPL-2.0-or-later"),
    ],
)
def test_a_word_that_means_one_thing_is_mended(written: str, meant: str) -> None:
    found = [item for item in under(written) if item.code == "LIC001"]
    assert len(found) == 1
    assert found[0].fix
    assert found[0].fix.text.strip('"') == meant
    assert found[0].hint == f"Write `{meant}`."


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("GPLv3", "Write `GPL-3.0-only` or `GPL-3.0-or-later`."),
        ("GNU General Public License v3", "Write `GPL-3.0-only` or `GPL-3.0-or-later`."),
        ("GNU Affero General Public License v3", "Write `AGPL-3.0-only` or `AGPL-3.0-or-later`."),
        ("BSD", "Write `BSD-3-Clause` or `BSD-2-Clause`."),
        ("proprietary", "Write `LicenseRef-Proprietary`."),
        ("MIT AND BSD", "Write `BSD-3-Clause` or `BSD-2-Clause`."),
        ("Apche-2.0", "Did you mean `Apache-2.0`?"),
        ("MIT AND mpl-2.9", "Did you mean `MPL-2.0`?"),
        ("MIT WITH Apache-2.0", "Correct the expression: `Apache-2.0` is no exception."),
        (
            EXCEPTION,
            f"Correct the expression: `{EXCEPTION}` is an exception: it stands after `WITH`.",
        ),
        ("qqqqq", "Look it up in <https://spdx.org/licenses/>."),
        ("'()'", "Write the id of a licence, or several joined by `AND`, `OR` and `WITH`."),
        ("MIT/ISC", "Write the id of a licence, or several joined by `AND`, `OR` and `WITH`."),
        ("' '", "Write the id of a licence, or several joined by `AND`, `OR` and `WITH`."),
    ],
)
def test_what_is_no_expression_gets_the_help_that_there_is(written: str, hint: str) -> None:
    (found,) = under(written)
    assert (found.code, found.hint) == ("LIC001", hint)
    assert found.fix is None


def test_each_unknown_id_is_told() -> None:
    assert codes(under("qqqqq AND rrrrr AND MIT")) == ["LIC001", "LIC001"]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("GPL-2.0", "Write `GPL-2.0-only` or `GPL-2.0-or-later`."),
        ("GPL-2.0+", "Write `GPL-2.0-or-later`."),
        (
            "GPL-2.0-with-classpath-exception",
            "Write `GPL-2.0-only WITH Classpath-exception-2.0`.",
        ),
    ],
)
def test_a_deprecated_id_has_a_successor(written: str, hint: str) -> None:
    (found,) = under(written)
    assert (found.code, found.hint, found.fix) == ("LIC003", hint, None)


def test_every_deprecated_id_that_is_still_met_has_a_successor() -> None:
    without = {known.id for known in spdx_list().values() if known.deprecated} - {
        known.id for known in spdx_list().values() if known.successor
    }
    assert without == set()


@pytest.mark.parametrize(
    ("written", "restricted"),
    [
        ("CC-BY-NC-4.0", True),
        ("BUSL-1.1 AND MIT", True),
        ("(BUSL-1.1 OR SSPL-1.0) AND MIT", True),
        ("BUSL-1.1 OR MIT", False),
        ("(BUSL-1.1 OR MIT) AND ISC", False),
        ("GPL-3.0-only WITH GCC-exception-3.1", False),
        ("BUSL-1.1+", True),
    ],
)
def test_a_licence_that_restricts_and_cannot_be_avoided(written: str, restricted: bool) -> None:
    assert codes(under(written)) == ["LIC008"] * restricted


@pytest.mark.parametrize("written", ["NONE", "none", "NoAssertion"])
def test_no_licence_is_an_error_of_its_own(written: str) -> None:
    assert codes(under(written)) == ["LIC007"]


@pytest.mark.parametrize(
    "name",
    ["LICENSE", "licence.md", "LICENSE-MIT", "COPYING", "COPYING.LESSER", "UNLICENSE",
     "LICENSES__MIT.txt"],
)  # fmt: skip
def test_a_text_has_one_of_the_usual_names(name: str) -> None:
    assert under("MIT", licensed(**{name: b"Do.\n"})) == []


@pytest.mark.parametrize("name", ["docs__LICENSE", "LICENSEE", "license_plates.py", "NOTICE"])
def test_other_names_are_no_licence_text(name: str) -> None:
    assert codes(under("MIT", licensed(**{name: b"Do.\n"}))) == ["LIC006"]


PROJECT = b'[project]\nname = "knot-counter"\nversion = "1.0.0"\n'


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (b'license-files = ["legal/*.txt"]\n', []),
        (b'license-files = ["legal/*.md"]\n', ["LIC006"]),
        (b'license-files = "legal/*.txt"\n', ["LIC006"]),
        (b"license-files = [1]\n", ["LIC006"]),
        (b"license-files = [\n", ["LIC006"]),
        (b"", ["LIC006"]),
    ],
)
def test_a_project_may_name_its_licence_files(more: bytes, found: list[str]) -> None:
    files = a_catalog(only=a_release(source=bare()))
    source = f"{FOLDER}/releases/1.0.0/source"
    files[f"{source}/pyproject.toml"] = PROJECT + more
    files[f"{source}/legal/terms.txt"] = b"Do.\n"
    assert codes(under("MIT", files)) == found


def test_a_project_that_is_none_names_nothing() -> None:
    files = a_catalog(only=a_release(source=bare()))
    files[f"{FOLDER}/releases/1.0.0/source/pyproject.toml"] = b"project = 1\n"
    assert codes(under("MIT", files)) == ["LIC006"]


def test_only_the_newest_release_is_asked() -> None:
    old, new = a_release("1.0.0", source=bare()), a_release("1.1.0")
    assert under("MIT", a_catalog(a=old, b=new)) == []
    old, new = a_release("1.0.0"), a_release("1.1.0", source=bare("1.1.0"))
    (found,) = under("MIT", a_catalog(a=old, b=new))
    assert found.file == f"{FOLDER}/releases/1.1.0/release.json"


def test_an_app_of_one_file_is_not_asked_for_a_text() -> None:
    bundle = {"type": "app", "id": "com.acme.knots", "name": "Knots", "version": "1.0.0"}
    release = a_release(
        source={"app.json": as_json(bundle)},
        extra={"objectstack.json": as_json(bundle)},
        formats=(ArtifactFormat.JSON,),
    )
    assert not {"LIC004", "LIC006"} & {*codes(under("MIT", a_catalog(only=release)))}


def test_a_text_of_ones_own_may_lie_in_its_folder() -> None:
    name = "LICENSES__LicenseRef-Acme.txt"
    assert under("LicenseRef-Acme", licensed(**{name: b"Ask.\n"})) == []
    assert codes(under("LicenseRef-Acme", licensed(TERMS=b"Ask.\n"))) == ["LIC004"]


@pytest.mark.parametrize(
    ("manifest", "listing", "found"),
    [
        ("MIT", "MIT", []),
        ("mit", "MIT", []),
        ("Apache-2.0 OR MIT", "MIT OR Apache-2.0", []),
        ("MIT AND Apache-2.0", "MIT OR Apache-2.0", ["LIC005"]),
        ("ISC", "MIT", ["LIC005"]),
        ("", "MIT", []),
    ],
)
def test_manifest_and_listing_are_held_against_each_other(
    manifest: str, listing: str, found: list[str]
) -> None:
    data = as_json(CALIBAN | {"license": manifest})
    source: Files = a_source() | {"plugin.json": data}
    assert codes(under(listing, a_catalog(only=a_release(source=source)))) == found


def test_the_manifests_of_old_releases_stay_as_they_are() -> None:
    data = as_json(CALIBAN | {"license": "ISC"})
    old = a_release("1.0.0", source=a_source() | {"plugin.json": data})
    assert under("MIT", a_catalog(a=old, b=a_release("1.1.0"))) == []


def test_two_texts_that_are_no_expressions_have_to_be_alike() -> None:
    assert equivalent("See/there", "see/THERE")
    assert not equivalent("See/there", "MIT")
    assert not equivalent("", "MIT")


@pytest.mark.parametrize("text", ["later", "", "no such thing", "+", "or later"])
def test_words_that_mean_no_licence(text: str) -> None:
    assert meant_by(text) == ()


PROBLEM = "it does not read as licences joined by `AND`, `OR` and `WITH`"
SAID = [
    (
        "LIC001",
        "`GPLv3` is no licence expression of SPDX",
        "Write `GPL-3.0-only` or `GPL-3.0-or-later`.",
    ),
    (
        "LIC001",
        f"`MIT AND` is no licence expression of SPDX: {PROBLEM}",
        "Write the id of a licence, or several joined by `AND`, `OR` and `WITH`.",
    ),
    ("LIC001", "`ICS` is no id of SPDX's list", "Did you mean `EPICS`?"),
    ("LIC002", "SPDX spells `mit or isc` as `MIT OR ISC`", "Write `MIT OR ISC`."),
    ("LIC003", "SPDX has given up `GPL-2.0`", "Write `GPL-2.0-only` or `GPL-2.0-or-later`."),
    (
        "LIC004",
        "release 1.0.0 has no text for `LicenseRef-Acme`",
        "Put the terms into the next release, as `LICENSE`.",
    ),
    ("LIC005", "the manifest says `ISC`, the listing `MIT`", "Correct the one that is wrong."),
    (
        "LIC006",
        "none of the release's 4 files is a licence text",
        "Put the licence's text into the next release, as `LICENSE`.",
    ),
    ("LIC007", "`NONE` grants nothing", "Name the licence, or take the package out."),
    (
        "LIC008",
        "`BUSL-1.1` restricts who may use it, or for what",
        "Choose a free licence, or say in the README what is forbidden.",
    ),
]


def test_what_is_said_and_what_helps() -> None:
    said = [
        (item.code, item.message, item.hint)
        for case in licences_cases.CASES
        for item in case.bad.diagnostics()
        if item.code == case.code
    ]
    assert set(said) == set(SAID)
