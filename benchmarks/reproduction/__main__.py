"""`make reproduce`: runs every published result and writes the table and the figures.

    python -m benchmarks.reproduction                         everything, into docs/reproduction
    python -m benchmarks.reproduction --only testbed --share 0.1 --out DIRECTORY

Exits with 1 if something published was not met.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.reproduction.claims import Outcome, Result, Size
from benchmarks.reproduction.draw import Draw, chromium_draws
from benchmarks.reproduction.report import report, verdict
from benchmarks.reproduction.results import RESULTS

DIRECTORY = Path(__file__).resolve().parents[2] / "docs" / "reproduction"


def reproduce(out: Path, size: Size, draw: Draw, results: Sequence[Result] = RESULTS) -> dict[Result, Outcome]:
    """Runs these results and writes the table and a figure each, as JSON and as SVG.

    Args:
        out: the directory, made if it is not there.
        size: how much work is done.
        draw: makes an SVG of Plotly's data and layout.
        results: which.
    """
    out.mkdir(parents=True, exist_ok=True)
    outcomes = {}
    for result in results:
        began = perf_counter()
        outcome = outcomes[result] = result.compute(size)
        figure = outcome.figure.plotly()
        (out / f"{result.name}.json").write_text(json.dumps(figure, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        (out / f"{result.name}.svg").write_text(draw(figure), encoding="utf-8")
        print(f"{perf_counter() - began:6.1f} s  {result.name}: {verdict(result, outcome)}", flush=True)
    (out / "README.md").write_text(report(outcomes), encoding="utf-8")
    return outcomes


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Reproduce the published results.")
    parser.add_argument("--out", type=Path, default=DIRECTORY, help="directory to write to")
    parser.add_argument("--share", type=float, default=1.0, help="share of the runs and updates to do")
    parser.add_argument("--only", nargs="+", choices=[result.name for result in RESULTS], help="these results alone")
    given = parser.parse_args()
    chosen = [result for result in RESULTS if not given.only or result.name in given.only]
    began = perf_counter()
    with chromium_draws() as draw:
        outcomes = reproduce(given.out, Size(given.share), draw, chosen)
    print(f"{perf_counter() - began:6.1f} s  in all")
    return 0 if all(claim.holds for outcome in outcomes.values() for claim in outcome.claims) else 1


if __name__ == "__main__":
    sys.exit(main())
