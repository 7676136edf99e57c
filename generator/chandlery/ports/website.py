"""Runs the site engine on the written pages and the shell; the only module that does.

It runs in a process, a folder and an environment of its own, so that its output depends on
nothing but what it is given.  Any of `ports.engines` will do.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from errno import ENOSPC
from html import escape
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from chandlery.ports.disk import temporary
from chandlery.ports.engines import Engine, engine_for
from chandlery.ports.website_configuration import WebsiteError, read_configuration
from chandlery.ports.website_looks import with_one_style, with_pictures
from chandlery.records.marketplace import MarketplaceRecord

__all__ = ["WebsiteError", "build_website"]

# Made once more from records, or only of use to the engine's own developers.
_LEFT_OUT = re.compile(r"sitemap\.xml(\.gz)?|.*\.map")
# Of a theme's own text search, which is never on: no plug-in is taken.
_SEARCH = re.compile(r"assets/javascripts/(lunr|workers)/.*|search/.*|search\.json")
_SOURCE_MAP = re.compile(
    rb"\n?(//[#@] ?sourceMappingURL=\S+|/\*[#@] ?sourceMappingURL=[^*]+\*/)\s*$"
)
# Stand for the marketplace's own words, which themes put into pages without escaping them.
_NAME = "chandlery-site-name"
_DESCRIPTION = "chandlery-site-description"
_TIMEOUT = 300  # seconds; a thousand written pages take about ten


def build_website(  # noqa: PLR0913 - what a site is made of
    sources: Sequence[Mapping[str, bytes]],
    configuration: bytes,
    settings: MarketplaceRecord,
    base_url: str,
    workdir: Path | None = None,
    *,
    engine: str = "",
) -> dict[str, bytes]:
    """Render the written pages and the shell.

    Args:
        sources: files by path below ``site-src/``; where two mappings have a path, the first
            one's file is taken: a catalog's own pages come before ours.
        configuration: the content of ``mkdocs.yml``.
        base_url: where the site is served, ending in ``/``.
        workdir: an existing folder for temporary files.
        engine: which of `ports.engines`; "" for the first of them that is installed.

    Returns:
        The files of the site by path, sorted: without the engine's sitemap and source maps, and
        the same bytes wherever and whenever it runs.

    Raises:
        WebsiteError: the engine failed or did not end, the configuration asks for more than it
            may, or a source path leaves its folder.
        EngineMissing: the engine is not installed.
        StorageError: the folder of temporary files does not take it.
    """
    chosen = engine_for(engine)
    with temporary(), TemporaryDirectory(prefix="chandlery-site-", dir=workdir) as name:
        folder = Path(name)
        written = _overlay(sources)
        told = with_pictures(read_configuration(configuration), settings.brand)
        told = with_one_style(told, written, settings.brand)
        for path, data in written.items():
            target = folder / "pages" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        derived = {
            **chosen.adapt(told),
            "site_name": _NAME,
            "site_description": _DESCRIPTION,
            "site_url": base_url,
            "docs_dir": "pages",
            "site_dir": "site",
        }
        # JSON is YAML that nobody can read in two ways.
        (folder / "mkdocs.yml").write_text(json.dumps(derived), encoding="utf-8")
        _run(chosen, folder)
        return {
            path: _name(path, data, settings)
            for path, data in _collect(folder / "site")
            if path in written or not _SEARCH.fullmatch(path)
        }


def _overlay(sources: Sequence[Mapping[str, bytes]]) -> dict[str, bytes]:
    merged: dict[str, bytes] = {}
    for source in reversed(sources):
        merged.update(source)
    for path in merged:
        parts = PurePosixPath(path).parts
        if not parts or parts[0] == "/" or ".." in parts:
            raise WebsiteError(
                f"the page {path!r} lies outside of its folder", hint="Move it into site-src/."
            )
    return merged


def _run(engine: Engine, folder: Path) -> None:
    try:
        done = subprocess.run(
            engine.command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WebsiteError(
            f"{engine.title} did not end within {_TIMEOUT} seconds",
            hint="Take pages out of site-src/, or out of the navigation in mkdocs.yml.",
        ) from None
    if done.returncode != 0 and os.strerror(ENOSPC).encode() in done.stdout:
        raise OSError(ENOSPC, os.strerror(ENOSPC))
    if done.returncode != 0:
        output = done.stdout.decode(errors="replace").replace(f"{folder}/", "")
        raise WebsiteError(
            f"{engine.title} failed with status {done.returncode}",
            hint="Mend what it names in site-src/ or mkdocs.yml.",
            output=engine.words(output),
        )


def _environment(folder: Path) -> dict[str, str]:
    """What the engine may know of the machine: where programs and packages are, and no more."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return kept | {
        "GIT_CEILING_DIRECTORIES": str(folder),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "NO_MKDOCS_2_WARNING": "1",  # the theme's own
        "DISABLE_MKDOCS_2_WARNING": "true",  # its plug-ins'
        "PYTHONHASHSEED": "0",
        "PYTHONSAFEPATH": "1",
        "SOURCE_DATE_EPOCH": "0",
        "TZ": "UTC",
    }


def _collect(site: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(site.rglob("*"), key=lambda file: file.relative_to(site).as_posix()):
        path = file.relative_to(site).as_posix()
        if file.is_file() and not _LEFT_OUT.fullmatch(path):
            yield path, file.read_bytes()


def _name(path: str, data: bytes, settings: MarketplaceRecord) -> bytes:
    """Put the marketplace's words into a page; take a script's reference to its source map out."""
    if path.endswith((".js", ".css")):
        return _SOURCE_MAP.sub(b"", data)
    if not path.endswith(".html"):
        return data
    description = " ".join(settings.description.split())
    for marker, text in ((_NAME, settings.title), (_DESCRIPTION, description)):
        data = data.replace(marker.encode(), escape(text).encode())
    return data
