"""Whose a part of a catalog is: by addresses and accounts, never by names."""

from builders import LISTING, MARKETPLACE, PUBLISHER, a_catalog
from chandlery.catalog import Catalog
from chandlery.stages.load import load
from chandlery.stages.ownership import (
    Owner,
    Part,
    Person,
    keepers,
    owners,
    owners_of,
    person,
    strangers,
)
from chandlery.stages.validate import validate
from chandlery.trees import MemoryTree


def a_typed_catalog() -> Catalog:
    files = a_catalog() | {
        "marketplace.yml": MARKETPLACE.replace(b"security@quay.example", b"'@quay/reviewers'"),
        "plugins/knot-counter/listing.yml": LISTING
        + b"    email: Ada@acme.example\n    url: https://github.com/Ada-L\n",
        "publishers/acme.yml": PUBLISHER + b"website: https://github.com/acme\n",
    }
    return validate(load(MemoryTree(files)).value).catalog


ADA = Person("Ada", ("ada@acme.example",), ("ada-l",))
ACME = Person("Acme", ("hello@acme.example",), ("acme",))


def test_a_package_is_its_maintainers_and_its_publishers() -> None:
    catalog = a_typed_catalog()
    both = [Owner(Part.MAINTAINER, ADA), Owner(Part.PUBLISHER, ACME)]
    assert owners(catalog.packages[0], catalog) == both
    assert owners_of("plugins/knot-counter/releases/1.0.0/release.json", catalog) == both
    assert owners_of("publishers/acme.yml", catalog) == both[1:]


def test_reviews_advisories_and_settings_are_the_keepers() -> None:
    catalog = a_typed_catalog()
    kept = (
        "plugins/knot-counter/governance/1.0.0/probation-1.json",
        "advisories/2026-001.yml",
        "marketplace.yml",
        "waivers.yml",
    )
    assert [owners_of(path, catalog) for path in kept] == [keepers(catalog)] * 4
    assert keepers(catalog)[0].person.code_owners == ("@quay/reviewers",)


def test_what_is_not_there_is_nobodys() -> None:
    catalog = a_typed_catalog()
    assert owners_of("plugins/other/listing.yml", catalog) == []
    assert owners_of("publishers/other.yml", catalog) == []


def test_somebody_is_known_by_address_and_account_and_not_by_name() -> None:
    catalog = a_typed_catalog()
    to = owners(catalog.packages[0], catalog)
    known = [
        person("A. L.", "ADA@acme.example"),
        person("whoever", "1234+ada-l@users.noreply.github.com"),
        person("@ada-l", "@Ada-L"),
    ]
    namesake = person("Ada", "ada@elsewhere.example")
    assert strangers([*known, namesake, person("Ada")], to) == [namesake, person("Ada")]


def test_only_the_page_of_an_account_names_one() -> None:
    for url in ("https://github.com/ada/knots", "https://gitlab.com/ada", "https://github.com/"):
        assert person("Ada", url).logins == ()
    assert person("Ada", "https://github.com/ada/").logins == ("ada",)


def test_code_owners_are_accounts_where_there_are_any() -> None:
    assert ADA.code_owners == ("@ada-l",)
    assert person("Ada", "ada@acme.example").code_owners == ("ada@acme.example",)
