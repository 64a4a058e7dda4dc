"""The runs that the lessons speak of, counted: writes static/lessons/counted.json.

Run `python -m scripts.counted_runs` after a lesson, a preset or a kernel has changed what they count; it takes seconds.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from policyscope.web.lessons.answers import Answers
from policyscope.web.lessons.counted import key_of, path
from policyscope.web.lessons.queries import state_of

CALL = re.compile(r"ending_best\((\d+), (\d+)\)")


def wanted(folder: Path) -> list[str]:
    """What the lessons of a folder count, each with the address of its step."""
    found: dict[str, None] = {}
    for file in sorted(folder.glob("*.md")):
        query = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            query = line.removeprefix("lab: ").strip() if line.startswith("lab: ") else query
            for said in CALL.finditer(line):
                found[key_of(query, said[0])] = None
    return list(found)


def count(key: str) -> float:
    """Play what a key says."""
    query, _, call = key.partition(" ")
    said = CALL.fullmatch(call)
    assert said, key
    return Answers(query, state_of(query).experiment).count_best(int(said[1]), int(said[2]))


def main() -> None:
    """Count everything again."""
    counted = {key: count(key) for key in wanted(path().parent)}
    path().write_text(json.dumps(counted, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
