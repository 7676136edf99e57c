"""No secret of a catalog is ever shown: in no format, by no command, wherever it stands."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builders import CRAIK, Files, a_catalog, a_release, a_source, as_json, no_network
from chandlery.catalog import ContentFile
from chandlery.cli import run
from chandlery.cli.exits import BUG
from chandlery.diagnostics import START, Diagnostic, Fix, Span
from chandlery.documents import Document, Syntax
from chandlery.pipeline import inspect
from chandlery.reports import FORMATS
from chandlery.reports.report import Report
from chandlery.secrecy.discretion import discreet
from chandlery.secrecy.masking import HIDDEN, Mask, masked
from chandlery.stages.contents import examine
from chandlery.stages.rulebook import every_rule
from chandlery.trees import MemoryTree
from repositories import a_repository, write

# Made up, and in parts, so that nobody who looks for secrets stops at this file.
RANDOM = "Q7r2Vx9LmZ4tKp8WcN3yHb6JdF5sGa0uEiT1oRwX7q2Vz9LmB4tKp8WcN3yHb6JdF5sGa0u"
TOKEN = "ghp_" + RANDOM[:36]
SECRETS = {
    "token": TOKEN,
    "long token": "github_pat_" + RANDOM[:60],
    "login": f"https://ada:{RANDOM[:16]}@git.acme.test/x",
    "header": f"curl -H 'Authorization: Bearer {RANDOM[:30]}' https://a.test/",
    "password": f"password: {RANDOM[:12]}",
    "option": f"run the tool with its long arguments and --token {RANDOM[:40]}",
    "key": "-----BEGIN " + f"PRIVATE KEY-----\n{RANDOM}\n{RANDOM[::-1]}\n-----END PRIVATE KEY-----",
}
_PARTS = {
    text[at : at + 8].lower() for text in (RANDOM, RANDOM[::-1]) for at in range(len(RANDOM) - 7)
}
NOW = "2026-11-20T00:00:00Z"
PLUGIN = "plugins/knot-counter"
RELEASE = f"{PLUGIN}/releases/1.0.0"


def given_away(text: str) -> str:
    """The first part of a secret that a text shows, or ``""``."""
    lower = text.lower()
    return next((part for part in sorted(_PARTS) if part in lower), "")


def data_of(files: Files, path: str) -> bytes:
    data = files[path]
    return data if isinstance(data, bytes) else data[0]


def records() -> Files:
    """A catalog with a record of every kind that the demo has, in few packages."""
    demo = Path(__file__).parents[1] / "catalog"
    wanted = (
        *("marketplace.yml", "renames.yml", "publishers/", "advisories/"),
        *("plugins/text-stats/", "plugins/link-keeper/", "plugins/changelog-scribe/"),
        *("plugins/berth-planner/", "plugins/stigmem-plugin-audit-digest/"),
        "integrations/link-keeper-walkthrough/",
    )
    paths = (path for path in sorted(demo.rglob("*")) if path.is_file())
    named = {path.relative_to(demo).as_posix(): path for path in paths}
    files: Files = {
        name: path.read_bytes() for name, path in named.items() if name.startswith(wanted)
    }
    return files | {"waivers.yml": WAIVERS}


WAIVERS = b"""\
- code: LIC002
  path: plugins/text-stats/listing.yml
  reason: It was so when it was taken in.
  approver: ada
  expires: 2027-01-01T00:00:00Z
"""


def kinds(files: Files) -> list[str]:
    """One path of each kind of record."""
    found: dict[tuple[str, ...], str] = {}
    for path in sorted(files):
        *above, name = path.split("/")
        if "source" not in above and "fixtures" not in above and name.endswith((".yml", ".json")):
            folder = "evidence" if "evidence" in above else "governance"
            place = folder if "governance" in above else ""
            many = above == ["publishers"] or above == ["advisories"] or place == "evidence"
            stem = "" if many else name.partition("-")[0] if place else name
            found.setdefault((*above[:1], place, stem), path)
    return list(found.values())


RECORDS = records()


def shown(files: Files) -> Iterator[str]:
    """Everything that can be shown of a catalog."""
    tree = MemoryTree(files)
    found = inspect(tree, fetch=no_network, at=NOW).diagnostics
    assert any(item.code.startswith(("SEC", "CRA301")) for item in found)
    for item in found:
        yield f"{item.message}\n{item.hint}\n{item.fix}"
    # Whatever was waived or left out, and whoever asks: the lines are read anew.
    report = Report(
        diagnostics=found,
        read=lambda path: tree.read(path) if path in files else None,
        rules=every_rule(),
        not_checked=(f"{TOKEN}: there is no such file",),
        scope=f"what is at or below {TOKEN}",
    )
    yield from (render(report) for render in FORMATS.values())


def assert_hidden(files: Files) -> None:
    for text in shown(files):
        assert not given_away(text), text[:2000]


def strings(line: str) -> Iterator[str]:
    """The same line of JSON with a secret: in a value, as a value, as the key."""
    before, quote, rest = line.rpartition('": "')
    for secret in SECRETS.values():
        text = json.dumps(secret)[1:-1]
        yield f"{before}{quote}{text} {rest}"
        yield f'{before}": ["{text}"]' + ("," if line.endswith(",") else "")
        yield f'{line[: len(line) - len(line.lstrip())]}"{text}{quote}{rest}'


@pytest.mark.parametrize("path", [path for path in kinds(RECORDS) if path.endswith(".json")])
def test_no_record_in_json_gives_a_secret_away(path: str) -> None:
    files = unit_of(path)
    lines = data_of(files, path).decode().split("\n")
    places = [number for number, line in enumerate(lines) if '": "' in line]
    for number in (places[len(places) // 2], places[-1]):
        for line in strings(lines[number]):
            text = "\n".join([*lines[:number], line, *lines[number + 1 :]])
            assert_hidden(files | {path: text.encode()})


@pytest.mark.parametrize("path", [path for path in kinds(RECORDS) if path.endswith(".yml")])
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_no_record_in_yaml_gives_a_secret_away(path: str, secret: str) -> None:
    files = unit_of(path)
    data = data_of(files, path).decode()
    text = json.dumps(secret)
    key, _, rest = data.partition(":")
    for changed in (
        f"{data}{text}: 1\n",  # a key that is in no schema, or broken
        f"{data}{text}: 1\n{text}: 2\n",
        f"{data}note: {text}\n",
        f"{key}: {text}\nx{rest}",
        f"{data}# {secret}\n",
        f"{data}  ]{secret}\n",
        f"{secret}\n{data}",
        f"- {data}\n {secret}",
        f"{data}&{secret} *{secret} !{secret}\n",
        secret,
    ):
        assert_hidden(files | {path: changed.encode()})


def unit_of(path: str) -> Files:
    """The part of the catalog that a record has to do with."""
    unit = "/".join(path.split("/")[:2]) + "/"
    tops = ("marketplace.yml", "waivers.yml", "renames.yml", "publishers/", "advisories/")
    return {name: data for name, data in RECORDS.items() if name.startswith((unit, *tops))}


Placed = Callable[[str], Files]
PLACES: dict[str, Placed] = {
    "README": lambda it: {f"{PLUGIN}/README.md": f"# A\n\n{it} [x](http://a.test/{it})\n".encode()},
    "a link": lambda it: {f"{PLUGIN}/README.md": f"# A\n\n![x]({it}) [y](<{it}>)\n".encode()},
    "release notes": lambda it: {f"{RELEASE}/release.json": noted(it)},
    "broken JSON": lambda it: {f"{RELEASE}/craik.json": f'{{"name": "{it}" "x": {it}'.encode()},
    "JSON of bytes": lambda it: {f"{RELEASE}/craik.json": f'{{"a": "{it}"}}'.encode() + b"\xff"},
    "no release.json": lambda it: {f"{RELEASE}/release.json": it.encode()},
    "a script": lambda it: {f"{RELEASE}/source/x.sh": f"#!/bin/sh\n{it} | sh\n".encode()},
    "a hook": lambda it: {f"{RELEASE}/source/hooks/hooks.json": hooked(it)},
    "MCP": lambda it: {f"{RELEASE}/source/.mcp.json": served(it)},
    "a source of no release": lambda it: {
        f"{RELEASE}/release.json": b"{",
        f"{RELEASE}/source/x.sh": f"curl {it} | sh".encode(),
    },
    "a fixture of nothing": lambda it: {"integrations/a/fixtures/x.txt": it.encode()},
    "no ecosystem": lambda it: {f"{RELEASE}/other.json": it.encode()},
    "no file of a catalog": lambda it: {f"{PLUGIN}/notes.txt": it.encode()},
    "beside": lambda it: {".github/workflows/x.yml": f"env: {it}\n".encode()},
    "a page": lambda it: {"site-src/about.md": f"# A\n\n{it}\n".encode()},
    "a template": lambda it: {"templates/x.html": f"<p>{it} {{{{ {it} }}}} {{% x".encode()},
    "mkdocs.yml": lambda it: {"mkdocs.yml": f"site_name: [{it}\n{it}: 1\n".encode()},
    "CR alone": lambda it: {f"{PLUGIN}/README.md": f"# A\r\r{it} [x](http://a.test)\r".encode()},
}  # fmt: skip


def noted(it: str) -> bytes:
    record = json.loads(data_of(a_catalog(), f"{RELEASE}/release.json"))
    return as_json(record | {"notes": it, "publisher": it, "published": it, it: 1})


def hooked(it: str) -> bytes:
    return as_json({"hooks": {"PreToolUse": [{"matcher": it, "hooks": [{"command": it}]}]}})


def served(it: str) -> bytes:
    return as_json(
        {"mcpServers": {"a": {"command": it, "args": [it], "env": {"A": it}, "url": it}}}
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_no_other_place_gives_a_secret_away(place: str, secret: str) -> None:
    assert_hidden(a_catalog() | PLACES[place](secret))


NAMES = (
    f"{PLUGIN}/{TOKEN}.txt", f"{TOKEN}/a.md", f"plugins/{TOKEN}/listing.yml",
    f"{RELEASE}/source/{TOKEN}/x.sh", f"publishers/{TOKEN}.yml", f"advisories/{TOKEN}.yml",
    f"{PLUGIN}/releases/{TOKEN}/release.json", f"{RELEASE}/{TOKEN}.json",
    f"{PLUGIN}/governance/1.0.0/{TOKEN}.json", f"templates/{TOKEN}.html", f"{PLUGIN}/a\n{TOKEN}",
)  # fmt: skip


@pytest.mark.parametrize("path", NAMES, ids=range(len(NAMES)))
def test_no_name_gives_a_secret_away(path: str) -> None:
    files = a_catalog() | {path: b"{}"}
    assert_hidden(files)
    found = inspect(MemoryTree(files), fetch=no_network, at=NOW).diagnostics
    (finding,) = [item for item in found if item.code == "SEC001"]
    assert finding.file == path
    assert finding.message == "the file's path holds what looks like a token of GitHub"


def test_what_is_waived_stays_hidden() -> None:
    waiver = WAIVERS.replace(b"LIC002", b"SEC001").replace(
        b"plugins/text-stats/listing.yml", f"{PLUGIN}/README.md".encode()
    )
    readme = f"# A\n\n{TOKEN} [x](http://a.test/{TOKEN})\n".encode()
    files = a_catalog() | {f"{PLUGIN}/README.md": readme, "waivers.yml": waiver}
    found = inspect(MemoryTree(files), fetch=no_network, at=NOW).diagnostics
    (link,) = [item for item in found if item.file.endswith("README.md")]
    assert link.code == "TXT004"
    assert link.confidential
    assert not given_away(link.message + link.hint)


# -- every command -------------------------------------------------------------------------------


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    readme = f"# A\n\n{TOKEN} [x](http://a.test/{TOKEN})\n".encode()
    craik = as_json(CRAIK | {"version": TOKEN, "description": SECRETS["key"], TOKEN: TOKEN})
    listing = data_of(a_catalog(), f"{PLUGIN}/listing.yml")
    files = a_catalog(only=a_release(extra={"craik.json": craik})) | {
        f"{PLUGIN}/README.md": readme,
        f"{PLUGIN}/{TOKEN}.txt": b"x",
        # Something to mend beside a secret.
        f"{PLUGIN}/listing.yml": listing.replace(b"MIT", b"mit").replace(b"Ada", TOKEN.encode()),
    }
    repository = a_repository(tmp_path / "repository", files)
    monkeypatch.chdir(repository)
    return repository / "catalog"


COMMANDS = {
    **{f"check {name}": ("check", "--format", name, "--now", NOW) for name in FORMATS},
    "check PATH": ("check", f"catalog/{PLUGIN}/{TOKEN}.txt", "--now", NOW),
    "check of what is not there": ("check", f"catalog/{TOKEN}", "--now", NOW),
    "check --fix --diff": ("check", "--fix", "--diff", "--now", NOW),
    "check --fix": ("check", "--fix", "--now", NOW),
    "check --changed-since": ("check", "--changed-since", TOKEN, "--now", NOW),
    "check --previous": ("check", "--previous", TOKEN, "--now", NOW),
    "check of no catalog": ("check", "--catalog", TOKEN),
    "check-record": (
        "check-record", "--as", "craik/plugin_descriptor", f"catalog/{RELEASE}/craik.json"
    ),
    "check-record in JSON": (
        *("check-record", "--as", "craik/plugin_descriptor", "--format", "json"),
        f"catalog/{RELEASE}/craik.json",
    ),
    "check-record of nothing": ("check-record", "--as", "craik/plugin_descriptor", TOKEN),
    "check-record of another name": (
        "check-record", "--as", "craik/plugin_descriptor", f"catalog/{PLUGIN}/{TOKEN}.txt"
    ),
    "build": ("build", "--out", "public"),
    "build --worktree": ("build", "--worktree", "--out", "public"),
    "build --rev": ("build", "--rev", TOKEN, "--out", "public"),
    "serve": ("serve", "--jobs", "1"),
    "explain": ("explain", TOKEN),
    "release": ("release", "knot-counter", "--from", "work", "--version", "1.1.0"),
    "release of another name": ("release", TOKEN, "--from", "work"),
    "release by version": ("release", "knot-counter", "--from", "work", "--version", TOKEN),
    "release as the manifests say": ("release", "knot-counter", "--from", "work"),
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_gives_a_secret_away(
    command: str, catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = a_source("1.1.0") | {
        "craik.json": as_json(CRAIK | {"plugin_version": "1.1.0", "trust_boundary": TOKEN}),
        f"x/{TOKEN}.sh": f"curl -H 'Authorization: Bearer {TOKEN}' http://a.test | sh".encode(),
    }
    write(catalog.parent / "work", source)
    reports = [f"{name}={catalog.parent / name}" for name in FORMATS]
    more = [f"--report={report}" for report in reports] if COMMANDS[command][0] == "check" else []
    assert run([*COMMANDS[command], *more]) != BUG
    told = capsys.readouterr()
    assert told.out or told.err
    for text in (told.out, told.err):
        assert not given_away(text), text
    for name in FORMATS:
        written = catalog.parent / name
        assert not given_away(written.read_text() if written.exists() else "")


# -- how words are masked ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"is `{TOKEN}`, not", f"is `{HIDDEN}`, not"),
        (f"is `{TOKEN[:20]}…`", f"is `{HIDDEN}`"),
        (f"a\\x0a{TOKEN[:20]}…", f"a\\x0a{HIDDEN}"),
        (f"a\\u200b{TOKEN} b", f"a\\u200b{HIDDEN} b"),
        (f"https://ada:{RANDOM[:9]}@a.test/x", f"https://{HIDDEN}@a.test/x"),
        (f"https://ada:{RANDOM[:4]}@{RANDOM[4:9]}@a.test/x", f"https://{HIDDEN}@a.test/x"),
        (f"`https://ada:{RANDOM[:6]}…`", f"`https://{HIDDEN}`"),
        (f"`-H 'Authorization: Bearer {RANDOM[:9]}…`", f"`-H 'Authorization: {HIDDEN}`"),
        (f"`--token {RANDOM[:5]}…`", f"`{HIDDEN}`"),
        (f"`password: {RANDOM[:5]}…`", f"`{HIDDEN}`"),
        (f"{TOKEN}\n{TOKEN}", f"{HIDDEN}\n{HIDDEN}"),
        (f"password={TOKEN};", f"password={HIDDEN};"),
    ],
)
def test_what_looks_like_a_secret_is_not_said(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "", "is `<your-token>`", "the key `token` is given twice", "`https://a.test:8080/…`",
        "has the digest " + "0f" * 32, "`sk-…`", "`ghp_…`", "see `password: …`", "a token…",
        "https://a.test:8080…", "`max_tokens: 4096`", "the value of `password`",
    ],
)  # fmt: skip
def test_other_words_are_said_as_they_are(text: str) -> None:
    assert masked(text) == text


def test_a_part_of_a_known_secret_is_not_said_however_it_was_cut() -> None:
    mask = Mask()
    mask.learn("a.sh", f"x\npassword: {RANDOM[:20]}\n".encode())
    assert mask.words(f"ends in `{RANDOM[12:20]}`") == f"ends in `{HIDDEN}`"
    assert mask.words(f"is {RANDOM[:20].upper()}") == f"is {HIDDEN}"
    assert mask.words(f"is {RANDOM[:6]}") == f"is {RANDOM[:6]}"
    assert mask.words("a password of twenty characters") == "a password of twenty characters"


def test_what_surrounds_a_secret_may_be_said() -> None:
    mask = Mask()
    for secret in (
        *SECRETS.values(),
        "https://hooks.slack.com/services/" + f"T01AB/B03EF/{RANDOM}",
    ):
        mask.learn("a.md", secret.encode())
    for words in (
        "https://git.acme.test/x",
        "a private key",
        "the bearer",
        "hooks.slack.com/services",
    ):
        assert mask.words(words) == words


def test_keys_without_an_end_are_soon_done_with() -> None:
    header = "-----BEGIN " + "PRIVATE KEY-----"
    text = f"{header}\n{RANDOM}\n" * 10_000
    assert HIDDEN in masked(text)
    assert not given_away(masked(text))


@pytest.mark.parametrize("closing", ["-----END PRIVATE KEY-----", "", "and so on"])
@pytest.mark.parametrize("indent", ["", "    ", "> "])
def test_every_line_of_a_private_key_is_hidden(closing: str, indent: str) -> None:
    body = [RANDOM, "", RANDOM[::-1], RANDOM[::-1], RANDOM[:11] + "="]
    lines = ["before", "-----BEGIN " + "PRIVATE KEY-----", *body, closing, "", "after"]
    mask = Mask()
    mask.learn("a.pem", "\r\n".join(f"{indent}{line}" for line in lines).encode())
    hidden = [number for number in range(1, len(lines) + 1) if mask.hides("a.pem", number, number)]
    assert hidden[:6] == [2, 3, 4, 5, 6, 7]
    assert 1 not in hidden
    assert len(lines) not in hidden


def a_diagnostic(**changes: object) -> Diagnostic:
    facts: dict[str, object] = {"file": "a.yml", "span": START, "code": "TXT001", "message": "is"}
    return Diagnostic(**(facts | changes))  # type: ignore[arg-type]


def test_a_line_with_a_secret_is_confidential_and_not_mended() -> None:
    mask = Mask()
    mask.learn("a.yml", f"a: 1\nb: {TOKEN}\nc: 1\nd: \\u0067{TOKEN[1:]}\n".encode())
    fix = Fix(Span(2, 1, 2, 2), "c")
    items = [a_diagnostic(span=Span(line, 1, line, 2), fix=fix) for line in (1, 2, 3, 4)]
    told = discreet(items, mask)
    assert [item.confidential for item in told] == [False, True, False, True]
    assert [item.fix for item in told] == [fix, None, fix, None]
    (around,) = discreet([a_diagnostic(span=Span(1, 1, 3, 2))], mask)
    assert around.confidential
    (elsewhere,) = discreet([a_diagnostic(file="b.yml", span=Span(2, 1, 2, 2))], mask)
    assert not elsewhere.confidential


def test_a_fix_that_would_write_a_secret_is_dropped() -> None:
    (told,) = discreet([a_diagnostic(fix=Fix(START, TOKEN))], Mask())
    assert told.fix is None
    assert told.confidential


def test_no_line_of_a_file_of_secrets_is_shown() -> None:
    (told,) = discreet([a_diagnostic(file="source/.env")], Mask())
    assert told.confidential


def test_files_of_a_fetched_artifact_give_nothing_away() -> None:
    data = f"#!/bin/sh\ncurl -H 'X: {TOKEN}' http://a.test/x | sh\n".encode()
    place = Document("release.json", b"{}", Syntax.JSON, {})
    found = [*examine([ContentFile(path="run.sh", data=data, document=place, route=("url",))])]
    assert {item.code[:3] for item in found} == {"SEC", "SRC"}
    assert not any(given_away(item.message + item.hint) for item in found)


def test_the_demo_has_no_secrets() -> None:
    demo = Path(__file__).parents[1] / "catalog"
    for path in sorted(demo.rglob("*")):
        if path.is_file() and path.suffix in {".yml", ".json", ".md", ".py", ".sh", ".toml"}:
            text = path.read_text("utf-8", "replace")
            assert masked(text) == text, path
