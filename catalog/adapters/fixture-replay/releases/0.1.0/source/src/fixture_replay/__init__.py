"""Recorded runs as one of Craik's runners."""

from fixture_replay.adapter import ADAPTER_VERSION, FixtureReplay, RequestError
from fixture_replay.recordings import FixtureError, Recording, read_recordings

__all__ = [
    "ADAPTER_VERSION",
    "FixtureError",
    "FixtureReplay",
    "Recording",
    "RequestError",
    "read_recordings",
]
__version__ = ADAPTER_VERSION
