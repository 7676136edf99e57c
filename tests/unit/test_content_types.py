import pytest

from chandlery.model.content_types import content_type


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("index/v1/entry.json", "application/json"),
        ("index/v1/files.jsonl", "application/jsonl; charset=utf-8"),
        ("plugins.atom", "application/atom+xml; charset=utf-8"),
        ("artifacts/0123456789ab/knot-counter-1.0.0.tar.gz", "application/gzip"),
        ("artifacts/0123456789ab/x.whl.metadata", "text/plain; charset=utf-8"),
        ("assets/LOGO.PNG", "image/png"),
        ("_headers", "application/octet-stream"),
        (".nojekyll", "application/octet-stream"),
        ("folder.html/file", "application/octet-stream"),
    ],
)
def test_the_type_goes_by_the_name(path: str, kind: str) -> None:
    assert content_type(path) == kind
