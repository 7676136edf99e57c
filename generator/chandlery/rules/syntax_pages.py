"""SYN: the rules of the family."""

from typing import Final

from chandlery.checks import Rule, stated
from chandlery.diagnostics import Verdict
from chandlery.documents import MAX_RECORD_BYTES
from chandlery.positions.parts import MAX_DEPTH, MAX_INTEGER_DIGITS, MAX_TROUBLES

NOT_UTF8 = stated(
    "SYN001",
    """The file is not UTF-8.

    ## Why it matters
    Every reader expects UTF-8. In another encoding a name would come out as another name, or as
    none.

    ## Example
    A `listing.yml` saved as Latin-1, where `é` is the one byte `0xE9`.

    ## How to mend it
    Save the file as UTF-8, without a byte-order mark.
    """,
    verdict=Verdict.VALID,
)
BYTE_ORDER_MARK = stated(
    "SYN002",
    """The file begins with a byte-order mark.

    ## Why it matters
    JSON forbids writing one (RFC 8259, section 8.1), and most clients refuse a manifest that has
    it. It cannot be seen in an editor, and changes the file's digest.

    ## Example
    A `caliban.json` whose first bytes are `EF BB BF`.

    ## How to mend it
    Save the file as "UTF-8", not as "UTF-8 with BOM".
    """,
    verdict=Verdict.VALID,
)
SYNTAX = stated(
    "SYN003",
    """The file is not JSON, or not YAML.

    ## Why it matters
    Nothing can be said about a file that cannot be parsed, and no client would take it.

    ## Example
    ```json
    {"name": "link-keeper",}
    ```

    ## How to mend it
    Correct the place that is named. JSON takes no comma before a closing bracket, no comments, and
    double quotes alone; YAML is indented with spaces, and a text with `: ` in it needs quotes.
    """,
    verdict=Verdict.VALID,
)
DUPLICATE_KEY = stated(
    "SYN004",
    """A key is given twice in one mapping.

    ## Why it matters
    One reader takes the first value, another the last, a third refuses the file. What a reviewer
    read would not be what a client installs.

    ## Example
    ```json
    {"name": "demo", "version": "1.0.0", "version": "1.0.1"}
    ```

    ## How to mend it
    Keep the one that is meant.
    """,
)
NOT_FINITE = stated(
    "SYN005",
    """A number is infinite, or not a number.

    ## Why it matters
    JSON has neither `NaN` nor `Infinity` (RFC 8259, section 6). A reader that lets them in cannot
    write them out again, and a number like `1e999` becomes one of them unseen.

    ## Example
    ```json
    {"timeout": Infinity}
    ```

    ## How to mend it
    Write a finite number, or leave the key out.
    """,
)
LONE_SURROGATE = stated(
    "SYN006",
    """A text holds half of a surrogate pair.

    ## Why it matters
    Such a text stands for no characters and cannot be written as UTF-8: it breaks whatever stores
    or prints it, long after it was read.

    ## Example
    ```json
    {"summary": "Keeps links \\ud83d"}
    ```

    ## How to mend it
    Write the character itself, or both halves of the pair.
    """,
)
TOO_DEEP = stated(
    "SYN007",
    f"""The file nests too deeply.

    ## Why it matters
    Deep nesting makes readers run out of stack. No record of any ecosystem needs more than a dozen
    levels; {MAX_DEPTH} are read.

    ## Example
    `[[[[[[…]]]]]]` with {MAX_DEPTH + 1} brackets.

    ## How to mend it
    Flatten the value.
    """,
    verdict=Verdict.VALID,
)
TOO_LARGE = stated(
    "SYN008",
    f"""The file is larger than a record may be.

    ## Why it matters
    Records are read whole, by us and by clients; {MAX_RECORD_BYTES} bytes are read.

    ## Example
    A manifest with a picture in it, as text.

    ## How to mend it
    Move what is long into the artifact, or link to it.
    """,
    verdict=Verdict.VALID,
)
LONG_INTEGER = stated(
    "SYN009",
    f"""An integer has more digits than readers take.

    ## Why it matters
    Turning a long row of digits into a number takes a time that grows with its square, so readers
    stop at a limit; Python's is {MAX_INTEGER_DIGITS} digits. Most clients keep no more than 15
    digits of it.

    ## Example
    A `size` of five thousand digits.

    ## How to mend it
    Write the number that is meant, or a string.
    """,
    verdict=Verdict.VALID,
)
YAML_FEATURE = stated(
    "SYN010",
    """The YAML uses what readers of YAML differ about.

    ## Why it matters
    Anchors and aliases make a small file a large value, tags name the types of one programming
    language, directives change what the rest means, and U+0085, U+2028 and U+2029 end a line for
    some readers and not for others. Some readers join two `\\uXXXX` escapes to one character, and
    some refuse them; U+FEFF is left out by some. No record needs any of them.

    ## Example
    ```yaml
    links: &links {source: "https://example.com/link-keeper"}
    ```

    ## How to mend it
    Write the value out where it is needed, without `&`, `*`, `!` and `%`. Put a text in quotes
    that begins with one of these characters, and write characters as themselves.
    """,
    verdict=Verdict.VALID,
)
YAML_KEY = stated(
    "SYN011",
    """A key is not a string.

    ## Why it matters
    The keys of a record are names. YAML reads `1`, `true` and `~` as a number, a boolean and
    nothing, which no record has a place for.

    ## Example
    ```yaml
    names:
      1: link-keeper
    ```

    ## How to mend it
    Put the key in quotes, or give it a name.
    """,
    verdict=Verdict.VALID,
)
MANY_DOCUMENTS = stated(
    "SYN012",
    """The YAML holds more than one document.

    ## Why it matters
    A file is one record. Many readers take the first document and leave out the rest without a
    word.

    ## Example
    ```yaml
    title: Link Keeper
    ---
    title: Link Keeper, again
    ```

    ## How to mend it
    Keep one document, or make a file of each.
    """,
    verdict=Verdict.VALID,
)
MORE = stated(
    "SYN013",
    f"""More is wrong with the file than is listed.

    ## Why it matters
    A file with a hundred faults mostly has one, repeated. The first {MAX_TROUBLES} are listed,
    the rest is counted, and what the file says is not judged.

    ## Example
    A table that a script wrote with `NaN` in every row.

    ## How to mend it
    Mend what is listed, or the script that wrote it, and check again.
    """,
)

RULES: Final[tuple[Rule, ...]] = (
    NOT_UTF8,
    BYTE_ORDER_MARK,
    SYNTAX,
    DUPLICATE_KEY,
    NOT_FINITE,
    LONE_SURROGATE,
    TOO_DEEP,
    TOO_LARGE,
    LONG_INTEGER,
    YAML_FEATURE,
    YAML_KEY,
    MANY_DOCUMENTS,
    MORE,
)
