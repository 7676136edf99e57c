"""Every kind of page on a phone and a desktop, light and dark, on one sheet to look at.

``make contact-sheet`` writes it below ``.cache/contact-sheet``, which Git ignores.
"""

import argparse
from collections.abc import Iterator
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from browser.chromium import CHROMIUM, FLAGS
from browser.kinds import KINDS
from browser.sites import write_demo
from browser.watch import DESKTOP, PHONE, site

DEPTH = {"phone": 2200, "desktop": 2000}  # so much of a long page is shown
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SCHEMES = ("light", "dark")
HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Contact sheet</title>
<style>body{font:14px sans-serif;margin:1rem;background:#888}
section{display:grid;grid-template-columns:1fr 1fr 3fr 3fr;gap:.5rem;align-items:start}
h2{grid-column:1/-1;margin:1rem 0 0}img{width:100%}</style><h1>Contact sheet</h1>
"""


def shots(browser: Browser, root: str, folder: Path, kinds: list[str]) -> Iterator[tuple[str, str]]:
    """Take every picture: (kind, file name), in the order of the sheet."""
    for size, viewport in SIZES.items():
        for scheme in SCHEMES:
            phone = size == "phone"
            context = browser.new_context(
                viewport=viewport, color_scheme=scheme, is_mobile=phone, has_touch=phone
            )
            page = context.new_page()
            for kind in kinds:
                name = f"{kind.replace(': ', ' ').replace(' ', '-').lower()}-{size}-{scheme}.jpg"
                page.goto(root + KINDS[kind], wait_until="networkidle")
                _shoot(page, folder / name, DEPTH[size])
                yield kind, name
            context.close()


def _shoot(page: Page, path: Path, depth: int) -> None:
    width, height = page.evaluate(
        "[document.documentElement.clientWidth, document.documentElement.scrollHeight]"
    )
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, depth)}
    page.screenshot(path=path, full_page=True, clip=clip, type="jpeg", quality=70)


def sheet(taken: list[tuple[str, str]]) -> str:
    """The page that shows all pictures, a row for each kind."""
    rows: dict[str, list[str]] = {}
    for kind, name in taken:
        rows.setdefault(kind, []).append(name)
    return HEAD + "".join(
        f"<section><h2>{escape(kind)}</h2>"
        + "".join(
            f'<a href="{name}"><img src="{name}" alt="{name}" loading="lazy"></a>' for name in names
        )
        + "</section>\n"
        for kind, names in rows.items()
    )


def main() -> None:
    """Take the pictures of all kinds, or of those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(".cache/contact-sheet"))
    parser.add_argument("kinds", nargs="*", help="all, unless some are named")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with site(write_demo) as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        taken = [*shots(browser, root, given.out, given.kinds or [*KINDS])]
        browser.close()
    index = given.out / "index.html"
    index.write_text(sheet(taken), encoding="utf-8")
    print(f"{len(taken)} pictures: {index}")


if __name__ == "__main__":
    main()
