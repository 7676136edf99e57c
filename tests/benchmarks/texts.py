"""Words, sentences and READMEs of usual length, the same for the same seed."""

from random import Random

_FIRST, _SECOND, _MORE = map(
    str.split,
    (
        """
        amber anchor beacon binnacle bosun bowline brass capstan cargo chart cinder compass coral
        crew davit deck drift ensign fathom ferry galley gauge halyard harbour hawser helm jetty
        kedge keel knot lantern ledger log mast mooring oar pilot plumb port quay ratchet reef
        rigging rudder sail sextant sheet shoal signal sloop sounding spar swell tackle tide
        tiller trim watch wharf winch
        """,
        """
        analyser archive auditor bridge builder checker cleaner collector composer converter
        counter digest drafter explorer exporter finder formatter guard importer indexer inspector
        keeper labeller lens linter mapper matcher merger notes planner reader recorder reporter
        router runner scribe search sorter stats summary sync tables tracker translator validator
        viewer watcher writer
        """,
        """
        the of a to and in for with on by from each every one all their its other what which
        before after files commits records notes lines tables pages tests builds branches tags
        issues comments reviews sorts counts reads writes checks lists keeps finds joins shows
        compares explains converts drafts quickly twice again only always never together apart
        carefully later first slow small large
        """,
    ),
)


def name_of(index: int) -> str:
    """The name of a package; no two are the same."""
    first, rest = _FIRST[index % len(_FIRST)], index // len(_FIRST)
    second, round_ = _SECOND[rest % len(_SECOND)], rest // len(_SECOND)
    return f"{first}-{second}" + (f"-{round_ + 1}" if round_ else "")


def sentence(random: Random, words: int = 11) -> str:
    """A sentence of about 60 characters."""
    return " ".join(random.choices(_MORE, k=words)).capitalize() + "."


def readme(random: Random, title: str, name: str) -> str:
    """A README of 2 to 3 kB."""
    parts = [f"# {title}", sentence(random, 20)]
    for heading in ("Use", "Options", "How it works", "Limits"):
        text = " ".join(sentence(random) for _ in range(random.randint(4, 8)))
        parts += [f"## {heading}", text, f"```sh\n{name} {heading.split()[0].lower()} --all\n```"]
    rows = [f"| `--{random.choice(_SECOND)}` | {sentence(random)} |" for _ in range(5)]
    return "\n\n".join([*parts, "\n".join(["| Option | Meaning |", "|---|---|", *rows])]) + "\n"
