"""What looks like a secret, what does not, and that no report shows one."""

import base64
import json
import re
from pathlib import Path

import pytest

from builders import Files, a_catalog, as_json, no_network
from chandlery.catalog import ContentFile
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document, Syntax, read_json
from chandlery.pipeline import inspect
from chandlery.reports.text import text
from chandlery.rules import secrets
from chandlery.rules.secrets import MOST_FINDINGS
from chandlery.rules.writings import MAX_CHARACTERS, Writing, writing_of
from chandlery.secrecy.filenames import holds_secrets
from chandlery.secrecy.placeholders import is_placeholder
from chandlery.secrecy.sightings import keys_in
from chandlery.secrecy.suspicions import suspicions_in
from chandlery.stages.exposure import in_record
from chandlery.stages.load import load
from chandlery.trees import MemoryTree
from rules import secrets_cases

# Made up, and in parts, so that nobody who looks for secrets stops at this file.
RANDOM = "Q7r2Vx9LmZ4tKp8WcN3yHb6JdF5sGa0uEiT1oRwX7q2Vz9LmB4tKp8WcN3yHb6JdF5sGa0u"
HEX = "8f3a9c27d15e4b60a7f2c9d83e1b5a46"
BODY = "\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n"
HEADER = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
CLAIMS = base64.urlsafe_b64encode(b'{"sub":"ada","iat":9}').decode().rstrip("=")
PASSWORD = "hunter" + "2x9"
README = "plugins/knot-counter/README.md"
LISTING = "plugins/knot-counter/listing.yml"
CRAIK = "plugins/knot-counter/releases/1.0.0/craik.json"


def part(length: int) -> str:
    return RANDOM[:length]


KEYS = {
    "-----BEGIN " + "RSA PRIVATE KEY-----" + BODY: "a private key",
    "-----BEGIN " + "PRIVATE KEY-----" + BODY: "a private key",
    "-----BEGIN " + "OPENSSH PRIVATE KEY-----\\n" + RANDOM: "a private key",
    "-----BEGIN " + "ENCRYPTED PRIVATE KEY-----" + BODY: "a private key",
    "-----BEGIN " + "PGP PRIVATE KEY BLOCK-----\nVersion: 1\n" + BODY: "a private key",
    "Private-Lines: " + "14" + BODY: "a private key of PuTTY",
    "untrusted comment: minisign encrypted secret key\n" + RANDOM: "a secret key of minisign",
    "AGE-SECRET-KEY-1" + part(58).upper(): "a secret key of age",
    f"https://ada:{PASSWORD}@git.acme.test/x": "a user and a password in an address",
    f"postgres://ada:{PASSWORD}!@db:5432/x": "a user and a password in an address",
    f"{HEADER}.{CLAIMS}.{part(40)}": "a JSON Web Token",
    "AKIA" + "Q7R2VX9LMZ4TKP8W": "an access key of AWS",
    "AccountKey=" + (RANDOM * 2)[:86] + "==": "an account key of Azure storage",
    "AIza" + part(35): "a key of the Google API",
    "ghp_" + part(36): "a token of GitHub",
    "github_pat_" + part(60): "a token of GitHub",
    "glpat-" + part(20): "a token of GitLab",
    "npm_" + part(36): "a token of npm",
    "//registry.acme.test/:_authToken=" + part(30): "a token of npm",
    "pypi-AgEIcHlwaS5vcmc" + RANDOM + RANDOM: "a token of PyPI",
    "sk-ant-" + part(40): "a key of Anthropic",
    "sk-" + part(20) + "T3Blbk" + "FJ" + RANDOM[20:40]: "a key of OpenAI",
    "sk-proj-" + part(48): "a key of OpenAI",
    "hf_" + part(34): "a token of Hugging Face",
    "xoxb-" + "2145839201-" + part(24).lower(): "a token of Slack",
    "https://hooks.slack.com/services/" + "T01AB2CD/B03EF4GH/" + part(24): "a webhook of Slack",
    "sk_live_" + part(24): "a live key of Stripe",
    "SG." + part(22) + "." + RANDOM[:43]: "a key of SendGrid",
    "sq0csp-" + part(43): "a secret of Square",
    "SK" + HEX: "a key of Twilio",
    HEX + "-us12": "a key of Mailchimp",
}


@pytest.mark.parametrize(("key", "what"), KEYS.items(), ids=lambda value: value[:12])
@pytest.mark.parametrize("before", ["", "k = '", "\n", "x\\n", "(", "é "])
def test_a_key_is_known_by_its_form(key: str, what: str, before: str) -> None:
    found = [*keys_in(f"{before}{key} and so on")]
    assert [one.what for one in found] == [what]
    assert key.startswith(("https:", "postgres:", "//")) or found[0].start == len(before)
    assert found[0].start < found[0].end <= len(before) + len(key)


NO_KEYS = [
    "-----BEGIN " + "PUBLIC KEY-----" + BODY,
    "-----BEGIN " + "CERTIFICATE-----" + BODY,
    "-----BEGIN " + "RSA PRIVATE KEY-----\n...\n-----END",
    "-----BEGIN " + "PRIVATE KEY-----" + " " * 400 + RANDOM,
    "re.compile('-----BEGIN [A-Z ]*PRIVATE KEY-----')",
    "untrusted comment: minisign public key\n" + RANDOM,
    "https://git.acme.test:8080/a@b",
    "https://user:password@db.acme.test/",
    "https://ada:ada@localhost/",
    "https://ada:${PASSWORD}@db.acme.test/",
    "https://ada:<password>@db.acme.test/",
    "https://ada:{password}@db.acme.test/",
    "https://ada@git.acme.test/x",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "AKIA" + "XXXXXXXXXXXXXXXX",
    "ghp_" + "x" * 36,
    "ghp_" + "0123456789abcdefghijklmnopqrstuvwxyz",
    "ghp_" + part(35),
    "XXghp_" + part(36),
    "ghp_" + "<your-token>",
    "npm_" + part(37),
    "hf_" + part(35),
    "sk-" + part(30),
    "SK" + HEX[:31],
    HEX[:31] + "-us12",
    "f" + HEX + "-us12",
    f"{HEADER}.",
    "eyJ" + RANDOM + "." + RANDOM,
    base64.urlsafe_b64encode(b'{"typ":"nothing more"}').decode() + "." + CLAIMS,
    base64.urlsafe_b64encode(b'["alg"]  ').decode() + "." + CLAIMS,
    HEADER + "." + base64.urlsafe_b64encode(b'{"sub":"1234567890"}').decode(),
    '"sha256": "' + HEX + HEX + '"',
    "integrity: sha512-" + RANDOM + "==",
]


@pytest.mark.parametrize("text", NO_KEYS, ids=range(len(NO_KEYS)))
def test_what_is_no_key_is_left_alone(text: str) -> None:
    assert [*keys_in(text)] == []


def test_every_key_of_a_text_is_found() -> None:
    first, second = "ghp_" + part(36), "ghp_" + RANDOM[10:46]
    stretches = [(one.start, one.end) for one in keys_in(f"{first} {second}")]
    assert stretches == [(0, 40), (41, 81)]


SUSPICIOUS = {
    f"password: {PASSWORD}": PASSWORD,
    f"passwd={PASSWORD}": PASSWORD,
    f'"client_secret" : "{PASSWORD}"': PASSWORD,
    f"API_KEY='{HEX}'": HEX,
    f"aws_secret_access_key = {RANDOM[:40]}": RANDOM[:40],
    f"credentials := `{HEX}`": HEX,
    f"?token={HEX}&x=1": HEX,
    f"run --token {HEX}": HEX,
    f"Authorization: Bearer {HEX}": f"Bearer {HEX}",
    f"use sk-{part(24)} here": f"sk-{part(24)}",
    "password: a1b2c3d": "a1b2c3d",
}


@pytest.mark.parametrize(("line", "value"), SUSPICIOUS.items())
@pytest.mark.parametrize("before", ["", "first line\n", "Größe ", "x" * 500])
def test_a_value_that_is_called_a_secret_is_doubted(line: str, value: str, before: str) -> None:
    text = f"{before}{line}\nand so on"
    assert {text[one.start : one.end] for one in suspicions_in(text)} == {value}


NOT_SUSPICIOUS = [
    "password: <password>",
    "password=${PASSWORD_2}",
    "password: $PASSWORD2",
    "token: MY_TOKEN_2",
    "token: yourtoken123",
    "token: abc123",  # six characters
    "token: abcdefgh",
    "token: 123456789",
    "max_tokens: 4096000",
    "token: https://a1.acme.test/token",
    "token: /run/secrets/token1",
    "token: ~/token123",
    "token: ./token123",
    "token: auth2.token.value",
    "token: v1.2.3-rc1",
    "secret: [1, 2, 3, 4, 5]",
    "tokenizer: cl100k_base",
    "token_endpoint: oauth2x9",
    "key: acme-2026-a1",
    "secrets are 9 things 10x",
    "sk-12345678x",
    "password: a" + "1" * 250,
    "password: aaaaaa11",
    "token: größe123",
    "",
]


@pytest.mark.parametrize("line", NOT_SUSPICIOUS)
def test_what_reads_like_no_secret_is_left_alone(line: str) -> None:
    assert [*suspicions_in(line)] == []


def test_the_shortest_token_of_some_service() -> None:
    assert [*suspicions_in(f"sk-{part(17)}")]
    assert not [*suspicions_in(f"sk-{part(16)}")]


def test_in_code_a_bare_word_is_a_variable() -> None:
    line = f"connect(password={PASSWORD}, secret='{PASSWORD}')"
    assert len([*suspicions_in(line)]) == 2
    assert [line[one.start : one.end] for one in suspicions_in(line, code=True)] == [PASSWORD]


@pytest.mark.parametrize(
    "path",
    [
        ".env", "a/.env", ".ENV", ".env.local", ".env.production", ".npmrc", "id_rsa",
        ".ssh/config", ".aws/credentials", "home/.aws/credentials", "x.p12", "X.PFX",
        "credentials.json", ".env/x", "terraform.tfstate",
    ],
)  # fmt: skip
def test_a_file_of_secrets_is_known_by_its_name(path: str) -> None:
    assert holds_secrets(path)


@pytest.mark.parametrize(
    "path",
    [
        ".env.example", ".env.sample", ".env.default", "env", "id_rsa.pub", "a.pem", "a.key",
        "aws/credentials", "x.aws/credentials", "p12", "a.env", "environment", ".envx",
    ],
)  # fmt: skip
def test_other_files_may_be_called_as_they_are(path: str) -> None:
    assert not holds_secrets(path)


def test_placeholders() -> None:
    for one in ("<x>", "${A}", "%A%", "****", "xxxxxxxx", "MY_TOKEN", "change-me", "aAaAaA11"):
        assert is_placeholder(one), one
    for one in ("MYTOKEN9x", PASSWORD, "aabbccdde", HEX):
        assert not is_placeholder(one), one


def _bytes(files: Files, path: str) -> bytes:
    data = files.get(path, b"")
    assert isinstance(data, bytes)
    return data


def findings(files: Files) -> list[Diagnostic]:
    found = inspect(MemoryTree(files), fetch=no_network, at="2026-08-01T00:00:00Z").diagnostics
    return [item for item in found if item.code.startswith("SEC")]


def content(data: bytes, path: str = "source/a.txt", route: tuple[str, ...] = ()) -> ContentFile:
    place = Document("release.json" if route else path, data, Syntax.TEXT)
    return ContentFile(path=path, data=data, document=place, route=route)


def test_no_report_shows_a_secret_nor_the_line_that_it_stands_in() -> None:
    token = "ghp_" + part(36)
    link = "[x](http://a.test/)"
    readme = f"# A\n\nB {token} {link}\n\npassword: {PASSWORD}\n\n{link}\n".encode()
    files = a_catalog() | {README: readme}
    found = inspect(MemoryTree(files), fetch=no_network, at="2026-08-01T00:00:00Z").diagnostics
    assert {"SEC001", "SEC002", "TXT004"} <= {item.code for item in found}
    report = text(found, lambda file: readme)
    assert "SEC001" in report
    for secret in (token, PASSWORD):
        assert secret not in report
        assert all(secret not in f"{item.message}{item.hint}" for item in found)
    others = {item.span.line: item for item in found if item.code == "TXT004"}
    assert others[3].confidential
    assert not others[7].confidential
    assert report.count(f"| {link}") == 1


def test_a_known_form_is_not_suspected_once_more() -> None:
    readme = f"# A\n\npassword: ghp_{part(36)} password: {PASSWORD}\n".encode()
    assert [item.code for item in findings(a_catalog() | {README: readme})] == ["SEC001", "SEC002"]


def test_every_record_is_looked_at() -> None:
    token = "ghp_" + part(36)
    paths = {
        "marketplace.yml": b"\n# " + token.encode(),
        "publishers/acme.yml": b"\n# " + token.encode(),
        LISTING: b"\n# " + token.encode(),
        README: b"\n" + token.encode(),
        "renames.yml": b"{}\n# " + token.encode(),
        "waivers.yml": b"[]\n# " + token.encode(),
    }
    files = a_catalog()
    for path, more in paths.items():
        files[path] = _bytes(files, path) + more
    craik = json.loads(_bytes(files, CRAIK))
    files[CRAIK] = as_json(craik | {"security_notes": [token], "description": token})
    found = findings(files)
    assert {item.file for item in found} == {*paths, CRAIK}
    assert len([item for item in found if item.file == CRAIK]) == 2
    assert all(item.confidential for item in found)


def test_what_an_escape_hides_is_found_at_its_value() -> None:
    files = a_catalog()
    data = _bytes(files, CRAIK)
    escaped = f"\\u0067hp_{part(36)}".encode()
    files[CRAIK] = data = data.replace(b"Reads files only.", escaped)
    (found,) = findings(files)
    line = data.decode().split("\n")[found.span.line - 1]
    assert line[found.span.column - 1 : found.span.end_column - 1] == f'"{escaped.decode()}"'


def test_what_is_read_off_the_text_is_not_told_twice() -> None:
    files = a_catalog()
    data = _bytes(files, CRAIK)
    files[CRAIK] = data.replace(b"Reads files only.", f"a\\nghp_{part(36)}".encode())
    assert len(findings(files)) == 1


def test_an_escaped_password_is_known_by_its_key() -> None:
    document = read_json("a.json", b'{"password": ["\\u0068unter2x9"], "n": 1}').document
    writing = Writing(text="", path="a.json", document=Document("a", b""), record=document)
    (part_,) = writing.parts()
    assert part_.route(3, 4) == ("password", 0)
    assert len([*suspicions_in(part_.text)]) == 1


def test_files_of_a_fetched_artifact_are_told_by_name_at_its_address() -> None:
    file = content(f"a\nghp_{part(36)}".encode(), "x/run.sh", ("artifacts", "url"))
    (found,) = secrets.secret.run(file.document, file)
    assert "`x/run.sh`" in found.message
    assert found.file == "release.json"


def test_places_are_those_of_the_text() -> None:
    writing = writing_of(content("\ufeffé\nab cd\nef".encode()))
    assert writing
    assert writing.text == "é\nab cd\nef"
    assert writing.route(0, 1) == (1, 1, 2)
    assert writing.route(2, 4) == (2, 1, 3)
    assert writing.route(5, 7) == (2, 4, 6)
    assert writing.route(5, 9) == (2, 4, 6)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_texts_are_read_however_they_are_encoded(encoding: str) -> None:
    data = f"é token\nghp_{part(36)}\n".encode(encoding)
    (found,) = secrets.secret.run(Document("a", b"", Syntax.TEXT), content(data))
    assert (found.span.line, found.span.column) == (2, 1)


def test_binary_files_are_not_looked_at() -> None:
    assert writing_of(content(b"\x7fELF\0" + b"a" * 9000)) is None
    assert writing_of(content(b"a" * 8191 + b"\0")) is None
    assert writing_of(content(b"a" * 8192 + b"\0")) is not None


def test_no_more_than_the_beginning_of_a_long_file_is_looked_at_and_that_is_said() -> None:
    key = f"ghp_{part(36)}".encode()
    file = content(b" " * MAX_CHARACTERS + key)
    assert not [*secrets.secret.run(file.document, file)]
    assert len([*secrets.not_all_looked_at.run(file.document, file)]) == 1
    file = content(b" " * (MAX_CHARACTERS - 40) + key)
    assert len([*secrets.secret.run(file.document, file)]) == 1
    assert not [*secrets.not_all_looked_at.run(file.document, file)]
    file = content(b"\0" * (MAX_CHARACTERS + 1))
    assert not [*secrets.not_all_looked_at.run(file.document, file)]


def test_as_many_are_told_of_as_anybody_reads() -> None:
    data = "\n".join(f"ghp_{RANDOM[index : index + 30]}{100000 + index}" for index in range(40))
    file = content(f"{data}\n{data}".encode())
    assert len([*secrets.secret.run(file.document, file)]) == MOST_FINDINGS


# What would take minutes, were any pattern to take time by the square of a line's length.
ENDLESS = [
    "eyJ", "=eyJ", "=eyJ" + "a" * 30, "=sk-" + "a" * 60, "://a:", "token=", "bearer ",
    "https://a:b", "-----BEGIN " + "PRIVATE KEY-----", "=xoxb-1-1-1-1-",
]  # fmt: skip


@pytest.mark.parametrize("unit", ENDLESS)
def test_a_line_of_a_megabyte_is_soon_done_with(unit: str) -> None:
    text_ = unit * (1024 * 1024 // len(unit))
    assert not [*keys_in(text_)]
    assert not [*suspicions_in(text_[: len(text_) // 4])]


SAID = [
    ("SEC001", "something looks like a token of GitHub", "Revoke it, then take it out."),
    ("SEC002", "something looks like the value of `password`", "Revoke it, then take it out."),
    (
        "SEC003",
        "`source/.env` holds secrets, by its name",
        "Take it out, and revoke what it holds.",
    ),
    (
        "SEC004",
        "only the first 2,097,152 characters of `source/log.txt` were looked at for secrets",
        "Shorten it, or look through the rest yourself.",
    ),
]


def test_what_is_said_and_what_helps() -> None:
    said = [
        (item.code, item.message, item.hint)
        for case in secrets_cases.CASES
        for item in case.bad.diagnostics()
        if item.code == case.code
    ]
    assert set(said) == set(SAID)


def test_a_bare_word_in_code_is_not_suspected() -> None:
    data = f"connect(password={PASSWORD})".encode()
    for path, count in (("a.py", 0), ("A.TS", 0), ("a.sh", 1), ("py", 1)):
        file = content(data, path)
        assert len([*secrets.called_a_secret.run(file.document, file)]) == count


def test_what_stands_beside_a_key_is_still_suspected() -> None:
    file = content(f"ghp_{part(36)}'password='{PASSWORD}'ghp_{part(36)}".encode())
    assert len([*secrets.called_a_secret.run(file.document, file)]) == 1


def test_what_is_said_of_a_whole_file_stands_at_its_beginning() -> None:
    for rule, file in (
        (secrets.file_of_secrets, content(b"a\nb", "x/.env")),
        (secrets.not_all_looked_at, content(b"a\n" * MAX_CHARACTERS)),
    ):
        (found,) = rule.run(file.document, file)
        assert (found.span.line, found.span.column) == (1, 1)
        assert found.confidential is (rule is secrets.file_of_secrets)


def test_every_part_of_a_record_is_looked_at() -> None:
    value = {"a": [{"b": "x"}, "y", 1, None], "c": "z", "d": {"e": "v"}}
    document = Document("a.json", b"", Syntax.JSON, value)
    writing = Writing(text="", path="a.json", document=document, record=document)
    found = {(part_.text, part_.route(1, 2)) for part_ in writing.parts()}
    assert found == {
        ('b="x"', ("a", 0, "b")),
        ('a="y"', ("a", 1)),
        ('c="z"', ("c",)),
        ('e="v"', ("d", "e")),
    }
    assert not [*Writing(text="", path="a", document=document).parts()]


def test_the_records_of_an_integration_and_of_governance_are_looked_at() -> None:
    demo = Path(__file__).parents[2] / "catalog"
    token = f"ghp_{part(36)}"
    files: Files = {
        path.relative_to(demo).as_posix(): path.read_bytes()
        for path in sorted(demo.rglob("*"))
        if path.is_file() and path.suffix in {".yml", ".json", ".md"}
    }
    looked = (
        "integrations/link-keeper-walkthrough/craik.json",
        "integrations/link-keeper-walkthrough/README.md",
        "plugins/text-stats/governance/1.0.0/probation-1.json",
        "plugins/text-stats/governance/1.0.0/evidence/evidence_text-stats_1-0-0_tests.yml",
        "advisories/harbour-2026-001.yml",
    )
    for path in looked:
        data = _bytes(files, path)
        if path.endswith(".json"):
            prose = re.search(rb'": "[^"]{40,}(?=")', data)
            assert prose
            files[path] = data.replace(prose[0], prose[0] + f" {token}".encode())
        else:
            files[path] = data + f"\n# {token}\n".encode()
    sources = load(MemoryTree(files)).value
    found = {item.file for document in sources.documents for item in in_record(document)}
    assert found == set(looked)
