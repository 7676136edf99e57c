"""The guide to Stigmem says what the code knows."""

import re
from pathlib import Path

import yaml

from chandlery.dialects.stigmem import DIALECT
from chandlery.dialects.stigmem.context import ACCESSORS
from chandlery.dialects.stigmem.hooks import CAPABILITIES
from chandlery.dialects.stigmem.nodes import GRADUATED, NODES
from chandlery.dialects.stigmem.scenarios import ACKNOWLEDGEMENT, Trust

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "site-src" / "guide" / "stigmem.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The cells of the table that begins with a heading, without its head."""
    lines = GUIDE.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_table_of_accessors_is_the_codes() -> None:
    assert table("Capability") == [
        [f"`{name}`", f"`{known.accessor}`", known.weight] for name, known in CAPABILITIES.items()
    ]
    assert len(ACCESSORS) == len(CAPABILITIES)


def test_every_kind_of_record_is_told_with_its_keys() -> None:
    rows = {row[0].strip("`").removeprefix("stigmem/"): row for row in table("`--as`")}
    assert rows.keys() == {kind.name for kind in DIALECT.kinds if kind.measured}
    for name in ("dependency_set", "trust", "capability_access"):
        told = set(re.findall(r"`(\w+)`", rows[name][1]))
        assert told == set(DIALECT.kind(name).model.model_fields), name


def test_settings_and_nodes_are_named() -> None:
    settings = {
        row[0].strip("`").removeprefix("STIGMEM_PLUGIN_").lower() for row in table("Setting")
    }
    assert settings == {
        *("trusted_publishers", "trust_override_publishers", "signing_required", "unsigned_ack")
    }
    assert settings < Trust.model_fields.keys()
    assert ACKNOWLEDGEMENT in GUIDE
    assert all(node.version in GUIDE for node in NODES)
    assert all(name in GUIDE for name in GRADUATED)


def test_the_rules_that_it_links_to_exist() -> None:
    codes = {rule.code for rule in DIALECT.release_rules}
    linked = re.findall(r"\[(STI\d+)\]\(../../rules/(STI\d+)/\)", GUIDE)
    assert linked
    assert all(text == code and code in codes for text, code in linked)


def test_the_page_is_in_the_navigation() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "guide/stigmem.md" in str(yaml.safe_load(text)["nav"])
