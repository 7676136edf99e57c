"""What package runners and installers fetch that nobody pinned.

Each of them has its own way to write an exact version, and its own options.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from chandlery.quoting import quoted
from chandlery.rules import payload_specs as specs
from chandlery.rules.payload_kinds import Payload, PayloadKind, address, image, unpinned
from chandlery.rules.payload_options import arguments, docker_image
from chandlery.rules.payload_shell import Word


def _npm(kind: PayloadKind, word: Word) -> Iterator[Payload]:
    spec = word.text.removeprefix("npm:").removeprefix("jsr:")
    if specs.is_local(spec) or specs.npm_is_exact(spec) or "git+" in spec:
        return
    if specs.is_address(spec) or (specs.is_short_address(spec) and not spec.startswith("@")):
        if not specs.is_fixed_address(spec):
            yield Payload(
                PayloadKind.ADDRESS,
                word.place,
                f"{quoted(word.text)} does not say which commit",
                "Name the commit by its 40 digits: `github:owner/name#<commit>`.",
            )
        return
    yield unpinned(kind, word, f"{specs.npm_name(spec)}@1.2.3")


def _pip(kind: PayloadKind, word: Word) -> Iterator[Payload]:
    spec = word.text
    _, at, reference = spec.partition("@")
    address = reference.strip() if at and specs.is_address(reference.strip()) else spec
    if specs.is_local(spec) or "git+" in spec:
        return
    if specs.is_address(address):
        if not specs.is_fixed_address(address):
            yield Payload(
                PayloadKind.ADDRESS,
                word.place,
                f"{quoted(spec)} does not say which file",
                "Add the file's digest: `#sha256=<64 digits>`.",
            )
    elif not specs.python_is_exact(spec):
        yield unpinned(kind, word, f"{specs.python_name(spec)}==1.2.3")


def _each(
    check: Callable[[PayloadKind, Word], Iterator[Payload]],
    kind: PayloadKind,
    words: Iterable[Word],
) -> Iterator[Payload]:
    for word in words:
        yield from check(kind, word)


def _npx(rest: list[Word]) -> Iterator[Payload]:
    given = arguments(rest, NPX_VALUES)
    if given.flags & {"--no", "--no-install"}:
        return
    packages = (*given.values("-p"), *given.values("--package")) or given.words[:1]
    yield from _each(_npm, PayloadKind.RUNNER, packages)


def _managers(runners: frozenset[str], rest: list[Word]) -> Iterator[Payload]:
    """npm, pnpm, yarn and bun: each installs, creates, and runs by verbs of its own."""
    start = len(rest) - len(arguments(rest, _NPM_VALUES).words)
    if rest[start : start + 1] and rest[start].text == "global":
        start += 1
    verb = rest[start].text if start < len(rest) else ""
    tail = rest[start + 1 :]
    if verb in runners:
        yield from _npx(tail)
    elif verb in {"create", "init"}:
        yield from _each(_npm, PayloadKind.RUNNER, arguments(tail, _NPM_VALUES).words[:1])
    elif verb in {"add", "i", "install"}:
        packages = arguments(tail, _NPM_VALUES, to_the_end=True).words
        yield from _each(_npm, PayloadKind.INSTALLER, packages)


def _uvx(rest: list[Word]) -> Iterator[Payload]:
    given = arguments(rest, _UV_VALUES)
    packages = given.values("--from") or given.words[:1]
    yield from _each(_pip, PayloadKind.RUNNER, (*packages, *given.values("--with")))


def _uv(rest: list[Word]) -> Iterator[Payload]:
    verbs = [word.text for word in rest[:2]]
    match verbs:
        case ["tool", "run"]:
            yield from _uvx(rest[2:])
        case ["tool", "install"]:
            given = arguments(rest[2:], _UV_VALUES, to_the_end=True)
            packages = (*given.words, *given.values("--with"))
            yield from _each(_pip, PayloadKind.INSTALLER, packages)
        case ["pip", "install"]:
            yield from _pip_install(rest[1:])
        case ["run", *_]:
            given = arguments(rest[1:], _UV_VALUES)
            yield from _each(_pip, PayloadKind.RUNNER, given.values("--with"))


def _pipx(rest: list[Word]) -> Iterator[Payload]:
    values = {"--spec", "--python", "--index-url", "-i", "--pip-args", "--suffix"}
    match [word.text for word in rest[:1]]:
        case ["run"]:
            given = arguments(rest[1:], values)
            packages = given.values("--spec") or given.words[:1]
            yield from _each(_pip, PayloadKind.RUNNER, packages)
        case ["install"]:
            given = arguments(rest[1:], values, to_the_end=True)
            yield from _each(_pip, PayloadKind.INSTALLER, given.words)


def _pip_install(rest: list[Word]) -> Iterator[Payload]:
    given = arguments(rest, _PIP_VALUES, to_the_end=True)
    if [word.text for word in given.words[:1]] != ["install"]:
        return
    if "--require-hashes" in given.flags:  # pip then refuses what has no digest
        return
    packages = (*given.words[1:], *given.values("-e"), *given.values("--editable"))
    yield from _each(_pip, PayloadKind.INSTALLER, packages)


def python_module(rest: list[Word]) -> Iterator[Payload]:
    """``python -m pip`` and its like."""
    for at, word in enumerate(rest):
        if word.text == "-m" and at + 1 < len(rest):
            check = CHECKS.get(rest[at + 1].text)
            if check:
                yield from check(rest[at + 2 :])
            return
        if not word.text.startswith("-"):
            return


def _go(rest: list[Word]) -> Iterator[Payload]:
    values = {"-C", "-tags", "-ldflags", "-mod", "-o"}
    given = arguments(rest, values, to_the_end=True)
    verb = given.words[0].text if given.words else ""
    kind = {"run": PayloadKind.RUNNER, "install": PayloadKind.INSTALLER}.get(verb)
    for word in given.words[1:2] if verb == "run" else given.words[1:]:
        if kind and "@" in word.text and not specs.go_is_exact(word.text):
            yield unpinned(kind, word, f"{word.text.partition('@')[0]}@v1.2.3")


def _cargo(rest: list[Word]) -> Iterator[Payload]:
    given = arguments(rest, _CARGO_VALUES, to_the_end=True)
    if [word.text for word in given.words[:1]] not in (["install"], ["binstall"]):
        return
    for word in given.values("--git"):
        revisions = [f"#{item.text}" for item in given.values("--rev")]
        if not any(map(specs.is_fixed_address, revisions)):
            yield Payload(
                PayloadKind.ADDRESS,
                word.place,
                f"{quoted(word.text)} does not say which commit",
                "Name the commit by its 40 digits: `--rev <commit>`.",
            )
    if given.values("--git") or given.values("--path"):
        return
    versions = (*given.values("--version"), *given.values("--vers"))
    exact = bool(versions) and all(specs.cargo_is_exact(item.text) for item in versions)
    for word in given.words[1:]:
        name, at, version = word.text.partition("@")
        if not (specs.cargo_is_exact(version) if at else exact):
            yield unpinned(PayloadKind.INSTALLER, word, f"{name}@1.2.3")


def _gem(rest: list[Word]) -> Iterator[Payload]:
    values = {"-v", "--version", "-s", "--source", "-i", "--install-dir"}
    given = arguments(rest, values, to_the_end=True)
    if [word.text for word in given.words[:1]] != ["install"]:
        return
    versions = (*given.values("-v"), *given.values("--version"))
    exact = bool(versions) and all(specs.gem_is_exact(item.text) for item in versions)
    for word in given.words[1:]:
        name, colon, version = word.text.partition(":")
        if not (specs.is_local(word.text) or (specs.gem_is_exact(version) if colon else exact)):
            yield unpinned(PayloadKind.INSTALLER, word, f"{name}:1.2.3")


def _deno(rest: list[Word]) -> Iterator[Payload]:
    if [word.text for word in rest[:1]] not in (["run"], ["install"], ["x"]):
        return
    given = arguments(rest[1:], {"-c", "--config", "--import-map", "--lock", "-n", "--name"})
    for word in given.words[:1]:
        if word.text.startswith(("npm:", "jsr:")):
            yield from _npm(PayloadKind.RUNNER, word)
        elif specs.is_address(word.text) and not specs.is_versioned_address(word.text):
            yield Payload(
                PayloadKind.ADDRESS,
                word.place,
                f"{quoted(word.text)} does not say which version",
                "Name the version: `jsr:@scope/name@1.2.3`.",
            )


def _docker(rest: list[Word]) -> Iterator[Payload]:
    tail = rest[1:] if [word.text for word in rest[:1]] == ["container"] else rest
    if [word.text for word in tail[:1]] not in (["run"], ["pull"], ["create"]):
        return
    word = docker_image(tail[1:])
    if word:
        yield from image(word)


def requirement(word: Word) -> Iterator[Payload]:
    """A line of a file of requirements."""
    if "git+" in word.text:
        if not specs.is_fixed_address(word.text):
            yield address(word)
        return
    yield from _pip(PayloadKind.INSTALLER, word)


_NPM_VALUES: Final = {
    *("--prefix", "-C", "--dir", "--cwd", "--registry", "--filter", "-w", "--workspace"),
    *("--omit", "--include", "--loglevel", "--cache", "--userconfig"),
}
NPX_VALUES: Final = {"-p", "--package", "-c", "--call", "--registry", "-w", "--workspace"}


_UV_VALUES: Final = {
    *("--from", "--with", "--with-editable", "--with-requirements", "--python", "-p", "--index"),
    *("--default-index", "--index-url", "-i", "--extra-index-url", "--find-links", "-f"),
    *("--directory", "--project", "--config-file", "--env-file", "--constraints", "-c"),
}
_PIP_VALUES: Final = {
    *("-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url"),
    *("-f", "--find-links", "-t", "--target", "--prefix", "--root", "-e", "--editable"),
    *("--python-version", "--platform", "--implementation", "--abi", "--only-binary"),
    *("--no-binary", "--src", "--trusted-host", "--proxy", "--cert", "--log", "--python", "-p"),
}
_CARGO_VALUES: Final = {
    *("--version", "--vers", "--git", "--branch", "--tag", "--rev", "--path", "--root"),
    *("--index", "--registry", "--bin", "--features", "-F", "--target", "--target-dir"),
    *("--profile", "--config", "-j", "--jobs", "-Z"),
}

CHECKS: Final[dict[str, Callable[[list[Word]], Iterator[Payload]]]] = {
    "npx": _npx,
    "bunx": _npx,
    "pnpx": _npx,
    "npm": partial(_managers, frozenset({"exec", "x"})),
    "pnpm": partial(_managers, frozenset({"dlx"})),
    "yarn": partial(_managers, frozenset({"dlx"})),
    "bun": partial(_managers, frozenset({"x"})),
    "uvx": _uvx,
    "uv": _uv,
    "pipx": _pipx,
    "pip": _pip_install,
    "pip3": _pip_install,
    "go": _go,
    "cargo": _cargo,
    "gem": _gem,
    "deno": _deno,
    "docker": _docker,
    "podman": _docker,
    "nerdctl": _docker,
}
