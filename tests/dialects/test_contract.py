"""What every dialect promises, asked of each alike."""

import pytest

from chandlery.dialects import DIALECTS
from chandlery.dialects.base import Dialect
from chandlery.model.marketplace import Kind, Marketplace
from chandlery.records.marketplace import MarketplaceRecord, Owner
from marketplaces import projection

EMPTY = Marketplace(
    settings=MarketplaceRecord(
        name="quay",
        title="Quay",
        description="Nothing yet.",
        base_url="https://quay.example/",
        owner=Owner(name="Quay"),
        contact="x@quay.example",
    ),
    base_url="https://quay.example/",
)

each = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)


@each
def test_its_key_is_its_name(dialect: Dialect) -> None:
    assert DIALECTS[dialect.name] is dialect
    assert dialect.title


@each
def test_its_manifests_are_record_kinds_with_a_description(dialect: Dialect) -> None:
    assert Kind.PLUGIN in dialect.manifests
    for kind in dialect.manifests.values():
        assert dialect.kind(kind).describe is not None


@each
def test_governance_kinds_exist(dialect: Dialect) -> None:
    for kind in dialect.governance.values():
        assert dialect.kind(kind).model is not None


@each
def test_a_format_has_one_place_for_its_manifest(dialect: Dialect) -> None:
    for format_ in dialect.formats:
        place = dialect.member("some-name", format_)
        assert place is None or not place.startswith("/")


@each
def test_an_unknown_kind_is_a_key_error(dialect: Dialect) -> None:
    with pytest.raises(KeyError):
        dialect.kind("no_such_kind")


@each
def test_an_empty_marketplace_has_a_projection_all_the_same(dialect: Dialect) -> None:
    """A client that asks must get an empty list, not a missing file."""
    files = projection(dialect, EMPTY)
    assert files
    assert all(path.split("/")[0] in {dialect.name, "simple"} for path in files)
    assert all(data.strip() not in {b"", b"null", b"{}"} for data in files.values())
