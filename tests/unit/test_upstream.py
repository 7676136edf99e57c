"""Tags and files of others: fetched within limits, and read without running anything."""

import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from chandlery.ports.errors import GitError, NotFound, Refused, TooLarge, Unreachable
from chandlery.ports.git import GitTree
from chandlery.ports.limits import FetchLimits
from chandlery.ports.upstream import download, fetch_tag, origin_of
from chandlery.stages.upstream import Part, section, version_in_tag
from chandlery.trees import MemoryTree
from repositories import git, write

QUICK = FetchLimits(connect=5, read=5, total=20, retries=2, backoff=0.001)


class GitHost(BaseHTTPRequestHandler):
    """Serves repositories as a Git host does, by the program that comes with Git."""

    root: Path

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path.startswith("/moved/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/moved"))
            self.end_headers()
            return
        self.answer(b"")

    def do_POST(self) -> None:
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        done = subprocess.run(
            ["git", "http-backend"],
            input=body,
            capture_output=True,
            check=True,
            env=os.environ
            | {
                "GIT_PROJECT_ROOT": str(self.root),
                "GIT_HTTP_EXPORT_ALL": "1",
                "REQUEST_METHOD": self.command,
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REMOTE_ADDR": "127.0.0.1",
            },
        ).stdout
        head, _, rest = done.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
        self.send_response(int(fields.pop("Status", "200 OK").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(rest)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """A Git host with one repository, whose tag is older than its branch."""
    repository = tmp_path / "served/tidy"
    repository.mkdir(parents=True)
    git(repository, "init", "--quiet", "--initial-branch=main")
    write(repository, {"plugin.json": b"{}\n", ".gitattributes": b"* text eol=crlf filter=evil\n"})
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=one")
    git(repository, "tag", "--annotate", "--message=v1", "v1.0.0")
    write(repository, {"plugin.json": b"{later}\n"})
    git(repository, "commit", "--quiet", "--all", "--message=two")
    handler = type("Handler", (GitHost,), {"root": tmp_path / "served"})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_tag_is_fetched_alone_and_as_it_was_committed(host: str, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    ref = fetch_tag(f"{host}/tidy/.git", "v1.0.0", into, QUICK)
    with GitTree(into, "", ref) as tree:
        assert tree.read("plugin.json") == b"{}\n"
        commit = tree.commit.id
    assert commit == git(tmp_path / "served/tidy", "rev-parse", "v1.0.0^{commit}").strip()
    assert not (into / "plugin.json").exists()
    assert git(into, "for-each-ref", "--format=%(refname)").split() == ["refs/tags/v1.0.0"]


@pytest.mark.parametrize("tag", ["v9.9.9", "main", "-x", "a..b", "--upload-pack=touch x", ""])
def test_what_is_no_tag_is_refused(host: str, tmp_path: Path, tag: str) -> None:
    into = tmp_path / "into"
    into.mkdir()
    with pytest.raises(GitError):
        fetch_tag(f"{host}/tidy/.git", tag, into, QUICK)


def test_git_follows_no_redirect(host: str, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    with pytest.raises(GitError):
        fetch_tag(f"{host}/moved/tidy/.git", "v1.0.0", into, QUICK)


@pytest.mark.parametrize(
    "url",
    ["ext::sh -c touch% x", "file:///etc", "ssh://git@host.example/x", "git://host.example/x",
     "https://me:secret@host.example/x", "https://10.0.0.1/x", "http://host.example/x"],
)  # fmt: skip
def test_git_goes_nowhere_else(tmp_path: Path, url: str) -> None:
    with pytest.raises(Refused):
        fetch_tag(url, "v1.0.0", tmp_path, QUICK)


def test_an_origin_is_named_only_where_everybody_can_go(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert origin_of(tmp_path) == ""
    git(tmp_path, "remote", "add", "origin", "https://me:secret@host.example/x")
    assert origin_of(tmp_path) == ""
    git(tmp_path, "remote", "set-url", "origin", "https://host.example/x")
    assert origin_of(tmp_path) == "https://host.example/x"


class Files(BaseHTTPRequestHandler):
    tries = 0

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""

    def do_GET(self) -> None:
        Files.tries += 1
        status = {"/gone": 404, "/teapot": 418, "/busy": 503}.get(self.path, 200)
        if self.path == "/second" and Files.tries == 1:
            status = 503
        self.send_response(status)
        if self.path == "/coded":
            self.send_header("Content-Encoding", "gzip")
        if self.path == "/short":
            self.send_header("Content-Length", "100")
        if self.path == "/large":
            self.send_header("Content-Length", "2000")
        self.end_headers()
        self.wfile.write(b"x" * (3000 if self.path == "/endless" else 10))


@pytest.fixture
def files() -> Iterator[str]:
    Files.tries = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "error", "tries"),
    [
        ("/gone", NotFound, 1),
        ("/teapot", Unreachable, 1),
        ("/busy", Unreachable, 3),
        ("/coded", Refused, 1),
        ("/short", Unreachable, 3),
        ("/large", TooLarge, 1),
        ("/endless", TooLarge, 1),
    ],
)
def test_a_file_that_cannot_be_had_is_refused(
    files: str, path: str, error: type[Exception], tries: int
) -> None:
    with pytest.raises(error):
        download(files + path, 1000, QUICK)
    assert Files.tries == tries


def test_a_file_is_had_at_the_second_try(files: str) -> None:
    assert download(f"{files}/second", 10, QUICK) == b"x" * 10


def test_a_file_is_fetched_by_https_alone() -> None:
    with pytest.raises(Refused):
        download("http://host.example/x.zip", 10, QUICK)


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        ("v1.2.0", "1.2.0"),
        ("1.2.0-rc.1", "1.2.0-rc.1"),
        ("tidy-v1.2.0", "1.2.0"),
        ("pkgs/tidy@1.2.0", "1.2.0"),
        ("release", ""),
        ("v1.2", ""),
        ("v11.22.33.44", ""),
    ],
)
def test_the_version_of_a_tag(tag: str, version: str) -> None:
    assert version_in_tag(tag) == version


CHANGES = """\
# Changelog

## Unreleased
- 1.2.0 is near.

## [1.2.0-rc.1] - 2026-08-01
A trial.

## [1.2.0] - 2026-08-09
### Added
- Sorting, see:

```sh
## not a heading
```

### Fixed
- 1.1.0 lost files.

## 1.1.0
Old.
"""


def test_the_section_of_a_version_is_its_notes() -> None:
    assert section(CHANGES, "1.1.0") == "Old."
    assert section(CHANGES, "1.2.0-rc.1") == "A trial."
    found = section(CHANGES, "1.2.0")
    assert found is not None
    assert found.startswith("### Added\n- Sorting")
    assert found.endswith("```\n\n### Fixed\n- 1.1.0 lost files.")
    assert section(CHANGES, "1.2") is None
    assert section(CHANGES, "2.0.0") is None
    assert section("## 1.0.0\n", "1.0.0") is None


def test_a_part_of_a_tree_is_a_tree_of_its_own() -> None:
    tree = MemoryTree({"a/b.txt": b"1", "a/ci/x.yml": b"2", "a/cider": b"3", "other": b"4"})
    part = Part(tree, "a/", ["ci"])
    assert [entry.path for entry in part.entries()] == ["b.txt", "cider"]
    assert part.read("b.txt") == b"1"
