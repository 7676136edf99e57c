"""``chandlery explain CODE``: print a rule's page."""

import argparse
import sys
from typing import Any

from chandlery.cli.exits import CLEAN, USAGE
from chandlery.stages.rulebook import every_rule
from chandlery.suggest import did_you_mean


def add(commands: Any) -> None:
    """Describe the command."""
    command = commands.add_parser("explain", help="print the page of a rule")
    command.add_argument("code", metavar="CODE", help="as in a finding: LAY001")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the page, or say that there is no such code."""
    rules = every_rule()
    rule = rules.get(args.code.upper())
    if rule is None:
        hint = did_you_mean(args.code.upper(), rules)
        print(f"chandlery: there is no rule `{args.code}`. {hint}".rstrip(), file=sys.stderr)
        return USAGE
    print(
        f"# {rule.code}: {rule.page}\n\n"
        f"{rule.severity.name.lower()}, since {rule.since}, speaks for: {rule.verdict.value}"
    )
    return CLEAN
