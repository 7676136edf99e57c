from builders import Files, a_catalog, a_release
from chandlery.rules.writings import MAX_CHARACTERS
from rules.case import RuleCase, Tree, changed

README = "plugins/knot-counter/README.md"
LISTING = "plugins/knot-counter/listing.yml"
SOURCE = "plugins/knot-counter/releases/1.0.0/source"
# In parts, so that nobody who looks for secrets stops at this file.
TOKEN = "ghp_" + "R4nd0mLo0k1ngT0kenF0rTheTestsOnly9x7Z"[:36]
PASSWORD = "hunter" + "2x9"


def saying(text: str) -> Tree:
    """The catalog with a sentence more in the README."""
    return Tree(changed(a_catalog(), README, "Counts knots.\n", f"Counts knots.\n\n{text}\n"))


def shipping(name: str, data: bytes) -> Tree:
    """The catalog whose release ships one file more."""
    files: Files = a_catalog(only=a_release())
    return Tree(files | {f"{SOURCE}/{name}": data})


CASES: tuple[RuleCase, ...] = (
    RuleCase("SEC001", saying("Use `ghp_xxxxxxxx`."), saying(f"Use `{TOKEN}`."), TOKEN, README),
    RuleCase(
        "SEC001",
        shipping("a.sh", b"export T=${TOKEN}\n"),
        shipping("a.sh", f"export T={TOKEN}\n".encode()),
        TOKEN,
        f"{SOURCE}/a.sh",
    ),
    RuleCase(
        "SEC002",
        saying("Set `password: <password>`."),
        saying(f"Set `password: {PASSWORD}`."),
        PASSWORD,
        README,
    ),
    RuleCase(
        "SEC003",
        shipping(".env.example", b"A=\n"),
        shipping(".env", b"A=\n"),
        "",
        f"{SOURCE}/.env",
    ),
    RuleCase(
        "SEC004",
        shipping("log.txt", b"a" * MAX_CHARACTERS),
        shipping("log.txt", b"a" * (MAX_CHARACTERS + 1)),
        "",
        f"{SOURCE}/log.txt",
    ),
)
