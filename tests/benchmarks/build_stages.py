"""``chandlery build`` with a watch on its stages; `build.py` runs it.

``python tests/benchmarks/build_stages.py GENERATOR RESULT.json build …``
"""

import json
import sys
from pathlib import Path

sys.path[:0] = [sys.argv[1], str(Path(__file__).parent.parent)]

from benchmarks.stage_watch import Watch  # noqa: E402 - after the path is set
from chandlery.cli import run  # noqa: E402


def main() -> int:
    watch = Watch()
    code = run(sys.argv[3:])
    Path(sys.argv[2]).write_text(json.dumps(watch.told()), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
