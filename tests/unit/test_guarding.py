"""Pages under the content policy: it comes first, and scripts become files."""

import pytest

from chandlery.model.content_policy import CONTENT_POLICY, MARKUP
from chandlery.stages.site.guarding import guarded, moved


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<!doctype html>\n<html lang="en"><head>', "<script>x</script></head>"),
        ("<!DOCTYPE html><HTML><HEAD profile=x>", "<title>x</title>"),
        ("<html>", "<body></body>"),
        ("", "<h1>No head</h1>"),
        ("", "<header>x</header>"),
    ],
)
def test_the_policy_comes_before_anything_that_could_load(before: str, after: str) -> None:
    assert guarded(before + after).decode() == before + MARKUP + after


def test_the_policy_lets_no_script_run_within_a_page() -> None:
    assert "unsafe-inline" not in CONTENT_POLICY
    assert "'unsafe-eval'" not in CONTENT_POLICY
    assert "http" not in CONTENT_POLICY
    assert CONTENT_POLICY.startswith("default-src 'none';")


def of(html: str, root: str = "..") -> tuple[str, dict[str, bytes]]:
    """A page without its scripts, and these."""
    kept: dict[str, bytes] = {}
    return moved(html, root, kept.__setitem__), kept


def test_a_script_becomes_a_file_at_its_place() -> None:
    html, files = of("<b></b><script defer>one()</script><i></i>", "../..")
    (path,) = files
    assert html == f'<b></b><script defer src="../../{path}"></script><i></i>'
    assert files[path] == b"one()"
    assert of("<script>one()</script>")[1] == files


def test_a_script_is_told_the_root_whatever_the_depth() -> None:
    deep, files = of('<script>a=new URL("../..",location),b=t+".."</script>', "../..")
    flat, same = of('<script>a=new URL(".",location),b=t+".."</script>', ".")
    assert files == same
    (path,) = files
    assert deep == f'<script src="../../{path}" data-root="../.."></script>'
    assert flat == f'<script src="./{path}" data-root="."></script>'
    assert files[path] == b'a=new URL(document.currentScript.dataset.root,location),b=t+".."'


def test_a_style_becomes_a_file() -> None:
    html, files = of('<style media="print">a{}</style>')
    (path,) = files
    assert path.endswith(".css")
    assert html == f'<link rel="stylesheet" href="../{path}" media="print">'


@pytest.mark.parametrize(
    "html",
    [
        '<script src="x.js"></script>',
        '<script type="application/json">{"a": 1}</script>',
        "<script type='application/ld+json'>{}</script>",
    ],
)
def test_data_and_files_stay(html: str) -> None:
    assert of(html) == (html, {})
