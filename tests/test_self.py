"""The suite looks at the project itself."""

import re
import tomllib
from pathlib import Path

import pytest

from chandlery import __version__
from chandlery.checks import Rule
from chandlery.cli import COMMANDS, parser, run
from chandlery.dialects import DIALECTS
from chandlery.rules import RETIRED, RULES
from chandlery.stages.site.views import family_title

ROOT = Path(__file__).parent.parent


def all_rules() -> list[tuple[str, Rule]]:
    found = [("ours", rule) for rule in RULES]
    for name, dialect in DIALECTS.items():
        seen = set()
        for group in (
            *(kind.rules for kind in dialect.kinds),
            dialect.release_rules,
            dialect.catalog_rules,
            dialect.artifact_rules,
        ):
            for rule in group:
                if rule.code not in seen:
                    found.append((name, rule))
                seen.add(rule.code)
    return found


EVERY_RULE = all_rules()


def test_codes_are_stable_names_and_used_once() -> None:
    codes = [rule.code for _, rule in EVERY_RULE]
    assert len(codes) == len(set(codes)), sorted(code for code in codes if codes.count(code) > 1)
    assert not set(codes) & set(RETIRED)
    assert all(re.fullmatch(r"[A-Z]{3}\d{3}", code) for code in codes)


def test_a_code_always_means_the_same_rule() -> None:
    meaning: dict[str, str] = {}
    for dialect in DIALECTS.values():
        for kind in dialect.kinds:
            for rule in kind.rules:
                assert meaning.setdefault(rule.code, rule.page) == rule.page


@pytest.mark.parametrize(
    "rule", [rule for _, rule in EVERY_RULE], ids=[rule.code for _, rule in EVERY_RULE]
)
def test_every_rule_has_a_page(rule: Rule) -> None:
    assert rule.title.endswith("."), rule.title
    headings = re.findall(r"^## (.+)$", rule.page, re.MULTILINE)
    assert headings == ["Why it matters", "Example", "How to mend it"]


def test_every_family_of_rules_has_a_title_in_words() -> None:
    titles = {name: dialect.title for name, dialect in DIALECTS.items()}
    for owner, rule in EVERY_RULE:
        title = family_title(rule.code[:3], titles)
        assert title, rule.code
        assert (title == titles.get(owner)) is (owner != "ours"), rule.code


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    for command in COMMANDS:
        assert re.search(rf"`(chandlery )?{command.name}[ `]", readme), command.name


def test_help_names_every_command() -> None:
    text = parser().format_help()
    for command in COMMANDS:
        assert command.name in text
        assert command.help in " ".join(text.split())


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_describes_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run([name, "--help"])
    assert left.value.code == 0
    assert f"usage: chandlery {name}" in capsys.readouterr().out


def test_the_changelog_names_the_version() -> None:
    assert __version__ in (ROOT / "CHANGELOG.md").read_text()


def test_the_lock_names_every_dependency_and_no_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lock = (ROOT / "requirements" / "dev.lock").read_text()
    pinned = {_plain(line.split("==")[0]) for line in lock.splitlines() if "==" in line[:60]}
    for wanted in (*project["dependencies"], *project["optional-dependencies"]["site"]):
        assert _plain(re.split(r"[<>=;\[ ]", wanted)[0]) in pinned
    assert "://" not in lock


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip().lower())
