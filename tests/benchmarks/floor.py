"""The least that any check of a catalog has to do: read every file, parse it, hash it."""

import hashlib
import json
import os
import sys
from pathlib import Path

import yaml


def main() -> None:
    files = records = 0
    for folder, _, names in os.walk(sys.argv[1]):
        for name in names:
            data = Path(folder, name).read_bytes()
            hashlib.sha256(data).digest()
            files += 1
            if name.endswith(".json"):
                json.loads(data)
                records += 1
            elif name.endswith(".yml"):
                yaml.load(data, yaml.CSafeLoader)
                records += 1
    print(files, records)


if __name__ == "__main__":
    main()
