"""Every page of two sites, by the reference: the Nu Html Checker."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from browser.sites import BELOW, write_demo, write_traps
from interop.clients import VALIDATOR_JAR

JAVA = shutil.which("java")
ADDRESS = f"https://plugins.example.org{BELOW}"

# The theme's own faults, by what is said and what it is said of.  Each is harmless; none is ours.
THEMES = [
    # Two checkboxes, by which a drawer opens without a script: `autocomplete="off"` keeps Firefox
    # from having it open after a reload.
    (r"Attribute “autocomplete” is only allowed", r'id="__(drawer|search)" autocomplete="off"'),
    # The title of the table of contents is a label; the checkbox that it closes is only there
    # where the table stands within the navigation.
    (r"The value of the “for” attribute of the “label” element must", r'<label [^>]*for="__toc"'),
    # Sections of the navigation on written pages: browsers ignore an empty `tabindex`.
    (r"Bad value “” for attribute “tabindex” on element “label”", r'id="__nav_\d+_label"'),
]


@pytest.mark.parametrize("write", [write_demo, write_traps])
def test_no_page_has_an_error(write: Callable[[Path, str], None], tmp_path: Path) -> None:
    if JAVA is None or not VALIDATOR_JAR.is_file():
        pytest.skip("not run: the Nu Html Checker needs Java and the npm registry")
    write(tmp_path, ADDRESS)
    assert [*errors(tmp_path)] == []


def errors(folder: Path) -> Iterator[str]:
    """What the checker says of the pages in a folder, but for the theme's own faults."""
    options = ["--format", "json", "--errors-only", "--exit-zero-always", "--skip-non-html"]
    command = [JAVA, "-Xmx512m", "-jar", VALIDATOR_JAR, *options, folder]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    told = json.loads(done.stderr)["messages"]
    assert told, "not even the theme's own faults were found: were there any pages?"
    for item in told:
        said, of = item["message"], item.get("extract", "")
        if not any(re.search(one, said) and re.search(other, of) for one, other in THEMES):
            page = item["url"].partition(folder.name)[2]
            yield f"{page}:{item.get('lastLine')}: {said} {of!r}"
