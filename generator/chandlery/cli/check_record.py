"""``chandlery check-record``: an author judges record files, wherever they are."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from chandlery.cli.exits import CLEAN, FINDINGS
from chandlery.cli.shown import coloured, width
from chandlery.diagnostics import has_errors
from chandlery.dialects import DIALECTS
from chandlery.dialects.base import HostVerdict, RecordKind
from chandlery.documents import MAX_RECORD_BYTES, read_json
from chandlery.ports.errors import StorageError
from chandlery.reports.json_v1 import RecordV1, diagnostic_v1, hosts_v1
from chandlery.reports.listed import listed
from chandlery.reports.plain import printable, unicode
from chandlery.reports.report import Report
from chandlery.reports.text import told
from chandlery.rules.syntax import syntax_diagnostics
from chandlery.secrecy.discretion import discreet
from chandlery.secrecy.masking import Mask, masked
from chandlery.stages.judge import Judgement, judge

_STDIN = Path("-")


def record_kinds() -> dict[str, RecordKind]:
    """What ``--as`` takes: the kinds whose verdict was measured against the ecosystem's code."""
    return {
        f"{name}/{kind.name}": kind
        for name, dialect in sorted(DIALECTS.items())
        for kind in dialect.kinds
        if kind.measured
    }


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.description = (
        "Judges each file: does the ecosystem's own code accept it (valid), would "
        "this catalog take it (policy), which host versions load it (loads)?"
    )
    command.add_argument(
        "--as",
        dest="kind",
        metavar="DIALECT/KIND",
        required=True,
        choices=record_kinds(),
        help="one of: " + ", ".join(record_kinds()),
    )
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.add_argument("files", nargs="+", metavar="FILE", type=Path, help="`-` reads stdin")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Judge each file; findings of severity error make the exit code 1."""
    kind = record_kinds()[args.kind]
    read = [(path, _read(path)) for path in args.files]
    judged = [(path, data, _judge(kind, path, data)) for path, data in read]
    if args.format == "json":
        records = [_record(path, judgement).model_dump() for path, _, judgement in judged]
        print(json.dumps(records, indent=2, sort_keys=True))
    else:
        for path, data, judgement in judged:
            sys.stdout.write(_told(path, data, judgement))
    failed = any(not item.valid or has_errors(item.diagnostics) for _, _, item in judged)
    return FINDINGS if failed else CLEAN


def _read(path: Path) -> bytes:
    if path == _STDIN:
        return sys.stdin.buffer.read(MAX_RECORD_BYTES + 1)
    try:
        with path.open("rb") as file:
            return file.read(MAX_RECORD_BYTES + 1)
    except OSError as error:
        raise StorageError.of(error, path) from error


def _judge(kind: RecordKind, path: Path, data: bytes) -> Judgement:
    reading = read_json(path.as_posix(), data)
    before = syntax_diagnostics(path.as_posix(), reading, kind.duplicate)
    judgement = judge(kind, reading.document, before)
    mask = Mask()
    mask.learn(path.as_posix(), data)
    hosts = judgement.hosts
    return replace(
        judgement,
        diagnostics=discreet(judgement.diagnostics, mask, names=True),
        hosts=hosts and tuple(replace(one, reason=mask.words(one.reason)) for one in hosts),
    )


def _record(path: Path, judgement: Judgement) -> RecordV1:
    return RecordV1(
        file=unicode(masked(str(path))),
        valid=judgement.valid,
        policy=judgement.policy,
        loads=hosts_v1(judgement.hosts),
        diagnostics=[diagnostic_v1(item) for item in listed(sorted(judgement.diagnostics))],
    )


def _told(path: Path, data: bytes, judgement: Judgement) -> str:
    name = printable(masked(str(path)))
    words = {True: "yes", False: "no", None: "not checked"}
    hosts = "not checked"
    if judgement.hosts is not None:
        hosts = ", ".join(map(_host, judgement.hosts)) or "nothing is known"
    valid, policy = words[judgement.valid], words[judgement.policy]
    lines = [f"{name}: valid: {valid}, policy: {policy}, loads: {hosts}"]
    if judgement.diagnostics:
        report = Report(
            diagnostics=tuple(sorted(judgement.diagnostics)),
            read=lambda _: data,
            colour=coloured(sys.stdout),
            width=width(sys.stdout),
        )
        lines.append(told(report))
    return "\n".join(lines) + "\n"


def _host(host: HostVerdict) -> str:
    reason = f" ({printable(host.reason)})" if host.reason else ""
    return f"{host.host} {'yes' if host.loads else 'no'}{reason}"
