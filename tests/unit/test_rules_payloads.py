"""What is fetched when a plugin runs: commands read, nothing ever run."""

import json
import shlex
from typing import Any

import pytest

from builders import CALIBAN, Files, a_catalog, a_release, a_source, as_json, no_network
from chandlery.catalog import ContentFile
from chandlery.diagnostics import Severity
from chandlery.documents import MAX_RECORD_BYTES, Document, Syntax
from chandlery.pipeline import inspect
from chandlery.rules.payload_commands import DOWNLOADERS, payloads
from chandlery.rules.payload_files import MAX_FOUND, found_in, may_fetch
from chandlery.rules.payload_kinds import PayloadKind, bundles
from chandlery.rules.payload_packages import CHECKS
from chandlery.rules.payload_shell import MAX_NESTING, commands, in_text
from chandlery.rules.payload_specs import MAX_SPEC, is_local
from chandlery.rules.payloads import CONTENT_RULES, RELEASE_RULES, RULES
from chandlery.trees import MemoryTree

COMMIT = "0123456789abcdef0123456789abcdef01234567"
SHA = "ab" * 32


def said(text: str) -> list[tuple[str, str]]:
    """The kind of each payload, and the word that it stands at."""
    lines = text.split("\n")
    found = []
    for item in payloads(commands(text, in_text(text))):
        line, column, end = (int(step) for step in item.place)
        found.append((item.kind.value, lines[line - 1][column - 1 : end - 1]))
    return found


def words_of(text: str) -> list[list[str]]:
    return [[word.text for word in item.words] for item in commands(text, in_text(text))]


# -- reading shell text ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b  c", [["a", "b", "c"]]),
        ("a; b && c || d & e\nf", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]),
        ("a 'b c' \"d e\"f", [["a", "b c", "d ef"]]),
        ("a 'b", [["a", "b"]]),
        ('a "b', [["a", "b"]]),
        ("a ''", [["a", ""]]),
        ("a \\; b\\ c", [["a", ";", "b c"]]),
        ('a "b\\"c"', [["a", 'b"c']]),
        ("a \\\n b", [["a", "b"]]),
        ("a \\\r\n b", [["a", "b"]]),
        ("a # b\nc d#e", [["a"], ["c", "d#e"]]),
        ("# only", []),
        ("a > b 2>&1 c", [["a", "c"]]),
        ("a 2> b", [["a"]]),
        ("a x2> b", [["a", "x2"]]),
        ("a < b", [["a"]]),
        ("a &> b", [["a"]]),
        ("a <<E b\nnpx c\nE\nd", [["a", "b"], ["d"]]),
        ("a <<-'E'\nnpx c\n\tE\nd", [["a"], ["d"]]),
        ("a <<E <<F\n1\nE\n2\nF\nd", [["a"], ["d"]]),
        ("a <<E\nnpx c", [["a"]]),
        ("a <<<b c", [["a", "c"]]),
        ("$(a b) c", [["a", "b"], ["$()", "c"]]),
        ("x`a b`y c", [["a", "b"], ["x$()y", "c"]]),
        ('"x$(a "b c")y" d', [["a", "b c"], ["x$()y", "d"]]),
        ("a <(b c) d", [["b", "c"], ["a", "$()", "d"]]),
        ("(a; b) c", [["a"], ["b"], ["c"]]),
        ("f() { a b; }", [["{", "a", "b"], ["}"]]),
        ("case a in\nb) c;;\nesac", [["case", "a", "in"], ["b"], ["c"], ["esac"]]),
        ("a $b ${c} $", [["a", "$b", "${c}", "$"]]),
        ("a)", [["a"]]),
        ("$(a", [["a"], ["$()"]]),
        ("`a", [["a"], ["$()"]]),
        ("", []),
        ("\\", [[""]]),
    ],
)
def test_words(text: str, expected: list[list[str]]) -> None:
    assert words_of(text) == expected


def test_pipes_and_substitutions_are_told_apart() -> None:
    first, second, third = commands("a | b |& c", in_text("a | b |& c"))
    assert first.piped_from is None
    assert second.piped_from is first
    assert third.piped_from is second
    inner, outer, after = commands("x $(y) ; z", in_text("x $(y) ; z"))
    assert outer.inner == [inner]
    assert after.inner == []
    assert after.piped_from is None


def test_a_pipe_goes_on_behind_the_end_of_its_line() -> None:
    first, second = commands("a |\n\n b", in_text("a |\n\n b"))
    assert second.piped_from is first
    (lone,) = commands("| a", in_text("| a"))
    assert lone.piped_from is None


def test_places_are_lines_and_columns() -> None:
    text = "é npx \n  uvx 'a b' \"c\nd\""
    places = [word.place for item in commands(text, in_text(text)) for word in item.words]
    assert places == [(1, 1, 2), (1, 3, 6), (2, 3, 6), (2, 7, 12), (2, 13, 0)]


def test_substitutions_nest_only_so_deep() -> None:
    deep = "$(" * (MAX_NESTING + 5) + "npx a" + ")" * (MAX_NESTING + 5)
    assert said(deep) == [("runner", "a")]
    # The word around a substitution is known down to the bound, and not below.
    for depth, outer in ((MAX_NESTING, "x$()"), (MAX_NESTING + 1, "x")):
        text = "$(" * (depth - 1) + "x$(npx a)" + ")" * (depth - 1)
        assert [outer] in words_of(text)
    text = f"a {'$(b) ' * (MAX_NESTING + 1)}"
    assert words_of(text)[-1] == ["a", *["$()"] * (MAX_NESTING + 1)]


# -- package runners ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("npx a", "a"),
        ("npx -y a@latest", "a@latest"),
        ("npx --yes a@^1.2.3", "a@^1.2.3"),
        ("npx a@1.2", "a@1.2"),
        ("npx @a/b", "@a/b"),
        ("npx -p a b", "a"),
        ("npx --package=a b", "--package=a"),
        ("npx -y a -p 3000", "a"),
        ("npx a@$V", "a@$V"),
        ("npx $A", "$A"),
        ("/usr/bin/npx a", "a"),
        ("NPX.CMD a", "a"),
        ("npm exec a", "a"),
        ("npm x -- a", "a"),
        ("npm --prefix d exec a", "a"),
        ("npm create a", "a"),
        ("npm init a", "a"),
        ("pnpm dlx a", "a"),
        ("pnpx a", "a"),
        ("yarn dlx a", "a"),
        ("bunx a", "a"),
        ("bun x a", "a"),
        ("uvx a", "a"),
        ("uvx a@latest", "a@latest"),
        ("uvx a>=1 b", "a"),
        ("uvx --from a b", "a"),
        ("uvx --python 3.12 a", "a"),
        ("uvx --with b a==1", "b"),
        ("uv tool run a", "a"),
        ("uv run --with a b.py", "a"),
        ("pipx run a", "a"),
        ("pipx run --spec a b", "a"),
        ("python -m pipx run a", "a"),
        ("go run a.example/b@latest", "a.example/b@latest"),
        ("deno run npm:a", "npm:a"),
        ("deno run -A jsr:@a/b@1", "jsr:@a/b@1"),
        ("cmd /c npx a", "a"),
        ("cmd.exe /K npx a", "a"),
        ("sudo -u b npx a", "a"),
        ("env -u B C=d npx a", "a"),
        ("B=c npx a", "a"),
        ("timeout -k 3 5 npx a", "a"),
        ("xargs -n 1 npx a", "a"),
        ("nice -n 5 nohup npx a", "a"),
        ("if npx a", "a"),
        ("then npx a", "a"),
        ("{ npx a", "a"),
        ("! npx a", "a"),
    ],
)
def test_a_runner_without_an_exact_version(text: str, under: str) -> None:
    assert said(text) == [("runner", under)]


@pytest.mark.parametrize(
    "text",
    [
        "npx a@1.2.3",
        "npx @a/b@1.2.3-rc.1+build",
        "npx --no-install a",
        "npx --no a",
        "npx ./a",
        "npx /a/b",
        "npx ../a.tgz",
        "npx",
        "npx -p a@1.2.3 b",
        "npm x",
        "npm",
        "npm run a",
        "npm test",
        "npm ci",
        "npm install",
        "npm install --omit dev",
        "npm i ./a",
        "pnpm exec a",
        "yarn a",
        "bun run a",
        "bun a.ts",
        "uvx a==1.2.3",
        "uvx a[b]==1.2.3",
        "uvx a@1.2.3",
        "uvx a===1",
        "uvx --from a==1 b",
        "uv sync",
        "uv run a.py",
        "uv run a --with b",
        "uv",
        "pipx run a==1",
        "pipx list a",
        "pipx",
        "python -m http.server",
        "python a.py -m pip install b",
        "python -B",
        "python -m",
        "go run ./a",
        "go run a.example/b@v1.2.3 c@latest",
        "go",
        "deno run npm:a@1.2.3",
        "deno run a.ts",
        "deno",
        "deno lint https://a.example/b.ts",
        "echo npx a",
        "a npx b",
        "sudo",
    ],
)
def test_what_runs_nothing_unpinned(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", ["uvx a==1.*", "uvx a~=1.2", "uvx 'a b'", "uvx a@b"])
def test_a_range_is_no_exact_version(text: str) -> None:
    assert [kind for kind, _ in said(text)] == ["runner"]


@pytest.mark.parametrize("text", ["npx a@1.2.%s", "uvx a==%s", "cargo install a@1.2.%s"])
def test_a_word_that_is_too_long_is_no_exact_version(text: str) -> None:
    spec = (text % "").split()[-1]
    most = "1" * (MAX_SPEC - len(spec))
    if text.startswith("cargo"):  # of which only the version is measured
        most += "11"
    assert said(text % most) == []
    assert len(said(text % (most + "1"))) == 1


def test_a_hint_shows_how_it_is_written() -> None:
    shown = [item.hint for item in payloads(commands("npx @a/b@1; uvx c[d]>=2", in_text("x")))]
    assert "`@a/b@1.2.3`" in shown[0]
    (hint,) = [item.hint for item in payloads(commands("pip install 'c[d]>=2'", in_text("x")))]
    assert "`c==1.2.3`" in hint


# -- installers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("pip install a", ["a"]),
        ("pip3 install a b==1 c", ["a", "c"]),
        ("pip --quiet install a", ["a"]),
        ("pip install --target d a", ["a"]),
        ("pip install a -t d", ["a"]),
        ("python3 -m pip install a", ["a"]),
        ("python3.12 -B -m pip install a", ["a"]),
        ("py -m pip install a", ["a"]),
        ("uv pip install a", ["a"]),
        ("pip install a==1 --quiet b", ["b"]),
        ("uv tool install a", ["a"]),
        ("uv tool install a==1 --force b", ["b"]),
        ("uv tool install a==1 --with b", ["b"]),
        ("pipx install a==1 --force b", ["b"]),
        ("npm i a@1.2.3 --save-dev b", ["b"]),
        ("go install -v a.example/b@v1.2.3 -x c.example/d@x", ["c.example/d@x"]),
        ("cargo install a@1.2.3 --locked b", ["b"]),
        ("gem install a:1 --quiet b", ["b"]),
        ("pipx install a", ["a"]),
        ("npm i -g a", ["a"]),
        ("npm install a b@1.2.3", ["a"]),
        ("npm -g install a", ["a"]),
        ("pnpm add a", ["a"]),
        ("yarn global add a", ["a"]),
        ("bun add a", ["a"]),
        ("go install a.example/b@latest", ["a.example/b@latest"]),
        ("go install a.example/b@master c.example/d@v2", ["a.example/b@master", "c.example/d@v2"]),
        ("cargo install a", ["a"]),
        ("cargo install a --version 1", ["a"]),
        ("cargo binstall a@1.2", ["a@1.2"]),
        ("gem install a", ["a"]),
        ("gem install a -v '~> 1'", ["a"]),
        ("gem install a:>=1", ["a:"]),
    ],
)
def test_an_installer_without_an_exact_version(text: str, under: list[str]) -> None:
    assert said(text) == [("installer", word) for word in under]


@pytest.mark.parametrize(
    "text",
    [
        "pip install a==1.2.3",
        "pip install -r requirements.txt",
        "pip install --require-hashes a",
        "pip install .",
        "pip install -e .",
        "pip install a.whl",
        "pip download a",
        "pip install",
        "pip",
        "uv tool install a==1",
        "pipx install a==1",
        "npm i -g a@1.2.3",
        "go install ./...",
        "go install a.example/b",
        "go install a.example/b@v1.2.3",
        f"go install a.example/b@{COMMIT}",
        "go build a@latest",
        "cargo install a --version 1.2.3 --locked",
        "cargo install a --version =1.2.3",
        "cargo install --vers 1.2.3 a",
        "cargo install a@1.2.3",
        "cargo install --path .",
        "cargo build a",
        "gem install a -v 1.2.3",
        "gem install a:1.2.3",
        "gem install ./a.gem",
        "gem list a",
    ],
)
def test_what_installs_nothing_unpinned(text: str) -> None:
    assert said(text) == []


# -- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "uvx --from git+https://a.example/b c",
        "pip install git+https://a.example/b@main",
        f"pip install git+https://a.example/b@{COMMIT[:-1]}",
        "pip install 'b @ https://a.example/b.zip'",
        "pip install https://a.example/b.zip",
        "pip install -e git+https://a.example/b",
        "npx github:a/b",
        "npx a/b",
        "npx a/b#main",
        "npx https://a.example/b",
        "npm i git+ssh://git@a.example/b",
        "cargo install --git https://a.example/b",
        "cargo install --git https://a.example/b --rev 0123",
        "deno run https://a.example/b.ts",
        "other git+https://a.example/b",
    ],
)
def test_an_address_that_can_change(text: str) -> None:
    assert [kind for kind, _ in said(text)] == ["address"]


@pytest.mark.parametrize(
    "text",
    [
        f"uvx --from git+https://a.example/b@{COMMIT} c",
        f"pip install git+https://a.example/b@{COMMIT}#egg=b",
        f"pip install 'b @ https://a.example/b.zip#sha256={SHA}'",
        f"npx github:a/b#{COMMIT}",
        f"npx a/b#{COMMIT}",
        f"cargo install --git https://a.example/b --rev {COMMIT}",
        "deno run https://a.example/b@1.2.3/c.ts",
        "echo git+https://a.example/b",
    ],
)
def test_an_address_that_names_what_it_leads_to(text: str) -> None:
    assert said(text) == []


# -- images ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "docker run a:1",
        "docker run -it --rm a:1 b",
        "docker run -i -e K=V -v c:d --name e a:1 b",
        "docker run --env=K a:1",
        "docker run --network host a:1",
        "podman pull a:1",
        "docker container run a:1",
        "nerdctl create -d a:1",
    ],
)
def test_an_image_without_its_digest(text: str) -> None:
    assert said(text) == [("image", "a:1")]


@pytest.mark.parametrize(
    "text",
    [
        f"docker run -i a@sha256:{SHA}",
        f"docker run a:1@sha256:{SHA} b:2",
        "docker run",
        "docker run -e a",
        "docker build a:1",
        "docker",
    ],
)
def test_no_image_or_its_digest(text: str) -> None:
    assert said(text) == []


def test_the_digest_has_the_place_of_the_tag() -> None:
    for image in ("a.example:5000/b/c", "b/c", "c"):
        text = f"docker run {image}:1@sha256:12"
        (item,) = payloads(commands(text, in_text(text)))
        assert f"`{image}@sha256:…`" in item.hint


# -- downloads ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("curl -fsSL https://a | sh", "sh"),
        ("curl https://a | sudo -E bash -", "bash"),
        ("curl https://a | bash -s -- --yes", "bash"),
        ("curl https://a | bash -x", "bash"),
        ("wget -qO- https://a | tee b | zsh", "zsh"),
        ("curl https://a | python3", "python3"),
        ("curl https://a | python3.12 -", "python3.12"),
        ("curl https://a | node", "node"),
        ("curl https://a | source /dev/stdin", "source"),
        ("(curl https://a) | sh", "sh"),
        ("bash <(curl https://a)", "bash"),
        (". <(wget https://a)", "."),
        ('sh -c "$(curl https://a)"', "sh"),
        ('eval "$(curl https://a)"', "eval"),
        ("eval `curl https://a`", "eval"),
        ('python3 -c "$(curl https://a)"', "python3"),
        ("iwr https://a | iex", "iex"),
        ("Invoke-RestMethod https://a | Invoke-Expression", "Invoke-Expression"),
        ("iex (irm https://a)", "iex"),
        ("iex ((New-Object Net.WebClient).DownloadString('https://a'))", "iex"),
        ("cmd /c curl https://a | sh", "sh"),
    ],
)
def test_a_download_that_is_run(text: str, under: str) -> None:
    assert ("piped", under) in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "curl https://a",
        "curl https://a | tar x",
        "curl https://a | python3 -m json.tool",
        "curl https://a | node b.js",
        "curl https://a | sh b.sh",
        "curl https://a | sh -c 'cat'",
        "curl https://a | source b",
        "curl https://a; sh",
        "curl https://a && sh",
        "cat a | sh",
        "echo $(curl https://a)",
        'x="$(curl https://a)"',
        "bash <(cat a)",
        "sh | curl https://a",
    ],
)
def test_a_download_that_is_not_run(text: str) -> None:
    assert said(text) == []


def test_shells_in_shells_are_read() -> None:
    assert said("bash -lc 'npx a'") == [("runner", "'npx a'")]
    assert said("sh -e -c 'curl https://a | sh'") == [("piped", "'curl https://a | sh'")]
    assert said("pwsh -Command 'npx a'") == [("runner", "'npx a'")]
    assert said("eval 'npx a'") == [("runner", "'npx a'")]
    assert said("npx -c 'uvx a'") == [("runner", "'uvx a'")]
    assert said("bash --rcfile 'npx a'") == []
    assert said("sh -c") == []
    assert said("cmd") == []
    assert said("cmd /q") == []


def test_an_address_inside_a_shell_in_a_shell_is_told_once() -> None:
    (found,) = payloads(commands("sh -c 'pip install git+https://a.b/c'", in_text("")))
    assert found.message == "`git+https://a.b/c` does not say which commit"


def test_only_so_many_shells_in_shells_are_read() -> None:
    text = "npx a"
    for _ in range(4):
        text = f"sh -c {shlex.quote(text)}"
    assert [kind for kind, _ in said(text)] == ["runner"]
    assert said(f"sh -c {shlex.quote(text)}") == []


@pytest.mark.parametrize(
    "piece",
    ["npx ", "sh|", "$(", "`", '"', "<<A\n", "(", 'npx "', "git+", "sudo ", "\\", 'sh -c "', "x="],
)
def test_no_text_takes_long(piece: str) -> None:
    # Quadratic behaviour would take minutes here.
    text = piece * (60_000 // len(piece))
    assert len(list(payloads(commands(text, in_text(text))))) <= 1


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "npx a@2",
            "`a@2` is run in whatever version is served that day",
            "Give the exact version: `a@1.2.3`.",
        ),
        (
            "pip install a>2",
            "`a` is installed in whatever version is served that day",
            "Give the exact version: `a==1.2.3`.",
        ),
        (
            "go install a.b/c@latest",
            "`a.b/c@latest` is installed in whatever version is served that day",
            "Give the exact version: `a.b/c@v1.2.3`.",
        ),
        (
            "cargo install a@2",
            "`a@2` is installed in whatever version is served that day",
            "Give the exact version: `a@1.2.3`.",
        ),
        (
            "gem install a:>1",
            "`a:` is installed in whatever version is served that day",
            "Give the exact version: `a:1.2.3`.",
        ),
        (
            "curl b | /bin/sh",
            "`/bin/sh` runs what was downloaded a moment before",
            "Ship the script with the plugin, or compare its SHA-256 before it runs.",
        ),
        (
            "uvx --from git+https://a/b c",
            "`git+https://a/b` does not say which commit",
            "Name the commit by its 40 digits: `git+https://…@<commit>`.",
        ),
        (
            "npx a/b",
            "`a/b` does not say which commit",
            "Name the commit by its 40 digits: `github:owner/name#<commit>`.",
        ),
        (
            "pip install https://a/b.zip",
            "`https://a/b.zip` does not say which file",
            "Add the file's digest: `#sha256=<64 digits>`.",
        ),
        (
            "deno run https://a/b.ts",
            "`https://a/b.ts` does not say which version",
            "Name the version: `jsr:@scope/name@1.2.3`.",
        ),
        (
            "cargo install --git https://a/b",
            "`https://a/b` does not say which commit",
            "Name the commit by its 40 digits: `--rev <commit>`.",
        ),
        (
            "docker pull a:1",
            "`a:1` is whatever image bears that name on the day",
            "Name it by its digest: `a@sha256:…`.",
        ),
    ],
)
def test_messages_have_the_value_and_hints_the_cure(text: str, message: str, hint: str) -> None:
    (item,) = payloads(commands(text, in_text(text)))
    assert (item.message, item.hint) == (message, hint)


# -- files ----------------------------------------------------------------------------------------


def in_file(path: str, text: str) -> list[tuple[bool, str, tuple[Any, ...]]]:
    return [(by, item.kind.value, item.place) for by, item in found_in(path, text.encode())]


@pytest.mark.parametrize(
    "path",
    [
        *("source/a.sh", "source/A.BASH", "source/a.zsh", "source/a.ps1", "source/a.bat"),
        *("source/SKILL.md", "source/skills/a.markdown", "source/a.cmd", "source/a.fish"),
    ],
)
def test_files_that_run(path: str) -> None:
    text = "```sh\nnpx a\n```\n" if path.endswith(("md", "markdown")) else "\nnpx a\n"
    assert in_file(path, text) == [(False, "runner", (2, 5, 6))]


@pytest.mark.parametrize(
    "path",
    [
        *("source/README.md", "source/docs/a.md", "source/CHANGELOG.md", "source/LICENSE.md"),
        *("source/a.py", "source/a.txt", "source/a", "source/sh/a.html", "source/doc/a.md"),
    ],
)
def test_files_that_nobody_runs(path: str) -> None:
    text = "npx a\n```sh\nnpx a\n```\n"
    assert in_file(path, text) == []


@pytest.mark.parametrize("line", ["#!/bin/sh", "#!/usr/bin/env bash", "#!/usr/bin/zsh -e"])
def test_the_first_line_makes_a_script(line: str) -> None:
    assert in_file("source/bin/a", f"{line}\nnpx a\n") == [(False, "runner", (2, 5, 6))]
    assert in_file("source/bin/a", f"\n{line}\nnpx a\n") == []


def test_another_language_is_not_read() -> None:
    assert in_file("source/bin/a", "#!/usr/bin/env python3\nnpx a\n") == []


def test_a_byte_order_mark_shifts_nothing() -> None:
    assert in_file("source/a.sh", "\ufeffnpx a") == [(False, "runner", (1, 5, 6))]


def test_markdown_is_read_where_it_is_shell() -> None:
    blocks = "```js\nnpx a\n```\n~~~ bash\n$ npx b\n~~~\n```\nnpx c\n```\n    npx d\n`npx e`\n"
    assert [place for _, _, place in in_file("source/a.md", blocks)] == [(5, 7, 8), (8, 5, 6)]


def test_a_block_ends_with_its_own_fence() -> None:
    text = "````sh\n```\nnpx a\n````\nnpx b\n```sh\nnpx c"
    assert [place for _, _, place in in_file("source/a.md", text)] == [(3, 5, 6), (7, 5, 6)]
    text = "```sh\n``` x\nnpx a\n```"
    assert [place for _, _, place in in_file("source/a.md", text)] == [(3, 5, 6)]


def test_commands_that_run_with_a_text() -> None:
    text = "Now: !`npx a` and !`npx b@1.2.3`, not `npx c`.\n"
    assert in_file("source/commands/a.md", text) == [(False, "runner", (1, 8, 13))]


def test_the_yaml_of_an_agent_is_configuration() -> None:
    text = "---\nhooks:\n  Stop:\n    - hooks: [{type: command, command: npx a}]\n---\nHello.\n"
    assert in_file("source/agents/a.md", text) == [(True, "runner", (4, 40, 45))]
    assert in_file("source/agents/a.md", "---\ncommand: npx a\n") == []
    assert in_file("source/agents/a.md", "x\n---\ncommand: npx a\n---\n") == []
    assert in_file("source/agents/a.md", "---\n- [command: npx\n---\n") == []


def test_configuration_is_read_wherever_it_stands() -> None:
    value = {"b": [{"command": "npx", "args": ["-y", 7, "a"]}], "c": {"command": ["uvx", "d"]}}
    text = json.dumps(value)
    assert [kind for _, kind, _ in in_file("source/x.json", text)] == ["runner", "runner"]
    assert in_file("source/x.conf", text) == in_file("source/x.json", text)
    assert in_file("source/x.conf", "[" + text) == []
    columns = [place[1] for _, _, place in in_file("source/x.json", text)]
    assert [text[column - 1 : column + 2] for column in columns] == ['"a"', '"d"']


def test_arguments_may_follow_a_command_line() -> None:
    (found,) = in_file("source/x.json", '{"command": "cmd /c npx", "args": ["-y", "a"]}')
    assert found == (True, "runner", (1, 42, 45))
    assert in_file("source/x.json", '{"command": "", "args": ["npx", "a"]}') == []
    assert in_file("source/x.json", '{"command": 7, "args": ["npx", "a"]}') == []
    assert in_file("source/x.json", '{"command": "npx", "args": "a"}') == []


def test_escapes_hide_nothing() -> None:
    assert [kind for _, kind, _ in in_file("source/x.json", '{"command": "\\u006epx a"}')] == [
        "runner"
    ]


def test_scripts_of_a_package() -> None:
    text = '{"scripts": {"a": "npx b", "c": 7}}'
    assert in_file("source/package.json", text) == [(False, "runner", (1, 19, 26))]
    assert in_file("package.json", text) == [(False, "runner", (1, 19, 26))]
    assert in_file("source/other.json", text) == []
    assert in_file("source/package.json", '{"scripts": "npx b"}') == []
    assert in_file("source/package.json", '["npx b"]') == []


def test_requirements() -> None:
    text = (
        "# npx a\n-r other.txt\na==1\n  b>=1 # why\n\n"
        f"c==1 --hash=sha256:{SHA}\nd @ git+https://e.example/d@main\nf==1 \\\n"
        f"g @ git+https://e.example/g@{COMMIT}\n"
    )
    assert in_file("source/requirements-dev.txt", text) == [
        (False, "installer", (4, 3, 7)),
        (False, "address", (7, 1, 33)),
    ]


def test_image_files() -> None:
    text = (
        f"# FROM z\nFROM a:1 AS b\nFROM b\nFROM --platform=x scratch\nFROM c@sha256:{SHA}\n"
        'RUN --mount=type=x npx d && uvx e\nCMD ["npx", "-y","f"]\nENTRYPOINT npx g\nCOPY npx h\n'
        "FROM\nRUN\n"
    )
    found = [(kind, place[0]) for _, kind, place in in_file("source/Dockerfile", text)]
    assert found == [("image", 2), ("runner", 6), ("runner", 6), ("runner", 7), ("runner", 8)]
    for name in ("a.dockerfile", "Containerfile", "Dockerfile.dev"):
        assert in_file(f"source/{name}", "FROM a") == [(False, "image", (1, 6, 7))]


def test_compose_files_and_workflows() -> None:
    text = "services:\n  a:\n    image: b:1\n    command: npx c\n    x: npx d\n    run: [npx e]\n"
    found = [(False, "image", (3, 12, 15)), (False, "runner", (4, 14, 19))]
    assert in_file("source/compose.yaml", text) == found
    assert in_file("source/docker-compose.dev.yml", text) == found
    assert in_file("source/.github/workflows/a.yml", text) == found
    assert in_file("source/workflows/a.yml", text) == []
    assert in_file("source/compose.yaml", "image: [\n") == []


def test_actions() -> None:
    text = (
        "steps:\n- uses: a/b@v1\n- uses: ./c\n"
        f"- uses: d/e@{COMMIT}\n- uses: docker://f:1\n- uses: g/h\n"
    )
    assert [(kind, place[0]) for _, kind, place in in_file("source/action.yml", text)] == [
        ("action", 2),
        ("image", 5),
        ("action", 6),
    ]


def test_an_action_is_named() -> None:
    ((_, item),) = found_in("source/action.yml", b"uses: a/b/c@v1")
    assert item.message == "`a/b/c@v1` is whatever that tag or branch points at on the day"
    assert item.hint == "Name the commit by its 40 digits: `a/b/c@<commit>`."
    ((_, item),) = found_in("source/x.json", b'{"command": "npx a"}')
    assert item.hint == "Give the exact version: `a@1.2.3`."


def test_blocks_of_a_workflow_have_their_own_lines() -> None:
    text = "jobs:\n  - run: |\n      echo\n      npx a\n  - run: >\n      npx\n      b\n"
    assert [place[:2] for _, _, place in in_file("source/.github/workflows/a.yml", text)] == [
        (4, 11),
        (5, 10),
    ]


def test_what_is_too_large_is_said_of_what_runs() -> None:
    large = "npx a\n" + "x" * MAX_RECORD_BYTES
    assert in_file("source/a.sh", large) == [(False, "unread", (1, 1, 1))]
    assert in_file("source/a.md", large) == [(False, "unread", (1, 1, 1))]
    assert in_file("source/a.py", large) == []
    for path in ("hooks/a.json", ".mcp.json", "a/package.json", ".claude/settings.json"):
        assert in_file(path, large) == [(True, "unread", (1, 1, 1))]
    assert in_file("source/data.json", large) == []
    ((_, item),) = found_in("source/a.sh", large.encode())
    assert item.message == f"the file has {len(large)} bytes, more than {MAX_RECORD_BYTES}"


def test_a_file_says_only_so_much() -> None:
    assert len(in_file("source/a.sh", "npx a\n" * MAX_FOUND)) == MAX_FOUND
    assert len(in_file("source/a.sh", "npx a\n" * (MAX_FOUND + 1))) == MAX_FOUND


def test_one_place_says_a_thing_once() -> None:
    assert len(in_file("source/x.json", '{"command": "npx a; npx a"}')) == 1


# -- the rules ------------------------------------------------------------------------------------

FOLDER = "plugins/knot-counter/releases/1.0.0/"
SERVER = {"mcpServers": {"a": {"command": "npx", "args": ["knots"]}}}


def found(files: Files) -> list[tuple[str, str, int]]:
    report = inspect(MemoryTree(files), fetch=no_network)
    return [
        (item.code, item.file, item.span.line)
        for item in report.diagnostics
        if item.code.startswith("SRC0")
    ]


def test_a_manifest_is_spoken_of_once() -> None:
    files = a_source() | {"plugin.json": as_json(CALIBAN | SERVER)}
    (item,) = found(a_catalog(only=a_release(source=files)))
    assert item[:2] == ("SRC003", f"{FOLDER}caliban.json")


def test_a_file_that_only_has_the_name_of_a_manifest_is_looked_at() -> None:
    files = a_source() | {"hooks/plugin.json": as_json(SERVER)}
    (item,) = found(a_catalog(only=a_release(source=files)))
    assert item[:2] == ("SRC003", f"{FOLDER}source/hooks/plugin.json")


def test_two_manifests_are_two() -> None:
    files = a_source() | {
        "plugin.json": as_json(CALIBAN | SERVER),
        ".claude-plugin/plugin.json": as_json(
            {"name": "knot-counter", "version": "1.0.0", "description": "x"}
            | SERVER
            | {"mcpServers": "https://knots.example/a.mcpb"}
        ),
    }
    assert {(code, file) for code, file, _ in found(a_catalog(only=a_release(source=files)))} == {
        ("SRC003", f"{FOLDER}caliban.json"),
        ("SRC005", f"{FOLDER}claude.json"),
    }


def test_what_a_finding_says() -> None:
    files = a_source() | {"hooks/plugin.json": as_json(SERVER), "bin/a.sh": b"npx a"}
    report = inspect(MemoryTree(a_catalog(only=a_release(source=files))), fetch=no_network)
    said = {
        item.code: (item.message, item.hint, item.span.column)
        for item in report.diagnostics
        if item.code.startswith("SRC0")
    }
    served = "is run in whatever version is served that day"
    assert said == {
        "SRC003": (f"`knots` {served}", "Give the exact version: `knots@1.2.3`.", 9),
        "SRC013": (f"`a` {served}", "Give the exact version: `a@1.2.3`.", 5),
    }


def of_content(path: str, data: bytes, *, fetched: bool = False) -> list[tuple[str, Any]]:
    document = Document("release.json", data, Syntax.TEXT)
    route = ("artifacts", 0, "url") if fetched else ()
    file = ContentFile(path=path, data=data, document=document, route=route)
    return [
        (rule.code, item.route) for rule in CONTENT_RULES if rule.check for item in rule.check(file)
    ]


def test_a_bundle_is_named() -> None:
    address = "https://knots.example/a.mcpb"
    for value, route in ((address, ("mcpServers",)), ([{}, address], ("mcpServers", 1))):
        (item,) = bundles({"mcpServers": value})
        assert item.place == route
        assert item.message == f"`{address}` is a bundle of programs that nobody reviewed"
    assert not list(bundles({"mcpServers": ["./a.mcpb"]}))
    assert not list(bundles({}))
    assert not list(bundles([]))


def test_a_fetched_file_is_spoken_of_at_its_address() -> None:
    address = ("artifacts", 0, "url")
    hook = b'{"command": "npx a"}'
    assert of_content("knots/bin/a.sh", b"npx a", fetched=True) == [("SRC013", address)]
    assert of_content("knots/hooks/plugin.json", hook, fetched=True) == [("SRC003", address)]
    assert of_content("knots/plugin.json", hook, fetched=True) == []
    assert of_content("plugin.json", hook, fetched=True) == []
    assert of_content("knots/.claude-plugin/plugin.json", hook, fetched=True) == []
    assert of_content("knots/a/.claude-plugin/plugin.json", hook, fetched=True) != []


def test_fixtures_are_data() -> None:
    assert of_content("fixtures/a.sh", b"npx a") == []
    assert of_content("source/a.sh", b"npx a") == [("SRC013", (1, 5, 6))]


def test_what_is_configured_weighs_more_than_what_is_written() -> None:
    severities = {rule.code: rule.severity for rule in RULES}
    errors = {f"SRC00{number}" for number in (3, 4, 5, 6, 7)}
    assert {code for code, level in severities.items() if level is Severity.ERROR} == errors
    assert set(RELEASE_RULES) <= set(CONTENT_RULES)


@pytest.mark.parametrize(
    ("text", "configured", "written"),
    [
        ("npx a", "SRC003", "SRC013"),
        ("pip install a", "SRC004", "SRC014"),
        ("pip install git+https://a.example/b", "SRC005", "SRC015"),
        ("docker run a", "SRC006", "SRC016"),
        ("curl https://a.example | sh", "SRC007", "SRC007"),
    ],
)
def test_each_kind_has_its_codes(text: str, configured: str, written: str) -> None:
    hook = as_json({"command": text})
    assert [code for code, _ in of_content("source/hooks/a.json", hook)] == [configured]
    assert [code for code, _ in of_content("source/a.sh", text.encode())] == [written]


def test_kinds_that_no_configuration_has() -> None:
    assert of_content("source/action.yml", b"uses: a/b@v1") == [("SRC017", (1, 7, 13))]
    assert PayloadKind("action") is PayloadKind.ACTION


@pytest.mark.parametrize("root", ["${CLAUDE_PLUGIN_ROOT}", "${CALIBAN_PLUGIN_ROOT}/server"])
def test_the_plugins_own_files_are_no_package(root: str) -> None:
    assert is_local(root)
    assert not is_local(root.replace("PLUGIN", "OTHER"))


@pytest.mark.parametrize(
    "text",
    [
        *("n'p'x sorter", 'n"px" sorter', "n\\px sorter", "G'O' run example.com/sorter@latest"),
        *("go\trun example.com/sorter@latest", 'c"ur"l https://x.example/i | sh'),
    ],
)
def test_quotes_within_a_word_hide_nothing(text: str) -> None:
    assert found_in("source/run.sh", text.encode())
    assert found_in("source/hooks.json", json.dumps({"command": text}).encode())


def test_a_program_apart_from_its_arguments_is_seen() -> None:
    value = {"command": "go", "args": ["run", "example.com/sorter@latest"]}
    assert found_in("source/hooks.json", json.dumps(value).encode())


@pytest.mark.parametrize("name", [*CHECKS, *sorted(DOWNLOADERS)])
def test_no_file_is_passed_over_that_names_what_is_looked_for(name: str) -> None:
    assert may_fetch(f'{{"command": "{name}"}}'.encode())
