"""Runs Pagefind on search records; the only module that does.

Pagefind's own Python package waits a tenth of a second for each record, so that ten thousand take
a quarter of an hour.  Its program speaks a small protocol over its standard streams (JSON in
Base64, a comma after each message), and that is spoken here.
"""

import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from io import BufferedReader
from pathlib import Path
from threading import Thread, Timer
from typing import IO, Any, cast

from chandlery.formats.pagefind import smaller
from chandlery.model.search import SearchRecord, TextSearch, search_ids
from chandlery.ports.website_configuration import EngineMissing, WebsiteError

FOLDER = "search"
LANGUAGE = "en"  # of the shell
_TIMEOUT = 600  # seconds; ten thousand records take about ten
_PIECE = 1 << 20
# Of what Pagefind brings: the rest is user interfaces of its own, and a worker that we do not use.
_KEPT = ("pagefind.js", "pagefind-entry.json", f"wasm.{LANGUAGE}.pagefind")
_KEPT_FOLDERS = ("fragment/", "index/")
_META = ".pf_meta"


def build_search(records: Iterable[SearchRecord]) -> TextSearch:
    """Index records; the same ones give the same files.

    Raises:
        WebsiteError: Pagefind failed or did not end.
        EngineMissing: it is not installed.
    """
    told = {record.url: record for record in records}
    if not told:
        return TextSearch()  # the engine would fail
    ids = search_ids(told)
    ordered = sorted(told.values(), key=lambda record: ids[record.url])  # lists of ids pack well
    files = {
        path: data
        for path, data in sorted(_indexed(ordered))
        if path in _KEPT or path.startswith(_KEPT_FOLDERS) or path.endswith(_META)
    }
    return TextSearch(files={f"{FOLDER}/{path}": data for path, data in smaller(files)})


def program() -> Path:
    """Where Pagefind's program is.

    Raises:
        EngineMissing: it is not installed.
    """
    spec = find_spec("pagefind_bin")
    if spec is not None and spec.origin:
        for name in ("pagefind", "pagefind.exe"):
            if (found := Path(spec.origin).with_name(name)).is_file():
                return found
    raise EngineMissing(
        "Pagefind is not installed", hint="Install chandlery[site], which brings Pagefind."
    )


def _indexed(records: Sequence[SearchRecord]) -> Iterator[tuple[str, bytes]]:
    """Everything that Pagefind makes of the records."""
    with subprocess.Popen(
        [str(program()), "--service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8", "TZ": "UTC"},
    ) as process:
        watch = Timer(_TIMEOUT, process.kill)
        # A thread writes, lest both wait: the program answers each record before it reads on.
        writer = Thread(target=_ask, args=(process.stdin, records), daemon=True)
        watch.start()
        writer.start()
        try:
            files = _files(_answers(cast("BufferedReader", process.stdout)))
        finally:
            watch.cancel()
            process.kill()  # it has told everything, or will not
            writer.join()
            with suppress(BrokenPipeError):  # what it did not take
                cast("IO[bytes]", process.stdin).close()
    for file in files:
        yield file["path"], b64decode(file["content"])


def _ask(stream: IO[bytes], records: Sequence[SearchRecord]) -> None:
    # Left open: at the end of its input the program ends, whatever it has still to tell.
    with suppress(BrokenPipeError):
        for number, payload in enumerate(_messages(records), 1):
            message = json.dumps({"message_id": number, "payload": payload})
            stream.write(b64encode(message.encode()) + b",")
        stream.flush()


def _answers(stream: BufferedReader) -> Iterator[dict[str, Any]]:
    parts: list[bytes] = []
    while piece := stream.read1(_PIECE):
        first, *more = piece.split(b",")
        parts.append(first)
        for part in more:
            yield _payload(b"".join(parts))
            parts = [part]


def _files(answers: Iterator[dict[str, Any]]) -> list[dict[str, str]]:
    for answer in answers:
        if answer["type"] == "Error":
            raise WebsiteError(f"Pagefind failed: {answer['message']}")
        if answer["type"] == "GetFiles":
            files: list[dict[str, str]] = answer["files"]
            return files
    raise WebsiteError("Pagefind ended, or took too long, before it gave an index")


def _messages(records: Iterable[SearchRecord]) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {"force_language": LANGUAGE, "keep_index_url": True}}
    for record in records:
        yield {
            "type": "AddRecord",
            "index_id": 0,  # the first
            "url": record.url,
            "content": record.content,
            "language": LANGUAGE,
            "meta": dict(record.meta),
            "filters": None,  # their files differ from run to run
            "sort": None,
        }
    yield {"type": "GetFiles", "index_id": 0}


def _payload(message: bytes) -> dict[str, Any]:
    try:
        payload: dict[str, Any] = json.loads(b64decode(message))["payload"]
    except (ValueError, KeyError, TypeError):
        raise WebsiteError(
            "Pagefind answered with what is no message", output=repr(message[:200])
        ) from None
    return payload
