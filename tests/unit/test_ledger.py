"""Who publishes what, beside what they published before."""

import pytest

from chandlery.model.content import FileFact, PublishedFile
from chandlery.stages.ledger import Ledger, WrittenTwice, new

OLD = {"plugins/a": [new(PublishedFile.of(path, b"1"))[0] for path in ("a/x", "a/y", "a/z")]}


def ledger() -> Ledger:
    return Ledger(lambda owner: OLD.get(owner, []))


def paths(some: Ledger) -> list[str]:
    return [file.path for file in some.changed]


def test_only_what_is_other_is_changed_and_the_rest_is_still_owned() -> None:
    book = ledger()
    book.take("plugins/a", [new(PublishedFile.of("a/x", b"1")), new(PublishedFile.of("a/y", b"2"))])
    assert (paths(book), {*book.gone}) == (["a/y"], {"a/z"})
    assert [fact.path for fact in book.owned["plugins/a"]] == ["a/x", "a/y"]


def test_a_fact_is_enough_for_a_file_that_is_as_it_was() -> None:
    book = ledger()
    book.take("plugins/a", [(fact, None) for fact in OLD["plugins/a"]])
    assert (paths(book), book.gone) == ([], frozenset())


def test_the_mark_is_kept() -> None:
    book = ledger()
    book.take("*pages", [new(PublishedFile.of("index.html", b"1"), "seen")])
    assert book.owned["*pages"] == (FileFact("index.html", book.changed[0].sha256, 1, "seen"),)


def test_a_file_goes_from_one_owner_to_another_and_stays() -> None:
    book = ledger()
    book.take("plugins/a", [])
    book.take("plugins/b", [new(PublishedFile.of("a/x", b"1"))])
    assert book.gone == {"a/y", "a/z"}


def test_equal_files_of_two_owners_are_one_and_others_are_an_error() -> None:
    book = ledger()
    book.take("plugins/b", [new(PublishedFile.of("n", b"1"))])
    book.take("plugins/c", [new(PublishedFile.of("n", b"1"))])
    assert paths(book) == ["n"]
    with pytest.raises(WrittenTwice) as raised:
        book.take("plugins/d", [new(PublishedFile.of("n", b"2"))])
    assert raised.value.path == "n"
