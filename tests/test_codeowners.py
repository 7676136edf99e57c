"""``codeowners`` as somebody runs it, and what GitHub makes of the file."""

import re
from pathlib import Path

import pytest

from builders import LISTING, PUBLISHER, Files, a_catalog
from chandlery.cli import run
from chandlery.stages import codeowners as stage
from repositories import a_repository, write


def with_accounts() -> Files:
    """A catalog whose people are known to GitHub."""
    data = a_catalog()["marketplace.yml"]
    assert isinstance(data, bytes)
    return a_catalog() | {
        "marketplace.yml": data.replace(
            b"contact: security@quay.example", b"contact: '@quay/crew'"
        ),
        "plugins/knot-counter/listing.yml": LISTING + b"    url: https://github.com/ada\n",
        "publishers/acme.yml": PUBLISHER.replace(b"hello@acme.example", b"'@acme/knots'"),
    }


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = a_repository(tmp_path, with_accounts())
    monkeypatch.chdir(made)
    return made


def written(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["codeowners", *arguments]) == 0
    return capsys.readouterr().out


def owners_of(text: str, path: str) -> list[str]:
    """As GitHub reads it: the last pattern that matches; `*` stops at slashes."""
    found: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        pattern, *owners = re.split(r"(?<!\\) ", line)
        plain = re.escape(pattern.replace("\\ ", " ")).replace(r"\*", "[^/]*")
        anchored = f"^{plain.removeprefix('/')}" if pattern.startswith("/") else f"(^|/){plain}"
        if re.search(anchored if pattern.endswith("/") else f"{anchored}($|/)", path):
            found = owners
    return found


def test_packages_are_their_peoples_and_decisions_the_maintainers(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = written(capsys)
    plugin = "catalog/plugins/knot-counter"
    theirs, ours = ["@ada", "@acme/knots"], ["@quay/crew"]
    assert owners_of(text, f"{plugin}/releases/1.0.0/release.json") == theirs
    assert owners_of(text, f"{plugin}/listing.yml") == theirs
    assert owners_of(text, f"{plugin}/governance/1.0.0/probation-1.json") == ours
    assert owners_of(text, "catalog/plugins/new/listing.yml") == ours
    assert owners_of(text, "catalog/publishers/acme.yml") == ours
    assert owners_of(text, "catalog/advisories/a.yml") == ours
    assert owners_of(text, ".github/workflows/check.yml") == ours
    assert owners_of(text, "README.md") == ours


def test_an_address_for_mail_will_do(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(repository / "catalog", a_catalog())
    text = written(capsys)
    assert owners_of(text, "x") == ["security@quay.example"]
    assert owners_of(text, "catalog/plugins/knot-counter/x") == ["hello@acme.example"]


def test_who_maintains_the_catalog_can_be_told(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = written(capsys, "--owner", "@grace", "--owner", "@quay/watch")
    assert owners_of(text, "x") == ["@grace", "@quay/watch"]
    with pytest.raises(SystemExit, match="2"):
        run(["codeowners", "--owner", "grace or ada"])


def test_the_file_is_compared(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--out", ".github/CODEOWNERS"]
    assert run(["codeowners", *out, "--check"]) == 1
    assert written(capsys, *out) == ""
    assert run(["codeowners", *out, "--check"]) == 0
    write(repository / "catalog", a_catalog())
    assert run(["codeowners", *out, "--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        run(["codeowners", "--check"])


def test_names_with_blanks_are_escaped_and_others_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, code in (("our catalog", 0), ("cat[a]log", 1), ("cat#log", 1)):
        folder = a_repository(tmp_path / name.replace(" ", ""), a_catalog())
        write(folder / name, with_accounts())
        assert run(["codeowners", "--catalog", str(folder / name)]) == code
    text, said = capsys.readouterr()
    assert "/our\\ catalog/plugins/knot-counter/ @ada" in text
    assert "cannot" in said or "no pattern" in said


def test_a_file_that_github_would_not_load_is_not_written(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stage.MAX_BYTES == 3_000_000
    monkeypatch.setattr("chandlery.cli.codeowners.MAX_BYTES", 200)
    assert run(["codeowners", "--out", "CODEOWNERS"]) == 1
    assert "GitHub loads none above" in capsys.readouterr().err
    assert not (repository / "CODEOWNERS").exists()


def test_what_no_pattern_can_hold_makes_nobody_an_owner(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for url in (
        "https://github.com/ada/../eve",
        "https://github.com/ada?x",
        "https://ada.example/",
    ):
        listing = LISTING + f"    url: {url}\n    email: 'ada @eve'\n".encode()
        write(repository / "catalog", {"plugins/knot-counter/listing.yml": listing})
        assert owners_of(written(capsys), "catalog/plugins/knot-counter/x") == ["@acme/knots"]


def test_packages_that_cannot_be_read_are_told(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repository / "catalog", {"plugins/knot-counter/listing.yml": b"title: [\n"})
    assert run(["codeowners"]) == 0
    text, said = capsys.readouterr()
    assert owners_of(text, "catalog/plugins/knot-counter/x") == ["@quay/crew"]
    assert "`plugins/knot-counter` cannot be read" in said


def test_a_catalog_that_says_not_whose_it_is_gets_no_file(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repository / "catalog", {"marketplace.yml": b"contact: '@eve'\nsumary: x\n"})
    assert run(["codeowners", "--out", "CODEOWNERS"]) == 1
    assert "Give --owner" in capsys.readouterr().err
    assert not (repository / "CODEOWNERS").exists()
    assert run(["codeowners", "--owner", "@grace"]) == 0
