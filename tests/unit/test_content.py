"""Published files: digests, paths that may be published, paths that collide."""

import hashlib
import pickle

import pytest

from chandlery.model.content import PublishedFile, collisions, is_publishable


def test_a_file_of_bytes_has_their_digest_and_survives_a_worker() -> None:
    file = pickle.loads(pickle.dumps(PublishedFile.of("a.txt", b"knot\n")))
    assert (file.path, file.size, file.read()) == ("a.txt", 5, b"knot\n")
    assert file.sha256 == hashlib.sha256(b"knot\n").hexdigest()


@pytest.mark.parametrize(
    ("path", "immutable"),
    [
        ("artifacts/0123456789ab/knot.tar.gz", True),
        ("index/v1/shards/0123.json", True),
        ("index/v1/names/01.json", False),
        ("artifacts.html", False),
    ],
)
def test_content_addressed_paths_are_immutable(path: str, immutable: bool) -> None:
    assert PublishedFile.of(path, b"").immutable is immutable


@pytest.mark.parametrize("path", ["index.html", "a/b c/d", ".nojekyll", "plugins/naïve/x..y"])
def test_ordinary_paths_are_publishable(path: str) -> None:
    assert is_publishable(path)


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "a/.", "..", "a\\b"),
        *("a\nb", "a\0b", "\udcff", "a\u202eb", "n" * 256, "é" * 128, "n/" * 500 + "n"),
    ],
)
def test_paths_that_are_not_the_same_everywhere_are_refused(path: str) -> None:
    assert not is_publishable(path)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["A.html", "a.html"], [("A.html", "a.html")]),
        (["a.html", "a.html"], [("a.html", "a.html")]),
        (["Knot/a", "knot/b"], [("Knot", "knot")]),
        (["caf\u00e9", "cafe\u0301"], [("cafe\u0301", "caf\u00e9")]),
        (["stra\u00dfe", "STRASSE"], [("STRASSE", "stra\u00dfe")]),
        (["a", "a/b"], [("a", "a")]),
        (["A", "a/b"], [("A", "a")]),
        (["a/b", "a/c", "ab"], []),
    ],
)
def test_collisions(paths: list[str], expected: list[tuple[str, str]]) -> None:
    assert list(collisions(paths)) == expected
