"""Hugo beside us: our own shell is its template, and its Markdown is GitHub's without colours."""

import json
from pathlib import Path

from chandlery.defaults import default_configuration, default_pages
from chandlery.ports.website import build_website
from chandlery.stages.site.guarding import moved
from chandlery.stages.site.shell import SHELL_PATH, cut, root
from site_sample import BASE_URL, settings

_CONFIGURATION = {
    "baseURL": BASE_URL,
    "title": "The Harbour",
    "ignoreFiles": [r"/index\.md$"],  # a bundle to Hugo, with all else as its resources
    "disableKinds": ["taxonomy", "term", "RSS", "sitemap", "section"],
    "markup": {
        "highlight": {"codeFences": False},
        "goldmark": {"renderer": {"unsafe": True}},
    },
}


def command(program: str, source: Path, folder: Path, out: Path) -> list[str | Path]:
    """The command that renders a folder of Markdown, with its site made ready for it."""
    if not folder.exists():
        _prepare(folder)
    return [
        *(program, "--source", folder, "--contentDir", source, "--destination", out),
        *("--cacheDir", folder / "cache", "--quiet"),
    ]


def _prepare(folder: Path) -> None:
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(_CONFIGURATION), encoding="utf-8")
    website = build_website([default_pages()], default_configuration(), settings(), BASE_URL)
    static: dict[str, bytes] = {}
    html = moved(website[SHELL_PATH].decode(), root(SHELL_PATH).rstrip("/"), static.__setitem__)
    page = (
        cut(html, f"{BASE_URL}_shell/")
        .page(
            "plugins/one/index.html",
            title="TITLE",
            description="DESCRIPTION",
            content='<h1 id="page">TITLE</h1>{{ .Content }}{{ .TableOfContents }}',
            canonical="CANONICAL",
            section="plugins",
        )
        .decode()
    )
    for word, value in {
        "TITLE": "{{ path.BaseName .File.Path }}",
        "DESCRIPTION": "{{ path.BaseName .File.Path }}",
        "CANONICAL": "{{ .Permalink }}",
    }.items():
        page = page.replace(word, value)
    for name in ("single.html", "list.html"):
        (layouts / name).write_text(page, encoding="utf-8")
    (folder / "layouts" / "index.html").write_text("<h1>Home</h1>", encoding="utf-8")
    assets = {path: data for path, data in website.items() if path.startswith("assets/")}
    for path, data in (assets | static).items():
        place = folder / "static" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
