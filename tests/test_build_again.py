"""A build that looks at what changed publishes what a build from scratch does, to the byte."""

import hashlib
import json
import os
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.catalogs import catalog
from benchmarks.packages import a_package, a_release, as_yaml, plan
from builders import Files
from chandlery.cli import run, since_build
from repositories import git, write

BEGIN = 1_795_000_000
PACKAGES = (5, 19, 20, 25, 51, 55)
BELL, OTHER = plan(20).folder, plan(51).folder
NEEDED = "plugins/binnacle-analyser"  # by the plugin that has number 5
SEEDS = int(os.environ.get("CHANDLERY_SEEDS", "4"))


@dataclass
class Story:
    """A catalog in its repository, that changes step by step."""

    root: Path
    files: Files
    at: int = BEGIN
    past: list[Files] = field(default_factory=list)

    def commit(self, files: Files, later: int = 60) -> None:
        """Make the catalog these files, some seconds later."""
        self.past.append(self.files)
        for path in self.files.keys() - files.keys():
            (self.root / "catalog" / path).unlink()
        write(self.root / "catalog", {k: v for k, v in files.items() if self.files.get(k) != v})
        self.files = files
        self.at += later
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--allow-empty", "-m", "x", date=f"{self.at} +0000")

    def build(self, out: str, *options: str) -> int:
        return run(
            [
                *("build", "--catalog", str(self.root / "catalog"), "--jobs", "1"),
                *("--out", str(self.root.parent / out)),
                *("--cache", str(self.root.parent / f"cache-{out}"), *options),
            ]
        )


def a_story(tmp_path: Path, files: Files) -> Story:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    story = Story(root, {})
    story.commit(files)
    return story


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return a_story(tmp_path, some_of(PACKAGES))


def some_of(numbers: tuple[int, ...], releases: int = 2) -> Files:
    """Some packages, the one that each depends on, and what all catalogs have."""
    everything = dict(catalog(max(numbers) + 1, releases))
    wanted = {plan(number).name for number in numbers}
    while more := set(_needed(everything, wanted)) - wanted:
        wanted |= more
    return {path: data for path, data in everything.items() if _belongs(path, data, wanted)}


def _needed(files: Files, wanted: set[str]) -> set[str]:
    text = "\n".join(
        (data if isinstance(data, bytes) else data[0]).decode()
        for path, data in files.items()
        if path.split("/")[1:2] and path.split("/")[1] in wanted and path.endswith(".json")
    )
    names = {path.split("/")[1] for path in files if path.startswith(("plugins/", "adapters/"))}
    return {name for name in names if re.search(rf"\b{re.escape(name)}\b", text)}


def _belongs(path: str, data: object, wanted: set[str]) -> bool:
    folder, _, rest = path.partition("/")
    if folder in {"plugins", "adapters"}:
        return rest.split("/")[0] in wanted
    if folder == "advisories":
        return any(f"-{name}-" in rest for name in wanted)
    if folder == "integrations":
        return rest.split("/")[0].removesuffix("-demo") in wanted
    return path != "renames.yml"


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def from_scratch(story: Story, out: str) -> dict[str, str]:
    assert story.build(out) == 0
    return digests(story.root.parent / out)


# -- what may happen to a catalog ------------------------------------------------------------------

Edit = Callable[[Files, random.Random], Files]


def _packages(files: Files) -> list[str]:
    return sorted({"/".join(path.split("/")[:2]) for path in files if path.startswith("plugins/")})


def _text(files: Files, path: str) -> bytes:
    data = files[path]
    return data if isinstance(data, bytes) else data[0]


def a_new_release(files: Files, chance: random.Random) -> Files:
    number = chance.choice([n for n in PACKAGES if f"{plan(n).folder}/listing.yml" in files])
    released = len([p for p in files if re.match(rf"{plan(number).folder}/releases/[^/]+/rel", p)])
    return files | a_release(plan(number), released)


def a_new_plugin(files: Files, chance: random.Random) -> Files:
    return files | a_package(chance.randrange(100, 200), 1) | _its_publisher(chance)


def _its_publisher(chance: random.Random) -> Files:
    return {path: data for path, data in catalog(200, 1) if path.startswith("publishers/")}


def a_plugin_less(files: Files, chance: random.Random) -> Files:
    gone = chance.choice(_packages(files))
    return {path: data for path, data in files.items() if not path.startswith(f"{gone}/")}


def a_readme_that_leads_elsewhere(files: Files, chance: random.Random) -> Files:
    one, other = chance.choices(_packages(files), k=2)
    more = f"\nSee [another](../{other.split('/')[1]}/), and [one](../later/).\n".encode()
    return files | {f"{one}/README.md": _text(files, f"{one}/README.md") + more}


def another_title(files: Files, chance: random.Random) -> Files:
    path = f"{chance.choice(_packages(files))}/listing.yml"
    title = f"title: Sails {chance.randrange(1000)}".encode()
    return files | {path: re.sub(rb"(?m)^title: .*", title, _text(files, path))}


def another_category(files: Files, chance: random.Random) -> Files:
    path = f"{chance.choice(_packages(files))}/listing.yml"
    word = chance.choice([b"data", b"memory", b"automation"])
    return files | {path: re.sub(rb"(?m)^- [a-z-]+$", b"- " + word, _text(files, path), count=1)}


def an_advisory(files: Files, chance: random.Random) -> Files:
    name = chance.choice(_packages(files)).split("/")[1]
    act = chance.choice(["yank", "deprecate", "block"])
    value = {
        "title": f"Of {name}",
        "act": act,
        "package": name,
        "versions": ["==1.0.0"],
        "severity": "low",
        "reason": "It loses lines.",
        "evidence": [f"https://harbourworks.example/issues/{name}/1"],
        "published": "2026-11-01T00:00:00Z",
        "expires": chance.choice(["2026-12-01T00:00:00Z", "2029-12-31T00:00:00Z"]),
        "appeal": "Write to security@quay.example.",
    }
    return files | {f"advisories/new-{chance.randrange(3)}.yml": as_yaml(value)}


def an_advisory_less(files: Files, chance: random.Random) -> Files:
    known = [path for path in files if path.startswith("advisories/")]
    gone = chance.choice(known) if known else ""
    return {path: data for path, data in files.items() if path != gone}


def another_level(files: Files, chance: random.Random) -> Files:
    path = chance.choice([path for path in files if path.startswith("publishers/")])
    level = chance.choice([b"verified", b"trusted", b"partner"])
    return files | {path: re.sub(rb"level: \w+", b"level: " + level, _text(files, path))}


def another_name_of_the_publisher(files: Files, chance: random.Random) -> Files:
    path = chance.choice([path for path in files if path.startswith("publishers/")])
    title = f"title: Makers {chance.randrange(1000)}".encode()
    return files | {path: re.sub(rb"(?m)^title: .*", title, _text(files, path))}


def another_description(files: Files, chance: random.Random) -> Files:
    text = f"description: Number {chance.randrange(1000)}.".encode()
    settings = re.sub(rb"(?m)^description: .*", text, _text(files, "marketplace.yml"))
    return files | {"marketplace.yml": settings}


def a_written_page(files: Files, chance: random.Random) -> Files:
    return files | {"site-src/more.md": f"# More\n\n{chance.randrange(1000)}\n".encode()}


def a_rename(files: Files, chance: random.Random) -> Files:
    name = chance.choice(_packages(files)).split("/")[1]
    value = {"former": {"to": name, "since": "2026-11-01T00:00:00Z", "reason": "Shorter."}}
    return files | {"renames.yml": as_yaml(value)}


def nothing_at_all(files: Files, chance: random.Random) -> Files:
    return files


EDITS: tuple[Edit, ...] = (
    a_new_release,
    a_new_plugin,
    a_plugin_less,
    a_readme_that_leads_elsewhere,
    another_title,
    another_category,
    an_advisory,
    an_advisory_less,
    another_level,
    another_name_of_the_publisher,
    another_description,
    a_written_page,
    a_rename,
    nothing_at_all,
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_one_edit(story: Story, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(since_build, "FEW", 0)  # it is asked of each whether it has to be made
    assert story.build("public") == 0
    story.commit(edit(story.files, random.Random(1)))
    code = story.build("public")
    if code == 0:
        assert digests(story.root.parent / "public") == from_scratch(story, "fresh")
    else:
        assert story.build("fresh") == code


@pytest.mark.parametrize("seed", range(SEEDS))
def test_any_sequence_of_edits(story: Story, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(since_build, "FEW", 0 if seed % 2 else since_build.FEW)
    chance = random.Random(seed)
    assert story.build("public") == 0
    for step in range(5):
        files, later = story.files, chance.choice([60, 60, 86_400 * 20])
        if chance.random() < 0.2:
            files = chance.choice(story.past[1:] or [files])  # somebody takes it back
        for edit in chance.choices(EDITS, k=chance.randint(1, 3)):
            files = edit(files, chance)
        story.commit(files, later)
        code = story.build("public")
        fresh = f"fresh-{step}"
        assert story.build(fresh) == code
        if code == 0:
            now, anew = (digests(story.root.parent / out) for out in ("public", fresh))
            assert now == anew


def test_time_alone_changes_what_is_published(story: Story) -> None:
    files = an_advisory(story.files, random.Random(3))
    path = next(path for path in files if path.startswith("advisories/new-"))
    files |= {
        path: re.sub(rb"expires: \S+", b"expires: '2026-12-01T00:00:00Z'", _text(files, path))
    }
    story.commit(files)
    assert story.build("public") == 0
    before = digests(story.root.parent / "public")
    story.commit(files, 86_400 * 30)
    assert story.build("public") == 0
    after = digests(story.root.parent / "public")
    assert (
        before[f"{path.removesuffix('.yml')}/index.html"]
        != after[f"{path.removesuffix('.yml')}/index.html"]
    )
    assert after == from_scratch(story, "fresh")


def touched(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_did_not_change_is_not_touched(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    assert story.build("public") == 0
    public = story.root.parent / "public"
    bytes_before, before = digests(public), touched(public)
    story.commit(a_new_release(story.files, random.Random(2)))
    capsys.readouterr()
    assert story.build("public") == 0
    said = capsys.readouterr().err
    assert re.search(r"\b[12] of 10 packages looked at", said)
    assert "immutability not checked" in said
    bytes_after, after = digests(public), touched(public)
    same = {path for path in bytes_after if bytes_before.get(path) == bytes_after[path]}
    assert {path for path in same if before[path] != after[path]} == set()
    assert len(bytes_after) - len(same) < 80


def test_a_page_about_many_shows_the_new_name_of_a_publisher(story: Story) -> None:
    assert story.build("public") == 0
    public = story.root.parent / "public"
    page = public / "objectstack" / "apps" / "index.html"
    shown = re.search(r"publishers/([\w-]+)/", page.read_text("utf-8"))
    assert shown
    path = f"publishers/{shown[1]}.yml"
    titled = re.sub(rb"(?m)^title: .*", b"title: New makers", _text(story.files, path))
    story.commit(story.files | {path: titled})
    assert story.build("public") == 0
    assert "New makers" in page.read_text("utf-8")
    assert digests(public) == from_scratch(story, "fresh")


@pytest.mark.parametrize(("path", "text", "count"), [("README.md", 0, 1), ("listing.yml", 1, 2)])
def test_whoever_tells_nothing_new_of_a_change_is_not_looked_at(
    story: Story,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    path: str,
    text: int,
    count: int,
) -> None:
    """The page of what needs a plugin tells the plugin's title, and nothing of its README."""
    monkeypatch.setattr(since_build, "FEW", 0)
    assert story.build("public") == 0
    place = f"{NEEDED}/{path}"
    title = re.sub(rb"(?m)^title: .*", b"title: Other", _text(story.files, place))
    story.commit(story.files | {place: title if text else b"# Sails\n\nMany.\n"})
    capsys.readouterr()
    assert story.build("public") == 0
    assert f" {count} of 10 packages looked at" in capsys.readouterr().err
    assert digests(story.root.parent / "public") == from_scratch(story, "fresh")


def test_a_template_of_the_catalogs_own_may_show_any_publisher_on_any_page(
    tmp_path: Path,
) -> None:
    template = b"<h1>{{ page.title }}</h1>{{ marketplace.publishers|length }} publish here"
    story = a_story(tmp_path, some_of((20, 51)) | {"templates/package.html": template})
    assert story.build("public") == 0
    stranger = b"title: Stranger\ntype: individual\ncontact: https://stranger.example/\n"
    story.commit(story.files | {"publishers/stranger.yml": stranger})
    assert story.build("public") == 0
    assert digests(tmp_path / "public") == from_scratch(story, "fresh")


def test_a_state_that_is_damaged_is_made_anew(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    assert story.build("public") == 0
    (state,) = (story.root.parent / "cache-public").glob("builds/*")
    data = bytearray(state.read_bytes())
    story.commit(a_new_release(story.files, random.Random(2)))
    fresh = from_scratch(story, "fresh")
    for place in (0, len(data) // 3, len(data) // 2, len(data) - 100):
        data[place] ^= 0x55
    state.write_bytes(data)
    assert story.build("public") == 0
    assert "packages looked at" not in capsys.readouterr().err
    assert digests(story.root.parent / "public") == fresh


def test_a_folder_that_somebody_else_published_into_is_looked_at_as_a_whole(story: Story) -> None:
    assert story.build("public") == 0
    listing = story.root.parent / "public/index/v1/files.jsonl"
    listing.write_bytes(listing.read_bytes().replace(b'"size":', b'"size": ', 1))
    (story.root.parent / "public/index.html").write_bytes(b"theirs")
    story.commit(a_new_release(story.files, random.Random(2)))
    assert story.build("public") == 0
    assert digests(story.root.parent / "public") == from_scratch(story, "fresh")


def test_from_scratch_mends_what_was_altered_by_hand(story: Story) -> None:
    assert story.build("public") == 0
    whole = digests(story.root.parent / "public")
    (story.root.parent / "public/index.html").write_bytes(b"theirs")
    assert story.build("public", "--from-scratch") == 0
    assert digests(story.root.parent / "public") == whole


def test_an_error_is_found_and_nothing_is_written(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    assert story.build("public") == 0
    before = digests(story.root.parent / "public")
    path = f"{_packages(story.files)[0]}/listing.yml"
    story.commit(story.files | {path: b"title: x\n"})
    capsys.readouterr()
    assert story.build("public") == 1
    assert path in capsys.readouterr().err
    assert digests(story.root.parent / "public") == before


def test_what_was_found_elsewhere_is_counted(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    story.commit(story.files | {f"{BELL}/README.md": b"# Sails\n\nSee [more](../later/).\n"})
    assert story.build("public") == 0
    assert "../later/" in capsys.readouterr().err
    title = re.sub(rb"(?m)^title: .*", b"title: Other", _text(story.files, f"{OTHER}/listing.yml"))
    story.commit(story.files | {f"{OTHER}/listing.yml": title})
    assert story.build("public") == 0
    told = capsys.readouterr().err
    assert "../later/" not in told
    assert "findings elsewhere are as they were" in told


def test_a_clone_without_what_was_built_before_builds_everything(
    story: Story, tmp_path: Path
) -> None:
    assert story.build("public") == 0
    story.commit(a_new_release(story.files, random.Random(2)))
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{story.root}", "shallow")
    story.root.rename(tmp_path / "deep")
    (tmp_path / "shallow").rename(story.root)
    assert story.build("public") == 0
    assert digests(tmp_path / "public") == from_scratch(story, "fresh")


def test_a_cache_that_cannot_be_written_costs_time_alone(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cache-public").write_bytes(b"no folder")
    assert story.build("public") == 0
    assert "the next build looks at everything" in capsys.readouterr().err
    assert json.loads((tmp_path / "public/index/v1/entry.json").read_text())
