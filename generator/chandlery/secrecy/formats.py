"""Secrets whose form is known: what the services that issue them made to be recognised.

The patterns are those of detect-secrets where it has them.  Of its detectors three kinds are left
out: those that measure entropy or look for words, because a catalog is full of digests and of
prose about tokens (`chandlery.secrecy.suspicions` takes what is said of those, and doubts it);
those without a fixed part to look for (Discord, Telegram), which would have to be tried at every
character; and those whose fixed part is two letters (Artifactory) or a service that is gone
(Cloudant, SoftLayer).  None of its verifying is used: it would ask the service.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final

from chandlery.secrecy.placeholders import is_placeholder, names_itself_one


def _not_random(match: re.Match[str], mark: str) -> bool:
    return is_placeholder(match[0].replace(mark, "", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of secret.

    Attributes:
        marks: its fixed parts; the pattern matches where one begins, or `before` characters ahead.
        pattern: ours, or where detect-secrets has it: ``module.Class``.
        least: how many of a token's characters stand behind the mark; fewer are passed over
            before any pattern is made.
        beside: what stands in every match, beside the mark; a text without it has none.
        body: what has to come soon after the match.
        harmless: whether a match is no secret.
    """

    what: str
    marks: tuple[str, ...]
    pattern: str | re.Pattern[str]
    least: int = 0
    before: int = 0
    beside: str = ""
    body: re.Pattern[str] | None = None
    harmless: Callable[[re.Match[str], str], bool] = _not_random

    def patterns(self) -> Sequence[re.Pattern[str]]:
        """What may stand there: of a detector, several."""
        return _of_library(self.pattern) if isinstance(self.pattern, str) else (self.pattern,)


@cache
def _of_library(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of a detector; imported when a text has its mark, which few have."""
    module, _, detector = name.partition(".")
    return tuple(getattr(import_module(f"detect_secrets.plugins.{module}"), detector).denylist)


def _no_token(match: re.Match[str], mark: str) -> bool:  # noqa: ARG001 - one of `Format.harmless`
    """Whether what looks like a JWT has another header than one, or the payload of an example."""
    header, payload = (_decoded(part) for part in match[0].split(".")[:2])
    try:
        value = json.loads(header)
    except (ValueError, RecursionError):
        return True
    return not isinstance(value, dict) or "alg" not in value or names_itself_one(payload)


def _decoded(part: str) -> str:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


_NO_PASSWORDS: Final = frozenset(
    {
        "password",
        "passwd",
        "pass",
        "pwd",
        "pw",
        "secret",
        "token",
        "x-oauth-basic",
        "x-access-token",
    }
)


def _no_password(match: re.Match[str], mark: str) -> bool:  # noqa: ARG001 - one of `Format.harmless`
    """Whether the password in an address is a word for one, or the user's own name again."""
    user, password = match[0].removeprefix("://").removesuffix("@").split(":", 1)
    return password.lower() in _NO_PASSWORDS or password == user or is_placeholder(password)


_BASE64: Final = re.compile(r"[A-Za-z0-9+/=]{32}")
_PRIVATE_KEY: Final = re.compile(r"-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----")


def _never(match: re.Match[str], mark: str) -> bool:  # noqa: ARG001 - one of `Format.harmless`
    return False


FORMATS: Final = (
    Format(
        what="a private key",
        marks=("-----BEGIN ",),
        pattern=_PRIVATE_KEY,
        body=_BASE64,
        harmless=_never,
    ),
    Format(
        what="a private key of PuTTY",
        marks=("Private-Lines: ",),
        pattern=re.compile(r"Private-Lines: \d{1,3}"),
        body=_BASE64,
        harmless=_never,
    ),
    Format(
        what="a secret key of minisign",
        marks=("untrusted comment:",),
        pattern=re.compile(r"untrusted comment:[^\n]{0,200}secret key"),
        body=_BASE64,
        harmless=_never,
    ),
    Format(
        what="a secret key of age",
        marks=("AGE-SECRET-KEY-1",),
        pattern=re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    ),
    Format(
        what="a user and a password in an address",
        marks=("://",),
        beside="@",
        pattern=re.compile(r"://[^\s:/?#@\"'<>]{1,100}:[^\s:/?#@\"'<>]{1,200}@"),
        harmless=_no_password,
    ),
    Format(
        what="a JSON Web Token",
        marks=("eyJ",),
        pattern="jwt.JwtTokenDetector",
        least=20,
        harmless=_no_token,
    ),
    Format(
        what="an access key of AWS",
        marks=("AKIA", "ASIA", "ABIA", "ACCA"),
        pattern="aws.AWSKeyDetector",
        least=16,
    ),
    Format(
        what="an account key of Azure storage",
        marks=("AccountKey=",),
        pattern="azure_storage_key.AzureStorageKeyDetector",
    ),
    Format(
        what="a key of the Google API",
        marks=("AIza",),
        pattern=re.compile(r"AIza[0-9A-Za-z_-]{35}"),
    ),
    Format(
        what="a token of GitHub",
        marks=("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        pattern="github_token.GitHubTokenDetector",
        least=36,
    ),
    Format(
        what="a token of GitHub",
        marks=("github_pat_",),
        pattern=re.compile(r"github_pat_[0-9A-Za-z_]{50,255}"),
    ),
    Format(
        what="a token of GitLab",
        marks=(
            *("glpat-", "gldt-", "glft-", "glsoat-", "glrt-", "GR1348941"),
            *("glcbt-", "glimt-", "glptt-", "glagent-", "gloas-"),
        ),
        pattern="gitlab_token.GitLabTokenDetector",
        least=20,
    ),
    Format(
        what="a token of npm",
        marks=("npm_",),
        pattern=re.compile(r"npm_[0-9A-Za-z]{36}(?![0-9A-Za-z])"),
    ),
    Format(
        what="a token of npm",
        marks=(":_authToken=", ":_password="),
        pattern=re.compile(r":_(?:authToken|password)=[\"']?([0-9A-Za-z+/=_.-]{20,255})"),
    ),
    Format(
        what="a token of PyPI",
        marks=("pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"),
        pattern="pypi_token.PypiTokenDetector",
    ),
    Format(
        what="a key of Anthropic",
        marks=("sk-ant-",),
        pattern=re.compile(r"sk-ant-[0-9A-Za-z_-]{32,255}"),
    ),
    Format(
        what="a key of OpenAI",
        marks=("sk-",),
        pattern="openai.OpenAIDetector",
        least=48,
    ),
    Format(
        what="a key of OpenAI",
        marks=("sk-proj-", "sk-svcacct-", "sk-admin-"),
        pattern=re.compile(r"sk-(?:proj|svcacct|admin)-[0-9A-Za-z_-]{40,255}"),
    ),
    Format(
        what="a token of Hugging Face",
        marks=("hf_",),
        pattern=re.compile(r"hf_[0-9A-Za-z]{34}(?![0-9A-Za-z])"),
    ),
    Format(
        what="a token of Slack",
        marks=("xoxa-", "xoxb-", "xoxp-", "xoxo-", "xoxs-", "xoxr-"),
        pattern="slack.SlackDetector",
        least=12,
    ),
    Format(
        what="a webhook of Slack",
        marks=("https://hooks.slack.com/services/T",),
        pattern="slack.SlackDetector",
    ),
    Format(
        what="a live key of Stripe",
        marks=("sk_live_", "rk_live_"),
        pattern="stripe.StripeDetector",
        least=24,
    ),
    Format(
        what="a key of SendGrid",
        marks=("SG.",),
        pattern="sendgrid.SendGridDetector",
        least=66,
    ),
    Format(
        what="a secret of Square",
        marks=("sq0csp-",),
        pattern="square_oauth.SquareOAuthDetector",
    ),
    Format(
        what="a key of Twilio",
        marks=("SK",),
        pattern="twilio.TwilioKeyDetector",
        least=32,
    ),
    Format(
        what="a key of Mailchimp",
        marks=("-us1", "-us2", "-us3", "-us4", "-us5", "-us6", "-us7", "-us8", "-us9"),
        pattern="mailchimp.MailchimpDetector",
        before=32,
    ),
)
