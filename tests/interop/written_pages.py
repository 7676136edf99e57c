"""Let the installed engine render the shipped pages, for a site at an address, into a folder."""

import sys
from pathlib import Path

from chandlery.defaults import default_configuration, default_pages
from chandlery.ports.website import build_website
from site_sample import BASE_URL, settings


def main() -> None:
    rendered = build_website([default_pages()], default_configuration(), settings(), BASE_URL)
    for path, data in rendered.items():
        place = Path(sys.argv[1], path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


if __name__ == "__main__":
    main()
