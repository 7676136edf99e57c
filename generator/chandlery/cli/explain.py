"""``chandlery explain CODE…``: print the pages of rules."""

import argparse
import sys

from chandlery.checks import Rule
from chandlery.cli.exits import CLEAN, USAGE
from chandlery.rules import RETIRED
from chandlery.secrecy.masking import HIDDEN, masked
from chandlery.stages.rulebook import every_rule
from chandlery.suggest import did_you_mean


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.description = (
        "Prints the page of each rule: what it is about, why that matters, an example, "
        "and how to mend it."
    )
    command.add_argument("codes", metavar="CODE", nargs="*", help="as in a finding: LAY001")
    command.add_argument(
        "--list", action="store_true", help="every code, with its severity and title"
    )
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the pages that there are, and say which codes have none."""
    rules = every_rule()
    if args.list:
        for code in sorted(rules):
            print(f"{code}  {rules[code].severity.name.lower():<7}  {rules[code].title}")
    elif not args.codes:
        print("chandlery: neither a code nor --list is given", file=sys.stderr)
        return USAGE
    codes = list(dict.fromkeys(code.upper() for code in args.codes))
    pages = [_page(rules[code]) for code in codes if code in rules]
    pages += [f"# {code}: retired\n\n{RETIRED[code]}" for code in codes if code in RETIRED]
    print("\n\n".join(pages), end="\n" if pages else "")
    unknown = [code for code in codes if code not in rules and code not in RETIRED]
    for code in unknown:
        hint = did_you_mean(code, rules)
        given = next(word for word in args.codes if word.upper() == code)
        shown = code if masked(given) == given else HIDDEN
        print(f"chandlery: there is no rule `{shown}`. {hint}".rstrip(), file=sys.stderr)
    return USAGE if unknown else CLEAN


def _page(rule: Rule) -> str:
    return (
        f"# {rule.code}: {rule.page}\n\n"
        f"{rule.severity.name.lower()}, since {rule.since}, speaks for: {rule.verdict.value}"
    )
