"""The Python simple index as an installer has to read it: PEP 503, 592, 629, 658, 691, 700, 714."""

from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from packaging.metadata import Metadata
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

from clients import Found, fetched, get, get_json


class _Anchors(HTMLParser):
    """The links of a page: attributes and text (PEP 503 asks for nothing else)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []
        self.version = ""
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("name") == "pypi:repository-version":
            self.version = given["content"] or ""
        self._open = tag == "a"
        if self._open:
            self.found.append({**given, "text": ""})

    def handle_endtag(self, tag: str) -> None:
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1]["text"] += data


def _anchors(url: str) -> list[Found]:
    page = _Anchors()
    page.feed(get(url).decode())
    assert page.version.startswith("1.")  # PEP 629
    return page.found


def simple(base: str) -> dict[str, list[Found]]:
    """By project: its files as the HTML pages have them, which JSON beside them repeats."""
    root = f"{base}simple/"
    projects = _anchors(root)
    names = [link["text"] for link in projects]
    assert names == [canonicalize_name(name) for name in names]
    assert [project["name"] for project in get_json(f"{root}index.json")["projects"]] == names
    return {link["text"]: _project(urljoin(root, link["href"])) for link in projects}


def _project(url: str) -> list[Found]:
    links = _anchors(url)
    listed = get_json(f"{url}index.json")
    assert listed["meta"]["api-version"] == "1.1"
    assert [file["filename"] for file in listed["files"]] == [link["text"] for link in links]
    versions = set()
    for link, file in zip(links, listed["files"], strict=True):
        link["version"] = _name_and_version(link["text"], listed["name"])
        versions.add(link["version"])
        _file_agrees(url, link, file)
    assert {Version(text) for text in listed["versions"]} == versions  # PEP 700
    return links


def _name_and_version(filename: str, project: str) -> Version:
    if filename.endswith(".whl"):
        name, version, _, _ = parse_wheel_filename(filename)
    else:
        name, version = parse_sdist_filename(filename)
    assert name == project
    return version


def _file_agrees(page: str, link: Found, file: Found) -> None:
    """Whether a link and its JSON tell the same of a file, and the file is what they tell."""
    address, fragment = urldefrag(urljoin(page, link["href"]))
    assert urljoin(page, file["url"]) == address
    assert fragment == f"sha256={file['hashes']['sha256']}"
    assert len(fetched(address, file["hashes"]["sha256"])) == file["size"]
    assert datetime.fromisoformat(file["upload-time"]).tzinfo is not None
    assert link.get("data-requires-python") == file.get("requires-python")
    SpecifierSet(file.get("requires-python", ""))
    assert ("data-yanked" in link) is bool(file["yanked"])  # PEP 592
    assert (link.get("data-yanked") or True) == (file["yanked"] or True)
    if link["text"].endswith(".whl"):
        digest = file["core-metadata"]["sha256"]  # PEP 714
        assert link["data-core-metadata"] == f"sha256={digest}"
        metadata = Metadata.from_email(fetched(f"{address}.metadata", digest), validate=False)
        assert canonicalize_name(metadata.name) == canonicalize_name(link["text"].split("-")[0])
